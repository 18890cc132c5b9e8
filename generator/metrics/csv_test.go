package metrics

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/config"
)

// number prints six digits at most.
func number(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }

func berlin(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// The same two rows in every dress an exporter gives them.
func TestCSVDresses(t *testing.T) {
	want := []string{"errors service=a,b: 01T00:00=1 01T01:00=2", "requests service=a,b: 01T00:00=10 01T01:00=20"}
	plain := "time,service,requests,errors\n2026-07-01T00:00:00Z,\"a,b\",10,1\n2026-07-01T01:00:00Z,\"a,b\",20,2\n"
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte(plain))
	z.Close()
	for name, text := range map[string]string{
		"plain":             plain,
		"byte order mark":   "\ufeff" + plain,
		"CRLF":              strings.ReplaceAll(plain, "\n", "\r\n"),
		"semicolons":        "time;service;requests;errors\n2026-07-01T00:00:00Z;a,b;10;1\n2026-07-01T01:00:00Z;a,b;20;2\n",
		"tabs":              "time\tservice\trequests\terrors\n2026-07-01T00:00:00Z\ta,b\t10\t1\n2026-07-01T01:00:00Z\ta,b\t20\t2\n",
		"blank lines":       "\n\n" + strings.ReplaceAll(plain, "\n", "\n\n  \n"),
		"no final newline":  strings.TrimSuffix(plain, "\n"),
		"quoted everything": "\"Time\",\"service\",\"requests\",\"errors\"\n\"2026-07-01T00:00:00Z\",\"a,b\",\"10\",\"1\"\n\"2026-07-01T01:00:00Z\",\"a,b\",\"20\",\"2\"\n",
		"unsorted":          "errors,timestamp,requests,service\n2,2026-07-01T01:00:00Z,20,\"a,b\"\n1,2026-07-01T00:00:00Z,10,\"a,b\"\n",
		"Unix seconds":      "ts,service,requests,errors\n1782864000,\"a,b\",10,1\n1782867600,\"a,b\",20,2\n",
		"milliseconds":      "ts,service,requests,errors\n1782864000000,\"a,b\",10,1\n1782867600000,\"a,b\",20,2\n",
		"offsets":           "date,service,requests,errors\n2026-07-01T02:00:00+02:00,\"a,b\",10,1\n2026-06-30 20:00:00-05:00,\"a,b\",20,2\n",
		"blanks":            "time , service, requests, errors\n2026-07-01T00:00:00Z , \"a,b\" , 10, 1 \n2026-07-01T01:00:00Z,\"a,b\" ,20, 2\n",
		"trailing empty":    "time,service,requests,errors\n2026-07-01T00:00:00Z,\"a,b\",10,1,\n2026-07-01T01:00:00Z,\"a,b\",20,2,,\n",
		"gzip":              packed.String(),
	} {
		t.Run(name, func(t *testing.T) {
			// What a file means comes from its content, not from its name.
			st, diags := load(t, Options{}, "export.bin", text)
			same(t, "points", points(st), want)
			same(t, "diagnostics", diags, nil)
		})
	}
}

// A column's first cell that is not empty decides what it holds.
func TestCSVColumns(t *testing.T) {
	st, diags := load(t, Options{Files: []config.MetricFiles{{Pattern: "m/**", Labels: []string{"region"}}}}, "a.csv",
		"time,status,region,zone,up,load,heat\n"+
			"2026-07-01T00:00Z,200,7,,NaN,1e3,\n"+
			"2026-07-01T01:00Z,200,7,,1,+Inf,\n"+
			"2026-07-01T02:00Z,200,7,eu,1,2,-1.5\n")
	same(t, "points", points(st), []string{
		"heat region=7 status=200 zone=eu: 01T02:00=-1.5",
		"load region=7 status=200: 01T00:00=1000",
		"load region=7 status=200 zone=eu: 01T02:00=2",
		"up region=7 status=200: 01T01:00=1",
		"up region=7 status=200 zone=eu: 01T02:00=1",
	})
	begins(t, diags, "m/a.csv:3:28: warning: the value is infinite")
}

// Metric names may stand in a column of their own.
func TestCSVNameColumn(t *testing.T) {
	st, diags := load(t, Options{}, "a.csv", "time,__name__,value\n2026-07-01T00:00Z,requests,3\n2026-07-01T00:00Z,errors,1\n")
	same(t, "points", points(st), []string{"errors: 01T00:00=1", "requests: 01T00:00=3"})
	same(t, "diagnostics", diags, nil)
}

func TestStamps(t *testing.T) {
	const midnight = 1782864000 // 2026-07-01T00:00:00Z
	for text, want := range map[string]moment{
		"2026-07-01T00:00:00Z":           {t: midnight},
		"2026-07-01t00:00:00z":           {t: midnight},
		"2026-07-01 00:00:00 UTC":        {t: midnight},
		"2026-07-01T00:00Z":              {t: midnight},
		"2026-07-01T05:30:00+0530":       {t: midnight},
		"2026-07-01T02:00:00+02":         {t: midnight},
		"2026-06-30T23:59:59.5Z":         {t: midnight},
		"2026-07-01T00:00:00.499999999Z": {t: midnight},
		"2026-07-01":                     {t: midnight, local: true},
		"2026-07-01 00:01":               {t: midnight + 60, local: true},
		"2026-07-01T00:00:07":            {t: midnight + 7, local: true},
		"2024-02-29":                     {t: 1709164800, local: true},
		"1990-01-01":                     {t: 631152000, local: true},
		"1782864000":                     {t: midnight},
		"1782864000.6":                   {t: midnight + 1},
		"1.782864e9":                     {t: midnight},
		"1782864000000":                  {t: midnight},
		"1782864000000000":               {t: midnight},
		"1782864000000000000":            {t: midnight},
	} {
		if got, ok := parseStamp([]byte(text)); !ok || got != want {
			t.Errorf("%s: %+v %v, want %+v", text, got, ok, want)
		}
	}
	for _, text := range []string{
		"", "20260701", "yesterday", "2026-02-30", "2025-02-29", "2026-13-01", "2026-07-01T24:00", "2026-07-01T9:30",
		"2026-07-01T00:00:60Z", "2026-07-01T00:00:00+1", "2026-07-01T00:00:00+02:", "2026-07-01T00:00:00.Z", "01.07.2026 00:00", "-5", "NaN", "+Inf", "1e30",
		"2106-07-01T00:00:00Z", "4102444800", "2100-01-01", "99999999999",
		"0", "1969-12-31", "1989-12-31T23:59:59Z", "0206-07-01",
	} {
		if got, ok := parseStamp([]byte(text)); ok {
			t.Errorf("%q is read as %d", text, got.t)
		}
	}
}

// Times without a zone: the site's, with one warning; a stated zone without.
// Berlin sets its clocks back at 03:00 on 25 October 2026 (01:00 UTC) and
// forward at 02:00 on 29 March (01:00 UTC).
func TestZonelessStamps(t *testing.T) {
	text := "time,requests\n" +
		"2026-10-25 01:30,1\n" + // 23:30 UTC the day before
		"2026-10-25 02:30,2\n" + // first time: 00:30 UTC
		"2026-10-25 02:30,3\n" + // second time: 01:30 UTC
		"2026-10-25 03:30,4\n" // 02:30 UTC
	want := []string{"requests: 24T23:30=1 25T00:30=2 25T01:30=3 25T02:30=4"}
	st, diags := load(t, Options{Zone: berlin(t)}, "a.csv", text)
	same(t, "autumn", points(st), want)
	begins(t, diags, "m/a.csv:2:1: warning: times without a zone are read in the site's, Europe/Berlin")

	st, diags = load(t, Options{Files: []config.MetricFiles{{Pattern: "m/*.csv", Zone: berlin(t)}}}, "a.csv", text)
	same(t, "stated", points(st), want)
	same(t, "diagnostics", diags, nil)

	st, _ = load(t, Options{Zone: berlin(t)}, "a.csv", "time,requests\n2026-03-29 01:30,1\n2026-03-29 02:30,2\n2026-03-29 03:00,3\n2026-07-01,4\n2026-12-01,5\n")
	// 02:30 does not exist; half an hour after the change is 01:30 UTC.
	same(t, "spring", points(st), []string{"requests: 29T00:30=1 29T01:00=3 29T01:30=2 30T22:00=4 30T23:00=5"})
}

// Every bad cell and row has its place, and the rest is read.
func TestCSVBadRows(t *testing.T) {
	st, diags := load(t, Options{}, "a.csv", "time,service,requests\n"+
		"2026-07-01T00:00Z,å,1\n"+
		"2026-07-01T01:00Z,å,many\n"+
		"soon,å,1\n"+
		"2026-07-01T02:00Z,å\n"+
		"2026-07-01T03:00Z,\xff,1\n"+
		"2026-07-01T04:00Z,å,5\n")
	same(t, "points", points(st), []string{"requests service=å: 01T00:00=1 01T04:00=5"})
	same(t, "diagnostics", diags, []string{
		`m/a.csv:3:21: error: "many" stands where a number belongs (leave it empty for no data; if "requests" is a label, name it in labels under [[metrics]])`,
		`m/a.csv:4:1: error: "soon" is not a time; the row is left out (write 2026-07-01T00:00:00Z, 2026-07-01 00:00 in the site's time zone, or Unix seconds)`,
		`m/a.csv:5: error: the row has 2 cells where the header has 3; it is left out (write empty cells as nothing between two delimiters)`,
		`m/a.csv:6:19: error: the row is not UTF-8 and is left out (save the file as UTF-8)`,
	})
}

// Three of a kind are told, the others counted.
func TestCSVRepeats(t *testing.T) {
	var b strings.Builder
	b.WriteString("time,requests\n2026-07-01T00:00Z,1\n")
	for range 10 {
		b.WriteString("2026-07-01T01:00Z,n/a\n")
	}
	_, diags := load(t, Options{}, "a.csv", b.String())
	begins(t, diags, `m/a.csv:3:19: error: "n/a"`, `m/a.csv:4:19: error: "n/a"`, `m/a.csv:5:19: error: "n/a"`,
		`m/a.csv:6:19: error: "n/a" stands where a number belongs, and 6 more like it in this file`)
}

func TestCSVOddFiles(t *testing.T) {
	long := "time,service,requests\n2026-07-01T00:00Z," + strings.Repeat("x", maxRow) + ",1\n2026-07-01T01:00Z,a,2\n"
	for _, c := range []struct {
		name, text string
		points     []string
		diags      []string
	}{
		{"empty", "", nil, []string{"m/a: warning: the file is empty"}},
		{"blank", "\n\n \n", nil, []string{"m/a: warning: the file is empty"}},
		{"only a header", "time,requests\n", nil, []string{"m/a: warning: the file holds no values"}},
		{"prose", "# Notes\n\nKept here, by mistake.\n", nil, []string{"m/a: warning: no exported time series are recognised"}},
		{"binary", "\x00\x01\x02", nil, []string{"m/a: warning: no exported time series are recognised"}},
		{"Prometheus text", "{__name__=\"up\"} 1 1782864000000\n", nil, []string{"m/a: warning: no exported time series are recognised"}},
		{"UTF-16", "\xff\xfet\x00i\x00m\x00e\x00", nil, []string{"m/a: error: the file is in UTF-16 (save it as UTF-8)"}},
		{"column twice", "time,a,a\n2026-07-01T00:00Z,1,2\n", nil, []string{`m/a:1:8: error: the column "a" stands in the header twice`}},
		{"slips in stamps", "time,a\n0,1\n0206-07-01,1\n2026-07-01T00:00Z,3\n", []string{"a: 01T00:00=3"}, []string{
			`m/a:2:1: error: "0" lies before 1990 or after 2099; the row is left out (correct the stamp, or its unit)`,
			`m/a:3:1: error: "0206-07-01" lies before 1990 or after 2099`}},
		{"nameless column", "time,a,\n2026-07-01T00:00Z,1,2\n", []string{"a: 01T00:00=1"}, []string{"m/a:1:8: warning: a column has no name and is left out"}},
		{"open quote", "time,s,a\n2026-07-01T00:00Z,x,1\n2026-07-01T01:00Z,\"x,2\n2026-07-01T02:00Z,x,3\n", nil, []string{"m/a:3:19: error: the quote that opens here is never closed; nothing of this file is used (close it"}},
		{"line break in quotes", "time,s,a\n2026-07-01T00:00Z,\"x\ny \"\"z\"\"\",1\n2026-07-01T01:00Z,w,word\n", []string{"a s=x\ny \"z\": 01T00:00=1"}, []string{`m/a:4:21: error: "word"`}},
		{"endless row", long, []string{"requests service=a: 01T01:00=2"}, []string{"m/a:2: error: the row is longer than 1048576 bytes"}},
		{"row twice", "time,a\n2026-07-01T00:00Z,1\n2026-07-01T00:00Z,1\n2026-07-01T01:00Z,2\n2026-07-01T01:00Z,3\n", []string{"a: 01T00:00=1 01T01:00=3"},
			[]string{"m/a: warning: 1 sample is given twice with different values, first at 2026-07-01T01:00:00Z; the later row is used (if a column that holds numbers is a label"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			st, diags := load(t, Options{}, "a", c.text)
			same(t, "points", points(st), c.points)
			begins(t, diags, c.diags...)
		})
	}
}

func pack(t testing.TB, parts ...[]byte) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for _, p := range parts {
		if _, err := z.Write(p); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A damaged archive is dropped whole: half a file looks like a quiet service.
func TestGzipDamage(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("time,requests\n")
	for i := range 5000 {
		fmt.Fprintf(&rows, "%d,%d\n", 1782864000+60*i, i*7919%1000)
	}
	whole := pack(t, []byte(rows.String()))
	for name, text := range map[string]string{
		"cut":      whole[:len(whole)/2],
		"header":   whole[:5],
		"checksum": whole[:len(whole)-8] + "\x00\x00\x00\x00" + whole[len(whole)-4:],
		"rubbish":  whole[:len(whole)/2] + strings.Repeat("\xa5", 100),
	} {
		t.Run(name, func(t *testing.T) {
			st, diags := load(t, Options{}, "a.csv.gz", text, "b.csv", "time,ok\n2026-07-01T00:00Z,1\n")
			same(t, "points", points(st), []string{"ok: 01T00:00=1"})
			if len(diags) != 1 || !strings.HasPrefix(diags[0], "m/a.csv.gz") || !strings.Contains(diags[0], "; nothing of this file is used") {
				t.Errorf("diagnostics: %q", diags)
			}
		})
	}
}

func TestGzipBomb(t *testing.T) {
	block := bytes.Repeat([]byte("0"), 1<<20)
	parts := [][]byte{[]byte("time,requests\n2026-07-01T00:00Z,1\n")}
	for range freeUnpacked>>20 + 2 {
		parts = append(parts, block)
	}
	st, diags := load(t, Options{}, "a.csv.gz", pack(t, parts...))
	same(t, "points", points(st), nil)
	begins(t, diags, "m/a.csv.gz:3: error: it unpacks to more than 4 GiB, or to more than 400 times its size; nothing of this file is used")
}

// A column of unique values is not a label.
func TestTooManySeries(t *testing.T) {
	var b strings.Builder
	b.WriteString("time,id,requests\n")
	for i := range maxSeries + 2 {
		fmt.Fprintf(&b, "2026-07-01T00:00Z,r%d,1\n", i)
	}
	st, diags := load(t, Options{}, "a.csv", b.String())
	if len(st.series) != maxSeries {
		t.Errorf("%d series", len(st.series))
	}
	begins(t, diags, "m/a.csv:100002: error: more than 100000 series in one file", "m/a.csv:100003: error: more than 100000 series")
}

func TestNumbers(t *testing.T) {
	for _, s := range []string{"0", "7", "-7", "0.1", "-0.001", "123456789012345", "1234567890123456789", "0.30000000000000004", ".5", "5.", "1e-7", "+3", "99.95", "1e308"} {
		want, err := strconv.ParseFloat(s, 64)
		got, ok := parseNumber([]byte(s))
		if err != nil || !ok || got != want {
			t.Errorf("%s: %v %v, want %v", s, got, ok, want)
		}
	}
	for _, s := range []string{"", ".", "-", "1_000", "1,5", "12 %", "null", "1e999"} {
		if v, ok := parseNumber([]byte(s)); ok {
			t.Errorf("%q is read as %v", s, v)
		}
	}
}

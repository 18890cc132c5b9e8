package metrics

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strconv"
	"testing"
	"testing/fstest"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// rows is a million CSV rows: ten series groups of two values, one minute
// apart.
func rows() []byte {
	var b bytes.Buffer
	b.WriteString("time,service,instance,status,requests,latency\n")
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 100_000 {
		at := start.Add(time.Duration(i) * time.Minute).Format(time.RFC3339)
		for k := range 10 {
			fmt.Fprintf(&b, "%s,checkout,web-%d,%d,%d,0.%d\n", at, k/5, 200+k%5, 1000+i%97, 100+k)
		}
	}
	return b.Bytes()
}

func packed(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write(b)
	z.Close()
	return out.Bytes()
}

func matrix(series, points int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"status":"success","data":{"resultType":"matrix","result":[`)
	for s := range series {
		if s > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"metric":{"__name__":"http_requests_total","instance":"web-%d"},"values":[`, s)
		for i := range points {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(`[` + strconv.Itoa(1767225600+60*i) + `,"` + strconv.Itoa(1000+17*i) + `"]`)
		}
		b.WriteString(`]}`)
	}
	b.WriteString(`]}}`)
	return b.Bytes()
}

func BenchmarkLoad(b *testing.B) {
	csv := rows()
	for _, c := range []struct {
		name string
		data []byte
	}{{"csv-1M-rows", csv}, {"gzip-1M-rows", packed(csv)}, {"json-1M-points", matrix(100, 10_000)}} {
		b.Run(c.name, func(b *testing.B) {
			fsys := fstest.MapFS{"m/a": {Data: c.data}}
			b.SetBytes(int64(len(c.data)))
			b.ReportAllocs()
			for b.Loop() {
				if st, _ := Load(fsys, "m", Options{}); st.Empty() {
					b.Fatal("nothing read")
				}
			}
		})
	}
}

func BenchmarkSamples(b *testing.B) {
	st, _ := Load(fstest.MapFS{"m/a.csv": {Data: rows()}}, "m", Options{})
	for _, kind := range []config.Kind{config.KindDelta, config.KindCounter} {
		b.Run(string(kind), func(b *testing.B) {
			s := config.SLO{ID: "x", Kind: kind, Total: config.Selector{Text: "requests"}, Bad: config.Selector{Text: `requests{status=~"20[34]"}`}}
			b.ReportAllocs()
			for b.Loop() {
				var d diag.List
				if track, ok := st.Samples(s, SampleOptions{InstanceLabels: []string{"instance"}}, &d); !ok || len(track.Samples) < 99_000 {
					b.Fatal(len(track.Samples), d.Sorted())
				}
			}
		})
	}
}

func BenchmarkSelect(b *testing.B) {
	var csv bytes.Buffer
	csv.WriteString("time,service,status,requests\n")
	for i := range 5000 {
		fmt.Fprintf(&csv, "2026-01-01T00:00:00Z,s%d,%d,1\n", i/5, 200+i%5)
	}
	st, _ := Load(fstest.MapFS{"m/a.csv": {Data: csv.Bytes()}}, "m", Options{})
	b.ReportAllocs()
	for b.Loop() {
		var d diag.List
		if got, _ := st.Select(config.Selector{Text: `requests{service="s17", status=~"20[12]"}`}, &d); len(got) != 2 {
			b.Fatal(len(got))
		}
	}
}

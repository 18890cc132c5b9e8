package metrics

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// One series in two files: the shared stretch is settled for the later path.
func TestOverlap(t *testing.T) {
	a := "time,requests\n2026-07-01T00:00Z,1\n2026-07-01T01:00Z,2\n2026-07-01T02:00Z,3\n"
	st, diags := load(t, Options{}, "a.csv", a, "b.csv", "time,requests\n2026-07-01T02:00Z,3\n2026-07-01T03:00Z,4\n")
	same(t, "equal", points(st), []string{"requests: 01T00:00=1 01T01:00=2 01T02:00=3 01T03:00=4"})
	same(t, "diagnostics", diags, nil)

	st, diags = load(t, Options{}, "a.csv", a, "b.csv", "time,requests\n2026-07-01T01:00Z,20\n2026-07-01T02:00Z,30\n2026-07-01T03:00Z,4\n")
	same(t, "different", points(st), []string{"requests: 01T00:00=1 01T01:00=20 01T02:00=30 01T03:00=4"})
	same(t, "diagnostics", diags, []string{"m/b.csv: warning: 2 samples differ from m/a.csv, first at 2026-07-01T01:00:00Z; the values of this file are used (leave the stretch out of one of the two files)"})
}

// Hourly history and five-minute data that overlap: hours that the finer file
// touches give way when its path is later, and win when it is earlier.
func TestOverlapOfSteps(t *testing.T) {
	hours := "time,requests,errors\n2026-07-01T00:00Z,60,0\n2026-07-01T01:00Z,60,0\n2026-07-01T02:00Z,60,0\n"
	fine := "time,requests,errors\n2026-07-01T01:30Z,5,0\n2026-07-01T01:45Z,5,0\n2026-07-01T02:00Z,5,0\n2026-07-01T02:15Z,5,0\n"
	st, _ := load(t, Options{}, "a.csv", hours, "b.csv", fine)
	got, _, _ := samples(t, st, ratio("requests", "errors"), SampleOptions{})
	same(t, "fine wins", got, []string{"01T00:00 01T01:00 60/0", "01T01:30 01T01:45 5/0", "01T01:45 01T02:00 5/0", "01T02:00 01T02:15 5/0", "01T02:15 01T02:30 5/0"})

	st, _ = load(t, Options{}, "y.csv", fine, "z.csv", hours)
	got, _, _ = samples(t, st, ratio("requests", "errors"), SampleOptions{})
	same(t, "hours win", got, []string{"01T00:00 01T01:00 60/0", "01T01:00 01T02:00 60/0", "01T02:00 01T03:00 60/0"})
}

// Each sample carries its own interval: hours before, quarter hours later.
func TestStepsFollowFiles(t *testing.T) {
	st, diags := load(t, Options{},
		"2025.csv", "time,requests,errors\n2026-07-01T00:00Z,60,6\n2026-07-01T01:00Z,60,0\n",
		"2026.csv", "time,requests,errors\n2026-07-01T02:00Z,5,1\n2026-07-01T02:15Z,5,0\n2026-07-01T02:30Z,5,0\n")
	got, track, more := samples(t, st, ratio("requests", "errors"), SampleOptions{})
	same(t, "samples", got, []string{"01T00:00 01T01:00 60/6", "01T01:00 01T02:00 60/0", "01T02:00 01T02:15 5/1", "01T02:15 01T02:30 5/0", "01T02:30 01T02:45 5/0"})
	same(t, "diagnostics", append(diags, more...), nil)
	same(t, "sources", track.Sources, []string{"m/2025.csv", "m/2026.csv"})
	if track.Step != 15*time.Minute || track.Coarsest != time.Hour {
		t.Errorf("step %v, coarsest %v", track.Step, track.Coarsest)
	}
	if want := time.Date(2026, 7, 1, 2, 45, 0, 0, time.UTC).Unix(); track.Last != want || st.LastInstant() != want {
		t.Errorf("last %d, store %d, want %d", track.Last, st.LastInstant(), want)
	}
}

// One row a file tells no step; the series does.
func TestStepOverFiles(t *testing.T) {
	var files []string
	for d := 1; d <= 4; d++ {
		files = append(files, fmt.Sprintf("%d.csv", d), fmt.Sprintf("time,requests,errors\n2026-07-0%dT00:00Z,10,%d\n", d, d))
	}
	st, _ := load(t, Options{}, files...)
	got, _, diags := samples(t, st, ratio("requests", "errors"), SampleOptions{})
	same(t, "samples", got, []string{"01T00:00 02T00:00 10/1", "02T00:00 03T00:00 10/2", "03T00:00 04T00:00 10/3", "04T00:00 05T00:00 10/4"})
	same(t, "diagnostics", diags, nil)

	st, _ = load(t, Options{}, files[:2]...)
	got, _, diags = samples(t, st, ratio("requests", "errors"), SampleOptions{})
	same(t, "one row", got, nil)
	begins(t, diags, `m/1.csv:1:6: warning: a single reading of "requests" does not tell how long a time it is about`, `m/1.csv:1:15: warning: a single reading of "errors"`)

	st, _ = load(t, Options{Files: []config.MetricFiles{{Pattern: "m/1.csv", Step: 6 * time.Hour}}}, files[:2]...)
	got, _, _ = samples(t, st, ratio("requests", "errors"), SampleOptions{})
	same(t, "stated", got, []string{"01T00:00 01T06:00 10/1"})
}

// A day's rows in local time last 25 and 23 hours where the clocks change.
func TestDaysOfUnevenLength(t *testing.T) {
	o := Options{Files: []config.MetricFiles{{Pattern: "**", Zone: berlin(t)}}}
	st, _ := load(t, o, "a.csv", "date,requests,errors\n2026-10-24,1,0\n2026-10-25,1,0\n2026-10-26,1,0\n2026-10-27,1,0\n")
	got, _, _ := samples(t, st, ratio("requests", "errors"), SampleOptions{})
	same(t, "autumn", got, []string{"23T22:00 24T22:00 1/0", "24T22:00 25T23:00 1/0", "25T23:00 26T23:00 1/0", "26T23:00 27T23:00 1/0"})
	st, _ = load(t, o, "a.csv", "date,requests,errors\n2026-03-28,1,0\n2026-03-29,1,0\n2026-03-30,1,0\n2026-03-31,1,0\n")
	got, _, _ = samples(t, st, ratio("requests", "errors"), SampleOptions{})
	same(t, "spring", got, []string{"27T23:00 28T23:00 1/0", "28T23:00 29T22:00 1/0", "29T22:00 30T22:00 1/0", "30T22:00 31T22:00 1/0"})
}

// The end of an interval is stamped where it is stated, by file or objective.
func TestStampStated(t *testing.T) {
	text := "time,requests,errors\n2026-07-01T01:00Z,10,1\n2026-07-01T02:00Z,10,2\n"
	want := []string{"01T00:00 01T01:00 10/1", "01T01:00 01T02:00 10/2"}
	st, _ := load(t, Options{Files: []config.MetricFiles{{Pattern: "**/*.csv", Stamp: config.StampStart}, {Pattern: "m/end/**", Stamp: config.StampEnd}}}, "end/a.csv", text)
	got, _, _ := samples(t, st, ratio("requests", "errors"), SampleOptions{})
	same(t, "by file", got, want)
	st, _ = load(t, Options{}, "a.csv", text)
	s := ratio("requests", "errors")
	s.Stamp = config.StampEnd
	got, _, _ = samples(t, st, s, SampleOptions{})
	same(t, "by objective", got, want)
}

func TestStatementWithoutFile(t *testing.T) {
	at := diag.Pos{File: "config.toml", Line: 7, Col: 9}
	_, diags := load(t, Options{Files: []config.MetricFiles{{Pattern: "metrics/*.csv", Pos: at}}}, "a.csv", "time,a\n2026-07-01T00:00Z,1\n")
	begins(t, diags, `config.toml:7:9: warning: "metrics/*.csv" matches no file of metrics`)
}

func TestFoldersAndHiddenFiles(t *testing.T) {
	row := "time,a\n2026-07-01T00:00Z,1\n"
	st, diags := load(t, Options{}, "x/y/a", row, ".gitkeep", "", "x/.cache/b", "rubbish")
	same(t, "diagnostics", diags, nil)
	if f := st.Files(); len(f) != 1 || f[0] != (File{Path: "m/x/y/a", Format: "CSV", Series: 1, Points: 1, First: 1782864000, Last: 1782864000}) {
		t.Errorf("files: %+v", f)
	}
	empty, d := Load(fstest.MapFS{}, "data/metrics", Options{})
	same(t, "diagnostics without a folder", texts(d), nil)
	if !empty.Empty() || empty.LastInstant() != 0 {
		t.Error("something was read from nothing")
	}
}

// Metrics that nobody uses: one warning a name, where the file names it.
func TestUnused(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", "time,s,requests,errors,latency,load\n2026-07-01T00:00Z,a,1,0,2,3\n2026-07-01T00:00Z,b,1,0,2,3\n2026-07-01T01:00Z,b,1,0,2,3\n",
		"b.json", answer(`{"metric":{"__name__":"up"},"values":[[1782864000,"1"]]}`))
	_, track, _ := samples(t, st, ratio(`requests{s="b"}`, "errors"), SampleOptions{})
	unused := st.Unused(track)
	begins(t, texts(unused), `m/a.csv:1:24: warning: no SLO uses "latency" (2 series)`, `m/a.csv:1:32: warning: no SLO uses "load" (2 series)`, `m/b.json: warning: no SLO uses "up" (1 series)`)
}

// The result does not depend on the number of cores.
func TestDeterministic(t *testing.T) {
	var files []string
	for f := range 12 {
		var b strings.Builder
		b.WriteString("time,s,requests,errors\n")
		for i := range 50 {
			fmt.Fprintf(&b, "%d,s%d,%d,%s\n", 1782864000+3600*(i+20*f), i%3, i*f, []string{"0", "x"}[i/40])
		}
		files = append(files, fmt.Sprintf("%02d.csv", f), b.String())
	}
	read := func() (string, string) {
		st, diags := load(t, Options{}, files...)
		return strings.Join(points(st), "\n"), strings.Join(diags, "\n")
	}
	before := runtime.GOMAXPROCS(1)
	p1, d1 := read()
	runtime.GOMAXPROCS(8)
	p8, d8 := read()
	runtime.GOMAXPROCS(before)
	if p1 != p8 || d1 != d8 || p1 == "" || d1 == "" {
		t.Errorf("one core and eight differ:\n%s\n%s", d1, d8)
	}
}

package metrics

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// threshold is an objective on hourly slices of a gauge.
func threshold(value, op string, limit float64) config.SLO {
	return config.SLO{
		ID: "web", Method: config.Slices, Slice: time.Hour, Op: op, Threshold: limit, Pos: diag.Pos{File: "t.toml", Line: 1, Col: 1},
		Value: config.Selector{Text: value, Pos: diag.Pos{File: "t.toml", Line: 2, Col: 9}},
	}
}

// An hour's mean of half-hours is judged: (1 + 3) / 2 is 2.
func TestValueSlices(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", "time,latency\n2026-07-01T00:00Z,1\n2026-07-01T00:30Z,3\n2026-07-01T01:00Z,2\n2026-07-01T01:30Z,2.1\n2026-07-01T03:30Z,1\n")
	for op, want := range map[string][]string{
		"<=": {"01T00:00 01T01:00 1/0", "01T01:00 01T02:00 1/1", "01T03:00 01T04:00 1/0 coverage 0.5"},
		"<":  {"01T00:00 01T01:00 1/1", "01T01:00 01T02:00 1/1", "01T03:00 01T04:00 1/0 coverage 0.5"},
		">=": {"01T00:00 01T01:00 1/0", "01T01:00 01T02:00 1/0", "01T03:00 01T04:00 1/1 coverage 0.5"},
		">":  {"01T00:00 01T01:00 1/1", "01T01:00 01T02:00 1/0", "01T03:00 01T04:00 1/1 coverage 0.5"},
	} {
		got, track, diags := samples(t, st, threshold("latency", op, 2), SampleOptions{})
		same(t, op, got, want)
		same(t, "diagnostics", diags, nil)
		if track.Kind != config.KindGauge || track.Step != 30*time.Minute {
			t.Errorf("%s, step %v", track.Kind, track.Step)
		}
	}
}

// A mean that is the threshold but for rounding meets it: twelve times 0.3.
func TestThresholdExactlyMet(t *testing.T) {
	var b strings.Builder
	b.WriteString("time,latency\n")
	for m := 0; m < 60; m += 5 {
		fmt.Fprintf(&b, "2026-07-01T00:%02dZ,0.3\n", m)
	}
	st, _ := load(t, Options{}, "a.csv", b.String())
	got, _, _ := samples(t, st, threshold("latency", "<=", 0.3), SampleOptions{})
	same(t, "met", got, []string{"01T00:00 01T01:00 1/0"})
	got, _, _ = samples(t, st, threshold("latency", "<", 0.3), SampleOptions{})
	same(t, "not below", got, []string{"01T00:00 01T01:00 1/1"})
}

// Two gauges, 1 and 5 (then 1 alone): sum 6, max 5, min 1, mean 3.
func TestCombine(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", "time,instance,queue\n2026-07-01T00:00Z,a,1\n2026-07-01T00:00Z,b,5\n2026-07-01T01:00Z,a,1\n2026-07-01T02:00Z,a,1\n2026-07-01T02:00Z,b,5\n")
	for how, limit := range map[string]float64{"": 6, "sum": 6, "max": 5, "min": 1, "mean": 3} {
		s := threshold("queue", ">=", limit)
		s.Combine = how
		got, _, _ := samples(t, st, s, instances)
		second := "1/1"
		if limit == 1 {
			second = "1/0"
		}
		same(t, how, got, []string{"01T00:00 01T01:00 1/0", "01T01:00 01T02:00 " + second + " coverage 0.5", "01T02:00 01T03:00 1/0"})
		s.Threshold += 0.1
		got, _, _ = samples(t, st, s, instances)
		same(t, how+" above", got[:1], []string{"01T00:00 01T01:00 1/1"})
	}
}

// Slices start at local midnight; Berlin's 25 October 2026 has 25 hours, from
// 22:00 UTC on the 24th to 23:00 UTC, and its 29 March 23.
func TestSlicesOnUnevenDays(t *testing.T) {
	for _, c := range []struct {
		day    string
		length time.Duration
		n      int
		first  string
		second string
	}{
		{"2026-10-25", time.Hour, 25, "24T22:00 24T23:00 1/0", "24T23:00 25T00:00 1/0"},
		{"2026-03-29", time.Hour, 23, "28T23:00 29T00:00 1/0", "29T00:00 29T01:00 1/0"},
		// 23 hours in six slices are 3 h 50 min each, 25 are 4 h 10 min.
		{"2026-03-29", 4 * time.Hour, 6, "28T23:00 29T02:50 1/0", "29T02:50 29T06:40 1/0"},
		{"2026-10-25", 4 * time.Hour, 6, "24T22:00 25T02:10 1/0", "25T02:10 25T06:20 1/0"},
		{"2026-10-25", 24 * time.Hour, 1, "24T22:00 25T23:00 1/0", ""},
	} {
		zone := berlin(t)
		start, err := time.ParseInLocation(time.DateOnly, c.day, zone)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		b.WriteString("time,latency\n")
		for at := start; at.Before(start.AddDate(0, 0, 1)); at = at.Add(10 * time.Minute) {
			fmt.Fprintf(&b, "%d,1\n", at.Unix())
		}
		st, _ := load(t, Options{}, "a.csv", b.String())
		s := threshold("latency", "<=", 1)
		s.Slice = c.length
		got, _, _ := samples(t, st, s, SampleOptions{Location: zone})
		if len(got) != c.n || got[0] != c.first || c.n > 1 && got[1] != c.second {
			t.Errorf("%s by %v: %d slices, %q", c.day, c.length, len(got), got[:min(2, len(got))])
		}
	}
}

// Slices of events: 999 of 1000 meet 0.999, 997 of 998 do not; an empty slice
// counts as stated; a slice with no data at all is none.
func TestEventSlices(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", "time,requests,errors\n2026-07-01T00:00Z,500,0\n2026-07-01T00:30Z,500,1\n2026-07-01T01:00Z,498,0\n2026-07-01T01:30Z,500,1\n2026-07-01T02:00Z,0,0\n2026-07-01T02:30Z,0,0\n2026-07-01T04:00Z,3,0\n")
	for empty, third := range map[string]string{"": "0/0", "good": "1/0", "bad": "1/1"} {
		s := ratio("requests", "errors")
		s.Method, s.Slice, s.SliceTarget, s.Empty = config.Slices, time.Hour, 0.999, empty
		got, track, diags := samples(t, st, s, SampleOptions{})
		same(t, empty, got, []string{"01T00:00 01T01:00 1/0", "01T01:00 01T02:00 1/1", "01T02:00 01T03:00 " + third, "01T04:00 01T05:00 1/0 coverage 0.5"})
		same(t, "diagnostics", diags, nil)
		if track.Kind != config.KindDelta {
			t.Error(track.Kind)
		}
	}
}

// Hourly samples cannot tell one five-minute slice from the next.
func TestSlicesTooFine(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", "time,latency\n2026-07-01T00:00Z,1\n2026-07-01T01:00Z,9\n")
	s := threshold("latency", "<", 5)
	s.Slice = 30 * time.Minute
	got, _, diags := samples(t, st, s, SampleOptions{})
	same(t, "samples", got, []string{"01T00:00 01T00:30 1/0", "01T00:30 01T01:00 1/0", "01T01:00 01T01:30 1/1", "01T01:30 01T02:00 1/1"})
	begins(t, diags, "t.toml:1:1: warning: SLO web: samples of 1h0m0s, first at 2026-07-01T00:00:00Z, are too coarse for slices of 30m0s")
}

// A gauge may be negative, and its name may end like a counter's.
func TestGaugeIsGauge(t *testing.T) {
	st, _ := load(t, Options{Files: []config.MetricFiles{{Pattern: "**", Kind: config.KindDelta}}}, "a.csv", "time,drift_sum\n2026-07-01T00:00Z,-1\n2026-07-01T01:00Z,-5\n")
	got, _, diags := samples(t, st, threshold("drift_sum", ">", -3), SampleOptions{})
	same(t, "samples", got, []string{"01T00:00 01T01:00 1/0", "01T01:00 01T02:00 1/1"})
	same(t, "diagnostics", diags, nil)
}

// Statements that config should have refused do no harm.
func TestSlicesWithoutTerms(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", "time,latency\n2026-07-01T00:00Z,1\n2026-07-01T01:00Z,9\n")
	s := threshold("latency", "~", 5)
	s.Slice = 0
	_, _, diags := samples(t, st, s, SampleOptions{})
	begins(t, diags, `t.toml:1:1: error: SLO web: "~" is not a comparison`, "t.toml:1:1: error: SLO web has no length of a time slice")
}

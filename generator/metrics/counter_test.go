package metrics

import (
	"strings"
	"testing"

	"quarterdeck/generator/config"
)

// A counter grows by 10 a minute, restarts (90 → 4 counts 4) and goes on.
func TestCounterResets(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", "time,hits_total,errs_total\n"+
		"2026-07-01T00:00Z,70,5\n2026-07-01T00:01Z,80,5\n2026-07-01T00:02Z,90,6\n2026-07-01T00:03Z,4,0\n2026-07-01T00:04Z,14,2\n")
	got, track, diags := samples(t, st, ratio("hits_total", "errs_total"), SampleOptions{})
	same(t, "samples", got, []string{"01T00:00 01T00:01 10/0", "01T00:01 01T00:02 10/1", "01T00:02 01T00:03 4/0", "01T00:03 01T00:04 10/2"})
	same(t, "diagnostics", diags, nil)
	if q := track.Quality(); q != (Quality{Resets: 2}) || track.Kind != config.KindCounter {
		t.Errorf("%+v %s", q, track.Kind)
	}
	if early := track.QualityBetween(0, track.First+60); early != (Quality{}) {
		t.Errorf("before the restart: %+v", early)
	}
}

// A gap of four minutes: 40 more on return lie evenly, by assumption.
func TestCounterGap(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", "time,hits_total,errs_total\n"+
		"2026-07-01T00:00Z,0,0\n2026-07-01T00:01Z,10,0\n2026-07-01T00:02Z,20,0\n2026-07-01T00:06Z,60,8\n2026-07-01T00:07Z,NaN,8\n2026-07-01T00:08Z,80,8\n")
	got, track, _ := samples(t, st, ratio("hits_total", "errs_total"), SampleOptions{})
	same(t, "samples", got, []string{
		"01T00:00 01T00:01 10/0", "01T00:01 01T00:02 10/0",
		"01T00:02 01T00:03 10/2 coverage 0 assumed 1", "01T00:03 01T00:04 10/2 coverage 0 assumed 1", "01T00:04 01T00:05 10/2 coverage 0 assumed 1", "01T00:05 01T00:06 10/2 assumed 1",
		"01T00:06 01T00:07 10/0 coverage 0 assumed 1", "01T00:07 01T00:08 10/0 assumed 1",
	})
	if q := track.Quality(); q != (Quality{NaNs: 1, AssumedSeconds: 360, AssumedEvents: 60}) {
		t.Errorf("%+v", q)
	}
}

// The counter continues from one file to the next, and a shared edge counts
// once.
func TestCounterOverFiles(t *testing.T) {
	one := answer(`{"metric":{"__name__":"hits_total"},"values":[[1782864000,"0"],[1782864060,"10"],[1782864120,"20"]]}`)
	two := answer(`{"metric":{"__name__":"hits_total"},"values":[[1782864120,"20"],[1782864180,"30"],[1782864240,"40"]]}`)
	st, diags := load(t, Options{}, "1.json", one, "2.json", two)
	s := ratio("hits_total", "hits_total{code=\"500\"}")
	s.Absent = "zero"
	got, _, more := samples(t, st, s, SampleOptions{})
	same(t, "samples", got, []string{"01T00:00 01T00:01 10/0", "01T00:01 01T00:02 10/0", "01T00:02 01T00:03 10/0", "01T00:03 01T00:04 10/0"})
	same(t, "diagnostics", append(diags, more...), nil)
}

// The first failure makes a new series at 3: on an instance that was there it
// counts from zero. A new instance only sets its base.
func TestCounterNewSeries(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", strings.Join([]string{"time,instance,code,hits_total",
		"2026-07-01T00:00Z,a,200,100", "2026-07-01T00:01Z,a,200,110", "2026-07-01T00:02Z,a,200,117", "2026-07-01T00:02Z,a,500,3",
		"2026-07-01T00:02Z,b,200,5000", "2026-07-01T00:02Z,b,500,70",
		"2026-07-01T00:03Z,a,200,127", "2026-07-01T00:03Z,a,500,3", "2026-07-01T00:03Z,b,200,5010", "2026-07-01T00:03Z,b,500,71",
	}, "\n"))
	got, track, _ := samples(t, st, ratio("hits_total", `hits_total{code="500"}`), instances)
	// 00:01–00:02: a 7 good and 3 bad. 00:02–00:03: a 10, b 10 and 1 bad.
	same(t, "samples", got, []string{"01T00:00 01T00:01 10/0", "01T00:01 01T00:02 10/3", "01T00:02 01T00:03 21/1"})
	if q := track.Quality(); q != (Quality{NewSeries: 1, AbsentSamples: 1}) {
		t.Errorf("%+v", q)
	}
}

// A series that is new after its instance was away: its first value lies
// evenly over the absence.
func TestCounterNewSeriesAfterGap(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", strings.Join([]string{"time,instance,code,hits_total",
		"2026-07-01T00:00Z,a,200,100", "2026-07-01T00:01Z,a,200,110", "2026-07-01T00:02Z,a,200,120",
		"2026-07-01T00:04Z,a,200,140", "2026-07-01T00:04Z,a,500,6",
	}, "\n"))
	got, _, _ := samples(t, st, ratio("hits_total", `hits_total{code="500"}`), instances)
	same(t, "samples", got, []string{"01T00:00 01T00:01 10/0", "01T00:01 01T00:02 10/0", "01T00:02 01T00:03 13/3 coverage 0 assumed 1", "01T00:03 01T00:04 13/3 assumed 1"})
}

// Two instances scraped out of phase: the first keeps the grid, the other is
// laid over it evenly, and nothing is lost in between.
func TestCounterOutOfPhase(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", strings.Join([]string{"time,instance,hits_total",
		"2026-07-01T00:00:00Z,a,0", "2026-07-01T00:01:00Z,a,60", "2026-07-01T00:02:00Z,a,120", "2026-07-01T00:03:00Z,a,180",
		"2026-07-01T00:00:30Z,b,0", "2026-07-01T00:01:30Z,b,6", "2026-07-01T00:02:30Z,b,18", "2026-07-01T00:03:30Z,b,18",
	}, "\n"))
	s := ratio("hits_total", `hits_total{code="500"}`)
	s.Absent = "zero"
	got, _, _ := samples(t, st, s, instances)
	// b: 6 over 00:30–01:30, 12 over 01:30–02:30, 0 over 02:30–03:30.
	same(t, "samples", got, []string{"01T00:00 01T00:01 63/0", "01T00:01 01T00:02 69/0", "01T00:02 01T00:03 66/0", "01T00:03 01T00:03 0/0"})
}

// Increments under a counter's name, and the other way round, are doubted.
func TestKindDoubted(t *testing.T) {
	var up, down strings.Builder
	up.WriteString("time,seen,gone\n")
	down.WriteString("time,seen_total,gone_total\n")
	for i := range 30 {
		at := "2026-07-01T" + string([]byte{'0' + byte(i/10), '0' + byte(i%10)})
		if i >= 24 {
			at = "2026-07-02T0" + string([]byte{'0' + byte(i-24)})
		}
		up.WriteString(at + ":00Z," + number(float64(100*i)) + ",0\n")
		down.WriteString(at + ":00Z," + number(float64(100+i%2)) + ",0\n")
	}
	st, _ := load(t, Options{}, "a.csv", up.String())
	_, _, diags := samples(t, st, ratio("seen", "gone"), SampleOptions{})
	begins(t, diags, `t.toml:2:9: warning: "seen" is read as increments, but a series of it never falls in 30 steps (state kind = "counter"`)
	st, _ = load(t, Options{}, "a.csv", down.String())
	_, _, diags = samples(t, st, ratio("seen_total", "gone_total"), SampleOptions{})
	begins(t, diags, `t.toml:2:9: warning: "seen_total" is read as a counter by its name, but a series of it falls in 14 of 30 steps (state kind = "delta"`)

	s := ratio("seen_total", "gone_total")
	s.Kind = config.KindDelta
	got, track, diags := samples(t, st, s, SampleOptions{})
	same(t, "stated", diags, nil)
	if len(got) != 30 || track.Kind != config.KindDelta {
		t.Errorf("%d samples of kind %s", len(got), track.Kind)
	}
}

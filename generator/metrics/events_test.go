package metrics

import (
	"testing"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// Matched series are summed, for every label value.
func TestEventsSummed(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", "time,service,status,requests\n"+
		"2026-07-01T00:00Z,web,200,90\n2026-07-01T00:00Z,web,500,7\n2026-07-01T00:00Z,web,503,3\n2026-07-01T00:00Z,api,200,1000\n"+
		"2026-07-01T01:00Z,web,200,50\n2026-07-01T01:00Z,api,200,1000\n")
	got, track, diags := samples(t, st, ratio(`requests{service="web"}`, `requests{service="web",status=~"5.."}`), SampleOptions{})
	same(t, "samples", got, []string{"01T00:00 01T01:00 100/10", "01T01:00 01T02:00 50/0"})
	same(t, "diagnostics", diags, nil)
	if track.Series != 3 || track.Quality() != (Quality{AbsentSamples: 1}) {
		t.Errorf("%d series, %+v", track.Series, track.Quality())
	}
}

const gappy = "time,requests,errors\n2026-07-01T00:00Z,10,1\n2026-07-01T01:00Z,10,\n2026-07-01T02:00Z,10,2\n"

// A failure series that is missing beside its total: another metric is no
// data, the same metric is none that failed, and absent decides either.
func TestAbsent(t *testing.T) {
	sameName := "time,code,requests\n2026-07-01T00:00Z,200,9\n2026-07-01T00:00Z,500,1\n2026-07-01T01:00Z,200,10\n2026-07-01T02:00Z,200,8\n2026-07-01T02:00Z,500,2\n"
	zero := []string{"01T00:00 01T01:00 10/1", "01T01:00 01T02:00 10/0", "01T02:00 01T03:00 10/2"}
	none := []string{"01T00:00 01T01:00 10/1", "01T02:00 01T03:00 10/2"}
	for _, c := range []struct {
		name, text, bad, absent string
		want                    []string
	}{
		{"another metric", gappy, "errors", "", none},
		{"another metric, zero", gappy, "errors", "zero", zero},
		{"same metric", sameName, `requests{code="500"}`, "", zero},
		{"same metric, no data", sameName, `requests{code="500"}`, "no-data", none},
	} {
		t.Run(c.name, func(t *testing.T) {
			st, _ := load(t, Options{}, "a.csv", c.text)
			s := ratio("requests", c.bad)
			s.Absent = c.absent
			got, track, diags := samples(t, st, s, SampleOptions{})
			same(t, "samples", got, c.want)
			same(t, "diagnostics", diags, nil)
			if n := track.Quality().AbsentSamples; n != 1 {
				t.Errorf("%d absent samples", n)
			}
		})
	}
}

// The same with good events: a missing success series of the same metric is
// none that succeeded.
func TestAbsentGood(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", "time,code,requests,fine\n2026-07-01T00:00Z,200,9,9\n2026-07-01T00:00Z,500,1,0\n2026-07-01T01:00Z,500,10,\n")
	s := ratio("requests", "")
	s.Bad, s.Good = config.Selector{}, config.Selector{Text: `requests{code="200"}`}
	got, _, _ := samples(t, st, s, SampleOptions{})
	same(t, "same metric", got, []string{"01T00:00 01T01:00 10/1", "01T01:00 01T02:00 10/10"})
	s.Good.Text = "fine"
	got, _, _ = samples(t, st, s, SampleOptions{})
	same(t, "another metric", got, []string{"01T00:00 01T01:00 10/1"})
}

// A selector that matches nothing is no error when absence is stated as zero.
func TestAbsentEverywhere(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", gappy)
	s := ratio("requests", "crashes")
	s.Absent = "zero"
	got, _, diags := samples(t, st, s, SampleOptions{})
	same(t, "samples", got, []string{"01T00:00 01T01:00 10/0", "01T01:00 01T02:00 10/0", "01T02:00 01T03:00 10/0"})
	same(t, "diagnostics", diags, nil)
}

// Hourly failures beside half-hourly traffic lie evenly over their hour.
func TestUnequalSteps(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", "time,requests\n2026-07-01T00:00Z,10\n2026-07-01T00:30Z,20\n2026-07-01T01:00Z,30\n2026-07-01T01:30Z,40\n",
		"b.csv", "time,errors\n2026-07-01T00:00Z,4\n2026-07-01T01:00Z,6\n")
	got, _, _ := samples(t, st, ratio("requests", "errors"), SampleOptions{})
	same(t, "samples", got, []string{"01T00:00 01T00:30 10/2", "01T00:30 01T01:00 20/2", "01T01:00 01T01:30 30/3", "01T01:30 01T02:00 40/3"})
}

// Failures of another metric that tell of half an hour of each hour: the other
// half is no data.
func TestPartlyAbsent(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", "time,requests\n2026-07-01T00:00Z,10\n2026-07-01T01:00Z,30\n",
		"b.csv", "time,errors\n2026-07-01T00:00Z,1\n2026-07-01T00:30Z,1\n2026-07-01T01:00Z,3\n")
	got, _, _ := samples(t, st, ratio("requests", "errors"), SampleOptions{})
	same(t, "samples", got, []string{"01T00:00 01T01:00 10/2", "01T01:00 01T02:00 15/3 coverage 0.5"})
}

// Coverage is the share of the instances alive: b is alive from 01:00 to
// 04:00 and silent at 02:00; nobody reports at 05:00; c comes alone at 06:00.
// The rare code 500 costs nothing.
func TestCoverage(t *testing.T) {
	text := "time,instance,code,requests\n" +
		"2026-07-01T00:00Z,a,200,1\n2026-07-01T01:00Z,a,200,1\n2026-07-01T02:00Z,a,200,1\n2026-07-01T03:00Z,a,200,1\n2026-07-01T04:00Z,a,200,1\n" +
		"2026-07-01T01:00Z,b,200,1\n2026-07-01T03:00Z,b,200,1\n2026-07-01T03:00Z,b,500,1\n" +
		"2026-07-01T06:00Z,c,200,1\n"
	st, _ := load(t, Options{}, "a.csv", text)
	got, _, _ := samples(t, st, ratio("requests", `requests{code="500"}`), instances)
	same(t, "by instance", got, []string{
		"01T00:00 01T01:00 1/0", "01T01:00 01T02:00 2/0", "01T02:00 01T03:00 1/0 coverage 0.5", "01T03:00 01T04:00 3/1", "01T04:00 01T05:00 1/0", "01T06:00 01T07:00 1/0",
	})
	got, _, _ = samples(t, st, ratio("requests", `requests{code="500"}`), SampleOptions{})
	same(t, "without instances", got, []string{
		"01T00:00 01T01:00 1/0", "01T01:00 01T02:00 2/0", "01T02:00 01T03:00 1/0", "01T03:00 01T04:00 3/1", "01T04:00 01T05:00 1/0", "01T06:00 01T07:00 1/0",
	})
}

// More good events than events: one warning, and nothing is better than
// perfect.
func TestGoodExceedsTotal(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", "time,requests,fine\n2026-07-01T00:00Z,10,9\n2026-07-01T01:00Z,10,12\n2026-07-01T02:00Z,10,11\n")
	s := ratio("requests", "")
	s.Bad, s.Good = config.Selector{}, config.Selector{Text: "fine", Pos: diag.Pos{File: "t.toml", Line: 4, Col: 8}}
	got, track, diags := samples(t, st, s, SampleOptions{})
	same(t, "samples", got, []string{"01T00:00 01T01:00 10/1", "01T01:00 01T02:00 10/0", "01T02:00 01T03:00 10/0"})
	same(t, "diagnostics", diags, []string{"t.toml:4:8: warning: SLO web: 2 samples have more good events than events, first at 2026-07-01T01:00:00Z; cut to the total (check that the selectors count the same events)"})
	if track.Quality().ClampedSamples != 2 {
		t.Errorf("%+v", track.Quality())
	}
}

// Failures at a time without a total belong to no sample.
func TestOrphans(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", "time,requests,errors\n2026-07-01T00:00Z,10,1\n2026-07-01T01:00Z,,7\n2026-07-01T02:00Z,10,0\n")
	got, _, diags := samples(t, st, ratio("requests", "errors"), SampleOptions{})
	same(t, "samples", got, []string{"01T00:00 01T01:00 10/1", "01T02:00 01T03:00 10/0"})
	begins(t, diags, "t.toml:3:7: warning: SLO web: 1 sample has no total beside it, first at 2026-07-01T01:00:00Z; left out")
}

// A number of events is not negative.
func TestNegative(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", "time,requests,errors\n2026-07-01T00:00Z,10,1\n2026-07-01T01:00Z,10,-1\n2026-07-01T02:00Z,10,-2\n2026-07-01T03:00Z,10,0\n",
		"b.json", answer(`{"metric":{"__name__":"requests"},"values":[[1782882000,"5"],[1782885600,"-5"]]}`))
	got, track, diags := samples(t, st, ratio("requests", "errors"), SampleOptions{})
	same(t, "samples", got, []string{"01T00:00 01T01:00 10/1", "01T03:00 01T04:00 10/0"})
	begins(t, diags, `m/a.csv:3:22: warning: "errors" falls below zero`, `m/b.json:1:122: warning: "requests" falls below zero`)
	if n := track.Quality().Negatives; n != 3 {
		t.Errorf("%d negatives", n)
	}
}

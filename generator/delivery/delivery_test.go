package delivery

import (
	"math"
	"testing"
	"time"

	"quarterdeck/generator/stats"
)

const (
	h = 3600
	d = 24 * h
)

// A quarter of four weeks, from Monday 0:00 on, with Monday to Friday as
// working days.
func fourWeeks(asOf int64) Period {
	p := Period{Start: 100 * d, End: 128 * d, AsOf: asOf}
	for i := range int64(28) {
		if i%7 < 5 {
			p.WorkingDays = append(p.WorkingDays, stats.Interval{Start: p.Start + i*d, End: p.Start + (i+1)*d})
		}
	}
	return p
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// Six deployments of one service. Lead times, in hours: a1 2, a2 26, b1 5, c1
// is a1 again and counts no more, c2 has no time, d1 lies behind its
// deployment; e1 10, e2 30, e3 50. In order 2 5 10 26 30 50: the median is
// (10 + 26)/2 = 18, and with six the interval is from the first to the last.
func TestMeasure(t *testing.T) {
	all := []Deployment{
		{ID: "e", Service: "s", At: 120 * d, Commits: []Commit{{"e1", 120*d - 10*h}, {"e2", 120*d - 30*h}, {"e3", 120*d - 50*h}}},
		{ID: "a", Service: "s", At: 100*d + h, Commits: []Commit{{"a1", 100*d - h}, {"a2", 100*d - 25*h}}, Failed: true, Recovered: 100*d + 3*h},
		{ID: "b", Service: "s", At: 100*d + 2*h, Commits: []Commit{{"b1", 100*d - 3*h}}, Rework: true},
		{ID: "c", Service: "s", At: 103 * d, Commits: []Commit{{"a1", 100*d - h}, {"c2", 0}}},
		{ID: "d", Service: "s", At: 106 * d, Commits: []Commit{{"d1", 106*d + 1}}, Failed: true, Recovered: 130 * d},
		{ID: "f", Service: "s", At: 127 * d, Failed: true},
		{ID: "before", Service: "s", At: 99 * d, Commits: []Commit{{"x", 98 * d}}},
		{ID: "after", Service: "s", At: 129 * d, Commits: []Commit{{"y", 98 * d}}},
	}
	r := Measure(all, fourWeeks(140*d))
	if len(r.Deployments) != 6 || r.Deployments[0].ID != "a" || r.Untimed != 1 || r.Later != 1 || r.Empty != 1 {
		t.Fatalf("%+v", r)
	}
	near(t, "the median lead time", r.Lead.Value, 18*h)
	near(t, "its low end", r.Lead.Low, 2*h)
	near(t, "its high end", r.Lead.High, 50*h)
	near(t, "deployments a week", r.PerWeek, 6.0/4)
	// a and b share Monday; c is Thursday (day 3), d Sunday (day 6), e Sunday
	// (day 20), f Sunday (day 27).
	if r.DaysWith != 2 || r.Days != 20 {
		t.Errorf("%d of %d working days have one", r.DaysWith, r.Days)
	}
	// d's failure began in the period and ended behind it: it is its own. f's
	// is open.
	if r.Recovery.N != 2 || r.Open != 1 || r.Recovery.HasInterval {
		t.Errorf("the recoveries are %+v, open %d", r.Recovery, r.Open)
	}
	near(t, "the median recovery", r.Recovery.Value, (2*h+24*d)/2.0)
	near(t, "the change fail rate", r.ChangeFail.Value, 0.5)
	near(t, "the rework rate", r.Rework.Value, 1.0/6)
	if dot := r.Deployments[2]; dot.HasLead {
		t.Errorf("a deployment without a commit of its own has the lead time %v", dot.Lead)
	}
	if dot := r.Deployments[4]; dot.ID != "e" || dot.Lead != 30*h {
		t.Errorf("e's own median is %v hours, want 30", dot.Lead/h)
	}
}

// On day 107 nothing is known of what comes later: d is open, one week is over,
// and five working days have begun.
func TestARunningPeriod(t *testing.T) {
	all := []Deployment{
		{ID: "d", At: 106 * d, Failed: true, Recovered: 130 * d},
		{ID: "e", At: 120 * d},
	}
	r := Measure(all, fourWeeks(107*d))
	if len(r.Deployments) != 1 || r.Open != 1 || r.Recovery.OK || r.Days != 5 {
		t.Errorf("%+v", r)
	}
	near(t, "deployments a week", r.PerWeek, 1)
}

func TestNoDeploymentsAreNoData(t *testing.T) {
	r := Measure(nil, fourWeeks(140*d))
	if r.Lead.OK || r.Recovery.OK || r.ChangeFail.OK || r.Rework.OK {
		t.Errorf("rates of nothing: %+v", r)
	}
	if r.PerWeek != 0 || r.Weeks != 4 || r.DaysWith != 0 || r.Days != 20 {
		t.Errorf("the frequency of nothing is %v a week, %d of %d days", r.PerWeek, r.DaysWith, r.Days)
	}
}

// The same commit in two services is two deliveries.
func TestACommitCountsOnceForEachService(t *testing.T) {
	c := []Commit{{"x", 100 * d}}
	r := Measure([]Deployment{{ID: "1", Service: "a", At: 101 * d, Commits: c}, {ID: "2", Service: "b", At: 103 * d, Commits: c}, {ID: "3", Service: "a", At: 104 * d, Commits: c}}, fourWeeks(140*d))
	if r.Lead.N != 2 || r.Lead.Value != 2*d {
		t.Errorf("the lead times are %+v", r.Lead)
	}
}

func TestWorkingDays(t *testing.T) {
	var days []time.Time
	for i := range 15 { // 21 December 2026 is a Monday
		days = append(days, time.Date(2026, 12, 21+i, 0, 0, 0, 0, time.UTC))
	}
	weekdays := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	got := WorkingDays(days, weekdays, []time.Time{time.Date(2026, 12, 25, 0, 0, 0, 0, time.UTC)})
	if len(got) != 9 || got[4].Start != time.Date(2026, 12, 28, 0, 0, 0, 0, time.UTC).Unix() {
		t.Errorf("%d working days: %v", len(got), got)
	}
}

func TestLevels(t *testing.T) {
	for _, tt := range []struct {
		year  int
		m     Metric
		value float64
		want  string
	}{
		{2024, LeadTime, 12 * h, "elite"}, {2024, LeadTime, 3 * d, "high"}, {2024, LeadTime, 20 * d, "medium"}, {2024, LeadTime, 90 * d, "low"}, {2024, LeadTime, 400 * d, "beyond low"},
		{2023, LeadTime, 20 * d, "medium or low"}, {2023, LeadTime, 40 * d, "beyond low"},
		{2024, Frequency, 12, "elite"}, {2024, Frequency, 5, "high"}, {2024, Frequency, 1, "high"}, {2024, Frequency, 0.5, "medium"}, {2024, Frequency, 0.1, "low"}, {2024, Frequency, 0, "beyond low"},
		{2023, Frequency, 0.5, "medium or low"},
		{2024, Recovery, 1800, "elite"}, {2024, Recovery, 5 * h, "high or medium"}, {2024, Recovery, 3 * d, "between medium and low"}, {2024, Recovery, 10 * d, "low"},
		{2023, Recovery, 5 * h, "high"}, {2023, Recovery, 3 * d, "medium"}, {2023, Recovery, 14 * d, "between medium and low"},
		{2024, ChangeFail, 0.11, "medium"}, {2024, ChangeFail, 0.18, "high"}, {2024, ChangeFail, 0.15, "high or medium"}, {2024, ChangeFail, 0, "elite"}, {2023, ChangeFail, 0.15, "medium"}, {2023, ChangeFail, 1, "low"},
		{2025, LeadTime, 1, ""}, {2024, Rework, 0.1, ""},
	} {
		if got := Level(tt.year, tt.m, tt.value); got != tt.want {
			t.Errorf("%d %s %v is %q, want %q", tt.year, tt.m, tt.value, got, tt.want)
		}
	}
}

package business

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"quarterdeck/generator/slo"
	"quarterdeck/generator/stats"
)

func span(loc *time.Location, i stats.Interval) string {
	return time.Unix(i.Start, 0).In(loc).Format("01-02 15:04") + " to " + time.Unix(i.End, 0).In(loc).Format("01-02 15:04")
}

// Whole local days, also over the end of summer time on 25 October 2026.
func TestWindows(t *testing.T) {
	loc := berlin(t)
	at := func(month time.Month, d, hour int) time.Time { return time.Date(2026, month, d, hour, 0, 0, 0, loc) }
	far := at(12, 31, 0).Unix()
	for _, tt := range []struct {
		name          string
		w             func() (Windows, bool)
		before, after string
		days          int
		whole         bool
	}{
		{"launch", func() (Windows, bool) { return LaunchWindows(at(10, 14, 8), time.Time{}, 28, far, loc) }, "09-16 00:00 to 10-14 00:00", "10-14 00:00 to 11-11 00:00", 28, true},
		{"roll-out", func() (Windows, bool) { return LaunchWindows(at(7, 14, 8), at(7, 16, 14), 7, far, loc) }, "07-07 00:00 to 07-14 00:00", "07-17 00:00 to 07-24 00:00", 7, true},
		{"roll-out by days", func() (Windows, bool) { return LaunchWindows(at(7, 14, 0), at(7, 17, 0), 7, far, loc) }, "07-07 00:00 to 07-14 00:00", "07-17 00:00 to 07-24 00:00", 7, true},
		{"cut off", func() (Windows, bool) {
			return LaunchWindows(at(7, 14, 8), time.Time{}, 28, at(7, 24, 12).Unix(), loc)
		}, "07-04 00:00 to 07-14 00:00", "07-14 00:00 to 07-24 00:00", 10, false},
		{"event of nine days", func() (Windows, bool) { return EventWindows(at(8, 1, 0), at(8, 10, 0), 28, far, loc) }, "07-18 00:00 to 07-27 00:00", "08-01 00:00 to 08-10 00:00", 9, true},
		{"event of a moment", func() (Windows, bool) { return EventWindows(at(8, 1, 0), time.Time{}, 7, far, loc) }, "07-25 00:00 to 08-01 00:00", "08-01 00:00 to 08-08 00:00", 7, true},
	} {
		w, ok := tt.w()
		if !ok || span(loc, w.Before) != tt.before || span(loc, w.After) != tt.after || w.Days != tt.days || w.Whole != tt.whole {
			t.Errorf("%s: %s | %s, %+v", tt.name, span(loc, w.Before), span(loc, w.After), w)
		}
	}
	if _, ok := LaunchWindows(at(7, 14, 8), time.Time{}, 28, at(7, 14, 23).Unix(), loc); ok {
		t.Error("on its own day a launch can be compared")
	}
}

// days is a value for each local day of a window around a launch on 1 June 2026
// in Berlin.
func days56(loc *time.Location, value func(i int) float64) ([]Point, Windows) {
	w, _ := LaunchWindows(time.Date(2026, 6, 1, 9, 0, 0, 0, loc), time.Time{}, 28, 1<<40, loc)
	var out []Point
	for i := range 56 {
		a := time.Date(2026, 5, 4+i, 0, 0, 0, 0, loc)
		out = append(out, Point{a.Unix(), a.AddDate(0, 0, 1).Unix(), value(i)})
	}
	return out, w
}

// Weekends sell half. Weeks before are 100, 101, 102 and 103 a weekday, after
// 110 to 113: every week after is above every week before, one of 70
// arrangements and its mirror.
func TestCompareKPI(t *testing.T) {
	loc := berlin(t)
	sells := func(i int) float64 {
		v := 100 + float64(i/7%4)
		if i >= 28 {
			v += 10
		}
		if i%7 >= 5 {
			v /= 2
		}
		return v
	}
	points, w := days56(loc, sells)
	c := CompareKPI(points, w, true, false)
	if c.Verdict != Better || c.N != 4 || c.M != 4 || !c.Change.Detected {
		t.Errorf("%+v", c)
	}
	// the mean day before: (5·101.5 + 2·50.75)/7 = 87; after (5·111.5 + 2·55.75)/7
	near(t, "before", c.Before, 609.0/7)
	near(t, "after", c.After, 669.0/7)
	if c := CompareKPI(points, w, false, true); c.Verdict != WorseThan {
		t.Errorf("where less is good it is %s", c.Verdict)
	}
	if c := CompareKPI(points, w, false, false); c.Verdict != NoChange || !c.Change.Detected {
		t.Errorf("where neither is good it is %s", c.Verdict)
	}
	if c := CompareKPI(points[:28], w, true, false); c.Verdict != NoVerdict || c.HasAfter || !c.HasBefore {
		t.Errorf("without an after: %+v", c)
	}
	short := w
	short.Before.Start, short.After.End = points[7].Start, points[48].End
	if c := CompareKPI(points, short, true, false); c.Verdict != TooFew || c.N != 3 {
		t.Errorf("three weeks against three: %+v", c)
	}
	months := []Point{{w.Before.Start, w.Before.End, 5}, {w.After.Start, w.After.End, 9}}
	if c := CompareKPI(months, w, true, false); c.Verdict != TooFew || c.Before != 5 || c.After != 9 {
		t.Errorf("one month against one: %+v", c)
	}
	flat, _ := days56(loc, func(i int) float64 { return 100 + float64(i%7) })
	if c := CompareKPI(flat, w, true, false); c.Verdict != NoChange || c.N != 4 {
		t.Errorf("weekdays alone are %+v", c)
	}
}

// 1,000 events a day; the objective is 99 %.
func TestCompareRatio(t *testing.T) {
	loc := berlin(t)
	of := func(bad func(i int) float64) ([]slo.Sample, Windows) {
		points, w := days56(loc, bad)
		var out []slo.Sample
		for _, p := range points {
			out = append(out, slo.Sample{Start: p.Start, End: p.End, Total: 1000, Bad: p.Value, Coverage: 1})
		}
		return out, w
	}
	for _, tt := range []struct {
		name string
		bad  func(i int) float64
		want Verdict
	}{
		{"the same", func(i int) float64 { return 2 + float64(i%3) }, NoChange},
		{"four worse weeks within the objective", func(i int) float64 { return 2 + 3*float64(i/28) + float64(i%7)/10 + float64(i/7%4)/10 }, WorseThan},
		{"one grave week that fails the objective", func(i int) float64 { return 2 + 58*float64(i/7/6)*float64(1-i/49) }, WorseThan},
		{"one bad week that does not", func(i int) float64 {
			if i/7 == 6 {
				return 8
			}
			return 2
		}, NoChange},
		{"mended", func(i int) float64 { return 20 - 18*float64(i/28) }, Better},
	} {
		samples, w := of(tt.bad)
		if c := CompareRatio(samples, w, 0.99); c.Verdict != tt.want {
			t.Errorf("%s: %+v, want %s", tt.name, c, tt.want)
		}
	}
	samples, w := of(func(int) float64 { return 10 })
	if c := CompareRatio(samples, w, 0.99); !c.MetBefore || !c.MetAfter || c.Before != 0.01 {
		t.Errorf("exactly on the objective is not met: %+v", c)
	}
	if c := CompareRatio(samples[28:], w, 0.99); c.Verdict != NoVerdict || c.After != 0.01 {
		t.Errorf("an objective that began with the launch has measured it: %+v", c)
	}
	if c := CompareRatio(samples[29:], w, 0.99); c.Verdict != BeganAfter {
		t.Errorf("an objective that began a day after the launch: %+v", c)
	}
	late := slices.Clone(samples)
	for i := range late { // everything a year later
		late[i].Start, late[i].End = late[i].Start+365*day, late[i].End+365*day
	}
	if c := CompareRatio(late, w, 0.99); c.Verdict != BeganAfter {
		t.Errorf("an objective that began long after it: %+v", c)
	}
	if c := CompareRatio(samples[:28], w, 0.99); c.Verdict != NoVerdict {
		t.Errorf("nothing after: %+v", c)
	}
}

func TestReadings(t *testing.T) {
	v := func(list ...Verdict) []Verdict { return list }
	for _, tt := range []struct {
		growth, reliability []Verdict
		want                Reading
	}{
		{v(Better), v(NoChange), GrewHeld}, {v(Better, NoChange), v(Better, NoChange), GrewHeld}, {v(Better), v(NoChange, WorseThan), GrewDegraded},
		{v(NoChange), v(Better), FlatHeld}, {v(WorseThan), v(NoChange), FlatHeld}, {v(Better, WorseThan), v(NoChange), FlatHeld},
		{v(NoChange), v(WorseThan), Degraded}, {nil, v(WorseThan), Degraded}, {v(TooFew), v(NoChange), NotJudged}, {nil, v(NoChange), NotJudged},
		{v(Better), v(BeganAfter), Unmeasured}, {v(Better), v(NoVerdict), NotJudged}, {v(Better), nil, NotJudged}, {v(Better), v(BeganAfter, NoChange), GrewHeld},
		{v(Better), v(TooFew), GrewHeld},
	} {
		if got := Read(tt.growth, tt.reliability); got != tt.want {
			t.Errorf("%v and %v read %q, want %q", tt.growth, tt.reliability, got, tt.want)
		}
	}
}

func TestOverlaps(t *testing.T) {
	w := func(from, to int64) Windows {
		return Windows{Before: stats.Interval{Start: 2*from - to, End: from}, After: stats.Interval{Start: from, End: to}}
	}
	got := Overlaps(w(100, 120), map[string]Windows{"just before": w(60, 80), "in the before": w(70, 90), "in the after": w(110, 130), "behind": w(120, 140), "alike": w(100, 120)})
	if want := []string{"alike", "in the after", "in the before"}; !slices.Equal(got, want) {
		t.Errorf("%s", fmt.Sprint(got))
	}
}

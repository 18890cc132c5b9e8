package slo

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

func attribute(p Period, samples []Sample, target float64, windows []Window, lag int64, bounds []int64) Attribution {
	r := Evaluate(p, samples, always(target), DefaultThresholds())
	return Attribute(p, samples, always(target), r, windows, lag, bounds)
}

func TestOverlappingIncidentsShareAStretchEqually(t *testing.T) {
	// 12 bad in a minute, A over its first half, B over all of it: the first
	// half's 6 are 3 and 3, the second's 6 are B's. A 3, B 9.
	samples := []Sample{{Start: 0, End: 60, Total: 100, Bad: 12, Coverage: 1}}
	windows := []Window{{ID: "B", Start: 0, End: 60}, {ID: "A", Start: 0, End: 30}}
	a := attribute(finished(0, 60), samples, 0.5, windows, 0, nil)
	expect(t, "first", a.Incidents[0].ID, "A")
	near(t, "A", a.Incidents[0].Bad, 3)
	near(t, "B", a.Incidents[1].Bad, 9)
	near(t, "B's share of 50 allowed", a.Incidents[1].Share, 9.0/50)
	expect(t, "unexplained", a.Unexplained, 0)

	// Two windows of one incident are one incident, however they overlap: over
	// [10, 40) A and B share 30 s × 0.2 = 6, the other 6 are B's: A 3, B 9.
	windows = []Window{{ID: "A", Start: 10, End: 30}, {ID: "B", Start: 0, End: 60}, {ID: "A", Start: 20, End: 40}}
	a = attribute(finished(0, 60), samples, 0.5, windows, 0, nil)
	expect(t, "incidents", len(a.Incidents), 2)
	near(t, "B", a.Incidents[0].Bad, 9)
	near(t, "A", a.Incidents[1].Bad, 3)
}

func TestAnIncidentThatComesBackIsListedOnceADay(t *testing.T) {
	// One bad a second: [10, 30) and [60, 120) of A, cut by a midnight at 100.
	windows := []Window{{ID: "A", Start: 10, End: 30}, {ID: "A", Start: 60, End: 120}}
	a := attribute(finished(0, 200), even(0, 200, 20, 100, 20), 0.5, windows, 0, []int64{0, 100, 200})
	near(t, "both days", a.Incidents[0].Bad, 80)
	expect(t, "parts on the first day", len(a.Days[0].Incidents), 1)
	near(t, "first day", a.Days[0].Incidents[0].Bad, 60)
	near(t, "second day", a.Days[1].Incidents[0].Bad, 20)
}

func TestTheLagReachesOneStepFurther(t *testing.T) {
	// 6 bad in each of three minutes; the incident ends with the first. A
	// counter's second minute still belongs to it.
	samples := even(0, 180, 60, 100, 6)
	window := []Window{{ID: "A", Start: 0, End: 60}}
	near(t, "increments", attribute(finished(0, 180), samples, 0.5, window, 0, nil).Incidents[0].Bad, 6)
	near(t, "counters", attribute(finished(0, 180), samples, 0.5, window, 60, nil).Incidents[0].Bad, 12)

	open := []Window{{ID: "A", Start: 60, End: math.MaxInt64}}
	near(t, "still open", attribute(finished(0, 180), samples, 0.5, open, 60, nil).Incidents[0].Bad, 12)
}

func TestAnIncidentAcrossTheBoundaryCostsWhereItsBadEventsFell(t *testing.T) {
	samples := even(0, 2000, 100, 100, 1)
	windows := []Window{{ID: "A", Start: 850, End: 1200}, {ID: "later", Start: 1500, End: 1600}}
	before := attribute(finished(0, 1000), samples, 0.9, windows, 0, nil)
	after := attribute(finished(1000, 2000), samples, 0.9, windows, 0, nil)
	near(t, "in the quarter of its start", before.Incidents[0].Bad, 1.5)
	near(t, "in the next", after.Incidents[0].Bad, 2)
	expect(t, "an incident of another quarter is not listed", len(before.Incidents), 1)
}

func TestExcludedFailuresBelongToNobody(t *testing.T) {
	p := finished(0, 1000)
	p.Excluded = []Interval{{Start: 200, End: 300}}
	samples := failing(even(0, 1000, 100, 100, 0), 200, 400, 7)
	a := attribute(p, samples, 0.9, []Window{{ID: "A", Start: 200, End: 400}}, 0, nil)
	near(t, "A", a.Incidents[0].Bad, 7)
	near(t, "total", a.Total, 7)
}

// sixHours is the quarter that is worked out below: 72 samples of five minutes
// with 1,000 events, half a failure in each (at 99.9 % the budget of a sample
// is 1), 100 failures in the four from 7,800 s on, 50 in the two from 18,000 s
// on (which an incident explains), 3 more at 900 s.
func sixHours() ([]Sample, []Window) {
	samples := even(0, 6*hourSeconds, 300, 1000, 0.5)
	failing(samples, 7800, 9000, 100)
	failing(samples, 18000, 18600, 50)
	failing(samples, 900, 1200, 3.5)
	return samples, []Window{{ID: "A", Start: 18000, End: 18600}}
}

func TestTheUnexplainedHasThreeParts(t *testing.T) {
	// Hours: 12,000 events, 6 bad (ratio 0.0005), but hour 0 has 9, hour 2 has
	// 4 × 100 + 8 × ½ = 404, hour 5 outside the incident 10,000 and 5. The
	// median ratio is 0.0005. Background 5 × 6 + 5 = 35. The burst's 400 hold
	// 4,000 of 12,000 events, so a third of its hour's 6: excess 398. Rest: 3.
	samples, windows := sixHours()
	a := attribute(finished(0, 6*hourSeconds), samples, 0.999, windows, 0, []int64{0, 2 * hourSeconds, 6 * hourSeconds})
	near(t, "total", a.Total, 536)
	near(t, "incident", a.Incidents[0].Bad, 100)
	near(t, "share of 72", a.Incidents[0].Share, 100.0/72)
	near(t, "unexplained", a.Unexplained, 436)
	near(t, "background", a.Background, 35)
	near(t, "burst", a.Burst, 398)
	near(t, "scattered", a.Scattered, 3)

	first, second := a.Days[0], a.Days[1]
	near(t, "first day", first.Bad, 15)
	near(t, "first day's background", first.Background, 12)
	near(t, "first day's scattered", first.Scattered, 3)
	near(t, "second day's incident", second.Incidents[0].Bad, 100)
	near(t, "second day's burst", second.Burst, 398)
	near(t, "second day's background", second.Background, 23)
}

func TestBackgroundNeverTakesMoreThanAnHourHad(t *testing.T) {
	// Five hours with 12 bad of 12,000, the last with 2: the median, 0.001,
	// would give it 12, it had 2.
	samples := failing(even(0, 6*hourSeconds, 300, 1000, 1), 5*hourSeconds, 6*hourSeconds, 2.0/12)
	a := attribute(finished(0, 6*hourSeconds), samples, 0.99, nil, 0, nil)
	near(t, "background", a.Background, 62)
	near(t, "scattered", a.Scattered, 0)
}

func TestThePartsAddUp(t *testing.T) {
	for seed := range uint64(scenes) {
		s := newScene(seed)
		r, a := s.evaluate(), s.attribute()
		near(t, "total", a.Total, r.Bad)
		parts := []float64{a.Background, a.Burst, a.Scattered}
		near(t, "unexplained", total(parts...), a.Unexplained)
		for _, in := range a.Incidents {
			parts = append(parts, in.Bad)
		}
		near(t, "all parts", total(parts...), a.Total)
		var excess float64
		for _, b := range a.Bursts {
			excess += b.Excess
			if b.Excess > b.Bad*(1+1e-9) || b.End <= b.Start {
				t.Errorf("scene %d: burst %+v", seed, b)
			}
		}
		near(t, "excess of the bursts", excess, a.Burst)
		if slices.Min(parts) < 0 {
			t.Errorf("scene %d: a negative part in %v", seed, parts)
		}
	}
}

func TestTheDaysAddUp(t *testing.T) {
	for seed := range uint64(scenes) {
		s := newScene(seed)
		if seed%2 == 0 { // midnights off the hours: a zone that shifts by half an hour
			for i := 1; i < len(s.bounds)-1; i++ {
				s.bounds[i] += 1800
			}
		}
		a := s.attribute()
		incidents := make([]float64, len(a.Incidents))
		var background, burst, scattered, bad float64
		for _, d := range a.Days {
			parts := []float64{d.Background, d.Burst, d.Scattered}
			for _, in := range d.Incidents {
				parts = append(parts, in.Bad)
				incidents[in.Incident] += in.Bad
			}
			near(t, "a day's parts", total(parts...), d.Bad)
			if slices.Min(parts) < 0 {
				t.Errorf("scene %d: a negative part in %+v", seed, d)
			}
			background, burst, scattered, bad = background+d.Background, burst+d.Burst, scattered+d.Scattered, bad+d.Bad
		}
		near(t, "total", bad, a.Total)
		near(t, "background", background, a.Background)
		near(t, "burst", burst, a.Burst)
		near(t, "scattered", scattered, a.Scattered)
		for i, in := range a.Incidents {
			near(t, "incident "+in.ID, incidents[i], in.Bad)
		}
	}
}

func TestTheOrderOfIncidentsDoesNotMatter(t *testing.T) {
	for seed := range uint64(scenes) {
		s := newScene(seed)
		want := fmt.Sprintf("%+v", s.attribute())
		slices.Reverse(s.windows)
		slices.Reverse(s.samples)
		if got := fmt.Sprintf("%+v", s.attribute()); got != want {
			t.Fatalf("scene %d: reversed:\n%s\nwant\n%s", seed, got, want)
		}
	}
}

func TestSplittingSamplesLeavesTheAttribution(t *testing.T) {
	for seed := range uint64(scenes) {
		s := newScene(seed)
		want := s.attribute()
		var halves []Sample
		for _, x := range s.samples {
			mid := (x.Start + x.End) / 2
			x.Total, x.Bad = x.Total/2, x.Bad/2
			a, b := x, x
			a.End, b.Start = mid, mid
			halves = append(halves, a, b)
		}
		s.samples = halves
		got := s.attribute()
		near(t, "background", got.Background, want.Background)
		near(t, "unexplained", got.Unexplained, want.Unexplained)
		for i := range got.Incidents {
			near(t, "incident", got.Incidents[i].Bad, want.Incidents[i].Bad)
		}
	}
}

func TestShareOfFourWeeks(t *testing.T) {
	// 28 days at 100 events an hour: N = 67,200, at 99 % 672 allowed. An
	// incident of 168 bad took a quarter of them.
	end := int64(100 * daySeconds)
	samples := even(0, end, hourSeconds, 100, 0)
	share, ok := FourWeekShare(168, end, samples, always(0.99), nil)
	expect(t, "ok", ok, true)
	near(t, "share", share, 0.25)

	// With the last week alone measured, the budget is scaled up to four.
	share, _ = FourWeekShare(168, end, samples[93*24:], always(0.99), nil)
	near(t, "with less data", share, 0.25)
	// The same for an SLO that is a week old.
	share, _ = FourWeekShare(168, end, samples, []Objective{{From: end - 7*daySeconds, Target: 0.99}}, nil)
	near(t, "with a young objective", share, 0.25)

	_, ok = FourWeekShare(168, end, nil, always(0.99), nil)
	expect(t, "without data", ok, false)
	_, ok = FourWeekShare(168, end, samples, always(1), nil)
	expect(t, "without a budget", ok, false)
}

package slo

import (
	"math"
	"math/rand/v2"
	"testing"
)

const anHour = 3600

// hourly is a list of hours of 1,000 events from an instant, with failures in
// some of them.
func hourly(from int64, n int, bad map[int]float64) []Sample {
	out := make([]Sample, n)
	for i := range out {
		start := from + int64(i)*anHour
		out[i] = Sample{Start: start, End: start + anHour, Total: 1000, Bad: bad[i], Coverage: 1}
	}
	return out
}

func slidingAt(t *testing.T, r *Sliding, at int64, want float64) {
	t.Helper()
	got, ok := r.At(at)
	if !ok || math.Abs(got-want) > 1e-9 {
		t.Errorf("at hour %v it is %v (%v), want %v", float64(at)/anHour, got, ok, want)
	}
}

// 28 days are 672 hours. With 1,000 events an hour and 99.9 % they allow 672.
// In hour 1000 336 fail, half of that budget; it leaves the window 28 days after
// it came in, evenly over an anHour, as it came.
func TestTheFourWeeksThatEndWithAnInstant(t *testing.T) {
	r := NewSliding(hourly(0, 2000, map[int]float64{1000: 336}), []Objective{{Target: .999}}, nil, 2000*anHour)
	slidingAt(t, r, 1000*anHour, 0)
	slidingAt(t, r, 1000*anHour+anHour/2, .25)
	slidingAt(t, r, 1001*anHour, .5)
	slidingAt(t, r, 1672*anHour, .5)
	slidingAt(t, r, 1672*anHour+anHour/2, .25)
	slidingAt(t, r, 1673*anHour, 0)
	if bad := r.Bad(1500 * anHour); math.Abs(bad-336) > 1e-9 {
		t.Errorf("%v failed in the window, want 336", bad)
	}
}

// After 168 hours, a quarter of the window, 84 of 168,000 events failed. At the
// same rate 28 days would have 672,000 events and allow 672: an eighth is spent.
func TestYoungDataIsScaledUp(t *testing.T) {
	r := NewSliding(hourly(0, 168, map[int]float64{10: 84}), []Objective{{Target: .999}}, nil, 168*anHour)
	slidingAt(t, r, 168*anHour, .125)
	share, ok := FourWeekShare(84, 168*anHour, hourly(0, 168, map[int]float64{10: 84}), []Objective{{Target: .999}}, nil)
	if !ok || math.Abs(share-.125) > 1e-9 {
		t.Errorf("an incident of the same failures takes %v, want the same", share)
	}
}

// 504 hours at 99.9 % allow 504, 168 at 99.5 % allow 840: 1,344 together.
// Excluded hours take their events along: of 672 hours 72 are left out, and 600
// allow 600.
func TestObjectivesAndExclusionsInTheWindow(t *testing.T) {
	r := NewSliding(hourly(0, 672, map[int]float64{600: 672}), []Objective{{Target: .999}, {From: 504 * anHour, Target: .995}}, nil, 672*anHour)
	slidingAt(t, r, 672*anHour, .5)
	r = NewSliding(hourly(0, 672, map[int]float64{100: 50, 300: 60}), []Objective{{Target: .999}}, []Interval{{Start: 72 * anHour, End: 144 * anHour}}, 672*anHour)
	slidingAt(t, r, 672*anHour, 60.0/600)
}

// 1,344 fail evenly within hour 1000, 672 are allowed: more than the budget is
// spent from the middle of the hour on, until the middle of the hour in which
// they leave again. At midnight of day 41 (hour 984) not yet, of day 42 it is.
func TestHeldFindsTheInstant(t *testing.T) {
	r := NewSliding(hourly(0, 2000, map[int]float64{1000: 1344}), []Objective{{Target: .999}}, nil, 2000*anHour)
	var days []int64
	for d := int64(0); d <= 83; d++ {
		days = append(days, d*24*anHour)
	}
	held := r.Held(days, func(v float64) bool { return v > 1+1e-12 })
	if len(held) != 1 {
		t.Fatalf("it held in %v", held)
	}
	for what, pair := range map[string][2]int64{"begins": {held[0].Start, 1000*anHour + anHour/2}, "ends": {held[0].End, 1672*anHour + anHour/2}} {
		if d := pair[0] - pair[1]; d < -1 || d > 1 {
			t.Errorf("it %s at %v, want %v", what, pair[0], pair[1])
		}
	}
	still := r.Held(days[:60], func(v float64) bool { return v > 1 })
	if len(still) != 1 || still[0].End != days[59] {
		t.Errorf("what lasts to the end of the data is %v", still)
	}
}

func TestNothingMeasuredHoldsNothing(t *testing.T) {
	r := NewSliding(hourly(0, 24, nil), []Objective{{Target: .999}}, nil, 24*anHour)
	if _, ok := r.At(60 * 24 * anHour); ok {
		t.Error("28 days without data have a spend")
	}
	if _, ok := r.At(24 * anHour); !ok {
		t.Error("a day of data has none")
	}
	if _, ok := NewSliding(nil, nil, nil, 0).At(5); ok {
		t.Error("no data has a spend")
	}
	if _, ok := NewSliding(hourly(0, 24, nil), []Objective{{Target: 1}}, nil, 24*anHour).At(24 * anHour); ok {
		t.Error("an objective that allows nothing has a share")
	}
}

// The sliding figure is what judging the 28 days by themselves gives, wherever
// the data has gaps and the objective changes.
func TestSlidingAgreesWithJudgingTheWindow(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 11))
	var samples []Sample
	for at := int64(0); at < 90*24*anHour; {
		length := int64(300 * (1 + rnd.IntN(12)))
		if rnd.IntN(30) == 0 {
			at += int64(rnd.IntN(40 * anHour))
		}
		total := float64(rnd.IntN(500))
		samples = append(samples, Sample{Start: at, End: at + length, Total: total, Bad: math.Floor(total * rnd.Float64() * .01), Coverage: .5 + rnd.Float64()/2})
		at += length
	}
	objectives := []Objective{{From: 3 * 24 * anHour, Target: .99}, {From: 40 * 24 * anHour, Target: .995}}
	excluded := []Interval{{Start: 20 * 24 * anHour, End: 21*24*anHour + 1234}}
	r := NewSliding(samples, objectives, excluded, 90*24*anHour)
	for range 200 {
		t1 := int64(rnd.IntN(90 * 24 * anHour))
		got, ok := r.At(t1)
		extended := []Objective{{From: -fourWeeks * 2, Target: .99}, objectives[1]}
		var whole Result
		whole.measure(timeline(Period{Start: t1 - fourWeeks, End: t1, AsOf: t1, Excluded: excluded}, extended), samples)
		if ok != whole.Measured || ok && math.Abs(got-whole.Bad/whole.WholeBudget) > 1e-9*math.Max(1, got) {
			t.Fatalf("at %d sliding gives %v (%v), judging %v", t1, got, ok, whole.Bad/whole.WholeBudget)
		}
	}
}

// 100 fail in hour 10: 25 are reached a quarter into it, more than 100 never.
func TestReached(t *testing.T) {
	p := Period{Start: 0, End: 24 * anHour, AsOf: 24 * anHour}
	samples, objectives := hourly(0, 24, map[int]float64{10: 100}), []Objective{{Target: .999}}
	if at := Reached(p, samples, objectives, 25, false); at != 10*anHour+anHour/4 {
		t.Errorf("25 are reached at %d", at)
	}
	if at := Reached(p, samples, objectives, 100, false); at != 11*anHour {
		t.Errorf("all 100 are reached at %d", at)
	}
	if at := Reached(p, samples, objectives, 100, true); at != 0 {
		t.Errorf("more than 100 are reached at %d", at)
	}
}

// One year of five-minute samples, and a look at every midnight.
func BenchmarkSlidingYear(b *testing.B) {
	samples := make([]Sample, 365*288)
	for i := range samples {
		samples[i] = Sample{Start: int64(i) * 300, End: int64(i+1) * 300, Total: 1000, Bad: float64(i % 7), Coverage: 1}
	}
	var days []int64
	for d := int64(0); d <= 365; d++ {
		days = append(days, d*24*anHour)
	}
	for b.Loop() {
		r := NewSliding(samples, []Objective{{Target: .999}}, nil, 365*24*anHour)
		r.Held(days, func(v float64) bool { return v > 1 })
	}
}

package slo

import (
	"math"
	"testing"
)

// at is the remaining budget that a chart of the points shows at t.
func at(points []Point, t int64) (float64, bool) {
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		if !b.Gap && a.At <= t && t <= b.At {
			return a.Remaining + (b.Remaining-a.Remaining)*float64(t-a.At)/float64(b.At-a.At), true
		}
	}
	return 0, false
}

func TestTheStepOfAnIncidentKeepsItsCorners(t *testing.T) {
	// Ten days of one bad in 10,000 at 99.9 %, and an hour that takes half the
	// budget: N = 2,880 × 1,000, allowed 2,880; 12 × 120 = 1,440.
	samples := even(0, 10*daySeconds, 300, 1000, 0.1)
	failing(samples, 5*daySeconds, 5*daySeconds+hourSeconds, 120)
	p := finished(0, 10*daySeconds)
	r := Evaluate(p, samples, always(0.999), DefaultThresholds())
	points := Burn(p, samples, always(0.999), r, 100)
	corners := map[int64]bool{}
	for _, pt := range points {
		corners[pt.At] = true
	}
	for _, want := range []int64{0, 5 * daySeconds, 5*daySeconds + hourSeconds, 10 * daySeconds} {
		if !corners[want] {
			t.Errorf("no corner at %d in %v", want, points)
		}
	}
	near(t, "the end", points[len(points)-1].Remaining, r.Remaining)
	if len(points) > 10 {
		t.Errorf("%d points for a line with two corners", len(points))
	}
}

func TestTheLineBreaksWhereNothingWasMeasured(t *testing.T) {
	samples := append(even(0, 2*daySeconds, 300, 100, 0.05), even(3*daySeconds, 4*daySeconds, 300, 100, 0.05)...)
	p := finished(0, 4*daySeconds)
	r := Evaluate(p, samples, always(0.999), Thresholds{})
	var gaps []Point
	for _, pt := range Burn(p, samples, always(0.999), r, 400)[1:] {
		if pt.Gap {
			gaps = append(gaps, pt)
		}
	}
	if len(gaps) != 1 || gaps[0].At != 3*daySeconds {
		t.Errorf("gaps %v, want one that ends on day 3", gaps)
	}
}

func TestOnlyTheLongestGapsBreakTheLine(t *testing.T) {
	// Every other three hours of ten days are missing, 40 gaps; 40 points have
	// room for five, and the longest, of six hours, is among them.
	var samples []Sample
	for at := int64(0); at < 10*daySeconds; at += 6 * hourSeconds {
		if at != 5*daySeconds {
			samples = append(samples, even(at, at+3*hourSeconds, 300, 100, 0.05)...)
		}
	}
	p := finished(0, 10*daySeconds)
	points := Burn(p, samples, always(0.999), Evaluate(p, samples, always(0.999), Thresholds{}), 40)
	gaps, longest := 0, false
	for _, pt := range points[1:] {
		if pt.Gap {
			gaps++
			longest = longest || pt.At == 5*daySeconds+6*hourSeconds
		}
	}
	expect(t, "gaps", gaps, 5)
	expect(t, "the longest is shown", longest, true)
	if len(points) > 42 {
		t.Errorf("%d points", len(points))
	}
}

func TestTheLineIsShortAndTrue(t *testing.T) {
	const n = 60
	for seed := range uint64(scenes) {
		s := newScene(seed)
		r := s.evaluate()
		points := Burn(s.p, s.samples, s.objectives, r, n)
		if len(points) > n+2 {
			t.Errorf("scene %d: %d points", seed, len(points))
		}
		for _, full := range remainingLine(s.p, s.samples, s.objectives, r) {
			drawn, ok := at(points, full.At)
			if ok && math.Abs(drawn-full.Remaining) > 3.0/n*r.Spent {
				t.Fatalf("scene %d: the line is at %v at %d, should be %v", seed, drawn, full.At, full.Remaining)
			}
		}
	}
}

func TestNoLineWithoutABudget(t *testing.T) {
	p := finished(0, 1000)
	samples := even(0, 1000, 100, 10, 1)
	for _, target := range []float64{1, 0} {
		r := Evaluate(p, samples, always(target), DefaultThresholds())
		if points := Burn(p, samples, always(target), r, 400); points != nil {
			t.Errorf("target %v: %v", target, points)
		}
	}
}

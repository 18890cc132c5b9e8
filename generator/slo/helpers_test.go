package slo

import (
	"math"
	"math/rand/v2"
	"testing"
)

// even is samples of one step that fill [start, end), all alike and complete.
func even(start, end, step int64, valid, bad float64) []Sample {
	var out []Sample
	for t := start; t < end; t += step {
		out = append(out, Sample{Start: t, End: t + step, Total: valid, Bad: bad, Coverage: 1})
	}
	return out
}

// failing sets the bad events of the samples that start in [from, to).
func failing(samples []Sample, from, to int64, bad float64) []Sample {
	for i, s := range samples {
		if s.Start >= from && s.Start < to {
			samples[i].Bad = bad
		}
	}
	return samples
}

func always(target float64) []Objective { return []Objective{{Target: target}} }

func finished(start, end int64) Period { return Period{Start: start, End: end, AsOf: end} }

// near compares to a relative 1e-9 (absolute near zero).
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
		t.Errorf("%s = %.15g, want %.15g", what, got, want)
	}
}

func expect[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

const hourSeconds, daySeconds = 3600, 86400

// scene is a made-up quarter for the properties.
type scene struct {
	p          Period
	samples    []Sample
	objectives []Objective
	windows    []Window
	lag        int64
	bounds     []int64
}

// newScene draws a few days of samples with holes, bursts, incidents that
// overlap, exclusions and a changed objective.
func newScene(seed uint64) scene {
	r := rand.New(rand.NewPCG(seed, 17))
	s := scene{p: Period{Start: 1_000_000, End: 1_000_000 + 6*daySeconds}}
	s.p.AsOf = s.p.End
	if r.IntN(3) == 0 {
		s.p.AsOf -= int64(r.IntN(3 * daySeconds))
	}
	step := []int64{60, 300, 300, 900}[r.IntN(4)]
	factor := 0.0
	for t := s.p.Start - step/2; t < s.p.End+step; t += step {
		if r.IntN(50) == 0 {
			factor = []float64{0, 0, 0.005, 0.05}[r.IntN(4)]
		}
		if r.IntN(20) == 0 {
			continue
		}
		total := float64(r.IntN(2000))
		s.samples = append(s.samples, Sample{
			Start: t, End: t + step, Total: total,
			Bad:      math.Floor(total * (0.0004 + factor) * r.Float64() * 2),
			Coverage: []float64{1, 1, 1, 0.5}[r.IntN(4)], Assumed: float64(r.IntN(2)),
		})
	}
	s.objectives = []Objective{{Target: 0.999}}
	if r.IntN(2) == 0 {
		s.objectives = append(s.objectives, Objective{From: s.p.Start + int64(r.IntN(6*daySeconds)), Target: 0.9995})
	}
	for i := range r.IntN(12) {
		start := s.p.Start - daySeconds/2 + int64(r.IntN(7*daySeconds))
		s.windows = append(s.windows, Window{ID: string(rune('a' + i*7%10)), Start: start, End: start + int64(r.IntN(20000))})
	}
	if r.IntN(2) == 0 {
		at := s.p.Start + int64(r.IntN(5*daySeconds))
		s.p.Excluded = []Interval{{Start: at + 100, End: at + 9000}, {Start: at, End: at + 500}}
	}
	s.lag = []int64{0, step}[r.IntN(2)]
	for t := s.p.Start; t <= s.p.End; t += daySeconds {
		s.bounds = append(s.bounds, t)
	}
	return s
}

func (s scene) evaluate() Result {
	return Evaluate(s.p, s.samples, s.objectives, DefaultThresholds())
}

func (s scene) attribute() Attribution {
	return Attribute(s.p, s.samples, s.objectives, s.evaluate(), s.windows, s.lag, s.bounds)
}

const scenes = 150

// attributed attributes a period for the sake of its bursts.
func attributed(p Period, samples []Sample, objectives []Objective, windows []Window, lag int64) Attribution {
	return Attribute(p, samples, objectives, Evaluate(p, samples, objectives, DefaultThresholds()), windows, lag, nil)
}

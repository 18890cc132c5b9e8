package slo

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// To look only near the samples that burn finds what a look at all of the time
// finds, to the last digit.
func TestBurstsAreFoundNearTheSamplesThatBurn(t *testing.T) {
	found, parts := 0, 0
	for seed := range uint64(scenes) {
		s := newScene(seed)
		r := rand.New(rand.NewPCG(seed, 3))
		for i := range s.samples { // mostly quiet, so that there are stretches to leave out
			if s.samples[i].Start/43200%4 != int64(r.IntN(2)) {
				s.samples[i].Bad = 0
			}
		}
		_, stays := staysOf(s.p, s.windows, s.lag)
		spans := timeline(s.p, s.objectives, edgesOf(stays))
		inside := crowd(spans, stays)
		coarse, near := survey(s.samples, spans, inside)
		if coarse {
			continue
		}
		everything := []Interval{{Start: s.p.Start - daySeconds, End: s.p.End + daySeconds}}
		want := burstsIn(everything, s.samples, spans, inside)
		got := burstsIn(near, s.samples, spans, inside)
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d: near %v\n%+v\nand in all of the time\n%+v", seed, near, got, want)
		}
		found, parts = found+len(got), parts+len(near)
	}
	if found < 20 || parts < scenes {
		t.Errorf("only %d bursts in %d stretches", found, parts)
	}
}

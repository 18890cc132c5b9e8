package report

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// everyPair is what similar means, by a look at every other incident.
func everyPair(all []*incident, in *incident) []Ref {
	apart := func(o *incident) time.Duration { return in.Started.Sub(*o.Started).Abs() }
	likes := slices.DeleteFunc(slices.Clone(all), func(o *incident) bool {
		return o == in || in.Started == nil || o.Started == nil || alike(in, o) < 3
	})
	slices.SortStableFunc(likes, func(x, y *incident) int {
		return cmp.Or(cmp.Compare(alike(in, y), alike(in, x)), cmp.Compare(apart(x), apart(y)), cmp.Compare(x.ID, y.ID))
	})
	var out []Ref
	for _, o := range likes[:min(5, len(likes))] {
		out = append(out, o.ref().Ref)
	}
	return out
}

// anyIncident has up to most causes and services of few, so that many share
// some, and one of few starts, so that many are as near.
func anyIncident(r *rand.Rand, i, most int) *incident {
	in := &incident{Incident: &Incident{ID: fmt.Sprint("I", r.IntN(200)), Title: fmt.Sprint(i)}}
	for range r.IntN(most) {
		in.RootCauses = append(in.RootCauses, Term{ID: fmt.Sprint(r.IntN(5))})
	}
	for range r.IntN(most) {
		in.Services = append(in.Services, Ref{ID: fmt.Sprint(r.IntN(6))})
	}
	if r.IntN(3) > 0 {
		in.Trigger = &Term{ID: fmt.Sprint(r.IntN(4))}
	}
	if r.IntN(20) > 0 {
		in.Started = ptr(time.Unix(int64(r.IntN(60))*3600, 0))
	}
	return in
}

func TestTheMostSimilarAreFoundWithoutALookAtEveryPair(t *testing.T) {
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 5))
		var all []*incident
		for i := range 150 {
			all = append(all, anyIncident(r, i, 2+int(seed)/2))
		}
		slices.SortStableFunc(all, func(x, y *incident) int { return compareTime(x.Started, y.Started) })
		like, found := newLikeness(all), 0
		for _, in := range all {
			got, want := like.similar(in), everyPair(all, in)
			if !slices.Equal(got, want) {
				t.Fatalf("seed %d: to %+v are similar %v, not %v", seed, in.Incident, got, want)
			}
			found += len(got)
		}
		if found == 0 {
			t.Errorf("seed %d: no incident has any like it", seed)
		}
	}
}

package business

import (
	"slices"

	"quarterdeck/generator/stats"
)

// Reading is what a launch did, by both of its sides.
type Reading string

// The readings: four ways it can have gone, and three in which nobody can say.
const (
	GrewHeld     Reading = "grew and held"
	GrewDegraded Reading = "grew but degraded"
	FlatHeld     Reading = "held without growth"
	Degraded     Reading = "degraded"
	// Unmeasured was launched before anything measured it.
	Unmeasured Reading = "launched unmeasured"
	TooEarly   Reading = "too early to tell"
	NotJudged  Reading = "not measured"
)

// Read joins the verdicts on the business and on reliability. One figure that
// got worse is a degradation, whatever the others did; one that grew is growth
// if no other shrank. Reliability without a single verdict is launched
// unmeasured where an objective began after the launch, else not measured. Where
// reliability held and the business says nothing, growth is not denied: not
// measured.
func Read(growth, reliability []Verdict) Reading {
	known := func(v Verdict) bool { return v == Better || v == WorseThan || v == NoChange || v == TooFew }
	switch {
	case !slices.ContainsFunc(reliability, known) && slices.Contains(reliability, BeganAfter):
		return Unmeasured
	case !slices.ContainsFunc(reliability, known):
		return NotJudged
	}
	degraded := slices.Contains(reliability, WorseThan)
	grew := slices.Contains(growth, Better) && !slices.Contains(growth, WorseThan)
	told := slices.ContainsFunc(growth, func(v Verdict) bool { return v == Better || v == WorseThan || v == NoChange })
	switch {
	case grew && degraded:
		return GrewDegraded
	case degraded:
		return Degraded
	case grew:
		return GrewHeld
	case told:
		return FlatHeld
	}
	return NotJudged
}

// Overlaps are the others whose windows share time with one's own after: what
// changed then cannot be told apart.
func Overlaps(own Windows, others map[string]Windows) []string {
	var out []string
	for id, o := range others {
		if stats.Seconds(stats.Clip([]stats.Interval{{Start: o.After.Start, End: o.After.End}}, stats.Interval{Start: own.Before.Start, End: own.After.End})) > 0 {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

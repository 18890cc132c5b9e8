package slo

import (
	"cmp"
	"math"
	"slices"
)

// Point is a corner of the burn-down: the share of the budget that remains at
// an instant.
type Point struct {
	At        int64
	Remaining float64
	// Gap tells that the line does not come from the point before: nothing was
	// measured in between. True of the first point.
	Gap bool
}

// Burn is the burn-down as a line of at most n+2 points (400 serves a
// chart). Every point lies on the true line, and the line drawn through them
// leaves the true one by less than 3/n of its whole fall, so the step of an
// incident keeps its corners. It breaks at the n/8 longest stretches without
// data, none shorter than a quarter of a point's share of the period. nil
// without a budget or data.
func Burn(p Period, samples []Sample, objectives []Objective, r Result, n int) []Point {
	if !r.Measured || r.NoBudget || n < 8 {
		return nil
	}
	line := remainingLine(p, samples, objectives, r)
	if len(line) == 0 {
		return nil
	}
	bridge(line, n, float64(p.End-p.Start)/float64(4*n))
	fall := line[0].Remaining - line[len(line)-1].Remaining
	return simplify(line, 8*fall/float64(3*n))
}

// remainingLine is the burn-down with all its corners.
func remainingLine(p Period, samples []Sample, objectives []Objective, r Result) []Point {
	var bad sum
	line := make([]Point, 0, len(samples)+2)
	left := func() float64 { return 1 - r.Share(bad.value()) }
	overlay(samples, timeline(p, objectives), func(_ int, pc *piece) {
		if last := len(line) - 1; last < 0 || line[last].At != pc.start {
			line = append(line, Point{At: pc.start, Remaining: left(), Gap: true})
		}
		bad.add(pc.bad)
		line = append(line, Point{At: pc.end, Remaining: left()})
	})
	return line
}

// bridge keeps the gaps that can be seen: the n/8 longest, and none shorter than
// atLeast seconds.
func bridge(line []Point, n int, atLeast float64) {
	var gaps []int
	for i := 1; i < len(line); i++ {
		if line[i].Gap {
			gaps = append(gaps, i)
		}
	}
	length := func(i int) int64 { return line[i].At - line[i-1].At }
	slices.SortStableFunc(gaps, func(a, b int) int { return cmp.Compare(length(b), length(a)) })
	for rank, i := range gaps {
		line[i].Gap = rank < n/8 && float64(length(i)) >= atLeast
	}
}

// simplify drops the points that a straight line replaces within tolerance. The
// line never rises, so two segments in a row fall by more than the tolerance
// together: that bounds their number.
func simplify(line []Point, tolerance float64) []Point {
	out := []Point{line[0]}
	anchor := line[0]
	low, high := math.Inf(-1), math.Inf(1) // slopes within tolerance so far
	for i := 1; i < len(line); i++ {
		pt := line[i]
		if pt.Gap {
			out = append(out, line[i-1], pt)
			anchor, low, high = pt, math.Inf(-1), math.Inf(1)
			continue
		}
		slope := func(y float64) float64 { return (y - anchor.Remaining) / float64(pt.At-anchor.At) }
		if s := slope(pt.Remaining); s < low || s > high {
			anchor = line[i-1]
			out = append(out, anchor)
			low, high = math.Inf(-1), math.Inf(1)
		}
		low = max(low, slope(pt.Remaining-tolerance))
		high = min(high, slope(pt.Remaining+tolerance))
	}
	out = append(out, line[len(line)-1])
	return slices.CompactFunc(out, func(a, b Point) bool { return a.At == b.At && a.Remaining == b.Remaining })
}

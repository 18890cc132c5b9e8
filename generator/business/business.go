// Package business is the arithmetic of what stands beside reliability, on plain
// numbers: KPIs and costs of a quarter, what failure cost, launches before and
// after, the load of being on call, key results, and when a gauge fills up. It
// belongs to the compute stage, beside slo and delivery, and knows nothing of
// files, teams or pages.
//
// Times are Unix seconds, intervals half-open, money in one currency that the
// caller keeps. What cannot be told is told so (OK, or a verdict), never 0.
package business

import (
	"cmp"
	"slices"

	"quarterdeck/generator/stats"
)

// Point is one value of a series, for a stretch of time.
type Point struct {
	Start, End int64
	Value      float64
}

// Aggregate is how points become the figure of a period.
type Aggregate string

// The aggregates.
const (
	Sum  Aggregate = "sum"
	Last Aggregate = "last"
	Mean Aggregate = "mean"
)

// Total is the figure of a period.
type Total struct {
	Value float64
	OK    bool
	// Points took part; Split of them, for sums, lie partly outside the period
	// and count by the share of their time inside.
	Points, Split int
	// Covered is the share of the period that points cover.
	Covered float64
}

// Of is the figure of a period: a sum adds every point by the share of its time
// inside; last and mean take the points that end inside (after its start, not
// after its end), so that no point counts in two periods. Points do not overlap.
func Of(points []Point, period stats.Interval, how Aggregate) Total {
	var t Total
	var last Point
	for _, p := range points {
		share := overlap(p, period)
		t.Covered += share * float64(p.End-p.Start)
		if how == Sum {
			if share > 0 {
				t.Value += share * p.Value
				t.Points++
			}
			if share > 0 && share < 1 {
				t.Split++
			}
			continue
		}
		if p.End <= period.Start || p.End > period.End {
			continue
		}
		t.Points++
		t.Value += p.Value
		if t.Points == 1 || p.End > last.End {
			last = p
		}
	}
	if length := period.End - period.Start; length > 0 {
		t.Covered /= float64(length)
	}
	t.OK = t.Points > 0
	switch {
	case how == Last:
		t.Value = last.Value
	case how == Mean && t.OK:
		t.Value /= float64(t.Points)
	}
	return t
}

// overlap is the share of a point's time inside an interval; a point without
// length is inside or not.
func overlap(p Point, in stats.Interval) float64 {
	if p.End <= p.Start {
		if p.Start >= in.Start && p.Start < in.End {
			return 1
		}
		return 0
	}
	return max(0, float64(min(p.End, in.End)-max(p.Start, in.Start))/float64(p.End-p.Start))
}

// Levels is a series that holds a state, such as active customers: sorted
// points that do not overlap.
type Levels []Point

// At is the level at an instant: that of the point around it, else of the last
// one before; none before the first.
func (l Levels) At(t int64) (float64, bool) {
	i, found := slices.BinarySearchFunc(l, t, func(p Point, t int64) int { return cmp.Compare(p.Start, t) })
	if !found {
		i--
	}
	if i < 0 {
		return 0, false
	}
	return l[i].Value, true
}

// Progress is how far a key result has come from from to to: 0 at from, 1 at
// to; below 0 it moved the other way, above 1 it went beyond. from and to
// differ.
func Progress(from, to, value float64) float64 { return (value - from) / (to - from) }

// The states of a key result.
const (
	Reached  = "reached"
	OnTheWay = "on the way"
	NotBegun = "not begun"
	Worse    = "worse"
)

// State is what a progress means.
func State(progress float64) string {
	switch {
	case progress >= 1:
		return Reached
	case progress > 0:
		return OnTheWay
	case progress == 0:
		return NotBegun
	}
	return Worse
}

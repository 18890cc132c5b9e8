package stats

import (
	"cmp"
	"slices"
)

// Interval is the half-open stretch [Start, End).
type Interval struct {
	Start, End int64
}

// Union is the time that any of the intervals covers: sorted, apart, without
// empty ones. Intervals that touch become one.
func Union(intervals []Interval) []Interval {
	sorted := byStart(intervals)
	var out []Interval
	for _, x := range sorted {
		switch last := len(out) - 1; {
		case x.End <= x.Start:
		case last >= 0 && x.Start <= out[last].End:
			out[last].End = max(out[last].End, x.End)
		default:
			out = append(out, x)
		}
	}
	return out
}

// Seconds is the length of the union of the intervals: total impact time.
func Seconds(intervals []Interval) int64 {
	var seconds int64
	for _, x := range Union(intervals) {
		seconds += x.End - x.Start
	}
	return seconds
}

// Clip is the part of each interval inside the bounds.
func Clip(intervals []Interval, to Interval) []Interval {
	var out []Interval
	for _, x := range intervals {
		x.Start, x.End = max(x.Start, to.Start), min(x.End, to.End)
		if x.End > x.Start {
			out = append(out, x)
		}
	}
	return out
}

// Gap is the time before a failure. It belongs to the quarter of the failure
// that ends it, which started at At.
type Gap struct {
	At, Seconds int64
}

// BetweenFailures is the time from each failure's start to the next one's.
func BetweenFailures(failures []Interval) []Gap {
	sorted := byStart(failures)
	var gaps []Gap
	for i := 1; i < len(sorted); i++ {
		gaps = append(gaps, Gap{At: sorted[i].Start, Seconds: sorted[i].Start - sorted[i-1].Start})
	}
	return gaps
}

// Uptimes is the time from the end of one failure to the start of the next,
// where failures that overlap or touch are one. A failure that is still open
// ends at the present.
func Uptimes(failures []Interval) []Gap {
	apart := Union(failures)
	var gaps []Gap
	for i := 1; i < len(apart); i++ {
		gaps = append(gaps, Gap{At: apart[i].Start, Seconds: apart[i].Start - apart[i-1].End})
	}
	return gaps
}

// GapsIn is the gaps that belong to a period: those whose failure started in it.
func GapsIn(gaps []Gap, period Interval) []Gap {
	var out []Gap
	for _, g := range gaps {
		if g.At >= period.Start && g.At < period.End {
			out = append(out, g)
		}
	}
	return out
}

func byStart(intervals []Interval) []Interval {
	return slices.SortedFunc(slices.Values(intervals), func(a, b Interval) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
}

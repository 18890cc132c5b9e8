package report

import (
	"slices"

	"quarterdeck/generator/stats"
)

// The two ways to look at the time between a quarter's failures.
const (
	clockUptime  = "uptime"
	clockBetween = "between_failures"
)

// between is the uptimes and the times between failures that belong to a
// quarter: those of the failures that started in it, whenever the one before
// was.
func (b *builder) between(quarter int, team string) []Durations {
	out := []Durations{}
	for _, clock := range [...]string{clockUptime, clockBetween} {
		d := Durations{Clock: clock, Values: b.gaps(clock, quarter, team)}
		d.describe()
		if b.in.Config.Statistics.Means {
			d.Mean = mean(d.Values)
		}
		if quarter > 0 {
			d.Change = change(b.gaps(clock, quarter-1, team), d.Values)
		}
		out = append(out, d)
	}
	return out
}

// gaps are the lengths in seconds, in order of size. Uptime runs from resolved
// to the next start, where overlapping incidents are one; between failures from
// start to start.
func (b *builder) gaps(clock string, quarter int, team string) []float64 {
	var windows []stats.Interval
	for _, in := range b.hitting(team) {
		if in.counts {
			windows = append(windows, stats.Interval{Start: in.window.Start, End: in.window.End})
		}
	}
	all := stats.Uptimes(windows)
	if clock == clockBetween {
		all = stats.BetweenFailures(windows)
	}
	q := b.book.Quarters[quarter]
	out := []float64{}
	for _, g := range stats.GapsIn(all, stats.Interval{Start: q.Start.Unix(), End: q.End.Unix()}) {
		out = append(out, float64(g.Seconds))
	}
	slices.Sort(out)
	return out
}

// describe fills in what the values say: how many, their median and its
// interval.
func (d *Durations) describe() {
	d.N = len(d.Values)
	if m, ok := stats.Median(d.Values); ok {
		d.Median = ptr(m)
	}
	if low, high, ok := stats.MedianInterval(d.Values); ok {
		d.Low, d.High = ptr(low), ptr(high)
	}
}

// mean is shown only where a site asks for it.
func mean(values []float64) *float64 {
	if len(values) == 0 {
		return nil
	}
	total := 0.0
	for _, v := range values {
		total += v
	}
	return ptr(total / float64(len(values)))
}

package metrics

import (
	"time"

	"quarterdeck/generator/slo"
)

// Widen grows an interval to the edges of the time slices of a length that it
// touches: a slice is good or bad as a whole, so it is left out as a whole.
func Widen(x slo.Interval, length time.Duration, zone *time.Location) slo.Interval {
	if length < time.Second || x.End <= x.Start {
		return x
	}
	r := &ruler{zone: zone, length: seconds(length)}
	return slo.Interval{Start: r.at(x.Start).start, End: r.at(x.End - 1).end}
}

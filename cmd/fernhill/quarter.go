package main

import (
	"fmt"
	"time"
)

// span is a stretch of time: From is in it, To is not.
type span struct {
	name     string // of a quarter: 2026-Q3
	from, to time.Time
}

func (s span) contains(t time.Time) bool { return !t.Before(s.from) && t.Before(s.to) }

// quarters lists the calendar quarters in the site's zone, from the first
// instant of the data to the one in which the data ends.
func (sc *scenario) quarters() []span {
	var all []span
	first := sc.Starts.In(sc.zone)
	for i := 0; ; i++ {
		from := time.Date(first.Year(), time.Month(1+3*i), 1, 0, 0, 0, 0, sc.zone)
		if !from.Before(sc.Ends) {
			return all
		}
		to := from.AddDate(0, 3, 0)
		name := fmt.Sprintf("%d-Q%d", from.Year(), (int(from.Month())+2)/3)
		all = append(all, span{name, from, to})
	}
}

// months lists the calendar months of a span, named 2026-01.
func (sc *scenario) months(q span) []span {
	var all []span
	for from := q.from; from.Before(q.to) && from.Before(sc.Ends); {
		to := from.AddDate(0, 1, 0)
		all = append(all, span{from.Format("2006-01"), from, to})
		from = to
	}
	return all
}

// step is how far apart an SLO's rows are at t.
func (sc *scenario) step(s slo, t time.Time) time.Duration {
	switch {
	case s.Step == "15m":
		return 15 * time.Minute
	case s.slices() || !t.Before(sc.FineFrom):
		return fine
	default:
		return time.Hour
	}
}

// fine is the step in which everything is simulated.
const fine = 5 * time.Minute

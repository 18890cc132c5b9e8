package slo

import (
	"cmp"
	"slices"
	"sort"
)

// days splits the attribution by day. An hour that a midnight cuts (zones that
// shift by half an hour) is shared out by its bad events.
func (l *ledger) days(incidents int, stays []stay, bounds []int64) []DayParts {
	if len(bounds) < 2 {
		return nil
	}
	days := make([]DayParts, len(bounds)-1)
	for d := range days {
		days[d].Start, days[d].End = bounds[d], bounds[d+1]
	}
	l.splitDays(days, indexDays(l.spans, bounds))
	l.incidentDays(days, incidents, stays)
	return days
}

// splitDays fills in each day's total and its unexplained parts.
func (l *ledger) splitDays(days []DayParts, dayOf []int) {
	type sums struct{ bad, background, burst, rest sum }
	byDay := make([]sums, len(days))
	for i, d := range dayOf {
		if d < 0 {
			continue
		}
		byDay[d].bad.add(l.bad[i])
		h := l.hours[l.hour[i]]
		if l.crowd[i] > 0 || h.bad <= 0 {
			continue
		}
		part := l.bad[i] / h.bad
		byDay[d].background.add(h.background * part)
		byDay[d].burst.add(h.excess * part)
		byDay[d].rest.add((h.bad - h.background - h.excess) * part)
	}
	for d := range days {
		s := byDay[d]
		days[d].Bad = s.bad.value()
		days[d].Background, days[d].Burst = s.background.value(), s.burst.value()
		days[d].Scattered = tidy(s.rest.value(), days[d].Bad)
	}
}

// incidentDays fills in what each incident cost on each day.
func (l *ledger) incidentDays(days []DayParts, incidents int, stays []stay) {
	running := l.explained()
	latest := make([]int, incidents) // 1 + the last day in which an incident has a part
	midnight := make([]int, len(days)+1)
	for d := range days {
		midnight[d], midnight[d+1] = l.index(days[d].Start), l.index(days[d].End)
	}
	first := func(at int) int { // the day that holds span at
		return sort.Search(len(days), func(d int) bool { return midnight[d+1] > at })
	}
	for _, s := range stays {
		from, to := l.index(s.start), l.index(s.end)
		for d := first(from); d < len(days) && midnight[d] < to; d++ {
			bad := running[min(to, midnight[d+1])].minus(running[max(from, midnight[d])])
			if bad <= 0 {
				continue
			}
			if latest[s.incident] == d+1 {
				addTo(days[d].Incidents, s.incident, bad)
				continue
			}
			latest[s.incident] = d + 1
			days[d].Incidents = append(days[d].Incidents, DayPart{Incident: s.incident, Bad: bad})
		}
	}
	for d := range days {
		slices.SortFunc(days[d].Incidents, func(a, b DayPart) int { return cmp.Compare(a.Incident, b.Incident) })
	}
}

// addTo adds to the part that an incident already has on the day.
func addTo(parts []DayPart, incident int, bad float64) {
	for i := range parts {
		if parts[i].Incident == incident {
			parts[i].Bad += bad
		}
	}
}

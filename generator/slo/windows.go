package slo

import (
	"cmp"
	"slices"
)

// stay is one unbroken stretch of one incident: an index into the incidents'
// ids, and its time clipped to the period.
type stay struct {
	incident   int
	start, end int64
}

// staysOf lays the windows over the period: each reaches lag seconds further
// than written, windows of one incident that meet become one, those outside the
// period are dropped. Incidents are numbered by start, then by id.
func staysOf(p Period, windows []Window, lag int64) (ids []string, stays []stay) {
	var inside []Window
	for _, w := range windows {
		end := min(min(w.End, p.Seen())+max(0, lag), p.Seen())
		reach := Window{ID: w.ID, Start: max(w.Start, p.Start), End: end}
		if w.End > w.Start && reach.End > reach.Start {
			inside = append(inside, reach)
		}
	}
	slices.SortFunc(inside, func(a, b Window) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.ID, b.ID), cmp.Compare(a.End, b.End))
	})
	number := make(map[string]int, len(inside))
	open := make([]int, 0, len(inside)) // by incident: its last stay
	for _, w := range inside {
		i, known := number[w.ID]
		if !known {
			i = len(ids)
			number[w.ID] = i
			ids = append(ids, w.ID)
			open = append(open, -1)
		}
		if last := open[i]; last >= 0 && stays[last].end >= w.Start {
			stays[last].end = max(stays[last].end, w.End)
			continue
		}
		open[i] = len(stays)
		stays = append(stays, stay{incident: i, start: w.Start, end: w.End})
	}
	return ids, stays
}

// edgesOf lists where stays begin and end.
func edgesOf(stays []stay) []int64 {
	edges := make([]int64, 0, 2*len(stays))
	for _, s := range stays {
		edges = append(edges, s.start, s.end)
	}
	return edges
}

// crowd tells for each span how many incidents cover it. The spans are cut at
// every edge of the stays.
func crowd(spans []span, stays []stay) []int {
	starts := make([]int64, len(stays))
	ends := make([]int64, len(stays))
	for i, s := range stays {
		starts[i], ends[i] = s.start, s.end
	}
	slices.Sort(starts)
	slices.Sort(ends)
	count := make([]int, len(spans))
	in, out := 0, 0
	for i, s := range spans {
		for in < len(starts) && starts[in] <= s.start {
			in++
		}
		for out < len(ends) && ends[out] <= s.start {
			out++
		}
		count[i] = in - out
	}
	return count
}

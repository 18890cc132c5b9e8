package metrics

import "cmp"

// cell is one step of a grid, [start, end).
type cell struct{ start, end int64 }

func (c cell) seconds() float64 { return float64(c.end - c.start) }

// compareCells sorts by start, the longer first.
func compareCells(a, b cell) int {
	return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
}

// union merges the stretches of spans into a sorted list without doubles.
// Series of one export nearly always share their stretches, and then the list
// is returned as it is.
func union(cells []cell, spans []span) []cell {
	i, extra := 0, 0
	for _, s := range spans {
		c := cell{s.start, s.end}
		for i < len(cells) && compareCells(cells[i], c) < 0 {
			i++
		}
		if i == len(cells) || cells[i] != c {
			extra++
		}
	}
	if extra == 0 {
		return cells
	}
	out := make([]cell, 0, len(cells)+extra)
	i = 0
	for _, s := range spans {
		c := cell{s.start, s.end}
		for i < len(cells) && compareCells(cells[i], c) < 0 {
			out = append(out, cells[i])
			i++
		}
		if i == len(cells) || cells[i] != c {
			out = append(out, c)
		}
	}
	return append(out, cells[i:]...)
}

// grid lays cells of several series end to end without overlap. Where cells of
// different length start together the longest is taken, for adding the short
// ones up is exact and cutting the long one is not; where series are out of
// phase the one in force stays in force while it lasts.
func grid(cells []cell) []cell {
	out := make([]cell, 0, len(cells))
	var behind []cell // start before the current instant and end after it
	var now int64 = minTime
	for i := 0; i < len(cells) || len(behind) > 0; {
		for i < len(cells) && cells[i].start < now {
			behind = append(behind, cells[i])
			i++
		}
		live := behind[:0]
		for _, c := range behind {
			if c.end > now {
				live = append(live, c)
			}
		}
		behind = live
		switch {
		case i < len(cells) && cells[i].start == now:
			out = append(out, cells[i])
			now = cells[i].end
			i++
		case len(behind) > 0:
			end := behind[0].end
			for _, c := range behind {
				end = min(end, c.end)
			}
			out = append(out, cell{now, end})
			now = end
		case i < len(cells):
			now = cells[i].start
		}
	}
	return out
}

// overlay calls add for every cell that a span meets, with the share of the
// span that lies in the cell and the seconds they share. Both are sorted and
// free of overlap.
func overlay(cells []cell, spans []span, add func(i int, s span, share, seconds float64)) {
	i := 0
	for _, s := range spans {
		for i < len(cells) && cells[i].end <= s.start {
			i++
		}
		if i < len(cells) && cells[i].start == s.start && cells[i].end == s.end {
			add(i, s, 1, cells[i].seconds())
			continue
		}
		for j := i; j < len(cells) && cells[j].start < s.end; j++ {
			shared := min(cells[j].end, s.end) - max(cells[j].start, s.start)
			if shared > 0 {
				add(j, s, float64(shared)/float64(s.end-s.start), float64(shared))
			}
		}
	}
}

// spansOf are the cells as spans, for laying one grid over another.
func spansOf(cells []cell) []span {
	out := make([]span, len(cells))
	for i, c := range cells {
		out[i] = span{start: c.start, end: c.end}
	}
	return out
}

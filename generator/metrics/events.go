package metrics

import (
	"slices"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/slo"
)

// sums are the columns of a grid of events.
type sums struct {
	cells []cell
	total []float64
	// other are the good or the bad events, covered the seconds of the cell
	// that their series tell of.
	other, covered []float64
	// reporting, told (gaps filled by assumption included) and alive are
	// instance-seconds.
	reporting, told, alive []float64
	// assumed are events placed by assumption; filled and seen the seconds of
	// series that were, and of all, for cells without events.
	assumed, filled, seen []float64
}

// events makes the samples of an objective on good or bad events.
func (m *measure) events() ([]slo.Sample, bool) {
	isGood := m.slo.Good.Text != ""
	second, want := m.slo.Bad, "bad"
	if isGood {
		second, want = m.slo.Good, "good"
	}
	total, ok1 := m.pick(m.slo.Total, "total", false)
	other, ok2 := m.pick(second, want, false)
	if !ok1 || !ok2 {
		return nil, false
	}
	if len(total) > 0 {
		m.track.Kind = total[0].kind
	}
	there := presences(append(slices.Clone(total), other...))
	g := m.lay(total, there)
	m.beside(g, other, there)
	m.bounds(g.cells)
	return m.judge(g, isGood, sameMetric(total, other)), true
}

// sameMetric tells whether the good or bad series bear the total's names: a
// label value that did not occur yet, not a missing metric.
func sameMetric(total, other []lane) bool {
	names := map[string]bool{}
	for _, l := range total {
		names[l.series.Name] = true
	}
	for _, l := range other {
		if !names[l.series.Name] {
			return false
		}
	}
	return true
}

// lay builds the grid from the total's own intervals and sums the series on
// it.
func (m *measure) lay(total []lane, there map[string]presence) *sums {
	byInstance, read, order := map[string][]cell{}, map[string][]cell{}, []string(nil)
	for _, l := range total {
		if _, ok := byInstance[l.instance]; !ok {
			order = append(order, l.instance)
		}
		spans := m.spans(l, there)
		byInstance[l.instance] = union(byInstance[l.instance], spans)
		read[l.instance] = union(read[l.instance], readings(spans))
	}
	g := newSums(order, byInstance, read)
	for _, l := range total {
		overlay(g.cells, m.spans(l, there), func(i int, s span, share, seconds float64) {
			g.total[i] += s.v * share
			g.seen[i] += seconds
			if s.assumed {
				g.assumed[i] += s.v * share
				g.filled[i] += seconds
			}
		})
	}
	return g
}

// readings keeps the stretches that a reading ends: an increase spread over a
// gap tells how much happened, not that anybody reported.
func readings(spans []span) []span {
	silent := func(s span) bool { return s.assumed && !s.read }
	if !slices.ContainsFunc(spans, silent) {
		return spans
	}
	return slices.DeleteFunc(slices.Clone(spans), silent)
}

// newSums lays out the grid and how much of it each instance reported (read),
// of the time between its own first and last sample.
func newSums(order []string, byInstance, read map[string][]cell) *sums {
	var all []cell
	for _, instance := range order {
		all = union(all, spansOf(byInstance[instance]))
	}
	g := &sums{cells: grid(all)}
	n := len(g.cells)
	for _, column := range []*[]float64{&g.total, &g.other, &g.covered, &g.told, &g.reporting, &g.alive, &g.assumed, &g.filled, &g.seen} {
		*column = make([]float64, n)
	}
	for _, instance := range order {
		own := grid(byInstance[instance])
		if len(own) == 0 {
			continue
		}
		overlay(g.cells, spansOf(own), func(i int, _ span, _, seconds float64) { g.told[i] += seconds })
		overlay(g.cells, spansOf(grid(read[instance])), func(i int, _ span, _, seconds float64) { g.reporting[i] += seconds })
		life := []span{{start: own[0].start, end: own[len(own)-1].end}}
		overlay(g.cells, life, func(i int, _ span, _, seconds float64) { g.alive[i] += seconds })
	}
	return g
}

// beside sums the good or bad events on the total's grid.
func (m *measure) beside(g *sums, other []lane, there map[string]presence) {
	var all []cell
	for _, l := range other {
		spans := m.spans(l, there)
		all = union(all, spans)
		overlay(g.cells, spans, func(i int, s span, share, _ float64) { g.other[i] += s.v * share })
	}
	cells := grid(all)
	overlay(g.cells, spansOf(cells), func(i int, _ span, _, seconds float64) { g.covered[i] += seconds })
	m.orphans(g.cells, cells)
}

// orphans notes cells of good or bad events with no total beside them.
func (m *measure) orphans(total, other []cell) {
	i, n, first := 0, 0, int64(0)
	for _, c := range other {
		for i < len(total) && total[i].end <= c.start {
			i++
		}
		if i < len(total) && total[i].start < c.end {
			continue
		}
		if n++; n == 1 {
			first = c.start
		}
		m.note(c.start, orphan)
	}
	if n > 0 {
		m.diags.Warnf(m.secondPos(), "slo-orphan", "export both over the same time",
			"SLO %s: %d %s no total beside %s, first at %s; left out", m.slo.ID, n, plural(n, "sample has", "samples have"), plural(n, "it", "them"), instant(first))
	}
}

// secondPos is the place of the good or bad selector.
func (m *measure) secondPos() diag.Pos {
	if m.slo.Good.Text != "" {
		return m.slo.Good.Pos
	}
	return m.slo.Bad.Pos
}

// Shares and sums that are meant to be whole are compared with this slack.
const slack = 1e-9

// judge turns the sums into samples: what an absent series means, and that no
// more events fail or succeed than there are.
func (m *measure) judge(g *sums, isGood, same bool) []slo.Sample {
	absentIsZero := m.slo.Absent == "zero" || m.slo.Absent == "" && same
	out := make([]slo.Sample, 0, len(g.cells))
	clampedAt, n := int64(0), 0
	for i, c := range g.cells {
		s := slo.Sample{Start: c.start, End: c.end, Total: g.total[i], Coverage: g.reporting[i] / g.alive[i], Assumed: g.share(i)}
		s.Filled = (g.told[i] - g.reporting[i]) / g.alive[i]
		there := g.covered[i] / c.seconds()
		if there < 1-slack {
			m.note(c.start, absentBad)
			if !absentIsZero {
				if there <= slack {
					continue
				}
				s.Total *= there
				s.Coverage *= there
				s.Filled *= there
			}
		}
		if g.other[i] > s.Total*(1+slack)+slack {
			if n++; n == 1 {
				clampedAt = c.start
			}
			m.note(c.start, clamped)
		}
		s.Bad = min(g.other[i], s.Total)
		if isGood {
			s.Bad = s.Total - s.Bad
		}
		out = append(out, s)
	}
	if n > 0 {
		m.tooMany(isGood, n, clampedAt)
	}
	return out
}

// share is the part of a cell's events that was placed by assumption.
func (g *sums) share(i int) float64 {
	switch {
	case g.filled[i] == 0:
		return 0
	case g.total[i] > 0:
		return min(1, g.assumed[i]/g.total[i])
	default:
		return g.filled[i] / g.seen[i]
	}
}

func (m *measure) tooMany(isGood bool, n int, first int64) {
	word := "bad"
	if isGood {
		word = "good"
	}
	m.diags.Warnf(m.secondPos(), "slo-exceeds-total", "check that the selectors count the same events",
		"SLO %s: %d %s more %s events than events, first at %s; cut to the total", m.slo.ID, n,
		plural(n, "sample has", "samples have"), word, instant(first))
}

package metrics

import (
	"math"
	"slices"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/slo"
)

// ruler divides local days evenly into slices.
type ruler struct {
	zone       *time.Location
	length     int64
	start, end int64 // of the day last asked for
	n          int64 // slices in it
}

// at is the slice that holds an instant.
func (r *ruler) at(t int64) cell {
	if t < r.start || t >= r.end {
		r.day(t)
	}
	long := r.end - r.start
	k := (t - r.start) * r.n / long
	for r.start+long*(k+1)/r.n <= t {
		k++
	}
	return cell{r.start + long*k/r.n, r.start + long*(k+1)/r.n}
}

// day finds the local day that holds an instant. A day of 23 or 25 hours has
// as many slices as come nearest to their length.
func (r *ruler) day(t int64) {
	y, mo, d := time.Unix(t, 0).In(r.zone).Date()
	midnight := func(d int) int64 { return time.Date(y, mo, d, 0, 0, 0, 0, r.zone).Unix() }
	for midnight(d) > t { // a zone whose clocks change at midnight
		d--
	}
	for midnight(d+1) <= t {
		d++
	}
	r.start, r.end = midnight(d), midnight(d+1)
	r.n = max(1, (r.end-r.start+r.length/2)/r.length)
}

// slab is an underlying sample: what adds up over its time, and how much of it
// was covered.
type slab struct {
	cell
	a, b, assumed    float64
	coverage, filled float64
}

// slice is what the slabs tell of one slice.
type slice struct {
	cell
	a, b, assumed            float64
	seconds, covered, filled float64
}

// fold lays slabs, sorted and free of overlap, on slices. Slices that no slab
// meets are left out.
func fold(slabs []slab, r *ruler) []slice {
	var out []slice
	for _, s := range slabs {
		for t := s.start; t < s.end; {
			c := r.at(t)
			if n := len(out); n == 0 || out[n-1].cell != c {
				out = append(out, slice{cell: c})
			}
			end := min(c.end, s.end)
			shared := float64(end - t)
			share := shared / s.seconds()
			x := &out[len(out)-1]
			x.a, x.b, x.assumed = x.a+s.a*share, x.b+s.b*share, x.assumed+s.assumed*share
			x.seconds, x.covered = x.seconds+shared, x.covered+shared*s.coverage
			x.filled += shared * s.filled
			t = end
		}
	}
	return out
}

// sample is the slice as a sample of one event, or of none.
func (s slice) sample(counted, good bool) slo.Sample {
	out := slo.Sample{Start: s.start, End: s.end, Coverage: min(1, s.covered/s.cell.seconds()), Filled: min(1, s.filled/s.cell.seconds())}
	if counted {
		out.Total = 1
		if !good {
			out.Bad = 1
		}
	}
	return out
}

// ruler makes the objective's slices.
func (m *measure) ruler() (*ruler, bool) {
	if m.slo.Slice < time.Second {
		m.diags.Errorf(m.slo.Pos, "slo-slice", `write it like slice = "5m"`, "SLO %s has no length of a time slice", m.slo.ID)
		return nil, false
	}
	return &ruler{zone: m.opts.Location, length: seconds(m.slo.Slice)}, true
}

// coarse warns when underlying samples are longer than a slice, so that one
// decides several.
func (m *measure) coarse(cells []cell, r *ruler) {
	for _, c := range cells {
		if c.end-c.start > r.length && c.end-c.start > r.at(c.start).end-r.at(c.start).start {
			m.diags.Warnf(m.slo.Pos, "slo-coarse", "choose a longer slice or export with a shorter step",
				"SLO %s: samples of %s, first at %s, are too coarse for slices of %s; each decides several", m.slo.ID,
				time.Duration(c.end-c.start)*time.Second, instant(c.start), m.slo.Slice)
			return
		}
	}
}

// eventSlices makes slices that are good when enough of their events are.
func (m *measure) eventSlices() bool {
	r, ok := m.ruler()
	samples, ok2 := m.events()
	if !ok || !ok2 {
		return false
	}
	slabs := make([]slab, len(samples))
	cells := make([]cell, len(samples))
	for i, s := range samples {
		cells[i] = cell{s.Start, s.End}
		slabs[i] = slab{cell: cells[i], a: s.Total, b: s.Bad, assumed: s.Assumed * s.Total, coverage: s.Coverage, filled: s.Filled}
	}
	m.coarse(cells, r)
	m.track.Samples = nil
	for _, s := range fold(slabs, r) {
		m.track.Samples = append(m.track.Samples, m.eventSlice(s))
	}
	return true
}

func (m *measure) eventSlice(s slice) slo.Sample {
	if s.a <= 0 {
		return s.sample(m.slo.Empty != "", m.slo.Empty == "good")
	}
	out := s.sample(true, (s.a-s.b)/s.a >= m.slo.SliceTarget-1e-12)
	out.Assumed = min(1, s.assumed/s.a)
	return out
}

// valueSlices makes slices that are good when the mean of a gauge over them is
// on the right side of a threshold.
func (m *measure) valueSlices() bool {
	r, ok := m.ruler()
	compare, ok2 := m.comparison()
	if m.slo.Kind != config.KindInferred && m.slo.Kind != config.KindGauge {
		m.diags.Warnf(m.slo.Value.Pos, "slo-kind", "leave kind out", "SLO %s: a value is judged as a gauge, not as a %s", m.slo.ID, m.slo.Kind)
	}
	lanes, ok3 := m.pick(m.slo.Value, "value", true)
	if !ok || !ok2 || !ok3 {
		return false
	}
	m.track.Kind = config.KindGauge
	slabs := m.combine(lanes)
	cells := make([]cell, len(slabs))
	for i, s := range slabs {
		cells[i] = s.cell
	}
	m.bounds(cells)
	m.coarse(cells, r)
	for _, s := range fold(slabs, r) {
		m.track.Samples = append(m.track.Samples, s.sample(true, compare(s.a/s.seconds, m.slo.Threshold)))
	}
	return true
}

// comparison is the objective's op. A mean is a quotient of sums, so values
// that differ by rounding only count as equal.
func (m *measure) comparison() (func(v, threshold float64) bool, bool) {
	op := m.slo.Op
	if !slices.Contains([]string{"<=", "<", ">=", ">"}, op) {
		m.diags.Errorf(m.slo.Pos, "slo-op", `write op = "<=", "<", ">=" or ">"`, "SLO %s: %s is not a comparison", m.slo.ID, quote(op))
		return nil, false
	}
	return func(v, t float64) bool {
		switch {
		case math.Abs(v-t) <= slack*math.Max(math.Abs(v), math.Abs(t)):
			return len(op) == 2
		case op[0] == '<':
			return v < t
		default:
			return v > t
		}
	}, true
}

// combine lays gauges on one grid and makes one value of them: their sum,
// maximum, minimum or mean over the series that are there. A slab's a is the
// value times its seconds.
func (m *measure) combine(lanes []lane) []slab {
	byInstance, order := map[string][]cell{}, []string(nil)
	for _, l := range lanes {
		if _, ok := byInstance[l.instance]; !ok {
			order = append(order, l.instance)
		}
		byInstance[l.instance] = union(byInstance[l.instance], m.spans(l, nil))
	}
	g := newSums(order, byInstance, byInstance)
	into := combiner(m.slo.Combine)
	n, mean, told := make([]int, len(g.cells)), make([]float64, len(g.cells)), make([]float64, len(g.cells))
	for _, l := range lanes {
		clear(mean)
		clear(told)
		overlay(g.cells, m.spans(l, nil), func(i int, s span, _, shared float64) {
			mean[i], told[i] = mean[i]+s.v*shared, told[i]+shared
		})
		for i, shared := range told {
			if shared > 0 {
				g.total[i] = into(g.total[i], mean[i]/shared, n[i])
				n[i]++
			}
		}
	}
	out := make([]slab, len(g.cells))
	for i, c := range g.cells {
		v := g.total[i]
		if m.slo.Combine == "mean" {
			v /= float64(n[i])
		}
		out[i] = slab{cell: c, a: v * c.seconds(), coverage: g.reporting[i] / g.alive[i]}
	}
	return out
}

// combiner adds the value v to what n values gave so far.
func combiner(how string) func(so, v float64, n int) float64 {
	switch how {
	case "max":
		return func(so, v float64, n int) float64 { return choose(n == 0, v, math.Max(so, v)) }
	case "min":
		return func(so, v float64, n int) float64 { return choose(n == 0, v, math.Min(so, v)) }
	default:
		return func(so, v float64, _ int) float64 { return so + v }
	}
}

func choose(first bool, a, b float64) float64 {
	if first {
		return a
	}
	return b
}

package metrics

import (
	"cmp"
	"slices"

	"quarterdeck/generator/config"
)

// span is what one series tells of one stretch [start, end): a number of
// events, or a gauge's value.
type span struct {
	start, end int64
	v          float64
	// assumed: an increase that was spread evenly over a gap; read: a reading
	// ends the stretch all the same, the last of the gap's.
	assumed, read bool
}

// reading is one point with what is known of its file.
type reading struct {
	t     int64
	v     float64
	step  int64
	piece int // its place in the order of paths
	atEnd bool
}

// terms are what an objective states about its series.
type terms struct {
	kind  config.Kind
	stamp config.Stamp
	step  int64
}

// readings joins the pieces of a series into buf, sorted by stamp. Negative values are
// left out, and noted, unless they are meant.
func (s *Series) readings(buf []reading, t terms, negatives bool, note func(t int64, what flaw)) []reading {
	n := 0
	for _, p := range s.pieces {
		n += len(p.points)
	}
	out := slices.Grow(buf[:0], n)
	sorted := true
	for i, p := range s.pieces {
		stamp, step := p.stamp, p.step
		if t.stamp != config.StampFormat {
			stamp = t.stamp
		}
		if t.step > 0 {
			step = t.step
		}
		for _, pt := range p.points {
			if pt.V < 0 && !negatives {
				note(pt.T, negative)
				continue
			}
			sorted = sorted && (len(out) == 0 || out[len(out)-1].t <= pt.T)
			out = append(out, reading{t: pt.T, v: pt.V, step: step, piece: i, atEnd: stamp == config.StampEnd})
		}
	}
	if !sorted {
		slices.SortStableFunc(out, func(a, b reading) int { return cmp.Or(cmp.Compare(a.t, b.t), cmp.Compare(a.piece, b.piece)) })
	}
	return out
}

// intervals gives each reading of increments or of a gauge the stretch it is
// about: one step from its stamp on, or up to it. A neighbour that lies up to
// one and a half steps away (in another file: of the same step, and nearly one
// away) is taken as the other end, so that jitter, and days of 23 or 25 hours,
// leave no holes. Readings of different files that still meet are settled for
// the later path.
func intervals(rs []reading) []span {
	out := make([]span, 0, len(rs))
	from := make([]int, 0, len(rs)) // the piece of each span
	for i, r := range rs {
		if r.step <= 0 {
			continue
		}
		s := span{start: r.t, end: r.t + r.step, v: r.v}
		if r.atEnd {
			s.start, s.end = r.t-r.step, r.t
			if i > 0 && rs[i-1].atEnd {
				s.start = snap(r, rs[i-1], s.start, r.t-rs[i-1].t)
			}
		} else if i+1 < len(rs) && !rs[i+1].atEnd {
			s.end = snap(r, rs[i+1], s.end, rs[i+1].t-r.t)
		}
		if s.end <= s.start {
			continue
		}
		out, from = place(out, from, s, r.piece)
	}
	return out
}

// snap is the far end of a reading's stretch, given its neighbour there.
func snap(r, neighbour reading, end, away int64) int64 {
	own := r.piece == neighbour.piece
	near := own || r.step == neighbour.step && 10*away >= 9*r.step
	if near && 2*away <= 3*r.step {
		return neighbour.t
	}
	return end
}

// place appends a span unless one of a later path stands there already; those
// of earlier paths give way.
func place(out []span, from []int, s span, piece int) ([]span, []int) {
	n := len(out)
	for ; n > 0 && out[n-1].end > s.start; n-- {
		if from[n-1] >= piece {
			return out, from
		}
	}
	return append(out[:n], s), append(from[:n], piece)
}

// presence is when the instance of a series was read at all, sorted: other
// series of the same instance included.
type presence []int64

// before is the last instant before t at which the instance was there.
func (p presence) before(t int64) (int64, bool) {
	i, _ := slices.BinarySearch(p, t)
	if i == 0 {
		return 0, false
	}
	return p[i-1], true
}

// increments turns a counter's readings into what it counted between them. A
// reading below the one before is a restart from zero. Over a gap the increase
// lies evenly, by assumption. The first reading counts from zero when the
// instance was there before it, else it only sets the base.
func increments(rs []reading, there presence, note func(t int64, what flaw)) []span {
	if len(rs) == 0 {
		return nil
	}
	out := make([]span, 0, len(rs))
	first := rs[0]
	if since, ok := there.before(first.t); ok {
		note(first.t, newSeries)
		out = spread(out, since, first, first.step, first.v)
	}
	for i := 1; i < len(rs); i++ {
		prev, r := rs[i-1], rs[i]
		if r.t == prev.t { // of two files; the later path stands behind
			continue
		}
		gain := r.v - prev.v
		if gain < 0 {
			note(r.t, reset)
			gain = r.v
		}
		out = spread(out, prev.t, r, max(prev.step, r.step), gain)
	}
	return out
}

// maxFill is the most parts that one gap is cut into.
const maxFill = 1 << 18

// spread appends the gain between two readings, cut into steps when it spans
// more than one and a half.
func spread(out []span, since int64, r reading, step int64, gain float64) []span {
	long := r.t - since
	if step <= 0 || 2*long <= 3*step {
		return append(out, span{start: since, end: r.t, v: gain})
	}
	n := min((long+step/2)/step, maxFill)
	for k := range n {
		out = append(out, span{start: since + long*k/n, end: since + long*(k+1)/n, v: gain / float64(n), assumed: true, read: k == n-1})
	}
	return out
}

package chart

import (
	"math"
	"sort"
	"strings"
)

// The placer lays labels out for three ranges of width, so that no two touch
// at any width of a range. Places are a fraction of the width plus px, so the
// gap between two boxes changes linearly with 1/width: it is open within a range
// when it is open, on the same side, at both of its ends.

// Costs of covering things. A label below Must is left out from limit on.
const (
	costGrid   = 2
	costDashed = 6
	costRule   = 14
	costLimit  = 30
	costCurve  = 40
	costMark   = 60
)

// anchor is a place a label may belong to, with the px to keep clear around it.
type anchor struct {
	x, y  float64
	clear float64
}

// beforeLeader is how far to the side a label may move without a leader line.
const beforeLeader = 60.0

// request is one label to lay out. Its anchors are tried in order.
type request struct {
	label   Label
	anchors []anchor
	order   []direction
	leaders bool // may stand away from its mark with a leader line
	quiet   bool // its leader line is not drawn: what it belongs to is plain
	stays   bool // never stands away, not even when it must be shown
	href    string
}

// direction is where a label stands relative to its anchor: -1, 0, 1 each.
type direction struct{ h, v int8 }

// around is the order of directions for free-standing marks.
func around() []direction {
	return []direction{{1, 0}, {-1, 0}, {0, -1}, {0, 1}, {1, -1}, {-1, -1}, {1, 1}, {-1, 1}}
}

// onCurve prefers the corners, where a falling line leaves room.
func onCurve() []direction {
	return []direction{{1, -1}, {-1, 1}, {1, 1}, {-1, -1}, {1, 0}, {-1, 0}, {0, -1}, {0, 1}}
}

// spot is a place found for a label at one width.
type spot struct {
	ok     bool
	at     anchor
	dx     float64 // px from the anchor's x to the text's anchor point
	y      float64 // baseline of the first line
	align  string  // "", "am", "ae"
	lines  []Text
	box    box
	leader box  // zero: none
	bare   bool // without an outline, on a tinted area
	cost   int
}

// placer holds what labels must keep off, per width class where it differs.
type placer struct {
	top, bottom float64
	marks       []box
	fixed       [widthClasses][]box // text already drawn
	curves      []curve
	tint        *tint // a filled area, on which text needs no outline
	placed      [widthClasses][]box
	leaders     [widthClasses][]box
}

// tint is the area between a horizontal base and a curve below it.
type tint struct {
	curve curve
	base  float64
}

// holds reports whether a box lies on the area at every width of the class.
func (a *tint) holds(b box, w widthClass) bool {
	if a == nil || b.top < a.base {
		return false
	}
	b.bottom += 400 // the curve must run below the box, not through it or above
	below := a.curve.meets(b, w)
	b.bottom -= 400
	above := box{b.x, b.a, b.b, b.top - 400, b.bottom}
	return below && !a.curve.meets(above, w)
}

// mark keeps a circle around a place free.
func (p *placer) mark(x, y, r float64) {
	p.marks = append(p.marks, box{x, -r, r, y - r, y + r})
}

// keep reserves the place of text that is drawn without the placer.
func (p *placer) keep(m mask, b box) {
	for w := range widthClasses {
		if m&(1<<w) != 0 {
			p.fixed[w] = append(p.fixed[w], b)
		}
	}
}

// layout finds a spot at each width for each request, larger priorities first
// and equal ones in the order given. The result is indexed like the requests.
func (p *placer) layout(reqs []request) [][widthClasses]spot {
	order := make([]int, len(reqs))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool {
		return reqs[order[a]].label.Priority > reqs[order[b]].label.Priority
	})
	spots := make([][widthClasses]spot, len(reqs))
	for w := wide; ; w-- {
		for _, i := range order {
			hint := spot{}
			if w < wide {
				hint = spots[i][w+1]
			}
			s := p.find(&reqs[i], w, hint)
			if s.ok {
				p.placed[w] = append(p.placed[w], s.box)
				if s.leader != (box{}) {
					p.leaders[w] = append(p.leaders[w], s.leader)
				}
			}
			spots[i][w] = s
		}
		if w == narrow {
			return spots
		}
	}
}

// find returns the cheapest spot for a label, first the one it had in the next
// wider class, so that one element often serves for several.
func (p *placer) find(r *request, w widthClass, hint spot) spot {
	must := r.label.Priority >= Must
	if hint.ok && hint.cost < costRule && p.fits(hint, w) && p.cost(hint, w) <= hint.cost {
		return hint
	}
	best := spot{cost: costLimit}
	if must {
		best.cost = math.MaxInt
	}
	for _, lines := range variants(r.label.Lines, w) {
		b := newBlock(lines)
		p.near(r, w, &b, &best)
		if best.ok && best.cost < costRule {
			return best
		}
		if !r.stays && (r.leaders || must) {
			p.far(r, w, &b, &best, must)
		}
		if best.ok {
			return best
		}
	}
	return best
}

// variants returns the lines to try: all of them, then without the optional
// ones, then shorter, each cut to the width's longest line.
func variants(lines []Text, w widthClass) [][]Text {
	all := make([]Text, 0, len(lines))
	var few []Text
	for _, t := range lines {
		if t.Text == "" {
			continue
		}
		t.Text = shorten(t.Text, t.Bold, t.Large, w.longest())
		all = append(all, t)
		if !t.Optional {
			few = append(few, t)
		}
	}
	if len(all) == 0 {
		return nil
	}
	out := [][]Text{all}
	if len(few) < len(all) && len(few) > 0 {
		out = append(out, few)
	}
	if short, ok := shorter(out[len(out)-1], w.longest()*.6); ok {
		out = append(out, short)
	}
	return out
}

// shorter cuts the lines again; false when they are short already.
func shorter(lines []Text, limit float64) ([]Text, bool) {
	out, cut := make([]Text, len(lines)), false
	for i, t := range lines {
		long := t.Text
		t.Text = shorten(strings.TrimSuffix(long, "…"), t.Bold, t.Large, limit)
		cut = cut || t.Text != long
		out[i] = t
	}
	return out, cut
}

// near tries the directions right beside each anchor.
func (p *placer) near(r *request, w widthClass, b *block, best *spot) {
	for _, a := range r.anchors {
		for _, d := range r.order {
			if p.try(newSpot(a, d, 0, b), w, 0, best) {
				return
			}
		}
	}
}

// far tries the directions at growing distance, with a leader line back to
// the anchor. A label that must appear may go anywhere above or below it.
func (p *placer) far(r *request, w widthClass, b *block, best *spot, must bool) {
	limit := 76.0
	if must {
		limit = p.bottom - p.top
	}
	for dist := 14.0; dist <= limit; dist += 14 {
		for _, a := range r.anchors {
			for _, d := range r.order {
				if d.v == 0 && (!must || dist > beforeLeader) {
					continue
				}
				if p.try(newSpot(a, d, dist, b), w, 1, best) {
					return
				}
			}
		}
	}
}

// try keeps the spot when it fits and beats the best; it reports whether the
// search can end.
func (p *placer) try(s spot, w widthClass, extra int, best *spot) bool {
	if !p.fits(s, w) {
		return false
	}
	s.cost = p.cost(s, w) + extra
	if s.cost < best.cost {
		s.ok = true
		*best = s
	}
	return s.cost == extra
}

// fits reports whether the spot lies on the canvas and meets no other text.
func (p *placer) fits(s spot, w widthClass) bool {
	if !s.box.inside(w, p.top, p.bottom) {
		return false
	}
	return p.clear(s.box, w) && (s.leader == box{} || p.clear(s.leader, w))
}

func (p *placer) clear(b box, w widthClass) bool {
	for _, q := range p.placed[w] {
		if !b.apart(q, w) {
			return false
		}
	}
	for _, q := range p.fixed[w] {
		if !b.apart(q, w) {
			return false
		}
	}
	for _, q := range p.leaders[w] {
		if !b.apart(q, w) {
			return false
		}
	}
	return true
}

// cost adds up what the label would cover.
func (p *placer) cost(s spot, w widthClass) int {
	sum := 0
	for _, m := range p.marks {
		if !s.box.apart(m, w) || s.leader != (box{}) && !s.leader.apart(m, w) {
			sum += costMark
		}
	}
	for _, k := range p.curves {
		if k.meets(s.box, w) {
			sum += k.cost
		}
	}
	return sum
}

package chart

import "math"

// Sizes of text in px: distance between lines, and a line's reach above and
// below its baseline.
const (
	pitch      = 15.0
	pitchLarge = 17.0
	ascent     = 10.0
	descent    = 3.5
	beside     = 5.0 // from a mark's edge to its label
)

func (t Text) pitch() float64 {
	if t.Large {
		return pitchLarge
	}
	return pitch
}

func (t Text) ascent() float64 {
	if t.Large {
		return ascent * 1.25
	}
	return ascent
}

// blockSize returns the width and height of lines of text.
func blockSize(lines []Text) (w, h float64) {
	for i, t := range lines {
		w = math.Max(w, t.width())
		if i == 0 {
			h = t.ascent() + descent
		} else {
			h += t.pitch()
		}
	}
	return w, h
}

// block is lines of text with the size they take, px.
type block struct {
	lines []Text
	w, h  float64
}

func newBlock(lines []Text) block {
	w, h := blockSize(lines)
	return block{lines, w, h}
}

// newSpot builds the spot of lines that stand in direction d of an anchor, dist
// px further away than necessary; a distance brings a leader line.
func newSpot(a anchor, d direction, dist float64, b *block) spot {
	w, h := b.w, b.h
	s := spot{at: a, lines: b.lines}
	left := s.alignH(d, a.clear, dist, w)
	if d.v == 0 {
		dist = 0
	}
	top := a.y - h/2
	switch gap := a.clear + dist; {
	case d.v < 0 && d.h != 0 && dist == 0:
		top = a.y - math.Max(a.clear*.4, 3) - h
	case d.v > 0 && d.h != 0 && dist == 0:
		top = a.y + math.Max(a.clear*.4, 3)
	case d.v < 0:
		top = a.y - gap - 3 - h
	case d.v > 0:
		top = a.y + gap + 3
	}
	s.y = top + b.lines[0].ascent()
	s.box = box{a.x, left - 1, left + w + 1, top, top + h}
	if dist > 0 {
		s.leader = leaderBox(a, d, top, top+h)
	}
	return s
}

// alignH sets the text anchor and returns the block's left side, px from the
// anchor's x.
func (s *spot) alignH(d direction, clear, dist, w float64) float64 {
	gap := clear + beside
	if d.v == 0 {
		gap += dist
	} else if dist > 0 {
		gap = 2 // above or below a leader line the text begins near its end
	}
	switch d.h {
	case 1:
		s.dx = gap
		return gap
	case -1:
		s.align, s.dx = "ae", -gap
		return -gap - w
	}
	s.align = "am"
	return -w / 2
}

// leaderBox returns the upright line from the mark's edge to the label.
func leaderBox(a anchor, d direction, top, bottom float64) box {
	b := box{x: a.x, a: -.5, b: .5}
	if d.v < 0 {
		b.top, b.bottom = bottom-1, a.y-a.clear
	} else {
		b.top, b.bottom = a.y+a.clear, top+2
	}
	return b
}

// same reports whether two spots can be one element.
func (s *spot) same(o *spot) bool {
	if s.ok != o.ok || s.at != o.at || s.dx != o.dx || s.y != o.y || s.align != o.align || len(s.lines) != len(o.lines) {
		return false
	}
	for i := range s.lines {
		if s.lines[i] != o.lines[i] {
			return false
		}
	}
	return true
}

// labels lays the requests out and draws them on the front layer.
func (c *canvas) labels(p *placer, reqs []request) {
	if len(reqs) == 0 {
		return
	}
	c.at = front
	for i, spots := range p.layout(reqs) {
		var done mask
		for w := range widthClass(widthClasses) {
			if !spots[w].ok || done&(1<<w) != 0 {
				continue
			}
			m := mask(1 << w)
			for v := w + 1; v < widthClasses; v++ {
				if spots[w].same(&spots[v]) {
					m |= 1 << v
				}
			}
			done |= m
			if reqs[i].quiet {
				spots[w].leader = box{}
			}
			spots[w].bare = p.tint.holds(spots[w].box, w)
			c.label(&spots[w], m, reqs[i].href)
		}
	}
}

// label draws one spot, once for each class that the set of widths needs.
func (c *canvas) label(s *spot, m mask, href string) {
	for _, class := range maskClasses(m) {
		if class != "" {
			c.raw(`<g class="`)
			c.raw(class)
			c.raw(`">`)
		}
		link := c.open(href, "")
		if s.leader != (box{}) {
			c.line("ld", s.at.x, s.leader.top, s.at.x, s.leader.bottom)
		}
		y := s.y
		for i, t := range s.lines {
			if i > 0 {
				y += t.pitch()
			}
			c.text(t.class(s.align, s.bare), s.at.x, y, s.dx, t.Text)
		}
		if link {
			c.raw("</a>")
		}
		if class != "" {
			c.raw("</g>")
		}
	}
}

// class returns the classes of a line of label text.
func (t Text) class(align string, bare bool) string {
	b, lg, muted, halo := "", "", "", "halo"
	if bare {
		halo = ""
	}
	if t.Bold {
		b = "b"
	}
	if t.Large {
		lg = "lg"
	}
	tone := t.Tone.textClass()
	if t.Muted && tone == "" {
		muted = "s2"
	}
	return classes(b, lg, halo, tone, muted, align)
}

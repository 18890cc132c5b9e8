package chart

import (
	"math"
	"strings"
)

// History is one point per quarter against an objective: met ●, missed ▲, no
// data dashed. With Connect the points are joined, as a trend.
type History struct {
	Points     []Past
	Objectives []Rule  // the first is the one points are joined to by stems
	Min, Max   float64 // both 0: from the data and the objectives
	Connect    bool
	Tone       Tone // of the joining line
	Format     Format
}

// Past is one quarter. NaN is no data.
type Past struct {
	Label     string
	Group     string // the year
	Value     float64
	Text      string
	Tone      Tone     // OK met, Over missed, Risk barely; Ink for a plain trend
	Objective *float64 // the objective then, when it was another
	Bold      bool
	Href      string
}

// Room for values over the highest and under the lowest point, px.
const (
	historyTop    = 30.0
	historyBottom = 24.0
)

func (h *History) height() int { return 184 }

func (h *History) scale() (float64, float64) {
	if h.Max > h.Min {
		return h.Min, h.Max
	}
	lo, hi := noExtent()
	for _, p := range h.Points {
		lo, hi = extent(lo, hi, p.Value)
		if p.Objective != nil {
			lo, hi = extent(lo, hi, *p.Objective)
		}
	}
	for _, r := range h.Objectives {
		lo, hi = extent(lo, hi, r.At)
	}
	return orUnit(lo, hi)
}

func (h *History) categories() categories {
	k := categories{n: len(h.Points)}
	if len(h.Objectives) > 0 {
		w := 0.0
		for _, r := range h.Objectives {
			w = math.Max(w, math.Max(textWidth(r.Label, true, false), textWidth(r.Sub, false, false)))
		}
		lo, _ := narrow.limits()
		k.to = 1 - math.Min((w+6)/lo, .3)
	}
	widest := 0.0
	for _, p := range h.Points {
		k.add(p.Label, p.Group, p.Bold)
		widest = math.Max(widest, textWidth(h.text(p), p.Bold, false))
	}
	// The values printed on the outer points must fit on the canvas.
	lo, _ := narrow.limits()
	over := math.Max(0, (widest/2+3)/lo-k.step()/2)
	k.from = over
	if k.to == 0 {
		k.to = 1 - over
	}
	return k
}

func (h *History) draw(c *canvas) {
	lo, hi := h.scale()
	cats := h.categories()
	y := newSpan(lo, hi, float64(c.h)-cats.height()-historyBottom, historyTop)
	p := &placer{top: 0, bottom: float64(c.h) - cats.height()}
	var reqs []request
	for _, r := range h.Objectives {
		at := y.at(r.At)
		c.at = back
		c.hline(ruleClass(r, "ax"), at)
		p.curves = append(p.curves, flat(at, costLimit))
		h.objectiveLabel(c, p, r, at)
	}
	h.join(c, &cats, y, p)
	for i, q := range h.Points {
		reqs = append(reqs, h.point(c, p, q, cats.at(i), y))
	}
	c.labels(p, reqs)
	cats.draw(c)
}

// objectiveLabel stands at the right end, value above the rule, note below.
func (h *History) objectiveLabel(c *canvas, p *placer, r Rule, y float64) {
	c.at = front
	c.text(classes("b ae halo", r.Tone.textClass()), 1, y-6, 0, r.Label)
	w := textWidth(r.Label, true, false) + 4
	p.keep(everyWidth, box{1, -w, 0, y - 17, y - 2})
	if r.Sub != "" {
		c.text("s2 ae halo", 1, y+14, 0, r.Sub)
		w = textWidth(r.Sub, false, false) + 4
		p.keep(everyWidth, box{1, -w, 0, y + 3, y + 18})
	}
}

// join draws the trend through the points.
func (h *History) join(c *canvas, cats *categories, y span, p *placer) {
	if !h.Connect {
		return
	}
	k := curve{cost: costCurve}
	ps := make([]Point, len(h.Points))
	for i, q := range h.Points {
		ps[i] = Point{cats.at(i), q.Value}
		k.xs = append(k.xs, cats.at(i))
		v := math.NaN()
		if !missing(q.Value) {
			v = y.at(q.Value)
		}
		k.ys = append(k.ys, v)
	}
	u := plotScale{newSpan(0, 1, 0, 1000), newSpan(y.lo, y.hi, 1000, 0)}
	c.at = front
	c.openPlot(y.to, y.from-y.to)
	c.path("gap", gapPath(ps, u))
	c.path("s-"+h.Tone.name(), polyline(ps, u))
	c.raw("</svg>")
	p.curves = append(p.curves, k)
}

// point draws one quarter and asks for its value's place.
func (h *History) point(c *canvas, p *placer, q Past, x float64, y span) request {
	target, has := h.target(q)
	at := y.at(q.Value)
	if missing(q.Value) {
		at = (y.from + y.to) / 2
		if has {
			at = y.at(target)
		}
	}
	if has && !missing(q.Value) && !h.Connect {
		c.at = back
		c.line("stem", x, y.at(target), x, at)
	}
	if q.Objective != nil {
		c.at = back
		c.line("tick0", x-.03, y.at(target), x+.03, y.at(target))
	}
	h.glyph(c, q, x, at)
	p.mark(x, at, 5.5)
	order := []direction{{0, -1}, {0, 1}}
	if has && q.Value < target {
		order = []direction{{0, 1}, {0, -1}}
	}
	text := Text{Text: h.text(q), Bold: q.Bold}
	if h.Connect {
		text.Tone = h.Tone
	}
	priority := 10
	if q.Bold {
		priority = Must
	}
	return request{label: Label{Lines: []Text{text}, Priority: priority}, order: order, href: q.Href,
		anchors: []anchor{{x, at, 6}}}
}

func (h *History) glyph(c *canvas, q Past, x, y float64) {
	c.at = links
	name := joinNonEmpty([]string{q.Group, q.Label, h.verdict(q)}, " ")
	link := c.open(q.Href, name)
	shape := Circle
	switch {
	case missing(q.Value):
		shape = Hollow
	case h.Connect:
	case q.Tone == Over:
		shape = Triangle
	case q.Tone == Risk:
		shape = Diamond
	}
	size := 11.0
	if h.Connect {
		size = 7
	}
	c.shape(shape, "f-"+q.Tone.name(), x, y, size, name)
	if link {
		c.raw("</a>")
	}
}

// target returns the objective that held for the quarter.
func (h *History) target(q Past) (float64, bool) {
	if q.Objective != nil {
		return *q.Objective, true
	}
	if len(h.Objectives) > 0 {
		return h.Objectives[0].At, true
	}
	return 0, false
}

func (h *History) text(q Past) string {
	if missing(q.Value) {
		return noData
	}
	if q.Text != "" {
		return q.Text
	}
	return h.Format.Text(q.Value)
}

// verdict is the value with what it means, by tone and not by comparing: the
// caller has classified the unrounded figure.
func (h *History) verdict(q Past) string {
	s := h.text(q)
	if h.Connect || missing(q.Value) {
		return s
	}
	switch q.Tone {
	case Over:
		return s + ", missed"
	case OK, Risk:
		return s + ", met"
	}
	return s
}

func (h *History) describe() string {
	var b strings.Builder
	for _, q := range h.Points {
		b.WriteString(joinNonEmpty([]string{q.Group, q.Label}, " ") + ": " + h.verdict(q) + "; ")
	}
	s := sentence(strings.TrimSuffix(b.String(), "; "))
	for _, r := range h.Objectives {
		s += " Objective " + sentence(r.Label, r.Sub)
	}
	return strings.TrimSpace(s)
}

func (h *History) table() Table {
	t := Table{Head: []string{"Quarter", "Value"}}
	if !h.Connect {
		t.Head = append(t.Head, "Verdict")
	}
	for _, q := range h.Points {
		row := []string{joinNonEmpty([]string{q.Group, q.Label}, " "), h.text(q)}
		if !h.Connect {
			row = append(row, strings.TrimPrefix(strings.TrimPrefix(h.verdict(q), h.text(q)), ", "))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

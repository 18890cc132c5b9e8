package chart

import "math"

// Line is a curve over time with gaps, rules, bands and annotated marks: the
// burn-down of a budget, above all.
type Line struct {
	X      Axis // unix seconds
	Y      Axis // its ticks become grid lines with labels inside the plot
	Series []Series
	Area   *Area
	Rules  []Rule  // across the plot: an objective, zero
	Guides []Guide // dashed reference lines
	Bands  []Band  // stretches of time
	Marks  []Mark
	End    Label // beside the last point of the first series
}

// Series is one curve. Points ascend in X; a NaN y is a gap, drawn dashed.
type Series struct {
	Name   string
	Points []Point
	Tone   Tone
	Thin   bool
}

// Area fills between a series and a horizontal base.
type Area struct {
	Series int // index into Line.Series
	Base   float64
	Side   Side
	Tone   Tone
}

// Side is the side of the base that an area fills.
type Side uint8

// The sides of a base.
const (
	Both Side = iota
	Above
	Below
)

// Guide is a straight dashed reference: spent evenly, on course.
type Guide struct {
	From, To Point
	Label    Label
}

// Band is a stretch of time, such as an incident's impact window.
type Band struct {
	X0, X1 float64
	Name   string // accessible name and tooltip
	Label  Label
	Tone   Tone
	Href   string
}

// Mark is an annotated place. A NaN y is taken from the first series.
type Mark struct {
	X, Y  float64
	Shape Shape
	Tone  Tone
	Name  string // accessible name and tooltip
	Label Label
	Href  string
}

const (
	lineTop    = 16.0
	lineBottom = 28.0 // axis and its labels
)

func (l *Line) height() int { return 404 }

// linePlot is a Line with its scales, while it is drawn.
type linePlot struct {
	*Line
	c    *canvas
	x, y span
	p    *placer
	reqs []request
}

func (l *Line) draw(c *canvas) {
	h := float64(c.h)
	x0, x1 := l.rangeX()
	y0, y1 := l.rangeY()
	d := &linePlot{Line: l, c: c,
		x: newSpan(x0, x1, 0, 1),
		y: newSpan(y0, y1, h-lineBottom, lineTop),
		p: &placer{top: 0, bottom: h - lineBottom - 1}}
	d.bands()
	d.grid()
	d.area()
	d.guides()
	d.rules()
	d.curves()
	d.marks()
	d.end()
	timeAxis(c, l.X.Ticks, d.x, h-lineBottom)
	c.labels(d.p, d.reqs)
}

func (l *Line) rangeX() (float64, float64) {
	if l.X.Max > l.X.Min {
		return l.X.Min, l.X.Max
	}
	lo, hi := noExtent()
	for _, s := range l.Series {
		for _, p := range s.Points {
			lo, hi = extent(lo, hi, p.X)
		}
	}
	return orUnit(lo, hi)
}

func (l *Line) rangeY() (float64, float64) {
	if l.Y.Max > l.Y.Min {
		return l.Y.Min, l.Y.Max
	}
	lo, hi := noExtent()
	for _, s := range l.Series {
		for _, p := range s.Points {
			lo, hi = extent(lo, hi, p.Y)
		}
	}
	for _, r := range l.Rules {
		lo, hi = extent(lo, hi, r.At)
	}
	return orUnit(lo, hi)
}

// orUnit replaces a range that nothing has given by 0…1.
func orUnit(lo, hi float64) (float64, float64) {
	if lo > hi {
		return 0, 1
	}
	if lo == hi {
		return lo - .5, hi + .5
	}
	return lo, hi
}

// bands shade stretches of time; those with an address can be followed.
func (d *linePlot) bands() {
	bottom := float64(d.c.h) - lineBottom
	for _, b := range d.Bands {
		if !(b.X1 >= d.x.lo && b.X0 <= d.x.hi) {
			continue
		}
		x0, x1 := clampUnit(d.x.at(b.X0)), clampUnit(d.x.at(b.X1))
		d.c.at = links
		link := d.c.open(b.Href, b.Name)
		d.c.rect(classes("band", bandTone(b.Tone)), x0, lineTop, math.Max(x1-x0, .003), bottom-lineTop, b.Name)
		if link {
			d.c.raw("</a>")
		}
		if len(b.Label.Lines) > 0 {
			mid := (x0 + x1) / 2
			d.reqs = append(d.reqs, request{label: b.Label, href: b.Href, order: []direction{{0, 1}, {1, 1}, {-1, 1}},
				anchors: []anchor{{mid, lineTop - 2, 0}, {mid, (lineTop + bottom) / 2, 0}, {mid, bottom - 22, 0}}})
		}
	}
}

func bandTone(t Tone) string {
	if t == Ink || t == Mid {
		return ""
	}
	return "band-" + t.name()
}

// grid draws the y ticks: a hair line with its label on it.
func (d *linePlot) grid() {
	for _, t := range d.Y.Ticks {
		if !d.y.in(t.At) {
			continue
		}
		y := d.y.at(t.At)
		d.c.at = back
		d.c.hline("gl", y)
		d.p.curves = append(d.p.curves, flat(y, costGrid))
		if t.Label == "" {
			continue
		}
		d.c.at = front
		d.c.text("s2 halo", 0, y-5, 0, t.Label)
		d.p.keep(everyWidth, box{0, 0, textWidth(t.Label, false, false) + 4, y - 16, y - 1})
	}
}

// area fills between a series and its base, under everything else.
func (d *linePlot) area() {
	if d.Area == nil || d.Area.Series < 0 || d.Area.Series >= len(d.Series) {
		return
	}
	path := areaPath(d.Series[d.Area.Series].Points, d.Area.Base, d.Area.Side, d.unit())
	if path == "" {
		return
	}
	d.c.at = back
	d.c.openPlot(lineTop, float64(d.c.h)-lineBottom-lineTop)
	d.c.path("a-"+d.Area.Tone.name(), path)
	d.c.raw("</svg>")
}

// unit returns the scales of the stretched curve box, 0…1000 both ways.
func (d *linePlot) unit() plotScale {
	return plotScale{newSpan(d.x.lo, d.x.hi, 0, 1000), newSpan(d.y.lo, d.y.hi, 1000, 0)}
}

func (d *linePlot) guides() {
	for _, g := range d.Guides {
		u := d.unit()
		d.c.at = back
		d.c.openPlot(lineTop, float64(d.c.h)-lineBottom-lineTop)
		d.c.path("s-da", polyline([]Point{g.From, g.To}, u))
		d.c.raw("</svg>")
		xs := []float64{d.x.at(g.From.X), d.x.at(g.To.X)}
		ys := []float64{d.y.at(g.From.Y), d.y.at(g.To.Y)}
		d.p.curves = append(d.p.curves, curve{xs, ys, costDashed})
		if len(g.Label.Lines) == 0 {
			continue
		}
		r := request{label: g.Label, order: []direction{{-1, 1}, {1, -1}, {-1, -1}, {1, 1}}}
		for _, f := range [...]float64{.82, .7, .58, .46, .34, 1} {
			r.anchors = append(r.anchors, anchor{xs[0] + f*(xs[1]-xs[0]), ys[0] + f*(ys[1]-ys[0]), 1})
		}
		d.reqs = append(d.reqs, r)
	}
}

func (d *linePlot) rules() {
	for _, r := range d.Rules {
		if !d.y.in(r.At) {
			continue
		}
		y := d.y.at(r.At)
		d.c.at = back
		d.c.hline(ruleClass(r, "tick"), y)
		d.p.curves = append(d.p.curves, flat(y, costRule))
		if r.Label != "" {
			d.reqs = append(d.reqs, ruleRequest(r, y, 1))
		}
	}
}

// ruleClass returns the line class of a rule; heavy is that of a solid one.
func ruleClass(r Rule, heavy string) string {
	switch {
	case r.Dashed:
		return "ax da"
	case r.Thin:
		return "gl"
	}
	return heavy
}

// ruleRequest asks for a rule's label above or below the rule, at its right
// end or, where that is taken, further left.
func ruleRequest(r Rule, y, right float64) request {
	lines := []Text{{Text: r.Label, Tone: r.Tone, Bold: r.Sub != "", Muted: r.Sub == ""}}
	if r.Sub != "" {
		lines = append(lines, Text{Text: r.Sub, Muted: true, Optional: true})
	}
	q := request{label: Label{Lines: lines, Priority: Must / 2}, stays: true,
		order: []direction{{-1, -1}, {-1, 1}, {1, -1}, {1, 1}}}
	for _, x := range [...]float64{right, .8, .6, .4, .25, 0} {
		a := anchor{x: x, y: y}
		if x == 0 || x == 1 {
			a.clear = 1 - beside // flush with the edge
		}
		q.anchors = append(q.anchors, a)
	}
	return q
}

// curves draws the series and makes labels keep off them.
func (d *linePlot) curves() {
	d.c.at = front
	u := d.unit()
	for i, s := range d.Series {
		d.c.openPlot(lineTop, float64(d.c.h)-lineBottom-lineTop)
		if gaps := gapPath(s.Points, u); gaps != "" {
			d.c.path("gap", gaps)
		}
		d.c.path(s.class(i), polyline(s.Points, u))
		d.c.raw("</svg>")
		d.singles(s)
		k := curve{make([]float64, len(s.Points)), make([]float64, len(s.Points)), costCurve}
		for j, p := range s.Points {
			k.xs[j], k.ys[j] = d.x.at(p.X), math.NaN()
			if !missing(p.Y) {
				k.ys[j] = d.y.at(p.Y)
			}
		}
		d.p.curves = append(d.p.curves, k)
		if d.Area != nil && d.Area.Series == i && d.Area.Side == Below {
			d.p.tint = &tint{k, d.y.at(d.Area.Base)}
		}
	}
}

// singles draws points that stand alone between gaps, which no line can show.
func (d *linePlot) singles(s Series) {
	for i, p := range s.Points {
		if missing(p.Y) || i > 0 && !missing(s.Points[i-1].Y) || i+1 < len(s.Points) && !missing(s.Points[i+1].Y) {
			continue
		}
		d.c.circle("f-"+s.Tone.name(), d.x.at(p.X), d.y.at(p.Y), 2.5, "")
	}
}

// class returns the stroke class: the first series in ink is the heavy one.
func (s Series) class(i int) string {
	switch {
	case s.Thin:
		return "s-ink2"
	case s.Tone == Ink && i == 0:
		return "s-bold"
	}
	return "s-" + s.Tone.name()
}

func (d *linePlot) marks() {
	for _, m := range d.Marks {
		if !d.x.in(m.X) {
			continue
		}
		x, y := d.x.at(m.X), d.markY(m)
		clear := 2.0
		if m.Shape != NoMark {
			clear = 7
			d.c.at = links
			link := d.c.open(m.Href, m.Name)
			d.c.shape(m.Shape, "f-"+m.Tone.name(), x, y, 13, m.Name)
			if link {
				d.c.raw("</a>")
			}
			d.p.mark(x, y, 6)
		}
		if len(m.Label.Lines) > 0 {
			d.reqs = append(d.reqs, request{label: m.Label, anchors: []anchor{{x, y, clear}},
				order: onCurve(), leaders: true, href: m.Href})
		}
	}
}

// markY returns the mark's height, from the first series when it has none.
func (d *linePlot) markY(m Mark) float64 {
	if !missing(m.Y) {
		return d.y.at(m.Y)
	}
	if len(d.Series) > 0 {
		if v := valueAt(d.Series[0].Points, m.X); !missing(v) {
			return d.y.at(v)
		}
	}
	return (d.y.from + d.y.to) / 2
}

func (d *linePlot) end() {
	if len(d.End.Lines) == 0 || len(d.Series) == 0 {
		return
	}
	p, ok := last(d.Series[0].Points)
	if !ok {
		return
	}
	d.reqs = append(d.reqs, request{label: d.End, leaders: true, quiet: true, anchors: []anchor{{d.x.at(p.X), d.y.at(p.Y), 0}},
		order: []direction{{1, 0}, {-1, -1}, {-1, 1}, {1, -1}, {1, 1}}})
}

func clampUnit(f float64) float64 { return math.Max(0, math.Min(1, f)) }

package chart

import (
	"math"
	"sort"
	"strings"
)

// Dots shows every incident (or deployment) as one dot: date across, duration
// up, on a logarithmic axis unless Linear.
type Dots struct {
	X      Axis // unix seconds
	Y      Axis // seconds; its ticks become grid lines
	Linear bool
	Points []Dot
	Rules  []Rule  // the median
	What   string  // what a dot is, plural: "incidents"; for the description
	Most   float64 // radius of the heaviest dot; 0: as on a page of incidents
}

// Dot is one event.
type Dot struct {
	X, Y   float64
	Weight float64 // area; 0 or NaN: the smallest dot
	Tone   Tone    // Ink is emphasised, Mid the others
	Shape  Shape   // Hollow: weight not measured
	Open   bool    // still going on: hollow with an arrow upwards
	Name   string  // accessible name, tooltip and table
	Label  Label
	Href   string
}

const (
	dotsTop    = 12.0
	dotsRadius = 19.0 // of the heaviest dot
	dotsLeast  = 3.2
)

func (d *Dots) height() int { return 322 }

// most is the radius of the heaviest dot.
func (d *Dots) most() float64 {
	if d.Most > 0 {
		return d.Most
	}
	return dotsRadius
}

// dotPlot is a Dots with its scales, while it is drawn.
type dotPlot struct {
	*Dots
	c      *canvas
	x, y   span
	bottom float64
	heavy  float64 // largest weight
	p      *placer
	reqs   []request
}

func (d *Dots) draw(c *canvas) {
	plot := &dotPlot{Dots: d, c: c, bottom: float64(c.h) - lineBottom}
	x0, x1 := d.rangeX()
	y0, y1 := d.rangeY()
	plot.x = newSpan(x0, x1, d.indent(), .985)
	plot.y = newSpan(y0, y1, plot.bottom-8, dotsTop+10)
	plot.y.log = !d.Linear
	plot.p = &placer{top: 0, bottom: plot.bottom - 1}
	for _, p := range d.Points {
		if p.Weight > plot.heavy {
			plot.heavy = p.Weight
		}
	}
	plot.grid()
	plot.rules()
	plot.dots()
	timeAxis(c, d.X.Ticks, plot.x, plot.bottom)
	c.labels(plot.p, plot.reqs)
}

// indent leaves room for the labels of the grid beside a crowd of dots.
func (d *Dots) indent() float64 {
	if len(d.Points) > 80 {
		return .14
	}
	return .02
}

func (d *Dots) rangeX() (float64, float64) {
	if d.X.Max > d.X.Min {
		return d.X.Min, d.X.Max
	}
	lo, hi := noExtent()
	for _, p := range d.Points {
		lo, hi = extent(lo, hi, p.X)
	}
	return orUnit(lo, hi)
}

// rangeY returns the range of durations, widened to a factor of two on a
// logarithmic axis when all are alike.
func (d *Dots) rangeY() (float64, float64) {
	if d.Y.Max > d.Y.Min {
		return d.Y.Min, d.Y.Max
	}
	lo, hi := noExtent()
	for _, p := range d.Points {
		if d.Linear || p.Y > 0 {
			lo, hi = extent(lo, hi, p.Y)
		}
	}
	if lo > hi {
		return 600, 14400
	}
	if !d.Linear && hi < lo*4 {
		return lo / 2, hi * 2
	}
	return orUnit(lo, hi)
}

func (d *dotPlot) grid() {
	ticks := d.Y.Ticks
	if ticks == nil && !d.Linear {
		ticks = LogDurationTicks(d.y.lo, d.y.hi)
	}
	for _, t := range ticks {
		if !d.y.in(t.At) {
			continue
		}
		y := d.y.at(t.At)
		d.c.at = back
		d.c.hline("gl", y)
		d.p.curves = append(d.p.curves, flat(y, costGrid))
		d.c.at = front
		d.c.text("s2 halo", 0, y-5, 0, t.Label)
		d.p.keep(everyWidth, box{0, 0, textWidth(t.Label, false, false) + 4, y - 16, y - 1})
	}
}

func (d *dotPlot) rules() {
	for _, r := range d.Rules {
		if !d.y.in(r.At) {
			continue
		}
		y := d.y.at(r.At)
		d.c.at = back
		d.c.hline(ruleClass(r, "ax"), y)
		d.p.curves = append(d.p.curves, flat(y, costRule))
		if r.Label != "" {
			q := ruleRequest(r, y, 1)
			q.label.Priority = Must
			if d.indent() > .1 { // the room beside a crowd holds the label
				q.anchors = append([]anchor{{0, y, 1 - beside}}, q.anchors...)
			}
			d.reqs = append(d.reqs, q)
		}
	}
}

// dots draws the heaviest first, so that small ones stay visible. Plain dots
// without name or address are one path.
func (d *dotPlot) dots() {
	d.c.at = links
	d.crowd()
	order := make([]int, 0, len(d.Points))
	for i, p := range d.Points {
		if !p.plain() {
			order = append(order, i)
		}
	}
	sort.SliceStable(order, func(a, b int) bool { return weight(d.Points[order[a]]) > weight(d.Points[order[b]]) })
	for _, i := range order {
		p := d.Points[i]
		x, y, r := d.x.at(p.X), d.place(p), d.radius(p)
		d.dot(p, x, y, r)
		d.p.mark(x, y, r)
	}
	for _, p := range d.Points {
		if len(p.Label.Lines) == 0 {
			continue
		}
		d.reqs = append(d.reqs, request{label: p.Label, order: around(), leaders: true, href: p.Href,
			anchors: []anchor{{d.x.at(p.X), d.place(p), d.radius(p)}}})
	}
}

// place returns the height of a dot, held inside the plot.
func (d *dotPlot) place(p Dot) float64 {
	return math.Max(dotsTop-4, math.Min(d.bottom-3, d.y.at(p.Y)))
}

func weight(p Dot) float64 {
	if missing(p.Weight) {
		return 0
	}
	return p.Weight
}

// plain reports whether a dot needs no element of its own.
func (p Dot) plain() bool {
	return p.Name == "" && p.Href == "" && weight(p) == 0 && p.Tone == Mid && p.Shape == Circle && !p.Open
}

// radius makes the area, not the radius, proportional to the weight.
func (d *dotPlot) radius(p Dot) float64 {
	least := dotsLeast
	if len(d.Points) > 80 {
		least = 2.4
	}
	if p.Shape == Triangle || p.Shape == Diamond || p.Shape == Square {
		least = 5
	}
	w := weight(p)
	if w <= 0 || d.heavy <= 0 {
		return least
	}
	return math.Max(least, d.most()*math.Sqrt(w/d.heavy))
}

// crowd draws the plain dots as one path of points with round ends.
func (d *dotPlot) crowd() {
	pn := pen{}
	for _, p := range d.Points {
		if !p.plain() {
			continue
		}
		pn.down = false
		pn.to(d.x.at(p.X)*1000, (d.place(p)-dotsTop)/(d.bottom-dotsTop)*1000)
		pn.b = append(pn.b, "h0"...)
		d.p.mark(d.x.at(p.X), d.place(p), 2)
	}
	if len(pn.b) == 0 {
		return
	}
	d.c.openPlot(dotsTop, d.bottom-dotsTop)
	d.c.path("pts", string(pn.b))
	d.c.raw("</svg>")
}

func (d *dotPlot) dot(p Dot, x, y, r float64) {
	name := d.name(p)
	link := d.c.open(p.Href, name)
	switch {
	case p.Open:
		d.c.openDot(x, y, r, name)
	case p.Shape == Hollow:
		d.c.circle("dot nod", x, y, r, name)
	case p.Shape == Circle:
		d.c.circle(dotClass(p.Tone), x, y, r, name)
	default:
		d.c.shape(p.Shape, "f-"+p.Tone.name(), x, y, 2*r, name)
	}
	if link {
		d.c.raw("</a>")
	}
}

// openDot draws an event that goes on: hollow, with an arrow upwards.
func (c *canvas) openDot(x, y, r float64, tip string) {
	c.circle("dot op", x, y, r, tip)
	c.box(x, y)
	c.raw(`<path class="open" d="`)
	c.poly(0, -r, 0, -r-12)
	c.poly(-3.5, -r-8.5, 0, -r-12, 3.5, -r-8.5)
	c.raw(`"/></svg>`)
}

func dotClass(t Tone) string {
	switch t {
	case Ink:
		return "dot co"
	case Mid:
		return "dot"
	}
	return "dot " + t.name()
}

// name says what a dot is, with its duration and whether it is open.
func (d *Dots) name(p Dot) string {
	s := p.Name
	if s == "" {
		s = p.Label.text()
	}
	s = joinNonEmpty([]string{s, d.durationText(p)}, ", ")
	if p.Shape == Hollow {
		s += ", size not measured"
	}
	return s
}

func (d *Dots) durationText(p Dot) string {
	t := d.yText(p.Y)
	if p.Open {
		return "open after " + t
	}
	return t
}

func (d *Dots) yText(v float64) string {
	if d.Linear {
		return d.Y.Format.Text(v)
	}
	return Format{Kind: Duration}.Text(v)
}

func (d *Dots) describe() string {
	what := d.What
	if what == "" {
		what = "events"
	}
	if len(d.Points) == 0 {
		return "No " + what + "."
	}
	sorted := append([]Dot(nil), d.Points...)
	sort.SliceStable(sorted, func(a, b int) bool { return sorted[a].Y > sorted[b].Y })
	var longest []string
	open := 0
	for i, p := range sorted {
		if p.Open {
			open++
		}
		if n := d.name(p); i < 3 && n != "" {
			longest = append(longest, n)
		}
	}
	var b strings.Builder
	b.WriteString(sentence(grouped(len(d.Points))+" "+what) + " ")
	if len(longest) > 0 {
		b.WriteString("Longest: " + sentence(strings.Join(longest, "; ")) + " ")
	}
	if open > 0 {
		b.WriteString(grouped(open) + " still open. ")
	}
	for _, r := range d.Rules {
		b.WriteString(r.text() + " ")
	}
	return strings.TrimSpace(b.String())
}

func (d *Dots) table() Table {
	t := Table{Head: []string{timeHead(d.X.Format), "Name", "Value"}}
	for _, p := range d.Points {
		name := p.Name
		if name == "" {
			name = p.Label.text()
		}
		t.Rows = append(t.Rows, []string{d.X.Format.Text(p.X), name, d.durationText(p)})
	}
	return t
}

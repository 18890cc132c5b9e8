package chart

import "math"

// Spark is a small curve for a table cell: spend day by day, with the whole
// budget as a dashed rule.
type Spark struct {
	X0, X1   float64 // of the column's shared scale; both 0: from the data
	Min, Max float64
	Points   []Point // NaN: gap, drawn dashed
	Whole    *float64
	Tone     Tone
	Format   Format
}

func (s *Spark) height() int      { return 34 }
func (s *Spark) options() *echart { return nil }

func (s *Spark) draw(c *canvas) {
	h := float64(c.h)
	x0, x1, y0, y1 := s.ranges()
	u := plotScale{newSpan(x0, x1, 0, 1000), newSpan(y0, y1, 1000, 0)}
	c.at = back
	if s.Whole != nil {
		y := newSpan(y0, y1, h-3, 3).at(*s.Whole)
		c.hline("ax da", y)
	}
	c.openPlot(3, h-6)
	c.path("a-"+s.Tone.name(), areaPath(s.Points, math.Max(y0, math.Min(0, y1)), Both, u))
	c.path("gap", s.missing(u, x0, x1, y0))
	c.path("s-"+s.Tone.name(), polyline(s.Points, u))
	c.raw("</svg>")
}

// missing joins gaps; a curve that never begins or that ends early is carried
// on as a dashed line at its last value.
func (s *Spark) missing(u plotScale, x0, x1, y0 float64) string {
	path := gapPath(s.Points, u)
	end, ok := last(s.Points)
	if !ok {
		end = Point{x0, y0}
	}
	if len(s.Points) > 0 && s.Points[len(s.Points)-1].X <= end.X {
		return path
	}
	p := pen{}
	p.to(u.x.at(end.X), u.y.at(end.Y))
	p.to(u.x.at(math.Max(x1, end.X)), u.y.at(end.Y))
	return path + string(p.b)
}

func (s *Spark) ranges() (x0, x1, y0, y1 float64) {
	x0, x1 = noExtent()
	y0, y1 = noExtent()
	for _, p := range s.Points {
		x0, x1 = extent(x0, x1, p.X)
		y0, y1 = extent(y0, y1, p.Y)
	}
	if s.Whole != nil {
		y0, y1 = extent(y0, y1, *s.Whole, 0)
	}
	if s.X1 > s.X0 {
		x0, x1 = s.X0, s.X1
	}
	if s.Max > s.Min {
		y0, y1 = s.Min, s.Max
	}
	x0, x1 = orUnit(x0, x1)
	y0, y1 = orUnit(y0, y1)
	return x0, x1, y0, y1
}

func (s *Spark) describe() string {
	p, ok := last(s.Points)
	if !ok {
		return noData + "."
	}
	return "Ends at " + sentence(s.Format.Text(p.Y))
}

func (s *Spark) table() Table {
	t := Table{Head: []string{"At", "Value"}}
	date := Format{Kind: Date, Zone: s.Format.Zone}
	for _, p := range s.Points {
		t.Rows = append(t.Rows, []string{date.Text(p.X), s.Format.Text(p.Y)})
	}
	return t
}

// Strip is a row of incident dots for a table cell.
type Strip struct {
	X0, X1 float64
	Ticks  []float64 // month boundaries
	Dots   []StripDot
	Most   float64 // weight of the largest dot in the column; 0: of this strip
}

// StripDot is one incident on a strip.
type StripDot struct {
	X      float64
	Weight float64 // NaN: not measured, drawn dashed
	Tone   Tone
	Open   bool
	Name   string
}

const stripRadius = 15.0

func (s *Strip) height() int      { return 38 }
func (s *Strip) options() *echart { return nil }

func (s *Strip) draw(c *canvas) {
	mid := float64(c.h) / 2
	x := newSpan(s.X0, s.X1, 0, 1)
	c.at = back
	for _, t := range s.Ticks {
		if x.in(t) {
			c.line("gl", x.at(t), 4, x.at(t), float64(c.h)-4)
		}
	}
	c.hline("ax", mid)
	most := s.Most
	for _, d := range s.Dots {
		if s.Most <= 0 && d.Weight > most {
			most = d.Weight
		}
	}
	c.at = front
	for _, d := range s.heaviestFirst() {
		s.dot(c, d, x.at(d.X), mid, most)
	}
}

func (s *Strip) heaviestFirst() []StripDot {
	ds := append([]StripDot(nil), s.Dots...)
	for i := 1; i < len(ds); i++ { // few and nearly sorted: insertion keeps order
		for j := i; j > 0 && ds[j].Weight > ds[j-1].Weight; j-- {
			ds[j], ds[j-1] = ds[j-1], ds[j]
		}
	}
	return ds
}

func (s *Strip) dot(c *canvas, d StripDot, x, y, most float64) {
	r := 3.0
	if d.Weight > 0 && most > 0 {
		r = math.Max(r, math.Min(stripRadius*math.Sqrt(d.Weight/most), float64(c.h)/2-2))
	}
	switch {
	case d.Open:
		c.circle("dot op", x, y, r, d.Name)
	case missing(d.Weight):
		c.circle("dot nod", x, y, r, d.Name)
	default:
		c.circle(dotClass(d.Tone), x, y, r, d.Name)
	}
}

func (s *Strip) describe() string {
	if len(s.Dots) == 1 {
		return "1 incident."
	}
	return grouped(len(s.Dots)) + " incidents."
}

func (s *Strip) table() Table {
	t := Table{Head: []string{"Date", "Name"}}
	for _, d := range s.Dots {
		t.Rows = append(t.Rows, []string{Format{Kind: Date}.Text(d.X), d.Name})
	}
	return t
}

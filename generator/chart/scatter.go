package chart

import (
	"math"
	"strings"

	"quarterdeck/generator/unit"
)

// Scatter places named things by two figures, each with a tail to where it
// stood before. Both axes begin at nothing; Y is a share.
type Scatter struct {
	XTitle, YTitle string
	Rule           float64 // a line across: the whole budget
	RuleLabel      string
	Points         []Place
}

// Place is one named thing. From is NaN where it was not measured before.
type Place struct {
	X, Y         float64
	FromX, FromY float64
	Label        string
	Name         string // accessible name and tooltip
	Tone         Tone
	Href         string
}

const scatterRadius = 6.0

func (s *Scatter) height() int      { return 380 }
func (s *Scatter) options() *echart { return nil }

func (s *Scatter) draw(c *canvas) {
	bottom := float64(c.h) - lineBottom
	right, top := s.extents()
	x, y := newSpan(0, right, .02, .94), newSpan(0, top, bottom, dotsTop+14)
	p := &placer{top: 0, bottom: bottom - 1}
	s.grid(c, p, x, y, right, top, bottom)
	c.at = links
	var reqs []request
	for _, pt := range s.Points {
		at, h := x.at(pt.X), y.at(pt.Y)
		if !math.IsNaN(pt.FromX) && !math.IsNaN(pt.FromY) {
			c.line("tail", x.at(pt.FromX), y.at(pt.FromY), at, h)
			c.circle("dot", x.at(pt.FromX), y.at(pt.FromY), 2.5, "")
		}
		link := c.open(pt.Href, pt.Name)
		c.circle(dotClass(pt.Tone), at, h, scatterRadius, pt.Name)
		if link {
			c.raw("</a>")
		}
		p.mark(at, h, scatterRadius)
		label := Label{Lines: []Text{{Text: pt.Label, Bold: true}}, Priority: Must}
		reqs = append(reqs, request{label: label, order: around(), leaders: true, href: pt.Href, anchors: []anchor{{at, h, scatterRadius}}})
	}
	if s.Rule > 0 {
		c.at = back
		c.hline("ax", y.at(s.Rule))
		p.curves = append(p.curves, flat(y.at(s.Rule), costRule))
		reqs = append(reqs, ruleRequest(Rule{At: s.Rule, Label: s.RuleLabel}, y.at(s.Rule), 1))
	}
	c.labels(p, reqs)
}

// extents are the ends of both axes, with room for labels.
func (s *Scatter) extents() (right, top float64) {
	right, top = 1, math.Max(1.15, s.Rule*1.15)
	for _, p := range s.Points {
		for _, v := range []float64{p.X, p.FromX} {
			if !math.IsNaN(v) {
				right = math.Max(right, v*1.08)
			}
		}
		for _, v := range []float64{p.Y, p.FromY} {
			if !math.IsNaN(v) {
				top = math.Max(top, v*1.08)
			}
		}
	}
	return right, top
}

func (s *Scatter) grid(c *canvas, p *placer, x, y span, right, top, bottom float64) {
	for _, at := range roundTicks(top) {
		if at == 0 {
			continue
		}
		c.at = back
		c.hline("gl", y.at(at))
		label := unit.Percent(at, 0)
		c.at = front
		c.text("s2 halo", 0, y.at(at)-5, 0, label)
		p.keep(everyWidth, box{0, 0, textWidth(label, false, false) + 4, y.at(at) - 16, y.at(at) - 1})
	}
	var ticks []Tick
	for _, at := range roundTicks(right) {
		ticks = append(ticks, Tick{At: at, Label: unit.Number(at, 0)})
	}
	timeAxis(c, ticks, x, bottom)
}

// roundTicks are about five round places from nothing to the top.
func roundTicks(top float64) []float64 {
	step := math.Pow(10, math.Floor(math.Log10(top)))
	switch {
	case top/step < 2:
		step /= 4
	case top/step < 5:
		step /= 2
	}
	var out []float64
	for n := 0; float64(n)*step <= top; n++ {
		out = append(out, float64(n)*step)
	}
	return out
}

func (s *Scatter) describe() string {
	var names []string
	for _, p := range s.Points {
		names = append(names, p.Name)
	}
	return "Across: " + s.XTitle + ". Up: " + s.YTitle + ". " + strings.Join(names, "; ") + "."
}

func (s *Scatter) table() Table {
	t := Table{Head: []string{"Name", s.XTitle, s.YTitle}}
	for _, p := range s.Points {
		t.Rows = append(t.Rows, []string{p.Label, unit.Number(p.X, 1), unit.Share(p.Y)})
	}
	return t
}

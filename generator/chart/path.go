package chart

import (
	"math"
	"slices"
	"sort"
	"strconv"
)

// plotScale maps values to the units of a stretched curve box.
type plotScale struct{ x, y span }

// openPlot opens a nested <svg> that is stretched over the plot: 1000 units
// wide and high, whatever its size in px. The caller closes it.
func (c *canvas) openPlot(y, h float64) {
	c.attr(`<svg class="pl" x="0" y="`, y)
	c.attr(` width="100%" height="`, h)
	c.raw(` viewBox="0 0 1000 1000" preserveAspectRatio="none">`)
}

func (c *canvas) path(class, d string) {
	if d == "" {
		return
	}
	c.raw(`<path class="`)
	c.raw(class)
	c.raw(`" d="`)
	c.raw(d)
	c.raw(`"/>`)
}

// pen writes path commands relative to the last place, in whole units.
type pen struct {
	b    []byte
	x, y int64
	down bool
}

func (p *pen) to(x, y float64) {
	xi, yi := int64(math.Round(x)), int64(math.Round(y))
	if !p.down {
		p.b = append(p.b, 'M')
		p.pair(xi, yi)
		p.down = true
	} else if xi != p.x || yi != p.y {
		p.b = append(p.b, 'l')
		p.pair(xi-p.x, yi-p.y)
	}
	p.x, p.y = xi, yi
}

func (p *pen) pair(a, b int64) {
	p.b = strconv.AppendInt(p.b, a, 10)
	if b >= 0 {
		p.b = append(p.b, ' ')
	}
	p.b = strconv.AppendInt(p.b, b, 10)
}

func (p *pen) closePath() { p.b = append(p.b, 'z'); p.down = false }

// polyline returns the path of the points; gaps interrupt it. Of many points in
// one column only those are kept that change the picture.
func polyline(ps []Point, u plotScale) string {
	p := pen{b: make([]byte, 0, len(ps)*6)}
	for _, q := range thin(ps, u) {
		if missing(q.Y) {
			p.down = false
			continue
		}
		p.to(u.x.at(q.X), u.y.at(q.Y))
	}
	return string(p.b)
}

// thin keeps, of the points that fall into one of the 1000 columns, the first,
// the lowest, the highest and the last. Short series come back as they are.
func thin(ps []Point, u plotScale) []Point {
	if len(ps) <= 1500 {
		return ps
	}
	out := make([]Point, 0, 4000)
	for i := 0; i < len(ps); {
		col, j := math.Round(u.x.at(ps[i].X)), i+1
		for j < len(ps) && math.Round(u.x.at(ps[j].X)) == col {
			j++
		}
		out = append(out, thinColumn(ps[i:j])...)
		i = j
	}
	return out
}

func thinColumn(ps []Point) []Point {
	if len(ps) <= 4 {
		return ps
	}
	lo, hi := 0, 0
	for i, p := range ps {
		if p.Y < ps[lo].Y || missing(ps[lo].Y) {
			lo = i
		}
		if p.Y > ps[hi].Y || missing(ps[hi].Y) {
			hi = i
		}
	}
	idx := []int{0, lo, hi, len(ps) - 1}
	sort.Ints(idx)
	out := make([]Point, 0, 4)
	for _, i := range slices.Compact(idx) {
		out = append(out, ps[i])
	}
	return out
}

// gapPath joins the ends of each gap by a straight line, to be drawn dashed.
func gapPath(ps []Point, u plotScale) string {
	var p pen
	open, from := false, Point{}
	for _, q := range ps {
		switch {
		case missing(q.Y):
			open = true
			continue
		case open && !missing(from.Y) && from != (Point{}):
			p.down = false
			p.to(u.x.at(from.X), u.y.at(from.Y))
			p.to(u.x.at(q.X), u.y.at(q.Y))
		}
		open, from = false, q
	}
	return string(p.b)
}

// areaPath returns the closed shapes between the points and the base, on one
// side of it or on both; gaps stay empty.
func areaPath(ps []Point, base float64, side Side, u plotScale) string {
	var p pen
	floor := u.y.at(base)
	ps = thin(ps, u)
	for i := 0; i < len(ps); {
		j := i
		for j < len(ps) && !missing(ps[j].Y) {
			j++
		}
		if j-i > 1 {
			areaRun(&p, crossings(ps[i:j], base), base, side, floor, u)
		}
		i = max(j, i+1)
	}
	return string(p.b)
}

// crossings adds the points at which the run crosses the base.
func crossings(ps []Point, base float64) []Point {
	out := make([]Point, 0, len(ps)+4)
	for i, q := range ps {
		if i > 0 {
			a := ps[i-1]
			if (a.Y-base)*(q.Y-base) < 0 {
				f := (base - a.Y) / (q.Y - a.Y)
				out = append(out, Point{a.X + f*(q.X-a.X), base})
			}
		}
		out = append(out, q)
	}
	return out
}

// areaRun closes every stretch of a run that lies on the wanted side.
func areaRun(p *pen, ps []Point, base float64, side Side, floor float64, u plotScale) {
	on := func(q Point) bool {
		return side == Both || side == Below && q.Y <= base || side == Above && q.Y >= base
	}
	for i := 0; i < len(ps); i++ {
		j := i
		for j < len(ps) && on(ps[j]) {
			j++
		}
		if j-i < 2 {
			i = max(i, j-1)
			continue
		}
		p.down = false
		p.to(u.x.at(ps[i].X), floor)
		for _, q := range ps[i:j] {
			p.to(u.x.at(q.X), u.y.at(q.Y))
		}
		p.to(u.x.at(ps[j-1].X), floor)
		p.closePath()
		i = j
	}
}

// valueAt interpolates a series at x; NaN outside it and in gaps.
func valueAt(ps []Point, x float64) float64 {
	for i := 1; i < len(ps); i++ {
		a, b := ps[i-1], ps[i]
		if x < a.X || x > b.X {
			continue
		}
		if b.X == a.X {
			return b.Y
		}
		return a.Y + (b.Y-a.Y)*(x-a.X)/(b.X-a.X)
	}
	return math.NaN()
}

// last returns the last point with a value.
func last(ps []Point) (Point, bool) {
	for i := len(ps) - 1; i >= 0; i-- {
		if !missing(ps[i].Y) {
			return ps[i], true
		}
	}
	return Point{}, false
}

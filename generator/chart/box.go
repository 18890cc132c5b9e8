package chart

import (
	"math"
	"sort"
)

// widthClass is one range of the figure's width, as the container queries cut it.
type widthClass uint8

const (
	narrow widthClass = iota
	medium
	wide
	widthClasses = 3
)

// mask is a set of width classes.
type mask uint8

const everyWidth mask = 1<<widthClasses - 1

// limits returns the smallest and largest width in px of the class.
func (w widthClass) limits() (float64, float64) {
	switch w {
	case narrow:
		return 288, 520
	case medium:
		return 520, 720
	}
	return 720, 1400
}

// longest is the width in px at which a line of a label is cut.
func (w widthClass) longest() float64 {
	switch w {
	case narrow:
		return 150
	case medium:
		return 200
	}
	return 260
}

// maskClasses returns the class attributes that show an element in a set of
// widths; a set that no single element can express gives two.
func maskClasses(m mask) []string {
	switch m {
	case 0b111:
		return []string{""}
	case 0b110:
		return []string{"w"}
	case 0b100:
		return []string{"w2"}
	case 0b001:
		return []string{"nw"}
	case 0b011:
		return []string{"nw2"}
	case 0b010:
		return []string{"w nw2"}
	case 0b101:
		return []string{"nw", "w2"}
	}
	return nil
}

// box is a rectangle whose sides are x·W+a and x·W+b in px at width W.
type box struct{ x, a, b, top, bottom float64 }

// leftOf reports whether p ends before q begins at both ends of the class.
func (p box) leftOf(q box, lo, hi float64) bool {
	return q.x*lo+q.a-p.x*lo-p.b >= 0 && q.x*hi+q.a-p.x*hi-p.b >= 0
}

// apart reports whether two boxes never meet within the class.
func (p box) apart(q box, w widthClass) bool {
	if p.bottom <= q.top || q.bottom <= p.top {
		return true
	}
	lo, hi := w.limits()
	return p.leftOf(q, lo, hi) || q.leftOf(p, lo, hi)
}

// inside reports whether the box stays within the canvas.
func (p box) inside(w widthClass, top, bottom float64) bool {
	lo, hi := w.limits()
	return p.top >= top && p.bottom <= bottom &&
		p.x*lo+p.a >= 0 && p.x*hi+p.a >= 0 && p.x*lo+p.b <= lo && p.x*hi+p.b <= hi
}

// curve is a polyline that labels keep off; xs ascend, NaN ys are gaps.
type curve struct {
	xs, ys []float64
	cost   int
}

// flat returns a line across the whole width.
func flat(y float64, cost int) curve {
	return curve{[]float64{0, 1}, []float64{y, y}, cost}
}

// meets reports whether the curve runs through the box at some width.
func (k curve) meets(p box, w widthClass) bool {
	lo, hi := w.limits()
	x0 := p.x + math.Min(p.a/lo, p.a/hi)
	x1 := p.x + math.Max(p.b/lo, p.b/hi)
	i := sort.SearchFloat64s(k.xs, x0)
	for i = max(i, 1); i < len(k.xs); i++ {
		if k.xs[i-1] > x1 {
			return false
		}
		if segmentMeets(k.xs[i-1], k.ys[i-1], k.xs[i], k.ys[i], x0, x1, p.top-2, p.bottom+2) {
			return true
		}
	}
	return false
}

// segmentMeets clips a segment to [x0, x1] and compares its height.
func segmentMeets(ax, ay, bx, by, x0, x1, top, bottom float64) bool {
	if math.IsNaN(ay) || math.IsNaN(by) {
		return false
	}
	from, to := ay, by
	if bx > ax {
		slope := (by - ay) / (bx - ax)
		if ax < x0 {
			from = ay + slope*(x0-ax)
		}
		if bx > x1 {
			to = ay + slope*(x1-ax)
		}
	}
	return math.Min(from, to) <= bottom && math.Max(from, to) >= top
}

package business

import (
	"math"
	"slices"

	"quarterdeck/generator/stats"
)

// fewestPoints is how many days a forecast needs.
const fewestPoints = 14

// Forecast is where a gauge is heading: a straight line through its daily peaks
// (least squares), with the 95 % prediction interval of one further day,
// ŷ ± t(97.5 %, n−2) · s · √(1 + 1/n + (x − x̄)²/Sxx) (Montgomery, Peck and
// Vining, Introduction to Linear Regression Analysis, §2.5). It assumes that
// things go on as they did and that days differ by chance; days that follow each
// other are more alike than that, so the interval is rather too narrow.
type Forecast struct {
	// OK is false with fewer than fourteen days.
	OK bool
	N  int
	// PerDay is the slope; Rising tells that its own 95 % interval lies above 0.
	PerDay float64
	Rising bool
	// Crosses is when the line reaches the limit, Early and Late when the upper
	// and lower edge of the interval do; 0 where not within the horizon. One
	// that is there already crosses at the present.
	Crosses, Early, Late int64

	mean, middle, sxx, sigma, t float64
}

// ForecastOf looks from the present (asOf) to the horizon for the day on which a
// limit is reached. Points are daily peaks in order of time.
func ForecastOf(points []Point, limit float64, asOf, horizon int64) Forecast {
	f := fit(points)
	if !f.OK {
		return f
	}
	f.Crosses = first(asOf, horizon, func(t int64) bool { v, _, _ := f.At(t); return v >= limit })
	f.Early = first(asOf, horizon, func(t int64) bool { _, _, high := f.At(t); return high >= limit })
	f.Late = first(asOf, horizon, func(t int64) bool { _, low, _ := f.At(t); return low >= limit })
	return f
}

// fit lays the line; its x are days, taken at the middle of each point.
func fit(points []Point) Forecast {
	f := Forecast{N: len(points)}
	if f.N < fewestPoints {
		return f
	}
	n := float64(f.N)
	for _, p := range points {
		f.middle += days(p) / n
		f.mean += p.Value / n
	}
	var sxy float64
	for _, p := range points {
		x := days(p) - f.middle
		f.sxx += x * x
		sxy += x * (p.Value - f.mean)
	}
	if f.sxx == 0 {
		return f
	}
	f.PerDay = sxy / f.sxx
	var rest float64
	for _, p := range points {
		e := p.Value - f.mean - f.PerDay*(days(p)-f.middle)
		rest += e * e
	}
	f.sigma = math.Sqrt(rest / (n - 2))
	f.t = stats.StudentQuantile(0.975, f.N-2)
	f.Rising = f.PerDay-f.t*f.sigma/math.Sqrt(f.sxx) > 0
	f.OK = true
	return f
}

func days(p Point) float64 { return float64(p.Start+p.End) / 2 / day }

// At is the line at an instant, and the interval of one day's peak there.
func (f Forecast) At(t int64) (value, low, high float64) {
	x := float64(t)/day - f.middle
	value = f.mean + f.PerDay*x
	half := f.t * f.sigma * math.Sqrt(1+1/float64(f.N)+x*x/f.sxx)
	return value, value - half, value + half
}

// first is the first day from the present to the horizon at which something
// holds; 0 if there is none.
func first(from, to int64, holds func(int64) bool) int64 {
	for t := from; t <= to; t += day {
		if holds(t) {
			return t
		}
	}
	return 0
}

// Peaks are the highest values of each stretch (a local day), without those in
// which nothing was read. Points are readings of a gauge.
func Peaks(readings []Point, stretches []stats.Interval) []Point {
	var out []Point
	for _, s := range stretches {
		peak, any := math.Inf(-1), false
		i, _ := slices.BinarySearchFunc(readings, s.Start, func(p Point, t int64) int {
			if p.End <= t {
				return -1
			}
			return 1
		})
		for ; i < len(readings) && readings[i].Start < s.End; i++ {
			if v := readings[i].Value; !math.IsNaN(v) {
				peak, any = max(peak, v), true
			}
		}
		if any {
			out = append(out, Point{Start: s.Start, End: s.End, Value: peak})
		}
	}
	return out
}

// Headroom is the share of a limit that is left when the usual value is
// multiplied by a factor; negative where it is not enough.
func Headroom(limit, usual, factor float64) float64 { return 1 - usual*factor/limit }

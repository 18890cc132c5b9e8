package business

import (
	"math"

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
	// Crosses is the beginning of the first day on which the line is at the limit,
	// Early and Late of those on which the upper and lower edge of the interval
	// are; 0 where not within the horizon. One that is there already crosses on
	// the first day ahead.
	Crosses, Early, Late int64

	mean, middle, sxx, sigma, t float64
}

// ForecastOf looks through the days ahead, up to the horizon, for the one on which
// a limit is reached. Points are daily peaks, in order of time as the days are.
func ForecastOf(points []Point, limit float64, ahead []stats.Interval) Forecast {
	f := fit(points)
	if !f.OK {
		return f
	}
	f.Crosses = first(ahead, func(d stats.Interval) bool { v, _, _ := f.On(d); return v >= limit })
	f.Early = first(ahead, func(d stats.Interval) bool { _, _, high := f.On(d); return high >= limit })
	f.Late = first(ahead, func(d stats.Interval) bool { _, low, _ := f.On(d); return low >= limit })
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

// On is the line on a day, and the interval of that day's peak. A day stands at
// its middle, ahead as in the fit.
func (f Forecast) On(d stats.Interval) (value, low, high float64) {
	x := days(Point{Start: d.Start, End: d.End}) - f.middle
	value = f.mean + f.PerDay*x
	half := f.t * f.sigma * math.Sqrt(1+1/float64(f.N)+x*x/f.sxx)
	return value, value - half, value + half
}

// first is the beginning of the first day on which something holds; 0 if there
// is none.
func first(ahead []stats.Interval, holds func(stats.Interval) bool) int64 {
	for _, d := range ahead {
		if holds(d) {
			return d.Start
		}
	}
	return 0
}

// Peaks are the highest values of each stretch (a local day), without those in
// which nothing was read. Points are readings of a gauge, in order of time. A
// reading is of one moment: over midnight it counts for the day in which its
// middle lies, and never for two.
func Peaks(readings []Point, stretches []stats.Interval) []Point {
	var out []Point
	i := 0
	for _, s := range stretches {
		peak, any := math.Inf(-1), false
		for ; i < len(readings) && middle(readings[i]) < s.End; i++ {
			if v := readings[i].Value; !math.IsNaN(v) && middle(readings[i]) >= s.Start {
				peak, any = max(peak, v), true
			}
		}
		if any {
			out = append(out, Point{Start: s.Start, End: s.End, Value: peak})
		}
	}
	return out
}

func middle(p Point) int64 { return p.Start + (p.End-p.Start)/2 }

// Headroom is the share of a limit that is left when the usual value is
// multiplied by a factor; negative where it is not enough.
func Headroom(limit, usual, factor float64) float64 { return 1 - usual*factor/limit }

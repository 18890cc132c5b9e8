package chart

import (
	"math"
	"time"

	"quarterdeck/generator/unit"
)

// MonthTicks returns a tick at the first instant of each month in [x0, x1)
// and one for x0, at midnight in the zone: "1 July", "1 August" …; short leaves
// the day out ("July", "Aug", "Sept").
func MonthTicks(x0, x1 float64, zone *time.Location, short bool) []Tick {
	if zone == nil {
		zone = time.UTC
	}
	start := time.Unix(int64(math.Ceil(x0)), 0).In(zone)
	t := time.Date(start.Year(), start.Month(), 1, 0, 0, 0, 0, zone)
	if float64(t.Unix()) < x0 {
		t = t.AddDate(0, 1, 0)
	}
	var ticks []Tick
	for ; float64(t.Unix()) < x1 && len(ticks) < 60; t = t.AddDate(0, 1, 0) {
		ticks = append(ticks, Tick{At: float64(t.Unix()), Label: monthName(t.Month(), short)})
	}
	return ticks
}

func monthName(m time.Month, short bool) string {
	if !short {
		return "1\u00a0" + m.String()
	}
	switch m {
	case time.May, time.June, time.July:
		return m.String()
	case time.September:
		return "Sept"
	}
	return m.String()[:3]
}

// WeekTicks returns minor ticks at each Monday's midnight in [x0, x1).
func WeekTicks(x0, x1 float64, zone *time.Location) []Tick {
	if zone == nil {
		zone = time.UTC
	}
	start := time.Unix(int64(math.Ceil(x0)), 0).In(zone)
	back := (int(start.Weekday()) + 6) % 7
	t := time.Date(start.Year(), start.Month(), start.Day()-back, 0, 0, 0, 0, zone)
	var ticks []Tick
	for ; float64(t.Unix()) < x1 && len(ticks) < 400; t = t.AddDate(0, 0, 7) {
		if float64(t.Unix()) >= x0 {
			ticks = append(ticks, Tick{At: float64(t.Unix()), Minor: true})
		}
	}
	return ticks
}

// LogDurationTicks returns the durations in seconds that a person would choose
// for a logarithmic axis over [lo, hi], thinned to at most eight.
func LogDurationTicks(lo, hi float64) []Tick {
	steps := [...]Tick{
		{At: 10, Label: "10 seconds"}, {At: 30, Label: "30 seconds"}, {At: 60, Label: "1 minute"},
		{At: 300, Label: "5 minutes"}, {At: 600, Label: "10 minutes"}, {At: 1800, Label: "30 minutes"},
		{At: 3600, Label: "1 hour"}, {At: 7200, Label: "2 hours"}, {At: 14400, Label: "4 hours"},
		{At: 43200, Label: "12 hours"}, {At: 86400, Label: "1 day"}, {At: 3 * 86400, Label: "3 days"},
		{At: 7 * 86400, Label: "1 week"}, {At: 28 * 86400, Label: "4 weeks"}, {At: 91 * 86400, Label: "3 months"},
	}
	var in []Tick
	for _, t := range steps {
		if t.At >= lo && t.At <= hi {
			in = append(in, t)
		}
	}
	for len(in) > 8 {
		var half []Tick
		for i := len(in) % 2; i < len(in); i += 2 {
			half = append(half, in[i])
		}
		in = half
	}
	return in
}

// LinearTicks returns round values over [lo, hi], about n of them, written with
// the decimals they need and the suffix behind.
func LinearTicks(lo, hi float64, n int, suffix string) []Tick {
	if !(hi > lo) || n < 1 || math.IsInf(hi-lo, 0) {
		return nil
	}
	step, decimals := niceStep((hi - lo) / float64(n))
	var ticks []Tick
	for i := math.Ceil(lo/step - 1e-9); i*step <= hi+step*1e-9 && len(ticks) < 50; i++ {
		ticks = append(ticks, Tick{At: i * step, Label: unit.Number(i*step, decimals) + suffix})
	}
	return ticks
}

// niceStep returns the round step (1, 2, 2.5 or 5 times a power of ten) that is
// nearest above raw, and the decimals it needs.
func niceStep(raw float64) (float64, int) {
	exp := math.Floor(math.Log10(raw))
	unit := math.Pow(10, exp)
	for _, m := range [...]float64{1, 2, 2.5, 5, 10} {
		if raw <= m*unit*(1+1e-9) {
			d := max(0, -int(exp))
			if m == 2.5 {
				d++
			}
			if m == 10 {
				d = max(0, d-1)
			}
			return m * unit, min(d, 9)
		}
	}
	return 10 * unit, 0
}

// extent returns the smallest and largest finite value, and false without one.
func extent(lo, hi float64, vs ...float64) (float64, float64) {
	for _, v := range vs {
		if missing(v) {
			continue
		}
		lo, hi = math.Min(lo, v), math.Max(hi, v)
	}
	return lo, hi
}

// missing reports a value that cannot be drawn: NaN, which stands for no data,
// and infinities.
func missing(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }

// noExtent is the start of a search for an extent.
func noExtent() (float64, float64) { return math.Inf(1), math.Inf(-1) }

// span maps values to fractions 0…1 (or to px, by from and to).
type span struct {
	lo, hi   float64
	from, to float64
	log      bool
}

// newSpan maps [lo, hi] to [from, to]; an empty range maps to the middle.
func newSpan(lo, hi, from, to float64) span { return span{lo: lo, hi: hi, from: from, to: to} }

// at returns the place of v, held close to the plot, so that no value can leave
// the drawing.
func (s span) at(v float64) float64 {
	lo, hi := s.lo, s.hi
	if s.log {
		v, lo, hi = math.Log(math.Max(v, 1e-9)), math.Log(math.Max(lo, 1e-9)), math.Log(math.Max(hi, 1e-9))
	}
	if !(hi > lo) {
		return (s.from + s.to) / 2
	}
	f := (v - lo) / (hi - lo)
	if math.IsNaN(f) {
		return s.from
	}
	f = math.Max(-.05, math.Min(1.05, f))
	return s.from + f*(s.to-s.from)
}

// in reports whether v lies on the scale.
func (s span) in(v float64) bool { return v >= s.lo && v <= s.hi }

// grouped returns n as text, for counts in descriptions.
func grouped(n int) string { return unit.Number(float64(n), 0) }

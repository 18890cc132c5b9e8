package business

import (
	"time"

	"quarterdeck/generator/slo"
	"quarterdeck/generator/stats"
)

const (
	day  = 86400
	week = 7 * day
)

// Windows are two stretches of the same number of whole local days.
type Windows struct {
	Before, After stats.Interval
	Days          int
	// Whole is false while After is cut off at the present; Before is then cut
	// off as far.
	Whole bool
}

// LaunchWindows are the stretches in which a launch is compared: days before
// the day on which it began, and as many from that day on. With an end the
// roll-out, from its first day to its last, is in neither. ok is false before
// the first whole day has passed: too early to tell.
func LaunchWindows(start, end time.Time, days int, asOf int64, loc *time.Location) (w Windows, ok bool) {
	first := midnight(start, 0, loc)
	after := first
	if end.After(start) {
		after = ceiling(end, loc)
	}
	return windows(first, after, days, asOf)
}

// EventWindows are those of a dated event: its own days, and the same weekdays
// before them, in the latest whole weeks that do not touch it. Without an end it
// is compared like a launch.
func EventWindows(start, end time.Time, days int, asOf int64, loc *time.Location) (w Windows, ok bool) {
	if !end.After(start) {
		return LaunchWindows(start, time.Time{}, days, asOf, loc)
	}
	first, last := midnight(start, 0, loc), ceiling(end, loc)
	n := daysBetween(first, last)
	w, ok = windows(first, first, n, asOf)
	if !ok {
		return w, false
	}
	weeks := (n + 6) / 7
	from := first.AddDate(0, 0, -7*weeks)
	w.Before = stats.Interval{Start: from.Unix(), End: from.AddDate(0, 0, w.Days).Unix()}
	return w, true
}

// windows puts n days before one midnight and n after another, as far as they
// are over.
func windows(before, after time.Time, n int, asOf int64) (Windows, bool) {
	w := Windows{Days: n, Whole: true}
	for w.Days > 0 && after.AddDate(0, 0, w.Days).Unix() > asOf {
		w.Days, w.Whole = w.Days-1, false
	}
	w.Before = stats.Interval{Start: before.AddDate(0, 0, -w.Days).Unix(), End: before.Unix()}
	w.After = stats.Interval{Start: after.Unix(), End: after.AddDate(0, 0, w.Days).Unix()}
	return w, w.Days > 0
}

// midnight is the local midnight n days after the one before t.
func midnight(t time.Time, n int, loc *time.Location) time.Time {
	year, month, d := t.In(loc).Date()
	return time.Date(year, month, d+n, 0, 0, 0, 0, loc)
}

// ceiling is the first local midnight at or after t.
func ceiling(t time.Time, loc *time.Location) time.Time {
	if m := midnight(t, 0, loc); m.Equal(t) {
		return m
	}
	return midnight(t, 1, loc)
}

func daysBetween(a, b time.Time) int {
	n := 0
	for a.AddDate(0, 0, n).Before(b) {
		n++
	}
	return n
}

// Verdict is what a comparison says of one figure.
type Verdict string

// The verdicts. TooFew points could not show a change if there were one.
// BeganAfter was not measured yet on the launch's first day.
const (
	Better     Verdict = "better"
	WorseThan  Verdict = "worse"
	NoChange   Verdict = "no clear change"
	TooFew     Verdict = "too few to tell"
	NoVerdict  Verdict = "not measured"
	BeganAfter Verdict = "began after"
)

// Comparison is one figure before and after.
type Comparison struct {
	// Before and After are means of a point, or shares of bad events.
	Before, After       float64
	HasBefore, HasAfter bool
	// N and M are how many points, or weeks of them, were compared.
	N, M   int
	Change stats.Change
	// Met tells, of a share of bad events, whether the objective was met.
	MetBefore, MetAfter bool
	Verdict             Verdict
}

// CompareKPI compares a KPI before and after. Points count that lie inside a
// window whole. Those shorter than a week are joined to weeks first, counted
// from the launch on both sides, because days of one week are not alike: four
// weeks against four can tell, three against three cannot (stats.CompareMeans).
// up is whether more is good; neither is where both are false.
func CompareKPI(points []Point, w Windows, up, down bool) Comparison {
	before, after := inside(points, w.Before), inside(points, w.After)
	c := Comparison{HasBefore: len(before) > 0, HasAfter: len(after) > 0}
	c.Before, c.After = meanOf(before), meanOf(after)
	if !c.HasBefore || !c.HasAfter {
		c.Verdict = NoVerdict
		return c
	}
	a, b := weekly(before, w.Before, true), weekly(after, w.After, false)
	c.test(values(a), values(b))
	if c.Verdict == "" {
		rose := c.After > c.Before
		c.Verdict = NoChange
		switch {
		case !up && !down:
		case rose == up:
			c.Verdict = Better
		default:
			c.Verdict = WorseThan
		}
	}
	return c
}

// test compares two groups; it leaves the verdict open where a change was
// detected.
func (c *Comparison) test(a, b []float64) {
	c.N, c.M = len(a), len(b)
	c.Change = stats.CompareMeans(a, b)
	switch {
	case c.Change.TooFew:
		c.Verdict = TooFew
	case !c.Change.Detected:
		c.Verdict = NoChange
	}
}

// inside are the points that lie whole in a window.
func inside(points []Point, w stats.Interval) []Point {
	var out []Point
	for _, p := range points {
		if p.Start >= w.Start && p.End <= w.End && p.End > p.Start {
			out = append(out, p)
		}
	}
	return out
}

// weekly joins points to whole weeks, each the mean of its points; points of a
// week or more stay as they are. Weeks are counted back from the window's end,
// or on from its start; one that is not nearly full is left out.
func weekly(points []Point, w stats.Interval, back bool) []Point {
	if len(points) == 0 || points[0].End-points[0].Start > week-2*3600 {
		return points
	}
	type bin struct {
		sum, n float64
		length int64
	}
	bins := map[int64]*bin{}
	weeks := (w.End - w.Start + 3*3600) / week
	for _, p := range points {
		middle := (p.Start + p.End) / 2
		i := (middle - w.Start) / week
		if back {
			i = (w.End - middle) / week
		}
		if bins[i] == nil {
			bins[i] = &bin{}
		}
		bins[i].sum, bins[i].n, bins[i].length = bins[i].sum+p.Value, bins[i].n+1, bins[i].length+p.End-p.Start
	}
	var out []Point
	for i := range weeks {
		if b := bins[i]; b != nil && b.length >= week*9/10 {
			out = append(out, Point{Value: b.sum / b.n})
		}
	}
	return out
}

func values(points []Point) []float64 {
	out := make([]float64, len(points))
	for i, p := range points {
		out[i] = p.Value
	}
	return out
}

func meanOf(points []Point) float64 {
	if len(points) == 0 {
		return 0
	}
	total := 0.0
	for _, p := range points {
		total += p.Value
	}
	return total / float64(len(points))
}

// CompareRatio compares the share of bad events before and after, against an
// objective. It is worse when it failed the objective after and not before, or
// when the weekly shares are detectably higher; better the other way round. The
// objective counts by itself because it is what was promised, and because one
// grave week among four is never a detectable change.
func CompareRatio(samples []slo.Sample, w Windows, objective float64) Comparison {
	before, after := ratios(samples, w.Before, true), ratios(samples, w.After, false)
	c := Comparison{Before: before.share(), After: after.share(), HasBefore: before.total > 0, HasAfter: after.total > 0}
	switch {
	case !c.HasBefore && began(samples) >= w.Before.End+day: // not measured on its first day
		c.Verdict = BeganAfter
		return c
	case !c.HasBefore || !c.HasAfter:
		c.Verdict = NoVerdict
		return c
	}
	c.MetBefore, c.MetAfter = met(c.Before, objective), met(c.After, objective)
	c.test(before.weeks, after.weeks)
	switch {
	case c.MetBefore && !c.MetAfter:
		c.Verdict = WorseThan
	case !c.MetBefore && c.MetAfter:
		c.Verdict = Better
	case c.Verdict == "" && c.After > c.Before:
		c.Verdict = WorseThan
	case c.Verdict == "":
		c.Verdict = Better
	}
	return c
}

// met tells whether a share of bad events keeps an objective; exactly on it is
// kept, rounding aside.
func met(bad, objective float64) bool { return bad <= 1-objective+1e-12 }

// began is the first instant at which anything was measured.
func began(samples []slo.Sample) int64 {
	for _, s := range samples {
		if measured(s) && s.Total > 0 {
			return s.Start
		}
	}
	return 0
}

// ratio is bad and total of a window, and the share of each week.
type ratio struct {
	bad, total float64
	weeks      []float64
}

func (r ratio) share() float64 {
	if r.total == 0 {
		return 0
	}
	return r.bad / r.total
}

// ratios adds up samples by the share of their time inside a window, and by
// week as weekly does.
func ratios(samples []slo.Sample, w stats.Interval, back bool) ratio {
	type sum struct{ bad, total float64 }
	n := (w.End - w.Start + 3*3600) / week
	weeks := make([]sum, max(n, 0))
	var r ratio
	for _, s := range samples {
		part := overlap(Point{Start: s.Start, End: s.End}, w)
		if part == 0 || !measured(s) {
			continue
		}
		r.bad, r.total = r.bad+part*s.Bad, r.total+part*s.Total
		middle := (max(s.Start, w.Start) + min(s.End, w.End)) / 2
		i := (middle - w.Start) / week
		if back {
			i = (w.End - middle) / week
		}
		if i < n {
			weeks[i].bad, weeks[i].total = weeks[i].bad+part*s.Bad, weeks[i].total+part*s.Total
		}
	}
	for _, x := range weeks {
		if x.total > 0 {
			r.weeks = append(r.weeks, x.bad/x.total)
		}
	}
	return r
}

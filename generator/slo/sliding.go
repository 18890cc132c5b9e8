package slo

import (
	"slices"
	"sort"

	"quarterdeck/generator/stats"
)

// Sliding is the spend of the 28 days that end with an instant, for any
// instant: bad events of those days over the budget of those days, the time
// without data filled at their own mean rate (SRE workbook, example
// error-budget policy; the scale as in FourWeekShare). It is made once in one
// pass over the samples; a question costs a search.
type Sliding struct {
	// at are the instants at which something changes, ascending; between them
	// the totals grow evenly. totals[i] are those from the beginning to at[i].
	at     []int64
	totals []slidingTotals
}

// slidingTotals are sums from the beginning of time: events, the budget that
// they allow, time measured or filled, and the judged time, each of the latter
// two also weighted with the share of events that may fail.
type slidingTotals struct {
	bad, valid, budget, known, allowedKnown, allowed float64
}

func (t slidingTotals) plus(d slidingTotals, part float64) slidingTotals {
	t.bad += d.bad * part
	t.valid += d.valid * part
	t.budget += d.budget * part
	t.known += d.known * part
	t.allowedKnown += d.allowedKnown * part
	t.allowed += d.allowed * part
	return t
}

func (t slidingTotals) minus(d slidingTotals) slidingTotals { return t.plus(d, -1) }

// NewSliding prepares samples up to the instant asOf. An objective younger than
// 28 days is taken back in time, as in FourWeekShare.
func NewSliding(samples []Sample, objectives []Objective, excluded []Interval, asOf int64) *Sliding {
	r := &Sliding{}
	r.Fill(samples, objectives, excluded, asOf)
	return r
}

// Fill is NewSliding in the memory of one that is no longer needed.
func (r *Sliding) Fill(samples []Sample, objectives []Objective, excluded []Interval, asOf int64) {
	r.at, r.totals = r.at[:0], r.totals[:0]
	samples = inOrder(samples)
	objectives = inForce(objectives)
	if len(samples) == 0 || len(objectives) == 0 {
		return
	}
	start, end := samples[0].Start-fourWeeks, max(asOf, samples[len(samples)-1].End)+fourWeeks
	objectives[0].From = min(objectives[0].From, start)
	spans := timeline(Period{Start: start, End: end, AsOf: end, Excluded: stats.Union(excluded)}, objectives)
	r.at = append(slices.Grow(r.at, len(samples)+len(spans)+2), start)
	r.totals = append(slices.Grow(r.totals, len(samples)+len(spans)+2), slidingTotals{})
	at := 0
	idle := func(to int64) { // judged time without events, up to an instant
		for ; at < len(spans) && spans[at].end <= to; at++ {
			r.judge(spans[at], spans[at].end)
		}
		if at < len(spans) {
			r.judge(spans[at], to)
		}
	}
	overlay(samples, spans, func(i int, pc *piece) {
		if pc.start >= asOf {
			return
		}
		idle(pc.start)
		known := pc.known()
		r.add(pc.end, slidingTotals{
			bad: pc.bad, valid: pc.valid, budget: pc.valid * spans[i].allow, known: known,
			allowedKnown: known * spans[i].allow, allowed: pc.seconds() * spans[i].allow,
		})
	})
	idle(end)
}

// judge adds the judged time of a span from where the totals stand.
func (r *Sliding) judge(s span, to int64) {
	last := r.at[len(r.at)-1]
	if last < s.start {
		r.add(s.start, slidingTotals{})
		last = s.start
	}
	if to = min(to, s.end); to > last {
		r.add(to, slidingTotals{allowed: float64(to-last) * s.allow})
	}
}

func (r *Sliding) add(to int64, d slidingTotals) {
	r.at = append(r.at, to)
	r.totals = append(r.totals, r.totals[len(r.totals)-1].plus(d, 1))
}

// until are the totals from the beginning to an instant.
func (r *Sliding) until(t int64) slidingTotals {
	i := sort.Search(len(r.at), func(i int) bool { return r.at[i] >= t })
	switch {
	case i == 0:
		return slidingTotals{}
	case i == len(r.at):
		return r.totals[i-1]
	}
	part := float64(t-r.at[i-1]) / float64(r.at[i]-r.at[i-1])
	return r.totals[i-1].plus(r.totals[i].minus(r.totals[i-1]), part)
}

// At is the spend of the 28 days that end at t; false where they had no traffic
// or no budget.
func (r *Sliding) At(t int64) (spent float64, ok bool) {
	if len(r.at) == 0 {
		return 0, false
	}
	d := r.until(t).minus(r.until(t - fourWeeks))
	budget := d.budget
	if d.known > 0 {
		budget += d.valid / d.known * max(0, d.allowed-d.allowedKnown)
	}
	// Differences of long sums leave dust where there was nothing.
	if d.valid < 1e-6 || budget <= 0 {
		return 0, false
	}
	return max(0, d.bad) / budget, true
}

// Bad is what failed in the 28 days that end at t.
func (r *Sliding) Bad(t int64) float64 { return r.Between(t-fourWeeks, t) }

// Held lists the stretches in which the spend meets a condition. It is looked
// at on each of bounds (ascending; the ends of days); inside a day in which the
// answer changes, the instant is found to the second. A stretch that still
// lasts ends with the last bound.
func (r *Sliding) Held(bounds []int64, holds func(spent float64) bool) []Interval {
	var out []Interval
	test := func(t int64) bool {
		v, ok := r.At(t)
		return ok && holds(v)
	}
	on := false
	for i, t := range bounds {
		now := test(t)
		if now == on {
			continue
		}
		change := t
		if i > 0 {
			change = r.change(bounds[i-1], t, now, test)
		}
		if on = now; on {
			out = append(out, Interval{Start: change})
		} else {
			out[len(out)-1].End = change
		}
	}
	if on {
		out[len(out)-1].End = bounds[len(bounds)-1]
	}
	return out
}

// change finds the first instant in (from, to] at which test gives want: the
// first instant of change that does, then by halves back to the one before.
// The window's two ends move over instants of change of their own.
func (r *Sliding) change(from, to int64, want bool, test func(int64) bool) int64 {
	before := from
	for t := r.next(from); t < to; t = r.next(t) {
		if test(t) == want {
			to = t
			break
		}
		before = t
	}
	for to-before > 1 {
		if mid := before + (to-before)/2; test(mid) == want {
			to = mid
		} else {
			before = mid
		}
	}
	return to
}

// next is the first instant after t at which either end of the window meets an
// instant of change.
func (r *Sliding) next(t int64) int64 {
	after := func(t int64) (int64, bool) {
		i := sort.Search(len(r.at), func(i int) bool { return r.at[i] > t })
		if i == len(r.at) {
			return 0, false
		}
		return r.at[i], true
	}
	head, okHead := after(t)
	tail, okTail := after(t - fourWeeks)
	switch {
	case okHead && okTail:
		return min(head, tail+fourWeeks)
	case okTail:
		return tail + fourWeeks
	case okHead:
		return head
	}
	return 1 << 62
}

// Reached is the instant at which the bad events of a period, added up in order
// of time and linear inside a sample, first come to an amount; 0 if they never
// do. above asks for more than the amount.
func Reached(p Period, samples []Sample, objectives []Objective, amount float64, above bool) int64 {
	var bad sum
	var at int64
	test := func(v float64) bool {
		if above {
			return exceeds(v, amount)
		}
		return reaches(v, amount)
	}
	overlay(samples, timeline(p, objectives), func(_ int, pc *piece) {
		before := bad.value()
		bad.add(pc.bad)
		if at != 0 || pc.bad <= 0 || !test(bad.value()) {
			return
		}
		part := min(1, max(0, amount-before)/pc.bad)
		at = pc.start + int64(part*float64(pc.end-pc.start)+0.5)
	})
	return at
}

// Between is what failed from one instant to another.
func (r *Sliding) Between(from, to int64) float64 {
	if len(r.at) == 0 || to <= from {
		return 0
	}
	return max(0, r.until(to).bad-r.until(from).bad)
}

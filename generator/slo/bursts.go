package slo

import "math"

// The alert rules of the SRE workbook ("Alerting on SLOs", multiwindow,
// multi-burn-rate): 2 % of a 30-day budget in an hour, 5 % in six. A short
// window of one twelfth must burn as fast, so that a burst that is over does
// not linger.
var burnRules = [2]burnRule{
	{factor: 14.4, long: 3600, short: 300},
	{factor: 6, long: 6 * 3600, short: 1800},
}

type burnRule struct {
	factor      float64
	long, short int64 // seconds
}

const (
	// finest is the longest step, in seconds, at which a burst can be told.
	finest = 300
	// neighbours is how close, in seconds, two bursts are one.
	neighbours = 3600
)

// Burst is a stretch outside incidents that burned the budget fast.
type Burst struct {
	Start, End int64
	// Bad is the failed events in it, Excess those above the background.
	Bad, Excess float64
	// Peak is the highest burn rate over five minutes.
	Peak float64
	// Factor is the highest alert threshold that it met: 14.4 or 6.
	Factor float64
}

// BurstReport is the bursts of a period in order of time. TooCoarse tells that
// the samples are longer than five minutes, so that none is claimed.
type BurstReport struct {
	Bursts    []Burst
	TooCoarse bool
}

// atom is a part of a sample that is all inside incidents or all outside.
type atom struct {
	start, end   int64
	bad, budget  float64 // bad is 0 inside incidents
	fine         bool    // short enough a sample, outside incidents
	inside       bool
	peak, factor float64
}

// findBursts finds the stretches outside incidents whose burn rate is above the
// fast-burn thresholds. A sample belongs to a burst when it lies in a window
// that would have alerted and itself burns at the rule's rate; bursts less than
// an hour apart are one, unless an incident lies between. Inside a window the
// failures of incidents do not count while their traffic does: otherwise the
// last minute of an outage would be judged as if it were an hour.
func findBursts(p Period, samples []Sample, objectives []Objective, stays []stay) BurstReport {
	spans := timeline(p, objectives, edgesOf(stays))
	inside := crowd(spans, stays)
	coarse, near := survey(samples, spans, inside)
	if coarse || len(near) == 0 {
		return BurstReport{TooCoarse: coarse}
	}
	return BurstReport{Bursts: burstsIn(near, samples, spans, inside)}
}

// survey tells whether most of the measured time lies in samples that are too
// long, and where bursts can be: a window reaches a rate only where a sample
// does, so the longest window before and after each such sample is all that has
// to be looked at.
func survey(samples []Sample, spans []span, inside []int) (coarse bool, near []Interval) {
	slowest := burnRules[len(burnRules)-1]
	var long, all float64
	overlay(samples, spans, func(i int, pc *piece) {
		all += pc.seconds()
		if pc.step > finest {
			long += pc.seconds()
		}
		if inside[i] > 0 || !burns(pc.bad, pc.valid*spans[i].allow, slowest.factor) {
			return
		}
		around := Interval{Start: pc.start - slowest.long, End: pc.end + slowest.long}
		if last := len(near) - 1; last >= 0 && around.Start <= near[last].End {
			near[last].End = around.End
		} else {
			near = append(near, around)
		}
	})
	return long > all/2, near
}

// burns tells whether bad events burn a budget at a rate or faster. Without a
// budget there is no rate.
func burns(bad, budget, factor float64) bool {
	return bad > 0 && budget > 0 && bad >= factor*budget*(1-1e-9)
}

// burstsIn finds the bursts in some stretches of time. Totals run from the
// beginning, so that a window holds the same to the last digit whatever is
// looked at.
func burstsIn(near []Interval, samples []Sample, spans []span, inside []int) []Burst {
	var bursts []Burst
	var w windowSums
	finish := func() {
		for _, rule := range burnRules {
			w.mark(rule)
		}
		bursts = append(bursts, gather(w.atoms)...)
		w.restart()
	}
	w.restart()
	overlay(samples, spans, func(i int, pc *piece) {
		for len(near) > 0 && near[0].End <= pc.start {
			finish()
			near = near[1:]
		}
		a := atom{start: pc.start, end: pc.end, budget: pc.valid * spans[i].allow, inside: inside[i] > 0}
		if !a.inside {
			a.bad = pc.bad
			a.fine = pc.step <= finest
		}
		if len(near) > 0 && near[0].Start < pc.end {
			w.take(&a)
		} else {
			w.pass(&a)
		}
	})
	finish()
	return bursts
}

// mark finds the atoms that belong to a burst by one rule: those that burn at
// its rate inside a long window that ended in an alert.
func (w *windowSums) mark(rule burnRule) {
	atoms := w.atoms
	alerts, hot := make([]bool, len(atoms)), make([]bool, len(atoms))
	long, short := 0, 0 // the first atom in each window
	for i := range atoms {
		for atoms[short].end <= atoms[i].end-rule.short {
			short++
		}
		for atoms[long].end <= atoms[i].end-rule.long {
			long++
		}
		bad, budget := w.between(short, i, rule.short)
		if rule.short == finest && budget > 0 {
			atoms[i].peak = bad / budget
		}
		if hot[i] = burns(bad, budget, rule.factor); hot[i] {
			bad, budget = w.between(long, i, rule.long)
			alerts[i] = burns(bad, budget, rule.factor)
		}
	}
	// The starts of the long window of the next alert and of the next short
	// window that burns: a lone failure hours before a burst is in the first
	// and not in the second.
	reach, near := int64(math.MaxInt64), int64(math.MaxInt64)
	for i := len(atoms) - 1; i >= 0; i-- {
		a := &atoms[i]
		if alerts[i] {
			reach = a.end - rule.long
		}
		if hot[i] {
			near = a.end - rule.short
		}
		if a.fine && a.end > reach && a.end > near && burns(a.bad, a.budget, rule.factor) {
			a.factor = max(a.factor, rule.factor)
		}
	}
}

// gather joins the marked atoms to bursts.
func gather(atoms []atom) []Burst {
	var bursts []Burst
	incident := false // since the last marked atom
	for _, a := range atoms {
		incident = incident || a.inside
		if a.factor == 0 {
			continue
		}
		if last := len(bursts) - 1; last >= 0 && !incident && a.start-bursts[last].End < neighbours {
			b := &bursts[last]
			b.End, b.Peak, b.Factor = a.end, max(b.Peak, a.peak), max(b.Factor, a.factor)
		} else {
			bursts = append(bursts, Burst{Start: a.start, End: a.end, Peak: a.peak, Factor: a.factor})
		}
		incident = false
	}
	return bursts
}

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

// Bursts finds the stretches outside incidents whose burn rate is above the
// fast-burn thresholds. A sample belongs to a burst when it lies in a window
// that would have alerted and itself burns at the rule's rate; bursts less than
// an hour apart are one, unless an incident lies between. Inside a window the
// failures of incidents do not count while their traffic does: otherwise the
// last minute of an outage would be judged as if it were an hour.
func Bursts(p Period, samples []Sample, objectives []Objective, windows []Window, lag int64) BurstReport {
	_, stays := staysOf(p, windows, lag)
	report := findBursts(p, samples, objectives, stays)
	book := newLedger(p, samples, objectives, stays, report.Bursts, nil)
	book.splitUnexplained(report.Bursts)
	return report
}

// atom is a part of a sample that is all inside incidents or all outside.
type atom struct {
	start, end   int64
	bad, budget  float64 // bad is 0 inside incidents
	fine         bool    // short enough a sample, outside incidents
	inside       bool
	peak, factor float64
}

func findBursts(p Period, samples []Sample, objectives []Objective, stays []stay) BurstReport {
	spans := timeline(p, objectives, edgesOf(stays))
	inside := crowd(spans, stays)
	if coarse, fast := survey(samples, spans, inside); coarse || !fast {
		return BurstReport{TooCoarse: coarse}
	}
	atoms := atomsOf(samples, spans, inside)
	for _, rule := range burnRules {
		mark(atoms, rule)
	}
	return BurstReport{Bursts: gather(atoms)}
}

// survey tells whether most of the measured time lies in samples that are too
// long, and whether any burns fast: a window reaches a rate only where a sample
// does, so most quarters are done here.
func survey(samples []Sample, spans []span, inside []int) (coarse, fast bool) {
	lowest := burnRules[len(burnRules)-1].factor
	var long, all float64
	overlay(samples, spans, func(i int, pc *piece) {
		all += pc.seconds()
		if pc.step > finest {
			long += pc.seconds()
		}
		if inside[i] == 0 && burns(pc.bad, pc.valid*spans[i].allow, lowest) {
			fast = true
		}
	})
	return long > all/2, fast
}

// burns tells whether bad events burn a budget at a rate or faster. Without a
// budget there is no rate.
func burns(bad, budget, factor float64) bool {
	return bad > 0 && budget > 0 && bad >= factor*budget*(1-1e-9)
}

func atomsOf(samples []Sample, spans []span, inside []int) []atom {
	atoms := make([]atom, 0, len(samples)+len(spans))
	overlay(samples, spans, func(i int, pc *piece) {
		a := atom{start: pc.start, end: pc.end, budget: pc.valid * spans[i].allow, inside: inside[i] > 0}
		if !a.inside {
			a.bad = pc.bad
			a.fine = pc.step <= finest
		}
		atoms = append(atoms, a)
	})
	return atoms
}

// mark finds the atoms that belong to a burst by one rule: those that burn at
// its rate inside a long window that ended in an alert.
func mark(atoms []atom, rule burnRule) {
	long, short := newTrailing(atoms, rule.long), newTrailing(atoms, rule.short)
	alerts, hot := make([]bool, len(atoms)), make([]bool, len(atoms))
	for i := range atoms {
		longBad, longBudget := long.next()
		shortBad, shortBudget := short.next()
		hot[i] = burns(shortBad, shortBudget, rule.factor)
		alerts[i] = hot[i] && burns(longBad, longBudget, rule.factor)
		if rule.short == finest && shortBudget > 0 {
			atoms[i].peak = shortBad / shortBudget
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

// trailing sums the atoms in a window that ends with each of them in turn; the
// atom that the window's start cuts counts by its share.
type trailing struct {
	atoms                   []atom
	length                  int64
	first, last             int
	bad, budget             sum // of all atoms up to last
	droppedBad, droppedFund sum // of the atoms before first
}

func newTrailing(atoms []atom, length int64) *trailing {
	return &trailing{atoms: atoms, length: length, last: -1}
}

func (w *trailing) next() (bad, budget float64) {
	w.last++
	newest := w.atoms[w.last]
	w.bad.add(newest.bad)
	w.budget.add(newest.budget)
	from := newest.end - w.length
	for w.atoms[w.first].end <= from {
		w.droppedBad.add(w.atoms[w.first].bad)
		w.droppedFund.add(w.atoms[w.first].budget)
		w.first++
	}
	bad, budget = w.bad.minus(w.droppedBad), w.budget.minus(w.droppedFund)
	if cut := w.atoms[w.first]; cut.start < from {
		part := float64(from-cut.start) / float64(cut.end-cut.start)
		bad -= cut.bad * part
		budget -= cut.budget * part
	}
	return max(0, bad), max(0, budget)
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

package slo

import "sort"

// AlertRule is one rule of a multi-window alert: it fires while both windows
// (seconds) burn at Factor times the even rate or faster.
type AlertRule struct {
	Factor      float64
	Long, Short int64
}

// AlertRules are the SRE workbook's ("Alerting on SLOs", table of recommended
// parameters, 30-day budget): 2 % in an hour, 5 % in six, and for tickets 10 %
// in a day and 10 % in three. The short window is a twelfth of the long one.
func AlertRules() []AlertRule {
	return []AlertRule{
		{Factor: 14.4, Long: 3600, Short: 300},
		{Factor: 6, Long: 6 * 3600, Short: 1800},
		{Factor: 3, Long: 24 * 3600, Short: 2 * 3600},
		{Factor: 1, Long: 72 * 3600, Short: 6 * 3600},
	}
}

// longestAlert is how far back, in seconds, the rules look.
const longestAlert = 72 * 3600

// Alert says when a standard alert would have told of an incident.
type Alert struct {
	// At is the end of the sample with which a rule began to fire, 0 if none
	// did. Of several at once Rule is the fastest.
	At   int64
	Rule AlertRule
	// Standing are the rules that were firing already when the incident began:
	// they tell nobody anything new until they have been quiet.
	Standing []AlertRule
	// TooCoarse tells that samples of the time are longer than five minutes,
	// so that nothing is claimed; Unmeasured that there were none.
	TooCoarse, Unmeasured bool
}

// AlertSpan is the time that FirstAlert reads samples of.
func AlertSpan(from, until int64) Interval { return Interval{Start: from - longestAlert, End: until} }

// FirstAlert finds the first rule that begins to fire in (from, until]. Alerts
// know neither quarters nor incidents: they look back as far as their windows
// reach and count every failure. Of p only AsOf and Excluded matter. Where
// samples are missing, windows hold what there is, as the ratio of two rates
// does in a query.
func FirstAlert(p Period, samples []Sample, objectives []Objective, from, until int64) Alert {
	span := AlertSpan(from, until)
	p.Start, p.End = span.Start, span.End
	atoms, coarse := alertAtoms(p, samples, objectives, from)
	if len(atoms) == 0 || atoms[len(atoms)-1].end <= from {
		return Alert{Unmeasured: true}
	}
	if coarse {
		return Alert{TooCoarse: true}
	}
	var first Alert
	sums := newWindowSums(atoms)
	for _, rule := range AlertRules() {
		at, standing := sums.firing(rule, from)
		if standing {
			first.Standing = append(first.Standing, rule)
		}
		if at != 0 && (first.At == 0 || at < first.At) {
			first.At, first.Rule = at, rule
		}
	}
	return first
}

// alertAtoms cuts the samples at the edges of objectives and exclusions; coarse
// tells whether most of the time from an hour before the incident on lies in
// samples of more than five minutes.
func alertAtoms(p Period, samples []Sample, objectives []Objective, from int64) (atoms []atom, coarse bool) {
	spans := timeline(p, objectives)
	atoms = make([]atom, 0, len(samples)+len(spans))
	var long, all float64
	overlay(samples, spans, func(i int, pc *piece) {
		atoms = append(atoms, atom{start: pc.start, end: pc.end, bad: pc.bad, budget: pc.valid * spans[i].allow})
		if pc.end <= from-hourLength {
			return
		}
		all += pc.seconds()
		if pc.step > finest {
			long += pc.seconds()
		}
	})
	return atoms, long > all/2
}

// firing is the end of the first atom after from with which a rule begins to
// fire, 0 for none, and whether it was firing at from.
func (w *windowSums) firing(rule AlertRule, from int64) (at int64, standing bool) {
	next := sort.Search(len(w.atoms), func(i int) bool { return w.atoms[i].end > from })
	if next > 0 {
		standing = w.fires(next-1, rule)
	}
	before := standing
	for i := next; i < len(w.atoms); i++ {
		now := w.fires(i, rule)
		if now && !before {
			return w.atoms[i].end, standing
		}
		before = now
	}
	return 0, standing
}

// windowSums answers what any window over the atoms held, by running totals.
type windowSums struct {
	atoms       []atom
	bad, budget []sum // before each atom, and of all of them
}

func newWindowSums(atoms []atom) windowSums {
	w := windowSums{atoms: atoms, bad: make([]sum, 1, len(atoms)+1), budget: make([]sum, 1, len(atoms)+1)}
	for i := range atoms {
		w.add(&atoms[i])
	}
	return w
}

// take keeps one more atom.
func (w *windowSums) take(a *atom) {
	w.atoms = append(w.atoms, *a)
	w.add(a)
}

func (w *windowSums) add(a *atom) {
	w.bad, w.budget = append(w.bad, w.bad[len(w.bad)-1]), append(w.budget, w.budget[len(w.budget)-1])
	w.pass(a)
}

// pass adds an atom to the totals without keeping it.
func (w *windowSums) pass(a *atom) {
	w.bad[len(w.bad)-1].add(a.bad)
	w.budget[len(w.budget)-1].add(a.budget)
}

// restart forgets the atoms and keeps the totals.
func (w *windowSums) restart() {
	var bad, budget sum
	if n := len(w.bad); n > 0 {
		bad, budget = w.bad[n-1], w.budget[n-1]
	}
	w.atoms, w.bad, w.budget = w.atoms[:0], append(w.bad[:0], bad), append(w.budget[:0], budget)
}

// fires tells whether both windows of a rule that end with an atom burn at its
// rate.
func (w *windowSums) fires(last int, rule AlertRule) bool {
	bad, budget := w.window(last, rule.Short)
	if !burns(bad, budget, rule.Factor) {
		return false
	}
	bad, budget = w.window(last, rule.Long)
	return burns(bad, budget, rule.Factor)
}

// window is what the seconds up to the end of an atom held.
func (w *windowSums) window(last int, seconds int64) (bad, budget float64) {
	from := w.atoms[last].end - seconds
	return w.between(sort.Search(last, func(i int) bool { return w.atoms[i].end > from }), last, seconds)
}

// between is the same with the first atom known; the one that the window's
// start cuts counts by its share.
func (w *windowSums) between(first, last int, seconds int64) (bad, budget float64) {
	from := w.atoms[last].end - seconds
	bad, budget = w.bad[last+1].minus(w.bad[first]), w.budget[last+1].minus(w.budget[first])
	if cut := &w.atoms[first]; cut.start < from {
		part := float64(from-cut.start) / float64(cut.end-cut.start)
		bad -= cut.bad * part
		budget -= cut.budget * part
	}
	return max(0, bad), max(0, budget)
}

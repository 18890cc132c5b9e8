package report

import (
	"cmp"
	"slices"

	"quarterdeck/generator/business"
	"quarterdeck/generator/config"
	"quarterdeck/generator/slo"
)

const (
	// rollingDays is the trailing window of the rolling view.
	rollingDays = 28
	// causeShare is the share of one quarter's budget from which a cause is
	// worth imagining away.
	causeShare = 0.05
	// shortHistory is how many finished quarters an answer needs before it is
	// more than an anecdote: a year.
	shortHistory = 4
)

// RollingShare is on how many of the days judged the 28 days up to and with it
// would have met an objective.
type RollingShare struct {
	Met int `json:"met" audience:"public"`
	Of  int `json:"of" audience:"public"`
}

// WithoutCause is an objective's history without the incidents of one trigger
// or root cause: their events stay and did not fail.
type WithoutCause struct {
	// Kind is trigger or root_cause.
	Kind  string `json:"kind" audience:"public"`
	Cause Term   `json:"cause" audience:"public"`
	// Most is the largest share it took of one quarter's budget, in Quarter.
	Most      float64          `json:"most" audience:"public"`
	Quarter   Ref              `json:"quarter" audience:"public"`
	Incidents []Ref            `json:"incidents" audience:"public"`
	Verdicts  []WithoutVerdict `json:"candidates" audience:"public"`
}

// WithoutVerdict is how many judged quarters would have met a candidate, with
// the cause (AsItWas) and without it (Met); Gained are the quarters between.
type WithoutVerdict struct {
	Target  float64  `json:"target" audience:"public"`
	Current bool     `json:"current,omitempty" audience:"public"`
	Met     int      `json:"met" audience:"public"`
	AsItWas int      `json:"as_it_was" audience:"public"`
	Of      int      `json:"of" audience:"public"`
	Gained  []string `json:"gained" audience:"public"`
}

// NextNine is what a tighter objective would have been worth, in failed events
// and where their value is stated in money, against its stated cost. Nothing is
// priced that the site does not price.
type NextNine struct {
	Target float64 `json:"target" audience:"public"`
	// Cost a year in Currency, null where none is stated.
	Cost     *float64 `json:"cost_a_year" audience:"money"`
	Currency string   `json:"currency,omitempty" audience:"money"`
	Note     string   `json:"note,omitempty" audience:"money"`
	// Saved is the failed events beyond what Target allows, over the last
	// Quarters judged, at most a year; Met of them met it as they were.
	Saved    float64 `json:"failures_beyond_it" audience:"public"`
	Quarters int     `json:"quarters" audience:"public"`
	Met      int     `json:"met" audience:"public"`
	Counts   string  `json:"counts" audience:"public"`
	// PerEvent is Cost ÷ Saved where a whole year was judged; null otherwise.
	PerEvent *float64 `json:"cost_per_failure_avoided" audience:"public"`
	// Worth is Saved × Lost × Each: what failed beyond it was worth, null where
	// no team states a value; Lost is the fraction lost for good, and Assumption
	// where the two come from.
	Worth      *Money  `json:"value_beyond_it" audience:"money"`
	Each       *Money  `json:"value_of_one" audience:"money"`
	Lost       float64 `json:"lost_share,omitempty" audience:"money"`
	Assumption string  `json:"assumption,omitempty" audience:"money"`
}

// The kinds of causes.
const (
	kindTrigger   = "trigger"
	kindRootCause = "root_cause"
)

// tallies keeps a quarter's days for windows that roll over its edges, whole
// days only: the one in which the present falls is not over.
func tallies(days []slo.Day, asOf int64) []slo.DayTally {
	var out []slo.DayTally
	for _, d := range days {
		if !d.Ahead && d.End <= asOf {
			out = append(out, slo.DayTally{Valid: d.Valid, Bad: d.Bad, Expected: d.Expected, Covered: d.Covered * d.Expected})
		}
	}
	return out
}

// dayTallies are the quarter's days that have ended; of a quarter whose samples
// are gone, from the days as they were kept.
func (q *SLOQuarter) dayTallies(asOf int64) []slo.DayTally {
	if q.tallies != nil {
		return q.tallies
	}
	var out []slo.DayTally
	for i, d := range q.Days {
		end := q.End
		if i+1 < len(q.Days) {
			end = q.Days[i+1].Start
		}
		if !d.Future && end.Unix() <= asOf {
			expected := 86400.0
			if !d.Start.IsZero() {
				expected = float64(min(end.Unix(), asOf) - d.Start.Unix())
			}
			out = append(out, slo.DayTally{Valid: value(d.Valid), Bad: value(d.Bad), Expected: expected, Covered: d.Coverage * expected})
		}
	}
	return out
}

// rolling holds the candidates against every trailing window of 28 days.
func (b *builder) rolling(id string, list []Candidate) {
	var days []slo.DayTally
	for _, q := range b.whole[id] {
		if q != nil {
			days = append(days, q.dayTallies(b.asOf)...)
		}
	}
	for i, r := range slo.Rolling(days, rollingDays, targetsOf(list), b.in.Config.Budget.MinCoverage) {
		if r.Judged > 0 {
			list[i].Rolling = &RollingShare{Met: r.Met, Of: r.Judged}
		}
	}
}

func targetsOf(list []Candidate) []float64 {
	out := make([]float64, len(list))
	for i, c := range list {
		out[i] = c.Target
	}
	return out
}

// withoutCauses holds the candidates against the history without each cause
// that took a twentieth of a quarter's budget anywhere.
func (b *builder) withoutCauses(id string, list []Candidate) []WithoutCause {
	out := []WithoutCause{}
	for _, kind := range [...]string{kindTrigger, kindRootCause} {
		for _, cause := range b.causesOn(id, kind) {
			w := WithoutCause{Kind: kind, Cause: cause, Incidents: []Ref{}, Verdicts: []WithoutVerdict{}}
			b.mostOf(id, &w)
			if w.Most < causeShare {
				continue
			}
			b.imagine(id, list, &w)
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(x, y WithoutCause) int {
		return cmp.Or(cmp.Compare(y.gain(), x.gain()), cmp.Compare(y.Most, x.Most), cmp.Compare(x.Cause.ID, y.Cause.ID))
	})
	return out
}

// portion is the share of an incident that counts for the cause: all of it for
// its trigger, an equal part for each of its root causes.
func (w *WithoutCause) portion(in *IncidentRef) float64 {
	switch {
	case w.Kind != kindTrigger:
		return portionOf(in, w.Cause.ID)
	case in.Trigger != nil && in.Trigger.ID == w.Cause.ID:
		return 1
	}
	return 0
}

// gain is how many more quarters would have met the objective in force, then
// any other.
func (w *WithoutCause) gain() int {
	n := 0
	for _, v := range w.Verdicts {
		if v.Current {
			n += 1000 * (v.Met - v.AsItWas)
		} else {
			n += v.Met - v.AsItWas
		}
	}
	return n
}

// causesOn are the triggers or root causes of the incidents that spent an
// objective, by id.
func (b *builder) causesOn(id, kind string) []Term {
	var out []Term
	for _, q := range b.whole[id] {
		if q == nil {
			continue
		}
		for _, p := range q.Spend.Parts {
			if p.Incident == nil {
				continue
			}
			terms := p.Incident.RootCauses
			if kind == kindTrigger {
				terms = nil
				if p.Incident.Trigger != nil {
					terms = []Term{*p.Incident.Trigger}
				}
			}
			for _, t := range terms {
				if !hasCause(out, t.ID) {
					out = append(out, t)
				}
			}
		}
	}
	slices.SortFunc(out, func(x, y Term) int { return cmp.Compare(x.ID, y.ID) })
	return out
}

// mostOf finds what a cause took at its worst, and by which incidents in all.
func (b *builder) mostOf(id string, w *WithoutCause) {
	for _, q := range b.whole[id] {
		if q == nil {
			continue
		}
		share := 0.0
		for _, p := range q.Spend.Parts {
			if p.Incident == nil || p.Bad <= 0 {
				continue
			}
			if portion := w.portion(p.Incident); portion > 0 {
				share += portion * value(p.Share)
				w.Incidents = appendRef(w.Incidents, p.Incident.Ref)
			}
		}
		if share > w.Most {
			w.Most, w.Quarter = share, Ref{ID: q.Quarter, Name: b.label(q.Quarter), URL: quarterURL(q.Quarter)}
		}
	}
	sortRefs(w.Incidents)
}

// imagine judges the candidates again without the cause.
func (b *builder) imagine(id string, list []Candidate, w *WithoutCause) {
	portion := func(slug string) float64 {
		in := b.incidentBySlug(slug)
		if in == nil {
			return 0
		}
		return w.portion(ptr(in.ref()))
	}
	a := slo.Achievable(targetsOf(list), slo.Without(b.results[id], portion), b.in.Config.Budget.MinCoverage)
	for i, c := range a.Candidates {
		v := WithoutVerdict{Target: c.Target, Current: list[i].Current, Met: c.Met, AsItWas: list[i].Met, Of: c.Judged, Gained: []string{}}
		for j, q := range c.Quarters {
			if q.Met && !list[i].Quarters[j].Met {
				v.Gained = append(v.Gained, q.Label)
			}
		}
		w.Verdicts = append(w.Verdicts, v)
	}
}

// nines says what tighter objectives would have been worth: those whose cost
// is stated, else the next candidate beyond the one in force.
func (b *builder) nines(c config.SLO, list []Candidate) []NextNine {
	out := []NextNine{}
	stated := slices.Clone(c.Nines)
	slices.SortStableFunc(stated, func(x, y config.Nine) int { return cmp.Compare(x.Target, y.Target) })
	for _, n := range stated {
		if x, ok := b.nine(c, n.Target); ok {
			x.Cost, x.Currency, x.Note = ptr(n.Cost), n.Currency, n.Note
			if x.Quarters == shortHistory && x.Saved > 0 {
				x.PerEvent = ptr(n.Cost / x.Saved)
			}
			out = append(out, x)
		}
	}
	if len(stated) > 0 {
		return out
	}
	current := c.Objectives[len(c.Objectives)-1].Target
	for _, x := range list {
		if x.Target > current {
			if n, ok := b.nine(c, x.Target); ok {
				out = append(out, n)
			}
			break
		}
	}
	return out
}

// nine counts what failed beyond a target over the last year judged.
func (b *builder) nine(c config.SLO, target float64) (NextNine, bool) {
	a := slo.Achievable([]float64{target}, b.results[c.ID], b.in.Config.Budget.MinCoverage)
	quarters := a.Candidates[0].Quarters
	quarters = quarters[max(0, len(quarters)-shortHistory):]
	n := NextNine{Target: target, Quarters: len(quarters), Counts: cmp.Or(c.Counts, "events")}
	for _, v := range quarters {
		if v.Met {
			n.Met++
		}
	}
	n.Saved = slo.Beyond(quarters)
	if v, ok := b.statedValue(c); ok {
		n.Each, n.Lost, n.Assumption = &Money{v.Currency, v.Amount}, v.Lost, v.Assumption
		n.Worth = &Money{v.Currency, business.PriceOf(n.Saved, 0, v.Lost, v.Amount).Money}
	}
	return n, len(quarters) > 0
}

// statedValue is what an event of an objective is worth: as its owner says, else
// any other team.
func (b *builder) statedValue(c config.SLO) (config.Value, bool) {
	if c.Method != config.Events {
		return config.Value{}, false
	}
	if owner, ok := b.ownerAt(c.Service, unixUTC(b.asOf-1)); ok {
		t, _ := b.team(owner.ID)
		if v, ok := valueOf(t, c.ID); ok {
			return v, true
		}
	}
	for _, t := range b.in.Config.Teams {
		if v, ok := valueOf(t, c.ID); ok {
			return v, true
		}
	}
	return config.Value{}, false
}

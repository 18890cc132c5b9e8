package slo

import (
	"math"

	"quarterdeck/generator/stats"
)

// Thresholds are where verdicts begin.
type Thresholds struct {
	// MinCoverage is the coverage below which no verdict is given.
	MinCoverage float64
	// AtRisk is the share of the budget from which an SLO is at risk.
	AtRisk float64
}

// DefaultThresholds is 90 % coverage, at risk from 75 % spent.
func DefaultThresholds() Thresholds { return Thresholds{MinCoverage: 0.9, AtRisk: 0.75} }

// Tally is an amount of events and the time they were counted in, in seconds.
type Tally struct {
	Valid, Bad, Seconds float64
}

// Result is what an SLO came to in a period. No field is ever NaN or infinite.
type Result struct {
	State  State
	Reason Reason
	// Measured tells whether there were valid events: without it SLI, Spent,
	// Remaining and OnCourse say nothing.
	Measured bool
	// Running tells whether the period had not ended.
	Running bool

	Valid, Bad float64
	// SLI is good ÷ valid events.
	SLI float64
	// Budget is the bad events that the measured traffic allowed: Σ Bᵢ·Nᵢ over
	// the stretches of the objectives.
	Budget float64
	// WholeValid is N̂, the valid events of the whole period, the time without
	// data filled at the mean rate: N × length ÷ time covered or filled. WholeBudget is
	// the bad events they would allow, each stretch by its own objective.
	WholeValid, WholeBudget float64
	// Allowed is what Spent is a share of: WholeBudget while the period runs,
	// Budget once it is over.
	Allowed float64
	// NoBudget marks an SLO that allows no failure (100 %): Spent is 0 and Bad
	// is what there is to say.
	NoBudget bool
	// Spent is Bad ÷ Allowed; Remaining is 1 − Spent, negative when overspent.
	Spent, Remaining float64
	// OnCourse is Bad ÷ Budget: what a running period ends at if the rest is
	// like the part so far. Only when HasOnCourse.
	OnCourse    float64
	HasOnCourse bool

	// Length is the judged time of the whole period, Expected the part of it
	// that has passed, Covered what was measured of that (Σ coverage × length),
	// all in seconds. Coverage is Covered ÷ Expected.
	Length, Expected, Covered, Coverage float64
	// AssumedShare is the share of Valid that was placed by assumption.
	AssumedShare float64
	// Exhausted is the instant at which the bad events first exceeded Allowed,
	// 0 if they never did.
	Exhausted int64
	// Excluded is what exclusions took out of the period.
	Excluded Tally
}

// Share is an amount of bad events as a share of the period's budget, 0 where
// there is no budget.
func (r Result) Share(bad float64) float64 {
	if r.Allowed <= 0 {
		return 0
	}
	return bad / r.Allowed
}

// Evaluate judges an SLO over a period.
//
// SLI = ΣG ÷ ΣN (SRE workbook, "Implementing SLOs"); budget, spend, the
// projection of a running period and the states as the methodology page says.
func Evaluate(p Period, samples []Sample, objectives []Objective, th Thresholds) Result {
	spans := timeline(p, objectives)
	r := Result{Running: p.Running()}
	measured := r.measure(spans, samples)
	r.Excluded = excludedTally(p, samples, objectives)
	switch {
	case len(spans) == 0:
		r.Reason = NoObjective
		return r
	case !measured:
		r.Reason = NoSamples
		return r
	case r.Valid == 0:
		r.Reason = NoTraffic
		return r
	}
	r.spend()
	r.State, r.Reason = r.verdict(th)
	if exceeds(r.Bad, r.Allowed) {
		r.Exhausted = exhausted(r.Allowed, spans, samples)
	}
	return r
}

// stretch is what was counted in one span.
type stretch struct {
	valid, bad, covered, known sum
	assumed                    float64
}

func (s *stretch) add(pc *piece) {
	s.valid.add(pc.valid)
	s.bad.add(pc.bad)
	s.covered.add(pc.covered())
	s.known.add(pc.known())
	s.assumed += pc.assumed()
}

// measure fills in what was counted and what it allows; false without samples.
func (r *Result) measure(spans []span, samples []Sample) bool {
	stretches := make([]stretch, len(spans))
	measured := false
	overlay(samples, spans, func(i int, pc *piece) {
		measured = true
		stretches[i].add(pc)
	})
	var valid, bad, budget, covered, assumed sum
	for i, s := range stretches {
		valid.add(s.valid.value())
		bad.add(s.bad.value())
		budget.add(s.valid.value() * spans[i].allow)
		covered.add(s.covered.value())
		assumed.add(s.assumed)
	}
	r.Valid, r.Bad, r.Covered = valid.value(), bad.value(), covered.value()
	r.Budget = budget.value()
	r.Measured = r.Valid > 0
	for _, s := range spans {
		r.Length += s.seconds()
		if !s.ahead {
			r.Expected += s.seconds()
		}
	}
	r.project(spans, stretches)
	if r.Expected > 0 {
		r.Coverage = r.Covered / r.Expected
	}
	if r.Measured {
		r.SLI = (r.Valid - r.Bad) / r.Valid
		r.AssumedShare = assumed.value() / r.Valid
	}
	return measured
}

// project fills the time without data, past and to come, at the mean rate.
// Without any covered time there is no rate, and nothing is projected.
func (r *Result) project(spans []span, stretches []stretch) {
	r.WholeValid, r.WholeBudget = r.Valid, r.Budget
	var known sum
	for i := range stretches {
		known.add(stretches[i].known.value())
	}
	if known.value() <= 0 {
		return
	}
	rate := r.Valid / known.value()
	var missing sum
	for i, s := range spans {
		missing.add(s.allow * rate * max(0, s.seconds()-stretches[i].known.value()))
	}
	r.WholeValid = max(r.Valid, rate*r.Length)
	r.WholeBudget = r.Budget + missing.value()
}

// spend relates the bad events to the budget.
func (r *Result) spend() {
	r.Allowed = r.Budget
	if r.Running {
		r.Allowed = r.WholeBudget
		r.HasOnCourse = r.Budget > 0 || r.Bad == 0
		if r.Budget > 0 {
			r.OnCourse = r.Bad / r.Budget
		}
	}
	r.NoBudget = r.Allowed <= 0
	r.Spent = r.Share(r.Bad)
	r.Remaining = 1 - r.Spent
}

// verdict gives the state, in the order of precedence, from unrounded figures.
func (r *Result) verdict(th Thresholds) (State, Reason) {
	low := !reaches(r.Coverage, th.MinCoverage)
	switch {
	case r.WholeBudget <= 0 && r.Bad > 0:
		return Overspent, NoneAllowed
	case low && r.Covered > 0 && exceeds(r.Bad, r.WholeBudget):
		return Overspent, WholeSpent
	case low:
		return Incomplete, LowCoverage
	case r.Bad > 0 && exceeds(r.Bad, r.Allowed):
		return Overspent, BudgetSpent
	case r.NoBudget:
		return Within, InBudget
	case reaches(r.Bad, th.AtRisk*r.Allowed):
		return AtRisk, NearlySpent
	case r.Running && exceeds(r.Bad, r.Budget):
		return AtRisk, OnCourseOver
	}
	return Within, InBudget
}

// exhausted is the instant at which the bad events, added up in order of time,
// first exceed what is allowed, linear inside a sample; 0 if they never do.
func exhausted(allowed float64, spans []span, samples []Sample) int64 {
	var bad sum
	var at int64
	overlay(samples, spans, func(_ int, pc *piece) {
		before := bad.value()
		bad.add(pc.bad)
		if at != 0 || !exceeds(bad.value(), allowed) {
			return
		}
		part := max(0, allowed-before) / pc.bad
		at = pc.start + int64(math.Round(part*float64(pc.end-pc.start)))
	})
	return at
}

// excludedTally adds up what the exclusions cover.
func excludedTally(p Period, samples []Sample, objectives []Objective) Tally {
	excluded := stats.Union(p.Excluded)
	if len(excluded) == 0 {
		return Tally{}
	}
	p.Excluded = nil
	edges := make([]int64, 0, 2*len(excluded))
	for _, x := range excluded {
		edges = append(edges, x.Start, x.End)
	}
	var left []span
	for _, s := range timeline(p, objectives, edges) {
		for len(excluded) > 0 && excluded[0].End <= s.start {
			excluded = excluded[1:]
		}
		if len(excluded) > 0 && excluded[0].Start <= s.start {
			left = append(left, s)
		}
	}
	var out Result
	out.measure(left, samples)
	return Tally{Valid: out.Valid, Bad: out.Bad, Seconds: out.Length}
}

package report

import (
	"cmp"
	"slices"

	"quarterdeck/generator/config"
	"quarterdeck/generator/slo"
)

// The states of a policy's step, gravest first.
const (
	stepInForce     = "in_force"
	stepExcepted    = "excepted"
	stepDone        = "done" // what it demands is there
	stepEnded       = "ended"
	stepNotMet      = "not_met"
	stepNotMeasured = "not_measured"
)

func stepRank(state string) int {
	return slices.Index([]string{stepInForce, stepExcepted, stepDone, stepEnded, stepNotMet, stepNotMeasured}, state)
}

// policy says how each step of a team's policy stands in a quarter. Earlier
// quarters' reports are made already.
func (b *builder) policy(tq *TeamQuarter) *Policy {
	c := b.in.Config.PolicyOf(tq.Team.ID)
	p := &Policy{Decider: c.Decider, Steps: []PolicyStep{}, Exceptions: b.exceptions(c, tq), Definition: defPolicy}
	if len(tq.SLOs) == 0 {
		return p
	}
	for _, s := range c.Steps {
		step := PolicyStep{
			ID: s.ID, Title: cmp.Or(s.Title, conditionWords(s.When)), When: s.When.String(), Figure: s.When.Figure, Number: s.When.Number,
			Permits: s.Permits, Text: s.Text, BuiltIn: s.BuiltIn, SLOs: []PolicySLO{}, Definition: figureDefinition(s.When.Figure),
		}
		for _, q := range tq.SLOs {
			x := b.stepOf(s, q, tq.Quarter)
			b.except(&x, s, c, tq)
			step.SLOs = append(step.SLOs, x)
		}
		step.settle()
		p.Steps = append(p.Steps, step)
	}
	return p
}

// settle takes the step's state from its objectives'; the gravest and the
// longest come first.
func (s *PolicyStep) settle() {
	slices.SortStableFunc(s.SLOs, func(x, y PolicySLO) int {
		return cmp.Or(cmp.Compare(stepRank(x.State), stepRank(y.State)), compareTime(x.Since, y.Since),
			comparePtr(x.Value.Value, y.Value.Value), cmp.Compare(x.SLO.ID, y.SLO.ID))
	})
	s.State, s.Since = s.SLOs[0].State, s.SLOs[0].Since
}

// stepOf judges one step on one objective.
func (b *builder) stepOf(s config.Step, q *SLOQuarter, quarter Quarter) PolicySLO {
	x := PolicySLO{SLO: q.SLO, State: stepNotMet, Held: []PolicyStretch{}, Incidents: []PolicyIncident{}, Causes: []CausePart{},
		Value: Figure{Unit: "ratio", Definition: figureDefinition(s.When.Figure), Sources: q.Sources, Coverage: q.Coverage.Value}}
	switch {
	case q.State == slo.NoData:
		x.State, x.Reason = stepNotMeasured, q.Reason
	case q.NoBudget:
		x.State, x.Reason = stepNotMeasured, "The objective allows no failure: there is no budget to take a share of."
	case s.Permits && q.State == slo.Incomplete:
		x.State, x.Reason = stepNotMeasured, "Too little was measured to permit anything."
	default:
		switch s.When.Figure {
		case config.FigureFourWeek:
			b.stepFourWeeks(&x, s.When, q, quarter)
		case config.FigureIncident:
			b.stepIncidents(&x, s.When, q)
		case config.FigureCause:
			b.stepCauses(&x, s, q, quarter)
		default:
			b.stepSpent(&x, s.When, q)
		}
	}
	return x
}

// hold notes a stretch in which the condition held: to is 0 while it does.
func (x *PolicySLO) hold(from, to int64) {
	s := PolicyStretch{From: unixUTC(from)}
	x.State, x.Since, x.Until = stepInForce, ptr(unixUTC(from)), nil
	if to != 0 {
		s.To = ptr(unixUTC(to))
		x.State, x.Until = stepEnded, s.To
	}
	x.Held = append(x.Held, s)
	if to != 0 { // what is over is told from its beginning
		x.Since = ptr(x.Held[0].From)
	}
}

// stepSpent is about the quarter's own budget. What is spent only grows, so a
// condition on it begins or ends once, at the instant found among the samples.
func (b *builder) stepSpent(x *PolicySLO, c config.Condition, q *SLOQuarter) {
	number, op := c.Number, c.Op
	x.Value.Value = q.Spent.Value
	if c.Figure == config.FigureLeft {
		x.Value.Value = q.Remaining.Value
		number, op = 1-number, map[string]string{">=": "<=", ">": "<", "<=": ">=", "<": ">"}[op]
	}
	rising := op == ">=" || op == ">"
	start, seen := judgedFrom(q), min(q.End.Unix(), b.asOf)
	// The instant from which more (or as much) is spent; 0 if that never comes.
	above := op == ">" || op == "<="
	reached := int64(0)
	if spent := (config.Condition{Op: map[bool]string{true: ">", false: ">="}[above], Number: number}); spent.Holds(0) {
		reached = start
	} else if spent.Holds(value(q.Spent.Value)) {
		tr := b.trackOf(q.SLO.ID)
		p := b.period(q.SLO.ID, start, q.End.Unix(), seen)
		reached = slo.Reached(p, within(tr.Samples, p), tr.objectives, number*value(q.Budget.Value), above)
		if reached == 0 {
			reached = reachedDay(q, spent)
		}
		reached = max(reached, start)
	}
	switch {
	case rising && reached != 0:
		x.hold(reached, 0)
	case !rising && reached == 0:
		x.hold(start, 0)
	case !rising && reached > start:
		x.hold(start, reached)
	}
}

// judgedFrom is when an objective began to hold in its quarter: nothing is met
// or broken before.
func judgedFrom(q *SLOQuarter) int64 {
	start := q.Start.Unix()
	if len(q.Objectives) > 0 {
		start = max(start, q.Objectives[0].From.Unix())
	}
	return start
}

// stepFourWeeks is about the 28 days that end with each instant; they run
// across the ends of quarters and come along when a service changes hands.
func (b *builder) stepFourWeeks(x *PolicySLO, c config.Condition, q *SLOQuarter, quarter Quarter) {
	f := b.sliding[q.SLO.ID]
	i := b.quarterIndex(q.Quarter)
	if i < 0 || i >= len(f.quarters) || f.quarters[i].peak == nil {
		x.State, x.Reason = stepNotMeasured, "Nothing was measured in the 28 days."
		return
	}
	x.Value.Value, x.Peak, x.peakBad = f.quarters[i].end, f.quarters[i].peak, f.quarters[i].peakBad
	start, seen := q.Start.Unix(), min(q.End.Unix(), b.asOf)
	for _, h := range f.held[c.String()] {
		if h.Start >= seen || h.End <= start {
			continue
		}
		to := h.End
		if to >= seen {
			to = 0
		}
		x.hold(h.Start, to)
		if h.Start < quarter.Start.Unix() && i > 0 {
			x.CarriedOver = ptr(b.quarterRef(i - 1))
		} else {
			x.CarriedOver = nil
		}
	}
	if x.State == stepInForce {
		if at := f.quarters[i].lifts[c.String()]; at != 0 {
			x.Lifts = ptr(unixUTC(at))
		}
	}
}

// stepIncidents looks at each incident of the quarter by itself.
func (b *builder) stepIncidents(x *PolicySLO, c config.Condition, q *SLOQuarter) {
	x.Value.Value = ptr(0.0)
	seen := min(q.End.Unix(), b.asOf)
	first := int64(0)
	done := true
	for _, in := range b.touching[q.SLO.ID] {
		if !in.counts || in.Started.Before(q.Start) || !in.Started.Before(q.End) {
			continue
		}
		p, ok := b.fourWeekIncident(in, q)
		if !ok {
			continue
		}
		x.Value.Value = ptr(max(*x.Value.Value, p.FourWeeks))
		if !c.Holds(p.FourWeeks) {
			continue
		}
		if at := min(p.ended, seen); first == 0 || at < first {
			first = at
		}
		done = done && p.Written && p.Actions > 0
		x.Incidents = append(x.Incidents, p)
	}
	slices.SortStableFunc(x.Incidents, func(a, b PolicyIncident) int {
		return cmp.Or(cmp.Compare(b.FourWeeks, a.FourWeeks), cmp.Compare(a.Incident.ID, b.Incident.ID))
	})
	switch {
	case first != 0:
		x.hold(first, 0)
		if done {
			x.State = stepDone
		}
	case len(x.Incidents) == 0 && c.Holds(0):
		x.hold(q.Start.Unix(), 0)
	}
}

// fourWeekIncident is what an incident took of four weeks' budget: all that it
// took, also beyond the quarter, of the 28 days that end with it.
func (b *builder) fourWeekIncident(in *incident, q *SLOQuarter) (PolicyIncident, bool) {
	bad := 0.0
	for _, past := range b.results[q.SLO.ID] {
		for _, p := range past.Incidents {
			if p.ID == in.Slug {
				bad += p.Bad
			}
		}
	}
	end := min(in.window.End, b.asOf)
	tr := b.joinedTrack(q.SLO.ID)
	p := b.period(q.SLO.ID, end-28*24*3600, end, end)
	share, ok := slo.FourWeekShare(bad, end, within(tr.Samples, p), slices.Clone(tr.objectives), p.Excluded)
	out := PolicyIncident{Incident: in.ref(), FourWeeks: share, Written: in.written(), Actions: len(in.pm.Actions), ended: end}
	for _, part := range q.Spend.Parts {
		if part.Incident != nil && part.Incident.URL == in.URL {
			out.Quarter = part.Share
		}
	}
	return out, ok
}

// written tells whether the incident has more than a record.
func (in *incident) written() bool {
	return in.Status == "draft" || in.Status == "final" || in.Status == ""
}

// stepCauses adds up the quarter's incidents by class of root cause. What it
// asks of the next quarter's plan stands in that quarter's report too.
func (b *builder) stepCauses(x *PolicySLO, s config.Step, q *SLOQuarter, quarter Quarter) {
	x.Value.Value = ptr(0.0)
	shares := map[string]float64{}
	titles := map[string]Term{}
	since := map[string]int64{}
	for _, part := range b.byEnd(q) {
		for _, t := range part.Incident.RootCauses {
			shares[t.ID] += value(part.Share) / float64(len(part.Incident.RootCauses))
			titles[t.ID] = t
			if since[t.ID] == 0 && s.When.Holds(shares[t.ID]) {
				since[t.ID] = b.endOf(part, q)
			}
		}
	}
	first := int64(0)
	for _, id := range sortedKeys(shares) {
		x.Value.Value = ptr(max(*x.Value.Value, shares[id]))
		if s.When.Holds(shares[id]) {
			x.Causes = append(x.Causes, CausePart{Cause: titles[id], Share: ptr(shares[id])})
			if first == 0 || since[id] < first {
				first = since[id]
			}
		}
	}
	slices.SortStableFunc(x.Causes, func(a, b CausePart) int { return comparePtr(a.Share, b.Share) })
	switch {
	case first != 0:
		x.hold(first, 0)
	case len(shares) == 0 && s.When.Holds(0):
		x.hold(q.Start.Unix(), 0)
	default:
		b.carryCauses(x, s, q, quarter)
	}
}

// byEnd are the parts of incidents with a root cause, in the order in which the
// incidents ended.
func (b *builder) byEnd(q *SLOQuarter) []SpendPart {
	var out []SpendPart
	for _, p := range q.Spend.Parts {
		if p.Kind == partIncident && p.Share != nil && len(p.Incident.RootCauses) > 0 {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(x, y SpendPart) int {
		return cmp.Or(cmp.Compare(b.endOf(x, q), b.endOf(y, q)), cmp.Compare(x.Incident.ID, y.Incident.ID))
	})
	return out
}

// endOf is when an incident's spend was complete in a quarter.
func (b *builder) endOf(p SpendPart, q *SLOQuarter) int64 {
	end := min(q.End.Unix(), b.asOf)
	if p.Incident.Resolved != nil {
		end = min(end, p.Incident.Resolved.Unix())
	}
	return max(end, q.Start.Unix())
}

// carryCauses takes over what the quarter before asks of this one's plan.
func (b *builder) carryCauses(x *PolicySLO, s config.Step, q *SLOQuarter, quarter Quarter) {
	i := b.quarterIndex(quarter.Slug)
	if i < 1 || s.Permits {
		return
	}
	for _, tq := range b.book.TeamQuarters {
		if tq.Quarter.Slug != b.book.Quarters[i-1].Slug || tq.Policy == nil {
			continue
		}
		for _, step := range tq.Policy.Steps {
			for _, before := range step.SLOs {
				if step.ID == s.ID && before.SLO.ID == q.SLO.ID && before.State == stepInForce && before.CarriedOver == nil {
					x.hold(quarter.Start.Unix(), 0)
					x.CarriedOver, x.Causes = ptr(b.quarterRef(i-1)), before.Causes
				}
			}
		}
	}
}

func (b *builder) quarterRef(i int) Ref {
	q := b.book.Quarters[i]
	return Ref{ID: q.Slug, Name: q.Label, URL: quarterURL(q.Slug)}
}

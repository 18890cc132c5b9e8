package report

import (
	"fmt"
	"slices"

	"quarterdeck/generator/config"
	"quarterdeck/generator/unit"
)

// policyFindings are the sentences on demands that began to apply.
func (b *builder) policyFindings(tq *TeamQuarter, others []Finding) []Finding {
	var out []Finding
	if tq.Policy == nil {
		return nil
	}
	for _, s := range tq.Policy.Steps {
		if s.Permits {
			continue
		}
		for _, x := range s.SLOs {
			if x.CarriedOver != nil && len(x.Held) == 1 || x.State == stepNotMet || x.State == stepNotMeasured || x.State == stepDone {
				continue
			}
			if f := b.policyFinding(tq, s, x, others); f != nil {
				f.Team, f.SLO = ptr(tq.Team.Ref), ptr(x.SLO)
				f.Links = append(f.Links, Ref{ID: "policy", Name: "What the policy asks", URL: tq.URL + "#policy"})
				out = append(out, *f)
			}
		}
	}
	return out
}

func (b *builder) policyFinding(tq *TeamQuarter, s PolicyStep, x PolicySLO, others []Finding) *Finding {
	f := &Finding{Kind: findPolicy, Links: []Ref{x.SLO}, Body: s.Text}
	switch s.Figure {
	case config.FigureIncident:
		return incidentPolicyFinding(f, x)
	case config.FigureCause:
		// One incident or a repeated cause is a sentence of its own already.
		if told(others, x.SLO.ID, findRepeated, findDominant) {
			return nil
		}
		share := value(x.Causes[0].Share)
		f.Materiality = share
		f.Title = fmt.Sprintf("One root cause, %s, took %s of %s’s budget", unit.Lower(x.Causes[0].Cause.Title), unit.Share(share), x.SLO.Name)
		f.Body = "The policy asks for this: " + unit.Lower(s.Text)
		return f
	}
	at := slices.IndexFunc(x.Held, func(h PolicyStretch) bool { return !h.From.Before(tq.Quarter.Start) })
	if at < 0 {
		return nil
	}
	began := x.Held[at].From
	f.Title = fmt.Sprintf("“%s” began to apply to %s on %s", s.Title, x.SLO.Name, b.policyDay(began))
	if s.Figure != config.FigureFourWeek && told(others, x.SLO.ID, findRanOut, findNthRunning, findOnCourse) {
		return nil
	}
	if s.ID == config.StepFreeze && s.Figure == config.FigureFourWeek {
		f.Title = fmt.Sprintf("%s overspent four weeks’ budget on %s, and the policy asks for a freeze", x.SLO.Name, b.policyDay(began))
	}
	f.Body = s.Text + " " + b.lasted(x)
	f.Materiality = b.policyStake(tq, s, x)
	if x.Peak != nil {
		f.Evidence = &Evidence{Title: "Spent of four weeks’ budget", Form: formBars, Unit: "ratio", Rule: ptr(s.Number), Items: []EvidenceItem{
			{Label: "At its worst", Value: x.Peak, Strong: true, Tone: toneOver}, {Label: "At the end", Value: x.Value.Value}}}
	}
	return f
}

// told tells whether an objective has a finding of one of some kinds.
func told(findings []Finding, id string, kinds ...string) bool {
	return slices.ContainsFunc(findings, func(o Finding) bool { return o.SLO != nil && o.SLO.ID == id && slices.Contains(kinds, o.Kind) })
}

// policyStake is the share of the quarter's budget that a step is about.
func (b *builder) policyStake(tq *TeamQuarter, s PolicyStep, x PolicySLO) float64 {
	for _, q := range tq.SLOs {
		if q.SLO.ID != x.SLO.ID {
			continue
		}
		if budget := value(q.Budget.Value); s.Figure == config.FigureFourWeek && budget > 0 {
			return min(x.peakBad/budget, value(q.Spent.Value))
		}
		return value(q.Spent.Value)
	}
	return 0
}

// lasted says how long a demand applied.
func (b *builder) lasted(x PolicySLO) string {
	switch {
	case x.State == stepExcepted:
		return "An exception was granted."
	case x.Until != nil && len(x.Held) > 1:
		return fmt.Sprintf("It applied %s times, the last until %s.", unit.Word(len(x.Held)), b.policyDay(*x.Until))
	case x.Until != nil:
		return fmt.Sprintf("It applied until %s.", b.policyDay(*x.Until))
	}
	return "It still applied at the end of this report’s data."
}

func incidentPolicyFinding(f *Finding, x PolicySLO) *Finding {
	var lacking []PolicyIncident
	for _, p := range x.Incidents {
		if !p.Written || p.Actions == 0 {
			lacking = append(lacking, p)
		}
	}
	if len(lacking) == 0 {
		return nil
	}
	for _, p := range lacking {
		f.Materiality += value(p.Quarter)
		f.Links = append(f.Links, p.Incident.Ref)
	}
	f.Title = fmt.Sprintf("%s of %s’s four-week budget, and no postmortem says what will prevent it", unit.List(tookWords(lacking)), x.SLO.Name)
	f.Body = "The policy asks for this: " + unit.Lower(f.Body)
	return f
}

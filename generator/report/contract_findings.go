package report

import (
	"fmt"
	"slices"

	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// contractFindings are the sentences on contracts that were breached, and on
// running ones that are on course to be: one of each kind for a contract. What
// is at stake is, as for every finding, a share of the objective's budget: what
// failed in those periods, at most what failed in the quarter. The money stands
// in the sentence.
func contractFindings(tq *TeamQuarter) []Finding {
	var out []Finding
	for _, c := range tq.Contracts {
		breached := periodsWith(c, VerdictBreached, VerdictBreachedSo)
		if len(breached) > 0 {
			out = append(out, contractFinding(tq, c, findContract, breached, breachTitle(c, breached)))
		}
		if risky := periodsWith(c, VerdictOnCourse); len(risky) > 0 {
			out = append(out, contractFinding(tq, c, findContractMay, risky, fmt.Sprintf("The contract “%s” is on course to be breached in %s", c.Title, labels(risky))))
		}
	}
	return out
}

func periodsWith(c Contract, verdicts ...string) []ContractPeriod {
	var out []ContractPeriod
	for _, p := range c.Periods {
		if slices.Contains(verdicts, p.Verdict) {
			out = append(out, p)
		}
	}
	return out
}

func contractFinding(tq *TeamQuarter, c Contract, kind string, periods []ContractPeriod, title string) Finding {
	f := Finding{Kind: kind, Title: title, Team: ptr(tq.Team.Ref), SLO: ptr(c.SLO), Materiality: contractStake(tq, c, periods),
		Links: []Ref{c.SLO, {ID: "contract-" + c.ID, Name: "The contract’s terms and periods", URL: tq.URL + "#contract-" + c.ID}},
		Body:  contractBody(c, periods), Evidence: contractEvidence(c)}
	return f
}

// contractStake is what failed in some periods of a contract as a share of the
// quarter's budget of its objective; a whole budget where none can be had.
func contractStake(tq *TeamQuarter, c Contract, periods []ContractPeriod) float64 {
	i := slices.IndexFunc(tq.SLOs, func(s *SLOQuarter) bool { return s.SLO.ID == c.SLO.ID })
	if i < 0 || value(tq.SLOs[i].Budget.Value) <= 0 {
		return 1
	}
	bad := 0.0
	for _, p := range periods {
		bad += value(p.Bad.Value)
	}
	return min(bad, value(tq.SLOs[i].Bad.Value)) / *tq.SLOs[i].Budget.Value
}

// breachTitle says that and when a contract was breached, and what is owed.
func breachTitle(c Contract, breached []ContractPeriod) string {
	owed, running := 0.0, false
	for _, p := range breached {
		owed += value(p.Owed.Value)
		running = running || p.Running
	}
	title := fmt.Sprintf("The contract “%s” was breached in %s", c.Title, labels(breached))
	switch {
	case owed > 0 && running:
		title += "; at least " + unit.Money(owed, c.Currency) + " is owed in credits"
	case owed > 0:
		title += "; " + unit.Money(owed, c.Currency) + " is owed in credits"
	}
	return title
}

func labels(periods []ContractPeriod) string {
	var out []string
	for _, p := range periods {
		out = append(out, p.Label)
	}
	return unit.List(out)
}

// contractBody tells the gravest of the periods.
func contractBody(c Contract, periods []ContractPeriod) string {
	worst := slices.MaxFunc(periods, func(x, y ContractPeriod) int { return comparePtr(y.Used.Value, x.Used.Value) })
	out := fmt.Sprintf("It promises %s of %s to %s.", unit.Objective(c.Target), c.Counts, c.Customer)
	if c.Customer == "" {
		out = fmt.Sprintf("It promises %s of %s.", unit.Objective(c.Target), c.Counts)
	}
	if sli := worst.SLI.Value; sli != nil {
		out += fmt.Sprintf(" In %s it was %s", worst.Label, unit.Ratio(*sli, c.Target))
		if margin := value(worst.Margin.Value); margin < 0 {
			out += fmt.Sprintf(": %s failed, %s more than allowed", counted(value(worst.Bad.Value), c.Counts), unit.Count(-margin))
		}
		out += "."
	}
	switch {
	case worst.Credit.Value == nil || *worst.Credit.Value == 0:
		out += " No credit is owed for it by its scale."
	case c.Fee == nil:
		out += fmt.Sprintf(" Its scale owes %s of the fee, which is not stated, so no money is named.", unit.Share(*worst.Credit.Value))
	default:
		out += fmt.Sprintf(" Its scale owes %s of the fee of %s.", unit.Share(*worst.Credit.Value), unit.Money(*c.Fee, c.Currency))
	}
	return out
}

// contractEvidence shows how much of the contract's margin each period used.
func contractEvidence(c Contract) *Evidence {
	e := &Evidence{Title: "Margin of the contract used", Form: formBars, Unit: "ratio", Rule: ptr(1.0), RuleLabel: "all it allows",
		Note: "Per cent of what the contract allows to fail in the " + c.Period + "; the line is all of it."}
	for _, p := range c.Periods {
		if p.Used.Value == nil {
			continue
		}
		item := EvidenceItem{Label: p.Label, Value: p.Used.Value, Tone: toneOK}
		if p.State == slo.Incomplete {
			item.Tone = toneNone
		}
		switch p.Verdict {
		case VerdictBreached, VerdictBreachedSo:
			item.Tone, item.Strong = toneOver, true
		case VerdictOnCourse:
			item.Tone, item.Strong = toneRisk, true
		}
		e.Items = append(e.Items, item)
	}
	return e
}

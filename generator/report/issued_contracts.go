package report

import (
	"fmt"
	"slices"

	"quarterdeck/generator/unit"
)

// noteContract remembers how a contract would be judged otherwise today. Periods
// whose raw data are gone cannot be judged again and are no restatement.
func (b *builder) noteContract(h *issuedQuarter, team string, was, now Contract) {
	var changes []Restated
	for _, p := range was.Periods {
		at := slices.IndexFunc(now.Periods, func(x ContractPeriod) bool { return x.Start.Equal(p.Start) && x.End.Equal(p.End) })
		if at >= 0 && now.Periods[at].Reason != rawGone {
			changes = append(changes, periodChanges(p, now.Periods[at], was, now)...)
		}
	}
	if len(changes) == 0 {
		return
	}
	r := Restatement{SLO: ptr(was.SLO), Team: ptr(b.teamByID(team)), Changes: changes, Definitions: termChanges(was, now)}
	r.Kind = contractKind(h.found, r, was.SLO.ID)
	r.Title = fmt.Sprintf("The contract “%s” would be judged otherwise today", was.Title)
	r.Body = map[string]string{
		RestatedDefinition: "Its terms were changed after the report was issued.",
		RestatedData:       "The measurements of " + was.SLO.ID + " were changed after the report was issued. The terms are the same.",
		RestatedBoth:       "Its terms and the measurements of " + was.SLO.ID + " were changed after the report was issued.",
		RestatedProgram:    "Neither its terms nor the measurements were changed; this version of the program computes otherwise.",
	}[r.Kind]
	b.tellRestated(h.file, 0, r)
	h.found = append(h.found, r)
}

// contractKind tells what made a contract differ: its own terms, or what was
// found to have changed of its objective.
func contractKind(found []Restatement, r Restatement, slo string) string {
	data := slices.ContainsFunc(found, func(x Restatement) bool {
		return x.SLO != nil && x.SLO.ID == slo && x.Settled == "" && (x.Kind == RestatedData || x.Kind == RestatedBoth)
	})
	definition := len(r.Definitions) > 0 || slices.ContainsFunc(found, func(x Restatement) bool {
		return x.SLO != nil && x.SLO.ID == slo && x.Settled == "" && (x.Kind == RestatedDefinition || x.Kind == RestatedBoth) && slices.ContainsFunc(x.Definitions, sharedByContract)
	})
	switch {
	case data && definition:
		return RestatedBoth
	case data:
		return RestatedData
	case definition:
		return RestatedDefinition
	}
	return RestatedProgram
}

// sharedByContract tells whether a part of an objective's definition is a
// contract's, too: the indicator is. The target, the excluded time and the owner
// are the objective's own.
func sharedByContract(d DefinitionChange) bool {
	return !slices.Contains([]string{definitionName("objective"), definitionName("exclusions"), definitionName("owner"), definitionName("attribution_lag")}, d.Name)
}

// periodChanges are the figures of one period that differ.
func periodChanges(was, now ContractPeriod, terms, after Contract) []Restated {
	var out []Restated
	add := func(name, unitName, def string, a, b *float64) {
		if !sameFigure(a, b) {
			out = append(out, Restated{Name: was.Label + ", " + name, Unit: unitName, Definition: def, Issued: a, Now: b})
		}
	}
	if was.State != now.State {
		out = append(out, Restated{Name: was.Label + ", state", Unit: "state", WasState: ptr(was.State), NowState: ptr(now.State)})
	}
	add("measured", "sli", defContract, was.SLI.Value, now.SLI.Value)
	add("margin used", "ratio", defMargin, was.Used.Value, now.Used.Value)
	add("credit", "ratio", defCredit, was.Credit.Value, now.Credit.Value)
	if terms.Currency == after.Currency {
		add("owed in "+terms.Currency, terms.Currency, defCredit, was.Owed.Value, now.Owed.Value)
	}
	return out
}

// termChanges are the terms of a contract that differ.
func termChanges(was, now Contract) []DefinitionChange {
	var out []DefinitionChange
	add := func(name, a, b string) {
		if a != b {
			out = append(out, DefinitionChange{Name: name, Issued: a, Now: b})
		}
	}
	add("contract target", unit.Objective(was.Target), unit.Objective(now.Target))
	add("contract period", was.Period, now.Period)
	add("contract objective", was.SLO.ID, now.SLO.ID)
	add("contract exclusions", refList(was.Exclusions), refList(now.Exclusions))
	add("credit scale", creditList(was.Credits), creditList(now.Credits))
	add("fee", feeText(was), feeText(now))
	return out
}

func refList(refs []Ref) string {
	var ids []string
	for _, r := range refs {
		ids = append(ids, r.ID)
	}
	return unit.List(ids)
}

func creditList(steps []CreditStep) string {
	var out []string
	for _, s := range steps {
		out = append(out, fmt.Sprintf("%s below %s", unit.Percent(s.Percent/100, 1), unit.Objective(s.Below)))
	}
	return unit.List(out)
}

func feeText(c Contract) string {
	if c.Fee == nil {
		return ""
	}
	return unit.Money(*c.Fee, c.Currency)
}

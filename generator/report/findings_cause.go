package report

import (
	"cmp"
	"fmt"
	"slices"

	"quarterdeck/generator/unit"
)

// repeatedCause: one root cause stated by several incidents of this quarter and
// the last took more than the workbook's fifth of this quarter's budget. An
// incident with several root causes is shared equally among them, as everywhere.
func (b *builder) repeatedCause(s *SLOQuarter) *Finding {
	var best *Finding
	for _, cause := range causesOf(s.Spend.Parts) {
		now := partsWithCause(s, cause.ID)
		share := sumShares(now)
		earlier := b.earlierWithCause(s, cause.ID)
		if share < repeatedShare || len(material(now))+len(earlier) < 2 || best != nil && share <= best.Materiality {
			continue
		}
		f := &Finding{Kind: findRepeated, Materiality: share, Evidence: causeEvidence(s, share, cause)}
		title := unit.Lower(cause.Title)
		switch {
		case len(now) > 1:
			f.Title = fmt.Sprintf("%s incidents with one root cause, %s, took %s of %s’s budget",
				unit.Sentence(unit.Word(len(now))), title, unit.Share(share), s.SLO.Name)
		default:
			f.Title = fmt.Sprintf("The same root cause as last quarter, %s, took %s of %s’s budget", title, unit.Share(share), s.SLO.Name)
		}
		f.Body = repeatedBody(s, now, earlier)
		for _, p := range now {
			f.Links = append(f.Links, p.Incident.Ref)
		}
		f.Links = append(f.Links, earlier...)
		best = f
	}
	return best
}

func repeatedBody(s *SLOQuarter, now []SpendPart, earlier []Ref) string {
	var parts []string
	for _, p := range now {
		took := unit.Share(value(partOf(s, p).Printed))
		if n := len(p.Incident.RootCauses); n > 1 {
			parts = append(parts, fmt.Sprintf("%s counts with %s of its %s, for it has %s root causes", p.Incident.ID, partWord(n), took, unit.Word(n)))
			continue
		}
		parts = append(parts, p.Incident.ID+" took "+took)
	}
	body := unit.List(parts) + "."
	if len(earlier) > 0 {
		var ids []string
		for _, r := range earlier {
			ids = append(ids, r.ID)
		}
		body += " Last quarter " + unit.List(ids) + " had it too."
	}
	return body + fmt.Sprintf(" Everything else spent %s.", unit.Share(value(s.Spent.Value)-sumShares(now)))
}

// partWord is one of n equal parts.
func partWord(n int) string {
	switch n {
	case 2:
		return "half"
	case 3:
		return "a third"
	case 4:
		return "a quarter"
	}
	return "one of " + unit.Word(n) + " parts"
}

func causesOf(parts []SpendPart) []Term {
	var out []Term
	for _, p := range parts {
		if p.Incident == nil {
			continue
		}
		for _, c := range p.Incident.RootCauses {
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	slices.SortFunc(out, func(a, b Term) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

func hasCause(terms []Term, id string) bool {
	return slices.ContainsFunc(terms, func(t Term) bool { return t.ID == id })
}

// portionOf is the part of an incident, 0 to 1, that one root cause accounts
// for: several share it equally.
func portionOf(in *IncidentRef, cause string) float64 {
	if !hasCause(in.RootCauses, cause) {
		return 0
	}
	return 1 / float64(len(in.RootCauses))
}

// partsWithCause is what each incident with a root cause took by it.
func partsWithCause(s *SLOQuarter, cause string) []SpendPart {
	var out []SpendPart
	for _, p := range s.Spend.Parts {
		if p.Kind != partIncident || p.Share == nil || p.Bad <= 0 {
			continue
		}
		if portion := portionOf(p.Incident, cause); portion > 0 {
			p.Bad, p.Share = portion*p.Bad, ptr(portion**p.Share)
			out = append(out, p)
		}
	}
	return out
}

// material leaves out what took too little to count as one more of a class.
func material(parts []SpendPart) []SpendPart {
	return slices.DeleteFunc(slices.Clone(parts), func(p SpendPart) bool { return value(p.Share) < leastShare })
}

// partOf is the whole of what an incident took, of which of is a part.
func partOf(s *SLOQuarter, of SpendPart) SpendPart {
	for _, p := range s.Spend.Parts {
		if p.Incident != nil && p.Incident.ID == of.Incident.ID {
			return p
		}
	}
	return of
}

func sumShares(parts []SpendPart) float64 {
	total := 0.0
	for _, p := range parts {
		total += value(p.Share)
	}
	return total
}

// earlierWithCause are the incidents of the quarter before that spent from the
// same objective for the same root cause.
func (b *builder) earlierWithCause(s *SLOQuarter, cause string) []Ref {
	before := b.quarterOf(s.SLO.ID, s.Quarter, -1)
	if before == nil {
		return nil
	}
	var out []Ref
	for _, p := range material(partsWithCause(before, cause)) {
		if !slices.ContainsFunc(s.Spend.Parts, func(x SpendPart) bool { return x.Incident != nil && x.Incident.ID == p.Incident.ID }) {
			out = append(out, p.Incident.Ref)
		}
	}
	return out
}

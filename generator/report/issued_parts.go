package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"quarterdeck/generator/issued"
	"quarterdeck/generator/unit"
)

// How an incident differs from what was issued.
const (
	incidentAdded     = "added"
	incidentRemoved   = "removed"
	incidentChanged   = "changed"
	incidentCompleted = "completed" // it was open, and is resolved
)

func parseNumber(s string) float64 {
	x, _ := strconv.ParseFloat(s, 64)
	return x
}

// incidentChange tells how an incident differs; "" if it does not.
func incidentChange(was, now *issued.Incident) string {
	switch {
	case was == nil && now == nil:
		return ""
	case was == nil:
		return incidentAdded
	case now == nil:
		return incidentRemoved
	}
	same := func(a, b *time.Time) bool { return a == nil && b == nil || a != nil && b != nil && a.Equal(*b) }
	switch {
	case was.Severity != now.Severity || !same(was.Started, now.Started) || !same(was.Detected, now.Detected) || !slices.Equal(was.Teams, now.Teams):
		return incidentChanged
	case was.Resolved == nil && now.Resolved != nil: // it may not have counted for want of an end
		return incidentCompleted
	case was.Counted == now.Counted && same(was.Resolved, now.Resolved):
		return ""
	}
	return incidentChanged
}

// partChanges tells how the incidents that spent from an objective differ, and
// which of their files.
func (b *builder) partChanges(was *issued.Issue, e, now *issued.Objective, digest func(string) (string, bool)) (map[string]string, []FileChange) {
	out := map[string]string{}
	ids := map[string]bool{}
	for _, p := range slices.Concat(e.Spend, now.Spend) {
		ids[p.Incident] = p.Incident != ""
	}
	var then, files []string
	for _, id := range sortedKeys(ids) {
		var old, cur *issued.Incident
		for k := range was.Incidents {
			if was.Incidents[k].ID == id {
				old = &was.Incidents[k]
				then = append(then, old.File)
			}
		}
		if in := b.incidentByID(id); in != nil && ids[id] {
			x := takeIncident(in.Incident, b.slugOf(e))
			cur = &x
			files = append(files, in.File)
		}
		if change := incidentChange(old, cur); change != "" && ids[id] {
			out[id] = change
		}
	}
	return out, fileChanges(then, was.Inputs, files, digest)
}

// slugOf is the quarter an issued objective lies in.
func (b *builder) slugOf(e *issued.Objective) string { return b.cal.Of(e.Start).Slug() }

// partRestatement is what is told otherwise of where a budget went whose totals
// are the same.
func (c comparison) partRestatement(defs []DefinitionChange) []Restatement {
	changes := partDifferences(c.was, c.now)
	if len(changes) == 0 || c.onlyCompleted() {
		return nil
	}
	r := Restatement{Kind: RestatedData, SLO: ptr(sloRef(c.was.SLO)), Changes: changes, Files: c.postmortems,
		Title: fmt.Sprintf("Where the budget of %s went is told otherwise", c.was.SLO)}
	switch {
	case len(c.incidents) > 0:
		r.Body = "What failed in all is as it was issued. " + incidentWords(c.incidents)
	case len(c.postmortems) > 0:
		r.Body = "What failed in all is as it was issued; postmortems were changed since."
	case len(defs) > 0:
		r.Kind, r.Definitions, r.Files = RestatedDefinition, defs, nil
		r.Body = "What failed in all is as it was issued; how it is shared out was changed."
	default:
		r.Kind = RestatedProgram
		r.Body = "What failed in all is as it was issued; this version of the program shares it out otherwise."
	}
	return []Restatement{r}
}

// onlyCompleted tells whether all that differs are incidents that were open.
func (c comparison) onlyCompleted() bool {
	for _, how := range c.incidents {
		if how != incidentCompleted {
			return false
		}
	}
	return len(c.incidents) > 0
}

// partDifferences lists the parts of a spend that differ, as shares of the
// budget where there is one.
func partDifferences(was, now *issued.Objective) []Restated {
	type key struct{ kind, incident string }
	bad := func(o *issued.Objective, k key) *float64 {
		for _, p := range o.Spend {
			if p.Kind == k.kind && p.Incident == k.incident {
				return ptr(p.Bad)
			}
		}
		return nil
	}
	var out []Restated
	seen := map[key]bool{}
	for _, p := range slices.Concat(was.Spend, now.Spend) {
		k := key{p.Kind, p.Incident}
		a, b := bad(was, k), bad(now, k)
		if seen[k] || sameFigure(ptr(value(a)), ptr(value(b))) {
			continue
		}
		seen[k] = true
		r := Restated{Name: cmp.Or(p.Incident, partTitle(p.Kind)), Unit: was.Counts, Definition: defAttribute, Issued: a, Now: b}
		if budget := value(was.Figures.Budget); budget > 0 && !was.NoBudget {
			r.Unit, r.Issued, r.Now = "ratio", shareOf(a, budget), shareOf(b, budget)
		}
		out = append(out, r)
	}
	return out
}

func shareOf(bad *float64, budget float64) *float64 {
	if bad == nil {
		return nil
	}
	return ptr(*bad / budget)
}

// incidentWords says how incidents differ: "INC-9 was added, INC-4 removed."
func incidentWords(changes map[string]string) string {
	var out []string
	for _, how := range []struct{ what, one, many string }{
		{incidentAdded, "was added", "were added"}, {incidentRemoved, "is gone", "are gone"},
		{incidentChanged, "is told otherwise", "are told otherwise"}, {incidentCompleted, "was still open", "were still open"},
	} {
		var ids []string
		for _, id := range sortedKeys(changes) {
			if changes[id] == how.what {
				ids = append(ids, id)
			}
		}
		switch len(ids) {
		case 0:
		case 1:
			out = append(out, ids[0]+" "+how.one)
		default:
			out = append(out, unit.List(ids)+" "+how.many)
		}
	}
	return strings.Join(out, "; ") + "."
}

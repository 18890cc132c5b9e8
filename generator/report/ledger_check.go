package report

import (
	"cmp"
	"fmt"
	"time"

	"quarterdeck/generator/diag"
)

// checkRecords warns of records that lie after the present, and of failures that
// name an incident nobody wrote down.
func (b *builder) checkRecords() {
	r, present := b.in.Records, unixUTC(b.asOf)
	later := func(what string) *tale {
		return &tale{code: "later-than-as-of", hint: "add newer metrics, or build with a later --as-of",
			text: what + " after the present of the report (" + present.Format(time.RFC3339) + ") and counts nowhere"}
	}
	deployed, paged, charged, valued := later("the deployment lies"), later("the page lies"), later("the charge lies"), later("the value lies")
	unknown := &tale{code: "unknown-incident", hint: `write the incident down, also without a text: status = "record"`}
	for _, d := range r.Deployments {
		deployed.add(d.Finished.Before(present), d.Pos)
		if d.Incident != "" && b.incidentByID(d.Incident) == nil && d.Finished.Before(present) {
			unknown.text = cmp.Or(unknown.text, fmt.Sprintf("the deployment %q names the incident %q, which is not there", d.ID, d.Incident))
			unknown.add(false, d.Pos)
		}
	}
	for _, p := range r.Pages {
		paged.add(p.At.Before(present), p.Pos)
	}
	for _, c := range r.Costs {
		charged.add(c.Start.Before(present), c.Pos)
	}
	for _, v := range r.KPIs {
		valued.add(v.Start.Before(present), v.Pos)
	}
	for _, t := range []*tale{deployed, unknown, paged, charged, valued} {
		t.tell(b.diags)
	}
	for _, t := range b.in.Config.Teams {
		for _, v := range t.Values {
			if first := t.Values[0]; v.Currency != first.Currency {
				b.diags.Warnf(v.Pos, "mixed-currencies", "state all values of a team in one currency", "the events of %s are worth %s and those of %s %s; amounts in different currencies are never added, so what failure cost has no sum",
					first.SLO.ID, first.Currency, v.SLO.ID, v.Currency)
				break
			}
		}
	}
}

// tale is one warning for many rows, at the first of them.
type tale struct {
	code, hint, text string
	first            diag.Pos
	n                int
}

func (t *tale) add(fine bool, at diag.Pos) {
	if fine {
		return
	}
	if t.n++; t.n == 1 {
		t.first = at
	}
}

func (t *tale) tell(diags *diag.List) {
	switch {
	case t.n == 1:
		diags.Warnf(t.first, t.code, t.hint, "%s", t.text)
	case t.n == 2:
		diags.Warnf(t.first, t.code, t.hint, "%s; so it is with one more row", t.text)
	case t.n > 2:
		diags.Warnf(t.first, t.code, t.hint, "%s; so it is with %d more rows", t.text, t.n-1)
	}
}

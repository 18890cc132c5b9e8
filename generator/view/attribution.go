package view

import (
	"html/template"
	"math"
	"slices"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// WhereItWent is the section of all teams' spend by cause and by the team that
// caused it.
type WhereItWent struct {
	*Section
	Together
	Whose *WhoseTable
	CSV   []Link
}

// Together is a spend of several budgets by trigger and by root cause. Partial
// "together".
type Together struct {
	Lead             string
	Triggers, Causes GroupTable
	Note             string
}

// GroupTable is one way to divide a spend. The rows add up to the total.
type GroupTable struct {
	Caption string
	Term    Definition
	Scale   template.HTML
	Rows    []GroupRow
	Total   string
}

// GroupRow is one trigger or root cause, or what no incident explains.
type GroupRow struct {
	Label       Link
	Term        Definition // instead of Label where it has a definition
	Incidents   string
	Bar         template.HTML
	Share, Also string
}

// groupsShown is how many triggers or root causes have a row; the smallest are
// one.
const groupsShown = 7

func (v *Views) whereItWent(o *report.Organisation, c *contents, g *glossary) *WhereItWent {
	a := o.Attribution
	if a.Spent == nil || a.Bad == 0 {
		return nil
	}
	s := &WhereItWent{
		Section: c.add(Section{ID: "causes", Title: v.whatSpent(), Short: "What spent it", Notes: []Note{
			{Term: "Trigger", Text: "is what set an incident off, root cause why it could happen; as the postmortems state them."},
			{Term: "Several", Text: "root causes of one incident share its failures equally."},
			{Term: "Added", Text: "are objectives that count events: all that failed over all that may."},
		}}),
		Together: v.together(a, g),
		CSV:      []Link{{Text: "By cause as CSV", URL: o.URL + "spend-by-cause.csv"}},
	}
	if s.Whose = v.whose(a, g); s.Whose != nil {
		s.CSV = append(s.CSV, Link{Text: "By causing team as CSV", URL: o.URL + "spend-by-causing-team.csv"})
	}
	return s
}

// whatSpent titles the section; who spent them is not for every edition.
func (v *Views) whatSpent() string {
	if v.shows("causes") {
		return "What spent the budgets, and who"
	}
	return "What spent the budgets"
}

// together divides a spend in two ways, on one scale.
func (v *Views) together(a report.Attribution, g *glossary) Together {
	most := 0.0
	for _, x := range slices.Concat(a.Triggers, a.RootCauses) {
		if x.Share != nil && drawn(x) {
			most = math.Max(most, *x.Share)
		}
	}
	t := Together{
		Lead:     together(a),
		Triggers: v.groupTable("trigger", a.Triggers, a, most, g), Causes: v.groupTable("root cause", a.RootCauses, a, most, g),
	}
	if most > 0 {
		t.Note = "Bars compare incidents and bursts; background and scattered, which would dwarf them, stand as numbers."
	}
	if len(a.Beside) > 0 {
		var names []string
		for _, r := range a.Beside {
			names = append(names, orElse(r.Name, r.ID))
		}
		t.Note += " Not added, because they count time slices or allow no failure: " + unit.List(names) + ". What a row took of them stands under it."
	}
	return t
}

// together says what is added up.
func together(a report.Attribution) string {
	what := "One budget of events: "
	if a.Objectives > 1 {
		what = unit.Sentence(unit.Word(a.Objectives)) + " budgets of events together: "
	}
	return what + unit.Percent(*a.Printed, 1) + " spent, " + unit.Count(a.Bad) + " failed where " + unit.Count(a.Budget) + " may"
}

// drawn tells whether a row has a bar: steady failure would dwarf the rest.
func drawn(x report.SpendGroup) bool { return x.Kind == "incident" || x.Kind == "bursts" }

func (v *Views) groupTable(what string, list []report.SpendGroup, a report.Attribution, most float64, g *glossary) GroupTable {
	t := GroupTable{Caption: "Spend by " + what, Term: g.term("spend-by-cause", "By "+what), Total: unit.Percent(*a.Printed, 1)}
	var ticks []chart.Tick
	if most > 0 {
		ticks = shareTicks(most)
		ticks[0].Label = "0"
		t.Scale = drawing(chart.Spec{Hidden: true, Scale: &chart.Scale{Max: most, Ticks: ticks}})
	}
	kept, rest := fewer(list)
	for _, x := range kept {
		t.Rows = append(t.Rows, v.groupRow(x, what, most, ticks, g))
	}
	if rest != nil {
		row := v.groupRow(*rest, what, most, ticks, g)
		row.Term = Definition{}
		at := slices.IndexFunc(kept, func(x report.SpendGroup) bool { return x.Kind != "incident" })
		if at < 0 {
			at = len(t.Rows)
		}
		t.Rows = slices.Insert(t.Rows, at, row)
	}
	return t
}

// fewer keeps the largest groups of incidents and adds up the others.
func fewer(list []report.SpendGroup) (kept []report.SpendGroup, rest *report.SpendGroup) {
	n := 0
	for _, x := range list {
		if x.Kind == "incident" {
			n++
		}
	}
	if n <= groupsShown+1 {
		return list, nil
	}
	rest = &report.SpendGroup{Kind: "incident", Term: report.Term{ID: "rest", Title: unit.Sentence(unit.Word(n-groupsShown)) + " others"}}
	for i, x := range list {
		if x.Kind != "incident" || i < groupsShown {
			kept = append(kept, x)
			continue
		}
		rest.Bad += x.Bad
		rest.Share, rest.Printed = plus(rest.Share, x.Share), plus(rest.Printed, x.Printed)
		for _, r := range x.Incidents {
			if !hasRef(rest.Incidents, r.ID) {
				rest.Incidents = append(rest.Incidents, r)
			}
		}
	}
	return kept, rest
}

func plus(a, b *float64) *float64 {
	if a == nil || b == nil {
		return orPtr(a, b)
	}
	return ptr(*a + *b)
}

func orPtr(a, b *float64) *float64 {
	if a != nil {
		return a
	}
	return b
}

func (v *Views) groupRow(x report.SpendGroup, what string, most float64, ticks []chart.Tick, g *glossary) GroupRow {
	r := GroupRow{Label: Link{Text: orElse(x.Term.Title, x.Term.ID)}, Share: "–"}
	switch {
	case x.Kind == "withheld":
	case x.Kind == "bursts":
		r.Term = g.term("burst", "No postmortem, burnt fast")
	case x.Kind != "incident":
		r.Term = g.term("unexplained", unit.Sentence(x.Kind))
	case x.Term.ID == "":
		r.Label.Text = "No " + what + " stated"
	case x.Term.ID != "rest":
		r.Label = v.facetLink(unit.Sentence(what), x.Term)
	}
	if n := len(x.Incidents); n > 0 {
		r.Incidents = unit.Plural(n, "incident", "incidents")
	}
	if x.Printed != nil {
		r.Share = unit.Percent(*x.Printed, 1)
	}
	if x.Share != nil && most > 0 && drawn(x) {
		r.Bar = drawing(chart.Spec{Hidden: true, Height: 24, Cell: &chart.Cell{Max: most, To: *x.Share, Tone: partTone(x.Kind), Grid: tickPlaces(ticks)}})
	}
	r.Also = alsoText(x.Beside)
	return r
}

// alsoText is what a row took of objectives that are not added.
func alsoText(list []report.BesideShare) string {
	var parts []string
	for _, b := range list {
		name := orElse(b.SLO.Name, b.SLO.ID)
		switch {
		case b.Share == nil:
			parts = append(parts, unit.Count(b.Bad)+unit.NB+b.Counts+" of "+name)
		case *b.Share >= .0005:
			parts = append(parts, unit.Percent(*b.Share, 1)+" of "+name)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "and " + unit.List(parts)
}

func groupsTable(a report.Attribution) chart.Table {
	t := chart.Table{Head: []string{"by", "kind", "id", "title", "incidents", "failed", "share_of_budgets", "printed_share"}}
	add := func(by string, list []report.SpendGroup) {
		for _, x := range list {
			t.Rows = append(t.Rows, []string{by, x.Kind, x.Term.ID, x.Term.Title, ids(x.Incidents), number(&x.Bad), number(x.Share), number(x.Printed)})
		}
	}
	add("trigger", a.Triggers)
	add("root_cause", a.RootCauses)
	return t
}

func chargesTable(list []report.Charge) chart.Table {
	t := chart.Table{Head: []string{"owner", "kind", "spender", "incidents", "failed", "share_of_owners_budgets", "printed_share"}}
	for _, c := range list {
		spender := ""
		if c.Spender != nil {
			spender = c.Spender.ID
		}
		t.Rows = append(t.Rows, []string{c.Owner.ID, c.Kind, spender, ids(c.Incidents), number(&c.Bad), number(c.Share), number(c.Printed)})
	}
	return t
}

package view

import (
	"html/template"
	"math"
	"slices"
	"strings"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// WhoseTable says who spent whose budget: a row for each owner, a column for
// each team that spent.
type WhoseTable struct {
	Lead     string
	Term     Definition
	Spenders []string
	Rows     []WhoseRow
	Note     string
}

// WhoseRow is one team's budgets. Cells are in the order of Spenders.
type WhoseRow struct {
	Owner            Link
	Bar              template.HTML
	Cells            []WhoseCell
	Own, Rest, Spent string
}

// WhoseCell is what one team spent of them; empty for nothing.
type WhoseCell struct{ Spender, Share, Incidents string }

// whose lays out who spent whose budget; nil where no team spent another's.
func (v *Views) whose(a report.Attribution, g *glossary) *WhoseTable {
	t := &WhoseTable{Term: g.term("who-spent", "Whose budgets"), Note: "Shares are of the row’s team’s budgets together. Own incidents are the team’s, and those whose postmortem names no other team."}
	var top *report.Charge
	var spenders []report.Ref
	for i, c := range a.Charges {
		if c.Kind != "team" || c.Share == nil {
			continue
		}
		if !hasRef(spenders, c.Spender.ID) {
			spenders = append(spenders, *c.Spender)
		}
		if top == nil || *c.Share > *top.Share {
			top = &a.Charges[i]
		}
	}
	if top == nil {
		return nil
	}
	slices.SortFunc(spenders, func(x, y report.Ref) int { return strings.Compare(x.Name, y.Name) })
	for _, s := range spenders {
		t.Spenders = append(t.Spenders, s.Name)
	}
	t.Lead = possessive(top.Spender.Name) + " incidents took " + unit.Percent(*top.Printed, 1) + " of " + possessive(top.Owner.Name) + " budgets, the most that one team took of another’s"
	most := 0.0
	var owners []report.Ref
	for _, c := range a.Charges {
		if !hasRef(owners, c.Owner.ID) {
			owners = append(owners, c.Owner)
			most = math.Max(most, spentOf(a.Charges, c.Owner))
		}
	}
	for _, owner := range owners {
		if row, ok := whoseRow(a.Charges, owner, spenders, most); ok {
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

func spentOf(list []report.Charge, owner report.Ref) float64 {
	total := 0.0
	for _, c := range list {
		if c.Owner.ID == owner.ID && c.Share != nil {
			total += *c.Share
		}
	}
	return total
}

func whoseRow(list []report.Charge, owner report.Ref, spenders []report.Ref, most float64) (WhoseRow, bool) {
	r := WhoseRow{Owner: link(owner), Own: "–", Rest: "–", Cells: make([]WhoseCell, len(spenders))}
	cell := &chart.Cell{Max: most * 1.04, Rules: []float64{1}}
	printed, any := 0.0, false
	for _, c := range list {
		if c.Owner.ID != owner.ID || c.Printed == nil {
			continue
		}
		any = true
		printed += *c.Printed
		share, tone := unit.Percent(*c.Printed, 1), chart.Mid
		switch c.Kind {
		case "team":
			tone = chart.Ink
			i := slices.IndexFunc(spenders, func(s report.Ref) bool { return s.ID == c.Spender.ID })
			r.Cells[i] = WhoseCell{Spender: c.Spender.Name, Share: share, Incidents: unit.List(idsOf(c.Incidents))}
		case "own":
			r.Own = share
		default:
			tone = chart.None
			r.Rest = share
		}
		cell.Parts = append(cell.Parts, chart.Part{Value: *c.Share, Tone: tone})
	}
	r.Spent = unit.Percent(printed, 1)
	r.Bar = drawing(chart.Spec{Hidden: true, Height: 24, Cell: cell})
	return r, any
}

func idsOf(refs []report.Ref) []string {
	var out []string
	for _, r := range refs {
		out = append(out, r.ID)
	}
	return out
}

// chargeLines says in words who spent a team's budgets, and whose it spent.
func (v *Views) chargeLines(t *report.TeamQuarter, g *glossary) []ChargeLine {
	var others, elsewhere []report.Charge
	for _, c := range t.Attribution.Charges {
		if c.Kind == "team" {
			others = append(others, c)
		}
	}
	elsewhere = t.Attribution.Caused
	var out []ChargeLine
	if len(others) > 0 {
		out = append(out, v.chargeLine(g.term("who-spent", "Spent by others"), others, t.Quarter.Slug,
			func(c report.Charge) string {
				return possessive(c.Spender.Name) + " incidents took " + chargeShare(c, "this team’s")
			}))
	}
	if len(elsewhere) > 0 {
		out = append(out, v.chargeLine(g.term("who-spent", "Spent elsewhere"), elsewhere, t.Quarter.Slug,
			func(c report.Charge) string { return "its incidents took " + chargeShare(c, possessive(c.Owner.Name)) }))
	}
	return out
}

// ChargeLine is a sentence on budgets that one team spent of another's.
type ChargeLine struct {
	Term      Definition
	Text      string
	Incidents []Link
}

func (v *Views) chargeLine(term Definition, list []report.Charge, slug string, say func(report.Charge) string) ChargeLine {
	l := ChargeLine{Term: term}
	var parts []string
	for i, c := range list {
		text := say(c)
		if i > 0 {
			text = strings.TrimPrefix(text, "its incidents took ")
		}
		parts = append(parts, text)
		for _, r := range c.Incidents {
			if !slices.ContainsFunc(l.Incidents, func(x Link) bool { return x.URL == r.URL }) {
				l.Incidents = append(l.Incidents, Link{Text: r.ID, URL: r.URL})
			}
		}
	}
	l.Text = unit.Sentence(unit.List(parts)) + "."
	return l
}

// chargeShare is a share of a team's budgets, or of the objectives beside.
func chargeShare(c report.Charge, whose string) string {
	also := strings.TrimPrefix(alsoText(c.Beside), "and ")
	switch {
	case c.Printed != nil && *c.Printed > 0 && also != "":
		return unit.Percent(*c.Printed, 1) + " of " + whose + " budgets, " + also
	case c.Printed == nil || *c.Printed == 0 && also != "":
		return orElse(also, "nothing measurable of "+whose+" budgets")
	}
	return unit.Percent(*c.Printed, 1) + " of " + whose + " budgets"
}

// possessive is a name's genitive: Platform’s, Payments’.
func possessive(name string) string {
	if strings.HasSuffix(name, "s") {
		return name + "’"
	}
	return name + "’s"
}

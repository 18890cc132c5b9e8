package view

import (
	"strings"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// EnablingSection is a platform or reliability team as a product team for the
// teams it serves.
type EnablingSection struct {
	*Section
	Users         []Link
	Offers        []OfferRow
	Cards         []ValueCard
	Felt          []FeltRow
	Learned, Next []string
}

// OfferRow is one service level it offers.
type OfferRow struct {
	SLO           Link
	State         State
	Promise, Kept string
}

// FeltRow is what one user's budgets paid for its incidents.
type FeltRow struct {
	Team      Link
	Share     string
	Incidents []Link
}

func (v *Views) enabling(t *report.TeamQuarter, c *contents, g *glossary) *EnablingSection {
	e := t.Enabling
	if e == nil {
		return nil
	}
	s := &EnablingSection{Learned: e.Learned, Next: e.Next, Users: links(e.Users)}
	s.Section = c.add(Section{ID: "users", Title: "Whom it serves, and how well", Short: "Users", Notes: []Note{
		{Term: "Users", Text: "are the teams of this organisation that build on it; they are asked what they think of it."},
		{Term: "Felt", Text: "is what its incidents took from budgets that are not its own."},
	}})
	for _, o := range e.Offers {
		row := OfferRow{SLO: link(o.SLO), State: StateOf(o.State), Promise: unit.Objective(o.Objective), Kept: "no data"}
		if o.SLI != nil {
			row.Kept = unit.Ratio(*o.SLI, o.Objective)
		}
		s.Offers = append(s.Offers, row)
	}
	for _, k := range []*report.KPI{e.Adoption, e.Satisfaction} {
		if k != nil {
			s.Cards = append(s.Cards, v.kpiCard(*k, t.Quarter.Slug, g))
		}
	}
	for _, f := range e.Felt {
		s.Felt = append(s.Felt, FeltRow{Team: link(f.Team), Share: unit.Share(value(f.Share)), Incidents: links(f.Incidents)})
	}
	return s
}

// enablingTables are the section's rows as files.
func (v *Views) enablingTables(t *report.TeamQuarter) []NamedTable {
	if t.Enabling == nil {
		return nil
	}
	return []NamedTable{{"users", func() chart.Table {
		out := chart.Table{Head: []string{"team", "share_of_a_budget", "incidents"}}
		for _, u := range t.Enabling.Users {
			row := []string{u.ID, "", ""}
			for _, f := range t.Enabling.Felt {
				if f.Team.ID == u.ID {
					var ids []string
					for _, in := range f.Incidents {
						ids = append(ids, in.ID)
					}
					row[1], row[2] = number(f.Share), strings.Join(ids, " ")
				}
			}
			out.Rows = append(out.Rows, row)
		}
		return out
	}}}
}

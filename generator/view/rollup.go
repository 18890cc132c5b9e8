package view

import (
	"html/template"
	"math"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// RollUp is the section of a team's objectives taken together.
type RollUp struct {
	*Section
	Term, Spent  Definition
	Worst        RollUpSide
	Weighted     RollUpSide
	Scale        template.HTML
	Parts, Apart []RollUpRow
	Total        RollUpRow
	Without      []Link
	Sources      SourceList
	Rows         *Link
}

// RollUpSide is one of the two ways to say it in one figure.
type RollUpSide struct {
	State      *State
	Big, Label string
	Text       string
}

// RollUpRow is one objective's share.
type RollUpRow struct {
	SLO               Link
	State             State
	Traffic, Failures string
	Bar               template.HTML
	Spent, Events     string
}

func (v *Views) rollUp(t *report.TeamQuarter, c *contents, g *glossary) *RollUp {
	r := t.Together
	if r == nil {
		return nil
	}
	out := &RollUp{Term: g.term("roll-up", "Spent of all budgets, by traffic"), Spent: g.term("budget-spent", "Budget spent"), Section: c.add(Section{ID: "roll-up", Title: "All objectives together", Short: "Together", Notes: []Note{
		{Term: "Two views", Text: "because a busy objective drowns a broken small one in a sum, and an idle one can look worst in a list."},
		{Term: "Bars", Text: "above: share of the traffic; below, black: share of the failures."},
		{Term: "Time slices", Text: "are never added to events."},
	}})}
	state := StateOf(r.Worst)
	out.Sources, out.Rows = sourceList(r.Spent.Sources), &Link{Text: "Objectives as CSV", URL: t.URL + "objectives.csv"}
	if len(r.Spent.Sources) == 0 {
		out.Sources = SourceList{}
	}
	out.Worst = RollUpSide{State: &state, Big: "–", Label: "Spent of the worst budget", Text: orElse(r.WorstSLO.Name, r.WorstSLO.ID) + ", " + state.Word}
	if r.WorstSpent != nil {
		out.Worst.Big = unit.Share(*r.WorstSpent)
	} else if failed := failedAt(r, r.WorstSLO.ID); failed > 0 {
		out.Worst.Big = unit.Count(failed) + " failed"
	}
	out.Weighted = RollUpSide{Big: "–", Text: unit.Count(*r.Bad.Value) + " of " + bare(*r.Valid.Value, "events") + " events failed"}
	if r.Spent.Value != nil {
		out.Weighted.Big = unit.Share(*r.Spent.Value)
	}
	if c := r.Spent.Coverage; c != nil {
		out.Weighted.Text += "; " + coverageText(*c)
	}
	most := 0.0
	for _, p := range r.Parts {
		most = math.Max(most, math.Max(value0(p.Traffic), value0(p.Failures)))
	}
	for _, p := range r.Parts {
		out.Parts = append(out.Parts, rollUpRow(p, most))
	}
	for _, p := range r.Apart {
		out.Apart = append(out.Apart, rollUpRow(p, most))
	}
	for _, x := range r.Without {
		out.Without = append(out.Without, link(x))
	}
	out.Total = RollUpRow{SLO: Link{Text: "Counted in events"}, Traffic: unit.Percent(1, 0), Failures: unit.Percent(1, 0), Spent: out.Weighted.Big}
	return out
}

// failedAt is what failed of one of the objectives that were added.
func failedAt(r *report.RollUp, slo string) float64 {
	for _, p := range r.Parts {
		if p.SLO.ID == slo {
			return p.Bad
		}
	}
	return 0
}

func rollUpRow(p report.RollUpPart, most float64) RollUpRow {
	r := RollUpRow{SLO: Link{Text: orElse(p.SLO.Name, p.SLO.ID), URL: p.SLO.URL}, State: StateOf(p.State), Traffic: "–", Failures: "–", Spent: "–",
		Events: unit.Count(p.Bad) + " of " + bare(p.Valid, p.Counts) + " " + p.Counts}
	if p.Spent != nil {
		r.Spent = unit.Share(*p.Spent)
	}
	if p.Failures != nil {
		r.Failures = unit.Share(*p.Failures)
	}
	if p.Traffic != nil {
		r.Traffic = unit.Share(*p.Traffic)
		r.Bar = drawing(chart.Spec{Hidden: true, Height: 12, Cell: &chart.Cell{Max: most, To: *p.Traffic, Tone: chart.Mid}}) +
			drawing(chart.Spec{Hidden: true, Height: 12, Cell: &chart.Cell{Max: most, To: value0(p.Failures), Tone: chart.Ink}})
	}
	return r
}

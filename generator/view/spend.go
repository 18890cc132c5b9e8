package view

import (
	"html/template"
	"math"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// SpendSection says where a team's budgets went.
type SpendSection struct {
	*Section
	List   []Waterfall
	Causes *Chart
	// Together is all of them by trigger and root cause, nil for one budget;
	// Lines says who spent whose.
	Together *Together
	Lines    []ChargeLine
	CSV      string
}

// Waterfall is one budget's parts, adding up.
type Waterfall struct {
	ID     string
	SLO    Link
	State  State
	Small  bool // the budget held: folded on a phone
	Title  string
	Scale  template.HTML // none where there is no budget
	Counts string
	Rows   []SpendRow
	Total  SpendRow
	Budget *SpendRow
	Left   *SpendRow
	// Excluded is what failed in time left out by agreement.
	Excluded *SpendRow
}

// SpendRow is one part of a spend.
type SpendRow struct {
	Kind  string // incident, bursts, background, scattered
	Label Link
	Term  Definition // instead of Label where the part has a definition
	ID    string
	When  string
	Bar   template.HTML
	Bad   string
	Share string
}

func (v *Views) spendSection(t *report.TeamQuarter, c *contents, g *glossary) *SpendSection {
	var list []Waterfall
	most := spendScale(t.SLOs)
	for _, s := range t.SLOs {
		if len(s.Spend.Parts) > 0 && s.Spend.Bad > 0 {
			list = append(list, v.waterfall(s, most, g))
		}
	}
	lines := v.chargeLines(t, g)
	if len(list)+len(lines) == 0 {
		return nil
	}
	g.term("attribution", "")
	out := &SpendSection{List: list, CSV: t.URL + "spend.csv", Section: c.add(Section{
		ID: "spend", Title: "Where the budget went", Short: "Where it went", Notes: []Note{
			{Term: "Each failure", Text: "is counted once, for the incident in whose window it falls; shared equally where windows overlap."},
			{Term: "Background", Text: "is what fails in quiet hours, carried through the quarter."},
			{Term: "Scattered", Text: "is the rest: too little at a time to be a burst."},
			{Term: "Shares", Text: "add up to the total after rounding."},
		}})}
	out.Causes, out.Lines = v.causes(t), lines
	if a := t.Attribution; a.Spent != nil && a.Bad > 0 && len(list) > 0 {
		out.Together = ptr(v.together(a, g))
	}
	return out
}

// spendScale is the end of the axis that a team's budgets share; one that
// overspent it many times over has an axis of its own.
func spendScale(slos []*report.SLOQuarter) float64 {
	most := 1.06
	for _, s := range slos {
		if s.Spend.Share != nil && *s.Spend.Share < 3 {
			most = math.Max(most, *s.Spend.Share*1.04)
		}
	}
	return most
}

func (v *Views) waterfall(s *report.SLOQuarter, most float64, g *glossary) Waterfall {
	w := Waterfall{ID: "spend-" + budgetID(s), SLO: link(s.SLO), State: StateOf(s.State), Counts: s.Counts, Title: v.spendTitle(s), Small: s.State == slo.Within, Excluded: excludedSpend(s)}
	if s.Spend.Share != nil {
		most = math.Max(most, *s.Spend.Share*1.04)
		w.Scale = drawing(chart.Spec{Hidden: true, Scale: &chart.Scale{Max: most, Ticks: []chart.Tick{{At: 0, Label: "0"}, {At: 1, Label: "budget, 100" + unit.NB + "%"}}}})
	}
	at := 0.0
	for _, p := range s.Spend.Parts {
		if p.Bad == 0 {
			continue
		}
		row := v.spendRow(p, g)
		if p.Share != nil {
			row.Bar = drawing(chart.Spec{Hidden: true, Height: 28, Cell: &chart.Cell{Max: most, From: at, To: at + *p.Share, Tone: partTone(p.Kind), Rules: []float64{1}, Connector: true}})
			at += *p.Share
		}
		w.Rows = append(w.Rows, row)
	}
	w.total(s, most)
	return w
}

func (w *Waterfall) total(s *report.SLOQuarter, most float64) {
	w.Total = SpendRow{Label: Link{Text: "Total"}, Bad: unit.Count(s.Spend.Bad)}
	if s.Spend.Share == nil || s.Budget.Value == nil || s.Spend.Printed == nil {
		return
	}
	w.Total.Bar = drawing(chart.Spec{Hidden: true, Height: 28, Cell: &chart.Cell{Max: most, To: *s.Spend.Share, Rules: []float64{1}}})
	total, left := unit.Percent(*s.Spend.Printed, 1), unit.Percent(1-*s.Spend.Printed, 1)
	if *s.Spend.Printed == 1 {
		// So close to the whole that a tenth of a per cent hides the verdict.
		total, left = unit.Share(*s.Spend.Share), unit.Share(1-*s.Spend.Share)
	}
	w.Total.Share = total
	w.Budget = &SpendRow{Label: Link{Text: budgetLabel(s)}, Bad: unit.Count(*s.Budget.Value), Share: unit.Percent(1, 1)}
	w.Left = &SpendRow{Label: Link{Text: "Left"}, Bad: unit.Number(math.Round(*s.Budget.Value)-math.Round(s.Spend.Bad), 0), Share: left}
}

func budgetLabel(s *report.SLOQuarter) string {
	if s.OnCourse.Value != nil {
		return "Budget of the whole quarter, at the traffic so far"
	}
	return "Budget"
}

func (v *Views) spendRow(p report.SpendPart, g *glossary) SpendRow {
	row := SpendRow{Kind: p.Kind, Bad: unit.Count(p.Bad), When: "all quarter"}
	if p.Printed != nil {
		row.Share = unit.Percent(*p.Printed, 1)
	}
	switch p.Kind {
	case "incident":
		row.ID, row.Label, row.When = p.Incident.ID, Link{Text: orElse(p.Incident.Name, p.Incident.ID), URL: p.Incident.URL}, ""
		if p.Incident.Started != nil {
			row.When = unit.ShortDay(v.local(*p.Incident.Started))
		}
	case "bursts":
		row.Term, row.When = g.term("burst", "Bursts without a postmortem"), ""
		if v.shows("bursts") {
			row.When = "see below"
		}
	case "withheld":
		row.Label, row.When = Link{Text: "Incidents that are not published"}, ""
	case "background":
		row.Term = g.term("unexplained", "Background, below any alert")
	default:
		row.Term = g.term("unexplained", "Scattered")
	}
	return row
}

func partTone(kind string) chart.Tone {
	switch kind {
	case "incident":
		return chart.Ink
	case "bursts":
		return chart.Over
	}
	return chart.Mid
}

// spendTitle says how much of the spend the incidents explain.
func (v *Views) spendTitle(s *report.SLOQuarter) string {
	if s.Spend.Printed == nil {
		return unit.Count(s.Spend.Bad) + " " + s.Counts + " failed"
	}
	rest, incidents := 0.0, 0
	for _, p := range s.Spend.Parts {
		if p.Kind == "incident" {
			incidents++
		} else if p.Printed != nil {
			rest += *p.Printed
		}
	}
	if incidents == 0 && s.Spend.Parts[len(s.Spend.Parts)-1].Kind == "withheld" {
		return "No published incident took any of the " + unit.Percent(*s.Spend.Printed, 1) + " spent"
	}
	if incidents == 0 {
		return "No incident took any of the " + unit.Percent(*s.Spend.Printed, 1) + " spent"
	}
	return "Documented incidents explain " + unit.Number((*s.Spend.Printed-rest)*100, 1) + " of the " + unit.Number(*s.Spend.Printed*100, 1) + " points spent"
}

// causes draws the spend of each objective by root cause.
func (v *Views) causes(t *report.TeamQuarter) *Chart {
	st := &chart.Stacked{Rule: &chart.Rule{At: 1, Label: "the whole budget"}, Format: chart.Format{Factor: 100, Decimals: 1, Unit: unit.NB + "%"}}
	for _, c := range t.Causes {
		row := chart.Stack{Label: orElse(c.SLO.Name, c.SLO.ID)}
		for _, p := range c.Parts {
			if p.Share == nil || *p.Share <= 0 {
				continue
			}
			share := unit.Percent(*p.Share, 1)
			title := orElse(p.Cause.Title, "no cause stated")
			row.Parts = append(row.Parts, chart.Part{Name: title, Value: *p.Share, Text: share + " " + title, Short: share, Tone: causeTone(p.Cause.ID)})
		}
		if c.Share == nil || len(row.Parts) == 0 {
			continue
		}
		row.Total = chart.Text{Text: unit.Share(*c.Share), Bold: true}
		if *c.Share > 1 {
			row.Total.Tone = chart.Over
		}
		st.Rows = append(st.Rows, row)
	}
	if len(st.Rows) == 0 {
		return nil
	}
	spec := chart.Spec{ID: "causes", Title: "Budget spent by root cause", Stacked: st}
	c := draw("Spend by root cause, as the postmortems state it", spec).withTable(spec)
	c.Note = "Per cent of each objective’s budget. An incident with several root causes is shared equally among them."
	c.Keys = []Key{{"ink", "a stated root cause"}, {"over", "no postmortem"}, {"mid", "background, scattered or no cause stated"}}
	return &c
}

func causeTone(id string) chart.Tone {
	switch id {
	case "bursts":
		return chart.Over
	case "background", "scattered", "withheld", "":
		return chart.Mid
	}
	return chart.Ink
}

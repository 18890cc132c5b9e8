package view

import (
	"strings"

	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// Budgets is the section of a team's budgets day by day, worst first.
type Budgets struct {
	*Section
	List []Budget
}

// Budget is one objective in one quarter.
type Budget struct {
	ID          string
	SLO         Link
	Title       string
	Description string
	State       State
	Reason      string
	Moved       string
	Without     string // the verdict as if nothing were left out
	Figures     []KeyFigure
	BurnDown    *Chart
	Calendar    *Chart
	Heavy       *Table
	Sources     Sources
	CSV         string
	// Small is set where the budget held: half the size, and folded on a phone.
	Small bool
}

func (v *Views) budgets(t *report.TeamQuarter, c *contents, g *glossary) *Budgets {
	if len(t.SLOs) == 0 {
		return nil
	}
	title := "The budgets, day by day"
	if len(t.SLOs) == 1 {
		title = "The budget, day by day"
	}
	b := &Budgets{Section: c.add(Section{ID: "budgets", Title: title, Short: "Budgets", Notes: []Note{
		{Term: "Order", Text: "the worst first; without data last."},
		{Term: "Curve", Text: "what is left of the quarter’s budget. Dashed: spending it evenly."},
		{Term: "Squares", Text: "days; area: what failed. Black: a documented incident. Red: no postmortem."},
		{Term: "Underlined", Text: "terms open their definition."},
	}})}
	for _, s := range t.SLOs {
		b.List = append(b.List, v.budget(s, t, g))
	}
	return b
}

func (v *Views) budget(s *report.SLOQuarter, t *report.TeamQuarter, g *glossary) Budget {
	b := Budget{
		ID: budgetID(s), SLO: link(s.SLO), Title: s.Title, State: StateOf(s.State), Reason: s.Reason, Moved: v.moved(s), Without: withoutExclusions(s),
		Description: s.Description, Figures: v.keyFigures(s, g), Sources: sourcesOf(nil, s.Sources), Small: s.State == slo.Within,
	}
	if b.Title == b.SLO.Text {
		b.Title = ""
	}
	if s.State == slo.NoData {
		return b
	}
	b.CSV = t.URL + s.SLO.ID + ".csv"
	if !s.NoBudget {
		c := v.burnDown(s)
		c.CSV = b.CSV
		b.BurnDown = &c
	}
	c := v.calendar(s)
	b.Calendar, b.Heavy = &c, v.heavyDays(s)
	c.Table, c.TableName = b.Heavy, "The days with most failures, as a table"
	return b
}

// moved says that only a part of the quarter is judged here.
func (v *Views) moved(s *report.SLOQuarter) string {
	var parts []string
	if s.MovedFrom != nil {
		parts = append(parts, "came from "+s.MovedFrom.Name+" on "+unit.DayMonth(v.local(s.Start)))
	}
	if s.MovedTo != nil {
		parts = append(parts, "went to "+s.MovedTo.Name+" on "+unit.DayMonth(v.local(s.End)))
	}
	if len(parts) == 0 {
		return ""
	}
	return s.Service.Name + " " + strings.Join(parts, " and ") + "; only the time with this team is judged here."
}

// keyFigures are an objective's figures, each with its definition and its
// comparison.
func (v *Views) keyFigures(s *report.SLOQuarter, g *glossary) []KeyFigure {
	var out []KeyFigure
	add := func(f report.Figure, label string, write func(float64) string, note string) {
		if f.Value == nil {
			return
		}
		out = append(out, KeyFigure{Term: g.term(f.Definition, label), Value: write(*f.Value), Change: v.comparison(f, s.Quarter, write), Note: note})
	}
	ratio := func(x float64) string { return unit.Ratio(x, s.Objective) }
	share := func(x float64) string { return unit.Share(x) }
	add(s.SLI, "Measured", ratio, "objective "+unit.Objective(s.Objective)+objectiveChanges(v, s))
	if !s.NoBudget {
		add(s.Spent, spentLabel(s), share, "")
		if s.OnCourse.Value != nil {
			out = append(out, KeyFigure{Term: g.term(s.OnCourse.Definition, "On course for"), Value: share(*s.OnCourse.Value), Note: "spent, if the rest goes like the part so far"})
		}
		add(s.Remaining, "Budget left", share, "")
	}
	add(s.Bad, "Failed "+s.Counts, inUnit(s.Counts), "")
	if s.Budget.Value != nil {
		of := "of " + bare(value(s.Valid.Value), s.Counts) + " " + s.Counts
		if s.OnCourse.Value != nil {
			of = "expected for the whole quarter; " + bare(value(s.Valid.Value), s.Counts) + " " + s.Counts + " so far"
		}
		out = append(out, KeyFigure{Term: g.term(s.Budget.Definition, "Allowed to fail"), Value: bare(*s.Budget.Value, s.Counts), Note: of})
	}
	add(s.Coverage, "Coverage", share, "")
	if n := len(out); n > 0 && s.State == slo.Incomplete {
		out[0].State = &State{"part", "incomplete"}
	}
	return restateKeys(out, s)
}

func spentLabel(s *report.SLOQuarter) string {
	if s.OnCourse.Value != nil {
		return "Spent so far"
	}
	return "Budget spent"
}

func objectiveChanges(v *Views, s *report.SLOQuarter) string {
	if len(s.Objectives) < 2 {
		return ""
	}
	var parts []string
	for _, o := range s.Objectives {
		parts = append(parts, unit.Objective(o.Target)+" from "+unit.ShortDay(v.local(o.From)))
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

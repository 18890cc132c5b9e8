package view

import (
	"strconv"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// ExercisesSection is game days and near misses: what was learned without
// customers paying for it.
type ExercisesSection struct {
	*Section
	Lead string
	List []Exercise
}

// Exercise is one of them.
type Exercise struct {
	Kind, When string
	Link       Link
	Summary    string
}

func (v *Views) exercises(t *report.TeamQuarter, c *contents, g *glossary) *ExercisesSection {
	e := t.Exercises
	if e == nil {
		return nil
	}
	s := &ExercisesSection{}
	s.Section = c.add(Section{ID: "exercises", Title: "Game days and near misses", Short: "Exercises", Notes: []Note{
		{Term: "Counted apart", Text: "from incidents: no figure of this report has them."},
	}})
	s.Lead = "They found " + unit.Plural(e.Found, "thing", "things") + " to do"
	switch {
	case e.Found == 0:
		s.Lead = "No action came of them."
	case e.Done == e.Found:
		s.Lead += ", all done."
	default:
		s.Lead += "; " + unit.Word(e.Done) + " of them " + pick(e.Done == 1, "is", "are") + " done."
	}
	for _, x := range e.GameDays {
		s.List = append(s.List, v.exercise("Game day", x))
	}
	for _, x := range e.NearMisses {
		s.List = append(s.List, v.exercise("Near miss", x))
	}
	return s
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

func (v *Views) exercise(kind string, in *report.Incident) Exercise {
	x := Exercise{Kind: kind, Link: Link{Text: in.ID + " " + in.Title, URL: incidentURL(in)}, Summary: in.Summary}
	if in.Started != nil {
		x.When = unit.Date(v.local(*in.Started))
	}
	return x
}

// exercisesTables are the section's rows as files.
func (v *Views) exercisesTables(t *report.TeamQuarter) []NamedTable {
	if t.Exercises == nil {
		return nil
	}
	return []NamedTable{{"exercises", func() chart.Table {
		out := chart.Table{Head: []string{"kind", "id", "title", "started", "actions_found", "actions_done"}}
		e := t.Exercises
		for _, x := range append(append([]*report.Incident{}, e.GameDays...), e.NearMisses...) {
			out.Rows = append(out.Rows, []string{x.Kind, x.ID, x.Title, stamp(x.Started), strconv.Itoa(e.Found), strconv.Itoa(e.Done)})
		}
		return out
	}}}
}

package view

import (
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// Actions is the section of action items.
type Actions struct {
	*Section
	Lead     string
	Table    *ActionTable // what is open; nil when nothing is
	Done     *ActionTable // on the same axis, folded on a phone
	DoneName string
	CSV      string
}

func (v *Views) teamActions(t *report.TeamQuarter, c *contents, g *glossary) *Actions {
	if len(t.Actions) == 0 {
		return nil
	}
	all := v.actionTable("Action items of "+t.Team.Name, t.Actions, t.Quarter.Seen)
	open, done, late := all, all, 0
	open.Rows, done.Rows = nil, nil
	for i, a := range t.Actions {
		if a.State == "done" {
			done.Rows = append(done.Rows, all.Rows[i])
			continue
		}
		open.Rows = append(open.Rows, all.Rows[i])
		if a.State == "overdue" {
			late++
		}
	}
	title := unit.Sentence(unit.Plural(len(open.Rows), "open action", "open actions"))
	out := &Actions{Lead: actionLead(len(open.Rows), late), CSV: t.URL + "actions.csv"}
	if len(open.Rows) > 0 {
		out.Table = &open
	} else {
		title = "Every action done"
	}
	if len(done.Rows) > 0 {
		done.Caption = "Action items done in " + t.Quarter.Label
		out.Done, out.DoneName = &done, unit.Sentence(unit.Plural(len(done.Rows), "action", "actions"))+" done in this quarter"
	}
	g.term("actions-overdue", "")
	out.Section = c.add(Section{ID: "actions", Title: title, Short: "Actions", Notes: []Note{
		{Term: "Bars", Text: "run from the incident to done, or to the end of what is reported; the mark is the due date."},
		{Term: "Red", Text: "is time past the due date."},
	}})
	return out
}

func actionLead(open, late int) string {
	switch {
	case open == 0:
		return "Nothing promised is open"
	case late == 0:
		return "None of the open actions is overdue"
	case late == open && open == 1:
		return "The one open action is overdue"
	case late == open:
		return "All " + unit.Word(open) + " open actions are overdue"
	}
	verb := " are overdue"
	if late == 1 {
		verb = " is overdue"
	}
	return unit.Sentence(unit.Word(late)) + " of " + unit.Word(open) + " open actions" + verb
}

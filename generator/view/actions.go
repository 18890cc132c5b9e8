package view

import (
	"html/template"
	"math"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// ActionsPage is every action item, what is late first.
type ActionsPage struct {
	Page
	Heading  string
	Stand    []string
	Figures  []KeyFigure
	Contents []*Section
	Teams    *ActionTeams
	Groups   []ActionGroup
	Data     *DataSection
}

// ActionTeams is the section with each team's actions in numbers.
type ActionTeams struct {
	*Section
	Scale template.HTML
	Rows  []ActionTeamRow
}

// ActionTeamRow is one team. Bar shows what is open, the overdue part in red.
type ActionTeamRow struct {
	Team                Link
	Bar                 template.HTML
	Open, Overdue, Done string
	Late                bool
}

// ActionGroup is the section of the actions in one state. Folded ones are
// shown on request.
type ActionGroup struct {
	*Section
	Lead   string
	Folded string
	Table  ActionTable
}

// foldFrom is from how many finished actions on they are folded away.
const foldFrom = 12

// Actions is the page of every action item.
func (v *Views) Actions() ActionsPage {
	l := v.book.Actions
	site := v.book.Site
	g := v.glossary()
	p := ActionsPage{
		Page:    v.page(at{URL: l.URL, Here: "actions"}, "acts", "Action items, "+site.Title, actionsStand(l)),
		Heading: actionsHeading(l), Stand: []string{actionsStand(l)},
	}
	p.Running = site.Title + ", action items"
	p.Notices = l.Notices
	p.Twin = "/api/actions.json"
	if len(l.Actions) > 0 {
		p.Figures = actionFigures(l, g)
	}
	var c contents
	p.Groups = v.actionGroups(l, &c)
	p.Teams = v.actionTeams(l, &c)
	p.Data = &DataSection{
		Section: c.add(Section{ID: "provenance", Title: "Made from what", Short: "Data", Notes: []Note{
			{Term: "Counted", Text: "for each team its incident hit, so the teams add up to more than the whole."},
			{Term: "Definitions", Text: "of every figure:", Link: &Link{Text: "methodology", URL: "/methodology/"}},
		}}),
		Provenance: provenance(l.Provenance, v.asOf()),
		Links:      []Link{{Text: "Actions as CSV", URL: "/actions/actions.csv"}, {Text: "Every postmortem", URL: "/postmortems/"}},
	}
	p.Contents, p.Definitions = c.list, g.list
	return p
}

func actionsHeading(l *report.ActionList) string {
	switch {
	case len(l.Actions) == 0:
		return "No actions yet"
	case l.Open == 0:
		return "Every promised action is done"
	case l.Overdue == 0:
		return unit.Sentence(unit.Plural(l.Open, "action is open", "actions are open")) + ", none overdue"
	}
	return unit.Sentence(unit.Word(l.Overdue)) + " of " + unit.Plural(l.Open, "open action", "open actions") + overdueVerb(l.Overdue)
}

func overdueVerb(n int) string {
	if n == 1 {
		return " is overdue"
	}
	return " are overdue"
}

func actionsStand(l *report.ActionList) string {
	if len(l.Actions) == 0 {
		return "No postmortem states an action item. They stand as [[action]] in its front matter, or in a section of their own."
	}
	s := unit.Sentence(unit.Plural(len(l.Actions), "action was promised", "actions were promised")) + " in postmortems, " + unit.Word(l.Done) + " of them done."
	if l.MedianAge != nil {
		s += " Half of those were done within " + days(int(math.Round(*l.MedianAge))) + " of the incident."
	}
	return s
}

func actionFigures(l *report.ActionList, g *glossary) []KeyFigure {
	out := []KeyFigure{
		{Term: Definition{Label: "Open"}, Value: unit.Count(float64(l.Open)), Note: "of " + unit.Count(float64(len(l.Actions))) + " promised"},
		{Term: g.term("actions-overdue", "Overdue"), Value: unit.Count(float64(l.Overdue)), Note: "of " + unit.Count(float64(l.Open)) + " open"},
		{Term: Definition{Label: "Done"}, Value: unit.Count(float64(l.Done)), Note: unit.Percent(float64(l.Done)/float64(len(l.Actions)), 0) + " of all"},
	}
	if l.MedianAge != nil {
		out = append(out, KeyFigure{Term: Definition{Label: "Median age when done"}, Value: days(int(math.Round(*l.MedianAge))), Note: "from the start of the incident"})
	}
	carried := 0
	for _, a := range l.Actions {
		if a.State != "done" && a.CarriedOver > 0 {
			carried++
		}
	}
	return append(out, KeyFigure{Term: Definition{Label: "Carried over"}, Value: unit.Count(float64(carried)), Note: "open at the end of a quarter, and still"})
}

// actionGroups makes a section for each state that occurs.
func (v *Views) actionGroups(l *report.ActionList, c *contents) []ActionGroup {
	var out []ActionGroup
	for _, s := range []struct{ state, title, note string }{
		{"overdue", "Overdue", "Past the due date at the end of the data. The longest overdue first."},
		{"open", "Open, in time", "By due date. A bar runs from the incident to the end of the data; the mark is the due date."},
		{"undated", "Without a due date", "Nobody has said when. They cannot become overdue, so they are listed apart."},
		{"done", "Done", "The bar ends when it was done; red is time past the due date."},
	} {
		var list []report.Action
		for _, a := range l.Actions {
			if a.State == s.state {
				list = append(list, a)
			}
		}
		if len(list) == 0 {
			continue
		}
		group := ActionGroup{
			Section: c.add(Section{ID: s.state, Title: s.title, Notes: []Note{{Text: s.note}}}),
			Lead:    groupLead(s.state, list),
			Table:   v.actionTable(s.title+": action items", list, v.book.Site.AsOf),
		}
		if s.state == "done" && len(list) >= foldFrom {
			group.Folded = "All " + unit.Count(float64(len(list))) + " that are done"
		}
		out = append(out, group)
	}
	return out
}

// groupLead is the one sentence over a group's table.
func groupLead(state string, list []report.Action) string {
	n := unit.Sentence(unit.Plural(len(list), "action", "actions"))
	switch state {
	case "overdue":
		return n + ", the longest by " + days(list[0].Late)
	case "open":
		if due := list[0].Due; due != nil {
			return n + ", the next due on " + unit.Date(*due)
		}
	case "done":
		late := 0
		for _, a := range list {
			if a.Done != nil && a.Due != nil && a.Done.After(a.Due.AddDate(0, 0, 1)) {
				late++
			}
		}
		if late > 0 {
			return n + ", " + unit.Word(late) + " of them after the due date"
		}
	}
	return n
}

func (v *Views) actionTeams(l *report.ActionList, c *contents) *ActionTeams {
	most := 0
	var rows []report.ActionTeam
	for _, t := range l.Teams {
		if t.Open+t.Done > 0 {
			rows = append(rows, t)
			most = max(most, t.Open)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	out := &ActionTeams{Section: c.add(Section{ID: "teams", Title: "Team by team", Notes: []Note{{Term: "Bars", Text: "what is open; red is overdue. One scale."}}})}
	scale := math.Max(float64(most), 1)
	for _, t := range rows {
		cell := &chart.Cell{Max: scale, Parts: []chart.Part{
			{Name: "overdue", Value: float64(t.Overdue), Tone: chart.Over}, {Name: "open, in time", Value: float64(t.Open - t.Overdue), Tone: chart.Mid},
		}}
		out.Rows = append(out.Rows, ActionTeamRow{
			Team: link(t.Team), Bar: drawing(chart.Spec{Hidden: true, Height: 24, Cell: cell}), Late: t.Overdue > 0,
			Open: unit.Count(float64(t.Open)), Overdue: unit.Count(float64(t.Overdue)), Done: unit.Count(float64(t.Done)),
		})
	}
	return out
}

// ActionsTable is every action item as data.
func (v *Views) ActionsTable() chart.Table { return ActionsTable(v.book.Actions.Actions) }

package view

import (
	"fmt"
	"time"

	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// IssueMark says whether a page's figures were issued: partial "issue-mark".
type IssueMark struct {
	Issued bool
	Mark   string
	Text   string
	Link   *Link
	// Restated is set where figures differ since.
	Restated bool
}

// Restatements is the section of what differs from the issued report.
type Restatements struct {
	*Section
	Lead      string
	List      []Restatement
	Completed []Completed
	// More of the completed facts stand in a list that opens.
	More []Completed
}

// Restatement is one difference with both numbers.
type Restatement struct {
	Kind, Class string
	Title, Body string
	Team        *Link
	SLO         *Link
	IssuedHead  string
	NowHead     string
	Rows        []RestatedRow
	Definitions []report.DefinitionChange
	Files       []string
	Reason      string
}

// RestatedRow is one figure, as issued and now.
type RestatedRow struct {
	Name        Definition
	Issued, Now string
	Was, Is     *State
}

// Completed is a fact that has come to its end since.
type Completed struct {
	Text string
	Link *Link
	Rows []RestatedRow
}

// completedShown is how many completed facts stand open.
const completedShown = 6

// issueMark says of a finished quarter whether it was issued; of a running one
// the draft mark says enough.
func (v *Views) issueMark(i *report.Issue, q report.Quarter) *IssueMark {
	switch {
	case i == nil && q.Running:
		return nil
	case i == nil:
		return &IssueMark{Mark: "Not issued.", Text: "The quarter is over; its figures follow the data until the report is issued."}
	}
	m := &IssueMark{Issued: true, Mark: "Issued " + v.issueDate(i.Date) + "."}
	if i.Number > 1 {
		m.Mark = fmt.Sprintf("Issued %s, for the %s time.", v.issueDate(i.Date), unit.Ordinal(i.Number))
	}
	m.Text = i.Note
	live := 0
	for _, r := range i.Restatements {
		if r.Settled == "" {
			live++
		}
	}
	if live > 0 {
		m.Restated = true
		m.Text = unit.Sentence(unit.Plural(live, "restatement", "restatements")) + " since: the totals on this page are those that were issued, with the restated ones beside."
		m.Link = &Link{Text: "What changed", URL: "#restated"}
		return m
	}
	if len(i.Restatements) > 0 {
		m.Link = &Link{Text: "What changed", URL: "#restated"}
	}
	if i.Restored > 0 {
		if m.Text != "" {
			m.Text += " "
		}
		m.Text += unit.Sentence(unit.Plural(i.Restored, "objective stands", "objectives stand")) + " on the issued daily series alone: the metrics were put away."
	}
	return m
}

func (v *Views) issueDate(date string) string {
	t, err := time.ParseInLocation(time.DateOnly, date, v.loc)
	if err != nil {
		return date
	}
	return unit.Date(t)
}

// restatements is the section; nil where nothing differs. What has come to its
// end stands in it too.
func (v *Views) restatements(i *report.Issue, onTeam bool, c *contents, g *glossary) *Restatements {
	if i == nil || len(i.Restatements) == 0 {
		return nil
	}
	s := &Restatements{Section: c.add(Section{ID: "restated", Title: "Restated since it was issued", Short: "Restated", Notes: v.restatementNotes(i)})}
	for _, r := range i.Restatements {
		s.List = append(s.List, v.restatement(r, onTeam, g))
	}
	v.addCompleted(s, i, g)
	return s
}

// completed is the section of an issue that nothing restates, further down the
// page; nil where nothing has come to its end.
func (v *Views) completed(i *report.Issue, c *contents, g *glossary) *Restatements {
	if i == nil || len(i.Restatements) > 0 || len(i.Completed) == 0 {
		return nil
	}
	s := &Restatements{Section: c.add(Section{ID: "completed", Title: "Completed since it was issued", Short: "Completed", Notes: v.restatementNotes(i)})}
	v.addCompleted(s, i, g)
	return s
}

// addCompleted lists facts that have come to their end.
func (v *Views) addCompleted(s *Restatements, i *report.Issue, g *glossary) {
	for _, x := range i.Completed {
		done := Completed{Text: x.Text, Rows: v.restatedRows(x.Changes, 0, g)}
		if x.Ref != nil && x.Ref.URL != "" {
			done.Link = &Link{Text: x.Ref.ID, URL: x.Ref.URL}
		}
		if len(s.Completed) < completedShown {
			s.Completed = append(s.Completed, done)
		} else {
			s.More = append(s.More, done)
		}
	}
	if n := len(i.Completed); n > 0 {
		s.Lead = unit.Sentence(unit.Plural(n, "fact has", "facts have")) + " come to an end since, which completes the report and restates nothing."
	}
}

func (v *Views) restatementNotes(i *report.Issue) []Note {
	notes := []Note{
		{Term: "Issued", Text: v.issueDate(i.Date) + ", from data until " + unit.Stamp(v.local(i.AsOf)) + ".", Link: &Link{Text: "What that means", URL: "/methodology/#def-issued"}},
	}
	if i.Note != "" {
		notes = append(notes, Note{Term: "Said then", Text: i.Note})
	}
	for _, e := range i.Earlier {
		n := Note{Term: "Before", Text: "issued " + v.issueDate(e.Date)}
		if e.Reason != "" {
			n.Text += ", because: " + e.Reason
		}
		n.Text += "."
		notes = append(notes, n)
	}
	if len(i.Restatements) > 0 {
		notes = append(notes, Note{Term: "Shown", Text: "totals on this page stay as issued; where a budget went follows the postmortems."})
	}
	return notes
}

// kindWords name the kinds of restatements for a page.
func kindWords(kind string) string {
	switch kind {
	case report.RestatedDefinition:
		return "Changed definition"
	case report.RestatedData:
		return "Changed data"
	case report.RestatedBoth:
		return "Changed definition and data"
	}
	return "Another version of the program"
}

func (v *Views) restatement(r report.Restatement, onTeam bool, g *glossary) Restatement {
	out := Restatement{Kind: kindWords(r.Kind), Class: r.Kind, Title: r.Title, Body: r.Body, Definitions: r.Definitions,
		IssuedHead: "Issued", NowHead: "Restated", Reason: r.Reason}
	if r.Settled != "" {
		out.IssuedHead, out.NowHead = "Issued before", "Issued "+v.issueDate(r.Settled)
	}
	if r.Team != nil && !onTeam {
		out.Team = &Link{Text: orElse(r.Team.Name, r.Team.ID), URL: r.Team.URL}
	}
	objective := 0.0
	if r.SLO != nil {
		if r.SLO.URL != "" {
			out.SLO = &Link{Text: orElse(r.SLO.Name, r.SLO.ID), URL: r.SLO.URL}
		}
		objective = v.objectiveOf(r.SLO.ID)
	}
	out.Rows = v.restatedRows(r.Changes, objective, g)
	for _, f := range r.Files {
		out.Files = append(out.Files, f.Path+" "+f.What)
	}
	return out
}

// objectiveOf is the target by which an indicator is rounded: the one in force.
func (v *Views) objectiveOf(id string) float64 {
	for _, s := range v.book.SLOs {
		if s.SLO.ID == id && len(s.Quarters) > 0 {
			return s.Quarters[len(s.Quarters)-1].Objective
		}
	}
	return 0
}

func (v *Views) restatedRows(changes []report.Restated, objective float64, g *glossary) []RestatedRow {
	var out []RestatedRow
	for _, c := range changes {
		row := RestatedRow{Name: g.term(c.Definition, c.Name), Issued: restatedValue(c.Issued, c.Unit, objective), Now: restatedValue(c.Now, c.Unit, objective)}
		if c.Definition == "attribution" {
			row.Name = Definition{Label: c.Name}
		}
		if c.WasState != nil && c.NowState != nil {
			was, is := StateOf(*c.WasState), StateOf(*c.NowState)
			row.Was, row.Is = &was, &is
		}
		out = append(out, row)
	}
	return out
}

func restatedValue(x *float64, unitName string, objective float64) string {
	switch {
	case x == nil:
		return "no figure"
	case unitName == "ratio":
		return unit.Share(*x)
	case unitName == "sli":
		return unit.Ratio(*x, objective)
	case unitName == "seconds":
		return unit.DurationWords(*x)
	case unitName == "hours":
		return unit.Number(*x, 1) + unit.NB + "hours"
	}
	return unit.Count(*x) + unit.NB + unitName
}

// restatedLeft is the restated remaining budget beside an issued one.
func restatedLeft(s *report.SLOQuarter) string {
	switch r := s.Restated; {
	case r == nil:
		return ""
	case r.Valid == nil:
		return "restated: no data"
	case s.NoBudget || r.Remaining == nil:
		return "restated: " + unit.Count(*r.Bad) + " failed, " + StateOf(r.State).Word
	default:
		return "restated: " + unit.Share(*r.Remaining) + " left, " + StateOf(r.State).Word
	}
}

// restateKeys puts the restated figures beside an objective's issued ones.
func restateKeys(list []KeyFigure, s *report.SLOQuarter) []KeyFigure {
	if s.Restated == nil {
		return list
	}
	r := s.Restated
	now := map[string]*float64{"sli": r.SLI, "budget-spent": r.Spent, "budget-left": r.Remaining, "failed": r.Bad, "error-budget": r.Budget, "coverage": r.Coverage}
	was := map[string]*float64{"sli": s.SLI.Value, "budget-spent": s.Spent.Value, "budget-left": s.Remaining.Value, "failed": s.Bad.Value, "error-budget": s.Budget.Value, "coverage": s.Coverage.Value}
	for i := range list {
		id := list[i].Term.ID
		x, known := now[id]
		if !known || x == nil || was[id] != nil && *was[id] == *x {
			continue
		}
		switch id {
		case "sli":
			list[i].Restated = unit.Ratio(*x, s.Objective)
		case "failed", "error-budget":
			list[i].Restated = unit.Count(*x)
		default:
			list[i].Restated = unit.Share(*x)
		}
	}
	return list
}

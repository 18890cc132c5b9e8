package view

import (
	"slices"
	"strings"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// shows tells whether the readers of this edition see a part of the reports.
func (v *Views) shows(part string) bool { return v.book.Site.Shows(part) }

// there keeps the links that lead somewhere in this edition.
func (v *Views) there(list ...Link) []Link {
	return slices.DeleteFunc(list, func(l Link) bool { return l.URL == "/actions/" && !v.shows("actions") })
}

// Published is a table without the columns that this edition hides.
func (v *Views) Published(t chart.Table) chart.Table {
	if v.book.Site.Edition == nil {
		return t
	}
	hidden := map[string]string{
		"actions_open": "actions", "actions_overdue": "actions", "burn_without_postmortem": "bursts",
		"reason": "approvals", "approver": "approvals", "approved": "approvals", "owed": "money", "currency": "money",
	}
	out := t
	out.Head, out.Rows = nil, make([][]string, len(t.Rows))
	for i, head := range t.Head {
		if part := hidden[head]; part != "" && !v.shows(part) {
			continue
		}
		out.Head = append(out.Head, head)
		for k, row := range t.Rows {
			if i < len(row) {
				out.Rows[k] = append(out.Rows[k], row[i])
			}
		}
	}
	return out
}

// audience says who may read the site.
func audience(s report.Site) string {
	switch {
	case s.Edition != nil && s.Edition.Audience != report.Everyone:
		return "For " + s.Edition.Audience
	case s.Internal && s.Edition == nil:
		return "Internal"
	}
	return "Public"
}

// editionSection says that this is not the whole, and what kinds of things it
// leaves out; nil in the whole.
func (v *Views) editionSection(c *contents) *MethodEdition {
	e := v.book.Site.Edition
	if e == nil {
		return nil
	}
	name := "the public edition"
	if e.Audience != report.Everyone {
		name = "the edition for " + e.Audience
	}
	out := &MethodEdition{
		Section: c.add(Section{ID: "edition", Title: unit.Sentence(name), Short: "This edition"}),
		List: []string{
			"These reports are " + name + " of a site that others may see more of. Every figure is made from the measurements of the teams that are shown here.",
			"Teams, incidents and passages of texts may be left out without being named. What an incident spent that is not published stands as a part of its own, “Incidents that are not published”; it is not counted among the incidents.",
		},
	}
	if len(e.LeftOut) > 0 {
		out.List = append(out.List, "Beyond that it leaves out "+strings.Join(e.LeftOut, "; ")+".")
	}
	return out
}

// MethodEdition is the section on what an edition leaves out.
type MethodEdition struct {
	*Section
	List []string
}

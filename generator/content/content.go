// Package content reads what people wrote for the site below content/: pages
// of prose, and the commentary on a quarter's report. It belongs to the load
// stage, beside config and postmortem; report joins commentary to the figures,
// site gives the pages their addresses.
package content

import (
	"cmp"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
	"quarterdeck/generator/quarter"
)

// Content is everything below content/.
type Content struct {
	// Pages by path.
	Pages []Page
	// Commentaries by quarter, and in it by team; the organisation's first.
	Commentaries []Commentary
}

// Page is an authored page.
type Page struct {
	// Path is the page's address without slashes around it: "methodology",
	// "guides/on-call".
	Path               string
	Title, Description string
	// Audience names who may see the page beside the internal readers; empty:
	// nobody else.
	Audience []doc.Word
	// HTML is the text without its title.
	HTML string
	Pos  diag.Pos
}

// Commentary is what people say about one report.
type Commentary struct {
	Quarter quarter.Quarter
	// Team is a team's id; "" for the organisation's report.
	Team string
	// Headline and Standfirst replace the generated ones where not empty.
	// Both are plain text.
	Headline, Standfirst string
	Signoffs             []Signoff
	Decisions            []Decision
	HTML                 string
	Pos                  diag.Pos
}

// Signoff is one member of the trio standing by the report. A zero Date is a
// sign-off still to come.
type Signoff struct {
	Role string
	Date time.Time // local midnight
	Note string
	Pos  diag.Pos
}

// Decision is asked in one quarter and answered in it or in a later one, under
// the same id. What a later mention leaves out is as it was before.
type Decision struct {
	ID, Question string
	Options      []Option
	// Decider is a role; By the day an answer is needed.
	Decider string
	By      time.Time
	// Answer is what was decided, Answered the day; empty and zero while open.
	Answer   string
	Answered time.Time
	// Metric names the SLO by which the answer is judged, or any other figure
	// in words.
	Metric string
	// NoteHTML is what there is to add, rendered.
	NoteHTML string
	Pos      diag.Pos
}

// Option is one possible answer.
type Option struct {
	Label, Gains, Costs string
	Recommended         bool
}

// Page finds a page by its path.
func (c *Content) Page(path string) (Page, bool) {
	for _, p := range c.Pages {
		if p.Path == path {
			return p, true
		}
	}
	return Page{}, false
}

// Commentary finds what was said about a team's quarter, or with the team ""
// about the organisation's.
func (c *Content) Commentary(q quarter.Quarter, team string) (Commentary, bool) {
	for _, m := range c.Commentaries {
		if m.Quarter == q && m.Team == team {
			return m, true
		}
	}
	return Commentary{}, false
}

func byPath(a, b Page) int { return cmp.Compare(a.Path, b.Path) }

func byQuarter(a, b Commentary) int {
	return cmp.Or(a.Quarter.Compare(b.Quarter), cmp.Compare(a.Team, b.Team))
}

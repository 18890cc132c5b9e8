// Package view turns reports into what a page shows: formatted texts, chart
// specs, links, in the order a template writes them. It belongs to the present
// stage, between report and theme; it computes no figure. Package site calls it
// when a page is asked for.
package view

import (
	"html/template"
	"strings"
	"time"

	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// Views makes the pages of one book. It is read-only after New and safe for
// concurrent use.
type Views struct {
	book *report.Book
	loc  *time.Location
	defs map[string]report.Definition
	// byQuarter and byTeam find a team's report: by slug, then by team.
	byQuarter map[string]map[string]*report.TeamQuarter
	library   library
}

// New indexes the book.
func New(book *report.Book) *Views {
	v := &Views{
		book: book, loc: book.Site.Location,
		defs:      map[string]report.Definition{},
		byQuarter: map[string]map[string]*report.TeamQuarter{},
	}
	if v.loc == nil {
		v.loc = time.UTC
	}
	if book.Methodology != nil {
		for _, d := range book.Methodology.Definitions {
			v.defs[d.ID] = d
		}
	}
	for _, t := range book.TeamQuarters {
		slug := t.Quarter.Slug
		if v.byQuarter[slug] == nil {
			v.byQuarter[slug] = map[string]*report.TeamQuarter{}
		}
		v.byQuarter[slug][t.Team.ID] = t
	}
	v.library = indexLibrary(book.Library)
	return v
}

// Page is what every page says around its content; base.html reads it.
type Page struct {
	Lang        string
	SiteTitle   string
	Title       string
	Description string
	Canonical   string
	// Refresh is where the page leads by itself; empty on all but redirects.
	Refresh string
	Robots  string
	Class   string // of body: org, team, pm …
	// Running and RunningFoot stand at the head and foot of printed pages.
	Running     string
	RunningFoot string
	Kicker      string
	When        string
	Nav         []Link
	Crumbs      []Link
	Draft       *Draft
	Issue       *IssueMark
	Notices     []string
	Twin        string // address of the JSON twin
	TwinText    string // what it is, where it is not this page alone
	Interactive bool   // load charts.js
	Definitions []Definition
	FootLine    string
	Foot        []Link // authored pages
}

// Link is a text that may lead somewhere. Current marks the page itself.
type Link struct {
	Text, URL string
	Current   bool
}

// Draft marks a page about a quarter that is still running.
type Draft struct{ Mark, Text string }

// at says which page is being made, for the navigation.
type at struct {
	URL     string          // of the page
	Quarter *report.Quarter // nil on pages across quarters
	Team    *report.Ref     // nil on pages across teams
	Here    string          // the navigation's entry: quarter, postmortems, actions, methodology
}

// page fills what all pages share. Titles are plain text.
func (v *Views) page(where at, class, title, description string) Page {
	s := v.book.Site
	p := Page{
		Lang: orElse(s.Language, "en"), SiteTitle: s.Title, Title: title, Description: description, Class: class,
		Kicker: "Quarterly reliability report", Nav: v.nav(where),
		Running: title, RunningFoot: audience(s), FootLine: s.Title + ". " + audience(s) + ".",
	}
	for _, a := range v.book.Pages {
		p.Foot = append(p.Foot, Link{Text: a.Title, URL: a.URL, Current: a.URL == where.URL})
	}
	if s.Internal {
		p.Robots = "noindex"
	}
	if s.BaseURL != "" {
		p.Canonical = strings.TrimSuffix(s.BaseURL, "/") + where.URL
	}
	if q := where.Quarter; q != nil {
		p.When = q.Label + ", " + q.Months
		p.Draft = v.draft(*q)
	}
	return p
}

// nav is the site's navigation: this quarter, its team where the page has one,
// and what lies across quarters.
func (v *Views) nav(where at) []Link {
	q := v.latest()
	if where.Quarter != nil {
		q = where.Quarter
	}
	var out []Link
	if q != nil {
		out = append(out, Link{Text: noBreak(q.Label), URL: "/" + q.Slug + "/", Current: where.Here == "quarter"})
	}
	if where.Team != nil && where.Quarter != nil {
		out = append(out, Link{Text: where.Team.Name, URL: "/" + where.Quarter.Slug + "/" + where.Team.ID + "/", Current: where.Here == "team-quarter"})
	}
	return append(out, v.there(
		Link{Text: "Postmortems", URL: "/postmortems/", Current: where.Here == "postmortems"},
		Link{Text: "Actions", URL: "/actions/", Current: where.Here == "actions"},
		Link{Text: "Methodology", URL: "/methodology/", Current: where.Here == "methodology"},
	)...)
}

// latest is the quarter the home page shows; nil in a book without quarters.
func (v *Views) latest() *report.Quarter {
	if v.book.Latest < 0 || v.book.Latest >= len(v.book.Quarters) {
		return nil
	}
	return &v.book.Quarters[v.book.Latest]
}

// draft is set while q runs: to which day its figures go and how to read them.
func (v *Views) draft(q report.Quarter) *Draft {
	if !q.Running {
		return nil
	}
	return &Draft{
		Mark: "Draft, to date " + unit.DayMonth(v.lastDay(q.Seen)) + ".",
		Text: "The quarter is still running. Spent so far is of the whole quarter’s budget; on course for is where it ends if the rest goes like the part so far.",
	}
}

// lastDay is the day a half-open stretch ends on: midnight belongs to the day
// before.
func (v *Views) lastDay(end time.Time) time.Time { return v.local(end.Add(-time.Second)) }

// local puts an instant into the site's zone, in which every page speaks.
func (v *Views) local(t time.Time) time.Time { return t.In(v.loc) }

// markup marks HTML that package markdown rendered, raw HTML off, as finished.
func markup(rendered string) template.HTML { return template.HTML(rendered) }

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

package view

import (
	"html/template"
	"strings"

	"quarterdeck/generator/report"
)

// AuthoredPage is a page of prose.
type AuthoredPage struct {
	Page
	Heading string
	Stand   string
	HTML    template.HTML
	Data    *DataSection
}

// Authored is the page that people wrote.
func (v *Views) Authored(a *report.Page) AuthoredPage {
	site := v.book.Site
	p := AuthoredPage{
		Page:    v.page(at{URL: a.URL}, "text", a.Title+", "+site.Title, orElse(a.Description, a.Title)),
		Heading: a.Title, Stand: a.Description, HTML: markup(a.HTML),
	}
	p.Running = site.Title + ", " + a.Title
	p.Twin = AuthoredTwin(a)
	var c contents
	p.Data = &DataSection{
		Section:    c.add(Section{ID: "provenance", Title: "Made from what", Short: "Data"}),
		Provenance: provenance(a.Provenance, ""),
	}
	p.Data.Number = 0
	return p
}

// AuthoredTwin is the address of an authored page's JSON: apart from the
// reports', with whose names it must never collide.
func AuthoredTwin(a *report.Page) string {
	return "/api/pages" + strings.TrimSuffix(a.URL, "/") + ".json"
}

// Twin is the address of the JSON that says what the report at an address says.
func Twin(page string) string { return "/api" + strings.TrimSuffix(page, "/") + ".json" }

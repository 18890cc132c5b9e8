package view

import (
	"strings"

	"quarterdeck/generator/report"
)

// FacetGroup is one way to choose postmortems by: its values with how many
// have each.
type FacetGroup struct {
	Title string
	Links []FacetLink
}

// FacetLink leads to the postmortems of one value.
type FacetLink struct {
	Link
	Count string
}

// FacetPage is the library narrowed to one facet.
type FacetPage struct {
	URL  string
	Page func() LibraryPage
}

// facet is one value of one group. match is nil for the whole library.
type facet struct {
	group, title, heading, url string
	count                      int
	match                      func(*report.Incident) bool
}

// LibraryFacets are the narrowed libraries, in the order their links stand.
func (v *Views) LibraryFacets() []FacetPage {
	all := v.allFacets()
	var out []FacetPage
	for _, f := range all {
		out = append(out, FacetPage{URL: f.url, Page: func() LibraryPage {
			var list []*report.Incident
			for _, in := range v.book.Library.Incidents {
				if f.match(in) {
					list = append(list, in)
				}
			}
			return v.libraryPage(all, f, list)
		}})
	}
	return out
}

// allFacets gives every value of every group an address of its own.
func (v *Views) allFacets() []facet {
	l := v.book.Library
	var out []facet
	add := func(folder, group, heading string, values []report.Facet, has func(*report.Incident, string) bool) {
		taken := map[string]bool{}
		for _, x := range values {
			title := orElse(x.Term.Title, x.Term.ID)
			out = append(out, facet{
				group: group, title: title, heading: heading + title, count: x.Count,
				url:   "/postmortems/by/" + folder + "/" + freeSlug(x.Term.ID, taken) + "/",
				match: func(in *report.Incident) bool { return has(in, x.Term.ID) },
			})
		}
	}
	add("quarter", "Quarter", "Postmortems of ", l.Quarters, func(in *report.Incident, id string) bool { return quarterID(in) == id })
	add("team", "Team", "Postmortems of ", l.Teams, func(in *report.Incident, id string) bool { return hasRef(in.Teams, id) })
	add("severity", "Severity", "Postmortems of severity ", l.Severities, func(in *report.Incident, id string) bool { return in.Severity.ID == id })
	add("cause", "Root cause", "Postmortems by root cause: ", l.Causes, func(in *report.Incident, id string) bool { return hasTerm(in.RootCauses, id) })
	add("trigger", "Trigger", "Postmortems by trigger: ", l.Triggers, func(in *report.Incident, id string) bool { return in.Trigger != nil && in.Trigger.ID == id })
	return out
}

func hasRef(refs []report.Ref, id string) bool {
	for _, r := range refs {
		if r.ID == id {
			return true
		}
	}
	return false
}

func hasTerm(terms []report.Term, id string) bool {
	for _, t := range terms {
		if t.ID == id {
			return true
		}
	}
	return false
}

// freeSlug makes a part of an address from any text. Words of a vocabulary come
// from files that others wrote; two that would share an address are numbered.
func freeSlug(text string, taken map[string]bool) string {
	slug := slugOf(text)
	for n := 2; taken[slug]; n++ {
		slug = slugOf(text) + "-" + count(n)
	}
	taken[slug] = true
	return slug
}

const longestSlug = 60 // letters of an address' part

func slugOf(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		if b.Len() >= longestSlug {
			break
		}
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else if n := b.Len(); n > 0 && b.String()[n-1] != '-' {
			b.WriteByte('-')
		}
	}
	return orElse(strings.Trim(b.String(), "-"), "other")
}

// facetGroups arranges the facets for the page at url.
func facetGroups(all []facet, url string) []FacetGroup {
	var out []FacetGroup
	for _, f := range all {
		if len(out) == 0 || out[len(out)-1].Title != f.group {
			out = append(out, FacetGroup{Title: f.group})
		}
		g := &out[len(out)-1]
		g.Links = append(g.Links, FacetLink{Link: Link{Text: f.title, URL: f.url, Current: f.url == url}, Count: count(f.count)})
	}
	return out
}

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

// facet is one value of one group. list is nil for the whole library.
type facet struct {
	group, title, heading, url string
	count                      int
	list                       []*report.Incident
	whole                      bool
}

// library is the index of the postmortems, made once: by address and by facet.
type library struct {
	facets []facet
	// titles finds a facet by its group and title, places an incident in
	// Library.Incidents, and in Library.Pages, by its address.
	titles map[facetKey]int
	places map[string]int
}

type facetKey struct{ group, title string }

func indexLibrary(l *report.Library) library {
	x := library{titles: map[facetKey]int{}, places: map[string]int{}}
	if l == nil {
		return x
	}
	for i, in := range l.Incidents {
		if _, known := x.places[incidentURL(in)]; !known {
			x.places[incidentURL(in)] = i
		}
	}
	x.facets = facetsOf(l)
	for i, f := range x.facets {
		if k := (facetKey{f.group, f.title}); !x.has(k) {
			x.titles[k] = i
		}
	}
	return x
}

func (x library) has(k facetKey) bool { _, known := x.titles[k]; return known }

// LibraryFacets are the narrowed libraries, in the order their links stand.
func (v *Views) LibraryFacets() []FacetPage {
	var out []FacetPage
	for _, f := range v.library.facets {
		out = append(out, FacetPage{URL: f.url, Page: func() LibraryPage { return v.libraryPage(f) }})
	}
	return out
}

// facetsOf gives every value of every group an address of its own, and the
// incidents that have it.
func facetsOf(l *report.Library) []facet {
	var out []facet
	add := func(folder, group, heading string, values []report.Facet, of func(*report.Incident) []string) {
		lists := map[string][]*report.Incident{}
		for _, in := range l.Incidents {
			for _, id := range of(in) {
				if n := len(lists[id]); n == 0 || lists[id][n-1] != in { // a word may stand twice
					lists[id] = append(lists[id], in)
				}
			}
		}
		taken := map[string]bool{}
		for _, x := range values {
			title := orElse(x.Term.Title, x.Term.ID)
			out = append(out, facet{
				group: group, title: title, heading: heading + title, count: x.Count, list: lists[x.Term.ID],
				url: "/postmortems/by/" + folder + "/" + freeSlug(x.Term.ID, taken) + "/",
			})
		}
	}
	add("quarter", "Quarter", "Postmortems of ", l.Quarters, func(in *report.Incident) []string { return []string{quarterID(in)} })
	add("team", "Team", "Postmortems of ", l.Teams, func(in *report.Incident) []string { return refIDs(in.Teams) })
	add("severity", "Severity", "Postmortems of severity ", l.Severities, func(in *report.Incident) []string { return []string{in.Severity.ID} })
	add("cause", "Root cause", "Postmortems by root cause: ", l.Causes, func(in *report.Incident) []string { return termIDs(in.RootCauses...) })
	add("trigger", "Trigger", "Postmortems by trigger: ", l.Triggers, func(in *report.Incident) []string {
		if in.Trigger == nil {
			return nil
		}
		return termIDs(*in.Trigger)
	})
	return out
}

func refIDs(refs []report.Ref) []string {
	var out []string
	for _, r := range refs {
		out = append(out, r.ID)
	}
	return out
}

func termIDs(terms ...report.Term) []string {
	var out []string
	for _, t := range terms {
		out = append(out, t.ID)
	}
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

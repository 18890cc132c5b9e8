package view

import (
	"strings"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// LibraryPage is the list of postmortems, newest first by quarter: all of them,
// or those of one facet.
type LibraryPage struct {
	Page
	Heading  string
	Stand    []string
	Facets   []FacetGroup
	Whole    *Link // on a facet's page: the way back to all of them
	Chart    *Chart
	Contents []*Section
	Groups   []LibraryGroup
	LeftOut  *LeftOut
	Data     *DataSection
}

// LibraryGroup is a section with the incidents of one quarter.
type LibraryGroup struct {
	*Section
	List IncidentList
}

// LeftOut is the section of incidents that take no part in the figures.
type LeftOut struct {
	*Section
	Rows []LeftOutRow
}

// LeftOutRow is one of them, with the reason.
type LeftOutRow struct {
	ID, Reason, File string
	Title            Link
}

// DataSection says what a page across quarters was made from.
type DataSection struct {
	*Section
	Lead       string
	Provenance Provenance
	Links      []Link
}

// Library is the page of all postmortems.
func (v *Views) Library() LibraryPage {
	l := v.book.Library
	return v.libraryPage(facet{url: l.URL, heading: "Postmortems", list: l.Incidents, whole: true})
}

// LibraryTable is the library as data: one row for each budget an incident took
// from.
func (v *Views) LibraryTable() chart.Table { return incidentsTable(v.book.Library.Incidents) }

func (v *Views) libraryPage(f facet) LibraryPage {
	l, list := v.book.Library, f.list
	site := v.book.Site
	g := v.glossary()
	where := at{URL: f.url}
	if f.whole {
		where.Here = "postmortems"
	}
	p := LibraryPage{
		Page:    v.page(where, "lib", f.heading+", "+site.Title, f.heading+": "+libraryCount(list)),
		Heading: f.heading, Stand: v.libraryStand(list), Facets: facetGroups(v.library.facets, f.url),
	}
	p.Running = site.Title + ", " + strings.ToLower(f.heading[:1]) + f.heading[1:]
	p.Twin = "/api/postmortems.json"
	if !f.whole {
		p.TwinText = "All postmortems as JSON"
	}
	p.Notices = l.Notices
	p.Crumbs = []Link{{Text: "Postmortems", Current: f.whole, URL: l.URL}}
	if !f.whole {
		p.Crumbs = append(p.Crumbs, Link{Text: f.title, Current: true})
		p.Whole = &Link{Text: "All " + unit.Count(float64(len(l.Incidents))) + " postmortems", URL: l.URL}
	} else {
		p.Crumbs = nil
	}
	shown, left := partLeftOut(list)
	if c := v.dotsOver("library-dots", shown); c != nil {
		c.Title = "Every incident by start and time to restore"
		c.Note = "On a logarithmic axis; area: the largest share taken of one quarter’s budget. Dashed: nothing measurable. A dot leads to its postmortem."
		p.Chart, p.Interactive = c, c.Options != ""
	}
	var c contents
	p.Groups = v.libraryGroups(shown, &c, g)
	p.LeftOut = leftOut(left, &c)
	p.Data = &DataSection{
		Section:    c.add(Section{ID: "provenance", Title: "Made from what", Short: "Data", Notes: []Note{{Term: "Definitions", Text: "of every figure:", Link: &Link{Text: "methodology", URL: "/methodology/"}}}}),
		Provenance: provenance(l.Provenance, v.asOf()),
		Links:      v.there(Link{Text: "Postmortems as CSV", URL: "/postmortems/postmortems.csv"}, Link{Text: "Every action", URL: "/actions/"}),
	}
	p.Contents, p.Definitions = c.list, g.list
	return p
}

// asOf is the present of every figure, written out.
func (v *Views) asOf() string {
	t := v.local(v.book.Site.AsOf)
	return unit.Stamp(t) + " " + unit.Zone(t)
}

func libraryCount(list []*report.Incident) string {
	return unit.Plural(len(list), "incident", "incidents") + "."
}

// libraryStand says how many there are, since when, and how many have a text.
func (v *Views) libraryStand(list []*report.Incident) []string {
	written, open, left := 0, 0, 0
	for _, in := range list {
		if in.Status != "record" {
			written++
		}
		if in.LeftOut != "" {
			left++
		}
		if in.Open && in.LeftOut == "" {
			open++
		}
	}
	first := unit.Sentence(unit.Plural(len(list), "incident", "incidents"))
	if since := v.oldest(list); since != "" {
		first += " since " + since
	}
	first += ". " + unit.Sentence(writtenOut(written, len(list)))
	var rest []string
	if open > 0 {
		rest = append(rest, unit.Plural(open, "is still open", "are still open"))
	}
	if left > 0 {
		rest = append(rest, unit.Plural(left, "is left out of the figures", "are left out of the figures"))
	}
	if len(rest) > 0 {
		first += " " + unit.Sentence(unit.List(rest)) + "."
	}
	return []string{first}
}

func writtenOut(written, all int) string {
	switch {
	case all == 0:
		return "nothing has been written."
	case written == all && all == 1:
		return "it is written out in full."
	case written == all:
		return "all are written out in full."
	case written == 0:
		return "none has a text yet: they are records of the facts."
	}
	return unit.Plural(written, "is written out", "are written out") + " in full; " +
		unit.Plural(all-written, "is a record of the facts, without a text yet.", "are records of the facts, without a text yet.")
}

func (v *Views) oldest(list []*report.Incident) string {
	for i := len(list) - 1; i >= 0; i-- {
		if t := list[i].Started; t != nil {
			return v.local(*t).Format("January" + unit.NB + "2006")
		}
	}
	return ""
}

func partLeftOut(list []*report.Incident) (shown, left []*report.Incident) {
	for _, in := range list {
		if in.LeftOut != "" {
			left = append(left, in)
		} else {
			shown = append(shown, in)
		}
	}
	return shown, left
}

// libraryGroups makes a section for each quarter that has an incident.
func (v *Views) libraryGroups(list []*report.Incident, c *contents, g *glossary) []LibraryGroup {
	var out []LibraryGroup
	most := mostShare(list)
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && quarterID(list[to]) == quarterID(list[from]) {
			to++
		}
		part := list[from:to]
		title, id := "Without a quarter", "undated"
		if q := part[0].Quarter; q != nil {
			title, id = q.Name, "q-"+q.ID
		}
		s := Section{ID: id, Title: title, Notes: groupNotes(part)}
		out = append(out, LibraryGroup{
			Section: c.add(s),
			List:    v.incidentList("Incidents of "+title+", newest first", part, most, g),
		})
		out[len(out)-1].List.Teams = true
		from = to
	}
	return out
}

func quarterID(in *report.Incident) string {
	if in.Quarter == nil {
		return ""
	}
	return in.Quarter.ID
}

func groupNotes(list []*report.Incident) []Note {
	written := 0
	for _, in := range list {
		if in.Status != "record" {
			written++
		}
	}
	notes := []Note{{Text: unit.Sentence(unit.Plural(len(list), "incident", "incidents")) + ", " + unit.Word(written) + " written out."}}
	if q := list[0].Quarter; q != nil && q.URL != "" {
		notes[0].Link = &Link{Text: "The quarter’s report", URL: q.URL}
	}
	return notes
}

func leftOut(list []*report.Incident, c *contents) *LeftOut {
	if len(list) == 0 {
		return nil
	}
	out := &LeftOut{Section: c.add(Section{ID: "left-out", Title: "Left out of the figures", Short: "Left out", Notes: []Note{
		{Text: "Their texts are shown. They come back into the figures when the fact is mended in the file."},
	}})}
	for _, in := range list {
		out.Rows = append(out.Rows, LeftOutRow{ID: in.ID, Title: Link{Text: in.Title, URL: incidentURL(in)}, Reason: in.LeftOut, File: in.File})
	}
	return out
}

package site

import (
	"quarterdeck/generator/apischema"
	"quarterdeck/generator/report"
	"quarterdeck/generator/view"
)

// more adds the pages across quarters, and the list of every document.
func (b *builder) more() {
	b.teams()
	b.slos()
	b.journeys()
	b.postmortems()
	b.lists()
	b.authored()
	b.page("/404.html", "notfound", func() any { return b.views.NotFound() })
	b.index()
}

// teams adds each team over time.
func (b *builder) teams() {
	for _, t := range b.book.Teams {
		b.page(t.URL, "team", func() any { return b.views.Team(t) })
		b.twin(twinOf(t.URL), t)
		b.tables(t.URL, b.views.TeamTables(t))
	}
}

// slos adds each objective over time.
func (b *builder) slos() {
	for _, s := range b.book.SLOs {
		b.page(s.URL, "slo", func() any { return b.views.SLO(s) })
		b.twin(twinOf(s.URL), s)
		b.tables(s.URL, b.views.SLOTables(s))
	}
}

// postmortems adds the library, each way to narrow it, and the page of each
// incident.
func (b *builder) postmortems() {
	l := b.book.Library
	b.page(l.URL, "postmortems", func() any { return b.views.Library() })
	b.twin(twinOf(l.URL), l)
	b.table(l.URL+"postmortems.csv", b.views.LibraryTable)
	for _, f := range b.views.LibraryFacets() {
		b.page(f.URL, "postmortems", func() any { return f.Page() })
	}
	for _, in := range l.Pages {
		b.page(in.URL, "postmortem", func() any { return b.views.Postmortem(in) })
		b.twin(twinOf(in.URL), in)
		b.tables(in.URL, b.views.PostmortemTables(in))
	}
}

// lists adds the action items and the methodology.
func (b *builder) lists() {
	if actions := b.book.Actions; actions != nil { // an edition may be without them
		b.page(actions.URL, "actions", func() any { return b.views.Actions() })
		b.twin(twinOf(actions.URL), actions)
		b.table(actions.URL+"actions.csv", b.views.ActionsTable)
	}
	m := b.book.Methodology
	b.page(m.URL, "methodology", func() any { return b.views.Methodology() })
	b.twin(twinOf(m.URL), m)
}

// authored adds the pages that people wrote.
func (b *builder) authored() {
	for _, p := range b.book.Pages {
		b.page(p.URL, "page", func() any { return b.views.Authored(p) })
		b.twin(view.AuthoredTwin(p), p)
	}
}

func (b *builder) tables(address string, list []view.NamedTable) {
	for _, t := range list {
		b.table(address+t.Name+".csv", t.Data)
	}
}

// Index lists every document and every schema, so that a program need guess no
// address.
type Index struct {
	report.Document `audience:"public"`
	Site            report.Site     `json:"site" audience:"public"`
	Documents       []IndexDocument `json:"documents" audience:"public"`
	Schemas         []IndexSchema   `json:"schemas" audience:"public"`
}

// IndexDocument is one document: what it is, where it is, which page it is the
// twin of.
type IndexDocument struct {
	Schema string `json:"schema" audience:"public"`
	JSON   string `json:"json" audience:"public"`
	Page   string `json:"page" audience:"public"`
}

// IndexSchema says where the schema stands that documents name.
type IndexSchema struct {
	Schema string `json:"schema" audience:"public"`
	JSON   string `json:"json" audience:"public"`
}

// index adds the schemas, and the list of every document.
func (b *builder) index() {
	x := Index{Document: report.Document{Schema: "quarterdeck/index/1", Audience: b.book.Library.Audience, URL: "/"}, Site: b.book.Site, Documents: []IndexDocument{}}
	add := func(d report.Document, address string) {
		x.Documents = append(x.Documents, IndexDocument{Schema: d.Schema, JSON: address, Page: d.URL})
	}
	for i, o := range b.book.Organisations {
		add(o.Document, twinOf(o.URL))
		if i == b.book.Latest { // the home page is this quarter's once more
			home := o.Document
			home.URL = "/"
			add(home, twinOf(o.URL))
		}
	}
	for _, t := range b.book.TeamQuarters {
		add(t.Document, twinOf(t.URL))
	}
	for _, t := range b.book.Teams {
		add(t.Document, twinOf(t.URL))
	}
	for _, s := range b.book.SLOs {
		add(s.Document, twinOf(s.URL))
	}
	if x := b.book.JourneyIndex; x != nil {
		add(x.Document, twinOf(x.URL))
	}
	for _, j := range b.book.Journeys {
		add(j.Document, twinOf(j.URL))
	}
	add(b.book.Library.Document, twinOf(b.book.Library.URL))
	for _, in := range b.book.Library.Pages {
		add(in.Document, twinOf(in.URL))
	}
	if a := b.book.Actions; a != nil {
		add(a.Document, twinOf(a.URL))
	}
	add(b.book.Methodology.Document, twinOf(b.book.Methodology.URL))
	for _, p := range b.book.Pages {
		add(p.Document, view.AuthoredTwin(p))
	}
	for _, f := range apischema.Files() {
		x.Schemas = append(x.Schemas, IndexSchema{Schema: f.Schema, JSON: f.Address})
		b.raw(f.Address, f.Text(b.book.Site.BaseURL))
	}
	b.twin("/api/index.json", x)
}

// twinOf is the address of the JSON that says what a page says.
func twinOf(page string) string { return view.Twin(page) }

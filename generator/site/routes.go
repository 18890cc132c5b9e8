package site

import (
	"bytes"
	"encoding/csv"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/report"
	"quarterdeck/generator/theme"
	"quarterdeck/generator/view"
)

// Build lays out every address of the book, the redirects, and the extra files
// beside them. Nothing is rendered before it is asked for. What is wrong with a
// redirect is reported, and it is left out.
func Build(book *report.Book, th *theme.Theme, redirects []Redirect, extra ...File) (*Site, diag.List, error) {
	b := newBuilder(book, th)
	for _, add := range []func(*builder){
		(*builder).assets,
		(*builder).quarters,
		(*builder).teamQuarters,
		(*builder).more,
		(*builder).latest,
	} {
		add(b)
	}
	problems, err := b.redirects(redirects, extra)
	if err != nil {
		return nil, problems, err
	}
	s, err := New(append(b.files, extra...))
	if err == nil {
		s.base = b.base
	}
	return s, problems, err
}

func newBuilder(book *report.Book, th *theme.Theme) *builder {
	return &builder{book: book, theme: th, views: view.New(book), base: basePath(book.Site.BaseURL)}
}

// builder collects the files of a site. Its methods page, twin, table and raw
// each add one.
type builder struct {
	book  *report.Book
	theme *theme.Theme
	views *view.Views
	base  string // path of the site below its host: "" or "/reliability"
	files []File
}

// page adds an HTML page: the template called name, run with what data makes.
// The address is root-absolute; one that ends in a slash is a folder's index.
func (b *builder) page(address, name string, data func() any) {
	b.add(address, func() ([]byte, error) {
		out, err := b.theme.Render(name, data())
		if err != nil {
			return nil, err
		}
		return rebase(out, b.base), nil
	})
}

// twin adds a report as JSON. An empty list is [], never null, which means no
// data; <, > and & are escaped.
func (b *builder) twin(address string, document any) {
	b.add(address, func() ([]byte, error) {
		write := func(v any) ([]byte, error) {
			return json.Marshal(v, jsonv1.DefaultOptionsV1(), json.FormatNilSliceAsNull(false), jsontext.WithIndent(" "))
		}
		var body []byte
		var err error
		if e := b.book.Site.Edition; e != nil {
			body, err = published(e, document, write)
		} else {
			body, err = write(document)
		}
		return append(body, '\n'), err
	})
}

// table adds data as CSV; cells that a spreadsheet would run are defused.
func (b *builder) table(address string, data func() chart.Table) {
	b.add(address, func() ([]byte, error) { return csvBytes(b.views.Published(data())) })
}

// raw adds finished bytes.
func (b *builder) raw(address string, data []byte) {
	b.add(address, func() ([]byte, error) { return data, nil })
}

func (b *builder) add(address string, render func() ([]byte, error)) {
	b.files = append(b.files, File{Path: pathOf(address), Render: render})
}

func csvBytes(t chart.Table) ([]byte, error) {
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	row := make([]string, 0, len(t.Head))
	for _, cells := range append([][]string{t.Head}, t.Rows...) {
		row = row[:0]
		for _, c := range cells {
			row = append(row, chart.CSVCell(c))
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return buf.Bytes(), w.Error()
}

// assets adds what the theme publishes and the word to robots.
func (b *builder) assets() {
	for _, a := range b.theme.Assets() {
		b.raw("/"+a.Path, a.Data)
	}
	robots := "User-agent: *\nDisallow:\n"
	if b.book.Site.Internal {
		// Crawling stays allowed: a page that may not be read cannot say noindex.
		robots = "User-agent: *\nDisallow: /api/\n"
	}
	b.raw("/robots.txt", []byte(robots))
}

// quarters adds the organisation's page of each quarter, its JSON and CSV, and
// the latest finished one once more as the home page.
func (b *builder) quarters() {
	for i, o := range b.book.Organisations {
		b.page(o.URL, "organisation", func() any { return b.views.Organisation(i) })
		b.twin("/api/"+o.Quarter.Slug+".json", o)
		for _, t := range b.views.OrganisationTables(i) {
			b.table(o.URL+t.Name+".csv", t.Data)
		}
		if i == b.book.Latest {
			b.page("/", "organisation", func() any { return b.views.Home() })
		}
	}
}

// teamQuarters adds each team's report of each quarter with JSON and CSV.
func (b *builder) teamQuarters() {
	for _, t := range b.book.TeamQuarters {
		b.page(t.URL, "team-quarter", func() any { return b.views.TeamQuarter(t) })
		b.twin("/api"+strings.TrimSuffix(t.URL, "/")+".json", t)
		for _, file := range b.views.TeamQuarterTables(t) {
			b.table(t.URL+file.Name+".csv", file.Data)
		}
	}
}

// basePath is the path of an address without its final slash.
func basePath(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(u.EscapedPath(), "/")
}

// rebase puts the base path before every root-absolute address in a page: the
// one place that knows a site need not live at its host's root. Attribute
// values are quoted everywhere, and quotes in text are escaped, so ="/ can only
// begin an address.
func rebase(page []byte, base string) []byte {
	if base == "" {
		return page
	}
	return bytes.ReplaceAll(page, []byte(`="/`), []byte(`="`+base+`/`))
}

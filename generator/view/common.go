package view

import (
	"html/template"
	"math"
	"slices"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// State is a verdict as a word, a shape and a colour: class over, risk, part,
// ok or none.
type State struct{ Class, Word string }

// StateOf names a verdict for a page.
func StateOf(s slo.State) State {
	switch s {
	case slo.Overspent:
		return State{"over", "overspent"}
	case slo.AtRisk:
		return State{"risk", "at risk"}
	case slo.Incomplete:
		return State{"part", "incomplete"}
	case slo.Within:
		return State{"ok", "within budget"}
	}
	return State{"none", "no data"}
}

// toneOf is a verdict's colour in a drawing.
func toneOf(s slo.State) chart.Tone {
	switch s {
	case slo.Overspent:
		return chart.Over
	case slo.AtRisk:
		return chart.Risk
	case slo.Within:
		return chart.OK
	case slo.Incomplete:
		return chart.Mid
	}
	return chart.None
}

// Section is one numbered part of a page. Short stands in the contents, Notes
// in its margin.
type Section struct {
	ID, Title, Short string
	Number           int
	Wide             bool
	Class            string
	Notes            []Note
}

// Note is a margin note: a term in bold, a text, a link.
type Note struct {
	Term, Text string
	Link       *Link
}

// contents numbers the sections that a page has and lists them.
type contents struct{ list []*Section }

// add numbers s and remembers it. The pointer is what the template writes.
func (c *contents) add(s Section) *Section {
	s.Number = len(c.list) + 1
	s.Short = orElse(s.Short, s.Title)
	c.list = append(c.list, &s)
	return &s
}

// Definition is a term that opens its definition. Label is how the term reads
// where it stands; the rest fills the popover, once per page.
type Definition struct {
	ID, Label             string
	Title, Short, Formula string
	URL                   string
}

// glossary collects the definitions a page uses.
type glossary struct {
	v    *Views
	used map[string]bool
	list []Definition
}

func (v *Views) glossary() *glossary { return &glossary{v: v, used: map[string]bool{}} }

// term refers to the definition called id; without one the label is plain.
func (g *glossary) term(id, label string) Definition {
	d, ok := g.v.defs[id]
	if !ok {
		return Definition{Label: label}
	}
	full := Definition{ID: id, Label: orElse(label, d.Title), Title: d.Title, Short: d.Short, Formula: d.Formula, URL: "/methodology/#def-" + id}
	if !g.used[id] {
		g.used[id] = true
		g.list = append(g.list, full)
	}
	return full
}

// Chart is a drawing with all that stands around it: partial "figure".
type Chart struct {
	ID      string // of the options
	Title   string // what it shows, as a sentence
	Class   string
	SVG     template.HTML
	Options template.JS // for the interaction; empty: none
	Note    string
	Keys    []Key
	Table   *Table
	// TableName is what opens the table; empty: The data as a table.
	TableName string
	CSV       string // address of the data as a file
}

// Key explains a colour in a note: class over, ink, mid, dot …
type Key struct{ Class, Text string }

// draw writes a spec as a figure. The title is shown over it and need not be
// the spec's, which names the drawing for whoever cannot see it.
func draw(title string, s chart.Spec) Chart {
	c := Chart{ID: s.ID + "-data", Title: title, SVG: s.SVG()}
	if options, err := s.EChartsJSON(); err == nil && len(options) > 0 {
		c.Options = template.JS(options)
	}
	return c
}

// drawing is the bare SVG of a spec, for a table cell.
func drawing(s chart.Spec) template.HTML { return s.SVG() }

// withTable adds the drawing's data as a table.
func (c Chart) withTable(s chart.Spec) Chart {
	t := TableOf(s.Table())
	c.Table = &t
	return c
}

// Table is plain data: partial "table". The first cell of a row heads it.
type Table struct {
	Caption string
	Head    []Cell
	Rows    [][]Cell
}

// Cell is one cell of a Table.
type Cell struct {
	Text, URL string
	Number    bool
}

// TableOf takes over a chart's table. Columns are set as numbers when every
// filled cell in them begins like one.
func TableOf(t chart.Table) Table {
	out := Table{Caption: t.Caption}
	for _, h := range t.Head {
		out.Head = append(out.Head, Cell{Text: h})
	}
	for _, r := range t.Rows {
		row := make([]Cell, len(r))
		for i, s := range r {
			row[i] = Cell{Text: s}
		}
		out.Rows = append(out.Rows, row)
	}
	for i := 1; i < len(out.Head); i++ {
		out.alignNumbers(i)
	}
	return out
}

func (t *Table) alignNumbers(col int) {
	for _, r := range t.Rows {
		if col < len(r) && !looksNumeric(r[col].Text) {
			return
		}
	}
	t.Head[col].Number = true
	for _, r := range t.Rows {
		if col < len(r) {
			r[col].Number = true
		}
	}
}

func looksNumeric(s string) bool {
	if s == "" || s == "no data" {
		return true
	}
	r := []rune(s)[0]
	return r >= '0' && r <= '9' || r == '−' || r == '-' || r == '<'
}

// KeyFigure is one figure of a row of them: partial "keyfigures".
type KeyFigure struct {
	Term   Definition
	State  *State
	Value  string
	Change string // the comparison
	Note   string
	// Restated is the figure as computed now, where the issued one stands.
	Restated string
}

// Sources says where a figure comes from: partial "sources".
type Sources struct {
	Coverage string
	Files    []string
	More     *Link
}

// sourcesShown is how many files a figure names itself; the rest are counted
// and lie in the page's list.
const sourcesShown = 3

// sourcesOf names up to three files and points to the page's list for more.
func sourcesOf(coverage *float64, files []string) Sources {
	s := Sources{Files: files}
	if coverage != nil {
		s.Coverage = unit.Sentence(coverageText(*coverage)) + "."
	}
	if rest := len(files) - sourcesShown; rest > 0 {
		s.Files = files[:sourcesShown]
		s.More = &Link{Text: unit.Plural(rest, "more file", "more files"), URL: "#provenance"}
	}
	return s
}

// coverageText is how complete a figure is, in words.
func coverageText(c float64) string {
	if c >= 1 {
		return "all expected samples are there"
	}
	return unit.Share(c) + " of the expected samples are there"
}

// Provenance is what a page was made from: partial "provenance".
type Provenance struct {
	Facts   []Fact
	Summary string
	Files   *Table
}

// Fact is a term and a short text.
type Fact struct {
	Term, Text string
	Code       bool
}

// provenance lists a page's inputs; until is the last instant of data, already
// written out.
func provenance(p report.Provenance, until string) Provenance {
	out := Provenance{Summary: "Every file with its digest"}
	if p.Digest != "" { // else the edition does not say
		out.Facts = append(out.Facts, Fact{Term: "Made from", Text: unit.Sentence(unit.Plural(len(p.Files), "file", "files"))})
		out.Facts = append(out.Facts, Fact{Term: "Digest of them all", Text: "sha256 " + shortDigest(p.Digest), Code: true})
	}
	if until != "" {
		out.Facts = append(out.Facts, Fact{Term: "Data until", Text: until})
	}
	if len(p.Files) > 0 {
		t := Table{Caption: "Files this page was made from", Head: []Cell{{Text: "File"}, {Text: "Bytes", Number: true}, {Text: "SHA-256"}}}
		for _, f := range p.Files {
			t.Rows = append(t.Rows, []Cell{{Text: f.Path}, {Text: unit.Number(float64(f.Bytes), 0), Number: true}, {Text: shortDigest(f.SHA256)}})
		}
		out.Files = &t
	}
	return out
}

// shortDigest is the beginning of a digest, in groups a reader can compare.
func shortDigest(hex string) string {
	var groups []string
	for s := range slices.Chunk([]byte(hex), 4) {
		if groups = append(groups, string(s)); len(groups) == 4 {
			break
		}
	}
	out := ""
	for i, g := range groups {
		if i > 0 {
			out += " "
		}
		out += g
	}
	return out
}

// value unwraps a figure for a drawing, where NaN is no data.
func value(p *float64) float64 {
	if p == nil {
		return math.NaN()
	}
	return *p
}

// link leads to what a reference names.
func link(r report.Ref) Link { return Link{Text: orElse(r.Name, r.ID), URL: r.URL} }

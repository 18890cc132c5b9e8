package markdown

import (
	"bytes"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"quarterdeck/generator/diag"
)

// Document is one parsed text. It belongs to one goroutine.
type Document struct {
	file      string
	firstLine int
	src       []byte
	lines     []int // offsets of line starts
	root      ast.Node
	split     int // the level of headings at which Sections splits, as written
	title     *ast.Heading
	titlePos  diag.Pos
	diags     diag.List
	md        goldmark.Markdown
}

// Section is a part of the text under one heading; the part before the first
// one has neither title nor id. Footnotes are a section of their own, the
// last, titled "Notes".
type Section struct {
	Title string
	ID    string // fragment, unique in the document
	Pos   diag.Pos
	// Heading is the heading's node, or nil; Nodes are the top-level nodes
	// after it, for Render.
	Heading *ast.Heading
	Nodes   []ast.Node
}

// Diagnostics are the problems found, in no particular order.
func (d *Document) Diagnostics() diag.List { return d.diags }

// Source is what the positions of nodes point into: the cleaned text.
func (d *Document) Source() []byte { return d.src }

// Root is the tree.
func (d *Document) Root() ast.Node { return d.root }

// Title is the text of a first-level heading that stands for the whole
// document, with its position; empty if there is none.
func (d *Document) Title() (string, diag.Pos) {
	if d.title == nil {
		return "", diag.Pos{}
	}
	return d.TextOf(d.title), d.titlePos
}

// HTML renders everything.
func (d *Document) HTML() string { return d.Render(d.root) }

// Body renders everything but the title.
func (d *Document) Body() string {
	nodes := children(d.root)
	if d.title != nil {
		nodes = slices.DeleteFunc(nodes, func(n ast.Node) bool { return n == ast.Node(d.title) })
	}
	return d.Render(nodes...)
}

// Render writes the nodes one after the other.
func (d *Document) Render(nodes ...ast.Node) string {
	var b bytes.Buffer
	for _, n := range nodes {
		// A bytes.Buffer takes every write, so there is no error to have.
		_ = d.md.Renderer().Render(&b, d.src, n)
	}
	return b.String()
}

// Split divides the text at its second-level headings, or at those that a text
// uses instead: the first level where three or more stand there, the third
// where there is no other.
func (d *Document) Split() []Section {
	var out []Section
	cur := Section{Pos: d.At(0)}
	flush := func() {
		if cur.Title != "" || len(cur.Nodes) > 0 {
			out = append(out, cur)
		}
	}
	for n := d.root.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			if n == d.title {
				continue
			}
			if level(n) <= d.split {
				flush()
				cur = Section{Title: d.TextOf(n), ID: HeadingID(n), Pos: d.PosOf(n), Heading: n}
				continue
			}
		case *east.FootnoteList:
			flush()
			cur = Section{Title: "Notes", ID: "notes", Pos: d.PosOf(n)}
		}
		cur.Nodes = append(cur.Nodes, n)
	}
	flush()
	return out
}

// PosOf is where a node begins.
func (d *Document) PosOf(n ast.Node) diag.Pos {
	for ; n != nil; n = n.Parent() {
		if p := n.Pos(); p >= 0 {
			return d.At(p)
		}
	}
	return diag.Pos{File: d.file, Line: d.firstLine, Col: 1}
}

// At is the position of an offset into Source.
func (d *Document) At(offset int) diag.Pos {
	offset = min(max(offset, 0), len(d.src))
	line := sort.SearchInts(d.lines, offset+1) - 1
	return diag.Pos{
		File: d.file,
		Line: d.firstLine + line,
		Col:  utf8.RuneCount(d.src[d.lines[line]:offset]) + 1,
	}
}

func lineStarts(src []byte) []int {
	out := []int{0}
	for i, c := range src {
		if c == '\n' {
			out = append(out, i+1)
		}
	}
	return out
}

func children(n ast.Node) []ast.Node {
	var out []ast.Node
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		out = append(out, c)
	}
	return out
}

// Text is the whole text without marks: one line per block, list item or
// table row.
func (d *Document) Text() string { return d.TextOf(d.root) }

// TextOf is the text of nodes without marks.
func (d *Document) TextOf(nodes ...ast.Node) string {
	var b strings.Builder
	for _, n := range nodes {
		_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if entering {
				return d.plain(&b, n), nil
			}
			switch n.(type) {
			case *east.TableCell:
				b.WriteByte(' ')
			default:
				if n.Type() == ast.TypeBlock {
					newline(&b)
				}
			}
			return ast.WalkContinue, nil
		})
	}
	return strings.TrimSpace(b.String())
}

func (d *Document) plain(b *strings.Builder, n ast.Node) ast.WalkStatus {
	switch n := n.(type) {
	case *ast.Text:
		b.Write(unescape(n.Value(d.src), n.IsRaw() || inCode(n)))
		if n.SoftLineBreak() || n.HardLineBreak() {
			b.WriteByte(' ')
		}
	case *ast.String:
		b.Write(n.Value)
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		b.Write(n.Lines().Value(d.src))
	case *east.FootnoteList:
		return ast.WalkSkipChildren
	}
	return ast.WalkContinue
}

// InlineText is the text of inline nodes as TextOf gives it, blanks at the
// ends kept.
func (d *Document) InlineText(nodes ...ast.Node) string {
	var b strings.Builder
	for _, n := range nodes {
		_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if entering {
				return d.plain(&b, n), nil
			}
			return ast.WalkContinue, nil
		})
	}
	return b.String()
}

// inCode tells text that is shown as it stands.
func inCode(n ast.Node) bool {
	return n.Parent() != nil && n.Parent().Kind() == ast.KindCodeSpan
}

func newline(b *strings.Builder) {
	if s := b.String(); s != "" && !strings.HasSuffix(s, "\n") {
		b.WriteByte('\n')
	}
}

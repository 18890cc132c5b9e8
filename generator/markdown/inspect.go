package markdown

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"quarterdeck/generator/diag"
)

// inspect walks the tree once after parsing: it replaces what must not reach
// a page, and says so.
func (d *Document) inspect(opts Options) {
	var found []ast.Node
	tables := 0
	_ = ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link, *ast.AutoLink, *ast.Image, *ast.RawHTML, *ast.HTMLBlock:
			found = append(found, n)
		case *east.Table:
			tables++
			n.SetAttributeString(labelKey, d.tableLabel(n, tables))
		case *ast.CodeBlock:
			if why, ok := n.AttributeString(guardKey); ok {
				d.warn(d.PosOf(n), "markdown-too-large", "make it shorter, or put it into a file of its own", "%s is shown as code", why)
			}
		}
		return ast.WalkContinue, nil
	})
	l := linker{Document: d, opts: opts}
	l.ids = d.nameHeadings()
	// Inner nodes first: what becomes of a link's text is then settled.
	for i := len(found) - 1; i >= 0; i-- {
		switch n := found[i].(type) {
		case *ast.Link:
			l.link(n)
		case *ast.AutoLink:
			l.link(d.plainLink(n))
		case *ast.Image:
			l.image(n)
		case *ast.RawHTML:
			l.rawInline(n)
		case *ast.HTMLBlock:
			l.rawBlock(n)
		}
	}
	l.report()
}

// rawInline shows a tag as text; a comment vanishes, <br> breaks the line.
func (l *linker) rawInline(n *ast.RawHTML) {
	raw := n.Segments.Value(l.src)
	parent := n.Parent()
	switch {
	case bytes.HasPrefix(raw, []byte("<!--")):
		parent.RemoveChild(parent, n)
	case lineBreak(raw):
		br := ast.NewTextSegment(text.NewSegment(n.Pos(), n.Pos()))
		br.SetHardLineBreak(true)
		parent.ReplaceChild(parent, n, br)
	default:
		parent.ReplaceChild(parent, n, rawText(raw, n.Pos()))
		l.rawAt(n)
	}
}

// rawBlock shows a block of tags as text.
func (l *linker) rawBlock(n *ast.HTMLBlock) {
	raw := n.Lines().Value(l.src)
	if n.HasClosure() {
		raw = append(bytes.Clone(raw), n.ClosureLine.Value(l.src)...)
	}
	shown := dropComments(raw)
	parent := n.Parent()
	if len(bytes.TrimSpace(shown)) == 0 {
		parent.RemoveChild(parent, n)
		return
	}
	p := ast.NewParagraph()
	p.SetPos(n.Pos())
	p.AppendChild(p, rawText(bytes.TrimSpace(shown), n.Pos()))
	parent.ReplaceChild(parent, n, p)
	l.rawAt(n)
}

// dropComments removes <!-- … -->; one that never ends takes the rest.
func dropComments(raw []byte) []byte {
	var out []byte
	for {
		i := bytes.Index(raw, []byte("<!--"))
		if i < 0 {
			return append(out, raw...)
		}
		out = append(out, raw[:i]...)
		j := bytes.Index(raw[i:], []byte("-->"))
		if j < 0 {
			return out
		}
		raw = raw[i+j+3:]
	}
}

func lineBreak(raw []byte) bool {
	s := strings.ToLower(string(bytes.Map(func(r rune) rune {
		if r == ' ' || r == '/' {
			return -1
		}
		return r
	}, raw)))
	return s == "<br>"
}

// rawText is text that is escaped as it stands.
func rawText(value []byte, pos int) *ast.String {
	s := ast.NewString(value)
	s.SetRaw(true)
	s.SetPos(pos)
	return s
}

// arrange finds the title and the level at which the text is split, and moves
// the headings so that sections are of the second level, plus shift.
func (d *Document) arrange(shift int) {
	var count [7]int
	var first *ast.Heading
	for _, n := range children(d.root) {
		if h, ok := n.(*ast.Heading); ok {
			count[h.Level]++
			if first == nil {
				first = h
			}
			h.SetAttributeString(levelKey, h.Level)
		}
	}
	switch {
	case count[1] >= 3 || count[1] == 2 && count[2]+count[3] == 0:
		d.split = 1
	case count[2] == 0 && count[3] > 0:
		d.split = 3
	default:
		d.split = 2
	}
	if first != nil && first.Level == 1 && d.split > 1 {
		d.title, d.titlePos = first, d.PosOf(first)
	}
	_ = ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := n.(*ast.Heading); ok && entering && h != d.title {
			h.Level = min(max(h.Level+2-d.split, 1)+shift, 6)
		}
		return ast.WalkContinue, nil
	})
	if d.title != nil {
		d.title.Level = min(1+shift, 6)
	}
}

// Keys of node attributes that only this package reads.
const (
	levelKey = "written-level"
	labelKey = "label"
	idKey    = "id"
)

// level is a heading's level as written.
func level(h *ast.Heading) int {
	if v, ok := h.AttributeString(levelKey); ok {
		return v.(int)
	}
	return h.Level
}

// HeadingID is the fragment that leads to a heading.
func HeadingID(h *ast.Heading) string {
	if v, ok := h.AttributeString(idKey); ok {
		return v.(string)
	}
	return ""
}

// nameHeadings gives each heading an id made of its text, and returns all.
func (d *Document) nameHeadings() map[string]bool {
	ids := map[string]bool{"notes": true}
	next := map[string]int{}
	_ = ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		h, ok := n.(*ast.Heading)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		base := Slug(d.TextOf(h))
		id := base
		for ids[id] {
			next[base]++
			id = fmt.Sprintf("%s-%d", base, next[base])
		}
		ids[id] = true
		h.SetAttributeString(idKey, id)
		return ast.WalkSkipChildren, nil
	})
	return ids
}

// tableLabel names a table for those who hear the page.
func (d *Document) tableLabel(t *east.Table, n int) string {
	label := fmt.Sprintf("Table %d", n)
	if h := t.FirstChild(); h != nil {
		var heads []string
		for c := h.FirstChild(); c != nil; c = c.NextSibling() {
			if s := d.TextOf(c); s != "" {
				heads = append(heads, s)
			}
		}
		if len(heads) > 0 {
			label += ": " + strings.Join(heads, ", ")
		}
	}
	if r := []rune(label); len(r) > 80 {
		label = string(r[:79]) + "…"
	}
	return label
}

// unescape is what a reader sees of written text.
func unescape(b []byte, raw bool) []byte {
	if raw {
		return b
	}
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(b)))
}

// rawAt notes raw HTML; report tells of all of it once.
func (l *linker) rawAt(n ast.Node) { l.raw = append(l.raw, l.PosOf(n)) }

func (l *linker) report() {
	l.once(l.raw, "raw-html", "write markdown, or put the text in `backticks`", "raw HTML is shown as text")
	l.once(l.remote, "image-external", "put the image into the site's folder",
		"an image of another site is shown as a link: the pages load nothing from elsewhere")
	l.once(l.noAlt, "image-alt", "write ![what it shows](…)", "an image has no text for those who cannot see it")
}

// once reports the first place of a kind of problem, and how many follow.
func (l *linker) once(at []diag.Pos, code, hint, msg string) {
	if len(at) == 0 {
		return
	}
	first := at[0]
	for _, p := range at {
		if p.Line < first.Line || p.Line == first.Line && p.Col < first.Col {
			first = p
		}
	}
	if n := len(at) - 1; n > 0 {
		msg += fmt.Sprintf(" (and %d more)", n)
	}
	if code == "raw-html" {
		l.diags.Warnf(first, code, hint, "%s", msg)
		return
	}
	l.diags.Hintf(first, code, hint, "%s", msg)
}

package markdown

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// nodeWriter writes the nodes for which goldmark's own HTML does not fit the
// pages: no style attributes, labelled tables and tasks, lazy images.
type nodeWriter struct{}

// RegisterFuncs is goldmark's way to ask which nodes these are.
func (nodeWriter) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindHeading, writeHeading)
	reg.Register(ast.KindLink, writeLink)
	reg.Register(ast.KindImage, writeImage)
	reg.Register(ast.KindCodeBlock, writeCode)
	reg.Register(ast.KindFencedCodeBlock, writeCode)
	reg.Register(east.KindTable, writeTable)
	reg.Register(east.KindTableHeader, writeTableHeader)
	reg.Register(east.KindTableRow, writeTableRow)
	reg.Register(east.KindTableCell, writeTableCell)
	reg.Register(east.KindTaskCheckBox, writeTask)
}

func writeHeading(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	h := node.(*ast.Heading)
	if !entering {
		fmt.Fprintf(w, "</h%d>\n", h.Level)
		return ast.WalkContinue, nil
	}
	fmt.Fprintf(w, "<h%d", h.Level)
	if id := HeadingID(h); id != "" {
		fmt.Fprintf(w, ` id="%s"`, util.EscapeHTML([]byte(id)))
	}
	_ = w.WriteByte('>')
	return ast.WalkContinue, nil
}

func writeLink(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Link)
	if !entering {
		_, _ = w.WriteString("</a>")
		return ast.WalkContinue, nil
	}
	fmt.Fprintf(w, `<a href="%s"`, address(n.Destination))
	writeTitle(w, n.Title)
	if rel, ok := n.AttributeString("rel"); ok {
		fmt.Fprintf(w, ` rel="%s"`, rel)
	}
	_ = w.WriteByte('>')
	return ast.WalkContinue, nil
}

func writeImage(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Image)
	alt := (&Document{src: source}).TextOf(n)
	fmt.Fprintf(w, `<img src="%s" alt="%s" loading="lazy" decoding="async"`, address(n.Destination), util.EscapeHTML([]byte(alt)))
	writeTitle(w, n.Title)
	_ = w.WriteByte('>')
	return ast.WalkSkipChildren, nil
}

func writeTitle(w util.BufWriter, title []byte) {
	if len(title) > 0 {
		_, _ = w.WriteString(` title="`)
		html.DefaultWriter.Write(w, title)
		_ = w.WriteByte('"')
	}
}

// writeCode makes code reachable by keyboard, since long lines scroll.
func writeCode(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString(`<pre tabindex="0"><code`)
	if n, ok := node.(*ast.FencedCodeBlock); ok {
		if lang := languageClass(n.Language(source)); lang != "" {
			fmt.Fprintf(w, ` class="language-%s"`, lang)
		}
	}
	_ = w.WriteByte('>')
	lines := node.Lines()
	for i := range lines.Len() {
		s := lines.At(i)
		html.DefaultWriter.RawWrite(w, s.Value(source))
	}
	_, _ = w.WriteString("</code></pre>\n")
	return ast.WalkSkipChildren, nil
}

// languageClass keeps the plain part of a fence's language.
func languageClass(lang []byte) string {
	keep := bytes.IndexFunc(lang, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '+' || r == '#')
	})
	if keep >= 0 {
		lang = lang[:keep]
	}
	return string(bytes.ToLower(lang))
}

// writeTable wraps a table so that it scrolls by itself, by keyboard too.
func writeTable(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, _ = w.WriteString("</table>\n</div>\n")
		return ast.WalkContinue, nil
	}
	label, _ := node.AttributeString(labelKey)
	s, _ := label.(string)
	fmt.Fprintf(w, "<div class=\"tw\" role=\"region\" tabindex=\"0\" aria-label=\"%s\">\n<table>\n", util.EscapeHTML([]byte(s)))
	return ast.WalkContinue, nil
}

func writeTableHeader(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString("<thead>\n<tr>\n")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("</tr>\n</thead>\n")
	if node.NextSibling() != nil {
		_, _ = w.WriteString("<tbody>\n")
	}
	return ast.WalkContinue, nil
}

func writeTableRow(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString("<tr>\n")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("</tr>\n")
	if node.NextSibling() == nil {
		_, _ = w.WriteString("</tbody>\n")
	}
	return ast.WalkContinue, nil
}

// writeTableCell says alignment by class: al, ac, ar.
func writeTableCell(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*east.TableCell)
	tag, scope := "td", ""
	if n.Parent() != nil && n.Parent().Kind() == east.KindTableHeader {
		tag, scope = "th", ` scope="col"`
	}
	if !entering {
		fmt.Fprintf(w, "</%s>\n", tag)
		return ast.WalkContinue, nil
	}
	class := ""
	switch n.Alignment {
	case east.AlignLeft:
		class = ` class="al"`
	case east.AlignCenter:
		class = ` class="ac"`
	case east.AlignRight:
		class = ` class="ar"`
	}
	fmt.Fprintf(w, "<%s%s%s>", tag, scope, class)
	return ast.WalkContinue, nil
}

// writeTask says by word and shape whether a task is done.
func writeTask(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	mark, word := "○", "to do:"
	if node.(*east.TaskCheckBox).IsChecked {
		mark, word = "✓", "done:"
	}
	fmt.Fprintf(w, `<span class="task" aria-hidden="true">%s</span><span class="vh">%s</span> `, mark, word)
	return ast.WalkContinue, nil
}

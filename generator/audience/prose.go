package audience

import (
	"html"
	"regexp"
	"slices"
	"strings"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// partLeftOut stands at the end of a text that lost a passage.
const partLeftOut = "<p><em>Part of this text is not published.</em></p>\n"

var markup = regexp.MustCompile(`<[^>]*>`)

// passages is rendered markdown without the paragraphs, items and rows that
// name something hidden; word is one that they named, "" for none. Where
// nothing is left, the result is empty.
func (w *words) passages(text string) (out, word string) {
	word, named := w.find(html.UnescapeString(text))
	if !named {
		if word, named = w.find(html.UnescapeString(markup.ReplaceAllString(text, ""))); !named {
			return text, ""
		}
	}
	root := &nethtml.Node{Type: nethtml.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := nethtml.ParseFragment(strings.NewReader(text), root)
	if err != nil {
		return "", word
	}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	w.prune(root)
	if !hasContent(root) {
		return "", word
	}
	if _, still := w.find(textOf(root)); still {
		return "", word
	}
	var b strings.Builder
	for n := range root.ChildNodes() {
		if err := nethtml.Render(&b, n); err != nil {
			return "", word
		}
	}
	left := strings.TrimSpace(b.String())
	for _, as := range []string{left, markup.ReplaceAllString(left, "")} {
		if _, still := w.find(html.UnescapeString(as)); still {
			return "", word
		}
	}
	return left + "\n" + partLeftOut, word
}

// prune removes the smallest blocks that name something hidden.
func (w *words) prune(n *nethtml.Node) {
	for _, c := range slices.Collect(n.ChildNodes()) {
		if c.Type == nethtml.ElementNode && isInline(c) {
			continue
		}
		if c.Type == nethtml.CommentNode {
			n.RemoveChild(c)
			continue
		}
		w.prune(c)
		_, named := w.find(textOf(c))
		if named || c.Type == nethtml.ElementNode && !isVoid(c) && !hasContent(c) {
			n.RemoveChild(c)
		}
	}
	// Inline elements that stand in no block of their own.
	for _, c := range slices.Collect(n.ChildNodes()) {
		if _, named := w.find(textOf(c)); named && c.Type == nethtml.ElementNode && n.Data == "div" {
			n.RemoveChild(c)
		}
	}
}

// textOf is all that a node says: its text, and the values of attributes.
func textOf(n *nethtml.Node) string {
	var b strings.Builder
	var walk func(*nethtml.Node)
	walk = func(n *nethtml.Node) {
		if n.Type == nethtml.TextNode {
			b.WriteString(n.Data)
		}
		for _, a := range n.Attr {
			b.WriteString(" " + a.Val + " ")
		}
		if n.Type == nethtml.ElementNode && !isInline(n) {
			b.WriteByte(' ')
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(n)
	return b.String()
}

// hasContent tells whether a reader sees anything of a node.
func hasContent(n *nethtml.Node) bool {
	if n.Type == nethtml.TextNode {
		return strings.TrimSpace(n.Data) != ""
	}
	if n.DataAtom == atom.Img || n.DataAtom == atom.Hr || n.DataAtom == atom.Input {
		return true
	}
	for c := range n.ChildNodes() {
		if hasContent(c) {
			return true
		}
	}
	return false
}

func isVoid(n *nethtml.Node) bool {
	switch n.DataAtom {
	case atom.Img, atom.Hr, atom.Br, atom.Input, atom.Td, atom.Th:
		return true
	}
	return false
}

// isInline tells elements that stand within a line.
func isInline(n *nethtml.Node) bool {
	switch n.DataAtom {
	case atom.A, atom.Em, atom.Strong, atom.Code, atom.Del, atom.Span, atom.Img, atom.Br, atom.Sup, atom.Sub, atom.Input, atom.Label, atom.B, atom.I, atom.S, atom.Kbd, atom.Mark:
		return true
	}
	return false
}

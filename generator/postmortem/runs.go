package postmortem

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"quarterdeck/generator/markdown"
)

// run is a stretch of inline nodes, such as one line of a paragraph.
type run struct {
	nodes []ast.Node
	text  string
}

// runOf takes all of a block's inline nodes.
func runOf(d *markdown.Document, block ast.Node) run {
	var r run
	for c := block.FirstChild(); c != nil && c.Type() == ast.TypeInline; c = c.NextSibling() {
		r.nodes = append(r.nodes, c)
	}
	r.text = textOf(d, r.nodes)
	return r
}

// lines splits a block's inline nodes where the author began a new line.
func lines(d *markdown.Document, block ast.Node) []run {
	var out []run
	var cur run
	for c := block.FirstChild(); c != nil; c = c.NextSibling() {
		cur.nodes = append(cur.nodes, c)
		if breaks(c) {
			out = append(out, cur)
			cur = run{}
		}
	}
	if len(cur.nodes) > 0 {
		out = append(out, cur)
	}
	for i := range out {
		out[i].text = textOf(d, out[i].nodes)
	}
	return out
}

// textOf is the text of inline nodes, untrimmed, so that its bytes are those
// of the leaves, with a blank for every line break.
func textOf(d *markdown.Document, nodes []ast.Node) string {
	var b strings.Builder
	for _, n := range nodes {
		_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if entering {
				b.Write(leaf(d, n))
				if breaks(n) {
					b.WriteByte(' ')
				}
			}
			return ast.WalkContinue, nil
		})
	}
	return b.String()
}

// breaks tells a text behind which a new line begins, which counts as a blank.
func breaks(n ast.Node) bool {
	t, ok := n.(*ast.Text)
	return ok && (t.SoftLineBreak() || t.HardLineBreak())
}

func leaf(d *markdown.Document, n ast.Node) []byte {
	switch n := n.(type) {
	case *ast.Text:
		return n.Value(d.Source())
	case *ast.String:
		return n.Value
	}
	return nil
}

// cut drops the first bytes of the text from the nodes, and what is then empty.
func (r *run) cut(d *markdown.Document, bytes int) {
	r.text = r.text[bytes:]
	for bytes > 0 && len(r.nodes) > 0 {
		n := r.nodes[0]
		if took := cutNode(d, n, bytes); took < bytes || empty(d, n) {
			bytes -= took
			r.nodes = r.nodes[1:]
			continue
		}
		return
	}
}

// cutNode drops bytes from a node's leaves and says how many it found.
func cutNode(d *markdown.Document, n ast.Node, bytes int) int {
	took := 0
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || took == bytes {
			return ast.WalkContinue, nil
		}
		k := min(len(leaf(d, n)), bytes-took)
		switch n := n.(type) {
		case *ast.Text:
			n.Segment.Start += max(k-n.Segment.Padding, 0)
			n.Segment.Padding = max(n.Segment.Padding-k, 0)
		case *ast.String:
			n.Value = n.Value[k:]
		}
		if took += k; took < bytes && breaks(n) {
			n.(*ast.Text).SetSoftLineBreak(false)
			n.(*ast.Text).SetHardLineBreak(false)
			took++
		}
		return ast.WalkContinue, nil
	})
	return took
}

func empty(d *markdown.Document, n ast.Node) bool {
	return textOf(d, []ast.Node{n}) == ""
}

// html renders the nodes; the last one's line break is dropped.
func (r *run) html(d *markdown.Document) string {
	return strings.TrimSpace(d.Render(r.nodes...))
}

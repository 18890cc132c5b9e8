package theme

import (
	"regexp"
	"text/template/parse"
)

// blank is what only the author of a template needs to see.
var blank = regexp.MustCompile(`[ \t\r]*\n\s*`)

// outdent shrinks every line break in a template's own text, with the
// indentation around it, to one newline. It works on the parsed tree, so that
// positions in messages stay those of the file.
func outdent(n parse.Node) {
	switch n := n.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			outdent(child)
		}
	case *parse.TextNode:
		n.Text = blank.ReplaceAll(n.Text, []byte("\n"))
	case *parse.IfNode:
		outdentBranch(n.BranchNode)
	case *parse.RangeNode:
		outdentBranch(n.BranchNode)
	case *parse.WithNode:
		outdentBranch(n.BranchNode)
	}
}

func outdentBranch(n parse.BranchNode) {
	outdent(n.List)
	if n.ElseList != nil {
		outdent(n.ElseList)
	}
}

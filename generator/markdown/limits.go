package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// The parser's work grows with depth × length, with brackets × length of one
// paragraph and with columns × rows of one table. These bounds keep hostile
// texts linear; no text written for people comes near them. What exceeds one
// is shown as code, with a warning.
const (
	maxDepth     = 32      // nested quotes, lists and footnotes
	maxLineMarks = 1000    // brackets and emphasis marks on one line
	maxMarks     = 3000    // the same in one paragraph
	maxColumns   = 100     // columns of a table
	maxCells     = 100_000 // cells of a table, the filled-in ones counted
	maxAddresses = 1 << 20 // bytes of link addresses, repeated ones counted
)

// boundedBlocks are the block parsers, the nesting ones kept to maxDepth and
// headings to maxLineMarks.
func boundedBlocks() []util.PrioritizedValue {
	return []util.PrioritizedValue{
		util.Prioritized(calmHeading{parser.NewSetextHeadingParser()}, 100),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(shallow{parser.NewListParser()}, 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(calmHeading{parser.NewATXHeadingParser()}, 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(shallow{parser.NewBlockquoteParser()}, 800),
		util.Prioritized(parser.NewHTMLBlockParser(), 900),
		util.Prioritized(shallow{extension.NewFootnoteBlockParser()}, 999),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	}
}

// shallow opens no container below maxDepth others.
type shallow struct{ parser.BlockParser }

func (s shallow) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		if depth++; depth > 2*maxDepth { // a list counts with its item
			return nil, parser.NoChildren
		}
	}
	return s.BlockParser.Open(parent, reader, pc)
}

// calmHeading cuts a heading with too many marks.
type calmHeading struct{ parser.BlockParser }

func (c calmHeading) Close(node ast.Node, reader text.Reader, pc parser.Context) {
	c.BlockParser.Close(node, reader, pc)
	lines := node.Lines()
	for i := range lines.Len() {
		s := lines.At(i)
		if marks(s.Value(reader.Source())) > maxLineMarks {
			lines.Set(i, text.NewSegment(s.Start, s.Start+maxLineMarks))
		}
	}
}

// guard turns a paragraph (or the table that it would become) that exceeds a
// bound into code.
type guard struct{}

const guardKey = "over-bound"

func (guard) Transform(p *ast.Paragraph, reader text.Reader, _ parser.Context) {
	why := overBound(p.Lines(), reader.Source())
	if why == "" {
		return
	}
	code := ast.NewCodeBlock()
	code.SetLines(p.Lines())
	code.SetPos(p.Pos())
	code.SetAttributeString(guardKey, why)
	p.Parent().ReplaceChild(p.Parent(), p, code)
}

// overBound says what exceeds a bound, in words, or nothing.
func overBound(lines *text.Segments, src []byte) string {
	total, columns := 0, 0
	for i := range lines.Len() {
		s := lines.At(i)
		line := s.Value(src)
		n := marks(line)
		total += n
		switch {
		case n > maxLineMarks || columns == 0 && total > maxMarks:
			return "a paragraph with thousands of brackets or emphasis marks"
		case columns == 0 && i > 0 && delimiter(line):
			columns = bytes.Count(line, []byte("|")) + 1
			if columns > maxColumns || columns*(lines.Len()-i) > maxCells {
				return "a table of more than 100 columns or 100,000 cells"
			}
		}
	}
	return ""
}

func marks(line []byte) int {
	n := 0
	for _, c := range line {
		switch c {
		case '[', '*', '_', '<', '`', '~':
			n++
		}
	}
	return n
}

// delimiter tells the row that stands under the header of a table.
func delimiter(line []byte) bool {
	return bytes.IndexByte(line, '-') >= 0 && len(bytes.Trim(bytes.TrimSpace(line), "|:- \t")) == 0
}

// Package markdown is the one goldmark set-up of the program. It belongs to the
// load stage: package postmortem and the site's authored pages read their
// bodies through it, so that every text is cleaned by the same rules.
//
// What is understood: CommonMark with tables, strikethrough, task lists,
// footnotes and bare web addresses. Punctuation stays as it was typed (no
// typographer: it would turn the dashes of times, ranges and --flags).
//
// What is made of hostile or unsuitable input:
//   - Raw HTML is shown as text, with a warning; comments vanish; <br> breaks
//     the line.
//   - Links may use http, https, mailto and tel; anything else becomes text.
//   - Images come from the site itself; those of other sites become links,
//     because the pages' content security policy would block them.
//   - Nothing written carries a style or an event attribute.
package markdown

import (
	"bytes"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"quarterdeck/generator/diag"
)

// Options are the choices of the place that shows the text.
type Options struct {
	// Shift moves every heading down by so many levels (never below the
	// sixth).
	Shift int
	// Resolve turns a relative address, written in the file from, into one of
	// the site: dest is decoded and has no query or fragment. Not ok means
	// that nothing is there. Nil keeps addresses as they are written.
	Resolve func(from, dest string) (url string, ok bool)
}

// Renderer reads and renders markdown. It is safe for concurrent use if
// Options.Resolve is.
type Renderer struct {
	opts Options
	md   goldmark.Markdown
}

// New makes a Renderer.
func New(opts Options) *Renderer {
	md := goldmark.New(
		goldmark.WithParser(parser.NewParser(
			parser.WithBlockParsers(boundedBlocks()...),
			parser.WithInlineParsers(parser.DefaultInlineParsers()...),
			parser.WithInlineParsers(util.Prioritized(extension.NewFootnoteParser(), 101)),
			parser.WithParagraphTransformers(
				util.Prioritized(guard{}, 50),
				util.Prioritized(parser.LinkReferenceParagraphTransformer, 100),
				util.Prioritized(extension.NewTableParagraphTransformer(), 200),
			),
			parser.WithASTTransformers(
				util.Prioritized(extension.NewTableASTTransformer(), 0),
				util.Prioritized(extension.NewFootnoteASTTransformer(), 999),
			),
		)),
		goldmark.WithExtensions(extension.Strikethrough, extension.Linkify, extension.TaskList),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(
			util.Prioritized(nodeWriter{}, 100),
			util.Prioritized(extension.NewFootnoteHTMLRenderer(), 500),
		)),
	)
	return &Renderer{opts: opts, md: md}
}

// Parse reads one text. file and firstLine (1 for a text without front matter)
// say where src begins, so that positions are those of the file.
func (r *Renderer) Parse(file string, firstLine int, src []byte) *Document {
	d := &Document{file: file, firstLine: max(firstLine, 1), md: r.md}
	d.src = d.clean(src)
	d.lines = lineStarts(d.src)
	d.root = r.md.Parser().Parse(text.NewReader(d.src))
	d.inspect(r.opts)
	d.arrange(r.opts.Shift)
	return d
}

// maxBytes is the longest text that is read; a long postmortem has 50 KB.
const maxBytes = 2 << 20

// clean makes the bytes safe to parse: valid UTF-8, line feeds only, no
// control characters, not too long.
func (d *Document) clean(src []byte) []byte {
	if len(src) > maxBytes {
		cut := bytes.LastIndexByte(src[:maxBytes], '\n') + 1
		src = src[:cut]
		d.warn(d.at(d.firstLine, 1), "markdown-too-long", "split the text", "the text is longer than 2 MiB; the rest is not shown")
	}
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	if !utf8.Valid(src) {
		line, col := invalidAt(src)
		d.warn(d.at(d.firstLine+line, col), "not-utf8", "save the file as UTF-8", "the text is not valid UTF-8; such bytes are shown as \ufffd")
		src = bytes.ToValidUTF8(src, []byte("\ufffd"))
	}
	return bytes.Map(printable, src)
}

// printable replaces the control characters that have no place in a text.
func printable(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case r == '\r':
		return ' '
	case r < 0x20 || r == 0x7f || 0xfdd0 <= r && r <= 0xfdef || r&0xfffe == 0xfffe:
		return utf8.RuneError
	default:
		return r
	}
}

// invalidAt finds the first byte that is not UTF-8: lines before it, and its
// column, counted from 1.
func invalidAt(src []byte) (line, col int) {
	start := 0
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && n == 1 {
			return line, utf8.RuneCount(src[start:i]) + 1
		}
		i += n
		if r == '\n' {
			line, start = line+1, i
		}
	}
	return line, 1
}

func (d *Document) at(line, col int) diag.Pos {
	return diag.Pos{File: d.file, Line: line, Col: col}
}

func (d *Document) warn(at diag.Pos, code, hint, format string, args ...any) {
	d.diags.Warnf(at, code, hint, format, args...)
}

package doc

import (
	"bytes"

	"quarterdeck/generator/diag"
)

// FrontMatter is the head of a markdown file, between two fences.
type FrontMatter struct {
	File   string
	Format Format
	Source []byte
	// FirstLine is the line of the file on which Source begins.
	FirstLine int
}

// Table reads the front matter. That of a file without any is an empty table.
func (f *FrontMatter) Table(diags *diag.List) (*Table, bool) {
	if f.Format == FormatYAML {
		return YAML(f.File, f.Source, f.FirstLine, diags)
	}
	return TOML(f.File, f.Source, f.FirstLine, diags)
}

// Front splits a markdown file into its front matter (TOML between +++ lines,
// YAML between --- lines, after a byte order mark and blank lines) and its
// body, which begins on line bodyLine. A file without front matter has one
// with an empty Source and no Format. ok is false when the text is not UTF-8
// (body is nil) or a fence is never closed (body is the whole text); both are
// reported.
func Front(file string, src []byte, diags *diag.List) (front *FrontMatter, body []byte, bodyLine int, ok bool) {
	front = &FrontMatter{File: file, FirstLine: 1}
	text, ok := Decode(file, src, 1, diags)
	if !ok {
		return front, nil, 1, false
	}
	open, left, line := firstLine(text)
	fence := string(open)
	switch fence {
	case "+++":
		front.Format = FormatTOML
	case "---":
		front.Format = FormatYAML
	default:
		return front, text, 1, true
	}
	front.FirstLine = line + 1
	head, body, lines, closed := splitFence(left, front.Format)
	if !closed {
		diags.Errorf(diag.Pos{File: file, Line: line, Col: 1}, "front-matter", "close it with a line that holds only "+fence,
			"the front matter that begins here never ends")
		return &FrontMatter{File: file, FirstLine: 1}, text, 1, false
	}
	front.Source = head
	return front, body, front.FirstLine + lines, true
}

// firstLine finds the first line that is not blank, without its end, what
// follows it, and its number.
func firstLine(text []byte) (content, left []byte, line int) {
	for line = 1; ; line++ {
		content, left = cutLine(text)
		if content = bytes.TrimRight(content, " \t"); len(content) > 0 || len(left) == 0 {
			return content, left, line
		}
		text = left
	}
}

// splitFence cuts text at the closing fence. lines counts up to and including
// the fence.
func splitFence(text []byte, format Format) (head, body []byte, lines int, closed bool) {
	left := text
	for len(left) > 0 {
		start := len(text) - len(left)
		var content []byte
		content, left = cutLine(left)
		lines++
		if closes(string(bytes.TrimRight(content, " \t")), format) {
			return text[:start], left, lines, true
		}
	}
	return nil, nil, lines, false
}

func closes(line string, format Format) bool {
	if format == FormatTOML {
		return line == "+++"
	}
	return line == "---" || line == "..."
}

// cutLine splits off the first line, without its \n or \r\n.
func cutLine(text []byte) (line, left []byte) {
	line, left, _ = bytes.Cut(text, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), left
}

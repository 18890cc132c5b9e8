// Package diag holds located problems: what is wrong in which file, at which
// line and column, and what to do about it. It is a leaf: every loader reports
// through it, and cmd prints it. A problem in the user's input is a
// [Diagnostic]; a Go error is kept for what no edit of the input would mend.
package diag

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity orders diagnostics by how much they stop.
type Severity uint8

const (
	// Error stops build: the figures would be wrong or incomplete.
	Error Severity = iota
	// Warning is worth mending; the site builds, by a documented rule.
	Warning
	// Hint is advice to an author. It is never counted against a build.
	Hint
)

// String is the word printed between the position and the message.
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	default:
		return "hint"
	}
}

// Pos is a place in an input file. File is slash-separated and relative to the
// site's root. Line and Col count from 1; 0 means the whole file (or line).
// Col counts runes, as editors do.
type Pos struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
	Col  int    `json:"col,omitempty"`
}

// String prints file:line:col as far as it is known.
func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	default:
		return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
	}
}

// Diagnostic is one located problem.
type Diagnostic struct {
	Pos
	Severity Severity `json:"-"`
	// Code is a stable kebab-case name of the kind of problem.
	Code string `json:"code"`
	// Message says what is wrong, without a final stop.
	Message string `json:"message"`
	// Hint says what to do, without a final stop; may be empty.
	Hint string `json:"hint,omitempty"`
}

// String is the line shown to the user:
// file:line:col: severity: what is wrong (what to do).
func (d Diagnostic) String() string {
	s := d.Pos.String() + ": " + d.Severity.String() + ": " + d.Message
	if d.Hint != "" {
		s += " (" + d.Hint + ")"
	}
	return s
}

// List collects diagnostics. The zero value is empty and ready. It is not safe
// for concurrent use: each loader fills its own, and the caller appends them.
type List struct {
	items []Diagnostic
}

// Add appends one diagnostic.
func (l *List) Add(d Diagnostic) { l.items = append(l.items, d) }

// Append moves all of other's diagnostics behind l's own.
func (l *List) Append(other List) { l.items = append(l.items, other.items...) }

// Errorf adds an error. The hint stands before the format so that the message
// reads last, as it is printed.
func (l *List) Errorf(at Pos, code, hint, format string, args ...any) {
	l.Add(Diagnostic{Pos: at, Severity: Error, Code: code, Hint: hint, Message: fmt.Sprintf(format, args...)})
}

// Warnf adds a warning.
func (l *List) Warnf(at Pos, code, hint, format string, args ...any) {
	l.Add(Diagnostic{Pos: at, Severity: Warning, Code: code, Hint: hint, Message: fmt.Sprintf(format, args...)})
}

// Hintf adds a hint.
func (l *List) Hintf(at Pos, code, hint, format string, args ...any) {
	l.Add(Diagnostic{Pos: at, Severity: Hint, Code: code, Hint: hint, Message: fmt.Sprintf(format, args...)})
}

// Len is the number of diagnostics collected.
func (l *List) Len() int { return len(l.items) }

// Count is the number of diagnostics of one severity.
func (l *List) Count(s Severity) int {
	n := 0
	for _, d := range l.items {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// Sorted returns the diagnostics in the order they are printed: by file, line
// and column, then severity, code and message; exact repeats are dropped.
func (l *List) Sorted() []Diagnostic {
	out := slices.Clone(l.items)
	slices.SortFunc(out, Compare)
	return slices.Compact(out)
}

// Compare is the order of Sorted.
func Compare(a, b Diagnostic) int {
	return cmp.Or(
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Col, b.Col),
		cmp.Compare(a.Severity, b.Severity),
		cmp.Compare(a.Code, b.Code),
		cmp.Compare(a.Message, b.Message),
		cmp.Compare(a.Hint, b.Hint),
	)
}

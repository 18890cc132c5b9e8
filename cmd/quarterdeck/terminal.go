package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"golang.org/x/term"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/unit"
)

// This file is everything that is said on standard error. The rules:
//
//   - What a command was asked for goes to standard output; everything about
//     its running goes here.
//   - A message begins "quarterdeck: error:", "warning:" or "hint:", without a
//     capital and without a final stop. An error is followed by a hint where
//     there is something to do.
//   - Diagnostics stand alone on their lines, as compilers write them.
//   - Colour and the progress line are for terminals only, and colour not even
//     there with NO_COLOR set or TERM=dumb.
//   - Nothing from a file reaches the terminal with control characters in it.

// listed is how many diagnostics of one run a terminal is given.
const listed = 200

// terminal is standard error.
type terminal struct {
	w      io.Writer
	live   bool // somebody is watching
	colour bool
	line   bool // a progress line stands
}

// newTerminal finds out what the file is.
func newTerminal(w io.Writer, getenv func(string) string) *terminal {
	f, isFile := w.(*os.File)
	live := isFile && term.IsTerminal(int(f.Fd())) && getenv("TERM") != "dumb"
	return &terminal{w: w, live: live, colour: live && getenv("NO_COLOR") == ""}
}

// errorf, warnf and hintf say one line.
func (t *terminal) errorf(format string, args ...any) { t.say("31", "error", format, args) }
func (t *terminal) warnf(format string, args ...any)  { t.say("33", "warning", format, args) }
func (t *terminal) hintf(format string, args ...any)  { t.say("36", "hint", format, args) }

func (t *terminal) say(colour, word, format string, args []any) {
	t.clear()
	fmt.Fprintf(t.w, "quarterdeck: %s: %s\n", t.paint(colour, word), printable(fmt.Sprintf(format, args...)))
}

// infof says something that is no problem.
func (t *terminal) infof(format string, args ...any) {
	t.clear()
	fmt.Fprintln(t.w, printable(fmt.Sprintf(format, args...)))
}

// paint wraps a word in a colour where there are any.
func (t *terminal) paint(colour, word string) string {
	if !t.colour {
		return word
	}
	return "\x1b[" + colour + "m" + word + "\x1b[0m"
}

// progress replaces the line that tells how far the work is.
func (t *terminal) progress(format string, args ...any) {
	if !t.live {
		return
	}
	fmt.Fprintf(t.w, "\r\x1b[K%s", fmt.Sprintf(format, args...))
	t.line = true
}

// clear removes the progress line, if there is one.
func (t *terminal) clear() {
	if t.line {
		fmt.Fprint(t.w, "\r\x1b[K")
		t.line = false
	}
}

// diagnostics lists them, on a terminal no more than a reader can use.
func (t *terminal) diagnostics(ds []diag.Diagnostic) {
	t.clear()
	for i, d := range ds {
		if t.live && i == listed {
			fmt.Fprintf(t.w, "and %s more\n", unit.Count(float64(len(ds)-listed)))
			return
		}
		fmt.Fprintln(t.w, t.diagnostic(d))
	}
}

// diagnostic is diag.Diagnostic.String, painted.
func (t *terminal) diagnostic(d diag.Diagnostic) string {
	text := printable(d.String())
	place := printable(d.Pos.String())
	word := ": " + d.Severity.String() + ": "
	rest, ok := strings.CutPrefix(text, place+word)
	if !ok || !t.colour {
		return text
	}
	colours := map[diag.Severity]string{diag.Error: "31", diag.Warning: "33", diag.Hint: "36"}
	return t.paint("1", place) + ": " + t.paint(colours[d.Severity], d.Severity.String()) + ": " + rest
}

// printable writes control characters as Go would: a file's name or text must
// not steer the terminal. Line ends stay.
func printable(s string) string {
	bad := func(r rune) bool { return unicode.IsControl(r) && r != '\n' || r == unicode.ReplacementChar }
	if !strings.ContainsFunc(s, bad) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if bad(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// tally counts errors and warnings in words: "2 errors, no warnings".
func tally(ds []diag.Diagnostic) string {
	return plural(count(ds, diag.Error), "error") + ", " + plural(count(ds, diag.Warning), "warning")
}

// count is the number of diagnostics of one severity.
func count(ds []diag.Diagnostic, s diag.Severity) int {
	n := 0
	for _, d := range ds {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// plural writes a count with its noun.
func plural(n int, noun string) string {
	switch n {
	case 0:
		return "no " + noun + "s"
	case 1:
		return "1 " + noun
	}
	return unit.Count(float64(n)) + " " + noun + "s"
}

// size writes bytes as people do.
func size(bytes int64) string {
	switch b := float64(bytes); {
	case bytes < 1000:
		return plural(int(bytes), "byte")
	case bytes < 1000_000:
		return fmt.Sprintf("%.1f kB", b/1e3)
	default:
		return fmt.Sprintf("%.1f MB", b/1e6)
	}
}

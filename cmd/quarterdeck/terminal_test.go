package main

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"quarterdeck/generator/diag"
)

// said is a writer that tests read while the program runs.
type said struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// some is an error at a place.
func some(n int) []diag.Diagnostic {
	return slices.Repeat([]diag.Diagnostic{{
		Pos: diag.Pos{File: "data/a.csv", Line: 2, Col: 3}, Message: "not a number", Hint: "write one",
	}}, n)
}

func TestWithoutATerminalThereIsNoColourAndNoProgress(t *testing.T) {
	var out said
	term := newTerminal(&out, os.Getenv)
	term.progress("writing %d", 1)
	term.diagnostics(some(1))
	term.errorf("nothing was built")
	term.hintf("look")
	want := "data/a.csv:2:3: error: not a number (write one)\nquarterdeck: error: nothing was built\nquarterdeck: hint: look\n"
	if out.String() != want {
		t.Errorf("said %q, want %q", out.String(), want)
	}
}

func TestOnATerminalWordsArePaintedAndTheProgressLineVanishes(t *testing.T) {
	var out said
	term := &terminal{w: &out, live: true, colour: true}
	term.progress("writing %d", 1)
	term.diagnostics(some(1))
	want := "\r\x1b[Kwriting 1\r\x1b[K\x1b[1mdata/a.csv:2:3\x1b[0m: \x1b[31merror\x1b[0m: not a number (write one)\n"
	if out.String() != want {
		t.Errorf("said %q, want %q", out.String(), want)
	}
}

func TestATerminalIsNotFlooded(t *testing.T) {
	var watched, piped said
	(&terminal{w: &watched, live: true}).diagnostics(some(1450))
	(&terminal{w: &piped}).diagnostics(some(1450))
	if got := strings.Count(watched.String(), "\n"); got != 201 || !strings.HasSuffix(watched.String(), "\nand 1,250 more\n") {
		t.Errorf("%d lines, ending %q; want 200 and the count of the rest", got, watched.String()[len(watched.String())-30:])
	}
	if got := strings.Count(piped.String(), "\n"); got != 1450 {
		t.Errorf("%d lines in a pipe, want all", got)
	}
}

// A file's name is somebody else's text.
func TestControlCharactersNeverReachTheTerminal(t *testing.T) {
	var out said
	term := &terminal{w: &out}
	term.diagnostics([]diag.Diagnostic{{Pos: diag.Pos{File: "a\x1b[2Jb.md"}, Message: "bad \x07\r\u009b word"}})
	term.errorf("no folder %s", "x\x1b]0;title\x07")
	if strings.ContainsAny(out.String(), "\x1b\x07\r\u009b") {
		t.Errorf("said %q", out.String())
	}
	if !strings.Contains(out.String(), `a\u001b[2Jb.md: error: bad \u0007\u000d\u009b word`) {
		t.Errorf("said %q, want the characters spelt out", out.String())
	}
}

func TestColourCanBeRefused(t *testing.T) {
	for _, env := range []map[string]string{{"NO_COLOR": "1"}, {"TERM": "dumb"}, {}} {
		var out said
		if term := newTerminal(&out, func(k string) string { return env[k] }); term.colour {
			t.Errorf("colour with %v in a pipe", env)
		}
	}
}

func TestAmountsAreWritten(t *testing.T) {
	for got, want := range map[string]string{
		plural(0, "page"): "no pages", plural(1, "page"): "1 page", plural(7400, "page"): "7,400 pages",
		size(999): "999 bytes", size(1500): "1.5 kB", size(312_400_000): "312.4 MB",
		seconds(239_400 * time.Microsecond): "239ms", seconds(2_104 * time.Millisecond): "2.1s",
	} {
		if got != want {
			t.Errorf("wrote %q, want %q", got, want)
		}
	}
}

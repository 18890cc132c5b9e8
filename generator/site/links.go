package site

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"quarterdeck/generator/diag"
)

// CheckLinks renders every page, at most concurrency at once, and reports what
// a reader would trip over: links and sources that lead nowhere, fragments
// that are not on their page, ids used twice, and whatever the site's
// Content-Security-Policy would block. Addresses outside the site are not
// fetched. The diagnostics are sorted; their files are published paths, such
// as "2026-q3/index.html".
func CheckLinks(s *Site, concurrency int) []diag.Diagnostic {
	c := NewLinkChecker(s)
	var g errgroup.Group
	g.SetLimit(max(1, concurrency))
	for _, f := range s.Files() {
		if !c.reads(f.Path) {
			continue
		}
		g.Go(func() error {
			body, err := f.Bytes()
			if err != nil {
				c.failed(f.Path, err)
				return nil
			}
			c.Add(f.Path, body)
			return nil
		})
	}
	_ = g.Wait() // the functions above return no error
	return c.Diagnostics()
}

// LinkChecker does the work of [CheckLinks] for a caller that renders the
// files anyway: Add each of them, then ask for the Diagnostics. It is safe for
// concurrent use.
type LinkChecker struct {
	site *Site

	mu    sync.Mutex
	found []diag.Diagnostic
	ids   map[string]map[string]bool // by file, the ids on it
	later []fragment                 // links into other files, judged when all are read
}

// fragment is a link to a place in another file.
type fragment struct {
	at     diag.Pos
	raw    string // the address as written
	target string // the file's path
	id     string
}

// NewLinkChecker starts a check of the site.
func NewLinkChecker(s *Site) *LinkChecker {
	return &LinkChecker{site: s, ids: make(map[string]map[string]bool)}
}

// reads tells which files hold links or ids.
func (c *LinkChecker) reads(p string) bool {
	return slices.Contains([]string{".html", ".svg", ".css"}, path.Ext(p))
}

// Add takes one rendered file; files without links are let pass.
func (c *LinkChecker) Add(p string, body []byte) {
	if !c.reads(p) {
		return
	}
	read := &page{site: c.site, path: p, ids: make(map[string]bool), sound: make(map[string]bool)}
	if path.Ext(p) == ".css" {
		read.styleSheet(string(body))
	} else {
		read.markup(body)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ids[p] = read.ids
	c.found = append(c.found, read.found...)
	c.later = append(c.later, read.later...)
}

// failed reports a file that could not be rendered.
func (c *LinkChecker) failed(p string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ids[p] = nil
	c.found = append(c.found, diag.Diagnostic{
		Pos: diag.Pos{File: p}, Severity: diag.Error, Code: "render-failed",
		Message: fmt.Sprintf("the page cannot be rendered: %v", err),
		Hint:    "if a template was overridden, compare it with the default theme's",
	})
}

// Diagnostics are everything found so far, sorted. What is wrong in the same
// words on many pages, as a link in the masthead would be, is one diagnostic
// at the first of them.
func (c *LinkChecker) Diagnostics() []diag.Diagnostic {
	c.mu.Lock()
	defer c.mu.Unlock()
	found := slices.Clone(c.found)
	for _, f := range c.later {
		if ids, read := c.ids[f.target]; read && ids != nil && !ids[f.id] {
			found = append(found, noSuchID(f.at, f.raw, f.target, f.id))
		}
	}
	slices.SortFunc(found, diag.Compare)
	return grouped(found)
}

// grouped keeps what is said at the first file that it is said of, and counts
// the other files in the message. The order is kept.
func grouped(sorted []diag.Diagnostic) []diag.Diagnostic {
	type words struct{ code, message, hint string }
	type group struct {
		head        int // in out
		first, last string
		more        int
	}
	groups := make(map[words]*group)
	var out []diag.Diagnostic
	for _, d := range slices.Compact(sorted) {
		w := words{d.Code, d.Message, d.Hint}
		g := groups[w]
		if g == nil {
			g = &group{head: len(out), first: d.File, last: d.File}
			groups[w] = g
		}
		if d.File == g.first {
			out = append(out, d)
		} else if d.File != g.last {
			g.last, g.more = d.File, g.more+1
		}
	}
	for _, g := range groups {
		switch {
		case g.more == 1:
			out[g.head].Message += ", here and on one more page"
		case g.more > 1:
			out[g.head].Message += fmt.Sprintf(", here and on %d more pages", g.more)
		}
	}
	return out
}

// noSuchID words a fragment that leads nowhere.
func noSuchID(at diag.Pos, raw, target, id string) diag.Diagnostic {
	return diag.Diagnostic{
		Pos: at, Severity: diag.Error, Code: "broken-fragment",
		Message: fmt.Sprintf("%q leads to a place that is not there: nothing on %s has the id %q", raw, target, id),
		Hint:    "headings get their id from their words; link to the heading as it is now, or to the page alone",
	}
}

// splitSrcset lists the addresses of a srcset attribute.
func splitSrcset(value string) []string {
	var out []string
	for {
		value = strings.TrimLeft(value, " \t\r\n\f,")
		if value == "" {
			return out
		}
		end := strings.IndexAny(value, " \t\r\n\f")
		if end < 0 {
			end = len(value)
		}
		address := value[:end]
		value = value[end:]
		if trimmed := strings.TrimRight(address, ","); trimmed != address {
			out = append(out, trimmed)
			continue
		}
		out = append(out, address)
		if _, rest, more := strings.Cut(value, ","); more {
			value = rest
		} else {
			value = ""
		}
	}
}

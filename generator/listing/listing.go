// Package listing writes diagnostics in the forms that machines read: JSON,
// SARIF, the workflow commands of GitHub, the code quality report of GitLab. It
// is a leaf beside diag; check prints through it.
package listing

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"

	"quarterdeck/generator/diag"
)

// Listing is what is to be written. Both lists are sorted.
type Listing struct {
	// Input are problems in the site's folder; their files are relative to it.
	Input []diag.Diagnostic
	// Pages are problems of the published site; their files are its paths, which
	// no repository holds.
	Pages []diag.Diagnostic
	// Folder is the site's, relative to where the program runs: "" or "reports".
	// Annotations need paths from there.
	Folder string
	// Version of the program.
	Version string
}

// Formats are the names that Write knows.
func Formats() []string { return []string{"json", "sarif", "github", "gitlab"} }

// Write writes the listing in a format of Formats.
func (l Listing) Write(w io.Writer, format string) error {
	switch format {
	case "json":
		return l.json(w)
	case "sarif":
		return l.sarif(w)
	case "github":
		return l.github(w)
	case "gitlab":
		return l.gitlab(w)
	}
	return fmt.Errorf("listing: there is no format %q", format)
}

// all are both lists in one order.
func (l Listing) all() []diag.Diagnostic {
	out := slices.Concat(l.Input, l.Pages)
	slices.SortFunc(out, diag.Compare)
	return out
}

// builtAt is the folder under which published pages are named in formats that
// want a file for everything: where build writes them.
const builtAt = "public"

// located are both lists with files as they lie from where the program runs.
func (l Listing) located() []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, d := range l.Input {
		d.File = path.Join(l.Folder, d.File)
		out = append(out, d)
	}
	for _, d := range l.Pages {
		d.File = path.Join(l.Folder, builtAt, d.File)
		out = append(out, d)
	}
	return out
}

// words are what is wrong and, in brackets, what to do.
func words(d diag.Diagnostic) string {
	if d.Hint == "" {
		return d.Message
	}
	return d.Message + " (" + d.Hint + ")"
}

// document is the JSON form: stable, for machines.
type document struct {
	Schema      string  `json:"schema"`
	Errors      int     `json:"errors"`
	Warnings    int     `json:"warnings"`
	Hints       int     `json:"hints"`
	Diagnostics []entry `json:"diagnostics"`
}

// entry is one of them; line and column count from 1 and are left out when they
// are not known.
type entry struct {
	diag.Diagnostic
	Severity string `json:"severity"`
}

func (l Listing) json(w io.Writer) error {
	out := document{Schema: "quarterdeck.check/1", Diagnostics: []entry{}}
	for _, d := range l.all() {
		out.Diagnostics = append(out.Diagnostics, entry{d, d.Severity.String()})
		switch d.Severity {
		case diag.Error:
			out.Errors++
		case diag.Warning:
			out.Warnings++
		default:
			out.Hints++
		}
	}
	return encode(w, out)
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// github writes workflow commands, which become annotations on the lines of a
// pull request. GitHub shows ten errors and ten warnings of a step; the log has
// them all. A problem of a published page names it in its words: an annotation
// needs a file of the repository.
func (l Listing) github(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, d := range l.Input {
		d.File = path.Join(l.Folder, d.File)
		place := "file=" + property(d.File) + ","
		if d.Line > 0 {
			place += fmt.Sprintf("line=%d,", d.Line)
		}
		if d.Col > 0 {
			place += fmt.Sprintf("col=%d,", d.Col)
		}
		fmt.Fprintf(out, "::%s %stitle=%s::%s\n", command(d.Severity), place, property(d.Code), data(words(d)))
	}
	for _, d := range l.Pages {
		fmt.Fprintf(out, "::%s title=%s::%s\n", command(d.Severity), property(d.Code), data(d.Pos.String()+": "+words(d)))
	}
	return out.Flush()
}

func command(s diag.Severity) string {
	switch s {
	case diag.Error:
		return "error"
	case diag.Warning:
		return "warning"
	}
	return "notice"
}

// data and property escape as GitHub's runner reads it back. Text from files
// could otherwise give commands of its own.
func data(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
			return unicode.ReplacementChar
		}
		return r
	}, s)
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(s))
}

// issue is one entry of GitLab's code quality report.
type issue struct {
	Description string   `json:"description"`
	CheckName   string   `json:"check_name"`
	Fingerprint string   `json:"fingerprint"`
	Severity    string   `json:"severity"`
	Location    location `json:"location"`
}

type location struct {
	Path  string `json:"path"`
	Lines struct {
		Begin int `json:"begin"`
	} `json:"lines"`
}

func (l Listing) gitlab(w io.Writer) error {
	severities := map[diag.Severity]string{diag.Error: "critical", diag.Warning: "minor", diag.Hint: "info"}
	out := []issue{}
	prints := fingerprints{}
	for _, d := range l.located() {
		i := issue{Description: words(d), CheckName: d.Code, Fingerprint: prints.of(d), Severity: severities[d.Severity]}
		i.Location.Path, i.Location.Lines.Begin = d.File, max(1, d.Line)
		out = append(out, i)
	}
	return encode(w, out)
}

// fingerprints tell problems apart from one run to the next. The line is no part
// of them, so that one does not change when lines are added above it; those
// that are alike are numbered.
type fingerprints map[string]int

func (f fingerprints) of(d diag.Diagnostic) string {
	key := d.Code + "\n" + d.File + "\n" + d.Message
	f[key]++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%d", key, f[key]))
	return hex.EncodeToString(sum[:16])
}

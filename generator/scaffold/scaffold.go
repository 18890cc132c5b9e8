// Package scaffold makes starting files: a site, a team, an SLO, a postmortem,
// each with comments and ready to be filled in. It stands beside the pipeline,
// before its first stage: what it makes is what the loaders read, and it asks
// them whether they would. cmd/quarterdeck passes in the time and the folder.
package scaffold

import (
	"bytes"
	"embed"
	"fmt"
	"regexp"
	"strings"
	"text/template"
	"unicode/utf8"
)

//go:embed all:site templates ci
var content embed.FS

// File is what is to be written at a path, which is relative to the site's
// folder and has slashes.
type File struct {
	Path string
	Data []byte
	// Append is set when the file is there, and Data goes behind its end.
	Append bool
	// Run is set for a program.
	Run bool
}

// Problem says why a file cannot be made, in a way that the user can mend.
type Problem struct {
	Message string
	Hint    string // what to do; may be empty
}

// Error is the message, without the hint.
func (p *Problem) Error() string { return p.Message }

func problem(hint, format string, args ...any) error {
	return &Problem{Message: fmt.Sprintf(format, args...), Hint: hint}
}

// fill writes one of the templates. Whatever comes from elsewhere must go
// through quoted there, which leaves it no line of its own.
func fill(name string, data any) ([]byte, error) {
	t, err := template.New(name).Funcs(template.FuncMap{
		"quoted": quoted, "list": list, "choices": choices, "clock": clock, "minute": minute, "note": note,
	}).ParseFS(content, "templates/"+name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, data)
	return b.Bytes(), err
}

// quoted writes a text as TOML does, on one line.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "\ufffd") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20 || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029':
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// list writes texts as a list of TOML.
func list(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = quoted(w)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// mostChoices keeps a comment with choices on a line that can be read.
const mostChoices = 12

// choices writes the words of which one is to be chosen, for a comment.
func choices(words []string) string {
	out := make([]string, 0, mostChoices)
	for _, w := range words[:min(len(words), mostChoices)] {
		out = append(out, quoted(w))
	}
	s := strings.Join(out, ", ")
	if len(words) > mostChoices {
		s += " …"
	}
	return s
}

// note writes a comment behind a line, in the column of the others where it
// can.
func note(line, comment string) string {
	const column = 38
	return line + strings.Repeat(" ", max(2, column-utf8.RuneCountInString(line))) + "# " + comment
}

var notInName = regexp.MustCompile(`[^a-z0-9]+`)

// slug is lower-case letters and digits with hyphens between, at most as long
// as a file's name should be; empty if there are none in s.
func slug(s string) string {
	const longest = 60
	s = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "é", "e", "è", "e", "'", "", "’", "").Replace(strings.ToLower(s))
	s = strings.Trim(notInName.ReplaceAllString(s, "-"), "-")
	if len(s) <= longest {
		return s
	}
	s = s[:longest+1]
	if cut := strings.LastIndexByte(s, '-'); cut > 0 {
		return s[:cut]
	}
	return s[:longest]
}

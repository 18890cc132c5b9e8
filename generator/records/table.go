package records

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode"

	"quarterdeck/generator/diag"
)

// column is what a reader may ask a row for: its name in the contract, and what
// exports call it, the preferred spelling first.
type column struct {
	name string
	also []string
}

// schema is every column of one kind of table.
type schema []column

// value is a cell of a table: text, or in JSON a list or an object too.
type value struct {
	text   string
	at     int // byte offset in the text
	items  []value
	object *object
}

// object is a JSON object inside a row.
type object struct {
	keys   []string
	values []value
}

// header is the names of a table's columns, as written and as the schema knows
// them.
type header struct {
	names []string
	// found is the place of a schema's column, by its name.
	found map[string]int
}

// row is one record of a table.
type row struct {
	src    *source
	header *header
	values []value
	at     int
	// bad is set by the first problem that makes the row useless.
	bad bool
}

// plain makes names comparable: letters and digits in lower case.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// resolve finds the schema's columns among names.
func (sc schema) resolve(names []string) *header {
	places := map[string]int{}
	for i, n := range names {
		if p := plain(n); p != "" {
			if _, taken := places[p]; !taken {
				places[p] = i
			}
		}
	}
	h := &header{names: names, found: map[string]int{}}
	for _, c := range sc {
		for _, spelling := range append([]string{c.name}, c.also...) {
			if i, ok := places[plain(spelling)]; ok {
				h.found[c.name] = i
				break
			}
		}
	}
	return h
}

// has tells whether the table has a column.
func (h *header) has(names ...string) bool {
	for _, n := range names {
		if _, ok := h.found[n]; ok {
			return true
		}
	}
	return false
}

// rows reads the table and hands on each row; accept is asked once for each
// header (of JSON: for each set of keys) and refuses what it cannot use, with
// what is missing.
func (s *source) rows(sc schema, accept func(*header) (missing string), each func(*row)) {
	take := func(r *row) {
		each(r)
		if r.bad {
			s.LeftOut++
		} else {
			s.Rows++
		}
	}
	if s.json {
		s.readJSON(sc, accept, take)
		return
	}
	s.readCSV(sc, accept, take)
}

// readCSV reads a table with a header.
func (s *source) readCSV(sc schema, accept func(*header) string, each func(*row)) {
	start := s.skipPreamble()
	s.delim = delimiter(firstLine(s.text[start:]))
	in := csv.NewReader(bytes.NewReader(s.text[start:]))
	in.Comma, in.FieldsPerRecord, in.TrimLeadingSpace = s.delim, -1, s.delim != '\t'
	first := bytes.Count(s.text[:start], []byte("\n"))
	place := func(field int) int {
		line, col := in.FieldPos(field)
		return s.offset(first+line, col)
	}
	names, err := in.Read()
	if err != nil {
		s.csvError(err, first)
		return
	}
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	h := sc.resolve(names)
	if missing := accept(h); missing != "" {
		s.diags.Warnf(s.pos(start), "records-unknown", "see the folder's section in docs/data.md for the columns", "this is no table of %s that can be read: %s", s.Kind, missing)
		return
	}
	s.checkHeader(sc, h, place)
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			s.csvError(err, first)
			continue
		}
		if r, ok := s.csvRow(h, cells, place); ok {
			each(r)
		}
	}
}

// csvRow makes a row of a record; a blank one is none.
func (s *source) csvRow(h *header, cells []string, place func(int) int) (*row, bool) {
	blank := true
	values := make([]value, len(cells))
	for i, c := range cells {
		values[i] = value{text: content(c), at: place(i)}
		blank = blank && values[i].text == ""
	}
	if blank {
		return nil, false
	}
	for len(values) > len(h.names) && values[len(values)-1].text == "" {
		values = values[:len(values)-1]
	}
	if len(values) != len(h.names) {
		s.repeat(diag.Error, s.pos(values[0].at), "records-row", "write empty cells as nothing between two delimiters",
			"the row has %d cells where the header has %d; it is left out", len(values), len(h.names))
		s.LeftOut++
		return nil, false
	}
	return &row{src: s, header: h, values: values, at: values[0].at}, true
}

// content is what a cell says. Databases write NULL for nothing.
func content(cell string) string {
	switch cell = strings.TrimSpace(cell); cell {
	case "NULL", "null", `\N`:
		return ""
	}
	return cell
}

// skipPreamble is where the table begins: behind blank lines and Excel's sep=;.
func (s *source) skipPreamble() int {
	start := 0
	for start < len(s.text) {
		line := firstLine(s.text[start:])
		trimmed := bytes.TrimSpace(line)
		if len(trimmed) > 0 && !(len(trimmed) <= 5 && bytes.HasPrefix(bytes.ToLower(trimmed), []byte("sep="))) {
			break
		}
		start = min(start+len(line)+1, len(s.text))
	}
	return start
}

func firstLine(text []byte) []byte {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return line
}

// delimiter is the one that occurs most in the header, outside quotes.
func delimiter(line []byte) rune {
	count := map[rune]int{}
	quoted := false
	for _, c := range string(line) {
		if c == '"' {
			quoted = !quoted
		}
		if !quoted {
			count[c]++
		}
	}
	best := ','
	for _, d := range []rune{';', '\t', '|'} {
		if count[d] > count[best] {
			best = d
		}
	}
	return best
}

// offset is the byte offset of a line and byte column, both from 1.
func (s *source) offset(line, col int) int {
	s.findLines()
	if line < 1 || line > len(s.lines) {
		return len(s.text)
	}
	return s.lines[line-1] + col - 1
}

// csvError tells what is wrong with quotes. An open quote takes everything
// behind it with it.
func (s *source) csvError(err error, first int) {
	var p *csv.ParseError
	if !errors.As(err, &p) {
		s.diags.Errorf(diag.Pos{File: s.Path}, "records-row", "export it again", "the table cannot be read: %v", err)
		return
	}
	s.LeftOut++
	at := s.pos(s.offset(first+p.StartLine, 1))
	if errors.Is(p.Err, csv.ErrBareQuote) {
		s.repeat(diag.Error, s.pos(s.offset(first+p.Line, p.Column)), "records-quote", `write "" for a quote inside a quoted cell`, "a quote stands inside a cell that is not quoted; the row is left out")
		return
	}
	s.repeat(diag.Error, at, "records-quote", `close it, and write "" for a quote inside a quoted cell`, "a quote that opens in this row is not closed where its cell ends; what follows it is lost")
}

// checkHeader warns of columns that stand twice, and of those that look like a
// misspelt one.
func (s *source) checkHeader(sc schema, h *header, place func(int) int) {
	seen := map[string]bool{}
	var missing []string
	for _, c := range sc {
		if !h.has(c.name) {
			missing = append(missing, c.name)
		}
	}
	used := map[int]bool{}
	for _, i := range h.found {
		used[i] = true
	}
	for i, n := range h.names {
		p := plain(n)
		switch {
		case p == "":
		case seen[p]:
			s.diags.Warnf(s.pos(place(i)), "records-header", "give every column a name of its own", "the column %q stands in the header twice; the first is read", n)
		case !used[i] && !sc.knows(p):
			if near := diag.Suggest(strings.ToLower(n), missing); near != "" {
				s.diags.Warnf(s.pos(place(i)), "records-header", "did you mean "+near+"?", "the column %q is not read", n)
			}
		}
		seen[p] = true
	}
}

// knows tells whether a plain name is any spelling of the schema's.
func (sc schema) knows(p string) bool {
	for _, c := range sc {
		for _, spelling := range append([]string{c.name}, c.also...) {
			if plain(spelling) == p {
				return true
			}
		}
	}
	return false
}

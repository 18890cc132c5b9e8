package metrics

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"quarterdeck/generator/diag"
)

// timeNames are the headers of the column of stamps, in order of preference.
var timeNames = []string{"time", "timestamp", "ts", "date"}

// labelNames are columns that are labels although they hold numbers.
var labelNames = []string{"status", "code", "status_code", "le", "quantile", "shard", "port"}

// role is what a column holds. A column is undecided while all its cells are
// empty: an empty value is no data and an empty label is no label, so nothing
// is lost by waiting.
type role uint8

const (
	undecided role = iota
	stamps
	label
	value
	ignored
)

type column struct {
	name string
	role role
	at   diag.Pos
}

// table reads a tidy CSV file: a header, a column of stamps, label columns and
// value columns; each value column names a series for each combination of
// labels.
type table struct {
	*batch
	lines  lines
	delim  byte
	row    row
	record []byte // of the row being read, for positions
	cols   []column
	time   int
	labels []int // columns that are labels, in order

	groups   map[string]*group
	key      []byte
	current  *group
	clock    clock
	stamp    []byte // the last stamp's text and meaning
	moment   moment
	zoneless bool
}

// group is one combination of labels.
type group struct {
	name   string // from a column __name__; else the value columns name series
	labels Labels
	pieces []*piece // by column
	last   int64
	any    bool
}

// readCSV reads a tidy CSV file. A bad row is told and passed over.
func readCSV(in *bufio.Reader, b *batch) error {
	t := &table{batch: b, lines: lines{in: in}, groups: map[string]*group{}, clock: clock{zone: b.zone}}
	if b.stated.zone != nil {
		t.clock.zone = b.stated.zone
	}
	ok, err := t.header()
	if err != nil || !ok {
		return err
	}
	for {
		ok, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if ok {
			t.read()
		}
	}
	return nil
}

// header reads the first line that is not blank, and finds delimiter and
// columns. It is false, and told, when there is no column of stamps.
func (t *table) header() (bool, error) {
	var line []byte
	for len(trim(line)) == 0 {
		next, _, err := t.lines.next()
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		line = next
	}
	t.line = t.lines.n
	t.delim = delimiter(line)
	t.record = append(t.record[:0], line...)
	if closed, _ := t.row.splitQuoted(t.record, t.delim); !closed || !utf8.Valid(line) {
		unknown(t.batch)
		return false, nil
	}
	t.time = -1
	for i, cell := range t.row.cells {
		t.cols = append(t.cols, column{name: string(cell), at: t.place(i)})
	}
	t.findTime()
	if t.time < 0 {
		unknown(t.batch)
		return false, nil
	}
	return t.roles(), nil
}

// delimiter is the one of comma, semicolon and tab that occurs most.
func delimiter(line []byte) byte {
	best, most := byte(','), bytes.Count(line, []byte{','})
	for _, d := range []byte{';', '\t'} {
		if n := bytes.Count(line, []byte{d}); n > most {
			best, most = d, n
		}
	}
	return best
}

// findTime chooses the column of stamps; other columns of that sort are
// ignored.
func (t *table) findTime() {
	for _, name := range timeNames {
		for i, c := range t.cols {
			if !strings.EqualFold(c.name, name) {
				continue
			}
			t.cols[i].role = ignored
			if t.time < 0 {
				t.time, t.cols[i].role = i, stamps
			}
		}
	}
}

// roles settles the columns that are labels by name, and refuses a header that
// names a column twice.
func (t *table) roles() bool {
	seen := map[string]bool{}
	for i := range t.cols {
		c := &t.cols[i]
		switch {
		case c.name == "":
			c.role = ignored
		case seen[c.name]:
			t.Errorf(c.at, "metrics-header", "give every column a name of its own", "the column %q stands in the header twice; nothing of this file is used", c.name)
			return false
		case c.role == undecided && (slices.Contains(labelNames, strings.ToLower(c.name)) || slices.Contains(t.stated.labels, c.name)):
			c.role = label
			t.labels = append(t.labels, i)
		}
		seen[c.name] = true
	}
	return true
}

// next reads one row. It is false when there is nothing in it to read.
func (t *table) next() (bool, error) {
	line, tooLong, err := t.lines.next()
	if err != nil {
		t.line = t.lines.n + 1
		return false, err
	}
	t.line = t.lines.n
	if tooLong {
		t.bad(diag.Pos{File: t.path, Line: t.line}, "metrics-row", "", fmt.Sprintf("the row is longer than %d bytes", maxRow))
		return false, nil
	}
	if len(line) == 0 {
		return false, nil
	}
	t.record = line
	if bytes.IndexByte(line, '"') < 0 {
		t.row.split(line, t.delim)
	} else if ok, err := t.quoted(line); !ok || err != nil {
		return false, err
	}
	return t.shape(), nil
}

// openQuote is a quote that is never closed: it takes the rest of the file with
// it, so that nobody can tell which rows there were.
type openQuote struct{ at diag.Pos }

func (*openQuote) Error() string { return "the quote that opens here is never closed" }

// quoted reads a row with quotes, which may run over several lines.
func (t *table) quoted(line []byte) (bool, error) {
	t.record = append([]byte(nil), line...)
	for {
		closed, open := t.row.splitQuoted(t.record, t.delim)
		if closed {
			return true, nil
		}
		next, tooLong, err := t.lines.next()
		if err != nil && !errors.Is(err, io.EOF) {
			return false, err
		}
		if err != nil || tooLong || len(t.record)+len(next) > maxRow {
			at := t.batch.at()
			at.Col = runes(t.record, open)
			return false, &openQuote{at}
		}
		t.record = append(append(t.record, '\n'), next...)
	}
}

// shape checks encoding and number of cells.
func (t *table) shape() bool {
	blank := true
	for _, c := range t.row.cells {
		blank = blank && len(c) == 0
	}
	if blank {
		return false
	}
	if !utf8.Valid(t.record) {
		at := t.batch.at()
		at.Col = runes(t.record, badByte(t.record))
		t.bad(at, "metrics-encoding", "save the file as UTF-8", "the row is not UTF-8 and is left out")
		return false
	}
	for n := len(t.row.cells); n > len(t.cols) && len(t.row.cells[n-1]) == 0; n-- {
		t.row.cells = t.row.cells[:n-1]
	}
	if n := len(t.row.cells); n != len(t.cols) {
		t.bad(t.batch.at(), "metrics-row", "write empty cells as nothing between two delimiters",
			fmt.Sprintf("the row has %d %s where the header has %d; it is left out", n, plural(n, "cell", "cells"), len(t.cols)))
		return false
	}
	return true
}

// place is where a cell of the current row starts.
func (t *table) place(i int) diag.Pos {
	at := t.batch.at()
	at.Col = runes(t.record, t.row.starts[i])
	return at
}

// bad tells one problem of a row, a few times per file.
func (t *table) bad(at diag.Pos, code, hint, message string) {
	t.repeat(diag.Diagnostic{Pos: at, Severity: diag.Error, Code: code, Hint: hint, Message: message})
}

// runes is the column, from 1, of byte i.
func runes(line []byte, i int) int { return utf8.RuneCount(line[:min(i, len(line))]) + 1 }

// badByte is where text stops being UTF-8.
func badByte(s []byte) int {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRune(s[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(s)
}

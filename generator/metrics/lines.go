package metrics

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// lines yields the lines of a text without their ends. A line longer than
// maxRow is cut and reported as such.
type lines struct {
	in   *bufio.Reader
	long []byte // of a line that does not fit the reader's buffer
	n    int    // lines read
}

// next returns the next line, valid until the next call; io.EOF after the
// last. tooLong is set when the line was cut.
func (l *lines) next() (line []byte, tooLong bool, err error) {
	line, err = l.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		line, tooLong, err = l.rest(line)
	}
	if err != nil && !(errors.Is(err, io.EOF) && len(line) > 0) {
		return nil, false, err
	}
	l.n++
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), tooLong, nil
}

// rest collects a line that is longer than the buffer.
func (l *lines) rest(head []byte) (line []byte, tooLong bool, err error) {
	l.long = append(l.long[:0], head...)
	for {
		part, err := l.in.ReadSlice('\n')
		if room := maxRow - len(l.long); len(part) > room {
			part, tooLong = part[:max(0, room)], true
		}
		l.long = append(l.long, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return l.long, tooLong, err
		}
	}
}

// row is one record: its cells, and where each starts in the text of its first
// line. Everything is overwritten by the next.
type row struct {
	cells  [][]byte
	starts []int
	text   []byte // of a quoted record, unquoted
}

// split cuts a line without quotes.
func (r *row) split(line []byte, delim byte) {
	r.cells, r.starts = r.cells[:0], r.starts[:0]
	start := 0
	for i, c := range line {
		if c == delim {
			r.cells, r.starts = append(r.cells, trim(line[start:i])), append(r.starts, start)
			start = i + 1
		}
	}
	r.cells, r.starts = append(r.cells, trim(line[start:])), append(r.starts, start)
}

// splitQuoted cuts a record that holds quotes: cells that start with one run to
// the next single one, "" inside means one. It returns false while a quote is
// still open, and where the open cell starts.
func (r *row) splitQuoted(record []byte, delim byte) (closed bool, open int) {
	r.cells, r.starts, r.text = r.cells[:0], r.starts[:0], r.text[:0]
	for i := 0; ; {
		r.starts = append(r.starts, i)
		for i < len(record) && record[i] == ' ' {
			i++
		}
		from := len(r.text)
		if i < len(record) && record[i] == '"' {
			end, ok := r.unquote(record, i+1)
			if !ok {
				return false, i
			}
			i = end
		}
		for i < len(record) && record[i] != delim {
			r.text = append(r.text, record[i])
			i++
		}
		r.cells = append(r.cells, trim(r.text[from:]))
		if i >= len(record) {
			return true, 0
		}
		i++
	}
}

// unquote appends a quoted cell's text and returns where it ends.
func (r *row) unquote(record []byte, i int) (end int, ok bool) {
	for ; i < len(record); i++ {
		if record[i] != '"' {
			r.text = append(r.text, record[i])
			continue
		}
		if i+1 < len(record) && record[i+1] == '"' {
			r.text = append(r.text, '"')
			i++
			continue
		}
		return i + 1, true
	}
	return i, false
}

// trim cuts blanks from both ends.
func trim(s []byte) []byte {
	for len(s) > 0 && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for len(s) > 0 && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}

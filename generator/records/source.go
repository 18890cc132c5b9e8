package records

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"
	"unicode/utf8"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// maxText is the longest table, unpacked: as a whole it has to fit memory.
const maxText = 512 << 20

// repeats is how often one kind of problem is told of one file.
const repeats = 5

// source is one file while it is read.
type source struct {
	File
	text  []byte
	lines []int // where each line starts; made when first asked for
	zone  *time.Location
	diags *diag.List
	told  map[string]*repeated
	// moments remembers stamps: rows of one instant often follow each other.
	moments map[string]moment
	// delim is the delimiter of a CSV file, 0 of JSON.
	delim rune
	json  bool
	// signs is the decimal sign of its numbers, '?' if both or none is seen, 0
	// until somebody asks.
	signs rune
}

// repeated counts one kind of problem.
type repeated struct {
	n    int
	last diag.Diagnostic
}

// load reads, unpacks and decodes the file; false, and told, when there is
// nothing in it to read.
func (s *source) load(fsys fs.FS) bool {
	at := diag.Pos{File: s.Path}
	text, err := readAll(fsys, s.Path)
	if err != nil {
		s.diags.Errorf(at, "unreadable", "put the file itself there, and check that it may be read", "cannot read the file: %s", reason(err))
		return false
	}
	text, ok := doc.Decode(s.Path, text, 1, s.diags)
	if !ok {
		return false
	}
	s.text = text
	head := bytes.TrimLeft(text, " \t\r\n")
	if len(head) == 0 {
		s.diags.Warnf(at, "records-empty", "export it again or delete it", "the file is empty")
		return false
	}
	s.json, s.Format = head[0] == '{' || head[0] == '[', "CSV"
	if s.json {
		s.Format = "JSON"
	}
	return true
}

var errTooLarge = errors.New("too large")

func readAll(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := limited(f)
	if err != nil || !bytes.HasPrefix(text, []byte{0x1f, 0x8b}) {
		return text, err
	}
	z, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	return limited(z)
}

func limited(r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxText+1))
	if err == nil && len(text) > maxText {
		err = errTooLarge
	}
	return text, err
}

// reason words an error of reading.
func reason(err error) string {
	switch {
	case errors.Is(err, errTooLarge):
		return fmt.Sprintf("it holds more than %d MB; split it", maxText>>20)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "the file ends too early"
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader):
		return "the gzip data is damaged"
	}
	return doc.Cause(err)
}

// pos is where a byte of the text stands. Lines and runes count from 1.
func (s *source) pos(offset int) diag.Pos {
	s.findLines()
	offset = min(max(offset, 0), len(s.text))
	line, found := slices.BinarySearch(s.lines, offset)
	if !found {
		line--
	}
	return diag.Pos{File: s.Path, Line: line + 1, Col: utf8.RuneCount(s.text[s.lines[line]:offset]) + 1}
}

func (s *source) findLines() {
	if s.lines != nil {
		return
	}
	s.lines = []int{0}
	for i, c := range s.text {
		if c == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
}

// repeat adds a problem, a few times per kind.
func (s *source) repeat(severity diag.Severity, at diag.Pos, code, hint, format string, args ...any) {
	d := diag.Diagnostic{Pos: at, Severity: severity, Code: code, Hint: hint, Message: fmt.Sprintf(format, args...)}
	r := s.told[code]
	if r == nil {
		r = &repeated{}
		s.told[code] = r
	}
	if r.n++; r.n <= repeats {
		s.diags.Add(d)
	}
	r.last = d
}

// once adds a warning that is told once per file.
func (s *source) once(at diag.Pos, code, hint, format string, args ...any) {
	if s.told[code] == nil {
		s.repeat(diag.Warning, at, code, hint, format, args...)
	}
}

// finish says how often problems were repeated that are not told one by one.
func (s *source) finish() {
	for _, r := range s.told {
		if more := r.n - repeats; more > 0 {
			d := r.last
			noun := "problems"
			if more == 1 {
				noun = "problem"
			}
			d.Message = fmt.Sprintf("%d more %s of this kind in the file; this is the last: %s", more, noun, d.Message)
			s.diags.Add(d)
		}
	}
	s.text, s.lines, s.moments = nil, nil, nil
}

package metrics

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"path"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// syntaxError is JSON that is none, at a byte offset of the unpacked text.
type syntaxError struct {
	offset int64
	msg    string
}

func (e *syntaxError) Error() string { return e.msg }

// answers reads answers of the Prometheus HTTP API, as they were saved: one, or
// several behind each other, or the bare list of series that promtool prints.
type answers struct {
	*batch
	dec *jsontext.Decoder
	// Of the answer being read.
	status, kind, fault, faultKind string
	warnings                       []string
	partial, data                  bool
	rows                           int
	points                         []Point // of the series being read
	negative                       int64   // offset of its first negative value
	missing                        []note
}

// readPrometheus reads the series of every matrix in the file.
func readPrometheus(in *bufio.Reader, b *batch) error {
	a := &answers{batch: b, dec: jsontext.NewDecoder(in)}
	known := false
	for {
		var err error
		switch a.dec.PeekKind() {
		case '{':
			err = a.answer()
		case '[':
			a.reset()
			a.status, a.data = "success", true
			if err = a.result(); err == nil {
				a.judge()
			}
		default:
			var t jsontext.Token
			if t, err = a.dec.ReadToken(); err == nil {
				err = &syntaxError{a.dec.InputOffset(), "a " + word(t.Kind()) + " stands where an answer should"}
			}
		}
		known = known || a.data || a.status != ""
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return jsonError(err)
		}
	}
	if !known {
		unknown(b)
	}
	return nil
}

// jsonError keeps the offset of a syntax error and words it.
func jsonError(err error) error {
	var syn *jsontext.SyntacticError
	if !errors.As(err, &syn) {
		return err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return &syntaxError{syn.ByteOffset, "the JSON ends too early"}
	}
	return &syntaxError{syn.ByteOffset, "not valid JSON: " + syn.Err.Error()}
}

func word(k jsontext.Kind) string {
	switch k {
	case 'n':
		return "null"
	case 't', 'f':
		return "truth value"
	case '"':
		return "string"
	case '0':
		return "number"
	default:
		return "list or object"
	}
}

func (a *answers) reset() {
	a.status, a.kind, a.fault, a.faultKind = "", "", "", ""
	a.warnings, a.partial, a.data, a.rows = nil, false, false, 0
}

// object reads an object member by member; one that read does not want it
// must skip.
func (a *answers) object(read func(name string) error) error {
	if _, err := a.dec.ReadToken(); err != nil {
		return err
	}
	for a.dec.PeekKind() != '}' {
		name, err := a.dec.ReadToken()
		if err != nil {
			return err
		}
		if err := read(name.String()); err != nil {
			return err
		}
	}
	_, err := a.dec.ReadToken()
	return err
}

// list reads an array; read must consume one element.
func (a *answers) list(read func() error) error {
	if _, err := a.dec.ReadToken(); err != nil {
		return err
	}
	for a.dec.PeekKind() != ']' {
		if err := read(); err != nil {
			return err
		}
	}
	_, err := a.dec.ReadToken()
	return err
}

// text reads a string; anything else is passed over.
func (a *answers) text(into *string) error {
	if a.dec.PeekKind() != '"' {
		return a.dec.SkipValue()
	}
	t, err := a.dec.ReadToken()
	if err == nil {
		*into = t.String()
	}
	return err
}

// answer reads one answer.
func (a *answers) answer() error {
	a.reset()
	err := a.object(func(name string) error {
		switch kind := a.dec.PeekKind(); {
		case name == "status":
			return a.text(&a.status)
		case name == "error":
			return a.text(&a.fault)
		case name == "errorType":
			return a.text(&a.faultKind)
		case name == "warnings" && kind == '[':
			return a.list(a.warning)
		case name == "isPartial":
			a.partial = kind == 't'
		case name == "data" && kind == '{':
			a.data = true
			return a.object(a.member)
		}
		return a.dec.SkipValue()
	})
	if err == nil {
		a.judge()
	}
	return err
}

func (a *answers) warning() error {
	w := ""
	err := a.text(&w)
	a.warnings = append(a.warnings, w)
	return err
}

// member reads one member of data.
func (a *answers) member(name string) error {
	switch kind := a.dec.PeekKind(); {
	case name == "resultType":
		return a.text(&a.kind)
	case name == "result" && kind == '[' && (a.kind == "" || a.kind == "matrix"):
		return a.result()
	default:
		return a.dec.SkipValue()
	}
}

// result reads the list of series.
func (a *answers) result() error {
	return a.list(func() error {
		if a.dec.PeekKind() != '{' {
			a.kind = "scalar"
			return a.dec.SkipValue()
		}
		a.rows++
		return a.series()
	})
}

// series reads one series of a matrix.
func (a *answers) series() error {
	var name string
	var labels []Label
	a.points, a.missing, a.negative = nil, nil, -1
	err := a.object(func(member string) error {
		switch kind := a.dec.PeekKind(); {
		case member == "metric" && kind == '{':
			return a.object(func(l string) error {
				v := ""
				err := a.text(&v)
				if l == "__name__" {
					name = v
				} else {
					labels = append(labels, Label{l, v})
				}
				return err
			})
		case member == "values" && kind == '[':
			return a.list(a.point)
		case member == "value":
			a.kind = "vector"
		case member == "histograms":
			a.pend(a.dec.InputOffset(), diag.Diagnostic{Severity: diag.Warning, Code: "metrics-histogram",
				Hint: "export histogram_count and histogram_sum of it", Message: "native histograms are not read"})
		}
		return a.dec.SkipValue()
	})
	if err == nil && len(a.points)+len(a.missing) > 0 {
		a.take(name, newLabels(labels))
	}
	return err
}

// take puts the series that was read into the batch. One without a name, the
// result of a function, is named after the file up to its first dot.
func (a *answers) take(name string, labels Labels) {
	named := name != ""
	if !named {
		name, _, _ = strings.Cut(path.Base(a.path), ".")
	}
	p := a.piece(name, labels, diag.Pos{File: a.path})
	if p == nil {
		return
	}
	p.named = named
	if p.stamp == config.StampFormat {
		p.stamp = config.StampEnd
	}
	p.notes = append(p.notes, a.missing...)
	if len(p.points) == 0 {
		p.points = a.points
		p.unsorted = !ascending(a.points)
	} else {
		p.points = append(p.points, a.points...)
		p.unsorted = true
	}
	if a.negative >= 0 && p.negative.File == "" {
		p.negative = diag.Pos{File: a.path}
		a.pending = append(a.pending, pending{offset: a.negative, place: &p.negative})
	}
}

func ascending(points []Point) bool {
	for i := 1; i < len(points); i++ {
		if points[i].T <= points[i-1].T {
			return false
		}
	}
	return true
}

// point reads [seconds, "value"].
func (a *answers) point() error {
	raw, err := a.dec.ReadValue()
	if err != nil {
		return err
	}
	t, v, ok := parsePair(raw)
	switch {
	case !ok:
		a.pend(a.dec.InputOffset()-int64(len(raw)), diag.Diagnostic{Severity: diag.Error, Code: "metrics-number",
			Hint: "a sample is [Unix seconds, \"number\"]", Message: "this is not a sample; it is left out"})
	case math.IsNaN(v):
		a.missing = append(a.missing, note{t, missing})
	case beyond(v):
		a.missing = append(a.missing, note{t, infinite})
		a.pend(a.dec.InputOffset()-int64(len(raw)), diag.Diagnostic{Severity: diag.Warning, Code: "metrics-infinity",
			Hint: "mend the query that gives it", Message: "the value is " + tooLarge(v) + " and is taken as no data"})
	default:
		if v < 0 && a.negative < 0 {
			a.negative = a.dec.InputOffset() - int64(len(raw))
		}
		a.points = append(a.points, Point{t, v})
	}
	return nil
}

// parsePair reads the text of one sample, which is valid JSON. null is no data.
func parsePair(raw []byte) (t int64, v float64, ok bool) {
	if len(raw) < 2 || raw[0] != '[' {
		return 0, 0, false
	}
	raw = raw[1 : len(raw)-1]
	comma := -1
	for i, c := range raw {
		if c == ',' {
			comma = i
			break
		}
	}
	if comma < 0 {
		return 0, 0, false
	}
	t, ok = parseUnix(space(raw[:comma]))
	ok = ok && plausible(t)
	cell := space(raw[comma+1:])
	if string(cell) == "null" {
		return t, math.NaN(), ok
	}
	if n := len(cell); n > 1 && cell[0] == '"' {
		cell = cell[1 : n-1]
	}
	v, number := parseNumber(cell)
	return t, v, ok && number
}

// space cuts JSON white space from both ends.
func space(s []byte) []byte {
	blank := func(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
	for len(s) > 0 && blank(s[0]) {
		s = s[1:]
	}
	for len(s) > 0 && blank(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	return s
}

// judge reports what is doubtful about the answer just read.
func (a *answers) judge() {
	file := diag.Pos{File: a.path}
	switch {
	case a.status == "error":
		a.Errorf(file, "metrics-answer", "ask again: a shorter range, a longer step or the right credentials, as the message says",
			"the server answered with an error: %s", quote(strings.Trim(a.faultKind+": "+a.fault, ": ")))
	case a.data && a.kind != "" && a.kind != "matrix":
		a.Errorf(file, "metrics-answer", "ask /api/v1/query_range, which answers with a matrix", "the answer is a %s, not a series over time", clip([]byte(a.kind)))
	case a.data && a.rows == 0:
		a.Warnf(file, "metrics-answer", "the query matched nothing; increase(x[1m]) needs two readings within the minute",
			"the server answered with success and no series")
	}
	if len(a.warnings) > 0 || a.partial {
		text := ""
		if len(a.warnings) > 0 {
			text = fmt.Sprintf(": %s", quote(strings.Join(a.warnings, "; ")))
		}
		a.Warnf(file, "metrics-partial", "ask again when all stores answer", "the server marked the answer as incomplete%s", text)
	}
}

package records

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"quarterdeck/generator/diag"
)

// maxNesting bounds how deep a JSON row may nest.
const maxNesting = 32

// wrappers are keys under which answers of programs keep their rows.
var wrappers = []string{"data", "items", "rows", "records", "results", "values", "incidents", "deployments", "launches", "costs", "kpis"}

var (
	errDeep = errors.New("it nests too deeply")
	errKey  = errors.New("a key is missing")
)

// jsonReader reads values and where they stand.
type jsonReader struct {
	text []byte
	base int // of the decoder's text in the whole
	dec  *json.Decoder
}

func newJSONReader(text []byte, base int) *jsonReader {
	d := json.NewDecoder(bytes.NewReader(text[base:]))
	d.UseNumber()
	return &jsonReader{text: text, base: base, dec: d}
}

// next is where the next token begins.
func (j *jsonReader) next() int {
	i := j.base + int(j.dec.InputOffset())
	for i < len(j.text) && strings.IndexByte(" \t\r\n,:", j.text[i]) >= 0 {
		i++
	}
	return i
}

// value reads one value, of any depth up to maxNesting.
func (j *jsonReader) value(depth int) (value, error) {
	v := value{at: j.next()}
	if depth > maxNesting {
		return v, errDeep
	}
	token, err := j.dec.Token()
	if err != nil {
		return v, err
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '[' {
			v.items, err = j.list(depth)
		} else {
			v.object, err = j.object(depth)
		}
		return v, err
	case string:
		v.text = strings.TrimSpace(t)
	case json.Number:
		v.text = t.String()
	case bool:
		v.text = map[bool]string{true: "true", false: "false"}[t]
	}
	return v, nil
}

func (j *jsonReader) list(depth int) ([]value, error) {
	items := []value{}
	for j.dec.More() {
		v, err := j.value(depth + 1)
		if err != nil {
			return nil, err
		}
		items = append(items, v)
	}
	_, err := j.dec.Token()
	return items, err
}

func (j *jsonReader) object(depth int) (*object, error) {
	o := &object{}
	for j.dec.More() {
		key, err := j.dec.Token()
		if err != nil {
			return nil, err
		}
		name, ok := key.(string)
		if !ok {
			return nil, errKey
		}
		v, err := j.value(depth + 1)
		if err != nil {
			return nil, err
		}
		o.keys, o.values = append(o.keys, name), append(o.values, v)
	}
	_, err := j.dec.Token()
	return o, err
}

// readJSON reads rows from objects, one after the other, in a list, or in an
// object that wraps a list. Behind a line that cannot be read it goes on with
// the next.
func (s *source) readJSON(sc schema, accept func(*header) string, each func(*row)) {
	t := &jsonTable{source: s, schema: sc, accept: accept, each: each, headers: map[string]*header{}}
	for base := 0; base < len(s.text); {
		j := newJSONReader(s.text, base)
		for {
			v, err := j.value(0)
			if errors.Is(err, io.EOF) && v.at >= len(s.text) {
				return
			}
			if err != nil {
				base = s.badJSON(j, err)
				break
			}
			t.top(v)
		}
	}
}

// badJSON tells what cannot be read and returns where to go on.
func (s *source) badJSON(j *jsonReader, err error) int {
	at := j.base + int(j.dec.InputOffset())
	what := "the text ends too early"
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		at, what = j.base+int(syntax.Offset)-1, syntax.Error()
	case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		what = err.Error()
	}
	s.LeftOut++
	s.repeat(diag.Error, s.pos(at), "records-json", "write one JSON object a line, or one list of objects", "not valid JSON: %s", what)
	end := bytes.IndexByte(s.text[min(max(at, j.base), len(s.text)):], '\n')
	if end < 0 || bytes.TrimLeft(s.text, " \t\r\n")[0] == '[' {
		return len(s.text)
	}
	return max(at, j.base) + end + 1
}

// jsonTable makes rows of values.
type jsonTable struct {
	*source
	schema  schema
	accept  func(*header) string
	each    func(*row)
	headers map[string]*header // by the keys; nil for those that are refused
}

// top takes one value of the file's top level.
func (t *jsonTable) top(v value) {
	if v.object != nil {
		for i, key := range v.object.keys {
			if items := v.object.values[i].items; slices.Contains(wrappers, strings.ToLower(key)) && len(items) > 0 && items[0].object != nil {
				t.top(v.object.values[i])
				return
			}
		}
		t.row(v)
		return
	}
	if v.items == nil {
		t.repeat(diag.Error, t.pos(v.at), "records-json", "write one JSON object a row", "a single value stands where a row belongs")
		return
	}
	for _, item := range v.items {
		if item.object == nil {
			t.repeat(diag.Error, t.pos(item.at), "records-json", "write one JSON object a row", "a single value stands where a row belongs")
			continue
		}
		t.row(item)
	}
}

func (t *jsonTable) row(v value) {
	names := v.object.keys
	set := strings.Join(names, "\x00")
	h, known := t.headers[set]
	if !known {
		h = t.schema.resolve(names)
		if missing := t.accept(h); missing != "" {
			t.repeat(diag.Warning, t.pos(v.at), "records-unknown", "see the folder's section in docs/data.md for the names", "this is no row of %s that can be read: %s", t.Kind, missing)
			h = nil
		}
		t.headers[set] = h
	}
	if h == nil {
		t.LeftOut++
		return
	}
	t.each(&row{src: t.source, header: h, values: v.object.values, at: v.at})
}

// sub makes a row of an object inside a row.
func (r *row) sub(sc schema, v value) *row {
	return &row{src: r.src, header: sc.resolve(v.object.keys), values: v.object.values, at: v.at}
}

package site

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"quarterdeck/generator/report"
)

// published writes a report as JSON without the fields that an edition hides:
// a name with nothing behind it would be read as nothing having been there.
// leaf writes what holds no such field.
func published(e *report.Edition, document any, leaf func(any) ([]byte, error)) ([]byte, error) {
	w := publishedWriter{edition: e, leaf: leaf}
	w.value(reflect.ValueOf(document))
	if w.err != nil {
		return nil, w.err
	}
	var out bytes.Buffer
	err := json.Indent(&out, w.buf.Bytes(), "", " ")
	return out.Bytes(), err
}

type publishedWriter struct {
	edition *report.Edition
	leaf    func(any) ([]byte, error)
	buf     bytes.Buffer
	err     error
}

func (w *publishedWriter) value(v reflect.Value) {
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		w.value(v.Elem())
	case v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]():
		w.buf.WriteByte('{')
		w.fields(v, true)
		w.buf.WriteByte('}')
	case v.Kind() == reflect.Slice:
		w.buf.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				w.buf.WriteByte(',')
			}
			w.value(v.Index(i))
		}
		w.buf.WriteByte(']')
	default:
		w.write(v.Interface())
	}
}

// fields writes the members of a structure; those of an embedded one stand
// among them. It tells whether the next member is the first.
func (w *publishedWriter) fields(v reflect.Value, first bool) bool {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case !w.edition.Sees(f) || name == "-":
			continue
		case f.Anonymous && name == "":
			first = w.fields(v.Field(i), first)
			continue
		case strings.Contains(options, "omitempty") && isEmpty(v.Field(i)):
			continue
		}
		if !first {
			w.buf.WriteByte(',')
		}
		first = false
		w.write(name)
		w.buf.WriteByte(':')
		w.value(v.Field(i))
	}
	return first
}

func isEmpty(v reflect.Value) bool {
	if v.Kind() == reflect.Slice {
		return v.Len() == 0
	}
	return v.Kind() != reflect.Struct && v.IsZero()
}

func (w *publishedWriter) write(v any) {
	b, err := w.leaf(v)
	if err != nil && w.err == nil {
		w.err = err
	}
	w.buf.Write(b)
}

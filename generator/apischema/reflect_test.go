package apischema_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
)

// object is a JSON object that keeps the order of its members.
type object []member

type member struct {
	key   string
	value any
}

func (o object) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			out = append(out, ',')
		}
		key, err := json.Marshal(m.key)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, key...), ':'), value...)
	}
	return append(out, '}'), nil
}

// reflector turns types into schemas: what encoding/json does with them, and
// what their comments say.
type reflector struct {
	t        *testing.T
	comments comments
	defs     map[string]object
}

// schemaFor is the whole schema of the documents that have a type and name the
// schema name.
func schemaFor(t *testing.T, c comments, name string, of reflect.Type) []byte {
	t.Helper()
	r := &reflector{t: t, comments: c, defs: map[string]object{}}
	root := object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"title", name},
		{"$comment", "Fractions, seconds, instants in RFC 3339 in UTC. null is no data, or what a description says of it. A property that is not required is left out where it would be empty, zero or false."},
	}
	root = append(root, r.structure(of, name)...)
	defs := object{}
	for _, key := range slices.Sorted(maps.Keys(r.defs)) {
		defs = append(defs, member{key, r.defs[key]})
	}
	out, err := json.MarshalIndent(append(root, member{"$defs", defs}), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(out, '\n')
}

// structure is the schema of a struct; in the one of a document the property
// schema has but one value.
func (r *reflector) structure(of reflect.Type, document string) object {
	properties, required := object{}, []string{}
	for _, f := range r.fields(of) {
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		optional := option == "omitempty"
		s := r.value(f.Type, optional)
		if document != "" && name == "schema" {
			s = object{{"const", document}}
		}
		properties = append(properties, member{name, r.described(f, name, s)})
		if !optional && hiddenPart(f) == "" {
			required = append(required, name)
		}
	}
	return object{
		{"description", r.comments.of(of.String())},
		{"type", "object"},
		{"properties", properties},
		{"required", required},
		{"additionalProperties", false},
	}
}

// field is one that is written, with the struct that declares it.
type field struct {
	reflect.StructField
	owner reflect.Type
}

// fields are those of a struct that are written, embedded ones in their place.
func (r *reflector) fields(of reflect.Type) []field {
	var out []field
	for i := range of.NumField() {
		f := of.Field(i)
		switch {
		case f.Anonymous && f.Tag.Get("json") == "":
			out = append(out, r.fields(f.Type)...)
		case !f.IsExported() || f.Tag.Get("json") == "-":
		default:
			if f.Tag.Get("json") == "" {
				r.t.Errorf("%s.%s has no json tag", of, f.Name)
			}
			out = append(out, field{f, of})
		}
	}
	return out
}

// described adds what is said of a field.
func (r *reflector) described(f field, name string, s object) object {
	text := sentence(r.comments.of(f.owner.String() + "." + f.Name))
	if more := word(f, name, text != ""); more != "" {
		text = strings.TrimSpace(text + " " + more)
	}
	if nullable(s) && !strings.Contains(strings.ToLower(text), "null") {
		text = strings.TrimSpace(text + " " + whyNull(f.Type.Elem()))
	}
	if format := formats[f.owner.Name()+"."+name]; format != "" {
		s = append(s, member{"format", format})
	}
	if text == "" && plain(f.Type) {
		r.t.Errorf("%s.%s (%s) is not described", f.owner, f.Name, name)
	}
	if part := hiddenPart(f); part != "" {
		s = append(s, member{"x-audience", part})
	}
	if text == "" {
		return s
	}
	return append(object{{"description", text}}, s...)
}

// hiddenPart is the part of the reports that a property belongs to, where it is
// not for everybody: an edition that does not show the part leaves the property
// out. What is not marked is internal.
func hiddenPart(f field) string {
	if f.owner.PkgPath() != reflect.TypeFor[report.Book]().PkgPath() {
		return ""
	}
	switch part := f.Tag.Get("audience"); part {
	case report.Everyone:
		return ""
	case "":
		return "internal"
	default:
		return part
	}
}

// sentence begins with a capital and ends with a full stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// value is the schema of what a type is written as. A pointer that is left out
// when nil is never null.
func (r *reflector) value(of reflect.Type, optional bool) object {
	switch {
	case of == reflect.TypeFor[time.Time]():
		return object{{"type", "string"}, {"format", "date-time"}}
	case of == reflect.TypeFor[slo.State]():
		r.defs["State"] = states()
		return object{{"$ref", "#/$defs/State"}}
	}
	switch of.Kind() {
	case reflect.Pointer:
		s := r.value(of.Elem(), false)
		if optional {
			return s
		}
		return orNull(s)
	case reflect.Array:
		return object{{"type", "array"}, {"minItems", of.Len()}, {"maxItems", of.Len()}, {"items", r.value(of.Elem(), true)}}
	case reflect.Slice:
		return object{{"type", "array"}, {"items", r.value(of.Elem(), true)}}
	case reflect.Map:
		return object{{"type", "object"}, {"additionalProperties", r.value(of.Elem(), false)}}
	case reflect.Struct:
		if _, known := r.defs[of.Name()]; !known {
			r.defs[of.Name()] = nil // it may hold itself
			r.defs[of.Name()] = r.structure(of, "")
		}
		return object{{"$ref", "#/$defs/" + of.Name()}}
	}
	return object{{"type", r.plain(of)}}
}

func (r *reflector) plain(of reflect.Type) string {
	switch of.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64:
		return "integer"
	case reflect.Float64:
		return "number"
	}
	r.t.Errorf("no schema for the type %s", of)
	return ""
}

// orNull is the schema s, or null.
func orNull(s object) object {
	if s[0].key == "type" {
		return append(object{{"type", []any{s[0].value, "null"}}}, s[1:]...)
	}
	return object{{"anyOf", []object{s, {{"type", "null"}}}}}
}

func nullable(s object) bool {
	list, plain := s[0].value.([]any)
	return s[0].key == "anyOf" || plain && len(list) == 2
}

// states are the verdicts as they are written.
func states() object {
	var words []string
	for s := slo.State(0); ; s++ {
		text, _ := s.MarshalText()
		if back := slo.State(0); back.UnmarshalText(text) != nil {
			return object{{"description", verdicts}, {"enum", words}}
		}
		words = append(words, string(text))
	}
}

package doc

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"quarterdeck/generator/diag"
)

// Table is a set of keys with their values, in written order.
type Table struct {
	src    *source
	pos    diag.Pos
	keys   []string
	fields map[string]*field
	// asked holds every key a reader looked for, present or not.
	asked map[string]bool
	// taken is set once a reader has taken the table itself; the keys of one
	// that nobody took are not reported beside it.
	taken bool
}

type field struct {
	pos   diag.Pos
	value *Value
	read  bool
}

func newTable(src *source, pos diag.Pos) *Table {
	return &Table{src: src, pos: pos, fields: map[string]*field{}, asked: map[string]bool{}}
}

func (t *Table) add(key string, pos diag.Pos, v *Value) {
	t.keys = append(t.keys, key)
	t.fields[key] = &field{pos: pos, value: v}
}

// Here is where the table begins: its header, its brace or its first key.
func (t *Table) Here() diag.Pos { return t.pos }

// File is the document's file.
func (t *Table) File() string { return t.src.file }

// Format is the document's notation.
func (t *Table) Format() Format { return t.src.format }

// Keys are the table's keys in written order. It does not count as reading
// them.
func (t *Table) Keys() []string { return slices.Clone(t.keys) }

// Has tells whether key is there with a value; it counts as reading the key.
func (t *Table) Has(key string) bool { return t.Value(key) != nil }

// Value is the value of key, or nil if it is missing or null.
func (t *Table) Value(key string) *Value {
	t.asked[key] = true
	f := t.fields[key]
	if f == nil {
		return nil
	}
	f.read = true
	if f.value.kind == Null {
		return nil
	}
	return f.value
}

// Pos is where key stands; the table's own place if it is missing.
func (t *Table) Pos(key string) diag.Pos {
	if f := t.fields[key]; f != nil {
		return f.pos
	}
	return t.pos
}

// ValuePos is where the value of key stands; the table's own place if it is
// missing.
func (t *Table) ValuePos(key string) diag.Pos {
	if f := t.fields[key]; f != nil {
		return f.value.Pos
	}
	return t.pos
}

// Required reports an error unless key is there with a value that is not an
// empty text.
func (t *Table) Required(key, hint string) bool {
	v := t.Value(key)
	if v == nil {
		t.src.diags.Errorf(t.Pos(key), "missing-key", hint, "%q is missing", key)
		return false
	}
	if s, ok := v.Text(); ok && s == "" {
		t.src.diags.Errorf(v.Pos, "missing-key", hint, "%q is empty", key)
		return false
	}
	return true
}

// Assign writes key and value in the document's notation, for hints:
// key = value or key: value.
func (t *Table) Assign(key, value string) string {
	if t.src.format == FormatYAML {
		return key + ": " + value
	}
	return key + " = " + value
}

// Unused reports every key nobody read, here and in the tables that were
// taken. A key is reported once, so a part may be checked with a severity of
// its own before the whole.
func (t *Table) Unused(diags *diag.List, severity diag.Severity) {
	for _, key := range t.keys {
		f := t.fields[key]
		if !f.read {
			f.read = true
			diags.Add(diag.Diagnostic{Pos: f.pos, Severity: severity, Code: "unknown-key",
				Message: fmt.Sprintf("unknown key %q", key), Hint: t.unknownHint(key)})
			continue
		}
		for _, v := range f.value.Items() {
			if v.kind == Mapping && v.table.taken {
				v.table.Unused(diags, severity)
			}
		}
	}
}

func (t *Table) unknownHint(key string) string {
	known := slices.Sorted(maps.Keys(t.asked))
	if near := diag.Suggest(key, known); near != "" {
		return "did you mean " + near + "?"
	}
	if len(known) == 0 || len(known) > 30 {
		return "remove it"
	}
	return "known here: " + strings.Join(known, ", ")
}

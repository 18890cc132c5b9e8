// Package doc reads TOML and YAML into tables that know where every key and
// value stands. It belongs to the load stage, below config, postmortem and
// content: they ask a [Table] for what they know, and the table itself reports
// wrong types, missing keys and unknown ones, each with its place and a hint.
//
//	t, ok := doc.TOML(file, src, 1, diags)
//	if !ok {
//		return
//	}
//	slo := SLO{ID: t.RequiredString("id", `add id = "checkout-availability"`)}
//	slo.Slice, _ = t.Duration("slice")
//	t.Unused(diags, diag.Warning)
//
// A table remembers which keys it was asked for. What nobody asked for is
// unknown, and what was asked for is what "did you mean" chooses from.
package doc

import (
	"strings"

	"quarterdeck/generator/diag"
)

// Format is the notation of a document.
type Format string

// The notations.
const (
	FormatTOML Format = "TOML"
	FormatYAML Format = "YAML"
)

// maxDepth bounds how deeply tables and lists may nest; maxValues how many
// values one document may hold after YAML aliases are written out.
const (
	maxDepth  = 100
	maxValues = 200_000
)

// Kind says what a value is.
type Kind uint8

// The kinds of value. A date or time may also be written as Text.
const (
	Null Kind = iota
	Text
	Integer
	Decimal
	Boolean
	Instant
	Array
	Mapping
)

// String names a kind as messages do: "a text", "a number".
func (k Kind) String() string {
	return [...]string{"nothing", "a text", "a whole number", "a number", "true or false", "a date or time", "a list", "a table"}[k]
}

// Word is a text and where it stands.
type Word struct {
	Text string
	Pos  diag.Pos
}

// Value is one value of a document.
type Value struct {
	Pos  diag.Pos
	kind Kind
	src  *source
	// raw is a scalar's text: of a Text its content, of a YAML number or
	// boolean what was written.
	raw string
	// plain is set for YAML scalars without quotes, where yes and no are
	// meant as booleans.
	plain  bool
	number float64
	whole  int64
	truth  bool
	moment tomlTime
	items  []*Value
	table  *Table
}

// source is what the values of one document share.
type source struct {
	file   string
	format Format
	diags  *diag.List
}

// Kind is what the value is.
func (v *Value) Kind() Kind { return v.kind }

// Text is the value as text, without surrounding white space. In YAML a number,
// a boolean or a date without quotes is a text as well, as it was written.
func (v *Value) Text() (string, bool) {
	if v.kind == Text || v.src.format == FormatYAML && v.scalar() {
		return strings.TrimSpace(v.raw), true
	}
	return "", false
}

func (v *Value) scalar() bool { return v.kind >= Text && v.kind <= Instant }

// Table is the value as a table; whoever takes it answers for its keys.
func (v *Value) Table() (*Table, bool) {
	if v.kind != Mapping {
		return nil, false
	}
	v.table.taken = true
	return v.table, true
}

// Items are a list's values; a value that is no list is a list of itself.
func (v *Value) Items() []*Value {
	if v.kind == Array {
		return v.items
	}
	return []*Value{v}
}

// Relay copies diagnostics into another list, none of them graver than least.
// It is for files that others wrote, where a mistake must not stop the site:
// collect into a list of your own, then Relay with diag.Warning.
func Relay(into *diag.List, from diag.List, least diag.Severity) {
	for _, d := range from.Sorted() {
		d.Severity = max(d.Severity, least)
		into.Add(d)
	}
}

package doc

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"quarterdeck/generator/diag"
)

// TOML reads a document whose first line is line firstLine of file. ok is
// false if it cannot be read; why is reported.
func TOML(file string, src []byte, firstLine int, diags *diag.List) (t *Table, ok bool) {
	text, ok := Decode(file, src, firstLine, diags)
	if !ok {
		return nil, false
	}
	from := &source{file: file, format: FormatTOML, diags: diags}
	root, deepest, ok := locate(text)
	if !ok {
		diags.Errorf(from.at(firstLine, deepest.line, deepest.col), "too-deep", "write it flatter",
			"tables and lists nest more than %d deep here", maxDepth)
		return nil, false
	}
	var m map[string]any
	if err := toml.Unmarshal(text, &m); err != nil {
		tomlError(from, text, firstLine, err)
		return nil, false
	}
	b := &tomlBuilder{source: from, firstLine: firstLine}
	t = b.table(m, root, from.at(firstLine, 1, 1))
	t.taken = true
	return t, true
}

// tomlError reports what the parser refused. It names places by byte offset.
func tomlError(from *source, text []byte, firstLine int, err error) {
	var parse toml.ParseError
	if !errors.As(err, &parse) {
		from.diags.Errorf(from.at(firstLine, 1, 1), "syntax", "mend the TOML", "%v", err)
		return
	}
	line, col := lineCol(text, parse.Position.Start)
	if parse.Position.Line > 0 && parse.Position.Line != line {
		line, col = min(parse.Position.Line, strings.Count(string(text), "\n")+1), 1
	}
	from.diags.Errorf(from.at(firstLine, line, col), "syntax", tomlHint(parse.Message), "not valid TOML: %s", strings.TrimSuffix(parse.Message, "."))
}

func tomlHint(message string) string {
	switch {
	case strings.Contains(message, "already been defined"), strings.Contains(message, "already created"):
		return "write each key once; a list of tables has [[double]] brackets"
	case strings.Contains(message, "expected value"):
		return "put texts in quotes"
	default:
		return "write key = value, with texts in quotes"
	}
}

// tomlBuilder joins what the parser read with where the locator saw it.
type tomlBuilder struct {
	*source
	firstLine int
}

func (b *tomlBuilder) pos(p place) diag.Pos { return b.at(b.firstLine, p.line, p.col) }

func (b *tomlBuilder) table(m map[string]any, s *spot, at diag.Pos) *Table {
	t := newTable(b.source, at)
	for _, key := range b.written(m, s) {
		below := s.fields[key]
		if below == nil {
			below = b.missing(at)
		}
		t.add(key, b.pos(below.key), b.value(m[key], below))
	}
	return t
}

// missing stands in for a place that the locator did not find. The fuzz test
// holds that there is none.
func (b *tomlBuilder) missing(at diag.Pos) *spot {
	p := place{at.Line - b.firstLine + 1, at.Col}
	return &spot{key: p, value: p}
}

// written sorts keys as they were written.
func (b *tomlBuilder) written(m map[string]any, s *spot) []string {
	where := func(key string) place {
		if f := s.fields[key]; f != nil {
			return f.key
		}
		return place{}
	}
	return slices.SortedFunc(maps.Keys(m), func(x, y string) int {
		p, q := where(x), where(y)
		return cmp.Or(cmp.Compare(p.line, q.line), cmp.Compare(p.col, q.col), cmp.Compare(x, y))
	})
}

func (b *tomlBuilder) value(x any, s *spot) *Value {
	v := &Value{Pos: b.pos(s.value), src: b.source}
	switch x := x.(type) {
	case string:
		v.kind, v.raw = Text, x
	case int64:
		v.kind, v.whole = Integer, x
	case float64:
		v.kind, v.number = Decimal, x
	case bool:
		v.kind, v.truth = Boolean, x
	case time.Time:
		v.setTime(x)
	case map[string]any:
		v.kind, v.table = Mapping, b.table(x, s, v.Pos)
	case []any:
		v.kind = Array
		for i := range x {
			v.items = append(v.items, b.item(x[i], s, i, v.Pos))
		}
	case []map[string]any:
		v.kind = Array
		for i := range x {
			v.items = append(v.items, b.item(x[i], s, i, v.Pos))
		}
	}
	return v
}

func (b *tomlBuilder) item(x any, s *spot, i int, at diag.Pos) *Value {
	if i < len(s.items) {
		return b.value(x, s.items[i])
	}
	return b.value(x, b.missing(at))
}

// setTime keeps the parser's four kinds of time apart, which it tells by the
// name of the zone. A time of day alone is no instant and stays a text.
func (v *Value) setTime(x time.Time) {
	name := x.Location().String()
	if name == "time-local" {
		v.kind, v.raw = Text, x.Format("15:04:05")
		return
	}
	v.kind = Instant
	v.moment = tomlTime{time: x, local: strings.HasSuffix(name, "-local"), dateOnly: name == "date-local"}
	if !v.moment.local {
		_, seconds := x.Zone()
		v.moment.time = x.In(time.FixedZone("", seconds))
	}
}

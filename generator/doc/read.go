package doc

import (
	"math"
	"strings"
	"time"

	"quarterdeck/generator/diag"
)

// mismatch reports a value of the wrong type.
func (t *Table) mismatch(key string, v *Value, want, hint string) {
	t.src.diags.Errorf(v.Pos, "wrong-type", hint, "%q is %s where %s belongs", key, v.kind, want)
}

// String is the text of key, trimmed; "" if it is missing or no text.
func (t *Table) String(key string) string { return t.Word(key).Text }

// RequiredString is String, with an error if key is missing or empty.
func (t *Table) RequiredString(key, hint string) string {
	if !t.Required(key, hint) {
		return ""
	}
	return t.String(key)
}

// Word is the text of key and where it stands; the zero Word if it is missing
// or no text.
func (t *Table) Word(key string) Word {
	v := t.Value(key)
	if v == nil {
		return Word{}
	}
	s, ok := v.Text()
	if !ok {
		t.mismatch(key, v, "a text", "write "+t.Assign(key, `"…"`))
		return Word{}
	}
	return Word{Text: s, Pos: v.Pos}
}

// Words are the texts of a list; a single text is a list of one. Empty texts
// are left out.
func (t *Table) Words(key string) []Word {
	v := t.Value(key)
	if v == nil {
		return nil
	}
	var out []Word
	for _, item := range v.Items() {
		s, ok := item.Text()
		if !ok && item.kind != Null {
			t.mismatch(key, item, "a text", "write "+t.Assign(key, `["…", "…"]`))
		}
		if s != "" {
			out = append(out, Word{Text: s, Pos: item.Pos})
		}
	}
	return out
}

// Strings is Words without the places.
func (t *Table) Strings(key string) []string {
	var out []string
	for _, w := range t.Words(key) {
		out = append(out, w.Text)
	}
	return out
}

// Int is a whole number; ok is false if it is missing or something else.
func (t *Table) Int(key string) (n int, ok bool) {
	v := t.Value(key)
	if v == nil {
		return 0, false
	}
	if v.kind != Integer {
		t.mismatch(key, v, "a whole number", "write "+t.Assign(key, "1"))
		return 0, false
	}
	return int(v.whole), true
}

// Float is a finite number; ok is false if it is missing or something else.
func (t *Table) Float(key string) (x float64, ok bool) {
	v := t.Value(key)
	if v == nil {
		return 0, false
	}
	if x, ok = v.Float(); ok {
		return x, true
	}
	if v.kind == Decimal {
		t.src.diags.Errorf(v.Pos, "wrong-type", "write a finite number", "%q is not a finite number", key)
	} else {
		t.mismatch(key, v, "a number", "write it without quotes: "+t.Assign(key, "0.9"))
	}
	return 0, false
}

// Float is the value as a finite number.
func (v *Value) Float() (float64, bool) {
	switch {
	case v.kind == Integer:
		return float64(v.whole), true
	case v.kind == Decimal && !math.IsNaN(v.number) && !math.IsInf(v.number, 0):
		return v.number, true
	}
	return 0, false
}

// Bool is true or false; ok is false if it is missing or something else. In
// YAML yes, no, on and off without quotes count.
func (t *Table) Bool(key string) (b, ok bool) {
	v := t.Value(key)
	if v == nil {
		return false, false
	}
	if b, ok = v.bool(); !ok {
		t.mismatch(key, v, "true or false", "write "+t.Assign(key, "true")+" or "+t.Assign(key, "false"))
	}
	return b, ok
}

func (v *Value) bool() (b, ok bool) {
	if v.kind == Boolean {
		return v.truth, true
	}
	if v.kind == Text && v.plain {
		switch strings.ToLower(v.raw) {
		case "yes", "y", "on":
			return true, true
		case "no", "n", "off":
			return false, true
		}
	}
	return false, false
}

// Time is an instant; see [Table.Moment].
func (t *Table) Time(key string, loc *time.Location) (time.Time, bool) {
	m, ok := t.Moment(key, loc)
	return m.Time, ok
}

// Moment is a date or time: of TOML's own kinds, or a text as [ParseMoment]
// reads it. Without a zone it is read in loc, a date alone is loc's midnight.
// ok is false if it is missing, empty, or cannot be read (reported).
func (t *Table) Moment(key string, loc *time.Location) (m Moment, ok bool) {
	v := t.Value(key)
	if v == nil || v.kind == Text && strings.TrimSpace(v.raw) == "" {
		return Moment{}, false
	}
	hint := "write it like 2026-07-01T09:30:00Z, or 2026-07-01 09:30 in the site's time zone"
	if m, ok = v.Moment(loc); ok {
		return m, true
	}
	if s, isText := v.Text(); isText {
		t.src.diags.Errorf(v.Pos, "bad-time", hint, "%q is %q, which is no date or time that can be read", key, clip(s))
	} else {
		t.mismatch(key, v, "a date or time", hint)
	}
	return Moment{}, false
}

// Moment is the value as a date or time; see [Table.Moment]. What cannot be
// read is not reported.
func (v *Value) Moment(loc *time.Location) (Moment, bool) {
	if v.kind == Instant {
		return v.moment.in(loc), true
	}
	s, ok := v.Text()
	if !ok {
		return Moment{}, false
	}
	return ParseMoment(s, loc)
}

// Date is the day of a date or time, as loc's midnight.
func (t *Table) Date(key string, loc *time.Location) (time.Time, bool) {
	m, ok := t.Moment(key, loc)
	if !ok {
		return time.Time{}, false
	}
	year, month, day := m.Time.In(loc).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, loc), true
}

// Duration is a text such as "5m"; see [ParseDuration]. ok is false if it is
// missing or cannot be read (reported).
func (t *Table) Duration(key string) (d time.Duration, ok bool) {
	v := t.Value(key)
	if v == nil {
		return 0, false
	}
	hint := "write it like " + t.Assign(key, `"30s"`) + `, "5m", "1h" or "1d"`
	s, isText := v.Text()
	if !isText {
		t.mismatch(key, v, "a duration", hint)
		return 0, false
	}
	if d, ok = ParseDuration(s); !ok {
		t.src.diags.Errorf(v.Pos, "bad-duration", hint, "%q is %q, which is no duration", key, clip(s))
	}
	return d, ok
}

// Table is the table at key; ok is false if it is missing or no table.
func (t *Table) Table(key string) (*Table, bool) {
	v := t.Value(key)
	if v == nil {
		return nil, false
	}
	sub, ok := v.Table()
	if !ok {
		t.mismatch(key, v, "a table", t.tableHint(key, "[%s]"))
	}
	return sub, ok
}

// Tables are the tables of a list; a single table is a list of one.
func (t *Table) Tables(key string) []*Table {
	v := t.Value(key)
	if v == nil {
		return nil
	}
	var out []*Table
	for _, item := range v.Items() {
		if sub, ok := item.Table(); ok {
			out = append(out, sub)
			continue
		}
		t.mismatch(key, item, "a table", t.tableHint(key, "[[%s]]"))
	}
	return out
}

func (t *Table) tableHint(key, header string) string {
	if t.src.format == FormatYAML {
		return "write " + key + ": and below it, indented, key: value lines"
	}
	return "write a " + strings.Replace(header, "%s", key, 1) + " header and key = value lines below it"
}

// Errorf reports an error at the value of key.
func (t *Table) Errorf(key, code, hint, format string, args ...any) {
	t.src.diags.Errorf(t.ValuePos(key), code, hint, format, args...)
}

// Warnf reports a warning at the value of key.
func (t *Table) Warnf(key, code, hint, format string, args ...any) {
	t.src.diags.Warnf(t.ValuePos(key), code, hint, format, args...)
}

// at places a line and column of a document in its file.
func (s *source) at(firstLine, line, col int) diag.Pos {
	return diag.Pos{File: s.file, Line: firstLine - 1 + line, Col: col}
}

// clip keeps a quoted text short enough for a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

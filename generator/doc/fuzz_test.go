package doc

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/diag"
)

// FuzzTOML holds that in whatever the parser accepts, every key stands where
// its table says: the source has that key's text, or a quote, at that place.
func FuzzTOML(f *testing.F) {
	for _, seed := range []string{
		"a.'b'.\"c\\u00e9\" = [1, {x = '''y'''}] # z\r\n[t]\nb=2026-01-01 10:00:00\n[[s]]\n[[s.o]]\nx={}\n[s.p]\n",
		"\ufeffa = \"\"\"\\\n x\"\"\"\"\"\nb = [\n [1,2], # c\n [3]\n]\n", "[a]\n[a.b]\n[b]\n[[c.d]]\n[c.d.e.f]\nx=inf\n", "a={b.c=1,\n\n b.d={}}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		var diags diag.List
		table, ok := TOML("f", src, 1, &diags)
		if ok == (diags.Count(diag.Error) > 0) {
			t.Fatalf("ok = %v with %q", ok, messages(&diags))
		}
		lines := bytes.Split(bytes.TrimPrefix(src, []byte("\ufeff")), []byte("\n"))
		for _, d := range diags.Sorted() {
			inside(t, lines, d.Pos)
		}
		if ok {
			checkKeys(t, lines, table)
			readAll(table)
		}
	})
}

// inside returns the text that begins at a place.
func inside(t *testing.T, lines [][]byte, p diag.Pos) string {
	t.Helper()
	if p.Line < 1 || p.Line > len(lines) {
		t.Fatalf("line %d of %d", p.Line, len(lines))
	}
	line := []rune(string(lines[p.Line-1]))
	if p.Col < 0 || p.Col > len(line)+1 {
		t.Fatalf("column %d of %q", p.Col, string(line))
	}
	return string(line[max(p.Col, 1)-1:])
}

func checkKeys(t *testing.T, lines [][]byte, table *Table) {
	for _, key := range table.Keys() {
		at := inside(t, lines, table.Pos(key))
		// in YAML tags and anchors may stand before a key
		if table.Format() == FormatTOML && !strings.HasPrefix(at, key) && !strings.HasPrefix(at, `"`) && !strings.HasPrefix(at, "'") {
			t.Fatalf("%q is said to stand at %q", key, at)
		}
		checkValue(t, lines, table.fields[key].value)
	}
}

func checkValue(t *testing.T, lines [][]byte, v *Value) {
	at := inside(t, lines, v.Pos)
	switch v.kind {
	case Boolean:
		if v.src.format == FormatTOML && !strings.HasPrefix(at, "true") && !strings.HasPrefix(at, "false") {
			t.Fatalf("a boolean is said to stand at %q", at)
		}
	case Text:
		if v.src.format == FormatTOML && !strings.HasPrefix(at, `"`) && !strings.HasPrefix(at, "'") && !strings.Contains(at, ":") {
			t.Fatalf("a text is said to stand at %q", at)
		}
	case Array:
		for _, item := range v.items {
			checkValue(t, lines, item)
		}
	case Mapping:
		checkKeys(t, lines, v.table)
	}
}

// readAll asks for every key in every way, which must not panic.
func readAll(t *Table) {
	for _, key := range t.Keys() {
		t.Words(key)
		t.Int(key)
		t.Float(key)
		t.Bool(key)
		t.Date(key, time.UTC)
		t.Duration(key)
		t.Table(key)
		for _, sub := range t.Tables(key) {
			readAll(sub)
		}
	}
	t.Unused(t.src.diags, diag.Hint)
}

// FuzzYAML holds that every place lies inside the source.
func FuzzYAML(f *testing.F) {
	for _, seed := range []string{"a: &x {b: [1, yes, 2026-07-01]}\nc:\n  <<: *x\n  d: |\n    e\n", "- a\n- ? b\n", "a: *a", "? a\n: !!int x\n---\nb", "\ufeffa:\r\n  b: 'c'\r\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		var diags diag.List
		table, ok := YAML("f", src, 1, &diags)
		if !ok && diags.Count(diag.Error) == 0 {
			t.Fatal("refused without a word")
		}
		lines := bytes.Split(bytes.TrimPrefix(src, []byte("\ufeff")), []byte("\n"))
		for _, d := range diags.Sorted() {
			inside(t, lines, d.Pos)
		}
		if ok {
			checkKeys(t, lines, table)
			readAll(table)
		}
	})
}

// FuzzFront holds that head and body are parts of the text, in order, and that
// the lines named are theirs.
func FuzzFront(f *testing.F) {
	for _, seed := range []string{"+++\na = 1\n+++\nx", "\n---\r\na: 1\r\n---\r\nx\n---\n", "x", "---\n---"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		var diags diag.List
		front, body, line, ok := Front("f", src, &diags)
		if ok == (diags.Len() > 0) {
			t.Fatalf("ok = %v with %q", ok, messages(&diags))
		}
		if !bytes.HasSuffix(src, body) || !bytes.Contains(src, front.Source) {
			t.Fatal("head or body is not of the text")
		}
		if !ok {
			return
		}
		if got := bytes.Count(src[:len(src)-len(body)], []byte("\n")) + 1; got != line && len(body) > 0 {
			t.Fatalf("the body begins on line %d, not %d", got, line)
		}
	})
}

// FuzzMoment holds that what is read, written as RFC 3339 and read again is
// the same instant.
func FuzzMoment(f *testing.F) {
	for _, seed := range []string{"2026-07-01 09:30 CEST", "July 1st, 2026 at 2pm", "Wed, 01 Jul 2026 10:00:00 +0000", "2026-07-01T9:30"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, ok := ParseMoment(s, time.UTC)
		if !ok {
			return
		}
		utc := m.Time.UTC()
		again, ok := ParseMoment(utc.Format(time.RFC3339Nano), time.UTC)
		if utc.Year() >= 1 && utc.Year() <= 9999 && (!ok || !again.Time.Equal(utc)) {
			t.Fatalf("%q is %s, read again %s", s, utc, again.Time)
		}
		ParseDuration(s)
	})
}

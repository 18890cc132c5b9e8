package doc

import (
	"strings"
	"testing"

	"quarterdeck/generator/diag"
)

// messages prints what was reported, one line each.
func messages(diags *diag.List) string {
	var lines []string
	for _, d := range diags.Sorted() {
		lines = append(lines, d.String())
	}
	return strings.Join(lines, "\n")
}

func readTOML(t *testing.T, src string) (*Table, *diag.List) {
	t.Helper()
	diags := &diag.List{}
	table, ok := TOML("f.toml", []byte(src), 1, diags)
	if !ok {
		t.Fatalf("cannot read:\n%s\n%s", src, messages(diags))
	}
	return table, diags
}

func readYAML(t *testing.T, src string) (*Table, *diag.List) {
	t.Helper()
	diags := &diag.List{}
	table, ok := YAML("f.yaml", []byte(src), 1, diags)
	if !ok {
		t.Fatalf("cannot read:\n%s\n%s", src, messages(diags))
	}
	return table, diags
}

// want compares printed lines.
func want(t *testing.T, got, want string) {
	t.Helper()
	if got, want := strings.TrimSpace(got), strings.TrimSpace(want); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// places lists every key path with the places of its key and its value.
func places(t *Table, path string) []string {
	var out []string
	for _, key := range t.Keys() {
		f := t.fields[key]
		at := path + key
		out = append(out, at+" "+f.pos.String()[len(f.pos.File)+1:]+" "+f.value.Pos.String()[len(f.pos.File)+1:])
		out = append(out, below(f.value, at)...)
	}
	return out
}

func below(v *Value, at string) []string {
	var out []string
	switch v.kind {
	case Mapping:
		out = append(out, places(v.table, at+".")...)
	case Array:
		for _, item := range v.items {
			out = append(out, at+"[] "+item.Pos.String()[len(item.Pos.File)+1:])
			out = append(out, below(item, at+"[]")...)
		}
	}
	return out
}

// Positions are counted by hand: line:col of the key, then of the value, in
// runes from 1.
func TestTOMLPlaces(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"plain", "a = 1\n  bb= \"x\"\n", "a 1:1 1:5\nbb 2:3 2:7"},
		{"crlf", "a = 1\r\n\r\nb = 2\r\n", "a 1:1 1:5\nb 3:1 3:5"},
		{"bom", "\ufeffa = 1\n", "a 1:1 1:5"},
		{"runes", "\"é\" = \"ü\" # ä\nb = 1", "é 1:1 1:7\nb 2:1 2:5"},
		{"escaped key", `"a\u00e9\"." = 1`, "aé\". 1:1 1:16"},
		{"dotted", "a . 'b c'.d = 1\na.e = 2", "a 1:1 1:1\na.b c 1:5 1:5\na.b c.d 1:11 1:15\na.e 2:3 2:7"},
		{"table", "[a.b]\nc = 1\n[a]\nd = 2", "a 1:2 3:1\na.b 1:4 1:1\na.b.c 2:1 2:5\na.d 4:1 4:5"},
		{"array of tables", "[[s]]\nid = 'x'\n[[s.o]]\nt = 1\n[[s.o]]\nt = 2\n[s.p]\nq = 1\n[[s]]\nid = 'y'",
			"s 1:3 1:3\ns[] 1:1\ns[].id 2:1 2:6\ns[].o 3:5 3:5\ns[].o[] 3:1\ns[].o[].t 4:1 4:5\ns[].o[] 5:1\ns[].o[].t 6:1 6:5\n" +
				"s[].p 7:4 7:1\ns[].p.q 8:1 8:5\ns[] 9:1\ns[].id 10:1 10:6"},
		{"inline", "a = { b = [1, {c = 2}], d.e = 'x' }", "a 1:1 1:5\na.b 1:7 1:11\na.b[] 1:12\na.b[] 1:15\na.b[].c 1:16 1:20\n" +
			"a.d 1:25 1:25\na.d.e 1:27 1:31"},
		{"list over lines", "a = [ # one\n  1, # [2]\n  2,\n]\nb = 1", "a 1:1 1:5\na[] 2:3\na[] 3:3\nb 5:1 5:5"},
		// line 2 ends in an escaped quote and two more, which close nothing
		{"multi-line strings", "a = \"\"\"\nx = 1\\\"\"\"\nb = 2\"\"\"\nc = '''\n[d]'''\ne = 1", "a 1:1 1:5\nc 4:1 4:5\ne 6:1 6:5"},
		{"brackets in strings", "a = [\"]\", ']', \"\\\"]\"]\nb = \"# no\" # yes\nc = 1",
			"a 1:1 1:5\na[] 1:6\na[] 1:11\na[] 1:16\nb 2:1 2:5\nc 3:1 3:5"},
		{"dates with spaces", "a = 2026-07-01 10:00:00\nb = [2026-07-01, 07:30:00]", "a 1:1 1:5\nb 2:1 2:5\nb[] 2:6\nb[] 2:18"},
		{"empty key", "\"\" = 1\n[\"x\".'']\nb=1", " 1:1 1:6\nx 2:2 2:2\nx. 2:6 2:1\nx..b 3:1 3:3"},
		{"quotes at the end", "a = \"\"\"x\"\"\"\"\"\nb = ''''y''''\nc = 1", "a 1:1 1:5\nb 2:1 2:5\nc 3:1 3:5"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			table, _ := readTOML(t, tt.src)
			want(t, strings.Join(places(table, ""), "\n"), tt.want)
		})
	}
}

func TestTOMLThatCannotBeRead(t *testing.T) {
	for src, line := range map[string]string{
		"a = " + strings.Repeat("[", 1_000_000):  "f.toml:1:104: error: tables and lists nest more than 100 deep here (write it flatter)",
		"[" + strings.Repeat("a.", 200) + "b]\n": "f.toml:1:403: error: tables and lists nest more than 100 deep here (write it flatter)",
		"a = 1\r\nä = ":                          "f.toml:2:",
		"a = 1\na = 2\n":                         "f.toml:2:1: error: not valid TOML: Key 'a' has already been defined",
		"# é\nname = Checkout\n":                 "f.toml:2:8: error: not valid TOML",
		"\ufeffa = \"x\ny\"":                     "f.toml:1:",
	} {
		var diags diag.List
		if _, ok := TOML("f.toml", []byte(src), 1, &diags); ok {
			t.Errorf("%q is accepted", clip(src))
		}
		if got := messages(&diags); !strings.HasPrefix(got, line) || diags.Len() != 1 {
			t.Errorf("%q reports %s\nwant %s", clip(src), got, line)
		}
	}
}

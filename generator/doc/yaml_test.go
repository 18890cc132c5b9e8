package doc

import (
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/diag"
)

func TestYAMLValues(t *testing.T) {
	table, diags := readYAML(t, `# head
id: 007
title: é "x"   # note
draft: yes
quoted: "no"
ok: true
share: 0.25
n: 12
empty:
tilde: ~
date: 2026-07-01
at: 2026-07-01 09:30
teams: checkout
services: [a, 2, b]
action:
  - title: one
  - title: two
text: |
  line
`)
	if got := table.String("id"); got != "007" {
		t.Errorf("a number read as text stays as written, not %q", got)
	}
	if b, ok := table.Bool("draft"); !b || !ok {
		t.Error("yes is not true")
	}
	if got := table.String("draft"); got != "yes" {
		t.Errorf("yes read as text is %q", got)
	}
	if table.Has("empty") || table.Has("tilde") || table.Has("absent") {
		t.Error("null counts as a value")
	}
	if x, ok := table.Float("n"); x != 12 || !ok {
		t.Errorf("n is %v", x)
	}
	if got := strings.Join(table.Strings("services"), ","); got != "a,2,b" {
		t.Errorf("services are %s", got)
	}
	if got := table.Strings("teams"); len(got) != 1 {
		t.Errorf("teams are %v", got)
	}
	// a YAML date is read in the zone passed in, UTC+9 here
	if at, _ := table.Time("at", time.FixedZone("", 9*3600)); at.UTC().Format(time.RFC3339) != "2026-07-01T00:30:00Z" {
		t.Errorf("at is %s", at)
	}
	if m, ok := table.Moment("date", time.UTC); !ok || !m.DateOnly {
		t.Errorf("date is %+v", m)
	}
	if acts := table.Tables("action"); len(acts) != 2 || acts[1].ValuePos("title") != (diag.Pos{File: "f.yaml", Line: 17, Col: 12}) {
		t.Errorf("the second action's title stands at %v", acts[1].ValuePos("title"))
	}
	if got := table.String("text"); got != "line" {
		t.Errorf("text is %q", got)
	}
	if diags.Len() > 0 {
		t.Errorf("reported %s", messages(diags))
	}
	table.Bool("quoted")
	want(t, messages(diags), `f.yaml:5:9: error: "quoted" is a text where true or false belongs (write quoted: true or quoted: false)`)
}

func TestYAMLKeys(t *testing.T) {
	table, diags := readYAML(t, "base: &b {x: 1, y: 2}\nown:\n  <<: *b\n  y: 3\na: 1\na: 2\n2026: x\n")
	own, _ := table.Table("own")
	if y, _ := own.Int("y"); y != 3 {
		t.Errorf("a merged key replaces the table's own: y = %d", y)
	}
	if x, ok := own.Int("x"); x != 1 || !ok {
		t.Errorf("a merged key is lost: x = %d", x)
	}
	if got := table.String("2026"); got != "x" {
		t.Errorf("a number as a key gives %q", got)
	}
	want(t, messages(diags), `f.yaml:6:1: error: "a" is written twice; the first, on line 5, counts (remove one of the two)`)
}

func TestYAMLThatCannotBeRead(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'i'; c++ {
		p := string(c - 1)
		bomb += string(c) + ": &" + string(c) + " [*" + strings.Join(strings.Split(strings.Repeat(p, 10), ""), ",*") + "]\n"
	}
	for src, line := range map[string]string{
		bomb:                      "more than 200000 values",
		"a: &a [*a]\n":            "f.yaml:1:8: error: the alias *a stands inside what it stands for",
		"a: &a {b: *a}\n":         "stands inside what it stands for",
		"- a\n- b\n":              "f.yaml:1:1: error: a list stands here where key: value lines belong",
		"a: *nowhere\n":           "unknown anchor 'nowhere'",
		"? [x]\n: 1\n":            "f.yaml:1:3: error: a key is not a word",
		"a: 'x\nb: 1\n":           "not valid YAML",
		"a: {<<: 1}\n":            "<< takes over the keys of a table, and this is a whole number",
		strings.Repeat("[", 5000): "",
		"a: " + strings.Repeat("[", 300) + strings.Repeat("]", 300): "nest more than 100 deep",
	} {
		var diags diag.List
		if _, ok := YAML("f.yaml", []byte(src), 1, &diags); ok {
			t.Errorf("%q is accepted", clip(src))
		}
		if got := messages(&diags); !strings.Contains(got, line) || diags.Len() != 1 {
			t.Errorf("%q reports %s\nwant %s", clip(src), got, line)
		}
	}
}

func TestYAMLSecondDocument(t *testing.T) {
	table, diags := readYAML(t, "a: 1\n---\nb: 2\n")
	if table.Has("b") || !table.Has("a") {
		t.Error("not the first document was read")
	}
	if got := messages(diags); !strings.Contains(got, "warning: a second YAML document begins here") {
		t.Errorf("reported %q", got)
	}
}

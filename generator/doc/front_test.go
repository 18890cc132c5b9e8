package doc

import (
	"strings"
	"testing"

	"quarterdeck/generator/diag"
)

func TestFront(t *testing.T) {
	tests := []struct {
		name, src string
		format    Format
		head      string
		headLine  int
		body      string
		bodyLine  int
	}{
		{"toml", "+++\nid = 1\n+++\nText\n", FormatTOML, "id = 1\n", 2, "Text\n", 4},
		{"yaml", "---\nid: 1\n---\n\n# T\n---\nx", FormatYAML, "id: 1\n", 2, "\n# T\n---\nx", 4},
		{"dots close", "---\nid: 1\n...\nx", FormatYAML, "id: 1\n", 2, "x", 4},
		{"bom, blank lines, crlf", "\ufeff\r\n  \r\n---\r\nid: 1\r\n---  \r\nx\r\n", FormatYAML, "id: 1\r\n", 4, "x\r\n", 6},
		{"none", "# Title\n---\nx", "", "", 1, "# Title\n---\nx", 1},
		{"empty", "+++\n+++", FormatTOML, "", 2, "", 3},
		{"nothing", "", "", "", 1, "", 1},
		{"dashes inside", "---\na: x --- y\nb: |\n  ---\n---\nz", FormatYAML, "a: x --- y\nb: |\n  ---\n", 2, "z", 6},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var diags diag.List
			front, body, line, ok := Front("p.md", []byte(tt.src), &diags)
			if !ok || diags.Len() > 0 {
				t.Fatalf("reported %s", messages(&diags))
			}
			if front.Format != tt.format || string(front.Source) != tt.head || front.FirstLine != tt.headLine {
				t.Errorf("front matter is %s %q from line %d", front.Format, front.Source, front.FirstLine)
			}
			if string(body) != tt.body || line != tt.bodyLine {
				t.Errorf("body is %q from line %d", body, line)
			}
			if _, ok := front.Table(&diags); !ok {
				t.Errorf("front matter cannot be read: %s", messages(&diags))
			}
		})
	}
}

func TestFrontMatterKeepsTheFilesLines(t *testing.T) {
	for src, line := range map[string]string{
		"\ufeff\n+++\nid = 'x'\nseverity = 3\n+++\n":  "p.md:4:12: error: \"severity\" is a whole number where a text belongs (write severity = \"…\")",
		"\r\n---\r\nid: x\r\nseverity: []\r\n---\r\n": "p.md:4:11: error: \"severity\" is a list where a text belongs (write severity: \"…\")",
		"---\nid: x\nseverity: {a: 1}\n---\n":         "p.md:3:11: error: \"severity\" is a table where a text belongs (write severity: \"…\")",
		"+++\n# é\nid = é\n+++\n":                     "p.md:3:6: error: not valid TOML:",
		"---\nid: x\n\tseverity: 1\n---\n":            "p.md:3: error: not valid YAML:",
		"---\nid = 'x'\n---\n":                        "p.md:2:1: error: a text stands here where key: value lines belong (write key: value lines; TOML stands between +++ lines)",
	} {
		var diags diag.List
		front, _, _, _ := Front("p.md", []byte(src), &diags)
		if table, ok := front.Table(&diags); ok {
			if w := table.Word("severity"); w.Text != "" {
				t.Errorf("%q has the severity %v", src, w)
			}
		}
		if got := messages(&diags); !strings.HasPrefix(got, line) {
			t.Errorf("%q reports\n%s\nwant\n%s", src, got, line)
		}
	}
}

func TestTextsThatAreNone(t *testing.T) {
	for src, line := range map[string]string{
		"+++\nid = 1\n":        "p.md:1:1: error: the front matter that begins here never ends (close it with a line that holds only +++)",
		"\n---\nid: 1\n":       "p.md:2:1: error: the front matter that begins here never ends (close it with a line that holds only ---)",
		"---":                  "p.md:1:1: error: the front matter that begins here never ends (close it with a line that holds only ---)",
		"a\nbé\xff":            "p.md:2:3: error: byte 0xFF is not valid UTF-8 (save the file as UTF-8)",
		"a\n\x00":              "p.md:2:1: error: the file holds a NUL byte, so it is not text (replace the file by a text file in UTF-8)",
		"\xff\xfe-\x00-\x00":   "p.md:1:1: error: the file is UTF-16, not UTF-8 (save it as UTF-8)",
		"x\xe9t\xe9 \x00 more": "p.md:1:2: error: byte 0xE9 is not valid UTF-8 (save the file as UTF-8)",
	} {
		var diags diag.List
		if _, _, _, ok := Front("p.md", []byte(src), &diags); ok {
			t.Errorf("%q is accepted", src)
		}
		want(t, messages(&diags), line)
	}
}

func TestRelaySoftens(t *testing.T) {
	var own, all diag.List
	own.Errorf(diag.Pos{File: "a"}, "x", "", "one")
	own.Hintf(diag.Pos{File: "b"}, "x", "", "two")
	Relay(&all, own, diag.Warning)
	want(t, messages(&all), "a: warning: one\nb: hint: two")
}

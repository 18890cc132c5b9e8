package postmortem_test

import (
	stdcmp "cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/postmortem"
)

// TestLoad runs testdata/*.txtar: files of a site in London's zone, and in
// "want" what comes out of them, written by hand: the incidents, one block
// each, and then the diagnostics.
func TestLoad(t *testing.T) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatal("no cases", err)
	}
	for _, c := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(c), ".txtar"), func(t *testing.T) {
			fsys, want := open(t, c)
			if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(describe(load(fsys)), "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func open(t *testing.T, name string) (fstest.MapFS, string) {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	fsys, want := fstest.MapFS{}, ""
	for _, f := range files(src) {
		if f.name == "want" {
			want = f.data
			continue
		}
		fsys["data/postmortems/"+f.name] = &fstest.MapFile{Data: []byte(f.data)}
	}
	return fsys, want
}

type file struct{ name, data string }

// files splits an archive at its "-- name --" lines.
func files(src []byte) []file {
	var out []file
	for line := range strings.Lines(string(src)) {
		name, ok := strings.CutPrefix(strings.TrimSpace(line), "-- ")
		if name, end := strings.CutSuffix(name, " --"); ok && end {
			out = append(out, file{name: name})
		} else if n := len(out) - 1; n >= 0 {
			out[n].data += line
		}
	}
	return out
}

func london() *time.Location {
	loc, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return loc
}

func load(fsys fs.FS) ([]postmortem.Postmortem, diag.List) {
	var diags diag.List
	pms := postmortem.Load(fsys, postmortem.Options{Location: london()}, &diags)
	return pms, diags
}

// describe writes what a case's "want" holds. Times are in UTC.
func describe(pms []postmortem.Postmortem, diags diag.List) string {
	var b strings.Builder
	for _, pm := range pms {
		fmt.Fprintf(&b, "%s: %s\n", pm.Slug, pm.Title)
		fmt.Fprintf(&b, "  %s %s %s\n", pm.Status, pm.Kind, words("severity", pm.Severity)+words("services", pm.Services...)+words("teams", pm.Teams...))
		for _, c := range []struct {
			name string
			at   time.Time
		}{{"started", pm.Started}, {"detected", pm.Detected}, {"acknowledged", pm.Acknowledged}, {"mitigated", pm.Mitigated}, {"resolved", pm.Resolved}} {
			if !c.at.IsZero() {
				fmt.Fprintf(&b, "  %s %s\n", c.name, utc(c.at))
			}
		}
		if pm.LeftOut != "" {
			fmt.Fprintf(&b, "  left out: %s\n", pm.LeftOut)
		}
		if pm.Summary != "" {
			fmt.Fprintf(&b, "  summary: %s\n", pm.Summary)
		}
		for _, e := range pm.Timeline {
			at := utc(e.At)
			if e.DayOnly {
				at = e.At.Format("2006-01-02 day")
			}
			fmt.Fprintf(&b, "  event %d: %s %s\n", e.Pos.Line, at, e.Text)
		}
		for _, a := range pm.Actions {
			fmt.Fprintf(&b, "  action %d: %s\n", a.Pos.Line, action(a))
		}
		for _, s := range pm.Sections {
			fmt.Fprintf(&b, "  section %s\n", stdcmp.Or(strings.TrimSpace(s.Role+" "+s.ID), "untitled"))
		}
	}
	for _, d := range diags.Sorted() {
		at := strings.TrimPrefix(d.Pos.String(), "data/postmortems/")
		fmt.Fprintf(&b, "%s: %s %s: %s\n", at, d.Severity, d.Code, d.Message)
	}
	return b.String()
}

func utc(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") }

func words(name string, all ...postmortem.Word) string {
	s := ""
	for _, w := range all {
		if w.Text != "" {
			s += fmt.Sprintf("%s %s@%d:%d ", name, w.Text, w.Pos.Line, w.Pos.Col)
		}
	}
	return s
}

func action(a postmortem.Action) string {
	parts := []string{a.Title}
	for _, p := range []struct{ name, value string }{{"id", a.ID}, {"kind", a.Kind}, {"owner", a.Owner}, {"ticket", a.Ticket}} {
		if p.value != "" {
			parts = append(parts, p.name+"="+p.value)
		}
	}
	if !a.Due.IsZero() {
		parts = append(parts, "due="+a.Due.Format("2006-01-02"))
	}
	if a.Finished {
		parts = append(parts, "finished")
	}
	if !a.Done.IsZero() {
		parts = append(parts, "done="+a.Done.Format("2006-01-02"))
	}
	return strings.Join(parts, " | ")
}

// The same files give the same incidents whatever order they are read in.
func TestLoadIsDeterministic(t *testing.T) {
	fsys, _ := open(t, "testdata/notations.txtar")
	first := describe(load(fsys))
	for range 5 {
		if diff := cmp.Diff(first, describe(load(fsys))); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestNoFolder(t *testing.T) {
	pms, diags := load(fstest.MapFS{"config.toml": {}})
	if len(pms) != 0 || diags.Len() != 0 {
		t.Errorf("got %v, %v", pms, diags.Sorted())
	}
}

// Bytes that no txtar file can hold.
func TestBytes(t *testing.T) {
	front := "+++\r\ntitle = \"T\"\r\nstatus = \"final\"\r\nstarted = 2026-07-01T10:00:00Z\r\nresolved = 2026-07-01T11:00:00Z\r\n+++\r\n"
	cases := []struct{ name, src, want string }{
		{"bom and crlf", "\ufeff" + front + "\r\n## Impact\r\n\r\nCheckout.\r\n", ""},
		{"latin 1", strings.ReplaceAll(front, "\"T\"", "\"Caf\xe9\""), "x.md:2:13: warning encoding"},
		{"utf-16", "\xff\xfe#\x00 \x00T\x00", "x.md:1:1: error encoding"},
		{"empty", " \n\n", "x.md: warning empty-file"},
		{"open fence", "+++\ntitle = \"T\"\n", "x.md:1:1: error front-matter"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var diags diag.List
			pm, ok := postmortem.Read("x.md", []byte(c.src), postmortem.Options{}, &diags)
			got := ""
			for _, d := range diags.Sorted() {
				if d.Severity != diag.Hint && d.Code != "no-start" && d.Code != "no-title" {
					got += fmt.Sprintf("%s: %s %s", d.Pos, d.Severity, d.Code)
				}
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if c.name == "bom and crlf" && (!ok || pm.LeftOut != "" || len(pm.Sections) != 1) {
				t.Errorf("got %+v", pm)
			}
		})
	}
}

func TestPositionsOfFacts(t *testing.T) {
	src := "---\nstatus: final\nstarted: 2026-07-01 10:00Z\nresolved: 2026-07-01 11:00Z\nseverity: SEV-2\nservices: [a, 'b c']\n---\n# T\n"
	var diags diag.List
	pm, _ := postmortem.Read("x.md", []byte(src), postmortem.Options{}, &diags)
	want := []postmortem.Word{
		{Text: "SEV-2", Pos: diag.Pos{File: "x.md", Line: 5, Col: 11}},
		{Text: "a", Pos: diag.Pos{File: "x.md", Line: 6, Col: 12}},
		{Text: "b c", Pos: diag.Pos{File: "x.md", Line: 6, Col: 15}},
	}
	if diff := cmp.Diff(want, append([]postmortem.Word{pm.Severity}, pm.Services...)); diff != "" {
		t.Error(diff)
	}
}

// What an entry says is rendered, without its time.
func TestEventHTML(t *testing.T) {
	src := "---\nstatus: final\nstarted: 2026-07-01 10:00Z\nresolved: 2026-07-01 11:00Z\n---\n## Timeline\n\n- **10:05 UTC** – *Queue* grows <b>\n\n  | a | b |\n  |---|--:|\n  | 1 | 2 |\n\n### 10:20 Deploy `v2`\n\nRolls out.\n"
	var diags diag.List
	pm, _ := postmortem.Read("x.md", []byte(src), postmortem.Options{}, &diags)
	if len(pm.Timeline) != 2 {
		t.Fatalf("got %d events", len(pm.Timeline))
	}
	if got := pm.Timeline[0].HTML; !strings.HasPrefix(got, "<em>Queue</em> grows &lt;b&gt;") || !strings.Contains(got, `<td class="ar">2</td>`) {
		t.Errorf("got %s", got)
	}
	if got, want := pm.Timeline[1].HTML, "<p><strong>Deploy <code>v2</code></strong></p>\n\n<p>Rolls out.</p>"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// FuzzRead holds what must be true of every file: no panic, events in order,
// an incident that counts has a start and no end before it, positions are
// inside the file, and a second reading gives the same.
func FuzzRead(f *testing.F) {
	cases, _ := filepath.Glob("testdata/*.txtar")
	for _, c := range cases {
		src, err := os.ReadFile(c)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files(src) {
			f.Add([]byte(file.data))
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		opts := postmortem.Options{Location: time.UTC}
		var diags, again diag.List
		pm, ok := postmortem.Read("data/postmortems/2026-07-01-x.md", src, opts, &diags)
		pm2, _ := postmortem.Read("data/postmortems/2026-07-01-x.md", src, opts, &again)
		if describe([]postmortem.Postmortem{pm}, diags) != describe([]postmortem.Postmortem{pm2}, again) {
			t.Fatal("a second reading gives something else")
		}
		last := strings.Count(string(src), "\n") + 1
		for _, d := range diags.Sorted() {
			if d.Pos.Line > last {
				t.Fatalf("%v lies behind the file's %d lines", d, last)
			}
		}
		if !ok {
			return
		}
		if pm.ID == "" || pm.Title == "" || pm.Status == "" || pm.Kind == "" {
			t.Fatalf("something is missing: %+v", pm)
		}
		if pm.LeftOut == "" && (pm.Started.IsZero() || !pm.Resolved.IsZero() && pm.Resolved.Before(pm.Started)) {
			t.Fatalf("it counts, from %v to %v", pm.Started, pm.Resolved)
		}
		for i, e := range pm.Timeline {
			if i > 0 && e.At.Before(pm.Timeline[i-1].At) {
				t.Fatal("events out of order")
			}
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	src, err := os.ReadFile("testdata/ours.txtar")
	if err != nil {
		b.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for i := range 1000 {
		fsys[fmt.Sprintf("data/postmortems/%04d.md", i)] = &fstest.MapFile{Data: []byte(files(src)[0].data)}
	}
	for b.Loop() {
		load(fsys)
	}
}

// BenchmarkHostile reads half a megabyte of each notation; a figure that
// stands out says that some work is no longer in line with the length.
func BenchmarkHostile(b *testing.B) {
	for name, piece := range map[string]string{
		"stamps": "10:00 a\n", "items": "- 10:00 ABC a\n", "headings": "### 10:00 a\n\nb\n\n", "timelines": "## Timeline\n\n- 10:00 a\n\n",
		"promoted": "### Timeline\n\n- 10:00 a\n\n### B\n\n", "labels": "- **Started**: 10:00\n", "actions": "## Actions\n\n- a [x](http://a/issues/1) @b\n",
	} {
		src := []byte("## Timeline\n\n" + strings.Repeat(piece, 500_000/len(piece)))
		for _, file := range []string{"2026-07-01.md", "nowhen.md"} {
			b.Run(name+"/"+file, func(b *testing.B) {
				for b.Loop() {
					var diags diag.List
					postmortem.Read(file, src, postmortem.Options{}, &diags)
				}
			})
		}
	}
}

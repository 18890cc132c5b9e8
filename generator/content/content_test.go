package content

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/markdown"
	"quarterdeck/generator/quarter"
)

// load reads content in Berlin with the teams checkout and payments.
func load(t *testing.T, first time.Month, files map[string]string) (*Content, string) {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	site := &config.Site{Calendar: quarter.New(berlin, first), Teams: []config.Team{{ID: "checkout"}, {ID: "payments"}}}
	var diags diag.List
	c := Load(fsys, site, markdown.New(markdown.Options{}), &diags)
	var lines []string
	for _, d := range diags.Sorted() {
		lines = append(lines, d.String())
	}
	return c, strings.Join(lines, "\n")
}

func want(t *testing.T, got, want string) {
	t.Helper()
	if got, want := strings.TrimSpace(got), strings.TrimSpace(want); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestPages(t *testing.T) {
	c, reported := load(t, time.January, map[string]string{
		"content/methodology.md":      "+++\ntitle = \"How we measure\"\n+++\nText",
		"content/guides/on-call.md":   "\n# On call #\n\nText",
		"content/guides/_index.md":    "---\ndescription: All guides\n---\n# Guides\n",
		"content/guides/picture.png":  "\x89PNG",
		"content/.hidden.md":          "x",
		"content/handbook/plain.md":   "Only text",
		"content/handbook/html.md":    "---\ntitle: H\n---\n# H\n\nx <b>",
		"content/handbook/notes.html": "",
	})
	want(t, reported, `
content/handbook/html.md:6:3: warning: raw HTML is shown as text (write markdown, or put the text in `+"`backticks`"+`)
content/handbook/notes.html: warning: this file is not read (write it as markdown in a file that ends in .md)
content/handbook/plain.md:1:1: warning: the page has no title (begin the text with a line "# Title")
`)
	var got []string
	for _, p := range c.Pages {
		got = append(got, fmt.Sprintf("%s | %s | %s | %q", p.Path, p.Title, p.Description, p.HTML))
	}
	want(t, strings.Join(got, "\n"), `
guides | Guides | All guides | ""
guides/on-call | On call |  | "<p>Text</p>\n"
handbook/html | H |  | "<p>x &lt;b&gt;</p>\n"
handbook/plain | plain |  | "<p>Only text</p>\n"
methodology | How we measure |  | "<p>Text</p>\n"
`)
	if _, ok := c.Page("guides/on-call"); !ok {
		t.Error("a page is not found by its path")
	}
}

func TestPagesThatCannotStand(t *testing.T) {
	c, reported := load(t, time.January, map[string]string{
		"content/_index.md":    "# Home",
		"content/teams/x.md":   "# X",
		"content/2026-q3/x.md": "# X",
		"content/On Call.md":   "# X",
		"content/a.md":         "# A",
		"content/a/index.md":   "# A",
		"content/b.md":         "+++\ntitle = 1\n",
		"content/c.md":         "\xff\xfe",
		"content/d.md":         "+++\ntitle = \"D\"\nlayout = \"wide\"\n+++\n",
	})
	want(t, reported, `
content/2026-q3/x.md: error: the site's own pages stand at /2026-q3/x (move the page to another place below content/)
content/On Call.md: error: "On Call" cannot stand in an address (use lower-case letters, digits and hyphens in the names of files and folders)
content/_index.md: error: the site's own pages stand at / (move the page to another place below content/)
content/a.md: error: this would stand where content/a/index.md already stands (keep one of the two)
content/b.md:1:1: error: the front matter that begins here never ends (close it with a line that holds only +++)
content/c.md:1:1: error: the file is UTF-16, not UTF-8 (save it as UTF-8)
content/d.md:3:1: warning: unknown key "layout" (known here: audience, description, title)
content/teams/x.md: error: the site's own pages stand at /teams/x (move the page to another place below content/)
`)
	if len(c.Pages) != 2 {
		t.Errorf("pages are %+v", c.Pages)
	}
}

func TestCommentary(t *testing.T) {
	c, reported := load(t, time.January, map[string]string{
		"content/reports/2026-Q3/_index.md": `+++
headline = "A quarter of two halves"
standfirst = "Quiet until September."
[[signoff]]
role = "engineering"
date = 2026-10-05
note = "as discussed"
[[signoff]]
role = "product"
[[decision]]
id = "retry-budget"
question = "Do we cap retries?"
decider = "engineering"
by = 2026-11-01
metric = "payments-availability"
note = "See **the review**."
options = [
  { label = "Cap at 10 %", gains = "no storms", costs = "two weeks", recommended = true },
  "Leave it",
]
+++

Body
`,
		"content/reports/2026-Q4/_index.md":   "---\ndecision:\n  - id: retry-budget\n    answer: Cap at 10 %\n    answered: 2026-10-20\n---\n",
		"content/reports/2026-q3/checkout.md": "Just text\n",
	})
	want(t, reported, "")
	q := quarter.Quarter{Year: 2026, Number: 3}
	org, ok := c.Commentary(q, "")
	if !ok || org.Headline != "A quarter of two halves" || org.Standfirst == "" || org.HTML != "<p>Body</p>\n" {
		t.Errorf("the organisation's commentary is %+v", org)
	}
	if len(org.Signoffs) != 2 || org.Signoffs[0].Date.Format(time.RFC3339) != "2026-10-05T00:00:00+02:00" || !org.Signoffs[1].Date.IsZero() {
		t.Errorf("sign-offs are %+v", org.Signoffs)
	}
	if o := org.Decisions[0].Options; len(o) != 2 || !o[0].Recommended || o[0].Costs != "two weeks" || o[1].Label != "Leave it" {
		t.Errorf("options are %+v", o)
	}
	if got := org.Decisions[0].NoteHTML; got != "<p>See <strong>the review</strong>.</p>\n" {
		t.Errorf("the note is %q", got)
	}
	next, _ := c.Commentary(q.Add(1), "")
	if d := next.Decisions[0]; d.Question != "Do we cap retries?" || d.Answer != "Cap at 10 %" || d.Answered.Format(time.DateOnly) != "2026-10-20" || len(d.Options) != 2 {
		t.Errorf("carried over is %+v", d)
	}
	if team, ok := c.Commentary(q, "checkout"); !ok || team.HTML != "<p>Just text</p>\n" {
		t.Errorf("the team's commentary is %+v", team)
	}
	if _, ok := c.Commentary(q, "payments"); ok {
		t.Error("a team without commentary has one")
	}
}

func TestCommentaryMistakes(t *testing.T) {
	_, reported := load(t, time.April, map[string]string{
		"content/reports/2026-Q3/_index.md":     "x",
		"content/reports/FY2027-Q5/_index.md":   "x",
		"content/reports/FY2027-Q1/chekout.md":  "x",
		"content/reports/FY2027-Q1/index.md":    "x",
		"content/reports/FY2027-Q1/sub/x.md":    "x",
		"content/reports/notes.md":              "x",
		"content/reports/fy2027-q1/payments.md": "x",
		"content/reports/FY2027-Q1/payments.md": "x",
		"content/reports/FY2027-Q1/_index.md":   "+++\nheadlin = 'x'\nsignoff = [{ date = 'soon' }]\n[[decision]]\nid = 'a'\nanswered = 2026-01-01\n[[decision]]\nid = 'a'\noptions = [1]\n+++\n",
	})
	want(t, reported, `
content/reports/2026-Q3/_index.md: error: "2026-Q3" does not fit a fiscal year that starts in April; quarters are named like FY2026-Q3 (name the folder after a quarter)
content/reports/FY2027-Q1/_index.md:2:1: warning: unknown key "headlin" (did you mean headline?)
content/reports/FY2027-Q1/_index.md:3:12: error: "role" is missing (add role = "product")
content/reports/FY2027-Q1/_index.md:3:21: error: "date" is "soon", which is no date or time that can be read (write it like 2026-07-01T09:30:00Z, or 2026-07-01 09:30 in the site's time zone)
content/reports/FY2027-Q1/_index.md:4:1: error: no earlier quarter asks "a", so its question is missing (add question = "…?")
content/reports/FY2027-Q1/_index.md:6:12: warning: the decision "a" has a day of its answer, but no answer (add answer = "…")
content/reports/FY2027-Q1/_index.md:8:6: error: the decision "a" is asked twice (give one of the two another id)
content/reports/FY2027-Q1/_index.md:9:12: error: an option is a text or a table (write options = ["…", "…"], or [[decision.options]] tables with a label)
content/reports/FY2027-Q1/chekout.md: error: there is no team "chekout" (did you mean checkout.md?)
content/reports/FY2027-Q1/index.md: error: there is no team "index" (did you mean _index.md?)
content/reports/FY2027-Q1/sub/x.md: error: this is no place for commentary (commentary stands at content/reports/2026-Q3/checkout.md, the organisation's at content/reports/2026-Q3/_index.md)
content/reports/FY2027-Q5/_index.md: error: "FY2027-Q5" is not a quarter such as FY2026-Q3 (name the folder after a quarter)
content/reports/fy2027-q1/payments.md: error: this would stand where content/reports/FY2027-Q1/payments.md already stands (keep one of the two)
content/reports/notes.md: error: this is no place for commentary (commentary stands at content/reports/2026-Q3/checkout.md, the organisation's at content/reports/2026-Q3/_index.md)
`)
}

func TestNoContent(t *testing.T) {
	c, reported := load(t, time.January, nil)
	if reported != "" || len(c.Pages)+len(c.Commentaries) != 0 {
		t.Errorf("a site without content/ has %+v and reports %s", c, reported)
	}
}

package site

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"regexp"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"quarterdeck/generator/theme"
	"quarterdeck/themes"
)

// reports is the site of the fixture, without the pages across quarters.
func reports(t *testing.T, baseURL string) *Site {
	t.Helper()
	th, ds, err := theme.Load(themes.FS, nil, theme.Default)
	if err != nil || ds.Len() > 0 {
		t.Fatal(err, ds.Sorted())
	}
	bk := book()
	bk.Site.BaseURL = baseURL
	b := newBuilder(bk, th)
	b.assets()
	b.quarters()
	b.teamQuarters()
	s, err := New(b.files)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func text(t *testing.T, s *Site, path string) string {
	t.Helper()
	f, ok := s.Lookup(path)
	if !ok {
		t.Fatalf("no file %s", path)
	}
	body, err := f.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestEveryReportPageKeepsThePolicyAndItsIds(t *testing.T) {
	s := reports(t, "")
	// The fixture has no pages across quarters for links to lead to.
	across := regexp.MustCompile(`/(teams|slos|postmortems|actions|methodology)/`)
	for _, d := range CheckLinks(s, 4) {
		if d.Code != "broken-link" || !across.MatchString(d.Message) {
			t.Error(d)
		}
	}
}

func TestHostileTextStaysText(t *testing.T) {
	s := reports(t, "")
	for _, f := range s.Files() {
		if !strings.HasSuffix(f.Path, ".html") {
			continue
		}
		body := text(t, s, f.Path)
		if strings.Contains(body, hostileName) {
			t.Errorf("%s holds a team's name as markup", f.Path)
		}
		scripts := 0
		z := html.NewTokenizer(strings.NewReader(body))
		for tt := z.Next(); tt != html.ErrorToken; tt = z.Next() {
			tok := z.Token()
			if tt == html.StartTagToken && tok.Data == "script" {
				scripts++
				if kind := attribute(tok, "type"); kind == "" && attribute(tok, "src") == "" || kind != "" && kind != "application/json" {
					t.Errorf("%s runs an inline script: %v", f.Path, tok)
				}
				if z.Next() == html.TextToken && !json.Valid(z.Text()) {
					t.Errorf("%s: a chart's options are not JSON", f.Path)
				}
			}
			if attribute(tok, "style") != "" {
				t.Errorf("%s styles inline: %v", f.Path, tok)
			}
		}
		if strings.Count(body, "<script") != scripts {
			t.Errorf("%s: %d script tags written, %d parsed", f.Path, strings.Count(body, "<script"), scripts)
		}
	}
}

func attribute(tok html.Token, name string) string {
	for _, a := range tok.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func TestStatesAreToldByWordAndNoDataIsNeverANumber(t *testing.T) {
	page := text(t, reports(t, ""), "2026-q3/index.html")
	for _, word := range []string{"overspent", "at risk", "incomplete", "within budget", "no data"} {
		if !strings.Contains(page, ">"+word+"<") {
			t.Errorf("the page does not say %q", word)
		}
	}
	silent := text(t, reports(t, ""), "2026-q3/silent/index.html")
	if strings.Contains(silent, "0.0\u00a0%") || strings.Contains(silent, "100.0\u00a0%") {
		t.Error("a team without data is given a figure")
	}
}

// A team with one objective and nothing else: what it has is shown, nothing is
// empty, and one line names what could stand there.
func TestSmallTeamHasAWholePageWithoutEmptySections(t *testing.T) {
	page := text(t, reports(t, ""), "2026-q3/small/index.html")
	for _, id := range []string{"incidents", "actions", "undocumented", "decisions", "commentary", "findings"} {
		if strings.Contains(page, `<section class="sec" id="`+id+`"`) {
			t.Errorf("an empty section %q stands on the page", id)
		}
	}
	if !strings.Contains(page, "Not in this report") || !strings.Contains(page, "59.0\u00a0%") { // 1 − 410/1000
		t.Error("the page lacks its figure or the line on what is missing")
	}
	contents := regexp.MustCompile(`<li><a href="#([a-z-]+)">`).FindAllStringSubmatch(page, -1)
	if len(contents) < 3 {
		t.Errorf("the contents list %d sections", len(contents))
	}
	for _, c := range contents {
		if !strings.Contains(page, `id="`+c[1]+`"`) {
			t.Errorf("the contents lead to %s, which is not there", c[1])
		}
	}
}

// 1,000 + 187 + 422 = 1,609 of 1,000 allowed: 100.0 + 18.7 + 42.2 = 160.9, and
// 100.0 − 160.9 = −60.9; 1,000 − 1,609 = −609.
func TestPrintedSharesAddUp(t *testing.T) {
	page := text(t, reports(t, ""), "2026-q3/checkout/index.html")
	at := strings.Index(page, `id="spend"`)
	if at < 0 {
		t.Fatal("no section on the spend")
	}
	for _, want := range []string{"explain 100.0 of the 160.9 points", ">18.7\u00a0%<", ">42.2\u00a0%<", ">160.9\u00a0%<", ">−60.9\u00a0%<", ">−609<"} {
		if !strings.Contains(page[at:], want) {
			t.Errorf("the table does not say %q", want)
		}
	}
}

func TestRunningQuarterIsMarkedAsDraft(t *testing.T) {
	s := reports(t, "")
	page := text(t, s, "2026-q4/small/index.html")
	for _, want := range []string{"Draft, to date 15\u00a0November", "on course to spend 82\u00a0%", "Spent so far"} { // 0.41 × 2
		if !strings.Contains(page, want) {
			t.Errorf("the running quarter does not say %q", want)
		}
	}
	if strings.Contains(text(t, s, "2026-q3/small/index.html"), "Draft, to date") {
		t.Error("a finished quarter is called a draft")
	}
}

func TestHomeIsTheLatestFinishedQuarter(t *testing.T) {
	s := reports(t, "")
	home, quarter := text(t, s, "index.html"), text(t, s, "2026-q3/index.html")
	if !strings.Contains(home, `<link rel="canonical" href="/2026-q3/">`) {
		t.Error("the home page does not name the quarter's page as the one to keep")
	}
	body := func(page string) string { return page[strings.Index(page, "<body"):] }
	if body(home) != body(quarter) {
		t.Error("the home page shows something else than the quarter's page")
	}
}

func TestSiteBelowAPath(t *testing.T) {
	s := reports(t, "https://example.org/reliability")
	page := text(t, s, "2026-q3/checkout/index.html")
	for _, bad := range []string{`href="/2026`, `src="/assets`, `href="/assets`} {
		if strings.Contains(page, bad) {
			t.Errorf("an address ignores the base path: %s", bad)
		}
	}
	for _, want := range []string{`href="/reliability/2026-q3/"`, `href="/reliability/assets/style.`, `<link rel="canonical" href="https://example.org/reliability/2026-q3/checkout/">`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestTwinIsTheReport(t *testing.T) {
	raw := text(t, reports(t, ""), "api/2026-q3/hostile.json")
	if strings.Contains(raw, "<script") {
		t.Error("the JSON holds markup that a browser might run")
	}
	var doc struct {
		Schema string
		Team   struct{ Name string }
		SLOs   []struct {
			State    string
			Spent    struct{ Value *float64 }
			OnCourse struct{ Value *float64 } `json:"on_course"`
		}
	}
	if err := json.Unmarshal([]byte(raw), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Team.Name != hostileName || doc.SLOs[0].State != "at_risk" || *doc.SLOs[0].Spent.Value != .8 || doc.SLOs[0].OnCourse.Value != nil {
		t.Errorf("the document says %+v", doc)
	}
}

func TestTablesAreSafeForSpreadsheets(t *testing.T) {
	s := reports(t, "")
	rows, err := csv.NewReader(strings.NewReader(text(t, s, "2026-q3/checkout/incidents.csv"))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][1] != "'"+hostileTitle || rows[1][4] != "2026-08-14T13:42:00Z" || rows[1][13] != "1" {
		t.Errorf("incidents: %v %v", rows, err)
	}
	teams, err := csv.NewReader(strings.NewReader(text(t, s, "2026-q3/teams.csv"))).ReadAll()
	if err != nil || len(teams) != 6 || teams[5][2] != "no_data" || teams[5][4] != "" {
		t.Errorf("teams: %v %v", teams, err)
	}
	days, err := csv.NewReader(strings.NewReader(text(t, s, "2026-q4/small/small-availability.csv"))).ReadAll()
	if err != nil || len(days) != 1+46 { // 31 days of October, 15 of November
		t.Errorf("%d rows of days, %v", len(days), err)
	}
}

func TestRenderingIsDeterministicFromAnyGoroutine(t *testing.T) {
	a, b := reports(t, ""), reports(t, "")
	var wg sync.WaitGroup
	for _, f := range a.Files() {
		wg.Add(1)
		go func() {
			defer wg.Done()
			x, err := f.Bytes()
			other, _ := b.Lookup(f.Path)
			y, err2 := other.Bytes()
			if err != nil || err2 != nil || !bytes.Equal(x, y) {
				t.Errorf("%s differs between two runs (%v, %v)", f.Path, err, err2)
			}
		}()
	}
	wg.Wait()
}

func TestInternalSiteAsksNotToBeIndexed(t *testing.T) {
	page := text(t, reports(t, ""), "2026-q3/index.html")
	if !strings.Contains(page, `<meta name="robots" content="noindex">`) {
		t.Error("an internal page may be indexed")
	}
}

func BenchmarkTeamQuarterPage(b *testing.B) {
	th, _, err := theme.Load(themes.FS, nil, theme.Default)
	if err != nil {
		b.Fatal(err)
	}
	bl := newBuilder(book(), th)
	bl.teamQuarters()
	s, err := New(bl.files)
	if err != nil {
		b.Fatal(err)
	}
	f, _ := s.Lookup("2026-q3/checkout/index.html")
	for b.Loop() {
		if _, err := f.Bytes(); err != nil {
			b.Fatal(err)
		}
	}
}

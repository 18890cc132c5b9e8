package site

import (
	"strings"
	"testing"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/report"
	"quarterdeck/generator/theme"
	"quarterdeck/themes"
)

// redirected is the fixture's site with redirects, each on a line of its own:
// "/from > /to".
func redirected(t *testing.T, baseURL string, lines ...string) (*Site, string) {
	t.Helper()
	th, ds, err := theme.Load(themes.FS, nil, theme.Default)
	if err != nil || ds.Len() > 0 {
		t.Fatal(err, ds.Sorted())
	}
	bk := acrossBook()
	bk.Site.BaseURL = baseURL
	// Old has no report of the latest quarter.
	bk.Teams = append(bk.Teams, &report.Team{Document: report.Document{URL: "/teams/old/"}, Site: bk.Site, Team: report.TeamInfo{Ref: report.Ref{ID: "old", Name: "Old", URL: "/teams/old/"}}})
	var list []Redirect
	for i, line := range lines {
		from, to, _ := strings.Cut(line, " > ")
		list = append(list, Redirect{From: from, To: to, FromPos: diag.Pos{File: "c", Line: i + 1, Col: 1}, ToPos: diag.Pos{File: "c", Line: i + 1, Col: 2}})
	}
	s, found, err := Build(bk, th, list)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, d := range found.Sorted() {
		said = append(said, d.String())
	}
	return s, strings.Join(said, "\n")
}

// target is where an address leads; "" if it is no redirect.
func target(t *testing.T, s *Site, path string) string {
	t.Helper()
	f, ok := s.Lookup(path)
	if !ok {
		t.Errorf("there is no %s", path)
	}
	return f.Redirect
}

// The fixture's latest finished quarter is 2026 Q3.
func TestLatestFollowsTheLatestFinishedQuarter(t *testing.T) {
	s, said := redirected(t, "")
	for path, want := range map[string]string{
		"latest/index.html":          "/2026-q3/",
		"latest/checkout/index.html": "/2026-q3/checkout/",
		"latest/old/index.html":      "/teams/old/",
	} {
		if got := target(t, s, path); got != want {
			t.Errorf("%s leads to %q, want %q", path, got, want)
		}
		if f, _ := s.Lookup(path); f.Permanent() {
			t.Errorf("%s would be kept for good by browsers", path)
		}
	}
	if said != "" {
		t.Error(said)
	}
}

func TestARedirectIsAPageThatLeadsOnByItself(t *testing.T) {
	s, said := redirected(t, "https://example.com/reliability/",
		"/wiki/Old report/ > /2026-q3/checkout?a=1#budgets", "/gone.html > https://elsewhere.example/?a=\"b", "/again/ > /wiki/Old%20report/")
	if said != "" {
		t.Error(said)
	}
	f, _ := s.Lookup("wiki/Old report/index.html")
	if f.Redirect != "/reliability/2026-q3/checkout/?a=1#budgets" || !f.Permanent() {
		t.Errorf("leads to %q", f.Redirect)
	}
	page := text(t, s, "wiki/Old report/index.html")
	for _, want := range []string{
		`<meta http-equiv="refresh" content="0; url=/reliability/2026-q3/checkout/?a=1#budgets">`,
		`<link rel="canonical" href="https://example.com/reliability/2026-q3/checkout/?a=1#budgets">`,
		`<meta name="robots" content="noindex">`, `http-equiv="Content-Security-Policy"`,
		`<a href="/reliability/2026-q3/checkout/?a=1#budgets">/2026-q3/checkout/?a=1#budgets</a>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s:\n%s", want, page)
		}
	}
	outside := text(t, s, "gone.html")
	if want := `content="0; url=https://elsewhere.example/?a=&#34;b"`; !strings.Contains(outside, want) {
		t.Errorf("the page lacks %s:\n%s", want, outside)
	}
	if got := target(t, s, "again/index.html"); got != "/reliability/wiki/Old%20report/" {
		t.Errorf("a redirect to a redirect leads to %q", got)
	}
}

func TestRedirectsThatCannotBeAreReportedWhereTheyAreWritten(t *testing.T) {
	s, said := redirected(t, "",
		"/teams/checkout/ > /", // a page stands there
		"/robots.txt/old/ > /", // a file would be a folder
		"/old/ > /nowhere/",
		"/a/ > /b/", "/b/ > /a/", "/c/ > /a/", "/self/ > /self",
		"/twice/ > /", "/twice/ > /",
		"/good/ > /latest/",
	)
	want := strings.TrimSpace(`
c:1:1: error: something stands at /teams/checkout/ already, which the redirect would hide (remove the redirect, or give it another address)
c:2:1: error: /robots.txt/old/ cannot stand beside the file /robots.txt: one would have to be a folder as well (choose another address)
c:3:2: error: "/nowhere/" leads nowhere: the site has no such page (correct the address, or leave the redirect out)
c:4:2: error: the redirect from /a/ never arrives: it leads round in a circle (let one of them lead to a page)
c:5:2: error: the redirect from /b/ never arrives: it leads round in a circle (let one of them lead to a page)
c:6:2: error: the redirect from /c/ never arrives: it leads round in a circle (let one of them lead to a page)
c:7:2: error: the redirect from /self/ never arrives: it leads round in a circle (let one of them lead to a page)
c:9:1: error: something stands at /twice/ already, which the redirect would hide (remove the redirect, or give it another address)`)
	if said != want {
		t.Errorf("said:\n%s\nwant:\n%s", said, want)
	}
	if got := target(t, s, "good/index.html"); got != "/latest/" {
		t.Errorf("the sound one leads to %q", got)
	}
	if _, ok := s.Lookup("a/index.html"); ok {
		t.Error("a redirect in a circle is published")
	}
}

func TestTheLinkCheckFollowsRedirects(t *testing.T) {
	s, _ := redirected(t, "", "/old/ > /teams/checkout/#nothing-of-that-name", "/fine/ > /teams/checkout/#main")
	var codes []string
	for _, d := range CheckLinks(s, 2) {
		if !strings.HasPrefix(d.File, "slos/") { // whose definitions the fixture lacks
			codes = append(codes, d.File+" "+d.Code)
		}
	}
	// The refresh, the canonical address and the link lead to the same wrong place.
	if got := strings.Join(codes, "\n"); got != strings.TrimSpace(strings.Repeat("old/index.html broken-fragment\n", 3)) {
		t.Errorf("found %s", got)
	}
}

// The page for wrong addresses is shown at any depth of any site: every address
// on it must begin at the host and hold the base.
func TestTheNotFoundPageHoldsUnderABase(t *testing.T) {
	s, _ := redirected(t, "https://example.com/reliability/")
	page := text(t, s, "404.html")
	rest := page
	links := 0
	for _, name := range []string{` href="`, ` src="`} {
		for rest = page; ; links++ {
			_, after, ok := strings.Cut(rest, name)
			if !ok {
				break
			}
			rest = after
			if !strings.HasPrefix(rest, "/reliability/") && !strings.HasPrefix(rest, "#") {
				t.Errorf("the page leads to %.40q", rest)
			}
		}
	}
	if links < 10 {
		t.Errorf("only %d addresses found on the page", links)
	}
	if strings.Contains(page, `rel="canonical"`) {
		t.Error("the page for wrong addresses has an address of its own")
	}
}

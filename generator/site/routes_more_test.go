package site

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/theme"
	"quarterdeck/themes"
)

const (
	jsURL     = "javascript:alert(1)"
	sixtyName = "Sixty letters of a name that somebody thought was necessary"
)

// acrossBook is the fixture with all pages across quarters: an incident with
// hostile words everywhere, one with nothing but a title, one still open; an
// objective with its whole history and one with a single quarter.
func acrossBook() *report.Book {
	b := book()
	doc := func(kind, url string) report.Document {
		return report.Document{Schema: "quarterdeck/" + kind + "/1", Audience: "internal", URL: url}
	}
	full, bare, open := hostileIncident(doc), &report.Incident{Document: doc("postmortem", "/postmortems/bare/"), ID: "BARE", Slug: "bare", Title: sixtyName, Status: "draft", LeftOut: "it does not say when it started", File: "data/postmortems/bare.md"}, openIncident(doc)
	list := []*report.Incident{open, full, bare}
	b.Library = &report.Library{
		Document: doc("postmortems", "/postmortems/"), Site: b.Site, Incidents: list, Pages: list,
		Teams:      []report.Facet{{Term: report.Term{ID: "checkout", Title: "Checkout"}, Count: 2}},
		Severities: []report.Facet{{Term: report.Term{ID: "sev1", Title: "SEV1"}, Count: 1}},
		Quarters:   []report.Facet{{Term: report.Term{ID: "2026-q3", Title: "2026 Q3"}, Count: 1}},
		Causes:     []report.Facet{{Term: report.Term{ID: hostileName, Title: hostileName}, Count: 1}, {Term: report.Term{ID: "a/../b", Title: sixtyName}, Count: 0}},
	}
	b.Actions = &report.ActionList{Document: doc("actions", "/actions/"), Actions: full.Actions, Open: 1, Overdue: 1}
	b.Methodology.Document = doc("methodology", "/methodology/")
	b.Methodology.Severities = []report.NamedText{{Name: "SEV1", Text: "P1"}, {Name: "SEV2"}}
	b.Pages = []*report.Page{{Document: doc("page", "/about/"), Title: hostileTitle, HTML: "<p>Words.</p>"}}
	for i, name := range []string{"checkout", "hostile", "long", "small", "silent"} {
		b.Teams = append(b.Teams, acrossTeam(b, doc, name))
		b.SLOs = append(b.SLOs, acrossSLO(b, doc, b.TeamQuarters[i].SLOs[0].SLO, i == 3))
	}
	b.SLOs[0].Incidents, b.Teams[0].Incidents = []*report.Incident{full}, list[:2]
	b.Methodology.SLOs = b.SLOs
	return b
}

func hostileIncident(doc func(kind, url string) report.Document) *report.Incident {
	in := incident()
	in.Document = doc("postmortem", in.URL)
	in.Quarter = &report.Ref{ID: "2026-q3", Name: "2026 Q3", URL: "/2026-q3/"}
	in.Status, in.Summary, in.File = "final", hostileName+" failed.", "data/postmortems/"+hostileName+".md"
	in.RootCauses = []report.Term{{ID: hostileName, Title: hostileName}}
	in.Trigger = &report.Term{ID: "t", Title: hostileTitle}
	in.Services, in.NoticedBy = []report.Ref{{ID: "shop", Name: hostileName, URL: jsURL}}, hostileName
	in.Spends[0].Quarter, in.Spends[0].Counts = report.Ref{ID: "2026-q3", Name: "2026 Q3"}, "requests"
	in.Spends[0].SLO.URL = "/slos/checkout-availability/"
	in.Curve = &report.Curve{SLO: in.Spends[0].SLO, Peak: .24}
	for i := range 40 {
		at := in.Started.Add(time.Duration(i*5-30) * time.Minute)
		in.Curve.Points = append(in.Curve.Points, report.CurvePoint{At: at, End: at.Add(5 * time.Minute), Bad: ptr(.24)})
	}
	in.Timeline = []report.Event{{At: *in.Started, HTML: "It begins", Text: "It begins", Clock: "started"}, {At: *in.Resolved, HTML: "Over", Text: "Over", Clock: "resolved"}}
	in.Sections = []report.Section{{Role: "summary", ID: "summary", Title: hostileName, HTML: "<p>Text.</p>"}, {Role: "lucky", ID: "luck", Title: hostileTitle, HTML: "<ul><li>Luck.</li></ul>"}}
	in.Actions = []report.Action{{ID: "A-1", Title: hostileTitle, Owner: hostileName, Ticket: jsURL, State: "overdue", Late: 9, Opened: in.Started, Due: in.Resolved, Incident: report.IncidentRef{Ref: report.Ref{ID: "INC-7", Name: hostileTitle, URL: in.URL}}}}
	in.Similar = []report.Ref{{ID: "OPEN", Name: "Open", URL: "/postmortems/open/"}, {ID: "X", Name: hostileName, URL: jsURL}}
	return in
}

func openIncident(doc func(kind, url string) report.Document) *report.Incident {
	return &report.Incident{
		Document: doc("postmortem", "/postmortems/open/"), ID: "OPEN", Slug: "open", Title: "It goes on", Status: "record", Open: true, SeverityRank: 9,
		Started: ptr(day(time.November, 15, 22, 0)), Quarter: &report.Ref{ID: "2026-q4", Name: "2026 Q4", URL: "/2026-q4/"},
	}
}

func acrossTeam(b *report.Book, doc func(kind, url string) report.Document, id string) *report.Team {
	t := &report.Team{Document: doc("team", "/teams/"+id+"/"), Site: b.Site}
	for _, tq := range b.TeamQuarters {
		if tq.Team.ID != id {
			continue
		}
		t.Team, t.Headline = tq.Team, report.Text{Text: tq.Team.Name + " over time"}
		s := tq.SLOs[0]
		state := report.QuarterState{Quarter: tq.Quarter, State: s.State, Spent: s.Spent.Value, URL: tq.URL}
		t.History = append(t.History, state)
		if len(t.SLOs) == 0 {
			t.SLOs = []report.SLOHistory{{SLO: s.SLO, Objective: s.Objective}}
		}
		t.SLOs[0].States = append(t.SLOs[0].States, state)
		t.Quarters = append(t.Quarters, report.TeamQuarterLine{Quarter: tq.Quarter, State: s.State, Spent: s.Spent.Value, Worst: &s.SLO, URL: tq.URL, Headline: tq.Headline})
	}
	t.Services = []report.ServiceStay{{Service: report.Ref{ID: "shop", Name: sixtyName}, To: ptr(day(time.August, 1, 0, 0)), WentTo: &report.Ref{ID: "small", Name: hostileName, URL: "/teams/small/"}}}
	return t
}

func acrossSLO(b *report.Book, doc func(kind, url string) report.Document, ref report.Ref, young bool) *report.SLO {
	s := &report.SLO{Document: doc("slo", ref.URL), Site: b.Site, SLO: ref, Title: sixtyName, Headline: report.Text{Text: ref.Name + " over time"},
		Selectors: []report.NamedText{{Name: "Bad", Text: `errors{path=~"<script>"}`}}, Defined: "data/teams/a.toml:7"}
	for _, tq := range b.TeamQuarters {
		for _, q := range tq.SLOs {
			if q.SLO.ID == ref.ID && (!young || tq.Quarter.Slug == "2026-q3") {
				s.Quarters = append(s.Quarters, q)
			}
		}
	}
	if s.Quarters[0].State == slo.NoData {
		return s
	}
	c := report.Candidate{Target: .999, Current: true, Met: 1, Of: 1, Breakers: []report.IncidentRef{{Ref: report.Ref{ID: "INC-7", Name: hostileTitle, URL: jsURL}}}}
	c.Quarters = []report.QuarterVerdict{{Quarter: "2026-q3", Spent: .41, Met: true}}
	s.Candidates, s.TooShort = []report.Candidate{c}, true
	return s
}

func across(t *testing.T) *Site {
	t.Helper()
	th, ds, err := theme.Load(themes.FS, nil, theme.Default)
	if err != nil || ds.Len() > 0 {
		t.Fatal(err, ds.Sorted())
	}
	s, _, err := Build(acrossBook(), th, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPagesAcrossQuartersLeadSomewhereAndKeepThePolicy(t *testing.T) {
	s := across(t)
	for _, d := range CheckLinks(s, 4) {
		// The fixture holds one address that is meant to be refused.
		if !strings.Contains(d.Message, "ZgotmplZ") {
			t.Error(d)
		}
	}
}

func TestHostileTextStaysTextAcrossQuarters(t *testing.T) {
	s := across(t)
	for _, f := range s.Files() {
		if !strings.HasSuffix(f.Path, ".html") {
			continue
		}
		body := text(t, s, f.Path)
		if strings.Contains(body, hostileName) || strings.Contains(body, jsURL) {
			t.Errorf("%s lets hostile text through", f.Path)
		}
		z := html.NewTokenizer(strings.NewReader(body))
		for tt := z.Next(); tt != html.ErrorToken; tt = z.Next() {
			tok := z.Token()
			if attribute(tok, "style") != "" || attribute(tok, "onclick") != "" {
				t.Errorf("%s: %v", f.Path, tok)
			}
			if tok.Data == "script" && tt == html.StartTagToken && attribute(tok, "src") == "" && attribute(tok, "type") != "application/json" {
				t.Errorf("%s runs an inline script", f.Path)
			}
		}
	}
}

// Levels of headings never jump: a reader who goes by headings finds a way.
func TestHeadingsAreInOrderAcrossQuarters(t *testing.T) {
	s := across(t)
	for _, f := range s.Files() {
		if !strings.HasSuffix(f.Path, ".html") || strings.HasPrefix(f.Path, "2026") {
			continue
		}
		z := html.NewTokenizer(strings.NewReader(text(t, s, f.Path)))
		level, ones := 0, 0
		for tt := z.Next(); tt != html.ErrorToken; tt = z.Next() {
			name, _ := z.TagName()
			if tt != html.StartTagToken || len(name) != 2 || name[0] != 'h' || name[1] < '1' || name[1] > '6' {
				continue
			}
			next := int(name[1] - '0')
			if next == 1 {
				ones++
			}
			if next > level+1 {
				t.Errorf("%s: h%d after h%d", f.Path, next, level)
			}
			level = next
		}
		if ones != 1 {
			t.Errorf("%s has %d first headings", f.Path, ones)
		}
	}
}

func TestAnObjectiveWithOneQuarterSaysThatItIsTooShort(t *testing.T) {
	body := text(t, across(t), "slos/small-availability/index.html")
	for _, want := range []string{"too short a history", "1 of 1", "in force", "data/teams/a.toml:7", "errors{path=~&#34;&lt;script&gt;&#34;}"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestAnObjectiveWithoutDataPromisesNothing(t *testing.T) {
	body := text(t, across(t), "slos/silent-availability/index.html")
	if strings.Contains(body, `id="achievable"`) || strings.Contains(body, "0.0\u00a0%") || !strings.Contains(body, "no data") {
		t.Error("an objective without data shows a figure")
	}
}

func TestOpenRecordsAndLeftOutIncidentsSaySoFirst(t *testing.T) {
	s := across(t)
	for path, want := range map[string]string{
		"postmortems/open/index.html": "Still open.",
		"postmortems/bare/index.html": "Left out of the figures:",
	} {
		body := text(t, s, path)
		mark, heading := strings.Index(body, want), strings.Index(body, "<h1")
		if mark < 0 || mark > heading {
			t.Errorf("%s: %q stands at %d, the heading at %d", path, want, mark, heading)
		}
	}
	if open := text(t, s, "postmortems/open/index.html"); !strings.Contains(open, "No postmortem has been written yet.") {
		t.Error("a record does not say that it is one")
	}
	// From 22:00 on the 15th to the as-of instant, midnight: 120 minutes.
	if open := text(t, s, "postmortems/open/index.html"); !strings.Contains(open, "120<span>minutes</span>") {
		t.Error("an open incident does not run to the end of the data")
	}
	if library := text(t, s, "postmortems/index.html"); !strings.Contains(library, "it does not say when it started") {
		t.Error("the library does not list what is left out with the reason")
	}
}

func TestEveryFacetHasAPageWithItsIncidentsOnly(t *testing.T) {
	s := across(t)
	team := text(t, s, "postmortems/by/team/checkout/index.html")
	if !strings.Contains(team, `href="/postmortems/inc-7/"`) || strings.Contains(team, `href="/postmortems/bare/"`) {
		t.Error("the team's page does not hold its incidents, or holds others")
	}
	for _, path := range []string{"postmortems/by/cause/script-alert-1-script/index.html", "postmortems/by/cause/a-b/index.html", "postmortems/by/severity/sev1/index.html", "postmortems/by/quarter/2026-q3/index.html"} {
		if _, ok := s.Lookup(path); !ok {
			t.Errorf("no page %s", path)
		}
	}
}

func TestTheIndexListsEveryDocument(t *testing.T) {
	s := across(t)
	var index struct {
		Documents []struct{ Schema, JSON, Page string }
		Schemas   []struct{ Schema, JSON string }
	}
	if err := json.Unmarshal([]byte(text(t, s, "api/index.json")), &index); err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, d := range index.Documents {
		listed[strings.TrimPrefix(d.JSON, "/")] = true
		if _, _, ok := s.Resolve(d.Page); !ok || d.Schema == "" {
			t.Errorf("%+v has no page or no schema", d)
		}
	}
	for _, d := range index.Schemas {
		listed[strings.TrimPrefix(d.JSON, "/")] = true
	}
	for _, f := range s.Files() {
		if strings.HasSuffix(f.Path, ".json") && f.Path != "api/index.json" && !listed[f.Path] {
			t.Errorf("%s is not listed", f.Path)
		}
		delete(listed, f.Path)
	}
	for path := range listed {
		t.Errorf("%s is listed and not there", path)
	}
}

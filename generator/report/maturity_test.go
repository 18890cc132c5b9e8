package report_test

import (
	"fmt"
	"strings"
	"testing"

	"quarterdeck/generator/report"
)

func maturityOf(t *testing.T, book *report.Book, slug, team string) *report.Maturity {
	t.Helper()
	for _, tq := range book.TeamQuarters {
		if tq.Quarter.Slug == slug && tq.Team.ID == team {
			return tq.Maturity
		}
	}
	t.Fatalf("no report of %s in %s", team, slug)
	return nil
}

// The till opens on 18 January and is measured from 1 February: 14 days later.
// Its quarter has 59 of 90 days, 28 of February and 31 of March. Reviews has no
// objective. Of two incidents one hit both teams; B is a record.
func TestWhatCouldBeMeasuredNext(t *testing.T) {
	record := strings.NewReplacer(`status = "final"`, `status = "record"`, `services = ["shop"]`, `teams = ["web", "pay"]`)
	book, _ := site{
		"config.toml":           plainConfig,
		"data/teams/web.toml":   webTeam + "[[service]]\nid = \"reviews\"\nname = \"Reviews\"\nfrom = 2026-03-01\n",
		"data/teams/pay.toml":   strings.Replace(payTeam, "name = \"Till\"", "name = \"Till\"\nlaunched = 2026-01-18", 1),
		"data/metrics/web.csv":  hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", nil),
		"data/metrics/pay.csv":  payments("2026-02-01T00:00:00Z", "2026-04-01T00:00:00Z", nil),
		"data/postmortems/a.md": pm("INC-A", "2026-02-03T10:00:00Z", "2026-02-03T11:00:00Z"),
		"data/postmortems/b.md": record.Replace(pm("INC-B", "2026-02-10T10:00:00Z", "2026-02-10T11:00:00Z")),
	}.build(t)
	web, pay, all := maturityOf(t, book, "2026-q1", "web"), maturityOf(t, book, "2026-q1", "pay"), book.Organisations[0].Maturity
	if len(web.Unmeasured) != 1 || web.Unmeasured[0].Service.ID != "reviews" || !web.Unmeasured[0].Launched.Equal(instant("2026-03-01T00:00:00Z")) || len(pay.Unmeasured) != 0 {
		t.Errorf("services without an objective: %+v and %+v", web.Unmeasured, pay.Unmeasured)
	}
	if len(pay.Late) != 1 || pay.Late[0].SLO.ID != "till-up" || pay.Late[0].Days != 14 || !pay.Late[0].Measured.Equal(instant("2026-02-01T00:00:00Z")) || len(web.Late) != 0 {
		t.Errorf("measured late: %+v and %+v", pay.Late, web.Late)
	}
	if thin := all.Thin(); len(thin) != 1 || thin[0].SLO.ID != "till-up" {
		t.Errorf("gaps: %+v", thin)
	} else {
		near(t, "coverage of the till", thin[0].Coverage, 59.0/90)
	}
	if len(all.Records) != 1 || all.Records[0].ID != "INC-B" || len(pay.Records) != 1 {
		t.Errorf("records: %+v", all.Records)
	}
	near(t, "contained, all", all.Contained.Figure.Value, 1)
	near(t, "of", all.Contained.Of, 2)
	near(t, "contained, the till", pay.Contained.Figure.Value, 0)
	if got := fmt.Sprint(all.Spread); got != "[{1 1} {2 1}]" {
		t.Errorf("incidents by teams hit: %s", got)
	}
	if len(all.Unmeasured) != 1 || len(all.Late) != 1 || len(all.Coverage) != 2 {
		t.Errorf("the organisation has %d, %d and %d", len(all.Unmeasured), len(all.Late), len(all.Coverage))
	}
}

// Where nothing is lacking one line says so, and no share is made of no
// incidents.
func TestNothingToMeasureNext(t *testing.T) {
	book, _ := site{
		"config.toml":          plainConfig,
		"data/teams/web.toml":  webTeam,
		"data/metrics/web.csv": hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", nil),
	}.build(t)
	m := maturityOf(t, book, "2026-q1", "web")
	if !strings.HasPrefix(m.Text.Text, "Every service has an objective") || m.Contained.Figure.Value != nil || len(m.Spread) != 0 {
		t.Errorf("%q, contained %v", m.Text.Text, m.Contained.Figure.Value)
	}
}

// A year of quarters with 216 failures each, of at least 2,160,000 requests. At
// 99 % 21,600 may fail: 1 % spent in the first quarter. 99.95 % allows 1,080 and
// would have been safe too (20 %); 99.99 % allows 216, all of which is spent.
// Payments fail 4,000 times a quarter under 99.99 %: missed every time. 99.5 %
// allows 10,800 (37 %), 99.9 % no more than 2,208.
func TestHintsAboutObjectives(t *testing.T) {
	web, pay := map[string]int{}, map[string]int{}
	for _, month := range []string{"01", "04", "07", "10"} {
		web["2025-"+month+"-05T00:00:00Z"] = 216
		for day := 1; day <= 4; day++ {
			pay[fmt.Sprintf("2025-%s-0%dT00:00:00Z", month, day)] = 1000
		}
	}
	book, _ := site{
		"config.toml":          plainConfig,
		"data/teams/web.toml":  strings.Replace(webTeam, "0.999", "0.99", 1),
		"data/teams/pay.toml":  strings.Replace(payTeam, "0.999", "0.9999", 1),
		"data/metrics/web.csv": hours("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", web),
		"data/metrics/pay.csv": payments("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", pay),
	}.build(t)
	if early := maturityOf(t, book, "2025-q3", "web").Hints; len(early) != 0 {
		t.Errorf("three quarters give the hint %+v", early)
	}
	loose, tight := maturityOf(t, book, "2025-q4", "web").Hints, maturityOf(t, book, "2025-q4", "pay").Hints
	if len(loose) != 1 || loose[0].Kind != "loose" || loose[0].Quarters != 4 || loose[0].Held == nil || *loose[0].Held != 0.9995 {
		t.Fatalf("hints %+v", loose)
	}
	near(t, "most spent", &loose[0].Most, 0.01)
	if len(tight) != 1 || tight[0].Kind != "tight" || tight[0].Held == nil || *tight[0].Held != 0.995 {
		t.Errorf("hints %+v", tight)
	}
}

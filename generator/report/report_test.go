package report_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/content"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/markdown"
	"quarterdeck/generator/metrics"
	"quarterdeck/generator/postmortem"
	"quarterdeck/generator/records"
	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
)

// site is a folder in memory.
type site map[string]string

const plainConfig = "title = \"T\"\ntimezone = \"UTC\"\n"

// build makes the book of a site that must have no errors.
func (s site) build(t *testing.T) (*report.Book, []diag.Diagnostic) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range s {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	var diags diag.List
	conf := config.Load(fsys, &diags)
	series, problems := metrics.Load(fsys, "data/metrics", metrics.Options{Zone: conf.Calendar.Location, Files: conf.Metrics})
	diags.Append(problems)
	text := markdown.New(markdown.Options{})
	book, err := report.Build(context.Background(), report.Input{
		Config: conf, Store: series, Content: content.Load(fsys, conf, text, &diags), Records: records.Load(fsys, conf, &diags),
		Postmortems: postmortem.Load(fsys, postmortem.Options{Location: conf.Calendar.Location, Render: text}, &diags),
	}, &diags)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range diags.Sorted() {
		if d.Severity == diag.Error {
			t.Fatal(d)
		}
	}
	return book, diags.Sorted()
}

func find(t *testing.T, book *report.Book, slug, team, id string) *report.SLOQuarter {
	t.Helper()
	for _, tq := range book.TeamQuarters {
		if tq.Quarter.Slug != slug || tq.Team.ID != team {
			continue
		}
		for _, s := range tq.SLOs {
			if s.SLO.ID == id {
				return s
			}
		}
	}
	t.Fatalf("no %s of %s in %s", id, team, slug)
	return nil
}

func near(t *testing.T, what string, got *float64, want float64) {
	t.Helper()
	if got == nil {
		t.Errorf("%s has no value, want %v", what, want)
	} else if math.Abs(*got-want) > 1e-9*math.Max(1, math.Abs(want)) {
		t.Errorf("%s is %v, want %v", what, *got, want)
	}
}

// hours writes one row an hour: 1,000 requests, none bad but where stated.
func hours(from, to string, bad map[string]int) string {
	var b strings.Builder
	b.WriteString("time,requests,errors\n")
	end := instant(to)
	for at := instant(from); at.Before(end); at = at.Add(time.Hour) {
		stamp := at.Format(time.RFC3339)
		total := 1000
		if bad[stamp] > total {
			total = bad[stamp]
		}
		fmt.Fprintf(&b, "%s,%d,%d\n", stamp, total, bad[stamp])
	}
	return b.String()
}

func instant(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

const webTeam = `name = "Web"
[[service]]
id = "shop"
name = "Shop"
[[slo]]
id = "shop-up"
service = "shop"
title = "Answers"
counts = "requests"
method = "events"
total = "requests"
bad = "errors"
objective = 0.999
`

func pm(id, started, resolved string) string {
	return fmt.Sprintf(`+++
id = %q
title = "It broke"
severity = "SEV2"
status = "final"
started = %s
detected = %s
mitigated = %s
resolved = %s
services = ["shop"]
+++
## Summary
It broke and was mended.
`, id, started, started, resolved, resolved)
}

// The first quarter of 2026 has 90 days, 2,160 hours. With 1,000 requests an
// hour and 99.9 %, 2,160 may fail. In one hour 900 fail: A covers its first half
// and B all of it, so the first 450 are shared 225 and 225 and the rest are B's:
// A 225, B 675. Another 90 fail in an hour that nobody explains. 2,160,000
// requests, 990 failed: spent 990/2,160 = 45.83 %.
func TestSpendOfAFinishedQuarter(t *testing.T) {
	book, _ := site{
		"config.toml":         plainConfig,
		"data/teams/web.toml": webTeam,
		"data/metrics/q1.csv": hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{
			"2026-02-03T10:00:00Z": 900, "2026-03-01T04:00:00Z": 90,
		}),
		"data/postmortems/a.md": pm("INC-A", "2026-02-03T10:00:00Z", "2026-02-03T10:30:00Z"),
		"data/postmortems/b.md": pm("INC-B", "2026-02-03T10:00:00Z", "2026-02-03T11:00:00Z"),
	}.build(t)
	s := find(t, book, "2026-q1", "web", "shop-up")
	near(t, "valid", s.Valid.Value, 2160000)
	near(t, "budget", s.Budget.Value, 2160)
	near(t, "failed", s.Bad.Value, 990)
	near(t, "SLI", s.SLI.Value, 1-990.0/2160000)
	near(t, "spent", s.Spent.Value, 990.0/2160)
	near(t, "left", s.Remaining.Value, 1-990.0/2160)
	near(t, "coverage", s.Coverage.Value, 1)
	if s.State != slo.Within || s.OnCourse.Value != nil || len(s.Days) != 90 {
		t.Errorf("state %s, on course %v, %d days", s.State, s.OnCourse.Value, len(s.Days))
	}
	parts := map[string]float64{}
	printed, sum := 0.0, 0.0
	for _, p := range s.Spend.Parts {
		name := p.Kind
		if p.Incident != nil {
			name = p.Incident.ID
		}
		parts[name] = p.Bad
		printed += *p.Printed
		sum += p.Bad
	}
	if parts["INC-A"] != 225 || parts["INC-B"] != 675 {
		t.Errorf("A took %v and B %v, want 225 and 675", parts["INC-A"], parts["INC-B"])
	}
	near(t, "unexplained", s.Spend.Unexplained, 90.0/2160)
	if sum != 990 || math.Abs(printed-*s.Spend.Printed) > 1e-12 || *s.Spend.Printed != 0.458 {
		t.Errorf("parts add up to %v failed and %v printed, of %v", sum, printed, *s.Spend.Printed)
	}
	// Hourly samples are too coarse to claim a burst.
	if len(s.Bursts) != 0 || !s.Quality.TooCoarse {
		t.Errorf("bursts %v, too coarse %v", s.Bursts, s.Quality.TooCoarse)
	}
}

// 45 of 90 days, 1,080 hours and 1,080,000 requests so far: the whole quarter
// would have 2,160,000 and a budget of 2,160. 540 failed: a quarter of it is
// spent so far, and the half of it at this rate by the end.
func TestARunningQuarter(t *testing.T) {
	book, _ := site{
		"config.toml":         plainConfig,
		"data/teams/web.toml": webTeam,
		"data/metrics/q1.csv": hours("2026-01-01T00:00:00Z", "2026-02-15T00:00:00Z", map[string]int{"2026-01-20T00:00:00Z": 540}),
	}.build(t)
	s := find(t, book, "2026-q1", "web", "shop-up")
	near(t, "spent so far", s.Spent.Value, 0.25)
	near(t, "left", s.Remaining.Value, 0.75)
	near(t, "on course for", s.OnCourse.Value, 0.5)
	near(t, "coverage", s.Coverage.Value, 1)
	q := book.Quarters[0]
	if !q.Running || !q.Seen.Equal(instant("2026-02-15T00:00:00Z")) {
		t.Errorf("running %v, seen to %s", q.Running, q.Seen)
	}
	future := 0
	for _, d := range s.Days {
		if d.Future {
			future++
		}
	}
	if future != 45 {
		t.Errorf("%d days lie ahead, want 45", future)
	}
}

// London's first quarter of 2025 has 90 days less the hour lost on 30 March:
// 90 × 288 − 12 = 25,908 slices of five minutes. Ten are over 400 ms; 99.9 %
// allows 25.908.
func TestSlicesInAQuarterThatLosesAnHour(t *testing.T) {
	var b strings.Builder
	b.WriteString("time,p99_ms\n")
	n := 0
	for at := instant("2025-01-01T00:00:00Z"); at.Before(instant("2025-03-31T23:00:00Z")); at = at.Add(5 * time.Minute) {
		ms := 250
		if n >= 1000 && n < 1010 {
			ms = 401
		}
		n++
		fmt.Fprintf(&b, "%s,%d\n", at.Format(time.RFC3339), ms)
	}
	team := strings.Replace(webTeam, "method = \"events\"\ntotal = \"requests\"\nbad = \"errors\"",
		"method = \"slices\"\nslice = \"5m\"\nvalue = \"p99_ms\"\nop = \"<=\"\nthreshold = 400\nunit = \"ms\"", 1)
	book, _ := site{
		"config.toml":          "title = \"T\"\ntimezone = \"Europe/London\"\n",
		"data/teams/web.toml":  team,
		"data/metrics/p99.csv": b.String(),
	}.build(t)
	s := find(t, book, "2025-q1", "web", "shop-up")
	near(t, "slices", s.Valid.Value, 25908)
	near(t, "bad slices", s.Bad.Value, 10)
	near(t, "spent", s.Spent.Value, 10/25.908)
	near(t, "coverage", s.Coverage.Value, 1)
}

// A service changes hands on 15 February, a third into the day's 24 hours being
// no matter: midnight. January's 31 days and February's 14 are the first owner's
// 1,080 hours, the other 45 days the second's. 54 fail before and 108 after;
// each owner's part allows 1,080.
func TestAServiceThatMovesKeepsItsHistoryWhereItBelonged(t *testing.T) {
	owner := func(name, service string) string {
		return fmt.Sprintf("name = %q\n[[service]]\nid = \"shop\"\nname = \"Shop\"\n%s\n", name, service)
	}
	book, _ := site{
		"config.toml":           plainConfig,
		"data/teams/early.toml": owner("Early", "to = 2026-02-15"),
		"data/teams/late.toml":  owner("Late", "from = 2026-02-15") + webTeam[strings.Index(webTeam, "[[slo]]"):],
		"data/metrics/q1.csv": hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{
			"2026-02-14T23:00:00Z": 54, "2026-02-15T00:00:00Z": 108,
		}),
	}.build(t)
	early, late := find(t, book, "2026-q1", "early", "shop-up"), find(t, book, "2026-q1", "late", "shop-up")
	near(t, "spent before", early.Spent.Value, 54.0/1080)
	near(t, "spent after", late.Spent.Value, 108.0/1080)
	if early.MovedTo == nil || early.MovedTo.ID != "late" || late.MovedFrom == nil || late.MovedFrom.ID != "early" {
		t.Errorf("moved to %v, from %v", early.MovedTo, late.MovedFrom)
	}
	for _, s := range book.SLOs {
		near(t, "the whole quarter", s.Quarters[0].Spent.Value, 162.0/2160)
	}
}

// The quarter before and the year before stand beside a figure; a quarter
// without the data has none.
func TestComparisons(t *testing.T) {
	book, _ := site{
		"config.toml":         plainConfig,
		"data/teams/web.toml": webTeam,
		"data/metrics/a.csv": hours("2025-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{
			"2025-01-05T00:00:00Z": 216, "2025-12-31T23:00:00Z": 221, "2026-01-01T00:00:00Z": 432,
		}),
	}.build(t)
	s := find(t, book, "2026-q1", "web", "shop-up")
	near(t, "spent", s.Spent.Value, 432.0/2160)
	near(t, "a quarter before", s.Spent.Previous, 221.0/2208) // 92 days
	near(t, "a year before", s.Spent.YearAgo, 216.0/2160)
	first := find(t, book, "2025-q1", "web", "shop-up")
	if first.Spent.Previous != nil || first.Spent.YearAgo != nil {
		t.Error("the first quarter is compared with something")
	}
}

// A quarter in which nothing was measured is no data, neither kept nor missed.
func TestASilentQuarter(t *testing.T) {
	book, _ := site{
		"config.toml":         plainConfig,
		"data/teams/web.toml": webTeam,
		"data/metrics/a.csv":  hours("2025-10-01T00:00:00Z", "2026-01-01T00:00:00Z", nil),
		"data/metrics/b.csv":  hours("2026-04-01T00:00:00Z", "2026-07-01T00:00:00Z", nil),
	}.build(t)
	s := find(t, book, "2026-q1", "web", "shop-up")
	if s.State != slo.NoData || s.SLI.Value != nil || s.Spent.Value != nil || s.Remaining.Value != nil {
		t.Errorf("state %s, SLI %v, spent %v", s.State, s.SLI.Value, s.Spent.Value)
	}
	near(t, "coverage", s.Coverage.Value, 0)
	o := book.Organisations[1]
	if o.Figures[0].Figure.Value != nil {
		t.Errorf("%s has the value %v in a quarter without a verdict", o.Figures[0].Title, *o.Figures[0].Figure.Value)
	}
	if len(o.Findings) == 0 || o.Findings[0].Kind != "not-measured" || !strings.Contains(o.Findings[0].Body, "31\u00a0December\u00a02025") {
		t.Errorf("findings: %+v", o.Findings)
	}
	after := find(t, book, "2026-q2", "web", "shop-up")
	if after.Spent.Previous != nil {
		t.Errorf("a quarter without data is compared with: %v", *after.Spent.Previous)
	}
}

// Overspent by one request: 2,161 of the 2,160 that may fail, and it shows.
func TestTheVerdictIsNotRounded(t *testing.T) {
	spend := func(bad int) *report.SLOQuarter {
		rows := map[string]int{"2026-01-01T00:00:00Z": 1000, "2026-01-02T00:00:00Z": 1000, "2026-01-03T00:00:00Z": bad - 2000}
		book, _ := site{"config.toml": plainConfig, "data/teams/web.toml": webTeam,
			"data/metrics/q1.csv": hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", rows)}.build(t)
		return find(t, book, "2026-q1", "web", "shop-up")
	}
	if s := spend(2160); s.State != slo.AtRisk || s.Exhausted != nil {
		t.Errorf("exactly on the objective is %s, exhausted %v", s.State, s.Exhausted)
	}
	if s := spend(2161); s.State != slo.Overspent || s.Exhausted == nil {
		t.Errorf("one more is %s, exhausted %v", s.State, s.Exhausted)
	}
}

// Due on 15 March and done on 1 April: at the end of the first quarter it is
// sixteen days late, 15 to 31 March, and a day later it is done.
func TestAnActionDoneTheDayAfterTheQuarter(t *testing.T) {
	action := "\n[[action]]\nid = \"A-1\"\ntitle = \"Mend it\"\nowner = \"Web lead\"\ndue = 2026-03-15\ndone = 2026-04-01\n+++\n## Summary"
	book, _ := site{
		"config.toml":           "title = \"T\"\ntimezone = \"Europe/London\"\n", // the clocks change between
		"data/teams/web.toml":   webTeam,
		"data/metrics/a.csv":    hours("2026-01-01T00:00:00Z", "2026-04-20T00:00:00Z", nil),
		"data/postmortems/a.md": strings.Replace(pm("INC-A", "2026-02-03T10:00:00Z", "2026-02-03T10:30:00Z"), "+++\n## Summary", action, 1),
	}.build(t)
	first, second := book.TeamQuarters[0].Actions, book.TeamQuarters[1].Actions
	if len(first) != 1 || first[0].State != "overdue" || first[0].Late != 16 {
		t.Errorf("at the end of the quarter: %+v", first)
	}
	if len(second) != 1 || second[0].State != "done" {
		t.Errorf("a quarter later: %+v", second)
	}
}

// An incident that states that it touched no objective takes nothing, although
// its service has one.
func TestAnIncidentThatTouchedNothing(t *testing.T) {
	book, _ := site{
		"config.toml":           plainConfig,
		"data/teams/web.toml":   webTeam,
		"data/metrics/a.csv":    hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{"2026-02-03T10:00:00Z": 90}),
		"data/postmortems/a.md": strings.Replace(pm("INC-A", "2026-02-03T10:00:00Z", "2026-02-03T11:00:00Z"), "services =", "slos = []\nservices =", 1),
	}.build(t)
	s := find(t, book, "2026-q1", "web", "shop-up")
	near(t, "unexplained", s.Spend.Unexplained, 90.0/2160)
	if len(book.Library.Incidents[0].Spends) != 0 {
		t.Errorf("it took %+v", book.Library.Incidents[0].Spends)
	}
}

// Hourly readings of a counter: a failure is counted up to an hour late, so an
// incident reaches an hour over its end. It ends at 10:30, half of the 90 that
// failed between 11:00 and 12:00 are read within that hour, all 60 before are.
func TestIncidentsReachOneStepFurtherOverCounters(t *testing.T) {
	var b strings.Builder
	b.WriteString("time,requests_total,errors_total\n")
	failed := 0
	for at, n := instant("2026-01-01T00:00:00Z"), 0; !at.After(instant("2026-04-01T00:00:00Z")); at, n = at.Add(time.Hour), n+1 {
		switch at.Format(time.RFC3339) {
		case "2026-02-03T11:00:00Z":
			failed += 60
		case "2026-02-03T12:00:00Z":
			failed += 90
		}
		fmt.Fprintf(&b, "%s,%d,%d\n", at.Format(time.RFC3339), n*1000, failed)
	}
	book, _ := site{
		"config.toml":           plainConfig,
		"data/teams/web.toml":   strings.NewReplacer("\"requests\"\nbad", "\"requests_total\"\nbad", "\"errors\"", "\"errors_total\"").Replace(webTeam),
		"data/metrics/a.csv":    b.String(),
		"data/postmortems/a.md": pm("INC-A", "2026-02-03T10:00:00Z", "2026-02-03T10:30:00Z"),
	}.build(t)
	s := find(t, book, "2026-q1", "web", "shop-up")
	if p := s.Spend.Parts[0]; p.Incident == nil || p.Bad != 60+45 {
		t.Errorf("it took %+v, want 105", p)
	}
}

// problems builds a site that may have errors and lists what is told.
func (s site) problems(t *testing.T) string {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range s {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	var diags diag.List
	conf := config.Load(fsys, &diags)
	series, found := metrics.Load(fsys, "data/metrics", metrics.Options{Zone: conf.Calendar.Location})
	diags.Append(found)
	text := markdown.New(markdown.Options{})
	if _, err := report.Build(context.Background(), report.Input{Config: conf, Store: series, Content: content.Load(fsys, conf, text, &diags), Records: records.Load(fsys, conf, &diags)}, &diags); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, d := range diags.Sorted() {
		fmt.Fprintln(&b, d)
	}
	return b.String()
}

// One mistyped year must not become the present of every figure.
func TestAStampThatStandsAlone(t *testing.T) {
	s := site{"config.toml": plainConfig, "data/teams/web.toml": webTeam,
		"data/metrics/a.csv": hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", nil),
		"data/metrics/b.csv": "time,requests,errors\n2062-01-01T00:00:00Z,1,0\n2062-01-01T01:00:00Z,1,0\n"}
	if got := s.problems(t); !strings.Contains(got, "data/metrics/b.csv: error: a sample of 2062-01-01T00:00:00Z stands alone") {
		t.Error(got)
	}
	s["data/metrics/b.csv"] = hours("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", nil) // silent for seven months, then back
	if got := s.problems(t); got != "" {
		t.Error(got)
	}
}

func TestCommentaryThatNobodyWouldSee(t *testing.T) {
	got := site{"config.toml": plainConfig, "data/teams/web.toml": webTeam + "[leads]\nproduct = \"R. T.\"\n",
		"data/metrics/a.csv":             hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", nil),
		"content/reports/2031-Q1/web.md": "+++\n[[signoff]]\nrole = \"captain\"\n+++\nWords.\n"}.problems(t)
	if !strings.Contains(got, "there is no report of 2031-Q1") || !strings.Contains(got, "web.md:2:1: warning: captain signs off") {
		t.Error(got)
	}
}

func TestNumbersTooLargeToBeReal(t *testing.T) {
	got := site{"config.toml": plainConfig, "data/teams/web.toml": webTeam,
		"data/metrics/a.csv": "time,requests,errors\n2026-01-01T00:00:00Z,1e308,1\n2026-01-01T01:00:00Z,5,0\n2026-01-01T02:00:00Z,5,0\n"}.problems(t)
	if !strings.Contains(got, "data/metrics/a.csv:2:22: warning: the value is beyond 10^15 and is taken as no data") {
		t.Error(got)
	}
}

type diagnostic = diag.Diagnostic

// plain turns no-break spaces into spaces.
func plain(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

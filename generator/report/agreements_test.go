package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
)

func exclusionText(id, from, to, touches string) string {
	return fmt.Sprintf("[[exclusion]]\nid = %q\ntitle = \"Move\"\nreason = \"It moved.\"\napprover = \"Head of operations\"\ndate = 2026-01-20\nfrom = %s\nto = %s\n%s\n", id, from, to, touches)
}

func teamOf(t *testing.T, book *report.Book, slug, team string) *report.TeamQuarter {
	t.Helper()
	for _, tq := range book.TeamQuarters {
		if tq.Quarter.Slug == slug && tq.Team.ID == team {
			return tq
		}
	}
	t.Fatalf("no report of %s in %s", team, slug)
	return nil
}

// 2,160 hours of 1,000 requests, but one of 2,000, all failed, and 300 failed in
// the hour after it: 2,300 of 2,161,000, of which 99.9 % allows 2,161. The second
// half of the bad hour and the hour after it are left out: 1,000 and 300 failed of
// 1,000 and 1,000. 1,000 of 2,159,000 are left, all of them the incident's.
func TestAnExclusionWithAndWithout(t *testing.T) {
	book, _ := site{
		"config.toml":         plainConfig,
		"data/teams/web.toml": webTeam,
		"data/metrics/q1.csv": hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{
			"2026-02-03T10:00:00Z": 2000, "2026-02-03T11:00:00Z": 300,
		}),
		"data/exclusions/a.toml": exclusionText("move", "2026-02-03T10:30:00Z", "2026-02-03T12:00:00Z", `services = ["shop"]`),
		"data/postmortems/a.md":  pm("INC-A", "2026-02-03T10:00:00Z", "2026-02-03T12:00:00Z"),
	}.build(t)
	s := find(t, book, "2026-q1", "web", "shop-up")
	x := s.Excluded
	if x == nil || len(x.Windows) != 1 {
		t.Fatalf("excluded: %+v", x)
	}
	near(t, "valid", s.Valid.Value, 2159000)
	near(t, "failed", s.Bad.Value, 1000)
	near(t, "spent", s.Spent.Value, 1000.0/2159)
	near(t, "coverage", s.Coverage.Value, 1)
	near(t, "left out, seconds", &x.Seconds, 5400)
	near(t, "left out, valid", x.Valid, 2000)
	near(t, "left out, failed", x.Bad, 1300)
	near(t, "spent without it", x.Without.Spent, 2300/2161.0)
	near(t, "spent with it", x.With.Spent, 1000.0/2159)
	if s.State != slo.Within || x.With.State != slo.Within || x.Without.State != slo.Overspent {
		t.Errorf("with it %s, without it %s", x.With.State, x.Without.State)
	}
	// What failed meanwhile is nobody's: the incident has its first half hour.
	if p := s.Spend.Parts[0]; p.Incident == nil || p.Bad != 1000 {
		t.Errorf("the incident took %+v", p)
	}
	w := x.Windows[0]
	if w.Reason != "It moved." || w.Approver != "Head of operations" || w.Approved == nil || w.Late || len(w.Incidents) != 1 || w.Incidents[0].ID != "INC-A" {
		t.Errorf("the window says %+v", w)
	}
	if len(s.Quality.Gaps) != 0 {
		t.Errorf("gaps are claimed: %v", s.Quality.Gaps)
	}
	o := book.Organisations[0]
	if len(o.Exclusions) != 1 || len(o.Exclusions[0].SLOs) != 1 || *o.Exclusions[0].SLOs[0].Bad != 1300 {
		t.Errorf("the organisation lists %+v", o.Exclusions)
	}
}

// Time that was not measured either is not missing when it is left out: of 2,160
// hours 48 have no sample, and are excluded.
func TestExcludedTimeIsNotExpected(t *testing.T) {
	book, _ := site{
		"config.toml":            plainConfig,
		"data/teams/web.toml":    webTeam,
		"data/metrics/a.csv":     hours("2026-01-01T00:00:00Z", "2026-02-03T00:00:00Z", nil),
		"data/metrics/b.csv":     hours("2026-02-05T00:00:00Z", "2026-04-01T00:00:00Z", nil),
		"data/exclusions/a.toml": exclusionText("move", "2026-02-03", "2026-02-05", `teams = ["web"]`),
	}.build(t)
	s := find(t, book, "2026-q1", "web", "shop-up")
	near(t, "coverage", s.Coverage.Value, 1)
	if s.Quality.Days != 88 || s.Quality.DaysExpected != 88 || len(s.Quality.Gaps) != 0 {
		t.Errorf("%d of %d days, gaps %v", s.Quality.Days, s.Quality.DaysExpected, s.Quality.Gaps)
	}
	if s.Days[33].Valid != nil || s.Days[33].Date != "2026-02-03" {
		t.Errorf("the day left out has %+v", s.Days[33])
	}
}

// Two overlapping ones, 10:00 to 12:00 and 11:00 to 13:00: three hours in all,
// two each.
func TestOverlappingExclusionsMerge(t *testing.T) {
	book, found := site{
		"config.toml":         plainConfig,
		"data/teams/web.toml": webTeam,
		"data/metrics/a.csv": hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{
			"2026-02-03T10:00:00Z": 10, "2026-02-03T11:00:00Z": 20, "2026-02-03T12:00:00Z": 40, "2026-02-03T13:00:00Z": 80,
		}),
		"data/exclusions/a.toml": exclusionText("one", "2026-02-03T10:00:00Z", "2026-02-03T12:00:00Z", `slos = ["shop-up"]`) +
			exclusionText("two", "2026-02-03T11:00:00Z", "2026-02-03T13:00:00Z", `services = ["shop"]`),
	}.build(t)
	s := find(t, book, "2026-q1", "web", "shop-up")
	near(t, "failed", s.Bad.Value, 80)
	near(t, "left out", s.Excluded.Bad, 70)
	near(t, "left out by one", s.Excluded.Windows[0].Bad, 30)
	near(t, "left out by two", s.Excluded.Windows[1].Bad, 60)
	near(t, "seconds", &s.Excluded.Seconds, 3*3600)
	if o := s.Excluded.Windows[0].Overlaps; len(o) != 1 || o[0] != "two" {
		t.Errorf("one overlaps with %v", o)
	}
	if len(found) != 1 || found[0].Severity != diag.Hint || found[0].Code != "overlap" {
		t.Errorf("diagnostics: %v", found)
	}
}

func TestAnExclusionOfEverything(t *testing.T) {
	book, found := site{
		"config.toml":            plainConfig,
		"data/teams/web.toml":    webTeam,
		"data/metrics/a.csv":     hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{"2026-02-03T10:00:00Z": 10}),
		"data/exclusions/a.toml": exclusionText("all", "2025-12-01", "2026-05-01", `slos = ["shop-up"]`),
	}.build(t)
	s := find(t, book, "2026-q1", "web", "shop-up")
	if s.State != slo.NoData || s.SLI.Value != nil || !s.Excluded.All || !strings.Contains(s.Reason, "left out by agreement") {
		t.Errorf("%s, SLI %v, %q", s.State, s.SLI.Value, s.Reason)
	}
	near(t, "spent without it", s.Excluded.Without.Spent, 10.0/2160)
	if len(found) != 1 || found[0].Code != "nothing-left" || found[0].Severity != diag.Warning || found[0].Line != 1 {
		t.Errorf("diagnostics: %v", found)
	}
	// A year of it is told in one warning.
	_, found = site{
		"config.toml":            plainConfig,
		"data/teams/web.toml":    webTeam,
		"data/metrics/a.csv":     hours("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", nil),
		"data/exclusions/a.toml": exclusionText("all", "2025-12-01", "2027-05-01", `slos = ["shop-up"]`),
	}.build(t)
	if len(found) != 1 || !strings.Contains(found[0].Message, "4 quarters, 2026 Q1 to 2026 Q4") {
		t.Errorf("diagnostics of a year: %v", found)
	}
}

// Five-minute slices; 10:02 to 10:11 touches three of them, 10:00 to 10:15, of
// which one was bad. A quarter of 90 days has 25,920.
func TestAnExclusionTakesWholeSlices(t *testing.T) {
	var b strings.Builder
	b.WriteString("time,p99_ms\n")
	for at := instant("2026-01-01T00:00:00Z"); at.Before(instant("2026-04-01T00:00:00Z")); at = at.Add(5 * time.Minute) {
		ms := 250
		if stamp := at.Format(time.RFC3339); stamp == "2026-02-03T10:10:00Z" || stamp == "2026-02-03T10:15:00Z" {
			ms = 401
		}
		fmt.Fprintf(&b, "%s,%d\n", at.Format(time.RFC3339), ms)
	}
	book, _ := site{
		"config.toml": plainConfig,
		"data/teams/web.toml": strings.Replace(webTeam, "method = \"events\"\ntotal = \"requests\"\nbad = \"errors\"",
			"method = \"slices\"\nslice = \"5m\"\nvalue = \"p99_ms\"\nop = \"<=\"\nthreshold = 400", 1),
		"data/metrics/p99.csv":   b.String(),
		"data/exclusions/a.toml": exclusionText("move", "2026-02-03T10:02:00Z", "2026-02-03T10:11:00Z", `slos = ["shop-up"]`),
	}.build(t)
	s := find(t, book, "2026-q1", "web", "shop-up")
	near(t, "slices", s.Valid.Value, 25917)
	near(t, "bad", s.Bad.Value, 1)
	near(t, "left out", s.Excluded.Valid, 3)
	near(t, "bad left out", s.Excluded.Bad, 1)
	if w := s.Excluded.Windows[0]; !w.Start.Equal(instant("2026-02-03T10:00:00Z")) || !w.End.Equal(instant("2026-02-03T10:15:00Z")) {
		t.Errorf("left out from %s to %s", w.Start, w.End)
	}
}

const sellers = `
[[sla]]
id = "sellers"
title = "Sellers"
customer = "sellers"
slo = "shop-up"
target = 0.998
period = "month"
fee = 2000
currency = "GBP"
exclusions = ["night"]
[[sla.credit]]
below = 0.998
percent = 10
[[sla.credit]]
below = 0.99
percent = 25
`

// January has 744,000 requests and allows 1,488 at 99.8 %: 488 failed, 1,000 are
// left, 1,000/1,488 of 0.2 % of 31 days. February has 672,000 and allows 1,344:
// 2,000 failed, below 99.8 % and not below 99 %: a tenth of 2,000. March would be
// breached by 3,000 of 744,000, but the contract leaves an hour out in which
// 2,500 of 2,500 failed: 500 of 743,000 are left, of 1,486. The SLO leaves
// nothing out.
func TestAContractOfMonths(t *testing.T) {
	book, _ := site{
		"config.toml":         plainConfig,
		"data/teams/web.toml": webTeam + sellers,
		"data/metrics/a.csv": hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{
			"2026-01-05T00:00:00Z": 488, "2026-02-05T00:00:00Z": 1000, "2026-02-06T00:00:00Z": 1000, "2026-03-05T00:00:00Z": 2500, "2026-03-06T00:00:00Z": 500,
		}),
		"data/exclusions/a.toml": exclusionText("night", "2026-03-05T00:00:00Z", "2026-03-05T01:00:00Z", ""),
	}.build(t)
	tq := teamOf(t, book, "2026-q1", "web")
	if len(tq.Contracts) != 1 || len(tq.Contracts[0].Periods) != 3 {
		t.Fatalf("contracts: %+v", tq.Contracts)
	}
	if tq.SLOs[0].Excluded != nil {
		t.Error("the contract's exclusion touches the objective")
	}
	jan, feb, mar := tq.Contracts[0].Periods[0], tq.Contracts[0].Periods[1], tq.Contracts[0].Periods[2]
	near(t, "January's margin", jan.Margin.Value, 1000)
	near(t, "January's margin in time", jan.MarginTime.Value, 1000.0/1488*0.002*31*86400)
	near(t, "January's credit", jan.Credit.Value, 0)
	near(t, "February's SLI", feb.SLI.Value, 1-2000.0/672000)
	near(t, "February's margin", feb.Margin.Value, -656)
	near(t, "February's credit", feb.Credit.Value, 0.1)
	near(t, "February's money", feb.Owed.Value, 200)
	near(t, "March's margin", mar.Margin.Value, 986)
	near(t, "March's SLI without", mar.Excluded.Without, 1-3000.0/745500) // the bad hour had 2,500 requests
	if jan.Verdict != report.VerdictKept || feb.Verdict != report.VerdictBreached || mar.Verdict != report.VerdictKept {
		t.Errorf("verdicts: %s, %s, %s", jan.Verdict, feb.Verdict, mar.Verdict)
	}
	if jan.Label != "January 2026" || !feb.End.Equal(instant("2026-03-01T00:00:00Z")) {
		t.Errorf("periods: %s, %s", jan.Label, feb.End)
	}
	sum := book.Organisations[0].Contracts
	if sum == nil || sum.Judged != 3 || sum.Breached != 1 || len(sum.Owed) != 1 || sum.Owed[0] != (report.Money{Currency: "GBP", Amount: 200}) || len(sum.List) != 1 {
		t.Errorf("in short: %+v", sum)
	}
	// The quarter has 2,161,500 requests, of which 99.9 % allows 2,161.5;
	// February's 2,000 failures are what the breach is about.
	f := findingOf(t, tq.Findings, "contract-breached")
	near(t, "what is at stake", &f.Materiality, 2000/2161.5)
	if !strings.HasSuffix(plainText(f.Title), "was breached in February 2026; GBP 200 is owed in credits") ||
		!strings.Contains(plainText(f.Body), "2,000 requests failed, 656 more than allowed. Its scale owes 10.0 % of the fee of GBP 2,000.") ||
		f.Evidence == nil || len(f.Evidence.Items) != 3 || !f.Evidence.Items[1].Strong {
		t.Errorf("the finding: %+v", f)
	}
	findingOf(t, book.Organisations[0].Findings, "contract-breached")
}

func findingOf(t *testing.T, list []report.Finding, kind string) report.Finding {
	t.Helper()
	for _, f := range list {
		if f.Kind == kind {
			return f
		}
	}
	t.Fatalf("no finding %q among %d", kind, len(list))
	return report.Finding{}
}

func plainText(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

// The data end on 15 February: January is over, February runs, March has not
// begun and is not there. A yearly contract stands as of the quarter's end, in
// the first quarter as of then although the second is known.
func TestContractsToDate(t *testing.T) {
	yearly := strings.NewReplacer(`"month"`, `"year"`, "fee = 2000\ncurrency = \"GBP\"\nexclusions = [\"night\"]", "").Replace(sellers)
	month := strings.Replace(sellers, "exclusions = [\"night\"]", "", 1)
	build := func(contract, to string) *report.Book {
		book, _ := site{"config.toml": plainConfig, "data/teams/web.toml": webTeam + contract,
			"data/metrics/a.csv": hours("2026-01-01T00:00:00Z", to, map[string]int{"2026-02-05T00:00:00Z": 336})}.build(t)
		return book
	}
	periods := teamOf(t, build(month, "2026-02-15T00:00:00Z"), "2026-q1", "web").Contracts[0].Periods
	if len(periods) != 2 || periods[0].Running || !periods[1].Running || periods[1].Verdict != report.VerdictHolds {
		t.Fatalf("periods: %+v", periods)
	}
	// Half of February: the whole allows 1,344, of which 336 are gone.
	near(t, "February's margin", periods[1].Margin.Value, 1008)
	near(t, "and used", periods[1].Used.Value, 0.25)

	book := build(yearly, "2026-07-01T00:00:00Z")
	first, second := teamOf(t, book, "2026-q1", "web").Contracts[0].Periods, teamOf(t, book, "2026-q2", "web").Contracts[0].Periods
	if len(first) != 1 || !first[0].Running || first[0].Label != "2026" || !first[0].Seen.Equal(instant("2026-04-01T00:00:00Z")) {
		t.Fatalf("in the first quarter: %+v", first)
	}
	// 8,760 hours allow 17,520.
	near(t, "the year's margin", first[0].Margin.Value, 17520-336)
	near(t, "valid, first quarter", first[0].Valid.Value, 2160000)
	near(t, "valid, second quarter", second[0].Valid.Value, 4344000)
}

// A fiscal year that starts in April: its year is named by both its ends, and
// the January quarter ends it.
func TestAContractOfAFiscalYear(t *testing.T) {
	yearly := strings.NewReplacer(`"month"`, `"year"`, "exclusions = [\"night\"]", "").Replace(sellers)
	book, _ := site{"config.toml": plainConfig + "fiscal_year_starts = 4\n", "data/teams/web.toml": webTeam + yearly,
		"data/metrics/a.csv": hours("2025-04-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{"2026-02-05T00:00:00Z": 876})}.build(t)
	p := teamOf(t, book, "fy2026-q4", "web").Contracts[0].Periods[0]
	if p.Running || p.Label != "April 2025 to March 2026" || p.Verdict != report.VerdictKept {
		t.Errorf("the year is %+v", p)
	}
	near(t, "margin", p.Margin.Value, 17520-876)
}

// The service moves on 15 February: January is the first owner's, February and
// March the second's, each month once.
func TestAPeriodBelongsToOneTeam(t *testing.T) {
	owner := func(name, service string) string {
		return fmt.Sprintf("name = %q\n[[service]]\nid = \"shop\"\nname = \"Shop\"\n%s\n", name, service)
	}
	book, _ := site{
		"config.toml":           plainConfig,
		"data/teams/early.toml": owner("Early", "to = 2026-02-15"),
		"data/teams/late.toml":  owner("Late", "from = 2026-02-15") + webTeam[strings.Index(webTeam, "[[slo]]"):] + strings.Replace(sellers, "exclusions = [\"night\"]", "", 1),
		"data/metrics/q1.csv":   hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", nil),
	}.build(t)
	early, late := teamOf(t, book, "2026-q1", "early").Contracts, teamOf(t, book, "2026-q1", "late").Contracts
	if len(early) != 1 || len(early[0].Periods) != 1 || len(late) != 1 || len(late[0].Periods) != 2 || late[0].Periods[0].Label != "February 2026" {
		t.Errorf("early %+v, late %+v", early, late)
	}
}

// A contract from 15 January covers 17 days of that month; one whose month was
// not measured has no verdict, and nothing is said to be owed.
func TestAYoungContractAndAMonthWithoutData(t *testing.T) {
	young := strings.Replace(sellers, "exclusions = [\"night\"]", "from = 2026-01-15", 1)
	book, _ := site{
		"config.toml":         plainConfig,
		"data/teams/web.toml": webTeam + young,
		"data/metrics/a.csv":  hours("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", nil),
		"data/metrics/b.csv":  hours("2026-03-01T00:00:00Z", "2026-03-15T00:00:00Z", nil),
		"data/metrics/c.csv":  hours("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z", nil),
	}.build(t)
	p := teamOf(t, book, "2026-q1", "web").Contracts[0].Periods
	near(t, "valid", p[0].Valid.Value, 17*24*1000)
	if p[1].Verdict != report.VerdictNoData || p[1].Credit.Value != nil || p[1].SLI.Value != nil {
		t.Errorf("February: %+v", p[1])
	}
	if p[2].Verdict != report.VerdictNone || p[2].Credit.Value != nil || p[2].SLI.Value == nil {
		t.Errorf("March: %+v", p[2])
	}
}

// Two objectives in events and one in slices. The big one has 2,160,000 requests,
// 216 failed of the 2,160 allowed; the small one 216,000, of which 1,080 failed
// of the 216 allowed: five times its budget. Together 1,296 of 2,376: 54.5 %.
func TestRollUpShowsTheSmallOne(t *testing.T) {
	var b strings.Builder
	b.WriteString("time,big,big_bad,small,small_bad,ms\n")
	for at, n := instant("2026-01-01T00:00:00Z"), 0; at.Before(instant("2026-04-01T00:00:00Z")); at, n = at.Add(time.Hour), n+1 {
		big, small := 0, 0
		if n < 216 {
			big, small = 1, 5
		}
		fmt.Fprintf(&b, "%s,1000,%d,100,%d,10\n", at.Format(time.RFC3339), big, small)
	}
	one := func(id, what string) string {
		return fmt.Sprintf("[[slo]]\nid = %q\nservice = \"shop\"\n%s\nobjective = 0.999\n", id, what)
	}
	book, _ := site{
		"config.toml": plainConfig,
		"data/teams/web.toml": "name = \"Web\"\n[[service]]\nid = \"shop\"\n" + one("big", "total = \"big\"\nbad = \"big_bad\"") + one("small", "total = \"small\"\nbad = \"small_bad\"") +
			one("slow", "method = \"slices\"\nslice = \"1h\"\nvalue = \"ms\"\nop = \"<=\"\nthreshold = 20"),
		"data/metrics/a.csv": b.String(),
	}.build(t)
	tq := teamOf(t, book, "2026-q1", "web")
	r := tq.Together
	if r == nil || len(r.Parts) != 2 || len(r.Apart) != 1 || r.Apart[0].SLO.ID != "slow" || r.Apart[0].Traffic != nil {
		t.Fatalf("together: %+v", r)
	}
	near(t, "spent together", r.Spent.Value, 1296.0/2376)
	near(t, "coverage", r.Spent.Coverage, 1)
	near(t, "the same in short", tq.RollUp, 1296.0/2376)
	near(t, "worst", r.WorstSpent, 5)
	if r.Worst != slo.Overspent || r.WorstSLO.ID != "small" || r.Parts[0].SLO.ID != "small" {
		t.Errorf("the worst is %s, %s", r.WorstSLO.ID, r.Worst)
	}
	near(t, "the small one's traffic", r.Parts[0].Traffic, 1.0/11)
	near(t, "and failures", r.Parts[0].Failures, 1080.0/1296)
	near(t, "the big one's traffic", r.Parts[1].Traffic, 10.0/11)
}

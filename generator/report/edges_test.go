package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
)

// Quarters at the edges of the calendar and of the data. Every expected figure
// is worked out in the comment above it; a second program, written from the
// definitions in another language, came to the same.

// spendOf is what an incident took of an objective in a quarter.
func spendOf(s *report.SLOQuarter, id string) *float64 {
	for _, p := range s.Spend.Parts {
		if p.Incident != nil && p.Incident.ID == id {
			return &p.Bad
		}
	}
	return nil
}

func clockOf(t *testing.T, tq *report.TeamQuarter, name string) report.Durations {
	t.Helper()
	for _, c := range tq.Summary.Clocks {
		if c.Clock == name {
			return c
		}
	}
	t.Fatalf("no clock %s", name)
	return report.Durations{}
}

func validOn(s *report.SLOQuarter, date string) *float64 {
	for _, d := range s.Days {
		if d.Date == date {
			return d.Valid
		}
	}
	return nil
}

// Berlin's 2026 at 1,000 requests an hour. From January to March there are
// 90 × 24 − 1 = 2,159 hours, from October to December 92 × 24 + 1 = 2,209.
//
// SPRING is written from half past one to half past three, which is one hour of
// real time, 00:30 to 01:30 in UTC: half of the 60 and half of the 40 that
// failed in those two hours, 50. Four weeks are 672 hours, whatever clocks do.
// AUTUMN is written from 01:15 to 03:45: three and a half hours, 23:15 to 02:45
// in UTC; of 40, 10, 10 and 80 it takes 30 + 10 + 10 + 60 = 110.
//
// March has 743 hours, so the contract over it allows 743; 100 failed. What is
// left, 643, would go in 643 × 3.6 s of total outage.
func TestWhenTheClocksChange(t *testing.T) {
	book, _ := site{
		"config.toml": "title = \"T\"\ntimezone = \"Europe/Berlin\"\n",
		"data/teams/web.toml": webTeam + "[[sla]]\nid = \"deal\"\nslo = \"shop-up\"\ntarget = 0.999\nperiod = \"month\"\n" +
			"[[sla.credit]]\nbelow = 0.999\npercent = 10\n",
		"data/metrics/a.csv": hours("2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z", map[string]int{
			"2026-03-29T00:00:00Z": 60, "2026-03-29T01:00:00Z": 40,
			"2026-10-24T23:00:00Z": 40, "2026-10-25T00:00:00Z": 10, "2026-10-25T01:00:00Z": 10, "2026-10-25T02:00:00Z": 80,
		}),
		"data/postmortems/s.md": pm("SPRING", "2026-03-29T01:30:00", "2026-03-29T03:30:00"),
		"data/postmortems/a.md": pm("AUTUMN", "2026-10-25T01:15:00", "2026-10-25T03:45:00"),
	}.build(t)
	for _, c := range []struct {
		slug, day, id                  string
		hours, dayHours, took, restore float64
	}{
		{"2026-q1", "2026-03-29", "SPRING", 2159, 23, 50, 3600},
		{"2026-q4", "2026-10-25", "AUTUMN", 2209, 25, 110, 12600},
	} {
		s, tq := find(t, book, c.slug, "web", "shop-up"), teamReport(t, book, c.slug, "web")
		near(t, c.id+" requests", s.Valid.Value, c.hours*1000)
		near(t, c.id+" budget", s.Budget.Value, c.hours)
		near(t, c.id+" coverage", s.Coverage.Value, 1)
		near(t, c.id+" requests of the day", validOn(s, c.day), c.dayHours*1000)
		near(t, c.id+" took", spendOf(s, c.id), c.took)
		near(t, c.id+" of four weeks", step(t, tq, "incident").Value.Value, c.took/672)
		near(t, c.id+" to restore", clockOf(t, tq, "time_to_restore").Median, c.restore)
		near(t, c.id+" hours of impact", tq.Summary.Impact.Value, c.restore/3600)
	}
	march := teamReport(t, book, "2026-q1", "web").Contracts[0].Periods[2]
	near(t, "margin of March", march.Margin.Value, 643)
	near(t, "in time", march.MarginTime.Value, 643*3.6)
}

// The first quarter of 2028 has 91 days, 2,184 hours, and February 696. The
// incident lasts from half an hour before the 29th to half an hour after it, 25
// hours: half of 10, twice 24, half of 8 is 57. The contract's February lost 10
// and 48 of the 696 it may lose. Of 91 days 64 end four whole weeks.
func TestALeapDay(t *testing.T) {
	bad := map[string]int{"2028-02-28T23:00:00Z": 10, "2028-03-01T00:00:00Z": 8}
	for h := range 24 {
		bad[fmt.Sprintf("2028-02-29T%02d:00:00Z", h)] = 2
	}
	book, _ := site{
		"config.toml": plainConfig,
		"data/teams/web.toml": webTeam + "[[sla]]\nid = \"deal\"\nslo = \"shop-up\"\ntarget = 0.999\nperiod = \"month\"\n" +
			"[[sla.credit]]\nbelow = 0.999\npercent = 10\n",
		"data/metrics/a.csv":    hours("2028-01-01T00:00:00Z", "2028-04-01T00:00:00Z", bad),
		"data/postmortems/a.md": pm("A", "2028-02-28T23:30:00Z", "2028-03-01T00:30:00Z"),
	}.build(t)
	s, tq := find(t, book, "2028-q1", "web", "shop-up"), teamReport(t, book, "2028-q1", "web")
	near(t, "budget", s.Budget.Value, 2184)
	near(t, "taken", spendOf(s, "A"), 57)
	near(t, "of four weeks", step(t, tq, "incident").Value.Value, 57.0/672)
	near(t, "to restore", clockOf(t, tq, "time_to_restore").Median, 25*3600)
	near(t, "requests of the day", validOn(s, "2028-02-29"), 24_000)
	february := tq.Contracts[0].Periods[1]
	near(t, "failed in February", february.Bad.Value, 58)
	near(t, "margin in time", february.MarginTime.Value, (696-58)*3.6)
	if c := candidate(t, book.SLOs[0], 0.999); c.Rolling == nil || c.Rolling.Of != 64 || c.Rolling.Met != 64 {
		t.Errorf("rolling: %+v, want 64 of 64", c.Rolling)
	}
}

// A fiscal year from April 2026 to March 2027, named for the latter, in London:
// its first quarter begins at 23:00 UTC and has 2,184 hours. The incident starts
// half an hour before the quarter's end and lasts two hours: it counts in the
// first quarter with half of 60, and takes 20 and half of 50 of the second.
// The contract's year is 8,760 hours long, so 8,760 may fail at this traffic.
// By the end of June 60 have, which leaves 8,700 × 3.6 s.
func TestAFiscalYearThatBeginsInApril(t *testing.T) {
	book, _ := site{
		"config.toml":         "title = \"T\"\ntimezone = \"Europe/London\"\nfiscal_year_starts = 4\n",
		"data/teams/web.toml": webTeam + "[[sla]]\nid = \"deal\"\nslo = \"shop-up\"\ntarget = 0.999\nperiod = \"year\"\n",
		"data/metrics/a.csv": hours("2026-03-31T23:00:00Z", "2026-09-30T23:00:00Z",
			map[string]int{"2026-06-30T22:00:00Z": 60, "2026-06-30T23:00:00Z": 20, "2026-07-01T00:00:00Z": 50}),
		"data/postmortems/a.md": pm("A", "2026-06-30T22:30:00Z", "2026-07-01T00:30:00Z"),
	}.build(t)
	first, second := teamReport(t, book, "fy2027-q1", "web"), teamReport(t, book, "fy2027-q2", "web")
	same(t, "name", first.Quarter.Name, "FY2027-Q1")
	same(t, "start", first.Quarter.Start.Format(time.RFC3339), "2026-03-31T23:00:00Z")
	near(t, "budget", first.SLOs[0].Budget.Value, 2184)
	near(t, "taken of the first", spendOf(first.SLOs[0], "A"), 30)
	near(t, "taken of the second", spendOf(second.SLOs[0], "A"), 45)
	if len(first.Incidents) != 1 || len(second.Incidents) != 0 {
		t.Errorf("%d and %d incidents, want 1 and 0", len(first.Incidents), len(second.Incidents))
	}
	near(t, "hours of impact in the first", first.Summary.Impact.Value, 0.5)
	near(t, "and in the second", second.Summary.Impact.Value, 1.5)
	year := first.Contracts[0].Periods[0]
	near(t, "margin used", year.Used.Value, 60.0/8760)
	near(t, "margin in time", year.MarginTime.Value, 8700*3.6)
}

// raised is an objective that is tightened from 99 % to 99.9 % at half past six
// on 10 February. In the hour of the change 100 fail; an incident has the middle
// half of it, 50.
func raised(until string) site {
	return site{
		"config.toml": plainConfig,
		"data/teams/web.toml": strings.Replace(webTeam, "objective = 0.999\n",
			"[[slo.objective]]\ntarget = 0.99\n[[slo.objective]]\nfrom = 2026-02-10T06:30:00Z\ntarget = 0.999\n", 1),
		"data/metrics/a.csv":    hours("2026-01-01T00:00:00Z", until, map[string]int{"2026-02-10T06:00:00Z": 100}),
		"data/postmortems/a.md": pm("A", "2026-02-10T06:15:00Z", "2026-02-10T06:45:00Z"),
	}
}

// Before the change lie 40 days and 6.5 hours, 966.5 hours that allow 10 each;
// after it 1,193.5 of the quarter's 2,160 that allow one each: 9,665 + 1,193.5.
// The four weeks that end with the incident have a quarter of an hour of the
// new objective and 671.75 hours of the old one: 0.25 + 6,717.5.
//
// Seen on 20 February, 233.5 hours have passed under the new one, and 960 are to
// come: the whole quarter's budget is 9,665 + 233.5 + 960, the same, and what is
// measured has 9,898.5 of it.
func TestAnObjectiveRaisedInMidQuarter(t *testing.T) {
	book, _ := raised("2026-04-01T00:00:00Z").build(t)
	s, tq := find(t, book, "2026-q1", "web", "shop-up"), teamReport(t, book, "2026-q1", "web")
	near(t, "budget", s.Budget.Value, 10_858.5)
	near(t, "spent", s.Spent.Value, 100/10_858.5)
	near(t, "taken", spendOf(s, "A"), 50)
	near(t, "of four weeks", step(t, tq, "incident").Value.Value, 50/6717.75)
	book, _ = raised("2026-02-20T00:00:00Z").build(t)
	s = find(t, book, "2026-q1", "web", "shop-up")
	near(t, "budget of the whole quarter", s.Budget.Value, 10_858.5)
	near(t, "spent so far", s.Spent.Value, 100/10_858.5)
	near(t, "on course for", s.OnCourse.Value, 100/9898.5)
}

// Measuring begins on 15 February, 1,080 hours before the quarter's end. Where
// the objective is in force since that day the quarter is judged from there, and
// three quarters of the budget are left since then, not before. Where it is said
// to have held from the beginning, half of the quarter is missing.
func TestAnObjectiveYoungerThanTheQuarter(t *testing.T) {
	s := site{
		"config.toml":         plainConfig,
		"data/teams/web.toml": strings.Replace(webTeam, "objective = 0.999\n", "[[slo.objective]]\nfrom = 2026-02-15\ntarget = 0.999\n", 1),
		"data/metrics/a.csv":  hours("2026-02-15T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{"2026-03-01T00:00:00Z": 54}),
	}
	book, _ := s.build(t)
	q, ample := find(t, book, "2026-q1", "web", "shop-up"), step(t, teamReport(t, book, "2026-q1", "web"), "ample")
	near(t, "budget", q.Budget.Value, 1080)
	near(t, "spent", q.Spent.Value, 0.05)
	near(t, "coverage", q.Coverage.Value, 1)
	if q.State != slo.Within || !about(ample.Since, "2026-02-15T00:00:00Z") {
		t.Errorf("%v, ample since %v, want 15 February", q.State, ample.Since)
	}
	s["data/teams/web.toml"] = webTeam
	book, _ = s.build(t)
	q = find(t, book, "2026-q1", "web", "shop-up")
	near(t, "coverage from the quarter's start", q.Coverage.Value, 0.5)
	near(t, "spent of what was measured", q.Spent.Value, 0.05)
	if q.State != slo.Incomplete {
		t.Errorf("%v, want incomplete", q.State)
	}
}

// Nobody came between April and June: no budget, no verdict, and the reason.
func TestAQuarterWithoutTraffic(t *testing.T) {
	rows := hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", nil) +
		strings.ReplaceAll(strings.TrimPrefix(hours("2026-04-01T00:00:00Z", "2026-07-01T00:00:00Z", nil), "time,requests,errors\n"), ",1000,", ",0,")
	book, _ := site{"config.toml": plainConfig, "data/teams/web.toml": webTeam, "data/metrics/a.csv": rows}.build(t)
	s, tq := find(t, book, "2026-q2", "web", "shop-up"), teamReport(t, book, "2026-q2", "web")
	if s.State != slo.NoData || s.SLI.Value != nil || s.Spent.Value != nil || tq.State != slo.NoData {
		t.Errorf("%v, indicator %v, spent %v, team %v", s.State, s.SLI.Value, s.Spent.Value, tq.State)
	}
	if !strings.Contains(s.Reason, "traffic") {
		t.Errorf("the reason does not say that there was no traffic: %q", s.Reason)
	}
	for _, p := range tq.Policy.Steps {
		if p.SLOs[0].Since != nil {
			t.Errorf("the policy's step %s holds since %v", p.ID, p.SLOs[0].Since)
		}
	}
}

// An incident that began at noon on 30 March and has no end runs to the last
// sample, the end of 1 April: 36 hours of the first quarter, 24 of the second,
// two failures in each. It has no time to restore.
func TestAnIncidentWithNoEnd(t *testing.T) {
	bad := map[string]int{}
	for at := instant("2026-03-30T12:00:00Z"); at.Before(instant("2026-04-02T00:00:00Z")); at = at.Add(time.Hour) {
		bad[at.Format(time.RFC3339)] = 2
	}
	text := pm("A", "2026-03-30T12:00:00Z", "X")
	text = strings.NewReplacer("resolved = X\n", "", "mitigated = X\n", "", `"final"`, `"draft"`).Replace(text)
	book, _ := site{"config.toml": plainConfig, "data/teams/web.toml": webTeam,
		"data/metrics/a.csv":    hours("2026-01-01T00:00:00Z", "2026-04-02T00:00:00Z", bad),
		"data/postmortems/a.md": text}.build(t)
	first, second := teamReport(t, book, "2026-q1", "web"), teamReport(t, book, "2026-q2", "web")
	near(t, "taken of the first", spendOf(first.SLOs[0], "A"), 72)
	near(t, "taken of the second", spendOf(second.SLOs[0], "A"), 48)
	near(t, "hours of impact", first.Summary.Impact.Value, 36)
	near(t, "hours of impact in the second", second.Summary.Impact.Value, 24)
	if c := clockOf(t, first, "time_to_restore"); c.N != 0 || c.Open != 1 || !first.Incidents[0].Open {
		t.Errorf("%d restored, %d open", c.N, c.Open)
	}
}

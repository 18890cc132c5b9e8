package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/report"
)

// fact adds lines to a postmortem's front matter.
func fact(text string, lines ...string) string {
	return strings.Replace(text, "\n+++\n## ", "\n"+strings.Join(lines, "\n")+"\n+++\n## ", 1)
}

// twoTeams is a quarter of 2,160 hours at 1,000 events. Web's shop-up at 99.9 %
// may lose 2,160 of them, pay's pay-up at 99.8 % 4,320. At 10:00 on five days
// failed, of the shop: A 100 (which pay caused), B 50, nobody's 12; of payments:
// B 200, C 300 (its own, without a trigger).
func twoTeams() site {
	pay := strings.NewReplacer("Web", "Pay", "shop", "pay", "Shop", "Pay", `"requests"`+"\nbad", `"payments"`+"\nbad", `"errors"`, `"refused"`, "0.999", "0.998").Replace(webTeam)
	payments := strings.Replace(hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{"2026-02-04T10:00:00Z": 200, "2026-02-05T10:00:00Z": 300}),
		"requests,errors", "payments,refused", 1)
	at := func(id, day, services string, lines ...string) string {
		text := pm(id, "2026-02-"+day+"T10:00:00Z", "2026-02-"+day+"T11:00:00Z")
		return fact(strings.Replace(text, `["shop"]`, services, 1), lines...)
	}
	return site{
		"config.toml":           plainConfig,
		"data/teams/web.toml":   webTeam,
		"data/teams/pay.toml":   pay,
		"data/metrics/shop.csv": hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{"2026-02-03T10:00:00Z": 100, "2026-02-04T10:00:00Z": 50, "2026-02-06T10:00:00Z": 12}),
		"data/metrics/pay.csv":  payments,
		"data/postmortems/a.md": at("A", "03", `["shop"]`, `caused_by = "pay"`, `trigger = "release"`, `root_causes = ["x", "y"]`, `noticed_by = "support"`),
		"data/postmortems/b.md": at("B", "04", `["shop", "pay"]`, `trigger = "config"`, `root_causes = ["x"]`, `noticed_by = "alert"`),
		"data/postmortems/c.md": at("C", "05", `["pay"]`, `caused_by = "pay"`),
	}
}

func teamReport(t *testing.T, book *report.Book, slug, team string) *report.TeamQuarter {
	t.Helper()
	for _, tq := range book.TeamQuarters {
		if tq.Quarter.Slug == slug && tq.Team.ID == team {
			return tq
		}
	}
	t.Fatalf("no report of %s in %s", team, slug)
	return nil
}

// rows writes groups as "id failed, …".
func rows(list []report.SpendGroup) string {
	var out []string
	for _, g := range list {
		out = append(out, fmt.Sprintf("%s %g", g.Term.ID, g.Bad))
	}
	return strings.Join(out, ", ")
}

func charges(list []report.Charge) string {
	var out []string
	for _, c := range list {
		name := c.Owner.ID + " " + c.Kind
		if c.Spender != nil {
			name += " " + c.Spender.ID
		}
		out = append(out, fmt.Sprintf("%s %g", name, c.Bad))
	}
	return strings.Join(out, ", ")
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n  %s\nwant\n  %s", what, got, want)
	}
}

func TestSpendByTriggerRootCauseAndTeam(t *testing.T) {
	book, _ := twoTeams().build(t)
	web, pay, all := teamReport(t, book, "2026-q1", "web").Attribution, teamReport(t, book, "2026-q1", "pay").Attribution, book.Organisations[0].Attribution
	// The median hour has no failure, so the 12 are scattered. A's 100 are
	// shared by x and y.
	same(t, "web by trigger", rows(web.Triggers), "release 100, config 50, scattered 12")
	same(t, "web by root cause", rows(web.RootCauses), "x 100, y 50, scattered 12")
	same(t, "pay by trigger", rows(pay.Triggers), "config 200,  300")
	same(t, "all by trigger", rows(all.Triggers), "config 250, release 100,  300, scattered 12")
	same(t, "all by root cause", rows(all.RootCauses), "x 300, y 50,  300, scattered 12")
	near(t, "web spent", web.Spent, 162.0/2160)
	near(t, "pay spent", pay.Spent, 500.0/4320)
	near(t, "all spent", all.Spent, 662.0/6480)
	near(t, "config's share of all budgets", all.Triggers[0].Share, 250.0/6480)

	same(t, "who spent web's", charges(web.Charges), "web team pay 100, web own 50, web unexplained 12")
	same(t, "who spent pay's", charges(pay.Charges), "pay own 500")
	same(t, "what pay spent elsewhere", charges(pay.Caused), "web team pay 100")
	same(t, "what web spent elsewhere", charges(web.Caused), "")
	same(t, "all charges", charges(all.Charges), "pay own 500, web team pay 100, web own 50, web unexplained 12")
	near(t, "pay's share of web's budgets", web.Charges[0].Share, 100.0/2160)
}

// A quarter of an hour in 96 slices a day: 8,640 slices at 99 % may lose 86.4.
// Two of them are slow, in an incident. They are never added to events.
func TestSlicesStandBesideEvents(t *testing.T) {
	var b strings.Builder
	b.WriteString("time,p99_ms\n")
	for at := instant("2026-01-01T00:00:00Z"); at.Before(instant("2026-04-01T00:00:00Z")); at = at.Add(15 * time.Minute) {
		ms := 100
		if s := at.Format(time.RFC3339); s == "2026-02-03T10:00:00Z" || s == "2026-02-03T10:15:00Z" {
			ms = 900
		}
		fmt.Fprintf(&b, "%s,%d\n", at.Format(time.RFC3339), ms)
	}
	s := twoTeams()
	s["data/metrics/p99.csv"] = b.String()
	s["data/teams/web.toml"] += "[[slo]]\nid='quick'\nservice='shop'\nmethod='slices'\nslice='15m'\nvalue='p99_ms'\nop='<='\nthreshold=400\ncounts='quarter-hours'\nobjective=0.99\n"
	book, _ := s.build(t)
	a := teamReport(t, book, "2026-q1", "web").Attribution
	same(t, "by trigger", rows(a.Triggers), "release 100, config 50, scattered 12")
	near(t, "spent", a.Spent, 162.0/2160)
	if a.Objectives != 1 || len(a.Beside) != 1 || a.Beside[0].ID != "quick" {
		t.Errorf("%d added, beside %v", a.Objectives, a.Beside)
	}
	beside := a.Triggers[0].Beside
	if len(beside) != 1 || beside[0].Bad != 2 {
		t.Fatalf("beside the releases: %+v", beside)
	}
	near(t, "of the slices", beside[0].Share, 2/86.4)
}

// The first failure of a book ends no gap. A runs from 3 February 10:00 to
// 11:00, B a day later, C two days later: starts are 24 h apart, uptimes 23 h.
func TestUptimeAndTheTimeBetweenFailures(t *testing.T) {
	book, _ := twoTeams().build(t)
	s := book.Organisations[0].Summary
	uptime, between := s.Between[0], s.Between[1]
	if uptime.Clock != "uptime" || uptime.N != 2 || between.Clock != "between_failures" || between.N != 2 {
		t.Fatalf("%+v, %+v", uptime, between)
	}
	near(t, "uptime", uptime.Median, 23*3600)
	near(t, "between failures", between.Median, 24*3600)
	near(t, "hours of impact", s.Impact.Value, 3)
	if uptime.Mean != nil || s.Clocks[0].Mean != nil {
		t.Error("a mean although nobody asked for it")
	}
	// Web had A and B only.
	if web := teamReport(t, book, "2026-q1", "web").Summary.Between[0]; web.N != 1 || *web.Median != 23*3600 {
		t.Errorf("web's uptime %+v", web)
	}
}

func TestMeansOnRequest(t *testing.T) {
	s := twoTeams()
	s["config.toml"] += "[statistics]\nmeans = true\n"
	s["data/postmortems/d.md"] = pm("D", "2026-02-20T10:00:00Z", "2026-02-20T14:00:00Z")
	book, _ := s.build(t)
	// Restored after 1, 1, 1 and 4 hours: median 1, mean 1.75.
	for _, d := range book.Organisations[0].Summary.Clocks {
		if d.Clock == "time_to_restore" {
			near(t, "median", d.Median, 3600)
			near(t, "mean", d.Mean, 1.75*3600)
		}
	}
	if !slices.ContainsFunc(book.Methodology.Definitions, func(d report.Definition) bool { return d.ID == "mean" }) {
		t.Error("a mean that is shown is not defined")
	}
}

func TestWhoNoticedFirst(t *testing.T) {
	s := twoTeams()
	s["data/postmortems/d.md"] = fact(pm("D", "2026-02-20T10:00:00Z", "2026-02-20T14:00:00Z"), `noticed_by = "the moon"`)
	book, found := s.build(t)
	n := book.Organisations[0].Summary.Noticed
	if n.Alert != 1 || n.Customer != 1 || n.Other != 1 || n.NotStated != 1 || n.Colleague != 0 {
		t.Errorf("%+v", n)
	}
	near(t, "customers first", n.Customers.Value, 1.0/3)
	var told []string
	for _, d := range found {
		if d.Code == "unknown-term" && strings.Contains(d.Message, "the moon") {
			told = append(told, fmt.Sprintf("%s:%d", d.File, d.Line))
		}
	}
	if len(told) != 1 || !strings.HasPrefix(told[0], "data/postmortems/d.md:") {
		t.Errorf("the unknown word is told at %v", told)
	}
}

// fine writes five-minute rows of 1,000 requests from the first of February to
// the eleventh, none bad but in the stretch given.
func fine(from, to string, bad int) string {
	var b strings.Builder
	b.WriteString("time,requests,errors\n")
	first, last := instant(from), instant(to)
	for at := instant("2026-02-01T00:00:00Z"); at.Before(instant("2026-02-11T00:00:00Z")); at = at.Add(5 * time.Minute) {
		n := 0
		if !at.Before(first) && at.Before(last) {
			n = bad
		}
		fmt.Fprintf(&b, "%s,1000,%d\n", at.Format(time.RFC3339), n)
	}
	return b.String()
}

// From 10:00 on 100 of 1,000 fail in five minutes, a hundred times the even
// rate. After ten minutes the hour has 200 of the 14.4 × 12 = 172.8 that the
// fast rule asks for: 10:10. It was noticed at 10:30.
func TestWhenAnAlertWouldHaveFired(t *testing.T) {
	s := site{
		"config.toml": plainConfig, "data/teams/web.toml": webTeam,
		"data/metrics/a.csv": fine("2026-02-08T10:00:00Z", "2026-02-08T11:00:00Z", 100),
		"data/postmortems/a.md": strings.Replace(fact(pm("A", "2026-02-08T10:00:00Z", "2026-02-08T11:00:00Z"), `noticed_by = "customer"`),
			"detected = 2026-02-08T10:00", "detected = 2026-02-08T10:30", 1),
	}
	book, _ := s.build(t)
	d := book.Library.Incidents[0].Detection
	if d == nil || d.Claim != "alert" || !d.Alert.Equal(instant("2026-02-08T10:10:00Z")) || d.Rule.Factor != 14.4 || d.SLO.ID != "shop-up" {
		t.Fatalf("%+v", d)
	}
	near(t, "after the start", d.After, 600)
	near(t, "ahead of the customer", d.Ahead, 1200)
	sum := book.Organisations[0].Summary.Detection
	if sum.Told != 1 || sum.Fired != 1 || sum.Earlier != 1 || sum.Timed != 1 {
		t.Errorf("%+v", sum)
	}

	// The same quarter in hourly samples claims nothing.
	s["data/metrics/a.csv"] = hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{"2026-02-08T10:00:00Z": 900})
	book, _ = s.build(t)
	if d := book.Library.Incidents[0].Detection; d == nil || d.Claim != "too-coarse" || d.Alert != nil {
		t.Errorf("hourly: %+v", d)
	}
	// An incident that took nothing is held against nothing.
	s["data/metrics/a.csv"] = fine("2026-02-09T10:00:00Z", "2026-02-09T11:00:00Z", 100)
	book, _ = s.build(t)
	if d := book.Library.Incidents[0].Detection; d != nil {
		t.Errorf("nothing taken: %+v", d)
	}
}

// An hour at a hundred times the rate that nobody wrote up.
func TestTheCommandThatDocumentsABurst(t *testing.T) {
	s := site{"config.toml": "title = \"T\"\ntimezone = \"Europe/Berlin\"\n", "data/teams/web.toml": webTeam,
		"data/metrics/a.csv": fine("2026-02-08T10:00:00Z", "2026-02-08T11:00:00Z", 100)}
	book, _ := s.build(t)
	bursts := book.Organisations[0].Bursts
	if len(bursts) != 1 {
		t.Fatalf("%d bursts", len(bursts))
	}
	same(t, "command", bursts[0].Command, "quarterdeck new postmortem --slo shop-up --start 2026-02-08T10:00:00Z --end 2026-02-08T11:00:00Z")
	// Written up in just that time, the burst is gone and all of it is the
	// incident's.
	s["data/postmortems/a.md"] = pm("A", "2026-02-08T10:00:00Z", "2026-02-08T11:00:00Z")
	book, _ = s.build(t)
	if o := book.Organisations[0]; len(o.Bursts) != 0 || o.Incidents[0].Spends[0].Bad != 1200 {
		t.Errorf("%d bursts, %+v", len(o.Bursts), o.Incidents[0].Spends)
	}
}

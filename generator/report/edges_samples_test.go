package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/slo"
)

// minutes writes a row every five minutes of the first quarter of 2026: 1,000
// requests, or those that traffic says of an hour of the day, and what failed.
func minutes(traffic func(hour int) int, bad map[string]int) string {
	var b strings.Builder
	b.WriteString("time,requests,errors\n")
	for at := instant("2026-01-01T00:00:00Z"); at.Before(instant("2026-04-01T00:00:00Z")); at = at.Add(5 * time.Minute) {
		n := 1000
		if traffic != nil {
			n = traffic(at.Hour())
		}
		fmt.Fprintf(&b, "%s,%d,%d\n", at.Format(time.RFC3339), n, bad[at.Format(time.RFC3339)])
	}
	return b.String()
}

// every gives each five minutes of a stretch the same number of failures.
func every(from, to string, failed int) map[string]int {
	bad := map[string]int{}
	for at := instant(from); at.Before(instant(to)); at = at.Add(5 * time.Minute) {
		bad[at.Format(time.RFC3339)] = failed
	}
	return bad
}

// Half an hour loses 24 a minute, 720 in all. A has its first 22.5 minutes, B the
// last 17.5, so they share ten; 4.5 minutes in A's part are left out by
// agreement, 108 failures with them. A has 22.5 − 4.5 − 10 = 8 minutes alone,
// 192, and half of 240; B has 7.5 alone, 180, and the other half.
//
// The quarter has 25,920 samples, of which nine tenths of one are left out, 900
// requests: 25,919.1 may fail. A has two root causes and lies with another team.
func TestOverlapsExclusionsAndSamplesThatAreCut(t *testing.T) {
	s := site{
		"config.toml":         plainConfig,
		"data/teams/web.toml": webTeam,
		"data/teams/pay.toml": "name = \"Pay\"\n[[service]]\nid = \"pay\"\n",
		"data/metrics/a.csv":  minutes(nil, every("2026-02-05T12:00:00Z", "2026-02-05T12:30:00Z", 120)),
		"data/exclusions/e.toml": "[[exclusion]]\nid = \"move\"\nreason = \"A move.\"\napprover = \"Head\"\ndate = 2026-01-02\n" +
			"from = 2026-02-05T12:07:30Z\nto = 2026-02-05T12:12:00Z\nslos = [\"shop-up\"]\n",
		"data/postmortems/a.md": fact(pm("A", "2026-02-05T12:00:00Z", "2026-02-05T12:22:30Z"), `caused_by = "pay"`, `root_causes = ["x", "y"]`),
		"data/postmortems/b.md": fact(pm("B", "2026-02-05T12:12:30Z", "2026-02-05T12:30:00Z"), `root_causes = ["x"]`),
	}
	book, _ := s.build(t)
	q, tq := find(t, book, "2026-q1", "web", "shop-up"), teamReport(t, book, "2026-q1", "web")
	near(t, "budget", q.Budget.Value, 25_919.1)
	near(t, "spent", q.Spent.Value, 612/25_919.1)
	near(t, "A", spendOf(q, "A"), 312)
	near(t, "B", spendOf(q, "B"), 300)
	near(t, "unexplained", q.Spend.Unexplained, 0)
	near(t, "failed in what is left out", q.Excluded.Bad, 108)
	near(t, "spent without the exclusion", q.Excluded.Without.Spent, 720.0/25_920)
	same(t, "root causes", rows(tq.Attribution.RootCauses), "x 456, y 156")
	same(t, "teams", charges(tq.Attribution.Charges), "web team pay 312, web own 300")
	// 22.5 and 17.5 minutes of which ten are the same: half an hour.
	near(t, "hours of impact", tq.Summary.Impact.Value, 0.5)
}

// Slices of a quarter of an hour, good when 99 in 100 are: 12 failures of 3,000
// leave one good, 40 do not. From two to four at night nobody comes, eight
// slices a day. Of 90 days' 8,640 slices 720 are empty: skipped, they leave 7,920
// and 79.2 that may fail at 99 %; counted as good, one of 86.4 is spent; counted
// as bad, 721 are.
func TestEmptySlices(t *testing.T) {
	night := func(hour int) int {
		if hour == 2 || hour == 3 {
			return 0
		}
		return 1000
	}
	rows := minutes(night, map[string]int{"2026-02-05T12:05:00Z": 12, "2026-02-06T12:05:00Z": 40})
	for _, c := range []struct {
		empty      string
		valid, bad float64
	}{{"", 7920, 1}, {"empty = \"good\"\n", 8640, 1}, {"empty = \"bad\"\n", 8640, 721}} {
		team := strings.Replace(webTeam, `method = "events"`, "method = \"slices\"\nslice = \"15m\"\nslice_target = 0.99\n"+c.empty, 1)
		book, _ := site{"config.toml": plainConfig, "data/metrics/a.csv": rows,
			"data/teams/web.toml": strings.Replace(team, "0.999\n", "0.99\n", 1)}.build(t)
		q := find(t, book, "2026-q1", "web", "shop-up")
		near(t, c.empty+"slices", q.Valid.Value, c.valid)
		near(t, c.empty+"bad", q.Bad.Value, c.bad)
		near(t, c.empty+"spent", q.Spent.Value, c.bad/(c.valid*0.01))
	}
}

// Two instances, read hourly from midnight on 1 January, count 600 and 400 an
// hour. The first restarts on 1 February and has counted 300 by the next reading,
// so 300 are lost: 2,160,000 − 300. The second is not read from one to five on
// 10 February; by six it has counted twelve failures more, two for each of the
// six hours. An incident from two to four reaches one reading further, to five:
// three hours, six failures.
func TestCountersThatRestartAndGapsInThem(t *testing.T) {
	var b strings.Builder
	b.WriteString("time,instance,requests_total,errors_total\n")
	first, failed := 0, 0
	for at, n := instant("2026-01-01T00:00:00Z"), 0; !at.After(instant("2026-04-01T00:00:00Z")); at, n = at.Add(time.Hour), n+1 {
		stamp := at.Format(time.RFC3339)
		first += 600
		if stamp == "2026-02-01T00:00:00Z" {
			first = 300
		}
		if stamp == "2026-02-10T06:00:00Z" {
			failed = 12
		}
		fmt.Fprintf(&b, "%s,a,%d,0\n", stamp, first)
		if strings.HasPrefix(stamp, "2026-02-10T0") && at.Hour() >= 1 && at.Hour() <= 5 {
			continue
		}
		fmt.Fprintf(&b, "%s,b,%d,%d\n", stamp, n*400, failed)
	}
	book, _ := site{
		"config.toml":           plainConfig,
		"data/teams/web.toml":   strings.NewReplacer("\"requests\"\nbad", "\"requests_total\"\nbad", "\"errors\"", "\"errors_total\"").Replace(webTeam),
		"data/metrics/a.csv":    b.String(),
		"data/postmortems/a.md": pm("A", "2026-02-10T02:00:00Z", "2026-02-10T04:00:00Z"),
	}.build(t)
	q := find(t, book, "2026-q1", "web", "shop-up")
	near(t, "requests", q.Valid.Value, 2_159_700)
	near(t, "failed", q.Bad.Value, 12)
	near(t, "taken", spendOf(q, "A"), 6)
	if q.Quality.Resets != 1 {
		t.Errorf("%d restarts told, want 1", q.Quality.Resets)
	}
}

// Three objectives on the same 2,160,000 requests of which 216 failed. One allows
// no failure, so its 216 are of no budget: with 2,160 and 4,320 allowed by the
// others, 432 ÷ 6,480 is spent, the same in both accounts of the page; of the
// events 648 in 6,480,000 failed. What the worst one spent is no share.
func TestAnObjectiveThatAllowsNoFailureInASum(t *testing.T) {
	other := func(id, target string) string {
		return "[[slo]]\nid = \"" + id + "\"\nservice = \"shop\"\ntotal = \"requests\"\nbad = \"errors\"\nobjective = " + target + "\n"
	}
	book, _ := site{"config.toml": plainConfig,
		"data/teams/web.toml": webTeam + other("shop-ever", "1.0") + other("shop-soft", "0.998"),
		"data/metrics/a.csv":  hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{"2026-02-05T12:00:00Z": 216})}.build(t)
	tq := teamReport(t, book, "2026-q1", "web")
	near(t, "roll-up", tq.RollUp, 432.0/6480)
	near(t, "roll-up with its parts", tq.Together.Spent.Value, 432.0/6480)
	near(t, "attribution", tq.Attribution.Spent, 432.0/6480)
	near(t, "indicator", tq.Together.SLI.Value, 1-648.0/6_480_000)
	if tq.State != slo.Overspent || tq.Together.WorstSLO.ID != "shop-ever" || tq.Together.WorstSpent != nil {
		t.Errorf("%v, worst %s spent %v", tq.State, tq.Together.WorstSLO.ID, tq.Together.WorstSpent)
	}
}

// Six hours at eight times the even rate, which no shorter rule tells of: 72
// samples lose 8 each, 576 of the 25,920 that may fail, from their first to their
// last. In the other hours one request fails every hour, so the burst's own
// excess is less than what failed in it: a twelfth a sample, 6 in all. The list
// shows what failed, and its share is of that, as a postmortem would take it.
func TestASlowBurstIsListedWithAllThatFailed(t *testing.T) {
	bad := every("2026-02-20T03:00:00Z", "2026-02-20T09:00:00Z", 8)
	for at := instant("2026-01-01T00:00:00Z"); at.Before(instant("2026-04-01T00:00:00Z")); at = at.Add(time.Hour) {
		if stamp := at.Format(time.RFC3339); bad[stamp] == 0 {
			bad[stamp] = 1
		}
	}
	s := site{"config.toml": plainConfig, "data/teams/web.toml": webTeam, "data/metrics/a.csv": minutes(nil, bad)}
	book, _ := s.build(t)
	bursts := book.Organisations[0].Bursts
	if len(bursts) != 1 {
		t.Fatalf("%d bursts, want 1", len(bursts))
	}
	b := bursts[0]
	same(t, "from", b.Start.Format(time.RFC3339), "2026-02-20T03:00:00Z")
	same(t, "to", b.End.Format(time.RFC3339), "2026-02-20T09:00:00Z")
	near(t, "failed", &b.Bad, 576)
	near(t, "share", b.Share, 576.0/25_920)
	for _, p := range find(t, book, "2026-q1", "web", "shop-up").Spend.Parts {
		if p.Kind == "bursts" {
			near(t, "excess", &p.Bad, 570)
		}
	}
	s["data/postmortems/a.md"] = pm("A", "2026-02-20T03:00:00Z", "2026-02-20T09:00:00Z")
	book, _ = s.build(t)
	near(t, "as an incident", book.Library.Incidents[0].Spends[0].Share, 576.0/25_920)
}

// Data up to noon on 10 April: the windows of 28 days end with whole days, 90 of
// the first quarter and nine of April, so 99 − 27 = 72 of them. An outage at
// eleven that day breaks none, for the day is not over.
func TestTheRunningDayEndsNoWindow(t *testing.T) {
	book, _ := site{"config.toml": plainConfig, "data/teams/web.toml": webTeam,
		"data/metrics/a.csv": hours("2026-01-01T00:00:00Z", "2026-04-10T12:00:00Z", map[string]int{"2026-04-10T11:00:00Z": 1000})}.build(t)
	if c := candidate(t, book.SLOs[0], 0.999); c.Rolling == nil || c.Rolling.Of != 72 || c.Rolling.Met != 72 {
		t.Errorf("%+v, want 72 of 72", c.Rolling)
	}
}

// A contract at 99.9 % beside an objective of the same: in March 100 of 744,000
// failed, of the 744 that the contract allows. After the issue the objective is
// raised and 50 more failures are found. The objective has two restatements; the
// contract, whose terms are as they were, has one, of its data: 150 of 744.
func TestARaisedObjectiveChangesNoContract(t *testing.T) {
	metrics := func(failed int) string {
		return hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{"2026-03-03T10:00:00Z": failed})
	}
	s := site{"config.toml": plainConfig, "data/metrics/q1.csv": metrics(100), "data/metrics/q2.csv": hours("2026-04-01T00:00:00Z", "2026-04-11T00:00:00Z", nil),
		"data/teams/web.toml": webTeam + "[[sla]]\nid = \"deal\"\nslo = \"shop-up\"\ntarget = 0.999\nperiod = \"month\"\n"}.issue(t)
	_, told := s.with("data/metrics/q1.csv", metrics(150)).with("data/teams/web.toml", strings.Replace(s["data/teams/web.toml"], "objective = 0.999\n", "objective = 0.9995\n", 1)).reported(t)
	all := plainText(strings.Join(told, "\n"))
	for _, want := range []string{"(changed definition): shop-up is held against 99.95 %", "(changed data): The measurements of shop-up", "(changed data): The contract “Deal”", "margin used: 13.4 % issued, 20.2 % now"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing in\n%s", want, all)
		}
	}
	if len(told) != 3 {
		t.Errorf("%d restatements, want 3:\n%s", len(told), all)
	}
}

package report_test

import (
	"fmt"
	"strings"
	"testing"
)

const hour, day = 3600.0, 86400.0

// Lead times of the first quarter: a1 24 h, a2 2 h (with w1 alone), a3 72 h, a4
// 12 h; the median of 2, 12, 24, 72 is 18. Six deployments in 2,159 hours, on six
// of 64 working days: from Thursday 1 January twelve weeks and six days, Thursday
// to Tuesday. Two of six failed: recoveries of 6 h across the quarter's edge and
// 2½ h by the incident's end; the median is 4¼ h. Wilson's interval of 2 of 6 is
// (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n) with z = 1.959963985. In the
// second quarter b1 2 h and b2 72 h, one of two failed and is open; w9 is of 1
// July in Berlin.
func TestDeliveryOfTwoQuarters(t *testing.T) {
	book, _ := rich().build(t)
	q1, q2 := inQuarter(t, book, "2026-q1", "web").Delivery, inQuarter(t, book, "2026-q2", "web").Delivery
	near(t, "lead time", metric(t, q1, "lead-time").Figure.Value, 18*hour)
	near(t, "deployments a week", metric(t, q1, "frequency").Figure.Value, 6/(2159.0/168))
	near(t, "working days with one", metric(t, q1, "frequency").Days, 6.0/64)
	near(t, "recovery", metric(t, q1, "recovery").Figure.Value, 4.25*hour)
	near(t, "change fail rate", metric(t, q1, "change-fail").Figure.Value, 2.0/6)
	near(t, "its lower edge", metric(t, q1, "change-fail").Low, 0.09677141110578043)
	near(t, "its upper edge", metric(t, q1, "change-fail").High, 0.7000066848616079)
	near(t, "rework rate", metric(t, q1, "rework").Figure.Value, 1.0/6)
	if m := metric(t, q1, "lead-time"); m.N != 4 || m.Low != nil || m.Figure.Previous != nil {
		t.Errorf("four commits are %+v", m)
	}
	if q1.OpenFailures != 0 || q1.Elsewhere != 1 || len(q1.Deployments) != 6 || q1.WorkingDays != 64 || q1.BandYear != 2024 {
		t.Errorf("open %d, elsewhere %d, %d deployments, %d working days", q1.OpenFailures, q1.Elsewhere, len(q1.Deployments), q1.WorkingDays)
	}
	if len(q1.Services) != 2 || q1.Services[0].Service.ID != "cart" || q1.Services[0].Deployments != 1 || q1.Services[1].Deployments != 5 {
		t.Errorf("services %+v", q1.Services)
	}
	near(t, "lead time then", metric(t, q2, "lead-time").Figure.Value, 37*hour)
	near(t, "and before", metric(t, q2, "lead-time").Figure.Previous, 18*hour)
	near(t, "a week then", metric(t, q2, "frequency").Figure.Value, 2.0/13)
	near(t, "failed then", metric(t, q2, "change-fail").Figure.Value, 0.5)
	if m := metric(t, q2, "recovery"); m.Figure.Value != nil || q2.OpenFailures != 1 || len(q2.Deployments) != 2 || m.Figure.Previous == nil {
		t.Errorf("an open failure: %+v, %d open", m.Figure, q2.OpenFailures)
	}
	if d := q1.Deployments[5]; d.ID != "w4" || !d.Failed || d.Open || d.Commits != 1 {
		t.Errorf("the last of the quarter is %+v", d)
	}
	if d := q1.Deployments[3]; d.ID != "w5" || d.Incident == nil || d.Incident.ID != "INC-1" {
		t.Errorf("w5 is %+v", d)
	}
}

// Pay has nothing on record before May: no section then, one deployment a day
// old after, and in the third quarter none: 0 a week, and no rate, time or level.
func TestAQuarterWithoutDeployments(t *testing.T) {
	book, _ := rich().build(t)
	if d := inQuarter(t, book, "2026-q1", "pay").Delivery; d != nil {
		t.Errorf("before the first on record: %+v", d)
	}
	near(t, "lead time", metric(t, inQuarter(t, book, "2026-q2", "pay").Delivery, "lead-time").Figure.Value, day)
	d := inQuarter(t, book, "2026-q3", "pay").Delivery
	if d == nil {
		t.Fatal("a quarter without a deployment has no section")
	}
	near(t, "frequency", metric(t, d, "frequency").Figure.Value, 0)
	near(t, "working days", metric(t, d, "frequency").Days, 0)
	for _, m := range d.Metrics {
		if m.ID != "frequency" && m.Figure.Value != nil || m.Level != "" {
			t.Errorf("%s of nothing is %+v, %q", m.ID, m.Figure.Value, m.Level)
		}
	}
}

// A service moves on 1 April; the new owner ships a commit again that the old
// one had shipped: its lead time is the first owner's. 24 h, and 48 h of a commit
// of its own.
func TestACommitThatAnotherTeamShipped(t *testing.T) {
	owner := func(name, service string) string {
		return fmt.Sprintf("name = %q\n[[service]]\nid = \"shop\"\nname = \"Shop\"\n%s\n", name, service)
	}
	book, _ := site{
		"config.toml":              plainConfig,
		"data/teams/early.toml":    owner("Early", "to = 2026-04-01"),
		"data/teams/late.toml":     owner("Late", "from = 2026-04-01") + webTeam[strings.Index(webTeam, "[[slo]]"):],
		"data/metrics/a.csv":       hours("2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z", nil),
		"data/deployments/all.csv": "id,service,finished,sha,committed\n1,shop,2026-03-20T00:00:00Z,a,2026-03-19T00:00:00Z\n2,shop,2026-04-20T00:00:00Z,a,2026-03-19T00:00:00Z\n2,shop,2026-04-20T00:00:00Z,b,2026-04-18T00:00:00Z\n",
	}.build(t)
	near(t, "the first owner's", metric(t, inQuarter(t, book, "2026-q1", "early").Delivery, "lead-time").Figure.Value, day)
	m := metric(t, inQuarter(t, book, "2026-q2", "late").Delivery, "lead-time")
	if near(t, "the second owner's", m.Figure.Value, 2*day); m.N != 1 {
		t.Errorf("it stands on %d commits", m.N)
	}
}

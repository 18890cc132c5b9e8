package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// 180 shifts and 90 nights begin in the first quarter, 182 and 91 in the second.
// Four pages fall into the first; one shift of eleven hours had three, over two
// for twelve. Nights: that of the 28th and that of 31 March, whose page of 1
// April counts in the second quarter, which has no interrupted night. The median
// of 60, 120 and 300 s; the fourth nobody took. Work: 900 of 1,800 minutes; then
// 624 of 13 weeks of 40 hours.
func TestOnCallAcrossTheChangeOfClocks(t *testing.T) {
	book, _ := rich().build(t)
	q1, q2 := inQuarter(t, book, "2026-q1", "web").OnCall, inQuarter(t, book, "2026-q2", "web").OnCall
	near(t, "pages", q1.Pages.Value, 4)
	near(t, "a shift", q1.PerShift.Value, 4.0/180)
	near(t, "nights", q1.Nights.Value, 2)
	near(t, "acknowledged", q1.Acknowledge.Median, 120)
	near(t, "operations", q1.Operations.Value, 0.5)
	near(t, "toil", q1.Toil, 10)
	if q1.Shifts != 180 || q1.OverLimit != 1 || q1.NightsOf != 90 || q1.Acknowledge.Open != 1 || q1.Zone != "Europe/Berlin" || q1.NightFrom != "22:00" {
		t.Errorf("%+v", q1)
	}
	if q1.Week[5][22] != 1 || q1.Week[6][3] != 1 || q1.Week[6][5] != 1 || q1.Week[1][23] != 1 {
		t.Errorf("the week is %v", q1.Week)
	}
	if len(q1.Services) != 2 || q1.Services[0].Service.ID != "shop" || q1.Services[0].Pages != 3 || q1.Services[0].Night != 3 {
		t.Errorf("services %+v", q1.Services)
	}
	if got := plain(strings.Join(q1.Notes, " ")); !strings.Contains(got, "first page on record is of 2 February 2026") ||
		!strings.Contains(got, "One alert interrupted nobody and is not counted.") || !strings.Contains(got, "One page was acknowledged by nobody.") {
		t.Error(got)
	}
	near(t, "pages then", q2.Pages.Value, 2)
	near(t, "nights then", q2.Nights.Value, 0)
	near(t, "a shift then", q2.PerShift.Value, 2.0/182)
	near(t, "operations then", q2.Operations.Value, 624.0/(13*40*60))
	near(t, "operations before", q2.Operations.Previous, 0.5)
	// Pay lists its two shifts: one page fell into the second, one into none.
	p := inQuarter(t, book, "2026-q2", "pay").OnCall
	near(t, "a listed shift", p.PerShift.Value, 0.5)
	if p.Shifts != 2 || p.ShiftHours != 0 || p.OverLimit != 0 || !strings.Contains(strings.Join(p.Notes, " "), "fell into no listed shift") || p.Operations.Value != nil {
		t.Errorf("%+v", p)
	}
	if o := inQuarter(t, book, "2026-q1", "pay").OnCall; o != nil {
		t.Errorf("before its first page Pay has %+v", o)
	}
}

// Lead time 18 h = 0.75 days from 3 to 1: 2.25 ÷ 2 of the way. Orders 900 from 800
// to 1,000: half. Answers 100 − 100 × 2,800/2,159,000 per cent from 99.8 to 99.9.
// In the third quarter orders add up still: too early. The mean counts each at
// most whole.
func TestKeyResults(t *testing.T) {
	book, _ := rich().build(t)
	o := inQuarter(t, book, "2026-q1", "web").OKRs[0]
	answers := (100 - 100*2800.0/2159000 - 99.8) / 0.1
	near(t, "lead time", o.KeyResults[0].Progress, 2.25/2)
	near(t, "its figure, in days", o.KeyResults[0].Figure.Value, 0.75)
	near(t, "orders", o.KeyResults[1].Progress, 0.5)
	near(t, "answers", o.KeyResults[2].Progress, answers)
	near(t, "the objective", o.Progress, (1+0.5+answers)/3)
	if o.KeyResults[0].State != "reached" || o.KeyResults[1].State != "on the way" || o.KeyResults[0].Figure.Unit != "days" {
		t.Errorf("%+v", o.KeyResults)
	}
	berlin, _ := time.LoadLocation("Europe/Berlin")
	if by := o.KeyResults[0].By; by == nil || by.In(berlin).Format(time.DateOnly) != "2026-09-30" {
		t.Errorf("due %v, want the last day of the last quarter", by)
	}
	o = inQuarter(t, book, "2026-q2", "web").OKRs[0]
	near(t, "orders then", o.KeyResults[1].Progress, 5) // 1,800
	o = inQuarter(t, book, "2026-q3", "web").OKRs[0]
	if k := o.KeyResults[1]; k.State != "too early to tell" || k.Progress != nil || k.Figure.Value == nil {
		t.Errorf("orders of a running quarter: %+v", k)
	}
}

func TestAKeyResultThatNothingMeasures(t *testing.T) {
	s := rich()
	result := func(metric, unit string) string {
		s["data/teams/web.toml"] = webTeam + fmt.Sprintf("[[okr]]\nobjective = \"O\"\nquarter = \"2026-Q1\"\n[[okr.key_result]]\ntitle = \"K\"\nmetric = %q\nunit = %q\nfrom = 1\nto = 2\n", metric, unit)
		return s.problems(t)
	}
	if got := result("lead-tim", ""); !strings.Contains(got, "data/teams/web.toml:19:10: error: the key result \"K\" is measured by \"lead-tim\", which is no figure of the report (did you mean \"lead-time\"?)") {
		t.Error(got)
	}
	if got := result("lead-time", "sprints"); !strings.Contains(got, "error: the key result \"K\" is in \"sprints\", which \"lead-time\" is not measured in") {
		t.Error(got)
	}
	if got := result("change-fail", "percent"); !strings.Contains(got, "is not measured in") {
		t.Error(got)
	}
	for _, fine := range [][2]string{{"lead-time", "hours"}, {"change-fail", "%"}, {"incidents", "things"}, {"slo:shop-up", "%"}} {
		if got := result(fine[0], fine[1]); strings.Contains(got, "key result") {
			t.Errorf("%v: %s", fine, got)
		}
	}
}

// Pay serves Web: INC-2 and INC-3 lie with it and took 1,000 and 300 of the 2,184
// that Web's budget allows. One budget: they add up.
func TestAnEnablingTeam(t *testing.T) {
	book, _ := rich().build(t)
	e := inQuarter(t, book, "2026-q2", "pay").Enabling
	if e == nil || len(e.Felt) != 1 || e.Felt[0].Team.ID != "web" || len(e.Felt[0].Incidents) != 2 {
		t.Fatalf("%+v", e)
	}
	near(t, "felt", e.Felt[0].Share, 1300.0/2184)
	near(t, "adoption", e.Adoption.Figure.Value, 75)
	near(t, "offered", e.Offers[0].SLI, 1-100.0/(500*2184))
	if e.Satisfaction != nil || len(e.Users) != 1 || e.Users[0].Name != "Web" || e.Offers[0].SLO.ID != "till-up" || len(e.Learned) != 1 || len(e.Next) != 0 {
		t.Errorf("%+v", e)
	}
	if e := inQuarter(t, book, "2026-q1", "pay").Enabling; len(e.Felt) != 0 {
		t.Errorf("felt in a quarter without such an incident: %+v", e.Felt)
	}
	if e := inQuarter(t, book, "2026-q1", "web").Enabling; e != nil {
		t.Errorf("a team that serves nobody: %+v", e)
	}
}

func TestExercisesCountApart(t *testing.T) {
	book, _ := rich().build(t)
	tq := inQuarter(t, book, "2026-q2", "web")
	if e := tq.Exercises; e == nil || len(e.GameDays) != 1 || len(e.NearMisses) != 1 || e.Found != 2 || e.Done != 1 {
		t.Errorf("%+v", tq.Exercises)
	}
	near(t, "incidents", tq.Summary.Count.Value, 2)
	if e := inQuarter(t, book, "2026-q1", "web").Exercises; e != nil {
		t.Errorf("%+v", e)
	}
}

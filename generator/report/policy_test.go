package report_test

import (
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/report"
)

// step finds a step of the policy on the only objective.
func step(t *testing.T, tq *report.TeamQuarter, id string) report.PolicySLO {
	t.Helper()
	for _, s := range tq.Policy.Steps {
		if s.ID == id {
			return s.SLOs[0]
		}
	}
	t.Fatalf("no step %s", id)
	return report.PolicySLO{}
}

// about tells whether an instant is another to the second.
func about(got *time.Time, want string) bool {
	if got == nil {
		return want == ""
	}
	d := got.Sub(instant(want))
	return d >= -time.Second && d <= time.Second
}

// Every hour has 1,000 requests of which one may fail, so 28 days allow 672. In
// an hour that fails whole that is passed after 672 ‰ of it, 40 minutes 19, and
// 28 days later, once 328 have left the window, after 19 minutes 41. The second
// time it is still so at the end of March, and in April it is carried over.
var twoOutages = map[string]int{"2026-02-10T10:00:00Z": 1000, "2026-03-20T00:00:00Z": 1000}

func frozen(extra ...string) site {
	s := site{
		"config.toml":         plainConfig,
		"data/teams/web.toml": webTeam,
		"data/metrics/a.csv":  hours("2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z", twoOutages),
	}
	for i := 0; i+1 < len(extra); i += 2 {
		s[extra[i]] += extra[i+1]
	}
	return s
}

func TestTheFreezeAppliesSinceAnInstant(t *testing.T) {
	book, _ := frozen().build(t)
	x := step(t, teamReport(t, book, "2026-q1", "web"), "freeze")
	if x.State != "in_force" || len(x.Held) != 2 || x.CarriedOver != nil {
		t.Fatalf("at the end of March: %+v", x)
	}
	if !about(&x.Held[0].From, "2026-02-10T10:40:19Z") || !about(x.Held[0].To, "2026-03-10T10:19:41Z") || !about(x.Since, "2026-03-20T00:40:19Z") || x.Until != nil {
		t.Errorf("it held %+v, now since %v", x.Held, x.Since)
	}
	near(t, "spent in four weeks", x.Value.Value, 1000.0/672)
	// The outage leaves the window on 17 April; so that day is the last.
	if !about(x.Lifts, "2026-04-18T00:00:00Z") {
		t.Errorf("it lifts at %v", x.Lifts)
	}
	x = step(t, teamReport(t, book, "2026-q2", "web"), "freeze")
	if x.State != "ended" || x.CarriedOver == nil || x.CarriedOver.ID != "2026-q1" || !about(x.Until, "2026-04-17T00:19:41Z") {
		t.Errorf("in the second quarter: %+v", x)
	}
	calls := book.Organisations[0].Policy
	if len(calls) != 1 || calls[0].ID != "freeze" || len(calls[0].Teams) != 1 || calls[0].Teams[0].SLOs[0].ID != "shop-up" || len(book.Organisations[1].Policy) != 0 {
		t.Errorf("the organisation's lines are %+v and %+v", calls, book.Organisations[1].Policy)
	}
}

// A quarter of 90 days allows 2,160. More than a quarter of that, 540, has
// failed after 540 ‰ of the first outage, 32 minutes 24; 80 % or 1,728 after
// 728 ‰ of the second, 43 minutes 41.
func TestStepsOnTheQuartersOwnBudget(t *testing.T) {
	book, _ := frozen("config.toml", "[[policy.step]]\nid = \"careful\"\nwhen = \"spent >= 0.8\"\ndemands = \"Canaries\"\n").build(t)
	q1 := teamReport(t, book, "2026-q1", "web")
	ample, careful := step(t, q1, "ample"), step(t, q1, "careful")
	if ample.State != "ended" || !about(ample.Since, "2026-01-01T00:00:00Z") || !about(ample.Until, "2026-02-10T10:32:24Z") {
		t.Errorf("what an ample budget permits: %+v", ample)
	}
	if careful.State != "in_force" || !about(careful.Since, "2026-03-20T00:43:41Z") {
		t.Errorf("the step of the site: %+v", careful)
	}
	near(t, "spent", careful.Value.Value, 2000.0/2160)
	q2 := teamReport(t, book, "2026-q2", "web")
	if x := step(t, q2, "careful"); x.State != "not_met" || step(t, q2, "ample").State != "in_force" {
		t.Errorf("a new quarter has a new budget, and yet %+v", x)
	}
	var titles []string
	for _, s := range q1.Policy.Steps {
		titles = append(titles, s.ID)
	}
	if got := strings.Join(titles, " "); got != "ample incident cause careful freeze" {
		t.Errorf("the ladder is %s", got)
	}
}

// The incident took all 1,000 of an hour: of the 672 that the 28 days before
// its end allow 148.8 %, of the quarter's 2,160 46.3 %, half of that for each
// of its two root causes.
func TestTheRulesOnIncidentsAndCauses(t *testing.T) {
	causes := strings.Replace(pm("INC-A", "2026-02-10T10:00:00Z", "2026-02-10T11:00:00Z"), "services =", "root_causes = [\"software\", \"process\"]\nservices =", 1)
	s := frozen("data/postmortems/a.md", causes)
	book, _ := s.build(t)
	q1 := teamReport(t, book, "2026-q1", "web")
	x := step(t, q1, "incident")
	if x.State != "in_force" || len(x.Incidents) != 1 || !x.Incidents[0].Written || x.Incidents[0].Actions != 0 || !about(x.Since, "2026-02-10T11:00:00Z") {
		t.Fatalf("the incident: %+v", x)
	}
	near(t, "of four weeks", &x.Incidents[0].FourWeeks, 1000.0/672)
	near(t, "of the quarter", x.Incidents[0].Quarter, 1000.0/2160)
	y := step(t, q1, "cause")
	if y.State != "in_force" || len(y.Causes) != 2 || !about(y.Since, "2026-02-10T11:00:00Z") {
		t.Fatalf("the causes: %+v", y)
	}
	near(t, "a cause", y.Causes[0].Share, 500.0/2160)
	next := step(t, teamReport(t, book, "2026-q2", "web"), "cause")
	if next.State != "in_force" || next.CarriedOver == nil || next.CarriedOver.ID != "2026-q1" || !about(next.Since, "2026-04-01T00:00:00Z") {
		t.Errorf("for the next quarter's plan: %+v", next)
	}
	s["data/postmortems/a.md"] = strings.Replace(causes, "\n+++\n## Summary", "\n[[action]]\ntitle = \"Mend it\"\ndue = 2026-03-01\nowner = \"Web lead\"\n+++\n## Summary", 1)
	book, _ = s.build(t)
	if x := step(t, teamReport(t, book, "2026-q1", "web"), "incident"); x.State != "done" {
		t.Errorf("with a postmortem and an action it is %s", x.State)
	}
}

// Half of the quarter is missing: 10 % coverage permits nothing, but what was
// seen demands.
func TestTooLittleDataPermitsNothing(t *testing.T) {
	book, _ := site{
		"config.toml":         plainConfig,
		"data/teams/web.toml": webTeam,
		"data/metrics/a.csv":  hours("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", nil),
		"data/metrics/b.csv":  hours("2026-04-01T00:00:00Z", "2026-04-10T00:00:00Z", map[string]int{"2026-04-02T00:00:00Z": 900}),
		"data/metrics/c.csv":  hours("2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z", nil),
	}.build(t)
	q2 := teamReport(t, book, "2026-q2", "web")
	if x := step(t, q2, "ample"); x.State != "not_measured" || x.Reason == "" {
		t.Errorf("the permission is %+v", x)
	}
	if x := step(t, q2, "freeze"); len(x.Held) != 1 || !about(&x.Held[0].From, "2026-04-02T00:44:48Z") { // 672 of 900
		t.Errorf("the demand is %+v", x)
	}
}

const exception = "[[policy.exception]]\nstep = \"freeze\"\nreason = \"The sale\"\napprover = \"Head of product\"\nfrom = 2026-03-25\nreview = 2026-04-30\n"

func TestAnExceptionLetsATeamOff(t *testing.T) {
	book, _ := frozen("data/teams/web.toml", exception).build(t)
	q1, q2 := teamReport(t, book, "2026-q1", "web"), teamReport(t, book, "2026-q2", "web")
	if x := step(t, q1, "freeze"); x.State != "excepted" || len(q1.Decisions) != 0 {
		t.Errorf("the freeze is %s, and asked is %+v", x.State, q1.Decisions)
	}
	if e := q1.Policy.Exceptions; len(e) != 1 || !e[0].InForce || e[0].ReviewDue || e[0].Title != "Four weeks’ budget overspent" {
		t.Errorf("in the first quarter: %+v", e)
	}
	if e := q2.Policy.Exceptions; len(e) != 1 || !e[0].ReviewDue {
		t.Errorf("after its review: %+v", e)
	}
}

// Nobody has written a question about the objective, so the figures put one:
// due 28 days after 31 March. A written one takes its place.
func TestTheFiguresAsk(t *testing.T) {
	book, _ := frozen("config.toml", "[policy]\ndecider = \"Head of engineering\"\n").build(t)
	asked := teamReport(t, book, "2026-q1", "web").Decisions
	if len(asked) != 1 || asked[0].Origin != "figures" || asked[0].SLO.ID != "shop-up" || asked[0].Decider != "Head of engineering" || len(asked[0].Options) != 2 {
		t.Fatalf("asked: %+v", asked)
	}
	if !about(asked[0].By, "2026-04-28T00:00:00Z") {
		t.Errorf("by %v", asked[0].By)
	}
	// Ninety days' budget at 148.8 % of 28 days' in 28 days: 60 days and a half.
	if !strings.Contains(asked[0].Options[1].Costs, "lasts 60\u00a0days") || !strings.Contains(asked[0].Options[0].Gains, "17\u00a0April") {
		t.Errorf("the options are %+v", asked[0].Options)
	}
	found := false
	for _, f := range teamReport(t, book, "2026-q1", "web").Findings {
		found = found || f.Kind == "policy" && strings.Contains(f.Title, "10\u00a0February") && strings.Contains(f.Title, "freeze")
	}
	if !found {
		t.Error("no finding tells that the freeze began to apply")
	}
	if len(teamReport(t, book, "2026-q2", "web").Decisions) != 0 {
		t.Error("what ended in April is asked again in June")
	}
	book, _ = frozen("content/reports/2026-Q1/_index.md", "+++\n[[decision]]\nid = \"a\"\nquestion = \"Freeze?\"\nmetric = \"shop-up\"\n+++\n").build(t)
	if d := teamReport(t, book, "2026-q1", "web").Decisions; len(d) != 0 {
		t.Errorf("asked beside a written question: %+v", d)
	}
}

// Of an issued quarter whose metrics are gone the days are left: 900 of the 672
// that 28 days allow failed on 3 February, and 900 of 2,160 of the quarter.
func TestThePolicyOnAnIssuedQuarterWithoutItsMetrics(t *testing.T) {
	for _, gone := range [][]string{{"data/metrics/q1.csv"}, {"data/metrics/q1.csv", "data/metrics/q2.csv"}} {
		book, _ := issuedSite(t).without(gone...).reported(t)
		tq := firstQuarter(book)
		freeze, ample := step(t, tq, "freeze"), step(t, tq, "ample")
		if len(freeze.Held) != 1 || freeze.Held[0].From.Format(time.DateOnly) != "2026-02-03" {
			t.Errorf("without %v the freeze is %+v", gone, freeze)
		}
		if ample.State != "ended" || !about(ample.Until, "2026-02-03T00:00:00Z") {
			t.Errorf("without %v the permission is %+v", gone, ample)
		}
	}
}

package site

import (
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/report"
	"quarterdeck/generator/theme"
	"quarterdeck/themes"
)

// policed gives a team a policy with one step in force and an exception, and a
// question of each kind; the names are hostile.
func policed(t *report.TeamQuarter) {
	s := t.SLOs[0]
	since := day(time.August, 14, 14, 6)
	t.Policy = &report.Policy{Decider: hostileName, Definition: "policy", Steps: []report.PolicyStep{{
		ID: "freeze", Title: hostileTitle, When: "spent_28d > 1", Figure: "spent_28d", Number: 1, Text: "No releases.", State: "in_force", Since: &since, Definition: "four-week-spend",
		SLOs: []report.PolicySLO{{SLO: s.SLO, State: "in_force", Since: &since, Value: figure(ptr(1.417), "ratio", "four-week-spend")}},
	}}, Exceptions: []report.PolicyException{{Step: "freeze", Title: hostileTitle, Reason: hostileName, Approver: hostileName, From: since, InForce: true}}}
	asked := report.Decision{ID: "a", Question: "What of " + hostileName + "?", Team: &t.Team.Ref, Options: []report.Option{}}
	asked.Origin, asked.Stage, asked.SLO = "figures", "asked", &s.SLO
	answered := report.Decision{ID: "b", Question: hostileTitle, Answer: hostileName, Team: &t.Team.Ref, Asked: report.Ref{ID: "2026-q2", Name: "2026 Q2"}}
	answered.Origin, answered.Stage, answered.SLO = "people", "reviewed", &s.SLO
	answered.History = []report.DecisionFigure{{Quarter: report.Ref{ID: "2026-q2", Name: "2026 Q2", URL: "/2026-q2/"}, When: "answer", Spent: s.Spent.Value, SLI: s.SLI.Value, Objective: s.Objective, State: "overspent"}}
	t.Decisions = []report.Decision{asked, answered}
}

func TestThePolicyAndItsQuestionsOnThePages(t *testing.T) {
	b := book()
	for _, tq := range b.TeamQuarters {
		if tq.Team.ID == "checkout" {
			policed(tq)
		}
	}
	for _, o := range b.Organisations {
		o.Decisions = b.TeamQuarters[0].Decisions
		o.Policy = []report.PolicyCall{{ID: "freeze", Title: hostileTitle, Teams: []report.PolicyTeam{{Team: report.Ref{ID: "checkout", Name: "Checkout", URL: "/" + o.Quarter.Slug + "/checkout/"}, SLOs: []report.Ref{{ID: "checkout-availability"}}}}}}
	}
	th, ds, err := theme.Load(themes.FS, nil, theme.Default)
	if err != nil || ds.Len() > 0 {
		t.Fatal(err, ds.Sorted())
	}
	made := newBuilder(b, th)
	made.assets()
	made.quarters()
	made.teamQuarters()
	s, err := New(made.files)
	if err != nil {
		t.Fatal(err)
	}
	team, org := text(t, s, "2026-q3/checkout/index.html"), text(t, s, "2026-q3/index.html")
	for what, found := range map[string]bool{
		"the step in force is marked":              strings.Contains(team, `<li class="on">`),
		"the figures' question is set apart":       strings.Contains(team, `class="asked"`) && strings.Contains(team, "Asked by the figures"),
		"the answered one shows its figure":        strings.Contains(team, `class="trail"`),
		"the organisation's page names the freeze": strings.Contains(org, "A freeze applies") && strings.Contains(org, `href="/2026-q3/checkout/#policy"`),
		"hostile names stay text":                  !strings.Contains(team+org, hostileName),
	} {
		if !found {
			t.Errorf("not so: %s", what)
		}
	}
}

package view

import (
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/report"
)

func spaced(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

func says(t *testing.T, what, got, want string) {
	t.Helper()
	if spaced(got) != want {
		t.Errorf("%s:\n  %s\nwant\n  %s", what, spaced(got), want)
	}
}

func TestDetectionIsSaidWithItsRuleAndWhoNoticed(t *testing.T) {
	v := New(&report.Book{Quarters: years(1)})
	at := func(hour, minute int) *time.Time {
		x := time.Date(2025, 2, 3, hour, minute, 0, 0, time.UTC)
		return &x
	}
	in := &report.Incident{ID: "A", Started: at(14, 42), Detected: at(14, 51), NoticedBy: "alert", Detection: &report.Detection{
		SLO: report.Ref{ID: "shop-up", Name: "shop-up"}, Claim: "alert", Alert: at(14, 46), After: opt(240), Ahead: opt(300), Rule: &report.AlertRule{Factor: 14.4, Long: 3600, Short: 300},
	}}
	fact, text := v.detectionFact(in)
	says(t, "fact", fact, "14:46, after 4 min")
	says(t, "sentence", text, "An alert at 14.4× over 1 h on shop-up would have fired at 14:46, 4 minutes after the start. It was noticed at 14:51 by an alert.")
	says(t, "in the list", v.detectionRow(in).Ahead, "5 min earlier")

	in.Detected, in.NoticedBy = nil, "customer"
	in.Detection = &report.Detection{SLO: in.Detection.SLO, Claim: "none"}
	_, text = v.detectionFact(in)
	says(t, "no alert", text, "No standard alert on shop-up would have fired. It was noticed by a customer.")
	in.Detection.Claim = "too-coarse"
	fact, _ = v.detectionFact(in)
	says(t, "hourly samples", fact, "too coarse to tell")
	in.Detection.Claim, in.Detection.Standing = "standing", []report.AlertRule{{Factor: 1, Long: 3 * 86400, Short: 6 * 3600}}
	_, text = v.detectionFact(in)
	says(t, "an alert from before", text, "An alert at 1× over 3 d on shop-up stood before it began, and no other would have fired. It was noticed by a customer.")
}

func TestWhoNoticedIsCountedAndWhoDoesNotSay(t *testing.T) {
	says(t, "a quarter", noticedText(report.Noticed{Alert: 5, Colleague: 1, Customer: 2, NotStated: 3, Customers: report.Figure{Previous: opt(.5)}}),
		"Five alerts, one colleague and two customers: customers were first in 25 % of eight incidents that say. The quarter before: 50 %. Three do not say.")
	says(t, "nobody says", noticedText(report.Noticed{NotStated: 3}), "")
}

func TestTheLeadNamesTheCauseThatMattersMost(t *testing.T) {
	verdict := func(target float64, current bool, was, met int) report.WithoutVerdict {
		return report.WithoutVerdict{Target: target, Current: current, AsItWas: was, Met: met, Of: 4}
	}
	s := &report.SLO{Without: []report.WithoutCause{{
		Kind: "trigger", Cause: report.Term{ID: "config-push", Title: "Configuration push"},
		Verdicts: []report.WithoutVerdict{verdict(.999, false, 2, 4), verdict(.9995, true, 1, 3), verdict(.9999, false, 0, 0)},
	}}}
	says(t, "in force", withoutLead(s), "Without incidents set off by “configuration push”, three of four judged quarters would have held 99.95 %; as it was, one did")
	s.Without[0].Verdicts[1].Met = 1
	says(t, "another objective", withoutLead(s), "Without incidents set off by “configuration push”, all four judged quarters would have held 99.9 %; as it was, two did")
	s.Without[0].Verdicts[0].Met = 2
	says(t, "nothing gained", withoutLead(s), "Without any one cause, no more quarters would have met any of the objectives tried")
}

func TestANineIsPricedOnlyWhereItsCostIsStated(t *testing.T) {
	v := New(&report.Book{Quarters: years(1)})
	nine := func(n report.NextNine) string {
		n.Target, n.Counts, n.Quarters = .9999, "requests", 4
		x := v.nines(&report.SLO{Nines: []report.NextNine{n}})[0]
		return x.Text + " " + x.Cost
	}
	says(t, "stated", nine(report.NextNine{Saved: 73108, Met: 0, Cost: opt(310000), Currency: "GBP", PerEvent: opt(310000.0 / 73108)}),
		"73,108 requests failed beyond it in the last four judged quarters; none of them met it. Keeping it is stated to cost GBP 310,000 a year: GBP 4.24 for each failure that it would have avoided.")
	says(t, "not stated", nine(report.NextNine{Saved: 12, Met: 3}),
		"12 requests failed beyond it in the last four judged quarters; three of them met it. What keeping it would cost is not stated.")
}

func TestACommandBreaksOnlyBeforeItsFlags(t *testing.T) {
	command := "quarterdeck new postmortem --slo shop-up --start 2026-02-08T10:00:00Z --end 2026-02-08T11:00:00Z"
	got := pieces(command)
	if len(got) != 4 || strings.Join(got, " ") != command || got[1] != "--slo shop-up" {
		t.Errorf("%q", got)
	}
}

func TestSmallGroupsAreOneRow(t *testing.T) {
	var list []report.SpendGroup
	for i := range 10 {
		g := report.SpendGroup{Kind: "incident", Term: report.Term{ID: string(rune('a' + i))}, Incidents: []report.Ref{{ID: "I"}}}
		g.Bad, g.Share, g.Printed = 1, opt(.01), opt(.01)
		list = append(list, g)
	}
	list = append(list, report.SpendGroup{Kind: "background"})
	kept, rest := fewer(list)
	if len(kept) != groupsShown+1 || rest == nil || rest.Bad != 3 || len(rest.Incidents) != 1 || kept[groupsShown].Kind != "background" {
		t.Errorf("%d kept, rest %+v", len(kept), rest)
	}
}

func TestTheRollingShareIsRoundedDown(t *testing.T) {
	says(t, "one window missed", shareMet(report.RollingShare{Met: 9999, Of: 10000}), "99.9 %")
	says(t, "all met", shareMet(report.RollingShare{Met: 10, Of: 10}), "100 %")
}

package site

import (
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
)

// agree gives a team's report an exclusion and a contract, with a hostile title
// each. 800 of 1,000,000 failed in what is counted; with the 1,000 requests left
// out, of which 400 failed, it would be 1,200, overspent.
func agree(t *report.TeamQuarter, o *report.Organisation) {
	s := t.SLOs[0]
	with := report.Judgment{State: slo.AtRisk, SLI: s.SLI.Value, Spent: s.Spent.Value, Valid: s.Valid.Value, Bad: s.Bad.Value}
	without := report.Judgment{State: slo.Overspent, SLI: ptr(1 - 1200.0/1001000), Spent: ptr(1200.0 / 1001), Valid: ptr(1001000.0), Bad: ptr(1200.0)}
	start := t.Quarter.Start.Add(10 * 24 * time.Hour)
	s.Excluded = &report.Excluded{Seconds: 3600, Valid: ptr(1000.0), Bad: ptr(400.0), With: with, Without: without, Definition: "exclusion", Windows: []report.ExcludedWindow{{
		ID: "move", Title: hostileName, Reason: hostileTitle, Approver: "Head of operations", Approved: ptr(start.AddDate(0, 0, 1)), Late: true,
		Start: start, End: start.Add(time.Hour), Seconds: 3600, Valid: ptr(1000.0), Bad: ptr(400.0),
	}}}
	o.Exclusions = []report.Exclusion{{ID: "move", Title: hostileName, Reason: hostileTitle, Approver: "Head of operations", Start: start, End: start.Add(time.Hour),
		SLOs: []report.ExcludedSLO{{SLO: s.SLO, Team: s.Team, Counts: "requests", Bad: ptr(400.0), With: with, Without: without}}}}
	fig := func(v float64, unit string) report.Figure { return figure(&v, unit, "contract") }
	t.Contracts = []report.Contract{{ID: "sellers", Title: hostileName, Customer: hostileName, SLO: s.SLO, Counts: "requests", Target: .9995, Objective: .999, Period: "quarter",
		Credits: []report.CreditStep{{Below: .9995, Percent: 10}}, Fee: ptr(2000.0), Currency: "GBP", Periods: []report.ContractPeriod{{
			Label: t.Quarter.Label, Start: t.Quarter.Start, End: t.Quarter.End, Seen: t.Quarter.Seen, Running: t.Quarter.Running, State: slo.Overspent, Verdict: report.VerdictBreached,
			SLI: fig(.9992, "ratio"), Bad: fig(800, "requests"), Valid: fig(1e6, "requests"), Used: fig(1.6, "ratio"), Margin: fig(-300, "requests"), MarginTime: fig(-2385, "seconds"),
			Credit: fig(.1, "ratio"), Owed: fig(200, "GBP"),
		}}}}
	o.Contracts = &report.ContractSummary{Contracts: 1, Judged: 1, Breached: 1, Owed: []report.Money{{Currency: "GBP", Amount: 200}}, List: []report.ContractBreach{{
		Contract: report.Ref{ID: "sellers", Name: hostileName, URL: t.URL + "#contract-sellers"}, Customer: hostileName, Team: t.Team.Ref, Label: t.Quarter.Label,
		Credit: ptr(.1), Owed: &report.Money{Currency: "GBP", Amount: 200}}}}
}

func TestAgreementsAreShownWithAndWithout(t *testing.T) {
	s := reports(t, "")
	page := text(t, s, "2026-q3/hostile/index.html")
	for _, want := range []string{
		"changes the verdict from overspent to at risk", "119.9\u00a0%", "80.0\u00a0%", "400 of 1,000 requests failed", "Head of operations, 12\u00a0July\u00a02026, after it had begun",
		"Breached: a credit of 10\u00a0% of the fee is owed, GBP\u00a0200", "−300\u00a0requests", "over by 40\u00a0min", "fee of GBP\u00a02,000 a quarter",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the team’s page does not say %q", want)
		}
	}
	org := text(t, s, "2026-q3/index.html")
	for _, want := range []string{"The one contract period was breached; GBP\u00a0200 owed in credits", "119.9\u00a0% spent, overspent", `href="/2026-q3/hostile/#contract-sellers"`} {
		if !strings.Contains(org, want) {
			t.Errorf("the organisation’s page does not say %q", want)
		}
	}
	csv := text(t, s, "2026-q3/hostile/exclusions.csv")
	if !strings.Contains(csv, "hostile-availability,2026-q3,move") || strings.Count(csv, "\n") != 2 {
		t.Errorf("the file of exclusions is %q", csv)
	}
	if rows := strings.Count(text(t, s, "2026-q3/hostile/contracts.csv"), "\n"); rows != 2 {
		t.Errorf("the file of contracts has %d lines", rows)
	}
}

func TestWithoutAgreementsNothingIsSaid(t *testing.T) {
	page := text(t, reports(t, ""), "2026-q3/small/index.html")
	for _, id := range []string{"exclusions", "contracts", "roll-up"} {
		if strings.Contains(page, `id="`+id+`"`) {
			t.Errorf("an empty section %q stands on the page", id)
		}
	}
}

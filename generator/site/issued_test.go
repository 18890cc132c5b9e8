package site

import (
	"strings"
	"testing"

	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/theme"
	"quarterdeck/themes"
)

// issuedBook is the fixture with its second quarter issued and restated: 410 of
// 1,000 failures allowed were issued for the small team, 1,200 are known now.
func issuedBook() *report.Book {
	b := book()
	now := slo.Overspent
	was := slo.Within
	restated := report.Restatement{Kind: report.RestatedData, Title: "The measurements of small-availability were changed", Body: "A file was changed.",
		SLO: &report.Ref{ID: "small-availability", Name: "small-availability", URL: "/slos/small-availability/"}, Team: &report.Ref{ID: "small", Name: "Small"},
		Changes: []report.Restated{
			{Name: "State", Unit: "state", WasState: &was, NowState: &now},
			{Name: "Budget spent", Unit: "ratio", Issued: ptr(.41), Now: ptr(1.2)},
			{Name: "Coverage", Unit: "ratio", Issued: ptr(1.0)},
		},
		Files: []report.FileChange{{Path: "data/metrics/<b>.csv", What: "changed"}}}
	settled := restated
	settled.Kind, settled.Settled, settled.Reason = report.RestatedDefinition, "2026-10-20", hostileTitle
	issue := &report.Issue{Number: 2, Date: "2026-10-20", Reason: hostileTitle, AsOf: day(10, 20, 0, 0), Restatements: []report.Restatement{restated, settled},
		Earlier:   []report.EarlierIssue{{Number: 1, Date: "2026-10-15"}},
		Completed: []report.Completion{{Kind: "action", Text: "“Mend it” was done.", Ref: &report.Ref{ID: "INC-7", URL: "/postmortems/inc-7/"}}}}
	for _, t := range b.TeamQuarters {
		if t.Quarter.Slug == "2026-q3" && t.Team.ID == "small" {
			t.Issue = issue
			t.SLOs[0].Restated = &report.FiguresNow{State: now, SLI: ptr(.9988), Spent: ptr(1.2), Remaining: ptr(-.2), Bad: ptr(1200.0), Valid: ptr(1e6), Budget: ptr(1000.0)}
		}
	}
	b.Organisations[1].Issue = issue
	b.Organisations[0].Issue = &report.Issue{Number: 1, Date: "2026-07-15", Completed: issue.Completed}
	return b
}

func issuedPages(t *testing.T) *Site {
	t.Helper()
	th, ds, err := theme.Load(themes.FS, nil, theme.Default)
	if err != nil || ds.Len() > 0 {
		t.Fatal(err, ds.Sorted())
	}
	b := newBuilder(issuedBook(), th)
	b.quarters()
	b.teamQuarters()
	s, err := New(b.files)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestARestatementShowsBothNumbersAndItsReason(t *testing.T) {
	page := text(t, issuedPages(t), "2026-q3/small/index.html")
	for _, want := range []string{
		"Issued 20\u00a0October\u00a02026, for the second time.", "One restatement since", `href="#restated"`,
		"restated: −20.0\u00a0% left, overspent", // at the top
		"restated: 99.88\u00a0%",                 // beside the figures
		`data-l="issued">41.0`, `data-l="restated">120.0`, "Changed data", "Changed definition",
		`data-l="restated">no figure`, "Reason given:", "data/metrics/&lt;b&gt;.csv changed", "Completed since", "“Mend it” was done.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page, hostileTitle) || strings.Contains(page, "metrics/<b>") {
		t.Error("a text from a file is not escaped")
	}
	// 41 % is what was issued: the answer at the top stays.
	if !strings.Contains(page, "<b>59.0\u00a0%</b>") {
		t.Error("the issued figure does not stand")
	}
}

func TestDraftIssuedAndCompleted(t *testing.T) {
	s := issuedPages(t)
	issued := text(t, s, "2026-q2/index.html")
	if !strings.Contains(issued, "Issued 15\u00a0July\u00a02026.") || strings.Contains(issued, `id="restated"`) || !strings.Contains(issued, `id="completed"`) {
		t.Error("an issued quarter without restatements is not shown as such")
	}
	if draft := text(t, s, "2026-q3/checkout/index.html"); !strings.Contains(draft, "Not issued.") || strings.Contains(draft, `id="completed"`) {
		t.Error("a finished quarter that was not issued does not say so")
	}
	if running := text(t, s, "2026-q4/index.html"); strings.Contains(running, "Not issued.") || !strings.Contains(running, "Draft, to date") {
		t.Error("a running quarter has the wrong mark")
	}
}

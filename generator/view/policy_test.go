package view

import (
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/report"
)

func policyReport() *report.TeamQuarter {
	since, until := time.Date(2026, 8, 14, 14, 6, 0, 0, time.UTC), time.Date(2026, 9, 26, 0, 0, 0, 0, time.UTC)
	slo := report.Ref{ID: "web-up", Name: "web-up", URL: "/slos/web-up/"}
	value := func(v float64) report.Figure { return report.Figure{Value: &v, Unit: "ratio"} }
	return &report.TeamQuarter{
		Quarter: report.Quarter{Slug: "2026-q3", Label: "2026 Q3"},
		Policy: &report.Policy{Decider: "Head of engineering", Steps: []report.PolicyStep{
			{ID: "ample", Title: "Ample", Permits: true, Figure: "remaining", State: "ended", SLOs: []report.PolicySLO{{SLO: slo, State: "ended", Since: &since, Until: &until}}},
			{ID: "careful", Title: "Careful", Figure: "spent", State: "in_force", SLOs: []report.PolicySLO{{SLO: slo, State: "in_force", Value: value(1.283), Since: &since}}},
			{ID: "freeze", Title: "Freeze", Figure: "spent_28d", State: "in_force", SLOs: []report.PolicySLO{{SLO: slo, State: "in_force", Value: value(1.417), Peak: opt(3.125), Since: &since}}},
		}, Exceptions: []report.PolicyException{{Step: "freeze", Title: "Freeze", Reason: "The repair ships", Approver: "Head of product", From: since, Until: &until}}},
	}
}

func TestTheLadderMarksTheGravestStep(t *testing.T) {
	v := New(&report.Book{})
	s := v.policySection(policyReport(), &contents{}, v.glossary())
	if s.Lead != "Two demands of the policy are open at the end of 2026\u00a0Q3" {
		t.Errorf("it begins %q", s.Lead)
	}
	for i, on := range []bool{false, false, true} {
		if s.Rungs[i].On != on {
			t.Errorf("the step %s is marked: %v", s.Rungs[i].Title, s.Rungs[i].On)
		}
	}
	// What was permitted and is no longer stands in the ladder only.
	if s.Rungs[0].State != nil || len(s.Places) != 2 {
		t.Errorf("the permission is %+v, places are %+v", s.Rungs[0].State, s.Places)
	}
	if p := s.Places[1]; p.State != (State{"over", "applies"}) || p.Value != "141.7\u00a0% of four weeks’ budget" || p.Text != "since 14\u00a0Aug\u00a02026; at its worst 312.5\u00a0%" {
		t.Errorf("the freeze is %+v", p)
	}
	if e := s.Exceptions[0]; e.Time != "from 14\u00a0Aug\u00a02026 to 25\u00a0Sep\u00a02026" || e.State.Word != "ended" || e.By != "head of product" {
		t.Errorf("the exception is %+v", e)
	}
	if v.policySection(&report.TeamQuarter{Policy: &report.Policy{}}, &contents{}, nil) != nil {
		t.Error("a section without steps")
	}
}

func TestADecisionShowsWhatItsFigureDid(t *testing.T) {
	v := New(&report.Book{Quarters: years(1)})
	slo := report.Ref{ID: "web-up", Name: "web-up", URL: "/slos/web-up/"}
	d := report.Decision{Question: "Hosts?", Answer: "Yes", Asked: report.Ref{ID: "2024-q4", Name: "2024 Q4"}}
	d.Origin, d.Stage, d.SLO = "people", "reviewed", &slo
	d.History = []report.DecisionFigure{
		{Quarter: report.Ref{ID: "2024-q4", Name: "2024 Q4"}, When: "answer", Spent: opt(1.154), SLI: opt(.99942), Objective: .9995, State: "overspent"},
		{Quarter: report.Ref{ID: "2025-q1", Name: "2025 Q1"}, When: "after", State: "no_data", Running: true},
	}
	open := report.Decision{Question: "More?", Asked: report.Ref{ID: "2024-q3", Name: "2024 Q3"}}
	open.Origin, open.Stage, open.CarriedOver, open.OpenDays = "people", "carried_over", 2, 182
	s := v.decisionSection([]report.Decision{open, d}, "2025-q1", false, &contents{}, v.glossary())
	if got := s.Open[0].Carried; got != "Carried over from 2024\u00a0Q3, for the second time: unanswered for 182\u00a0days since that quarter’s end" {
		t.Errorf("the open one says %q", got)
	}
	trail := s.Answered[0].Trail
	if p := trail.Points[0]; p.State.Class != "over" || p.Value != "115.4\u00a0%" || !p.Turn || !strings.HasPrefix(p.Ratio, "99.942") {
		t.Errorf("the quarter of the answer is %+v", p)
	}
	if p := trail.Points[1]; p.State.Word != "no data" || p.Value != "no data" || p.When != "the quarter after, to date" || p.Ratio != "" {
		t.Errorf("a quarter without data is %+v", p)
	}
}

func TestQuestionsOfTheFiguresAreMarked(t *testing.T) {
	v := New(&report.Book{Quarters: years(1)})
	d := report.Decision{Question: "Follow?", Team: &report.Ref{ID: "web", Name: "Web"}, Options: []report.Option{{Label: "Yes"}}}
	d.Origin, d.Stage = "figures", "asked"
	own := v.decisionSection([]report.Decision{d}, "2025-q1", false, &contents{}, v.glossary())
	all := v.decisionSection([]report.Decision{d}, "2025-q1", true, &contents{}, v.glossary())
	if len(own.Asked) != 1 || len(own.Open)+len(own.AskedShort) != 0 || len(own.Notes) != 2 {
		t.Errorf("on the team's page: %+v", own)
	}
	if len(all.AskedShort) != 1 || all.AskedShort[0].Page.URL != "/2025-q1/web/#decisions" {
		t.Errorf("on the organisation's: %+v", all)
	}
}

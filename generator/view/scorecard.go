package view

import (
	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
)

// ScorecardSection holds the four questions that product and operations share.
type ScorecardSection struct {
	*Section
	Term Definition
	List []ScoreQuestion
}

// ScoreQuestion is one of them. Answer's class gives shape and colour.
type ScoreQuestion struct {
	ID, Text string
	Answer   State
	Because  string
	Evidence []ScoreLine
	Further  []ScoreLine // folded
}

// ScoreLine is one fact; Sign is for, against or neither.
type ScoreLine struct {
	Sign, Word string
	Text       Link
}

// shownEvidence is how many lines stand under an answer before the rest is
// folded away.
const shownEvidence = 3

func (v *Views) scorecard(t *report.TeamQuarter, c *contents, g *glossary) *ScorecardSection {
	if t.Scorecard == nil {
		return nil
	}
	s := &ScorecardSection{Term: g.term("scorecard", "The four shared questions")}
	s.Section = c.add(Section{ID: "scorecard", Title: "Four questions, answered by the figures", Short: "Scorecard", Notes: []Note{
		{Term: "Mixed", Text: "is evidence in both directions; both are shown."},
		{Term: "Not measured", Text: "is no answer, and no reproach."},
	}})
	for _, q := range t.Scorecard.Questions {
		s.List = append(s.List, scoreQuestion(q))
	}
	return s
}

func scoreQuestion(q report.Question) ScoreQuestion {
	x := ScoreQuestion{ID: q.ID, Text: q.Text, Answer: answerState(q), Because: q.Because}
	var for_, other []ScoreLine
	for _, e := range q.Evidence {
		line := ScoreLine{Sign: "neither", Word: "says nothing either way", Text: Link{Text: e.Text, URL: e.URL}}
		switch e.For {
		case report.AnswerYes:
			line.Sign, line.Word = "yes", "for"
		case report.AnswerNo:
			line.Sign, line.Word = "no", "against"
		}
		if e.For == report.AnswerNo {
			for_ = append(for_, line)
		} else {
			other = append(other, line)
		}
	}
	all := append(for_, other...)
	// Both directions stand before the fold where there are both.
	if len(for_) >= shownEvidence && len(other) > 0 {
		all[shownEvidence-1], all[len(for_)] = all[len(for_)], all[shownEvidence-1]
	}
	n := min(len(all), shownEvidence)
	x.Evidence, x.Further = all[:n], all[n:]
	return x
}

// answerState gives an answer the shapes of the verdicts; a no without anything
// against is neutral.
func answerState(q report.Question) State {
	switch q.Answer {
	case report.AnswerYes:
		return State{"ok", "yes"}
	case report.AnswerMixed:
		return State{"risk", "mixed"}
	case report.AnswerNo:
		for _, e := range q.Evidence {
			if e.For == report.AnswerNo {
				return State{"over", "no"}
			}
		}
		return State{"part", "no"}
	}
	return State{"none", "not measured"}
}

// scorecardTables are the section's rows as files.
func (v *Views) scorecardTables(t *report.TeamQuarter) []NamedTable {
	if t.Scorecard == nil {
		return nil
	}
	return []NamedTable{{"scorecard", func() chart.Table {
		out := chart.Table{Head: []string{"question", "answer", "evidence", "for", "value", "unit"}}
		for _, q := range t.Scorecard.Questions {
			if len(q.Evidence) == 0 {
				out.Rows = append(out.Rows, []string{q.Text, q.Answer, q.Because, "", "", ""})
			}
			for _, e := range q.Evidence {
				out.Rows = append(out.Rows, []string{q.Text, q.Answer, e.Text, e.For, number(e.Figure.Value), e.Figure.Unit})
			}
		}
		return out
	}}}
}

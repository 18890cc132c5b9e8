package report

import (
	"fmt"
	"math"

	"quarterdeck/generator/business"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

const (
	defScorecard = "scorecard"
	// feltChange is the least change of a spend, in budgets, and of
	// customer-minutes, as a share, that counts as felt: smaller ones come and go.
	feltChange = 0.1
)

// scorecard answers the four shared questions of a team's quarter from the
// parts that stand beside reliability.
func (b *builder) scorecard(tq *TeamQuarter, i int) *Scorecard {
	return &Scorecard{Questions: []Question{growthQuestion(tq), b.feltQuestion(tq, i), budgetQuestion(tq), costQuestion(tq)}}
}

// answer follows from the evidence: one that points both ways is mixed, none is
// not measured.
func (q *Question) answer(without string) {
	yes, no := 0, 0
	for _, e := range q.Evidence {
		switch e.For {
		case AnswerYes:
			yes++
		case AnswerNo:
			no++
		}
	}
	switch {
	case yes > 0 && no > 0:
		q.Answer = AnswerMixed
	case yes > 0:
		q.Answer = AnswerYes
	case no > 0:
		q.Answer = AnswerNo
	default:
		q.Answer = without
	}
}

// growthQuestion looks at the launches; dated events are not the team's doing.
func growthQuestion(tq *TeamQuarter) Question {
	q := Question{ID: QuestionGrowth, Text: "Did what we launched grow the business without degrading reliability?", Evidence: []ScoreEvidence{}}
	launched := 0
	for _, l := range tq.Launches {
		if l.Kind != "launch" {
			continue
		}
		launched++
		show := func(text, answer string, change *float64) {
			f := Figure{Value: change, Unit: "ratio", Definition: defLaunch, Sources: l.Sources}
			q.Evidence = append(q.Evidence, ScoreEvidence{Text: text, For: answer, Figure: f, URL: "#" + launchAnchor(l.ID)})
		}
		add := func(text, answer string) { show(text, answer, grewBy(l)) }
		switch l.Reading {
		case GrewHeld:
			add(l.Title+" grew and held", AnswerYes)
		case GrewDegraded:
			add(l.Title+" grew", AnswerYes)
			show(l.Title+" degraded reliability", AnswerNo, failedBy(l))
		case FlatHeld:
			add(l.Title+" held; "+noGrowth(l), AnswerNo)
		case Degraded:
			show(l.Title+" degraded reliability; "+noGrowth(l), AnswerNo, failedBy(l))
		default:
			add(l.Title+": "+l.Reading, "")
		}
	}
	q.answer(AnswerUnknown)
	switch {
	case launched == 0:
		q.Because = "No launch of the quarter is on record."
	case q.Answer == AnswerUnknown:
		q.Because = unit.Sentence(unit.Plural(launched, "launch", "launches")) + ", of which nothing can be said yet."
	default:
		q.Because = unit.Sentence(unit.Plural(launched, "launch", "launches")) + ", each read before and after in equal windows."
	}
	return q
}

// launchAnchor is where a team's page speaks of a launch.
func launchAnchor(id string) string { return "launch-" + id }

// grewBy is the change of the first business figure that has one.
func grewBy(l Launch) *float64 {
	for _, s := range l.Business {
		if s.Change != nil {
			return s.Change
		}
	}
	return nil
}

// failedBy is the largest rise of the share of failed events among the
// objectives that got worse.
func failedBy(l Launch) *float64 {
	var most *float64
	for _, s := range l.Quality {
		if s.Verdict == string(business.WorseThan) && s.Change != nil && (most == nil || *s.Change > *most) {
			most = s.Change
		}
	}
	return most
}

// feltQuestion compares what customers met with the quarter before: failures of
// each objective in budgets, and customer-minutes where they are known.
func (b *builder) feltQuestion(tq *TeamQuarter, i int) Question {
	q := Question{ID: QuestionFelt, Text: "Did customers’ experience improve?", Evidence: []ScoreEvidence{}}
	for _, s := range tq.SLOs {
		before := b.wholeAt(s.SLO.ID, i-1)
		if before != nil && judgeable(s) && judgeable(before) {
			q.Evidence = append(q.Evidence, feltEvidence(s, before))
		}
	}
	if e := b.minutesEvidence(tq, i); e != nil {
		q.Evidence = append(q.Evidence, *e)
	}
	q.answer(AnswerNo)
	switch {
	case len(q.Evidence) == 0:
		q.Answer, q.Because = AnswerUnknown, "There is no quarter before with enough data to compare with."
	case q.Answer == AnswerNo && !against(q):
		q.Because = "It was as before: nothing moved by a tenth of a budget."
	default:
		q.Because = "Against the quarter before; a change of less than a tenth of a budget does not count."
	}
	return q
}

// feltEvidence holds an objective's failures against those of the quarter
// before. Where no failure is allowed they are no share of anything, and a tenth
// more or less of them counts.
func feltEvidence(s, before *SLOQuarter) ScoreEvidence {
	e := ScoreEvidence{Figure: s.SLI, URL: "#slo-" + s.SLO.ID}
	change, by := inBudgets(s, s)-inBudgets(before, s), " of its budget"
	least, words := feltChange, unit.Share
	if s.Objective >= 1 {
		now, was := 1-*s.SLI.Value, 1-*before.SLI.Value
		change, by, least = now-was, " of its events", max(feltChange*was, 1e-12)
		words = func(f float64) string { return unit.Percent(f, 4) }
	}
	switch {
	case change <= -least:
		e.For, e.Text = AnswerYes, s.SLO.Name+" failed less often, by "+words(-change)+by
	case change >= least:
		e.For, e.Text = AnswerNo, s.SLO.Name+" failed more often, by "+words(change)+by
	case s.Objective >= 1:
		e.Text = s.SLO.Name + " was as before"
	default:
		e.Text = s.SLO.Name + " was as before, within " + unit.Percent(feltChange, 0) + " of its budget"
	}
	return e
}

func judgeable(s *SLOQuarter) bool {
	return s.State != slo.NoData && s.State != slo.Incomplete && s.SLI.Value != nil
}

// inBudgets is the share of events that failed, in budgets of the objective
// that holds now, so that a changed objective changes nothing.
func inBudgets(s, now *SLOQuarter) float64 {
	return (1 - *s.SLI.Value) / math.Max(1-now.Objective, 1e-9)
}

// against tells whether any evidence speaks for no.
func against(q Question) bool {
	for _, e := range q.Evidence {
		if e.For == AnswerNo {
			return true
		}
	}
	return false
}

// minutesEvidence holds customer-minutes against the quarter before, where both
// quarters are over and were measured: minutes add up as a quarter runs.
func (b *builder) minutesEvidence(tq *TeamQuarter, i int) *ScoreEvidence {
	r := b.reportOf(tq.Team.ID, i-1)
	if tq.Quarter.Running || tq.Price == nil || r == nil || r.Price == nil {
		return nil
	}
	now, before := tq.Price.CustomerMinutes, r.Price.CustomerMinutes
	least := b.in.Config.Budget.MinCoverage
	if now.Value == nil || before.Value == nil || value(now.Coverage) < least || value(before.Coverage) < least {
		return nil
	}
	e := &ScoreEvidence{Figure: now, URL: "#business", Text: fmt.Sprintf("%s customer-minutes lost, after %s", unit.Count(*now.Value), unit.Count(*before.Value))}
	switch {
	case *now.Value < *before.Value && *now.Value <= *before.Value*(1-feltChange):
		e.For = AnswerYes
	case *now.Value > *before.Value*(1+feltChange):
		e.For = AnswerNo
	}
	return e
}

// budgetQuestion: every objective with a verdict is evidence.
func budgetQuestion(tq *TeamQuarter) Question {
	q := Question{ID: QuestionBudget, Text: "Did the error budgets stay intact?", Evidence: []ScoreEvidence{}}
	judged, over, soFar := 0, 0, ""
	if tq.Quarter.Running {
		soFar = " so far"
	}
	for _, s := range tq.SLOs {
		e := ScoreEvidence{Figure: s.Remaining, URL: "#slo-" + s.SLO.ID}
		switch s.State {
		case slo.NoData, slo.Incomplete:
			e.Text = s.SLO.Name + ": " + s.State.String()
		case slo.Overspent:
			judged, over = judged+1, over+1
			e.For, e.Text = AnswerNo, s.SLO.Name+" is overspent"+spentWords(s)
		default:
			judged++
			e.For, e.Text = AnswerYes, s.SLO.Name+" is within its budget"+soFar+spentWords(s)
		}
		q.Evidence = append(q.Evidence, e)
	}
	q.answer(AnswerUnknown)
	switch {
	case judged == 0:
		q.Because = "No objective has a verdict."
	case over == 0 && judged == 1:
		q.Because = "The one objective with a verdict is not overspent" + soFar + "."
	case over == 0:
		q.Because = "None of " + unit.Plural(judged, "objective", "objectives") + " is overspent" + soFar + "."
	default:
		q.Because = unit.Sentence(unit.OutOf(over, judged, "objective", "objectives")) + " " + isAre(over) + " overspent."
	}
	return q
}

func spentWords(s *SLOQuarter) string {
	if s.Spent.Value == nil || s.NoBudget {
		return ""
	}
	return ", " + unit.Share(*s.Spent.Value) + " spent"
}

// costQuestion holds cost against its target.
func costQuestion(tq *TeamQuarter) Question {
	q := Question{ID: QuestionCost, Text: "Did operational cost stay within target?", Answer: AnswerUnknown, Evidence: []ScoreEvidence{}}
	c := tq.Cost
	switch {
	case c == nil || c.Effective == nil:
		q.Because = "No cost of the team is on record."
		return q
	case c.Target == nil || c.Against.Value == nil:
		q.Because = "No target is stated."
		return q
	}
	e := ScoreEvidence{Figure: c.Against, URL: "#cost", Text: unit.Percent(*c.Against.Value, 1) + " of the target"}
	switch c.Verdict {
	case costPartly:
		e.Text += "’s share of the days that are billed"
	case costWithin:
		e.For = AnswerYes
	case costOnCourse:
		e.For, e.Text = AnswerNo, e.Text+"’s share of the days so far: on course to exceed it"
	default:
		e.For = AnswerNo
	}
	q.Evidence = append(q.Evidence, e)
	q.answer(AnswerUnknown)
	q.Because = "Effective cost against the target of the quarter."
	switch {
	case c.Verdict == costPartly:
		q.Because = "Charges are missing for " + unit.Percent(1-value(c.Against.Coverage), 0) + " of the quarter."
	case tq.Quarter.Running:
		q.Because = "Effective cost so far against the target’s share of the days covered."
	}
	return q
}

// scorecardDefinitions explain the four answers.
func scorecardDefinitions() []Definition {
	return []Definition{
		{ID: defScorecard, Title: "The four shared questions",
			Short:  "Did launches grow the business without degrading reliability, did customers’ experience improve, did budgets stay intact, did cost stay within target: answered by the figures, for product and operations together.",
			Text:   "Each answer follows from its evidence by a fixed rule: evidence in one direction is yes or no, in both directions mixed, none is not measured. People may comment on an answer; they cannot overrule it. Growth looks at the quarter’s launches, not at dated events. Experience compares each objective’s failures, and the customer-minutes lost, with the quarter before; a change of less than a tenth of a budget, or of a tenth of the minutes, speaks for neither, and where nothing moved the answer is no. Customer-minutes are compared between whole quarters only. Budgets look at every objective with a verdict. Cost holds the effective cost against the stated target; where charges are missing it is not measured.",
			Source: "Quarterdeck"},
	}
}

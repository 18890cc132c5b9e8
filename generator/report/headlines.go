package report

import (
	"fmt"
	"strings"

	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// teamHeadline answers "did the team keep its promise" in one sentence made
// from its worst objective. People's own headline replaces it.
func (b *builder) teamHeadline(tq *TeamQuarter) string {
	name := tq.Team.Name
	if len(tq.SLOs) == 0 || tq.State == slo.NoData {
		return fmt.Sprintf("Nothing was measured for %s in %s", name, tq.Quarter.Label)
	}
	worst := tq.SLOs[0]
	switch tq.State {
	case slo.Overspent:
		return name + " " + overspentHeadline(b, worst)
	case slo.Incomplete:
		return fmt.Sprintf("Too little was measured to judge %s in %s", name, tq.Quarter.Label)
	}
	if tq.Quarter.Running {
		return runningHeadline(tq, worst)
	}
	if tq.State == slo.AtRisk {
		return fmt.Sprintf("%s kept its promise with only %s of its tightest budget left", name, unit.Share(value(worst.Remaining.Value)))
	}
	return fmt.Sprintf("%s kept its promise, with %s of its tightest budget left", name, unit.Share(value(worst.Remaining.Value)))
}

func overspentHeadline(b *builder, worst *SLOQuarter) string {
	head := "overspent its quarter’s budget"
	if worst.Exhausted != nil && !worst.NoBudget {
		n := dayNumber(worst.Start.In(b.loc), worst.Exhausted.In(b.loc))
		head = fmt.Sprintf("spent a quarter’s budget in %s", days(n))
	}
	var named []SpendPart
	total := 0.0
	for _, p := range worst.Spend.Parts { // incidents come first, largest first
		if p.Kind != partIncident || len(named) == 2 || total >= dominantShare*value(worst.Spent.Value) {
			break
		}
		named = append(named, p)
		total += value(p.Share)
	}
	if total >= dominantShare*value(worst.Spent.Value) && len(named) > 0 {
		head += fmt.Sprintf(", most of it in %s", unit.Plural(len(named), "incident", "incidents"))
	}
	return head
}

func runningHeadline(tq *TeamQuarter, worst *SLOQuarter) string {
	if v := worst.OnCourse.Value; v != nil && *v > 1 {
		return fmt.Sprintf("%s is on course to spend %s of a budget", tq.Team.Name, unit.Percent(*v, 0))
	}
	return fmt.Sprintf("%s is within its budgets so far, and has spent %s of the tightest", tq.Team.Name, unit.Share(value(worst.Spent.Value)))
}

// teamStandfirst gives the reasons: the worst objective in numbers, the
// incidents, what nobody explains, what was not measured.
func (b *builder) teamStandfirst(tq *TeamQuarter) string {
	var out []string
	if len(tq.SLOs) > 0 && tq.State != slo.NoData {
		w := tq.SLOs[0]
		s := fmt.Sprintf("%s: %s", w.SLO.Name, lowerFirst(spentSentence(w)))
		if v := w.Spent.Previous; v != nil && !w.NoBudget {
			s += fmt.Sprintf(" The quarter before it was %s.", unit.Share(*v))
		}
		out = append(out, s)
		if n := len(tq.SLOs) - tq.NoData; n > 1 {
			out = append(out, objectivesSentence(tq))
		}
	}
	out = append(out, incidentsSentence(tq.Summary))
	if share, s := worstBurst(tq.SLOs); share >= unexplainedShare {
		out = append(out, fmt.Sprintf("%s of %s’s budget burnt in stretches that no postmortem covers.", unit.Share(share), s.SLO.Name))
	}
	if tq.NoData > 0 && tq.State != slo.NoData {
		out = append(out, unit.Sentence(unit.Plural(tq.NoData, "objective was", "objectives were"))+" not measured.")
	}
	return strings.Join(out, " ")
}

func objectivesSentence(tq *TeamQuarter) string {
	judged, met := 0, 0
	for _, s := range tq.SLOs {
		if judgedState(s.State) {
			judged++
			if s.State != slo.Overspent {
				met++
			}
		}
	}
	switch {
	case judged == 0:
		return "None of its objectives could be judged."
	case met == judged && judged > 1:
		return fmt.Sprintf("All %s judged objectives %s.", unit.Word(judged), heldWord(tq.Quarter.Running))
	}
	return fmt.Sprintf("%s of %s judged objectives %s.", unit.Sentence(unit.Word(met)), unit.Word(judged), heldWord(tq.Quarter.Running))
}

func heldWord(running bool) string {
	if running {
		return "hold so far"
	}
	return "held"
}

// judgedState tells whether a state is a verdict.
func judgedState(s slo.State) bool { return s != slo.NoData && s != slo.Incomplete }

func incidentsSentence(sum IncidentSummary) string {
	n := int(value(sum.Count.Value))
	if n == 0 {
		return "No incident was declared."
	}
	s := unit.Sentence(unit.Plural(n, "incident", "incidents"))
	for _, c := range sum.Clocks {
		if c.Clock == clockRestore && c.Median != nil {
			if c.N > 1 {
				s += fmt.Sprintf("; half of them were over within %s", unit.DurationWords(*c.Median))
			} else {
				s += fmt.Sprintf("; it was over in %s", unit.DurationWords(*c.Median))
			}
		}
	}
	if sum.Count.Previous != nil {
		s += fmt.Sprintf(". The quarter before had %s", unit.Word(int(*sum.Count.Previous)))
	}
	return s + "."
}

func worstBurst(slos []*SLOQuarter) (float64, *SLOQuarter) {
	best, at := 0.0, (*SLOQuarter)(nil)
	for _, s := range slos {
		share := 0.0
		for _, x := range s.Bursts {
			share += value(x.Share)
		}
		if share > best {
			best, at = share, s
		}
	}
	return best, at
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// organisationHeadline says how many teams kept their promise and who did not.
func organisationHeadline(o *Organisation) string {
	kept, missed, judged := 0, []string{}, 0
	for _, t := range o.Teams {
		if !judgedState(t.State) {
			continue
		}
		judged++
		if t.State == slo.Overspent {
			missed = append(missed, t.Team.Name)
		} else {
			kept++
		}
	}
	promise := "kept their promise"
	if o.Quarter.Running {
		promise = "are within their budgets so far"
	}
	switch {
	case judged == 0:
		return "Nothing was measured in " + o.Quarter.Label
	case len(missed) == 0 && judged == len(o.Teams):
		return fmt.Sprintf("All %s teams %s", unit.Word(judged), promise)
	case len(missed) == 0:
		return fmt.Sprintf("All %s teams that could be judged %s", unit.Word(judged), promise)
	}
	of := unit.Plural(judged, "team", "teams")
	if judged < len(o.Teams) {
		of += " that could be judged"
	}
	head := fmt.Sprintf("%s of %s %s", unit.Sentence(unit.Word(kept)), of, promise)
	did := "did not"
	if o.Quarter.Running {
		did = map[bool]string{true: "is not", false: "are not"}[len(missed) == 1]
	}
	if len(missed) <= 3 {
		return head + ". " + unit.List(missed) + " " + did
	}
	return head + ". " + unit.Sentence(unit.Word(len(missed))) + " " + did
}

// organisationStandfirst: the most material finding, the incidents, and what
// cannot be said.
func organisationStandfirst(o *Organisation) string {
	var out []string
	for _, f := range o.Findings {
		if f.Kind == findNotMeasured || f.Kind == findIncomplete || f.Kind == findNoChange {
			continue
		}
		out = append(out, f.Title+".")
		if len(out) == 2 {
			break
		}
	}
	out = append(out, incidentsSentence(o.Summary))
	var silent []string
	for _, f := range o.Findings {
		if f.Kind == findNotMeasured && f.SLO != nil {
			silent = append(silent, f.SLO.Name)
		}
	}
	if len(silent) > 0 {
		out = append(out, fmt.Sprintf("Of %s nothing can be said.", unit.List(silent)))
	}
	return strings.Join(out, " ")
}

// sloHeadline sums an objective's history up in one sentence.
func sloHeadline(s *SLO) string {
	judged, met := 0, 0
	for _, q := range s.Quarters {
		if judgedState(q.State) && q.OnCourse.Value == nil {
			judged++
			if q.State != slo.Overspent {
				met++
			}
		}
	}
	switch {
	case judged == 0:
		return fmt.Sprintf("%s has no finished quarter that can be judged", s.SLO.Name)
	case met == judged && judged == 1:
		return fmt.Sprintf("%s met its objective in the one quarter that can be judged", s.SLO.Name)
	case met == judged:
		return fmt.Sprintf("%s met its objective in all %s quarters", s.SLO.Name, unit.Word(judged))
	case met == 0:
		return fmt.Sprintf("%s met its objective in none of %s", s.SLO.Name, unit.Plural(judged, "quarter", "quarters"))
	}
	return fmt.Sprintf("%s met its objective in %s of %s quarters", s.SLO.Name, unit.Word(met), unit.Word(judged))
}

// teamOverTime sums a team's history up in one sentence.
func teamOverTime(t *Team) string {
	judged, kept, run := 0, 0, 0
	for _, q := range t.History {
		if !judgedState(q.State) || q.Quarter.Running {
			continue
		}
		judged++
		if q.State == slo.Overspent {
			run++
		} else {
			kept++
			run = 0
		}
	}
	if judged == 0 {
		return fmt.Sprintf("%s has no finished quarter that can be judged", t.Team.Name)
	}
	head := fmt.Sprintf("%s kept its promise in %s of %s", t.Team.Name, unit.Word(kept), unit.Plural(judged, "quarter", "quarters"))
	if kept == judged {
		head = fmt.Sprintf("%s kept its promise in all %s", t.Team.Name, unit.Plural(judged, "quarter", "quarters"))
	}
	if run > 1 {
		head += fmt.Sprintf(", and missed it in the last %s", unit.Word(run))
	}
	return head
}

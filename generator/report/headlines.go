package report

import (
	"fmt"
	"slices"
	"strings"

	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// teamHeadline answers "did the team keep its promise" in one sentence made
// from its worst objective. People's own headline replaces it.
func (b *builder) teamHeadline(tq *TeamQuarter) string {
	name := tq.Team.Name
	if len(tq.SLOs) > 0 && !slices.ContainsFunc(tq.SLOs, func(s *SLOQuarter) bool { return s.State != slo.NoData || value(s.Coverage.Value) == 0 }) {
		return fmt.Sprintf("%s had no traffic in %s", name, tq.Quarter.Label)
	}
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
	switch {
	case worst.NoBudget: // within: nothing failed
		return fmt.Sprintf("%s kept its promise: nothing failed where nothing may", name)
	case tq.Quarter.Running:
		return runningHeadline(tq, worst)
	case tq.State == slo.AtRisk:
		return fmt.Sprintf("%s kept its promise with only %s of its tightest budget left", name, unit.Share(value(worst.Remaining.Value)))
	}
	return fmt.Sprintf("%s kept its promise, with %s of its tightest budget left", name, unit.Share(value(worst.Remaining.Value)))
}

func overspentHeadline(b *builder, worst *SLOQuarter) string {
	if worst.NoBudget {
		return "missed an objective that allows no failure"
	}
	if worst.Exhausted == nil {
		return "overspent its budget"
	}
	at := worst.Exhausted.In(b.loc)
	head := fmt.Sprintf("ran out of budget on day %d of %d", dayNumber(worst.Start.In(b.loc), at), len(worst.Days))
	if n := incidentsBefore(worst); n > 0 {
		head += fmt.Sprintf(", most of it spent in %s", unit.Plural(n, "incident", "incidents"))
	}
	return head
}

// incidentsBefore is how few incidents, at most two, took at least half of what
// was spent, all of them begun before the budget ran out; 0 if none did.
func incidentsBefore(s *SLOQuarter) int {
	n, total := 0, 0.0
	for _, p := range s.Spend.Parts { // incidents come first, largest first
		if p.Kind != partIncident || n == 2 {
			return 0
		}
		if p.Incident.Started == nil || p.Incident.Started.After(*s.Exhausted) {
			return 0
		}
		n++
		if total += value(p.Share); total >= dominantShare*value(s.Spent.Value) {
			return n
		}
	}
	return 0
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
		s := fmt.Sprintf("%s: %s", w.SLO.Name, unit.Lower(spentSentence(w)))
		if v := w.Spent.Previous; v != nil && !w.NoBudget {
			s += fmt.Sprintf(" The quarter before it was %s.", unit.Share(*v))
		}
		out = append(out, s)
		if n := len(tq.SLOs) - tq.NoData; n > 1 {
			out = append(out, objectivesSentence(tq))
		}
	}
	out = append(out, b.declared(incidentsSentence(tq.Summary)))
	if share, s := worstBurst(tq.SLOs); share >= unexplainedShare && b.shows("bursts") {
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
	if judged == 0 {
		return "None of its objectives could be judged."
	}
	return fmt.Sprintf("%s %s.", unit.Sentence(unit.OutOf(met, judged, "judged objective", "judged objectives")), heldWord(tq.Quarter.Running))
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
		return noIncident
	}
	s := unit.Sentence(unit.Plural(n, "incident", "incidents"))
	for _, c := range sum.Clocks {
		if c.Clock == clockRestore && c.Median != nil {
			s += medianClause(n, c)
		}
	}
	switch p := sum.Count.Previous; {
	case p != nil && *p == 0:
		s += ". The quarter before had none"
	case p != nil:
		s += fmt.Sprintf(". The quarter before had %s", unit.Word(int(*p)))
	}
	return s + "."
}

// medianClause says how long incidents lasted, and of how many it speaks where
// that is not all of them.
func medianClause(n int, c Durations) string {
	switch {
	case n == 1:
		return fmt.Sprintf("; it was over in %s", unit.DurationWords(*c.Median))
	case c.N == 1:
		return fmt.Sprintf("; the one that is over lasted %s", unit.DurationWords(*c.Median))
	case c.N < n:
		return fmt.Sprintf("; of the %s that are known to be over, half were within %s", unit.Word(c.N), unit.DurationWords(*c.Median))
	}
	return fmt.Sprintf("; half of them were over within %s", unit.DurationWords(*c.Median))
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

// organisationHeadline says how many teams kept their promise and who did not.
func organisationHeadline(o *Organisation) string {
	kept, missed, judged, only := 0, []string{}, 0, ""
	for _, t := range o.Teams {
		if !judgedState(t.State) {
			continue
		}
		judged++
		only = t.Team.Name
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
	case judged == 0 && len(o.Incidents) > 0:
		n := len(o.Incidents)
		return fmt.Sprintf("%s, and nothing measured beside %s", unit.Sentence(unit.Plural(n, "incident", "incidents")), map[bool]string{true: "it", false: "them"}[n == 1])
	case judged == 0:
		return "Nothing was measured in " + o.Quarter.Label
	case judged == 1 && len(missed) == 0:
		return only + " " + strings.NewReplacer("their", "its", "are", "is").Replace(promise)
	case judged == 1:
		return only + " did not keep its promise"
	}
	teams := "teams"
	if judged < len(o.Teams) {
		teams = "teams that could be judged"
	}
	head := fmt.Sprintf("%s %s", unit.Sentence(unit.OutOf(kept, judged, "team", teams)), promise)
	if len(missed) == 0 || kept == 0 {
		return head
	}
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
func (b *builder) organisationStandfirst(o *Organisation) string {
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
	out = append(out, b.declared(incidentsSentence(o.Summary)))
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
	}
	return fmt.Sprintf("%s met its objective in %s", s.SLO.Name, unit.OutOf(met, judged, "quarter that can be judged", "quarters"))
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
	head := fmt.Sprintf("%s kept its promise in %s", t.Team.Name, unit.OutOf(kept, judged, "quarter that can be judged", "quarters"))
	if run > 1 && kept > 0 {
		head += fmt.Sprintf(", and missed it in the last %s", unit.Word(run))
	}
	return head
}

package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// The kinds of findings. Each is one form of sentence with one test; a cause is
// only ever named when a postmortem states it.
const (
	findRanOut      = "ran-out"
	findNthRunning  = "nth-quarter-running"
	findOnCourse    = "on-course"
	findRepeated    = "repeated-cause"
	findDominant    = "one-incident"
	findUnexplained = "unexplained"
	findSpread      = "several-teams"
	findBackWithin  = "back-within"
	findOverdue     = "overdue"
	findNotMeasured = "not-measured"
	findIncomplete  = "incomplete"
	findPolicy      = "policy"
	findContract    = "contract-breached"
	findContractMay = "contract-on-course"
	findChanged     = "changed"
	findNoChange    = "no-detectable-change"
	findOverCost    = "over-cost"
	findShippedMore = "shipped-more-failed-no-more"
)

// Thresholds of the findings, as shares of a quarter's budget.
const (
	// repeatedShare is the SRE workbook's rule for a class of outage.
	repeatedShare = 0.20
	// dominantShare: one incident took at least half of what was spent, and
	// at least a quarter of the budget.
	dominantShare, dominantBudget = 0.5, 0.25
	// leastShare is what an incident takes at least to count as one more of a
	// class.
	leastShare = 0.05
	// unexplainedShare is the least undocumented burn worth a sentence.
	unexplainedShare = 0.05
)

// findings makes a team's sentences for one quarter, most material first.
func (b *builder) findings(tq *TeamQuarter) []Finding {
	out := []Finding{}
	for _, s := range tq.SLOs {
		out = append(out, b.sloFindings(tq, s)...)
	}
	out = append(out, b.policyFindings(tq, out)...)
	out = append(out, contractFindings(tq)...)
	b.scale.weigh(out, tq.SLOs)
	out = append(out, b.overdueFinding(tq.Actions, &tq.Team.Ref, tq.Quarter)...)
	out = append(out, b.overCost(tq)...)
	out = b.publishedFindings(out)
	sortFindings(out)
	return out
}

func sortFindings(fs []Finding) {
	id := func(r *Ref) string {
		if r == nil {
			return ""
		}
		return r.ID
	}
	slices.SortStableFunc(fs, func(x, y Finding) int {
		return cmp.Or(cmp.Compare(y.Materiality, x.Materiality), cmp.Compare(x.Kind, y.Kind),
			cmp.Compare(id(x.Team), id(y.Team)), cmp.Compare(id(x.SLO), id(y.SLO)), cmp.Compare(x.Title, y.Title))
	})
}

func (b *builder) sloFindings(tq *TeamQuarter, s *SLOQuarter) []Finding {
	var out []Finding
	add := func(f *Finding) {
		if f == nil {
			return
		}
		f.Team, f.SLO = ptr(tq.Team.Ref), ptr(s.SLO)
		out = append(out, *f)
	}
	switch s.State {
	case slo.NoData, slo.Incomplete:
		add(b.notMeasured(s))
	case slo.Overspent:
		add(b.overspent(s))
	case slo.AtRisk:
		add(b.onCourse(s))
	}
	add(b.backWithin(s))
	repeated := b.repeatedCause(s)
	add(repeated)
	if repeated == nil {
		add(b.dominant(s))
	}
	add(b.unexplained(s))
	return out
}

// overspent: the budget ran out; and how many quarters running.
func (b *builder) overspent(s *SLOQuarter) *Finding {
	run := b.overspentRun(s)
	f := &Finding{Kind: findRanOut, Materiality: value(s.Spent.Value), Links: []Ref{s.SLO}, Evidence: b.spentHistory(s)}
	if s.NoBudget { // no share can say how much: it ranks as a whole budget
		f.Materiality, f.Evidence = 1, nil
		f.Title = fmt.Sprintf("%s allows no failure, and %s failed", s.name(), counted(value(s.Bad.Value), s.Counts))
		f.Body = spentSentence(s)
		return f
	}
	when := ""
	if s.Exhausted != nil {
		at := s.Exhausted.In(b.loc)
		when = fmt.Sprintf("%s, day %d of %d", unit.DayMonth(at), dayNumber(s.Start.In(b.loc), at), len(s.Days))
	}
	switch {
	case run > 1:
		f.Kind = findNthRunning
		f.Title = fmt.Sprintf("%s overspent its budget for the %s quarter running", s.name(), unit.Ordinal(run))
	case when != "":
		f.Title = fmt.Sprintf("%s ran out of budget on %s", s.name(), when)
	default:
		f.Title = fmt.Sprintf("%s overspent its budget", s.name())
	}
	f.Body = spentSentence(s)
	if run > 1 && when != "" {
		f.Body += " It ran out on " + when + "."
	}
	if top := topIncident(s); top != nil {
		f.Body += fmt.Sprintf(" %s took %s.", top.Incident.ID, unit.Share(value(top.Printed)))
		f.Links = append(f.Links, top.Incident.Ref)
	}
	return f
}

func spentSentence(s *SLOQuarter) string {
	if s.NoBudget {
		return fmt.Sprintf("The objective is 100%s%%: there is no budget to spend.", unit.NB)
	}
	if s.OnCourse.Value != nil { // the budget is the whole quarter's, the events are not
		return fmt.Sprintf("%s of %s failed so far; the whole quarter is expected to allow %s, of which %s is spent.",
			unit.Count(value(s.Bad.Value)), counted(value(s.Valid.Value), s.Counts), unit.Count(value(s.Budget.Value)), unit.Share(value(s.Spent.Value)))
	}
	return fmt.Sprintf("%s of %s failed where %s were allowed: %s of the budget.",
		unit.Count(value(s.Bad.Value)), counted(value(s.Valid.Value), s.Counts), unit.Count(value(s.Budget.Value)), unit.Share(value(s.Spent.Value)))
}

// name is the objective as sentences speak of it: one that changed hands inside
// the quarter is only the part in one team's.
func (s *SLOQuarter) name() string {
	if s.MovedFrom == nil && s.MovedTo == nil {
		return s.SLO.Name
	}
	return s.SLO.Name + " in " + s.Team.Name + "’s hands"
}

func counted(n float64, counts string) string {
	return unit.Count(n) + unit.NB + cmp.Or(counts, "events")
}

// onCourse: a running quarter that would end above its budget, or one that is
// at risk; a finished one that came close.
func (b *builder) onCourse(s *SLOQuarter) *Finding {
	f := &Finding{Kind: findOnCourse, Links: []Ref{s.SLO}, Evidence: b.spentHistory(s), Body: spentSentence(s)}
	if s.OnCourse.Value != nil && *s.OnCourse.Value > 1 {
		f.Materiality = *s.OnCourse.Value
		f.Title = fmt.Sprintf("%s is on course to spend %s of its budget", s.name(), unit.Percent(*s.OnCourse.Value, 0))
		f.Body = fmt.Sprintf("So far it has spent %s of the whole quarter’s budget. ", unit.Share(value(s.Spent.Value))) +
			"The projection takes the rest to be like the part so far."
		return f
	}
	f.Materiality = value(s.Spent.Value)
	verb := "ended with"
	if s.OnCourse.Value != nil {
		verb = "has"
	}
	f.Title = fmt.Sprintf("%s %s %s of its budget left", s.name(), verb, unit.Share(value(s.Remaining.Value)))
	return f
}

func (b *builder) backWithin(s *SLOQuarter) *Finding {
	before := b.quarterOf(s.SLO.ID, s.Quarter, -1)
	if before == nil || before.State != slo.Overspent || s.State != slo.Within && s.State != slo.AtRisk || b.running(s.Quarter) {
		return nil
	}
	if s.NoBudget || before.NoBudget || before.Objective != s.Objective || len(s.Objectives) > 1 {
		return nil // an easier objective is no recovery
	}
	return &Finding{
		Kind: findBackWithin, Links: []Ref{s.SLO}, Evidence: b.spentHistory(s),
		Materiality: math.Max(0, value(before.Spent.Value)-value(s.Spent.Value)),
		Title:       fmt.Sprintf("%s is back within its budget", s.name()),
		Body: fmt.Sprintf("It spent %s, after %s the quarter before.",
			unit.Share(value(s.Spent.Value)), unit.Share(value(before.Spent.Value))),
	}
}

// dominant: one incident took most of what was spent.
func (b *builder) dominant(s *SLOQuarter) *Finding {
	top := topIncident(s)
	if top == nil || value(top.Share) < dominantBudget || value(top.Share) < dominantShare*value(s.Spent.Value) {
		return nil
	}
	name := top.Incident.Name
	f := &Finding{
		Kind: findDominant, Materiality: value(top.Share), Links: []Ref{top.Incident.Ref},
		Title:    fmt.Sprintf("%s took %s of what %s spent", top.Incident.ID, unit.Percent(value(top.Share)/value(s.Spent.Value), 0), s.SLO.Name),
		Evidence: partsEvidence(s),
	}
	f.Body = fmt.Sprintf("%s: %s of the budget, %s failed.", name, unit.Share(value(top.Printed)), counted(top.Bad, s.Counts))
	if len(top.Incident.RootCauses) > 0 {
		f.Body += " The postmortem gives as root cause: " + titles(top.Incident.RootCauses) + "."
	}
	return f
}

func (b *builder) unexplained(s *SLOQuarter) *Finding {
	share := 0.0
	for _, x := range s.Bursts {
		share += value(x.Share)
	}
	if share < unexplainedShare {
		return nil
	}
	largest := slices.MaxFunc(s.Bursts, func(x, y Burst) int { return cmp.Compare(value(x.Share), value(y.Share)) })
	f := &Finding{
		Kind: findUnexplained, Materiality: share, Links: []Ref{s.SLO}, Evidence: partsEvidence(s),
		Title: fmt.Sprintf("%s of %s’s budget burnt fast, and no postmortem covers it", unit.Share(share), s.SLO.Name),
	}
	f.Body = fmt.Sprintf("%s failed from %s.", counted(largest.Bad, s.Counts), unit.Range(largest.Start.In(b.loc), largest.End.In(b.loc)))
	if n := len(s.Bursts) - 1; n > 0 {
		f.Body += fmt.Sprintf(" So did %s.", unit.Plural(n, "shorter stretch", "shorter stretches"))
	}
	return f
}

// notMeasured: no data, or too little of it for a verdict. The scale cannot
// place it, so it ranks behind what can be measured.
func (b *builder) notMeasured(s *SLOQuarter) *Finding {
	f := &Finding{Kind: findNotMeasured, Links: []Ref{s.SLO}, Evidence: b.coverageHistory(s)}
	if s.State == slo.Incomplete {
		f.Kind = findIncomplete
		f.Title = fmt.Sprintf("%s was measured for %s of the time, too little for a verdict", s.name(), unit.Ratio(value(s.Coverage.Value), b.in.Config.Budget.MinCoverage))
		of := "the budget of the traffic that was measured"
		if s.OnCourse.Value != nil {
			of = "the whole quarter’s budget"
		}
		f.Body = fmt.Sprintf("What was seen spent %s of %s.", unit.Share(value(s.Spent.Value)), of)
		return f
	}
	f.Title = fmt.Sprintf("Nobody can say how %s did", s.SLO.Name)
	f.Body = s.Reason
	if last, ok := b.lastSampleBefore(s.SLO.ID, s.End.Unix()); ok {
		f.Body += fmt.Sprintf(" Its last sample is of %s.", unit.Date(unixUTC(last-1).In(b.loc)))
	}
	return f
}

// overdueFinding: promised and not done. What is at stake is what the incidents
// behind the promises took from budgets in this quarter and the last.
func (b *builder) overdueFinding(actions []Action, team *Ref, quarter Quarter) []Finding {
	var late []Action
	at, stake := map[string]float64{}, map[string]float64{}
	for _, a := range actions {
		if a.State == actionOverdue {
			late = append(late, a)
			at[a.Incident.ID] = b.worstSpend(a.Incident.ID, quarter, func(s IncidentSpend) float64 { return value(s.Share) })
			stake[a.Incident.ID] = b.worstSpend(a.Incident.ID, quarter, b.scale.ofSpend)
		}
	}
	if len(late) == 0 {
		return nil
	}
	f := Finding{Kind: findOverdue, Team: team, Links: []Ref{{ID: "actions", Name: "Action items", URL: "/actions/"}}}
	share := 0.0
	for _, id := range sortedKeys(at) {
		share, f.Materiality = share+at[id], f.Materiality+stake[id]
	}
	f.Title = fmt.Sprintf("%s promised actions are overdue, the oldest by %s", unit.Sentence(unit.Word(len(late))), days(late[0].Late))
	f.Body = fmt.Sprintf("The oldest is “%s”, from %s.", late[0].Title, late[0].Incident.ID)
	from := "This quarter and last, their incidents together took"
	if len(late) == 1 {
		f.Title = fmt.Sprintf("One promised action is overdue by %s", days(late[0].Late))
		f.Body = fmt.Sprintf("It is “%s”, from %s.", late[0].Title, late[0].Incident.ID)
		from = "This quarter or last, that incident took"
	}
	if share > 0 {
		f.Body += fmt.Sprintf(" %s %s of a quarter’s budget, on the objective hit worst.", from, unit.Share(share))
	}
	f.Evidence = overdueEvidence(late)
	return []Finding{f}
}

func days(n int) string {
	if n == 1 {
		return "1" + unit.NB + "day"
	}
	return unit.Number(float64(n), 0) + unit.NB + "days"
}

func titles(terms []Term) string {
	var out []string
	for _, t := range terms {
		out = append(out, unit.Lower(t.Title))
	}
	return unit.List(out)
}

// dayNumber counts local days from start, the first being 1.
func dayNumber(start, at time.Time) int { return daysBetween(start, at) + 1 }

func topIncident(s *SLOQuarter) *SpendPart {
	var top *SpendPart
	for i := range s.Spend.Parts {
		p := &s.Spend.Parts[i]
		if p.Kind == partIncident && (top == nil || p.Bad > top.Bad) {
			top = p
		}
	}
	return top
}

// spreadFinding: what is at stake is the worst an incident did to each team.
func (b *builder) spreadFinding(in *Incident) Finding {
	worst, stake := map[string]float64{}, map[string]float64{}
	var names []string
	for _, s := range in.Spends {
		worst[s.Team.ID] = math.Max(worst[s.Team.ID], value(s.Share))
		stake[s.Team.ID] = math.Max(stake[s.Team.ID], b.scale.ofSpend(s))
	}
	f := Finding{Kind: findSpread, Links: []Ref{{ID: in.ID, Name: in.Title, URL: in.URL}}}
	e := &Evidence{Title: "Largest share " + in.ID + " took of a budget", Form: formBars, Unit: "ratio", Note: "Each team’s most affected objective."}
	for _, t := range in.Teams {
		names = append(names, t.Name)
		share := worst[t.ID]
		f.Materiality += stake[t.ID]
		e.Items = append(e.Items, EvidenceItem{Label: t.Name, Value: ptr(share), Strong: true, URL: t.URL})
	}
	f.Title = fmt.Sprintf("%s hit %s teams at once", in.ID, unit.Word(len(names)))
	f.Body = fmt.Sprintf("%s. It reached %s.", strings.TrimSuffix(in.Title, "."), unit.List(names))
	if in.CausedBy != nil {
		f.Body += fmt.Sprintf(" The postmortem places its cause with %s.", in.CausedBy.Name)
	}
	f.Evidence = e
	return f
}

package view

import (
	"strings"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// Achievable is the section on which objective the history would have kept.
type Achievable struct {
	*Section
	Term  Definition
	Lead  string
	Short string // set where the history is too short to say much
	Heads []string
	Rows  []CandidateRow
	CSV   string
	// Rolling heads the column of trailing 28 days.
	Rolling Definition
	Without *WithoutCauses
	Nine    Definition
	Nines   []Nine
}

// CandidateRow is one objective held against the finished quarters.
type CandidateRow struct {
	Target        string
	Current, Kept bool
	Met           string
	Marks         []CandidateMark
	Events, Time  string
	Rolling       string
	Breakers      []Link
	More          string
}

// CandidateMark is one quarter under the candidate. Text is all of it in words.
type CandidateMark struct {
	State       State
	Spent, Text string
}

const (
	breakersShown = 3 // incidents named for a candidate; the rest are counted
)

func (v *Views) achievable(s *report.SLO, c *contents, g *glossary) *Achievable {
	if len(s.Candidates) == 0 {
		return v.notYetAchievable(s, c, g)
	}
	judged := s.Candidates[0].Of
	out := &Achievable{
		Section: c.add(Section{ID: "achievable", Title: "Which objective is achievable", Short: "Achievable", Notes: []Note{
			{Term: "Judged", Text: "are finished quarters with enough data."},
			{Term: "Allowed", Text: "a quarter, on average over those judged; in time: of a total outage at even traffic."},
			{Term: "Alone", Text: "are incidents that would have spent the whole budget by themselves."},
		}}),
		Term: g.term("achievable", "Achievable"), Lead: achievableLead(s.Candidates), CSV: s.URL + "objectives.csv",
		Rolling: g.term("rolling", "28-day windows met"), Without: v.withoutCauses(s, g), Nines: v.nines(s),
	}
	if len(out.Nines) > 0 {
		out.Nine = g.term("next-nine", "What the next nine is worth")
	}
	if s.TooShort {
		out.Short = unit.Sentence(unit.Plural(judged, "finished quarter", "finished quarters")) + " could be judged: too short a history to promise anything by. One bad quarter would turn the answer."
	}
	for _, q := range s.Candidates[0].Quarters {
		out.Heads = append(out.Heads, noBreak(v.quarterLabel(q.Quarter)))
	}
	for _, x := range s.Candidates {
		out.Rows = append(out.Rows, v.candidateRow(x, s))
	}
	return out
}

// achievableLead answers the question in a sentence.
func achievableLead(list []report.Candidate) string {
	best := -1.0
	var current *report.Candidate
	for i, x := range list {
		if x.Met == x.Of {
			best = max(best, x.Target)
		}
		if x.Current {
			current = &list[i]
		}
	}
	lead := "None of these would have been met in every judged quarter"
	if best >= 0 {
		lead = "Every judged quarter would have met " + unit.Objective(best) + ", the tightest of these that held throughout"
	}
	if current != nil {
		lead += "; the objective in force, " + unit.Objective(current.Target) + ", would have been met in " + unit.Word(current.Met) + " of " + unit.Word(current.Of)
	}
	return lead
}

func (v *Views) candidateRow(x report.Candidate, s *report.SLO) CandidateRow {
	r := CandidateRow{Target: unit.Objective(x.Target), Current: x.Current, Kept: x.Met == x.Of, Met: unit.Count(float64(x.Met)) + " of " + unit.Count(float64(x.Of)), Events: "–", Time: "–", Rolling: "–"}
	if x.AllowedBad != nil {
		r.Events = unit.Approx(*x.AllowedBad)
		if q := newest(s); q != nil {
			r.Events += unit.NB + q.Counts
		}
	}
	if x.AllowedMinutes != nil {
		r.Time = unit.Duration(*x.AllowedMinutes * 60)
	}
	if x.Rolling != nil {
		r.Rolling = shareMet(*x.Rolling)
	}
	for _, q := range x.Quarters {
		label := v.quarterLabel(q.Quarter)
		m := CandidateMark{State: StateOf(slo.Within), Spent: wholeShare(q.Spent), Text: label + " met, " + unit.Share(q.Spent) + " spent"}
		if !q.Met {
			m.State, m.Text = StateOf(slo.Overspent), label+" missed, "+unit.Share(q.Spent)+" spent"
		}
		r.Marks = append(r.Marks, m)
	}
	for i, b := range x.Breakers {
		if i == breakersShown {
			r.More = "and " + unit.Word(len(x.Breakers)-breakersShown) + " more"
			break
		}
		r.Breakers = append(r.Breakers, Link{Text: b.ID, URL: b.URL})
	}
	return r
}

// measured says what is counted, where that is stated, and who owned it.
func (v *Views) measured(s *report.SLO, c *contents) *Measured {
	var notes []Note
	if len(s.Selectors) > 0 {
		notes = []Note{{Term: "Selectors", Text: "name series as Prometheus does; all that match are added up."}}
	}
	out := &Measured{
		Section: c.add(Section{ID: "measured", Title: "What is measured", Notes: notes}),
		Text:    orElse(s.Title, s.SLO.Name), Selectors: s.Selectors,
	}
	if m := methodText(s); m != "" {
		out.Facts = append(out.Facts, Fact{Term: "Counted", Text: m})
	}
	if q := newest(s); q != nil {
		out.Facts = append(out.Facts, Fact{Term: "One event is one of", Text: q.Counts})
		out.Sources = sourcesOf(nil, q.Sources)
	}
	for _, o := range s.Objectives {
		from := "from the beginning"
		if o.From != nil {
			from = "from " + unit.Date(v.local(*o.From))
		}
		out.Targets = append(out.Targets, Fact{Term: from, Text: unit.Objective(o.Target)})
	}
	if s.Service.ID != "" {
		out.Facts = append(out.Facts, Fact{Term: "Service", Text: orElse(s.Service.Name, s.Service.ID)})
	}
	if s.Defined != "" {
		out.Facts = append(out.Facts, Fact{Term: "Defined in", Text: s.Defined, Code: true})
	}
	for _, o := range s.Owners {
		out.Owners = append(out.Owners, Stay{Name: link(o.Service), Text: v.stayText(o)})
	}
	return out
}

// SLOTables are the files beside an objective's page.
func (v *Views) SLOTables(s *report.SLO) []NamedTable {
	return []NamedTable{
		{"quarters", func() chart.Table { return sloQuartersTable(s) }},
		{"days", func() chart.Table { return daysTable(s.Quarters) }},
		{"objectives", func() chart.Table { return candidatesTable(s) }},
		{"without-one-cause", func() chart.Table { return withoutTable(s) }},
		{"incidents", func() chart.Table { return incidentsTable(s.Incidents) }},
	}
}

func sloQuartersTable(s *report.SLO) chart.Table {
	t := chart.Table{Head: []string{"quarter", "team", "state", "objective", "sli", "spent", "failed", "valid", "budget", "coverage"}}
	for _, q := range s.Quarters {
		t.Rows = append(t.Rows, []string{q.Quarter, q.Team.ID, stateCode(q.State), number(&q.Objective), number(q.SLI.Value), number(q.Spent.Value), number(q.Bad.Value), number(q.Valid.Value), number(q.Budget.Value), number(q.Coverage.Value)})
	}
	return t
}

func candidatesTable(s *report.SLO) chart.Table {
	t := chart.Table{Head: []string{"objective", "current", "met", "judged", "allowed_failed", "allowed_minutes", "rolling_days_met", "rolling_days_judged", "incidents_that_alone_break_it"}}
	for _, x := range s.Candidates {
		var broke []string
		for _, b := range x.Breakers {
			broke = append(broke, b.ID)
		}
		rollingMet, rollingOf := "", ""
		if x.Rolling != nil {
			rollingMet, rollingOf = count(x.Rolling.Met), count(x.Rolling.Of)
		}
		current := "false"
		if x.Current {
			current = "true"
		}
		t.Rows = append(t.Rows, []string{number(&x.Target), current, count(x.Met), count(x.Of), number(x.AllowedBad), number(x.AllowedMinutes), rollingMet, rollingOf, strings.Join(broke, " ")})
	}
	return t
}

package report

import (
	"quarterdeck/generator/config"
	"quarterdeck/generator/slo"
)

// RollUp is a team's objectives taken together: the worst of them beside the
// sum in which each weighs as much as its traffic.
type RollUp struct {
	Worst    slo.State `json:"worst_state" audience:"public"`
	WorstSLO *Ref      `json:"worst_slo" audience:"public"`
	// WorstSpent is the share that WorstSLO spent of its budget, null where it
	// allows no failure and had one.
	WorstSpent *float64 `json:"worst_spent" audience:"public"`
	// Spent is Σ failed ÷ Σ budget over the objectives counted in events that
	// have a budget.
	Spent Figure `json:"spent" audience:"public"`
	SLI   Figure `json:"sli" audience:"public"`
	Valid Figure `json:"valid" audience:"public"`
	Bad   Figure `json:"bad" audience:"public"`
	// Parts are added; Apart are time slices, which are never added to events;
	// Without were not measured.
	Parts   []RollUpPart `json:"parts" audience:"public"`
	Apart   []RollUpPart `json:"apart" audience:"public"`
	Without []Ref        `json:"without_data" audience:"public"`
}

// RollUpPart is one objective of a roll-up.
type RollUpPart struct {
	SLO    Ref       `json:"slo" audience:"public"`
	State  slo.State `json:"state" audience:"public"`
	Counts string    `json:"counts" audience:"public"`
	Valid  float64   `json:"valid" audience:"public"`
	Bad    float64   `json:"bad" audience:"public"`
	// Traffic and Failures are its shares of all valid and all failed events;
	// null for time slices, Failures also where nothing failed.
	Traffic  *float64 `json:"share_of_traffic" audience:"public"`
	Failures *float64 `json:"share_of_failures" audience:"public"`
	Spent    *float64 `json:"spent" audience:"public"`
}

// rolled is the figures of objectives, worst first, as slo.RollUp takes them.
func rolled(slos []*SLOQuarter) slo.Roll {
	members := make([]slo.Member, len(slos))
	for i, s := range slos {
		members[i] = slo.Member{Slices: s.Method == string(config.Slices), Result: slo.Result{State: s.State,
			Measured: s.Valid.Value != nil && s.SLI.Value != nil, Valid: value(s.Valid.Value), Bad: value(s.Bad.Value), Allowed: value(s.Budget.Value)}}
	}
	return slo.RollUp(members)
}

// rollUp adds the budgets of a team's event objectives (Σ failed ÷ Σ budget).
func rollUp(slos []*SLOQuarter) *float64 {
	if r := rolled(slos); r.Measured && !r.NoBudget {
		return ptr(r.Spent)
	}
	return nil
}

// rollUpOf is the roll-up with its parts; nil where there is nothing to add.
func rollUpOf(slos []*SLOQuarter) *RollUp {
	r := rolled(slos)
	if !r.Measured || len(slos) < 2 {
		return nil
	}
	coverage := rollUpCoverage(slos)
	fig := func(def, unitName string, v float64) Figure {
		return Figure{Value: ptr(v), Unit: unitName, Definition: def, Coverage: coverage, Sources: sortedSet(sources(slos))}
	}
	out := &RollUp{Worst: r.Worst, Parts: []RollUpPart{}, Apart: []RollUpPart{}, Without: []Ref{},
		SLI: fig(defRollUp, "ratio", r.SLI), Valid: fig(defRollUp, "events", r.Valid), Bad: fig(defRollUp, "events", r.Bad)}
	out.Spent = Figure{Unit: "ratio", Definition: defRollUp, Coverage: coverage, Sources: out.SLI.Sources}
	if !r.NoBudget {
		out.Spent.Value = ptr(r.Spent)
	}
	out.WorstSLO, out.WorstSpent = ptr(slos[0].SLO), slos[0].Spent.Value
	if slos[0].NoBudget && value(slos[0].Bad.Value) > 0 {
		out.WorstSpent = nil
	}
	for i, s := range slos {
		part := RollUpPart{SLO: s.SLO, State: s.State, Counts: s.Counts, Valid: value(s.Valid.Value), Bad: value(s.Bad.Value)}
		if !s.NoBudget {
			part.Spent = s.Spent.Value
		}
		switch {
		case s.SLI.Value == nil:
			out.Without = append(out.Without, s.SLO)
		case s.Method == string(config.Slices):
			out.Apart = append(out.Apart, part)
		default:
			part.Traffic = ptr(r.Traffic[i])
			if r.Bad > 0 {
				part.Failures = ptr(part.Bad / r.Bad)
			}
			out.Parts = append(out.Parts, part)
		}
	}
	return out
}

// rollUpCoverage is how much of the time of the objectives counted in events was
// measured, all of them together; one without data counts as not measured.
func rollUpCoverage(slos []*SLOQuarter) *float64 {
	covered, expected := 0.0, 0.0
	for _, s := range slos {
		if s.Method == string(config.Slices) {
			continue
		}
		length := s.End.Sub(s.Start).Seconds()
		expected += length
		covered += length * value(s.Coverage.Value)
	}
	if expected <= 0 {
		return nil
	}
	return ptr(covered / expected)
}

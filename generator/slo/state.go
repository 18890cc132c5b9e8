package slo

import (
	"fmt"
	"strings"
)

// State is the verdict on one SLO in one period. The zero value is NoData.
type State int

// The states, in no order: rank orders them.
const (
	NoData State = iota
	Within
	Incomplete
	AtRisk
	Overspent
)

var stateNames = [...]string{NoData: "no data", Within: "within", Incomplete: "incomplete", AtRisk: "at risk", Overspent: "overspent"}

// String gives the state in words.
func (s State) String() string {
	if s < 0 || int(s) >= len(stateNames) {
		return fmt.Sprintf("state %d", int(s))
	}
	return stateNames[s]
}

// MarshalText writes the state as it stands in JSON: no_data, at_risk …
func (s State) MarshalText() ([]byte, error) {
	return []byte(strings.ReplaceAll(s.String(), " ", "_")), nil
}

// UnmarshalText reads what MarshalText wrote, and the words of String.
func (s *State) UnmarshalText(text []byte) error {
	word := strings.ReplaceAll(string(text), "_", " ")
	for i, name := range stateNames {
		if name == word {
			*s = State(i)
			return nil
		}
	}
	return fmt.Errorf("unknown state %q", text)
}

// rank orders states from no data, which is never the worst, to overspent.
func (s State) rank() int {
	switch s {
	case Overspent:
		return 4
	case AtRisk:
		return 3
	case Incomplete:
		return 2
	case Within:
		return 1
	}
	return 0
}

// Worse tells whether a is worse than b: overspent, at risk, incomplete,
// within. No data is worse than nothing.
func Worse(a, b State) bool { return a.rank() > b.rank() }

// TeamState is the worst of a team's states; NoData only for a team that has
// nothing else.
func TeamState(states ...State) State {
	worst := NoData
	for _, s := range states {
		if Worse(s, worst) {
			worst = s
		}
	}
	return worst
}

// Reason says which rule gave the state, as a code that the pages put in words.
type Reason string

// The reasons, by the state they lead to.
const (
	NoSamples    Reason = "no_samples"     // no data: nothing was measured
	NoTraffic    Reason = "no_traffic"     // no data: measured, no valid events
	NoObjective  Reason = "no_objective"   // no data: no objective in force
	BudgetSpent  Reason = "budget_spent"   // overspent: more bad than allowed
	WholeSpent   Reason = "whole_spent"    // overspent in spite of low coverage
	NoneAllowed  Reason = "none_allowed"   // overspent: the objective is 100 %
	LowCoverage  Reason = "low_coverage"   // incomplete
	NearlySpent  Reason = "nearly_spent"   // at risk: spent reached the threshold
	OnCourseOver Reason = "on_course_over" // at risk: running, would end above 1
	InBudget     Reason = "in_budget"      // within
)

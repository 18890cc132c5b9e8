package issued

import (
	"time"

	"quarterdeck/generator/slo"
)

// Excluded is what exclusions took out of an objective's quarter, and how it
// would have been judged with that time in it.
type Excluded struct {
	Seconds float64 `json:"seconds"`
	Valid   float64 `json:"valid"`
	Bad     float64 `json:"bad"`
	// All is set where nothing was left to judge.
	All     bool             `json:"all,omitempty"`
	Without Judgment         `json:"without"`
	Windows []ExcludedWindow `json:"windows"`
}

// Judgment is an objective's quarter in four figures; null where there was no
// data.
type Judgment struct {
	State slo.State `json:"state"`
	SLI   *float64  `json:"sli"`
	Spent *float64  `json:"spent"`
	Valid *float64  `json:"valid"`
	Bad   *float64  `json:"bad"`
}

// ExcludedWindow is one exclusion as it was agreed and applied.
type ExcludedWindow struct {
	ID       string     `json:"id"`
	Title    string     `json:"title"`
	Reason   string     `json:"reason"`
	Approver string     `json:"approver"`
	Approved *time.Time `json:"approved"`
	Late     bool       `json:"approved_late,omitempty"`
	Start    time.Time  `json:"start"`
	End      time.Time  `json:"end"`
	Seconds  float64    `json:"seconds"`
	Valid    float64    `json:"valid"`
	Bad      float64    `json:"bad"`
}

// Contract is a service level agreement with the periods that fell into the
// quarter, in the hands of one team.
type Contract struct {
	ID       string  `json:"id"`
	Team     string  `json:"team"`
	Title    string  `json:"title"`
	Customer string  `json:"customer,omitempty"`
	SLO      string  `json:"slo"`
	Counts   string  `json:"counts"`
	Target   float64 `json:"target"`
	Period   string  `json:"period"` // month, quarter or year
	// Objective is the one the team held itself to.
	Objective float64 `json:"objective"`
	// Exclusions that the contract allows, by id.
	Exclusions []string     `json:"exclusions,omitempty"`
	Credits    []CreditStep `json:"credits,omitempty"`
	Fee        *float64     `json:"fee"`
	Currency   string       `json:"currency,omitempty"`
	Periods    []Period     `json:"periods"`
}

// CreditStep is one step of a contract's scale.
type CreditStep struct {
	Below   float64 `json:"below"`
	Percent float64 `json:"percent"`
}

// Period is a contract in one of its periods; null where there was no data or
// no verdict.
type Period struct {
	Label string    `json:"label"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	// Running is set where the period had not ended with the quarter, Seen is
	// the last instant that was judged.
	Running bool      `json:"running,omitempty"`
	Seen    time.Time `json:"seen"`
	State   slo.State `json:"state"`
	Verdict string    `json:"verdict"`
	SLI     *float64  `json:"sli"`
	Best    *float64  `json:"best_sli"`
	Bad     *float64  `json:"bad"`
	Valid   *float64  `json:"valid"`
	Used    *float64  `json:"margin_used"`
	Margin  *float64  `json:"margin"`
	// MarginTime in seconds, Credit a share of the fee, Owed in money.
	MarginTime *float64 `json:"margin_time"`
	Credit     *float64 `json:"credit"`
	Owed       *float64 `json:"owed"`
	Coverage   *float64 `json:"coverage"`
	// Excluded is what the contract's own exclusions took out.
	Excluded *PeriodExcluded `json:"excluded,omitempty"`
}

// PeriodExcluded is time that a contract left out; SLIWithout is the indicator
// as if nothing had been.
type PeriodExcluded struct {
	IDs        []string `json:"ids"`
	Seconds    float64  `json:"seconds"`
	Valid      float64  `json:"valid"`
	Bad        float64  `json:"bad"`
	SLIWithout *float64 `json:"sli_without"`
}

package report

import (
	"quarterdeck/generator/slo"
)

// Finding is one sentence the figures make, with what it stands on.
type Finding struct {
	// Kind names the sentence's form and test.
	Kind string `json:"kind"`
	// Title is the sentence; Body the reasons.
	Title string `json:"title"`
	Body  string `json:"body"`
	// Materiality is the budget at stake, in quarters' budgets.
	Materiality float64 `json:"materiality"`
	Team        *Ref    `json:"team"`
	SLO         *Ref    `json:"slo"`
	Links       []Ref   `json:"links"`
	// Evidence is what the chart beside the sentence shows; may be nil.
	Evidence *Evidence `json:"evidence,omitempty"`
}

// Evidence is a small labelled series beside a finding.
type Evidence struct {
	Title string `json:"title"`
	// Form is bars (labelled amounts) or history (one value per quarter
	// against a line).
	Form string `json:"form"`
	// Unit is ratio, seconds or days; it tells how values are printed.
	Unit  string         `json:"unit"`
	Items []EvidenceItem `json:"items"`
	Rule  *float64       `json:"rule,omitempty"`
	Note  string         `json:"note,omitempty"`
}

// EvidenceItem is one bar or point. Tone is "", over, risk, ok or none; Strong
// marks what the sentence is about.
type EvidenceItem struct {
	Label string   `json:"label"`
	Value *float64 `json:"value"`
	// Of is the denominator of "6 of 8"; null otherwise.
	Of     *float64 `json:"of,omitempty"`
	Tone   string   `json:"tone,omitempty"`
	Strong bool     `json:"strong,omitempty"`
	URL    string   `json:"url,omitempty"`
}

// Organisation is the report of all teams for one quarter.
type Organisation struct {
	Document
	Site    Site    `json:"site"`
	Quarter Quarter `json:"quarter"`
	// Issue is null for a draft.
	Issue      *Issue       `json:"issue"`
	Headline   Text         `json:"headline"`
	Standfirst Text         `json:"standfirst"`
	Tally      []StateCount `json:"tally"`
	// History has a row per team and a state per quarter.
	History []TeamHistory `json:"history"`
	Figures []NamedFigure `json:"figures"`
	// Attribution is the spend of all teams together.
	Attribution Attribution     `json:"attribution"`
	Findings    []Finding       `json:"findings"`
	Teams       []TeamRow       `json:"teams"`
	Incidents   []*Incident     `json:"incidents"`
	Summary     IncidentSummary `json:"incident_summary"`
	Bursts      []Burst         `json:"undocumented_burn"`
	// Contracts in numbers; null without any. Exclusions are those in force.
	Contracts  *ContractSummary `json:"contracts"`
	Exclusions []Exclusion      `json:"exclusions"`
	// Policy lists the demands of the policy that apply, with the teams.
	Policy     []PolicyCall `json:"policy"`
	Decisions  []Decision   `json:"decisions"`
	Commentary string       `json:"commentary_html,omitempty"`
	Signoffs   []Signoff    `json:"signoffs"`
	// Journeys as a customer meets them, over the objectives of all teams.
	Journeys   []*JourneyQuarter `json:"journeys"`
	Maturity   *Maturity         `json:"maturity"`
	Notices    []string          `json:"notices,omitempty"`
	Provenance Provenance        `json:"provenance"`
}

// StateCount is how many teams are in one state.
type StateCount struct {
	State slo.State `json:"state"`
	Count int       `json:"count"`
	Teams []Ref     `json:"teams"`
}

// TeamHistory is a team's state in each quarter of the book.
type TeamHistory struct {
	Team   Ref            `json:"team"`
	States []QuarterState `json:"states"`
}

// NamedFigure is one of the quarter's headline figures.
type NamedFigure struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Of is the denominator of "6 of 8"; null otherwise.
	Of     *float64 `json:"of"`
	Figure Figure   `json:"figure"`
	// Before holds the figure of the quarters compared with, oldest first,
	// and the quarter's own last.
	Before []EvidenceItem `json:"before"`
	// Good is "more" or "less": which way is better; "" if neither.
	Good string `json:"good,omitempty"`
	// Note says what is counted, in one line.
	Note string `json:"note"`
}

// TeamRow is a team in the organisation's table.
type TeamRow struct {
	Team  Ref       `json:"team"`
	State slo.State `json:"state"`
	// Worst is the objective that decides the state; nil without any.
	Worst     *SLOQuarter `json:"-"`
	WorstSLO  *Ref        `json:"worst_slo"`
	Remaining *float64    `json:"remaining"`
	SLOs      int         `json:"slos"`
	NoData    int         `json:"slos_without_data"`
	Incidents []*Incident `json:"-"`
	Count     int         `json:"incidents"`
	Restore   *float64    `json:"median_time_to_restore"`
	Open      int         `json:"actions_open"`
	Overdue   int         `json:"actions_overdue"`
	URL       string      `json:"url"`
}

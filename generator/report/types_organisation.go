package report

import (
	"quarterdeck/generator/slo"
)

// Finding is one sentence the figures make, with what it stands on.
type Finding struct {
	// Kind names the sentence's form and test.
	Kind string `json:"kind" audience:"public"`
	// Title is the sentence; Body the reasons.
	Title string `json:"title" audience:"public"`
	Body  string `json:"body" audience:"public"`
	// Materiality is what is at stake, on the scale that the methodology names:
	// quarters' budgets, or money. It is 0 where that cannot be measured.
	Materiality float64 `json:"materiality" audience:"public"`
	Team        *Ref    `json:"team" audience:"public"`
	SLO         *Ref    `json:"slo" audience:"public"`
	Links       []Ref   `json:"links" audience:"public"`
	// Evidence is what the chart beside the sentence shows; may be nil.
	Evidence *Evidence `json:"evidence,omitempty" audience:"public"`
}

// Evidence is a small labelled series beside a finding.
type Evidence struct {
	Title string `json:"title" audience:"public"`
	// Form is bars (labelled amounts) or history (one value per quarter
	// against a line).
	Form string `json:"form" audience:"public"`
	// Unit is ratio, seconds or days; it tells how values are printed.
	Unit  string         `json:"unit" audience:"public"`
	Items []EvidenceItem `json:"items" audience:"public"`
	Rule  *float64       `json:"rule,omitempty" audience:"public"`
	// RuleLabel says what the line stands for; empty: the whole budget.
	RuleLabel string `json:"rule_label,omitempty" audience:"public"`
	Note      string `json:"note,omitempty" audience:"public"`
}

// EvidenceItem is one bar or point. Tone is "", over, risk, ok or none; Strong
// marks what the sentence is about.
type EvidenceItem struct {
	Label string   `json:"label" audience:"public"`
	Value *float64 `json:"value" audience:"public"`
	// Of is the denominator of "6 of 8"; null otherwise.
	Of     *float64 `json:"of,omitempty" audience:"public"`
	Tone   string   `json:"tone,omitempty" audience:"public"`
	Strong bool     `json:"strong,omitempty" audience:"public"`
	URL    string   `json:"url,omitempty" audience:"public"`
}

// Organisation is the report of all teams for one quarter.
type Organisation struct {
	Document `audience:"public"`
	Site     Site    `json:"site" audience:"public"`
	Quarter  Quarter `json:"quarter" audience:"public"`
	// Issue is null for a draft.
	Issue      *Issue       `json:"issue" audience:"public"`
	Headline   Text         `json:"headline" audience:"public"`
	Standfirst Text         `json:"standfirst" audience:"public"`
	Tally      []StateCount `json:"tally" audience:"public"`
	// History has a row per team and a state per quarter.
	History []TeamHistory `json:"history" audience:"public"`
	Figures []NamedFigure `json:"figures" audience:"public"`
	// Attribution is the spend of all teams together.
	Attribution Attribution     `json:"attribution" audience:"public"`
	Findings    []Finding       `json:"findings" audience:"findings"`
	Teams       []TeamRow       `json:"teams" audience:"public"`
	Incidents   []*Incident     `json:"incidents" audience:"public"`
	Summary     IncidentSummary `json:"incident_summary" audience:"public"`
	Bursts      []Burst         `json:"undocumented_burn" audience:"bursts"`
	// Actions not done by the end of the quarter, and those done in it.
	Actions []Action `json:"actions" audience:"actions"`
	// Contracts in numbers; null without any. Exclusions are those in force.
	Contracts  *ContractSummary `json:"contracts" audience:"contracts"`
	Exclusions []Exclusion      `json:"exclusions" audience:"public"`
	// Policy lists the demands of the policy that apply, with the teams.
	Policy     []PolicyCall `json:"policy" audience:"policy"`
	Decisions  []Decision   `json:"decisions" audience:"decisions"`
	Commentary string       `json:"commentary_html,omitempty" audience:"commentary"`
	Signoffs   []Signoff    `json:"signoffs" audience:"signoffs"`
	// Journeys as a customer meets them, over the objectives of all teams.
	Journeys []*JourneyQuarter `json:"journeys" audience:"journeys"`
	Maturity *Maturity         `json:"maturity" audience:"maturity"`
	// Balance places teams between delivery and reliability; Costs has a row
	// for each team with a cost, Launches those of all teams.
	Balance    *Balance   `json:"balance"`
	Costs      []CostRow  `json:"costs"`
	Launches   []Launch   `json:"launches"`
	Notices    []string   `json:"notices,omitempty" audience:"public"`
	Provenance Provenance `json:"provenance" audience:"sources"`
}

// StateCount is how many teams are in one state.
type StateCount struct {
	State slo.State `json:"state" audience:"public"`
	Count int       `json:"count" audience:"public"`
	Teams []Ref     `json:"teams" audience:"public"`
}

// TeamHistory is a team's state in each quarter of the book.
type TeamHistory struct {
	Team   Ref            `json:"team" audience:"public"`
	States []QuarterState `json:"states" audience:"public"`
}

// NamedFigure is one of the quarter's headline figures.
type NamedFigure struct {
	ID    string `json:"id" audience:"public"`
	Title string `json:"title" audience:"public"`
	// Of is the denominator of "6 of 8"; null otherwise.
	Of     *float64 `json:"of" audience:"public"`
	Figure Figure   `json:"figure" audience:"public"`
	// Before holds the figure of the quarters compared with, oldest first,
	// and the quarter's own last.
	Before []EvidenceItem `json:"before" audience:"public"`
	// Good is "more" or "less": which way is better; "" if neither.
	Good string `json:"good,omitempty" audience:"public"`
	// Note says what is counted, in one line.
	Note string `json:"note" audience:"public"`
}

// TeamRow is a team in the organisation's table.
type TeamRow struct {
	Team  Ref       `json:"team" audience:"public"`
	State slo.State `json:"state" audience:"public"`
	// Worst is the objective that decides the state; nil without any.
	Worst     *SLOQuarter `json:"-" audience:"public"`
	WorstSLO  *Ref        `json:"worst_slo" audience:"public"`
	Remaining *float64    `json:"remaining" audience:"public"`
	SLOs      int         `json:"slos" audience:"public"`
	NoData    int         `json:"slos_without_data" audience:"public"`
	Incidents []*Incident `json:"-" audience:"public"`
	Count     int         `json:"incidents" audience:"public"`
	Restore   *float64    `json:"median_time_to_restore" audience:"public"`
	Open      int         `json:"actions_open" audience:"actions"`
	Overdue   int         `json:"actions_overdue" audience:"actions"`
	URL       string      `json:"url" audience:"public"`
}

package report

import (
	"time"

	"quarterdeck/generator/slo"
)

// QuarterState is how a team or an objective stood in one quarter.
type QuarterState struct {
	Quarter  Quarter   `json:"quarter"`
	State    slo.State `json:"state"`
	Spent    *float64  `json:"spent"`
	Coverage *float64  `json:"coverage"`
	URL      string    `json:"url,omitempty"` // empty where there is no page
}

// TeamInfo is a team as it describes itself.
type TeamInfo struct {
	Ref
	Mission string `json:"mission"`
	Leads   []Lead `json:"leads"`
}

// Lead is one of the trio.
type Lead struct {
	Role string `json:"role"`
	Name string `json:"name"`
}

// TeamQuarter is a team's report for one quarter.
type TeamQuarter struct {
	Document
	Site    Site     `json:"site"`
	Quarter Quarter  `json:"quarter"`
	Team    TeamInfo `json:"team"`
	// Issue is null for a draft.
	Issue      *Issue    `json:"issue"`
	Headline   Text      `json:"headline"`
	Standfirst Text      `json:"standfirst"`
	State      slo.State `json:"state"`
	// SLOs, worst first.
	SLOs []*SLOQuarter `json:"slos"`
	// NoData is how many of them were not measured.
	NoData  int            `json:"slos_without_data"`
	History []QuarterState `json:"history"`
	// RollUp adds the budgets of event objectives; null if there are none.
	RollUp *float64 `json:"roll_up_spent"`
	// Together is the same with its parts; null where there is nothing to add.
	Together *RollUp `json:"roll_up"`
	// Contracts with customers, by the terms of each.
	Contracts []Contract      `json:"contracts"`
	Incidents []*Incident     `json:"incidents"`
	Summary   IncidentSummary `json:"incident_summary"`
	Causes    []CauseSpend    `json:"spend_by_cause"`
	// Attribution is the spend of all objectives together.
	Attribution Attribution `json:"attribution"`
	Bursts      []Burst     `json:"undocumented_burn"`
	Findings    []Finding   `json:"findings"`
	Actions     []Action    `json:"actions"`
	Decisions   []Decision  `json:"decisions"`
	// Policy is what the error-budget policy asks and allows.
	Policy     *Policy   `json:"policy"`
	Commentary string    `json:"commentary_html,omitempty"`
	Signoffs   []Signoff `json:"signoffs"`
	// Services owned in the quarter; those without an objective are marked.
	Services []ServiceInfo `json:"services"`
	// Journeys in which the team answers for a step.
	Journeys   []JourneyPlace `json:"journeys"`
	Maturity   *Maturity      `json:"maturity"`
	Notices    []string       `json:"notices,omitempty"`
	Provenance Provenance     `json:"provenance"`
}

// ServiceInfo is a service in a quarter.
type ServiceInfo struct {
	Ref
	Description string `json:"description,omitempty"`
	SLOs        []Ref  `json:"slos"`
	// Moved says where it came from or went in the quarter.
	Moved string `json:"moved,omitempty"`
	New   bool   `json:"new,omitempty"`
}

// CauseSpend is one objective's spend by cause, for the stacked chart.
type CauseSpend struct {
	SLO     Ref         `json:"slo"`
	Quarter Ref         `json:"quarter"`
	State   slo.State   `json:"state"`
	Parts   []CausePart `json:"parts"`
	Share   *float64    `json:"share"`
}

// CausePart is the share of the budget that one cause took. An incident with
// several root causes is shared equally among them.
type CausePart struct {
	// Cause is a root cause; its ID is "" for incidents that state none, and
	// "bursts", "background" or "scattered" for what no incident explains.
	Cause Term     `json:"cause"`
	Share *float64 `json:"share"`
}

// Decision is a question put to leadership, as the commentary states it.
type Decision struct {
	ID       string     `json:"id"`
	Question string     `json:"question"`
	Team     *Ref       `json:"team"`
	Options  []Option   `json:"options"`
	Decider  string     `json:"decider"`
	By       *time.Time `json:"by"`
	Answer   string     `json:"answer,omitempty"`
	Answered *time.Time `json:"answered"`
	NoteHTML string     `json:"note_html,omitempty"`
	Asked    Ref        `json:"asked"` // the quarter
	// What became of it, and whether the figures put it.
	DecisionMemory
}

// Option is one answer to a decision.
type Option struct {
	Label       string `json:"label"`
	Gains       string `json:"gains,omitempty"`
	Costs       string `json:"costs,omitempty"`
	Recommended bool   `json:"recommended,omitempty"`
}

// Signoff is one of the trio's signature under a report.
type Signoff struct {
	Role string     `json:"role"`
	Name string     `json:"name,omitempty"`
	Date *time.Time `json:"date"`
	Note string     `json:"note,omitempty"`
}

// Team is a team over time.
type Team struct {
	Document
	Site     Site           `json:"site"`
	Team     TeamInfo       `json:"team"`
	Headline Text           `json:"headline"`
	History  []QuarterState `json:"history"`
	// SLOs has, for each objective the team has or had, its quarters.
	SLOs      []SLOHistory      `json:"slos"`
	Quarters  []TeamQuarterLine `json:"quarters"`
	Incidents []*Incident       `json:"incidents"`
	Services  []ServiceStay     `json:"services"`
	// Journeys in which the team answers or answered for a step.
	Journeys   []Ref      `json:"journeys"`
	Provenance Provenance `json:"provenance"`
	// Notices name the errors that stand in files behind the page.
	Notices []string `json:"notices,omitempty"`
}

// ServiceStay is a stretch in which a team owned a service.
type ServiceStay struct {
	Service  Ref        `json:"service"`
	From     *time.Time `json:"from"`
	To       *time.Time `json:"to"`
	CameFrom *Ref       `json:"came_from,omitempty"`
	WentTo   *Ref       `json:"went_to,omitempty"`
}

// TeamQuarterLine is one quarter in a team's history.
type TeamQuarterLine struct {
	Quarter   Quarter   `json:"quarter"`
	State     slo.State `json:"state"`
	Headline  Text      `json:"headline"`
	Spent     *float64  `json:"spent"` // of the worst objective
	Worst     *Ref      `json:"worst"`
	Incidents int       `json:"incidents"`
	Restore   *float64  `json:"median_time_to_restore"`
	Impact    *float64  `json:"impact_hours"`
	Overdue   int       `json:"actions_overdue"`
	URL       string    `json:"url"`
}

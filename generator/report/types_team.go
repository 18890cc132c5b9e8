package report

import (
	"time"

	"quarterdeck/generator/slo"
)

// QuarterState is how a team or an objective stood in one quarter.
type QuarterState struct {
	Quarter  Quarter   `json:"quarter" audience:"public"`
	State    slo.State `json:"state" audience:"public"`
	Spent    *float64  `json:"spent" audience:"public"`
	Coverage *float64  `json:"coverage" audience:"public"`
	URL      string    `json:"url,omitempty" audience:"public"` // empty where there is no page
}

// TeamInfo is a team as it describes itself.
type TeamInfo struct {
	Ref     `audience:"public"`
	Mission string `json:"mission" audience:"public"`
	Leads   []Lead `json:"leads" audience:"leads"`
}

// Lead is one of the trio.
type Lead struct {
	Role string `json:"role" audience:"public"`
	Name string `json:"name" audience:"public"`
}

// TeamQuarter is a team's report for one quarter.
type TeamQuarter struct {
	Document `audience:"public"`
	Site     Site     `json:"site" audience:"public"`
	Quarter  Quarter  `json:"quarter" audience:"public"`
	Team     TeamInfo `json:"team" audience:"public"`
	// Issue is null for a draft.
	Issue      *Issue    `json:"issue" audience:"public"`
	Headline   Text      `json:"headline" audience:"public"`
	Standfirst Text      `json:"standfirst" audience:"public"`
	State      slo.State `json:"state" audience:"public"`
	// SLOs, worst first.
	SLOs []*SLOQuarter `json:"slos" audience:"public"`
	// NoData is how many of them were not measured.
	NoData  int            `json:"slos_without_data" audience:"public"`
	History []QuarterState `json:"history" audience:"public"`
	// RollUp adds the budgets of event objectives; null if there are none.
	RollUp *float64 `json:"roll_up_spent" audience:"public"`
	// Together is the same with its parts; null where there is nothing to add.
	Together *RollUp `json:"roll_up" audience:"public"`
	// Contracts with customers, by the terms of each.
	Contracts []Contract      `json:"contracts" audience:"contracts"`
	Incidents []*Incident     `json:"incidents" audience:"public"`
	Summary   IncidentSummary `json:"incident_summary" audience:"public"`
	Causes    []CauseSpend    `json:"spend_by_cause" audience:"public"`
	// Attribution is the spend of all objectives together.
	Attribution Attribution `json:"attribution" audience:"public"`
	Bursts      []Burst     `json:"undocumented_burn" audience:"bursts"`
	Findings    []Finding   `json:"findings" audience:"findings"`
	Actions     []Action    `json:"actions" audience:"actions"`
	Decisions   []Decision  `json:"decisions" audience:"decisions"`
	// Policy is what the error-budget policy asks and allows.
	Policy     *Policy   `json:"policy" audience:"policy"`
	Commentary string    `json:"commentary_html,omitempty" audience:"commentary"`
	Signoffs   []Signoff `json:"signoffs" audience:"signoffs"`
	// Services owned in the quarter; those without an objective are marked.
	Services []ServiceInfo `json:"services" audience:"public"`
	// Journeys in which the team answers for a step.
	Journeys []JourneyPlace `json:"journeys" audience:"journeys"`
	Maturity *Maturity      `json:"maturity" audience:"maturity"`
	// Scorecard answers the four shared questions from what follows.
	Scorecard  *Scorecard `json:"scorecard"`
	Delivery   *Delivery  `json:"delivery"`
	Launches   []Launch   `json:"launches"`
	KPIs       []KPI      `json:"kpis"`
	Price      *Price     `json:"price"`
	Cost       *Cost      `json:"cost"`
	OnCall     *OnCall    `json:"on_call"`
	OKRs       []OKR      `json:"objectives_and_key_results"`
	Capacity   []Capacity `json:"capacity"`
	Exercises  *Exercises `json:"exercises"`
	Enabling   *Enabling  `json:"enabling"`
	Notices    []string   `json:"notices,omitempty" audience:"public"`
	Provenance Provenance `json:"provenance" audience:"sources"`
}

// ServiceInfo is a service in a quarter.
type ServiceInfo struct {
	Ref         `audience:"public"`
	Description string `json:"description,omitempty" audience:"public"`
	SLOs        []Ref  `json:"slos" audience:"public"`
	// Moved says where it came from or went in the quarter.
	Moved string `json:"moved,omitempty" audience:"public"`
	New   bool   `json:"new,omitempty" audience:"public"`
}

// CauseSpend is one objective's spend by cause, for the stacked chart.
type CauseSpend struct {
	SLO     Ref         `json:"slo" audience:"public"`
	Quarter Ref         `json:"quarter" audience:"public"`
	State   slo.State   `json:"state" audience:"public"`
	Parts   []CausePart `json:"parts" audience:"public"`
	Share   *float64    `json:"share" audience:"public"`
}

// CausePart is the share of the budget that one cause took. An incident with
// several root causes is shared equally among them.
type CausePart struct {
	// Cause is a root cause; its ID is "" for incidents that state none, and
	// "bursts", "background" or "scattered" for what no incident explains.
	Cause Term     `json:"cause" audience:"public"`
	Share *float64 `json:"share" audience:"public"`
}

// Decision is a question put to leadership, as the commentary states it.
type Decision struct {
	ID       string     `json:"id" audience:"public"`
	Question string     `json:"question" audience:"public"`
	Team     *Ref       `json:"team" audience:"public"`
	Options  []Option   `json:"options" audience:"public"`
	Decider  string     `json:"decider" audience:"public"`
	By       *time.Time `json:"by" audience:"public"`
	Answer   string     `json:"answer,omitempty" audience:"public"`
	Answered *time.Time `json:"answered" audience:"public"`
	NoteHTML string     `json:"note_html,omitempty" audience:"public"`
	Asked    Ref        `json:"asked" audience:"public"` // the quarter
	// What became of it, and whether the figures put it.
	DecisionMemory `audience:"public"`
}

// Option is one answer to a decision.
type Option struct {
	Label       string `json:"label" audience:"public"`
	Gains       string `json:"gains,omitempty" audience:"public"`
	Costs       string `json:"costs,omitempty" audience:"public"`
	Recommended bool   `json:"recommended,omitempty" audience:"public"`
}

// Signoff is one of the trio's signature under a report.
type Signoff struct {
	Role string     `json:"role" audience:"public"`
	Name string     `json:"name,omitempty" audience:"leads"`
	Date *time.Time `json:"date" audience:"public"`
	Note string     `json:"note,omitempty" audience:"public"`
}

// Team is a team over time.
type Team struct {
	Document `audience:"public"`
	Site     Site           `json:"site" audience:"public"`
	Team     TeamInfo       `json:"team" audience:"public"`
	Headline Text           `json:"headline" audience:"public"`
	History  []QuarterState `json:"history" audience:"public"`
	// SLOs has, for each objective the team has or had, its quarters.
	SLOs      []SLOHistory      `json:"slos" audience:"public"`
	Quarters  []TeamQuarterLine `json:"quarters" audience:"public"`
	Incidents []*Incident       `json:"incidents" audience:"public"`
	Services  []ServiceStay     `json:"services" audience:"public"`
	// Journeys in which the team answers or answered for a step.
	Journeys   []Ref      `json:"journeys" audience:"journeys"`
	Provenance Provenance `json:"provenance" audience:"sources"`
	// Notices name the errors that stand in files behind the page.
	Notices []string `json:"notices,omitempty" audience:"public"`
}

// ServiceStay is a stretch in which a team owned a service.
type ServiceStay struct {
	Service  Ref        `json:"service" audience:"public"`
	From     *time.Time `json:"from" audience:"public"`
	To       *time.Time `json:"to" audience:"public"`
	CameFrom *Ref       `json:"came_from,omitempty" audience:"public"`
	WentTo   *Ref       `json:"went_to,omitempty" audience:"public"`
}

// TeamQuarterLine is one quarter in a team's history.
type TeamQuarterLine struct {
	Quarter   Quarter   `json:"quarter" audience:"public"`
	State     slo.State `json:"state" audience:"public"`
	Headline  Text      `json:"headline" audience:"public"`
	Spent     *float64  `json:"spent" audience:"public"` // of the worst objective
	Worst     *Ref      `json:"worst" audience:"public"`
	Incidents int       `json:"incidents" audience:"public"`
	Restore   *float64  `json:"median_time_to_restore" audience:"public"`
	Impact    *float64  `json:"impact_hours" audience:"public"`
	Overdue   int       `json:"actions_overdue" audience:"actions"`
	URL       string    `json:"url" audience:"public"`
}

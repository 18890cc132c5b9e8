package report

import "time"

// Policy is what the error-budget policy asks of a team in a quarter, and what
// it allows.
type Policy struct {
	// Decider answers by default, by role; empty where nobody is named.
	Decider string `json:"decider"`
	// Steps, what permits before what demands.
	Steps []PolicyStep `json:"steps"`
	// Exceptions whose time meets the quarter.
	Exceptions []PolicyException `json:"exceptions"`
	Definition string            `json:"definition"`
}

// PolicyStep is one rung of the policy with how it stands.
type PolicyStep struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// When is the condition as written; Figure what it looks at, Number what
	// it is compared with.
	When   string  `json:"when"`
	Figure string  `json:"figure"`
	Number float64 `json:"number"`
	// Permits tells a permission from a demand; Text is what it says.
	Permits bool   `json:"permits"`
	Text    string `json:"text"`
	BuiltIn bool   `json:"built_in"`
	// State is the gravest of those of SLOs: in_force, excepted, done, ended,
	// not_met or not_measured.
	State string `json:"state"`
	// Since is when it began to apply to the first objective in that state.
	Since *time.Time  `json:"since"`
	SLOs  []PolicySLO `json:"slos"`
	// Definition is the id of the figure's definition.
	Definition string `json:"definition"`
}

// PolicySLO is how a step stands for one objective.
type PolicySLO struct {
	SLO   Ref    `json:"slo"`
	State string `json:"state"`
	// Reason says why nothing can be said, where nothing can.
	Reason string `json:"reason,omitempty"`
	// Value is the figure at the end of the quarter, or now; Peak its highest
	// at the end of a day, of the four weeks' spend.
	Value Figure   `json:"value"`
	Peak  *float64 `json:"peak"`
	// Since is when it began to hold, also before the quarter; Until when it
	// ceased. Held are all stretches that meet the quarter.
	Since *time.Time      `json:"since"`
	Until *time.Time      `json:"until"`
	Held  []PolicyStretch `json:"held"`
	// CarriedOver is the quarter whose end it has held since.
	CarriedOver *Ref `json:"carried_over"`
	// Lifts is the day on which it ceases if nothing more fails.
	Lifts *time.Time `json:"lifts"`
	// Incidents that alone met the condition, Causes that did.
	Incidents []PolicyIncident `json:"incidents"`
	Causes    []CausePart      `json:"causes"`

	peakBad float64
}

// PolicyStretch is time in which a condition held; To is null while it does.
type PolicyStretch struct {
	From time.Time  `json:"from"`
	To   *time.Time `json:"to"`
}

// PolicyIncident is an incident that called a step.
type PolicyIncident struct {
	Incident IncidentRef `json:"incident"`
	// FourWeeks is its share of the budget of the 28 days that end with it,
	// Quarter that of the quarter's.
	FourWeeks float64  `json:"share_of_four_weeks"`
	Quarter   *float64 `json:"share_of_quarter"`
	// Written tells whether its postmortem has a text, Actions how many action
	// items it has.
	Written bool `json:"written"`
	Actions int  `json:"actions"`

	ended int64
}

// PolicyException lets a team off a demand for a time.
type PolicyException struct {
	Step     string     `json:"step"`
	Title    string     `json:"title"` // of the step
	SLO      *Ref       `json:"slo"`   // null: of all
	Reason   string     `json:"reason"`
	Approver string     `json:"approver"`
	From     time.Time  `json:"from"`
	Until    *time.Time `json:"until"`
	Review   *time.Time `json:"review"`
	// InForce at the end of the quarter, or now; ReviewDue once the day of
	// its review has come.
	InForce   bool   `json:"in_force"`
	ReviewDue bool   `json:"review_due"`
	Defined   string `json:"defined_in"` // file:line
}

// PolicyCall is a demand that applies, over all teams.
type PolicyCall struct {
	ID    string       `json:"id"`
	Title string       `json:"title"`
	Text  string       `json:"text"`
	Teams []PolicyTeam `json:"teams"`
}

// PolicyTeam is one team that a demand applies to.
type PolicyTeam struct {
	Team Ref   `json:"team"`
	SLOs []Ref `json:"slos"`
	// Since is the earliest; Excepted is set where exceptions cover all.
	Since    *time.Time `json:"since"`
	Excepted bool       `json:"excepted"`
}

// DecisionMemory is what became of a question over the quarters.
type DecisionMemory struct {
	// Origin is people, or figures where the policy raises a question that
	// nobody has put.
	Origin string `json:"origin"`
	// Stage is asked, carried_over (open since an earlier quarter), answered
	// (in this quarter's commentary), reviewed (an answer whose effect is
	// looked at) or past.
	Stage string `json:"stage"`
	// Step is the policy's step behind a question of the figures.
	Step string `json:"policy_step,omitempty"`
	// Metric is the figure the answer is judged by; SLO where it is one.
	Metric string `json:"metric,omitempty"`
	SLO    *Ref   `json:"slo"`
	// CarriedOver is how many quarters' ends it was open at since the one that
	// asked; OpenDays the days since that one's end; Late those since By.
	CarriedOver int `json:"carried_over"`
	OpenDays    int `json:"open_days"`
	Late        int `json:"late_days"`
	// AnsweredIn is the quarter whose commentary gives the answer; of an open
	// question the later one that will.
	AnsweredIn *Ref `json:"answered_in"`
	// History is the figure before, in and after the quarter of the answer; of
	// an open question since before it was asked.
	History []DecisionFigure `json:"history"`
}

// DecisionFigure is the figure a decision was meant to move, in one quarter.
type DecisionFigure struct {
	Quarter Ref `json:"quarter"`
	// When is before, asked, open, answer or after.
	When      string   `json:"when"`
	Running   bool     `json:"running"`
	Spent     *float64 `json:"spent"`
	SLI       *float64 `json:"sli"`
	Objective float64  `json:"objective"`
	State     string   `json:"state"`
}

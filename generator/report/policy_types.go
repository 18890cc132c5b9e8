package report

import "time"

// Policy is what the error-budget policy asks of a team in a quarter, and what
// it allows.
type Policy struct {
	// Decider answers by default, by role; empty where nobody is named.
	Decider string `json:"decider" audience:"public"`
	// Steps, what permits before what demands.
	Steps []PolicyStep `json:"steps" audience:"public"`
	// Exceptions whose time meets the quarter.
	Exceptions []PolicyException `json:"exceptions" audience:"public"`
	Definition string            `json:"definition" audience:"public"`
}

// PolicyStep is one rung of the policy with how it stands.
type PolicyStep struct {
	ID    string `json:"id" audience:"public"`
	Title string `json:"title" audience:"public"`
	// When is the condition as written; Figure what it looks at, Number what
	// it is compared with.
	When   string  `json:"when" audience:"public"`
	Figure string  `json:"figure" audience:"public"`
	Number float64 `json:"number" audience:"public"`
	// Permits tells a permission from a demand; Text is what it says.
	Permits bool   `json:"permits" audience:"public"`
	Text    string `json:"text" audience:"public"`
	BuiltIn bool   `json:"built_in" audience:"public"`
	// State is the gravest of those of SLOs: in_force, excepted, done, ended,
	// not_met or not_measured.
	State string `json:"state" audience:"public"`
	// Since is when it began to apply to the first objective in that state.
	Since *time.Time  `json:"since" audience:"public"`
	SLOs  []PolicySLO `json:"slos" audience:"public"`
	// Definition is the id of the figure's definition.
	Definition string `json:"definition" audience:"public"`
}

// PolicySLO is how a step stands for one objective.
type PolicySLO struct {
	SLO   Ref    `json:"slo" audience:"public"`
	State string `json:"state" audience:"public"`
	// Reason says why nothing can be said, where nothing can.
	Reason string `json:"reason,omitempty" audience:"public"`
	// Value is the figure at the end of the quarter, or now; Peak its highest
	// at the end of a day, of the four weeks' spend.
	Value Figure   `json:"value" audience:"public"`
	Peak  *float64 `json:"peak" audience:"public"`
	// Since is when it began to hold, also before the quarter; Until when it
	// ceased. Held are all stretches that meet the quarter.
	Since *time.Time      `json:"since" audience:"public"`
	Until *time.Time      `json:"until" audience:"public"`
	Held  []PolicyStretch `json:"held" audience:"public"`
	// CarriedOver is the quarter whose end it has held since.
	CarriedOver *Ref `json:"carried_over" audience:"public"`
	// Lifts is the day on which it ceases if nothing more fails.
	Lifts *time.Time `json:"lifts" audience:"public"`
	// Incidents that alone met the condition, Causes that did.
	Incidents []PolicyIncident `json:"incidents" audience:"public"`
	Causes    []CausePart      `json:"causes" audience:"public"`

	peakBad float64
}

// PolicyStretch is time in which a condition held; To is null while it does.
type PolicyStretch struct {
	From time.Time  `json:"from" audience:"public"`
	To   *time.Time `json:"to" audience:"public"`
}

// PolicyIncident is an incident that called a step.
type PolicyIncident struct {
	Incident IncidentRef `json:"incident" audience:"public"`
	// FourWeeks is its share of the budget of the 28 days that end with it,
	// Quarter that of the quarter's.
	FourWeeks float64  `json:"share_of_four_weeks" audience:"public"`
	Quarter   *float64 `json:"share_of_quarter" audience:"public"`
	// Written tells whether its postmortem has a text, Actions how many action
	// items it has.
	Written bool `json:"written" audience:"actions"`
	Actions int  `json:"actions" audience:"actions"`

	ended int64
}

// PolicyException lets a team off a demand for a time.
type PolicyException struct {
	Step     string     `json:"step" audience:"public"`
	Title    string     `json:"title" audience:"public"` // of the step
	SLO      *Ref       `json:"slo" audience:"public"`   // null: of all
	Reason   string     `json:"reason" audience:"approvals"`
	Approver string     `json:"approver" audience:"approvals"`
	From     time.Time  `json:"from" audience:"public"`
	Until    *time.Time `json:"until" audience:"public"`
	Review   *time.Time `json:"review" audience:"public"`
	// InForce at the end of the quarter, or now; ReviewDue once the day of
	// its review has come.
	InForce   bool   `json:"in_force" audience:"public"`
	ReviewDue bool   `json:"review_due" audience:"public"`
	Defined   string `json:"defined_in" audience:"sources"` // file:line
}

// PolicyCall is a demand that applies, over all teams.
type PolicyCall struct {
	ID    string       `json:"id" audience:"public"`
	Title string       `json:"title" audience:"public"`
	Text  string       `json:"text" audience:"public"`
	Teams []PolicyTeam `json:"teams" audience:"public"`
}

// PolicyTeam is one team that a demand applies to.
type PolicyTeam struct {
	Team Ref   `json:"team" audience:"public"`
	SLOs []Ref `json:"slos" audience:"public"`
	// Since is the earliest; Excepted is set where exceptions cover all.
	Since    *time.Time `json:"since" audience:"public"`
	Excepted bool       `json:"excepted" audience:"public"`
}

// DecisionMemory is what became of a question over the quarters.
type DecisionMemory struct {
	// Origin is people, or figures where the policy raises a question that
	// nobody has put.
	Origin string `json:"origin" audience:"public"`
	// Stage is asked, carried_over (open since an earlier quarter), answered
	// (in this quarter's commentary), reviewed (an answer whose effect is
	// looked at) or past.
	Stage string `json:"stage" audience:"public"`
	// Step is the policy's step behind a question of the figures.
	Step string `json:"policy_step,omitempty" audience:"public"`
	// Metric is the figure the answer is judged by; SLO where it is one.
	Metric string `json:"metric,omitempty" audience:"public"`
	SLO    *Ref   `json:"slo" audience:"public"`
	// CarriedOver is how many quarters' ends it was open at since the one that
	// asked; OpenDays the days since that one's end; Late those since By.
	CarriedOver int `json:"carried_over" audience:"public"`
	OpenDays    int `json:"open_days" audience:"public"`
	Late        int `json:"late_days" audience:"public"`
	// AnsweredIn is the quarter whose commentary gives the answer; of an open
	// question the later one that will.
	AnsweredIn *Ref `json:"answered_in" audience:"public"`
	// History is the figure before, in and after the quarter of the answer; of
	// an open question since before it was asked.
	History []DecisionFigure `json:"history" audience:"public"`
}

// DecisionFigure is the figure a decision was meant to move, in one quarter.
type DecisionFigure struct {
	Quarter Ref `json:"quarter" audience:"public"`
	// When is before, asked, open, answer or after.
	When      string   `json:"when" audience:"public"`
	Running   bool     `json:"running" audience:"public"`
	Spent     *float64 `json:"spent" audience:"public"`
	SLI       *float64 `json:"sli" audience:"public"`
	Objective float64  `json:"objective" audience:"public"`
	State     string   `json:"state" audience:"public"`
}

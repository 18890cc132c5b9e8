package report

import (
	"time"

	"quarterdeck/generator/slo"
)

// SLOQuarter is one objective in one quarter, in the hands of one team.
type SLOQuarter struct {
	SLO         Ref    `json:"slo" audience:"public"`
	Title       string `json:"title" audience:"public"`
	Description string `json:"description" audience:"public"`
	Team        Ref    `json:"team" audience:"public"`
	Service     Ref    `json:"service" audience:"public"`
	Method      string `json:"method" audience:"public"`
	// Counts is the plural noun of one event.
	Counts string `json:"counts" audience:"public"`
	// Slice, in seconds, and Threshold of an objective measured in slices.
	Slice     int64      `json:"slice_seconds,omitempty" audience:"public"`
	Threshold *Threshold `json:"threshold,omitempty" audience:"public"`
	Quarter   string     `json:"quarter" audience:"public"` // slug
	// Start and End bound what is judged: the quarter, or the part of it in
	// which the team owned the service.
	Start time.Time `json:"start" audience:"public"`
	End   time.Time `json:"end" audience:"public"`
	// MovedFrom and MovedTo name the other owner when that part is not all.
	MovedFrom *Ref `json:"moved_from,omitempty" audience:"public"`
	MovedTo   *Ref `json:"moved_to,omitempty" audience:"public"`
	// Objective is the target in force at the end; Objectives all of them.
	Objective  float64     `json:"objective" audience:"public"`
	Objectives []Objective `json:"objectives" audience:"public"`
	State      slo.State   `json:"state" audience:"public"`
	// Reason says in words why the state is what it is.
	Reason string `json:"reason" audience:"public"`
	// Spent so far is of the whole quarter's budget while it runs.
	SLI       Figure `json:"sli" audience:"public"`
	Spent     Figure `json:"spent" audience:"public"`
	Remaining Figure `json:"remaining" audience:"public"`
	OnCourse  Figure `json:"on_course" audience:"public"` // null unless running
	Budget    Figure `json:"budget" audience:"public"`    // events that may fail
	Bad       Figure `json:"bad" audience:"public"`
	Valid     Figure `json:"valid" audience:"public"`
	Coverage  Figure `json:"coverage" audience:"public"`
	// NoBudget is set for a 100 % objective: write counts, not shares.
	NoBudget bool `json:"no_budget,omitempty" audience:"public"`
	// Exhausted is when the budget ran out; null if it did not.
	Exhausted *time.Time `json:"exhausted" audience:"public"`
	Days      []Day      `json:"days" audience:"public"`
	// Path is the remaining budget through the quarter, sharp at incidents.
	Path    []PathPoint `json:"-" audience:"public"`
	Spend   Spend       `json:"spend" audience:"public"`
	Bursts  []Burst     `json:"bursts" audience:"bursts"`
	Quality Quality     `json:"quality" audience:"public"`
	Sources []string    `json:"sources" audience:"sources"`
	tallies []slo.DayTally
	// Excluded is what exclusions took out of it; null without any.
	Excluded *Excluded `json:"excluded" audience:"public"`
	// Restated holds the figures as computed now where the issued ones, which
	// differ, stand in their place; Restored is set where the metrics are gone.
	Restated *FiguresNow `json:"restated,omitempty" audience:"public"`
	Restored bool        `json:"restored,omitempty" audience:"public"`
}

// Threshold judges a slice: it is good when its value Op Value.
type Threshold struct {
	Op    string  `json:"op" audience:"public"`
	Value float64 `json:"value" audience:"public"`
	Unit  string  `json:"unit" audience:"public"`
}

// Objective is a target over a stretch of time.
type Objective struct {
	From   time.Time `json:"from" audience:"public"`
	Target float64   `json:"target" audience:"public"`
}

// StatedObjective is a target as it is configured.
type StatedObjective struct {
	From   *time.Time `json:"from" audience:"public"`
	Target float64    `json:"target" audience:"public"`
}

// Day is one local day of an objective.
type Day struct {
	Date  string    `json:"date" audience:"public"`
	Start time.Time `json:"-" audience:"public"`
	// Valid and Bad are null on a day without data.
	Valid    *float64 `json:"valid" audience:"public"`
	Bad      *float64 `json:"bad" audience:"public"`
	Coverage float64  `json:"coverage" audience:"public"`
	// Remaining is what is left of the budget at the day's end.
	Remaining *float64 `json:"remaining" audience:"public"`
	// Incidents with bad events on the day, largest first; Burst is set when
	// a burst that no incident explains fell on it.
	Incidents []Ref `json:"incidents,omitempty" audience:"public"`
	Burst     bool  `json:"burst,omitempty" audience:"bursts"`
	// Future is set on days after the last data of a running quarter.
	Future bool `json:"future,omitempty" audience:"public"`
}

// PathPoint is the share of the budget left at an instant; null in a gap.
type PathPoint struct {
	At        int64    `audience:"public"`
	Remaining *float64 `audience:"public"`
}

// Spend says where a budget went. The parts' Bad and Share add up to Bad and
// Share exactly; Printed shares (fractions rounded to three decimals, that is
// to 0.1 %) add up to the printed total.
type Spend struct {
	Parts   []SpendPart `json:"parts" audience:"public"`
	Bad     float64     `json:"bad" audience:"public"`
	Share   *float64    `json:"share" audience:"public"`
	Printed *float64    `json:"printed" audience:"public"`
	// Unexplained is background, bursts and scattered together.
	Unexplained *float64 `json:"unexplained" audience:"public"`
}

// SpendPart is one row of a Spend.
type SpendPart struct {
	// Kind is incident, bursts, background or scattered.
	Kind     string       `json:"kind" audience:"public"`
	Incident *IncidentRef `json:"incident,omitempty" audience:"public"`
	Bad      float64      `json:"bad" audience:"public"`
	Share    *float64     `json:"share" audience:"public"`
	Printed  *float64     `json:"printed" audience:"public"`
}

// IncidentRef is an incident as a row of another report.
type IncidentRef struct {
	Ref        `audience:"public"`
	Severity   Term       `json:"severity" audience:"public"`
	Started    *time.Time `json:"started" audience:"public"`
	Resolved   *time.Time `json:"resolved" audience:"public"`
	Trigger    *Term      `json:"trigger" audience:"public"`
	RootCauses []Term     `json:"root_causes" audience:"public"`
	CausedBy   *Ref       `json:"caused_by" audience:"causes"`
}

// Burst is a stretch that burnt fast and that no postmortem covers.
type Burst struct {
	SLO   Ref       `json:"slo" audience:"public"`
	Team  Ref       `json:"team" audience:"public"`
	Start time.Time `json:"start" audience:"public"`
	End   time.Time `json:"end" audience:"public"`
	// Bad is all that failed in it, Share that of the quarter's budget.
	Bad    float64  `json:"bad" audience:"public"`
	Share  *float64 `json:"share" audience:"public"`
	Peak   float64  `json:"peak_burn_rate" audience:"public"`
	Counts string   `json:"counts" audience:"public"`
	// Command begins the postmortem that documents it.
	Command string `json:"command"`
}

// Quality is how complete and how certain the data behind a figure are.
type Quality struct {
	Coverage *float64 `json:"coverage" audience:"public"`
	// Step is the most common length of a sample in the quarter, seconds.
	Step int64 `json:"step_seconds" audience:"public"`
	// Days is how many of the expected days have any data.
	Days         int      `json:"days" audience:"public"`
	DaysExpected int      `json:"days_expected" audience:"public"`
	Gaps         []Gap    `json:"gaps" audience:"public"`
	Assumed      float64  `json:"assumed_share" audience:"public"`
	Resets       int      `json:"resets" audience:"public"`
	AbsentBad    int      `json:"absent_bad_samples" audience:"public"`
	TooCoarse    bool     `json:"too_coarse_for_bursts" audience:"public"`
	Notes        []string `json:"notes" audience:"sources"`
}

// Gap is a stretch of at least one hour without data.
type Gap struct {
	Start time.Time `json:"start" audience:"public"`
	End   time.Time `json:"end" audience:"public"`
}

// SLOHistory is one objective's quarters in the hands of one team.
type SLOHistory struct {
	SLO       Ref            `json:"slo" audience:"public"`
	Title     string         `json:"title" audience:"public"`
	Objective float64        `json:"objective" audience:"public"`
	States    []QuarterState `json:"states" audience:"public"`
}

// SLO is one objective over time.
type SLO struct {
	Document    `audience:"public"`
	Site        Site   `json:"site" audience:"public"`
	SLO         Ref    `json:"slo" audience:"public"`
	Title       string `json:"title" audience:"public"`
	Description string `json:"description" audience:"public"`
	Team        Ref    `json:"team" audience:"public"` // owner at the as-of instant
	Service     Ref    `json:"service" audience:"public"`
	Headline    Text   `json:"headline" audience:"public"`
	// Objectives as configured; a null from holds from the beginning.
	Objectives []StatedObjective `json:"objectives" audience:"public"`
	// Quarters, oldest first, from the first with data; whole quarters,
	// whoever owned the service.
	Quarters []*SLOQuarter `json:"quarters" audience:"public"`
	Owners   []ServiceStay `json:"owners" audience:"public"`
	// Selectors as configured, for the reader who asks what is measured.
	Selectors []NamedText `json:"selectors" audience:"sources"`
	// Causes is the spend by cause of each quarter.
	Causes []CauseSpend `json:"spend_by_cause" audience:"public"`
	// Candidates is which objective the history would have kept.
	Candidates []Candidate `json:"candidates" audience:"public"`
	// TooShort is set where under a year could be judged.
	TooShort bool `json:"too_short_a_history" audience:"public"`
	// Without is the same history without one cause, Nines what tighter
	// objectives would have been worth.
	Without   []WithoutCause `json:"without_one_cause" audience:"public"`
	Nines     []NextNine     `json:"next_nine" audience:"public"`
	Incidents []*Incident    `json:"incidents" audience:"public"`
	Defined   string         `json:"defined_in" audience:"sources"` // file:line
	// Journeys it is part of.
	Journeys   []Ref      `json:"journeys" audience:"journeys"`
	Provenance Provenance `json:"provenance" audience:"sources"`
	// Notices name the errors that stand in files behind the page.
	Notices []string `json:"notices,omitempty" audience:"public"`
}

// NamedText is a label and a text.
type NamedText struct {
	Name string `json:"name" audience:"public"`
	Text string `json:"text" audience:"public"`
}

// Candidate is an objective tried on the finished quarters with enough data.
type Candidate struct {
	Target float64 `json:"target" audience:"public"`
	// Current is set on the objective in force.
	Current bool `json:"current,omitempty" audience:"public"`
	Met     int  `json:"met" audience:"public"`
	Of      int  `json:"of" audience:"public"`
	// Rolling is over trailing windows of 28 days; null without a whole one.
	Rolling *RollingShare `json:"rolling_28_days" audience:"public"`
	// Allowed failure a quarter, the mean of those judged.
	AllowedBad     *float64 `json:"allowed_bad" audience:"public"`
	AllowedMinutes *float64 `json:"allowed_minutes" audience:"public"`
	// Breakers are incidents that alone would have spent the budget.
	Breakers []IncidentRef `json:"breakers" audience:"public"`
	// Quarters says of each judged quarter whether it would have met it.
	Quarters []QuarterVerdict `json:"quarters" audience:"public"`
}

// QuarterVerdict is one quarter under a candidate objective.
type QuarterVerdict struct {
	Quarter string  `json:"quarter" audience:"public"`
	Spent   float64 `json:"spent" audience:"public"`
	Met     bool    `json:"met" audience:"public"`
}

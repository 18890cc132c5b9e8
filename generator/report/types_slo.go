package report

import (
	"time"

	"quarterdeck/generator/slo"
)

// SLOQuarter is one objective in one quarter, in the hands of one team.
type SLOQuarter struct {
	SLO         Ref    `json:"slo"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Team        Ref    `json:"team"`
	Service     Ref    `json:"service"`
	Method      string `json:"method"`
	// Counts is the plural noun of one event.
	Counts string `json:"counts"`
	// Slice, in seconds, and Threshold of an objective measured in slices.
	Slice     int64      `json:"slice_seconds,omitempty"`
	Threshold *Threshold `json:"threshold,omitempty"`
	Quarter   string     `json:"quarter"` // slug
	// Start and End bound what is judged: the quarter, or the part of it in
	// which the team owned the service.
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	// MovedFrom and MovedTo name the other owner when that part is not all.
	MovedFrom *Ref `json:"moved_from,omitempty"`
	MovedTo   *Ref `json:"moved_to,omitempty"`
	// Objective is the target in force at the end; Objectives all of them.
	Objective  float64     `json:"objective"`
	Objectives []Objective `json:"objectives"`
	State      slo.State   `json:"state"`
	// Reason says in words why the state is what it is.
	Reason string `json:"reason"`
	// Spent so far is of the whole quarter's budget while it runs.
	SLI       Figure `json:"sli"`
	Spent     Figure `json:"spent"`
	Remaining Figure `json:"remaining"`
	OnCourse  Figure `json:"on_course"` // null unless running
	Budget    Figure `json:"budget"`    // events that may fail
	Bad       Figure `json:"bad"`
	Valid     Figure `json:"valid"`
	Coverage  Figure `json:"coverage"`
	// NoBudget is set for a 100 % objective: write counts, not shares.
	NoBudget bool `json:"no_budget,omitempty"`
	// Exhausted is when the budget ran out; null if it did not.
	Exhausted *time.Time `json:"exhausted"`
	Days      []Day      `json:"days"`
	// Path is the remaining budget through the quarter, sharp at incidents.
	Path    []PathPoint `json:"-"`
	Spend   Spend       `json:"spend"`
	Bursts  []Burst     `json:"bursts"`
	Quality Quality     `json:"quality"`
	Sources []string    `json:"sources"`
	tallies []slo.DayTally
	// Excluded is what exclusions took out of it; null without any.
	Excluded *Excluded `json:"excluded"`
	// Restated holds the figures as computed now where the issued ones, which
	// differ, stand in their place; Restored is set where the metrics are gone.
	Restated *FiguresNow `json:"restated,omitempty"`
	Restored bool        `json:"restored,omitempty"`
}

// Threshold judges a slice: it is good when its value Op Value.
type Threshold struct {
	Op    string  `json:"op"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
}

// Objective is a target over a stretch of time.
type Objective struct {
	From   time.Time `json:"from"`
	Target float64   `json:"target"`
}

// StatedObjective is a target as it is configured.
type StatedObjective struct {
	From   *time.Time `json:"from"`
	Target float64    `json:"target"`
}

// Day is one local day of an objective.
type Day struct {
	Date  string    `json:"date"`
	Start time.Time `json:"-"`
	// Valid and Bad are null on a day without data.
	Valid    *float64 `json:"valid"`
	Bad      *float64 `json:"bad"`
	Coverage float64  `json:"coverage"`
	// Remaining is what is left of the budget at the day's end.
	Remaining *float64 `json:"remaining"`
	// Incidents with bad events on the day, largest first; Burst is set when
	// a burst that no incident explains fell on it.
	Incidents []Ref `json:"incidents,omitempty"`
	Burst     bool  `json:"burst,omitempty"`
	// Future is set on days after the last data of a running quarter.
	Future bool `json:"future,omitempty"`
}

// PathPoint is the share of the budget left at an instant; null in a gap.
type PathPoint struct {
	At        int64
	Remaining *float64
}

// Spend says where a budget went. The parts' Bad and Share add up to Bad and

// Share exactly; Printed shares (fractions rounded to three decimals, that is
// to 0.1 %) add up to the printed total.
type Spend struct {
	Parts   []SpendPart `json:"parts"`
	Bad     float64     `json:"bad"`
	Share   *float64    `json:"share"`
	Printed *float64    `json:"printed"`
	// Unexplained is background, bursts and scattered together.
	Unexplained *float64 `json:"unexplained"`
}

// SpendPart is one row of a Spend.
type SpendPart struct {
	// Kind is incident, bursts, background or scattered.
	Kind     string       `json:"kind"`
	Incident *IncidentRef `json:"incident,omitempty"`
	Bad      float64      `json:"bad"`
	Share    *float64     `json:"share"`
	Printed  *float64     `json:"printed"`
}

// IncidentRef is an incident as a row of another report.
type IncidentRef struct {
	Ref
	Severity   Term       `json:"severity"`
	Started    *time.Time `json:"started"`
	Resolved   *time.Time `json:"resolved"`
	Trigger    *Term      `json:"trigger"`
	RootCauses []Term     `json:"root_causes"`
	CausedBy   *Ref       `json:"caused_by"`
}

// Burst is a stretch that burnt fast and that no postmortem covers.
type Burst struct {
	SLO   Ref       `json:"slo"`
	Team  Ref       `json:"team"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	// Bad is all that failed in it, Share that of the quarter's budget.
	Bad    float64  `json:"bad"`
	Share  *float64 `json:"share"`
	Peak   float64  `json:"peak_burn_rate"`
	Counts string   `json:"counts"`
	// Command begins the postmortem that documents it.
	Command string `json:"command"`
}

// Quality is how complete and how certain the data behind a figure are.
type Quality struct {
	Coverage *float64 `json:"coverage"`
	// Step is the most common length of a sample in the quarter, seconds.
	Step int64 `json:"step_seconds"`
	// Days is how many of the expected days have any data.
	Days         int      `json:"days"`
	DaysExpected int      `json:"days_expected"`
	Gaps         []Gap    `json:"gaps"`
	Assumed      float64  `json:"assumed_share"`
	Resets       int      `json:"resets"`
	AbsentBad    int      `json:"absent_bad_samples"`
	TooCoarse    bool     `json:"too_coarse_for_bursts"`
	Notes        []string `json:"notes"`
}

// Gap is a stretch of at least one hour without data.
type Gap struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// SLOHistory is one objective's quarters in the hands of one team.
type SLOHistory struct {
	SLO       Ref            `json:"slo"`
	Title     string         `json:"title"`
	Objective float64        `json:"objective"`
	States    []QuarterState `json:"states"`
}

// SLO is one objective over time.
type SLO struct {
	Document
	Site        Site   `json:"site"`
	SLO         Ref    `json:"slo"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Team        Ref    `json:"team"` // owner at the as-of instant
	Service     Ref    `json:"service"`
	Headline    Text   `json:"headline"`
	// Objectives as configured; a null from holds from the beginning.
	Objectives []StatedObjective `json:"objectives"`
	// Quarters, oldest first, from the first with data; whole quarters,
	// whoever owned the service.
	Quarters []*SLOQuarter `json:"quarters"`
	Owners   []ServiceStay `json:"owners"`
	// Selectors as configured, for the reader who asks what is measured.
	Selectors []NamedText `json:"selectors"`
	// Causes is the spend by cause of each quarter.
	Causes []CauseSpend `json:"spend_by_cause"`
	// Candidates is which objective the history would have kept.
	Candidates []Candidate `json:"candidates"`
	// TooShort is set where under a year could be judged.
	TooShort bool `json:"too_short_a_history"`
	// Without is the same history without one cause, Nines what tighter
	// objectives would have been worth.
	Without   []WithoutCause `json:"without_one_cause"`
	Nines     []NextNine     `json:"next_nine"`
	Incidents []*Incident    `json:"incidents"`
	Defined   string         `json:"defined_in"` // file:line
	// Journeys it is part of.
	Journeys   []Ref      `json:"journeys"`
	Provenance Provenance `json:"provenance"`
	// Notices name the errors that stand in files behind the page.
	Notices []string `json:"notices,omitempty"`
}

// NamedText is a label and a text.
type NamedText struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Candidate is an objective tried on the finished quarters with enough data.
type Candidate struct {
	Target float64 `json:"target"`
	// Current is set on the objective in force.
	Current bool `json:"current,omitempty"`
	Met     int  `json:"met"`
	Of      int  `json:"of"`
	// Rolling is over trailing windows of 28 days; null without a whole one.
	Rolling *RollingShare `json:"rolling_28_days"`
	// Allowed failure a quarter, the mean of those judged.
	AllowedBad     *float64 `json:"allowed_bad"`
	AllowedMinutes *float64 `json:"allowed_minutes"`
	// Breakers are incidents that alone would have spent the budget.
	Breakers []IncidentRef `json:"breakers"`
	// Quarters says of each judged quarter whether it would have met it.
	Quarters []QuarterVerdict `json:"quarters"`
}

// QuarterVerdict is one quarter under a candidate objective.
type QuarterVerdict struct {
	Quarter string  `json:"quarter"`
	Spent   float64 `json:"spent"`
	Met     bool    `json:"met"`
}

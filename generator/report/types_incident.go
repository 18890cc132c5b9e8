package report

import (
	"time"
)

// Incident is one postmortem joined to the figures. In lists the text parts
// are left empty.
type Incident struct {
	Document     `audience:"public"`
	ID           string     `json:"id" audience:"public"`
	Slug         string     `json:"slug" audience:"public"`
	Title        string     `json:"title" audience:"public"`
	Severity     Term       `json:"severity" audience:"public"`
	SeverityRank int        `json:"severity_rank" audience:"public"` // 0 gravest
	Kind         string     `json:"kind" audience:"public"`
	Status       string     `json:"status" audience:"public"`
	Open         bool       `json:"open" audience:"public"`
	Quarter      *Ref       `json:"quarter" audience:"public"`
	Started      *time.Time `json:"started" audience:"public"`
	Detected     *time.Time `json:"detected" audience:"public"`
	Acknowledged *time.Time `json:"acknowledged" audience:"public"`
	Mitigated    *time.Time `json:"mitigated" audience:"public"`
	Resolved     *time.Time `json:"resolved" audience:"public"`
	// Seconds from Started.
	ToDetect      *float64 `json:"time_to_detect" audience:"public"`
	ToAcknowledge *float64 `json:"time_to_acknowledge" audience:"public"`
	ToMitigate    *float64 `json:"time_to_mitigate" audience:"public"`
	ToRestore     *float64 `json:"time_to_restore" audience:"public"`
	Teams         []Ref    `json:"teams" audience:"public"`
	Services      []Ref    `json:"services" audience:"public"`
	CausedBy      *Ref     `json:"caused_by" audience:"causes"`
	NoticedBy     string   `json:"noticed_by,omitempty" audience:"detection"`
	Trigger       *Term    `json:"trigger" audience:"public"`
	RootCauses    []Term   `json:"root_causes" audience:"public"`
	// Spends on every objective it touched, largest share first.
	Spends []IncidentSpend `json:"spends" audience:"public"`
	// Detection holds it against standard alerts; null where nothing of it was
	// measured.
	Detection *Detection `json:"detection" audience:"detection"`
	// LeftOut says why it takes no part in the figures; empty if it does.
	LeftOut string `json:"left_out,omitempty" audience:"sources"`
	Summary string `json:"summary,omitempty" audience:"public"`
	File    string `json:"file" audience:"sources"`

	Sections   []Section   `json:"sections,omitempty" audience:"public"`
	Timeline   []Event     `json:"timeline,omitempty" audience:"public"`
	Actions    []Action    `json:"actions,omitempty" audience:"actions"`
	Similar    []Ref       `json:"similar,omitempty" audience:"public"`
	Curve      *Curve      `json:"curve,omitempty" audience:"public"`
	Sources    []string    `json:"sources,omitempty" audience:"sources"`
	Provenance *Provenance `json:"provenance,omitempty" audience:"sources"`
	// Notices name the errors that stand in files behind the page.
	Notices []string `json:"notices,omitempty" audience:"public"`
}

// IncidentSpend is what one incident took from one budget in one quarter.
type IncidentSpend struct {
	SLO     Ref      `json:"slo" audience:"public"`
	Team    Ref      `json:"team" audience:"public"`
	Quarter Ref      `json:"quarter" audience:"public"`
	Counts  string   `json:"counts" audience:"public"`
	Bad     float64  `json:"bad" audience:"public"`
	Share   *float64 `json:"share" audience:"public"`
	Budget  *float64 `json:"budget" audience:"public"`
}

// Curve is the share of events that failed around an incident, on the
// objective it took most from.
type Curve struct {
	SLO    Ref          `json:"slo" audience:"public"`
	Points []CurvePoint `json:"points" audience:"public"`
	Peak   float64      `json:"peak" audience:"public"`
}

// CurvePoint is one sample of a Curve; Bad is null where nothing was measured.
type CurvePoint struct {
	At  time.Time `json:"at" audience:"public"`
	End time.Time `json:"end" audience:"public"`
	Bad *float64  `json:"bad_ratio" audience:"public"`
}

// Section is a rendered part of a text.
type Section struct {
	Role  string `json:"role,omitempty" audience:"public"`
	ID    string `json:"id" audience:"public"`
	Title string `json:"title" audience:"public"`
	HTML  string `json:"html" audience:"public"`
}

// Event is one entry of a timeline.
type Event struct {
	At   time.Time `json:"at" audience:"public"`
	HTML string    `json:"html" audience:"public"`
	Text string    `json:"text" audience:"public"`
	// Clock names the incident's clock that reads the same minute: started,
	// detected, acknowledged, mitigated or resolved.
	Clock string `json:"clock,omitempty" audience:"public"`
}

// Action is one action item with what became of it by the as-of day.
type Action struct {
	ID       string      `json:"id,omitempty" audience:"public"`
	Title    string      `json:"title" audience:"public"`
	Owner    string      `json:"owner,omitempty" audience:"leads"`
	Kind     string      `json:"kind,omitempty" audience:"public"`
	Ticket   string      `json:"ticket,omitempty" audience:"public"`
	Incident IncidentRef `json:"incident" audience:"public"`
	Teams    []Ref       `json:"teams" audience:"public"`
	Opened   *time.Time  `json:"opened" audience:"public"` // the incident's start
	Due      *time.Time  `json:"due" audience:"public"`
	Done     *time.Time  `json:"done" audience:"public"`
	// State is done, overdue, open or undated.
	State string `json:"state" audience:"public"`
	// Age in days since opened, to done or the as-of day; Late in days past
	// due. CarriedOver is how many quarter ends it was open at.
	Age         int    `json:"age_days" audience:"public"`
	Late        int    `json:"late_days" audience:"public"`
	CarriedOver int    `json:"carried_over" audience:"public"`
	File        string `json:"file" audience:"sources"`
	Line        int    `json:"line" audience:"sources"`
}

// Durations are the statistics of a set of incidents for one clock. Seconds.
type Durations struct {
	Clock  string    `json:"clock" audience:"public"` // time_to_detect …
	N      int       `json:"n" audience:"public"`
	Open   int       `json:"open" audience:"public"`
	Median *float64  `json:"median" audience:"public"`
	Low    *float64  `json:"low" audience:"public"` // exact 95 % interval of the median
	High   *float64  `json:"high" audience:"public"`
	Values []float64 `json:"values" audience:"public"`
	// Mean is there only where the site asks for means.
	Mean *float64 `json:"mean,omitempty" audience:"public"`
	// Change compares with the previous quarter.
	Change *Change `json:"change" audience:"public"`
}

// Change is the verdict of the permutation test between two quarters.
type Change struct {
	P      *float64 `json:"p" audience:"public"`
	TooFew bool     `json:"too_few" audience:"public"`
	// Verdict is longer, shorter, "no detectable change" or "too few to tell".
	Verdict string `json:"verdict" audience:"public"`
	// PreviousMedian in seconds, and how many incidents it stands on.
	PreviousMedian *float64 `json:"previous_median" audience:"public"`
	PreviousN      int      `json:"previous_n" audience:"public"`
	Exact          bool     `json:"exact" audience:"public"`
}

// IncidentSummary is a quarter's incidents in numbers.
type IncidentSummary struct {
	Count      Figure          `json:"count" audience:"public"`
	BySeverity []SeverityCount `json:"by_severity" audience:"public"`
	Clocks     []Durations     `json:"clocks" audience:"public"`
	// Between is uptime and the time between failures.
	Between   []Durations      `json:"between" audience:"public"`
	Noticed   Noticed          `json:"noticed" audience:"detection"`
	Detection DetectionSummary `json:"detection" audience:"detection"`
	// Impact is the union of impact windows, in hours.
	Impact Figure `json:"impact_hours" audience:"public"`
	// NotMeasured is how many incidents took nothing measurable.
	NotMeasured int `json:"not_measured" audience:"public"`
	LeftOut     int `json:"left_out" audience:"public"`
}

// SeverityCount is how many incidents had one severity.
type SeverityCount struct {
	Severity Term `json:"severity" audience:"public"`
	Count    int  `json:"count" audience:"public"`
}

// Library is the list of all postmortems, newest first.
type Library struct {
	Document  `audience:"public"`
	Site      Site        `json:"site" audience:"public"`
	Incidents []*Incident `json:"incidents" audience:"public"`
	// Pages holds the whole of each, in the same order.
	Pages []*Incident `json:"-" audience:"public"`
	// Facets for the reader who looks for some: with counts.
	Teams      []Facet    `json:"teams" audience:"public"`
	Quarters   []Facet    `json:"quarters" audience:"public"`
	Severities []Facet    `json:"severities" audience:"public"`
	Causes     []Facet    `json:"root_causes" audience:"public"`
	Triggers   []Facet    `json:"triggers" audience:"public"`
	Provenance Provenance `json:"provenance" audience:"sources"`
	// Notices name the errors that stand in files behind the page.
	Notices []string `json:"notices,omitempty" audience:"public"`
}

// Facet is one value incidents can be chosen by.
type Facet struct {
	Term  Term `json:"term" audience:"public"`
	Count int  `json:"count" audience:"public"`
}

// ActionList is every action item.
type ActionList struct {
	Document `audience:"public"`
	Site     Site     `json:"site" audience:"public"`
	Actions  []Action `json:"actions" audience:"public"`
	Open     int      `json:"open" audience:"public"`
	Overdue  int      `json:"overdue" audience:"public"`
	Done     int      `json:"done" audience:"public"`
	// MedianAge of those done, in days.
	MedianAge  *float64     `json:"median_days_to_done" audience:"public"`
	Teams      []ActionTeam `json:"teams" audience:"public"`
	Provenance Provenance   `json:"provenance" audience:"sources"`
	// Notices name the errors that stand in files behind the page.
	Notices []string `json:"notices,omitempty" audience:"public"`
}

// ActionTeam is one team's actions in numbers.
type ActionTeam struct {
	Team    Ref `json:"team" audience:"public"`
	Open    int `json:"open" audience:"public"`
	Overdue int `json:"overdue" audience:"public"`
	Done    int `json:"done" audience:"public"`
}

package report

import (
	"time"
)

// Incident is one postmortem joined to the figures. In lists the text parts
// are left empty.
type Incident struct {
	Document
	ID           string     `json:"id"`
	Slug         string     `json:"slug"`
	Title        string     `json:"title"`
	Severity     Term       `json:"severity"`
	SeverityRank int        `json:"severity_rank"` // 0 gravest
	Kind         string     `json:"kind"`
	Status       string     `json:"status"`
	Open         bool       `json:"open"`
	Quarter      *Ref       `json:"quarter"`
	Started      *time.Time `json:"started"`
	Detected     *time.Time `json:"detected"`
	Acknowledged *time.Time `json:"acknowledged"`
	Mitigated    *time.Time `json:"mitigated"`
	Resolved     *time.Time `json:"resolved"`
	// Seconds from Started.
	ToDetect      *float64 `json:"time_to_detect"`
	ToAcknowledge *float64 `json:"time_to_acknowledge"`
	ToMitigate    *float64 `json:"time_to_mitigate"`
	ToRestore     *float64 `json:"time_to_restore"`
	Teams         []Ref    `json:"teams"`
	Services      []Ref    `json:"services"`
	CausedBy      *Ref     `json:"caused_by"`
	NoticedBy     string   `json:"noticed_by,omitempty"`
	Trigger       *Term    `json:"trigger"`
	RootCauses    []Term   `json:"root_causes"`
	// Spends on every objective it touched, largest share first.
	Spends []IncidentSpend `json:"spends"`
	// Detection holds it against standard alerts; null where nothing of it was
	// measured.
	Detection *Detection `json:"detection"`
	// LeftOut says why it takes no part in the figures; empty if it does.
	LeftOut string `json:"left_out,omitempty"`
	Summary string `json:"summary,omitempty"`
	File    string `json:"file"`

	Sections   []Section   `json:"sections,omitempty"`
	Timeline   []Event     `json:"timeline,omitempty"`
	Actions    []Action    `json:"actions,omitempty"`
	Similar    []Ref       `json:"similar,omitempty"`
	Curve      *Curve      `json:"curve,omitempty"`
	Sources    []string    `json:"sources,omitempty"`
	Provenance *Provenance `json:"provenance,omitempty"`
	// Notices name the errors that stand in files behind the page.
	Notices []string `json:"notices,omitempty"`
}

// IncidentSpend is what one incident took from one budget in one quarter.
type IncidentSpend struct {
	SLO     Ref      `json:"slo"`
	Team    Ref      `json:"team"`
	Quarter Ref      `json:"quarter"`
	Counts  string   `json:"counts"`
	Bad     float64  `json:"bad"`
	Share   *float64 `json:"share"`
	Budget  *float64 `json:"budget"`
}

// Curve is the share of events that failed around an incident, on the
// objective it took most from.
type Curve struct {
	SLO    Ref          `json:"slo"`
	Points []CurvePoint `json:"points"`
	Peak   float64      `json:"peak"`
}

// CurvePoint is one sample of a Curve; Bad is null where nothing was measured.
type CurvePoint struct {
	At  time.Time `json:"at"`
	End time.Time `json:"end"`
	Bad *float64  `json:"bad_ratio"`
}

// Section is a rendered part of a text.
type Section struct {
	Role  string `json:"role,omitempty"`
	ID    string `json:"id"`
	Title string `json:"title"`
	HTML  string `json:"html"`
}

// Event is one entry of a timeline.
type Event struct {
	At   time.Time `json:"at"`
	HTML string    `json:"html"`
	Text string    `json:"text"`
	// Clock names the incident's clock that reads the same minute: started,
	// detected, acknowledged, mitigated or resolved.
	Clock string `json:"clock,omitempty"`
}

// Action is one action item with what became of it by the as-of day.
type Action struct {
	ID       string      `json:"id,omitempty"`
	Title    string      `json:"title"`
	Owner    string      `json:"owner,omitempty"`
	Kind     string      `json:"kind,omitempty"`
	Ticket   string      `json:"ticket,omitempty"`
	Incident IncidentRef `json:"incident"`
	Teams    []Ref       `json:"teams"`
	Opened   *time.Time  `json:"opened"` // the incident's start
	Due      *time.Time  `json:"due"`
	Done     *time.Time  `json:"done"`
	// State is done, overdue, open or undated.
	State string `json:"state"`
	// Age in days since opened, to done or the as-of day; Late in days past
	// due. CarriedOver is how many quarter ends it was open at.
	Age         int    `json:"age_days"`
	Late        int    `json:"late_days"`
	CarriedOver int    `json:"carried_over"`
	File        string `json:"file"`
	Line        int    `json:"line"`
}

// Durations are the statistics of a set of incidents for one clock. Seconds.
type Durations struct {
	Clock  string    `json:"clock"` // time_to_detect …
	N      int       `json:"n"`
	Open   int       `json:"open"`
	Median *float64  `json:"median"`
	Low    *float64  `json:"low"` // exact 95 % interval of the median
	High   *float64  `json:"high"`
	Values []float64 `json:"values"`
	// Mean is there only where the site asks for means.
	Mean *float64 `json:"mean,omitempty"`
	// Change compares with the previous quarter.
	Change *Change `json:"change"`
}

// Change is the verdict of the permutation test between two quarters.
type Change struct {
	P      *float64 `json:"p"`
	TooFew bool     `json:"too_few"`
	// Verdict is longer, shorter, "no detectable change" or "too few to tell".
	Verdict string `json:"verdict"`
	// PreviousMedian in seconds, and how many incidents it stands on.
	PreviousMedian *float64 `json:"previous_median"`
	PreviousN      int      `json:"previous_n"`
	Exact          bool     `json:"exact"`
}

// IncidentSummary is a quarter's incidents in numbers.
type IncidentSummary struct {
	Count      Figure          `json:"count"`
	BySeverity []SeverityCount `json:"by_severity"`
	Clocks     []Durations     `json:"clocks"`
	// Between is uptime and the time between failures.
	Between   []Durations      `json:"between"`
	Noticed   Noticed          `json:"noticed"`
	Detection DetectionSummary `json:"detection"`
	// Impact is the union of impact windows, in hours.
	Impact Figure `json:"impact_hours"`
	// NotMeasured is how many incidents took nothing measurable.
	NotMeasured int `json:"not_measured"`
	LeftOut     int `json:"left_out"`
}

// SeverityCount is how many incidents had one severity.
type SeverityCount struct {
	Severity Term `json:"severity"`
	Count    int  `json:"count"`
}

// Library is the list of all postmortems, newest first.
type Library struct {
	Document
	Site      Site        `json:"site"`
	Incidents []*Incident `json:"incidents"`
	// Pages holds the whole of each, in the same order.
	Pages []*Incident `json:"-"`
	// Facets for the reader who looks for some: with counts.
	Teams      []Facet    `json:"teams"`
	Quarters   []Facet    `json:"quarters"`
	Severities []Facet    `json:"severities"`
	Causes     []Facet    `json:"root_causes"`
	Triggers   []Facet    `json:"triggers"`
	Provenance Provenance `json:"provenance"`
	// Notices name the errors that stand in files behind the page.
	Notices []string `json:"notices,omitempty"`
}

// Facet is one value incidents can be chosen by.
type Facet struct {
	Term  Term `json:"term"`
	Count int  `json:"count"`
}

// ActionList is every action item.
type ActionList struct {
	Document
	Site    Site     `json:"site"`
	Actions []Action `json:"actions"`
	Open    int      `json:"open"`
	Overdue int      `json:"overdue"`
	Done    int      `json:"done"`
	// MedianAge of those done, in days.
	MedianAge  *float64     `json:"median_days_to_done"`
	Teams      []ActionTeam `json:"teams"`
	Provenance Provenance   `json:"provenance"`
	// Notices name the errors that stand in files behind the page.
	Notices []string `json:"notices,omitempty"`
}

// ActionTeam is one team's actions in numbers.
type ActionTeam struct {
	Team    Ref `json:"team"`
	Open    int `json:"open"`
	Overdue int `json:"overdue"`
	Done    int `json:"done"`
}

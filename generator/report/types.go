// Package report is the waist of the program: it joins the configuration, the
// measured samples, the incidents and the commentary into reports, plain
// values that serialise to JSON. Compute ends here and present starts here;
// the JSON twin of every page is the report itself.
//
// In JSON: names in snake_case, fractions (0.9995, never 99.95), seconds,
// instants in RFC 3339 in UTC, dates as 2026-07-01, null for no data. Every
// document carries its schema and its audience.
package report

import (
	"time"

	"quarterdeck/generator/slo"
)

// Book is every report of a site.
type Book struct {
	Site Site
	// Quarters, oldest first; the last may be running.
	Quarters []Quarter
	// Latest is the index of the latest finished quarter, which the home page
	// shows; of the running one where none has finished.
	Latest int
	// Organisations has one report for each of Quarters.
	Organisations []*Organisation
	// TeamQuarters holds a report for each team and quarter, in the order of
	// Quarters and then of Teams. Teams appear from their first quarter with
	// a service or a figure.
	TeamQuarters []*TeamQuarter
	Teams        []*Team
	SLOs         []*SLO
	Journeys     []*Journey
	Library      *Library
	Actions      *ActionList
	Methodology  *Methodology
	// Pages are the authored ones but for the methodology, whose prose stands
	// among its definitions.
	Pages []*Page
}

// Document is what every published JSON document begins with.
type Document struct {
	Schema   string `json:"schema"`
	Audience string `json:"audience"`
	// URL is the address of the page this is the twin of.
	URL string `json:"url"`
}

// Site is what every page says of the whole.
type Site struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	BaseURL     string `json:"base_url,omitempty"`
	Language    string `json:"language"`
	Internal    bool   `json:"internal"`
	TimeZone    string `json:"time_zone"`
	// AsOf is the present of every figure.
	AsOf time.Time `json:"as_of"`
	// Location is TimeZone, for the present stage.
	Location *time.Location `json:"-"`
}

// Quarter is one quarter as pages speak of it.
type Quarter struct {
	Name   string    `json:"name"`   // 2026-Q3
	Slug   string    `json:"slug"`   // 2026-q3
	Label  string    `json:"label"`  // 2026 Q3
	Months string    `json:"months"` // July to September
	Start  time.Time `json:"start"`
	End    time.Time `json:"end"`
	Days   int       `json:"days"`
	// Running is set until the quarter has ended; its figures are a draft to
	// date. Seen is the last instant with data in it, at most End.
	Running bool      `json:"running"`
	Seen    time.Time `json:"seen"`
}

// Figure is one number with all that a reader may ask about it.
type Figure struct {
	// Value is null where there is no data.
	Value *float64 `json:"value"`
	// Unit is "ratio", "seconds", "hours", or the plural noun of what is
	// counted, such as "requests".
	Unit string `json:"unit"`
	// State is set on figures that are judged.
	State *slo.State `json:"state,omitempty"`
	// Coverage is the share of expected samples behind the value.
	Coverage *float64 `json:"coverage"`
	// Previous and YearAgo are the same figure a quarter and a year before.
	Previous *float64 `json:"previous"`
	YearAgo  *float64 `json:"year_ago"`
	// Definition is the id of the definition on the methodology page.
	Definition string `json:"definition"`
	// Sources are the files the value was made from, relative to the site.
	Sources []string `json:"sources"`
}

// Ref names something that has a page: a team, a service level objective, an
// incident. Services have no page; their URL is empty.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

// Text is a sentence or paragraph of the report.
type Text struct {
	Text string `json:"text"`
	// Written is set when people wrote it; otherwise the figures did.
	Written bool `json:"written"`
}

// Term is a word of the site's vocabulary.
type Term struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

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

// Methodology is every definition in use.
type Methodology struct {
	Document
	Site        Site         `json:"site"`
	Definitions []Definition `json:"definitions"`
	States      []Definition `json:"states"`
	Settings    []NamedText  `json:"settings"`
	// Materiality names the scale that ranks findings.
	Materiality string      `json:"materiality"`
	Severities  []NamedText `json:"severities"`
	Triggers    []Term      `json:"triggers"`
	RootCauses  []Term      `json:"root_causes"`
	SLOs        []*SLO      `json:"-"`
	// Prose is the authored part, rendered.
	Prose      string     `json:"prose_html,omitempty"`
	Provenance Provenance `json:"provenance"`
}

// Page is a page of prose.
type Page struct {
	Document
	Title       string     `json:"title"`
	Description string     `json:"description,omitempty"`
	HTML        string     `json:"html"`
	Provenance  Provenance `json:"provenance"`
}

// Definition says what a figure means.
type Definition struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Short is one sentence for the place where the figure stands.
	Short string `json:"short"`
	// Text is the whole definition; Formula in plain letters, may be empty.
	Text    string `json:"text"`
	Formula string `json:"formula,omitempty"`
	Unit    string `json:"unit,omitempty"`
	// Source is where the definition comes from.
	Source string `json:"source,omitempty"`
}

// Provenance says what a page was made from.
type Provenance struct {
	Files []SourceFile `json:"files"`
	// Digest is the SHA-256 over the files' names and digests.
	Digest string `json:"digest"`
}

// SourceFile is one input with its digest.
type SourceFile struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

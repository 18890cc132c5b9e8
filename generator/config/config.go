// Package config reads config.toml, data/teams/*.toml, data/journeys/*.toml and
// data/exclusions/*.toml into typed values that remember where they were
// written. It belongs to the load stage and stands before everything else: the
// calendar, the teams, the services and the objectives come from here.
package config

import (
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/quarter"
)

// Site is the whole configuration: config.toml and every team file.
type Site struct {
	// Title is the organisation's name, as it stands in mastheads.
	Title       string
	Description string
	// BaseURL is where the site is published, ending in "/"; may be empty.
	BaseURL  string
	Language string
	Theme    string
	// Internal makes pages say noindex.
	Internal bool
	Calendar quarter.Calendar
	Budget   Budget
	Incident Vocabulary
	// Policy is what config.toml says of it; PolicyOf gives a team's whole.
	Policy Policy
	// Statistics says what is shown beside medians.
	Statistics Statistics
	// Metrics are statements about groups of files, in written order; the
	// last that matches a file and states a thing wins.
	Metrics []MetricFiles
	// Currency of amounts that state none; empty: each must.
	Currency string
	Delivery Delivery
	Costs    CostFiles
	// Redirects are old addresses in written order.
	Redirects []Redirect
	// Teams in the order they are shown: by Order, then by ID.
	Teams []Team
	// Journeys in the order they are shown: by Order, then by ID.
	Journeys []Journey
	// Exclusions of data/exclusions, by start.
	Exclusions []Exclusion
	// Audiences for whom less than the whole is built, in written order.
	Audiences []Audience
	// Targets that the site is published to, in written order.
	Targets []Target
	// File is the path of config.toml, for messages about it as a whole.
	File string
}

// Budget holds the thresholds of the states (fractions).
type Budget struct {
	MinCoverage float64 // below it a verdict is not given; 0.9
	AtRisk      float64 // spent at or above it is at risk; 0.75
	// AttributionLag is how far an impact window over scraped counters
	// reaches beyond its written end; negative means one step of the series.
	AttributionLag time.Duration
	// InstanceLabels name the labels that tell instances apart.
	InstanceLabels []string
}

// Vocabulary maps the words of postmortems to the site's own.
type Vocabulary struct {
	// Severities in order, gravest first.
	Severities []Term
	// Triggers and RootCauses in written order.
	Triggers   []Term
	RootCauses []Term
}

// Term is one word of a vocabulary: its id, its title, and other spellings
// that mean the same (compared without case).
type Term struct {
	ID, Title string
	Spellings []string
}

// MetricFiles states what the files that match a pattern hold.
type MetricFiles struct {
	Pattern string // doublestar glob, relative to the site's root
	Kind    Kind
	Stamp   Stamp
	Step    time.Duration // 0: inferred
	// Labels are CSV columns that are labels although they hold numbers.
	Labels []string
	// Zone of stamps that carry none; nil: the site's, with a warning.
	Zone *time.Location
	Pos  diag.Pos
}

// Kind says what a series' values are.
type Kind string

// The kinds. KindInferred leaves it to the reader's documented rule.
const (
	KindInferred Kind = ""
	KindDelta    Kind = "delta"
	KindCounter  Kind = "counter"
	KindGauge    Kind = "gauge"
)

// Stamp says which end of its interval a sample's time stamp is.
type Stamp string

// The stamps. StampFormat leaves it to the format: the start in CSV, the end
// in Prometheus answers.
const (
	StampFormat Stamp = ""
	StampStart  Stamp = "start"
	StampEnd    Stamp = "end"
)

// Team is one team file.
type Team struct {
	ID      string // lower case; the file's name without .toml unless stated
	Name    string
	Mission string
	Order   int
	Leads   []Lead
	// Services the team owns or owned.
	Services []Service
	// SLOs written in this file; who owns one follows its service.
	SLOs []SLO
	// Policy changes and adds to the site's for this team.
	Policy Policy
	// SLAs are the contracts written in this file.
	SLAs []SLA
	// What the business asks for, what it costs and what is worth how much.
	KPIs        []KPI
	OKRs        []OKR
	Cost        Cost
	Values      []Value
	Customers   Customers
	Investments []Investment
	OnCall      OnCall
	Capacities  []Capacity
	// Platform is nil for a team that serves no other teams.
	Platform *Platform
	Pos      diag.Pos
}

// Lead is one of a team's trio.
type Lead struct{ Role, Name string }

// Service is a stretch of a team's ownership of a service. A zero From or To
// is open; To is exclusive.
type Service struct {
	ID, Name, Description string
	From, To              time.Time
	// Launched is when customers first met the service, whoever owned it;
	// zero: not stated.
	Launched time.Time
	// Aliases are what exports call the service.
	Aliases []string
	Pos     diag.Pos
}

// Method is how an SLO is measured.
type Method string

// The methods.
const (
	Events Method = "events"
	Slices Method = "slices"
)

// SLO is one service level objective as written.
type SLO struct {
	ID          string
	Service     string // a service id
	Title       string
	Description string
	// Counts is the plural noun of one event: "requests".
	Counts string
	Method Method
	// Total and one of Bad or Good are selectors; for slices on a threshold
	// Value is, and the others are empty.
	Total, Bad, Good, Value Selector
	Kind                    Kind
	Stamp                   Stamp
	Step                    time.Duration
	// Absent is "", "zero" or "no-data": what a missing series means.
	Absent string
	// Slice is the length of a time slice; Op and Threshold judge Value
	// ("<=", "<", ">=", ">"), Unit is the threshold's; SliceTarget is the
	// fraction of good events that makes a slice of events good.
	Slice       time.Duration
	Op          string
	Threshold   float64
	Unit        string
	SliceTarget float64
	// Empty is "", "good" or "bad": how a slice without traffic counts.
	Empty string
	// Combine is how several matched gauges become one: sum, max, min, mean.
	Combine string
	// Candidates are objectives to be tried on the history, Nines tighter ones
	// with what they cost.
	Candidates []float64
	Nines      []Nine
	// Objectives in time order; the first is in force from the beginning of
	// the data unless it says otherwise.
	Objectives []Objective
	Pos        diag.Pos
}

// Selector is a Prometheus-style series selector as written.
type Selector struct {
	Text string
	Pos  diag.Pos
}

// Objective is a target (fraction, 0 < Target <= 1) from an instant on.
type Objective struct {
	From   time.Time // zero: from the beginning
	Target float64
	Pos    diag.Pos
}

// Package records reads what a company keeps beside its metrics: deployments,
// launches, on-call, costs and the values of KPIs, each from its own folder
// below data/. It belongs to the load stage, behind config, whose teams,
// services and KPIs its rows are about; report joins what it returns to the
// figures, through delivery and business.
//
// A file's meaning comes from its folder and its content. It is a table: CSV
// with any delimiter, or JSON (one object a line, one list of objects, or one
// object that holds such a list), plain or packed with gzip. Columns are found
// by name, whatever their case and punctuation (Created On, created_on and
// createdOn are one), under the name in docs/data.md or one of the spellings
// that exports use. Columns that nobody asked for are not read; none that names
// a person is ever asked for.
//
// A row that cannot be used is an error where the fault stands, and is left
// out. Whatever was read by a rule instead is a warning that names the rule.
package records

import (
	"time"

	"quarterdeck/generator/diag"
)

// The folders, relative to the site's root.
const (
	DeploymentFolder = "data/deployments"
	LaunchFolder     = "data/launches"
	OnCallFolder     = "data/oncall"
	CostFolder       = "data/costs"
	KPIFolder        = "data/kpis"
)

// Records is everything that was read. Lists are in order of time.
type Records struct {
	// Deployments to production, by Finished.
	Deployments []Deployment
	// Elsewhere are deployments to other environments, by At.
	Elsewhere []Elsewhere
	// Launches and dated events, by Start.
	Launches []Launch
	// Pages, Shifts and Work of those on call.
	Pages  []Page
	Shifts []Shift
	Work   []Work
	// Costs by Start.
	Costs []Cost
	// KPIs are the values, by KPI and Start; no two of one KPI overlap.
	KPIs []KPIValue
	// Files that were read, by path.
	Files []File
}

// File is one file that was read.
type File struct {
	Path string
	// Kind is the folder's: deployments, launches, oncall, costs or kpis.
	Kind string
	// Format names what it was understood as: "CSV", "JSON", "FOCUS CSV",
	// "PagerDuty CSV" …
	Format string
	// Rows that were used, and left out with an error.
	Rows, LeftOut int
}

// Deployment is one change that reached production, or was meant to.
type Deployment struct {
	ID string
	// Service is a service's id, or empty. Team is stated, else the owner of
	// the service at Finished; empty: nobody's.
	Service, Team string
	// Started is zero where it is not stated. Finished is when production had
	// it, or when the attempt ended.
	Started, Finished time.Time
	// Reached is false for an attempt that never got to production: it counts
	// in no figure of delivery.
	Reached bool
	Commits []Commit
	// Failed is set where it led to a failure in production. FailedAt is when,
	// zero where not stated; RecoveredAt is zero while open or not stated.
	Failed                bool
	FailedAt, RecoveredAt time.Time
	// Rework is set on an unplanned deployment that mends something.
	Rework bool
	// Incident is the id of the incident it caused, as written.
	Incident, Reason, Link string
	Pos                    diag.Pos
}

// Commit is one change in a deployment. Without a time it takes no part in lead
// time.
type Commit struct {
	SHA                 string
	Authored, Committed time.Time
	Pos                 diag.Pos
}

// Elsewhere is a deployment to an environment other than production.
type Elsewhere struct {
	Service, Team string
	At            time.Time // Finished
}

// LaunchKind is what a launch is.
type LaunchKind string

// The kinds: something new for customers, or a planned date such as a campaign
// or a holiday peak.
const (
	KindLaunch LaunchKind = "launch"
	KindEvent  LaunchKind = "event"
)

// Launch is a launch or a dated event.
type Launch struct {
	ID, Title string
	Kind      LaunchKind
	// Team is stated, else the owner of the first service at Start.
	Team string
	// Services and SLOs are ids that exist; either may be empty.
	Services, SLOs []string
	// Start is when it began to reach customers; End when the roll-out was
	// complete, or the event over: zero where not stated.
	Start, End time.Time
	// KPIs are ids that exist; empty: the business side is not measured.
	KPIs []string
	// Window is how long before and after are compared.
	Window time.Duration
	// Expected is what was hoped for, in words; Load is the expected peak as a
	// multiple of the usual one, 0 where not stated.
	Expected string
	Load     float64
	// Cost is what it cost; Currency is empty where nothing is stated.
	Cost     float64
	Currency string
	Link     string
	Pos      diag.Pos
}

// Page is one alert that was meant to reach somebody.
type Page struct {
	ID string
	At time.Time
	// Zone is the responder's: of the row, else the team's, else the site's.
	Zone          *time.Location
	Service, Team string
	// Quiet is set where nobody was interrupted: low urgency, or an export
	// that counts no interruption.
	Quiet bool
	// Acknowledged is how long it took, where Acked is set.
	Acknowledged time.Duration
	Acked        bool
	// Asleep is set by exports that know the responder's own hours: 1 woke
	// somebody, −1 did not, 0 not known.
	Asleep int
	// Minutes that people were engaged; 0 where not stated.
	Minutes float64
	Pos     diag.Pos
}

// Shift is one person's turn; whose is not read.
type Shift struct {
	Team       string
	Start, End time.Time
	Pos        diag.Pos
}

// WorkKind is what working time went into.
type WorkKind string

// The kinds. Toil and operations are operations work; project work is the rest.
const (
	Toil       WorkKind = "toil"
	Operations WorkKind = "operations"
	Project    WorkKind = "project"
)

// Work is working time of a team.
type Work struct {
	Team    string
	Start   time.Time
	End     time.Time // equal to Start for a single instant
	Kind    WorkKind
	Minutes float64
	Pos     diag.Pos
}

// Cost is what something cost in a period. Rows of one file that agree in all
// but the amounts are added up.
type Cost struct {
	// Team is stated, or follows from Service or an account; empty: nobody's,
	// and Owner is then what the row says of it.
	Team, Service, Owner string
	Category             string
	Start, End           time.Time
	// Effective is for trends, Billed is the invoice's; a plain table states
	// one amount, which is both. Credits and refunds are negative, and in both.
	Effective, Billed float64
	Credit            bool
	Currency          string
	Rows              int
	Pos               diag.Pos // of the first row
}

// KPIValue is one exported value of a KPI.
type KPIValue struct {
	KPI        string
	Start, End time.Time
	Value      float64
	Pos        diag.Pos
}

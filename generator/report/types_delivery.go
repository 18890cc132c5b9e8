package report

import (
	"time"

	"quarterdeck/generator/business"
)

// Delivery is what a team shipped in a quarter and how it went. Null where
// nothing is said of the team's deployments at all; a quarter without one,
// between others with some, is there with no data for its rates.
type Delivery struct {
	// Metrics are the five of DORA, in their usual order: lead-time, frequency,
	// recovery, change-fail, rework.
	Metrics []DeliveryMetric `json:"metrics"`
	// Services has the same for each service that deploys; empty for one.
	Services []ServiceDelivery `json:"services"`
	// Deployments to production that finished in the quarter, each a dot.
	Deployments []Deployment `json:"deployments"`
	// OpenFailures are failed deployments of the quarter without a recovery.
	OpenFailures int `json:"open_failures"`
	// BandYear is the year of the DORA report that levels are taken from.
	BandYear int `json:"band_year"`
	// WorkingDays of the quarter so far, as the site states them.
	WorkingDays int `json:"working_days"`
	// Elsewhere is how many deployments went to other environments.
	Elsewhere int `json:"other_environments"`
}

// DeliveryMetric is one of the five with what stands behind it.
type DeliveryMetric struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Figure Figure `json:"figure"`
	// N is how many commits, deployments or recoveries the value stands on; Of
	// is the denominator of a rate.
	N  int  `json:"n"`
	Of *int `json:"of"`
	// Low and High are the exact 95 % interval of a median, or Wilson's of a rate.
	Low  *float64 `json:"low"`
	High *float64 `json:"high"`
	// Days is the share of working days with a deployment; frequency only.
	Days *float64 `json:"working_days_with_one,omitempty"`
	// Level is the band of BandYear the value falls into; empty where the report
	// gives none. It is never a verdict.
	Level string `json:"level,omitempty"`
	// Change compares with the previous quarter; medians only.
	Change *Change `json:"change"`
	// Before holds the quarters before, oldest first, and the quarter's own last.
	Before []EvidenceItem `json:"before"`
}

// ServiceDelivery is one service's metrics.
type ServiceDelivery struct {
	Service Ref `json:"service"`
	// Deployments to production that finished in the quarter.
	Deployments int              `json:"deployments"`
	Metrics     []DeliveryMetric `json:"metrics"`
}

// Deployment is one change in production.
type Deployment struct {
	ID      string `json:"id"`
	Service Ref    `json:"service"`
	// Finished is when production had it.
	Finished time.Time `json:"finished"`
	// Commits is how many changes it carried.
	Commits int `json:"commits"`
	// LeadTime is the median of its commits, in seconds.
	LeadTime *float64 `json:"lead_time"`
	// Failed is set where it led to a failure in production.
	Failed bool `json:"failed"`
	// Rework is set where it was not planned and mends something.
	Rework bool `json:"rework"`
	// Recovery in seconds from its end; Open where it has not come.
	Recovery *float64 `json:"recovery"`
	Open     bool     `json:"open,omitempty"`
	// Incident it led to, where that is stated.
	Incident *IncidentRef `json:"incident,omitempty"`
}

// The readings of a launch, as JSON has them.
const (
	GrewHeld     = string(business.GrewHeld)
	GrewDegraded = string(business.GrewDegraded)
	FlatHeld     = string(business.FlatHeld)
	Degraded     = string(business.Degraded)
	Unmeasured   = string(business.Unmeasured)
	TooEarly     = string(business.TooEarly)
	NotJudged    = string(business.NotJudged)
)

// Launch is something given to customers, or a dated event, held against both
// of its sides in equal windows before and after.
type Launch struct {
	ID       string     `json:"id"`
	Title    string     `json:"title"`
	Kind     string     `json:"kind"` // launch or event
	Team     Ref        `json:"team"`
	Services []Ref      `json:"services"`
	At       time.Time  `json:"at"`
	End      *time.Time `json:"end"`
	// Expected is what was hoped for, in words.
	Expected string `json:"expected,omitempty"`
	// Before and After are the windows, of one length; After is cut off at the
	// present while it runs. Null while nothing can be compared yet.
	Before *Span `json:"before"`
	After  *Span `json:"after"`
	// Business figures, error rates and latencies on both sides.
	Business []LaunchSide `json:"business"`
	Quality  []LaunchSide `json:"quality"`
	// Incidents of the services inside the window after, and what they took.
	Incidents []IncidentRef `json:"incidents"`
	Spent     *float64      `json:"spent"`
	// Pages and cost on both sides, where known.
	Pages *LaunchSide `json:"pages"`
	Cost  *LaunchSide `json:"cost"`
	// Own is what it cost itself, as its record states. Null where it does not.
	Own *Money `json:"own_cost"`
	// Reading is one of the constants above.
	Reading string `json:"reading"`
	// Conclude says what the figures carry, Doubts what they cannot.
	Conclude string   `json:"conclude"`
	Doubts   []string `json:"doubts"`
	URL      string   `json:"url,omitempty"` // of its ticket or page
	Sources  []string `json:"sources"`
}

// Span is a stretch of time, the end not in it.
type Span struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// LaunchSide is one figure before and after.
type LaunchSide struct {
	ID    string `json:"id"` // a KPI's or an SLO's
	Title string `json:"title"`
	Unit  string `json:"unit"`
	// Before and After are in Unit: of a ratio, the fraction of events that failed;
	// of a KPI, the mean of its values. Null where that side was not measured.
	Before *float64 `json:"before"`
	After  *float64 `json:"after"`
	// Change is after less before as a share of before, or the difference of
	// ratios where Unit is ratio.
	Change *float64 `json:"change"`
	// Verdict is better, worse, "no clear change" or "not measured", and Test
	// how it was told apart from chance.
	Verdict string `json:"verdict"`
	Test    string `json:"test,omitempty"`
}

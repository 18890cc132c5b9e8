// Package issued reads and writes issued quarters: the figures and the daily
// series of a quarter as they were on the day its report was issued, one file a
// quarter below data/issued. It belongs to the load stage, beside content;
// report holds the present figures against these, and the issue command writes
// what report took down.
//
// A file is written by the program only. It carries the SHA-256 of its own
// text, so that an edit by hand is found. In it: names in snake_case, fractions,
// hours, instants in RFC 3339 in UTC, dates in the site's zone, null for no data.
package issued

import (
	"time"

	"quarterdeck/generator/slo"
)

// Folder is where issued quarters lie, relative to the site's root.
const Folder = "data/issued"

// Schema names the shape of a file; its number rises when a field changes its
// meaning or goes away.
const Schema = "quarterdeck/issued/1"

// Path is the file of a quarter such as 2026-Q2.
func Path(quarter string) string { return Folder + "/" + quarter + ".json" }

// File is one issued quarter: the issue that stands, and those it replaced.
type File struct {
	Schema string `json:"schema"`
	// Digest is the SHA-256 of the file's text with this value left empty.
	Digest  string    `json:"digest"`
	Quarter string    `json:"quarter"` // 2026-Q2
	Start   time.Time `json:"start"`
	End     time.Time `json:"end"`
	Issue
	// Earlier issues, oldest first, without their daily series.
	Earlier []Issue `json:"earlier"`
	// Path is where the file lies.
	Path string `json:"-"`
	// lines are where objectives begin in the file, by id.
	lines map[string]int
}

// Line is where the file speaks of an objective, 0 if it does not.
func (f *File) Line(id string) int { return f.lines[id] }

// Issue is the quarter as it was issued once.
type Issue struct {
	// Number counts the issues of a quarter from 1.
	Number int `json:"number"`
	// Date is the day of issue, 2026-07-15.
	Date string `json:"issued"`
	// Reason says why a quarter was issued again; Note is for the reader.
	Reason string `json:"reason,omitempty"`
	Note   string `json:"note,omitempty"`
	// AsOf was the present of the figures.
	AsOf time.Time `json:"as_of"`
	// Program is the version that computed them.
	Program    string      `json:"program,omitempty"`
	Teams      []Team      `json:"teams"`
	Objectives []Objective `json:"objectives"`
	Incidents  []Incident  `json:"incidents"`
	// Contracts as they were judged; absent from files that were written before
	// they were taken down.
	Contracts []Contract `json:"contracts,omitempty"`
	// Actions are those that were not done at the quarter's end.
	Actions []Action `json:"actions_not_done,omitempty"`
	// Inputs are the files behind the figures with their digests.
	Inputs []Input `json:"inputs"`
}

// WithoutSeries is an issue as history keeps it: the figures, what they were
// judged by and made from, without the daily series and what explains them.
func (i Issue) WithoutSeries() Issue {
	objectives := make([]Objective, len(i.Objectives))
	for k, o := range i.Objectives {
		o.Quality, o.Spend, o.Bursts, o.Days, o.Excluded = nil, nil, nil, nil, nil
		objectives[k] = o
	}
	i.Objectives, i.Actions = objectives, nil
	return i
}

// Team is what was said of one team beside its objectives; of the whole
// organisation under the id "".
type Team struct {
	Team      string    `json:"team"`
	State     slo.State `json:"state,omitempty"`
	Incidents int       `json:"incidents"`
	// Impact in hours, Restore the median in seconds.
	Impact  *float64 `json:"impact_hours"`
	Restore *float64 `json:"median_time_to_restore"`
}

// Objective is one service level objective in the quarter, or in the part of
// it in which one team owned the service.
type Objective struct {
	SLO     string `json:"slo"`
	Team    string `json:"team"`
	Service string `json:"service"`
	// Part is set where Start and End bound a team's part of the quarter.
	Part        bool       `json:"part,omitempty"`
	Start       time.Time  `json:"start"`
	End         time.Time  `json:"end"`
	Title       string     `json:"title"`
	Description string     `json:"description,omitempty"`
	Method      string     `json:"method"`
	Counts      string     `json:"counts"`
	State       slo.State  `json:"state"`
	Reason      string     `json:"reason_for_state"`
	NoBudget    bool       `json:"no_budget,omitempty"`
	Exhausted   *time.Time `json:"exhausted"`
	Figures     Figures    `json:"figures"`
	Targets     []Target   `json:"objectives"`
	// Definition is all else that decides what the figures mean, by name.
	Definition map[string]string `json:"definition"`
	// Sources are the metric files behind the figures.
	Sources []string `json:"sources"`
	Quality *Quality `json:"quality,omitempty"`
	Spend   []Part   `json:"spend,omitempty"`
	Bursts  []Burst  `json:"bursts,omitempty"`
	Days    []Day    `json:"days,omitempty"`
	// Excluded is what exclusions took out; absent without any, and from files
	// that were written before it was taken down.
	Excluded *Excluded `json:"excluded,omitempty"`
}

// Figures are an objective's; null where there was no data.
type Figures struct {
	SLI      *float64 `json:"sli"`
	Spent    *float64 `json:"spent"`
	Budget   *float64 `json:"budget"` // events that may fail
	Bad      *float64 `json:"bad"`
	Valid    *float64 `json:"valid"`
	Coverage *float64 `json:"coverage"`
}

// Target is an objective over a stretch of time.
type Target struct {
	From   time.Time `json:"from"`
	Target float64   `json:"target"`
}

// Part is what took a part of the budget: an incident by id, bursts,
// background or scattered.
type Part struct {
	Kind     string  `json:"kind"`
	Incident string  `json:"incident,omitempty"`
	Bad      float64 `json:"bad"`
}

// Burst is a stretch that burnt fast without a postmortem.
type Burst struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	Bad   float64   `json:"bad"`
	Share *float64  `json:"share"`
	Peak  float64   `json:"peak_burn_rate"`
}

// Quality is how complete the data were.
type Quality struct {
	Step      int64   `json:"step_seconds"`
	Assumed   float64 `json:"assumed_share"`
	Resets    int     `json:"resets"`
	AbsentBad int     `json:"absent_bad_samples"`
	TooCoarse bool    `json:"too_coarse_for_bursts"`
}

// Day is one local day; Valid and Bad are null without data.
type Day struct {
	Date      string   `json:"date"`
	Valid     *float64 `json:"valid"`
	Bad       *float64 `json:"bad"`
	Coverage  float64  `json:"coverage"`
	Incidents []string `json:"incidents,omitempty"`
	Burst     bool     `json:"burst,omitempty"`
}

// Incident is one that started in the quarter or spent from its budgets.
type Incident struct {
	ID       string     `json:"id"`
	Title    string     `json:"title"`
	Severity string     `json:"severity"`
	Teams    []string   `json:"teams"`
	Counted  bool       `json:"counted"` // among the quarter's incidents
	Started  *time.Time `json:"started"`
	Detected *time.Time `json:"detected"`
	Resolved *time.Time `json:"resolved"`
	// File is its postmortem.
	File string `json:"file"`
}

// Action is an action item that was not done.
type Action struct {
	Incident string `json:"incident"`
	ID       string `json:"id,omitempty"`
	Title    string `json:"title"`
	State    string `json:"state"`
}

// Input is a file with its digest.
type Input struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

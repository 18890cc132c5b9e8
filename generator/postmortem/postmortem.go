// Package postmortem reads one markdown file into one incident: its facts, its
// timeline, its sections and its action items. It belongs to the load stage;
// report joins incidents to the figures.
package postmortem

import (
	"time"

	"quarterdeck/generator/diag"
)

// Status is how far a postmortem has come.
type Status string

// The statuses. A record is an incident without a text yet.
const (
	Record Status = "record"
	Draft  Status = "draft"
	Final  Status = "final"
)

// Kind tells incidents from exercises; only incidents count as incidents.
type Kind string

// The kinds.
const (
	Incident Kind = "incident"
	NearMiss Kind = "near-miss"
	GameDay  Kind = "game-day"
)

// Postmortem is one incident with its text. Words (severity, trigger, root
// causes, teams, services, SLOs) are as written; config's vocabulary and the
// report resolve them.
type Postmortem struct {
	ID       string // as written, e.g. INC-2041; the file's name if not stated
	Slug     string // lower case, safe in an address, unique by file name if ids clash
	Title    string
	Severity Word
	Status   Status
	Kind     Kind
	// Clocks; zero where not stated. Resolved is zero while open.
	Started, Detected, Acknowledged, Mitigated, Resolved time.Time
	// SLOs is nil where nothing is stated, empty where none is.
	Teams, Services, SLOs        []Word
	CausedBy, Trigger, NoticedBy Word
	RootCauses                   []Word
	Actions                      []Action
	Timeline                     []Event
	// Sections are the body's second-level parts in written order, rendered.
	Sections []Section
	// Summary is plain text: the stated summary or the first paragraph of
	// SummaryOf, which is nil where it was stated.
	Summary   string
	SummaryOf *Section
	// Audience names who may see the incident beside the internal readers;
	// empty: every audience.
	Audience []Word
	// Unread is set where the front matter cannot be read: nobody can tell what
	// it says of the audience.
	Unread bool
	// Withheld is set on what is left of an incident that an audience does not
	// see: its times and what it touches, so that its spend is not taken for
	// unexplained.
	Withheld bool
	// LeftOut says why the incident takes no part in the figures; empty if
	// it does.
	LeftOut string
	File    string
	Pos     diag.Pos // of the front matter

	idPos diag.Pos // of the id, where one is stated
}

// Word is a term as written, and where.
type Word struct {
	Text string
	Pos  diag.Pos
}

// Action is one action item.
type Action struct {
	ID, Title, Owner, Ticket string
	// Kind is prevent, detect, mitigate or process, or empty.
	Kind string
	// Due and Done are dates; zero when not stated. Finished is set when it
	// is done, with or without a date.
	Due, Done time.Time
	Finished  bool
	Pos       diag.Pos
}

// Event is one entry of the timeline.
type Event struct {
	At time.Time
	// DayOnly is set when no time of day is written: At is the day's midnight.
	DayOnly bool
	// HTML is the entry's text, rendered; Text the same without markup.
	HTML, Text string
	Pos        diag.Pos
}

// Section is a second-level part of the body, rendered to HTML. A timeline and
// action items that could be read stand in Timeline and Actions only; what
// else their sections say, such as an introduction, stays here.
type Section struct {
	// Role is summary, impact, timeline, root-cause, factors, detection,
	// resolution, lessons, went-well, went-wrong, lucky, actions or "".
	Role  string
	ID    string // fragment
	Title string
	HTML  string
}

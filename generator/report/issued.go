package report

import (
	"slices"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/issued"
	"quarterdeck/generator/metrics"
	"quarterdeck/generator/slo"
)

// Issue says that a quarter's report was issued, and what is known otherwise
// since. On an issued quarter the totals of every objective stay as they were
// issued, whatever the data say later; what explains them (incidents, bursts)
// follows the postmortems. Every difference between then and now is listed.
type Issue struct {
	Number int `json:"number"` // of this quarter, from 1
	// Date is the day of issue in the site's zone, 2026-07-15.
	Date string `json:"date"`
	// Reason says why the quarter was issued again.
	Reason string    `json:"reason,omitempty"`
	Note   string    `json:"note,omitempty"`
	AsOf   time.Time `json:"as_of"`
	File   string    `json:"file"`
	// Earlier issues, oldest first.
	Earlier []EarlierIssue `json:"earlier"`
	// Restatements are differences from the issue that stands, and those that
	// later issues settled.
	Restatements []Restatement `json:"restatements"`
	// Completed are facts that were still open and have come to their end.
	Completed []Completion `json:"completed"`
	// Restored is how many objectives stand on the file alone: their metrics
	// are no longer in the site.
	Restored int `json:"restored_objectives"`
}

// EarlierIssue is an issue that another one replaced.
type EarlierIssue struct {
	Number int    `json:"number"`
	Date   string `json:"date"`
	Reason string `json:"reason,omitempty"`
	Note   string `json:"note,omitempty"`
}

// The kinds of restatements.
const (
	// RestatedDefinition: what the figures are judged by was changed.
	RestatedDefinition = "definition"
	// RestatedData: the files behind the figures were changed.
	RestatedData = "data"
	// RestatedBoth: both were, and their effects cannot be told apart.
	RestatedBoth = "definition_and_data"
	// RestatedProgram: neither was; this version computes otherwise.
	RestatedProgram = "program"
)

// Restatement is a difference between an issued figure and the same figure
// now, with its kind and, where people gave one, its reason.
type Restatement struct {
	Kind  string `json:"kind"`
	Title string `json:"title"`
	Body  string `json:"body"`
	Team  *Ref   `json:"team"`
	SLO   *Ref   `json:"slo"`
	// Changes are the figures: as issued and now.
	Changes []Restated `json:"changes"`
	// Definitions are the parts of a definition that differ.
	Definitions []DefinitionChange `json:"definitions,omitempty"`
	Files       []FileChange       `json:"files,omitempty"`
	// Reason and Settled (a date) are set once the quarter was issued again.
	Reason  string `json:"reason,omitempty"`
	Settled string `json:"settled,omitempty"`
}

// Restated is one figure, as issued and now; null where there was no data.
type Restated struct {
	Name string `json:"name"`
	// Unit is "ratio", "sli", "seconds", "hours", "state", or the plural noun
	// of what is counted.
	Unit       string     `json:"unit"`
	Definition string     `json:"definition,omitempty"`
	Issued     *float64   `json:"issued"`
	Now        *float64   `json:"now"`
	WasState   *slo.State `json:"issued_state,omitempty"`
	NowState   *slo.State `json:"state_now,omitempty"`
}

// DefinitionChange is one part of a definition, as issued and now.
type DefinitionChange struct {
	Name   string `json:"name"`
	Issued string `json:"issued"`
	Now    string `json:"now"`
}

// FileChange is an input that is not as it was: changed, added or removed.
type FileChange struct {
	Path string `json:"path"`
	What string `json:"what"`
}

// Completion is a fact that has come to its end since the issue.
type Completion struct {
	Kind string `json:"kind"` // incident or action
	Text string `json:"text"`
	Ref  *Ref   `json:"ref"`
	// Changes are figures that moved with it.
	Changes []Restated `json:"changes,omitempty"`
}

// FiguresNow are an objective's figures as computed now, where those of the
// issued report stand in their place.
type FiguresNow struct {
	State     slo.State `json:"state"`
	SLI       *float64  `json:"sli"`
	Spent     *float64  `json:"spent"`
	Remaining *float64  `json:"remaining"`
	Budget    *float64  `json:"budget"`
	Bad       *float64  `json:"bad"`
	Valid     *float64  `json:"valid"`
	Coverage  *float64  `json:"coverage"`
}

// issuedQuarter is what was found of one issued quarter.
type issuedQuarter struct {
	file  *issued.File
	found []Restatement
	// restored counts, by team and for all under "", the objectives that stand
	// on the file alone.
	restored map[string]int
}

// honourIssues puts the issued figures of every issued quarter in their place
// and notes what differs from them.
func (b *builder) honourIssues() {
	b.issues = make([]*issuedQuarter, len(b.quarters))
	for i, q := range b.book.Quarters {
		f := b.in.Issued[q.Name]
		if f == nil || q.Running {
			continue
		}
		h := &issuedQuarter{file: f, restored: map[string]int{}}
		b.issues[i] = h
		b.honour(h, i)
		h.found = append(h.found, b.settled(f)...)
	}
}

// issue says what a page of the i-th quarter shows of its issue: what concerns
// a team, or with "" the organisation. nil for a draft.
func (b *builder) issue(i int, team string) *Issue {
	if i >= len(b.issues) || b.issues[i] == nil {
		return nil
	}
	h := b.issues[i]
	f := h.file
	out := &Issue{Number: f.Number, Date: f.Date, Reason: f.Reason, Note: f.Note, AsOf: f.AsOf, File: f.Path,
		Earlier: []EarlierIssue{}, Restatements: []Restatement{}, Completed: []Completion{}, Restored: h.restored[team]}
	for _, e := range f.Earlier {
		out.Earlier = append(out.Earlier, EarlierIssue{Number: e.Number, Date: e.Date, Reason: e.Reason, Note: e.Note})
	}
	for _, r := range h.found {
		if team == "" || r.Team != nil && r.Team.ID == team {
			out.Restatements = append(out.Restatements, r)
		}
	}
	more, done := b.incidentsSince(i, team)
	out.Restatements = append(out.Restatements, more...)
	out.Completed = append(out.Completed, done...)
	out.Completed = append(out.Completed, b.actionsSince(h, team)...)
	return out
}

// issuedFile is the file of the i-th quarter's issue, for provenance.
func (b *builder) issuedFile(i int) []string { return []string{issued.Path(b.book.Quarters[i].Name)} }

// issuedSpan are the bounds of all issued quarters; ok is false without any.
func (b *builder) issuedSpan() (first, last int64, ok bool) {
	for _, f := range b.in.Issued {
		if !ok || f.Start.Unix() < first {
			first = f.Start.Unix()
		}
		last, ok = max(last, f.End.Unix()), true
	}
	return first, last, ok
}

// wasIssued tells whether the issued report of a quarter had an objective.
func (b *builder) wasIssued(id string, q Quarter) bool {
	f := b.in.Issued[q.Name]
	return f != nil && !q.Running && slices.ContainsFunc(f.Objectives, func(o issued.Objective) bool { return o.SLO == id })
}

// samples are those of one objective. Where its metrics are gone altogether and
// its quarters were issued, that is told as a warning: the pages stand on what
// was issued.
func (b *builder) samples(s config.SLO, o metrics.SampleOptions) (metrics.Track, bool) {
	var found diag.List
	t, ok := b.in.Store.Samples(s, o, &found)
	known := b.putAway(s.ID)
	for _, d := range found.Sorted() {
		if known && d.Code == "selector-no-match" && d.Severity == diag.Error {
			d.Severity, d.Hint = diag.Warning, "nothing, if its metrics were put away; its issued quarters stand on the issued figures"
		}
		b.diags.Add(d)
	}
	return t, ok
}

// putAway tells whether an objective was issued and none of the files it was
// issued from is left.
func (b *builder) putAway(id string) bool {
	for _, f := range b.in.Issued {
		if slices.ContainsFunc(f.Objectives, func(x issued.Objective) bool { return x.SLO == id && b.metricsGone(x) }) {
			return true
		}
	}
	return false
}

// metricsGone tells whether none of the files behind an issued objective is
// left.
func (b *builder) metricsGone(o issued.Objective) bool {
	digest := b.digestNow()
	return len(o.Sources) > 0 && !slices.ContainsFunc(o.Sources, func(p string) bool { _, there := digest(p); return there })
}

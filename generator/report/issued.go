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
	Number int `json:"number" audience:"public"` // of this quarter, from 1
	// Date is the day of issue in the site's zone, 2026-07-15.
	Date string `json:"date" audience:"public"`
	// Reason says why the quarter was issued again.
	Reason string    `json:"reason,omitempty" audience:"commentary"`
	Note   string    `json:"note,omitempty" audience:"commentary"`
	AsOf   time.Time `json:"as_of" audience:"public"`
	File   string    `json:"file" audience:"sources"`
	// Earlier issues, oldest first.
	Earlier []EarlierIssue `json:"earlier" audience:"public"`
	// Restatements are differences from the issue that stands, and those that
	// later issues settled.
	Restatements []Restatement `json:"restatements" audience:"public"`
	// Completed are facts that were still open and have come to their end.
	Completed []Completion `json:"completed" audience:"public"`
	// Restored is how many objectives stand on the file alone: their metrics
	// are no longer in the site.
	Restored int `json:"restored_objectives" audience:"public"`
}

// EarlierIssue is an issue that another one replaced.
type EarlierIssue struct {
	Number int    `json:"number" audience:"public"`
	Date   string `json:"date" audience:"public"`
	Reason string `json:"reason,omitempty" audience:"commentary"`
	Note   string `json:"note,omitempty" audience:"commentary"`
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
	Kind  string `json:"kind" audience:"public"`
	Title string `json:"title" audience:"public"`
	Body  string `json:"body" audience:"public"`
	Team  *Ref   `json:"team" audience:"public"`
	SLO   *Ref   `json:"slo" audience:"public"`
	// Changes are the figures: as issued and now.
	Changes []Restated `json:"changes" audience:"public"`
	// Definitions are the parts of a definition that differ.
	Definitions []DefinitionChange `json:"definitions,omitempty" audience:"sources"`
	Files       []FileChange       `json:"files,omitempty" audience:"sources"`
	// Reason and Settled (a date) are set once the quarter was issued again.
	Reason  string `json:"reason,omitempty" audience:"commentary"`
	Settled string `json:"settled,omitempty" audience:"public"`
}

// Restated is one figure, as issued and now; null where there was no data.
type Restated struct {
	Name string `json:"name" audience:"public"`
	// Unit is "ratio", "sli", "seconds", "hours", "state", or the plural noun
	// of what is counted.
	Unit       string     `json:"unit" audience:"public"`
	Definition string     `json:"definition,omitempty" audience:"public"`
	Issued     *float64   `json:"issued" audience:"public"`
	Now        *float64   `json:"now" audience:"public"`
	WasState   *slo.State `json:"issued_state,omitempty" audience:"public"`
	NowState   *slo.State `json:"state_now,omitempty" audience:"public"`
}

// DefinitionChange is one part of a definition, as issued and now.
type DefinitionChange struct {
	Name   string `json:"name" audience:"public"`
	Issued string `json:"issued" audience:"public"`
	Now    string `json:"now" audience:"public"`
}

// FileChange is an input that is not as it was: changed, added or removed.
type FileChange struct {
	Path string `json:"path" audience:"public"`
	What string `json:"what" audience:"public"`
}

// Completion is a fact that has come to its end since the issue.
type Completion struct {
	Kind string `json:"kind" audience:"public"` // incident, action or deployment
	Text string `json:"text" audience:"public"`
	Ref  *Ref   `json:"ref" audience:"public"`
	// Changes are figures that moved with it.
	Changes []Restated `json:"changes,omitempty" audience:"public"`
}

// FiguresNow are an objective's figures as computed now, where those of the
// issued report stand in their place.
type FiguresNow struct {
	State     slo.State `json:"state" audience:"public"`
	SLI       *float64  `json:"sli" audience:"public"`
	Spent     *float64  `json:"spent" audience:"public"`
	Remaining *float64  `json:"remaining" audience:"public"`
	Budget    *float64  `json:"budget" audience:"public"`
	Bad       *float64  `json:"bad" audience:"public"`
	Valid     *float64  `json:"valid" audience:"public"`
	Coverage  *float64  `json:"coverage" audience:"public"`
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
	for id, quarters := range b.whole { // windows reach back into quarters that stand on their issue
		if slices.ContainsFunc(quarters, func(q *SLOQuarter) bool { return q != nil && q.Restored }) {
			b.sliding[id] = b.slide(new(slo.Sliding), id, b.joinedTrack(id), b.conditions)
		}
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
	out.Completed = append(out.Completed, b.recoveredSince(h, i, team)...)
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

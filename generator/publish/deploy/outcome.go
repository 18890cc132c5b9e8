package deploy

import (
	"errors"
	"slices"
	"time"

	"quarterdeck/generator/publish/store"
)

// Outcome is a run as a document for machines; its shape is stable.
type Outcome struct {
	Schema   string `json:"schema"`
	Target   string `json:"target"`
	URL      string `json:"url"`
	DryRun   bool   `json:"dry_run"`
	Since    int    `json:"stood"` // the release that stood before; 0: none
	Release  int    `json:"release"`
	Written  bool   `json:"written"`
	Uploaded int    `json:"uploaded"`
	Copied   int    `json:"copied"`
	Kept     int    `json:"kept"`
	Deleted  int    `json:"deleted"`
	Sent     int64  `json:"bytes_sent"`
	Requests int64  `json:"requests"`
	Unpaid   int    `json:"owed"`

	Sums    []Sum    `json:"sums"`
	Objects []Step   `json:"objects"`
	Failure *Failure `json:"error"`
}

// Sum is how many objects share a reason.
type Sum struct {
	Reason  Reason `json:"reason"`
	Objects int    `json:"objects"`
	Bytes   int64  `json:"bytes"`
	// Until is the first day on which one of them may be deleted.
	Until time.Time `json:"until,omitzero"`
}

// Failure is what stopped a run, or what remained after it.
type Failure struct {
	Kind      string `json:"kind"`
	Message   string `json:"message"`
	Hint      string `json:"hint,omitempty"`
	Published bool   `json:"published"`
}

// NewOutcome makes the document of a run; r may be nil.
func NewOutcome(target, url string, dry bool, r *Result, err error) Outcome {
	o := Outcome{Schema: "quarterdeck/deploy/1", Target: target, URL: url, DryRun: dry, Sums: []Sum{}, Objects: []Step{}}
	if r != nil {
		o.Written, o.Uploaded, o.Copied, o.Kept, o.Deleted, o.Sent, o.Requests = r.Written, r.Uploaded, r.Copied, r.Kept, r.Deleted, r.Sent, r.Requests
		if p := r.Plan; p != nil {
			o.Since, o.Release, o.Unpaid = p.Since, p.Since, p.Owed
			o.Sums, o.Objects = p.Sums(), p.Steps
		}
		if r.Released != nil {
			o.Release = r.Released.ID
		}
	}
	if err != nil {
		o.Failure = failureOf(err)
	}
	return o
}

func failureOf(err error) *Failure {
	f := &Failure{Kind: "fault", Message: err.Error()}
	var p *store.Problem
	if errors.As(err, &p) {
		f.Kind, f.Hint = p.Kind, p.Hint
	}
	var i *Incomplete
	f.Published = errors.As(err, &i)
	return f
}

// Sums counts the plan by reason, in the order in which people ask: what
// changes first.
func (p *Plan) Sums() []Sum {
	order := []Reason{New, Content, Headers, Missing, Altered, Unfinished, Adopted, Collision, Returned, Gone, InGrace, Due, Linked, Vanished, Unchanged, Foreign}
	sums := make([]Sum, len(order))
	for i, r := range order {
		sums[i].Reason = r
	}
	for _, s := range p.Steps {
		sum := &sums[slices.Index(order, s.Reason)]
		sum.Objects++
		sum.Bytes += s.Bytes
		if !s.Until.IsZero() && (sum.Until.IsZero() || s.Until.Before(sum.Until)) {
			sum.Until = s.Until
		}
	}
	return slices.DeleteFunc(sums, func(s Sum) bool { return s.Objects == 0 })
}

// Words says what a reason means, for people.
func (r Reason) Words() string {
	return map[Reason]string{
		New: "new", Content: "changed", Headers: "headers changed", Missing: "missing there", Altered: "changed by someone else",
		Unfinished: "unfinished", Adopted: "taken over", Collision: "someone else’s, in the way", Returned: "back again",
		Gone: "gone", InGrace: "gone, in grace", Due: "to delete", Linked: "gone, but linked to", Vanished: "removed by someone else",
		Unchanged: "unchanged", Foreign: "not ours",
	}[r]
}

package report

import (
	"cmp"
	"slices"
	"time"

	"quarterdeck/generator/stats"
)

// The states of an action.
const (
	actionDone    = "done"
	actionOverdue = "overdue"
	actionOpen    = "open"
	actionUndated = "undated"
)

const day = 24 * time.Hour

// actionsAt lists the action items of incidents as they stood at an instant:
// what was opened later is not there, what was done later is still open.
// Longest overdue first, then by due date, then by age.
func (b *builder) actionsAt(incidents []*incident, at int64) []Action {
	now := time.Unix(at, 0)
	out := []Action{}
	for _, in := range incidents {
		if in.Started != nil && !in.Started.Before(now) {
			continue
		}
		for i := range in.pm.Actions {
			out = append(out, b.action(in, i, now))
		}
	}
	slices.SortStableFunc(out, compareActions)
	return out
}

func (b *builder) action(in *incident, i int, now time.Time) Action {
	a := in.pm.Actions[i]
	out := Action{
		ID: a.ID, Title: a.Title, Owner: a.Owner, Kind: a.Kind, Ticket: a.Ticket,
		Incident: in.ref(), Teams: in.Teams, Opened: in.Started,
		Due: utc(a.Due), Done: utc(a.Done), File: in.File, Line: a.Pos.Line,
	}
	done := a.Finished
	if !a.Done.IsZero() {
		done = a.Done.Before(now) // now is the first instant that is not in the quarter
	}
	if !done {
		out.Done = nil
	}
	end, lastDay := now, now.Add(-time.Second).In(b.loc)
	if out.Done != nil {
		end, lastDay = a.Done, a.Done.In(b.loc)
	}
	if in.Started != nil {
		out.Age = max(0, daysBetween(in.Started.In(b.loc), lastDay))
		out.CarriedOver = b.quarterEndsBetween(*in.Started, end)
	}
	late := 0 // a due date lasts to the end of its day
	if !a.Due.IsZero() {
		late = daysBetween(a.Due.In(b.loc), lastDay)
	}
	switch {
	case done:
		out.State = actionDone
	case late > 0:
		out.State, out.Late = actionOverdue, late
	case a.Due.IsZero():
		out.State = actionUndated
	default:
		out.State = actionOpen
	}
	return out
}

func compareActions(a, b Action) int {
	rank := func(x Action) int {
		return slices.Index([]string{actionOverdue, actionOpen, actionUndated, actionDone}, x.State)
	}
	return cmp.Or(
		cmp.Compare(rank(a), rank(b)),
		cmp.Compare(b.Late, a.Late),
		compareTime(a.Due, b.Due),
		cmp.Compare(b.Age, a.Age),
		cmp.Compare(a.Incident.ID, b.Incident.ID),
		cmp.Compare(a.Line, b.Line),
	)
}

// quarterEndsBetween counts the quarter ends an action lived through.
func (b *builder) quarterEndsBetween(from, to time.Time) int {
	n := 0
	for _, q := range b.book.Quarters {
		if from.Before(q.End) && !to.Before(q.End) {
			n++
		}
	}
	return n
}

func countActions(actions []Action, states ...string) int {
	n := 0
	for _, a := range actions {
		if slices.Contains(states, a.State) {
			n++
		}
	}
	return n
}

// unfinished keeps what is not done, and what was done inside [from, to).
func unfinished(actions []Action, from, to time.Time) []Action {
	out := []Action{}
	for _, a := range actions {
		if a.State != actionDone || a.Done != nil && !a.Done.Before(from) && a.Done.Before(to) {
			out = append(out, a)
		}
	}
	return out
}

func (b *builder) actionList() *ActionList {
	l := &ActionList{Document: document("actions", "/actions/"), Site: b.book.Site}
	l.Actions = b.actionsAt(b.incidents, b.asOf)
	l.Open = countActions(l.Actions, actionOpen, actionOverdue, actionUndated)
	l.Overdue = countActions(l.Actions, actionOverdue)
	l.Done = countActions(l.Actions, actionDone)
	var ages []float64
	for _, a := range l.Actions {
		if a.Done != nil {
			ages = append(ages, float64(a.Age))
		}
	}
	if m, ok := stats.Median(ages); ok {
		l.MedianAge = ptr(m)
	}
	for _, t := range b.in.Config.Teams {
		row := ActionTeam{Team: teamRef(t)}
		for _, a := range l.Actions {
			if !slices.ContainsFunc(a.Teams, func(r Ref) bool { return r.ID == t.ID }) {
				continue
			}
			switch a.State {
			case actionDone:
				row.Done++
			case actionOverdue:
				row.Overdue++
				row.Open++
			default:
				row.Open++
			}
		}
		l.Teams = append(l.Teams, row)
	}
	l.Provenance = b.provenance(b.incidentFiles(b.incidents))
	return l
}

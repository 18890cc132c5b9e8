package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"quarterdeck/generator/content"
	"quarterdeck/generator/quarter"
)

// Where a question comes from.
const (
	fromPeople  = "people"
	fromFigures = "figures"
)

// The stages of a decision, in the order in which a page shows them.
const (
	decisionAsked    = "asked"
	decisionCarried  = "carried_over"
	decisionAnswered = "answered"
	decisionReviewed = "reviewed"
	decisionPast     = "past"
)

// thread is one question of one report through the quarters.
type thread struct {
	asked quarter.Quarter
	// last is the latest mention up to a quarter, with what it inherits.
	last content.Decision
	// note is the latest note up to it.
	note string
	// here is its place in the quarter's own commentary, -1 without one.
	here int
	// answered is the quarter of the commentary that first gives the answer,
	// later the one that will; zero without.
	answered, later quarter.Quarter
}

// decisionsAt are a report's questions as they stand in the i-th quarter: those
// of its commentary in written order, then every earlier one, mentioned or not.
func (b *builder) decisionsAt(i int, id string, team *Ref) []Decision {
	threads, order := b.threads(i, id)
	out := []Decision{}
	for _, key := range order {
		out = append(out, b.decision(i, team, threads[key]))
	}
	rank := func(d Decision) int {
		return slices.Index([]string{decisionAsked, decisionCarried, decisionAnswered, decisionReviewed, decisionPast}, d.Stage)
	}
	slices.SortStableFunc(out, func(x, y Decision) int { return cmp.Compare(rank(x), rank(y)) })
	return out
}

// threads follows each question of a report up to the i-th quarter. order holds
// those of the quarter's own commentary first.
func (b *builder) threads(i int, team string) (map[string]*thread, []string) {
	now := b.quarters[i]
	out := map[string]*thread{}
	var here, before []string
	for _, c := range b.in.Content.Commentaries { // in order of time
		if c.Team != team {
			continue
		}
		for n, d := range c.Decisions {
			t := out[d.ID]
			if c.Quarter.Compare(now) > 0 {
				if t != nil && t.last.Answer == "" && d.Answer != "" && t.later.Year == 0 {
					t.later = c.Quarter
				}
				continue
			}
			if t == nil {
				t = &thread{asked: c.Quarter, here: -1}
				out[d.ID] = t
				before = append(before, d.ID)
			}
			if d.Answer != "" && t.answered.Year == 0 {
				t.answered = c.Quarter
			}
			t.last, t.note = d, cmp.Or(d.NoteHTML, t.note)
			if c.Quarter == now {
				t.here = n
				here = append(here, d.ID)
			}
		}
	}
	for _, id := range before {
		if !slices.Contains(here, id) {
			here = append(here, id)
		}
	}
	return out, here
}

func (b *builder) decision(i int, team *Ref, t *thread) Decision {
	d := t.last
	x := Decision{ID: d.ID, Question: d.Question, Team: team, Options: []Option{}, Decider: d.Decider, By: utc(d.By),
		Answer: d.Answer, Answered: utc(d.Answered), NoteHTML: t.note, Asked: b.calendarRef(t.asked)}
	x.Origin, x.Metric, x.History = fromPeople, d.Metric, []DecisionFigure{}
	for _, o := range d.Options {
		x.Options = append(x.Options, Option{Label: o.Label, Gains: o.Gains, Costs: o.Costs, Recommended: o.Recommended})
	}
	if _, ok := b.slos[d.Metric]; ok {
		x.SLO = ptr(sloRef(d.Metric))
	}
	if d.Answer == "" {
		b.openDecision(&x, i, t)
	} else {
		b.answeredDecision(&x, i, t)
	}
	return x
}

// openDecision says for how long nobody has answered.
func (b *builder) openDecision(x *Decision, i int, t *thread) {
	x.Stage = decisionAsked
	seen := b.book.Quarters[i].Seen.Add(-time.Second).In(b.loc)
	if n := distance(t.asked, b.quarters[i]); n > 0 {
		x.Stage, x.CarriedOver = decisionCarried, n
		x.OpenDays = max(0, daysBetween(b.cal.End(t.asked).Add(-time.Second).In(b.loc), seen))
		x.History = b.figures(x.SLO, i, t.asked, "asked")
	}
	if x.By != nil {
		x.Late = max(0, daysBetween(x.By.In(b.loc), seen))
	}
	if t.later.Year != 0 {
		x.AnsweredIn = ptr(b.calendarRef(t.later))
	}
}

// answeredDecision looks at what the figure did. The effect is shown in full
// until the quarter after the answer is on the page.
func (b *builder) answeredDecision(x *Decision, i int, t *thread) {
	x.AnsweredIn = ptr(b.calendarRef(t.answered))
	took := t.answered
	if x.Answered != nil {
		took = b.cal.Of(*x.Answered)
	}
	last := took
	if t.answered.Compare(last) > 0 {
		last = t.answered
	}
	switch now := b.quarters[i]; {
	case t.answered == now:
		x.Stage = decisionAnswered
	case t.here >= 0 || now.Compare(last.Add(1)) <= 0:
		x.Stage = decisionReviewed
	default:
		x.Stage = decisionPast
	}
	x.History = b.figures(x.SLO, i, took, "answer")
}

// figures is an objective in the quarter before a turn, in it, and after it: one
// after an answer, all while a question is open. Nothing beyond the i-th.
func (b *builder) figures(id *Ref, i int, turn quarter.Quarter, what string) []DecisionFigure {
	out := []DecisionFigure{}
	if id == nil {
		return out
	}
	for j, q := range b.quarters[:i+1] {
		n := distance(turn, q)
		if n < -1 || n > 1 && what == "answer" {
			continue
		}
		f := DecisionFigure{Quarter: b.quarterRef(j), Running: b.book.Quarters[j].Running, State: "no_data"}
		switch {
		case n < 0:
			f.When = "before"
		case n == 0:
			f.When = what
		case what == "answer":
			f.When = "after"
		default:
			f.When = "open"
		}
		if s := b.wholeAt(id.ID, j); s != nil {
			f.Spent, f.SLI, f.Objective = s.Spent.Value, s.SLI.Value, s.Objective
			f.State = strings.ReplaceAll(s.State.String(), " ", "_")
			if s.NoBudget {
				f.Spent = nil
			}
		}
		out = append(out, f)
	}
	return out
}

// calendarRef names a quarter, with its page if it has one.
func (b *builder) calendarRef(q quarter.Quarter) Ref {
	ref := Ref{ID: q.Slug(), Name: q.Label()}
	if b.quarterIndex(ref.ID) >= 0 {
		ref.URL = quarterURL(ref.ID)
	}
	return ref
}

// distance is how many quarters lie from a to b.
func distance(a, b quarter.Quarter) int { return b.Compare(a) }

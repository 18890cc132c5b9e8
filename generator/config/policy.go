package config

import (
	"cmp"
	"slices"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// Policy is what an error budget asks for and allows, as one file states it.
type Policy struct {
	// Decider answers, by role, what the figures ask and nobody has decided.
	Decider string
	// DecideWithin is how long after the quarter such an answer is due.
	DecideWithin time.Duration
	Steps        []Step
	Exceptions   []Exception
}

// Step is one rung of the policy: while When holds it demands or permits what
// Text says.
type Step struct {
	// ID is how exceptions and other files name the step; where none is
	// written, the condition itself.
	ID, Title string
	When      Condition
	Permits   bool
	Text      string
	// Off takes a step away that was stated before.
	Off bool
	// BuiltIn marks the rules that hold where no file says otherwise.
	BuiltIn bool
	Pos     diag.Pos
}

// Exception lets a team off a demand for a time.
type Exception struct {
	Step string
	// Team and SLO narrow it; in a team's file the team is the file's own.
	Team, SLO string
	Reason    string
	Approver  string // a role
	From      time.Time
	// Until is the end of its last day, Review the day on which it is looked
	// at again; at least one is set.
	Until, Review time.Time
	Pos           diag.Pos
}

// The ids of the steps that hold without being written: the SRE workbook's
// example policy, and at the other end what an ample budget permits.
const (
	StepAmple    = "ample"
	StepIncident = "incident"
	StepCause    = "cause"
	StepFreeze   = "freeze"
)

func builtInSteps() []Step {
	step := func(id, title, figure, op string, number float64, text string) Step {
		return Step{ID: id, Title: title, When: Condition{Figure: figure, Op: op, Number: number}, Permits: id == StepAmple, Text: text, BuiltIn: true}
	}
	return []Step{
		step(StepAmple, "Three quarters of the budget or more left", FigureLeft, ">=", 0.75,
			"Launch more boldly, promise a tighter objective, or spend less effort on reliability."),
		step(StepIncident, "One incident took over a fifth of four weeks’ budget", FigureIncident, ">", 0.2,
			"A postmortem with at least one action of the highest priority (P0)."),
		step(StepCause, "One kind of root cause took over a fifth of the quarter’s budget", FigureCause, ">", 0.2,
			"An item of the highest priority (P0) against that cause in the next quarter’s plan."),
		step(StepFreeze, "Four weeks’ budget overspent", FigureFourWeek, ">", 1,
			"No changes and no releases but urgent (P0) and security fixes, until the last four weeks are within budget again."),
	}
}

const defaultDecideWithin = 28 * 24 * time.Hour

// PolicyOf is the policy that holds for a team: the built-in steps, changed and
// added to by config.toml, then by the team's file, from what permits to what
// demands most.
func (s *Site) PolicyOf(team string) Policy {
	p := Policy{Decider: s.Policy.Decider, DecideWithin: defaultDecideWithin, Steps: builtInSteps()}
	p.apply(s.Policy)
	if t, ok := s.Team(team); ok {
		p.apply(t.Policy)
	}
	p.Exceptions = slices.DeleteFunc(slices.Clone(p.Exceptions), func(e Exception) bool { return e.Team != "" && e.Team != team })
	p.Steps = slices.DeleteFunc(p.Steps, func(x Step) bool { return x.Off })
	slices.SortStableFunc(p.Steps, byGravity)
	return p
}

// byGravity orders steps from what permits most to what demands most: single
// incidents and causes before the budget, the quarter's before that of four
// weeks, and of one figure by how far it has gone.
func byGravity(a, b Step) int {
	rank := func(s Step) int {
		if s.Permits {
			return -1
		}
		return slices.Index([]string{FigureIncident, FigureCause, FigureSpent, FigureLeft, FigureFourWeek}, s.When.Figure)
	}
	used := func(s Step) float64 {
		if s.When.Figure == FigureLeft {
			return 1 - s.When.Number
		}
		return s.When.Number
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(used(a), used(b)))
}

// apply lays one file's statements over what was stated before.
func (p *Policy) apply(over Policy) {
	if over.Decider != "" {
		p.Decider = over.Decider
	}
	if over.DecideWithin > 0 {
		p.DecideWithin = over.DecideWithin
	}
	for _, s := range over.Steps {
		if i := p.index(s.ID); i >= 0 {
			p.Steps[i] = s.over(p.Steps[i])
		} else {
			p.Steps = append(p.Steps, s)
		}
	}
	p.Exceptions = append(p.Exceptions, over.Exceptions...)
}

func (p *Policy) index(id string) int {
	return slices.IndexFunc(p.Steps, func(s Step) bool { return s.ID == id })
}

// over completes a step by what it leaves out of the one that it replaces.
func (s Step) over(before Step) Step {
	if s.When.Figure == "" {
		s.When = before.When
		if s.Title == "" {
			s.Title = before.Title
		}
	}
	if s.Text == "" {
		s.Text, s.Permits = before.Text, before.Permits
	}
	return s
}

// policy reads [policy]. known are the steps that stand already, which a step
// may change in part.
func (l *loader) policy(t *doc.Table, known []Step) Policy {
	p := Policy{Decider: t.String("decider"), DecideWithin: l.positive(t, "decide_within")}
	for _, sub := range t.Tables("step") {
		s, ok := l.step(sub, append(slices.Clone(known), p.Steps...))
		if !ok {
			continue
		}
		if i := p.index(s.ID); i >= 0 {
			l.diags.Errorf(s.Pos, "duplicate-id", "give one of the two another id", "the step %q is already written at %s", s.ID, p.Steps[i].Pos)
			continue
		}
		p.Steps = append(p.Steps, s)
	}
	for _, sub := range t.Tables("exception") {
		if e, ok := l.exception(sub); ok {
			p.Exceptions = append(p.Exceptions, e)
		}
	}
	return p
}

func (l *loader) step(t *doc.Table, known []Step) (Step, bool) {
	before := l.errors()
	s := Step{ID: t.String("id"), Title: t.String("title"), Pos: t.Here()}
	s.Off, _ = t.Bool("off")
	changes := slices.ContainsFunc(known, func(k Step) bool { return k.ID == s.ID })
	if w := t.Word("when"); w.Text != "" {
		s.When, _ = l.condition(w)
	} else if !changes {
		t.Required("when", conditionHint)
	}
	if s.ID == "" && s.When.Figure != "" {
		s.ID = s.When.String()
		changes = slices.ContainsFunc(known, func(k Step) bool { return k.ID == s.ID })
	}
	demands, permits := t.String("demands"), t.String("permits")
	s.Text, s.Permits = demands+permits, permits != ""
	switch {
	case demands != "" && permits != "":
		t.Errorf("permits", "two-readings", "write a step for each", "a step demands or permits, not both")
	case s.Text == "" && !changes:
		l.diags.Errorf(t.Here(), "missing-key", `add demands = "No releases but fixes", or permits`, "the step says neither what it demands nor what it permits")
	}
	return s, l.errors() == before
}

func (l *loader) exception(t *doc.Table) (Exception, bool) {
	before := l.errors()
	e := Exception{
		Step: t.RequiredString("step", `name the step by its id, such as step = "freeze"`), Team: t.String("team"), SLO: t.String("slo"),
		Reason:   t.RequiredString("reason", `add reason = "The date of the sale cannot be moved"`),
		Approver: t.RequiredString("approver", `name who granted it, by role, such as approver = "Head of engineering"`),
		Pos:      t.Here(),
	}
	if t.Required("from", "add from = 2026-07-10, the first day on which it holds") {
		e.From, _ = t.Date("from", l.zone)
	}
	if day, ok := t.Date("until", l.zone); ok {
		e.Until = day.AddDate(0, 0, 1)
	}
	e.Review, _ = t.Date("review", l.zone)
	switch {
	case !t.Has("until") && !t.Has("review"):
		l.diags.Errorf(t.Here(), "missing-key", "add until = 2026-09-30, its last day, or review, the day on which it is looked at again", "the exception would hold for ever")
	case !e.Until.IsZero() && !e.From.Before(e.Until):
		t.Errorf("until", "end-before-start", "write the last day on which it holds", "the exception ends before it begins")
	case !e.Review.IsZero() && e.Review.Before(e.From):
		t.Errorf("review", "end-before-start", "write the day on which it is looked at again", "the exception is reviewed before it begins")
	}
	return e, l.errors() == before
}

// checkPolicies holds exceptions against the steps, teams and SLOs there are.
func (l *loader) checkPolicies(site *Site) {
	site.Policy.Exceptions = l.knownExceptions(site, site.Policy.Exceptions, "")
	for i := range site.Teams {
		t := &site.Teams[i]
		t.Policy.Exceptions = l.knownExceptions(site, t.Policy.Exceptions, t.ID)
	}
}

// knownExceptions drops those that name what is not there; owner is the team of
// the file, "" for config.toml.
func (l *loader) knownExceptions(site *Site, list []Exception, owner string) []Exception {
	var out []Exception
	for _, e := range list {
		if owner != "" {
			if e.Team != "" && e.Team != owner {
				l.diags.Errorf(e.Pos, "wrong-team", "leave team out, or write the exception into that team's file", "an exception in the file of %s cannot be for the team %q", owner, e.Team)
				continue
			}
			e.Team = owner
		}
		if l.knownException(site, e) {
			out = append(out, e)
		}
	}
	return out
}

func (l *loader) knownException(site *Site, e Exception) bool {
	report := func(what, word string, known []string) bool {
		hint := "write one that is there"
		if near := diag.Suggest(word, known); near != "" {
			hint = "did you mean " + near + "?"
		}
		l.diags.Errorf(e.Pos, "unknown-"+what, hint, "the exception names the %s %q, which is not there", what, word)
		return false
	}
	var teams, steps, slos []string
	for _, t := range site.Teams {
		teams = append(teams, t.ID)
		if e.Team == "" || e.Team == t.ID {
			for _, s := range site.PolicyOf(t.ID).Steps {
				steps = append(steps, s.ID)
				if s.ID == e.Step && s.Permits {
					l.diags.Warnf(e.Pos, "no-effect", "remove it", "the step %q demands nothing, so there is nothing to except from", e.Step)
					return false
				}
			}
		}
	}
	for _, s := range site.SLOs() {
		slos = append(slos, s.ID)
	}
	slices.Sort(steps)
	steps = slices.Compact(steps)
	switch {
	case e.Team != "" && !slices.Contains(teams, e.Team):
		return report("team", e.Team, teams)
	case !slices.Contains(steps, e.Step):
		return report("step", e.Step, steps)
	case e.SLO != "" && !slices.Contains(slos, e.SLO):
		return report("SLO", e.SLO, slos)
	}
	return true
}

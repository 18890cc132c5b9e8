package view

import (
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// PolicySection is what the error-budget policy asks of a team.
type PolicySection struct {
	*Section
	Term       Definition
	Lead       string
	Rungs      []PolicyRung
	Places     []PolicyPlace
	Exceptions []PolicyException
}

// PolicyRung is one step. On marks the gravest that applies.
type PolicyRung struct {
	Title, Text string
	When        Definition // the condition as written, opening its figure
	State       *State
	Where       string
	On          bool
}

// PolicyPlace is a step on one objective: how it stands there and since when.
type PolicyPlace struct {
	State State
	On    string // what joins the state and the objective
	Step  string
	SLO   Link
	Value string
	Text  string
	Links []Link
}

// PolicyException lets a team off for a time.
type PolicyException struct {
	State              State
	Step, SLO, Time    string
	Reason, By, Review string
}

// stepState names how a step stands, for one that demands and one that permits.
func stepState(state string, permits bool) State {
	switch {
	case state == "in_force" && permits:
		return State{"ok", "permitted"}
	case state == "in_force":
		return State{"over", "applies"}
	case state == "excepted":
		return State{"part", "excepted"}
	case state == "done":
		return State{"ok", "done"}
	case state == "ended" && !permits:
		return State{"part", "ended"}
	case state == "not_measured":
		return State{"none", "not measured"}
	}
	return State{"", "does not apply"}
}

func (v *Views) policySection(t *report.TeamQuarter, c *contents, g *glossary) *PolicySection {
	p := t.Policy
	if p == nil || len(p.Steps) == 0 {
		return nil
	}
	notes := []Note{{Term: "Agreed", Text: "before the quarter: steps are stated in the configuration, those of the SRE workbook are built in."}}
	if p.Decider != "" {
		notes = append(notes, Note{Term: "Decides", Text: "where nothing else is said: " + inSentence(p.Decider) + "."})
	}
	notes = append(notes, Note{Term: "Four weeks", Text: "are the 28 days that end with an instant, whatever quarter they lie in."})
	s := &PolicySection{Section: c.add(Section{ID: "policy", Title: "What the policy asks", Short: "Policy", Notes: notes}), Term: g.term("policy", "The error-budget policy")}
	if slices.ContainsFunc(p.Steps, func(x report.PolicyStep) bool {
		return slices.ContainsFunc(x.SLOs, func(o report.PolicySLO) bool { return len(o.Causes) > 0 })
	}) {
		s.Notes = append(s.Notes, Note{Term: "Causes", Text: "an incident with several root causes is shared equally among them."})
	}
	on := -1
	for i, step := range p.Steps {
		s.Rungs = append(s.Rungs, v.rung(step, g))
		if step.State == "in_force" && (!step.Permits || on < 0) {
			on = i
		}
		s.Places = append(s.Places, v.places(step)...)
	}
	if on >= 0 {
		s.Rungs[on].On = true
	}
	for _, e := range p.Exceptions {
		s.Exceptions = append(s.Exceptions, v.exception(e))
	}
	s.Lead = policyLead(p, t.Quarter)
	return s
}

// policyLead counts what applies.
func policyLead(p *report.Policy, q report.Quarter) string {
	demands := 0
	for _, s := range p.Steps {
		if !s.Permits && s.State == "in_force" {
			demands++
		}
	}
	when := "at the end of " + noBreak(q.Label)
	if q.Running {
		when = "so far in " + noBreak(q.Label)
	}
	switch demands {
	case 0:
		return "No demand of the policy is open " + when
	case 1:
		return "One demand of the policy is open " + when
	}
	return unit.Sentence(unit.Word(demands)) + " demands of the policy are open " + when
}

func (v *Views) rung(s report.PolicyStep, g *glossary) PolicyRung {
	r := PolicyRung{Title: s.Title, Text: s.Text, When: g.term(s.Definition, s.When)}
	state := stepState(s.State, s.Permits)
	r.State = &state
	if state.Class == "" {
		r.State = nil
		return r
	}
	var names []string
	for _, x := range s.SLOs {
		if x.State == s.State {
			names = append(names, x.SLO.Name)
		}
	}
	if s.State == "not_measured" {
		return r
	}
	r.Where = where(names)
	return r
}

// where names up to two objectives, and counts more.
func where(names []string) string {
	if len(names) > 2 {
		return unit.Word(len(names)) + " objectives"
	}
	return unit.List(names)
}

// places are the objectives on which a step says something. What it permits is
// told only where it does.
func (v *Views) places(s report.PolicyStep) []PolicyPlace {
	var out []PolicyPlace
	for _, x := range s.SLOs {
		if x.State == "not_met" || x.State == "not_measured" || s.Permits && x.State != "in_force" {
			continue
		}
		p := PolicyPlace{State: stepState(x.State, s.Permits), Step: s.Title, SLO: link(x.SLO), Text: v.standing(x), On: " for "}
		if x.State == "in_force" && !s.Permits {
			p.On = " to "
		}
		if x.Value.Value != nil {
			p.Value = unit.Share(*x.Value.Value) + map[string]string{"spent": " spent", "remaining": " left", "spent_28d": " of four weeks’ budget",
				"incident_28d": " of four weeks’ budget", "cause_quarter": " of the budget"}[s.Figure]
			if s.Permits {
				p.Text = ""
			}
		}
		for _, i := range x.Incidents {
			p.Links = append(p.Links, Link{Text: i.Incident.ID + " took " + unit.Share(i.FourWeeks) + incidentLacks(i), URL: i.Incident.URL})
		}
		for _, part := range x.Causes {
			if part.Share != nil {
				p.Links = append(p.Links, Link{Text: part.Cause.Title + ": " + unit.Share(*part.Share)})
			}
		}
		out = append(out, p)
	}
	return out
}

func incidentLacks(i report.PolicyIncident) string {
	switch {
	case !i.Written && i.Actions == 0:
		return "; neither postmortem nor actions yet"
	case !i.Written:
		return "; no postmortem yet"
	case i.Actions == 0:
		return "; no action items yet"
	}
	return "; postmortem with " + unit.Plural(i.Actions, "action", "actions")
}

// standing says since when a step holds, until when it did, or when it ends.
func (v *Views) standing(x report.PolicySLO) string {
	if x.Since == nil {
		return ""
	}
	text := "since " + v.policyDay(*x.Since)
	if x.Until != nil {
		text = "from " + v.policyDay(*x.Since) + " to " + v.policyDay(*x.Until)
		if len(x.Held) > 1 {
			text += ", in " + unit.Word(len(x.Held)) + " stretches"
		}
	}
	if x.CarriedOver != nil {
		text += "; carried over, in force at the end of " + noBreak(x.CarriedOver.Name)
		if len(x.Causes) > 0 {
			text = "since the end of " + noBreak(x.CarriedOver.Name) + ", for this quarter’s plan"
		}
	}
	if x.Until == nil && len(x.Held) > 1 {
		text += ", and earlier in the quarter"
	}
	if x.Peak != nil && x.Value.Value != nil && *x.Peak > *x.Value.Value {
		text += "; at its worst " + unit.Share(*x.Peak)
	}
	if x.Lifts != nil {
		text += "; over on " + v.policyDay(x.Lifts.Add(-time.Second)) + " if nothing more fails"
	}
	return text
}

// policyDay is a local day; with its year, since what is carried over may be of
// the one before.
func (v *Views) policyDay(t time.Time) string { return unit.ShortDate(v.local(t)) }

func (v *Views) exception(e report.PolicyException) PolicyException {
	out := PolicyException{Step: e.Title, Reason: e.Reason, By: inSentence(e.Approver), State: State{"ok", "in force"}}
	if e.SLO != nil {
		out.SLO = e.SLO.Name
	}
	out.Time = "from " + v.policyDay(e.From)
	if e.Until != nil {
		out.Time += " to " + v.policyDay(v.lastDay(*e.Until))
	}
	if e.Review != nil {
		out.Review = "to be looked at again on " + v.policyDay(*e.Review)
	}
	switch {
	case e.ReviewDue:
		out.State = State{"risk", "its review is due"}
	case !e.InForce:
		out.State = State{"part", "ended"}
	}
	return out
}

// inSentence lowers the first letter of a role.
func inSentence(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(first)) + s[size:]
}

// PolicyCalls says on the organisation's page where the policy asks for a
// freeze, and what else it asks.
type PolicyCalls struct {
	When   string
	Freeze []PolicyCall // of a step that is called so
	Other  []PolicyCall
}

// PolicyCall is one demand with the teams it applies to.
type PolicyCall struct {
	Title string
	Teams []PolicyCallTeam
}

// PolicyCallTeam is one of them.
type PolicyCallTeam struct {
	Team  Link
	About string
}

func (v *Views) policyCalls(o *report.Organisation) *PolicyCalls {
	if len(o.Policy) == 0 {
		return nil
	}
	p := &PolicyCalls{When: "At the end of the quarter"}
	if o.Quarter.Running {
		p.When = "By now"
	}
	for _, c := range o.Policy {
		call := PolicyCall{Title: c.Title}
		for _, t := range c.Teams {
			about := where(refNames(t.SLOs))
			if t.Since != nil && c.ID == "freeze" {
				about += " since " + unit.DayMonth(v.local(*t.Since))
			}
			if t.Excepted {
				about += ", excepted"
			}
			call.Teams = append(call.Teams, PolicyCallTeam{Team: Link{Text: t.Team.Name, URL: t.Team.URL + "#policy"}, About: about})
		}
		if c.ID == "freeze" {
			p.Freeze = append(p.Freeze, call)
		} else {
			p.Other = append(p.Other, call)
		}
	}
	return p
}

func refNames(refs []report.Ref) []string {
	var out []string
	for _, r := range refs {
		out = append(out, orElse(r.Name, r.ID))
	}
	return out
}

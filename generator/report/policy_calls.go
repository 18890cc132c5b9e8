package report

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/unit"
)

// exceptions are those of a team whose time meets the quarter.
func (b *builder) exceptions(c config.Policy, tq *TeamQuarter) []PolicyException {
	out := []PolicyException{}
	q := tq.Quarter
	for _, e := range c.Exceptions {
		if !e.From.Before(q.Seen) || !e.Until.IsZero() && !e.Until.After(q.Start) {
			continue
		}
		x := PolicyException{Step: e.Step, Title: e.Step, Reason: e.Reason, Approver: e.Approver, From: e.From.UTC(), Until: utc(e.Until), Review: utc(e.Review),
			InForce: e.Until.IsZero() || !e.Until.Before(q.Seen), ReviewDue: !e.Review.IsZero() && e.Review.Before(q.Seen), Defined: e.Pos.File + fmt.Sprintf(":%d", e.Pos.Line)}
		for _, s := range c.Steps {
			if s.ID == e.Step {
				x.Title = cmp.Or(s.Title, conditionWords(s.When))
			}
		}
		if e.SLO != "" {
			x.SLO = ptr(sloRef(e.SLO))
		}
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(x, y PolicyException) int { return cmp.Or(x.From.Compare(y.From), cmp.Compare(x.Step, y.Step)) })
	return out
}

// except marks a demand that an exception in force lets the team off.
func (b *builder) except(x *PolicySLO, s config.Step, c config.Policy, tq *TeamQuarter) {
	if x.State != stepInForce || s.Permits {
		return
	}
	for _, e := range b.exceptions(c, tq) {
		if e.InForce && e.Step == s.ID && (e.SLO == nil || e.SLO.ID == x.SLO.ID) {
			x.State = stepExcepted
		}
	}
}

// policyCalls are the demands that apply in a quarter, over its teams.
func (b *builder) policyCalls(slug string) []PolicyCall {
	out := []PolicyCall{}
	for _, tq := range b.book.TeamQuarters {
		if tq.Quarter.Slug != slug || tq.Policy == nil {
			continue
		}
		for _, s := range tq.Policy.Steps {
			if s.Permits || s.State != stepInForce && s.State != stepExcepted {
				continue
			}
			i := slices.IndexFunc(out, func(c PolicyCall) bool { return c.ID == s.ID && c.Title == s.Title })
			if i < 0 {
				i = len(out)
				out = append(out, PolicyCall{ID: s.ID, Title: s.Title, Text: s.Text})
			}
			t := PolicyTeam{Team: Ref{ID: tq.Team.ID, Name: tq.Team.Name, URL: tq.URL}, Since: s.Since, Excepted: s.State == stepExcepted, SLOs: []Ref{}}
			for _, x := range s.SLOs {
				if x.State == stepInForce || x.State == stepExcepted {
					t.SLOs = append(t.SLOs, x.SLO)
				}
			}
			out[i].Teams = append(out[i].Teams, t)
		}
	}
	// The freeze is what an organisation has to know of first.
	slices.SortStableFunc(out, func(x, y PolicyCall) int {
		first := func(c PolicyCall) int { return map[bool]int{true: 0, false: 1}[c.ID == config.StepFreeze] }
		return cmp.Compare(first(x), first(y))
	})
	return out
}

// conditionWords says a condition as a sentence's beginning.
func conditionWords(c config.Condition) string {
	share := unit.Percent(c.Number, unit.Digits(c.Number))
	much := map[string]string{">=": "At least ", ">": "More than ", "<=": "At most ", "<": "Less than "}[c.Op] + share
	switch c.Figure {
	case config.FigureSpent:
		return much + " of the quarter’s budget spent"
	case config.FigureLeft:
		return much + " of the quarter’s budget left"
	case config.FigureFourWeek:
		return much + " of four weeks’ budget spent"
	case config.FigureIncident:
		return "One incident: " + unit.Lower(much) + " of four weeks’ budget"
	default:
		return "One kind of root cause: " + unit.Lower(much) + " of the quarter’s budget"
	}
}

// policyDay writes a policy's instant as a local day.
func (b *builder) policyDay(t time.Time) string { return unit.DayMonth(t.In(b.loc)) }

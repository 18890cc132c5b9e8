package report

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/unit"
)

// ask is a demand on one objective that somebody has to answer.
type ask struct {
	step  PolicyStep
	on    PolicySLO
	other []string // titles of further steps on the same objective
}

// asks are the questions that the figures put by themselves: where the policy
// demands something of an objective that no question on the page names. One for
// each objective, by the demand on its budget first.
func (b *builder) asks(tq *TeamQuarter, i int) []Decision {
	if tq.Policy == nil {
		return nil
	}
	var out []Decision
	for _, a := range openDemands(tq.Policy) {
		if b.decided(tq, i, a.on.SLO.ID) {
			continue
		}
		out = append(out, b.question(tq, a))
	}
	return out
}

// openDemands lists, for each objective, the demand that is to be answered.
// What the quarter before asked already is not asked again.
func openDemands(p *Policy) []ask {
	var out []ask
	for _, rank := range []func(string) bool{aboutBudget, aboutCauses, aboutIncidents} {
		for _, s := range p.Steps {
			if s.Permits || !rank(s.Figure) {
				continue
			}
			for _, x := range s.SLOs {
				if x.State != stepInForce || x.CarriedOver != nil && s.Figure == config.FigureCause {
					continue
				}
				at := slices.IndexFunc(out, func(a ask) bool { return a.on.SLO.ID == x.SLO.ID })
				if at >= 0 {
					out[at].other = append(out[at].other, s.Title)
					continue
				}
				out = append(out, ask{step: s, on: x})
			}
		}
	}
	return out
}

func aboutCauses(figure string) bool    { return figure == config.FigureCause }
func aboutIncidents(figure string) bool { return figure == config.FigureIncident }
func aboutBudget(figure string) bool    { return !aboutCauses(figure) && !aboutIncidents(figure) }

// decided tells whether a question of the team's or the organisation's page
// names the objective: as its metric or in its words.
func (b *builder) decided(tq *TeamQuarter, i int, id string) bool {
	names := func(d Decision) bool {
		return d.Stage != decisionPast && (d.Metric == id || strings.Contains(d.Question+d.NoteHTML, id))
	}
	return slices.ContainsFunc(tq.Decisions, names) || slices.ContainsFunc(b.decisionsAt(i, "", nil), names)
}

func (b *builder) question(tq *TeamQuarter, a ask) Decision {
	q := tq.Quarter
	by := q.End.In(b.loc).AddDate(0, 0, -1)
	within := int(b.in.Config.PolicyOf(tq.Team.ID).DecideWithin / day)
	if q.Running && a.on.Since != nil {
		by = a.on.Since.In(b.loc)
	}
	d := Decision{
		ID: "policy-" + a.on.SLO.ID, Team: ptr(tq.Team.Ref), Decider: tq.Policy.Decider, Options: b.choices(tq, a),
		By: utc(midnight(by.AddDate(0, 0, within))), Asked: Ref{ID: q.Slug, Name: q.Label, URL: quarterURL(q.Slug)},
		Question: fmt.Sprintf("%s: does %s follow the policy, or is an exception granted?", a.on.SLO.Name, tq.Team.Name),
		NoteHTML: "<p>" + html.EscapeString(b.grounds(a)) + "</p>\n",
	}
	d.Late = max(0, daysBetween(d.By.In(b.loc), q.Seen.Add(-time.Second).In(b.loc)))
	d.Origin, d.Stage, d.Step = fromFigures, decisionAsked, a.step.ID
	d.Metric, d.SLO, d.History = a.on.SLO.ID, ptr(a.on.SLO), []DecisionFigure{}
	return d
}

func midnight(t time.Time) time.Time {
	year, month, dayOf := t.Date()
	return time.Date(year, month, dayOf, 0, 0, 0, 0, t.Location())
}

// grounds says which condition holds since when, in figures.
func (b *builder) grounds(a ask) string {
	var out string
	x := a.on
	switch a.step.Figure {
	case config.FigureFourWeek:
		out = fmt.Sprintf("The 28 days to the end of this report spent %s of four weeks’ budget; the policy’s step “%s” applies since %s.",
			unit.Share(value(x.Value.Value)), a.step.Title, b.policyDay(*x.Since))
	case config.FigureIncident:
		out = fmt.Sprintf("%s of four weeks’ budget.", unit.List(tookWords(x.Incidents)))
		if lacking := lackingWords(x.Incidents); lacking != "" {
			out += " " + lacking
		}
	case config.FigureCause:
		out = fmt.Sprintf("%s took %s of the quarter’s budget.", titles(causeTerms(x.Causes)), unit.Share(value(x.Causes[0].Share)))
	default:
		out = fmt.Sprintf("The policy’s step “%s” applies since %s.", a.step.Title, b.policyDay(*x.Since))
	}
	if len(a.other) > 0 {
		out += " So does what it says under “" + strings.Join(a.other, "” and “") + "”."
	}
	return out + " It demands: " + unit.Lower(a.step.Text)
}

func causeTerms(parts []CausePart) []Term {
	var out []Term
	for _, p := range parts {
		out = append(out, p.Cause)
	}
	return out
}

func tookWords(list []PolicyIncident) []string {
	var out []string
	for _, p := range list {
		out = append(out, fmt.Sprintf("%s took %s", p.Incident.ID, unit.Share(p.FourWeeks)))
	}
	return out
}

// lackingWords names the incidents whose postmortem is not there yet.
func lackingWords(list []PolicyIncident) string {
	var ids []string
	for _, p := range list {
		if !p.Written || p.Actions == 0 {
			ids = append(ids, p.Incident.ID)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return "No postmortem with an action is there for " + unit.List(ids) + "."
}

// choices are to follow the policy or to grant an exception, each with what the
// figures know of its gain and cost.
func (b *builder) choices(tq *TeamQuarter, a ask) []Option {
	follow := Option{Label: "Follow the policy", Costs: "Not in the figures: whoever answers has to estimate it"}
	except := Option{Label: "Grant an exception, with a reason, an approver and a day of review", Gains: "What was planned goes on"}
	x := a.on
	switch a.step.Figure {
	case config.FigureFourWeek:
		spent := value(x.Value.Value)
		follow.Gains = fmt.Sprintf("Nothing is added to the %s that are spent", unit.Share(spent))
		if x.Lifts != nil {
			follow.Gains += "; if nothing more fails it is over on " + b.policyDay(x.Lifts.Add(-time.Second))
		}
		follow.Costs = "What was to be released waits until then"
		if spent > 0 {
			lasts := float64(tq.Quarter.Days) / spent
			except.Costs = fmt.Sprintf("At the rate of these 28 days a quarter’s budget lasts %s", days(int(lasts+0.5)))
		}
	case config.FigureIncident:
		follow.Gains = "The reason stands where the next reader looks for it"
		except.Costs = "The cause stays unnamed, and nobody has promised to remove it"
	case config.FigureCause:
		spent := 0.0
		for _, s := range tq.SLOs {
			if s.SLO.ID == x.SLO.ID {
				spent = value(s.Spent.Value)
			}
		}
		share := value(x.Causes[0].Share)
		follow.Gains = fmt.Sprintf("Without it the quarter would have spent %s instead of %s", unit.Share(max(0, spent-share)), unit.Share(spent))
		except.Costs = fmt.Sprintf("Another quarter like this one gives it %s of a budget again", unit.Share(share))
	default:
		follow.Gains = "What is left of the budget is kept for what cannot be planned"
		except.Costs = fmt.Sprintf("The budget stands at %s", unit.Share(value(x.Value.Value)))
	}
	return []Option{follow, except}
}

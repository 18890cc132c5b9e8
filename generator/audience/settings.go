package audience

import (
	"fmt"
	"maps"
	"slices"

	"quarterdeck/generator/config"
	"quarterdeck/generator/slo"
)

// config is the configuration without what is hidden.
func (r *redaction) config() *config.Site {
	c := *r.in.Config
	c.Description = r.plain(c.Description, fileOf(c.File), "the site's description")
	r.structural(fileOf(c.File), "the site's title", c.Title)
	c.Teams = nil
	for _, t := range r.in.Config.Teams {
		if !r.teams[t.ID] {
			c.Teams = append(c.Teams, r.team(t))
		}
	}
	c.Policy = r.policy(c.Policy)
	c.Journeys = r.journeysShown()
	c.Exclusions = r.exclusions(c.Teams)
	r.renameExclusions(c.Teams)
	c.Redirects = slices.DeleteFunc(slices.Clone(c.Redirects), func(x config.Redirect) bool {
		_, named := r.words.find(x.From + " " + x.To)
		return named
	})
	c.Audiences = nil
	c.Currency, c.Costs = "", config.CostFiles{}
	return &c
}

// withoutBusiness drops what a team's file says of business, cost and people:
// no edition has a part that shows them.
func withoutBusiness(t config.Team) config.Team {
	t.KPIs, t.OKRs, t.Cost, t.Values, t.Customers = nil, nil, config.Cost{}, nil, config.Customers{}
	t.Investments, t.OnCall, t.Capacities, t.Platform = nil, config.OnCall{}, nil, nil
	return t
}

func (r *redaction) team(t config.Team) config.Team {
	r.structural(t.Pos, "the team "+t.ID, t.ID, t.Name)
	t.Mission = r.plain(t.Mission, t.Pos, "the mission of "+t.ID)
	if !r.shows("leads") {
		t.Leads = nil
	}
	t.Services = slices.Clone(t.Services)
	for i := range t.Services {
		s := &t.Services[i]
		r.structural(s.Pos, "the service "+s.ID, s.ID, s.Name)
		s.Description = r.plain(s.Description, s.Pos, "the description of "+s.ID)
	}
	t.SLOs = slices.DeleteFunc(slices.Clone(t.SLOs), func(s config.SLO) bool { return r.slos[s.ID] })
	for i := range t.SLOs {
		s := &t.SLOs[i]
		r.structural(s.Pos, "the objective "+s.ID, s.ID, s.Title, s.Counts)
		s.Description = r.plain(s.Description, s.Pos, "the description of "+s.ID)
		if !r.shows("money") {
			s.Nines = nil
		}
	}
	t.SLAs = r.contracts(t.SLAs)
	t.Policy = r.policy(t.Policy)
	return withoutBusiness(t)
}

func (r *redaction) contracts(list []config.SLA) []config.SLA {
	if !r.shows("contracts") {
		return nil
	}
	var out []config.SLA
	for _, s := range list {
		if word, named := r.words.find(s.ID + " / " + s.Title + " / " + s.Customer); r.slos[s.SLO] || named {
			if named {
				r.told(s.Pos, word, "the contract is left out")
			}
			continue
		}
		if !r.shows("money") {
			s.Fee, s.Currency = 0, ""
		}
		out = append(out, s)
	}
	return out
}

// policy keeps one file's statements on the policy. Where it is not shown, no
// step holds.
func (r *redaction) policy(p config.Policy) config.Policy {
	if !r.shows("policy") {
		off := config.Policy{}
		for _, id := range []string{config.StepAmple, config.StepIncident, config.StepCause, config.StepFreeze} {
			off.Steps = append(off.Steps, config.Step{ID: id, Off: true})
		}
		return off
	}
	p.Decider = r.plain(p.Decider, fileOf(r.in.Config.File), "who decides")
	p.Steps = slices.DeleteFunc(slices.Clone(p.Steps), func(s config.Step) bool {
		word, named := r.words.find(s.ID + " / " + s.Title + " / " + s.Text)
		if named {
			r.told(s.Pos, word, "the step of the policy is left out")
		}
		return named
	})
	p.Exceptions = slices.DeleteFunc(slices.Clone(p.Exceptions), func(e config.Exception) bool { return r.teams[e.Team] || r.slos[e.SLO] })
	for i := range p.Exceptions {
		e := &p.Exceptions[i]
		e.Reason = r.plain(e.Reason, e.Pos, "the reason of the exception")
		e.Approver = r.plain(e.Approver, e.Pos, "who granted the exception")
	}
	return p
}

func (r *redaction) journeysShown() []config.Journey {
	var out []config.Journey
	for _, j := range r.in.Config.Journeys {
		if r.journeys[j.ID] {
			continue
		}
		r.structural(j.Pos, "the journey "+j.ID, j.ID, j.Name)
		j.Description = r.plain(j.Description, j.Pos, "the description of the journey "+j.ID)
		j.Customer = r.plain(j.Customer, j.Pos, "the customer's sentence of the journey "+j.ID)
		for _, s := range j.Steps {
			r.structural(s.Pos, "a step of the journey "+j.ID, s.Name)
		}
		out = append(out, j)
	}
	return out
}

// exclusions keeps those that touch an objective that is shown, or that a
// contract names which is shown.
func (r *redaction) exclusions(teams []config.Team) []config.Exclusion {
	shown := map[string]bool{}
	var out []config.Exclusion
	for _, t := range teams {
		for _, s := range t.SLOs {
			for _, w := range r.in.Config.Windows(s) {
				shown[w.ID] = true
			}
		}
		for _, s := range t.SLAs {
			for _, id := range s.Exclusions {
				shown[id] = true
			}
		}
	}
	for i, x := range r.in.Config.Exclusions {
		if !shown[x.ID] {
			continue
		}
		x.SLOs = without(x.SLOs, r.slos)
		x.Services = without(x.Services, r.services)
		x.Teams = without(x.Teams, r.teams)
		if word, named := r.words.find(x.ID); named {
			r.told(x.Pos, word, "the exclusion's id is left out")
			r.excluded[x.ID] = fmt.Sprintf("left-out-%d", i+1)
			x.ID = r.excluded[x.ID]
		}
		if x.Title = r.plain(x.Title, x.Pos, "the exclusion's title"); x.Title == "" {
			x.Title = "Time left out by agreement"
		}
		x.Reason = r.plain(x.Reason, x.Pos, "the exclusion's reason")
		x.Approver = r.plain(x.Approver, x.Pos, "who agreed to the exclusion")
		out = append(out, x)
	}
	return out
}

func (r *redaction) renameExclusions(teams []config.Team) {
	for _, t := range teams {
		for i := range t.SLAs {
			t.SLAs[i].Exclusions = slices.Clone(t.SLAs[i].Exclusions)
			for k, id := range t.SLAs[i].Exclusions {
				if other, ok := r.excluded[id]; ok {
					t.SLAs[i].Exclusions[k] = other
				}
			}
		}
	}
}

func without(ids []string, hidden map[string]bool) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return hidden[id] })
}

// notOurs lists, for objectives that are shown, the time in which a hidden team
// owned them.
func (r *redaction) notOurs() map[string][]slo.Interval {
	out := map[string][]slo.Interval{}
	for _, t := range r.in.Config.Teams {
		for _, s := range t.SLOs {
			if r.slos[s.ID] {
				continue
			}
			for _, own := range r.in.Config.Ownerships(s.Service) {
				if !r.teams[own.Team] {
					continue
				}
				x := slo.Interval{Start: -1 << 40, End: 1 << 40}
				if !own.From.IsZero() {
					x.Start = own.From.Unix()
				}
				if !own.To.IsZero() {
					x.End = own.To.Unix()
				}
				out[s.ID] = append(out[s.ID], x)
			}
		}
	}
	return maps.Clone(out)
}

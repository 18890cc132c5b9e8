package report

import (
	"slices"

	"quarterdeck/generator/config"
	"quarterdeck/generator/slo"
)

// enabling is what a team owes its users inside the organisation; nil for a
// team that names none.
func (b *builder) enabling(t config.Team, i int) *Enabling {
	p := t.Platform
	if p == nil {
		return nil
	}
	e := &Enabling{Users: []Ref{}, Offers: []Offer{}, Felt: []Felt{}, Learned: notNil(p.Learned), Next: notNil(p.Next)}
	for _, u := range p.Users {
		e.Users = append(e.Users, b.teamByID(u.ID))
	}
	for _, s := range p.SLOs {
		e.Offers = append(e.Offers, b.offer(s.ID, i))
	}
	e.Adoption, e.Satisfaction = b.kpiByID(p.Adoption.ID, i), b.kpiByID(p.Satisfaction.ID, i)
	e.Felt = b.felt(t.ID, i)
	return e
}

// offer is a service level as its users met it in the whole quarter, whoever
// owned it.
func (b *builder) offer(id string, i int) Offer {
	o := Offer{SLO: sloRef(id), State: slo.NoData}
	if s := b.wholeAt(id, i); s != nil {
		o.SLO, o.Objective, o.SLI, o.State = s.SLO, s.Objective, s.SLI.Value, s.State
	}
	return o
}

// felt is what the budgets of other teams paid for incidents that lie with
// this one, dearest first: of each team the budget that paid most. Shares of one
// budget add up, those of different budgets do not.
func (b *builder) felt(team string, i int) []Felt {
	out := []Felt{}
	type budget struct{ team, slo string }
	paid := map[budget]float64{}
	for _, in := range b.incidents {
		if !in.counts || in.CausedBy == nil || in.CausedBy.ID != team {
			continue
		}
		for _, s := range in.Spends {
			if s.Quarter.ID == b.book.Quarters[i].Slug && s.Team.ID != team && s.Share != nil {
				key := budget{s.Team.ID, s.SLO.ID}
				paid[key] += *s.Share
				out = addFelt(out, s.Team, paid[key], in.named())
			}
		}
	}
	slices.SortStableFunc(out, func(x, y Felt) int { return comparePtr(x.Share, y.Share) })
	return out
}

// addFelt notes an incident with the team that felt it, and what one of its
// budgets has paid by now.
func addFelt(list []Felt, team Ref, paid float64, in Ref) []Felt {
	n := slices.IndexFunc(list, func(f Felt) bool { return f.Team.ID == team.ID })
	if n < 0 {
		return append(list, Felt{Team: team, Share: &paid, Incidents: []Ref{in}})
	}
	list[n].Incidents, list[n].Share = appendRef(list[n].Incidents, in), ptr(max(*list[n].Share, paid))
	return list
}

func notNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// named is an incident with its page.
func (in *incident) named() Ref { return Ref{ID: in.ID, Name: in.Title, URL: in.URL} }

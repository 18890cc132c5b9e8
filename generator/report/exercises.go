package report

import (
	"slices"

	"quarterdeck/generator/config"
	"quarterdeck/generator/postmortem"
)

// exercises of a team in the i-th quarter: game days and near misses, which are
// no incidents. Nil without any.
func (b *builder) exercises(t config.Team, i int) *Exercises {
	q := b.book.Quarters[i]
	e := &Exercises{GameDays: []*Incident{}, NearMisses: []*Incident{}}
	for _, in := range b.incidents {
		if in.LeftOut != "" || in.Started == nil || in.Started.Before(q.Start) || !in.Started.Before(q.End) || !in.hit(t.ID) {
			continue
		}
		switch in.pm.Kind {
		case postmortem.GameDay:
			e.GameDays = append(e.GameDays, in.row())
		case postmortem.NearMiss:
			e.NearMisses = append(e.NearMisses, in.row())
		default:
			continue
		}
		for _, a := range b.actionsAt([]*incident{in}, q.Seen.Unix()) {
			e.Found++
			if a.State == actionDone {
				e.Done++
			}
		}
	}
	if len(e.GameDays)+len(e.NearMisses) == 0 {
		return nil
	}
	return e
}

// hit tells whether an incident reached a team.
func (in *incident) hit(team string) bool {
	return slices.ContainsFunc(in.Teams, func(r Ref) bool { return r.ID == team })
}

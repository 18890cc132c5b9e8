package records

import (
	"maps"
	"slices"
	"time"

	"quarterdeck/generator/diag"
)

// whose tells whom a row is about: its service, and its team, which is the
// service's owner at the time, else the one that is stated. stated is false
// where the row names neither. Names are ids, names or aliases, whatever their
// case and punctuation; one that nothing has is warned of once.
func (l *loader) whose(r *row, at time.Time) (service, team string, stated bool) {
	s, hasService := r.cell("service")
	t, hasTeam := r.cell("team")
	service = l.services[plain(s.text)]
	team = l.owner(service, l.teams[plain(t.text)], at)
	if hasService && service == "" {
		l.unknown(r, s, "service", l.services, team, `add aliases = ["`+s.text+`"] to the [[service]] that it is`)
	}
	if hasTeam && team == "" {
		l.team(r, "team")
	}
	return service, team, hasService || hasTeam
}

// team is the id of the team that a cell names, and what is written there.
func (l *loader) team(r *row, name string) (id, written string) {
	v, ok := r.cell(name)
	if !ok {
		return "", ""
	}
	id, known := l.teams[plain(v.text)]
	if !known {
		l.unknown(r, v, "team", l.teams, "", "write the id or the name of a team of this site")
	}
	return id, v.text
}

// unknown warns of a name that nothing has, once. Its rows count for the team,
// if there is one.
func (l *loader) unknown(r *row, v value, what string, known map[string]string, team, hint string) {
	if l.teamsBroken || !l.once(what+"\x00"+v.text) {
		return
	}
	if near := diag.Suggest(v.text, slices.Sorted(maps.Values(known))); near != "" {
		hint = "did you mean " + near + "? Otherwise " + hint
	}
	so := "nobody"
	if team != "" {
		so = "the team alone"
	}
	r.src.repeat(diag.Warning, r.src.pos(v.at), "unknown-"+what, hint, "there is no %s %q, so its rows count for %s", what, clip(v.text), so)
}

// owner is whose a row is: the service's owner at the time, which knows when a
// service moved, else the team that is stated.
func (l *loader) owner(service, team string, at time.Time) string {
	if service != "" {
		if owner, ok := l.site.Owner(service, at); ok {
			return owner
		}
	}
	return team
}

// list reads a column of ids; what nothing has is left out, and warned of.
func (l *loader) list(r *row, name, what string, find func(string) (string, bool)) []string {
	var out []string
	for _, v := range r.words(name) {
		id, ok := find(v.text)
		if !ok {
			if !l.teamsBroken {
				r.src.repeat(diag.Warning, r.src.pos(v.at), "unknown-"+what, "write the id as it stands in a team file", "there is no %s %q; it is left out here", what, clip(v.text))
			}
			continue
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

package config

import (
	"maps"
	"slices"

	"quarterdeck/generator/diag"
)

// check holds the team files against each other. What clashes with something
// written earlier (in the order of paths and lines) is left out.
func (l *loader) check(site *Site) {
	site.Teams = l.uniqueTeams(site.Teams)
	l.ownership(site.Teams)
	services := serviceIDs(site.Teams)
	seen := map[string]diag.Pos{}
	for i := range site.Teams {
		team := &site.Teams[i]
		team.SLOs = slices.DeleteFunc(team.SLOs, func(s SLO) bool {
			return !l.unique(seen, s.ID, "SLO", s.Pos) || !l.known(s, services)
		})
	}
	for _, team := range site.Teams {
		l.emptyTeam(site, team)
	}
}

func (l *loader) uniqueTeams(teams []Team) []Team {
	seen := map[string]diag.Pos{}
	return slices.DeleteFunc(teams, func(t Team) bool { return !l.unique(seen, t.ID, "team", t.Pos) })
}

// unique reports an id that was used before.
func (l *loader) unique(seen map[string]diag.Pos, id, what string, at diag.Pos) bool {
	if first, twice := seen[id]; twice {
		l.diags.Errorf(at, "duplicate-id", "give one of the two another id", "the %s %q is already written at %s", what, id, first)
		return false
	}
	seen[id] = at
	return true
}

// ownership reports services that two teams own at once.
func (l *loader) ownership(teams []Team) {
	type held struct {
		Service
		team string
	}
	owners := map[string][]held{}
	for i := range teams {
		team := &teams[i]
		team.Services = slices.DeleteFunc(team.Services, func(s Service) bool {
			for _, o := range owners[s.ID] {
				if overlap(o.Service, s) {
					l.diags.Errorf(s.Pos, "two-owners", "state from and to, so that one ends where the other begins",
						"the service %q is owned by %s at the same time, at %s", s.ID, o.team, o.Pos)
					return true
				}
			}
			owners[s.ID] = append(owners[s.ID], held{s, team.ID})
			return false
		})
	}
}

func overlap(a, b Service) bool {
	return (a.To.IsZero() || b.From.Before(a.To)) && (b.To.IsZero() || a.From.Before(b.To))
}

// serviceIDs are all services, sorted.
func serviceIDs(teams []Team) []string {
	ids := map[string]bool{}
	for _, t := range teams {
		for _, s := range t.Services {
			ids[s.ID] = true
		}
	}
	return slices.Sorted(maps.Keys(ids))
}

// known reports an SLO of a service that no team has.
func (l *loader) known(s SLO, services []string) bool {
	if _, ok := slices.BinarySearch(services, s.Service); ok {
		return true
	}
	if l.written[s.Service] { // and left out, which is reported
		return false
	}
	hint := "add a [[service]] with this id to the team that runs it"
	if near := diag.Suggest(s.Service, services); near != "" {
		hint = "did you mean " + near + "?"
	}
	l.diags.Errorf(s.Pos, "unknown-service", hint, "the SLO %q is about the service %q, which no team has", s.ID, s.Service)
	return false
}

// emptyTeam warns of a team with nothing to report on.
func (l *loader) emptyTeam(site *Site, team Team) {
	at := diag.Pos{File: team.Pos.File}
	if l.broken(at.File) {
		return
	}
	if len(team.Services) == 0 {
		l.diags.Warnf(at, "no-services", `add a [[service]] with an id`, "the team %q has no services, so its report is empty", team.ID)
		return
	}
	for _, s := range site.SLOs() {
		if slices.ContainsFunc(team.Services, func(own Service) bool { return own.ID == s.Service }) {
			return
		}
	}
	l.diags.Warnf(at, "no-slos", `add an [[slo]] about one of its services`, "the team %q has no SLO, so nothing of it is measured", team.ID)
}

// broken tells whether an error stands in a file: what is missing from it may
// have been left out.
func (l *loader) broken(file string) bool {
	return slices.ContainsFunc(l.diags.Sorted(), func(d diag.Diagnostic) bool { return d.File == file && d.Severity == diag.Error })
}

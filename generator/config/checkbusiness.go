package config

import (
	"cmp"
	"slices"
	"strings"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/quarter"
)

// checkBusiness holds what team files say of the business, of cost and of
// capacity against each other. Ids that are used twice are left out; a name
// that nothing has is an error. While a team file has an error, nothing is said
// of names: they may stand in what could not be read.
func (l *loader) checkBusiness(site *Site) {
	kpis, gauges, spent := map[string]diag.Pos{}, map[string]diag.Pos{}, map[string]diag.Pos{}
	for i := range site.Teams {
		t := &site.Teams[i]
		t.KPIs = slices.DeleteFunc(t.KPIs, func(k KPI) bool { return !l.unique(kpis, k.ID, "KPI", k.Pos) })
		t.Capacities = slices.DeleteFunc(t.Capacities, func(c Capacity) bool { return !l.unique(gauges, c.ID, "capacity", c.Pos) })
		t.Investments = slices.DeleteFunc(t.Investments, func(v Investment) bool { return !l.unique(spent, v.ID, "investment", v.Pos) })
	}
	if l.teamsBroken() {
		return
	}
	n := l.names(site)
	for _, a := range site.Costs.Accounts {
		if !slices.Contains(n.teams, a.Owner.ID) && !slices.Contains(n.services, a.Owner.ID) {
			l.unknown(a.Owner, "team or service", slices.Concat(n.teams, n.services))
		}
	}
	for _, t := range site.Teams {
		l.checkTeamNames(site, t, n)
	}
}

// names are all ids that may be named.
type names struct{ teams, services, slos, kpis []string }

func (l *loader) names(site *Site) names {
	n := names{services: serviceIDs(site.Teams)}
	for _, t := range site.Teams {
		n.teams = append(n.teams, t.ID)
	}
	for _, s := range site.SLOs() {
		n.slos = append(n.slos, s.ID)
	}
	for _, k := range site.KPIs() {
		n.kpis = append(n.kpis, k.ID)
	}
	return n
}

func (l *loader) checkTeamNames(site *Site, t Team, n names) {
	must := func(r Reference, what string, known []string) {
		if r.ID != "" && !slices.Contains(known, r.ID) {
			l.unknown(r, what, known)
		}
	}
	must(t.Cost.Driver, "SLO", n.slos)
	must(t.Customers.KPI, "KPI", n.kpis)
	for _, v := range t.Values {
		must(v.SLO, "SLO", n.slos)
	}
	for _, c := range t.Capacities {
		must(Reference{c.Service, c.Pos}, "service", n.services)
	}
	for _, v := range t.Investments {
		must(v.SLO, "SLO", n.slos)
		l.checkRisk(site.Incident, v)
	}
	for _, o := range t.OKRs {
		for _, k := range o.KeyResults {
			l.checkMetric(k, n)
		}
	}
	if p := t.Platform; p != nil {
		must(p.Adoption, "KPI", n.kpis)
		must(p.Satisfaction, "KPI", n.kpis)
		for _, r := range p.Users {
			must(r, "team", n.teams)
		}
		for _, r := range p.SLOs {
			must(r, "SLO", n.slos)
		}
	}
}

// checkMetric reports a key result that names a KPI or an SLO that is not there.
// Figures of the report are known to the report only.
func (l *loader) checkMetric(k KeyResult, n names) {
	if id, ok := k.KPI(); ok && !slices.Contains(n.kpis, id) {
		l.unknown(Reference{id, k.Metric.Pos}, "KPI", n.kpis)
	}
	if id, ok := k.SLO(); ok && !slices.Contains(n.slos, id) {
		l.unknown(Reference{id, k.Metric.Pos}, "SLO", n.slos)
	}
}

// checkRisk warns of a cause or trigger that the stated vocabulary has not.
func (l *loader) checkRisk(v Vocabulary, i Investment) {
	warn := func(word, what string, terms []Term) {
		if word == "" || len(terms) == 0 {
			return
		}
		if _, ok := find(terms, word); ok {
			return
		}
		var known []string
		for _, t := range terms {
			known = append(known, t.ID)
		}
		hint := "write one of " + strings.Join(known, ", ")
		if near := diag.Suggest(word, known); near != "" {
			hint = "did you mean " + near + "?"
		}
		l.diags.Warnf(i.Pos, "unknown-"+strings.ReplaceAll(what, " ", "-"), hint, "the investment %q is against the %s %q, which is not in the vocabulary", i.ID, what, word)
	}
	warn(i.Cause, "root cause", v.RootCauses)
	warn(i.Trigger, "trigger", v.Triggers)
}

// KPIs are all KPIs of the site, by id.
func (s *Site) KPIs() []KPI {
	var out []KPI
	for _, t := range s.Teams {
		out = append(out, t.KPIs...)
	}
	slices.SortFunc(out, func(a, b KPI) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// KPI finds a KPI by its id, and the team whose file defines it.
func (s *Site) KPI(id string) (k KPI, team string, ok bool) {
	for _, t := range s.Teams {
		for _, k := range t.KPIs {
			if k.ID == id {
				return k, t.ID, true
			}
		}
	}
	return KPI{}, "", false
}

// sortedQuarters puts quarters in time order, each once.
func sortedQuarters(list []quarter.Quarter) []quarter.Quarter {
	slices.SortFunc(list, quarter.Quarter.Compare)
	return slices.Compact(list)
}

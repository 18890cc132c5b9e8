package config

import (
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"quarterdeck/generator/diag"
)

// FuzzLoad holds what the rest of the program relies on, whatever is written:
// ids fit an address and are unique, targets are fractions in time order,
// services have one owner at a time, every SLO has a service.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(small+"[incidents.severities]\nA = ['b']\n[[metrics]]\nfiles = 'data/**'\n"), []byte(team))
	f.Add([]byte("timezone = 1"), []byte("id = 'x'\n[[service]]\nid = 'web'\nto = 2026-01-01\n[[service]]\nid = 'web'\nfrom = 2026-01-01\n"+
		"[[slo]]\nid = 's'\nservice = 'web'\nmethod = 'slices'\nvalue = 'v'\nop = '<'\nthreshold = 1\n[[slo.objective]]\nfrom = 2026-01-01\ntarget = 1\n[[slo.objective]]\ntarget = 0.5\n"))
	f.Add([]byte("currency = 'GBP'\n[costs]\naccounts = {a = 'a'}\n[delivery]\nholidays = [2026-12-25]\n"), []byte(businessTeam))
	f.Fuzz(func(t *testing.T, siteText, teamText []byte) {
		var diags diag.List
		site := Load(fstest.MapFS{
			"config.toml":       {Data: siteText},
			"data/teams/a.toml": {Data: []byte(team)},
			"data/teams/b.toml": {Data: teamText},
		}, &diags)
		seen := map[string]bool{}
		for _, team := range site.Teams {
			if !idShape.MatchString(team.ID) || reservedTeam(team.ID) || seen[team.ID] {
				t.Fatalf("the team %q stands in the site", team.ID)
			}
			seen[team.ID] = true
			for _, s := range team.Services {
				checkOwners(t, site.Ownerships(s.ID))
			}
			checkBusiness(t, team)
		}
		for _, s := range site.SLOs() {
			checkSLO(t, site, s)
			if seen["slo "+s.ID] {
				t.Fatalf("the SLO %q stands twice in the site", s.ID)
			}
			seen["slo "+s.ID] = true
		}
	})
}

// checkBusiness holds that amounts are in a currency, that what a figure is
// divided by is above nothing, and that shares are shares.
func checkBusiness(t *testing.T, team Team) {
	t.Helper()
	ok := team.OnCall.Shift >= time.Hour && team.OnCall.NightFrom != team.OnCall.NightTo && team.OnCall.WeekHours >= 0
	for _, v := range team.Values {
		ok = ok && v.Amount >= 0 && currencyCode.MatchString(v.Currency) && v.Lost >= 0 && v.Lost <= 1 && v.Assumption != "" && v.SLO.ID != ""
	}
	for _, c := range team.Cost.Targets {
		ok = ok && c.Amount >= 0 && currencyCode.MatchString(c.Currency)
	}
	for _, c := range team.Capacities {
		ok = ok && c.Limit > 0 && c.Headroom >= 0 && c.Headroom < 1 && c.Horizon > 0 && c.History > 0
	}
	for _, o := range team.OKRs {
		ok = ok && len(o.Quarters) > 0
		for _, k := range o.KeyResults {
			ok = ok && k.From != k.To
		}
	}
	if r := team.Cost.Incident; r != nil {
		ok = ok && r.People > 0 && r.Hourly.Amount >= 0 && r.Assumption != ""
	}
	if !ok {
		t.Fatalf("the team is %+v", team)
	}
}

func checkOwners(t *testing.T, all []Ownership) {
	for i, o := range all {
		if !o.To.IsZero() && !o.From.Before(o.To) {
			t.Fatalf("an ownership ends before it begins: %+v", o)
		}
		if i > 0 && (all[i-1].To.IsZero() || o.From.Before(all[i-1].To)) {
			t.Fatalf("two own a service at once: %+v", all)
		}
	}
}

func checkSLO(t *testing.T, site *Site, s SLO) {
	if _, ok := site.Service(s.Service); !ok || !idShape.MatchString(s.ID) || len(s.Objectives) == 0 {
		t.Fatalf("the SLO %+v stands in the site", s)
	}
	if !slices.IsSortedFunc(s.Objectives, func(a, b Objective) int { return a.From.Compare(b.From) }) {
		t.Fatalf("objectives are out of order: %+v", s.Objectives)
	}
	for _, o := range s.Objectives {
		if !(o.Target > 0 && o.Target <= 1) {
			t.Fatalf("a target is %v", o.Target)
		}
	}
	ratio, value := s.Total.Text != "" && (s.Bad.Text == "") != (s.Good.Text == ""), s.Value.Text != ""
	if s.Method == Events && !ratio || s.Method == Slices && ratio == value || s.Method == Slices && s.Slice <= 0 {
		t.Fatalf("the SLO %+v cannot be measured", s)
	}
}

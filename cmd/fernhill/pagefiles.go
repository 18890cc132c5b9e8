package main

import (
	"cmp"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// writeOnCall writes data/oncall: one PagerDuty export a quarter for the teams
// that use it, tidy tables for the others, and working time.
func writeOnCall(sc *scenario, st *story, out string) error {
	for _, q := range sc.quarters() {
		rows := [][]string{{"id", "incident_number", "description", "service_id", "service_name", "escalation_policy_name", "team_id", "team_name", "created_on", "resolved_on", "seconds_to_first_ack", "seconds_to_resolve", "auto_resolved", "urgency", "priority_name", "business_hour_interruptions", "off_hour_interruptions", "sleep_hour_interruptions", "status"}}
		for _, r := range st.OnCall {
			if err := sc.writeTidy(r, q, out); err != nil {
				return err
			}
		}
		for _, p := range sc.exported(st, q) {
			rows = append(rows, sc.exportRow(p))
		}
		if len(rows) > 1 {
			if err := writeFile(filepath.Join(out, "data", "oncall", "pagerduty-"+q.name+".csv"), csvOf(rows), sc.past(q)); err != nil {
				return err
			}
		}
	}
	return sc.writeWork(st, out)
}

// owned is a page and whose it is.
type owned struct {
	page
	team, name string
}

// exported are the pages of every team in the shared export, by time.
func (sc *scenario) exported(st *story, q span) []owned {
	var all []owned
	for _, r := range st.OnCall {
		if r.Format == "tidy" {
			continue
		}
		name := ""
		for _, t := range sc.Teams {
			if t.ID == r.Team {
				name = t.Name
			}
		}
		for _, p := range sc.pages(r) {
			all = append(all, owned{p, r.Team, name})
		}
	}
	slices.SortStableFunc(all, func(a, b owned) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.team, b.team)) })
	var inside []owned
	for i, p := range all {
		if p.id = strconv.Itoa(48117 + i); q.contains(p.at) {
			inside = append(inside, p)
		}
	}
	return inside
}

// exportRow is a row of PagerDuty's report of incidents.
func (sc *scenario) exportRow(p owned) []string {
	local := func(t time.Time) string { return t.In(sc.zone).Format("2006-01-02T15:04:05-07:00") }
	business, off, sleep, urgency, ack := "0", "0", "0", "high", ""
	switch h := p.at.In(sc.zone).Hour(); {
	case p.quiet:
		urgency = "low"
	case h >= 22 || h < 6:
		sleep = "1"
	case h >= 9 && h < 18 && p.at.In(sc.zone).Weekday() != time.Saturday && p.at.In(sc.zone).Weekday() != time.Sunday:
		business = "1"
	default:
		off = "1"
	}
	if !p.quiet {
		ack = strconv.Itoa(int(p.ack.Seconds()))
	}
	resolved := earliest(p.resolved, sc.Ends)
	code := "P" + map[string]string{"checkout": "CHK", "search": "SRC", "payments": "PAY"}[p.team]
	return []string{"Q" + strconv.FormatInt(int64(900000+len(p.title)*7)+int64(p.at.Unix()%100000), 36), p.id, p.title, code + "1", p.service + " (prod)", p.name + " primary", code, p.name,
		local(p.at), local(resolved), ack, strconv.Itoa(int(resolved.Sub(p.at).Seconds())), "false", urgency, p.gravity, business, off, sleep, "resolved"}
}

// writeTidy writes the table of a team that keeps its own.
func (sc *scenario) writeTidy(r rota, q span, out string) error {
	rows := [][]string{{"kind", "at", "service", "acknowledged"}}
	if r.Format != "tidy" {
		return nil
	}
	for _, p := range sc.pages(r) {
		if q.contains(p.at) {
			rows = append(rows, []string{"page", utc(p.at), p.service, utc(p.at.Add(p.ack))})
		}
	}
	if len(rows) == 1 {
		return nil
	}
	return writeFile(filepath.Join(out, "data", "oncall", r.File+"-"+q.name+".csv"), csvOf(rows), false)
}

// writeWork writes working time, one table a year.
func (sc *scenario) writeWork(st *story, out string) error {
	rows := [][]string{{"team", "kind", "start", "end", "hours"}}
	for _, w := range st.Work {
		for i := range w.Toil {
			from := w.From.AddDate(0, i, 0)
			for _, x := range []struct {
				kind  string
				hours float64
			}{{"toil", w.Toil[i]}, {"operations", w.Operations[i]}, {"project", w.Project[i]}} {
				rows = append(rows, []string{w.Team, x.kind, day(from), day(from.AddDate(0, 1, 0)), number0(x.hours)})
			}
		}
	}
	return writeFile(filepath.Join(out, "data", "oncall", "working-time-2026.csv"), csvOf(rows), false)
}

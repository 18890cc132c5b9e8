package view

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
)

// NamedTable is data published as a file beside its page. Numbers stand in it
// as they are: fractions, seconds, RFC 3339; an empty cell is no data.
type NamedTable struct {
	Name string // without ending
	Data func() chart.Table
}

// OrganisationTables are the files beside an organisation's quarter.
func (v *Views) OrganisationTables(i int) []NamedTable {
	o := v.book.Organisations[i]
	out := []NamedTable{
		{"teams", func() chart.Table { return teamsTable(o) }},
		{"objectives", func() chart.Table { return objectivesTable(v.objectivesIn(o)) }},
		{"incidents", func() chart.Table { return incidentsTable(o.Incidents) }},
		{"spend-by-cause", func() chart.Table { return groupsTable(o.Attribution) }},
	}
	if v.shows("causes") {
		out = append(out, NamedTable{"spend-by-causing-team", func() chart.Table { return chargesTable(o.Attribution.Charges) }})
	}
	if v.shows("actions") {
		out = append(out, NamedTable{"actions", func() chart.Table { return ActionsTable(o.Actions) }})
	}
	if v.shows("bursts") {
		out = append(out, NamedTable{"undocumented-burn", func() chart.Table { return burstsTable(o.Bursts) }})
	}
	out = append(out, v.balanceTables(o)...)
	if len(o.Exclusions) > 0 {
		out = append(out, NamedTable{"exclusions", func() chart.Table { return exclusionsTable(o.Exclusions) }})
	}
	return out
}

// TeamQuarterTables are the files beside a team's report: one with the days of
// each objective, and spend, incidents, actions.
func (v *Views) TeamQuarterTables(t *report.TeamQuarter) []NamedTable {
	out := []NamedTable{
		{"objectives", func() chart.Table { return objectivesTable(t.SLOs) }},
		{"spend", func() chart.Table { return spendTable(t.SLOs) }},
		{"incidents", func() chart.Table { return incidentsTable(t.Incidents) }},
		{"spend-by-cause", func() chart.Table { return groupsTable(t.Attribution) }},
	}
	if v.shows("actions") {
		out = append(out, NamedTable{"actions", func() chart.Table { return ActionsTable(t.Actions) }})
	}
	if v.shows("causes") {
		out = append(out, NamedTable{"spend-by-causing-team", func() chart.Table { return chargesTable(slices.Concat(t.Attribution.Charges, t.Attribution.Caused)) }})
	}
	out = append(out, agreementTables(t)...)
	for _, of := range []func(*report.TeamQuarter) []NamedTable{v.deliveryTables, v.launchesTables, v.businessTables, v.costTables, v.onCallTables, v.capacityTables, v.okrsTables, v.exercisesTables, v.enablingTables, v.scorecardTables} {
		out = append(out, of(t)...)
	}
	stays := map[string][]*report.SLOQuarter{}
	for _, s := range t.SLOs {
		if stays[s.SLO.ID] == nil {
			id := s.SLO.ID
			out = append(out, NamedTable{id, func() chart.Table { return daysTable(stays[id]) }})
		}
		stays[s.SLO.ID] = append(stays[s.SLO.ID], s)
	}
	return out
}

func teamsTable(o *report.Organisation) chart.Table {
	t := chart.Table{Head: []string{"team", "name", "state", "worst_slo", "budget_left", "slos", "slos_without_data", "incidents", "median_time_to_restore_seconds", "actions_open", "actions_overdue"}}
	for _, r := range o.Teams {
		worst := ""
		if r.WorstSLO != nil {
			worst = r.WorstSLO.ID
		}
		t.Rows = append(t.Rows, []string{r.Team.ID, r.Team.Name, stateCode(r.State), worst, number(r.Remaining), strconv.Itoa(r.SLOs), strconv.Itoa(r.NoData), strconv.Itoa(r.Count), number(r.Restore), strconv.Itoa(r.Open), strconv.Itoa(r.Overdue)})
	}
	return t
}

// objectivesIn are the objectives of a quarter in the order of its teams.
func (v *Views) objectivesIn(o *report.Organisation) []*report.SLOQuarter {
	var out []*report.SLOQuarter
	for _, r := range o.Teams {
		if t := v.byQuarter[o.Quarter.Slug][r.Team.ID]; t != nil {
			out = append(out, t.SLOs...)
		}
	}
	return out
}

// objectivesTable has a row for each objective in the hands of one team.
func objectivesTable(slos []*report.SLOQuarter) chart.Table {
	t := chart.Table{Head: []string{"slo", "team", "service", "counts", "start", "end", "state", "objective", "sli", "spent", "left", "failed", "valid", "may_fail", "coverage", "files"}}
	for _, s := range slos {
		t.Rows = append(t.Rows, []string{s.SLO.ID, s.Team.ID, s.Service.ID, s.Counts, stamp(&s.Start), stamp(&s.End), stateCode(s.State), number(&s.Objective),
			number(s.SLI.Value), number(s.Spent.Value), number(s.Remaining.Value), number(s.Bad.Value), number(s.Valid.Value), number(s.Budget.Value), number(s.Coverage.Value), strings.Join(s.Sources, " ")})
	}
	return t
}

// burstsTable has a row for each stretch that no postmortem covers.
func burstsTable(list []report.Burst) chart.Table {
	t := chart.Table{Head: []string{"slo", "team", "start", "end", "failed", "share_of_budget", "peak_burn_rate", "command"}}
	for _, x := range list {
		t.Rows = append(t.Rows, []string{x.SLO.ID, x.Team.ID, stamp(&x.Start), stamp(&x.End), number(&x.Bad), number(x.Share), number(&x.Peak), x.Command})
	}
	return t
}

func incidentsTable(list []*report.Incident) chart.Table {
	t := chart.Table{Head: []string{"incident", "title", "severity", "teams", "started", "detected", "acknowledged", "mitigated", "resolved", "time_to_detect_seconds", "time_to_restore_seconds", "slo", "failed", "share_of_budget", "file"}}
	for _, in := range list {
		spends := in.Spends
		if len(spends) == 0 {
			spends = []report.IncidentSpend{{}}
		}
		for _, s := range spends {
			failed := ""
			if s.SLO.ID != "" {
				failed = number(&s.Bad)
			}
			t.Rows = append(t.Rows, []string{in.ID, in.Title, in.Severity.ID, ids(in.Teams), stamp(in.Started), stamp(in.Detected), stamp(in.Acknowledged), stamp(in.Mitigated), stamp(in.Resolved), number(in.ToDetect), number(in.ToRestore), s.SLO.ID, failed, number(s.Share), in.File})
		}
	}
	return t
}

func spendTable(slos []*report.SLOQuarter) chart.Table {
	t := chart.Table{Head: []string{"slo", "part", "incident", "failed", "share_of_budget", "printed_share"}}
	for _, s := range slos {
		for _, p := range s.Spend.Parts {
			id := ""
			if p.Incident != nil {
				id = p.Incident.ID
			}
			t.Rows = append(t.Rows, []string{s.SLO.ID, p.Kind, id, number(&p.Bad), number(p.Share), number(p.Printed)})
		}
	}
	return t
}

// ActionsTable is action items as data.
func ActionsTable(list []report.Action) chart.Table {
	t := chart.Table{Head: []string{"action", "title", "owner", "incident", "teams", "state", "opened", "due", "done", "age_days", "late_days", "carried_over", "ticket"}}
	for _, a := range list {
		t.Rows = append(t.Rows, []string{a.ID, a.Title, a.Owner, a.Incident.ID, ids(a.Teams), a.State, stamp(a.Opened), stamp(a.Due), stamp(a.Done), strconv.Itoa(a.Age), strconv.Itoa(a.Late), strconv.Itoa(a.CarriedOver), a.Ticket})
	}
	return t
}

func daysTable(stays []*report.SLOQuarter) chart.Table {
	t := chart.Table{Head: []string{"date", "valid", "failed", "coverage", "budget_left", "incidents", "burn_without_postmortem"}}
	for _, s := range stays {
		for _, d := range s.Days {
			if d.Future {
				break
			}
			t.Rows = append(t.Rows, []string{d.Date, number(d.Valid), number(d.Bad), number(&d.Coverage), number(d.Remaining), ids(d.Incidents), strconv.FormatBool(d.Burst)})
		}
	}
	return t
}

// stateCode is a state as it stands in JSON.
func stateCode(s interface{ MarshalText() ([]byte, error) }) string {
	b, _ := s.MarshalText()
	return string(b)
}

func number(p *float64) string {
	if p == nil {
		return ""
	}
	return strconv.FormatFloat(*p, 'f', -1, 64)
}

func stamp(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func ids(refs []report.Ref) string {
	var out []string
	for _, r := range refs {
		out = append(out, r.ID)
	}
	return strings.Join(out, " ")
}

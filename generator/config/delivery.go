package config

import (
	"slices"
	"strings"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// Delivery is how data/deployments are read and counted.
type Delivery struct {
	// Production are the environments that count, in lower case.
	Production []string
	// LeadFrom is where lead time begins: LeadCommitted or LeadAuthored.
	LeadFrom LeadClock
	// Workdays are the days of the week on which people work; Holidays (local
	// midnights, in order) are days off besides.
	Workdays []time.Weekday
	Holidays []time.Time
	// Bands is the report year whose published bands are shown.
	Bands int
}

// LeadClock is the instant at which lead time begins.
type LeadClock string

// The clocks: when a commit came into the repository as it is, or when its
// author first wrote it. Where only the other is known that one is used.
const (
	LeadCommitted LeadClock = "committed"
	LeadAuthored  LeadClock = "authored"
)

// CostFiles is how rows of data/costs find their team.
type CostFiles struct {
	// TeamTags and ServiceTags are keys of FOCUS tags, in order of preference.
	TeamTags, ServiceTags []string
	// Accounts map a provider's account (id or name) to a team or a service.
	Accounts []Account
	// Incident prices the work on incidents where a team states nothing; nil:
	// not stated.
	Incident *IncidentRate
}

// Account is one account of a provider, and the team or service it belongs to.
type Account struct {
	Name  string
	Owner Reference
}

func defaultDelivery() Delivery {
	return Delivery{
		Production: []string{"production", "prod", "live"},
		LeadFrom:   LeadCommitted,
		Workdays:   []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		Bands:      2024,
	}
}

func defaultCostFiles() CostFiles {
	return CostFiles{TeamTags: []string{"team", "owner"}, ServiceTags: []string{"service", "app", "application"}}
}

// delivery reads [delivery].
func (l *loader) delivery(t *doc.Table, d *Delivery) {
	if t.Has("production") {
		d.Production = nil
		for _, s := range t.Strings("production") {
			d.Production = append(d.Production, strings.ToLower(s))
		}
		if len(d.Production) == 0 {
			t.Errorf("production", "bad-value", `name the environments that customers meet, such as ["production"]`, "without an environment no deployment counts")
		}
	}
	if s := l.oneOf(t, "lead_time_from", string(LeadCommitted), string(LeadAuthored)); s != "" {
		d.LeadFrom = LeadClock(s)
	}
	if t.Has("working_days") {
		d.Workdays = l.weekdays(t)
	}
	d.Holidays = l.days(t, "holidays")
	if year, ok := t.Int("bands"); ok {
		if year != 2023 && year != 2024 {
			t.Errorf("bands", "bad-value", "write 2023 or 2024; the report of 2025 gives none", "there are no published bands of %d", year)
			return
		}
		d.Bands = year
	}
}

// weekdays reads ["mon", "tue", …].
func (l *loader) weekdays(t *doc.Table) []time.Weekday {
	var out []time.Weekday
	for _, w := range t.Words("working_days") {
		day, ok := weekday(w.Text)
		if !ok {
			l.diags.Errorf(w.Pos, "bad-value", `write days like ["mon", "tue", "wed", "thu", "fri"]`, "%q is no day of the week", w.Text)
			continue
		}
		if !slices.Contains(out, day) {
			out = append(out, day)
		}
	}
	slices.Sort(out)
	return out
}

func weekday(s string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := strings.ToLower(d.String()); len(s) >= 3 && strings.HasPrefix(name, strings.ToLower(s)) {
			return d, true
		}
	}
	return 0, false
}

// days reads a list of dates, in order.
func (l *loader) days(t *doc.Table, key string) []time.Time {
	v := t.Value(key)
	if v == nil {
		return nil
	}
	var out []time.Time
	for _, item := range v.Items() {
		m, ok := item.Moment(l.zone)
		if !ok {
			l.diags.Errorf(item.Pos, "bad-time", "write dates like 2026-12-25", "this is no date")
			continue
		}
		year, month, day := m.Time.In(l.zone).Date()
		out = append(out, time.Date(year, month, day, 0, 0, 0, 0, l.zone))
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.CompactFunc(out, time.Time.Equal)
}

// costFiles reads [costs].
func (l *loader) costFiles(t *doc.Table, c *CostFiles) {
	if t.Has("team_tag") {
		c.TeamTags = t.Strings("team_tag")
	}
	if t.Has("service_tag") {
		c.ServiceTags = t.Strings("service_tag")
	}
	if sub, ok := t.Table("accounts"); ok {
		for _, name := range sub.Keys() {
			c.Accounts = append(c.Accounts, Account{Name: name, Owner: reference(sub, name)})
		}
	}
	if sub, ok := t.Table("incident"); ok {
		c.Incident = l.incidentRate(sub)
	}
}

// IncidentRate is what an hour of a team's work on an incident costs: as the
// team states it, else the site; false where neither does.
func (s *Site) IncidentRate(team string) (IncidentRate, bool) {
	if t, ok := s.Team(team); ok && t.Cost.Incident != nil {
		return *t.Cost.Incident, true
	}
	if s.Costs.Incident != nil {
		return *s.Costs.Incident, true
	}
	return IncidentRate{}, false
}

// unknown reports an id that nothing has.
func (l *loader) unknown(r Reference, what string, known []string) {
	hint := "write the id of one that is there"
	if near := diag.Suggest(r.ID, known); near != "" {
		hint = "did you mean " + near + "?"
	}
	l.diags.Errorf(r.Pos, "unknown-"+strings.ReplaceAll(strings.ToLower(what), " ", "-"), hint, "there is no %s %q", what, r.ID)
}

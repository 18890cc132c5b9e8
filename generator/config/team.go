package config

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

var (
	idShape      = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)
	quarterShape = regexp.MustCompile(`^(fy)?\d{4}-q[1-4]$`)
)

// reservedTeam tells whether an id is a word that the site's own addresses
// need.
func reservedTeam(id string) bool {
	switch id {
	case "deck", "teams", "slos", "postmortems", "actions", "methodology", "journeys", "api", "assets", "files", "index":
		return true
	}
	return false
}

// reservedSLO tells whether an id is the name of a table that stands beside a
// team's report, where each SLO has one of its own.
func reservedSLO(id string) bool {
	switch id {
	case "objectives", "spend", "incidents", "actions", "contracts", "exclusions", "spend-by-cause", "spend-by-causing-team", "undocumented-burn", "journeys", "teams":
		return true
	}
	return false
}

// team reads one team file; ok is false if it cannot have a page.
func (l *loader) team(file string) (team Team, ok bool) {
	t, ok := l.table(file)
	if !ok {
		return Team{}, false
	}
	base := strings.TrimSuffix(path.Base(file), ".toml")
	id := doc.Word{Text: strings.ToLower(base), Pos: diag.Pos{File: file}}
	if t.Has("id") && t.Required("id", "leave it out to use the file's name") {
		id = t.Word("id")
	}
	ok = l.checkID(id, "team")
	if ok && reservedTeam(id.Text) {
		l.diags.Errorf(id.Pos, "reserved-id", `state another one, such as id = "`+id.Text+`-team"`, "%q is a word the site's own addresses need", id.Text)
		ok = false
	}
	team = Team{ID: id.Text, Name: t.String("name"), Mission: t.String("mission"), Leads: l.leads(t), Pos: t.Here()}
	if team.Name == "" {
		team.Name = titleOf(base)
	}
	team.Order, _ = t.Int("order")
	for _, sub := range t.Tables("service") {
		if s, ok := l.service(sub); ok {
			team.Services = append(team.Services, s)
		}
	}
	for _, sub := range t.Tables("slo") {
		if s, ok := l.slo(sub); ok {
			team.SLOs = append(team.SLOs, s)
		}
	}
	team.SLAs = l.slas(t)
	if sub, ok := t.Table("policy"); ok {
		team.Policy = l.policy(sub, l.steps)
	}
	l.teamBusiness(t, &team)
	t.Unused(l.diags, diag.Warning)
	return team, ok
}

// teamBusiness reads what a team file says of the business, of cost, of being
// on call and of capacity.
func (l *loader) teamBusiness(t *doc.Table, team *Team) {
	team.KPIs, team.OKRs = l.kpis(t), l.okrs(t)
	team.Values, team.Investments, team.Capacities = l.values(t), l.investments(t), l.capacities(t)
	team.OnCall = defaultOnCall()
	if sub, ok := t.Table("cost"); ok {
		team.Cost = l.cost(sub)
	}
	if sub, ok := t.Table("customers"); ok {
		team.Customers = l.customers(sub)
	}
	if sub, ok := t.Table("oncall"); ok {
		team.OnCall = l.onCall(sub)
	}
	if sub, ok := t.Table("platform"); ok {
		team.Platform = l.platform(sub)
	}
}

// checkID reports an id that cannot stand in an address.
func (l *loader) checkID(id doc.Word, what string) bool {
	switch {
	case id.Text == "": // its absence is reported already
		return false
	case !idShape.MatchString(id.Text):
		l.diags.Errorf(id.Pos, "bad-id", "use lower-case letters, digits and hyphens"+example(id.Text), "%q cannot be the id of %s", id.Text, withArticle(what))
		return false
	case quarterShape.MatchString(id.Text):
		l.diags.Errorf(id.Pos, "bad-id", "choose an id that does not look like a quarter", "%q cannot be the id of %s", id.Text, withArticle(what))
		return false
	}
	return true
}

// withArticle names a kind of thing, one of it.
func withArticle(what string) string {
	if what == "SLO" || what == "investment" || what == "objective" {
		return "an " + what
	}
	return "a " + what
}

var notInID = regexp.MustCompile(`[^a-z0-9]+`)

// example turns a text into an id near it, for a hint.
func example(s string) string {
	id := strings.Trim(notInID.ReplaceAllString(strings.ToLower(s), "-"), "-")
	if id == "" {
		return ""
	}
	return ", such as " + id
}

// titleOf makes a readable name of an id: checkout-web becomes Checkout web.
func titleOf(id string) string {
	s := strings.NewReplacer("-", " ", "_", " ").Replace(id)
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// leads reads the roles in written order.
func (l *loader) leads(t *doc.Table) []Lead {
	sub, ok := t.Table("leads")
	if !ok {
		return nil
	}
	var out []Lead
	for _, role := range sub.Keys() {
		if name := sub.String(role); name != "" {
			out = append(out, Lead{Role: role, Name: name})
		}
	}
	return out
}

// service reads one [[service]] table.
func (l *loader) service(t *doc.Table) (Service, bool) {
	before := l.errors()
	id := doc.Word{Text: t.RequiredString("id", `add id = "checkout-web"`), Pos: t.ValuePos("id")}
	l.checkID(id, "service")
	l.written[id.Text] = true
	s := Service{ID: id.Text, Name: t.String("name"), Description: t.String("description"), Pos: id.Pos}
	if s.Name == "" {
		s.Name = titleOf(s.ID)
	}
	s.From, _ = t.Time("from", l.zone)
	s.To, _ = t.Time("to", l.zone)
	s.Launched, _ = t.Time("launched", l.zone)
	s.Aliases = t.Strings("aliases")
	if !s.From.IsZero() && !s.To.IsZero() && !s.From.Before(s.To) {
		t.Errorf("to", "end-before-start", "write the first day that the service is no longer the team's", "the service leaves the team before it comes to it")
	}
	return s, l.errors() == before
}

// slo reads one [[slo]] table. A misspelt key would change a figure, so here
// unknown keys are errors.
func (l *loader) slo(t *doc.Table) (SLO, bool) {
	before := l.errors()
	id := doc.Word{Text: t.RequiredString("id", `add id = "checkout-availability"`), Pos: t.ValuePos("id")}
	if l.checkID(id, "SLO") && reservedSLO(id.Text) {
		l.diags.Errorf(id.Pos, "reserved-id", `state another one, such as id = "`+id.Text+`-slo"`, "%q is a word the site's own addresses need", id.Text)
	}
	s := SLO{
		ID:          id.Text,
		Service:     t.RequiredString("service", "name the service that it is about, by its id"),
		Title:       t.String("title"),
		Description: t.String("description"),
		Counts:      t.String("counts"),
		Method:      Method(l.oneOf(t, "method", string(Events), string(Slices))),
		Total:       selector(t, "total"),
		Bad:         selector(t, "bad"),
		Good:        selector(t, "good"),
		Value:       selector(t, "value"),
		Kind:        Kind(l.oneOf(t, "kind", string(KindDelta), string(KindCounter), string(KindGauge))),
		Stamp:       Stamp(l.oneOf(t, "stamp", string(StampStart), string(StampEnd))),
		Step:        l.positive(t, "step"),
		Absent:      l.oneOf(t, "absent", "zero", "no-data"),
		Pos:         id.Pos,
	}
	if s.Title == "" {
		s.Title = titleOf(s.ID)
	}
	l.measure(t, &s)
	s.Objectives = l.objectives(t)
	l.tried(t, &s)
	l.checkNines(s)
	t.Unused(l.diags, diag.Error)
	return s, l.errors() == before
}

func selector(t *doc.Table, key string) Selector {
	w := t.Word(key)
	return Selector{Text: w.Text, Pos: w.Pos}
}

// sorted reports objectives that are not in time order, and orders them.
func (l *loader) sorted(objectives []Objective) []Objective {
	byTime := func(a, b Objective) int { return a.From.Compare(b.From) }
	if !slices.IsSortedFunc(objectives, byTime) {
		l.diags.Warnf(objectives[0].Pos, "out-of-order", "write the oldest first", "the objectives are not in time order; they are read as if they were")
		slices.SortStableFunc(objectives, byTime)
	}
	return objectives
}

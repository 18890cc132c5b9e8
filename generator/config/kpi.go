package config

import (
	"strings"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
	"quarterdeck/generator/quarter"
)

// KPI is a figure of the business: what it means, and how its values become a
// quarter's.
type KPI struct {
	ID, Title, Description string
	// Unit is as printed behind a value: "orders", "%", "GBP"; may be empty.
	Unit string
	// Direction is which way is good; empty where neither is.
	Direction Direction
	// Period is what one value covers.
	Period KPIPeriod
	// Aggregate is how values become a quarter's figure.
	Aggregate Aggregate
	// Target of a quarter; nil: none.
	Target *float64
	Pos    diag.Pos
}

// Direction is which way of moving is good.
type Direction string

// The directions.
const (
	Up   Direction = "up"
	Down Direction = "down"
)

// KPIPeriod is what one value of a KPI covers; weeks begin on Monday.
type KPIPeriod string

// The periods.
const (
	PerDay     KPIPeriod = "day"
	PerWeek    KPIPeriod = "week"
	PerMonth   KPIPeriod = "month"
	PerQuarter KPIPeriod = "quarter"
)

// Aggregate is how the values of a KPI become a quarter's figure.
type Aggregate string

// The aggregates: all together, the last one, or their plain mean.
const (
	AggregateSum  Aggregate = "sum"
	AggregateLast Aggregate = "last"
	AggregateMean Aggregate = "mean"
)

// OKR is an objective in the sense of objectives and key results.
type OKR struct {
	ID, Title string
	// Quarters it is meant for, at least one, in time order.
	Quarters   []quarter.Quarter
	KeyResults []KeyResult
	Pos        diag.Pos
}

// KeyResult is one measure of an OKR's objective.
type KeyResult struct {
	ID, Title string
	// Metric is the figure it is measured by: "kpi:ID", "slo:ID", or the id of
	// a figure of the report.
	Metric   Reference
	From, To float64 // From != To
	Unit     string
	// By is when it is due; zero: the end of the objective's last quarter.
	By  time.Time
	Pos diag.Pos
}

// KPI is the id of the KPI that measures it; false where another figure does.
func (k KeyResult) KPI() (id string, ok bool) { return strings.CutPrefix(k.Metric.ID, "kpi:") }

// SLO is the id of the SLO whose indicator measures it; false where another
// figure does.
func (k KeyResult) SLO() (id string, ok bool) { return strings.CutPrefix(k.Metric.ID, "slo:") }

// Platform is what a team says of itself as a product team for other teams.
type Platform struct {
	// Users are the teams that it serves, SLOs the service levels it offers
	// them.
	Users, SLOs []Reference
	// Adoption and Satisfaction are KPIs; empty where not stated.
	Adoption, Satisfaction Reference
	// Learned and Next are sentences: what its users taught it, and what it
	// changes next.
	Learned, Next []string
	Pos           diag.Pos
}

// kpis reads [[kpi]].
func (l *loader) kpis(t *doc.Table) []KPI {
	var out []KPI
	for _, sub := range t.Tables("kpi") {
		if k, ok := l.kpi(sub); ok {
			out = append(out, k)
		}
	}
	return out
}

func (l *loader) kpi(t *doc.Table) (KPI, bool) {
	before := l.errors()
	id := doc.Word{Text: t.RequiredString("id", `add id = "orders"`), Pos: t.ValuePos("id")}
	l.checkID(id, "KPI")
	k := KPI{
		ID: id.Text, Title: t.String("title"), Description: t.String("description"), Unit: t.String("unit"),
		Direction: Direction(l.oneOf(t, "direction", string(Up), string(Down))),
		Period:    KPIPeriod(l.mustBeOneOf(t, "period", "what one value covers", string(PerDay), string(PerWeek), string(PerMonth), string(PerQuarter))),
		Aggregate: Aggregate(l.mustBeOneOf(t, "aggregate", "how values become a quarter's", string(AggregateSum), string(AggregateLast), string(AggregateMean))),
		Pos:       t.Here(),
	}
	if k.Title == "" {
		k.Title = titleOf(k.ID)
	}
	if x, ok := t.Float("target"); ok {
		k.Target = &x
	}
	return k, l.errors() == before
}

// mustBeOneOf is oneOf for a key that nobody can guess.
func (l *loader) mustBeOneOf(t *doc.Table, key, what string, allowed ...string) string {
	if !t.Required(key, "add "+t.Assign(key, `"`+strings.Join(allowed, `" or "`)+`"`)+": "+what) {
		return ""
	}
	return l.oneOf(t, key, allowed...)
}

// okrs reads [[okr]].
func (l *loader) okrs(t *doc.Table) []OKR {
	var out []OKR
	for _, sub := range t.Tables("okr") {
		before := l.errors()
		o := OKR{Title: sub.RequiredString("objective", `say what is to be reached: objective = "Paying is the easiest part"`), Pos: sub.Here()}
		o.ID = l.idOrTitle(sub, o.Title, "objective")
		o.Quarters = l.quarters(sub)
		results := sub.Tables("key_result")
		for _, r := range results {
			if k, ok := l.keyResult(r); ok {
				o.KeyResults = append(o.KeyResults, k)
			}
		}
		if len(results) == 0 && l.errors() == before {
			l.diags.Warnf(sub.Here(), "no-key-results", "add an [[okr.key_result]] with a metric, from and to", "the objective %q has no key results, so nothing of it is measured", o.Title)
		}
		if l.errors() == before {
			out = append(out, o)
		}
	}
	return out
}

// idOrTitle reads an id, or makes one of the title.
func (l *loader) idOrTitle(t *doc.Table, title, what string) string {
	id := t.Word("id")
	if id.Text == "" {
		return strings.Trim(notInID.ReplaceAllString(strings.ToLower(title), "-"), "-")
	}
	l.checkID(id, what)
	return id.Text
}

// quarters reads quarter = "2026-Q3", or a list of such names.
func (l *loader) quarters(t *doc.Table) []quarter.Quarter {
	if !t.Required("quarter", `add quarter = "2026-Q3", or a list of quarters`) {
		return nil
	}
	var out []quarter.Quarter
	for _, w := range t.Words("quarter") {
		q, err := l.cal.Parse(w.Text)
		if err != nil {
			l.diags.Errorf(w.Pos, "unknown-quarter", "write it as in the addresses of reports", "%v", err)
			continue
		}
		out = append(out, q)
	}
	return sortedQuarters(out)
}

func (l *loader) keyResult(t *doc.Table) (KeyResult, bool) {
	before := l.errors()
	k := KeyResult{Title: t.RequiredString("title", `say what is measured: title = "Orders paid at the first attempt"`), Unit: t.String("unit"), Pos: t.Here()}
	k.ID = l.idOrTitle(t, k.Title, "key result")
	t.Required("metric", `name the figure that measures it: metric = "kpi:orders", "slo:checkout-availability", or a figure of the report`)
	k.Metric = reference(t, "metric")
	if t.Required("from", "add from = 94.1, where it stood at the beginning") {
		k.From, _ = t.Float("from")
	}
	if t.Required("to", "add to = 96, where it is to be") {
		k.To, _ = t.Float("to")
	}
	k.By, _ = t.Date("by", l.zone)
	if l.errors() == before && k.From == k.To {
		t.Errorf("to", "no-change", "state where it stood and where it is to be", "the key result %q asks for no change", k.Title)
	}
	return k, l.errors() == before
}

// platform reads [platform].
func (l *loader) platform(t *doc.Table) *Platform {
	return &Platform{
		Users: references(t, "users"), SLOs: references(t, "slos"),
		Adoption: reference(t, "adoption"), Satisfaction: reference(t, "satisfaction"),
		Learned: t.Strings("learned"), Next: t.Strings("next"), Pos: t.Here(),
	}
}

func references(t *doc.Table, key string) []Reference {
	var out []Reference
	for _, w := range t.Words(key) {
		out = append(out, Reference{ID: w.Text, Pos: w.Pos})
	}
	return out
}

package config

import (
	"cmp"
	"slices"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// Money is an amount in a currency (ISO 4217). Amounts in two currencies are
// never added.
type Money struct {
	Amount   float64
	Currency string
}

// Reference is an id that a file names, and where.
type Reference struct {
	ID  string
	Pos diag.Pos
}

// Cost is what a team file says of its operational cost.
type Cost struct {
	// Targets in time order; the last that has begun holds. Empty: none.
	Targets []CostTarget
	// Driver is the SLO by whose events cost is divided; ID is empty where
	// none is stated.
	Driver Reference
	// Incident prices the work on incidents; nil: the site's.
	Incident *IncidentRate
	// Assumption says what the cost holds, for the page; may be empty.
	Assumption string
	Pos        diag.Pos
}

// CostTarget is what a quarter may cost, from a day on.
type CostTarget struct {
	From time.Time // zero: from the beginning
	Money
	Pos diag.Pos
}

// IncidentRate is what an hour of work on an incident costs, and how many
// people work on one.
type IncidentRate struct {
	People float64
	Hourly Money
	// Assumption stands beside every figure made with it; never empty.
	Assumption string
	Pos        diag.Pos
}

// Value is what one event of an SLO is worth, so that a failed one has a price.
type Value struct {
	SLO Reference
	Money
	// Lost is the share of failed events whose value is lost for good, 0 to 1:
	// some customers come back and try again. 1 where nothing is stated.
	Lost float64
	// Assumption stands beside every figure made with it; never empty.
	Assumption string
	Pos        diag.Pos
}

// Customers says how many customers are active at a moment: a constant, or a
// KPI. The zero value: not stated.
type Customers struct {
	// Active is the constant; 0 with a KPI.
	Active     float64
	KPI        Reference
	Assumption string
	Pos        diag.Pos
}

// Stated tells whether active customers are known at all.
func (c Customers) Stated() bool { return c.Active > 0 || c.KPI.ID != "" }

// Investment is what was spent on a risk. At least one of Cause, Trigger and
// SLO names the risk.
type Investment struct {
	ID, Title string
	// Cause and Trigger are words of the site's vocabularies.
	Cause, Trigger string
	SLO            Reference
	Money
	// From and To bound the work; To is exclusive, zero: still going on.
	From, To time.Time
	Note     string
	Pos      diag.Pos
}

// Target is what a quarter that begins at an instant may cost.
func (c Cost) Target(start time.Time) (CostTarget, bool) {
	var found CostTarget
	ok := false
	for _, t := range c.Targets {
		if !t.From.After(start) {
			found, ok = t, true
		}
	}
	return found, ok
}

// money reads amount and currency from a table; ok is false, and reported,
// where the amount is missing or either cannot be used.
func (l *loader) money(t *doc.Table, key, what string) (Money, bool) {
	before := l.errors()
	m := Money{Currency: l.currency}
	if t.Required(key, "add "+t.Assign(key, "12000")+", "+what) {
		m.Amount, _ = t.Float(key)
		if m.Amount < 0 {
			t.Errorf(key, "bad-value", "write it as a positive number", "%q cannot be %v", key, m.Amount)
		}
	}
	if t.Has("currency") {
		m.Currency = l.code(t)
	}
	if m.Currency == "" && l.errors() == before {
		l.diags.Errorf(t.Here(), "missing-key", `add currency = "GBP" here, or for all amounts at the top of config.toml`, `"currency" is missing`)
	}
	return m, l.errors() == before
}

// code reads the key "currency".
func (l *loader) code(t *doc.Table) string {
	s := t.String("currency")
	if s != "" && !currencyCode.MatchString(s) {
		t.Errorf("currency", "bad-value", `write its three letters, such as "EUR"`, "%q is not the code of a currency", s)
		return ""
	}
	return s
}

// assumption reads the sentence that must stand beside a figure.
func assumption(t *doc.Table, example string) string {
	return t.RequiredString("assumption", "say where the number comes from; it stands beside every figure made with it: "+t.Assign("assumption", `"`+example+`"`))
}

// cost reads [cost].
func (l *loader) cost(t *doc.Table) Cost {
	c := Cost{Assumption: t.String("assumption"), Pos: t.Here()}
	c.Driver = reference(t, "driver")
	for _, sub := range t.Tables("target") {
		if target, ok := l.costTarget(sub); ok {
			c.Targets = append(c.Targets, target)
		}
	}
	slices.SortStableFunc(c.Targets, func(a, b CostTarget) int { return a.From.Compare(b.From) })
	for i := 1; i < len(c.Targets); i++ {
		if c.Targets[i].From.Equal(c.Targets[i-1].From) {
			l.diags.Errorf(c.Targets[i].Pos, "duplicate-target", "give each target a from of its own; only the first may go without", "two cost targets begin at the same instant")
		}
	}
	if sub, ok := t.Table("incident"); ok {
		c.Incident = l.incidentRate(sub)
	}
	return c
}

func (l *loader) costTarget(t *doc.Table) (CostTarget, bool) {
	m, ok := l.money(t, "amount", "what a quarter may cost")
	target := CostTarget{Money: m, Pos: t.Here()}
	target.From, _ = t.Time("from", l.zone)
	return target, ok
}

// incidentRate reads people, hourly, currency and assumption; nil if one of
// them is missing or wrong.
func (l *loader) incidentRate(t *doc.Table) *IncidentRate {
	before := l.errors()
	r := &IncidentRate{Pos: t.Here()}
	r.Hourly, _ = l.money(t, "hourly", "what an hour of one person's work costs")
	if t.Required("people", "add people = 4, how many work on an incident at a time") {
		r.People, _ = t.Float("people")
		if r.People <= 0 && l.errors() == before {
			t.Errorf("people", "bad-value", "write how many people work on an incident at a time", "%v people do no work", r.People)
		}
	}
	r.Assumption = assumption(t, "Four people for as long as it lasts, at finance's rate for 2026")
	if l.errors() > before {
		return nil
	}
	return r
}

// values reads [[value]].
func (l *loader) values(t *doc.Table) []Value {
	var out []Value
	for _, sub := range t.Tables("value") {
		before := l.errors()
		v := Value{Lost: 1, Pos: sub.Here()}
		sub.Required("slo", "name the SLO whose events have this value, by its id")
		v.SLO = reference(sub, "slo")
		v.Money, _ = l.money(sub, "per_event", "what one event is worth")
		if x, ok := l.fraction(sub, "lost"); ok {
			v.Lost = x
		}
		v.Assumption = assumption(sub, "Average order 41.20, margin 12 %")
		if l.errors() == before {
			out = append(out, v)
		}
	}
	return out
}

// customers reads [customers].
func (l *loader) customers(t *doc.Table) Customers {
	c := Customers{KPI: reference(t, "kpi"), Pos: t.Here()}
	active, stated := t.Float("active")
	switch {
	case stated && c.KPI.ID != "":
		t.Errorf("kpi", "active-and-kpi", "keep the KPI if there is one, else the constant", "active customers are a constant or a KPI, not both")
		return Customers{}
	case stated && active <= 0:
		t.Errorf("active", "bad-value", "write how many customers are active at a moment", "%v customers cannot be affected", active)
		return Customers{}
	case stated:
		c.Active, c.Assumption = active, assumption(t, "Average of the last four quarters, at any minute of the day")
	case c.KPI.ID == "":
		l.diags.Warnf(t.Here(), "no-effect", `add active = 42000 or kpi = "active-customers", or remove it`, "nothing is said here of active customers")
	default:
		c.Assumption = t.String("assumption")
	}
	return c
}

// investments reads [[investment]].
func (l *loader) investments(t *doc.Table) []Investment {
	var out []Investment
	for _, sub := range t.Tables("investment") {
		if i, ok := l.investment(sub); ok {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b Investment) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID)) })
	return out
}

func (l *loader) investment(t *doc.Table) (Investment, bool) {
	before := l.errors()
	id := doc.Word{Text: t.RequiredString("id", `add id = "migration-gate"`), Pos: t.ValuePos("id")}
	if id.Text != "" {
		l.checkID(id, "investment")
	}
	i := Investment{
		ID: id.Text, Title: t.String("title"), Cause: t.String("cause"), Trigger: t.String("trigger"),
		SLO: reference(t, "slo"), Note: t.String("note"), Pos: t.Here(),
	}
	if i.Title == "" {
		i.Title = titleOf(i.ID)
	}
	i.Money, _ = l.money(t, "amount", "what was spent")
	if t.Required("from", "add from = 2026-05-01, the day on which the work began") {
		i.From, _ = t.Time("from", l.zone)
	}
	i.To, _ = t.Time("to", l.zone)
	if !i.To.IsZero() && !i.From.Before(i.To) {
		t.Errorf("to", "end-before-start", "write the first day on which the work was over", "the investment %q ends before it begins", i.ID)
	}
	if i.Cause == "" && i.Trigger == "" && i.SLO.ID == "" {
		l.diags.Errorf(t.Here(), "no-risk", `add cause = "software", trigger = "release" or slo = "checkout-availability"`, "the investment %q names no risk, so nothing can be said of what it did", i.ID)
	}
	return i, l.errors() == before
}

// reference reads an id that is checked once all files are read.
func reference(t *doc.Table, key string) Reference {
	w := t.Word(key)
	return Reference{ID: w.Text, Pos: w.Pos}
}

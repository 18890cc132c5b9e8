package config

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// SLA is what a class of customers was promised in a contract. It is measured
// on the indicator of an SLO, by terms of its own.
type SLA struct {
	ID, Title string
	// SLO is the id of the objective whose indicator it is measured on.
	SLO string
	// Customer is whom it was promised to: a class of customers.
	Customer string
	Target   float64 // fraction
	Period   ContractPeriod
	// From and To bound the contract; zero is open, To is exclusive.
	From, To time.Time
	// Exclusions are the ids of those that the contract allows, whether or not
	// they touch the SLO.
	Exclusions []string
	// Credits, the mildest breach first.
	Credits []Credit
	// Fee is what the customers pay a period, together; 0 if it is not stated.
	Fee      float64
	Currency string // ISO 4217, stated with a fee
	Pos      diag.Pos
}

// Credit is a step of a contract's scale: when less than Below (a fraction) was
// good, Percent of the fee is given back.
type Credit struct {
	Below, Percent float64
}

// ContractPeriod is the stretch over which a contract is judged.
type ContractPeriod string

// The periods: of the calendar, and the site's fiscal year.
const (
	Monthly   ContractPeriod = "month"
	Quarterly ContractPeriod = "quarter"
	Yearly    ContractPeriod = "year"
)

var currencyShape = regexp.MustCompile(`^[A-Z]{3}$`)

// slas reads the [[sla]] tables of a team file.
func (l *loader) slas(t *doc.Table) []SLA {
	var out []SLA
	for _, sub := range t.Tables("sla") {
		if s, ok := l.sla(sub); ok {
			out = append(out, s)
		}
	}
	return out
}

// sla reads one [[sla]] table; money hangs on it, so unknown keys are errors.
func (l *loader) sla(t *doc.Table) (SLA, bool) {
	before := l.errors()
	id := doc.Word{Text: t.RequiredString("id", `add id = "sellers-payments"`), Pos: t.ValuePos("id")}
	l.checkID(id, "contract")
	s := SLA{
		ID: id.Text, Title: t.String("title"),
		SLO:      t.RequiredString("slo", "name the SLO on whose indicator it is measured, by its id"),
		Customer: t.String("customer"),
		Pos:      t.Here(),
	}
	if s.Title == "" {
		s.Title = titleOf(s.ID)
	}
	if t.Required("target", "add target = 0.999, as the contract says") {
		s.Target, _ = l.target(t, "target")
	}
	if t.Required("period", `add period = "month", "quarter" or "year", as the contract says: without one nothing can be judged`) {
		s.Period = ContractPeriod(l.oneOf(t, "period", string(Monthly), string(Quarterly), string(Yearly)))
	}
	s.From, _ = t.Time("from", l.zone)
	s.To, _ = t.Time("to", l.zone)
	if !s.From.IsZero() && !s.To.IsZero() && !s.From.Before(s.To) {
		t.Errorf("to", "end-before-start", "write the first day on which the contract no longer holds", "the contract %q ends before it begins", s.ID)
	}
	s.Exclusions = t.Strings("exclusions")
	s.Credits = l.credits(t, s)
	l.fee(t, &s)
	t.Unused(l.diags, diag.Error)
	return s, l.errors() == before
}

// credits reads the scale, the mildest breach first.
func (l *loader) credits(t *doc.Table, s SLA) []Credit {
	var out []Credit
	for _, sub := range t.Tables("credit") {
		if c, ok := l.credit(sub, s); ok {
			if slices.ContainsFunc(out, func(o Credit) bool { return o.Below == c.Below }) {
				sub.Errorf("below", "duplicate-credit", "keep one of them", "two credits begin below the same share")
			}
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b Credit) int { return cmp.Compare(b.Below, a.Below) })
	for i := 1; i < len(out); i++ {
		if out[i].Percent < out[i-1].Percent {
			l.diags.Warnf(t.Pos("credit"), "odd-scale", "check the scale against the contract",
				"the contract %q gives back less for a graver breach: %v %% below %v, %v %% below %v", s.ID, out[i-1].Percent, out[i-1].Below, out[i].Percent, out[i].Below)
		}
	}
	return out
}

func (l *loader) credit(t *doc.Table, s SLA) (Credit, bool) {
	before := l.errors()
	var c Credit
	if t.Required("below", "add below = 0.999, the share below which it is owed") {
		c.Below, _ = l.target(t, "below")
	}
	if t.Required("percent", "add percent = 10, of the fee") {
		c.Percent, _ = t.Float("percent")
		if l.errors() == before && (c.Percent <= 0 || c.Percent > 100) {
			t.Errorf("percent", "bad-value", "write what the contract gives back, such as 10 for a tenth of the fee", "a credit of %v %% is above 0 and at most 100 %%", c.Percent)
		}
	}
	if s.Target > 0 && c.Below > s.Target {
		t.Errorf("below", "credit-above-target", "write "+strconv.FormatFloat(s.Target, 'g', -1, 64)+" or less", "this credit would be owed while the target of %v is met", s.Target)
	}
	t.Unused(l.diags, diag.Error)
	return c, l.errors() == before
}

func (l *loader) fee(t *doc.Table, s *SLA) {
	s.Currency = t.String("currency")
	if s.Currency != "" && !currencyShape.MatchString(s.Currency) {
		t.Errorf("currency", "bad-value", `write three capital letters, such as "GBP"`, "%q is not the code of a currency", s.Currency)
	}
	fee, ok := t.Float("fee")
	if !ok {
		if s.Currency != "" && !t.Has("fee") {
			t.Warnf("currency", "no-effect", "add the fee, or remove it", `"currency" has no effect without a fee`)
		}
		return
	}
	if fee <= 0 {
		t.Errorf("fee", "bad-value", "write what is paid a period, or leave it out", "a fee is above nothing")
	}
	s.Fee = fee
	t.Required("currency", `add currency = "GBP"`)
}

// checkSLAs holds contracts against each other and what they name.
func (l *loader) checkSLAs(site *Site) {
	var slos, exclusions []string
	for _, s := range site.SLOs() {
		slos = append(slos, s.ID)
	}
	for _, x := range site.Exclusions {
		exclusions = append(exclusions, x.ID)
	}
	seen := map[string]diag.Pos{}
	for i := range site.Teams {
		team := &site.Teams[i]
		team.SLAs = slices.DeleteFunc(team.SLAs, func(s SLA) bool {
			return !l.unique(seen, s.ID, "contract", s.Pos) || !l.namesKnown(s, slos, exclusions)
		})
	}
}

func (l *loader) namesKnown(s SLA, slos, exclusions []string) bool {
	ok := true
	report := func(what, id string, known []string) {
		ok = false
		hint := "write the id of one that is there"
		if near := diag.Suggest(id, known); near != "" {
			hint = "did you mean " + near + "?"
		}
		l.diags.Errorf(s.Pos, "unknown-"+what, hint, "the contract %q names the %s %q, which is not there", s.ID, map[string]string{"slo": "SLO", "exclusion": "exclusion"}[what], id)
	}
	if !slices.Contains(slos, s.SLO) {
		if l.broken(s.Pos.File) { // its SLO may have been left out
			return false
		}
		report("slo", s.SLO, slos)
	}
	for _, id := range s.Exclusions {
		if !slices.Contains(exclusions, id) && !l.exclusionsBroken() {
			report("exclusion", id, exclusions)
		}
	}
	return ok
}

func (l *loader) exclusionsBroken() bool {
	return slices.ContainsFunc(l.exclusionFiles(), l.broken)
}

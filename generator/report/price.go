package report

import (
	"fmt"
	"math"
	"slices"

	"quarterdeck/generator/business"
	"quarterdeck/generator/config"
	"quarterdeck/generator/stats"
	"quarterdeck/generator/unit"
)

const (
	defPrice        = "price-of-failure"
	defMinutes      = "customer-minutes"
	defIncidentCost = "cost-per-incident"
)

// price is what a team's unreliability cost in the i-th quarter; nil where
// nothing could be priced: no value of its events, no customers and no work on
// incidents is stated, or nothing was measured and nothing broke.
func (b *builder) price(t config.Team, tq *TeamQuarter, i int) *Price {
	rate := b.incidentRate(t)
	if len(t.Values) == 0 && !t.Customers.Stated() && rate == nil {
		return nil
	}
	p := &Price{Parts: []PricePart{}, Incidents: []IncidentCost{}, Assumptions: []string{}, Before: []EvidenceItem{}}
	for _, v := range t.Values {
		p.priceParts(v, tq.SLOs)
	}
	p.addUp()
	b.customerMinutes(p, t, tq, i)
	if rate != nil {
		p.Assumptions = append(p.Assumptions, rateText(*rate))
	}
	for _, in := range b.started(i, t.ID) {
		p.Incidents = append(p.Incidents, b.incidentCost(in, t, tq, rate))
	}
	if len(p.Parts) == 0 && p.CustomerMinutes.Value == nil && len(p.Incidents) == 0 {
		return nil
	}
	slices.SortStableFunc(p.Incidents, func(x, y IncidentCost) int { return comparePtr(amountOf(x.dearest()), amountOf(y.dearest())) })
	p.Before = b.byQuarters(i, func(j int) *float64 {
		if j == i {
			return amountOf(p.Money)
		}
		if r := b.reportOf(t.ID, j); r != nil && r.Price != nil {
			return amountOf(r.Price.Money)
		}
		return nil
	})
	return p
}

// incidentRate is the team's, else the site's.
func (b *builder) incidentRate(t config.Team) *config.IncidentRate {
	if t.Cost.Incident != nil {
		return t.Cost.Incident
	}
	return b.in.Config.Costs.Incident
}

// rateText is the assumption behind the cost of work.
func rateText(r config.IncidentRate) string {
	who := unit.Count(r.People) + " people at " + moneyText(r.Hourly) + " an hour each"
	if r.People == 1 {
		who = "one person at " + moneyText(r.Hourly) + " an hour"
	}
	return "Work on an incident: " + who + ", for as long as it lasts. " + r.Assumption
}

// priceParts adds the objective of a stated value, as far as the team answered
// for it.
func (p *Price) priceParts(v config.Value, slos []*SLOQuarter) {
	used := false
	for _, s := range slos {
		if s.SLO.ID != v.SLO.ID || s.Bad.Value == nil || s.Budget.Value == nil || s.Method != string(config.Events) {
			continue
		}
		x := business.PriceOf(*s.Bad.Value, *s.Budget.Value, v.Lost, v.Amount)
		p.Parts = append(p.Parts, PricePart{SLO: s.SLO, Counts: s.Counts, Failed: x.Failed, Allowed: *s.Budget.Value, Lost: v.Lost,
			Each: Money{v.Currency, v.Amount}, Money: Money{v.Currency, x.Money}, Beyond: Money{v.Currency, x.Beyond}})
		used = true
	}
	if used {
		text := fmt.Sprintf("One event of %s is worth %s.", v.SLO.ID, moneyText(v.Money))
		if v.Lost < 1 {
			text = fmt.Sprintf("One event of %s is worth %s; %s of those that fail are lost for good.", v.SLO.ID, moneyText(v.Money), unit.Percent(v.Lost, 0))
		}
		p.Assumptions = append(p.Assumptions, text+" "+v.Assumption)
	}
}

// addUp adds parts in one currency.
func (p *Price) addUp() {
	for n, x := range p.Parts {
		if n == 0 {
			p.Money, p.Beyond = &Money{Currency: x.Money.Currency}, &Money{Currency: x.Money.Currency}
		}
		if x.Money.Currency != p.Money.Currency {
			p.Money, p.Beyond = nil, nil
			return
		}
		p.Money.Amount += x.Money.Amount
		p.Beyond.Amount += x.Beyond.Amount
	}
}

// customerMinutes are of the event objective on which most were lost.
func (b *builder) customerMinutes(p *Price, t config.Team, tq *TeamQuarter, i int) {
	p.CustomerMinutes = Figure{Unit: "customer-minutes", Definition: defMinutes, Sources: []string{}}
	if !t.Customers.Stated() {
		return
	}
	best := -1.0
	for _, s := range tq.SLOs {
		if s.Method != string(config.Events) {
			continue
		}
		within := stats.Interval{Start: s.Start.Unix(), End: min(s.End.Unix(), b.asOf)}
		c := business.CustomerMinutesOf(b.countedSamples(s.SLO.ID), within, b.activeCustomers(t.Customers))
		if c.OK && c.Minutes > best {
			best = c.Minutes
			p.CustomerMinutes.Value, p.MinutesSLO, p.MinutesKnown = ptr(c.Minutes), ptr(s.SLO), ptr(c.Known)
			p.CustomerMinutes.Coverage, p.CustomerMinutes.Sources = ptr(value(s.Coverage.Value)*c.Known), b.minutesFiles(s, t.Customers)
		}
	}
	if r := b.reportOf(t.ID, i-1); r != nil && r.Price != nil {
		p.CustomerMinutes.Previous = r.Price.CustomerMinutes.Value
	}
	if r := b.reportOf(t.ID, i-4); r != nil && r.Price != nil {
		p.CustomerMinutes.YearAgo = r.Price.CustomerMinutes.Value
	}
	if p.CustomerMinutes.Value != nil {
		p.Assumptions = append(p.Assumptions, customersText(t.Customers))
	}
}

// minutesFiles are the files behind customer-minutes on an objective.
func (b *builder) minutesFiles(s *SLOQuarter, c config.Customers) []string {
	out := slices.Clone(s.Sources)
	if c.KPI.ID != "" {
		out = append(out, b.valuesOf(c.KPI.ID).files...)
	}
	return sortedSet(out)
}

func customersText(c config.Customers) string {
	if c.KPI.ID != "" {
		return "Active customers at a moment: the KPI " + c.KPI.ID + ". " + c.Assumption
	}
	return "Active customers at a moment: " + unit.Count(c.Active) + ", at any time of day. " + c.Assumption
}

// activeCustomers gives the active customers at an instant.
func (b *builder) activeCustomers(c config.Customers) func(int64) (float64, bool) {
	if c.KPI.ID == "" {
		return func(int64) (float64, bool) { return c.Active, c.Active > 0 }
	}
	return business.Levels(b.valuesOf(c.KPI.ID).points).At
}

// incidentCost is what one incident cost the team's customers and people.
func (b *builder) incidentCost(in *incident, t config.Team, tq *TeamQuarter, rate *config.IncidentRate) IncidentCost {
	c := IncidentCost{Incident: in.ref()}
	mixed := false
	for _, v := range t.Values {
		for _, s := range in.Spends {
			if s.SLO.ID != v.SLO.ID || s.Team.ID != t.ID {
				continue
			}
			x := business.PriceOf(s.Bad, 0, v.Lost, v.Amount)
			c.Failed = ptr(value(c.Failed) + s.Bad)
			mixed = mixed || c.Value != nil && c.Value.Currency != v.Currency
			c.Value = plus(c.Value, Money{v.Currency, x.Money})
		}
	}
	if mixed {
		c.Value = nil
	}
	c.CustomerMinutes = b.minutesOf(in, t, tq)
	if rate != nil {
		c.Response = &Money{rate.Hourly.Currency, business.Response(float64(in.window.End-in.window.Start), rate.People, rate.Hourly.Amount)}
	}
	switch {
	case c.Value != nil && c.Response != nil && c.Value.Currency == c.Response.Currency:
		c.Total = &Money{c.Value.Currency, c.Value.Amount + c.Response.Amount}
	case c.Response == nil:
		c.Total = c.Value
	}
	return c
}

// plus adds an amount of the same currency.
func plus(m *Money, x Money) *Money {
	if m != nil {
		x.Amount += m.Amount
	}
	return &x
}

// minutesOf are the customer-minutes inside an incident's window, on the event
// objective on which most were lost, as for the quarter.
func (b *builder) minutesOf(in *incident, t config.Team, tq *TeamQuarter) *float64 {
	if !t.Customers.Stated() {
		return nil
	}
	within := stats.Interval{Start: in.window.Start, End: min(in.window.End, b.asOf)}
	var most *float64
	for _, s := range in.Spends {
		i := slices.IndexFunc(tq.SLOs, func(x *SLOQuarter) bool { return x.SLO.ID == s.SLO.ID && x.Method == string(config.Events) })
		if i < 0 {
			continue
		}
		c := business.CustomerMinutesOf(b.countedSamples(s.SLO.ID), within, b.activeCustomers(t.Customers))
		if c.OK && (most == nil || c.Minutes > *most) {
			most = ptr(c.Minutes)
		}
	}
	return most
}

// dearest is what an incident is ranked by.
func (c IncidentCost) dearest() *Money {
	switch {
	case c.Total != nil:
		return c.Total
	case c.Value != nil:
		return c.Value
	}
	return c.Response
}

func amountOf(m *Money) *float64 {
	if m == nil {
		return nil
	}
	return &m.Amount
}

// moneyText writes an amount in a sentence.
func moneyText(m config.Money) string {
	decimals := 0
	switch whole := m.Amount == math.Trunc(m.Amount); {
	case !whole && m.Amount < 0.1: // a search is worth less than a cent
		decimals = 4
	case !whole && m.Amount < 1000:
		decimals = 2
	}
	return m.Currency + unit.NB + unit.Number(m.Amount, decimals)
}

func priceDefinitions() []Definition {
	return []Definition{
		{ID: defPrice, Title: "What failure cost", Unit: "money",
			Short:   "Failed events times the value of one, by the team’s stated assumption.",
			Text:    "For an objective whose events have a stated value: failed events, times the share of them whose value is lost for good, times the value of one. The part that the objective does not allow is what failed beyond the budget. It prices what was measured; trust that is lost for longer is not in it. Several objectives are added up; where one request can miss two of them, only one should state a value. Amounts in different currencies are never added. The assumption stands beside the figure.",
			Formula: "failed × lost for good × value of one", Source: "Quarterdeck"},
		{ID: defMinutes, Title: "Customer-minutes", Unit: "customer-minutes",
			Short:   "The share of events that failed, times the customers active at the time, in minutes.",
			Text:    "Added up over the samples of the objective on which most were lost: one customer meets several objectives, so these are not added to each other. Active customers come from a KPI or a stated constant; without either, nothing is measured. Time that was agreed not to count is left out, and of time that was not measured nothing is said: coverage stands beside.",
			Formula: "Σ failed ÷ valid × active customers × minutes", Source: "Quarterdeck"},
		{ID: defIncidentCost, Title: "Cost per incident", Unit: "money",
			Short:   "The value lost in an incident’s window and the time of those who worked on it, each by its stated assumption.",
			Text:    "Value lost: the events that attribution gives to the incident, priced as above. Work: the stated number of people, for as long as the impact lasted, at the stated rate. The two are added only in one currency.",
			Formula: "value lost + people × hours × rate", Source: "Quarterdeck"},
	}
}

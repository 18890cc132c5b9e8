package view

import (
	"html/template"
	"math"
	"strconv"
	"strings"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// BusinessSection is what customers and the business got, and what failure cost
// them.
type BusinessSection struct {
	*Section
	KPIs        []ValueCard
	Price       []ValueCard
	Incidents   []CostOfIncident
	Term        Definition
	Minutes     Definition
	Assumptions []string
	CSV         []Link
}

// ValueCard is one figure with its history.
type ValueCard struct {
	Term       Definition
	Big, Small string
	Said       []string
	SVG        template.HTML
	// Course is the values inside the quarter, with CourseNote under it.
	Course     template.HTML
	CourseNote string
}

// CostOfIncident is one row of what incidents cost.
type CostOfIncident struct {
	Link                         Link
	Failed, Minutes, Value, Work string
	Total                        string
	Bar                          template.HTML
}

func (v *Views) business(t *report.TeamQuarter, c *contents, g *glossary) *BusinessSection {
	own := businessFigures(t)
	if len(own) == 0 && !priced(t.Price) {
		return nil
	}
	s := &BusinessSection{}
	s.Section = c.add(Section{ID: "business", Title: "Customers and money", Short: "Business", Notes: []Note{
		{Term: "Business figures", Text: "are exported by those who own them; their definitions name the rule."},
		{Term: "Every price", Text: "rests on an assumption, which is printed."},
	}})
	for _, k := range own {
		s.KPIs = append(s.KPIs, v.kpiCard(k, t.Quarter.Slug, g))
	}
	if len(own) > 0 {
		s.CSV = append(s.CSV, Link{Text: "Business figures as CSV", URL: t.URL + "kpis.csv"})
	}
	if priced(t.Price) {
		v.priceCards(s, t, g)
	}
	return s
}

// businessFigures are a team's KPIs but for those that say how well it serves
// other teams: they stand there.
func businessFigures(t *report.TeamQuarter) []report.KPI {
	var out []report.KPI
	for _, k := range t.KPIs {
		e := t.Enabling
		if e != nil && (e.Adoption != nil && e.Adoption.ID == k.ID || e.Satisfaction != nil && e.Satisfaction.ID == k.ID) {
			continue
		}
		out = append(out, k)
	}
	return out
}

func priced(p *report.Price) bool {
	return p != nil && (len(p.Parts) > 0 || p.CustomerMinutes.Value != nil || len(p.Incidents) > 0)
}

func (v *Views) kpiCard(k report.KPI, slug string, g *glossary) ValueCard {
	c := ValueCard{Term: g.term(k.Figure.Definition, k.Title), Big: "–", Small: "no data"}
	if k.Figure.Value != nil {
		c.Big, c.Small = plainValue(*k.Figure.Value, ""), k.Figure.Unit
		if isCurrency(k.Figure.Unit) {
			c.Big, c.Small = unit.Count(*k.Figure.Value), k.Figure.Unit
		}
	}
	if k.Figure.Unit == "%" && k.Figure.Value != nil {
		c.Big = unit.Number(*k.Figure.Value, 2)
	}
	write := func(x float64) string { return strings.TrimSuffix(plainValue(x, k.Figure.Unit), unit.NB+k.Figure.Unit) }
	c.Said = append(c.Said, unit.Sentence(v.comparison(k.Figure, slug, write))+".")
	if k.Target != nil {
		c.Said = append(c.Said, "Target of a quarter: "+plainValue(*k.Target, k.Figure.Unit)+".")
	}
	switch k.Good {
	case "more":
		c.Said = append(c.Said, "More is better.")
	case "less":
		c.Said = append(c.Said, "Less is better.")
	}
	if k.Partial != "" {
		c.Said = append(c.Said, k.Partial)
	}
	if len(k.Before) > 1 {
		bars := barsOf(k.Before, k.Figure.Unit)
		bars.Compact = true
		for i, it := range k.Before {
			if it.Value != nil {
				bars.Rows[i].Text = write(*it.Value)
			}
		}
		c.SVG = drawing(chart.Spec{ID: "kpi-" + k.ID, Title: k.Title + " by quarter", Bars: bars})
	}
	c.course(k, write)
	return c
}

// fewestValues is how many values make a curve worth drawing.
const fewestValues = 6

// course draws the values inside the quarter, between the lowest and the
// highest: days of an outage show, which a bar from nothing would hide.
func (c *ValueCard) course(k report.KPI, write func(float64) string) {
	if len(k.Periods) < fewestValues {
		return
	}
	s := &chart.Spark{Tone: chart.Ink}
	low, high := math.Inf(1), math.Inf(-1)
	for _, p := range k.Periods {
		s.Points = append(s.Points, chart.Point{X: float64(p.Start.Unix()+p.End.Unix()) / 2, Y: p.Value})
		low, high = math.Min(low, p.Value), math.Max(high, p.Value)
	}
	if low == high {
		return
	}
	s.Min, s.Max = low-(high-low)*.06, high+(high-low)*.06
	c.Course = drawing(chart.Spec{Hidden: true, Height: 56, Spark: s})
	c.CourseNote = unit.Sentence(everyWord(k.Periods[0])) + " from " + write(low) + " to " + write(high) + "; the curve begins at the lowest."
}

// everyWord names what one value covers.
func everyWord(p report.KPIPeriod) string {
	switch days := int(math.Round(p.End.Sub(p.Start).Hours() / 24)); {
	case days <= 1:
		return "day by day"
	case days == 7:
		return "week by week"
	case days >= 28 && days <= 31:
		return "month by month"
	}
	return "value by value"
}

// priceCards say what failure cost: in events and money, in customer-minutes,
// and incident by incident.
func (v *Views) priceCards(s *BusinessSection, t *report.TeamQuarter, g *glossary) {
	p := t.Price
	for _, x := range p.Parts {
		c := ValueCard{Term: g.term("price-of-failure", "What failure cost"), Big: unit.Count(math.Round(x.Money.Amount)), Small: x.Money.Currency}
		c.Said = append(c.Said, unit.Count(x.Failed)+" "+x.Counts+" of "+x.SLO.Name+" failed.")
		if x.Beyond.Amount > 0 {
			c.Said = append(c.Said, unit.Money(math.Round(x.Beyond.Amount), x.Beyond.Currency)+" of it lies beyond what the objective allows.")
		} else {
			c.Said = append(c.Said, "All of it lies within what the objective allows.")
		}
		if len(p.Before) > 1 && len(p.Parts) == 1 {
			bars := barsOf(p.Before, x.Money.Currency)
			bars.Compact = true
			c.SVG = drawing(chart.Spec{ID: "price", Title: "What failure cost, by quarter", Bars: bars})
		}
		s.Price = append(s.Price, c)
	}
	if p.CustomerMinutes.Value != nil {
		c := ValueCard{Term: g.term("customer-minutes", "Customer-minutes lost"), Big: unit.Count(math.Round(*p.CustomerMinutes.Value)), Small: "minutes"}
		if p.MinutesSLO != nil {
			c.Said = append(c.Said, "On "+p.MinutesSLO.Name+", the objective on which most were lost.")
		}
		c.Said = append(c.Said, unit.Sentence(v.comparison(p.CustomerMinutes, t.Quarter.Slug, unit.Count))+".")
		s.Price = append(s.Price, c)
	}
	s.Assumptions = p.Assumptions
	s.Term, s.Minutes = g.term("cost-per-incident", "Cost"), g.term("customer-minutes", "Customer-minutes")
	most := 0.0
	for _, x := range p.Incidents {
		most = math.Max(most, dearest(x))
	}
	for _, x := range p.Incidents {
		s.Incidents = append(s.Incidents, costOfIncident(x, most))
	}
	if len(p.Incidents) > 0 {
		s.CSV = append(s.CSV, Link{Text: "Cost per incident as CSV", URL: t.URL + "incident-costs.csv"})
	}
}

func dearest(x report.IncidentCost) float64 {
	for _, m := range []*report.Money{x.Total, x.Value, x.Response} {
		if m != nil {
			return m.Amount
		}
	}
	return 0
}

func costOfIncident(x report.IncidentCost, most float64) CostOfIncident {
	r := CostOfIncident{Link: Link{Text: x.Incident.ID + " " + x.Incident.Name, URL: x.Incident.URL}, Failed: "–", Minutes: "–", Value: "–", Work: "–", Total: "not priced"}
	if x.Failed != nil {
		r.Failed = unit.Count(math.Round(*x.Failed))
	}
	if x.CustomerMinutes != nil {
		r.Minutes = unit.Count(math.Round(*x.CustomerMinutes))
	}
	r.Value, r.Work = moneyOr(x.Value, r.Value), moneyOr(x.Response, r.Work)
	if x.Response != nil {
		r.Total = "work only"
	}
	r.Total = moneyOr(x.Total, r.Total)
	if v := dearest(x); most > 0 && v > 0 {
		r.Bar = drawing(chart.Spec{Hidden: true, Height: 24, Cell: &chart.Cell{Max: most, To: v, Tone: chart.Ink}})
	}
	return r
}

func moneyOr(m *report.Money, otherwise string) string {
	if m == nil {
		return otherwise
	}
	return unit.Money(math.Round(m.Amount), m.Currency)
}

// businessTables are the section's rows as files.
func (v *Views) businessTables(t *report.TeamQuarter) []NamedTable {
	var out []NamedTable
	if len(t.KPIs) > 0 {
		out = append(out, NamedTable{"kpis", func() chart.Table { return kpiTable(t.KPIs) }})
	}
	if priced(t.Price) && len(t.Price.Incidents) > 0 {
		out = append(out, NamedTable{"incident-costs", func() chart.Table { return incidentCostTable(t.Price.Incidents) }})
	}
	return out
}

func kpiTable(list []report.KPI) chart.Table {
	t := chart.Table{Head: []string{"kpi", "title", "unit", "aggregate", "start", "end", "value", "quarter_value", "target"}}
	for _, k := range list {
		for _, p := range k.Periods {
			t.Rows = append(t.Rows, []string{k.ID, k.Title, k.Figure.Unit, k.Aggregate, stamp(&p.Start), stamp(&p.End), strconv.FormatFloat(p.Value, 'f', -1, 64), number(k.Figure.Value), number(k.Target)})
		}
	}
	return t
}

func incidentCostTable(list []report.IncidentCost) chart.Table {
	t := chart.Table{Head: []string{"incident", "failed", "customer_minutes", "value_lost", "work", "total", "currency"}}
	amount := func(m *report.Money) string {
		if m == nil {
			return ""
		}
		return number(&m.Amount)
	}
	for _, x := range list {
		currency := ""
		for _, m := range []*report.Money{x.Value, x.Response} {
			if m != nil && currency == "" {
				currency = m.Currency
			}
		}
		t.Rows = append(t.Rows, []string{x.Incident.ID, number(x.Failed), number(x.CustomerMinutes), amount(x.Value), amount(x.Response), amount(x.Total), currency})
	}
	return t
}

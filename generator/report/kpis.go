package report

import (
	"fmt"

	"quarterdeck/generator/business"
	"quarterdeck/generator/config"
	"quarterdeck/generator/stats"
	"quarterdeck/generator/unit"
)

// kpis are the figures of the business that a team's file defines, in the i-th
// quarter; those that had no value up to its end are left out.
func (b *builder) kpis(t config.Team, i int) []KPI {
	out := []KPI{}
	for _, k := range t.KPIs {
		if x := b.kpi(k, i); x != nil {
			out = append(out, *x)
		}
	}
	return out
}

// kpiByID is any team's KPI in the i-th quarter; nil for an empty or unknown
// id, or without a value.
func (b *builder) kpiByID(id string, i int) *KPI {
	k, _, ok := b.in.Config.KPI(id)
	if !ok {
		return nil
	}
	return b.kpi(k, i)
}

func (b *builder) kpi(k config.KPI, i int) *KPI {
	own := b.valuesOf(k.ID)
	points, q := own.points, b.book.Quarters[i]
	if len(points) == 0 || points[0].Start >= q.End.Unix() {
		return nil
	}
	x := &KPI{ID: k.ID, Title: k.Title, Aggregate: string(k.Aggregate), Good: goodWord(k.Direction), Target: k.Target, Periods: []KPIPeriod{},
		Figure: Figure{Unit: k.Unit, Definition: kpiDefinition(k.ID), Sources: own.files}}
	now := b.kpiTotal(k, points, i)
	x.Figure.Value, x.Figure.Coverage = totalValue(now), ptr(now.Covered)
	x.Figure.Previous = totalValue(b.kpiTotal(k, points, i-1))
	x.Figure.YearAgo = totalValue(b.kpiTotal(k, points, i-4))
	for _, p := range points {
		if p.End > q.Start.Unix() && p.Start < q.End.Unix() {
			x.Periods = append(x.Periods, KPIPeriod{Start: unixUTC(p.Start), End: unixUTC(p.End), Value: p.Value})
		}
	}
	x.Before = b.byQuarters(i, func(j int) *float64 { return totalValue(b.kpiTotal(k, points, j)) })
	x.Partial = partial(now.Split, q.Running)
	return x
}

// partial says that values reach beyond the time that is counted.
func partial(n int, running bool) string {
	they := "they cover"
	if n == 1 {
		they = "it covers"
	}
	switch {
	case n == 0:
		return ""
	case running:
		return "Of " + unit.Plural(n, "value", "values") + " only the share inside the quarter so far counts: " + they + " other time too."
	}
	return "Of " + unit.Plural(n, "value", "values") + " only the share inside the quarter counts: " + they + " time outside it too."
}

func goodWord(d config.Direction) string {
	switch d {
	case config.Up:
		return "more"
	case config.Down:
		return "less"
	}
	return ""
}

// kpiTotal is a KPI's figure of the j-th quarter, as far as it is over; without
// data outside the book.
func (b *builder) kpiTotal(k config.KPI, points []business.Point, j int) business.Total {
	if j < 0 || j >= len(b.book.Quarters) {
		return business.Total{}
	}
	return business.Of(points, b.soFar(j), business.Aggregate(k.Aggregate))
}

// soFar is the j-th quarter up to its end or the present.
func (b *builder) soFar(j int) stats.Interval {
	q := b.book.Quarters[j]
	return stats.Interval{Start: q.Start.Unix(), End: min(q.End.Unix(), b.asOf)}
}

func totalValue(t business.Total) *float64 {
	if !t.OK {
		return nil
	}
	return ptr(t.Value)
}

func kpiDefinition(id string) string { return "kpi-" + id }

// businessDefinitions explain the site's KPIs and what unreliability cost.
func businessDefinitions(c *config.Site) []Definition {
	var out []Definition
	for _, t := range c.Teams {
		for _, k := range t.KPIs {
			out = append(out, kpiText(k, t))
		}
	}
	return append(out, priceDefinitions()...)
}

func kpiText(k config.KPI, t config.Team) Definition {
	how := map[config.Aggregate]string{
		config.AggregateSum:  "all values of the quarter added up; one that lies partly outside counts by the share of its time inside",
		config.AggregateLast: "the last value that ends in the quarter",
		config.AggregateMean: "the plain mean of the values that end in the quarter",
	}[k.Aggregate]
	short := k.Description
	if short == "" {
		short = fmt.Sprintf("A business figure of %s, exported each %s.", t.Name, k.Period)
	}
	text := fmt.Sprintf("One value a %s, as exported. The quarter’s figure is %s.", k.Period, how)
	switch k.Direction {
	case config.Up:
		text += " More is better."
	case config.Down:
		text += " Less is better."
	}
	return Definition{ID: kpiDefinition(k.ID), Title: k.Title, Short: short, Text: text, Unit: k.Unit, Source: t.Name + "’s team file"}
}

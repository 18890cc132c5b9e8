package view

import (
	"html/template"
	"math"
	"strconv"
	"strings"
	"time"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// DeliverySection is what a team shipped and how it went.
type DeliverySection struct {
	*Section
	Lead     string
	Metrics  []DeliveryCard
	Chart    *Chart
	Services []DeliveryRow
	Failures []DeliveryFailure
	Notes    []string
	CSV      string
}

// DeliveryCard is one of the five metrics.
type DeliveryCard struct {
	Term  Definition
	Big   string
	Small string
	// Said is what stands behind the value, in sentences: counts, interval,
	// change, level.
	Said []string
	SVG  template.HTML
}

// DeliveryRow is one service.
type DeliveryRow struct {
	Name                                        string
	Deployments, Lead, PerWeek, Failed, Recover string
}

// DeliveryFailure is a failed deployment.
type DeliveryFailure struct {
	ID, When, Recovery string
	Service            string
	Incident           *Link
	Open               bool
}

func (v *Views) delivery(t *report.TeamQuarter, c *contents, g *glossary) *DeliverySection {
	d := t.Delivery
	if d == nil {
		return nil
	}
	s := &DeliverySection{Lead: deliveryLead(d, t.Quarter), CSV: t.URL + "deployments.csv"}
	s.Section = c.add(Section{ID: "delivery", Title: "What was shipped", Short: "Delivery", Notes: []Note{
		{Term: "Of one team", Text: "and never blended with another’s: the five metrics describe, they are no target."},
		{Term: "Levels", Text: "are those of the DORA report of " + strconv.Itoa(d.BandYear) + ". They differ from year to year and are no ladder."},
		{Term: "Each dot", Text: "is a deployment to production, by the median age of its commits."},
	}})
	for _, m := range d.Metrics {
		s.Metrics = append(s.Metrics, v.deliveryCard(m, t.Quarter.Slug, d.BandYear, g))
	}
	s.Chart = v.deploymentDots(d, t.Quarter)
	for _, x := range d.Services {
		s.Services = append(s.Services, deliveryRow(x))
	}
	for _, x := range d.Deployments {
		if x.Failed {
			s.Failures = append(s.Failures, v.deliveryFailure(x))
		}
	}
	if d.Elsewhere > 0 {
		s.Notes = append(s.Notes, unit.Sentence(unit.Plural(d.Elsewhere, "deployment", "deployments"))+" to other environments counted for nothing here.")
	}
	return s
}

// deliveryLead is the sentence over the section.
func deliveryLead(d *report.Delivery, q report.Quarter) string {
	if len(d.Deployments) == 0 {
		return "No deployment to production in " + q.Label + "; rates and times have no data."
	}
	failed := 0
	for _, x := range d.Deployments {
		if x.Failed {
			failed++
		}
	}
	text := unit.Sentence(unit.Plural(len(d.Deployments), "deployment", "deployments")) + " to production"
	switch {
	case failed == 0:
		text += ", none of which failed"
	case failed == 1:
		text += ", one of which failed"
	default:
		text += ", " + unit.Word(failed) + " of which failed"
	}
	if d.OpenFailures > 0 {
		text += "; " + unit.Plural(d.OpenFailures, "failure is", "failures are") + " still open"
	}
	return text + "."
}

func (v *Views) deliveryCard(m report.DeliveryMetric, slug string, year int, g *glossary) DeliveryCard {
	c := DeliveryCard{Term: g.term(m.Figure.Definition, m.Title)}
	c.Big, c.Small = bigNumber(m.Figure, nil)
	if m.Figure.Value != nil && m.Figure.Unit == "per week" {
		c.Big, c.Small = unit.Number(*m.Figure.Value, 1), "a week"
	}
	c.Said = v.deliverySaid(m, slug, year)
	if len(m.Before) > 1 {
		bars := barsOf(m.Before, m.Figure.Unit)
		bars.Compact = true
		if m.Figure.Unit == "per week" {
			for i, it := range m.Before {
				if it.Value != nil {
					bars.Rows[i].Text = unit.Number(*it.Value, 1)
				}
			}
		}
		c.SVG = drawing(chart.Spec{ID: "delivery-" + m.ID, Title: m.Title + " by quarter", Bars: bars})
	}
	return c
}

func (v *Views) deliverySaid(m report.DeliveryMetric, slug string, year int) []string {
	if m.Figure.Value == nil {
		return nil
	}
	var out []string
	write := func(x float64) string {
		if m.Figure.Unit == "per week" {
			return unit.Number(x, 1)
		}
		return bare(x, m.Figure.Unit)
	}
	switch {
	case m.Of != nil:
		out = append(out, strconv.Itoa(m.N)+" of "+unit.Plural(*m.Of, "deployment", "deployments")+".")
	case m.ID == "lead-time":
		out = append(out, "Median over "+unit.Plural(m.N, "commit", "commits")+".")
	case m.ID == "recovery":
		out = append(out, "Median over "+unit.Plural(m.N, "recovery", "recoveries")+".")
	}
	if m.Low != nil && m.High != nil {
		out = append(out, "95"+unit.NB+"% interval "+write(*m.Low)+" to "+write(*m.High)+".")
	}
	if m.Days != nil {
		out = append(out, "On "+unit.Percent(*m.Days, 0)+" of working days.")
	}
	out = append(out, unit.Sentence(v.comparison(m.Figure, slug, write))+".")
	if m.Change != nil {
		said := changeSentence(*m.Change)
		if m.ID == "lead-time" { // tested by deployments, for commits shipped together are not independent
			said = strings.Replace(said, "Against the quarter before", "Deployment by deployment against the quarter before", 1)
		}
		out = append(out, said)
	}
	if m.Level != "" {
		out = append(out, unit.Sentence(m.Level)+" in the DORA report of "+strconv.Itoa(year)+".")
	}
	return out
}

// leadRange is the least range of ages that is drawn, as a factor.
const leadRange = 12

// deploymentDots shows every deployment, failures emphasised.
func (v *Views) deploymentDots(d *report.Delivery, q report.Quarter) *Chart {
	dots := &chart.Dots{What: "deployments", X: v.quarterAxis(q), Most: 7}
	lo, hi := math.Inf(1), 0.0
	for _, x := range d.Deployments {
		if x.LeadTime == nil {
			continue
		}
		y := math.Max(*x.LeadTime, 60)
		lo, hi = math.Min(lo, y), math.Max(hi, y)
		dots.Points = append(dots.Points, v.deploymentDot(x, y))
	}
	if len(dots.Points) == 0 {
		return nil
	}
	lo, hi = lo*.6, hi*1.5
	if hi < leadRange*lo { // a release train: all of one age
		lo, hi = lo/math.Sqrt(leadRange), hi*math.Sqrt(leadRange)
	}
	dots.Y = chart.Axis{Min: lo, Max: hi, Ticks: chart.LogDurationTicks(lo, hi), Format: chart.Format{Kind: chart.Duration}}
	for _, m := range d.Metrics {
		if m.ID == "lead-time" && m.Figure.Value != nil {
			dots.Rules = []chart.Rule{{At: *m.Figure.Value, Label: "median commit " + unit.Duration(*m.Figure.Value), Dashed: true}}
		}
	}
	c := draw("", chart.Spec{ID: "deployment-dots", Title: "Deployments by day and the age of their commits", Dots: dots})
	c.Title = "Every deployment, by the age of what it brought"
	c.Note = "Median age of a deployment’s commits, on a logarithmic axis. A triangle failed."
	return &c
}

func (v *Views) deploymentDot(x report.Deployment, y float64) chart.Dot {
	p := chart.Dot{X: float64(x.Finished.Unix()), Y: y, Tone: chart.Mid}
	p.Name = x.ID + ", " + v.day(x.Finished) + ", " + unit.Duration(*x.LeadTime)
	if !x.Failed {
		return p
	}
	p.Tone, p.Shape, p.Weight = chart.Over, chart.Triangle, 1
	p.Name += ", failed"
	p.Label = chart.Label{Lines: []chart.Text{{Text: x.ID}}, Priority: 40}
	if x.Incident != nil {
		p.Href = x.Incident.URL
		p.Label.Lines[0].Text = x.Incident.ID
	}
	return p
}

func (v *Views) day(t time.Time) string { return unit.DayMonth(v.local(t)) }

func deliveryRow(x report.ServiceDelivery) DeliveryRow {
	r := DeliveryRow{Name: orElse(x.Service.Name, x.Service.ID), Deployments: strconv.Itoa(x.Deployments), Lead: "–", PerWeek: "–", Failed: "–", Recover: "–"}
	for _, m := range x.Metrics {
		if m.Figure.Value == nil {
			continue
		}
		switch m.ID {
		case "lead-time":
			r.Lead = unit.Duration(*m.Figure.Value)
		case "frequency":
			r.PerWeek = unit.Number(*m.Figure.Value, 1)
		case "change-fail":
			r.Failed = unit.Share(*m.Figure.Value)
		case "recovery":
			r.Recover = unit.Duration(*m.Figure.Value)
		}
	}
	return r
}

func (v *Views) deliveryFailure(x report.Deployment) DeliveryFailure {
	f := DeliveryFailure{ID: x.ID, When: unit.Stamp(v.local(x.Finished)), Service: orElse(x.Service.Name, x.Service.ID), Open: x.Open, Recovery: "not stated"}
	switch {
	case x.Recovery != nil:
		f.Recovery = unit.Duration(*x.Recovery)
	case x.Open:
		f.Recovery = "still open"
	}
	if x.Incident != nil {
		f.Incident = &Link{Text: x.Incident.ID, URL: x.Incident.URL}
	}
	return f
}

// deliveryTables are the section's rows as files.
func (v *Views) deliveryTables(t *report.TeamQuarter) []NamedTable {
	if t.Delivery == nil {
		return nil
	}
	return []NamedTable{
		{"deployments", func() chart.Table { return deploymentsTable(t.Delivery) }},
		{"delivery", func() chart.Table { return deliveryTable(t.Delivery) }},
	}
}

func deploymentsTable(d *report.Delivery) chart.Table {
	t := chart.Table{Head: []string{"deployment", "service", "finished", "commits", "median_lead_time_seconds", "failed", "rework", "recovery_seconds", "open", "incident"}}
	for _, x := range d.Deployments {
		incident := ""
		if x.Incident != nil {
			incident = x.Incident.ID
		}
		t.Rows = append(t.Rows, []string{x.ID, x.Service.ID, stamp(&x.Finished), strconv.Itoa(x.Commits), number(x.LeadTime), strconv.FormatBool(x.Failed), strconv.FormatBool(x.Rework), number(x.Recovery), strconv.FormatBool(x.Open), incident})
	}
	return t
}

func deliveryTable(d *report.Delivery) chart.Table {
	t := chart.Table{Head: []string{"service", "metric", "value", "unit", "n", "of", "low", "high", "previous", "year_ago", "level", "level_year"}}
	add := func(service string, m report.DeliveryMetric) {
		of := ""
		if m.Of != nil {
			of = strconv.Itoa(*m.Of)
		}
		t.Rows = append(t.Rows, []string{service, m.ID, number(m.Figure.Value), m.Figure.Unit, strconv.Itoa(m.N), of, number(m.Low), number(m.High), number(m.Figure.Previous), number(m.Figure.YearAgo), m.Level, strconv.Itoa(d.BandYear)})
	}
	for _, m := range d.Metrics {
		add("", m)
	}
	for _, s := range d.Services {
		for _, m := range s.Metrics {
			add(s.Service.ID, m)
		}
	}
	return t
}

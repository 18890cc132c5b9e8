package report

import (
	"strconv"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/delivery"
)

const (
	defLeadTime   = "lead-time"
	defFrequency  = "deployment-frequency"
	defRecovery   = "recovery-time"
	defChangeFail = "change-fail-rate"
	defRework     = "rework-rate"
)

// perWeek is the unit of a frequency.
const perWeek = "per week"

// delivery of a team in the i-th quarter: what it deployed while it owned it.
// Nil for a team of which no deployment is on record up to the quarter's end.
func (b *builder) delivery(t config.Team, i int) *Delivery {
	own := b.shipments(t.ID)
	now, ok := b.measured(own, i)
	if !ok {
		return nil
	}
	d := &Delivery{Services: []ServiceDelivery{}, Deployments: []Deployment{}, BandYear: b.in.Config.Delivery.Bands,
		OpenFailures: now.Open, WorkingDays: now.Days, Metrics: b.deliveryMetrics(own, i)}
	for _, dot := range now.Deployments {
		d.Deployments = append(d.Deployments, b.deployment(dot, own.led[deploymentKey(dot.Deployment)]))
	}
	for _, service := range servicesOf(now) {
		of := own.services[service]
		n, _ := b.measured(of, i)
		d.Services = append(d.Services, ServiceDelivery{Service: b.serviceRef(service), Deployments: len(n.Deployments), Metrics: b.deliveryMetrics(of, i)})
	}
	q := b.book.Quarters[i]
	for _, e := range b.in.Records.Elsewhere {
		if e.Team == t.ID && !e.At.Before(q.Start) && e.At.Before(q.Seen) {
			d.Elsewhere++
		}
	}
	return d
}

// measured is the delivery of the j-th quarter; false for quarters that were
// over before the first deployment on record, and outside the book.
func (b *builder) measured(s *shipments, j int) (delivery.Result, bool) {
	if j < 0 || j >= len(b.book.Quarters) || len(s.all) == 0 || s.all[0].At >= b.soFar(j).End {
		return delivery.Result{}, false
	}
	return memo(s.results, j, func() delivery.Result { return delivery.Measure(s.all, b.periodOf(j)) }), true
}

// periodOf is the i-th quarter with its working days.
func (b *builder) periodOf(i int) delivery.Period {
	return memo(b.ledger.periods, i, func() delivery.Period {
		q := b.book.Quarters[i]
		var days []time.Time
		for day := q.Start.In(b.loc); !day.After(q.End); day = day.AddDate(0, 0, 1) {
			days = append(days, day)
		}
		c := b.in.Config.Delivery
		return delivery.Period{Start: q.Start.Unix(), End: q.End.Unix(), AsOf: b.asOf, WorkingDays: delivery.WorkingDays(days, c.Workdays, c.Holidays)}
	})
}

// deliveryMetrics are the five, each compared with the quarters before.
func (b *builder) deliveryMetrics(own *shipments, i int) []DeliveryMetric {
	at := func(kind delivery.Metric, j int) *float64 {
		r, ok := b.measured(own, j)
		if !ok {
			return nil
		}
		return deliveryMetric(kind, r).Figure.Value
	}
	now, _ := b.measured(own, i)
	before, compared := b.measured(own, i-1)
	var out []DeliveryMetric
	for _, kind := range []delivery.Metric{delivery.LeadTime, delivery.Frequency, delivery.Recovery, delivery.ChangeFail, delivery.Rework} {
		m := deliveryMetric(kind, now)
		m.Figure.Sources = own.files
		m.Figure.Previous, m.Figure.YearAgo = at(kind, i-1), at(kind, i-4)
		if compared {
			m.Change = medianChange(kind, before, now)
		}
		if m.Figure.Value != nil && len(now.Deployments) > 0 { // nothing shipped is no level
			m.Level = delivery.Level(b.in.Config.Delivery.Bands, kind, *m.Figure.Value)
		}
		m.Before = b.byQuarters(i, func(j int) *float64 { return at(kind, j) })
		out = append(out, m)
	}
	return out
}

// byQuarters is a figure in the year before and in the i-th quarter, for a row
// of bars; quarters of the book that had no figure yet are left out at the
// front.
func (b *builder) byQuarters(i int, of func(int) *float64) []EvidenceItem {
	out := []EvidenceItem{}
	for j := max(0, i-4); j <= i; j++ {
		v := of(j)
		if v == nil && len(out) == 0 && j < i {
			continue
		}
		out = append(out, EvidenceItem{Label: b.book.Quarters[j].Label, Value: v, Strong: j == i})
	}
	return out
}

// deliveryMetric is one of the five of a result.
func deliveryMetric(kind delivery.Metric, r delivery.Result) DeliveryMetric {
	switch kind {
	case delivery.LeadTime:
		return medianMetric("lead-time", "Change lead time", defLeadTime, r.Lead)
	case delivery.Recovery:
		return medianMetric("recovery", "Failed deployment recovery time", defRecovery, r.Recovery)
	case delivery.ChangeFail:
		return rateMetric("change-fail", "Change fail rate", defChangeFail, r.ChangeFail)
	case delivery.Rework:
		return rateMetric("rework", "Deployment rework rate", defRework, r.Rework)
	}
	m := DeliveryMetric{ID: "frequency", Title: "Deployment frequency", N: len(r.Deployments), Figure: Figure{Unit: perWeek, Definition: defFrequency}}
	if r.Weeks > 0 {
		m.Figure.Value = ptr(r.PerWeek)
	}
	if r.Days > 0 {
		m.Days = ptr(float64(r.DaysWith) / float64(r.Days))
	}
	return m
}

func medianMetric(id, title, def string, x delivery.Median) DeliveryMetric {
	m := DeliveryMetric{ID: id, Title: title, N: x.N, Figure: Figure{Unit: "seconds", Definition: def}}
	if x.OK {
		m.Figure.Value = ptr(x.Value)
	}
	if x.HasInterval {
		m.Low, m.High = ptr(x.Low), ptr(x.High)
	}
	return m
}

func rateMetric(id, title, def string, x delivery.Rate) DeliveryMetric {
	m := DeliveryMetric{ID: id, Title: title, N: x.Hits, Of: ptr(x.Of), Figure: Figure{Unit: "ratio", Definition: def}}
	if x.OK {
		m.Figure.Value, m.Low, m.High = ptr(x.Value), ptr(x.Low), ptr(x.High)
	}
	return m
}

// medianChange tests recoveries between two quarters. Commits of one deployment
// are no independent draws, so lead times are tested by deployment.
func medianChange(kind delivery.Metric, before, now delivery.Result) *Change {
	switch kind {
	case delivery.Recovery:
		return change(before.Recovery.Values, now.Recovery.Values)
	case delivery.LeadTime:
		return change(deploymentLeads(before), deploymentLeads(now))
	}
	return nil
}

func deploymentLeads(r delivery.Result) []float64 {
	var out []float64
	for _, d := range r.Deployments {
		if d.HasLead {
			out = append(out, d.Lead)
		}
	}
	return out
}

// deployment is one dot with its names, and the incident that its record names.
func (b *builder) deployment(dot delivery.Dot, incident string) Deployment {
	d := Deployment{ID: dot.ID, Service: b.serviceRef(dot.Service), Finished: unixUTC(dot.At), Commits: len(dot.Commits),
		Failed: dot.Failed, Rework: dot.Rework, Open: dot.Open}
	if dot.HasLead {
		d.LeadTime = ptr(dot.Lead)
	}
	if dot.HasRecovery {
		d.Recovery = ptr(dot.Recovery)
	}
	if in := b.incidentByID(incident); in != nil {
		d.Incident = ptr(in.ref())
	}
	return d
}

func (b *builder) serviceRef(id string) Ref {
	if s, ok := b.services[id]; ok {
		return s
	}
	return Ref{ID: id, Name: id}
}

// servicesOf are the services of a result's deployments where there are two or
// more.
func servicesOf(r delivery.Result) []string {
	var out []string
	for _, d := range r.Deployments {
		out = append(out, d.Service)
	}
	if out = sortedSet(out); len(out) < 2 {
		return nil
	}
	return out
}

// workingDayWords names the site's working days for a definition.
func workingDayWords(days []time.Weekday) string {
	if len(days) == 5 && days[0] == time.Monday && days[4] == time.Friday {
		return "Monday to Friday, less the site’s holidays"
	}
	return strconv.Itoa(len(days)) + " days of the week, less the site’s holidays"
}

// deliveryDefinitions explain the five metrics.
func deliveryDefinitions(c config.Delivery) []Definition {
	clock := "when it came into the repository as it is"
	if c.LeadFrom == config.LeadAuthored {
		clock = "when its author first wrote it"
	}
	const dora = "DORA, dora.dev: software delivery performance metrics"
	return []Definition{
		{ID: defLeadTime, Title: "Change lead time", Unit: "time",
			Short: "From a commit to its first deployment in production; the median over the quarter’s commits.",
			Text:  "The clock starts " + clock + " and stops when the first deployment that carries it has reached production. A deployment carries many commits, and each counts once, with whoever shipped it first. Commits without a time take no part. The interval is the exact 95 % order-statistic interval of the median; change against the quarter before is tested between deployments, each by the median of its commits, because the commits of one deployment are no independent draws.", Formula: "median(deployed − committed)", Source: dora},
		{ID: defFrequency, Title: "Deployment frequency", Unit: "deployments a week",
			Short: "Deployments to production in a week; beside it, the share of working days with at least one.",
			Text:  "Deployments of the quarter over its weeks so far. Working days are " + workingDayWords(c.Workdays) + ". Without a deployment it is 0, while rates and times have no data. In the levels, “on demand” is taken as more than five a week.", Source: dora},
		{ID: defRecovery, Title: "Failed deployment recovery time", Unit: "time",
			Short: "From a failed deployment to its recovery; the median over the quarter’s failures that are over.",
			Text:  "It belongs to the quarter in which the deployment failed, also where the recovery came later. A failure whose record states no recovery is over when the incident that it names is resolved. Those that are open are counted apart and stay out of the median.", Formula: "median(recovered − deployed)", Source: dora},
		{ID: defChangeFail, Title: "Change fail rate", Unit: "share of deployments",
			Short: "Deployments that led to a failure in production, of all deployments of the quarter.",
			Text:  "Counted in deployments, not in incidents, so that it cannot exceed 100 %. Without deployments there is no rate. The interval is Wilson’s at 95 %. The DORA reports publish one rate for each level; the level is the one with the nearest.", Formula: "failed deployments ÷ deployments", Source: dora},
		{ID: defRework, Title: "Deployment rework rate", Unit: "share of deployments",
			Short: "Unplanned deployments that mend something, of all deployments of the quarter.",
			Text:  "As the records mark them. The interval is Wilson’s at 95 %. The DORA reports publish no levels for it.", Formula: "rework deployments ÷ deployments", Source: dora},
	}
}

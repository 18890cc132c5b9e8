package report

// teamMetric is a figure of a team's report that a key result may name.
type teamMetric struct {
	id, title, section, unit, def string
	// adds is set where the figure grows as a quarter runs.
	adds bool
	of   func(*TeamQuarter) Figure
}

// teamMetrics are all of them, as docs/data.md lists them.
func teamMetrics() []teamMetric {
	out := []teamMetric{
		{"budget-spent", "Budget spent, worst objective", "budgets", "ratio", defSpent, true, worstFigure},
		{"incidents", "Incidents", "incidents", "incidents", defIncidents, true, func(t *TeamQuarter) Figure { return t.Summary.Count }},
		{"impact-hours", "Hours of impact", "incidents", "hours", defImpact, true, func(t *TeamQuarter) Figure { return t.Summary.Impact }},
		{"customer-minutes", "Customer-minutes lost", "business", "customer-minutes", defMinutes, true, func(t *TeamQuarter) Figure {
			if t.Price == nil {
				return Figure{}
			}
			return t.Price.CustomerMinutes
		}},
		{"cost-against-target", "Cost against target", "cost", "ratio", defAgainst, false, func(t *TeamQuarter) Figure {
			if t.Cost == nil {
				return Figure{}
			}
			return t.Cost.Against
		}},
	}
	for _, c := range clocks {
		out = append(out, teamMetric{definitionOfClock(c), clockTitle(c), "incidents", "seconds", definitionOfClock(c), false, func(t *TeamQuarter) Figure { return clockFigure(t, c) }})
	}
	for _, d := range []teamMetric{
		{id: "lead-time", title: "Change lead time", unit: "seconds", def: defLeadTime},
		{id: "frequency", title: "Deployment frequency", unit: perWeek, def: defFrequency},
		{id: "recovery", title: "Failed deployment recovery time", unit: "seconds", def: defRecovery},
		{id: "change-fail", title: "Change fail rate", unit: "ratio", def: defChangeFail},
		{id: "rework", title: "Deployment rework rate", unit: "ratio", def: defRework},
	} {
		d.section, d.of = "delivery", func(t *TeamQuarter) Figure { return t.Delivery.figure(d.id) }
		out = append(out, d)
	}
	return append(out, onCallMetrics()...)
}

func onCallMetrics() []teamMetric {
	of := func(take func(*OnCall) Figure) func(*TeamQuarter) Figure {
		return func(t *TeamQuarter) Figure {
			if t.OnCall == nil {
				return Figure{}
			}
			return take(t.OnCall)
		}
	}
	return []teamMetric{
		{"pages", "Pages", "on-call", "pages", defPages, true, of(func(o *OnCall) Figure { return o.Pages })},
		{"pages-per-shift", "Pages a shift", "on-call", "per shift", defPerShift, false, of(func(o *OnCall) Figure { return o.PerShift })},
		{"interrupted-nights", "Interrupted nights", "on-call", "nights", defNights, true, of(func(o *OnCall) Figure { return o.Nights })},
		{"operations-share", "Share of operations work", "on-call", "ratio", defOperations, false, of(func(o *OnCall) Figure { return o.Operations })},
	}
}

// worstFigure is what the objective spent that spent most.
func worstFigure(t *TeamQuarter) Figure {
	var out Figure
	for _, s := range t.SLOs {
		if v := s.Spent.Value; v != nil && !s.NoBudget && (out.Value == nil || *v > *out.Value) {
			out = s.Spent
		}
	}
	return out
}

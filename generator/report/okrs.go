package report

import (
	"slices"
	"strings"

	"quarterdeck/generator/business"
	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// The states of a key result without a progress; the others are business's.
const (
	resultUnknown = "not measured"
	resultEarly   = "too early to tell"
)

// okrs are the team's objectives for the i-th quarter, each key result measured
// by a figure of the report or by a KPI.
func (b *builder) okrs(t config.Team, tq *TeamQuarter, i int) []OKR {
	out := []OKR{}
	for _, o := range t.OKRs {
		if !slices.Contains(o.Quarters, b.quarters[i]) {
			continue
		}
		x := OKR{ID: o.ID, Title: o.Title, KeyResults: []KeyResult{}}
		due := QuarterOf(b.cal, o.Quarters[len(o.Quarters)-1], b.asOf).End.In(b.loc).AddDate(0, 0, -1)
		sum, n := 0.0, 0
		for _, k := range o.KeyResults {
			r := b.keyResult(k, tq, i)
			if r.By == nil {
				r.By = utc(due)
			}
			if r.Progress != nil {
				sum, n = sum+min(1, max(0, *r.Progress)), n+1
			}
			x.KeyResults = append(x.KeyResults, r)
		}
		if n > 0 {
			x.Progress = ptr(sum / float64(n))
		}
		out = append(out, x)
	}
	return out
}

// keyResult measures one; where its figure has no data it is not measured, and
// where it adds up until the quarter's end it is too early to tell before that.
func (b *builder) keyResult(k config.KeyResult, tq *TeamQuarter, i int) KeyResult {
	r := KeyResult{ID: k.ID, Title: k.Title, Unit: k.Unit, From: k.From, To: k.To, By: utc(k.By), State: resultUnknown}
	m := b.metricOf(k, tq, i)
	r.Figure, r.Metric = m.figure, m.ref
	if r.Figure.Sources == nil {
		r.Figure.Sources = []string{}
	}
	if r.Figure.Value == nil {
		return r
	}
	r.Figure = inUnitOf(r.Figure, k.Unit)
	if tq.Quarter.Running && m.adds {
		r.State = resultEarly
		return r
	}
	r.Progress = ptr(business.Progress(k.From, k.To, *r.Figure.Value))
	r.State = business.State(*r.Progress)
	return r
}

// measuredBy is the figure a key result is measured by. adds is set where it
// grows as a quarter runs, such as a count.
type measuredBy struct {
	figure Figure
	ref    Ref
	adds   bool
}

// kpiPlace is where a team's page shows a KPI: those that say how well the team
// serves others stand there.
func kpiPlace(k config.KPI, tq *TeamQuarter) string {
	if e := tq.Enabling; e != nil {
		for _, x := range []*KPI{e.Adoption, e.Satisfaction} {
			if x != nil && x.ID == k.ID {
				return "#users"
			}
		}
	}
	return "#business"
}

// metricOf finds the figure a key result is measured by.
func (b *builder) metricOf(k config.KeyResult, tq *TeamQuarter, i int) measuredBy {
	ref := Ref{ID: k.Metric.ID, Name: k.Metric.ID}
	if id, ok := k.KPI(); ok {
		kpi, _, _ := b.in.Config.KPI(id)
		m := measuredBy{Figure{Unit: kpi.Unit, Definition: kpiDefinition(id)}, Ref{ID: k.Metric.ID, Name: kpi.Title, URL: tq.URL + kpiPlace(kpi, tq)}, kpi.Aggregate == config.AggregateSum}
		if x := b.kpi(kpi, i); x != nil {
			m.figure = x.Figure
		}
		return m
	}
	if id, ok := k.SLO(); ok {
		if s := b.wholeAt(id, i); s != nil {
			return measuredBy{figure: s.SLI, ref: s.SLO}
		}
		return measuredBy{figure: Figure{Unit: "ratio", Definition: defSLI}, ref: sloRef(id)}
	}
	for _, m := range teamMetrics() {
		if m.id == k.Metric.ID {
			f := m.of(tq)
			f.Unit, f.Definition = m.unit, m.def
			return measuredBy{f, Ref{ID: m.id, Name: m.title, URL: tq.URL + "#" + m.section}, m.adds}
		}
	}
	return measuredBy{ref: ref}
}

// checkKeyResults reports those that name a figure the report does not have, or
// a unit it is not measured in: their progress would never be true.
func (b *builder) checkKeyResults() {
	known, metrics := []string{"kpi:ID", "slo:ID"}, map[string]teamMetric{}
	for _, m := range teamMetrics() {
		known, metrics[m.id] = append(known, m.id), m
	}
	for _, t := range b.in.Config.Teams {
		for _, o := range t.OKRs {
			for _, k := range o.KeyResults {
				_, isKPI := k.KPI()
				_, isSLO := k.SLO()
				m, ok := metrics[k.Metric.ID]
				switch {
				case isKPI:
				case isSLO:
					b.checkUnit(k, "ratio")
				case ok:
					b.checkUnit(k, m.unit)
				default:
					b.diags.Errorf(diag.Pos(k.Metric.Pos), "unknown-figure", nearest(k.Metric.ID, known, "write one of "+strings.Join(known, ", ")),
						"the key result %q is measured by %q, which is no figure of the report", k.Title, k.Metric.ID)
				}
			}
		}
	}
}

// checkUnit reports a unit that shares and times are not stated in; counts may
// be called anything.
func (b *builder) checkUnit(k config.KeyResult, unitName string) {
	stated, allowed := strings.TrimSpace(k.Unit), ""
	switch unitName {
	case "ratio":
		allowed = `"%", or no unit for fractions`
	case "seconds":
		allowed = `"seconds", "minutes", "hours", "days" or "weeks"`
	default:
		return
	}
	if stated != "" && stated != unitName && unitFactor(unitName, stated) == 1 {
		b.diags.Errorf(k.Pos, "wrong-unit", "write "+allowed, "the key result %q is in %q, which %q is not measured in", k.Title, stated, k.Metric.ID)
	}
}

// figure is one of the five metrics; without data for nil.
func (d *Delivery) figure(id string) Figure {
	if d != nil {
		for _, m := range d.Metrics {
			if m.ID == id {
				return m.Figure
			}
		}
	}
	return Figure{}
}

func clockTitle(clock string) string {
	return "Median " + strings.ReplaceAll(clock, "_", " ")
}

func clockFigure(t *TeamQuarter, clock string) Figure {
	for _, d := range t.Summary.Clocks {
		if d.Clock == clock {
			return Figure{Value: d.Median, Unit: "seconds", Definition: definitionOfClock(clock), Sources: t.Summary.Count.Sources}
		}
	}
	return Figure{}
}

// inUnitOf converts a figure to the unit that a key result is stated in: per
// cent for ratios; minutes, hours, days or weeks for seconds.
func inUnitOf(f Figure, unitName string) Figure {
	factor := unitFactor(f.Unit, strings.TrimSpace(unitName))
	if factor == 1 {
		return f
	}
	scale := func(v *float64) *float64 {
		if v == nil {
			return nil
		}
		return ptr(*v * factor)
	}
	f.Value, f.Previous, f.YearAgo, f.Unit = scale(f.Value), scale(f.Previous), scale(f.YearAgo), strings.TrimSpace(unitName)
	return f
}

// unitFactor is what a value in one unit is multiplied with to be in another; 1
// where they do not belong together.
func unitFactor(from, to string) float64 {
	switch from + ">" + to {
	case "ratio>%":
		return 100
	case "seconds>minutes", "seconds>min":
		return 1.0 / 60
	case "seconds>hours", "seconds>h":
		return 1.0 / 3600
	case "seconds>days", "seconds>d":
		return 1.0 / 86400
	case "seconds>weeks":
		return 1.0 / 604800
	}
	return 1
}

package view

import (
	"html/template"
	"math"
	"strings"
	"time"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// Incidents is the section of a quarter's incidents: dots, durations, words.
type Incidents struct {
	*Section
	Chart      *Chart
	Statistics []Statistic
	Detection  *Detection
	Table      IncidentTable
	CSV        string
}

// Statistic is what can be said of one clock.
type Statistic struct {
	Term Definition
	Text string
}

// IncidentTable lists incidents with a bar of their clocks.
type IncidentTable struct {
	Caption string
	Scale   template.HTML
	Teams   bool // a column for the teams
	Rows    []IncidentRow
	Spend   Definition
}

// IncidentRow is one incident.
type IncidentRow struct {
	ID, Title, URL string
	Start          string
	Severity       string
	Teams          []Link
	Bar            template.HTML
	BarText        string
	Spend, Of      string
	Open           bool
	LeftOut        string
}

// dots draws every incident by start and time to restore; weight is the
// largest share it took of a budget. loud tells which to emphasise.
func (v *Views) dots(id string, list []*report.Incident, q report.Quarter, median *float64, loud func(*report.Incident) bool) *Chart {
	d := &chart.Dots{What: "incidents", X: v.quarterAxis(q)}
	lo, hi := math.Inf(1), 0.0
	for _, in := range list {
		length := v.length(in, q)
		if in.Started == nil || length <= 0 {
			continue
		}
		length = math.Max(length, 60)
		lo, hi = math.Min(lo, length), math.Max(hi, length)
		d.Points = append(d.Points, dot(in, length, loud(in)))
	}
	if len(d.Points) == 0 {
		return nil
	}
	lo, hi = math.Min(lo*.75, 1800), math.Max(hi*1.35, 2*3600)
	d.Y = chart.Axis{Min: lo, Max: hi, Ticks: chart.LogDurationTicks(lo, hi), Format: chart.Format{Kind: chart.Duration}}
	if median != nil {
		d.Rules = []chart.Rule{{At: *median, Label: "median " + unit.Duration(*median), Dashed: true}}
	}
	c := draw("", chart.Spec{ID: id, Title: "Incidents by start and time to restore", Dots: d})
	return &c
}

func dot(in *report.Incident, length float64, loud bool) chart.Dot {
	share, measured := largestShare(in)
	p := chart.Dot{X: float64(in.Started.Unix()), Y: length, Weight: share, Open: in.Open, Href: incidentURL(in), Tone: chart.Mid}
	if loud {
		p.Tone = chart.Ink
	}
	p.Name = in.ID + ", " + in.Title + ", " + unit.Duration(length)
	if measured {
		p.Name += ", " + unit.Share(share) + " of a budget"
	} else {
		p.Shape = chart.Hollow
		p.Weight = math.NaN()
	}
	label := chart.Text{Text: in.ID, Bold: loud}
	p.Label = chart.Label{Lines: []chart.Text{label}, Priority: int(math.Min(share*100, 90))}
	return p
}

// length is the time to restore; of an open incident, so far.
func (v *Views) length(in *report.Incident, q report.Quarter) float64 {
	switch {
	case in.ToRestore != nil:
		return *in.ToRestore
	case in.Open && in.Started != nil:
		return v.book.Site.AsOf.Sub(*in.Started).Seconds()
	}
	return 0
}

func largestShare(in *report.Incident) (float64, bool) {
	best, ok := 0.0, false
	for _, s := range in.Spends {
		if s.Share != nil {
			best, ok = math.Max(best, *s.Share), true
		}
	}
	return best, ok
}

func incidentURL(in *report.Incident) string { return orElse(in.URL, "/postmortems/"+in.Slug+"/") }

// quarterAxis is a quarter as an axis of time with its months.
func (v *Views) quarterAxis(q report.Quarter) chart.Axis {
	return v.timeAxis(q.Start, q.End, false)
}

func (v *Views) timeAxis(start, end time.Time, short bool) chart.Axis {
	a := chart.Axis{Min: float64(start.Unix()), Max: float64(end.Unix()), Format: chart.Format{Kind: chart.DateTime, Zone: v.loc}}
	a.Ticks = append(chart.MonthTicks(a.Min, a.Max, v.loc, short), chart.WeekTicks(a.Min, a.Max, v.loc)...)
	return a
}

// incidentTable lists incidents in order of their start. own narrows the
// spends to one team's; nil takes the largest.
func (v *Views) incidentTable(list []*report.Incident, q report.Quarter, own *report.Ref, g *glossary) IncidentTable {
	t := IncidentTable{Caption: "Incidents of " + q.Label + " by start", Teams: own == nil, Spend: g.term("attribution", "Most of a budget")}
	longest := 0.0
	for _, in := range list {
		longest = math.Max(longest, v.length(in, q))
	}
	most := niceDuration(longest)
	ticks := durationTicks(most)
	t.Scale = drawing(chart.Spec{Hidden: true, Scale: &chart.Scale{Max: most, Ticks: ticks}})
	for _, in := range list {
		t.Rows = append(t.Rows, v.incidentRow(in, q, own, most, ticks))
	}
	return t
}

func (v *Views) incidentRow(in *report.Incident, q report.Quarter, own *report.Ref, most float64, ticks []chart.Tick) IncidentRow {
	r := IncidentRow{ID: in.ID, Title: in.Title, URL: incidentURL(in), Severity: in.Severity.Title, Open: in.Open, LeftOut: in.LeftOut}
	if in.Started != nil {
		at := v.local(*in.Started)
		r.Start = unit.ShortDay(at) + ", " + unit.Clock(at)
	}
	for _, team := range in.Teams {
		r.Teams = append(r.Teams, Link{Text: team.Name, URL: "/" + q.Slug + "/" + team.ID + "/"})
	}
	cell := &chart.Cell{Max: most, Grid: tickPlaces(ticks)}
	r.BarText = clocks(in)
	if length := v.length(in, q); length > 0 {
		cell.Parts, cell.Text = phases(in, length), chart.Text{Text: unit.Duration(length)}
		if in.Open {
			cell.Text.Text = "open"
		}
	} else {
		cell.Missing = "times unknown"
	}
	r.Bar = drawing(chart.Spec{Hidden: true, Height: 28, Cell: cell})
	r.Spend, r.Of = spendText(in, own)
	return r
}

// phases are the stretches between an incident's clocks, as far as known.
func phases(in *report.Incident, length float64) []chart.Part {
	var parts []chart.Part
	before := 0.0
	add := func(p *float64, name string, tone chart.Tone) {
		if p != nil && *p > before && *p <= length {
			parts = append(parts, chart.Part{Name: name, Value: *p - before, Text: unit.Duration(*p), Tone: tone})
			before = *p
		}
	}
	add(in.ToDetect, "to detect", chart.Over)
	add(in.ToMitigate, "to mitigate", chart.Ink)
	add(&length, "to restore", chart.Mid)
	return parts
}

// clocks says the same in words.
func clocks(in *report.Incident) string {
	var parts []string
	add := func(p *float64, name string) {
		if p != nil {
			parts = append(parts, name+" after "+unit.Duration(*p))
		}
	}
	add(in.ToDetect, "detected")
	add(in.ToMitigate, "mitigated")
	add(in.ToRestore, "restored")
	if in.Open {
		parts = append(parts, "still open")
	}
	if len(parts) == 0 {
		return "no times recorded"
	}
	return strings.Join(parts, ", ")
}

// spendText is the largest share an incident took of a budget, of one team's
// when given, and whose budget it was.
func spendText(in *report.Incident, own *report.Ref) (share, of string) {
	best := -1.0
	for _, s := range in.Spends {
		if s.Share == nil || own != nil && s.Team.ID != own.ID {
			continue
		}
		if *s.Share > best {
			best, of = *s.Share, s.SLO.Name
		}
	}
	if best < 0 {
		return "not measured", ""
	}
	return unit.Share(best), of
}

// statistics says what the incidents' durations allow to be said.
func (v *Views) statistics(list []report.Durations, g *glossary) []Statistic {
	var out []Statistic
	for _, d := range list {
		id := strings.ReplaceAll(d.Clock, "_", "-")
		name := unit.Sentence(strings.ReplaceAll(d.Clock, "_", " "))
		if d.N < 2 {
			continue // the bar says it
		}
		if d.Mean != nil {
			g.term("mean", "")
		}
		out = append(out, Statistic{Term: g.term(id, name), Text: unit.Sentence(durationSentence(d))})
	}
	return out
}

func durationSentence(d report.Durations) string { return durationText(d, "incident", "incidents") }

// durationText says the same of whatever is measured.
func durationText(d report.Durations, one, many string) string {
	var b strings.Builder
	if d.Median != nil {
		b.WriteString("median " + unit.DurationWords(*d.Median))
	}
	b.WriteString(" over " + unit.Plural(d.N, one, many))
	if d.Low != nil && d.High != nil {
		b.WriteString("; the true median lies between " + unit.Duration(*d.Low) + " and " + unit.Duration(*d.High) + " (exact 95" + unit.NB + "% interval)")
	} else if d.N > 1 {
		b.WriteString("; too few for an interval")
	}
	b.WriteString(". ")
	if d.Mean != nil {
		b.WriteString("Mean (asked for): " + unit.DurationWords(*d.Mean) + ". ")
	}
	if c := d.Change; c != nil {
		b.WriteString(changeSentence(*c))
	}
	if d.Open > 0 {
		b.WriteString(" " + unit.Sentence(unit.Plural(d.Open, "incident is", "incidents are")) + " still open and left out.")
	}
	return b.String()
}

func changeSentence(c report.Change) string {
	s := "Against the quarter before: " + c.Verdict
	if c.PreviousMedian != nil {
		s += ", from " + unit.Duration(*c.PreviousMedian) + " over " + unit.Word(c.PreviousN)
	}
	if c.P != nil && !c.TooFew {
		s += " (p" + unit.NB + "=" + unit.NB + unit.Number(math.Max(*c.P, .001), 3) + ")"
	}
	return s + "."
}

// niceDuration rounds a longest duration up for an axis.
func niceDuration(seconds float64) float64 {
	for _, s := range []float64{900, 1800, 3600, 5400, 2 * 3600, 3 * 3600, 4 * 3600, 6 * 3600, 9 * 3600, 12 * 3600, 18 * 3600, 86400, 36 * 3600, 2 * 86400, 3 * 86400, 5 * 86400, 7 * 86400, 14 * 86400, 28 * 86400, 60 * 86400} {
		if seconds <= s*.74 {
			return s
		}
	}
	return seconds * 1.35
}

func durationTicks(most float64) []chart.Tick {
	ticks := []chart.Tick{{At: 0, Label: "0"}}
	for _, part := range []float64{1. / 3, 2. / 3} {
		at := most * part
		ticks = append(ticks, chart.Tick{At: at, Label: unit.Duration(at)})
	}
	return ticks
}

func tickPlaces(ticks []chart.Tick) []float64 {
	var out []float64
	for _, t := range ticks {
		out = append(out, t.At)
	}
	return out
}

package view

import (
	"html/template"
	"math"
	"strconv"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// TeamTable is the section with one row per team.
type TeamTable struct {
	*Section
	Actions              bool // a column for them
	Left                 Definition
	BarScale, MonthScale template.HTML
	Rows                 []TeamRow
	Total                TeamTotal
}

// TeamRow is a team: rows on a wide page, an entry on a phone.
type TeamRow struct {
	Team               Link
	State              State
	Objective          *Link
	Target, Unmeasured string
	BarText, SpendText string
	Bar, Spark, Strip  template.HTML
	Incidents, Restore string
	Actions, Overdue   string
	IncidentWords      string
}

// TeamTotal is the table's foot.
type TeamTotal struct{ Incidents, Restore, Overdue string }

// teamScale is what the rows of the table share.
type teamScale struct {
	min, spend, weight float64
	axis               chart.Axis
	ticks              []float64
}

func (v *Views) teamTable(o *report.Organisation, c *contents, g *glossary) *TeamTable {
	if len(o.Teams) == 0 {
		return nil
	}
	s := v.teamScale(o)
	t := &TeamTable{
		Actions: v.shows("actions"),
		Left:    g.term("budget-left", "Budget left"),
		Section: c.add(Section{ID: "teams", Title: "Team by team", Short: "Teams", Wide: true, Notes: []Note{
			{Term: "Order", Text: "worst objective first; no data last, which is not a rank."},
			{Term: "Dashed line", Text: "the whole budget."},
			{Term: "Dots", Text: "incidents; area: the largest share taken of one budget."},
			{Term: "Restore", Text: "median time, open incidents left out."},
		}}),
		BarScale:   drawing(chart.Spec{Hidden: true, Scale: &chart.Scale{Min: s.min, Max: 1, Ticks: leftTicks(s.min)}}),
		MonthScale: drawing(chart.Spec{Hidden: true, Scale: &chart.Scale{Min: s.axis.Min, Max: s.axis.Max, Ticks: v.timeAxis(o.Quarter.Start, o.Quarter.End, true).Ticks}}),
	}
	for _, r := range o.Teams {
		t.Rows = append(t.Rows, v.teamRow(r, s))
	}
	t.Total.fill(o)
	return t
}

func (v *Views) teamScale(o *report.Organisation) teamScale {
	s := teamScale{axis: v.quarterAxis(o.Quarter), spend: 1.1}
	for _, r := range o.Teams {
		if r.Remaining != nil {
			s.min = math.Min(s.min, *r.Remaining)
			s.spend = math.Max(s.spend, math.Min(1.05-*r.Remaining, 3))
		}
		for _, in := range r.Incidents {
			share, _ := largestShare(in)
			s.weight = math.Max(s.weight, share)
		}
	}
	s.min = math.Max(math.Floor(s.min*2)/2, -2)
	for _, t := range s.axis.Ticks {
		if !t.Minor {
			s.ticks = append(s.ticks, t.At)
		}
	}
	return s
}

func leftTicks(least float64) []chart.Tick {
	step := .5
	if least < -.5 {
		step = 1
	}
	var ticks []chart.Tick
	for at := math.Ceil(least/step) * step; at <= 1; at += step {
		ticks = append(ticks, chart.Tick{At: at, Label: unit.Percent(at, 0), Bold: at == 0})
	}
	return ticks
}

func (v *Views) teamRow(r report.TeamRow, s teamScale) TeamRow {
	row := TeamRow{
		Team: Link{Text: r.Team.Name, URL: r.URL}, State: StateOf(r.State),
		Incidents: strconv.Itoa(r.Count), IncidentWords: unit.Plural(r.Count, "incident", "incidents"),
		Restore: "–", Actions: strconv.Itoa(r.Open),
	}
	if r.Restore != nil {
		row.Restore = unit.Duration(*r.Restore)
	}
	if r.Overdue > 0 {
		row.Overdue = strconv.Itoa(r.Overdue) + " overdue"
	}
	if r.NoData > 0 && r.State != slo.NoData {
		row.Unmeasured = unit.Plural(r.NoData, "objective", "objectives") + " without data"
	}
	if r.Worst != nil {
		l := link(r.Worst.SLO)
		row.Objective, row.Target = &l, objective(r.Worst)
	}
	v.drawBudget(&row, r, s)
	row.Strip = drawing(chart.Spec{Hidden: true, Strip: v.strip(r.Incidents, s)})
	return row
}

// drawBudget draws what is left of a team's worst budget and how it went.
func (v *Views) drawBudget(row *TeamRow, r report.TeamRow, s teamScale) {
	cell := &chart.Cell{Min: s.min, Max: 1, Grid: tickPlaces(leftTicks(s.min)), Rules: []float64{0}}
	spark := &chart.Spark{X0: s.axis.Min, X1: s.axis.Max, Max: s.spend, Tone: toneOf(r.State)}
	whole := 1.0
	spark.Whole = &whole
	switch {
	case r.Worst == nil:
		cell.Missing = "no objective"
	case r.Remaining != nil:
		cell.To, cell.Tone = *r.Remaining, toneOf(r.State)
		cell.Text = chart.Text{Text: unit.Share(*r.Remaining), Bold: true, Tone: textTone(r.State)}
		row.BarText = unit.Share(*r.Remaining) + " of the budget left"
	case r.Worst.NoBudget && r.Worst.Bad.Value != nil:
		cell.Missing = unit.Count(*r.Worst.Bad.Value) + " failed, none allowed"
	default:
		cell.Missing = "not measured"
	}
	if r.Worst != nil {
		spark.Points = spent(r.Worst)
	}
	row.BarText = orElse(row.BarText, cell.Missing)
	row.Bar = drawing(chart.Spec{Hidden: true, Cell: cell})
	row.Spark = drawing(chart.Spec{Hidden: true, Spark: spark})
	row.SpendText = "not measured"
	if r.Worst != nil && r.Worst.Spent.Value != nil && !r.Worst.NoBudget {
		row.SpendText = unit.Share(*r.Worst.Spent.Value) + " spent"
	}
}

// textTone keeps a value beside its bar in ink unless it is bad news.
func textTone(s slo.State) chart.Tone {
	if s == slo.Overspent {
		return chart.Over
	}
	return chart.Ink
}

// spent is the share of the budget spent at the end of each day.
func spent(s *report.SLOQuarter) []chart.Point {
	var out []chart.Point
	for _, d := range s.Days {
		if d.Future {
			break
		}
		y := math.NaN()
		if d.Remaining != nil && d.Valid != nil {
			y = 1 - *d.Remaining
		}
		out = append(out, chart.Point{X: float64(d.Start.Unix()) + 86400, Y: y})
	}
	return out
}

func (v *Views) strip(list []*report.Incident, s teamScale) *chart.Strip {
	out := &chart.Strip{X0: s.axis.Min, X1: s.axis.Max, Ticks: s.ticks, Most: s.weight}
	for _, in := range list {
		if in.Started == nil {
			continue
		}
		share, measured := largestShare(in)
		if !measured {
			share = math.NaN()
		}
		out.Dots = append(out.Dots, chart.StripDot{X: float64(in.Started.Unix()), Weight: share, Tone: chart.Mid, Open: in.Open, Name: in.ID + " " + in.Title})
	}
	return out
}

// fill takes the totals the report has; an action of two teams counts once, so
// nothing is added up here.
func (t *TeamTotal) fill(o *report.Organisation) {
	t.Incidents, t.Restore = strconv.Itoa(len(o.Incidents)), "–"
	for _, f := range o.Figures {
		if f.ID == "overdue" && f.Figure.Value != nil {
			t.Overdue = unit.Count(*f.Figure.Value) + " overdue"
		}
	}
	for _, d := range o.Summary.Clocks {
		if d.Clock == "time_to_restore" && d.Median != nil {
			t.Restore = unit.Duration(*d.Median)
		}
	}
}

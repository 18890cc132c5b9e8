package view

import (
	"math"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// CapacitySection is the gauges that fill up.
type CapacitySection struct {
	*Section
	List []CapacityBox
	CSV  string
}

// CapacityBox is one gauge.
type CapacityBox struct {
	Title  string
	Term   Definition
	Now    string
	Says   string
	Chart  Chart
	Room   Definition
	Events []HeadroomRow
}

// HeadroomRow is the room left on the day of an event.
type HeadroomRow struct {
	Event                      Link
	When, Load, Expected, Left string
	Says                       string
	Class                      string
}

func (v *Views) capacity(t *report.TeamQuarter, c *contents, g *glossary) *CapacitySection {
	if len(t.Capacity) == 0 {
		return nil
	}
	s := &CapacitySection{CSV: t.URL + "capacity.csv"}
	s.Section = c.add(Section{ID: "capacity", Title: "Room to grow", Short: "Capacity", Notes: []Note{
		{Term: "The forecast", Text: "is a straight line through the daily peaks; it knows no seasons and no plans."},
	}})
	for _, x := range t.Capacity {
		s.List = append(s.List, v.capacityBox(x, g))
	}
	return s
}

func (v *Views) capacityBox(x report.Capacity, g *glossary) CapacityBox {
	b := CapacityBox{Title: x.Title, Term: g.term("capacity", "Capacity"), Says: x.Says, Room: g.term("headroom", "Room left")}
	b.Now = plainValue(value(x.Now.Value), x.Unit) + " of " + plainValue(x.Limit, x.Unit) + ", the highest day of the last seven"
	b.Chart = v.capacityChart(x)
	b.Chart.Title = "" // it heads the box
	for _, e := range x.Events {
		r := HeadroomRow{Event: link(e.Event), When: unit.Date(v.local(e.At)), Load: "as usual", Expected: plainValue(value(e.Expected), x.Unit), Left: unit.Percent(value(e.Left), 0), Says: e.Says}
		if e.Factor != nil {
			r.Load = unit.Number(*e.Factor, 1) + " times the usual"
		}
		if value(e.Left) < 0 {
			r.Class = "t-over"
		} else if value(e.LeftLow) < 0 {
			r.Class = "t-risk"
		}
		b.Events = append(b.Events, r)
	}
	return b
}

// capacityChart draws the daily peaks, the line ahead with its interval, and the
// limit.
func (v *Views) capacityChart(x report.Capacity) Chart {
	past := chart.Series{Name: "highest of the day", Tone: chart.Ink}
	ahead := chart.Series{Name: "if it goes on so", Tone: chart.Mid}
	low := chart.Series{Name: "lower edge", Tone: chart.Mid, Thin: true}
	high := chart.Series{Name: "upper edge", Tone: chart.Mid, Thin: true}
	top := x.Limit
	for _, d := range x.Days {
		at := float64(d.Day.Unix())
		if d.Low == nil {
			past.Points = append(past.Points, chart.Point{X: at, Y: valueOrNaN(d.Value)})
			continue
		}
		ahead.Points = append(ahead.Points, chart.Point{X: at, Y: valueOrNaN(d.Value)})
		low.Points = append(low.Points, chart.Point{X: at, Y: math.Max(0, *d.Low)})
		high.Points = append(high.Points, chart.Point{X: at, Y: *d.High})
		top = math.Max(top, math.Min(*d.High, x.Limit*1.3))
	}
	for _, s := range []*chart.Series{&high, &ahead} { // beyond the frame
		for n := range s.Points {
			if s.Points[n].Y > x.Limit*1.3 {
				s.Points[n].Y = math.NaN()
			}
		}
	}
	l := &chart.Line{Series: []chart.Series{past}, Rules: []chart.Rule{{At: x.Limit, Label: "limit " + plainValue(x.Limit, x.Unit), Tone: chart.Over}}}
	if len(ahead.Points) > 0 {
		l.Series = append(l.Series, ahead, low, high)
	}
	l.X = v.timeAxis(x.Days[0].Day, x.Horizon, false)
	l.Y = chart.Axis{Min: 0, Max: top * 1.06, Ticks: valueTicks(top), Format: chart.Format{Unit: unit.NB + x.Unit}}
	for _, e := range x.Events {
		at := float64(e.At.Unix())
		l.Marks = append(l.Marks, chart.Mark{X: at, Y: value(e.Expected), Shape: chart.Diamond, Tone: chart.Risk, Name: e.Event.Name,
			Label: chart.Label{Lines: []chart.Text{{Text: e.Event.Name}}, Priority: 60}})
	}
	spec := chart.Spec{ID: "capacity-" + x.ID, Title: x.Title, Height: 300, Line: l}
	c := draw(x.Title, spec)
	c.Note = "In " + orElse(x.Unit, "its own unit") + ": the highest value of each day, and a straight line through them with its 95 % interval."
	return c
}

func valueOrNaN(p *float64) float64 {
	if p == nil {
		return math.NaN()
	}
	return *p
}

// valueTicks are a few round places on an axis from nothing.
func valueTicks(top float64) []chart.Tick {
	step := math.Pow(10, math.Floor(math.Log10(math.Max(top, 1e-9))))
	switch {
	case top/step < 2:
		step /= 2
	case top/step > 5:
		step *= 2
	}
	out := []chart.Tick{{At: 0, Label: "0"}}
	for at := step; at <= top; at += step {
		out = append(out, chart.Tick{At: at, Label: plainValue(at, "")})
	}
	return out
}

// capacityTables are the section's rows as files.
func (v *Views) capacityTables(t *report.TeamQuarter) []NamedTable {
	if len(t.Capacity) == 0 {
		return nil
	}
	return []NamedTable{{"capacity", func() chart.Table {
		out := chart.Table{Head: []string{"capacity", "day", "value", "low", "high", "limit", "unit"}}
		for _, x := range t.Capacity {
			for _, d := range x.Days {
				out.Rows = append(out.Rows, []string{x.ID, stamp(&d.Day), number(d.Value), number(d.Low), number(d.High), number(&x.Limit), x.Unit})
			}
		}
		return out
	}}}
}

package view

import (
	"math"
	"time"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// burnDown draws what is left of the budget, with what took it.
func (v *Views) burnDown(s *report.SLOQuarter) Chart {
	points := path(s)
	l := &chart.Line{
		X:      v.timeAxis(s.Start, s.End, false),
		Series: []chart.Series{{Name: "Budget left", Points: points, Tone: chart.Ink}},
		Area:   &chart.Area{Base: 0, Side: chart.Below, Tone: chart.Over},
		Rules:  []chart.Rule{{At: 0}},
		Guides: []chart.Guide{{From: chart.Point{X: float64(s.Start.Unix()), Y: 1}, To: chart.Point{X: float64(s.End.Unix())}, Label: muted("if spent evenly", 10)}},
	}
	least := 0.0
	for _, p := range points {
		if !math.IsNaN(p.Y) {
			least = math.Min(least, p.Y)
		}
	}
	v.course(l, s, points, &least)
	l.Y = leftAxis(least)
	v.annotate(l, s)
	l.Bands = append(l.Bands, v.excludedBands(s)...)
	c := draw(burnTitle(v, s), chart.Spec{ID: "burn-" + budgetID(s), Title: s.SLO.Name + ": error budget left through the quarter", Height: burnHeight(least, s), Line: l})
	return c
}

// burnHeight gives an overspent budget more room than one that was kept; one
// that held beside its calendar has the calendar's height.
func burnHeight(least float64, s *report.SLOQuarter) int {
	switch {
	case s.State == slo.Within:
		return 208
	case least < -.05:
		return 404
	}
	return 300
}

func leftAxis(least float64) chart.Axis {
	a := chart.Axis{Min: 0, Max: 1.04, Format: chart.Format{Factor: 100, Decimals: 1, Unit: unit.NB + "%"}}
	step := .5
	for -least/step > 5 {
		step *= 2
	}
	if least < 0 {
		a.Min = least - .08*(1-least)
	}
	for at := 1.0; at >= a.Min; at -= step {
		t := chart.Tick{At: at, Label: unit.Percent(at, 0)}
		if at == 1 {
			t.Label += " of the budget left"
		}
		if math.Abs(at) < 1e-9 {
			continue // the zero line is a rule
		}
		a.Ticks = append(a.Ticks, t)
	}
	return a
}

// path is the burn-down as a curve; where the report holds no sharp one, by day.
func path(s *report.SLOQuarter) []chart.Point {
	var out []chart.Point
	for _, p := range s.Path {
		out = append(out, chart.Point{X: float64(p.At), Y: value(p.Remaining)})
	}
	if len(out) > 0 {
		return out
	}
	out = append(out, chart.Point{X: float64(s.Start.Unix()), Y: 1})
	for _, p := range spent(s) {
		out = append(out, chart.Point{X: p.X, Y: 1 - p.Y})
	}
	return out
}

// course continues a running quarter at its pace so far.
func (v *Views) course(l *chart.Line, s *report.SLOQuarter, points []chart.Point, least *float64) {
	i := len(points) - 1
	for i >= 0 && math.IsNaN(points[i].Y) {
		i--
	}
	if i < 0 {
		return
	}
	left := chart.Text{Text: unit.Share(points[i].Y), Bold: true, Large: true}
	if points[i].Y < 0 {
		left.Tone = chart.Over
	}
	l.End = chart.Label{Lines: []chart.Text{left}, Priority: chart.Must}
	if s.OnCourse.Value == nil {
		return
	}
	end := 1 - *s.OnCourse.Value
	*least = math.Min(*least, end)
	l.Guides = append(l.Guides, chart.Guide{
		From: points[i], To: chart.Point{X: float64(s.End.Unix()), Y: end},
		Label: chart.Label{Lines: []chart.Text{{Text: "at this pace"}, {Text: unit.Percent(end, 0) + " left", Bold: true}}, Priority: 60},
	})
}

func muted(s string, priority int) chart.Label {
	return chart.Label{Lines: []chart.Text{{Text: s, Muted: true}}, Priority: priority}
}

// annotate marks incidents, unexplained stretches and the day it ran out.
func (v *Views) annotate(l *chart.Line, s *report.SLOQuarter) {
	for _, p := range s.Spend.Parts {
		in := p.Incident
		if in == nil || in.Started == nil || p.Share == nil {
			continue
		}
		end := s.End
		if in.Resolved != nil {
			end = *in.Resolved
		}
		l.Bands = append(l.Bands, chart.Band{
			X0: float64(in.Started.Unix()), X1: float64(end.Unix()), Tone: chart.Mid, Href: in.URL,
			Name: in.ID + ", " + in.Name + ": " + unit.Percent(-*p.Share, 1),
			Label: chart.Label{Priority: int(math.Min(*p.Share*100, 90)), Lines: []chart.Text{
				{Text: in.ID, Bold: true}, {Text: unit.Percent(-*p.Share, 1)}, {Text: in.Name, Optional: true},
			}},
		})
	}
	for _, x := range s.Bursts {
		band := chart.Band{X0: float64(x.Start.Unix()), X1: float64(x.End.Unix()), Tone: chart.Over, Name: "No postmortem, " + unit.Range(v.local(x.Start), v.local(x.End))}
		band.Label = chart.Label{Priority: 50, Lines: []chart.Text{{Text: "unexplained", Bold: true, Tone: chart.Over}}}
		if x.Share != nil {
			band.Label.Lines = append(band.Label.Lines, chart.Text{Text: unit.Percent(-*x.Share, 1), Tone: chart.Over})
			band.Label.Priority = int(math.Min(*x.Share*100, 90))
		}
		l.Bands = append(l.Bands, band)
	}
	if s.Exhausted != nil {
		at := v.local(*s.Exhausted)
		l.Marks = append(l.Marks, chart.Mark{
			X: float64(at.Unix()), Y: 0, Shape: chart.Triangle, Tone: chart.Over, Name: "The budget ran out on " + unit.WeekDate(at),
			Label: chart.Label{Priority: chart.Must, Lines: []chart.Text{
				{Text: "Ran out on day " + unit.Count(float64(v.dayOf(s, at))) + ",", Bold: true, Tone: chart.Over, Large: true},
				{Text: at.Format("Monday 2" + unit.NB + "January"), Bold: true, Tone: chart.Over, Large: true},
			}},
		})
	}
}

// dayOf counts the local days from an objective's start, from 1.
func (v *Views) dayOf(s *report.SLOQuarter, at time.Time) int {
	for i := len(s.Days) - 1; i >= 0; i-- {
		if !at.Before(s.Days[i].Start) {
			return i + 1
		}
	}
	return 1
}

// burnTitle says what the curve shows.
func burnTitle(v *Views, s *report.SLOQuarter) string {
	switch {
	case s.Remaining.Value == nil:
		return "How the budget went"
	case s.State == slo.Incomplete:
		return "In what was measured, " + unit.Share(*s.Spent.Value) + " of the budget was spent"
	case s.Exhausted != nil:
		return "The budget ran out on " + unit.DayMonth(v.local(*s.Exhausted)) + "; " + unit.Share(*s.Spent.Value) + " of it was spent " + soFar(s)
	case s.OnCourse.Value != nil:
		return unit.Share(*s.Remaining.Value) + " of the budget is left so far; at this pace the quarter ends at " + unit.Percent(*s.OnCourse.Value, 0) + " spent"
	}
	return unit.Share(*s.Remaining.Value) + " of the budget was left at the end"
}

func soFar(s *report.SLOQuarter) string {
	if s.OnCourse.Value != nil {
		return "so far"
	}
	return "by the end"
}

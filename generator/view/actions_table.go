package view

import (
	"html/template"
	"math"
	"slices"
	"time"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// ActionTable lists action items, each with a bar from opened to done, or to
// the present, and its due date as a mark.
type ActionTable struct {
	Caption string
	Scale   template.HTML
	Rows    []ActionRow
}

// ActionRow is one action item.
type ActionRow struct {
	ID, Title, Owner string
	Incident         Link
	Bar              template.HTML
	Due              string
	State            string // in words: "59 days overdue"
	Late             bool
	Note             string // carried over how many times
}

// actionTable draws actions on one axis that ends a little after now. Order is
// the caller's.
func (v *Views) actionTable(caption string, list []report.Action, now time.Time) ActionTable {
	t := ActionTable{Caption: caption}
	lo, hi := now, now
	for _, a := range list {
		if a.Opened != nil && a.Opened.Before(lo) {
			lo = *a.Opened
		}
		if a.Due != nil && a.Due.After(hi) {
			hi = *a.Due
		}
	}
	// A due date years ahead must not press the others together.
	span := now.Sub(lo)
	if most := now.Add(max(span/2, 30*24*time.Hour)); hi.After(most) {
		hi = most
	}
	axis := v.timeAxis(lo, hi.Add(7*24*time.Hour), true)
	ticks := monthsOnly(axis.Ticks)
	t.Scale = drawing(chart.Spec{Hidden: true, Scale: &chart.Scale{Min: axis.Min, Max: axis.Max, Ticks: ticks}})
	for _, a := range list {
		t.Rows = append(t.Rows, v.actionRow(a, now, axis, ticks))
	}
	return t
}

// monthsOnly keeps at most five labelled ticks.
func monthsOnly(ticks []chart.Tick) []chart.Tick {
	ticks = slices.DeleteFunc(slices.Clone(ticks), func(t chart.Tick) bool { return t.Minor })
	for len(ticks) > 5 {
		var half []chart.Tick
		for i := 0; i < len(ticks); i += 2 {
			half = append(half, ticks[i])
		}
		ticks = half
	}
	return ticks
}

func (v *Views) actionRow(a report.Action, now time.Time, axis chart.Axis, ticks []chart.Tick) ActionRow {
	r := ActionRow{ID: a.ID, Title: a.Title, Owner: a.Owner, Incident: Link{Text: a.Incident.ID, URL: a.Incident.URL}, Due: "–", Late: a.State == "overdue"}
	if a.Due != nil {
		r.Due = unit.ShortDay(v.local(*a.Due))
		if a.Due.Year() != now.Year() {
			r.Due = unit.ShortDate(v.local(*a.Due))
		}
	}
	r.State = v.actionState(a)
	if a.CarriedOver > 0 {
		r.Note = "carried over " + times(a.CarriedOver)
	}
	cell := &chart.Cell{Min: axis.Min, Max: axis.Max, Grid: tickPlaces(ticks)}
	if a.Opened == nil {
		cell.Missing = "no start"
	} else {
		cell.From = float64(a.Opened.Unix())
		cell.Parts = actionParts(a, now)
	}
	if a.Due != nil {
		cell.Marks = []float64{math.Min(float64(a.Due.Unix()), axis.Max)}
	}
	r.Bar = drawing(chart.Spec{Hidden: true, Height: 26, Cell: cell})
	return r
}

// actionParts splits an action's life at its due date; what lies past it is
// red.
func actionParts(a report.Action, now time.Time) []chart.Part {
	end := now
	if a.Done != nil {
		end = *a.Done
	}
	start := *a.Opened
	if a.Due == nil || !end.After(*a.Due) || a.Due.Before(start) {
		return []chart.Part{{Value: end.Sub(start).Seconds(), Tone: chart.Mid}}
	}
	return []chart.Part{{Value: a.Due.Sub(start).Seconds(), Tone: chart.Mid}, {Value: end.Sub(*a.Due).Seconds(), Tone: chart.Over}}
}

func (v *Views) actionState(a report.Action) string {
	switch a.State {
	case "done":
		if a.Done != nil {
			return "done " + unit.ShortDay(v.local(*a.Done))
		}
		return "done"
	case "overdue":
		return days(a.Late) + " overdue"
	case "undated":
		return "no due date"
	}
	return "open for " + days(a.Age)
}

func days(n int) string {
	if n == 1 {
		return "1" + unit.NB + "day"
	}
	return unit.Count(float64(n)) + unit.NB + "days"
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return unit.Word(n) + " times"
}

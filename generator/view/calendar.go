package view

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// calendarLabels is how many days are named on a calendar.
const calendarLabels = 8

// calendar draws the days by what failed.
func (v *Views) calendar(s *report.SLOQuarter) Chart {
	k := &chart.Calendar{Format: chart.Format{Unit: " failed " + s.Counts}, Max: calendarScale(s.Days)}
	named := 0
	heavy := heavyFirst(s.Days)
	label := map[string]bool{}
	for _, d := range heavy {
		if named < calendarLabels && (len(d.Incidents) > 0 || d.Burst) {
			label[d.Date] = true
			named++
		}
	}
	for _, d := range s.Days {
		k.Days = append(k.Days, v.calendarDay(d, label[d.Date]))
	}
	v.markExcluded(k, s)
	title := "No " + s.Counts + " failed"
	if len(heavy) > 0 && *heavy[0].Bad > 0 {
		title = "Failed " + s.Counts + " a day: the most on " + unit.DayMonth(v.local(heavy[0].Start)) + ", " + unit.Count(*heavy[0].Bad)
	}
	c := draw(title, chart.Spec{ID: "days-" + budgetID(s), Title: s.SLO.Name + ": failed " + s.Counts + " by day", Calendar: k})
	c.Note = "Each square is a day; its area is what failed."
	c.Keys = excludedKeys(calendarKeys(k), s)
	return c
}

// calendarKeys explains the tones that a calendar has.
func calendarKeys(k *chart.Calendar) []Key {
	has := map[chart.Tone]bool{}
	for _, d := range k.Days {
		has[d.Tone] = has[d.Tone] || !d.Outside
	}
	var keys []Key
	for _, key := range []struct {
		tone        chart.Tone
		class, text string
	}{{chart.Ink, "ink", "documented incident"}, {chart.Over, "over", "no postmortem"}, {chart.None, "none", "no data"}} {
		if has[key.tone] {
			keys = append(keys, Key{key.class, key.text})
		}
	}
	return keys
}

// calendarScale keeps ordinary days apart: where every day is alike, squares on
// the scale of the largest would run into each other.
func calendarScale(all []report.Day) float64 {
	heavy := heavyFirst(all)
	if len(heavy) == 0 {
		return 0
	}
	const apart = 7 // the area of the largest square that fits, in ordinary ones
	return math.Max(*heavy[0].Bad, apart**heavy[len(heavy)/2].Bad)
}

func (v *Views) calendarDay(d report.Day, labelled bool) chart.Day {
	out := chart.Day{Date: v.local(d.Start), Value: value(d.Bad), Tone: chart.Mid, Outside: d.Future}
	switch {
	case d.Future:
	case d.Bad == nil:
		out.Tone = chart.None
	case len(d.Incidents) > 0:
		out.Tone, out.Name, out.Href = chart.Ink, happened(d), d.Incidents[0].URL
	case d.Burst:
		out.Tone, out.Name = chart.Over, "no postmortem"
	}
	if labelled {
		text := chart.Text{Text: "no postmortem", Tone: chart.Over, Bold: true}
		if len(d.Incidents) > 0 {
			text = chart.Text{Text: d.Incidents[0].ID, Bold: true}
		}
		out.Label = chart.Label{Lines: []chart.Text{text}, Priority: 20}
	}
	return out
}

// heavyFirst are the days with data, the one with most failures first.
func heavyFirst(all []report.Day) []report.Day {
	out := slices.DeleteFunc(slices.Clone(all), func(d report.Day) bool { return d.Bad == nil || d.Future })
	slices.SortStableFunc(out, func(a, b report.Day) int { return cmp.Compare(*b.Bad, *a.Bad) })
	return out
}

const heavyRows = 10 // days in the table; the file has all

// heavyDays is the reader's way to the days without the drawing.
func (v *Views) heavyDays(s *report.SLOQuarter) *Table {
	rows := heavyFirst(s.Days)
	rows = slices.DeleteFunc(rows, func(d report.Day) bool { return *d.Bad == 0 })
	rows = rows[:min(heavyRows, len(rows))]
	if len(rows) == 0 {
		return nil
	}
	slices.SortStableFunc(rows, func(a, b report.Day) int { return a.Start.Compare(b.Start) })
	t := &Table{Caption: s.SLO.Name + ": the days with most failures", Head: []Cell{{Text: "Day"}, {Text: "Failed", Number: true}, {Text: "Of", Number: true}, {Text: "Budget left at its end", Number: true}, {Text: "What happened"}}}
	for _, d := range rows {
		left := "–"
		if d.Remaining != nil {
			left = unit.Share(*d.Remaining)
		}
		t.Rows = append(t.Rows, []Cell{
			{Text: unit.DayMonth(v.local(d.Start))}, {Text: unit.Count(*d.Bad), Number: true}, {Text: unit.Count(value(d.Valid)), Number: true},
			{Text: left, Number: true}, {Text: happened(d)},
		})
	}
	return t
}

func happened(d report.Day) string {
	var parts []string
	for _, in := range d.Incidents {
		parts = append(parts, strings.TrimSpace(in.ID+" "+in.Name))
	}
	if d.Burst {
		parts = append(parts, "burn without a postmortem")
	}
	return strings.Join(parts, "; ")
}

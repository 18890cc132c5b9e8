package view

import (
	"fmt"
	"strconv"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// OnCallSection is the load of a team's rota.
type OnCallSection struct {
	*Section
	Lead     string
	Cards    []ValueCard
	Week     *WeekGrid
	Services []PagesOf
	Notes    []string
	CSV      string
}

// WeekGrid counts pages by day and hour.
type WeekGrid struct {
	Caption, Zone string
	Hours         []string
	Rows          []WeekRow
}

// WeekRow is one day of the week.
type WeekRow struct {
	Day   string
	Total int
	Cells []HourCell
}

// HourCell is one hour; Level 0 to 4 is its shade.
type HourCell struct {
	Level, Pages int
	Name         string
	Night        bool
}

// PagesOf is one service.
type PagesOf struct{ Name, Pages, Night string }

func (v *Views) onCall(t *report.TeamQuarter, c *contents, g *glossary) *OnCallSection {
	o := t.OnCall
	if o == nil {
		return nil
	}
	s := &OnCallSection{Lead: onCallLead(o), Notes: o.Notes, CSV: t.URL + "on-call.csv"}
	s.Section = c.add(Section{ID: "on-call", Title: "What being on call asked", Short: "On call", Notes: []Note{
		{Term: "Of the team", Text: "never of a person: whom a page reached is not read."},
		{Term: "Limits", Text: "are those of the SRE book: two pages in twelve hours, half the time for operations."},
	}})
	s.Cards = v.onCallCards(o, t.Quarter.Slug, g)
	if value(o.Pages.Value) > 0 {
		s.Week = weekGrid(o)
	}
	if len(o.Services) > 1 {
		for _, x := range o.Services {
			s.Services = append(s.Services, PagesOf{orElse(orElse(x.Service.Name, x.Service.ID), "no service named"), strconv.Itoa(x.Pages), strconv.Itoa(x.Night)})
		}
	}
	return s
}

func onCallLead(o *report.OnCall) string {
	pages := value(o.Pages.Value)
	if pages == 0 {
		return "Nobody was paged."
	}
	text := unit.Sentence(unit.Plural(int(pages), "page", "pages"))
	if o.Shifts > 0 {
		text += " in " + unit.Plural(o.Shifts, "shift", "shifts")
		switch {
		case o.OverLimit == 0:
			text += ", none of them above the limit of " + unit.Word(o.Limit) + " in twelve hours"
		default:
			text += "; " + unit.Plural(o.OverLimit, "shift was", "shifts were") + " above the limit of " + unit.Word(o.Limit) + " in twelve hours"
		}
	}
	return text + "."
}

func (v *Views) onCallCards(o *report.OnCall, slug string, g *glossary) []ValueCard {
	per := ValueCard{Term: g.term("pages-per-shift", "Pages a shift"), Big: "–", Small: "no data"}
	if o.PerShift.Value != nil {
		per.Big, per.Small = unit.Number(*o.PerShift.Value, 2), "a shift"
		two := func(x float64) string { return unit.Number(x, 2) }
		per.Said = append(per.Said, unit.Sentence(v.comparison(report.Figure{Value: o.PerShift.Value, Unit: "ratio", Previous: o.PerShift.Previous, YearAgo: o.PerShift.YearAgo}, slug, two))+".")
		bars := barsOf(o.Before, "")
		bars.Compact = true
		for i, it := range o.Before {
			if it.Value != nil {
				bars.Rows[i].Text = two(*it.Value)
			}
		}
		if len(o.Before) > 1 {
			per.SVG = drawing(chart.Spec{ID: "pages-per-shift", Title: "Pages a shift by quarter", Bars: bars})
		}
	}
	nights := ValueCard{Term: g.term("interrupted-nights", "Interrupted nights"), Big: unit.Count(value(o.Nights.Value)), Small: "of " + unit.Count(float64(o.NightsOf))}
	nights.Said = []string{"From " + o.NightFrom + " to " + o.NightTo + ", " + o.Zone + " time.", unit.Sentence(v.comparison(o.Nights, slug, unit.Count)) + "."}
	cards := []ValueCard{per, nights}
	if a := o.Acknowledge; a != nil && a.Median != nil {
		c := ValueCard{Term: g.term("time-to-acknowledge-a-page", "Time to acknowledge")}
		c.Big, c.Small = splitDuration(*a.Median)
		c.Said = []string{unit.Sentence(durationText(report.Durations{N: a.N, Median: a.Median, Low: a.Low, High: a.High, Change: a.Change}, "page", "pages"))}
		cards = append(cards, c)
	}
	if o.Operations.Value != nil {
		c := ValueCard{Term: g.term("operations-share", "Operations work"), Big: unit.Number(*o.Operations.Value*100, 0), Small: "per cent of working time"}
		tone := chart.OK
		if *o.Operations.Value > o.OperationsLimit {
			tone = chart.Over
		}
		c.SVG = drawing(chart.Spec{Hidden: true, Height: 30, Cell: &chart.Cell{Max: 1, To: *o.Operations.Value, Tone: tone, Rules: []float64{o.OperationsLimit}}})
		if o.Toil != nil && *o.Toil > 0 {
			c.Said = append(c.Said, unit.Number(*o.Toil, 0)+unit.NB+"h of it toil.")
		}
		c.Said = append(c.Said, "The limit is "+unit.Percent(o.OperationsLimit, 0)+".")
		cards = append(cards, c)
	}
	return cards
}

func weekGrid(o *report.OnCall) *WeekGrid {
	w := &WeekGrid{Caption: "Pages by day and hour, " + o.Zone + " time", Zone: o.Zone}
	most := 0
	for _, day := range o.Week {
		for _, n := range day {
			most = max(most, n)
		}
	}
	for h := range 24 {
		w.Hours = append(w.Hours, fmt.Sprintf("%02d", h))
	}
	for d, name := range [7]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"} {
		row := WeekRow{Day: name}
		for h, n := range o.Week[d] {
			cell := HourCell{Pages: n, Name: fmt.Sprintf("%s, %02d:00 to %02d:00: %s", name, h, h+1, unit.Plural(n, "page", "pages"))}
			if n > 0 {
				cell.Level = 1 + 3*(n-1)/max(1, most-1)
				if most == 1 {
					cell.Level = 3
				}
			}
			row.Total += n
			row.Cells = append(row.Cells, cell)
		}
		w.Rows = append(w.Rows, row)
	}
	return w
}

// onCallTables are the section's rows as files.
func (v *Views) onCallTables(t *report.TeamQuarter) []NamedTable {
	if t.OnCall == nil {
		return nil
	}
	return []NamedTable{{"on-call", func() chart.Table {
		out := chart.Table{Head: []string{"day", "hour", "pages"}}
		for d, name := range [7]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
			for h, n := range t.OnCall.Week[d] {
				out.Rows = append(out.Rows, []string{name, strconv.Itoa(h), strconv.Itoa(n)})
			}
		}
		return out
	}}}
}

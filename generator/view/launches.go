package view

import (
	"math"
	"strings"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// LaunchesSection reads each launch by both of its sides.
type LaunchesSection struct {
	*Section
	Term Definition
	List []LaunchBox
	CSV  string
}

// LaunchBox is one launch or dated event.
type LaunchBox struct {
	ID, Title string
	Link      string
	When      string
	State     State
	Conclude  string
	Expected  string
	Rows      []LaunchRow
	Incidents []Link
	Spent     string
	Doubts    []string
}

// LaunchRow is one figure on both sides. Group heads the rows of its kind.
type LaunchRow struct {
	Group, Title          string
	URL                   string
	Before, After, Change string
	Verdict, Class        string
	Test                  string
}

func (v *Views) launches(t *report.TeamQuarter, c *contents, g *glossary) *LaunchesSection {
	if len(t.Launches) == 0 {
		return nil
	}
	s := &LaunchesSection{Term: g.term("launch", "How a launch is read"), CSV: t.URL + "launches.csv"}
	s.Section = c.add(Section{ID: "launches", Title: launchesTitle(t.Launches), Short: "Launches", Notes: []Note{
		{Term: "Before and after", Text: "are windows of one length, whole days, the roll-out in neither."},
		{Term: "Both sides", Text: "weigh alike: what the business gained, and what customers met."},
		{Term: "In the same weeks", Text: "other things happened too; the doubts name what is known."},
	}})
	here := map[string]string{}
	for _, x := range t.SLOs {
		here[x.SLO.ID] = "#" + budgetID(x)
	}
	for _, l := range t.Launches {
		s.List = append(s.List, v.launchBox(l, here))
	}
	return s
}

func launchesTitle(list []report.Launch) string {
	launches, events := 0, 0
	for _, l := range list {
		if l.Kind == "event" {
			events++
		} else {
			launches++
		}
	}
	var parts []string
	if launches > 0 {
		parts = append(parts, unit.Plural(launches, "launch", "launches"))
	}
	if events > 0 {
		parts = append(parts, unit.Plural(events, "dated event", "dated events"))
	}
	return unit.Sentence(strings.Join(parts, " and "))
}

// launchBox is one of them; here are the places of the page that its objectives
// have, by id.
func (v *Views) launchBox(l report.Launch, here map[string]string) LaunchBox {
	b := LaunchBox{ID: "launch-" + l.ID, Title: l.Title, Link: l.URL, When: unit.Date(v.local(l.At)), State: readingState(l.Reading), Conclude: l.Conclude, Expected: endSentence(l.Expected), Doubts: l.Doubts}
	if l.End != nil {
		b.When = unit.DayMonth(v.local(l.At)) + " to " + unit.Date(v.lastDay(*l.End))
	}
	if l.After != nil {
		b.When += "; compared over " + unit.Plural(int(math.Round(l.After.End.Sub(l.After.Start).Hours()/24)), "day", "days") + " on each side"
	}
	if l.Own != nil {
		b.When += "; it cost " + unit.Money(l.Own.Amount, l.Own.Currency)
	}
	add := func(group string, list ...report.LaunchSide) {
		for n, x := range list {
			row := launchRow(x)
			if n == 0 {
				row.Group = group
			}
			if group == "Customers" {
				row.URL = orElse(here[x.ID], "/slos/"+x.ID+"/")
			}
			b.Rows = append(b.Rows, row)
		}
	}
	add("Business", l.Business...)
	add("Customers", l.Quality...)
	var rest []report.LaunchSide
	for _, x := range []*report.LaunchSide{l.Pages, l.Cost} {
		if x != nil {
			rest = append(rest, *x)
		}
	}
	add("Operations", rest...)
	for _, in := range l.Incidents {
		b.Incidents = append(b.Incidents, Link{Text: in.ID + " " + in.Name, URL: in.URL})
	}
	if l.Spent != nil && len(l.Incidents) > 0 {
		b.Spent = "They took " + unit.Share(*l.Spent) + " of a budget."
	}
	return b
}

// readingState gives the four readings the shapes of the verdicts.
func readingState(reading string) State {
	switch reading {
	case report.GrewHeld:
		return State{"ok", reading}
	case report.GrewDegraded:
		return State{"risk", reading}
	case report.FlatHeld:
		return State{"part", reading}
	case report.Degraded:
		return State{"over", reading}
	}
	return State{"none", reading}
}

func launchRow(x report.LaunchSide) LaunchRow {
	r := LaunchRow{Title: x.Title, Before: "–", After: "–", Change: "–", Verdict: x.Verdict, Test: x.Test}
	title := x.Title
	if x.Unit == "ratio" {
		title += ", share failed"
	}
	r.Title = title
	if x.Before != nil {
		r.Before = sideValue(*x.Before, x.Unit)
	}
	if x.After != nil {
		r.After = sideValue(*x.After, x.Unit)
	}
	if x.Change != nil {
		switch {
		case x.Unit == "ratio":
			r.Change = signed(unit.Number(math.Abs(*x.Change)*100, 3)+" points", *x.Change)
		case x.Unit == "%" && x.Before != nil && x.After != nil:
			r.Change = signed(unit.Number(math.Abs(*x.After-*x.Before), 2)+" points", *x.Change)
		default:
			r.Change = signed(unit.Percent(math.Abs(*x.Change), 1), *x.Change)
		}
	}
	switch x.Verdict {
	case "better":
		r.Class = "t-ok"
	case "worse":
		r.Class = "t-over"
	case "not measured":
		r.Verdict = "not judged"
	}
	return r
}

func signed(text string, v float64) string {
	switch {
	case v > 0:
		return "+" + text
	case v < 0:
		return "−" + text
	}
	return text
}

// sideValue writes a figure of a launch: shares of failed events want more
// digits than shares of a budget.
func sideValue(v float64, unitName string) string {
	switch {
	case unitName == "ratio":
		return unit.Percent(v, 3)
	case isCurrency(unitName):
		return unit.Money(math.Round(v), unitName)
	}
	return plainValue(v, unitName)
}

// endSentence closes what people wrote without a full stop.
func endSentence(text string) string {
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?") {
		return text
	}
	return text + "."
}

// plainValue writes a business figure with as many digits as it bears.
func plainValue(v float64, unitName string) string {
	decimals := 0
	switch a := math.Abs(v); {
	case a == math.Trunc(a):
	case a < 10, unitName == "%":
		decimals = 2
		if unitName != "%" && math.Abs(a*10-math.Round(a*10)) < 1e-6 {
			decimals = 1
		}
	case a < 1000:
		decimals = 1
	}
	text := unit.Number(v, decimals)
	if unitName == "" {
		return text
	}
	return text + unit.NB + unitName
}

// isCurrency tells the three letters of a currency from other units.
func isCurrency(s string) bool {
	return len(s) == 3 && strings.ToUpper(s) == s && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// launchesTables are the section's rows as files.
func (v *Views) launchesTables(t *report.TeamQuarter) []NamedTable {
	if len(t.Launches) == 0 {
		return nil
	}
	return []NamedTable{{"launches", func() chart.Table {
		out := chart.Table{Head: []string{"launch", "kind", "start", "reading", "side", "figure", "unit", "before", "after", "change", "verdict", "test"}}
		for _, l := range t.Launches {
			row := func(side string, x report.LaunchSide) {
				out.Rows = append(out.Rows, []string{l.ID, l.Kind, stamp(&l.At), l.Reading, side, x.ID, x.Unit, number(x.Before), number(x.After), number(x.Change), x.Verdict, x.Test})
			}
			if len(l.Business)+len(l.Quality) == 0 {
				row("", report.LaunchSide{})
			}
			for _, x := range l.Business {
				row("business", x)
			}
			for _, x := range l.Quality {
				row("customers", x)
			}
			for _, x := range []*report.LaunchSide{l.Pages, l.Cost} {
				if x != nil {
					row("operations", *x)
				}
			}
		}
		return out
	}}}
}

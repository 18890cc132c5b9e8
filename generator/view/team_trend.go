package view

import (
	"slices"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// TeamTrend is the section with the quarters of a team.
type TeamTrend struct {
	*Section
	Actions bool
	Charts  []Chart
	Rows    []TrendRow
	CSV     string
	Terms   TrendTerms
}

// TrendTerms are the definitions in the heads of the table.
type TrendTerms struct{ Spent, Incidents, Restore, Impact, Overdue Definition }

// TrendRow is one quarter.
type TrendRow struct {
	Quarter                             Link
	State                               State
	Headline                            string
	Draft                               bool
	Spent, Worst                        string
	Incidents, Restore, Impact, Overdue string
	Late                                bool
}

// teamTrend is the section of a team's quarters; without Actions it has no
// column for them.
func (v *Views) teamTrend(t *report.Team, c *contents, g *glossary) *TeamTrend {
	if len(t.Quarters) == 0 {
		return nil
	}
	out := &TeamTrend{
		Section: c.add(Section{ID: "quarters", Title: "Quarter by quarter", Notes: []Note{
			{Term: "Spent", Text: "is of the worst objective’s budget."}, {Term: "Restore", Text: "is the median over the quarter’s incidents."},
			{Term: "Order", Text: "the latest first in the table."},
		}}),
		CSV: t.URL + "quarters.csv", Actions: v.shows("actions"),
		Terms: TrendTerms{
			Spent: g.term("budget-spent", "Spent"), Incidents: g.term("incidents", "Incidents"), Restore: g.term("time-to-restore", "Median restore"),
			Impact: g.term("impact-hours", "Hours of impact"),
		},
	}
	if out.Actions {
		out.Terms.Overdue = g.term("actions-overdue", "Actions overdue")
	}
	out.Charts = trendCharts(t)
	for _, q := range slices.Backward(t.Quarters) {
		out.Rows = append(out.Rows, trendRow(q))
	}
	return out
}

func trendRow(q report.TeamQuarterLine) TrendRow {
	r := TrendRow{Quarter: Link{Text: noBreak(q.Quarter.Label), URL: q.URL}, State: StateOf(q.State), Headline: q.Headline.Text, Draft: q.Quarter.Running,
		Spent: "–", Incidents: unit.Count(float64(q.Incidents)), Restore: "–", Impact: "–", Overdue: unit.Count(float64(q.Overdue)), Late: q.Overdue > 0}
	if q.Spent != nil && q.State != slo.NoData {
		r.Spent = unit.Share(*q.Spent)
	}
	if q.Worst != nil {
		r.Worst = orElse(q.Worst.Name, q.Worst.ID)
	}
	if q.Restore != nil {
		r.Restore = unit.Duration(*q.Restore)
	}
	if q.Impact != nil {
		r.Impact = unit.Number(*q.Impact, 1) + unit.NB + "h"
	}
	return r
}

// trendCharts are three small drawings over the same quarters.
func trendCharts(t *report.Team) []Chart {
	spent := &chart.Stacked{Vertical: true, Rule: &chart.Rule{At: 1, Label: "the whole budget"}, Format: chart.Format{Factor: 100, Decimals: 1, Unit: unit.NB + "%"}}
	incidents := &chart.Bars{Vertical: true}
	restore := &chart.History{Connect: true, Tone: chart.Mid, Format: chart.Format{Kind: chart.Duration}}
	timed := 0
	for _, q := range t.Quarters {
		year, short := yearAndQuarter(q.Quarter.Label)
		spent.Rows = append(spent.Rows, spentBar(q, year, short))
		n := unit.Count(float64(q.Incidents))
		incidents.Rows = append(incidents.Rows, chart.Bar{Label: short, Group: year, Value: float64(q.Incidents), Text: n, Tone: chart.Mid, Name: q.Quarter.Label + ": " + n, Href: q.URL})
		past := chart.Past{Label: short, Group: year, Value: value(q.Restore), Tone: chart.Ink}
		if q.Restore != nil {
			past.Text = unit.Duration(*q.Restore)
			timed++
		}
		restore.Points = append(restore.Points, past)
	}
	var out []Chart
	add := func(title string, s chart.Spec) { out = append(out, draw(title, s).withTable(s)) }
	add(spentTitle(t.Quarters), chart.Spec{ID: "trend-spent", Title: "Budget spent by quarter, of the worst objective", Height: 230, Stacked: spent})
	add(incidentsTitleOver(t.Quarters), chart.Spec{ID: "trend-incidents", Title: "Incidents by quarter", Height: 230, Bars: incidents})
	if timed > 1 {
		add("Median time to restore", chart.Spec{ID: "trend-restore", Title: "Median time to restore by quarter", Height: 230, History: restore})
	}
	return out
}

// spentBar is one quarter's spend of its worst budget; dashed without data.
func spentBar(q report.TeamQuarterLine, year, short string) chart.Stack {
	bar := chart.Stack{Label: short, Group: year}
	if q.Spent == nil || q.State == slo.NoData {
		return bar
	}
	state := StateOf(q.State)
	bar.Parts = []chart.Part{{Name: q.Quarter.Label + ", " + state.Word, Value: *q.Spent, Tone: toneOf(q.State), Href: q.URL}}
	bar.Total = chart.Text{Text: wholeShare(*q.Spent), Bold: true}
	if q.State == slo.Overspent {
		bar.Total.Tone = chart.Over
	}
	return bar
}

func spentTitle(list []report.TeamQuarterLine) string {
	over, judged := 0, 0
	for _, q := range list {
		if !q.Quarter.Running {
			m, j := verdict(q.State)
			over, judged = over+j-m, judged+j
		}
	}
	switch {
	case judged == 0:
		return "No finished quarter has a verdict yet"
	case over == 0:
		return "The worst budget held in every finished quarter"
	}
	return "The worst budget was overspent in " + unit.Word(over) + " of " + unit.Plural(judged, "finished quarter", "finished quarters")
}

func incidentsTitleOver(list []report.TeamQuarterLine) string {
	n := 0
	for _, q := range list {
		n += q.Incidents
	}
	return unit.Sentence(unit.Plural(n, "incident", "incidents")) + " over " + unit.Plural(len(list), "quarter", "quarters")
}

// TeamTables are the files beside a team's page.
func (v *Views) TeamTables(t *report.Team) []NamedTable {
	return []NamedTable{
		{"quarters", func() chart.Table { return teamQuartersTable(t) }},
		{"incidents", func() chart.Table { return incidentsTable(t.Incidents) }},
	}
}

func teamQuartersTable(t *report.Team) chart.Table {
	out := chart.Table{Head: []string{"quarter", "state", "worst_slo", "spent", "incidents", "median_time_to_restore_seconds", "impact_hours", "actions_overdue"}}
	for _, q := range t.Quarters {
		worst := ""
		if q.Worst != nil {
			worst = q.Worst.ID
		}
		out.Rows = append(out.Rows, []string{q.Quarter.Name, stateCode(q.State), worst, number(q.Spent), count(q.Incidents), number(q.Restore), number(q.Impact), count(q.Overdue)})
	}
	return out
}

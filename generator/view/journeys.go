package view

import (
	"html/template"
	"math"
	"slices"
	"strings"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// Journeys is the section of the customer's way through all teams.
type Journeys struct {
	*Section
	List []Journey
	CSV  string
	// Index leads to the page of all journeys; nil on it.
	Index *Link
}

// Journey is one way, step by step, in one quarter: partial "journey".
type Journey struct {
	ID          string
	Name        Link
	Description string
	State       State
	Unmeasured  string // steps without data, in words
	Customer    string
	Weakest     string
	Steps       []WayStep
	EndToEnd    *EndToEnd
	NoEstimate  string // why there is none
	Term        Definition
	Incidents   []Link
	More        string
	History     []WayQuarter
	Columns     string // class: how many steps stand beside each other
}

// WayStep is a station on the way.
type WayStep struct {
	Name    string
	State   State
	Weakest bool
	Spent   string
	SLOs    []WaySLO
	Only    Link // the one objective, where there is one; else empty
	Bar     template.HTML
	Teams   []Link
}

// WaySLO is one objective of a step.
type WaySLO struct {
	State       State
	SLO         Link
	Spent, Text string // Text is state, spent and indicator in words
	SLI         string
}

// EndToEnd is the estimate over all steps, with the range that holds without
// its assumption.
type EndToEnd struct {
	Term         Definition
	Value, Range string
}

// WayQuarter is the journey's state in another quarter.
type WayQuarter struct {
	State       State
	Text, URL   string
	Year, Short string // Year on the first of one
	Here        bool
}

// wayIncidents is how many incidents are named beside a journey.
const wayIncidents = 4

// journeys is the section of an organisation's quarter; nil without journeys.
func (v *Views) journeys(o *report.Organisation, c *contents, g *glossary) *Journeys {
	if len(o.Journeys) == 0 {
		return nil
	}
	out := &Journeys{Section: c.add(Section{ID: "journeys", Title: "The customer’s way", Short: "Journeys", Wide: true, Notes: []Note{
		{Term: "A step", Text: "is as its worst objective, a journey as its worst step."},
		{Term: "No data", Text: "is drawn dashed, and makes a journey neither better nor worse."},
		{Term: "Bars", Text: "are the budget spent by a step’s worst objective, on one scale; the line is the whole budget."},
		{Term: "End to end", Text: "is an estimate that takes steps to fail independently; the range holds without that."},
	}}), CSV: o.URL + "journeys.csv"}
	if x := v.book.JourneyIndex; x != nil {
		out.Index = &Link{Text: "Every journey", URL: x.URL}
	}
	most := mostSpent(o.Journeys)
	for _, j := range o.Journeys {
		one := v.journey(j, most, g)
		one.Name.URL = j.Journey.URL
		out.List = append(out.List, one)
	}
	return out
}

// mostSpent is the end of the bars' scale.
func mostSpent(list []*report.JourneyQuarter) float64 {
	most := 1.06
	for _, j := range list {
		for _, st := range j.Steps {
			for _, s := range st.SLOs {
				if s.Spent.Value != nil {
					most = math.Max(most, math.Min(*s.Spent.Value*1.02, 3))
				}
			}
		}
	}
	return most
}

// journey lays one journey's quarter out.
func (v *Views) journey(j *report.JourneyQuarter, most float64, g *glossary) Journey {
	out := Journey{
		ID: "journey-" + j.Journey.ID, Name: Link{Text: orElse(j.Journey.Name, j.Journey.ID)}, Description: j.Description, State: StateOf(j.State),
		Customer: j.Customer.Text, Weakest: j.WeakestText.Text, Columns: wayColumns(len(j.Steps)),
	}
	if j.NoData > 0 && j.State != slo.NoData {
		out.Unmeasured = unit.Plural(j.NoData, "step", "steps") + " without data"
	}
	for _, st := range j.Steps {
		out.Steps = append(out.Steps, v.wayStep(st, most))
	}
	if e := j.EndToEnd.Value; e != nil {
		out.EndToEnd = &EndToEnd{Term: g.term(j.EndToEnd.Definition, "End to end"), Value: nines(*e)}
		if j.EndToEndLow != nil && j.EndToEndHigh != nil {
			out.EndToEnd.Range = nines(*j.EndToEndLow) + " and " + nines(*j.EndToEndHigh)
		}
	} else {
		out.NoEstimate, out.Term = j.EndToEndReason, g.term(j.EndToEnd.Definition, "end to end")
	}
	for i, in := range j.Incidents {
		if i == wayIncidents && len(j.Incidents) > wayIncidents+1 {
			out.More = " and " + unit.Word(len(j.Incidents)-wayIncidents) + " more"
			break
		}
		out.Incidents = append(out.Incidents, Link{Text: in.ID, URL: in.URL})
	}
	out.History = v.wayHistory(j)
	return out
}

// nines writes a share near the whole with two decimals, or as many more as
// tell it from the whole.
func nines(f float64) string {
	d := 2
	for f < 1 && d < 6 && math.Round(f*100*math.Pow10(d)) == 100*math.Pow10(d) {
		d++
	}
	return unit.Percent(f, d)
}

// wayColumns is the class for the number of steps: four columns, so that the
// bars of all journeys share their scale, five or six where it takes them; more
// steps wrap.
func wayColumns(n int) string {
	switch {
	case n == 5:
		return "n5"
	case n > 5:
		return "n6"
	}
	return ""
}

func (v *Views) wayStep(st report.JourneyStep, most float64) WayStep {
	out := WayStep{Name: st.Name, State: StateOf(st.State), Weakest: st.Weakest}
	cell := &chart.Cell{Max: most, Rules: []float64{1}, Missing: unit.NB}
	for i, s := range st.SLOs {
		out.SLOs = append(out.SLOs, waySLO(s))
		for _, t := range s.Teams {
			l := Link{Text: orElse(t.Name, t.ID), URL: orElse(v.teamIn(t.ID, s), t.URL)}
			if !slices.Contains(out.Teams, l) {
				out.Teams = append(out.Teams, l)
			}
		}
		if i > 0 || s.Spent.Value == nil || s.State == slo.NoData {
			continue
		}
		if s.NoBudget {
			out.Spent = unit.Count(value(s.Bad.Value)) + " failed"
			continue
		}
		out.Spent = unit.Share(*s.Spent.Value) + " spent"
		cell.To, cell.Tone, cell.Missing = *s.Spent.Value, toneOf(s.State), ""
	}
	if len(out.SLOs) == 1 {
		out.Only = out.SLOs[0].SLO
	}
	out.Bar = drawing(chart.Spec{Hidden: true, Height: 18, Cell: cell})
	return out
}

// teamIn is a team's report in the quarter an objective's link leads to.
func (v *Views) teamIn(team string, s report.JourneySLO) string {
	slug, _, _ := strings.Cut(strings.TrimPrefix(s.URL, "/"), "/")
	if t := v.byQuarter[slug][team]; t != nil {
		return t.URL
	}
	return ""
}

func waySLO(s report.JourneySLO) WaySLO {
	out := WaySLO{State: StateOf(s.State), SLO: link(s.SLO), Spent: "–", SLI: "–"}
	out.Text = out.State.Word
	switch {
	case s.State == slo.NoData || s.Spent.Value == nil:
	case s.NoBudget:
		out.Spent = unit.Count(value(s.Bad.Value)) + " failed"
	default:
		out.Spent = wholeShare(*s.Spent.Value)
	}
	if s.SLI.Value != nil && s.State != slo.NoData {
		out.SLI = unit.Ratio(*s.SLI.Value, s.Objective)
	}
	return out
}

// wayHistory is the journey over the quarters a page shows.
func (v *Views) wayHistory(j *report.JourneyQuarter) []WayQuarter {
	current := v.quarter(j.Quarter.ID)
	if current == nil {
		return nil
	}
	shown := v.window(*current)
	var out []WayQuarter
	last := ""
	for _, h := range j.History {
		if !slices.ContainsFunc(shown, func(q report.Quarter) bool { return q.Slug == h.Quarter.Slug }) {
			continue
		}
		w := WayQuarter{State: StateOf(h.State), Text: h.Quarter.Label + ": " + StateOf(h.State).Word, URL: h.URL, Here: h.Quarter.Slug == j.Quarter.ID}
		year, short := yearAndQuarter(h.Quarter.Label)
		if w.Short = short; year != last {
			w.Year, last = year, year
		}
		if h.URL == "" {
			w.Text = h.Quarter.Label + ": not there yet"
		}
		out = append(out, w)
	}
	return out
}

// TeamPlace is where customers meet a team.
type TeamPlace struct {
	Journey Link
	State   State
	Steps   string // in words, the weakest of the journey marked
}

// places are the journeys a team's report stands in.
func places(list []report.JourneyPlace) []TeamPlace {
	var out []TeamPlace
	for _, p := range list {
		var steps []string
		for _, s := range p.Steps {
			text := "“" + s + "”"
			if s == p.Weakest {
				text += " (the weakest step)"
			}
			steps = append(steps, text)
		}
		out = append(out, TeamPlace{Journey: link(p.Journey), State: StateOf(p.State), Steps: unit.List(steps)})
	}
	return out
}

// links leads to what references name.
func links(refs []report.Ref) []Link {
	var out []Link
	for _, r := range refs {
		out = append(out, link(r))
	}
	return out
}

package view

import (
	"slices"
	"strconv"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// JourneyPage is a journey over time.
type JourneyPage struct {
	Page
	Hero      hero
	Grid      *WayGrid
	Teams     []Link
	Contents  []*Section
	Now       *WayNow
	Quarters  *WayQuarters
	Incidents *PastIncidents
	Data      *DataSection
}

// WayGrid is objective × quarter, grouped by steps.
type WayGrid struct {
	HistoryGrid
	Steps []WayGridStep
}

// WayGridStep is one step's rows.
type WayGridStep struct {
	Name string
	Rows []GridRow
}

// WayNow is the section of the latest finished quarter.
type WayNow struct {
	*Section
	Journey Journey
	SLOs    []WayNowRow
	Terms   SLOTerms
}

// WayNowRow is an objective of a step with its figures.
type WayNowRow struct {
	Step   string // empty where it is the one above
	Target string
	Team   Link
	WaySLO
}

// WayQuarters is the section with a journey's quarters.
type WayQuarters struct {
	*Section
	Rows []WayRow
	Term Definition
	CSV  string
}

// WayRow is one quarter.
type WayRow struct {
	Quarter                      Link
	Draft                        bool
	State                        State
	Weakest, Spent, End, Missing string
	OneIn, Hardest               string
	Incidents                    string
}

// Journey is one journey over time.
func (v *Views) Journey(j *report.Journey) JourneyPage {
	site := v.book.Site
	g := v.glossary()
	name := orElse(j.Journey.Name, j.Journey.ID)
	p := JourneyPage{
		Page: v.page(at{URL: j.URL}, "jo", name+", a customer’s way, "+site.Title, orElse(j.Headline.Text, name)),
		Hero: heroOf(report.Text{Text: orElse(j.Headline.Text, name)}, report.Text{Text: j.Description}),
		Grid: v.wayGrid(j), Teams: links(j.Teams),
	}
	p.Hero.By = "The headline is made from the figures."
	p.Running = site.Title + ", " + name + ", a customer’s way"
	p.When = name + ", over time"
	p.Twin = Twin(j.URL)
	p.Crumbs = v.backToLatest(Link{Text: name, Current: true})
	if x := v.book.JourneyIndex; x != nil && len(p.Crumbs) == 2 {
		p.Crumbs = []Link{p.Crumbs[0], {Text: "Journeys", URL: x.URL}, p.Crumbs[1]}
	}
	var c contents
	p.Now = v.wayNow(j, &c, g)
	p.Quarters = v.wayQuarters(j, &c, g)
	p.Incidents = v.pastIncidents(j.Incidents, j.URL, &c, g)
	if p.Incidents != nil {
		p.Incidents.Notes = append(p.Incidents.Notes, Note{Term: "Listed", Text: "are those that took events from an objective of a step."})
	}
	p.Data = v.dataOf(j.Provenance, &c, []Link{{Text: "Quarters as CSV", URL: j.URL + "quarters.csv"}, {Text: "Methodology", URL: "/methodology/"}})
	p.Contents, p.Definitions = c.list, g.list
	p.Interactive = true
	return p
}

// wayNow shows the latest finished quarter, or the running one where none has
// finished.
func (v *Views) wayNow(j *report.Journey, c *contents, g *glossary) *WayNow {
	if len(j.Quarters) == 0 {
		return nil
	}
	q := j.Quarters[len(j.Quarters)-1]
	for _, x := range slices.Backward(j.Quarters) {
		if !x.Running {
			q = x
			break
		}
	}
	title := "In " + noBreak(q.Quarter.Name)
	if q.Running {
		title += ", to date"
	}
	out := &WayNow{
		Section: c.add(Section{ID: "now", Title: title, Short: noBreak(q.Quarter.Name), Wide: true, Notes: []Note{
			{Term: "A step", Text: "is as its worst objective, the journey as its worst step."},
			{Term: "Bars", Text: "are the budget spent by a step’s worst objective, on one scale; the line is the whole budget."},
			{Term: "Each objective", Text: "is taken over the whole quarter, whoever owned the service."},
		}}),
		Journey: v.journey(q, mostSpent([]*report.JourneyQuarter{q}), g),
		Terms:   SLOTerms{SLI: g.term("sli", "Measured"), Spent: g.term("budget-spent", "Budget spent")},
	}
	for _, st := range q.Steps {
		for i, s := range st.SLOs {
			row := WayNowRow{WaySLO: waySLO(s), Target: unit.Objective(s.Objective) + " of " + orElse(s.Counts, "events"), Team: Link{Text: orElse(s.Team.Name, "nobody"), URL: orElse(v.teamIn(s.Team.ID, s), s.Team.URL)}}
			if i == 0 {
				row.Step = st.Name
			}
			if s.Spent.Value != nil && s.State != slo.NoData && !s.NoBudget {
				row.Spent = unit.Share(*s.Spent.Value)
			}
			out.SLOs = append(out.SLOs, row)
		}
	}
	return out
}

func (v *Views) wayGrid(j *report.Journey) *WayGrid {
	if len(j.Steps) == 0 || len(v.book.Quarters) == 0 {
		return nil
	}
	shown := v.book.Quarters[max(0, len(v.book.Quarters)-gridQuarters):]
	w := &WayGrid{HistoryGrid: HistoryGrid{Caption: "Steps by quarter: state, and budget spent"}}
	for _, q := range shown {
		w.head(q, nil)
		w.Heads[len(w.Heads)-1].URL = "/" + q.Slug + "/#" + "journey-" + j.Journey.ID
		if !j.In(q.Slug) {
			w.Heads[len(w.Heads)-1].URL = ""
		}
	}
	if n := len(v.book.Quarters) - len(shown); n > 0 {
		w.Earlier = unit.Sentence(unit.Plural(n, "earlier quarter stands", "earlier quarters stand")) + " in the table below."
	}
	for _, st := range j.Steps {
		one := WayGridStep{Name: st.Name}
		for _, h := range st.SLOs {
			row := GridRow{SLO: link(h.SLO), Target: unit.Objective(h.Objective)}
			for _, q := range shown {
				row.Cells = append(row.Cells, wayCell(h, q))
			}
			one.Rows = append(one.Rows, row)
		}
		w.Steps = append(w.Steps, one)
	}
	return w
}

func wayCell(h report.SLOHistory, q report.Quarter) GridCell {
	for _, s := range h.States {
		if s.Quarter.Slug != q.Slug || s.URL == "" {
			continue
		}
		c := GridCell{State: StateOf(s.State), Spent: "–", URL: s.URL}
		c.Text = h.SLO.Name + ", " + q.Label + ": " + c.State.Word
		if s.Spent != nil && s.State != slo.NoData {
			c.Spent = wholeShare(*s.Spent)
			c.Text += ", " + unit.Share(*s.Spent) + " spent"
		}
		return c
	}
	return GridCell{}
}

func (v *Views) wayQuarters(j *report.Journey, c *contents, g *glossary) *WayQuarters {
	if len(j.Quarters) == 0 {
		return nil
	}
	out := &WayQuarters{
		Section: c.add(Section{ID: "quarters", Title: "Quarter by quarter", Notes: []Note{
			{Term: "End to end", Text: "is an estimate: the steps’ indicators multiplied, which takes them to fail independently. It is left out where a step cannot be counted."},
			{Term: "Tries", Text: "stand for customers only roughly: one customer may try more than once."},
		}}),
		Term: g.term("end-to-end", "End to end"), CSV: j.URL + "quarters.csv",
	}
	for _, q := range slices.Backward(j.Quarters) {
		r := WayRow{Quarter: Link{Text: noBreak(q.Quarter.Name), URL: q.Quarter.URL + "#journey-" + j.Journey.ID}, Draft: q.Running, State: StateOf(q.State),
			Weakest: "–", Spent: "–", End: "–", OneIn: "–", Hardest: "–", Incidents: strconv.Itoa(len(q.Incidents))}
		if q.Weakest != nil {
			r.Weakest = *q.Weakest
		}
		for _, h := range q.History {
			if h.Quarter.Slug == q.Quarter.ID && h.Spent != nil {
				r.Spent = unit.Share(*h.Spent)
			}
		}
		if q.HardestStep != nil && q.EndToEnd.Value != nil {
			r.Hardest = *q.HardestStep
		}
		if q.OneIn != nil {
			r.OneIn = report.OnceIn(*q.OneIn, "tries")
		}
		if q.EndToEnd.Value != nil {
			r.End = nines(*q.EndToEnd.Value)
		} else {
			r.Missing = q.EndToEndReason
		}
		out.Rows = append(out.Rows, r)
	}
	return out
}

// JourneyTables are the files beside a journey's page.
func (v *Views) JourneyTables(j *report.Journey) []NamedTable {
	return []NamedTable{
		{"quarters", func() chart.Table { return journeysTable(j.Quarters) }},
		{"incidents", func() chart.Table { return incidentsTable(j.Incidents) }},
	}
}

// JourneysTable is the journeys of one quarter as data.
func JourneysTable(list []*report.JourneyQuarter) chart.Table { return journeysTable(list) }

func journeysTable(list []*report.JourneyQuarter) chart.Table {
	t := chart.Table{Head: []string{"quarter", "journey", "state", "step", "step_state", "weakest", "slo", "slo_state", "team", "sli", "spent", "end_to_end", "end_to_end_low", "end_to_end_high"}}
	for _, j := range list {
		for _, st := range j.Steps {
			for _, s := range st.SLOs {
				t.Rows = append(t.Rows, []string{j.Quarter.ID, j.Journey.ID, stateCode(j.State), st.Name, stateCode(st.State), strconv.FormatBool(st.Weakest), s.SLO.ID, stateCode(s.State), s.Team.ID,
					number(s.SLI.Value), number(s.Spent.Value), number(j.EndToEnd.Value), number(j.EndToEndLow), number(j.EndToEndHigh)})
			}
		}
	}
	return t
}

package view

import (
	"cmp"
	"html/template"
	"math"
	"slices"
	"time"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// TeamPage is a team over time.
type TeamPage struct {
	Page
	Hero       hero
	Leads      []Fact
	Journeys   []Link
	Objectives *HistoryGrid
	Contents   []*Section
	Trend      *TeamTrend
	Services   *Stays
	Incidents  *PastIncidents
	Data       *DataSection
}

// HistoryGrid is objective × quarter: how each stood, and what it spent.
type HistoryGrid struct {
	Caption string
	Years   []MatrixYear
	Heads   []GridHead
	Rows    []GridRow
	Earlier string // what is not shown, in words
}

// GridHead is a quarter over its column. First is the year, over its first
// column, for a phone, where the years have no row of their own.
type GridHead struct{ Year, First, Short, URL string }

// GridRow is one objective.
type GridRow struct {
	SLO    Link
	Target string
	Cells  []GridCell
}

// GridCell is an objective in a quarter. Text is all of it in words.
type GridCell struct {
	State       State
	Spent, Text string
	URL         string
}

// gridQuarters is how many quarters a grid shows at most: as many as fit a
// phone.
const gridQuarters = 8

// Stays is the section of what a team owned, and when.
type Stays struct {
	*Section
	Scale template.HTML
	Rows  []Stay
}

// Stay is a stretch in which a team owned a service.
type Stay struct {
	Name     Link
	Bar      template.HTML
	Text     string
	From, To *Link
}

// PastIncidents is the section of incidents over all quarters.
type PastIncidents struct {
	*Section
	Chart *Chart
	List  IncidentList
	CSV   string
}

// Team is one team over time.
func (v *Views) Team(t *report.Team) TeamPage {
	site := v.book.Site
	g := v.glossary()
	name := t.Team.Name
	p := TeamPage{
		Page: v.page(at{URL: t.URL, Team: &t.Team.Ref}, "ot", name+" over time, "+site.Title, orElse(t.Headline.Text, name+" over time")),
		Hero: heroOf(t.Headline, report.Text{Text: t.Team.Mission}), Objectives: v.grid(t),
	}
	p.Hero.Headline = orElse(p.Hero.Headline, name)
	p.Notices = t.Notices
	p.Hero.By = "The headline is made from the figures; the mission is the team’s own."
	if t.Team.Mission == "" {
		p.Hero.By = "The headline is made from the figures."
	}
	p.Running = site.Title + ", " + name + " over time"
	p.When = name + ", over time"
	p.Twin = Twin(t.URL)
	p.Crumbs = v.backToLatest(Link{Text: name + " over time", Current: true})
	for _, l := range t.Team.Leads {
		p.Leads = append(p.Leads, Fact{Term: l.Role, Text: l.Name})
	}
	p.Journeys = links(t.Journeys)
	var c contents
	p.Trend = v.teamTrend(t, &c, g)
	p.Incidents = v.pastIncidents(t.Incidents, t.URL, &c, g)
	p.Services = v.stays(t, &c)
	p.Data = v.dataOf(t.Provenance, &c, v.there(Link{Text: "Quarters as CSV", URL: t.URL + "quarters.csv"}, Link{Text: "Every postmortem", URL: "/postmortems/"}, Link{Text: "Every action", URL: "/actions/"}))
	p.Contents, p.Definitions = c.list, g.list
	p.Interactive = true
	return p
}

// backToLatest leads from a page across quarters to the latest one.
func (v *Views) backToLatest(here Link) []Link {
	q := v.latest()
	if q == nil {
		return nil
	}
	return []Link{{Text: "All teams, " + q.Label, URL: "/" + q.Slug + "/"}, here}
}

// dataOf is the last section of a page across quarters.
func (v *Views) dataOf(p report.Provenance, c *contents, links []Link) *DataSection {
	return &DataSection{
		Section: c.add(Section{ID: "provenance", Title: "Made from what", Short: "Data", Notes: []Note{
			{Term: "No data", Text: "is a state of its own, never nought and never the whole."},
			{Term: "Definitions", Text: "of every figure:", Link: &Link{Text: "methodology", URL: "/methodology/"}},
		}}),
		Provenance: provenance(p, v.asOf()), Links: links,
	}
}

// grid shows the objectives by the worst first, over the last quarters.
func (v *Views) grid(t *report.Team) *HistoryGrid {
	if len(t.SLOs) == 0 {
		return nil
	}
	shown := v.book.Quarters[max(0, len(v.book.Quarters)-gridQuarters):]
	g := &HistoryGrid{Caption: "Objectives by quarter: state, and budget spent"}
	for _, q := range shown {
		g.head(q, v.byQuarter[q.Slug][t.Team.ID])
	}
	if n := len(v.book.Quarters) - len(shown); n > 0 {
		g.Earlier = unit.Sentence(unit.Plural(n, "earlier quarter stands", "earlier quarters stand")) + " in the table below."
	}
	for _, h := range t.SLOs {
		row := GridRow{SLO: link(h.SLO), Target: unit.Objective(h.Objective)}
		for _, q := range shown {
			row.Cells = append(row.Cells, v.gridCell(t.Team.ID, h, q))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func (g *HistoryGrid) head(q report.Quarter, r *report.TeamQuarter) {
	year, short := yearAndQuarter(q.Label)
	h := GridHead{Year: year, Short: short}
	if n := len(g.Years); n > 0 && g.Years[n-1].Label == year {
		g.Years[n-1].Span++
	} else {
		g.Years = append(g.Years, MatrixYear{Label: year, Span: 1})
		h.First = year
	}
	if r != nil {
		h.URL = r.URL
	}
	g.Heads = append(g.Heads, h)
}

func (v *Views) gridCell(team string, h report.SLOHistory, q report.Quarter) GridCell {
	for _, s := range h.States {
		if s.Quarter.Slug != q.Slug || s.URL == "" {
			continue
		}
		c := GridCell{State: StateOf(s.State), Spent: "–", URL: v.reportOf(q.Slug, team, h.SLO.ID)}
		c.Text = h.SLO.Name + ", " + q.Label + ": " + c.State.Word
		if s.Spent != nil && s.State != slo.NoData {
			c.Spent = wholeShare(*s.Spent)
			c.Text += ", " + unit.Share(*s.Spent) + " spent"
		}
		return c
	}
	return GridCell{}
}

// reportOf is where a team's report speaks of an objective; empty without one.
func (v *Views) reportOf(quarter, team, id string) string {
	t := v.byQuarter[quarter][team]
	if t == nil {
		return ""
	}
	for _, s := range t.SLOs {
		if s.SLO.ID == id {
			return t.URL + "#" + budgetID(s)
		}
	}
	return t.URL
}

// wholeShare writes a share without decimals, unless that would hide on which
// side of the whole, or of nothing, it lies.
func wholeShare(f float64) string {
	whole := math.Round(f * 100)
	if whole == 100 && f != 1 || whole == 0 && f != 0 {
		return unit.Share(f)
	}
	return unit.Percent(f, 0)
}

// pastIncidents lists incidents over all quarters, with a drawing of them.
func (v *Views) pastIncidents(list []*report.Incident, url string, c *contents, g *glossary) *PastIncidents {
	if len(list) == 0 {
		return nil
	}
	out := &PastIncidents{
		Section: c.add(Section{ID: "incidents", Title: incidentsTitle(len(list)), Short: "Incidents", Notes: []Note{
			{Term: "Start", Text: "is the first customer impact, in " + v.loc.String() + " time."},
			{Term: "Of a budget", Text: "is the largest share an incident took of one quarter’s budget, of whichever team."},
		}}),
		List: v.incidentList("Incidents, newest first", list, mostShare(list), g),
		CSV:  url + "incidents.csv",
	}
	if ch := v.dotsOver("incidents-dots", list); ch != nil {
		ch.Title = "By start and time to restore"
		ch.Note = "On a logarithmic axis; area: the largest share taken of one quarter’s budget. Dashed: nothing measurable. A dot leads to its postmortem."
		out.Chart = ch
	}
	return out
}

func (v *Views) stays(t *report.Team, c *contents) *Stays {
	if len(t.Services) == 0 {
		return nil
	}
	out := &Stays{Section: c.add(Section{ID: "services", Title: servicesTitle(len(t.Services)), Short: "Services", Notes: []Note{
		{Text: "Which services the team owns or owned, and when."},
	}})}
	var ticks []chart.Tick
	var lo, hi float64
	if len(v.book.Quarters) > 0 {
		axis := v.bookAxis()
		lo, hi = axis.Min, axis.Max
		ticks = yearTicks(axis.Ticks)
		out.Scale = drawing(chart.Spec{Hidden: true, Scale: &chart.Scale{Min: lo, Max: hi, Ticks: ticks}})
	}
	list := slices.Clone(t.Services)
	slices.SortStableFunc(list, func(a, b report.ServiceStay) int {
		return cmp.Compare(boolInt(a.To != nil), boolInt(b.To != nil))
	})
	for _, s := range list {
		out.Rows = append(out.Rows, v.stay(s, lo, hi, ticks))
	}
	return out
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// yearTicks keeps the quarters that begin a year on the axis.
func yearTicks(ticks []chart.Tick) []chart.Tick {
	return slices.DeleteFunc(slices.Clone(ticks), func(t chart.Tick) bool { return !t.Bold })
}

func (v *Views) stay(s report.ServiceStay, lo, hi float64, ticks []chart.Tick) Stay {
	out := Stay{Name: link(s.Service), Text: v.stayText(s)}
	if s.CameFrom != nil {
		l := link(*s.CameFrom)
		out.From = &l
	}
	if s.WentTo != nil {
		l := link(*s.WentTo)
		out.To = &l
	}
	from, to := lo, float64(v.book.Site.AsOf.Unix())
	if s.From != nil {
		from = math.Max(lo, float64(s.From.Unix()))
	}
	if s.To != nil {
		to = math.Min(to, float64(s.To.Unix()))
	}
	if hi > lo && to > from {
		tone := chart.Ink
		if s.To != nil {
			tone = chart.Mid
		}
		out.Bar = drawing(chart.Spec{Hidden: true, Height: 24, Cell: &chart.Cell{Min: lo, Max: hi, From: from, To: to, Tone: tone, Grid: tickPlaces(ticks)}})
	}
	return out
}

func (v *Views) stayText(s report.ServiceStay) string {
	day := func(t *time.Time) string { return unit.Date(v.local(*t)) }
	switch {
	case s.From != nil && s.To != nil:
		return day(s.From) + " to " + unit.Date(v.lastDay(*s.To))
	case s.From != nil:
		return "since " + day(s.From)
	case s.To != nil:
		return "until " + unit.Date(v.lastDay(*s.To))
	}
	return "throughout"
}

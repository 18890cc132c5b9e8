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

// SLOPage is one objective over time.
type SLOPage struct {
	Page
	Hero       hero
	Journeys   []Link
	Figures    []KeyFigure
	FiguresOf  string // the quarter they are of
	Contents   []*Section
	History    *SLOQuarters
	Achievable *Achievable
	Calendars  *SLODays
	Excluded   *Excluded
	Incidents  *PastIncidents
	Measured   *Measured
	Data       *DataSection
}

// SLOQuarters is the section with an objective's quarters.
type SLOQuarters struct {
	*Section
	Measured *Chart
	Causes   *Chart
	Scale    template.HTML
	Rows     []SLOQuarterRow
	CSV      string
	Terms    SLOTerms
}

// SLOTerms are the definitions in the heads of the table.
type SLOTerms struct{ SLI, Spent, Bad, Budget, Coverage Definition }

// SLOQuarterRow is one quarter.
type SLOQuarterRow struct {
	Quarter             Link
	State               State
	Draft               bool
	Team                Link
	SLI, Target         string
	Bar                 template.HTML
	Spent, Bad, Allowed string
	Coverage            string
	Restated            string // spend as computed now, where the issued one stands
}

// SLODays is the section with the days of the last quarters.
type SLODays struct {
	*Section
	Charts []Chart
	CSV    string
	Keys   []Key
}

// Measured is the section on what is counted, by whom, and where it is stated.
type Measured struct {
	*Section
	Text      string
	Facts     []Fact
	Selectors []report.NamedText
	Owners    []Stay
	Targets   []Fact
	Sources   Sources
}

// calendarQuarters is how many quarters are shown day by day.
const calendarQuarters = 4

// SLO is one objective over time.
func (v *Views) SLO(s *report.SLO) SLOPage {
	site := v.book.Site
	g := v.glossary()
	name := orElse(s.SLO.Name, s.SLO.ID)
	p := SLOPage{
		Page: v.page(at{URL: s.URL}, "slo", name+", "+site.Title, orElse(s.Headline.Text, name)),
		Hero: heroOf(report.Text{Text: orElse(s.Headline.Text, name)}, report.Text{Text: s.Description}),
	}
	p.Hero.By = "The headline is made from the figures."
	p.Running = site.Title + ", " + name + " over time"
	p.When = name
	p.Notices = s.Notices
	p.Twin = Twin(s.URL)
	p.Crumbs = v.backToLatest(Link{Text: name, Current: true})
	if s.Team.ID != "" && len(p.Crumbs) > 0 {
		p.Crumbs = slices.Insert(p.Crumbs, 1, link(s.Team))
	}
	p.Journeys = links(s.Journeys)
	p.Figures = v.sloFigures(s, g)
	if q := v.latestJudged(s); q != nil {
		p.FiguresOf = noBreak(v.quarterLabel(q.Quarter))
		if full := v.quarter(q.Quarter); full != nil && full.Running {
			p.FiguresOf += ", to date"
		} else {
			p.FiguresOf += ", the latest finished quarter"
		}
	}
	var c contents
	p.History = v.sloQuarters(s, &c, g)
	p.Achievable = v.achievable(s, &c, g)
	p.Calendars = v.sloDays(s, &c)
	p.Excluded = v.excluded(s.Quarters, true, "", &c, g)
	p.Incidents = v.pastIncidents(s.Incidents, s.URL, &c, g)
	p.Incidents.from(s.SLO)
	p.Measured = v.measured(s, &c)
	links := []Link{{Text: "Quarters as CSV", URL: s.URL + "quarters.csv"}, {Text: "Days as CSV", URL: s.URL + "days.csv"}}
	p.Data = v.dataOf(s.Provenance, &c, append(links, Link{Text: "Methodology", URL: "/methodology/"}))
	p.Contents, p.Definitions = c.list, g.list
	p.Interactive = true
	return p
}

// from says whose budget the incidents took from.
func (p *PastIncidents) from(r report.Ref) {
	if p != nil {
		p.Notes = append(p.Notes, Note{Term: "Listed", Text: "are those that touched what " + orElse(r.Name, r.ID) + " measures."})
	}
}

// sloFigures are the latest finished quarter's figures, or the running one's
// where none has finished.
func (v *Views) sloFigures(s *report.SLO, g *glossary) []KeyFigure {
	q := v.latestJudged(s)
	if q == nil {
		return nil
	}
	out := v.keyFigures(q, g)
	if len(out) > 0 {
		out[0].State = ptr(StateOf(q.State))
	}
	return out
}

func ptr[T any](v T) *T { return &v }

// latestJudged is the newest finished quarter with data; else the newest.
func (v *Views) latestJudged(s *report.SLO) *report.SLOQuarter {
	for _, q := range slices.Backward(s.Quarters) {
		if q.OnCourse.Value == nil && q.State != slo.NoData {
			return q
		}
	}
	return newest(s)
}

func (v *Views) quarterLabel(slug string) string {
	if q := v.quarter(slug); q != nil {
		return q.Label
	}
	return slug
}

func (v *Views) quarter(slug string) *report.Quarter {
	for i := range v.book.Quarters {
		if v.book.Quarters[i].Slug == slug {
			return &v.book.Quarters[i]
		}
	}
	return nil
}

func (v *Views) sloQuarters(s *report.SLO, c *contents, g *glossary) *SLOQuarters {
	if len(s.Quarters) == 0 {
		return nil
	}
	out := &SLOQuarters{
		Section: c.add(Section{ID: "quarters", Title: "Quarter by quarter", Notes: []Note{
			{Term: "Points", Text: "are the share of good events over a whole quarter, whoever owned the service."},
			{Term: "Bars", Text: "in the table share one scale; the line is the whole budget."},
			{Term: "Underlined", Text: "terms open their definition."},
		}}),
		CSV:   s.URL + "quarters.csv",
		Terms: SLOTerms{g.term("sli", "Measured"), g.term("budget-spent", "Budget spent"), g.term("failed", "Failed"), g.term("error-budget", "Allowed"), g.term("coverage", "Coverage")},
	}
	out.Measured = v.sliChart(s)
	out.Causes = v.causesOver(s)
	most := 1.06
	for _, q := range s.Quarters {
		if q.Spent.Value != nil {
			most = math.Max(most, *q.Spent.Value*1.02)
		}
	}
	out.Scale = drawing(chart.Spec{Hidden: true, Scale: &chart.Scale{Max: most, Ticks: []chart.Tick{{At: 0, Label: "0"}, {At: 1, Label: "100" + unit.NB + "%"}}}})
	for _, q := range slices.Backward(s.Quarters) {
		out.Rows = append(out.Rows, v.sloRow(q, most))
	}
	return out
}

func (v *Views) sloRow(q *report.SLOQuarter, most float64) SLOQuarterRow {
	r := SLOQuarterRow{
		Quarter: Link{Text: noBreak(v.quarterLabel(q.Quarter)), URL: v.reportOf(q.Quarter, q.Team.ID, q.SLO.ID)},
		State:   StateOf(q.State), Team: link(q.Team), Target: targets(q), SLI: "–", Spent: "–", Bad: "–", Allowed: "–", Coverage: "none",
	}
	if full := v.quarter(q.Quarter); full != nil {
		r.Draft = full.Running
	}
	if now := q.Restated; now != nil && now.Spent != nil {
		r.Restated = unit.Share(*now.Spent)
	}
	cell := &chart.Cell{Max: most, Rules: []float64{1}, Missing: "no data"}
	if q.SLI.Value != nil {
		r.SLI = unit.Ratio(*q.SLI.Value, q.Objective)
	}
	if q.Spent.Value != nil && q.State != slo.NoData && !q.NoBudget {
		r.Spent = unit.Share(*q.Spent.Value)
		cell.Missing, cell.To, cell.Tone = "", *q.Spent.Value, toneOf(q.State)
	}
	if q.Bad.Value != nil {
		r.Bad = bare(*q.Bad.Value, q.Counts)
	}
	if q.Budget.Value != nil && !q.NoBudget {
		r.Allowed = bare(*q.Budget.Value, q.Counts)
	}
	if q.Coverage.Value != nil {
		r.Coverage = unit.Share(*q.Coverage.Value)
	}
	if !q.NoBudget {
		r.Bar = drawing(chart.Spec{Hidden: true, Height: 26, Cell: cell})
	}
	return r
}

// targets are the objectives in force in a quarter, in their order.
func targets(q *report.SLOQuarter) string {
	if len(q.Objectives) < 2 {
		return unit.Objective(q.Objective)
	}
	var list []string
	for _, o := range q.Objectives {
		list = append(list, unit.Objective(o.Target))
	}
	return strings.Join(list, ", then ")
}

// sliChart draws each quarter's indicator against its objective.
func (v *Views) sliChart(s *report.SLO) *Chart {
	h := &chart.History{Format: chart.Format{Factor: 100, Decimals: 3, Unit: unit.NB + "%"}}
	current := newest(s).Objective
	h.Objectives = []chart.Rule{{At: current, Label: unit.Objective(current), Sub: "objective"}}
	met, judged := 0, 0
	for _, q := range s.Quarters {
		year, short := yearAndQuarter(v.quarterLabel(q.Quarter))
		p := chart.Past{Label: short, Group: year, Value: value(q.SLI.Value), Tone: toneOf(q.State), Href: v.reportOf(q.Quarter, q.Team.ID, q.SLO.ID)}
		if q.SLI.Value != nil {
			p.Text = unit.Ratio(*q.SLI.Value, q.Objective)
		}
		if q.Objective != current {
			p.Objective = ptr(q.Objective)
		}
		if full := v.quarter(q.Quarter); full == nil || !full.Running {
			m, j := verdict(q.State)
			met, judged = met+m, judged+j
		}
		h.Points = append(h.Points, p)
	}
	spec := chart.Spec{ID: "sli", Title: orElse(s.SLO.Name, s.SLO.ID) + ": share of good " + newest(s).Counts + " by quarter", Height: 240, History: h}
	c := draw(metTitle(met, judged), spec).withTable(spec)
	c.Note = "Met ● and missed ▲ by quarter. Where an objective was another one at the time, it is drawn at its own height."
	return &c
}

// verdict counts a finished quarter: met, judged. No data and incomplete are
// neither.
func verdict(s slo.State) (met, judged int) {
	switch s {
	case slo.Overspent:
		return 0, 1
	case slo.Within, slo.AtRisk:
		return 1, 1
	}
	return 0, 0
}

func metTitle(met, judged int) string {
	switch {
	case judged == 0:
		return "No finished quarter has a verdict yet"
	case met == judged && judged == 1:
		return "The one finished quarter met the objective"
	case met == judged:
		return "All " + unit.Word(judged) + " finished quarters met the objective"
	}
	return unit.Sentence(unit.Word(met)) + " of " + unit.Plural(judged, "finished quarter", "finished quarters") + " met the objective"
}

// causesOver draws each quarter's spend by root cause.
func (v *Views) causesOver(s *report.SLO) *Chart {
	st := &chart.Stacked{Vertical: true, Rule: &chart.Rule{At: 1, Label: "the whole budget"}, Format: chart.Format{Factor: 100, Decimals: 1, Unit: unit.NB + "%"}}
	any := false
	most, mostText := 0.0, ""
	for _, c := range s.Causes {
		year, short := yearAndQuarter(c.Quarter.Name)
		row := chart.Stack{Label: short, Group: year}
		for _, part := range c.Parts {
			if part.Share == nil || *part.Share <= 0 {
				continue
			}
			any = true
			share := unit.Percent(*part.Share, 1)
			title := orElse(part.Cause.Title, "no cause stated")
			if *part.Share > most && causeTone(part.Cause.ID) != chart.Mid {
				most, mostText = *part.Share, "The largest single one: "+strings.ToLower(title)+", "+share+" of the budget in "+noBreak(c.Quarter.Name)+". "
			}
			row.Parts = append(row.Parts, chart.Part{Name: title, Value: *part.Share, Text: share, Short: share, Tone: causeTone(part.Cause.ID)})
		}
		if c.Share != nil {
			row.Total = chart.Text{Text: wholeShare(*c.Share), Bold: true}
			if *c.Share > 1 {
				row.Total.Tone = chart.Over
			}
		}
		st.Rows = append(st.Rows, row)
	}
	if !any {
		return nil
	}
	spec := chart.Spec{ID: "causes", Title: "Budget spent by quarter and root cause", Height: 280, Stacked: st}
	c := draw("Budget spent, by the root causes that the postmortems state", spec).withTable(spec)
	c.Note = mostText + "An incident with several root causes is shared equally among them."
	c.Keys = []Key{{"ink", "a stated root cause"}, {"over", "no postmortem"}, {"mid", "background, scattered or no cause stated"}}
	return &c
}

// sloDays draws the days of the last quarters on one scale.
func (v *Views) sloDays(s *report.SLO, c *contents) *SLODays {
	list := s.Quarters[max(0, len(s.Quarters)-calendarQuarters):]
	most, measured := 0.0, 0
	for _, q := range list {
		for _, d := range q.Days {
			if d.Bad != nil {
				most = math.Max(most, *d.Bad)
				measured++
			}
		}
	}
	if measured == 0 {
		return nil
	}
	out := &SLODays{
		Section: c.add(Section{ID: "days", Title: "Day by day", Notes: []Note{
			{Term: "Squares", Text: "are days; their area is what failed, on one scale for all quarters shown."},
			{Term: "Links", Text: "lead to the incident of the day."},
		}}),
		CSV:  s.URL + "days.csv",
		Keys: []Key{{"ink", "documented incident"}, {"over", "no postmortem"}, {"mid", "an ordinary day"}, {"none", "no data"}},
	}
	for _, q := range slices.Backward(list) {
		out.Charts = append(out.Charts, v.quarterDays(q, math.Max(most, 1)))
	}
	if i := slices.IndexFunc(list, func(q *report.SLOQuarter) bool { return q.Excluded != nil }); i >= 0 {
		out.Keys = excludedKeys(out.Keys, list[i])
	}
	return out
}

func (v *Views) quarterDays(q *report.SLOQuarter, most float64) Chart {
	k := &chart.Calendar{Max: most, Format: chart.Format{Unit: " failed " + q.Counts}}
	named := map[string]bool{}
	for _, d := range heavyFirst(q.Days) {
		if len(named) < 4 && (len(d.Incidents) > 0 || d.Burst) {
			named[d.Date] = true
		}
	}
	for _, d := range q.Days {
		k.Days = append(k.Days, v.calendarDay(d, named[d.Date]))
	}
	v.markExcluded(k, q)
	label := v.quarterLabel(q.Quarter)
	title := noBreak(label) + ": no data"
	if q.Bad.Value != nil {
		title = noBreak(label) + ": " + unit.Count(*q.Bad.Value) + unit.NB + q.Counts + " failed"
	}
	return draw(title, chart.Spec{ID: "days-" + q.Quarter, Title: orElse(q.SLO.Name, q.SLO.ID) + ": failed " + q.Counts + " by day, " + label, Calendar: k})
}

package view

import (
	"cmp"
	"slices"
	"strings"

	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// TeamQuarterPage is a team's report for one quarter. Sections without content
// are nil and not numbered.
type TeamQuarterPage struct {
	Page
	Hero       hero
	Objectives []Objective
	Leads      []Fact
	Matrix     Matrix
	Elsewhere  []Link
	Places     []TeamPlace
	Contents   []*Section
	Scorecard  *ScorecardSection
	Decisions  *Decisions
	Findings   *Findings
	Restated   *Restatements
	Completed  *Restatements // where nothing was restated
	Budgets    *Budgets
	RollUp     *RollUp
	Excluded   *Excluded
	Contracts  *Contracts
	Spend      *SpendSection
	Burn       *Burn
	Incidents  *Incidents
	Exercises  *ExercisesSection
	Delivery   *DeliverySection
	Launches   *LaunchesSection
	Business   *BusinessSection
	Cost       *CostSection
	OnCall     *OnCallSection
	Capacity   *CapacitySection
	OKRs       *OKRSection
	Enabling   *EnablingSection
	Policy     *PolicySection
	Actions    *Actions
	Commentary *Prose
	Services   *Services
	Next       *MaturitySection
	Quality    *QualitySection
	Missing    string // what could stand here once there is data
	Signoffs   *Signoffs
}

// Objective is one budget at the top of the page: the answer, and the way to
// its details.
type Objective struct {
	State  State
	Value  string
	Word   string
	Link   Link
	Target string
	Course string // of a running quarter
	// Restated is what is left as computed now, where the issued figure stands.
	Restated string
}

// TeamQuarter is one team's report.
func (v *Views) TeamQuarter(t *report.TeamQuarter) TeamQuarterPage {
	q := t.Quarter
	g := v.glossary()
	where := at{URL: t.URL, Quarter: &q, Team: &t.Team.Ref, Here: "team-quarter"}
	p := TeamQuarterPage{
		Page: v.page(where, "team", t.Team.Name+" in "+q.Label+", "+t.Site.Title, describe(t.Headline.Text, q)),
		Hero: heroOf(t.Headline, t.Standfirst),
	}
	p.Running = t.Site.Title + ", " + t.Team.Name + ", reliability in " + q.Label
	p.RunningFoot = footOf(t.Site, t.Provenance)
	p.When = t.Team.Name + ", " + q.Label
	p.Twin = "/api/" + q.Slug + "/" + t.Team.ID + ".json"
	p.Notices = t.Notices
	p.Issue = v.issueMark(t.Issue, q)
	p.Interactive = true
	for _, l := range t.Team.Leads {
		p.Leads = append(p.Leads, Fact{Term: leadTitle(l.Role), Text: l.Name})
	}
	if o := v.organisationOf(q.Slug); o != nil {
		p.Matrix = v.matrix(o, q, &t.Team.Ref)
	}
	for _, s := range t.SLOs {
		p.Objectives = append(p.Objectives, v.objective(s))
	}
	p.Elsewhere = v.elsewhere(t)
	p.Places = places(t.Journeys)
	var c contents
	v.teamParts(&p, t, &c, g)
	p.Contents = c.list
	p.Definitions = g.list
	return p
}

func (v *Views) organisationOf(slug string) *report.Organisation {
	for _, o := range v.book.Organisations {
		if o.Quarter.Slug == slug {
			return o
		}
	}
	return nil
}

// elsewhere leads to the same team in other quarters.
func (v *Views) elsewhere(t *report.TeamQuarter) []Link {
	var out []Link
	for i := range v.book.Quarters {
		if v.book.Quarters[i].Slug != t.Quarter.Slug {
			continue
		}
		for _, n := range []int{i - 1, i + 1} {
			if n < 0 || n >= len(v.book.Quarters) {
				continue
			}
			other := v.book.Quarters[n]
			if r := v.byQuarter[other.Slug][t.Team.ID]; r != nil {
				word := "Before: "
				if n > i {
					word = "After: "
				}
				out = append(out, Link{Text: word + noBreak(other.Label), URL: r.URL})
			}
		}
	}
	return append(out, Link{Text: t.Team.Name + " over time", URL: t.Team.URL})
}

func (v *Views) objective(s *report.SLOQuarter) Objective {
	o := Objective{State: StateOf(s.State), Link: Link{Text: s.SLO.Name, URL: "#" + budgetID(s)}, Target: objective(s), Restated: restatedLeft(s)}
	o.Word = o.State.Word
	switch {
	case s.State == slo.NoData:
		o.Value, o.Word = "no data", ""
	case s.NoBudget && s.Bad.Value != nil:
		o.Value, o.Word = unit.Count(*s.Bad.Value), "failed, "+o.State.Word
	case s.Remaining.Value != nil:
		o.Value, o.Word = unit.Share(*s.Remaining.Value), "left, "+o.State.Word
	default:
		o.Value = "–"
	}
	if s.OnCourse.Value != nil {
		o.Course = "on course to spend " + unit.Percent(*s.OnCourse.Value, 0)
	}
	return o
}

func budgetID(s *report.SLOQuarter) string {
	id := "slo-" + s.SLO.ID
	if s.MovedFrom != nil || s.MovedTo != nil {
		// A service that left and came back has two stays in one quarter.
		id += "-" + s.Start.Format("20060102")
	}
	return id
}

// teamParts fills the sections in the order they are read.
func (v *Views) teamParts(p *TeamQuarterPage, t *report.TeamQuarter, c *contents, g *glossary) {
	p.Scorecard = v.scorecard(t, c, g)
	p.Decisions = v.decisionSection(t.Decisions, t.Quarter.Slug, false, c, g)
	if len(t.Findings) > 0 {
		p.Findings = &Findings{Section: c.add(Section{ID: "findings", Title: "What we found", Short: "Findings", Notes: v.findingNotes()}), List: v.findings(t.Findings, false)}
	}
	p.Restated = v.restatements(t.Issue, true, c, g)
	p.Budgets = v.budgets(t, c, g)
	p.RollUp = v.rollUp(t, c, g)
	p.Excluded = v.excluded(t.SLOs, false, t.URL+"exclusions.csv", c, g)
	p.Contracts = v.contracts(t, c, g)
	p.Spend = v.spendSection(t, c, g)
	p.Burn = v.teamBurn(t, c, g)
	p.Incidents = v.teamIncidents(t, c, g)
	v.besideParts(p, t, c, g)
	p.Policy = v.policySection(t, c, g)
	p.Actions = v.teamActions(t, c, g)
	if t.Commentary != "" {
		p.Commentary = &Prose{c.add(Section{ID: "commentary", Title: "Commentary", Notes: []Note{{Text: "Written by the team; not made from the figures."}}}), markup(t.Commentary)}
	}
	p.Services = v.services(t, c)
	p.Signoffs = v.signoffs(t, c)
	p.Next = v.maturity(t.Maturity, t.Quarter.Slug, false, c, g)
	p.Completed = v.completed(t.Issue, c, g)
	p.Quality = v.teamQuality(t, c, g)
	if p.Missing = v.missing(t); p.Next != nil {
		p.Next.Beside, p.Missing = p.Missing, ""
	}
}

// besideParts fills what stands beside reliability.
func (v *Views) besideParts(p *TeamQuarterPage, t *report.TeamQuarter, c *contents, g *glossary) {
	p.Enabling = v.enabling(t, c, g)
	p.Exercises = v.exercises(t, c, g)
	p.Delivery = v.delivery(t, c, g)
	p.Launches = v.launches(t, c, g)
	p.Business = v.business(t, c, g)
	p.Cost = v.cost(t, c, g)
	p.OnCall = v.onCall(t, c, g)
	p.Capacity = v.capacity(t, c, g)
	p.OKRs = v.okrs(t, c, g)
}

// leadTitle writes the role of one of the trio as people say it.
func leadTitle(role string) string {
	switch role {
	case "product", "engineering", "reliability":
		return unit.Sentence(role) + " lead"
	}
	return unit.Sentence(role)
}

// teamBurn makes each stretch of unexplained burn a start on its postmortem.
func (v *Views) teamBurn(t *report.TeamQuarter, c *contents, g *glossary) *Burn {
	list := slices.Clone(t.Bursts)
	slices.SortStableFunc(list, func(a, b report.Burst) int { return -cmp.Compare(value(a.Share), value(b.Share)) })
	return v.burn(list, len(list), c, g)
}

func (v *Views) teamIncidents(t *report.TeamQuarter, c *contents, g *glossary) *Incidents {
	if len(t.Incidents) == 0 {
		return nil
	}
	in := &Incidents{
		Section:    c.add(Section{ID: "incidents", Title: incidentsTitle(len(t.Incidents)), Short: "Incidents", Notes: incidentNotes(v.loc.String(), t.Summary)}),
		Table:      v.incidentTable(t.Incidents, t.Quarter, &t.Team.Ref, g),
		Statistics: append(v.statistics(t.Summary.Clocks, g), v.furtherStatistics(t.Summary, t.Quarter.Slug, g)...),
		CSV:        t.URL + "incidents.csv",
	}
	in.Detection = v.detectionOf(t.Summary, t.Incidents, g)
	in.Table.Spend = g.term("attribution", "Most of a budget")
	if len(t.Incidents) > 1 {
		in.Chart = v.dots("incidents-dots", t.Incidents, t.Quarter, restoreMedian(t.Summary), func(*report.Incident) bool { return true })
	}
	if in.Chart != nil {
		in.Chart.Title = incidentsSentence(t.Summary)
		in.Chart.Note = "By start and time to restore, on a logarithmic axis; area: the largest share taken of one budget. Dashed: nothing measurable."
	}
	return in
}

// Services is the section of what the team owns.
type Services struct {
	*Section
	List []Service
}

// Service is one of them. Unmeasured is set where no objective watches it.
type Service struct {
	Name, Description, Change string
	Objectives                []Link
	Unmeasured                bool
}

func (v *Views) services(t *report.TeamQuarter, c *contents) *Services {
	if len(t.Services) == 0 {
		return nil
	}
	s := &Services{Section: c.add(Section{ID: "services", Title: servicesTitle(len(t.Services)), Short: "Services"})}
	for _, x := range t.Services {
		one := Service{Name: orElse(x.Name, x.ID), Description: x.Description, Change: x.Moved, Unmeasured: len(x.SLOs) == 0}
		if x.New {
			one.Change = strings.TrimSpace("New this quarter. " + one.Change)
		}
		for _, r := range x.SLOs {
			one.Objectives = append(one.Objectives, link(r))
		}
		s.List = append(s.List, one)
	}
	return s
}

func servicesTitle(n int) string { return unit.Sentence(unit.Plural(n, "service", "services")) }

// Signoffs is the section of the trio's signatures.
type Signoffs struct {
	*Section
	List []Signature
}

// Signature is one of the trio's.
type Signature struct {
	Role, Name, Date, Note string
}

func (v *Views) signoffs(t *report.TeamQuarter, c *contents) *Signoffs {
	if !v.shows("signoffs") {
		return nil
	}
	s := &Signoffs{}
	title := "Signed off"
	if len(t.Signoffs) == 0 {
		title = "Not signed off yet"
	}
	s.Section = c.add(Section{ID: "sign-off", Title: title, Short: "Sign-off", Notes: []Note{{Term: "Dissent", Text: "is printed, not smoothed over."}}})
	for _, x := range t.Signoffs {
		sig := Signature{Role: leadTitle(x.Role), Name: x.Name, Note: x.Note, Date: "not yet"}
		if x.Date != nil {
			sig.Date = "Signed " + unit.Date(v.local(*x.Date))
		}
		s.List = append(s.List, sig)
	}
	return s
}

func (v *Views) teamQuality(t *report.TeamQuarter, c *contents, g *glossary) *QualitySection {
	g.term("coverage", "")
	s := &QualitySection{
		Section: c.add(Section{ID: "provenance", Title: "How complete, and made from what", Short: "Data", Notes: []Note{
			{Term: "Coverage", Text: "is the share of the expected samples that are there."},
			{Term: "Definitions", Text: "of every figure:", Link: &Link{Text: "methodology", URL: "/methodology/"}},
		}}),
		Provenance: v.provenanceOf(t.Provenance, t.Quarter),
		Links: v.there(
			Link{Text: "Spend as CSV", URL: t.URL + "spend.csv"}, Link{Text: t.Team.Name + " over time", URL: t.Team.URL},
			Link{Text: "Every postmortem", URL: "/postmortems/"}, Link{Text: "Every action", URL: "/actions/"},
		),
	}
	lacking := 0
	for _, x := range t.SLOs {
		row, incomplete := v.coverageRow(x)
		if incomplete {
			lacking++
		}
		row.Team = Link{}
		s.Coverage = append(s.Coverage, row)
	}
	s.Lead = completeness(len(t.SLOs), lacking)
	return s
}

// missingBeside names what is not measured of what stands beside reliability.
func missingBeside(t *report.TeamQuarter) []string {
	var what []string
	for _, part := range []struct {
		name string
		has  bool
	}{
		{"deployments and launches", t.Delivery != nil || len(t.Launches) > 0},
		{"business figures and what a failure costs", len(t.KPIs) > 0 || priced(t.Price)},
		{"operational cost", t.Cost != nil && t.Cost.Effective != nil},
		{"the load of being on call", t.OnCall != nil},
	} {
		if !part.has {
			what = append(what, part.name)
		}
	}
	return what
}

// missing names, in one line, what this report would hold if there were data.
func (v *Views) missing(t *report.TeamQuarter) string {
	var what []string
	if len(t.SLOs) == 0 {
		what = append(what, "objectives")
	}
	if len(t.Incidents) == 0 && t.Site.Edition == nil {
		what = append(what, "incidents and action items (no postmortem names the team in this quarter)")
	}
	if t.Site.Edition == nil {
		what = append(what, missingBeside(t)...)
	}
	if t.Commentary == "" && v.shows("commentary") {
		what = append(what, "commentary")
	}
	if len(what) == 0 {
		return ""
	}
	return "Not in this report, and would stand here if it were there: " + unit.List(what) + "."
}

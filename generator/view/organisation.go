package view

import (
	"html/template"
	"strconv"
	"strings"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// OrganisationPage is the organisation's quarter. Sections without content are
// nil and not numbered.
type OrganisationPage struct {
	Page
	Hero       hero
	Tally      []Tally
	Matrix     Matrix
	Contents   []*Section
	Policy     *PolicyCalls
	Decisions  *Decisions
	Figures    *Figures
	Journeys   *Journeys
	Findings   *Findings
	Restated   *Restatements
	Completed  *Restatements // where nothing was restated
	Further    []Finding     // beyond those with a drawing
	Teams      *TeamTable
	Where      *WhereItWent
	Balance    *BalanceSection
	Costs      *CostsSection
	Agreements *Agreements
	Incidents  *Incidents
	Burn       *Burn
	Commentary *Prose
	Next       *MaturitySection
	Quality    *QualitySection
}

// Prose is a section of text written by people.
type Prose struct {
	*Section
	HTML template.HTML
}

// Home is the latest finished quarter at the site's root.
func (v *Views) Home() OrganisationPage {
	p := v.Organisation(v.book.Latest)
	if p.Canonical == "" {
		p.Canonical = v.book.Organisations[v.book.Latest].URL
	}
	return p
}

// Organisation is the i-th quarter of the book.
func (v *Views) Organisation(i int) OrganisationPage {
	o := v.book.Organisations[i]
	q := o.Quarter
	g := v.glossary()
	p := OrganisationPage{
		Page:   v.page(at{URL: o.URL, Quarter: &q, Here: "quarter"}, "org", o.Site.Title+", reliability in "+q.Label, describe(o.Headline.Text, q)),
		Hero:   heroOf(o.Headline, o.Standfirst),
		Tally:  tally(o.Tally, q.Slug),
		Matrix: v.matrix(o, q, nil),
	}
	p.Notices = o.Notices
	p.Issue = v.issueMark(o.Issue, q)
	p.Twin, p.TwinText = "/api/"+q.Slug+".json", "This quarter’s report as JSON"
	p.Interactive = true
	p.RunningFoot = footOf(o.Site, o.Provenance)
	var c contents
	v.organisationParts(&p, o, &c, g)
	p.Contents = c.list
	p.Definitions = g.list
	return p
}

// organisationParts fills the sections in the order they are read.
func (v *Views) organisationParts(p *OrganisationPage, o *report.Organisation, c *contents, g *glossary) {
	q := o.Quarter
	p.Policy = v.policyCalls(o)
	p.Decisions = v.decisionSection(o.Decisions, q.Slug, true, c, g)
	p.Figures = v.figures(o, c, g)
	p.Journeys = v.journeys(o, c, g)
	v.organisationFindings(p, o, c, g)
	p.Restated = v.restatements(o.Issue, false, c, g)
	p.Teams = v.teamTable(o, c, g)
	p.Balance = v.balance(o, c, g)
	p.Costs = v.costs(o, c, g)
	p.Agreements = v.agreements(o, c, g)
	p.Where = v.whereItWent(o, c, g)
	p.Incidents = v.organisationIncidents(o, c, g)
	p.Burn = v.burn(o.Bursts, burnShown, c, g)
	if o.Commentary != "" {
		p.Commentary = &Prose{c.add(Section{ID: "commentary", Title: "Commentary", Notes: []Note{{Text: "Written by people; not made from the figures."}}}), markup(o.Commentary)}
	}
	p.Next = v.maturity(o.Maturity, q.Slug, true, c, g)
	p.Completed = v.completed(o.Issue, c, g)
	p.Quality = v.organisationQuality(o, c)
}

// describe is a page's summary for search results and link previews.
func describe(headline string, q report.Quarter) string {
	return strings.TrimSuffix(headline, ".") + ". " + q.Label + ", " + q.Months + "."
}

// footOf is the foot of printed pages: who may read it, and which data it is.
func footOf(s report.Site, p report.Provenance) string {
	if p.Digest == "" {
		return audience(s)
	}
	return audience(s) + ". Data sha256 " + shortDigest(p.Digest)
}

// Figures is the section of the quarter in figures.
type Figures struct {
	*Section
	List []FigureCard
}

// FigureCard is one figure, large, with what it is compared with.
type FigureCard struct {
	Term       Definition
	Big, Small string
	Whole      bool // Big is a text of two units, set smaller
	Change     string
	SVG        template.HTML
	Note       string
	Coverage   string
	Sources    SourceList
	// Rows leads to what was counted, as data; nil where the edition hides it.
	Rows *Link
}

// SourceList is the files behind a figure, all of them by name, or so many that
// the page's own list has to do.
type SourceList struct {
	Summary string
	Files   []string
	More    *Link
}

// filesListed is how many files a figure lists itself.
const filesListed = 60

func sourceList(files []string) SourceList {
	s := SourceList{Summary: "From " + unit.Plural(len(files), "file", "files")}
	if len(files) > filesListed {
		s.More = &Link{Text: s.Summary, URL: "#provenance"}
		return s
	}
	s.Files = files
	return s
}

// figureRows is where the rows behind a headline figure stand.
func (v *Views) figureRows(id, address string) *Link {
	tables := map[string]struct{ name, text, part string }{
		"teams-kept": {"teams", "Teams as CSV", ""}, "objectives-met": {"objectives", "Objectives as CSV", ""},
		"incidents": {"incidents", "Incidents as CSV", ""}, "impact": {"incidents", "Incidents as CSV", ""},
		"detect": {"incidents", "Incidents as CSV", ""}, "restore": {"incidents", "Incidents as CSV", ""},
		"bursts": {"undocumented-burn", "Stretches as CSV", "bursts"}, "overdue": {"actions", "Actions as CSV", "actions"},
	}
	t, known := tables[id]
	if !known || t.part != "" && !v.shows(t.part) {
		return nil
	}
	return &Link{Text: t.text, URL: address + t.name + ".csv"}
}

func (v *Views) figures(o *report.Organisation, c *contents, g *glossary) *Figures {
	if len(o.Figures) == 0 {
		return nil
	}
	f := &Figures{Section: c.add(Section{
		ID: "figures", Title: "The quarter in " + unit.Word(len(o.Figures)) + " figures", Short: "Figures",
		Notes: []Note{
			{Term: "Compared with", Text: "the quarter before and the same quarter a year ago, as far as they were measured."},
			{Term: "Bars", Text: "share a scale within a figure, never between figures."},
			{Term: "Red and teal", Text: "mark a change for the worse or the better against the quarter before; of times, only one that is more than chance."},
			{Term: "Underlined", Text: "terms open their definition; under each figure stand its files and its rows."},
		},
	})}
	for _, n := range o.Figures {
		card := v.figureCard(n, o.Quarter.Slug, g)
		card.Rows = v.figureRows(n.ID, o.URL)
		f.List = append(f.List, card)
	}
	return f
}

func (v *Views) figureCard(n report.NamedFigure, slug string, g *glossary) FigureCard {
	c := FigureCard{Term: g.term(n.Figure.Definition, n.Title), Change: unit.Sentence(v.comparison(n.Figure, slug, inUnit(n.Figure.Unit))), Note: n.Note}
	c.Big, c.Small = bigNumber(n.Figure, n.Of)
	c.Whole = strings.Contains(c.Big, unit.NB)
	if n.Figure.Coverage != nil {
		c.Coverage = unit.Sentence(coverageText(*n.Figure.Coverage)) + "."
	}
	if len(n.Figure.Sources) > 0 {
		c.Sources = sourceList(n.Figure.Sources)
	}
	if len(n.Before) > 1 {
		bars := barsOf(n.Before, n.Figure.Unit)
		bars.Compact = true
		for i, it := range n.Before {
			if it.Of != nil && it.Value != nil {
				bars.Rows[i].Text = unit.Count(*it.Value) + " of " + unit.Count(*it.Of)
			}
			if it.Value == nil {
				bars.Rows[i].Text = "no figure"
			}
		}
		c.SVG = drawing(chart.Spec{ID: "figure-" + n.ID, Title: n.Title + " by quarter", Bars: bars})
	}
	return c
}

// drawnFindings is how many findings stand with their drawing; the rest are a
// list.
const drawnFindings = 9

func (v *Views) organisationFindings(p *OrganisationPage, o *report.Organisation, c *contents, g *glossary) {
	if len(o.Findings) == 0 {
		return
	}
	drawn := o.Findings[:min(len(o.Findings), drawnFindings)]
	p.Findings = &Findings{
		Section: c.add(Section{ID: "findings", Title: "What we found", Short: "Findings", Notes: v.findingNotes()}),
		List:    v.findings(drawn, false),
	}
	for i, f := range o.Findings[len(drawn):] {
		one := v.findings([]report.Finding{f}, false)[0]
		one.Rank, one.Chart = strconv.Itoa(len(drawn)+i+1), nil
		p.Further = append(p.Further, one)
	}
}

func (v *Views) findingNotes() []Note {
	ranked := "by the error budget at stake."
	if m := v.book.Methodology; m != nil && m.Materiality != "" {
		ranked = "by " + strings.TrimSuffix(m.Materiality, ".") + "."
	}
	return []Note{
		{Term: "Ranked", Text: ranked, Link: &Link{Text: "How", URL: "/methodology/"}},
		{Term: "Made from", Text: "the figures, by fixed rules. A cause is named only where a postmortem states it."},
	}
}

package view

import (
	"html"
	"html/template"
	"regexp"
	"strings"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// PostmortemPage is one incident: what people wrote of it, beside what was
// measured.
type PostmortemPage struct {
	Page
	ID       string
	Severity Severity
	Teams    []Link
	Span     string // the times, in words
	Status   string
	Warnings []Draft
	Heading  string
	Long     bool // the heading needs a smaller size
	Summary  string
	Facts    []PostmortemFact
	Contents []*Section
	Parts    []PostmortemPart
	Similar  *SimilarIncidents
	Data     *DataSection
	Older    *Neighbour
	Newer    *Neighbour
}

// PostmortemFact is one figure of the row under the summary.
type PostmortemFact struct {
	Term       Definition
	Severity   *Severity
	Big, Small string
	Note       string
}

// PostmortemPart is one section of the page; one of the pointers is set.
type PostmortemPart struct {
	*Section
	Story    *Story
	Timeline *Timeline
	Columns  []Column
	Actions  *PostmortemActions
}

// Story is prose; the first one has the panel of figures beside it, and takes
// in what follows as far as there is room beside the panel.
type Story struct {
	Role  string
	Title string // over the text; empty where the section's own says it
	HTML  template.HTML
	More  []SubStory
	Panel *Panel
}

// SubStory is a section of the text that stands below another.
type SubStory struct {
	ID, Title, Role string
	HTML            template.HTML
}

// Column is one of what went well, badly, and by luck.
type Column struct {
	Title string
	HTML  template.HTML
}

// PostmortemActions are the action items, and what else the section says.
type PostmortemActions struct {
	Intro template.HTML
	Lead  string
	Table *ActionTable
}

// SimilarIncidents is the section of incidents with something in common.
type SimilarIncidents struct {
	*Section
	List IncidentList
}

// Neighbour is the postmortem before or after this one.
type Neighbour struct {
	When, Title, URL string
}

// Postmortem is the page of one incident.
func (v *Views) Postmortem(in *report.Incident) PostmortemPage {
	site := v.book.Site
	g := v.glossary()
	name := strings.TrimSpace(in.ID + " " + in.Title)
	p := PostmortemPage{
		Page: v.page(at{URL: incidentURL(in)}, "pm", name+", "+site.Title, orElse(in.Summary, name)),
		ID:   in.ID, Severity: v.severity(in), Span: v.span(in), Status: statusText(in),
		Heading: orElse(in.Title, in.ID), Summary: in.Summary, Warnings: v.warnings(in),
	}
	p.Long = len([]rune(p.Heading)) > 48
	p.Running = site.Title + ", postmortem " + in.ID
	p.When = in.ID
	p.Notices = in.Notices
	p.Twin = Twin(incidentURL(in))
	p.Crumbs = []Link{{Text: "Postmortems", URL: "/postmortems/"}, {Text: in.ID, Current: true}}
	if q := in.Quarter; q != nil && q.URL != "" {
		p.When += ", " + q.Name
		p.Crumbs = append([]Link{{Text: "All teams, " + q.Name, URL: q.URL}}, p.Crumbs...)
	}
	for _, t := range in.Teams {
		p.Teams = append(p.Teams, v.teamThen(t, in))
	}
	p.Facts = v.facts(in, g)
	var c contents
	p.Parts = v.postmortemParts(in, &c, g)
	p.Similar = v.similar(in, &c, g)
	p.Data = v.postmortemData(in, &c)
	p.Older, p.Newer = v.neighbours(in)
	p.Contents, p.Definitions = c.list, g.list
	return p
}

// teamThen leads to a team's report of the quarter, else to the team.
func (v *Views) teamThen(t report.Ref, in *report.Incident) Link {
	if r := v.byQuarter[quarterID(in)][t.ID]; r != nil {
		return Link{Text: t.Name, URL: r.URL}
	}
	return link(t)
}

// span is when it was, on one line.
func (v *Views) span(in *report.Incident) string {
	if in.Started == nil {
		return "start unknown"
	}
	start := v.local(*in.Started)
	text, zone := unit.WeekDate(start)+", "+unit.Clock(start), " "+unit.Zone(start)
	if in.Resolved == nil {
		if in.Open && in.LeftOut == "" {
			return text + zone + ", still open"
		}
		return text + zone + ", no end stated"
	}
	end := v.local(*in.Resolved)
	if unit.Zone(end) != unit.Zone(start) {
		text += zone // the clocks changed on the way
	}
	if unit.Date(start) == unit.Date(end) {
		return text + " to " + unit.Clock(end) + " " + unit.Zone(end)
	}
	return text + " to " + unit.Stamp(end) + " " + unit.Zone(end)
}

// statusText says how far the text has come, and what became of the actions.
func statusText(in *report.Incident) string {
	status := map[string]string{"record": "Record, no text yet", "draft": "Draft", "final": "Final"}[in.Status]
	switch in.Kind {
	case "near-miss":
		status = strings.TrimPrefix(status+", near miss", ", ")
	case "game-day":
		status = strings.TrimPrefix(status+", game day", ", ")
	}
	open, late := 0, 0
	for _, a := range in.Actions {
		if a.State != "done" {
			open++
		}
		if a.State == "overdue" {
			late++
		}
	}
	var actions string
	switch {
	case len(in.Actions) == 0:
		return status
	case open == 0:
		actions = "every action done"
	case late > 0:
		actions = unit.Word(late) + " of " + unit.Plural(len(in.Actions), "action", "actions") + " overdue"
	default:
		actions = unit.Word(open) + " of " + unit.Plural(len(in.Actions), "action", "actions") + " open"
	}
	if status == "" {
		return unit.Sentence(actions)
	}
	return status + "; " + actions
}

// warnings are what a reader must know before the figures.
func (v *Views) warnings(in *report.Incident) []Draft {
	var out []Draft
	if in.LeftOut != "" {
		out = append(out, Draft{Mark: "Left out of the figures:", Text: in.LeftOut + ". The text below is complete; the incident takes no part in counts, medians and budgets until " + orElse(in.File, "it") + " is mended."})
	}
	if in.Open && in.LeftOut == "" {
		out = append(out, Draft{Mark: "Still open.", Text: "Every duration and share runs to " + v.asOf() + ", the end of the data. It stays out of medians until it is resolved."})
	}
	switch {
	case in.Status == "record":
		out = append(out, Draft{Mark: "No postmortem has been written yet.", Text: strings.TrimSuffix("This is a record: the facts and what was measured. The text is to be written in "+in.File+".", " The text is to be written in .")})
	case in.Status == "draft" && !in.Open:
		out = append(out, Draft{Mark: "Draft.", Text: "The text has not been agreed yet."})
	}
	return out
}

// similar lists the incidents alike, with what they have in common.
func (v *Views) similar(in *report.Incident, c *contents, g *glossary) *SimilarIncidents {
	var list []*report.Incident
	for _, r := range in.Similar {
		if i, known := v.library.places[r.URL]; known {
			list = append(list, v.book.Library.Incidents[i])
		}
	}
	if len(list) == 0 {
		return nil
	}
	out := &SimilarIncidents{
		Section: c.add(Section{ID: "s-similar", Title: "Similar incidents", Short: "Similar", Notes: []Note{
			{Term: "Found by", Text: "shared root causes, trigger and services, not by title."},
		}}),
		List: v.incidentList("Incidents with something in common", list, mostShare(list), g),
	}
	out.List.Common = true
	for i, other := range list {
		out.List.Rows[i].Common = inCommon(in, other)
	}
	return out
}

// inCommon names what two incidents share.
func inCommon(a, b *report.Incident) string {
	var parts []string
	for _, t := range a.RootCauses {
		if hasTerm(b.RootCauses, t.ID) {
			parts = append(parts, strings.ToLower(orElse(t.Title, t.ID)))
		}
	}
	if a.Trigger != nil && b.Trigger != nil && a.Trigger.ID == b.Trigger.ID {
		parts = append(parts, "trigger: "+strings.ToLower(orElse(a.Trigger.Title, a.Trigger.ID)))
	}
	for _, s := range a.Services {
		if hasRef(b.Services, s.ID) {
			parts = append(parts, orElse(s.Name, s.ID))
		}
	}
	return strings.Join(parts, ", ")
}

// neighbours are the postmortems before and after in time.
func (v *Views) neighbours(in *report.Incident) (older, newer *Neighbour) {
	list := v.book.Library.Pages
	i, known := v.library.places[incidentURL(in)]
	if known && i+1 < len(list) {
		older = v.neighbour("Before", list[i+1])
	}
	if known && i > 0 {
		newer = v.neighbour("After", list[i-1])
	}
	return older, newer
}

func (v *Views) neighbour(word string, in *report.Incident) *Neighbour {
	n := &Neighbour{When: word, Title: strings.TrimSpace(in.ID + " " + in.Title), URL: incidentURL(in)}
	if in.Started != nil {
		n.When += ", " + unit.Date(v.local(*in.Started))
	}
	return n
}

func (v *Views) postmortemData(in *report.Incident, c *contents) *DataSection {
	d := &DataSection{Section: c.add(Section{ID: "s-data", Title: "Made from what", Short: "Data", Notes: []Note{
		{Term: "Definitions", Text: "of every figure:", Link: &Link{Text: "methodology", URL: "/methodology/"}},
	}})}
	if in.Provenance != nil {
		d.Provenance = provenance(*in.Provenance, v.asOf())
	}
	if in.File != "" {
		d.Provenance.Facts = append([]Fact{{Term: "Written in", Text: in.File, Code: true}}, d.Provenance.Facts...)
	}
	if in.Curve != nil {
		d.Links = append(d.Links, Link{Text: "The curve as CSV", URL: incidentURL(in) + "curve.csv"})
	}
	d.Links = append(d.Links, Link{Text: "Every postmortem", URL: "/postmortems/"})
	return d
}

// PostmortemTables are the files beside a postmortem.
func (v *Views) PostmortemTables(in *report.Incident) []NamedTable {
	if in.Curve == nil {
		return nil
	}
	return []NamedTable{{"curve", func() chart.Table {
		t := chart.Table{Head: []string{"start", "end", "slo", "bad_ratio"}}
		for _, p := range in.Curve.Points {
			t.Rows = append(t.Rows, []string{stamp(&p.At), stamp(&p.End), in.Curve.SLO.ID, number(p.Bad)})
		}
		return t
	}}}
}

// firstParagraph is the paragraph that rendered markdown begins with.
var firstParagraph = regexp.MustCompile(`(?s)^\s*<p>(.*?)</p>\s*`)

var tags = regexp.MustCompile(`<[^>]*>`)

// withoutSummary drops the first paragraph of a rendered text where it is the
// summary, which already stands under the title.
func withoutSummary(rendered, summary string) string {
	m := firstParagraph.FindStringSubmatchIndex(rendered)
	if m == nil || summary == "" {
		return rendered
	}
	if strings.Contains(rendered[m[2]:m[3]], "<a ") || strings.Contains(rendered[m[2]:m[3]], "<img ") {
		return rendered // its links and pictures would be lost
	}
	plain := html.UnescapeString(tags.ReplaceAllString(rendered[m[2]:m[3]], ""))
	if strings.Join(strings.Fields(plain), " ") != strings.Join(strings.Fields(summary), " ") {
		return rendered
	}
	return rendered[m[1]:]
}

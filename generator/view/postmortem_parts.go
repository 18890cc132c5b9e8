package view

import (
	"html/template"
	"math"
	"slices"
	"strings"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// Panel are the figures of an incident with where each comes from.
type Panel struct {
	Rows   []PanelRow
	Budget []BudgetStep
}

// PanelRow is one figure.
type PanelRow struct {
	Term   Definition
	Value  string
	Code   bool
	Links  []Link // instead of Value
	Source string
}

// BudgetStep is what an incident did to one budget.
type BudgetStep struct {
	SLO  Link
	Text string
	Bar  template.HTML
}

// budgetSteps is how many budgets are drawn; more are listed only.
const budgetSteps = 3

// facts is the row of figures under the summary.
func (v *Views) facts(in *report.Incident, g *glossary) []PostmortemFact {
	grade := v.severity(in)
	out := []PostmortemFact{{Term: Definition{Label: "Severity"}, Severity: &grade, Big: grade.Word}}
	if in.Severity.Title == "" {
		out[0].Big = "–"
		out[0].Small = "not stated"
	}
	clock := func(id, label string, seconds *float64) {
		if seconds == nil {
			return
		}
		big, small := splitDuration(*seconds)
		out = append(out, PostmortemFact{Term: g.term(strings.ReplaceAll(id, "_", "-"), label), Big: big, Small: small, Note: v.median(in, id)})
	}
	if in.Open && in.Started != nil && in.LeftOut == "" {
		big, small := splitDuration(v.book.Site.AsOf.Sub(*in.Started).Seconds())
		out = append(out, PostmortemFact{Term: g.term("time-to-restore", "Open for"), Big: big, Small: small, Note: "to the end of the data"})
	}
	clock("time_to_restore", "Lasted", in.ToRestore)
	clock("time_to_detect", "Detected in", in.ToDetect)
	clock("time_to_mitigate", "Mitigated in", in.ToMitigate)
	if len(in.Spends) > 0 {
		s := in.Spends[0]
		out = append(out, PostmortemFact{Term: g.term("failed", "Failed "+orElse(s.Counts, "events")), Big: unit.Count(s.Bad), Note: s.SLO.Name})
		if s.Share != nil {
			big, _, _ := strings.Cut(unit.Share(*s.Share), unit.NB+"%")
			out = append(out, PostmortemFact{Term: g.term("attribution", "Of the budget"), Big: big, Small: "per cent", Note: s.Quarter.Name})
		}
	}
	if c := in.Curve; c != nil && c.Peak > 0 {
		big, _, _ := strings.Cut(unit.Share(c.Peak), unit.NB+"%")
		out = append(out, PostmortemFact{Term: Definition{Label: "At its peak"}, Big: big, Small: "% failing", Note: "in one sample"})
	}
	return out
}

// median is what a clock's figure compares with: the quarter's median.
func (v *Views) median(in *report.Incident, clock string) string {
	o := v.organisationOf(quarterID(in))
	if o == nil {
		return ""
	}
	for _, d := range o.Summary.Clocks {
		if d.Clock == clock && d.Median != nil && d.N > 1 {
			return "the quarter’s median is " + unit.Duration(*d.Median)
		}
	}
	return ""
}

// postmortemParts lays the sections out: the text in its own order, its
// timeline and actions as what they are, the figures beside the first prose.
func (v *Views) postmortemParts(in *report.Incident, c *contents, g *glossary) []PostmortemPart {
	b := &partsBuilder{v: v, in: in, c: c, panel: v.panel(in, g)}
	for _, s := range in.Sections {
		b.add(s)
	}
	b.flush()
	if b.panel != nil {
		b.story(Section{ID: "s-figures", Title: "The figures", Short: "Figures"}, "", "")
		// Without prose the figures come first.
		last := len(b.out) - 1
		b.out = append([]PostmortemPart{b.out[last]}, b.out[:last]...)
	}
	if !b.timed {
		b.timeline(report.Section{ID: "s-timeline", Title: "Timeline"})
		b.moveTimeline()
	}
	if !b.acted && len(in.Actions) > 0 {
		b.actions(report.Section{ID: "s-actions", Title: "Actions"})
	}
	return b.number()
}

// partsBuilder collects the parts of a postmortem.
type partsBuilder struct {
	v            *Views
	in           *report.Incident
	c            *contents
	panel        *Panel // until a section has taken it
	out          []PostmortemPart
	columns      []report.Section // went well, badly, by luck: until they are written
	timed, acted bool
}

func (b *partsBuilder) add(s report.Section) {
	switch s.Role {
	case "went-well", "went-wrong", "lucky":
		b.columns = append(b.columns, s)
		return
	}
	b.flush()
	switch s.Role {
	case "timeline":
		b.timeline(s)
	case "actions":
		b.actions(s)
	default:
		text := withoutSummary(s.HTML, b.in.Summary)
		if strings.TrimSpace(text) == "" {
			return
		}
		b.story(Section{ID: orElse(s.ID, "s-story"), Title: orElse(s.Title, "What happened")}, s.Role, text)
	}
}

// story adds prose; the first takes the panel.
func (b *partsBuilder) story(s Section, role, text string) {
	b.out = append(b.out, PostmortemPart{Section: &s, Story: &Story{Role: role, HTML: markup(text), Panel: b.panel}})
	b.panel = nil
}

// flush writes what went well, badly and by luck beside one another.
func (b *partsBuilder) flush() {
	if len(b.columns) == 0 {
		return
	}
	names := map[string]string{"went-well": "well", "went-wrong": "badly", "lucky": "by luck"}
	var words []string
	var columns []Column
	for _, s := range b.columns {
		words = append(words, names[s.Role])
		columns = append(columns, Column{Title: s.Title, HTML: markup(s.HTML)})
	}
	title := "What went " + unit.List(words)
	if len(columns) == 1 {
		title = b.columns[0].Title
	}
	b.out = append(b.out, PostmortemPart{Section: &Section{ID: orElse(b.columns[0].ID, "s-lessons"), Title: title, Short: "Well and badly"}, Columns: columns})
	b.columns = nil
}

func (b *partsBuilder) timeline(s report.Section) {
	b.timed = true
	t := b.v.timeline(b.in)
	if t == nil {
		if strings.TrimSpace(s.HTML) != "" {
			b.story(Section{ID: orElse(s.ID, "s-timeline"), Title: orElse(s.Title, "Timeline")}, s.Role, s.HTML)
		}
		return
	}
	t.Intro = markup(s.HTML)
	b.out = append(b.out, PostmortemPart{Section: &Section{ID: orElse(s.ID, "s-timeline"), Title: orElse(s.Title, "Timeline"), Notes: t.notes}, Timeline: t})
}

func (b *partsBuilder) actions(s report.Section) {
	if b.acted || len(b.in.Actions) == 0 {
		if strings.TrimSpace(s.HTML) != "" {
			b.story(Section{ID: orElse(s.ID, "s-actions"), Title: orElse(s.Title, "Actions")}, s.Role, s.HTML)
		}
		return
	}
	b.acted = true
	table := b.v.actionTable("Action items of "+b.in.ID, b.in.Actions, b.v.book.Site.AsOf)
	open, late := 0, 0
	for _, a := range b.in.Actions {
		if a.State != "done" {
			open++
		}
		if a.State == "overdue" {
			late++
		}
	}
	b.out = append(b.out, PostmortemPart{
		Section: &Section{ID: orElse(s.ID, "s-actions"), Title: orElse(s.Title, "Actions"), Notes: []Note{
			{Term: "Bars", Text: "run from the incident to done, or to the end of the data; the mark is the due date."}, {Term: "Red", Text: "is time past the due date."},
		}},
		Actions: &PostmortemActions{Intro: markup(s.HTML), Lead: actionLead(open, late), Table: &table},
	})
}

// moveTimeline puts the timeline, which the text gave no place of its own,
// behind what happened and whom it hit.
func (b *partsBuilder) moveTimeline() {
	last := len(b.out) - 1
	if last < 1 || b.out[last].Timeline == nil {
		return
	}
	to := 1
	for to < last && b.out[to].Story != nil && slices.Contains([]string{"", "summary", "impact"}, b.out[to].Story.Role) {
		to++
	}
	t := b.out[last]
	b.out = slices.Insert(b.out[:last], to, t)
}

// text tells parts that are plain reading from drawings and tables.
func (p PostmortemPart) text() bool { return p.Story != nil || p.Columns != nil }

// number gives the parts their numbers, in the order they stand. Text that
// follows text is set as one flow, with lighter rules.
func (b *partsBuilder) number() []PostmortemPart {
	for i := range b.out {
		p := &b.out[i]
		if i > 0 && p.text() && b.out[i-1].text() && (p.Story == nil || p.Story.Panel == nil) {
			p.Class = "flow"
		}
		b.out[i].Section = b.c.add(*b.out[i].Section)
	}
	return b.out
}

// panel lists what is known of an incident beside its text.
func (v *Views) panel(in *report.Incident, g *glossary) *Panel {
	p := &Panel{}
	add := func(r PanelRow) { p.Rows = append(p.Rows, r) }
	for i, s := range in.Spends {
		row := PanelRow{Term: g.term("failed", "Failed "+orElse(s.Counts, "events")), Value: unit.Count(s.Bad), Source: "in its window, on " + orElse(s.SLO.Name, s.SLO.ID) + ", " + noBreak(s.Quarter.Name)}
		add(row)
		if s.Share != nil {
			r := PanelRow{Term: g.term("attribution", "Share of the quarter’s budget"), Value: unit.Share(*s.Share)}
			if s.Budget != nil {
				r.Source = "of " + unit.Count(*s.Budget) + " " + s.Counts + " that may fail"
			}
			add(r)
		}
		if i < budgetSteps {
			if step, ok := v.budgetStep(in, s); ok {
				p.Budget = append(p.Budget, step)
			}
		}
	}
	if len(in.Spends) == 0 {
		add(PanelRow{Term: g.term("attribution", "Budget spent"), Value: "not measured", Source: "no objective counts what it touched, or it took nothing"})
	}
	words := func(label string, links []Link) {
		if len(links) > 0 {
			add(PanelRow{Term: Definition{Label: label}, Links: links})
		}
	}
	words("Trigger", v.triggerLinks(in))
	words("Root causes", v.causeLinks(in))
	words("Services", serviceNames(in.Services))
	if in.CausedBy != nil {
		words("Caused by", []Link{link(*in.CausedBy)})
	}
	if in.NoticedBy != "" {
		add(PanelRow{Term: Definition{Label: "Noticed by"}, Value: in.NoticedBy})
	}
	add(PanelRow{Term: Definition{Label: "Written in"}, Value: in.File, Code: true})
	return p
}

func serviceNames(refs []report.Ref) []Link {
	var out []Link
	for _, r := range refs {
		out = append(out, Link{Text: orElse(r.Name, r.ID)})
	}
	return out
}

func (v *Views) triggerLinks(in *report.Incident) []Link {
	if in.Trigger == nil {
		return nil
	}
	return []Link{v.facetLink("Trigger", *in.Trigger)}
}

func (v *Views) causeLinks(in *report.Incident) []Link {
	var out []Link
	for _, t := range in.RootCauses {
		out = append(out, v.facetLink("Root cause", t))
	}
	return out
}

// facetLink leads from a word to all postmortems with it.
func (v *Views) facetLink(group string, t report.Term) Link {
	title := orElse(t.Title, t.ID)
	for _, f := range v.allFacets() {
		if f.group == group && f.title == title {
			return Link{Text: title, URL: f.url}
		}
	}
	return Link{Text: title}
}

// budgetStep draws what was left of a budget when an incident began, and what
// it took of that.
func (v *Views) budgetStep(in *report.Incident, s report.IncidentSpend) (BudgetStep, bool) {
	before, ok := v.leftBefore(in, s)
	if !ok || s.Share == nil {
		return BudgetStep{}, false
	}
	after := before - *s.Share
	cell := &chart.Cell{Min: math.Min(0, after), Max: math.Max(1, before), Grid: []float64{1}, Rules: []float64{0}}
	if after >= 0 {
		cell.Parts = []chart.Part{{Value: after, Tone: chart.Mid}, {Value: *s.Share, Tone: chart.Ink}}
	} else {
		cell.From = after
		cell.Parts = []chart.Part{{Value: math.Min(-after, *s.Share), Tone: chart.Over}, {Value: math.Max(0, before), Tone: chart.Ink}}
	}
	step := BudgetStep{SLO: link(s.SLO), Bar: drawing(chart.Spec{Hidden: true, Height: 30, Cell: cell})}
	step.Text = wholeShare(before) + " of the quarter’s budget was left when it began; it took " + unit.Share(*s.Share) + "."
	switch {
	case before <= 0:
		step.Text = "The quarter’s budget was already spent when it began; it took another " + unit.Share(*s.Share) + "."
	case after < 0:
		step.Text = wholeShare(before) + " of the quarter’s budget was left when it began; it took " + unit.Share(*s.Share) + ", more than that."
	}
	return step, true
}

// leftBefore is the share of a budget left when an incident began, in the
// quarter of the spend, read off the burn-down.
func (v *Views) leftBefore(in *report.Incident, s report.IncidentSpend) (float64, bool) {
	q := v.wholeQuarter(s.SLO.ID, s.Quarter.ID)
	if q == nil || in.Started == nil || len(q.Path) == 0 {
		return 0, false
	}
	at, left := in.Started.Unix(), 1.0
	var last *report.PathPoint
	for i := range q.Path {
		p := &q.Path[i]
		if p.Remaining == nil {
			continue
		}
		if p.At > at {
			if last != nil && p.At > last.At {
				part := float64(at-last.At) / float64(p.At-last.At)
				left = *last.Remaining + part*(*p.Remaining-*last.Remaining)
			}
			return left, true
		}
		last, left = p, *p.Remaining
	}
	return left, last != nil
}

// wholeQuarter is an objective's quarter, whoever owned the service.
func (v *Views) wholeQuarter(id, quarter string) *report.SLOQuarter {
	for _, s := range v.book.SLOs {
		if s.SLO.ID != id {
			continue
		}
		for _, q := range s.Quarters {
			if q.Quarter == quarter {
				return q
			}
		}
	}
	return nil
}

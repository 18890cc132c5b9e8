package view

import (
	"slices"
	"strings"

	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

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
	b.absorb()
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

// besidePanel is how many letters of text fit beside the panel.
const besidePanel = 1300

// absorb takes short sections that follow the first into it: what happened,
// whom it hit and why are read together, beside the figures.
func (b *partsBuilder) absorb() {
	if len(b.out) == 0 || b.out[0].Story == nil || b.out[0].Story.Panel == nil {
		return
	}
	first := &b.out[0]
	long := len(first.Story.HTML)
	for len(b.out) > 1 {
		next := b.out[1]
		if next.Story == nil || long+len(next.Story.HTML) > besidePanel || !slices.Contains([]string{"", "summary", "impact", "root-cause", "detection"}, next.Story.Role) {
			break
		}
		if first.Story.HTML == "" {
			return
		}
		first.Story.More = append(first.Story.More, SubStory{ID: next.ID, Title: next.Title, Role: next.Story.Role, HTML: next.Story.HTML})
		long += len(next.Story.HTML)
		b.out = slices.Delete(b.out, 1, 2)
	}
	if len(first.Story.More) > 0 && first.Title != "What happened" {
		if first.Story.Role != "summary" {
			first.Story.Title = first.Title
		}
		first.Title = "What happened"
	}
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

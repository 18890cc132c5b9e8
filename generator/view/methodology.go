package view

import (
	"strconv"
	"strings"

	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// MethodologyPage holds every definition in use, after what people wrote.
type MethodologyPage struct {
	Page
	Heading    string
	Stand      []string
	Contents   []*Section
	Edition    *MethodEdition
	Prose      *Prose
	Terms      *MethodDefinitions
	States     *MethodStates
	Words      *MethodWords
	Settings   *MethodSettings
	Objectives *MethodObjectives
	Data       *DataSection
}

// MethodDefinitions is the section that every figure's definition leads to.
type MethodDefinitions struct {
	*Section
	List []report.Definition
}

// MethodStates explains the verdicts, each with its shape.
type MethodStates struct {
	*Section
	List []MethodState
}

// MethodState is one verdict.
type MethodState struct {
	State           State
	ID, Title, Text string
}

// MethodWords are the vocabularies: severities and causes.
type MethodWords struct {
	*Section
	Severities []MethodSeverity
	Groups     []MethodGroup
}

// MethodSeverity is a severity with the spellings that mean it.
type MethodSeverity struct {
	Severity  Severity
	Spellings string
}

// MethodGroup is one vocabulary with its terms and how often each occurs.
type MethodGroup struct {
	Title, Text string
	Terms       []FacetLink
}

// MethodSettings are what the configuration states.
type MethodSettings struct {
	*Section
	List []Fact
}

// MethodObjectives lists every objective with how it is measured.
type MethodObjectives struct {
	*Section
	Rows []MethodObjective
}

// MethodObjective is one of them.
type MethodObjective struct {
	SLO, Team     Link
	Title, Target string
	Method        string
	Selectors     []report.NamedText
	Defined       string
}

// Methodology is the page of definitions.
func (v *Views) Methodology() MethodologyPage {
	m := v.book.Methodology
	site := v.book.Site
	p := MethodologyPage{
		Page:    v.page(at{URL: m.URL, Here: "methodology"}, "meth", "Methodology, "+site.Title, "Every definition in use, how each objective is measured, and the settings behind the figures."),
		Heading: "What the figures mean",
		Stand:   []string{"Every definition in use, how each objective is measured, and the settings behind the figures. What stands here is what the program does: the definitions are made with it."},
	}
	p.Running = site.Title + ", methodology"
	p.Twin = "/api/methodology.json"
	var c contents
	p.Edition = v.editionSection(&c)
	if m.Prose != "" {
		p.Prose = &Prose{c.add(Section{ID: "about", Title: "How to read these reports", Short: "How to read", Notes: []Note{{Text: "Written by people; all that follows is generated."}}}), markup(m.Prose)}
	}
	v.methodParts(&p, m, &c)
	p.Data = &DataSection{
		Section: c.add(Section{ID: "provenance", Title: "Made from what", Short: "Data", Notes: []Note{
			{Text: "Every page has a JSON twin; its schema says what each property means, its unit and its null."},
		}}),
		Provenance: provenance(m.Provenance, v.asOf()),
		Links:      v.there([]Link{{Text: "Every document and its schema as JSON", URL: "/api/index.json"}, {Text: "The schema of a team’s report", URL: "/api/schema/team-quarter-1.json"}, {Text: "Every postmortem", URL: "/postmortems/"}, {Text: "Every action", URL: "/actions/"}}...),
	}
	p.Data.Links = append(p.Data.Links, v.authoredLinks()...)
	p.Contents = c.list
	return p
}

func (v *Views) methodParts(p *MethodologyPage, m *report.Methodology, c *contents) {
	if len(m.States) > 0 {
		p.States = &MethodStates{Section: c.add(Section{ID: "states", Title: "States", Notes: []Note{
			{Term: "Order", Text: "the first that applies is the state."}, {Text: "A state is a word, then a shape, then a colour."},
		}})}
		for _, d := range m.States {
			p.States.List = append(p.States.List, MethodState{State: stateByID(d.ID), ID: d.ID, Title: d.Title, Text: orElse(d.Text, d.Short)})
		}
	}
	if len(m.Definitions) > 0 {
		p.Terms = &MethodDefinitions{List: m.Definitions, Section: c.add(Section{ID: "definitions", Title: "Definitions", Notes: []Note{
			{Text: "Each figure in a report leads here."}, {Term: "Ranking", Text: "findings are ranked by " + m.Materiality + "."},
		}})}
	}
	p.Words = v.methodWords(m, c)
	if len(m.Settings) > 0 {
		p.Settings = &MethodSettings{Section: c.add(Section{ID: "settings", Title: "Settings", Notes: []Note{{Text: "As config.toml states them, or their defaults."}}})}
		for _, s := range m.Settings {
			p.Settings.List = append(p.Settings.List, Fact{Term: s.Name, Text: s.Text})
		}
	}
	p.Objectives = v.methodObjectives(m, c)
}

// stateByID finds the shape of a state's definition.
func stateByID(id string) State {
	for _, s := range []struct {
		id    string
		state slo.State
	}{{"state-overspent", slo.Overspent}, {"state-at-risk", slo.AtRisk}, {"state-incomplete", slo.Incomplete}, {"state-within", slo.Within}} {
		if s.id == id {
			return StateOf(s.state)
		}
	}
	return StateOf(slo.NoData)
}

func (v *Views) methodWords(m *report.Methodology, c *contents) *MethodWords {
	w := &MethodWords{}
	for i, s := range m.Severities {
		w.Severities = append(w.Severities, MethodSeverity{Severity: Severity{Level: v.severityLevel(i), Word: s.Name}, Spellings: s.Text})
	}
	for _, g := range []struct {
		title, group, text string
		terms              []report.Term
	}{
		{"Triggers", "Trigger", "what set an incident off", m.Triggers},
		{"Root causes", "Root cause", "why it could happen", m.RootCauses},
	} {
		if len(g.terms) == 0 {
			continue
		}
		group := MethodGroup{Title: g.title, Text: g.text}
		for _, t := range g.terms {
			var f facet
			if i, known := v.library.titles[facetKey{g.group, orElse(t.Title, t.ID)}]; known {
				f = v.library.facets[i]
			}
			group.Terms = append(group.Terms, FacetLink{Link: Link{Text: orElse(t.Title, t.ID), URL: f.url}, Count: count(f.count)})
		}
		w.Groups = append(w.Groups, group)
	}
	if len(w.Severities)+len(w.Groups) == 0 {
		return nil
	}
	w.Section = c.add(Section{ID: "words", Title: "Words for incidents", Short: "Words", Notes: []Note{{Text: "The number behind a word is how many postmortems carry it."}}})
	return w
}

func (v *Views) methodObjectives(m *report.Methodology, c *contents) *MethodObjectives {
	if len(m.SLOs) == 0 {
		return nil
	}
	notes := []Note{{Term: "Owner", Text: "at the end of the data."}}
	if v.shows("sources") {
		notes = append([]Note{{Term: "Selectors", Text: "name the series; those that match are added up."}}, notes...)
	}
	out := &MethodObjectives{Section: c.add(Section{ID: "objectives", Title: "Objectives", Notes: notes})}
	for _, s := range m.SLOs {
		out.Rows = append(out.Rows, MethodObjective{
			SLO: link(s.SLO), Team: link(s.Team), Title: s.Title, Target: latestTarget(s), Method: methodText(s), Selectors: s.Selectors, Defined: s.Defined,
		})
	}
	return out
}

// newest is the latest quarter of an objective; nil before its first.
func newest(s *report.SLO) *report.SLOQuarter {
	if len(s.Quarters) == 0 {
		return nil
	}
	return s.Quarters[len(s.Quarters)-1]
}

func latestTarget(s *report.SLO) string {
	if q := newest(s); q != nil {
		return objective(q)
	}
	for _, c := range s.Candidates {
		if c.Current {
			return unit.Objective(c.Target)
		}
	}
	return "not measured yet"
}

// methodText says how an objective counts.
func methodText(s *report.SLO) string {
	q := newest(s)
	if q == nil {
		return ""
	}
	if q.Slice == 0 {
		return "by events"
	}
	text := "by slices of " + unit.Duration(float64(q.Slice))
	if t := q.Threshold; t != nil {
		text += ", good when the value is " + thresholdText(*t)
	}
	return text
}

// thresholdText writes a comparison the way a person would say it.
func thresholdText(t report.Threshold) string {
	word := map[string]string{"<": "below ", "<=": "at most ", ">": "above ", ">=": "at least "}[t.Op]
	return orElse(word, t.Op+" ") + trimNumber(t.Value) + suffix(t.Unit)
}

func suffix(unitName string) string {
	if unitName == "" {
		return ""
	}
	return unit.NB + unitName
}

// trimNumber writes a configured number with the digits it has.
func trimNumber(v float64) string {
	_, fraction, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	return unit.Number(v, len(fraction))
}

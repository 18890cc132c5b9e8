package view

import (
	"strings"

	"html/template"
	"math"

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

// panel lists what is known of an incident beside its text.
func (v *Views) panel(in *report.Incident, g *glossary) *Panel {
	p := &Panel{}
	add := func(r PanelRow) { p.Rows = append(p.Rows, r) }
	for i, s := range in.Spends {
		of := orElse(s.SLO.Name, s.SLO.ID)
		if crossed(in, s) {
			of += " in " + noBreak(s.Quarter.Name)
		}
		add(PanelRow{Term: g.term("failed", "Failed "+orElse(s.Counts, "events")+", "+of), Value: unit.Count(s.Bad), Source: "in its window, " + noBreak(s.Quarter.Name)})
		if s.Share != nil {
			r := PanelRow{Term: g.term("attribution", "Of the budget of "+of), Value: unit.Share(*s.Share)}
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
	if in.Detection != nil {
		value, text := v.detectionFact(in)
		add(PanelRow{Term: g.term("standard-alert", "A standard alert"), Value: value, Source: text})
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
		add(PanelRow{Term: g.term("noticed-first", "Noticed by"), Value: strings.TrimPrefix(byWhom(in.NoticedBy), " by ")})
	}
	if in.File != "" {
		add(PanelRow{Term: Definition{Label: "Written in"}, Value: in.File, Code: true})
	}
	return p
}

// crossed tells whether an incident took from one objective in two quarters.
func crossed(in *report.Incident, s report.IncidentSpend) bool {
	n := 0
	for _, other := range in.Spends {
		if other.SLO.ID == s.SLO.ID {
			n++
		}
	}
	return n > 1
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
	if i, known := v.library.titles[facetKey{group, title}]; known {
		return Link{Text: title, URL: v.library.facets[i].url}
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

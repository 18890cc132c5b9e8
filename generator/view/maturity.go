package view

import (
	"html/template"
	"slices"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// MaturitySection is what could be measured next: partial "maturity". It is
// never empty: where all is well its lead says so.
type MaturitySection struct {
	*Section
	Lead   string
	Points []MaturityPoint
	Beside string // what is not measured beside the objectives, one line
}

// MaturityPoint is one thing to know or to do, gently.
type MaturityPoint struct {
	Title Definition
	Items []MaturityItem
	Text  string
	SVG   template.HTML
}

// MaturityItem is a line that leads somewhere, and what is to be said of it.
type MaturityItem struct {
	Link Link
	Text string
}

// recordsNamed is how many incidents without a text are named.
const recordsNamed = 6

// maturity is the section at the end of a report; of names the teams too.
func (v *Views) maturity(m *report.Maturity, slug string, teams bool, c *contents, g *glossary) *MaturitySection {
	if m == nil {
		return nil
	}
	s := &MaturitySection{
		Section: c.add(Section{ID: "next", Title: "What could be measured next", Short: "Next", Notes: []Note{
			{Term: "No ranking.", Text: "Gaps are where the next figure could come from; no team is measured by them."},
		}}),
		Lead: m.Text.Text,
	}
	s.add(v.unmeasuredPoint(m, teams))
	s.add(v.latePoint(m))
	s.add(coveragePoint(m, g))
	s.add(hintPoint(m))
	s.add(recordPoint(m))
	s.add(v.containedPoint(m, slug, g))
	return s
}

func (s *MaturitySection) add(p *MaturityPoint) {
	if p != nil {
		s.Points = append(s.Points, *p)
	}
}

func plain(label string) Definition { return Definition{Label: label} }

func (v *Views) unmeasuredPoint(m *report.Maturity, teams bool) *MaturityPoint {
	if len(m.Unmeasured) == 0 {
		return nil
	}
	p := &MaturityPoint{Title: plain("No objective yet"), Text: "A first objective can be as simple as the share of requests that are answered."}
	for _, x := range m.Unmeasured {
		item := MaturityItem{Link: Link{Text: orElse(x.Service.Name, x.Service.ID)}}
		if teams {
			item.Link.URL = x.Team.URL
			item.Text = x.Team.Name
		}
		if x.Launched != nil {
			item.Text = joined(item.Text, "in use since "+unit.Date(v.local(*x.Launched)))
		}
		p.Items = append(p.Items, item)
	}
	return p
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", " + b
}

func (v *Views) latePoint(m *report.Maturity) *MaturityPoint {
	if len(m.Late) == 0 {
		return nil
	}
	p := &MaturityPoint{Title: plain("Measured only later"), Text: "Measuring from the first day shows what a launch itself did."}
	for _, x := range m.Late {
		item := MaturityItem{Link: link(x.SLO)}
		lag := unit.Plural(x.Days, "day", "days")
		if x.Measured != nil {
			item.Text = "first measured on " + unit.Date(v.local(*x.Measured)) + ", " + lag + " after " + orElse(x.Service.Name, x.Service.ID) + " began"
		} else {
			item.Text = "not measured yet, " + lag + " after " + orElse(x.Service.Name, x.Service.ID) + " began"
		}
		p.Items = append(p.Items, item)
	}
	return p
}

func coveragePoint(m *report.Maturity, g *glossary) *MaturityPoint {
	thin := m.Thin()
	if len(thin) == 0 {
		return nil
	}
	p := &MaturityPoint{Title: g.term("coverage", "Gaps in the data")}
	for _, x := range thin {
		item := MaturityItem{Link: link(x.SLO), Text: samples(x.Coverage) + " are there"}
		if n := len(x.History); n > 1 && x.History[n-2].Coverage != nil {
			item.Text = joined(item.Text, samples(x.History[n-2].Coverage)+" were in "+noBreak(x.History[n-2].Quarter.Name))
		}
		p.Items = append(p.Items, item)
	}
	if rest := len(m.Coverage) - len(thin); rest > 0 {
		p.Text = "The data of the other " + unit.Word(rest) + " are whole, or nearly."
		if rest == 1 {
			p.Text = "The data of the other objective are whole, or nearly."
		}
	}
	return p
}

// samples is how many of the expected samples are there, in words.
func samples(coverage *float64) string {
	switch {
	case coverage == nil || *coverage == 0:
		return "no samples"
	case *coverage >= 1:
		return "all samples"
	}
	return unit.Share(*coverage) + " of the samples"
}

func hintPoint(m *report.Maturity) *MaturityPoint {
	if len(m.Hints) == 0 {
		return nil
	}
	p := &MaturityPoint{Title: plain("Objectives to look at again"), Text: "Whether customers would notice the difference is for the team to say."}
	for _, h := range m.Hints {
		item := MaturityItem{Link: link(h.SLO)}
		in := unit.Word(h.Quarters) + " finished quarters"
		switch {
		case h.Kind == "loose" && h.Held != nil:
			item.Text = "never spent more than " + unit.Share(h.Most) + " in " + in + "; " + unit.Objective(*h.Held) + " would have been as safe as " + unit.Objective(h.Target)
		case h.Held != nil:
			item.Text = "was missed in all " + in + "; " + unit.Objective(*h.Held) + " would have held in each"
		default:
			item.Text = "was missed in all " + in + "; no usual objective would have held in each"
		}
		p.Items = append(p.Items, item)
	}
	return p
}

func recordPoint(m *report.Maturity) *MaturityPoint {
	if len(m.Records) == 0 {
		return nil
	}
	p := &MaturityPoint{Title: plain("Not written up yet"), Text: "A short record keeps the figures right; a text keeps what was learnt."}
	for i, r := range m.Records {
		if i == recordsNamed && len(m.Records) > recordsNamed+1 {
			p.Text = "And " + unit.Word(len(m.Records)-recordsNamed) + " more. " + p.Text
			break
		}
		p.Items = append(p.Items, MaturityItem{Link: Link{Text: r.ID, URL: r.URL}, Text: r.Name})
	}
	return p
}

// containedPoint draws how many incidents stayed with one team, by quarter.
func (v *Views) containedPoint(m *report.Maturity, slug string, g *glossary) *MaturityPoint {
	f := m.Contained
	if f.Figure.Value == nil || f.Of == nil {
		return nil
	}
	p := &MaturityPoint{Title: g.term(f.Figure.Definition, "Stayed with one team"), Text: spreadWords(m)}
	if q := v.quarter(slug); q != nil && len(f.Before) > 1 {
		items := slices.Clone(f.Before)
		for i, it := range items {
			if it.Value != nil && it.Of != nil && *it.Of > 0 {
				items[i].Value = ptr(*it.Value / *it.Of)
			}
		}
		bars := barsOf(items, "ratio")
		bars.Compact = true
		for i, it := range f.Before {
			bars.Rows[i].Text = "no incident"
			if it.Value != nil && it.Of != nil {
				bars.Rows[i].Text = unit.Count(*it.Value) + " of " + unit.Count(*it.Of)
			}
		}
		p.SVG = drawing(chart.Spec{ID: "contained", Title: f.Title + " by quarter", Bars: bars})
	}
	return p
}

func spreadWords(m *report.Maturity) string {
	var parts []string
	for i, x := range m.Spread {
		what := unit.Word(x.Count)
		if i == 0 {
			what = unit.Plural(x.Count, "incident", "incidents")
		}
		team := unit.Plural(x.Teams, "team", "teams")
		if x.Teams == 1 {
			team = "one team only"
		}
		parts = append(parts, what+" hit "+team)
	}
	return unit.Sentence(unit.List(parts)) + "."
}

package view

import (
	"html/template"

	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// Decisions is the section of what leadership is asked.
type Decisions struct {
	*Section
	Open     []Decision
	Answered []Decision // with what the answer did, where the commentary says so
}

// Decision is a question with its options, who answers and by when.
type Decision struct {
	Question string
	Note     template.HTML
	Team     *Link
	Options  []Option
	Decider  string
	By       string
	Asked    string
	Answer   string
	Answered string
}

// Option is one answer; Key is A, B, C …
type Option struct {
	Key, Label, Gains, Costs string
	Recommended              bool
}

// decisionSection puts the open questions before the answered ones; nil without
// any. named adds who asks.
func (v *Views) decisionSection(list []report.Decision, slug string, named bool, c *contents) *Decisions {
	if len(list) == 0 {
		return nil
	}
	out := &Decisions{Section: c.add(Section{ID: "decisions", Title: decisionsTitle(list), Short: "Decisions", Notes: []Note{
		{Term: "Put forward", Text: "in the quarter’s commentary; options and recommendations are their authors’."},
	}})}
	for _, d := range v.decisions(list, slug) {
		if !named {
			d.Team = nil
		}
		if d.Answer == "" {
			out.Open = append(out.Open, d)
		} else {
			out.Answered = append(out.Answered, d)
		}
	}
	return out
}

func (v *Views) decisions(list []report.Decision, slug string) []Decision {
	var out []Decision
	for _, d := range list {
		o := Decision{Question: d.Question, Note: markup(d.NoteHTML), Decider: d.Decider, Answer: d.Answer}
		if d.Team != nil {
			o.Team = &Link{Text: d.Team.Name, URL: d.Team.URL}
		}
		if d.By != nil {
			o.By = unit.WeekDate(v.local(*d.By))
		}
		if d.Answered != nil {
			o.Answered = unit.Date(v.local(*d.Answered))
		}
		if d.Asked.ID != "" && d.Asked.ID != slug {
			o.Asked = orElse(d.Asked.Name, d.Asked.ID)
		}
		for i, p := range d.Options {
			o.Options = append(o.Options, Option{Key: string(rune('A' + i%26)), Label: p.Label, Gains: p.Gains, Costs: p.Costs, Recommended: p.Recommended})
		}
		out = append(out, o)
	}
	return out
}

// decisionsTitle counts what is still open.
func decisionsTitle(list []report.Decision) string {
	open := 0
	for _, d := range list {
		if d.Answer == "" {
			open++
		}
	}
	if open == 0 {
		return unit.Sentence(unit.Plural(len(list), "decision", "decisions")) + " taken"
	}
	return unit.Sentence(unit.Plural(open, "decision", "decisions")) + " needed"
}

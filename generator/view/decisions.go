package view

import (
	"html/template"

	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// Decisions is the section of what leadership is asked, and of what became of
// earlier answers.
type Decisions struct {
	*Section
	Term Definition
	Open []Decision
	// Asked by the figures: in full on a team's page, in a line on the
	// organisation's.
	Asked, AskedShort []Decision
	Answered          []Decision // with what the figure did since
	Past              []Decision // answered longer ago, in a line
	PastTitle         string
}

// Decision is a question with its options, who answers and by when.
type Decision struct {
	Question string
	Note     template.HTML
	Team     *Link
	Page     *Link // where it stands in full
	Options  []Option
	Decider  string
	By, Late string
	// Carried says for how long nobody has answered.
	Carried  string
	Asked    string
	Answer   string
	Answered string
	// Later names the quarter whose commentary answers it.
	Later *Link
	Trail *Trail
}

// Trail is the figure a decision was meant to move, quarter by quarter.
type Trail struct {
	SLO    Link
	Metric string // where it is no objective
	Points []TrailPoint
	Text   string // in one line
}

// TrailPoint is one quarter of it.
type TrailPoint struct {
	State              State
	Quarter            Link
	When, Value, Ratio string
	Turn               bool // the quarter of the answer
}

// Option is one answer; Key is A, B, C …
type Option struct {
	Key, Label, Gains, Costs string
	Recommended              bool
}

// decisionSection puts the open questions before the answered ones; nil without
// any. named adds who asks.
func (v *Views) decisionSection(list []report.Decision, slug string, named bool, c *contents, g *glossary) *Decisions {
	if len(list) == 0 {
		return nil
	}
	out := &Decisions{Section: c.add(Section{ID: "decisions", Title: decisionsTitle(list), Short: "Decisions", Notes: []Note{
		{Term: "Put forward", Text: "in the quarter’s commentary; options and recommendations are their authors’."},
	}})}
	for i, d := range v.decisions(list, slug) {
		if !named {
			d.Team = nil
		}
		switch r := list[i]; {
		case r.Origin == "figures" && named:
			d.Page = &Link{Text: "Options and figures", URL: "/" + slug + "/" + r.Team.ID + "/#decisions"}
			out.AskedShort = append(out.AskedShort, d)
		case r.Origin == "figures":
			out.Asked = append(out.Asked, d)
		case r.Answer == "":
			out.Open = append(out.Open, d)
		case r.Stage == "past":
			out.Past = append(out.Past, d)
		default:
			out.Answered = append(out.Answered, d)
		}
	}
	out.PastTitle = unit.Sentence(unit.Plural(len(out.Past), "question was", "questions were")) + " answered longer ago"
	if len(out.Answered) > 0 {
		out.Term = g.term("decisions", "What became of it")
	}
	if len(out.Asked)+len(out.AskedShort) > 0 {
		out.Notes = append(out.Notes, Note{Term: "Asked by the figures", Text: "where the policy demands something and no written question names the objective. A written one with the objective as its metric takes its place."})
	}
	return out
}

func (v *Views) decisions(list []report.Decision, slug string) []Decision {
	var out []Decision
	for _, d := range list {
		o := Decision{Question: d.Question, Note: markup(d.NoteHTML), Decider: d.Decider, Answer: d.Answer, Trail: v.trail(d)}
		if d.Team != nil {
			o.Team = &Link{Text: d.Team.Name, URL: d.Team.URL}
		}
		if d.By != nil {
			o.By = unit.WeekDate(v.local(*d.By))
			if d.Late > 0 && d.Answer == "" {
				o.Late = dayCount(d.Late) + " late"
			}
		}
		if d.Answered != nil {
			o.Answered = unit.Date(v.local(*d.Answered))
		}
		if d.Asked.ID != "" && d.Asked.ID != slug {
			o.Asked = noBreak(orElse(d.Asked.Name, d.Asked.ID))
		}
		if d.Stage == "carried_over" {
			o.Carried = carried(d)
		}
		if d.Answer == "" && d.AnsweredIn != nil {
			o.Later = &Link{Text: noBreak(d.AnsweredIn.Name), URL: d.AnsweredIn.URL}
		}
		for i, p := range d.Options {
			o.Options = append(o.Options, Option{Key: string(rune('A' + i%26)), Label: p.Label, Gains: p.Gains, Costs: p.Costs, Recommended: p.Recommended})
		}
		out = append(out, o)
	}
	return out
}

// carried says for how long a question has been open.
func carried(d report.Decision) string {
	text := "Carried over from " + noBreak(d.Asked.Name)
	if d.CarriedOver > 1 {
		text += ", for the " + unit.Ordinal(d.CarriedOver) + " time"
	}
	return text + ": unanswered for " + dayCount(d.OpenDays) + " since that quarter’s end"
}

func dayCount(n int) string {
	if n == 1 {
		return "1" + unit.NB + "day"
	}
	return unit.Number(float64(n), 0) + unit.NB + "days"
}

// trail is what the figure did; nil where there is none to show.
func (v *Views) trail(d report.Decision) *Trail {
	if d.SLO == nil {
		if d.Metric == "" || d.Answer == "" {
			return nil
		}
		return &Trail{Metric: d.Metric}
	}
	t := &Trail{SLO: link(*d.SLO)}
	words := map[string]string{"before": "before", "asked": "when it was asked", "open": "while open", "answer": "quarter of the answer", "after": "the quarter after"}
	for _, h := range d.History {
		p := TrailPoint{State: stateNamed(h.State), Quarter: Link{Text: noBreak(h.Quarter.Name), URL: h.Quarter.URL}, When: words[h.When],
			Value: "no data", Turn: h.When == "answer"}
		if h.Running {
			p.When += ", to date"
		}
		if h.Spent != nil {
			p.Value = unit.Share(*h.Spent)
		}
		if h.SLI != nil {
			p.Ratio = unit.Ratio(*h.SLI, h.Objective) + " of " + unit.Objective(h.Objective)
		}
		t.Points = append(t.Points, p)
		if t.Text != "" {
			t.Text += ", "
		}
		t.Text += p.Value + " in " + p.Quarter.Text
	}
	if len(t.Points) == 0 {
		return nil
	}
	return t
}

// stateNamed is the verdict of a name as it stands in JSON.
func stateNamed(name string) State {
	switch name {
	case "overspent":
		return State{"over", "overspent"}
	case "at_risk":
		return State{"risk", "at risk"}
	case "incomplete":
		return State{"part", "incomplete"}
	case "within":
		return State{"ok", "within budget"}
	}
	return State{"none", "no data"}
}

// decisionsTitle counts what is still open.
func decisionsTitle(list []report.Decision) string {
	open, past := 0, 0
	for _, d := range list {
		switch {
		case d.Answer == "":
			open++
		case d.Stage == "past":
			past++
		}
	}
	switch {
	case open > 0:
		return unit.Sentence(unit.Plural(open, "decision", "decisions")) + " needed"
	case past == len(list):
		return "Earlier decisions"
	}
	return unit.Sentence(unit.Plural(len(list)-past, "decision", "decisions")) + " taken"
}

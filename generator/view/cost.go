package view

import (
	"html/template"
	"math"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// CostSection is what a team's services cost to run.
type CostSection struct {
	*Section
	Lead        string
	State       State
	Cards       []ValueCard
	Categories  []CostLine
	Changes     bool // any of them is compared with the quarter before
	Investments []InvestmentBox
	Term        Definition // of investments
	Notes       []string
	CSV         string
}

// CostLine is one category.
type CostLine struct {
	Label, Value, Change string
	Bar                  template.HTML
}

// InvestmentBox is money spent on a risk.
type InvestmentBox struct {
	Title, Amount, When string
	Risk                Link
	Says                string
	Chart               template.HTML
}

func (v *Views) cost(t *report.TeamQuarter, c *contents, g *glossary) *CostSection {
	x := t.Cost
	if x == nil || x.Effective == nil && len(x.Investments) == 0 {
		return nil
	}
	s := &CostSection{Lead: costLead(x, t.Quarter), State: costState(x.Verdict), Notes: x.Notes, CSV: t.URL + "cost.csv"}
	s.Section = c.add(Section{ID: "cost", Title: "What it cost", Short: "Cost", Notes: []Note{
		{Term: "Effective cost", Text: "spreads prepaid amounts over the time they are for; credits are taken off."},
		{Term: "Currencies", Text: "are never added to each other."},
	}})
	if x.Effective != nil {
		s.Cards = v.costCards(x, g)
		s.categories(x)
	}
	for _, o := range x.Others {
		s.Notes = append(s.Notes, unit.Money(math.Round(o.Amount), o.Currency)+" stand beside, in another currency.")
	}
	s.Term = g.term("reliability-investment", "What was spent on reliability, and on which risk")
	for _, n := range x.Investments {
		s.Investments = append(s.Investments, v.investment(n))
	}
	return s
}

func costLead(x *report.Cost, q report.Quarter) string {
	switch {
	case x.Effective == nil:
		return "No charge of the quarter is on record."
	case x.Against.Value == nil && x.Target == nil:
		return "No target is stated for the quarter."
	case x.Against.Value == nil:
		return "The target is in another currency."
	}
	gap := unit.Money(math.Round(math.Abs(x.Target.Amount-x.Effective.Amount)), x.Effective.Currency)
	switch {
	case x.Verdict == "charges are missing":
		return "Charges are missing, so nothing can be said of the target: those on record are " + unit.Percent(*x.Against.Value, 1) + " of what the days that they cover may cost."
	case q.Running:
		return "So far " + unit.Percent(*x.Against.Value, 1) + " of what the days covered may cost."
	case *x.Against.Value > 1:
		return gap + " over the target of " + unit.Money(math.Round(x.Target.Amount), x.Target.Currency) + "."
	}
	return gap + " below the target of " + unit.Money(math.Round(x.Target.Amount), x.Target.Currency) + "."
}

func costState(verdict string) State {
	switch verdict {
	case "within target":
		return State{"ok", verdict}
	case "over target":
		return State{"over", verdict}
	case "on course to exceed the target":
		return State{"risk", verdict}
	}
	return State{"none", verdict}
}

func (v *Views) costCards(x *report.Cost, g *glossary) []ValueCard {
	total := ValueCard{Term: g.term("operational-cost", "Operational cost"), Big: unit.Count(math.Round(x.Effective.Amount)), Small: x.Effective.Currency}
	if x.Billed != nil && math.Round(x.Billed.Amount) != math.Round(x.Effective.Amount) {
		total.Said = append(total.Said, "Billed: "+unit.Money(math.Round(x.Billed.Amount), x.Billed.Currency)+".")
	}
	if x.Credits != nil {
		total.Said = append(total.Said, "Credits of "+unit.Money(math.Round(-x.Credits.Amount), x.Credits.Currency)+" are taken off.")
	}
	if x.Days != nil && *x.Days < .995 {
		total.Said = append(total.Said, "Charges cover "+unit.Percent(*x.Days, 0)+" of the days so far.")
	}
	total.SVG = costBars("cost-quarters", "Operational cost by quarter", x.Before)
	cards := []ValueCard{total}
	if x.Against.Value != nil {
		c := ValueCard{Term: g.term("cost-against-target", "Against target"), Big: unit.Number(*x.Against.Value*100, 1), Small: "per cent"}
		if x.Against.Previous != nil {
			c.Said = append(c.Said, "After "+unit.Percent(*x.Against.Previous, 1)+" in the quarter before.")
		}
		most := math.Max(1.06, *x.Against.Value*1.04)
		tone := chart.OK
		if *x.Against.Value > 1 {
			tone = chart.Over
		}
		c.SVG = drawing(chart.Spec{Hidden: true, Height: 30, Cell: &chart.Cell{Max: most, To: *x.Against.Value, Tone: tone, Rules: []float64{1}}})
		cards = append(cards, c)
	}
	months := ValueCard{Term: Definition{Label: "Month by month"}, SVG: costBars("cost-months", "Operational cost by month", x.Months)}
	if len(x.Months) > 1 {
		cards = append(cards, months)
	}
	if x.PerThousand != nil {
		c := ValueCard{Term: g.term("cost-per-thousand", "Cost per thousand events"), Big: unit.Number(x.PerThousand.Amount, 2), Small: x.PerThousand.Currency}
		if x.Driver != nil {
			c.Said = append(c.Said, "Events of "+x.Driver.Name+".")
		}
		cards = append(cards, c)
	}
	return cards
}

// costBars draws amounts; the last is the one that counts.
func costBars(id, title string, parts []report.CostPart) template.HTML {
	if len(parts) < 2 {
		return ""
	}
	b := &chart.Bars{Compact: true}
	for n, p := range parts {
		bar := chart.Bar{Label: p.Label, Tone: chart.Mid, Value: math.NaN(), Text: "no data"}
		if p.Value != nil {
			bar.Value, bar.Text = *p.Value, unit.Count(math.Round(*p.Value))
		}
		if n == len(parts)-1 {
			bar.Tone, bar.Bold = chart.Ink, true
		}
		b.Rows = append(b.Rows, bar)
	}
	return drawing(chart.Spec{ID: id, Title: title, Bars: b})
}

func (s *CostSection) categories(x *report.Cost) {
	if len(x.Categories) < 2 {
		return
	}
	low, high := 0.0, 0.0
	for _, p := range x.Categories {
		low, high = math.Min(low, value(p.Value)), math.Max(high, value(p.Value))
	}
	for _, p := range x.Categories {
		line := CostLine{Label: p.Label, Value: unit.Count(math.Round(value(p.Value))), Change: "–"}
		if value(p.Value) < 0 {
			line.Value = "−" + unit.Count(math.Round(-*p.Value))
		}
		if p.Change != nil {
			s.Changes = true
			line.Change = signed(unit.Count(math.Round(math.Abs(*p.Change))), math.Round(*p.Change))
		}
		line.Bar = drawing(chart.Spec{Hidden: true, Height: 24, Cell: &chart.Cell{Min: low, Max: high, From: 0, To: value(p.Value), Tone: chart.Mid, Rules: []float64{0}}})
		s.Categories = append(s.Categories, line)
	}
}

func (v *Views) investment(n report.Investment) InvestmentBox {
	b := InvestmentBox{Title: n.Title, Amount: unit.Money(math.Round(n.Amount.Amount), n.Amount.Currency), Risk: link(n.Risk), Says: n.Says, When: "since " + unit.Date(v.local(n.From))}
	if n.To != nil {
		b.When = unit.Date(v.local(n.From)) + " to " + unit.Date(v.lastDay(*n.To))
	}
	if len(n.Eaten) > 1 {
		bars := barsOf(n.Eaten, "ratio")
		bars.Compact = true
		b.Chart = drawing(chart.Spec{ID: "investment-" + n.ID, Title: n.Risk.Name + ": share of the budget it hit hardest, by quarter", Bars: bars})
	}
	return b
}

// costTables are the section's rows as files.
func (v *Views) costTables(t *report.TeamQuarter) []NamedTable {
	if t.Cost == nil || t.Cost.Effective == nil {
		return nil
	}
	return []NamedTable{{"cost", func() chart.Table {
		x := t.Cost
		out := chart.Table{Head: []string{"part", "label", "currency", "effective", "change", "target"}}
		target := ""
		if x.Target != nil {
			target = number(&x.Target.Amount)
		}
		out.Rows = append(out.Rows, []string{"total", t.Quarter.Name, x.Effective.Currency, number(&x.Effective.Amount), "", target})
		for _, p := range x.Categories {
			out.Rows = append(out.Rows, []string{"category", p.Label, x.Effective.Currency, number(p.Value), number(p.Change), ""})
		}
		for _, p := range x.Months {
			out.Rows = append(out.Rows, []string{"month", p.Label, x.Effective.Currency, number(p.Value), "", ""})
		}
		for _, o := range x.Others {
			out.Rows = append(out.Rows, []string{"other currency", t.Quarter.Name, o.Currency, number(&o.Amount), "", ""})
		}
		return out
	}}}
}

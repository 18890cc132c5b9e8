package view

import (
	"html/template"
	"math"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// BalanceSection places teams between delivery and reliability.
type BalanceSection struct {
	*Section
	Said    string
	Chart   Chart
	Rows    []BalanceRow
	Missing string
	CSV     string
}

// BalanceRow is one team in both, now and a quarter before.
type BalanceRow struct {
	Team                   Link
	Shipped, ShippedBefore string
	Spent, SpentBefore     string
	Moved                  string
}

func (v *Views) balance(o *report.Organisation, c *contents, g *glossary) *BalanceSection {
	b := o.Balance
	if b == nil {
		return nil
	}
	s := &BalanceSection{Said: b.Said, CSV: o.URL + "balance.csv"}
	s.Section = c.add(Section{ID: "balance", Title: "Shipping and keeping it running", Short: "Balance", Notes: []Note{
		{Term: "Across", Text: b.X + "."},
		{Term: "Up", Text: b.Y + "; below the line, all of the team’s budgets held."},
		{Term: "A tail", Text: "leads from where the team stood a quarter before. Teams differ in what they ship: compare a team with itself."},
	}})
	s.Chart = balanceChart(b)
	for _, p := range b.Points {
		r := BalanceRow{Team: link(p.Team), Shipped: unit.Number(*p.Frequency, 1), Spent: unit.Share(*p.Spent), ShippedBefore: "–", SpentBefore: "–", Moved: p.Moved}
		if p.FrequencyB != nil {
			r.ShippedBefore = unit.Number(*p.FrequencyB, 1)
		}
		if p.SpentB != nil {
			r.SpentBefore = unit.Share(*p.SpentB)
		}
		s.Rows = append(s.Rows, r)
	}
	if len(b.NotPlaced) > 0 {
		var names []string
		for _, t := range b.NotPlaced {
			names = append(names, t.Name)
		}
		s.Missing = unit.List(names) + pick(len(names) == 1, " has", " have") + " no deployments on record, or no budget with data, and " + pick(len(names) == 1, "stands", "stand") + " in the list of teams only."
	}
	return s
}

// balanceChart draws teams as labelled points with their tails.
func balanceChart(b *report.Balance) Chart {
	s := &chart.Scatter{XTitle: b.X, YTitle: b.Y, Rule: 1, RuleLabel: "the whole budget"}
	for _, p := range b.Points {
		d := chart.Place{X: *p.Frequency, Y: *p.Spent, FromX: math.NaN(), FromY: math.NaN(), Label: p.Team.Name, Href: p.Team.URL, Tone: chart.Ink}
		if *p.Spent > 1 {
			d.Tone = chart.Over
		}
		if p.FrequencyB != nil && p.SpentB != nil {
			d.FromX, d.FromY = *p.FrequencyB, *p.SpentB
		}
		d.Name = p.Team.Name + ": " + unit.Number(*p.Frequency, 1) + " deployments a week, " + unit.Share(*p.Spent) + " spent"
		s.Points = append(s.Points, d)
	}
	c := draw("", chart.Spec{ID: "balance", Title: "Teams by deployments a week and budget spent", Scatter: s})
	c.Title = "Deployments a week across, and up what was spent of the worst budget"
	return c
}

// CostsSection is what the teams cost.
type CostsSection struct {
	*Section
	Lead string
	Rows []CostRow
	CSV  string
}

// CostRow is one team.
type CostRow struct {
	Team                             Link
	State                            State
	Effective, Target, Share, Change string
	Bar, Trend                       template.HTML
}

func (v *Views) costs(o *report.Organisation, c *contents, g *glossary) *CostsSection {
	if len(o.Costs) == 0 {
		return nil
	}
	s := &CostsSection{CSV: o.URL + "costs.csv"}
	s.Section = c.add(Section{ID: "costs", Title: "What it cost", Short: "Cost", Notes: []Note{
		{Term: "Effective cost", Text: "of the quarter so far, credits taken off; teams without a record of cost are not listed."},
		{Term: "Currencies", Text: "are never added to each other."},
	}})
	totals := map[string]float64{}
	most := 0.0
	for _, r := range o.Costs {
		totals[r.Effective.Currency] += r.Effective.Amount
		most = math.Max(most, math.Max(r.Effective.Amount, targetAmount(r)))
	}
	for _, r := range o.Costs {
		s.Rows = append(s.Rows, costRow(r, most))
	}
	var sums []string
	for _, r := range o.Costs {
		if t, ok := totals[r.Effective.Currency]; ok {
			sums = append(sums, unit.Money(math.Round(t), r.Effective.Currency))
			delete(totals, r.Effective.Currency)
		}
	}
	s.Lead = unit.Sentence(unit.Plural(len(o.Costs), "team", "teams")) + " with a record of cost: " + unit.List(sums) + "."
	return s
}

func targetAmount(r report.CostRow) float64 {
	if r.Target == nil || r.Target.Currency != r.Effective.Currency {
		return 0
	}
	return r.Target.Amount
}

func costRow(r report.CostRow, most float64) CostRow {
	out := CostRow{Team: link(r.Team), Effective: unit.Money(math.Round(r.Effective.Amount), r.Effective.Currency), Target: "no target", Share: "–", Change: "–", State: State{"none", "no target"}}
	cell := &chart.Cell{Max: most * 1.02, To: r.Effective.Amount, Tone: chart.Mid}
	if t := targetAmount(r); t > 0 {
		out.Target = unit.Money(math.Round(t), r.Effective.Currency)
		cell.Marks = []float64{t}
	}
	if r.Against != nil {
		out.Share, out.State = unit.Percent(*r.Against, 1), State{"ok", "within target"}
		if *r.Against > 1 {
			out.State, cell.Tone = State{"over", "over target"}, chart.Over
		}
	}
	if r.Change != nil {
		out.Change = signed(unit.Count(math.Round(math.Abs(*r.Change))), math.Round(*r.Change))
	}
	out.Bar = drawing(chart.Spec{Hidden: true, Height: 26, Cell: cell})
	return out
}

// balanceTables are the rows of both as files.
func (v *Views) balanceTables(o *report.Organisation) []NamedTable {
	var out []NamedTable
	if o.Balance != nil {
		out = append(out, NamedTable{"balance", func() chart.Table {
			t := chart.Table{Head: []string{"team", "deployments_per_week", "spent", "deployments_per_week_before", "spent_before", "moved"}}
			for _, p := range o.Balance.Points {
				t.Rows = append(t.Rows, []string{p.Team.ID, number(p.Frequency), number(p.Spent), number(p.FrequencyB), number(p.SpentB), p.Moved})
			}
			return t
		}})
	}
	if len(o.Costs) > 0 {
		out = append(out, NamedTable{"costs", func() chart.Table {
			t := chart.Table{Head: []string{"team", "currency", "effective", "target", "share_of_target", "change"}}
			for _, r := range o.Costs {
				target := ""
				if r.Target != nil {
					target = number(&r.Target.Amount)
				}
				t.Rows = append(t.Rows, []string{r.Team.ID, r.Effective.Currency, number(&r.Effective.Amount), target, number(r.Against), number(r.Change)})
			}
			return t
		}})
	}
	return out
}

package report

import (
	"cmp"
	"math"
	"slices"
	"time"

	"quarterdeck/generator/business"
	"quarterdeck/generator/config"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/stats"
	"quarterdeck/generator/unit"
)

const (
	defCost        = "operational-cost"
	defAgainst     = "cost-against-target"
	defPerThousand = "cost-per-thousand"
	defInvestment  = "reliability-investment"
)

// The verdicts on cost.
const (
	costWithin   = "within target"
	costOver     = "over target"
	costOnCourse = "on course to exceed the target"
	costUnknown  = "no target"
	// costPartly is a finished quarter of which too little is billed to say that
	// it kept its target.
	costPartly = "charges are missing"
)

// cost is what a team cost to operate in the i-th quarter; nil without a charge
// up to its end and without an investment.
func (b *builder) cost(t config.Team, tq *TeamQuarter, i int) *Cost {
	own := b.charges(t.ID)
	investments := b.investments(t, i)
	if (len(own.list) == 0 || own.list[0].Start >= tq.Quarter.End.Unix()) && len(investments) == 0 {
		return nil
	}
	c := &Cost{Verdict: costUnknown, Categories: []CostPart{}, Months: []CostPart{}, Before: []CostPart{}, Others: []Money{}, Notes: []string{}, Investments: investments,
		Against: Figure{Unit: "ratio", Definition: defAgainst, Sources: own.files}}
	if target, ok := t.Cost.Target(tq.Quarter.Start); ok {
		c.Target = &Money{target.Currency, target.Amount}
	}
	main := b.mainCurrency(own.list, c.Target)
	for _, s := range business.Spends(own.list, b.soFar(i)) {
		if s.Currency != main {
			c.Others = append(c.Others, Money{s.Currency, s.Effective})
		}
	}
	if now := b.spendIn(own.list, main, b.soFar(i)); now != nil {
		b.costFigures(c, *now, own.list, i)
		b.perThousand(c, t, own.list, main, i)
		c.against(tq.Quarter, *now, b.in.Config.Budget.MinCoverage)
	}
	b.costBefore(c, own.list, main, i)
	if r := b.reportOf(t.ID, i-1); r != nil && r.Cost != nil {
		c.Against.Previous = r.Cost.Against.Value
	}
	if r := b.reportOf(t.ID, i-4); r != nil && r.Cost != nil {
		c.Against.YearAgo = r.Cost.Against.Value
	}
	if t.Cost.Assumption != "" && c.Effective != nil {
		c.Notes = append(c.Notes, t.Cost.Assumption)
	}
	return c
}

// mainCurrency is the target's, else the site's, else that of most charges.
func (b *builder) mainCurrency(charges []business.Charge, target *Money) string {
	if target != nil {
		return target.Currency
	}
	if b.in.Config.Currency != "" {
		return b.in.Config.Currency
	}
	count := map[string]int{}
	for _, c := range charges {
		count[c.Currency]++
	}
	if len(count) == 0 {
		return ""
	}
	return slices.MinFunc(sortedKeys(count), func(x, y string) int { return cmp.Compare(count[y], count[x]) })
}

// spendIn is what a period cost in a currency; nil without a charge.
func (b *builder) spendIn(charges []business.Charge, currency string, period stats.Interval) *business.Spend {
	for _, s := range business.Spends(charges, period) {
		if s.Currency == currency {
			return &s
		}
	}
	return nil
}

// costFigures fills totals, categories and months.
func (b *builder) costFigures(c *Cost, now business.Spend, charges []business.Charge, i int) {
	c.Effective, c.Billed = &Money{now.Currency, now.Effective}, &Money{now.Currency, now.Billed}
	if now.Credits != 0 {
		c.Credits = &Money{now.Currency, now.Credits}
	}
	c.Days = ptr(now.Covered)
	var before *business.Spend
	if i > 0 && !b.book.Quarters[i].Running {
		before = b.spendIn(charges, now.Currency, b.soFar(i-1))
	}
	for _, p := range now.Categories {
		part := CostPart{Label: cmp.Or(p.Name, "Not said what for"), Value: ptr(p.Value)}
		if before != nil {
			part.Change = ptr(p.Value - categoryOf(before.Categories, p.Name))
		}
		c.Categories = append(c.Categories, part)
	}
	c.Categories = append(c.Categories, gone(now, before)...)
	for _, m := range b.monthsOf(i) {
		part := CostPart{Label: time.Unix(m.Start, 0).In(b.loc).Month().String()}
		if s := b.spendIn(charges, now.Currency, m); s != nil {
			part.Value = ptr(s.Effective)
		}
		c.Months = append(c.Months, part)
	}
	if now.Split > 0 {
		c.Notes = append(c.Notes, "Of "+unit.Plural(now.Split, "charge", "charges")+" only the share inside the quarter so far counts.")
	}
}

// gone are the categories of the quarter before that have no charge now: what is
// no longer paid is a change too.
func gone(now business.Spend, before *business.Spend) []CostPart {
	var out []CostPart
	if before == nil {
		return nil
	}
	for _, p := range before.Categories {
		if !slices.ContainsFunc(now.Categories, func(x business.Part) bool { return x.Name == p.Name }) {
			out = append(out, CostPart{Label: cmp.Or(p.Name, "Not said what for"), Value: ptr(0.0), Change: ptr(-p.Value)})
		}
	}
	return out
}

func categoryOf(parts []business.Part, name string) float64 {
	for _, p := range parts {
		if p.Name == name {
			return p.Value
		}
	}
	return 0
}

// monthsOf are the local months of the i-th quarter that have begun.
func (b *builder) monthsOf(i int) []stats.Interval {
	q := b.book.Quarters[i]
	var out []stats.Interval
	for at := q.Start.In(b.loc); at.Before(q.End) && at.Unix() < b.asOf; {
		next := at.AddDate(0, 1, 0)
		out = append(out, stats.Interval{Start: at.Unix(), End: min(next.Unix(), b.asOf)})
		at = next
	}
	return out
}

// against holds cost against its target; of a running quarter, or one of which
// charges are missing, against the target's share of the time that charges cover.
// Missing charges make no quarter cheap: it has no verdict then, unless what is
// billed is over the whole target already.
func (c *Cost) against(q Quarter, now business.Spend, least float64) {
	if c.Target == nil || c.Target.Amount <= 0 || c.Target.Currency != now.Currency {
		return
	}
	target := c.Target.Amount
	over := now.Effective > target
	partly := !q.Running && now.Covered < least && !over
	if q.Running || partly {
		target *= now.Covered * q.Seen.Sub(q.Start).Hours() / q.End.Sub(q.Start).Hours()
	}
	if target <= 0 {
		return
	}
	c.Against.Value, c.Against.Coverage = ptr(now.Effective/target), ptr(now.Covered)
	switch {
	case partly:
		c.Verdict = costPartly
	case *c.Against.Value <= 1:
		c.Verdict = costWithin
	case q.Running && !over:
		c.Verdict = costOnCourse
	default:
		c.Verdict = costOver
	}
}

// perThousand divides cost by the events of its driver, both over the time in
// which there are charges and measured events: neither a bill that comes late nor
// a gap in the metrics moves it.
func (b *builder) perThousand(c *Cost, t config.Team, charges []business.Charge, currency string, i int) {
	id := t.Cost.Driver.ID
	tr := b.tracks[id]
	if id == "" || tr == nil {
		return
	}
	c.Driver = ptr(sloRef(id))
	var paid []stats.Interval
	for _, x := range charges {
		if x.Currency == currency {
			paid = append(paid, stats.Interval{Start: x.Start, End: x.End})
		}
	}
	var both []stats.Interval
	events, cost := 0.0, 0.0
	for _, part := range stats.Clip(stats.Union(paid), b.soFar(i)) {
		for _, x := range stats.Clip(measuredIn(tr.Samples, part), part) {
			both, events = append(both, x), events+eventsIn(tr.Samples, x)
		}
	}
	for _, x := range charges {
		if x.Currency == currency && x.End > x.Start {
			inside := stats.Seconds(stats.Clip(both, stats.Interval{Start: x.Start, End: x.End}))
			cost += x.Effective * float64(inside) / float64(x.End-x.Start)
		}
	}
	if v, ok := business.PerThousand(cost, events); ok {
		c.PerThousand = &Money{currency, v}
	}
}

// measuredIn are the stretches of samples that meet a stretch of time.
func measuredIn(samples []slo.Sample, in stats.Interval) []stats.Interval {
	var out []stats.Interval
	for _, s := range within(samples, slo.Period{Start: in.Start, End: in.End}) {
		if n := len(out); n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
		} else {
			out = append(out, stats.Interval{Start: s.Start, End: s.End})
		}
	}
	return out
}

// eventsIn adds up valid events in a stretch; a sample that crosses its edge
// counts by the share of its time inside.
func eventsIn(samples []slo.Sample, in stats.Interval) float64 {
	n := 0.0
	first, _ := slices.BinarySearchFunc(samples, in.Start, func(s slo.Sample, t int64) int { return cmp.Compare(s.End, t+1) })
	for _, s := range samples[first:] {
		if s.Start >= in.End {
			break
		}
		if s.End <= s.Start || s.Total < 0 || math.IsNaN(s.Total) || math.IsInf(s.Total, 0) {
			continue
		}
		n += s.Total * float64(min(s.End, in.End)-max(s.Start, in.Start)) / float64(s.End-s.Start)
	}
	return n
}

// costBefore is the trend of up to five quarters.
func (b *builder) costBefore(c *Cost, charges []business.Charge, currency string, i int) {
	for j := max(0, i-4); j <= i; j++ {
		s := b.spendIn(charges, currency, b.soFar(j))
		if s == nil && len(c.Before) == 0 {
			continue
		}
		part := CostPart{Label: b.book.Quarters[j].Label}
		if s != nil {
			part.Value = ptr(s.Effective)
		}
		c.Before = append(c.Before, part)
	}
}

// costRows has a row for each team with a cost, by currency, dearest first.
func (b *builder) costRows(o *Organisation) []CostRow {
	out := []CostRow{}
	for _, tq := range b.book.TeamQuarters {
		if tq.Quarter.Slug != o.Quarter.Slug || tq.Cost == nil || tq.Cost.Effective == nil {
			continue
		}
		c := tq.Cost
		r := CostRow{Team: tq.Team.Ref, Effective: c.Effective, Target: c.Target, Against: c.Against.Value, Before: c.Before}
		if n := len(c.Before); n > 1 && c.Before[n-2].Value != nil && !tq.Quarter.Running {
			r.Change = ptr(c.Effective.Amount - *c.Before[n-2].Value)
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(x, y CostRow) int { // amounts of two currencies have no order
		return cmp.Or(cmp.Compare(x.Effective.Currency, y.Effective.Currency), cmp.Compare(y.Effective.Amount, x.Effective.Amount))
	})
	return out
}

// costDefinitions explain cost and investments.
func costDefinitions() []Definition {
	return []Definition{
		{ID: defCost, Title: "Operational cost", Unit: "money",
			Short: "What it cost to run the team’s services in the quarter: effective cost, credits taken off.",
			Text:  "Effective cost spreads prepaid and committed amounts over the time they are for, and is the one for trends; billed cost is what the invoices say. Credits and refunds are negative and in both. A charge that reaches beyond the quarter counts by the share of its time inside. Amounts in different currencies are never added.", Source: "FinOps FOCUS specification: EffectiveCost, BilledCost"},
		{ID: defAgainst, Title: "Cost against target", Unit: "share of the target",
			Short:   "Effective cost over the target that the team’s file states for a quarter.",
			Text:    "While a quarter runs, the target’s share of the days that charges cover; so too for a finished one of which charges are missing, and then no verdict is given unless they are over the whole target already.",
			Formula: "effective cost ÷ target", Source: "Quarterdeck"},
		{ID: defPerThousand, Title: "Cost per thousand events", Unit: "money",
			Short:   "Effective cost over the valid events of the stated objective, times a thousand.",
			Text:    "Both over the time that both cover: a bill that comes late does not make a service cheap, nor a gap in the metrics dear. Events in time that was agreed not to count are served all the same, and are in it.",
			Formula: "effective cost ÷ valid events × 1000", Source: "derived"},
		{ID: defInvestment, Title: "Reliability investments", Unit: "money",
			Short: "What was spent on a risk, beside what the risk took of the budgets before and after.",
			Text:  "A risk is a root cause, a trigger or an objective; its share is of the one budget it took most from, and an incident with several root causes is shared equally among them. Before is the mean of up to four whole quarters before the work began, after that of the whole quarters since it was over; those in which it went on count to neither. A difference is shown, not proved: whatever else changed is in it too.", Source: "Quarterdeck"},
	}
}

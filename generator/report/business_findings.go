package report

import (
	"fmt"
	"slices"

	"quarterdeck/generator/config"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/stats"
	"quarterdeck/generator/unit"
)

// The verdicts of the test of how much was shipped.
const (
	verdictMore  = "more"
	verdictFewer = "fewer"
)

// overCost: operational cost is over its target, or on course to be.
func (b *builder) overCost(tq *TeamQuarter) []Finding {
	c := tq.Cost
	if c == nil || c.Verdict != costOver && c.Verdict != costOnCourse {
		return nil
	}
	over := unit.Percent(*c.Against.Value-1, 1)
	f := Finding{Kind: findOverCost, Team: ptr(tq.Team.Ref), Links: []Ref{{ID: "cost", Name: "What it cost", URL: tq.URL + "#cost"}},
		Title: fmt.Sprintf("%s’s operational cost was %s over its target", tq.Team.Name, over),
		Body:  fmt.Sprintf("It cost %s against %s.", amountText(*c.Effective), amountText(*c.Target)), Evidence: b.costHistory(tq)}
	if tq.Quarter.Running {
		f.Title = fmt.Sprintf("%s’s operational cost is over its target so far, by %s", tq.Team.Name, over)
		f.Body = fmt.Sprintf("It cost %s so far; a quarter may cost %s.", amountText(*c.Effective), amountText(*c.Target))
	}
	if c.Verdict == costOnCourse {
		f.Title = fmt.Sprintf("%s’s operational cost is on course to be %s over its target", tq.Team.Name, over)
	} else {
		f.Materiality = b.scale.ofMoney(Money{c.Effective.Currency, c.Effective.Amount - c.Target.Amount})
	}
	if p := steepest(c.Categories); p != nil {
		f.Body += fmt.Sprintf(" %s rose most, by %s since the quarter before.", p.Label, amountText(Money{c.Effective.Currency, *p.Change}))
	}
	return []Finding{f}
}

// steepest is the category that rose most; nil where none did.
func steepest(parts []CostPart) *CostPart {
	var top *CostPart
	for i := range parts {
		if p := &parts[i]; p.Change != nil && *p.Change > 0 && (top == nil || *p.Change > *top.Change) {
			top = p
		}
	}
	return top
}

func amountText(m Money) string {
	return moneyText(config.Money{Amount: m.Amount, Currency: m.Currency})
}

// costHistory is cost against its target, quarter by quarter.
func (b *builder) costHistory(tq *TeamQuarter) *Evidence {
	i := b.quarterIndex(tq.Quarter.Slug)
	e := &Evidence{Title: "Cost against its target, per cent", Form: formHistory, Unit: "ratio", Rule: ptr(1.0)}
	for j := max(0, i-historyLength+1); j <= i; j++ {
		r := b.reportOf(tq.Team.ID, j)
		if r == nil || r.Cost == nil || r.Cost.Against.Value == nil {
			continue
		}
		item := EvidenceItem{Label: r.Quarter.Label, Value: r.Cost.Against.Value, Tone: toneOK, Strong: j == i, URL: r.URL + "#cost"}
		switch r.Cost.Verdict {
		case costOver:
			item.Tone = toneOver
		case costOnCourse:
			item.Tone = toneRisk
		case costPartly:
			item.Tone = toneNone
		}
		e.Items = append(e.Items, item)
	}
	return e
}

// ship tests whether a team shipped more often than in the quarter before; nil
// without both, and where the first deployment on record came well inside the
// quarter before, of which the rest is then not known.
func (b *builder) ship(team string, i int) *Change {
	return memo(b.ledger.ships, reportKey{team, i}, func() *Change {
		own := b.shipments(team)
		now, ok1 := b.measured(own, i)
		before, ok2 := b.measured(own, i-1)
		if !ok1 || !ok2 || own.all[0].At > b.quarterSpan(i-1).Start+2*lateStart {
			return nil
		}
		t := stats.CompareCounts(len(before.Deployments), len(now.Deployments), before.Weeks, now.Weeks)
		c := &Change{P: ptr(t.P), TooFew: t.TooFew, PreviousN: len(before.Deployments), Exact: t.Exact, Verdict: verdictNone}
		switch {
		case t.TooFew:
			c.Verdict = verdictFew
		case t.Detected && now.PerWeek > before.PerWeek:
			c.Verdict = verdictMore
		case t.Detected:
			c.Verdict = verdictFewer
		}
		return c
	})
}

// shippedMore: a team shipped detectably more often than in the quarter before,
// and nothing of what it promises failed more: the change fail rate is no higher,
// no objective is overspent, and none failed more by a tenth of its budget.
func (b *builder) shippedMore(tq *TeamQuarter, i int) []Finding {
	t := b.ship(tq.Team.ID, i)
	if t == nil || t.Verdict != verdictMore || tq.Quarter.Running {
		return nil
	}
	own := b.shipments(tq.Team.ID)
	now, _ := b.measured(own, i)
	before, _ := b.measured(own, i-1)
	if !now.ChangeFail.OK || !before.ChangeFail.OK || now.ChangeFail.Value > before.ChangeFail.Value || !b.heldUp(tq, i) {
		return nil
	}
	return []Finding{{Kind: findShippedMore, Team: ptr(tq.Team.Ref), Links: []Ref{{ID: "delivery", Name: "Delivery", URL: tq.URL + "#delivery"}},
		Title: tq.Team.Name + " shipped more, and failed no more",
		Body: fmt.Sprintf("It deployed %s times, after %s the quarter before; by chance alone a difference as large comes in %s of comparisons. %s of the deployments failed, after %s, and no objective failed more by a tenth of its budget.",
			unit.Number(float64(len(now.Deployments)), 0), unit.Number(float64(len(before.Deployments)), 0), unit.Percent(*t.P, digitsOfChance(*t.P)),
			unit.Percent(now.ChangeFail.Value, 1), unit.Percent(before.ChangeFail.Value, 1)),
		Evidence: &Evidence{Title: "Deployments a week", Form: formBars, Unit: perWeek, Items: frequencies(tq)}}}
}

func frequencies(tq *TeamQuarter) []EvidenceItem {
	for _, m := range tq.Delivery.Metrics {
		if m.ID == "frequency" {
			return m.Before
		}
	}
	return nil
}

// heldUp tells whether at least one objective was judged in both quarters, none
// is overspent, and none failed more by a tenth of its budget.
func (b *builder) heldUp(tq *TeamQuarter, i int) bool {
	compared := false
	for _, s := range tq.SLOs {
		before := b.wholeAt(s.SLO.ID, i-1)
		if before == nil || !judgeable(s) || !judgeable(before) {
			continue
		}
		compared = true
		if feltEvidence(s, before).For == AnswerNo {
			return false
		}
	}
	return compared && !slices.ContainsFunc(tq.SLOs, func(s *SLOQuarter) bool { return s.State == slo.Overspent })
}

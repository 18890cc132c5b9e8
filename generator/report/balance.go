package report

import (
	"fmt"
	"math"

	"quarterdeck/generator/unit"
)

const defBalance = "balance"

// The moves between two quarters, each of both figures.
const (
	movedBoth    = "faster and more reliable"
	movedFaster  = "faster and less reliable"
	movedSlower  = "slower and more reliable"
	movedNeither = "slower and less reliable"
	movedLittle  = "no clear move"
	// clearMove is the least change of a spend, in budgets, that counts as a
	// move; that of a frequency is tested.
	clearMove = 0.1
)

// balance places the teams between delivery and reliability; nil where fewer
// than two have both.
func (b *builder) balance(o *Organisation, i int) *Balance {
	x := &Balance{Points: []BalancePoint{}, NotPlaced: []Ref{},
		X: "deployments to production a week", Y: "spent of the budget of the team’s worst objective"}
	for _, t := range b.in.Config.Teams {
		tq := b.reportOf(t.ID, i)
		if tq == nil {
			continue
		}
		p := BalancePoint{Team: tq.Team.Ref, Frequency: tq.Delivery.figure("frequency").Value, Spent: worstSpent(tq)}
		if p.Frequency == nil || p.Spent == nil {
			x.NotPlaced = append(x.NotPlaced, tq.Team.Ref)
			continue
		}
		if before := b.reportOf(t.ID, i-1); before != nil && !tq.Quarter.Running {
			p.FrequencyB, p.SpentB = before.Delivery.figure("frequency").Value, worstSpent(before)
		}
		p.Moved = movedLittle
		if t := b.ship(tq.Team.ID, i); t != nil && p.FrequencyB != nil && p.SpentB != nil && b.sameObjectives(tq, i) {
			x.compared++
			p.Moved = p.moved(t.Verdict)
		}
		x.Points = append(x.Points, p)
	}
	if len(x.Points) < 2 {
		return nil
	}
	x.Said = balanceWords(x)
	return x
}

// worstSpent is the largest spend among a team's objectives with a verdict.
func worstSpent(tq *TeamQuarter) *float64 {
	var worst *float64
	for _, s := range tq.SLOs {
		if v := s.Spent.Value; v != nil && judgeable(s) && !s.NoBudget && (worst == nil || *v > *worst) {
			worst = v
		}
	}
	return worst
}

// sameObjectives tells whether a team's objectives are those of the quarter
// before: an easier one is no better reliability.
func (b *builder) sameObjectives(tq *TeamQuarter, i int) bool {
	for _, s := range tq.SLOs {
		if before := b.wholeAt(s.SLO.ID, i-1); before != nil && (before.Objective != s.Objective || len(s.Objectives) > 1) {
			return false
		}
	}
	return true
}

// moved joins what the test says of shipping with what became of the budget.
func (p BalancePoint) moved(shipped string) string {
	spent := *p.Spent - *p.SpentB
	if math.Abs(spent) < clearMove || shipped != verdictMore && shipped != verdictFewer {
		return movedLittle
	}
	switch {
	case shipped == verdictMore && spent < 0:
		return movedBoth
	case shipped == verdictMore:
		return movedFaster
	case spent < 0:
		return movedSlower
	}
	return movedNeither
}

func balanceWords(x *Balance) string {
	count := map[string]int{}
	for _, p := range x.Points {
		count[p.Moved]++
	}
	if x.compared == 0 {
		return "No team can be compared with the quarter before yet."
	}
	together, against := count[movedBoth]+count[movedNeither], count[movedFaster]+count[movedSlower]
	if together+against == 0 {
		return "No team moved clearly in both since the quarter before."
	}
	switch {
	case against == 0:
		return fmt.Sprintf("Delivery and reliability moved together in %s, and against each other in none.", unit.Plural(together, "team", "teams"))
	case together == 0:
		return fmt.Sprintf("Delivery and reliability moved against each other in %s, and together in none.", unit.Plural(against, "team", "teams"))
	}
	return fmt.Sprintf("Delivery and reliability moved together in %s and against each other in %s.",
		unit.Plural(together, "team", "teams"), unit.Plural(against, "team", "teams"))
}

// balanceDefinitions explain the moves.
func balanceDefinitions() []Definition {
	return []Definition{
		{ID: defBalance, Title: "Delivery and reliability together", Unit: "",
			Short: "Each team by its deployments a week and by what its worst objective spent, with where it stood a quarter before.",
			Text:  "A team moved in delivery where an exact test of its two numbers of deployments finds a change, and in reliability where the spend of its worst objective changed by a tenth of a budget or more; only then are the two said to have moved together or against each other. Quarters that run, objectives that were changed and records that begin inside the quarter before are not compared. Teams differ in what they ship: the drawing compares a team with itself, and is no ranking.", Source: "Quarterdeck"},
	}
}

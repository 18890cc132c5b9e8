package slo

// Member is one SLO of a roll-up.
type Member struct {
	Result Result
	// Slices marks an SLO that counts time slices: never added to events.
	Slices bool
}

// Roll is several event SLOs taken together: Σ bad ÷ Σ B·N, so each weighs as
// much as its traffic. Show Worst beside it: a busy SLO drowns small broken ones.
type Roll struct {
	//
	// What fails where nothing may is of no budget: it counts in Bad and SLI,
	// not in Spent.
	Valid, Bad, Allowed float64
	// Measured tells whether any event SLO had data; without it SLI and Spent
	// say nothing. NoBudget is as in Result.
	Measured, NoBudget bool
	SLI, Spent         float64
	// Worst is the worst state of all members, slices included.
	Worst State
	// Traffic is each member's share of Valid, by index; 0 for those apart.
	Traffic []float64
	// Apart lists the slice SLOs, Without those that have no data, by index.
	Apart, Without []int
}

// RollUp adds up the budgets of event SLOs of one period.
func RollUp(members []Member) Roll {
	roll := Roll{Traffic: make([]float64, len(members))}
	var valid, bad, allowed, spent sum
	for i, m := range members {
		if Worse(m.Result.State, roll.Worst) {
			roll.Worst = m.Result.State
		}
		switch {
		case !m.Result.Measured:
			roll.Without = append(roll.Without, i)
		case m.Slices:
			roll.Apart = append(roll.Apart, i)
		default:
			valid.add(m.Result.Valid)
			bad.add(m.Result.Bad)
			if m.Result.Allowed > 0 {
				allowed.add(m.Result.Allowed)
				spent.add(m.Result.Bad)
			}
			roll.Traffic[i] = m.Result.Valid
		}
	}
	roll.Valid, roll.Bad, roll.Allowed = valid.value(), bad.value(), allowed.value()
	roll.finish(spent.value())
	return roll
}

func (r *Roll) finish(spent float64) {
	r.Measured = r.Valid > 0
	if !r.Measured {
		return
	}
	r.SLI = (r.Valid - r.Bad) / r.Valid
	r.NoBudget = r.Allowed <= 0
	if !r.NoBudget {
		r.Spent = spent / r.Allowed
	}
	for i := range r.Traffic {
		r.Traffic[i] /= r.Valid
	}
}

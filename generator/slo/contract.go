package slo

// Credit is a step of a contract's scale: when less than Below (a fraction) of
// the events was good, Percent of the fee is given back.
type Credit struct {
	Below, Percent float64
}

// Contract is how a promise in a contract stands in one of its periods.
type Contract struct {
	Result
	// Best is the SLI that the period can still come to: the SLI itself once it
	// is over and measured well enough, else what it would be if nothing failed
	// in the time that is missing or to come.
	Best float64
	// Margin is the events that may still fail, negative after a breach;
	// MarginSeconds the same as time of total outage at even traffic. A target
	// of 100 % leaves no margin, and no time that it could be told in.
	Margin, MarginSeconds float64
	// Decided tells whether the period can be judged: it is over and measured
	// well enough, or it cannot be kept any more. Breached is the judgement, or
	// how it stands.
	Decided, Breached bool
	// Credit is the percentage owed, by Best: it can only grow.
	Credit float64
}

// JudgeContract judges a period against one target. What the period excludes
// is the contract's own affair and need not be what its SLO excludes.
//
// Margin = (1 − target) × N − bad, N being the whole period's while it runs;
// margin in time = margin ÷ allowed × (1 − target) × length. Derived.
func JudgeContract(p Period, samples []Sample, target Objective, th Thresholds, scale []Credit) Contract {
	c := Contract{Result: Evaluate(p, samples, []Objective{target}, th)}
	if !c.Measured {
		return c
	}
	c.Margin = c.Allowed - c.Bad
	c.MarginSeconds = c.Remaining * allowance(target.Target) * c.Length
	whole := c.Valid
	if c.Running || c.State == Incomplete || !reaches(c.Coverage, th.MinCoverage) {
		whole = c.WholeValid
	}
	c.Best = (whole - c.Bad) / whole
	c.Breached = c.State == Overspent
	c.Decided = c.Breached || !c.Running && c.State != Incomplete
	if c.Breached {
		c.Credit = owed(c.Bad, whole, scale)
	}
	return c
}

// owed is the credit of the gravest step that was reached. Exactly on a step
// has not gone below it.
func owed(bad, valid float64, scale []Credit) float64 {
	percent := 0.0
	for _, step := range scale {
		if exceeds(bad, allowance(step.Below)*valid) {
			percent = max(percent, step.Percent)
		}
	}
	return percent
}

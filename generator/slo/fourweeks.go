package slo

const fourWeeks = 28 * 24 * 3600

// FourWeekShare is an incident's bad events as a share of the budget of the 28
// days that end at end, its last instant (SRE workbook, example error-budget
// policy: one incident above 20 % calls for a postmortem). Where there is less
// data than 28 days the budget is scaled up at the mean rate. False without
// traffic or budget in those days. samples may cover any time; excluded time
// counts as in Evaluate.
func FourWeekShare(bad float64, end int64, samples []Sample, objectives []Objective, excluded []Interval) (share float64, ok bool) {
	p := Period{Start: end - fourWeeks, End: end, AsOf: end, Excluded: excluded}
	objectives = inForce(objectives)
	if len(objectives) == 0 {
		return 0, false
	}
	// An SLO younger than 28 days is scaled up too, by its first objective.
	objectives[0].From = min(objectives[0].From, p.Start)
	var r Result
	r.measure(timeline(p, objectives), samples)
	if !r.Measured || r.WholeBudget <= 0 {
		return 0, false
	}
	return bad / r.WholeBudget, true
}

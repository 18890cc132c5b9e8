package slo

// Day is one day of a period. Days before the first objective, and wholly
// excluded ones, have Expected 0.
type Day struct {
	Start, End int64
	Valid, Bad float64
	// Expected is the judged time of the day that has passed, in seconds;
	// Covered the share of it that was measured, 0 to 1.
	Expected, Covered float64
	// Measured tells whether any sample lies in the day, Ahead that the day
	// has not begun.
	Measured, Ahead bool
	// Spent is the day's own share of the period's budget, SpentCum the share
	// spent by its end. A day without data carries SpentCum on.
	Spent, SpentCum float64
	// BadCum is the bad events by the day's end, for SLOs without a budget.
	BadCum float64
}

// Daily is the burn-down by day against r.Allowed, where r is the Result of the
// same period. bounds are the midnights, the period's end included, ascending;
// between them lie len(bounds)−1 days of whatever length.
func Daily(p Period, bounds []int64, samples []Sample, objectives []Objective, r Result) []Day {
	if len(bounds) < 2 {
		return nil
	}
	days := make([]Day, len(bounds)-1)
	for i := range days {
		days[i] = Day{Start: bounds[i], End: bounds[i+1], Ahead: bounds[i] >= p.Seen()}
	}
	spans := timeline(p, objectives, bounds)
	dayOf := indexDays(spans, bounds)
	for i, s := range spans {
		if dayOf[i] >= 0 && !s.ahead {
			days[dayOf[i]].Expected += s.seconds()
		}
	}
	addSamples(days, samples, spans, dayOf)
	accumulate(days, r)
	return days
}

// indexDays tells for each span the day it lies in, −1 for none.
func indexDays(spans []span, bounds []int64) []int {
	dayOf := make([]int, len(spans))
	day := 0
	for i, s := range spans {
		for day < len(bounds)-1 && bounds[day+1] <= s.start {
			day++
		}
		dayOf[i] = day
		if day >= len(bounds)-1 || s.start < bounds[day] {
			dayOf[i] = -1
		}
	}
	return dayOf
}

func addSamples(days []Day, samples []Sample, spans []span, dayOf []int) {
	type counts struct{ valid, bad, covered sum }
	sums := make([]counts, len(days))
	overlay(samples, spans, func(i int, pc *piece) {
		if dayOf[i] < 0 {
			return
		}
		days[dayOf[i]].Measured = true
		c := &sums[dayOf[i]]
		c.valid.add(pc.valid)
		c.bad.add(pc.bad)
		c.covered.add(pc.covered())
	})
	for i := range days {
		days[i].Valid, days[i].Bad = sums[i].valid.value(), sums[i].bad.value()
		if days[i].Expected > 0 {
			days[i].Covered = sums[i].covered.value() / days[i].Expected
		}
	}
}

func accumulate(days []Day, r Result) {
	var bad sum
	for i := range days {
		bad.add(days[i].Bad)
		days[i].Spent = r.Share(days[i].Bad)
		days[i].BadCum = bad.value()
		days[i].SpentCum = r.Share(days[i].BadCum)
	}
}

package slo

import (
	"math"
	"testing"
	"time"
	_ "time/tzdata"
)

func TestAFinishedPeriod(t *testing.T) {
	// 10 samples of 1,000 events, 1 bad each: N = 10,000, bad = 10.
	// At 99.8 %: budget 0.002 × 10,000 = 20, spent 10/20 = ½, SLI 9,990/10,000.
	r := Evaluate(finished(0, 1000), even(0, 1000, 100, 1000, 1), always(0.998), DefaultThresholds())
	near(t, "valid", r.Valid, 10_000)
	near(t, "bad", r.Bad, 10)
	near(t, "SLI", r.SLI, 0.999)
	near(t, "budget", r.Budget, 20)
	near(t, "spent", r.Spent, 0.5)
	near(t, "remaining", r.Remaining, 0.5)
	near(t, "remaining by (SLI − T) ÷ B", (r.SLI-0.998)/0.002, r.Remaining)
	near(t, "coverage", r.Coverage, 1)
	expect(t, "state", r.State, Within)
	expect(t, "on course", r.HasOnCourse, false)
	expect(t, "exhausted", r.Exhausted, 0)
}

func TestPublishedBudgets(t *testing.T) {
	// GitLab's handbook: 99.95 % of 28 days leaves 20.16 minutes; its own
	// arithmetic is 28 × 24 × 60 × 0.0005. Minutes as slices: N = 40,320.
	minutes := Evaluate(finished(0, 28*daySeconds), even(0, 28*daySeconds, 60, 1, 0), always(0.9995), DefaultThresholds())
	near(t, "minutes in 28 days", minutes.Budget, 20.16)
	// Its example of an availability of 99.90 %: a thousandth of 40,320 minutes,
	// 40 of them and a third, are spent, which leaves −20.
	short := Evaluate(finished(0, 28*daySeconds), even(0, 28*daySeconds, 60, 1, 0.001), always(0.9995), DefaultThresholds())
	near(t, "minutes spent", short.Bad, 40.32)
	near(t, "minutes left", short.Budget-short.Bad, -20.16)
	near(t, "spent", short.Spent, 2)
	expect(t, "state", short.State, Overspent)

	// OpenSLO's example of a service with little traffic: 99.95 % of a week is
	// 604,800 × 0.0005 = 302.4 seconds, five minutes and 2.4 seconds.
	week := Evaluate(finished(0, 7*daySeconds), even(0, 7*daySeconds, 60, 60, 0), always(0.9995), DefaultThresholds())
	near(t, "seconds in a week", week.Budget, 302.4)

	// SRE workbook, "Alerting on SLOs": burning 30 days' budget at these rates
	// for these windows spends these shares of it.
	for _, row := range []struct {
		burn  float64
		hours int64
		spent float64
	}{{14.4, 1, 0.02}, {6, 6, 0.05}, {3, 24, 0.10}, {1, 72, 0.10}} {
		samples := even(0, 30*daySeconds, hourSeconds, 10_000, 0)
		failing(samples, 0, row.hours*hourSeconds, row.burn*0.001*10_000)
		r := Evaluate(finished(0, 30*daySeconds), samples, always(0.999), DefaultThresholds())
		near(t, "spent in the window", r.Spent, row.spent)
	}
}

func TestARunningPeriod(t *testing.T) {
	// 1,000 s long, 400 s have passed, of which one 100 s sample is missing:
	// covered 300 s, N = 300, N̂ = 300 × 1000/300 = 1,000. At 99 %: budget so
	// far 3, whole 10. bad = 6: spent 0.6, on course for 2.
	p := Period{Start: 0, End: 1000, AsOf: 400}
	samples := append(even(0, 200, 100, 100, 2), even(300, 400, 100, 100, 2)...)
	r := Evaluate(p, samples, always(0.99), Thresholds{MinCoverage: 0.7, AtRisk: 0.75})
	near(t, "whole valid", r.WholeValid, 1000)
	near(t, "whole budget", r.WholeBudget, 10)
	near(t, "budget so far", r.Budget, 3)
	near(t, "spent", r.Spent, 0.6)
	near(t, "on course", r.OnCourse, 2)
	near(t, "coverage", r.Coverage, 0.75)
	near(t, "length", r.Length, 1000)
	expect(t, "state", r.State, AtRisk)
	expect(t, "reason", r.Reason, OnCourseOver)

	// What lies after the present is not seen, even when it is in the file.
	later := Evaluate(p, append(samples, even(400, 1000, 100, 100, 90)...), always(0.99), Thresholds{MinCoverage: 0.7, AtRisk: 0.75})
	expect(t, "with samples from the future", later, r)
}

func TestStatesInTheirOrder(t *testing.T) {
	week := finished(0, 100_000)
	running := Period{Start: 0, End: 200_000, AsOf: 100_000}
	half := even(0, 50_000, 100, 100, 0) // N = 50,000 of 100,000; at 99 %: 500 so far, 1,000 whole
	full := even(0, 100_000, 100, 100, 0)
	bad := func(samples []Sample, n float64) []Sample {
		out := append([]Sample(nil), samples...)
		out[0].Bad = n
		out[0].Total += n // more bad, as many good: keeps bad ≤ total
		return out
	}
	none := even(0, 100_000, 100, 0, 0)
	for _, c := range []struct {
		name    string
		p       Period
		samples []Sample
		target  float64
		state   State
		reason  Reason
	}{
		{"no samples", week, nil, 0.99, NoData, NoSamples},
		{"no traffic", week, none, 0.99, NoData, NoTraffic},
		{"nothing failed", week, full, 0.99, Within, InBudget},
		// N = 100,749, allowed 1,007.49; three quarters of it is 755.6.
		{"under three quarters", week, bad(full, 749), 0.99, Within, InBudget},
		{"three quarters", week, bad(full, 756), 0.99, AtRisk, NearlySpent},
		{"over", week, bad(full, 1100), 0.99, Overspent, BudgetSpent},
		{"half covered, more than the part seen allows", week, bad(half, 700), 0.99, Incomplete, LowCoverage},
		// N = 51,100, N̂ twice that, allowed 1,022.
		{"half covered, more than the whole allows", week, bad(half, 1100), 0.99, Overspent, WholeSpent},
		// N = 100,100: 1,001 so far, 2,002 whole.
		{"running, over so far", running, bad(full, 1100), 0.99, AtRisk, OnCourseOver},
		{"running, under so far", running, bad(full, 900), 0.99, Within, InBudget},
		{"running, over the whole", running, bad(full, 2200), 0.99, Overspent, BudgetSpent},
		{"100 %, nothing failed", week, full, 1, Within, InBudget},
		{"100 %, one failure", week, bad(full, 1), 1, Overspent, NoneAllowed},
		{"100 %, one failure, half covered", week, bad(half, 1), 1, Overspent, NoneAllowed},
		{"no objective yet", week, full, 0, NoData, NoObjective},
	} {
		r := Evaluate(c.p, c.samples, always(c.target), DefaultThresholds())
		if r.State != c.state || r.Reason != c.reason {
			t.Errorf("%s: %v (%s), want %v (%s)", c.name, r.State, r.Reason, c.state, c.reason)
		}
	}
}

func TestAnSLIOnItsObjectiveHasMetIt(t *testing.T) {
	for _, target := range []float64{0.5, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995, 0.9999, 0.99995, 0.99999, 0.999999, 0.9999999} {
		allowed := 7.0
		valid := math.Round(allowed / (1 - target)) // 7 ÷ B is whole for all of these
		// Thirds of a sample have no exact form: the sum must not tip it over.
		samples := even(0, 3000, 1, valid/3000, allowed/3000)
		if r := Evaluate(finished(0, 3000), samples, always(target), DefaultThresholds()); r.State != AtRisk || r.Exhausted != 0 {
			t.Errorf("%v: exactly on it is %v, exhausted %d; want at risk, not overspent", target, r.State, r.Exhausted)
		}
		samples[5].Bad += 0.001
		if r := Evaluate(finished(0, 3000), samples, always(target), DefaultThresholds()); r.State != Overspent || r.Exhausted == 0 {
			t.Errorf("%v: a thousandth of an event above it is %v", target, r.State)
		}
	}
}

func TestAnObjectiveChangesInThePeriod(t *testing.T) {
	// 99 % for 600 s (N = 600, 6 allowed), then 99.9 % for 400 s (0.4): 6.4.
	p := finished(0, 1000)
	changed := []Objective{{From: 0, Target: 0.99}, {From: 600, Target: 0.999}}
	r := Evaluate(p, even(0, 1000, 100, 100, 0.5), changed, DefaultThresholds())
	near(t, "budget", r.Budget, 6.4)
	near(t, "spent", r.Spent, 5/6.4)

	// Raised in the middle of a sample: 550 × 1 % + 450 × 0.1 % = 5.95.
	changed[1].From = 550
	near(t, "budget, inside a sample", Evaluate(p, even(0, 1000, 100, 100, 0), changed, DefaultThresholds()).Budget, 5.95)

	// Running, 500 s seen, 100 s of them missing: 1 event a second. So far 400 ×
	// 1 %; the missing 100 s and the next 50 s allow 1.5, the last 450 s 0.45.
	run := Period{Start: 0, End: 1000, AsOf: 500}
	r = Evaluate(run, even(0, 400, 100, 100, 0), changed, DefaultThresholds())
	near(t, "whole budget", r.WholeBudget, 4+1.5+0.45)
	near(t, "whole valid", r.WholeValid, 1000)

	// Objectives in any order are the same.
	swapped := []Objective{changed[1], changed[0]}
	expect(t, "in another order", Evaluate(run, even(0, 400, 100, 100, 0), swapped, DefaultThresholds()), r)
}

func TestTimeBeforeTheFirstObjectiveIsNotJudged(t *testing.T) {
	r := Evaluate(finished(0, 1000), even(0, 1000, 100, 100, 1), []Objective{{From: 800, Target: 0.9}}, DefaultThresholds())
	near(t, "valid", r.Valid, 200)
	near(t, "length", r.Length, 200)
	near(t, "coverage", r.Coverage, 1)
	near(t, "spent", r.Spent, 0.1)
}

func TestAnObjectiveOfOneHundredPerCent(t *testing.T) {
	p := finished(0, 1000)
	clean := Evaluate(p, even(0, 1000, 100, 100, 0), always(1), DefaultThresholds())
	expect(t, "no budget", clean.NoBudget, true)
	expect(t, "spent", clean.Spent, 0)

	r := Evaluate(p, failing(even(0, 1000, 100, 100, 0), 300, 400, 1), always(1), DefaultThresholds())
	expect(t, "state", r.State, Overspent)
	expect(t, "spent, which has no meaning", r.Spent, 0)
	expect(t, "count", r.Bad, 1)
	expect(t, "exhausted with the first failure", r.Exhausted, 300)
}

func TestSamplesAcrossTheEdgesCountByTheirShare(t *testing.T) {
	// [−50, 50) and [950, 1050) have half their 100 events inside.
	samples := even(-50, 1050, 100, 100, 2)
	r := Evaluate(finished(0, 1000), samples, always(0.9), DefaultThresholds())
	near(t, "valid", r.Valid, 1000)
	near(t, "bad", r.Bad, 20)
	near(t, "coverage", r.Coverage, 1)
}

func TestWhenTheBudgetRanOut(t *testing.T) {
	// 1 % of 1,000 is 10. 4 bad in [200, 300), 20 in [500, 600): the budget is
	// gone 6/20 into the second, at 530.
	samples := failing(even(0, 1000, 100, 100, 0), 200, 300, 4)
	failing(samples, 500, 600, 20)
	r := Evaluate(finished(0, 1000), samples, always(0.99), DefaultThresholds())
	expect(t, "exhausted", r.Exhausted, 530)
	expect(t, "state", r.State, Overspent)

	// Running until 600 with N = 600: the whole quarter allows 10 as well.
	r = Evaluate(Period{End: 1000, AsOf: 600}, samples, always(0.99), DefaultThresholds())
	expect(t, "exhausted while running", r.Exhausted, 530)
}

func TestCoverageAssumptionAndThresholds(t *testing.T) {
	// 500 s complete, 300 s by half of the instances, 200 s missing: 650/1000.
	samples := append(even(0, 500, 100, 100, 0), even(500, 800, 100, 50, 0)...)
	for i := 5; i < 8; i++ {
		samples[i].Coverage = 0.5
		samples[i].Assumed = 1
	}
	r := Evaluate(finished(0, 1000), samples, always(0.9), DefaultThresholds())
	near(t, "coverage", r.Coverage, 0.65)
	near(t, "covered seconds", r.Covered, 650)
	near(t, "assumed", r.AssumedShare, 150.0/650)
	near(t, "whole valid", r.WholeValid, 1000)
	expect(t, "state", r.State, Incomplete)

	exact := even(0, 900, 100, 100, 0)
	// 7.5 of 10 allowed is three quarters of the budget.
	edge := Evaluate(finished(0, 1000), even(0, 1000, 100, 100, 0.75), always(0.99), DefaultThresholds())
	expect(t, "exactly the threshold", edge.State, AtRisk)
	expect(t, "exactly the least coverage", Evaluate(finished(0, 1000), exact, always(0.9), DefaultThresholds()).State, Within)
}

func TestExclusionsAreNeitherExpectedNorMeasured(t *testing.T) {
	// [150, 400) of 1,000 s is left out, stated in two overlapping parts. Half a
	// sample and two whole ones go: 250 events, 125 bad.
	p := finished(0, 1000)
	p.Excluded = []Interval{{Start: 250, End: 400}, {Start: 150, End: 300}}
	samples := failing(even(0, 1000, 100, 100, 0), 100, 400, 50)
	r := Evaluate(p, samples, always(0.9), DefaultThresholds())
	near(t, "valid", r.Valid, 750)
	near(t, "bad", r.Bad, 25)
	near(t, "length", r.Length, 750)
	near(t, "coverage", r.Coverage, 1)
	near(t, "excluded valid", r.Excluded.Valid, 250)
	near(t, "excluded bad", r.Excluded.Bad, 125)
	near(t, "excluded seconds", r.Excluded.Seconds, 250)
	near(t, "spent", r.Spent, 25/75.0)

	p.AsOf = 500 // 250 s expected, all covered: N = 250, length 750, N̂ = 750
	near(t, "whole valid", Evaluate(p, samples, always(0.9), DefaultThresholds()).WholeValid, 750)
}

func TestOneBrokenSampleDoesNotPoisonAQuarter(t *testing.T) {
	samples := even(0, 1000, 100, 100, 1)
	samples[2].Total = math.NaN()
	samples[4].Bad = math.Inf(1)
	samples[6].Bad = -3
	samples[7].Total = -100
	samples[8].Coverage = math.NaN()
	r := Evaluate(finished(0, 1000), samples, always(0.9), DefaultThresholds())
	near(t, "valid", r.Valid, 600)
	near(t, "bad", r.Bad, 6)
	near(t, "coverage", r.Coverage, 0.5)
}

func TestQuartersOfTheCalendar(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []struct {
		name        string
		year        int
		month       time.Month
		days, hours int64
	}{
		{"leap year, loses an hour", 2024, 1, 91, 91*24 - 1},
		{"plain year, loses an hour", 2026, 1, 90, 90*24 - 1},
		{"summer", 2026, 7, 92, 92 * 24},
		{"gains an hour", 2026, 10, 92, 92*24 + 1},
	} {
		start := time.Date(q.year, q.month, 1, 0, 0, 0, 0, berlin)
		end := start.AddDate(0, 3, 0)
		var bounds []int64
		for d := start; !d.After(end); d = d.AddDate(0, 0, 1) {
			bounds = append(bounds, d.Unix())
		}
		p := finished(start.Unix(), end.Unix())
		samples := even(p.Start, p.End, 300, 10, 0.01)
		r := Evaluate(p, samples, always(0.99), DefaultThresholds())
		near(t, q.name+": hours", r.Length/hourSeconds, float64(q.hours))
		near(t, q.name+": coverage", r.Coverage, 1)
		near(t, q.name+": valid", r.Valid, float64(q.hours*12*10))

		days := Daily(p, bounds, samples, always(0.99), r)
		expect(t, q.name+": days", int64(len(days)), q.days)
		var hours float64
		for _, d := range days {
			near(t, q.name+": a day's coverage", d.Covered, 1)
			hours += d.Expected / hourSeconds
		}
		near(t, q.name+": hours of the days", hours, float64(q.hours))
		near(t, q.name+": spent by the last day", days[len(days)-1].SpentCum, r.Spent)
	}
}

func TestDailyBurnDown(t *testing.T) {
	// Three days of 1,000 s; the second without data; running until 2,500.
	// N = 1,500 in 1,500 covered s; N̂ = 3,000; at 99 %: 30 allowed.
	p := Period{Start: 0, End: 3000, AsOf: 2500}
	samples := append(even(0, 1000, 100, 100, 0.6), even(2000, 3000, 100, 100, 1.2)...)
	r := Evaluate(p, samples, always(0.99), DefaultThresholds())
	days := Daily(p, []int64{0, 1000, 2000, 3000}, samples, always(0.99), r)
	near(t, "first day", days[0].Spent, 6.0/30)
	near(t, "third day, so far", days[2].Spent, 6.0/30)
	near(t, "third day, in all", days[2].SpentCum, 12.0/30)
	near(t, "third day, expected", days[2].Expected, 500)
	near(t, "third day, covered", days[2].Covered, 1)
	expect(t, "second day measured", days[1].Measured, false)
	near(t, "second day carries on", days[1].SpentCum, 6.0/30)

	p.AsOf = 900
	days = Daily(p, []int64{0, 1000, 2000, 3000}, samples, always(0.99), r)
	expect(t, "a day to come is ahead", days[1].Ahead && days[2].Ahead, true)
	expect(t, "today is not", days[0].Ahead, false)
}

func TestMoreBadNeverLowersASpend(t *testing.T) {
	for seed := range uint64(scenes) {
		s := newScene(seed)
		before := s.evaluate()
		for i := range s.samples {
			s.samples[i].Bad = min(s.samples[i].Bad+float64(i%3), s.samples[i].Total)
		}
		if after := s.evaluate(); after.Spent < before.Spent || Worse(before.State, after.State) {
			t.Fatalf("scene %d: spent fell from %v (%v) to %v (%v)", seed, before.Spent, before.State, after.Spent, after.State)
		}
	}
}

func TestSplittingAndShufflingSamplesChangesNothing(t *testing.T) {
	for seed := range uint64(scenes) {
		s := newScene(seed)
		want, days := s.evaluate(), Daily(s.p, s.bounds, s.samples, s.objectives, s.evaluate())
		var split []Sample
		for i, x := range s.samples {
			cut := x.Start + 1 + int64(i*7)%(x.End-x.Start-1)
			part := float64(cut-x.Start) / float64(x.End-x.Start)
			a, b := x, x
			a.End, a.Total, a.Bad = cut, x.Total*part, x.Bad*part
			b.Start, b.Total, b.Bad = cut, x.Total*(1-part), x.Bad*(1-part)
			split = append(split, b, a) // out of order, too
		}
		s.samples = split
		got := s.evaluate()
		near(t, "valid", got.Valid, want.Valid)
		near(t, "spent", got.Spent, want.Spent)
		near(t, "whole budget", got.WholeBudget, want.WholeBudget)
		near(t, "coverage", got.Coverage, want.Coverage)
		near(t, "excluded bad", got.Excluded.Bad, want.Excluded.Bad)
		expect(t, "state", got.State, want.State)
		if d := got.Exhausted - want.Exhausted; d < -1 || d > 1 {
			t.Errorf("exhausted at %d, want %d", got.Exhausted, want.Exhausted)
		}
		for i, d := range Daily(s.p, s.bounds, s.samples, s.objectives, got) {
			near(t, "a day's spend", d.SpentCum, days[i].SpentCum)
		}
	}
}

func TestFiguresAreFiniteAndAgree(t *testing.T) {
	for seed := range uint64(scenes) {
		s := newScene(seed)
		r := s.evaluate()
		for _, v := range []float64{r.Valid, r.Bad, r.SLI, r.Budget, r.WholeValid, r.WholeBudget, r.Spent, r.Remaining, r.OnCourse, r.Coverage, r.AssumedShare} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("scene %d: %+v", seed, r)
			}
		}
		if (r.Spent > 1+1e-9) != (r.Exhausted != 0) {
			t.Errorf("scene %d: spent %v but exhausted at %d", seed, r.Spent, r.Exhausted)
		}
		if r.Coverage > 1+1e-12 || r.WholeBudget < r.Budget*(1-1e-12) || r.WholeValid < r.Valid {
			t.Errorf("scene %d: %+v", seed, r)
		}
	}
}

// 10 hours of a 20-hour period have passed. Six hours were read, 100 events
// each; the increase over the other four, 400 events, was placed by assumption.
// Coverage is 60 %, but the rate is 1,000 events in 10 known hours, so the whole
// period would have 2,000 and at 99 % a budget of 20.
func TestFilledTimeIsKnownButNotCovered(t *testing.T) {
	var samples []Sample
	for h := int64(0); h < 10; h++ {
		s := Sample{Start: h * 3600, End: (h + 1) * 3600, Total: 100, Bad: 1, Coverage: 1}
		if h >= 6 {
			s.Coverage, s.Filled, s.Assumed = 0, 1, 1
		}
		samples = append(samples, s)
	}
	r := Evaluate(Period{Start: 0, End: 20 * 3600, AsOf: 10 * 3600}, samples, []Objective{{Target: 0.99}}, DefaultThresholds())
	for _, c := range []struct {
		name      string
		got, want float64
	}{{"coverage", r.Coverage, 0.6}, {"N̂", r.WholeValid, 2000}, {"budget", r.WholeBudget, 20}, {"spent", r.Spent, 0.5}, {"assumed", r.AssumedShare, 0.4}} {
		if math.Abs(c.got-c.want) > 1e-9 {
			t.Errorf("%s is %v, want %v", c.name, c.got, c.want)
		}
	}
	if r.State != Incomplete {
		t.Errorf("state is %s, want incomplete", r.State)
	}
}

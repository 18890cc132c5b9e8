package slo

import "testing"

// A month of 30 days, hour by hour with 100 events each: 72,000 events. At
// 99.9 % 72 may fail, as long as an outage of 0.1 % of 720 h = 43 min 12 s.
func contractMonth(bad map[int]float64) (Period, []Sample) {
	p := Period{Start: 0, End: 720 * 3600, AsOf: 720 * 3600}
	var samples []Sample
	for h := range 720 {
		samples = append(samples, Sample{Start: int64(h) * 3600, End: int64(h+1) * 3600, Total: 100, Bad: bad[h], Coverage: 1})
	}
	return p, samples
}

var (
	contractTarget = Objective{From: -1 << 40, Target: 0.999}
	contractScale  = []Credit{{Below: 0.999, Percent: 10}, {Below: 0.995, Percent: 25}, {Below: 0.99, Percent: 100}}
	contractBounds = Thresholds{MinCoverage: 0.9, AtRisk: 1}
)

func judgeContract(p Period, samples []Sample) Contract {
	return JudgeContract(p, samples, contractTarget, contractBounds, contractScale)
}

// 18 of the 72 that may fail: 54 are left, three quarters of 43 min 12 s,
// 32 min 24 s.
func TestMarginOfAKeptContract(t *testing.T) {
	p, samples := contractMonth(map[int]float64{3: 18})
	c := judgeContract(p, samples)
	near(t, "margin", c.Margin, 54)
	near(t, "margin in seconds", c.MarginSeconds, 32*60+24)
	near(t, "best", c.Best, c.SLI)
	if c.Breached || !c.Decided || c.Credit != 0 {
		t.Errorf("breached %v, decided %v, credit %v", c.Breached, c.Decided, c.Credit)
	}
}

// Exactly on the target is kept; one more is breached. 360 of 72,000 is
// exactly 99.5 %, which is not below it; 361 is. 720 is exactly 99 %.
func TestCreditsByTheScale(t *testing.T) {
	for _, x := range []struct{ bad, credit float64 }{{72, 0}, {73, 10}, {360, 10}, {361, 25}, {720, 25}, {721, 100}} {
		p, samples := contractMonth(map[int]float64{0: 72})
		for i, rest := 0, x.bad; i < len(samples); i++ {
			samples[i].Bad = min(rest, 100)
			rest -= samples[i].Bad
		}
		c := judgeContract(p, samples)
		if c.Credit != x.credit || c.Breached != (x.bad > 72) {
			t.Errorf("%v failed: credit %v, breached %v; want %v, %v", x.bad, c.Credit, c.Breached, x.credit, x.bad > 72)
		}
		near(t, "margin", c.Margin, 72-x.bad)
	}
}

// A third of the month is over, 24,000 events. 30 failed, more than the 24
// that this third allows: on course to breach. The whole month allows 72, so 42
// are left. 80 failed: it cannot be kept any more; were nothing else to fail,
// 80 of 72,000 would be 99.889 %, a tenth of the fee. 300 failed: 98.75 % so
// far, but 99.583 % at the month's end is still the first step.
func TestAContractInARunningPeriod(t *testing.T) {
	for _, x := range []struct {
		bad, margin, credit float64
		state               State
	}{{20, 52, 0, Within}, {30, 42, 0, AtRisk}, {80, -8, 10, Overspent}, {300, -228, 10, Overspent}} {
		p, samples := contractMonth(nil)
		p.AsOf = 240 * 3600
		for i, rest := 0, x.bad; i < 240; i++ {
			samples[i].Bad = min(rest, 100)
			rest -= samples[i].Bad
		}
		c := judgeContract(p, samples[:240])
		near(t, "margin", c.Margin, x.margin)
		near(t, "best", c.Best, 1-x.bad/72000)
		near(t, "measured", c.SLI, 1-x.bad/24000)
		if c.State != x.state || c.Credit != x.credit || c.Decided != (x.state == Overspent) {
			t.Errorf("%v failed: %s, credit %v, decided %v", x.bad, c.State, c.Credit, c.Decided)
		}
	}
}

// Of 720 hours 540 were measured, 75 %: there is no verdict, and no credit is
// said to be owed although 60 of 54,000 is under 99.9 %. 80 failed would exceed
// what the whole month allows (72): that is a breach in any case.
func TestAContractWithTooLittleData(t *testing.T) {
	for bad, breached := range map[float64]bool{60: false, 80: true} {
		p, samples := contractMonth(map[int]float64{1: bad})
		c := judgeContract(p, samples[:540])
		if c.Breached != breached || c.Decided != breached || (c.Credit > 0) != breached {
			t.Errorf("%v failed: breached %v, decided %v, credit %v", bad, c.Breached, c.Decided, c.Credit)
		}
	}
}

func TestAContractWithoutDataOrWithoutMargin(t *testing.T) {
	p, samples := contractMonth(nil)
	if c := judgeContract(p, nil); c.Measured || c.Breached || c.Decided || c.Margin != 0 {
		t.Errorf("without data: %+v", c)
	}
	samples[0].Bad = 2
	c := JudgeContract(p, samples, Objective{From: -1 << 40, Target: 1}, contractBounds, []Credit{{Below: 1, Percent: 5}})
	if !c.Breached || c.Margin != -2 || c.Credit != 5 || !c.NoBudget {
		t.Errorf("of a target of 100 %%: breached %v, margin %v, credit %v", c.Breached, c.Margin, c.Credit)
	}
}

// What a contract excludes leaves its traffic, too: without the hour in which
// 100 of 100 failed, 71,900 events allow 71.9.
func TestAContractExcludes(t *testing.T) {
	p, samples := contractMonth(map[int]float64{10: 100, 20: 60})
	if c := judgeContract(p, samples); !c.Breached {
		t.Error("160 of 72 is no breach")
	}
	p.Excluded = []Interval{{Start: 10 * 3600, End: 11 * 3600}}
	c := judgeContract(p, samples)
	near(t, "margin", c.Margin, 11.9)
	near(t, "excluded", c.Excluded.Bad, 100)
	if c.Breached {
		t.Error("60 of 71.9 is a breach")
	}
}

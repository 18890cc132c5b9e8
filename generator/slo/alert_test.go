package slo

import "testing"

// A quiet week at 1,000 events in five minutes and 99.9 %: 1 failure per sample
// is the even rate. From day 5 on the incident fails f per sample.
const alertFrom = 5 * daySeconds

func outage(f float64, length int64) []Sample {
	return failing(even(0, 7*daySeconds, 300, 1000, 0), alertFrom, alertFrom+length, f)
}

func first(samples []Sample, until int64) Alert {
	return FirstAlert(finished(0, 7*daySeconds), samples, always(0.999), alertFrom, until)
}

func TestAnOutageFiresTheFastRule(t *testing.T) {
	// 200 of 1,000 fail: after k samples the hour holds 200·k of a budget of
	// 12 × 1: ≥ 14.4 × 12 = 172.8 with the first, five minutes in. Six hours:
	// 200 < 6 × 72 = 432, so the fast rule it is.
	a := first(outage(200, 3600), alertFrom+3600)
	expect(t, "instant", a.At, int64(alertFrom+300))
	expect(t, "rule", a.Rule, AlertRule{14.4, 3600, 300})
	expect(t, "standing", len(a.Standing), 0)

	// 100 of 1,000: the second sample brings the hour to 200.
	expect(t, "half as bad", first(outage(100, 3600), alertFrom+3600).At, int64(alertFrom+600))
}

func TestASlowBurnFiresASlowerRule(t *testing.T) {
	// 8 a sample is 8 times the even rate, under 14.4. Six hours hold 72: 6 ×
	// 72 = 432 = 54 × 8, so after 54 samples, 4.5 hours.
	a := first(outage(8, 12*3600), alertFrom+12*3600)
	expect(t, "instant", a.At, int64(alertFrom+54*300))
	expect(t, "rule", a.Rule.Factor, 6.0)

	// 4 a sample: a day holds 288, 3 × 288 = 864 = 216 × 4: after 18 hours.
	a = first(outage(4, daySeconds), alertFrom+daySeconds)
	expect(t, "instant", a.At, int64(alertFrom+216*300))
	expect(t, "rule", a.Rule.Factor, 3.0)

	// 2 a sample: three days hold 864 = 432 × 2: after a day and a half.
	a = first(outage(2, 2*daySeconds), alertFrom+2*daySeconds)
	expect(t, "instant", a.At, int64(alertFrom+432*300))
	expect(t, "rule", a.Rule.Factor, 1.0)
}

func TestAnAlertThatFiresAlreadyTellsNothingNew(t *testing.T) {
	// Since three days 1.5 a sample fail: the slowest rule stands at the start
	// (1.5 ≥ 1), and what comes on top has to reach a faster one.
	samples := failing(outage(200, 3600), 0, alertFrom, 1.5)
	a := first(samples, alertFrom+3600)
	expect(t, "standing", len(a.Standing), 1)
	expect(t, "factor that stands", a.Standing[0].Factor, 1.0)
	expect(t, "rule", a.Rule.Factor, 14.4)

	// Nothing on top: no alert begins.
	a = first(failing(outage(1.5, daySeconds), 0, alertFrom, 1.5), alertFrom+daySeconds)
	expect(t, "instant", a.At, 0)
	expect(t, "standing", len(a.Standing), 1)
}

func TestTooLittleForAnyAlert(t *testing.T) {
	// 20 failures in one sample: an hour needs 172.8, three days 864.
	a := first(outage(20, 300), alertFrom+3600)
	if a.At != 0 || a.TooCoarse || a.Unmeasured {
		t.Errorf("%+v", a)
	}
	// An alert after the incident is over is not its alert.
	expect(t, "too late", first(outage(8, 12*3600), alertFrom+4*3600).At, 0)
}

func TestNoAlertIsClaimedOfHourlySamples(t *testing.T) {
	hourly := failing(even(0, 7*daySeconds, 3600, 12000, 0), alertFrom, alertFrom+3600, 9000)
	expect(t, "too coarse", first(hourly, alertFrom+3600).TooCoarse, true)
	// Hourly before, five minutes since: the windows are told apart finely
	// enough where it matters.
	mixed := append(even(0, alertFrom-daySeconds, 3600, 12000, 0), failing(even(alertFrom-daySeconds, 7*daySeconds, 300, 1000, 0), alertFrom, alertFrom+3600, 200)...)
	expect(t, "fine by then", first(mixed, alertFrom+3600).At, int64(alertFrom+300))
	expect(t, "nothing measured", first(even(0, alertFrom, 300, 1000, 0), alertFrom+3600).Unmeasured, true)
}

func TestExcludedFailuresFireNoAlert(t *testing.T) {
	p := finished(0, 7*daySeconds)
	p.Excluded = []Interval{{Start: alertFrom, End: alertFrom + 600}}
	a := FirstAlert(p, outage(200, 3600), always(0.999), alertFrom, alertFrom+3600)
	expect(t, "first sample that counts", a.At, int64(alertFrom+900))
}

func TestMoreFailuresNeverFireLater(t *testing.T) {
	before := int64(0)
	for _, f := range []float64{400, 200, 100, 50, 25, 12, 8, 6, 4, 3} {
		a := first(outage(f, daySeconds), alertFrom+daySeconds)
		if a.At == 0 || a.At < before {
			t.Errorf("%v a sample: %d, with more at %d", f, a.At, before)
		}
		before = a.At
	}
}

func BenchmarkFirstAlert(b *testing.B) {
	samples := outage(8, 3600)
	for b.Loop() {
		FirstAlert(finished(0, 7*daySeconds), samples, always(0.999), alertFrom, alertFrom+3600)
	}
}

func BenchmarkRolling(b *testing.B) {
	days := make([]DayTally, 3*365)
	for i := range days {
		days[i] = DayTally{Valid: 1000, Bad: float64(i % 3), Expected: daySeconds, Covered: daySeconds}
	}
	for b.Loop() {
		Rolling(days, 28, []float64{0.99, 0.995, 0.999, 0.9995, 0.9999, 0.99999}, 0.9)
	}
}

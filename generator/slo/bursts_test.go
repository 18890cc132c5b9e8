package slo

import "testing"

// At 99.9 % and 1,000 events a sample, the bad events of a five-minute sample
// are its burn rate.
func burstsOf(samples []Sample, windows ...Window) []Burst {
	p := finished(0, samples[len(samples)-1].End)
	return attributed(p, samples, always(0.999), windows, 0).Bursts
}

func TestABurstIsTrimmedToWhatReallyBurned(t *testing.T) {
	samples, windows := sixHours()
	bursts := burstsOf(samples, windows...)
	if len(bursts) != 1 {
		t.Fatalf("%d bursts, want 1: %+v", len(bursts), bursts)
	}
	b := bursts[0]
	expect(t, "start", b.Start, 7800)
	expect(t, "end", b.End, 9000)
	near(t, "bad", b.Bad, 400)
	near(t, "excess", b.Excess, 398)
	near(t, "peak", b.Peak, 100)
	near(t, "factor", b.Factor, 14.4)
}

func TestTheThresholdsOfBursts(t *testing.T) {
	quiet := func() []Sample { return even(0, 24*hourSeconds, 300, 1000, 0) }
	from := int64(12 * hourSeconds)
	for _, c := range []struct {
		name   string
		rate   float64
		length int64
		want   float64 // the factor met, 0 for no burst
	}{
		{"14.4 for an hour", 14.4, hourSeconds, 14.4},
		{"just under it", 14.3, hourSeconds, 0},
		{"five minutes at 12 × 14.4", 172.8, 300, 14.4},
		{"five minutes at a little less", 172, 300, 0},
		{"6 for six hours", 6, 6 * hourSeconds, 6},
		{"6 for five hours", 6, 5 * hourSeconds, 0},
		{"1 for twelve hours", 1, 12 * hourSeconds, 0},
	} {
		bursts := burstsOf(failing(quiet(), from, from+c.length, c.rate))
		switch {
		case c.want == 0 && len(bursts) != 0:
			t.Errorf("%s: %+v, want none", c.name, bursts)
		case c.want != 0 && (len(bursts) != 1 || bursts[0].Factor != c.want || bursts[0].Start != from || bursts[0].End != from+c.length):
			t.Errorf("%s: %+v, want one of factor %v", c.name, bursts, c.want)
		}
	}
}

func TestABurstThatIsOverDoesNotLinger(t *testing.T) {
	// Five-minute spikes, 96 minutes apart, each under 14.4 × 12 = 172.8 so that
	// no hour is over. Six hours alert at 6 × 72 = 432: the first three make 430,
	// the last tips it, but it alone does not hold half an hour at 6 (36).
	spikes := func(last float64) []Sample {
		samples := even(0, 24*hourSeconds, 300, 1000, 0)
		for i, bad := range []float64{170, 170, 90, last} {
			at := int64(43200+i*5760)/300*300 + 300
			failing(samples, at, at+300, bad)
		}
		return samples
	}
	expect(t, "a last spike of 10", len(burstsOf(spikes(10))), 0)
	expect(t, "a last spike of 40", len(burstsOf(spikes(40))), 4)
}

func TestASpikeLongBeforeABurstIsNotPartOfIt(t *testing.T) {
	// 100 in five minutes alone is 8.3 over its hour. Eight hours later four such
	// samples alert over one hour and over six; neither reaches back that far.
	samples := failing(even(0, 24*hourSeconds, 300, 1000, 0), 36000, 36300, 100)
	failing(samples, 64800, 65100, 200)
	failing(samples, 65100, 66000, 100)
	bursts := burstsOf(samples)
	expect(t, "bursts", len(bursts), 1)
	expect(t, "start", bursts[0].Start, 64800)
	near(t, "peak, of its first sample", bursts[0].Peak, 200)
}

func TestWindowsCutSamplesThatDoNotFit(t *testing.T) {
	// Steps of four minutes: the five minutes that end with a sample of 300 bad
	// hold it and a quarter of the one before: 300 ÷ 1.25.
	samples := failing(even(0, 12*hourSeconds, 240, 1000, 0), 24000, 24240, 300)
	bursts := burstsOf(samples)
	expect(t, "bursts", len(bursts), 1)
	near(t, "peak", bursts[0].Peak, 240)
}

func TestNeighbouringBursts(t *testing.T) {
	two := func(apart int64) []Sample {
		samples := failing(even(0, 24*hourSeconds, 300, 1000, 0), 36000, 36600, 200)
		return failing(samples, 36600+apart, 37200+apart, 200)
	}
	expect(t, "50 minutes apart", len(burstsOf(two(3000))), 1)
	expect(t, "an hour apart", len(burstsOf(two(3600))), 2)
	incident := Window{ID: "A", Start: 37000, End: 37300}
	expect(t, "50 minutes apart with an incident between", len(burstsOf(two(3000), incident)), 2)
}

func TestIncidentsAreNoBursts(t *testing.T) {
	samples := failing(even(0, 24*hourSeconds, 300, 1000, 0), 36000, 39600, 500)
	outage := Window{ID: "A", Start: 36000, End: 39600}
	expect(t, "a documented outage", len(burstsOf(samples, outage)), 0)

	// One sample more than was written down burns at 100: five minutes of it
	// are 100/12 over the hour, under 14.4. Six hours hold 100/72.
	failing(samples, 39600, 39900, 100)
	expect(t, "the tail of an outage", len(burstsOf(samples, outage)), 0)
	failing(samples, 39600, 40500, 100) // 15 minutes: 25 over the hour
	bursts := burstsOf(samples, outage)
	expect(t, "a long tail", len(bursts), 1)
	expect(t, "its start", bursts[0].Start, 39600)
}

func TestNoBurstIsClaimedOfCoarseSamples(t *testing.T) {
	p := finished(0, 10*daySeconds)
	coarse := failing(even(0, 10*daySeconds, 600, 1000, 0), 36000, 72000, 900)
	report := attributed(p, coarse, always(0.999), nil, 0)
	expect(t, "too coarse", report.TooCoarse, true)
	expect(t, "bursts", len(report.Bursts), 0)

	// A quarter that turns from ten-minute to five-minute steps goes by its
	// larger part, and only fine samples make bursts.
	mixed := func(turn int64) []Sample {
		samples := append(even(0, turn, 600, 1000, 0), even(turn, 10*daySeconds, 300, 1000, 0)...)
		failing(samples, 36000, 39600, 500)
		return failing(samples, 9*daySeconds, 9*daySeconds+3600, 500)
	}
	expect(t, "six days of ten", attributed(p, mixed(6*daySeconds), always(0.999), nil, 0).TooCoarse, true)
	report = attributed(p, mixed(4*daySeconds), always(0.999), nil, 0)
	expect(t, "four days of ten", report.TooCoarse, false)
	expect(t, "bursts of the fine part", len(report.Bursts), 1)
	expect(t, "when", report.Bursts[0].Start, 9*daySeconds)

	fine := failing(even(0, daySeconds, 300, 1000, 0), 36000, 72000, 900)
	expect(t, "five minutes are fine", attributed(finished(0, daySeconds), fine, always(0.999), nil, 0).TooCoarse, false)
	expect(t, "no samples are not coarse", attributed(p, nil, always(0.999), nil, 0).TooCoarse, false)
}

func TestBurstsNeedABudget(t *testing.T) {
	samples := failing(even(0, daySeconds, 300, 1000, 0), 36000, 72000, 900)
	expect(t, "at 100 %", len(attributed(finished(0, daySeconds), samples, always(1), nil, 0).Bursts), 0)
}

func TestBurstsFollowTheObjectiveInForce(t *testing.T) {
	// 20 bad of 1,000: burn 20 at 99.9 %, 2 at 99 %.
	samples := failing(even(0, 2*daySeconds, 300, 1000, 0), 36000, 43200, 20)
	failing(samples, daySeconds+36000, daySeconds+43200, 20)
	objectives := []Objective{{Target: 0.99}, {From: daySeconds, Target: 0.999}}
	bursts := attributed(finished(0, 2*daySeconds), samples, objectives, nil, 0).Bursts
	expect(t, "bursts", len(bursts), 1)
	expect(t, "on the second day", bursts[0].Start, daySeconds+36000)
}

// Ten samples of 1,000 events burn at 72 each, so that six hours burn at 10: a
// burst. A lone sample of 20 bad events two hours earlier lies in the same six
// hours, but the half hour around it burns at 3.3 only: it is no part of it.
func TestALoneFailureHoursBeforeABurstIsNoPartOfIt(t *testing.T) {
	samples := even(0, 24*hourSeconds, 300, 1000, 0)
	samples = failing(samples, 10*hourSeconds, 10*hourSeconds+300, 20)
	samples = failing(samples, 12*hourSeconds, 12*hourSeconds+3000, 72)
	bursts := burstsOf(samples)
	if len(bursts) != 1 {
		t.Fatalf("%d bursts, want 1: %+v", len(bursts), bursts)
	}
	expect(t, "start", bursts[0].Start, 12*hourSeconds)
	expect(t, "end", bursts[0].End, 12*hourSeconds+3000)
}

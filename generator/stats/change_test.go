package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func minutes(values ...float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = v * 60
	}
	return out
}

func TestAChangeWorkedOutByHand(t *testing.T) {
	// 2, 4, 8, 16 against 32, 64, 128, 256 minutes: logs 1–4 and 5–8 (× ln 2).
	// No other split but its mirror is as far apart: 2 of C(8,4) = 70.
	c := CompareDurations(minutes(2, 4, 8, 16), minutes(32, 64, 128, 256))
	near(t, "p", c.P, 2.0/70)
	near(t, "ratio", c.Ratio, 16)
	if !c.Exact || c.Arrangements != 70 || !c.Detected || c.TooFew {
		t.Errorf("%+v", c)
	}

	// Swapped 16 and 32: logs {1,2,3,5} sum 11 against {4,6,7,8} 25. Sums of four
	// of 1–8 that are ≤ 11 : {1,2,3,4} and {1,2,3,5}; as many ≥ 25: 4 of 70.
	c = CompareDurations(minutes(2, 4, 8, 32), minutes(16, 64, 128, 256))
	near(t, "p, one swapped", c.P, 4.0/70)
	if c.Detected {
		t.Error("5.7 % was claimed as a change")
	}
}

func TestTooFewToTell(t *testing.T) {
	// 3 against 3 as far apart as can be: 2 of 20.
	c := CompareDurations(minutes(1, 2, 3), minutes(1000, 2000, 3000))
	near(t, "p of 3 against 3", c.P, 0.1)
	if !c.TooFew || c.Detected {
		t.Errorf("%+v", c)
	}
	// 3 against 4: 1 of 35.
	c = CompareDurations(minutes(1, 2, 3), minutes(1000, 2000, 3000, 4000))
	near(t, "p of 3 against 4", c.P, 1.0/35)
	if c.TooFew || !c.Detected {
		t.Errorf("%+v", c)
	}
	for _, c := range []Change{CompareDurations(nil, minutes(1, 2)), CompareDurations(minutes(1), nil)} {
		if c.P != 1 || !c.TooFew || c.Detected || c.Ratio != 0 {
			t.Errorf("an empty group: %+v", c)
		}
	}
}

func TestTheSmallestDurationIsAMinute(t *testing.T) {
	a := CompareDurations([]float64{0, 5, 59, 60, -3}, minutes(2, 2, 2, 2, 2))
	b := CompareDurations(minutes(1, 1, 1, 1, 1), minutes(2, 2, 2, 2, 2))
	if a != b {
		t.Errorf("%+v, want %+v", a, b)
	}
	near(t, "ratio", a.Ratio, 2)
}

func TestEqualGroupsDoNotDiffer(t *testing.T) {
	same := minutes(30, 30, 30, 30, 30)
	if c := CompareDurations(same, same); c.P != 1 || c.Detected {
		t.Errorf("%+v", c)
	}
}

func TestTheOrderDoesNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{6, 14} { // every arrangement, and drawn ones
		a, b := durations(r, n, 1), durations(r, n+1, 1.5)
		want := CompareDurations(a, b)
		slices.Reverse(a)
		b[0], b[2] = b[2], b[0]
		if got := CompareDurations(a, b); got.P != want.P {
			t.Errorf("n = %d: p = %v, shuffled %v", n, want.P, got.P)
		}
		if got := CompareDurations(b, a); got.P != want.P || math.Abs(got.Ratio*want.Ratio-1) > 1e-9 {
			t.Errorf("n = %d: %+v, swapped %+v", n, want, got)
		}
	}
}

func TestDrawnArrangementsAgreeWithAllOfThem(t *testing.T) {
	// 9 against 9 has 48,620 arrangements: counted in full, then drawn. 10,000
	// draws have a standard error of at most 0.5 %.
	r := rand.New(rand.NewPCG(7, 8))
	for range 5 {
		a, b := durations(r, 9, 1), durations(r, 9, 2)
		exact := CompareDurations(a, b)
		drawn := float64(newPermutation(logs(a), logs(b)).countDrawn()+1) / (rounds + 1)
		if !exact.Exact || math.Abs(exact.P-drawn) > 0.02 {
			t.Errorf("exactly %v, drawn %v", exact.P, drawn)
		}
	}
}

func TestADrawnPValueIsNeverZero(t *testing.T) {
	var a, b []float64
	for i := range 20 {
		a, b = append(a, 60+float64(i)), append(b, 60000+float64(i))
	}
	c := CompareDurations(a, b)
	near(t, "p of 20 against 20, wholly apart", c.P, 1.0/10001)
	if c.Exact || c.Arrangements != 10_000 || !c.Detected {
		t.Errorf("%+v", c)
	}
}

func TestAnUnchangedYearIsNotCalledAChange(t *testing.T) {
	// A thousand comparisons of quarters drawn alike; at most 6.5 % may claim a
	// change (5 % and the error of a thousand draws).
	r := rand.New(rand.NewPCG(9, 10))
	claims, drawn := 0, 0
	for range 1000 {
		c := CompareDurations(durations(r, 4+r.IntN(8), 1), durations(r, 4+r.IntN(8), 1))
		if c.Detected {
			claims++
		}
		if !c.Exact {
			drawn++
		}
	}
	if claims > 65 || claims < 25 {
		t.Errorf("%d of 1000 claim a change, want about 50 and at most 65", claims)
	}
	if drawn == 0 {
		t.Error("none was large enough to be drawn: widen the sizes")
	}
}

func TestARealChangeIsFound(t *testing.T) {
	// Four times as long, with fifteen incidents on each side.
	r := rand.New(rand.NewPCG(11, 12))
	found := 0
	for range 100 {
		if CompareDurations(durations(r, 15, 1), durations(r, 15, 4)).Detected {
			found++
		}
	}
	if found < 75 {
		t.Errorf("found %d of 100", found)
	}
}

// durations draws from the lognormal fit to a published fleet: median 67
// minutes, 95th percentile 528 minutes, so σ = ln(528/67) ÷ 1.645 = 1.255.
func durations(r *rand.Rand, n int, factor float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 60 * 67 * factor * math.Exp(1.255*r.NormFloat64())
	}
	return out
}

func TestFalseDiscoveries(t *testing.T) {
	// Benjamini and Hochberg 1995, §3.2, the fifteen tests of the paper: at 5 %
	// the four smallest are claimed (4/15 × 0.05 = 0.0133 ≥ 0.0095).
	paper := []float64{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000}
	adjusted := BenjaminiHochberg(paper)
	claimed := 0
	for _, q := range adjusted {
		if q <= Alpha {
			claimed++
		}
	}
	if claimed != 4 {
		t.Errorf("%d claims, want 4: %v", claimed, adjusted)
	}
	near(t, "fourth", adjusted[3], 0.0095*15/4)
	// 0.0201 × 15/5 = 0.0603, but 0.0298 × 15/7 = 0.06386 and 0.0344 × 15/8 =
	// 0.0645: the fifth keeps its own.
	near(t, "fifth", adjusted[4], 0.0603)
	// 0.0278 × 15/6 = 0.0695, the seventh's 0.06386 is lower.
	near(t, "sixth", adjusted[5], 0.0298*15/7)

	// The order of the tests is kept.
	got := BenjaminiHochberg([]float64{0.9, 0.01, 0.04})
	near(t, "first", got[0], 0.9)
	near(t, "second", got[1], 0.03)
	near(t, "third", got[2], 0.06)
	if len(BenjaminiHochberg(nil)) != 0 {
		t.Error("no tests, but results")
	}
}

func BenchmarkCompareDurations(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	x, y := durations(r, 10, 1), durations(r, 10, 1)
	b.Run("every arrangement, 10 against 10", func(b *testing.B) {
		for b.Loop() {
			CompareDurations(x, y)
		}
	})
	x, y = durations(r, 40, 1), durations(r, 40, 1)
	b.Run("drawn, 40 against 40", func(b *testing.B) {
		for b.Loop() {
			CompareDurations(x, y)
		}
	})
}

package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

func TestMedianAndQuantiles(t *testing.T) {
	_, ok := Median(nil)
	if ok {
		t.Error("nothing has a median")
	}
	odd, _ := Median([]float64{9, 1, 5})
	near(t, "of three", odd, 5)
	even, _ := Median([]float64{4, 1, 3, 10})
	near(t, "of four", even, 3.5)
	// Type 7: position 0.9 × 4 = 3.6 between the 4th (40) and the 5th (50): 46.
	p90, _ := Quantile([]float64{50, 10, 40, 20, 30}, 0.9)
	near(t, "90th percentile", p90, 46)
	top, _ := Quantile([]float64{1, 2, 3}, 1)
	near(t, "highest", top, 3)

	given := []float64{3, 1, 2}
	Median(given)
	if given[0] != 3 {
		t.Error("the caller's values were sorted")
	}
}

func TestMedianRanksAreThePublishedOnes(t *testing.T) {
	for n, want := range map[int][2]int{
		6: {1, 6}, 8: {1, 8}, 10: {2, 9}, 12: {3, 10}, 15: {4, 12}, 20: {6, 15}, 30: {10, 21}, 40: {14, 27},
	} {
		if low, high, ok := MedianRanks(n); !ok || low != want[0] || high != want[1] {
			t.Errorf("n = %d: %d–%d, want %v", n, low, high, want)
		}
	}
	for n := range 6 {
		if _, _, ok := MedianRanks(n); ok {
			t.Errorf("an interval for n = %d", n)
		}
	}
	// n = 1,000, by the normal approximation: 500.5 ± 0.98 × √1000 = 469.5 … 531.5.
	if low, high, _ := MedianRanks(1000); low != 469 || high != 532 {
		t.Errorf("n = 1000: %d–%d", low, high)
	}
}

func TestTheMedianIntervalCoversAsOftenAsItSays(t *testing.T) {
	// Lognormal durations with median 67 minutes. The exact coverage is
	// 1 − 2·P(X < low): n = 6 96.9 %, n = 10 97.9 %, n = 20 95.9 %. 4,000 draws
	// have a standard error under 0.35 %.
	r := rand.New(rand.NewPCG(1, 2))
	for n, exact := range map[int]float64{6: 0.96875, 10: 0.978516, 20: 0.958611} {
		covered := 0
		for range 4000 {
			values := make([]float64, n)
			for i := range values {
				values[i] = 67 * math.Exp(1.25*r.NormFloat64())
			}
			if low, high, _ := MedianInterval(values); low <= 67 && 67 <= high {
				covered++
			}
		}
		if share := float64(covered) / 4000; math.Abs(share-exact) > 0.014 {
			t.Errorf("n = %d: covers %.3f, exactly %.3f", n, share, exact)
		}
	}
}

func TestUnionOfIntervals(t *testing.T) {
	// [0,10) and [5,20) overlap, [20,30) touches, [40,50) twice, one empty, one
	// backwards: [0,30) and [40,50).
	given := []Interval{{40, 50}, {5, 20}, {0, 10}, {20, 30}, {40, 50}, {60, 60}, {70, 65}}
	got := Union(given)
	if len(got) != 2 || got[0] != (Interval{0, 30}) || got[1] != (Interval{40, 50}) {
		t.Errorf("union %v", got)
	}
	if s := Seconds(given); s != 40 {
		t.Errorf("%d seconds, want 40", s)
	}
	if s := Seconds(Clip(given, Interval{8, 45})); s != 22+5 {
		t.Errorf("%d seconds from 8 to 45, want 27", s)
	}
	if given[0] != (Interval{40, 50}) {
		t.Error("the caller's intervals were sorted")
	}
}

func TestGapsBetweenFailures(t *testing.T) {
	// Failures [100,200), [150,300), [500,600) and a second one at 500: starts
	// are 50, 350 and 0 apart; up from 300 to 500.
	failures := []Interval{{500, 600}, {100, 200}, {150, 300}, {500, 520}}
	between := BetweenFailures(failures)
	want := []Gap{{150, 50}, {500, 350}, {500, 0}}
	if len(between) != 3 || between[0] != want[0] || between[1] != want[1] || between[2] != want[2] {
		t.Errorf("between failures %v, want %v", between, want)
	}
	up := Uptimes(failures)
	if len(up) != 1 || up[0] != (Gap{At: 500, Seconds: 200}) {
		t.Errorf("uptimes %v, want 200 s before 500", up)
	}
	// The gap across a boundary belongs to the quarter of the failure that ends it.
	if early, late := GapsIn(up, Interval{0, 400}), GapsIn(up, Interval{400, 800}); len(early) != 0 || len(late) != 1 {
		t.Errorf("gaps %v before 400, %v after", early, late)
	}
}

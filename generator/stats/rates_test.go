package stats

import (
	"math"
	"testing"
)

// The intervals are worked out from the formula with z = 1.96: 2 of 20 gives
// centre (0.1 + 3.8415/40) ÷ 1.19207 = 0.16445 and half-width
// 1.95996 ÷ 1.19207 · √(0.09/20 + 3.8415/1600) = 0.13658; none of 10 gives
// 0 to 3.8415 ÷ 13.8415 = 0.27753.
func TestWilsonInterval(t *testing.T) {
	for _, tt := range []struct {
		hits, n   int
		low, high float64
	}{{2, 20, 0.0279, 0.3010}, {0, 10, 0, 0.2775}, {10, 10, 0.7225, 1}, {1, 1, 0.2065, 1}} {
		low, high, ok := WilsonInterval(tt.hits, tt.n)
		if !ok || math.Abs(low-tt.low) > 5e-4 || math.Abs(high-tt.high) > 5e-4 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", tt.hits, tt.n, low, high, tt.low, tt.high)
		}
	}
	if _, _, ok := WilsonInterval(0, 0); ok {
		t.Error("nothing out of nothing has an interval")
	}
}

// Values as in printed tables of Student's t.
func TestStudentQuantile(t *testing.T) {
	for _, tt := range []struct {
		p    float64
		df   int
		want float64
	}{{0.975, 1, 12.7062}, {0.975, 2, 4.30265}, {0.975, 10, 2.22814}, {0.975, 30, 2.04227}, {0.95, 5, 2.01505}, {0.975, 1000, 1.96234}, {0.025, 10, -2.22814}, {0.5, 7, 0}} {
		if got := StudentQuantile(tt.p, tt.df); math.Abs(got-tt.want) > 1e-4*math.Max(1, math.Abs(tt.want)) {
			t.Errorf("t(%v; %d) = %v, want %v", tt.p, tt.df, got, tt.want)
		}
	}
}

// Of the 70 ways to part eight figures into four and four, the one that is given
// and its mirror are furthest apart: p = 2/70. Three against three cannot go
// under 2/20.
func TestCompareMeans(t *testing.T) {
	c := CompareMeans([]float64{-1, 0, 1, 2}, []float64{3, 4, 5, 6})
	if !c.Exact || c.Arrangements != 70 || math.Abs(c.P-2.0/70) > 1e-12 || !c.Detected || math.Abs(c.Ratio-9) > 1e-12 {
		t.Errorf("a clear rise is %+v", c)
	}
	if c := CompareMeans([]float64{1, 2, 3}, []float64{10, 11, 12}); !c.TooFew || c.Detected {
		t.Errorf("three against three is %+v", c)
	}
	if c := CompareMeans([]float64{1, 5, 2, 6}, []float64{2, 5, 1, 6}); c.Detected || c.P != 1 {
		t.Errorf("no change is %+v", c)
	}
	if c := CompareMeans(nil, []float64{1}); !c.TooFew || c.P != 1 {
		t.Errorf("nothing before is %+v", c)
	}
}

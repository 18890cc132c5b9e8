package stats

import (
	"math"
	"testing"
)

// By hand, with equal stretches (p = ½): 3 and 9 of 12 leave tails of 1 + 12 + 66
// + 220 = 299 of 4,096 on either side, 598 ÷ 4,096; 2 and 10 leave 2 × 79. Five
// and none of five are 2 ÷ 32, over 5 %, whatever comes: too few.
func TestCompareCounts(t *testing.T) {
	for _, c := range []struct {
		before, after    int
		p                float64
		detected, tooFew bool
	}{
		{3, 9, 598.0 / 4096, false, false},
		{2, 10, 158.0 / 4096, true, false},
		{10, 2, 158.0 / 4096, true, false},
		{6, 6, 1, false, false},
		{0, 5, 2.0 / 32, false, true},
		{0, 6, 2.0 / 64, true, false},
		{0, 0, 1, false, true},
	} {
		x := CompareCounts(c.before, c.after, 13, 13)
		if math.Abs(x.P-c.p) > 1e-12 || x.Detected != c.detected || x.TooFew != c.tooFew {
			t.Errorf("%d and %d: %+v, want p %v", c.before, c.after, x, c.p)
		}
	}
	// One week against three, 4 and 4 events: the share of the second is ¾, and 4 of 8 has
	// the probability C(8,4) ¾⁴ ¼⁴ = 5,670/65,536. No more likely are 0 to 4 of 8: their
	// sum is 1 + 24 + 252 + 1,512 + 5,670 = 7,459; 8 of 8 has 6,561, more than 4 of 8.
	x := CompareCounts(4, 4, 1, 3)
	if math.Abs(x.P-7459.0/65536) > 1e-12 || math.Abs(x.Ratio-1.0/3) > 1e-12 {
		t.Errorf("in stretches of two lengths: %+v", x)
	}
	if x := CompareCounts(3, 3, 0, 13); x.Detected || !x.TooFew {
		t.Errorf("against no time at all: %+v", x)
	}
}

package slo

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// LargestRemainder rounds values to so many decimals that they add up to the
// total as it is printed with the same decimals. Every value is rounded down,
// and the units that are missing go to the largest remainders, the first of
// equals. Negative and non-finite values count as 0; digits is 0 to 12.
func LargestRemainder(values []float64, total float64, digits int) []float64 {
	digits = max(0, min(digits, 12))
	unit := math.Pow(10, float64(digits))
	slots := make([]slot, len(values))
	missing := printedUnits(total, digits)
	for i, v := range values {
		scaled := positive(v) * unit
		slots[i] = slot{index: i, whole: math.Floor(scaled), rest: scaled - math.Floor(scaled)}
		missing -= slots[i].whole
	}
	slices.SortStableFunc(slots, func(a, b slot) int { return cmp.Compare(b.rest, a.rest) })
	settle(slots, missing)
	out := make([]float64, len(values))
	for _, s := range slots {
		out[s.index] = s.whole / unit
	}
	return out
}

// slot is a value in units of the last decimal, and what was cut off.
type slot struct {
	index       int
	whole, rest float64
}

// settle hands out the missing units, from the first slot on; too many are
// taken back from the last. Where the values miss the total by more than
// rounding every slot moves by several units a round, so that this ends.
func settle(slots []slot, missing float64) {
	for before := math.NaN(); missing != before && math.Abs(missing) >= 1; {
		before = missing
		each := max(1, math.Floor(math.Abs(missing)/float64(len(slots))))
		for i := 0; i < len(slots) && missing >= 1; i++ {
			slots[i].whole += each
			missing -= each
		}
		for i := len(slots) - 1; i >= 0 && missing <= -1; i-- {
			taken := min(slots[i].whole, each)
			slots[i].whole -= taken
			missing += taken
		}
	}
}

func positive(v float64) float64 {
	if !(v > 0) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

// printedUnits is the number of last decimals in the total as it is printed.
func printedUnits(total float64, digits int) float64 {
	text := strconv.FormatFloat(positive(total), 'f', digits, 64)
	printed, _ := strconv.ParseFloat(text, 64)
	return math.Round(printed * math.Pow(10, float64(digits)))
}

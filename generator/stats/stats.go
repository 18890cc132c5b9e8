// Package stats holds the statistics of incidents: medians with exact
// intervals, unions of time, gaps between failures, and tests that say "no
// detectable change" when that is the truth. It belongs to the compute stage,
// beside slo and delivery; pure functions on plain numbers, the same answer for
// the same data on any day.
//
// Times are Unix seconds, intervals half-open, durations seconds.
package stats

import (
	"math"
	"slices"
)

// Median is the middle value, of an even number the mean of the two middle
// ones; false for none. Any order; NaN is not allowed.
func Median(values []float64) (float64, bool) { return Quantile(values, 0.5) }

// Quantile is the q-quantile (0 to 1) by linear interpolation between order
// statistics (Hyndman and Fan 1996, type 7); false without values.
func Quantile(values []float64, q float64) (float64, bool) {
	if len(values) == 0 {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(values))
	at := max(0, min(q, 1)) * float64(len(sorted)-1)
	below := int(math.Floor(at))
	above := min(below+1, len(sorted)-1)
	part := at - float64(below)
	if part == 0 {
		return sorted[below], true
	}
	return sorted[below] + part*(sorted[above]-sorted[below]), true
}

// MedianRanks is the ranks (from 1) of the order statistics between which the
// median of the population lies with at least 95 % confidence, whatever the
// distribution: the largest low with P(Binomial(n, ½) < low) ≤ 2.5 %, and its
// mirror (David and Nagaraja, Order Statistics, §7.1). False for n ≤ 5.
func MedianRanks(n int) (low, high int, ok bool) {
	if n <= 5 {
		return 0, 0, false
	}
	below := 0.0 // P(X < low+1)
	for low < n/2 {
		below += binomialHalf(n, low)
		if below > 0.025 {
			break
		}
		low++
	}
	return low, n + 1 - low, true
}

// binomialHalf is P(X = k) of n tosses of a fair coin.
func binomialHalf(n, k int) float64 {
	all, _ := math.Lgamma(float64(n + 1))
	in, _ := math.Lgamma(float64(k + 1))
	out, _ := math.Lgamma(float64(n - k + 1))
	return math.Exp(all - in - out - float64(n)*math.Ln2)
}

// MedianInterval is the 95 % interval of the median by MedianRanks; false for
// five values or fewer.
func MedianInterval(values []float64) (low, high float64, ok bool) {
	first, last, ok := MedianRanks(len(values))
	if !ok {
		return 0, 0, false
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[first-1], sorted[last-1], true
}

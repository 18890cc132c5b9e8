package stats

import "math"

// CompareCounts tests whether something came at the same rate in two stretches
// of time: before and after times, in as many weeks (or any other unit) each. The
// test is the exact two-sided one of two Poisson rates, conditional on their sum
// (Przyborowski and Wilenski 1940): the share of outcomes no more likely than the
// one that was met. TooFew tells that no outcome of as many could be detected.
// Ratio is the second rate ÷ the first, 0 where that is not a number.
func CompareCounts(before, after int, weeksBefore, weeksAfter float64) Change {
	n := before + after
	if n == 0 || weeksBefore <= 0 || weeksAfter <= 0 {
		return Change{P: 1, TooFew: true}
	}
	share := weeksAfter / (weeksBefore + weeksAfter)
	c := Change{Exact: true, Arrangements: n + 1}
	c.P = binomialTest(after, n, share)
	c.TooFew = min(binomialTest(0, n, share), binomialTest(n, n, share)) > Alpha
	c.Detected = !c.TooFew && c.P <= Alpha
	if before > 0 {
		c.Ratio = float64(after) / weeksAfter / (float64(before) / weeksBefore)
	}
	return c
}

// binomialTest adds up the outcomes of n tries that are no more likely than k.
func binomialTest(k, n int, p float64) float64 {
	met, total := logBinomial(k, n, p), 0.0
	for i := range n + 1 {
		if l := logBinomial(i, n, p); l <= met+1e-9 {
			total += math.Exp(l)
		}
	}
	return min(1, total)
}

func logBinomial(k, n int, p float64) float64 {
	all, _ := math.Lgamma(float64(n + 1))
	some, _ := math.Lgamma(float64(k + 1))
	rest, _ := math.Lgamma(float64(n - k + 1))
	return all - some - rest + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p)
}

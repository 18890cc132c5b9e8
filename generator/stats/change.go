package stats

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
)

const (
	// Alpha is the level of every test of the report.
	Alpha = 0.05

	mostArrangements = 200_000
	rounds           = 10_000
	minute           = 60.0
	tie              = 1e-9
)

// Change is the comparison of two groups of durations.
type Change struct {
	// P is the two-sided p-value, 1 when a group is empty.
	P float64
	// Ratio is the geometric mean of the second group ÷ that of the first; 0
	// when a group is empty.
	Ratio float64
	// Exact tells that every arrangement was counted, Arrangements how many
	// were looked at.
	Exact        bool
	Arrangements int
	// TooFew tells that even the most extreme arrangement of so many durations
	// could not reach Alpha: 3 against 3 cannot go under 0.1.
	TooFew bool
	// Detected is P ≤ Alpha.
	Detected bool
}

// CompareDurations is the two-sided permutation test on the difference of the
// mean log durations (Fisher 1935; the form for samples: Phipson and Smyth
// 2010). Durations are seconds; one under a minute counts as a minute. Every
// arrangement is counted when there are at most 200,000, else 10,000 are drawn
// by a generator that is seeded from the data. The order of the durations, and
// of the groups, does not matter to P.
func CompareDurations(before, after []float64) Change {
	a, b := logs(before), logs(after)
	if len(a) == 0 || len(b) == 0 {
		return Change{P: 1, TooFew: true}
	}
	c := permute(a, b)
	c.Ratio = math.Exp(mean(b) - mean(a))
	return c
}

// CompareMeans is the same test on the difference of the plain means, for
// figures that are no durations and may be zero or negative. Ratio is the mean
// of the second group ÷ that of the first, 0 where that is not a number.
func CompareMeans(before, after []float64) Change {
	if len(before) == 0 || len(after) == 0 {
		return Change{P: 1, TooFew: true}
	}
	scale := 0.0 // so that a tie is a tie at any size
	for _, x := range slices.Concat(before, after) {
		scale = max(scale, math.Abs(x))
	}
	c := permute(scaled(before, scale), scaled(after, scale))
	if m := mean(before); m != 0 {
		c.Ratio = mean(after) / m
	}
	return c
}

func scaled(values []float64, by float64) []float64 {
	out := slices.Clone(values)
	for i := range out {
		if by > 0 {
			out[i] /= by
		}
	}
	return out
}

// permute is the test on two groups, which it sorts.
func permute(a, b []float64) Change {
	var c Change
	t := newPermutation(a, b)
	if ways := choose(t.n(), t.k, mostArrangements); ways <= mostArrangements {
		c.Exact, c.Arrangements = true, ways
		c.P = float64(t.countAll()) / float64(ways)
		c.TooFew = lowestP(len(a), len(b), ways) > Alpha
	} else {
		c.Arrangements = rounds
		c.P = float64(t.countDrawn()+1) / (rounds + 1)
	}
	c.Detected = !c.TooFew && c.P <= Alpha
	return c
}

// lowestP is the p-value of the most extreme arrangement; with groups of equal
// size its mirror image is as far apart.
func lowestP(n, m, ways int) float64 {
	if n == m {
		return 2 / float64(ways)
	}
	return 1 / float64(ways)
}

// permutation is a test in hand: the pooled logs in order, the size of the
// smaller group, and how far apart the groups are.
type permutation struct {
	pool     []float64
	total    float64
	k        int
	observed float64
}

func newPermutation(a, b []float64) permutation {
	if len(b) < len(a) {
		a, b = b, a
	}
	t := permutation{pool: slices.Concat(a, b), k: len(a)}
	slices.Sort(t.pool)
	for _, x := range t.pool {
		t.total += x
	}
	slices.Sort(a)
	var picked float64
	for _, x := range a {
		picked += x
	}
	t.observed = t.apart(picked)
	return t
}

func (t permutation) n() int { return len(t.pool) }

// apart is the distance of the two means when the smaller group adds up to
// picked.
func (t permutation) apart(picked float64) float64 {
	return math.Abs(picked/float64(t.k) - (t.total-picked)/float64(t.n()-t.k))
}

// hit tells whether an arrangement is at least as far apart as the data.
func (t permutation) hit(picked float64) bool { return t.apart(picked) >= t.observed-tie }

// countAll counts the hits among all arrangements.
func (t permutation) countAll() int {
	var pick func(from, left int, picked float64) int
	pick = func(from, left int, picked float64) int {
		if left == 0 {
			if t.hit(picked) {
				return 1
			}
			return 0
		}
		hits := 0
		for i := from; i <= t.n()-left; i++ {
			hits += pick(i+1, left-1, picked+t.pool[i])
		}
		return hits
	}
	return pick(0, t.k, 0)
}

// countDrawn counts the hits among arrangements drawn at random.
func (t permutation) countDrawn() int {
	source := rand.New(seed(t.pool, t.k))
	pool := slices.Clone(t.pool)
	hits := 0
	for range rounds {
		var picked float64
		for i := range t.k {
			j := i + source.IntN(len(pool)-i)
			pool[i], pool[j] = pool[j], pool[i]
			picked += pool[i]
		}
		if t.hit(picked) {
			hits++
		}
	}
	return hits
}

// seed makes a generator from the data, so that a page never changes by itself.
func seed(pool []float64, k int) *rand.PCG {
	digest := sha256.New()
	word := binary.LittleEndian.AppendUint64(nil, uint64(k))
	for _, x := range pool {
		word = binary.LittleEndian.AppendUint64(word, math.Float64bits(x))
	}
	digest.Write(word)
	key := digest.Sum(nil)
	return rand.NewPCG(binary.LittleEndian.Uint64(key), binary.LittleEndian.Uint64(key[8:]))
}

// choose is n over k, or limit+1 when it is more than limit.
func choose(n, k, limit int) int {
	ways := 1
	for i := 1; i <= min(k, n-k); i++ {
		ways = ways * (n - i + 1) / i
		if ways > limit {
			return limit + 1
		}
	}
	return ways
}

func logs(durations []float64) []float64 {
	out := make([]float64, len(durations))
	for i, d := range durations {
		out[i] = math.Log(max(d, minute))
	}
	return out
}

func mean(values []float64) float64 {
	var total float64
	for _, x := range slices.Sorted(slices.Values(values)) {
		total += x
	}
	return total / float64(len(values))
}

// BenjaminiHochberg adjusts the p-values of all tests of a quarter so that
// claiming those at or under q makes at most a share q of the claims false
// (Benjamini and Hochberg 1995). The order is kept.
func BenjaminiHochberg(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	adjusted := make([]float64, len(p))
	lowest := 1.0
	for rank := len(order); rank >= 1; rank-- {
		i := order[rank-1]
		lowest = min(lowest, p[i]*float64(len(p))/float64(rank))
		adjusted[i] = lowest
	}
	return adjusted
}

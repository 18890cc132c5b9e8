package main

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// chance draws one series' noise.
type chance struct{ *rand.Rand }

// newChance is seeded with the name alone, so that a new series leaves the
// others as they were.
func newChance(name string) chance {
	h := fnv.New64a()
	h.Write([]byte(name))
	return chance{rand.New(rand.NewPCG(h.Sum64(), 0x6665726e68696c6c))}
}

// events draws a count around a mean: like a Poisson count while small, but
// never spread by more than some 0.6 % of a large mean.
func (c chance) events(mean float64) int64 {
	sd := min(math.Sqrt(mean), 0.006*mean+0.7)
	return max(0, int64(math.Round(mean+sd*c.NormFloat64())))
}

// some draws how many of n events fail when each does with probability p.
func (c chance) some(n int64, p float64) int64 {
	mean := float64(n) * p
	if mean < 20 {
		return min(n, c.few(mean))
	}
	k := int64(math.Round(mean + math.Sqrt(mean*(1-p))*c.NormFloat64()))
	return min(n, max(0, k))
}

// few draws a Poisson count (Knuth's product of uniforms).
func (c chance) few(mean float64) int64 {
	limit, product, k := math.Exp(-mean), c.Float64(), int64(0)
	for product > limit {
		product *= c.Float64()
		k++
	}
	return k
}

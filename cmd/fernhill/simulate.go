package main

import (
	"math"
	"time"
)

// sample is what one SLO counted in one step. For slices total is 1, bad is 1
// when the value is over the threshold.
type sample struct {
	at         time.Time // start of the step
	step       time.Duration
	total, bad int64
	value      int64 // of a gauge
}

func (s sample) end() time.Time { return s.at.Add(s.step) }

// track is one SLO with every sample that its files hold, in time order.
type track struct {
	slo     slo
	samples []sample
}

// simulate works out what an SLO's files will say.
func (sc *scenario) simulate(s slo) track {
	var all []sample
	if s.slices() {
		all = sc.gauge(s)
	} else {
		all = sc.coarsen(sc.count(s))
	}
	return track{s, sc.withoutGaps(s, all)}
}

// count draws events and failures in five-minute steps. Both come from
// generators of their own, so SLOs that share a total agree on it.
func (sc *scenario) count(s slo) []sample {
	tr, harms := newTraffic(sc, s), sc.harms(s.ID)
	totals, failures, besides := newChance(s.Total), newChance(s.Bad+s.Good), newChance(s.ID+" drift")
	steady := s.Background * (1 - s.Objectives[0].Target)
	var all []sample
	today, mood := -1, 1.0
	for t := sc.starts(s); t.Before(sc.Ends); t = t.Add(fine) {
		if d := t.YearDay(); d != today {
			today, mood = d, math.Exp(0.22*failures.NormFloat64()-0.024)
		}
		n := totals.events(tr.at(t))
		bad := failures.some(n, min(1, steady*mood+failing(harms, t)))
		if more := sc.drifting(s, t); more > 0 {
			bad = min(n, bad+besides.some(n, more))
		}
		all = append(all, sample{at: t, step: fine, total: n, bad: bad})
	}
	return all
}

// drifting is the share of events that fail besides at t. It is drawn apart, so
// that all other noise stays as it was.
func (sc *scenario) drifting(s slo, t time.Time) float64 {
	share := 0.0
	for _, d := range sc.Drifts {
		if d.SLO == s.ID && !t.Before(d.From) && t.Before(d.To) {
			share += d.Failed * sc.allowed(s, t)
		}
	}
	return share
}

// coarsen adds the steps before fine_from up to hours.
func (sc *scenario) coarsen(in []sample) []sample {
	var out []sample
	for _, s := range in {
		if !s.at.Before(sc.FineFrom) {
			out = append(out, s)
			continue
		}
		if hour := s.at.Truncate(time.Hour); s.at.Equal(hour) {
			out = append(out, sample{at: hour, step: time.Hour})
		}
		last := &out[len(out)-1]
		last.total += s.total
		last.bad += s.bad
	}
	return out
}

// gauge draws a value per slice: higher when the shop is busy, sometimes over
// the threshold for no reason, and up to an incident's peak during it.
func (sc *scenario) gauge(s slo) []sample {
	c, harms, day := newChance(s.Value), sc.harms(s.ID), newTraffic(sc, s)
	stray := s.Background * (1 - s.Objectives[0].Target)
	var all []sample
	var last time.Time // of a slice over the threshold
	for t := sc.starts(s); t.Before(sc.Ends); t = t.Add(sc.step(s, t)) {
		v := s.Typical * (0.88 + 0.12*day.timeOfDay(t.In(sc.zone))) * (1 + 0.03*c.NormFloat64())
		if c.Float64() < stray && t.Sub(last) > strayGap {
			v = s.Threshold * (1.03 + 0.5*c.Float64())
		}
		for _, h := range harms {
			v = max(v, s.Typical+(h.peak-s.Typical)*h.at(t.Add(sc.step(s, t)/2)))
		}
		one := sample{at: t, step: sc.step(s, t), total: 1, value: int64(math.Round(v))}
		if float64(one.value) > s.Threshold {
			one.bad, last = 1, t
		}
		all = append(all, one)
	}
	return all
}

// strayGap keeps slices that miss the threshold for no reason so far apart that
// no alert would take them for a burst: with a 99 % objective five in six hours
// would.
const strayGap = 100 * time.Minute

// withoutGaps drops the samples that a gap of the whole file swallows.
func (sc *scenario) withoutGaps(s slo, in []sample) []sample {
	out := in[:0]
	for _, one := range in {
		if !sc.lost(s, "", one) {
			out = append(out, one)
		}
	}
	return out
}

// lost says whether a gap of an instance ("" for the whole file) covers any
// part of a sample.
func (sc *scenario) lost(s slo, instance string, one sample) bool {
	for _, g := range sc.Gaps {
		if g.SLO == s.ID && g.Instance == instance && one.end().After(g.From) && one.at.Before(g.To) {
			return true
		}
	}
	return false
}

package main

import (
	"slices"
	"time"
)

// blame is one incident's impact window on an SLO and the bad events in it.
type blame struct {
	id       string
	from, to time.Time
	bad      float64
}

// attribute gives every incident its part of the quarter's measured budget. A
// sample's bad events lie evenly over its step; each stretch of it is shared
// equally by the incidents that cover it.
func (sc *scenario) attribute(t track, q span) []share {
	blames, budget := sc.blames(t.slo), 0.0
	for _, one := range t.samples {
		if q.contains(one.at) {
			budget += sc.allowed(t.slo, one.at) * float64(one.total)
			spread(one, blames)
		}
	}
	var shares []share
	for _, b := range blames {
		if b.bad > 0 {
			shares = append(shares, share{b.id, b.bad / budget})
		}
	}
	return shares
}

// blames lists the incidents that touched an SLO. Counters report late, so over
// them a window reaches one step further.
func (sc *scenario) blames(s slo) []*blame {
	var all []*blame
	for _, inc := range sc.Incidents {
		if !slices.ContainsFunc(inc.SLOs, func(x touch) bool { return x.ID == s.ID }) {
			continue
		}
		from, to := sc.window(inc)
		if s.Format == "counter" {
			to = to.Add(sc.step(s, to))
		}
		all = append(all, &blame{id: inc.ID, from: from, to: to})
	}
	return all
}

// spread adds one sample's bad events to the incidents that cover it.
func spread(one sample, blames []*blame) {
	edges := []time.Time{one.at, one.end()}
	for _, b := range blames {
		for _, edge := range []time.Time{b.from, b.to} {
			if edge.After(one.at) && edge.Before(one.end()) {
				edges = append(edges, edge)
			}
		}
	}
	slices.SortFunc(edges, time.Time.Compare)
	for i, from := range edges[:len(edges)-1] {
		part := float64(edges[i+1].Sub(from)) / float64(one.step)
		stretch(from, part*float64(one.bad), blames)
	}
}

// stretch shares bad events between the incidents that cover an instant.
func stretch(at time.Time, bad float64, blames []*blame) {
	var over []*blame
	for _, b := range blames {
		if !at.Before(b.from) && at.Before(b.to) {
			over = append(over, b)
		}
	}
	for _, b := range over {
		b.bad += bad / float64(len(over))
	}
}

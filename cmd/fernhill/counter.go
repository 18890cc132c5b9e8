package main

import "time"

// machine is one instance that exports counters: what it last said.
type machine struct {
	name       string
	total, bad int64
	was        bool // it reported in the step before
}

// counterTable turns increments into running totals of two instances, read at
// the end of each step. An instance that is out of service leaves its traffic
// to the other and starts again from zero; so does a restarted one.
func (sc *scenario) counterTable(t track) table {
	s := t.slo
	tb := table{stem: s.File, team: s.Team, labels: []string{"service", "instance"}, columns: []string{s.Total, s.Bad}}
	c := newChance(s.File + " instances")
	pair := []*machine{{name: s.File + "-a", total: 48211, bad: 7, was: true}, {name: s.File + "-b", total: 46950, bad: 5, was: true}}
	for _, m := range pair {
		at := t.samples[0].at
		tb.rows = append(tb.rows, m.row(s, at, at))
	}
	for _, one := range t.samples {
		parts := sc.share(c, s, one, pair)
		for i, m := range pair {
			if up := !sc.lost(s, m.name, one); up {
				m.read(parts[i], sc.restarted(s, m.name, one) || !m.was)
				tb.rows = append(tb.rows, m.row(s, one.at, one.end()))
				m.was = true
			} else {
				m.was = false
			}
		}
	}
	return tb
}

// share divides a sample's events and failures between the two instances.
func (sc *scenario) share(c chance, s slo, one sample, pair []*machine) [2][2]int64 {
	weight := 0.5
	switch {
	case sc.lost(s, pair[0].name, one):
		weight = 0
	case sc.lost(s, pair[1].name, one):
		weight = 1
	}
	total := int64(weight*float64(one.total) + weight*(1-weight)*0.01*float64(one.total)*c.NormFloat64())
	bad := min(total, c.half(one.bad, weight))
	bad = max(bad, one.bad-(one.total-total))
	return [2][2]int64{{total, bad}, {one.total - total, one.bad - bad}}
}

// half draws how many of n fall to the first of two, exactly at the ends.
func (c chance) half(n int64, weight float64) int64 {
	if weight == 0 || weight == 1 {
		return n * int64(weight)
	}
	return c.some(n, weight)
}

func (m *machine) read(part [2]int64, fresh bool) {
	if fresh {
		m.total, m.bad = 0, 0
	}
	m.total += part[0]
	m.bad += part[1]
}

func (m *machine) row(s slo, at, stamp time.Time) row {
	return row{at, stamp, []string{s.Service, m.name}, []int64{m.total, m.bad}}
}

// restarted says whether an instance started anew at the beginning of a step.
func (sc *scenario) restarted(s slo, instance string, one sample) bool {
	for _, r := range sc.Resets {
		if r.SLO != s.ID || r.Instance != instance {
			continue
		}
		for _, at := range r.At {
			if !at.Before(one.at) && at.Before(one.end()) {
				return true
			}
		}
	}
	return false
}

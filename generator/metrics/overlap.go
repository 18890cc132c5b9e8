package metrics

import (
	"cmp"
	"maps"
	"slices"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// overlaps collects where pairs of files say different things of one series.
type overlaps map[[2]string]*difference

type difference struct {
	first   int64
	samples int
}

// settle drops from every piece of a series the readings that a later path
// gives too. Equal ones go silently, differing ones are collected. Pieces that
// stamp different ends of their intervals are left to spans.go.
func (o overlaps) settle(s *Series) {
	if len(s.pieces) < 2 {
		return
	}
	order := byFirst(s.pieces)
	for i, p := range order {
		for _, q := range order[i+1:] {
			if len(p.points) == 0 || len(q.points) == 0 {
				continue
			}
			if q.first() > p.last() {
				break
			}
			o.pair(s, p, q)
		}
	}
	s.pieces = slices.DeleteFunc(s.pieces, func(p *piece) bool { return len(p.points) == 0 && len(p.notes) == 0 })
}

// pair settles two pieces whose times overlap.
func (o overlaps) pair(s *Series, p, q *piece) {
	if slices.Index(s.pieces, p) > slices.Index(s.pieces, q) {
		p, q = q, p
	}
	kind, _ := s.kind(config.KindInferred, false)
	if kind != config.KindCounter && (p.stamp == config.StampEnd) != (q.stamp == config.StampEnd) {
		return
	}
	kept := p.points[:0:0]
	j := 0
	for _, pt := range p.points {
		for j < len(q.points) && q.points[j].T < pt.T {
			j++
		}
		switch {
		case j == len(q.points) || q.points[j].T != pt.T:
			kept = append(kept, pt)
		case q.points[j].V == pt.V:
			q.note(pt.T, duplicate)
		default:
			q.note(pt.T, conflict)
			o.add(p.file, q.file, pt.T)
		}
	}
	p.points = kept
}

func (o overlaps) add(loser, winner string, t int64) {
	d := o[[2]string{loser, winner}]
	if d == nil {
		d = &difference{first: t}
		o[[2]string{loser, winner}] = d
	}
	d.first = min(d.first, t)
	d.samples++
}

// report gives one warning per pair of files.
func (o overlaps) report(diags *diag.List) {
	pairs := slices.SortedFunc(maps.Keys(o), func(a, b [2]string) int {
		return cmp.Or(cmp.Compare(a[1], b[1]), cmp.Compare(a[0], b[0]))
	})
	for _, pair := range pairs {
		d := o[pair]
		diags.Warnf(diag.Pos{File: pair[1]}, "metrics-overlap", "leave the stretch out of one of the two files",
			"%d %s from %s, first at %s; the values of this file are used", d.samples,
			plural(d.samples, "sample differs", "samples differ"), pair[0], instant(d.first))
	}
}

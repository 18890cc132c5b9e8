package metrics

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"slices"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// repeats is how often one kind of problem is told per file before the rest is
// only counted.
const repeats = 3

// batch is what one file holds: its series in the order met, and what is wrong
// with it.
type batch struct {
	diag.List
	path   string
	format string // "CSV" or "Prometheus JSON"; "" when unknown
	stated statement
	zone   *time.Location // the site's

	pieces []*piece
	byKey  map[string]*piece

	line   int // of the row being read; 0 for formats without lines
	points int
	failed bool
	told   map[string]int
	more   map[string]more
	// Problems of a reader that knows byte offsets only; located at the end.
	pending []pending
	locate  func(offsets []int64) []diag.Pos
}

// more is the first problem of a kind that was not told, and how many followed.
type more struct {
	first diag.Diagnostic
	n     int
}

// pending is a problem, or only a place to be found, at a byte offset.
type pending struct {
	offset int64
	d      diag.Diagnostic
	place  *diag.Pos
}

func newBatch(path string, s statement, zone *time.Location) *batch {
	return &batch{
		path: path, stated: s, zone: zone,
		byKey: map[string]*piece{}, told: map[string]int{}, more: map[string]more{},
	}
}

// at is the place of the row being read.
func (b *batch) at() diag.Pos { return diag.Pos{File: b.path, Line: b.line} }

// fail drops the whole file: what was read of it might be anything. What was
// said of its rows goes with them, so that the cause stands alone.
func (b *batch) fail(at diag.Pos, err error) {
	b.pieces, b.byKey, b.points, b.failed = nil, map[string]*piece{}, 0, true
	b.List, b.pending, b.told, b.more = diag.List{}, nil, map[string]int{}, map[string]more{}
	var syn *syntaxError
	if errors.As(err, &syn) {
		b.pend(syn.offset, diag.Diagnostic{Severity: diag.Error, Code: "metrics-json", Hint: "export it again", Message: syn.msg + "; nothing of this file is used"})
		return
	}
	code, hint := "metrics-unreadable", "export it again"
	var quote *openQuote
	var pe *fs.PathError
	switch {
	case errors.As(err, &quote):
		at, code, hint = quote.at, "metrics-row", "close it, or double quotes that belong to the text"
	case errors.Is(err, errTooLarge):
		code = "metrics-too-large"
	case errors.Is(err, errLinkedFolder), errors.As(err, &pe):
		hint = "put the file itself there, and check that it may be read"
	}
	b.Errorf(at, code, hint, "%s; nothing of this file is used", reason(err))
}

// repeat adds a problem unless its kind was told often enough.
func (b *batch) repeat(d diag.Diagnostic) {
	if b.told[d.Code]++; b.told[d.Code] <= repeats {
		b.Add(d)
		return
	}
	m, ok := b.more[d.Code]
	if !ok {
		m.first = d
	}
	m.n++
	b.more[d.Code] = m
}

// pend adds a problem known by its byte offset.
func (b *batch) pend(offset int64, d diag.Diagnostic) {
	if b.told[d.Code]++; b.told[d.Code] <= repeats {
		b.pending = append(b.pending, pending{offset: offset, d: d})
		return
	}
	m := b.more[d.Code]
	m.first = d
	m.first.Pos = diag.Pos{File: b.path}
	m.n++
	b.more[d.Code] = m
}

// piece returns the part of a series that this file holds; nil when there are
// too many. at is where the file names it.
func (b *batch) piece(name string, labels Labels, at diag.Pos) *piece {
	key := labels.key(name)
	if p := b.byKey[key]; p != nil {
		return p
	}
	if len(b.pieces) >= maxSeries {
		b.repeat(diag.Diagnostic{Pos: b.at(), Severity: diag.Error, Code: "metrics-series-limit",
			Hint:    "leave out the column or label whose values hardly repeat",
			Message: fmt.Sprintf("more than %d series in one file", maxSeries)})
		return nil
	}
	p := &piece{name: name, labels: labels, key: key, file: b.path, at: at,
		kind: b.stated.kind, stamp: b.stated.stamp, step: b.stated.step, named: true}
	b.byKey[key] = p
	b.pieces = append(b.pieces, p)
	return p
}

// piece is the part of one series that stands in one file.
type piece struct {
	name   string
	labels Labels
	key    string
	file   string
	at     diag.Pos
	kind   config.Kind
	stamp  config.Stamp
	step   int64 // seconds; 0: not known
	named  bool  // false: named after the file, for the answer had no name

	points   []Point
	unsorted bool
	notes    []note
	negative diag.Pos // of the first negative value
	falls    int      // readings lower than the one before
	rises    int
}

// add appends one reading.
func (p *piece) add(t int64, v float64, at diag.Pos) {
	if n := len(p.points); n > 0 && t <= p.points[n-1].T {
		p.unsorted = true
	}
	if v < 0 {
		if p.negative.File == "" {
			p.negative = at
		}
	}
	p.points = append(p.points, Point{t, v})
}

// finish sorts the pieces, drops doubles, infers the steps, and places the
// file's problems.
func (b *batch) finish() {
	b.doubles()
	b.pieces = slices.DeleteFunc(b.pieces, func(p *piece) bool { return len(p.points) == 0 })
	for _, p := range b.pieces {
		b.points += len(p.points)
		p.trend()
	}
	inferSteps(b.pieces)
	b.settle()
	if len(b.pieces) == 0 && b.Len() == 0 {
		b.Warnf(diag.Pos{File: b.path}, "metrics-empty", "export it again or delete it", "the file holds no values")
	}
}

// settle places the pending problems and tells of those not told.
func (b *batch) settle() {
	slices.SortStableFunc(b.pending, func(x, y pending) int { return cmp.Compare(x.offset, y.offset) })
	offsets := make([]int64, len(b.pending))
	for i, p := range b.pending {
		offsets[i] = p.offset
	}
	if len(offsets) > 0 {
		for i, at := range b.locate(offsets) {
			p := b.pending[i]
			if p.place != nil {
				*p.place = at
				continue
			}
			p.d.Pos = at
			b.Add(p.d)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(b.more)) {
		m := b.more[code]
		if m.n > 1 {
			m.first.Message += fmt.Sprintf(", and %d more like it in this file", m.n-1)
		}
		b.Add(m.first)
	}
}

// doubles sorts what is unsorted and drops repeated stamps of a series: equal
// ones silently; of differing ones the later row stays, with one warning.
func (b *batch) doubles() {
	var first int64
	differ := 0
	for _, p := range b.pieces {
		if !p.unsorted {
			continue
		}
		slices.SortStableFunc(p.points, func(x, y Point) int { return cmp.Compare(x.T, y.T) })
		kept := p.points[:0]
		for _, pt := range p.points {
			n := len(kept)
			if n == 0 || kept[n-1].T != pt.T {
				kept = append(kept, pt)
				continue
			}
			if kept[n-1].V == pt.V {
				p.note(pt.T, duplicate)
				continue
			}
			if differ++; differ == 1 || pt.T < first {
				first = pt.T
			}
			p.note(pt.T, conflict)
			kept[n-1] = pt
		}
		p.points = kept
	}
	if differ > 0 {
		b.Warnf(diag.Pos{File: b.path}, "metrics-duplicate", "if a column that holds numbers is a label, name it in labels under [[metrics]]",
			"%d %s given twice with different values, first at %s; the later row is used", differ, plural(differ, "sample is", "samples are"), instant(first))
	}
}

// trend counts how often the readings rise and fall: a doubt about the kind.
func (p *piece) trend() {
	for i := 1; i < len(p.points); i++ {
		switch d := p.points[i].V - p.points[i-1].V; {
		case d < 0:
			p.falls++
		case d > 0:
			p.rises++
		}
	}
}

func (p *piece) note(t int64, what flaw) { p.notes = append(p.notes, note{t, what}) }

// first and last are the stamps of the outermost readings.
func (p *piece) first() int64 { return p.points[0].T }
func (p *piece) last() int64  { return p.points[len(p.points)-1].T }

// keep tells whether a value is one to keep, and notes what is none.
func (p *piece) keep(t int64, v float64) bool {
	if math.IsNaN(v) {
		p.note(t, missing)
		return false
	}
	if beyond(v) {
		p.note(t, infinite)
		return false
	}
	return true
}

// instant prints a stamp for a message.
func instant(t int64) string { return time.Unix(t, 0).UTC().Format(time.RFC3339) }

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// file sums the batch up.
func (b *batch) file() File {
	f := File{Path: b.path, Format: b.format, Series: len(b.pieces), Points: b.points}
	for _, p := range b.pieces {
		if len(p.points) == 0 {
			continue
		}
		first, last := p.points[0].T, p.points[len(p.points)-1].T
		if f.First == 0 && f.Last == 0 {
			f.First, f.Last = first, last
		}
		f.First, f.Last = min(f.First, first), max(f.Last, last)
	}
	return f
}

package slo

import (
	"sort"

	"quarterdeck/generator/stats"
)

// ledger is the samples of a period added up by spans that are cut at every
// incident, burst, hour and day, and who each span belongs to.
type ledger struct {
	spans []span
	valid []float64
	bad   []float64
	crowd []int // incidents that cover the span
	burst []int // burst that holds the span, −1 for none
	hour  []int // hour of the period, into hours
	hours []hour
}

// hour is the part of one hour of the period that lies outside incidents, and
// how its bad events split.
type hour struct {
	valid, bad         float64
	background, excess float64
}

const hourLength = 3600

// newLedger adds the samples up. Hours count from the period's start, which is
// a local midnight, so they are hours of the local clock.
func newLedger(p Period, samples []Sample, objectives []Objective, stays []stay, bursts []Burst, bounds []int64) *ledger {
	var burstEdges []int64
	for _, b := range bursts {
		burstEdges = append(burstEdges, b.Start, b.End)
	}
	spans := timeline(p, objectives, edgesOf(stays), burstEdges, hourEdges(p), bounds)
	book := &ledger{
		spans: spans,
		valid: make([]float64, len(spans)),
		bad:   make([]float64, len(spans)),
		crowd: crowd(spans, stays),
		burst: make([]int, len(spans)),
		hour:  make([]int, len(spans)),
		hours: make([]hour, (p.Seen()-p.Start+hourLength-1)/hourLength+1),
	}
	overlay(samples, spans, func(i int, pc *piece) {
		book.valid[i] += pc.valid
		book.bad[i] += pc.bad
	})
	book.place(p, bursts)
	return book
}

func hourEdges(p Period) []int64 {
	var edges []int64
	for t := p.Start; t < p.Seen(); t += hourLength {
		edges = append(edges, t)
	}
	return edges
}

// place finds each span's burst and hour, and adds up the hours.
func (l *ledger) place(p Period, bursts []Burst) {
	next := 0
	for i, s := range l.spans {
		for next < len(bursts) && bursts[next].End <= s.start {
			next++
		}
		l.burst[i] = -1
		if next < len(bursts) && bursts[next].Start <= s.start && l.crowd[i] == 0 {
			l.burst[i] = next
		}
		if s.ahead {
			continue
		}
		l.hour[i] = int((s.start - p.Start) / hourLength)
		if l.crowd[i] == 0 {
			h := &l.hours[l.hour[i]]
			h.valid += l.valid[i]
			h.bad += l.bad[i]
		}
	}
}

// splitUnexplained gives each hour its background (the median bad ratio of the
// hours × its events, never more than it had) and the bursts what they had
// above their share of it, and fills in Bad and Excess of the bursts.
func (l *ledger) splitUnexplained(bursts []Burst) {
	ratio := medianRatio(l.hours)
	for i := range l.hours {
		h := &l.hours[i]
		h.background = min(ratio*h.valid, h.bad)
	}
	for i := 0; i < len(l.spans); {
		b, h := l.burst[i], l.hour[i]
		if b < 0 {
			i++
			continue
		}
		var valid, bad sum // of one burst in one hour
		for ; i < len(l.spans) && l.burst[i] == b && l.hour[i] == h; i++ {
			valid.add(l.valid[i])
			bad.add(l.bad[i])
		}
		bursts[b].Bad += bad.value()
		bursts[b].Excess += l.hours[h].take(valid.value(), bad.value())
	}
}

// take is the excess of a burst that has these events in the hour: its bad
// events less its share of the hour's background, as far as the hour still has
// any that nobody claimed.
func (h *hour) take(valid, bad float64) float64 {
	if h.valid <= 0 {
		return 0
	}
	above := bad - h.background*valid/h.valid
	excess := max(0, min(above, h.bad-h.background-h.excess))
	h.excess += excess
	return excess
}

// medianRatio is the median of bad ÷ valid over the hours with traffic outside
// incidents, 0 without any.
func medianRatio(hours []hour) float64 {
	ratios := make([]float64, 0, len(hours))
	for _, h := range hours {
		if h.valid > 0 {
			ratios = append(ratios, h.bad/h.valid)
		}
	}
	m, _ := stats.Median(ratios)
	return m
}

// explained is the running total of bad events by incident-share: the bad of a
// span ÷ the number of incidents that cover it, added up before each span. An
// incident's bad events between two instants are the difference of two
// entries, however many incidents overlap.
func (l *ledger) explained() []sum {
	running := make([]sum, len(l.spans)+1)
	for i := range l.spans {
		running[i+1] = running[i]
		if l.crowd[i] > 0 {
			running[i+1].add(l.bad[i] / float64(l.crowd[i]))
		}
	}
	return running
}

// index is the first span that starts at t or later.
func (l *ledger) index(t int64) int {
	return sort.Search(len(l.spans), func(i int) bool { return l.spans[i].start >= t })
}

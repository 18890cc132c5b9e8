package slo

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"quarterdeck/generator/stats"
)

// span is a stretch of judged time in which nothing changes.
type span struct {
	start, end int64
	// allow is 1 − target, the share of events that may fail.
	allow float64
	// ahead marks time after the present.
	ahead bool
}

func (s span) seconds() float64 { return float64(s.end - s.start) }

// piece is the part of a sample that lies in one span.
type piece struct {
	start, end int64
	// step is the length of the whole sample in seconds.
	step       int64
	valid, bad float64
	// Of the whole sample; a pointer to it would cost a write barrier.
	coverage, filled, placed float64
}

func (pc *piece) seconds() float64 { return float64(pc.end - pc.start) }

// covered is seconds × coverage, known seconds × (coverage + filled), assumed
// the events that were placed by assumption.
func (pc *piece) covered() float64 { return pc.seconds() * fraction(pc.coverage) }
func (pc *piece) known() float64   { return pc.seconds() * fraction(pc.coverage+max(0, pc.filled)) }
func (pc *piece) assumed() float64 { return pc.valid * fraction(pc.placed) }

// timeline cuts the judged time of a period at every objective, exclusion, the
// present and the given edges. Excluded time and time before the first
// objective is not in it.
func timeline(p Period, objectives []Objective, edges ...[]int64) []span {
	objectives = inForce(objectives)
	if len(objectives) == 0 || p.End <= p.Start {
		return nil
	}
	from := max(p.Start, objectives[0].From)
	cuts := cutsOf(p, objectives, edges)
	excluded := stats.Union(p.Excluded)
	var spans []span
	for i := 1; i < len(cuts); i++ {
		s := span{start: max(cuts[i-1], from), end: cuts[i]}
		if s.start >= s.end {
			continue
		}
		for len(excluded) > 0 && excluded[0].End <= s.start {
			excluded = excluded[1:]
		}
		if len(excluded) > 0 && excluded[0].Start <= s.start {
			continue
		}
		for len(objectives) > 1 && objectives[1].From <= s.start {
			objectives = objectives[1:]
		}
		s.allow = allowance(objectives[0].Target)
		s.ahead = s.start >= p.Seen()
		spans = append(spans, s)
	}
	return spans
}

// cutsOf lists the instants inside the period at which something changes,
// sorted, its two ends included.
func cutsOf(p Period, objectives []Objective, edges [][]int64) []int64 {
	size := 3 + len(objectives) + 2*len(p.Excluded)
	for _, list := range edges {
		size += len(list)
	}
	cuts := make([]int64, 0, size)
	add := func(t int64) {
		if t >= p.Start && t <= p.End {
			cuts = append(cuts, t)
		}
	}
	add(p.Start)
	add(p.End)
	add(p.Seen())
	for _, o := range objectives {
		add(o.From)
	}
	for _, x := range p.Excluded {
		add(x.Start)
		add(x.End)
	}
	for _, list := range edges {
		for _, t := range list {
			add(t)
		}
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}

// inForce is the objectives by date, without those that are no target.
func inForce(objectives []Objective) []Objective {
	valid := make([]Objective, 0, len(objectives))
	for _, o := range objectives {
		if o.Target > 0 && o.Target <= 1 {
			valid = append(valid, o)
		}
	}
	slices.SortStableFunc(valid, func(a, b Objective) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Target, b.Target))
	})
	return valid
}

// overlay hands every part of every sample that lies in a span to yield, in
// order of time, with the span's index. Time ahead is left out. The piece is
// reused: copy what is to be kept.
func overlay(samples []Sample, spans []span, yield func(i int, pc *piece)) {
	if len(spans) == 0 {
		return
	}
	samples = inOrder(samples)
	first := sort.Search(len(samples), func(i int) bool { return samples[i].End > spans[0].start })
	at := 0
	pc := new(piece)
	for k := first; k < len(samples); k++ {
		s := &samples[k]
		for at < len(spans) && spans[at].end <= s.Start {
			at++
		}
		if at == len(spans) || spans[at].ahead {
			return
		}
		if !usable(s) {
			continue
		}
		for i := at; i < len(spans) && spans[i].start < s.End && !spans[i].ahead; i++ {
			pc.cut(s, &spans[i])
			yield(i, pc)
		}
	}
}

// cut makes pc the part of a sample that lies in a span that it meets.
func (pc *piece) cut(s *Sample, in *span) {
	pc.start, pc.end = max(s.Start, in.start), min(s.End, in.end)
	pc.step = s.End - s.Start
	pc.coverage, pc.filled, pc.placed = s.Coverage, s.Filled, s.Assumed
	pc.valid, pc.bad = s.Total, s.Bad
	if length := pc.end - pc.start; length < pc.step {
		part := float64(length) / float64(pc.step)
		pc.valid *= part
		pc.bad *= part
	}
}

func fraction(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	return min(x, 1)
}

func usable(s *Sample) bool {
	return s.End > s.Start && s.Total >= 0 && s.Bad >= 0 && s.Total <= math.MaxFloat64 && s.Bad <= math.MaxFloat64
}

// inOrder sorts a copy of samples that are not sorted yet.
func inOrder(samples []Sample) []Sample {
	sorted := true
	for i := 1; i < len(samples) && sorted; i++ {
		sorted = samples[i-1].Start <= samples[i].Start
	}
	if sorted {
		return samples
	}
	out := slices.Clone(samples)
	slices.SortStableFunc(out, func(a, b Sample) int { return cmp.Compare(a.Start, b.Start) })
	return out
}

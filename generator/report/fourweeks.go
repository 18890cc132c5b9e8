package report

import (
	"cmp"
	"slices"

	"quarterdeck/generator/config"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/stats"
)

// fourWeeks is one objective's spend of 28 days along the whole book: how it
// stood in each quarter, and when each condition of a policy held.
type fourWeeks struct {
	quarters []fourWeekQuarter // aligned with the book's
	held     map[string][]slo.Interval
}

// fourWeekQuarter is one quarter of it; end and peak are nil without data.
type fourWeekQuarter struct {
	end, peak *float64
	// peakBad is what failed in the 28 days of the peak.
	peakBad float64
	// lifts is, by condition that holds at the end, when it ceases if nothing
	// more fails.
	lifts map[string]int64
}

// fourWeekConditions are the conditions about it in any team's policy.
func (b *builder) fourWeekConditions() []config.Condition {
	var out []config.Condition
	seen := map[string]bool{}
	for _, t := range b.in.Config.Teams {
		for _, s := range b.in.Config.PolicyOf(t.ID).Steps {
			if c := s.When; c.Figure == config.FigureFourWeek && !seen[c.String()] {
				seen[c.String()] = true
				out = append(out, c)
			}
		}
	}
	return out
}

// slide computes an objective's spend of 28 days for every day of the book, in
// the memory of s.
func (b *builder) slide(s *slo.Sliding, id string, tr *track, conditions []config.Condition) fourWeeks {
	f := fourWeeks{quarters: make([]fourWeekQuarter, len(b.quarters)), held: map[string][]slo.Interval{}}
	if len(conditions) == 0 || len(tr.Samples) == 0 {
		return f
	}
	var excluded []slo.Interval
	for _, t := range b.excluded[id] {
		excluded = append(excluded, t.Interval)
	}
	s.Fill(tr.Samples, tr.objectives, excluded, b.asOf)
	var days []int64
	for i, q := range b.book.Quarters {
		bounds := b.bounds(i, slo.Period{Start: q.Start.Unix(), End: q.Seen.Unix(), AsOf: b.asOf})
		if len(days) > 0 {
			bounds = bounds[1:]
		}
		days = append(days, bounds...)
		f.quarters[i] = slideQuarter(s, bounds, q.Seen.Unix(), conditions)
	}
	for _, c := range conditions {
		f.held[c.String()] = s.Held(days, c.Holds)
	}
	return f
}

func slideQuarter(s *slo.Sliding, days []int64, seen int64, conditions []config.Condition) fourWeekQuarter {
	q := fourWeekQuarter{lifts: map[string]int64{}}
	for _, t := range days {
		if v, ok := s.At(t); ok && (q.peak == nil || v > *q.peak) {
			q.peak, q.peakBad = ptr(v), s.Bad(t)
		}
	}
	v, ok := s.At(seen)
	if !ok {
		return q
	}
	q.end = ptr(v)
	for _, c := range conditions {
		if c.Holds(v) {
			q.lifts[c.String()] = lifts(s, seen, v, c)
		}
	}
	return q
}

// lifts is the end of the day on which a condition ceases if nothing fails
// after seen and the budget of 28 days stays what it is; 0 if it does not.
func lifts(s *slo.Sliding, seen int64, spent float64, c config.Condition) int64 {
	bad := s.Bad(seen)
	if bad <= 0 {
		return 0
	}
	const day = 24 * 3600
	for n := int64(1); n <= 28; n++ {
		// What is still in the window is what failed in its last 28-n days.
		left := bad - s.Between(seen-28*day, seen-(28-n)*day)
		if !c.Holds(spent * left / bad) {
			return seen + n*day
		}
	}
	return 0
}

// trackOf is an objective's samples; none for one that only an issued quarter
// knows.
func (b *builder) trackOf(id string) *track {
	if tr := b.tracks[id]; tr != nil {
		return tr
	}
	return &track{}
}

// joinedTrack is an objective's samples along the book, in which the days of
// issued quarters stand for those whose raw files are gone; simply its samples
// where none are.
func (b *builder) joinedTrack(id string) *track {
	tr := b.trackOf(id)
	if !slices.ContainsFunc(b.whole[id], func(q *SLOQuarter) bool { return q != nil && q.Restored }) {
		return tr
	}
	out := &track{objectives: tr.objectives}
	for i, q := range b.whole[id] {
		p := slo.Period{Start: b.book.Quarters[i].Start.Unix(), End: b.book.Quarters[i].End.Unix()}
		switch {
		case q == nil:
		case q.Restored:
			out.Samples = append(out.Samples, b.daySamples(q)...)
			if len(out.objectives) == 0 {
				out.objectives = []slo.Objective{{From: beginning, Target: q.Objective}}
			}
		default:
			for _, s := range within(tr.Samples, p) {
				if n := len(out.Samples); n == 0 || s.Start >= out.Samples[n-1].End {
					out.Samples = append(out.Samples, s)
				}
			}
		}
	}
	return out
}

// daySamples makes samples of the days of a quarter. Their events lie evenly
// over the time that was not left out by agreement: what was is not among them.
func (b *builder) daySamples(q *SLOQuarter) []slo.Sample {
	var out []slo.Sample
	for i, d := range q.Days {
		day := slo.Interval{Start: d.Start.Unix(), End: q.End.Unix()}
		if i+1 < len(q.Days) {
			day.End = q.Days[i+1].Start.Unix()
		}
		if d.Valid == nil || d.Bad == nil {
			continue
		}
		parts := b.notExcluded(q.SLO.ID, day)
		whole := float64(stats.Seconds(parts))
		for _, p := range parts {
			share := float64(p.End-p.Start) / whole
			out = append(out, slo.Sample{Start: p.Start, End: p.End, Total: share * *d.Valid, Bad: share * *d.Bad, Coverage: d.Coverage})
		}
	}
	return out
}

// notExcluded is what exclusions leave of a stretch of an objective's time.
func (b *builder) notExcluded(id string, in slo.Interval) []slo.Interval {
	var out []slo.Interval
	at := in.Start
	taken := b.period(id, in.Start, in.End, in.End).Excluded
	slices.SortFunc(taken, func(x, y slo.Interval) int { return cmp.Compare(x.Start, y.Start) })
	for _, x := range taken {
		if x.Start > at {
			out = append(out, slo.Interval{Start: at, End: x.Start})
		}
		at = max(at, x.End)
	}
	if at < in.End {
		out = append(out, slo.Interval{Start: at, End: in.End})
	}
	return out
}

// reachedDay is the first day at whose end a condition on what is spent holds,
// where no samples tell the instant; 0 if none does.
func reachedDay(q *SLOQuarter, spent config.Condition) int64 {
	for _, d := range q.Days {
		if d.Remaining != nil && spent.Holds(1-*d.Remaining) {
			return d.Start.Unix()
		}
	}
	return 0
}

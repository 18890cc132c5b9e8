package report

import (
	"slices"
	"time"

	"quarterdeck/generator/metrics"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// sourcesIn are the metric files behind an objective that hold anything of a
// period.
func (b *builder) sourcesIn(tr *track, p slo.Period) []string {
	return slices.DeleteFunc(slices.Clone(tr.Sources), func(path string) bool {
		f, ok := b.extents[path]
		return ok && (f.Last < p.Start || f.First >= p.Seen())
	})
}

// filledTime is the seconds in which an instance's events were placed by
// assumption.
func filledTime(samples []slo.Sample) float64 {
	total := int64(0)
	for i := range samples {
		if s := &samples[i]; s.Filled > 0 {
			total += s.End - s.Start
		}
	}
	return float64(total)
}

// notes say in words what had to be mended in the data.
func notes(q metrics.Quality, filled float64) []string {
	out := []string{}
	add := func(n int, one, many string) {
		if n > 0 {
			out = append(out, unit.Sentence(unit.Plural(n, one, many))+".")
		}
	}
	add(q.NaNs+q.Infinities, "reading was not a number and counts as no data", "readings were not numbers and count as no data")
	add(q.Negatives, "negative number of events was left out", "negative numbers of events were left out")
	add(q.Conflicts, "reading was given twice with different values; the file that sorts last was taken",
		"readings were given twice with different values; the file that sorts last was taken")
	add(q.Resets, "counter restarted; what it had counted between its last reading and the restart is lost",
		"counters restarted; what they had counted between the last reading and the restart is lost")
	add(q.AbsentSamples, "sample has a total and no failure series beside it", "samples have a total and no failure series beside it")
	add(q.OrphanSamples, "sample of failures has no total beside it and was left out", "samples of failures have no total beside them and were left out")
	add(q.ClampedSamples, "sample had more good or bad events than events and was cut", "samples had more good or bad events than events and were cut")
	if filled > 0 {
		out = append(out, "For "+unit.DurationWords(filled)+" not every instance was read; what it counted meanwhile was spread evenly.")
	}
	return out
}

// shortestGap is the least stretch without data that is listed.
const shortestGap = time.Hour

func quality(tr *track, r slo.Result, days []Day, samples []slo.Sample, p slo.Period, loc *time.Location) Quality {
	flaws := tr.QualityBetween(p.Start, p.Seen())
	q := Quality{Step: commonStep(samples), Gaps: []Gap{}, Notes: notes(flaws, filledTime(samples)), Assumed: r.AssumedShare, Resets: flaws.Resets, AbsentBad: flaws.AbsentSamples}
	if r.Expected > 0 {
		q.Coverage = ptr(r.Coverage)
	}
	for _, d := range days {
		if d.Future || leftOut(d, p.Excluded, loc) {
			continue
		}
		q.DaysExpected++
		if d.Valid != nil {
			q.Days++
		}
	}
	at := p.Start
	if len(tr.objectives) > 0 {
		at = max(at, tr.objectives[0].From)
	}
	gap := func(to int64) {
		if to-at >= int64(shortestGap/time.Second) {
			q.Gaps = append(q.Gaps, Gap{Start: unixUTC(at), End: unixUTC(to)})
		}
	}
	for _, s := range bridged(samples, p.Excluded) {
		gap(min(s.Start, p.Seen()))
		at = max(at, s.End)
	}
	gap(p.Seen())
	return q
}

// commonStep is the most common length of a sample; of equally common ones the
// shortest.
func commonStep(samples []slo.Sample) int64 {
	counts := map[int64]int{}
	for i := 0; i < len(samples); {
		step, from := samples[i].End-samples[i].Start, i
		for i < len(samples) && samples[i].End-samples[i].Start == step {
			i++
		}
		counts[step] += i - from
	}
	best, n := int64(0), 0
	for step, c := range counts {
		if c > n || c == n && step < best {
			best, n = step, c
		}
	}
	return best
}

package report

import (
	"cmp"
	"slices"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/slo"
)

const (
	// strayGap is how far apart, and strayData how little data beyond, make
	// samples stray: one mistyped year must not become the present of every
	// figure, nor the first quarter of the book.
	strayGap  = 184 * 24 * 3600
	strayData = 24 * 3600
)

// checkStray reports samples that stand alone at either end of the data. A
// stated as-of instant says what the present is, so that only the first end
// counts then.
func (b *builder) checkStray() {
	var all []slo.Interval
	for _, t := range b.tracks {
		if n := len(t.Samples); n > 0 {
			all = append(all, stretches(t.Samples)...)
		}
	}
	all = joined(all)
	if len(all) < 2 {
		return
	}
	first, last := 0, len(all)-1
	if all[1].Start-all[first].End > strayGap && all[first].End-all[first].Start < strayData {
		b.stray(all[first], all[1].Start-all[first].End, "before the next")
	}
	if b.in.AsOf.IsZero() && all[last].Start-all[last-1].End > strayGap && all[last].End-all[last].Start < strayData {
		b.stray(all[last], all[last].Start-all[last-1].End, "after the one before")
	}
}

// stretches joins samples that are less than strayGap apart.
func stretches(samples []slo.Sample) []slo.Interval {
	var out []slo.Interval
	for _, s := range samples {
		out = extend(out, slo.Interval{Start: s.Start, End: s.End})
	}
	return out
}

func joined(all []slo.Interval) []slo.Interval {
	slices.SortFunc(all, func(x, y slo.Interval) int { return cmp.Compare(x.Start, y.Start) })
	var out []slo.Interval
	for _, x := range all {
		out = extend(out, x)
	}
	return out
}

func extend(out []slo.Interval, x slo.Interval) []slo.Interval {
	if n := len(out); n > 0 && x.Start-out[n-1].End <= strayGap {
		out[n-1].End = max(out[n-1].End, x.End)
		return out
	}
	return append(out, x)
}

func (b *builder) stray(x slo.Interval, gap int64, where string) {
	at := diag.Pos{File: "data/metrics"}
	for _, path := range sortedKeys(b.extents) {
		if f := b.extents[path]; f.First >= x.Start && f.First < x.End || f.Last >= x.Start && f.Last < x.End {
			at.File = path
			break
		}
	}
	b.diags.Errorf(at, "stray-sample", "mend the stamp; if it is right, build with --as-of",
		"a sample of %s stands alone, %d days %s", unixUTC(x.Start).Format(time.RFC3339), gap/(24*3600), where)
}

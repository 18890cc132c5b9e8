package metrics

import "sort"

// flaw is something in the data that had to be mended or left out.
type flaw uint8

const (
	missing   flaw = iota // NaN
	infinite              // an infinity
	duplicate             // given twice, equal
	conflict              // given twice, different
	negative              // a negative number of events
	reset                 // a counter started again
	newSeries             // a new series counted from zero
	absentBad             // no failure series where the total is there
	clamped               // more good (or bad) events than events
	orphan                // failures where no total is there
	flaws                 // how many there are
)

// note is one flaw at an instant.
type note struct {
	at   int64
	what flaw
}

// Quality counts what had to be mended in the data of a track.
type Quality struct {
	// NaNs and Infinities are readings taken as no data, Negatives numbers of
	// events below zero, left out.
	NaNs, Infinities, Negatives int
	// Duplicates were given twice alike, Conflicts with different values.
	Duplicates, Conflicts int
	// Resets are counters that started again; NewSeries are counters counted
	// from zero because their instance was there before them.
	Resets, NewSeries int
	// AbsentSamples are samples with a total and no failure (or success)
	// series beside it; OrphanSamples the other way round, left out.
	AbsentSamples, OrphanSamples int
	// ClampedSamples had more good or bad events than events.
	ClampedSamples int
	// AssumedSeconds and AssumedEvents were filled by spreading a counter's
	// increase over a gap.
	AssumedSeconds int64
	AssumedEvents  float64
}

// Quality counts the flaws of the whole track.
func (t Track) Quality() Quality { return t.QualityBetween(minTime, maxTime) }

const (
	minTime = -1 << 62
	maxTime = 1 << 62
)

// QualityBetween counts the flaws in [start, end). A sample counts where it
// starts.
func (t Track) QualityBetween(start, end int64) Quality {
	var n [flaws]int
	for _, x := range t.notes {
		if x.at >= start && x.at < end {
			n[x.what]++
		}
	}
	q := Quality{
		NaNs: n[missing], Infinities: n[infinite], Negatives: n[negative],
		Duplicates: n[duplicate], Conflicts: n[conflict],
		Resets: n[reset], NewSeries: n[newSeries],
		AbsentSamples: n[absentBad], OrphanSamples: n[orphan], ClampedSamples: n[clamped],
	}
	seconds := 0.0
	first := sort.Search(len(t.Samples), func(i int) bool { return t.Samples[i].Start >= start })
	for i := first; i < len(t.Samples) && t.Samples[i].Start < end; i++ {
		if s := &t.Samples[i]; s.Assumed > 0 {
			seconds += s.Assumed * float64(s.End-s.Start)
			q.AssumedEvents += s.Assumed * s.Total
		}
	}
	q.AssumedSeconds = int64(seconds + 0.5)
	return q
}

package metrics

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/slo"
)

// SampleOptions are what samples depend on beside the objective.
type SampleOptions struct {
	// Location is the site's zone: time slices start at its midnights. nil is
	// UTC.
	Location *time.Location
	// InstanceLabels tell instances apart, for coverage and new counters.
	InstanceLabels []string
}

// Track is what the files tell about one objective.
type Track struct {
	// Samples are sorted and do not overlap. For time slices Total is 1, or 0
	// for a slice without traffic, and Bad is 0 or 1.
	Samples []slo.Sample
	// Kind is how the total (or the value) was understood. Over counters a
	// failure shows up to one Step late.
	Kind config.Kind
	// Step is the most common length of the underlying samples; for slices
	// they may be shorter than the slice. 0 without samples.
	Step time.Duration
	// Coarsest is the longest underlying sample.
	Coarsest time.Duration
	// First and Last are the start of the first and the end of the last
	// underlying sample; both 0 without any.
	First, Last int64
	// Sources are the files that hold a part, sorted.
	Sources []string
	// Series is how many series were summed or combined, failures included.
	Series int

	notes []note // sorted by instant
	used  []int
}

// measure is the making of one track.
type measure struct {
	store *Store
	slo   config.SLO
	opts  SampleOptions
	diags *diag.List
	terms terms
	track Track
	// noted are the series whose flaws were taken, picked those selected,
	// doubted the names whose kind was questioned.
	noted, picked map[int]bool
	doubted       map[string]bool
	buf           []reading // used again for every series
	// capacity is set where a gauge is read for its own sake, not for an SLO.
	capacity bool
}

// Samples makes the samples of one objective. ok is false when its selectors
// cannot be read or match nothing, which is then told at their place, unless
// the store is empty or a file of it could not be read. It is
// safe for concurrent use with a list of diagnostics of its own.
func (st *Store) Samples(s config.SLO, o SampleOptions, diags *diag.List) (Track, bool) {
	if o.Location == nil {
		o.Location = time.UTC
	}
	m := &measure{store: st, slo: s, opts: o, diags: diags, noted: map[int]bool{}, picked: map[int]bool{}, doubted: map[string]bool{}}
	m.terms = terms{kind: s.Kind, stamp: s.Stamp}
	if s.Step > 0 {
		m.terms.step = seconds(s.Step)
	}
	ok := false
	switch {
	case s.Method != config.Slices:
		m.track.Samples, ok = m.events()
	case m.isValue():
		ok = m.valueSlices()
	default:
		ok = m.eventSlices()
	}
	slices.SortStableFunc(m.track.notes, func(a, b note) int { return cmp.Compare(a.at, b.at) })
	return m.track, ok
}

// lane is one series of a selection.
type lane struct {
	series   *Series
	kind     config.Kind
	instance string
}

// pick selects series, tells when there are none, and what is doubtful about
// them. want is what the selector is for.
func (m *measure) pick(s config.Selector, want string, asValue bool) ([]lane, bool) {
	sel, ok := parse(s, m.diags)
	if !ok {
		return nil, false
	}
	series := m.store.match(sel)
	if len(series) == 0 {
		return nil, m.nothing(s, sel, want)
	}
	lanes := make([]lane, len(series))
	for i, x := range series {
		kind, stated := x.kind(m.terms.kind, asValue)
		if asValue {
			kind = config.KindGauge
		}
		lanes[i] = lane{series: x, kind: kind, instance: m.instance(x.Labels)}
		if !m.picked[x.id] {
			m.picked[x.id] = true
			m.track.used = append(m.track.used, x.id)
			m.inspect(s, lanes[i], stated || asValue)
		}
	}
	m.track.Series = len(m.track.used)
	m.track.Sources = merge(m.track.Sources, sources(series))
	return lanes, true
}

func merge(a, b []string) []string {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}

// nothing judges a selector that matches no series: an error, unless the
// objective says that an absent series is zero. It is not told where the series
// may stand in a file that could not be read, which is told already, nor where
// there is no series at all, which is the caller's to tell.
func (m *measure) nothing(s config.Selector, sel selector, want string) bool {
	whose := "SLO"
	if m.capacity {
		whose = "capacity"
	}
	d := diag.Diagnostic{Pos: s.Pos, Severity: diag.Error, Code: "selector-no-match",
		Message: fmt.Sprintf("%s = %s of the %s %s matches no series", want, asWritten(s.Text), whose, m.slo.ID),
		Hint:    m.store.noMatch(sel)}
	silent := m.store.broken || m.store.Empty()
	if m.slo.Absent != "zero" {
		if !silent {
			m.diags.Add(d)
		}
		return false
	}
	if want == "total" && !silent {
		d.Severity = diag.Warning
		m.diags.Add(d)
	}
	return true
}

// isValue tells whether the objective judges a gauge, which may be negative.
func (m *measure) isValue() bool { return m.slo.Method == config.Slices && m.slo.Value.Text != "" }

// instance is the combination of a series' instance labels.
func (m *measure) instance(ls Labels) string {
	var b strings.Builder
	for _, name := range m.opts.InstanceLabels {
		b.WriteString(ls.Get(name))
		b.WriteByte(0xff)
	}
	return b.String()
}

// inspect tells what is doubtful about one series, and takes its notes.
func (m *measure) inspect(s config.Selector, l lane, stated bool) {
	falls, rises, n := 0, 0, 0
	for _, p := range l.series.pieces {
		m.track.notes = append(m.track.notes, p.notes...)
		falls, rises, n = falls+p.falls, rises+p.rises, n+len(p.points)
		if p.step == 0 && m.terms.step == 0 && l.kind != config.KindCounter && len(p.points) > 0 {
			m.diags.Warnf(p.at, "metrics-step", "state step under [[metrics]] or in the SLO",
				"a single reading of %s does not tell how long a time it is about; it is left out", quote(p.name))
		}
		if !m.isValue() && p.negative.File != "" {
			m.diags.Warnf(p.negative, "metrics-negative", "mend the export, or leave the cells empty",
				"%s falls below zero, which a number of events cannot; such values are taken as no data", quote(p.name))
		}
	}
	if !stated && n >= 20 && !m.doubted[l.series.Name] {
		m.doubt(s.Pos, l, falls, rises, n)
	}
}

// doubt warns when the values of a series contradict its inferred kind.
func (m *measure) doubt(at diag.Pos, l lane, falls, rises, n int) {
	switch {
	case l.kind == config.KindCounter && 10*falls > n:
		m.diags.Warnf(at, "kind-doubtful", `state kind = "delta" if each value counts its own interval`,
			"%s is read as a counter by its name, but a series of it falls in %d of %d steps", quote(l.series.Name), falls, n)
	case l.kind == config.KindDelta && falls == 0 && 2*rises > n:
		m.diags.Warnf(at, "kind-doubtful", `state kind = "counter" if the values only ever grow`,
			"%s is read as increments, but a series of it never falls in %d steps", quote(l.series.Name), n)
	default:
		return
	}
	m.doubted[l.series.Name] = true
}

func (m *measure) note(t int64, what flaw) { m.track.notes = append(m.track.notes, note{t, what}) }

// spans is what one series tells, by its kind. Its flaws are noted the first
// time.
func (m *measure) spans(l lane, there map[string]presence) []span {
	take := m.note
	if m.noted[l.series.id] {
		take = func(int64, flaw) {}
	}
	m.noted[l.series.id] = true
	rs := l.series.readings(m.buf, m.terms, m.isValue(), take)
	m.buf = rs
	if l.kind == config.KindCounter {
		return increments(rs, there[l.instance], take)
	}
	return intervals(rs)
}

// presences are the instants at which each instance was read, over all
// counters of the objective.
func presences(lanes []lane) map[string]presence {
	stamps := map[string][]cell{}
	for _, l := range lanes {
		if l.kind != config.KindCounter {
			continue
		}
		for _, p := range l.series.pieces {
			spans := make([]span, len(p.points))
			for i, pt := range p.points {
				spans[i] = span{start: pt.T, end: pt.T}
			}
			stamps[l.instance] = union(stamps[l.instance], spans)
		}
	}
	out := map[string]presence{}
	for instance, cells := range stamps {
		p := make(presence, len(cells))
		for i, c := range cells {
			p[i] = c.start
		}
		out[instance] = p
	}
	return out
}

// bounds notes the extent and the steps of the underlying cells.
func (m *measure) bounds(cells []cell) {
	if len(cells) == 0 {
		return
	}
	lengths := tally{}
	for _, c := range cells {
		lengths[c.end-c.start]++
		m.track.Coarsest = max(m.track.Coarsest, time.Duration(c.end-c.start)*time.Second)
	}
	step, _, _ := lengths.mode()
	m.track.Step = time.Duration(step) * time.Second
	m.track.First, m.track.Last = cells[0].start, cells[len(cells)-1].end
}

package config

import (
	"strconv"
	"time"

	"quarterdeck/generator/doc"
)

// defaultSlice is the length of a time slice where none is stated.
const defaultSlice = 5 * time.Minute

// measure reads and checks what an SLO's method needs.
func (l *loader) measure(t *doc.Table, s *SLO) {
	s.Slice = l.positive(t, "slice")
	s.Op = l.oneOf(t, "op", "<=", "<", ">=", ">")
	s.Threshold, _ = t.Float("threshold")
	s.Unit = t.String("unit")
	s.SliceTarget, _ = l.fraction(t, "slice_target")
	s.Empty = l.oneOf(t, "empty", "good", "bad")
	s.Combine = l.oneOf(t, "combine", "sum", "max", "min", "mean")
	if s.Method == "" && !t.Has("method") {
		s.Method = Events
	}
	switch s.Method {
	case Events:
		l.events(t)
		l.unusedBy(t, `method = "events"`, "value", "op", "threshold", "unit", "slice", "slice_target", "empty", "combine")
	case Slices:
		l.slices(t, s)
	}
}

// events checks the selectors of a ratio: total, and one of bad and good.
func (l *loader) events(t *doc.Table) {
	t.Required("total", `add total = "requests_total", the selector of all events; for a threshold on a value, method = "slices"`)
	switch bad, good := t.Has("bad"), t.Has("good"); {
	case bad && good:
		t.Errorf("good", "bad-and-good", "keep the one that your metrics count", "an SLO has bad or good events, not both")
	case bad:
		t.Required("bad", "name the failed events")
	case good:
		t.Required("good", "name the events that went well")
	default:
		l.diags.Errorf(t.Here(), "missing-key", `add bad = 'requests_total{status=~"5.."}', or good`, "the SLO has neither bad nor good events")
	}
}

// slices checks an SLO by time slices: a value against a threshold, or the
// ratio of events against slice_target.
func (l *loader) slices(t *doc.Table, s *SLO) {
	if !t.Has("slice") {
		s.Slice = defaultSlice
	}
	if s.Slice > 0 && (24*time.Hour)%s.Slice != 0 {
		t.Errorf("slice", "bad-slice", `write "1m", "5m", "15m" or "1h"`, "slices of %s do not divide the day", t.String("slice"))
	}
	switch value, total := t.Has("value"), t.Has("total"); {
	case value && total:
		t.Errorf("value", "value-and-total", "keep value for a threshold, or total with bad or good for a ratio", "an SLO by time slices judges a value or a ratio, not both")
	case value:
		t.Required("value", "name the series to judge")
		t.Required("op", `add op = "<=", the comparison that a good slice meets`)
		t.Required("threshold", "add threshold = 0.3, in the unit of the value")
		if s.Combine == "" {
			s.Combine = "sum"
		}
		l.unusedBy(t, "a value", "bad", "good", "slice_target")
	case total:
		l.events(t)
		t.Required("slice_target", "add slice_target = 0.99, the share of good events that makes a slice good")
		l.unusedBy(t, "a ratio", "op", "threshold", "unit", "combine")
	default:
		t.Required("value", `add value = "latency_p95_seconds" with op and threshold, or total with bad or good and slice_target`)
	}
}

// unusedBy warns of keys that mean nothing beside what was chosen.
func (l *loader) unusedBy(t *doc.Table, chosen string, keys ...string) {
	for _, key := range keys {
		if t.Has(key) {
			l.diags.Warnf(t.Pos(key), "no-effect", "remove it", "%q has no effect with %s", key, chosen)
		}
	}
}

// objectives reads [[slo.objective]] tables, or the shorthand objective = 0.999.
func (l *loader) objectives(t *doc.Table) []Objective {
	if !t.Required("objective", "add objective = 0.999") {
		return nil
	}
	v := t.Value("objective")
	if v.Kind() != doc.Mapping && v.Kind() != doc.Array {
		target, ok := l.target(t, "objective")
		if !ok {
			return nil
		}
		return []Objective{{Target: target, Pos: v.Pos}}
	}
	var out []Objective
	seen := map[int64]bool{}
	for _, sub := range t.Tables("objective") {
		o, ok := l.objective(sub)
		if !ok {
			continue
		}
		if seen[o.From.Unix()] {
			sub.Errorf("from", "duplicate-objective", "give each objective a from of its own; only the first may go without", "two objectives begin at the same instant")
			continue
		}
		seen[o.From.Unix()] = true
		out = append(out, o)
	}
	return l.sorted(out)
}

func (l *loader) objective(t *doc.Table) (Objective, bool) {
	o := Objective{Pos: t.Here()}
	o.From, _ = t.Time("from", l.zone)
	if !t.Required("target", "add target = 0.999") {
		return o, false
	}
	var ok bool
	o.Target, ok = l.target(t, "target")
	return o, ok
}

// target reads an objective: a fraction above 0, at most 1.
func (l *loader) target(t *doc.Table, key string) (float64, bool) {
	x, ok := t.Float(key)
	if ok && (x <= 0 || x > 1) {
		t.Errorf(key, "not-a-fraction", fractionHint(x), "%v is not an objective: one lies above 0 and is at most 1", x)
		return 0, false
	}
	return x, ok
}

// fractionHint says how to write what looks like a percentage.
func fractionHint(x float64) string {
	if x >= 50 && x <= 100 { // meant as per cent
		return "write " + strconv.FormatFloat(x/100, 'g', 12, 64)
	}
	return "write a fraction such as 0.999"
}

package metrics

import (
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// GaugeValue is the value of a gauge over a stretch of time.
type GaugeValue struct {
	Start, End int64
	Value      float64
}

// Gauge reads the series of a capacity as they are: several that match are
// combined into one, in order of time. The track tells sources and use; it has
// no samples. ok is false as in [Store.Samples].
func (st *Store) Gauge(c config.Capacity, o SampleOptions, diags *diag.List) (values []GaugeValue, t Track, ok bool) {
	if o.Location == nil {
		o.Location = time.UTC
	}
	m := &measure{store: st, opts: o, diags: diags, noted: map[int]bool{}, picked: map[int]bool{}, doubted: map[string]bool{}, capacity: true,
		slo: config.SLO{ID: c.ID, Method: config.Slices, Value: c.Value, Combine: c.Combine, Pos: c.Pos}}
	m.terms = terms{kind: config.KindGauge}
	lanes, ok := m.pick(m.slo.Value, "value", true)
	if !ok {
		return nil, m.track, false
	}
	m.track.Kind = config.KindGauge
	var cells []cell
	for _, s := range m.combine(lanes) {
		cells = append(cells, s.cell)
		values = append(values, GaugeValue{Start: s.start, End: s.end, Value: s.a / s.seconds()})
	}
	m.bounds(cells)
	return values, m.track, true
}

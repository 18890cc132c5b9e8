package report

import (
	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/metrics"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// track is the samples of one objective.
type track struct {
	metrics.Track
	objectives []slo.Objective
}

// measure turns the series each objective names into its samples.
func (b *builder) measure() {
	options := metrics.SampleOptions{Location: b.loc, InstanceLabels: b.in.Config.Budget.InstanceLabels}
	var used []metrics.Track
	clean := !b.teamsBroken
	for _, id := range sortedKeys(b.slos) {
		s := b.slos[id]
		t, ok := b.samples(s, options)
		used, clean = append(used, t), clean && ok
		if !ok {
			t = metrics.Track{}
		}
		b.take(s, outside(t, b.in.NotOurs[id]))
	}
	used, clean = b.readGauges(options, used, clean)
	b.nothingMeasured()
	if clean { // else the metric may be what a mended selector means
		b.diags.Append(b.in.Store.Unused(used...))
	}
}

// take keeps what was measured of an objective.
func (b *builder) take(s config.SLO, t metrics.Track) {
	tr := &track{Track: t}
	for _, o := range s.Objectives {
		from := o.From.Unix()
		if o.From.IsZero() {
			from = beginning
		}
		tr.objectives = append(tr.objectives, slo.Objective{From: from, Target: o.Target})
	}
	b.tracks[s.ID] = tr
}

// nothingMeasured reports, once for the whole site, that there are objectives
// and not one series. Where files are there that could not be read, they are
// told already.
func (b *builder) nothingMeasured() {
	if !b.in.Store.Empty() || b.in.Store.Broken() {
		return
	}
	wanted := 0
	for _, s := range b.slos {
		if s.Absent != "zero" && !b.putAway(s.ID) {
			wanted++
		}
	}
	if wanted > 0 {
		b.diags.Errorf(diag.Pos{File: "data/metrics"}, "no-metrics", "put exported time series there: CSV, or answers of the Prometheus HTTP API in JSON",
			"there are no metrics, and %s of them", unit.Plural(wanted, "SLO is made", "SLOs are made"))
	}
}

// beginning is before any sample: an objective without a from holds from there.
const beginning = -1 << 40

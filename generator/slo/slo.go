// Package slo is the arithmetic of service level objectives on plain numbers:
// what was measured, how much failure the objective allows, how much of it was
// spent, when, and by which incident. It belongs to the compute stage, knows
// nothing of files, teams or pages, and never reads a clock.
//
// Times are Unix seconds, intervals are half-open [start, end), ratios are
// fractions. Formulas: the definitions in package report say in words what is
// computed here; sources are named beside each function.
//
// Every figure is built in two steps: timeline cuts the period wherever
// something changes (an objective, an exclusion, an incident, an hour, a day),
// overlay lays the samples over those spans. A sample's events lie evenly over
// its time, so a sample that crosses an edge is shared out by length.
package slo

import "quarterdeck/generator/stats"

// Sample is what was measured in one stretch of time. Samples given to this
// package are sorted by Start and do not overlap; a stretch with no sample was
// not measured. A sample with a negative or non-finite figure, or without
// length, counts as not measured: one NaN must not poison a quarter.
type Sample struct {
	Start, End int64
	// Total is the number of valid events, Bad how many of them failed.
	// Total may be 0: measured, and nothing happened.
	Total, Bad float64
	// Coverage is the share of the instances alive that reported, 0 to 1.
	Coverage float64
	// Filled is the share of the instances alive that did not report and whose
	// events were placed by assumption: no coverage, but their events are
	// known, so the time counts where a rate is reckoned.
	Filled float64
	// Assumed is the share of Total that was placed here by assumption: an
	// increase spread evenly over a gap.
	Assumed float64
}

// Objective is a target (0 < Target <= 1) in force from an instant on. The time
// before the first objective of an SLO is not judged: neither expected nor
// measured.
type Objective struct {
	From   int64
	Target float64
}

// Period is the stretch of time that is judged. AsOf is the present; a period
// whose End lies after it is still running. AsOf >= End for a finished one.
type Period struct {
	Start, End, AsOf int64
	// Excluded is time left out of the budget: neither expected nor measured.
	// Any order, overlaps allowed. nil gives the figures without exclusions.
	Excluded []Interval
}

// Interval is the half-open stretch [Start, End).
type Interval = stats.Interval

// Window is the time in which one incident did harm. Several windows with one
// ID are one incident.
type Window struct {
	ID         string
	Start, End int64
}

// Running tells whether the period has not ended yet.
func (p Period) Running() bool { return p.AsOf < p.End }

// Seen is the instant up to which the period can have been measured.
func (p Period) Seen() int64 { return max(p.Start, min(p.End, p.AsOf)) }

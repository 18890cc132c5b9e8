package report

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/metrics"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/stats"
	"quarterdeck/generator/unit"
)

// Exclusion is time that somebody agreed to leave out of budgets, as the
// organisation's quarter lists it.
type Exclusion struct {
	ID       string `json:"id" audience:"public"`
	Title    string `json:"title" audience:"public"`
	Reason   string `json:"reason" audience:"approvals"`
	Approver string `json:"approver" audience:"approvals"` // a role
	// Approved is the day of the agreement; null if it is not stated. Late is
	// set when that was after the time had begun.
	Approved *time.Time `json:"approved" audience:"approvals"`
	Late     bool       `json:"approved_late" audience:"approvals"`
	// Start and End are as agreed, also beyond the quarter.
	Start time.Time `json:"start" audience:"public"`
	End   time.Time `json:"end" audience:"public"`
	// SLOs lists the objectives it touches in the quarter, with what it changed.
	SLOs []ExcludedSLO `json:"slos" audience:"public"`
	// Contracts are those that name it.
	Contracts []Ref  `json:"contracts" audience:"contracts"`
	File      string `json:"file" audience:"sources"`
	Line      int    `json:"line" audience:"sources"`
}

// ExcludedSLO is one objective that an exclusion touches, in one quarter, in
// the hands of one team. With and Without are of all exclusions together.
type ExcludedSLO struct {
	SLO    Ref    `json:"slo" audience:"public"`
	Team   Ref    `json:"team" audience:"public"`
	Counts string `json:"counts" audience:"public"`
	// Bad is what failed in the time left out by this exclusion; null where the
	// raw data are gone.
	Bad  *float64 `json:"bad" audience:"public"`
	With Judgment `json:"with" audience:"public"`
	// Without is the figure as if nothing had been left out.
	Without Judgment `json:"without" audience:"public"`
}

// Judgment is an objective's quarter in four figures.
type Judgment struct {
	State slo.State `json:"state" audience:"public"`
	SLI   *float64  `json:"sli" audience:"public"`
	Spent *float64  `json:"spent" audience:"public"`
	Valid *float64  `json:"valid" audience:"public"`
	Bad   *float64  `json:"bad" audience:"public"`
}

// Excluded is what exclusions took out of one objective's quarter.
type Excluded struct {
	// Windows by start. Where they overlap their figures do; the totals count
	// the time once.
	Windows []ExcludedWindow `json:"windows" audience:"public"`
	Seconds float64          `json:"seconds" audience:"public"`
	Valid   *float64         `json:"valid" audience:"public"`
	Bad     *float64         `json:"bad" audience:"public"`
	// All is set when nothing of the time is left to judge.
	All bool `json:"all,omitempty" audience:"public"`
	// Unknown says why the figures of the time left out are missing, where they
	// are: Without is then without data.
	Unknown string `json:"unknown,omitempty" audience:"public"`
	// With is the figure in use, Without as if nothing had been left out.
	With    Judgment `json:"with" audience:"public"`
	Without Judgment `json:"without" audience:"public"`
	// Definition is the id of the definition on the methodology page.
	Definition string `json:"definition" audience:"public"`
}

// ExcludedWindow is one exclusion in one objective's quarter.
type ExcludedWindow struct {
	ID       string     `json:"id" audience:"public"`
	Title    string     `json:"title" audience:"public"`
	Reason   string     `json:"reason" audience:"approvals"`
	Approver string     `json:"approver" audience:"approvals"`
	Approved *time.Time `json:"approved" audience:"approvals"`
	Late     bool       `json:"approved_late" audience:"approvals"`
	// Start and End are what is left out of this quarter: time slices are
	// left out whole.
	Start   time.Time `json:"start" audience:"public"`
	End     time.Time `json:"end" audience:"public"`
	Seconds float64   `json:"seconds" audience:"public"`
	Valid   *float64  `json:"valid" audience:"public"`
	Bad     *float64  `json:"bad" audience:"public"`
	// Overlaps are the ids of exclusions that share some of the time.
	Overlaps []string `json:"overlaps,omitempty" audience:"public"`
	// Incidents whose impact falls into it: what failed meanwhile belongs to
	// none of them.
	Incidents []Ref `json:"incidents,omitempty" audience:"public"`
	// Ahead is set while it has not begun.
	Ahead bool `json:"ahead,omitempty" audience:"public"`
}

// touch is an exclusion on one objective, as it is applied.
type touch struct {
	config.Exclusion
	slo.Interval
}

// readExclusions finds what is left out of each objective.
func (b *builder) readExclusions() {
	b.excluded = map[string][]touch{}
	for id, s := range b.slos {
		for _, w := range b.in.Config.Windows(s) {
			b.excluded[id] = append(b.excluded[id], touch{w.Exclusion, b.applied(s, w.Start, w.End)})
		}
	}
}

// applied is the time an exclusion takes from an objective.
func (b *builder) applied(s config.SLO, from, to time.Time) slo.Interval {
	x := slo.Interval{Start: from.Unix(), End: to.Unix()}
	if s.Method == config.Slices {
		return metrics.Widen(x, s.Slice, b.loc)
	}
	return x
}

// period is a stretch of an objective's time without what is excluded from it.
// Whatever judges an objective starts here.
func (b *builder) period(id string, start, end, asOf int64) slo.Period {
	p := slo.Period{Start: start, End: end, AsOf: asOf}
	for _, t := range b.excluded[id] {
		if clipped := stats.Clip([]slo.Interval{t.Interval}, slo.Interval{Start: start, End: end}); len(clipped) > 0 {
			p.Excluded = append(p.Excluded, clipped[0])
		}
	}
	return p
}

// exclude fills in what exclusions did to a quarter; nothing without any.
func (b *builder) exclude(q *SLOQuarter, r slo.Result, p slo.Period, samples []slo.Sample, tr *track, th slo.Thresholds) {
	if len(p.Excluded) == 0 {
		return
	}
	whole := p
	whole.Excluded = nil
	x := &Excluded{
		Windows: []ExcludedWindow{}, Seconds: r.Excluded.Seconds, Valid: ptr(r.Excluded.Valid), Bad: ptr(r.Excluded.Bad), Definition: defExcluded,
		With: judgment(r), Without: judgment(slo.Evaluate(whole, samples, tr.objectives, th)),
		All: r.Expected == 0 && anyJudged(whole, tr.objectives),
	}
	for _, t := range b.excluded[q.SLO.ID] {
		if clipped := stats.Clip([]slo.Interval{t.Interval}, slo.Interval{Start: p.Start, End: p.End}); len(clipped) > 0 {
			x.Windows = append(x.Windows, b.excludedWindow(q, t, clipped[0], p, samples, tr))
		}
	}
	x.overlaps()
	q.Excluded = x
	if x.All {
		q.Reason = "All of its time is left out by agreement, so there is nothing to judge."
	}
}

// overlaps tells each window which others share some of its time.
func (x *Excluded) overlaps() {
	for i := range x.Windows {
		for j := range x.Windows {
			if a, o := &x.Windows[i], &x.Windows[j]; a.ID != o.ID && a.Start.Before(o.End) && o.Start.Before(a.End) {
				a.Overlaps = append(a.Overlaps, o.ID)
			}
		}
	}
}

// anyJudged tells whether any of a period's time so far has an objective.
func anyJudged(p slo.Period, objectives []slo.Objective) bool {
	return len(objectives) > 0 && p.Seen() > max(p.Start, objectives[0].From)
}

func (b *builder) excludedWindow(q *SLOQuarter, t touch, in slo.Interval, p slo.Period, samples []slo.Sample, tr *track) ExcludedWindow {
	alone := p
	alone.Excluded = []slo.Interval{in}
	took := slo.Evaluate(alone, samples, tr.objectives, slo.DefaultThresholds()).Excluded
	w := ExcludedWindow{
		ID: t.ID, Title: t.Title, Reason: t.Reason, Approver: t.Approver, Approved: utc(t.Approved), Late: late(t.Exclusion),
		Start: unixUTC(in.Start), End: unixUTC(in.End), Seconds: took.Seconds, Valid: ptr(took.Valid), Bad: ptr(took.Bad), Ahead: in.Start >= p.Seen(),
	}
	for _, i := range b.touching[q.SLO.ID] {
		if i.LeftOut == "" && i.window.Start < in.End && in.Start < i.window.End {
			w.Incidents = append(w.Incidents, i.ref().Ref)
		}
	}
	return w
}

// late tells whether an exclusion was agreed after its time had begun.
func late(x config.Exclusion) bool { return x.Approved.After(x.From) }

func judgment(r slo.Result) Judgment {
	j := Judgment{State: r.State}
	if r.Measured {
		j.SLI, j.Valid, j.Bad = ptr(r.SLI), ptr(r.Valid), ptr(r.Bad)
		if !r.NoBudget {
			j.Spent = ptr(r.Spent)
		}
	}
	return j
}

// bridged is samples and excluded time together, so that no gap is found where
// nothing was expected.
func bridged(samples []slo.Sample, excluded []slo.Interval) []slo.Sample {
	if len(excluded) == 0 {
		return samples
	}
	out := slices.Clone(samples)
	for _, x := range excluded {
		out = append(out, slo.Sample{Start: x.Start, End: x.End})
	}
	slices.SortStableFunc(out, func(a, b slo.Sample) int { return cmp.Compare(a.Start, b.Start) })
	return out
}

// leftOut tells whether all of a day is excluded.
func leftOut(d Day, excluded []slo.Interval, loc *time.Location) bool {
	day := slo.Interval{Start: d.Start.Unix(), End: d.Start.In(loc).AddDate(0, 0, 1).Unix()}
	return stats.Seconds(stats.Clip(excluded, day)) == day.End-day.Start
}

// warnOfNothingLeft reports objectives of which exclusions leave nothing: their
// quarter is without data, which is seldom what was meant. All quarters of one
// objective are told at once.
func (b *builder) warnOfNothingLeft() {
	for _, id := range sortedKeys(b.whole) {
		var first config.Exclusion
		var labels []string
		for _, q := range b.whole[id] {
			if q == nil || q.Excluded == nil || !q.Excluded.All || len(q.Excluded.Windows) == 0 {
				continue
			}
			if x, ok := b.in.Config.Exclusion(q.Excluded.Windows[0].ID); ok && len(labels) == 0 {
				first = x
			}
			labels = append(labels, b.label(q.Quarter))
		}
		if n := len(labels); n > 3 {
			labels = []string{fmt.Sprintf("%d quarters, %s to %s,", n, labels[0], labels[n-1])}
		}
		if len(labels) > 0 && first.ID != "" {
			b.diags.Warnf(first.Pos, "nothing-left", "check from and to, or take the objective out of the exclusion",
				"the exclusion %q leaves nothing of %s in %s to judge; it has no data there", first.ID, id, unit.List(labels))
		}
	}
}

// exclusionsIn lists the exclusions of a quarter, for the organisation.
func (b *builder) exclusionsIn(i int) []Exclusion {
	q := b.book.Quarters[i]
	out := []Exclusion{}
	for _, c := range b.in.Config.Exclusions {
		if !c.From.Before(q.End) || !c.To.After(q.Start) {
			continue
		}
		x := Exclusion{ID: c.ID, Title: c.Title, Reason: c.Reason, Approver: c.Approver, Approved: utc(c.Approved), Late: late(c),
			Start: c.From.UTC(), End: c.To.UTC(), SLOs: []ExcludedSLO{}, Contracts: b.contractsNaming(c.ID), File: c.Pos.File, Line: c.Pos.Line}
		for _, t := range b.in.Config.Teams {
			for _, s := range b.owned[t.ID][i] {
				x.SLOs = append(x.SLOs, excludedSLOs(s, c.ID)...)
			}
		}
		out = append(out, x)
	}
	return out
}

func excludedSLOs(s *SLOQuarter, id string) []ExcludedSLO {
	if s.Excluded == nil {
		return nil
	}
	i := slices.IndexFunc(s.Excluded.Windows, func(w ExcludedWindow) bool { return w.ID == id })
	if i < 0 {
		return nil
	}
	return []ExcludedSLO{{SLO: s.SLO, Team: s.Team, Counts: s.Counts, Bad: s.Excluded.Windows[i].Bad, With: s.Excluded.With, Without: s.Excluded.Without}}
}

// exclusionFiles are the files behind the exclusions of objectives.
func (b *builder) exclusionFiles(slos []*SLOQuarter) []string {
	var out []string
	for _, s := range slos {
		if s.Excluded == nil {
			continue
		}
		for _, w := range s.Excluded.Windows {
			if x, ok := b.in.Config.Exclusion(w.ID); ok {
				out = append(out, x.Pos.File)
			}
		}
	}
	return out
}

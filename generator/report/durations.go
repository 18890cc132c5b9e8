package report

import (
	"fmt"
	"slices"
	"strings"

	"quarterdeck/generator/stats"
	"quarterdeck/generator/unit"
)

// The clocks of an incident, all counted from the start of impact.
const (
	clockDetect      = "time_to_detect"
	clockAcknowledge = "time_to_acknowledge"
	clockMitigate    = "time_to_mitigate"
	clockRestore     = "time_to_restore"
)

var clocks = [...]string{clockDetect, clockAcknowledge, clockMitigate, clockRestore}

// definitionOfClock is the id of a clock's definition.
func definitionOfClock(clock string) string { return strings.ReplaceAll(clock, "_", "-") }

func (in *incident) clock(name string) *float64 {
	switch name {
	case clockDetect:
		return in.ToDetect
	case clockAcknowledge:
		return in.ToAcknowledge
	case clockMitigate:
		return in.ToMitigate
	default:
		return in.ToRestore
	}
}

// summary is a quarter's incidents in numbers, for one team or ("") for all.
func (b *builder) summary(quarter int, team string) IncidentSummary {
	ins := b.started(quarter, team)
	s := IncidentSummary{BySeverity: []SeverityCount{}}
	s.Count = b.countFigure(defIncidents, "incidents", quarter, func(i int) float64 { return float64(len(b.started(i, team))) }, b.incidentFiles(ins))
	s.Impact = b.countFigure(defImpact, "hours", quarter, func(i int) float64 { return b.impactHours(i, team) }, b.incidentFiles(ins))
	for _, in := range ins {
		s.countSeverity(in.Severity)
		if len(in.Spends) == 0 {
			s.NotMeasured++
		}
	}
	slices.SortStableFunc(s.BySeverity, func(x, y SeverityCount) int { return b.rank(x.Severity.ID) - b.rank(y.Severity.ID) })
	for _, in := range b.hitting(team) {
		if in.LeftOut != "" && in.Quarter != nil && in.Quarter.ID == b.book.Quarters[quarter].Slug {
			s.LeftOut++
		}
	}
	for _, c := range clocks {
		s.Clocks = append(s.Clocks, b.durations(c, quarter, team))
	}
	s.Between = b.between(quarter, team)
	s.Noticed, s.Detection = b.summariseNoticed(quarter, team), summariseDetection(ins)
	return s
}

func (s *IncidentSummary) countSeverity(t Term) {
	for i := range s.BySeverity {
		if s.BySeverity[i].Severity == t {
			s.BySeverity[i].Count++
			return
		}
	}
	s.BySeverity = append(s.BySeverity, SeverityCount{Severity: t, Count: 1})
}

func (b *builder) rank(severity string) int { return b.in.Config.Incident.SeverityRank(severity) }

// countFigure is a figure that exists for every quarter of the book, with its
// comparisons.
func (b *builder) countFigure(def, unitName string, quarter int, of func(int) float64, sources []string) Figure {
	f := Figure{Value: ptr(of(quarter)), Unit: unitName, Definition: def, Sources: sortedSet(slices.Clone(sources))}
	if quarter >= 1 {
		f.Previous = ptr(of(quarter - 1))
	}
	if quarter >= 4 {
		f.YearAgo = ptr(of(quarter - 4))
	}
	return f
}

// impactHours is the union of impact windows inside a quarter.
func (b *builder) impactHours(quarter int, team string) float64 {
	q := b.book.Quarters[quarter]
	var windows []stats.Interval
	for _, in := range b.hitting(team) {
		if in.counts {
			windows = append(windows, stats.Interval{Start: in.window.Start, End: in.window.End})
		}
	}
	inside := stats.Clip(windows, stats.Interval{Start: q.Start.Unix(), End: q.Seen.Unix()})
	return float64(stats.Seconds(inside)) / 3600
}

// durations are the statistics of one clock. Open incidents stay out.
func (b *builder) durations(clock string, quarter int, team string) Durations {
	d := Durations{Clock: clock, Values: b.values(clock, quarter, team)}
	d.describe()
	if b.in.Config.Statistics.Means {
		d.Mean = mean(d.Values)
	}
	for _, in := range b.started(quarter, team) {
		if in.Open {
			d.Open++
		}
	}
	if quarter > 0 {
		d.Change = change(b.values(clock, quarter-1, team), d.Values)
	}
	return d
}

func (b *builder) values(clock string, quarter int, team string) []float64 {
	out := []float64{}
	for _, in := range b.started(quarter, team) {
		if v := in.clock(clock); v != nil && !in.Open {
			out = append(out, *v)
		}
	}
	slices.Sort(out)
	return out
}

// The verdicts of the test between quarters.
const (
	verdictNone   = "no detectable change"
	verdictFew    = "too few to tell"
	verdictLonger = "longer"
	verdictShort  = "shorter"
)

func change(before, after []float64) *Change {
	if len(before) == 0 || len(after) == 0 {
		return nil
	}
	t := stats.CompareDurations(before, after)
	c := &Change{P: ptr(t.P), TooFew: t.TooFew, PreviousN: len(before), Exact: t.Exact}
	if m, ok := stats.Median(before); ok {
		c.PreviousMedian = ptr(m)
	}
	switch {
	case t.TooFew:
		c.Verdict = verdictFew
	case !t.Detected:
		c.Verdict = verdictNone
	case t.Ratio > 1:
		c.Verdict = verdictLonger
	default:
		c.Verdict = verdictShort
	}
	return c
}

// controlDiscovery holds the false discovery rate over all tests of a quarter:
// what does not survive is no detectable change.
func controlDiscovery(tests []*Change) {
	var tested []*Change
	var p []float64
	for _, c := range tests {
		if c != nil && !c.TooFew {
			tested = append(tested, c)
			p = append(p, *c.P)
		}
	}
	for i, adjusted := range stats.BenjaminiHochberg(p) {
		if adjusted > stats.Alpha && tested[i].Verdict != verdictNone {
			tested[i].Verdict = verdictNone
		}
	}
}

// changeFinding says whether incidents last longer than they did.
func (b *builder) changeFinding(o *Organisation, quarter int) *Finding {
	var d *Durations
	for i := range o.Summary.Clocks {
		if o.Summary.Clocks[i].Clock == clockRestore {
			d = &o.Summary.Clocks[i]
		}
	}
	if d == nil || d.Median == nil || d.Change == nil || d.Change.PreviousMedian == nil {
		return nil
	}
	f := &Finding{Kind: findNoChange, Evidence: b.medianHistory(quarter)}
	numbers := medians(d)
	chance := "By chance alone a difference as large comes in " + unit.Percent(*d.Change.P, digitsOfChance(*d.Change.P)) + " of comparisons"
	switch d.Change.Verdict {
	case verdictLonger, verdictShort:
		f.Kind = findChanged
		f.Title = "Incidents last " + d.Change.Verdict + " than the quarter before"
		if (*d.Median > *d.Change.PreviousMedian) != (d.Change.Verdict == verdictLonger) {
			numbers = "Taken together they do, although the median does not." // the test is on the mean of logarithms
		}
		f.Body = numbers + " " + chance + "."
	case verdictFew:
		f.Title = "Too few incidents to tell whether they last longer"
		f.Body = numbers
	default:
		f.Title = "No detectable change in how long incidents last"
		f.Body = numbers + " " + chance + ", which is no sign of a change."
		if *d.Change.P <= stats.Alpha {
			f.Body = numbers + " " + chance + ", which is too often among as many comparisons as this quarter has."
		}
	}
	return f
}

func medians(d *Durations) string {
	return fmt.Sprintf("The median is %s over %s, after %s over %s.", unit.DurationWords(*d.Median), unit.Plural(d.N, "incident", "incidents"),
		unit.DurationWords(*d.Change.PreviousMedian), unit.Word(d.Change.PreviousN))
}

// digitsOfChance: small probabilities get a decimal.
func digitsOfChance(p float64) int {
	if p < 0.1 {
		return 1
	}
	return 0
}

func (b *builder) medianHistory(quarter int) *Evidence {
	e := &Evidence{Title: "Median time to restore", Form: formBars, Unit: "seconds"}
	for i := max(0, quarter-historyLength+1); i <= quarter; i++ {
		item := EvidenceItem{Label: b.book.Quarters[i].Label, Strong: i == quarter, URL: quarterURL(b.book.Quarters[i].Slug)}
		if m, ok := stats.Median(b.values(clockRestore, i, "")); ok {
			item.Value = ptr(m)
		} else {
			item.Tone = toneNone
		}
		e.Items = append(e.Items, item)
	}
	return e
}

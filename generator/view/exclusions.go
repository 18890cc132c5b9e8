package view

import (
	"strings"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// Excluded is the section of time left out of budgets: each objective's quarter
// with it and without, and who agreed.
type Excluded struct {
	*Section
	Term Definition
	List []ExcludedBudget
	CSV  string
}

// ExcludedBudget is one objective's quarter.
type ExcludedBudget struct {
	ID      string
	SLO     Link
	Quarter Link // on pages across quarters
	Title   string
	Counts  string
	Rows    []JudgmentRow
	Windows []ExcludedRow
}

// JudgmentRow is one way to look at a quarter. State is nil where nothing is
// judged: the time that is left out.
type JudgmentRow struct {
	Label                   string
	State                   *State
	SLI, Spent, Bad, Events string
	InUse                   bool
}

// ExcludedRow is one window, with its reason.
type ExcludedRow struct {
	ID, Title, When, Took, Reason, Approved string
	Late                                    bool
	Notes                                   []string
	Incidents                               []Link
}

func (v *Views) excluded(list []*report.SLOQuarter, across bool, csv string, c *contents, g *glossary) *Excluded {
	out := &Excluded{CSV: csv}
	for _, s := range list {
		if s.Excluded != nil {
			out.List = append(out.List, v.excludedBudget(s, across))
		}
	}
	if len(out.List) == 0 {
		return nil
	}
	out.Term = g.term("exclusion", "left out by agreement")
	out.Section = c.add(Section{ID: "exclusions", Title: "Left out by agreement", Short: "Left out", Notes: []Note{
		{Term: "Left out", Text: "is time that somebody agreed not to count. It is neither expected nor measured, in every figure of this page."},
		{Term: "What failed", Text: "meanwhile belongs to no incident."},
		{Term: "Compare", Text: "both lines: the verdict should not hang on an exclusion unseen."},
	}})
	return out
}

func (v *Views) excludedBudget(s *report.SLOQuarter, across bool) ExcludedBudget {
	x := s.Excluded
	b := ExcludedBudget{ID: "excluded-" + budgetID(s), SLO: link(s.SLO), Title: excludedTitle(x), Counts: s.Counts}
	if across {
		b.ID += "-" + s.Quarter
		b.Quarter = Link{Text: noBreak(v.quarterLabel(s.Quarter)), URL: "/" + s.Quarter + "/"}
		if s.Team.ID != "" {
			b.Quarter.URL += s.Team.ID + "/"
		}
	}
	b.Rows = []JudgmentRow{
		judgmentRow("Without that time, as counted here", x.With, s),
		{Label: "The time left out, " + unit.Duration(x.Seconds), SLI: "–", Spent: "–", Bad: countOrDash(x.Bad), Events: countOrDash(x.Valid)},
		judgmentRow("With it, as if nothing were left out", x.Without, s),
	}
	b.Rows[0].InUse = true
	for _, w := range x.Windows {
		b.Windows = append(b.Windows, v.excludedRow(w, s))
	}
	return b
}

// tookWords is what failed in a window.
func tookWords(bad, valid *float64, counts string) string {
	if bad == nil || valid == nil {
		return "what failed meanwhile is not measured: the raw data are gone"
	}
	return unit.Count(*bad) + " of " + unit.Count(*valid) + " " + counts + " failed"
}

func countOrDash(x *float64) string {
	if x == nil {
		return "–"
	}
	return unit.Count(*x)
}

func judgmentRow(label string, j report.Judgment, s *report.SLOQuarter) JudgmentRow {
	state := StateOf(j.State)
	r := JudgmentRow{Label: label, State: &state, SLI: "no data", Spent: "–", Bad: "–", Events: "–"}
	if j.SLI != nil {
		r.SLI, r.Bad, r.Events = unit.Ratio(*j.SLI, s.Objective), unit.Count(*j.Bad), unit.Count(*j.Valid)
	}
	if j.Spent != nil {
		r.Spent = unit.Share(*j.Spent)
	}
	return r
}

// excludedTitle says what the exclusions changed.
func excludedTitle(x *report.Excluded) string {
	length := unit.DurationWords(x.Seconds)
	switch {
	case x.Unknown != "":
		return "What " + length + " left out would have changed is not measured: the raw data are gone"
	case x.All:
		return "All of the time is left out, so nothing is judged"
	case x.With.State != x.Without.State:
		return "Leaving out " + length + " changes the verdict from " + StateOf(x.Without.State).Word + " to " + StateOf(x.With.State).Word
	case x.With.Spent != nil && x.Without.Spent != nil && unit.Share(*x.With.Spent) != unit.Share(*x.Without.Spent):
		return "Leaving out " + length + " takes the spend from " + unit.Share(*x.Without.Spent) + " to " + unit.Share(*x.With.Spent) + "; the verdict stays " + StateOf(x.With.State).Word
	}
	return "Leaving out " + length + " changes nothing that is printed; the verdict stays " + StateOf(x.With.State).Word
}

func (v *Views) excludedRow(w report.ExcludedWindow, s *report.SLOQuarter) ExcludedRow {
	r := ExcludedRow{
		ID: w.ID, Title: w.Title, Reason: w.Reason, When: v.when(w.Start, w.End),
		Took: tookWords(w.Bad, w.Valid, s.Counts), Late: w.Late,
		Approved: v.approved(w.Approver, w.Approved, w.Late),
	}
	if w.Ahead {
		r.Took = "still to come"
	}
	if len(w.Overlaps) > 0 {
		r.Notes = append(r.Notes, "Overlaps with "+unit.List(w.Overlaps)+"; the time that they share is left out once.")
	}
	if s.Method == "slices" {
		r.Notes = append(r.Notes, "Slices of time are left out whole.")
	}
	for _, in := range w.Incidents {
		r.Incidents = append(r.Incidents, Link{Text: strings.TrimSpace(in.ID + " " + in.Name), URL: in.URL})
	}
	return r
}

// markExcluded names the days of a calendar that an exclusion touches; one that
// is left out whole has no data, and a reason for it.
func (v *Views) markExcluded(k *chart.Calendar, s *report.SLOQuarter) {
	if s.Excluded == nil {
		return
	}
	for i := range k.Days {
		d := &k.Days[i]
		for _, w := range s.Excluded.Windows {
			start, end := d.Date, d.Date.AddDate(0, 0, 1)
			if !v.local(w.Start).Before(end) || !v.local(w.End).After(start) {
				continue
			}
			if d.Name != "" {
				d.Name += "; "
			}
			d.Name += "left out by agreement: " + w.Title
			d.Framed = true
		}
	}
}

// excludedKeys explains the frame.
func excludedKeys(keys []Key, s *report.SLOQuarter) []Key {
	if s.Excluded == nil {
		return keys
	}
	return append(keys, Key{"none", "framed: left out by agreement, all day or in part"})
}

// excludedBands are the windows on a burn-down.
func (v *Views) excludedBands(s *report.SLOQuarter) []chart.Band {
	if s.Excluded == nil {
		return nil
	}
	var out []chart.Band
	for _, w := range s.Excluded.Windows {
		out = append(out, chart.Band{
			X0: float64(w.Start.Unix()), X1: float64(w.End.Unix()), Tone: chart.None, Name: "Left out by agreement: " + w.Title + ", " + v.when(w.Start, w.End),
			Label: chart.Label{Priority: 45, Lines: []chart.Text{{Text: "left out", Tone: chart.None}, {Text: w.Title, Muted: true, Optional: true}}},
		})
	}
	return out
}

// excludedSpend is what failed in the time left out, under a waterfall.
func excludedSpend(s *report.SLOQuarter) *SpendRow {
	if s.Excluded == nil || value0(s.Excluded.Valid) == 0 {
		return nil
	}
	return &SpendRow{Label: Link{Text: "Left out by agreement, not counted", URL: "#excluded-" + budgetID(s)}, Bad: unit.Count(value0(s.Excluded.Bad)), Share: "–"}
}

// withoutExclusions is one line beside a verdict that rests on an exclusion.
func withoutExclusions(s *report.SLOQuarter) string {
	if s.Excluded == nil {
		return ""
	}
	x := s.Excluded
	switch {
	case x.Unknown != "":
		return "How it would stand without exclusions is not measured: the raw data are gone."
	case x.All || x.Without.State == slo.NoData:
		return ""
	case x.Without.Spent != nil:
		return unit.Share(*x.Without.Spent) + " spent, " + StateOf(x.Without.State).Word + ", if " + unit.DurationWords(x.Seconds) + " were not left out by agreement."
	}
	return unit.Sentence(StateOf(x.Without.State).Word) + " if " + unit.DurationWords(x.Seconds) + " were not left out by agreement."
}

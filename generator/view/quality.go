package view

import (
	"strings"

	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// QualitySection says how complete the data are and what the page was made
// from.
type QualitySection struct {
	*Section
	Lead       string
	Coverage   []CoverageRow
	Notices    []string
	Provenance Provenance
	Links      []Link
}

// CoverageRow is one objective whose data are not complete.
type CoverageRow struct {
	SLO, Team Link
	State     State
	Coverage  string
	Notes     string
}

func (v *Views) organisationQuality(o *report.Organisation, c *contents) *QualitySection {
	s := &QualitySection{
		Section: c.add(Section{ID: "provenance", Title: "How complete, and made from what", Short: "Data", Notes: []Note{
			{Term: "No data", Text: "is a state of its own, never nought and never the whole."},
			{Term: "Definitions", Text: "of every figure:", Link: &Link{Text: "methodology", URL: "/methodology/"}},
		}}),
		Provenance: v.provenanceOf(o.Provenance, o.Quarter),
		Links: v.there(
			Link{Text: "Every postmortem", URL: "/postmortems/"}, Link{Text: "Every action", URL: "/actions/"},
			Link{Text: "Methodology", URL: "/methodology/"}, Link{Text: "Teams as CSV", URL: o.URL + "teams.csv"},
		),
	}
	all := 0
	for _, r := range o.Teams {
		t := v.byQuarter[o.Quarter.Slug][r.Team.ID]
		if t == nil {
			continue
		}
		all += len(t.SLOs)
		for _, x := range t.SLOs {
			if row, ok := v.coverageRow(x); ok {
				s.Coverage = append(s.Coverage, row)
			}
		}
	}
	s.Lead = completeness(all, len(s.Coverage))
	return s
}

func completeness(all, lacking int) string {
	switch {
	case all == 0:
		return "No objective is defined"
	case lacking == 0:
		return "Nothing is lacking in the data of " + allOf(all)
	}
	return "Of " + unit.Plural(all, "objective", "objectives") + ", " + unit.Word(lacking) + " " + hasOrHave(lacking) + " data with something to know about them"
}

func hasOrHave(n int) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

func allOf(n int) string {
	if n == 1 {
		return "the one objective"
	}
	return "all " + unit.Word(n) + " objectives"
}

// coverageRow says what is lacking in an objective's data; false if nothing.
func (v *Views) coverageRow(x *report.SLOQuarter) (CoverageRow, bool) {
	notes := v.qualityNotes(x)
	row := CoverageRow{SLO: link(x.SLO), Team: link(x.Team), State: StateOf(x.State), Coverage: "none"}
	if c := x.Quality.Coverage; c != nil && *c > 0 {
		row.Coverage = unit.Share(*c)
		if *c >= 1 && len(notes) == 0 {
			return row, false
		}
	}
	row.Notes = strings.Join(notes, ". ")
	return row, true
}

// qualityNotes is everything a reader of an objective's figures should know of
// its data.
func (v *Views) qualityNotes(x *report.SLOQuarter) []string {
	q := x.Quality
	var notes []string
	if q.DaysExpected > 0 && q.Days < q.DaysExpected {
		notes = append(notes, unit.Count(float64(q.Days))+" of "+unit.Count(float64(q.DaysExpected))+" days have data")
	}
	for i, gap := range q.Gaps {
		if i == 3 {
			notes = append(notes, "and "+unit.Plural(len(q.Gaps)-3, "more gap", "more gaps"))
			break
		}
		notes = append(notes, "a gap "+unit.Range(v.local(gap.Start), v.local(gap.End)))
	}
	if q.Assumed > 0 {
		notes = append(notes, unit.Share(q.Assumed)+" of the events placed by assumption, spread evenly over a gap")
	}
	if q.TooCoarse {
		notes = append(notes, "samples every "+unit.Duration(float64(q.Step))+" are too coarse to find undocumented burn")
	}
	for _, n := range q.Notes {
		notes = append(notes, strings.TrimSuffix(n, "."))
	}
	for i, n := range notes {
		notes[i] = unit.Sentence(n)
	}
	return notes
}

// provenanceOf lists the inputs of a report about a quarter.
func (v *Views) provenanceOf(p report.Provenance, q report.Quarter) Provenance {
	seen := v.local(q.Seen)
	until := unit.Stamp(seen) + " " + unit.Zone(seen)
	if seen.Hour() == 0 && seen.Minute() == 0 {
		until = "the end of " + unit.Date(v.lastDay(q.Seen)) + ", " + v.loc.String()
	}
	return provenance(p, until)
}

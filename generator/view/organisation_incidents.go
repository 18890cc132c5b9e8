package view

import (
	"slices"
	"strings"

	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

func (v *Views) organisationIncidents(o *report.Organisation, c *contents, g *glossary) *Incidents {
	if len(o.Incidents) == 0 {
		return nil
	}
	in := &Incidents{
		Section: c.add(Section{ID: "incidents", Title: incidentsTitle(len(o.Incidents)), Short: "Incidents", Notes: incidentNotes(v.local(o.Quarter.Start).Location().String(), o.Summary)}),
		Table:   v.incidentTable(o.Incidents, o.Quarter, nil, g),
		CSV:     o.URL + "incidents.csv",
	}
	worst := heaviest(o.Incidents, 5)
	in.Chart = v.dots("incidents-dots", o.Incidents, o.Quarter, restoreMedian(o.Summary), func(x *report.Incident) bool { return slices.Contains(worst, x.ID) })
	in.Statistics = append(v.statistics(o.Summary.Clocks, g), v.furtherStatistics(o.Summary, o.Quarter.Slug, g)...)
	in.Detection = v.detectionOf(o.Summary, o.Incidents, g)
	if in.Chart != nil {
		in.Chart.Title = incidentsSentence(o.Summary)
		in.Chart.Note = "Each dot is an incident, by start and time to restore on a logarithmic axis; its area is the largest share it took of one budget. Dashed: nothing measurable."
	}
	return in
}

func incidentsTitle(n int) string {
	return unit.Sentence(unit.Plural(n, "incident", "incidents"))
}

func incidentNotes(zone string, s report.IncidentSummary) []Note {
	notes := []Note{
		{Term: "Start", Text: "is the first customer impact, in " + zone + " time."},
		{Term: "Counted", Text: "in the quarter in which they started."},
	}
	if s.NotMeasured > 0 {
		notes = append(notes, Note{Term: "Not measured", Text: unit.Plural(s.NotMeasured, "incident", "incidents") + " took nothing that an objective measures."})
	}
	if s.LeftOut > 0 {
		notes = append(notes, Note{Term: "Left out", Text: unit.Plural(s.LeftOut, "incident", "incidents") + " of the figures: a fact in the postmortem cannot be read."})
	}
	return notes
}

// incidentsSentence heads the drawing with what it shows.
func incidentsSentence(s report.IncidentSummary) string {
	for _, d := range s.Clocks {
		if d.Clock == "time_to_restore" && d.Median != nil {
			if d.N == 1 {
				return "The one incident was over in " + unit.DurationWords(*d.Median)
			}
			return "Half of the incidents were over within " + unit.DurationWords(*d.Median)
		}
	}
	return "No incident has been closed yet"
}

func restoreMedian(s report.IncidentSummary) *float64 {
	for _, d := range s.Clocks {
		if d.Clock == "time_to_restore" && d.N > 1 {
			return d.Median
		}
	}
	return nil
}

// heaviest are the ids of the n incidents with the largest share of a budget.
func heaviest(list []*report.Incident, n int) []string {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b *report.Incident) int {
		x, _ := largestShare(a)
		y, _ := largestShare(b)
		switch {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return strings.Compare(a.ID, b.ID)
	})
	var ids []string
	for _, in := range sorted[:min(n, len(sorted))] {
		ids = append(ids, in.ID)
	}
	return ids
}

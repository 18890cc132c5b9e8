package report

import (
	"quarterdeck/generator/quarter"
	"quarterdeck/generator/slo"
)

// The addresses of pages, without the base. They are part of the contract:
// people bookmark and cite them.

func quarterURL(slug string) string           { return "/" + slug + "/" }
func teamQuarterURL(slug, team string) string { return "/" + slug + "/" + team + "/" }
func teamURL(id string) string                { return "/teams/" + id + "/" }
func sloURL(id string) string                 { return "/slos/" + id + "/" }
func incidentURL(slug string) string          { return "/postmortems/" + slug + "/" }

// schema names the shape of a document; its number rises when a field changes
// its meaning or goes away.
func document(kind, url string) Document {
	return Document{Schema: "quarterdeck/" + kind + "/1", Audience: "internal", URL: url}
}

// QuarterOf describes q for pages; seen is the last instant with data.
func QuarterOf(cal quarter.Calendar, q quarter.Quarter, asOf int64) Quarter {
	start, end := cal.Start(q), cal.End(q)
	last := end.AddDate(0, 0, -1)
	period := slo.Period{Start: start.Unix(), End: end.Unix(), AsOf: asOf}
	return Quarter{
		Name: q.String(), Slug: q.Slug(), Label: q.Label(),
		Months:  start.Format("January") + " to " + last.Format("January"),
		Start:   start.UTC(),
		End:     end.UTC(),
		Days:    len(cal.Days(q)) - 1,
		Running: period.Running(),
		Seen:    unixUTC(period.Seen()),
	}
}

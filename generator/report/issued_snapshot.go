package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"quarterdeck/generator/config"
	"quarterdeck/generator/issued"
	"quarterdeck/generator/quarter"
)

// Snapshot takes down a quarter's figures and daily series, for the issue
// command. The book must have been built from the input without the quarter's
// own issue, and hold the quarter.
func Snapshot(in Input, book *Book, name quarter.Quarter) issued.Issue {
	out := issued.Issue{AsOf: book.Site.AsOf, Teams: []issued.Team{}, Objectives: []issued.Objective{},
		Incidents: []issued.Incident{}, Inputs: []issued.Input{}}
	var files []string
	slug := name.Slug()
	for _, s := range book.SLOs {
		for _, q := range s.Quarters {
			if q.Quarter == slug {
				out.Objectives = append(out.Objectives, takeDown(in, q, false))
			}
		}
	}
	for _, o := range book.Organisations {
		if o.Quarter.Slug == slug {
			out.Teams = append(out.Teams, teamNumbers("", o.Summary))
		}
	}
	for _, tq := range book.TeamQuarters {
		if tq.Quarter.Slug != slug {
			continue
		}
		t := teamNumbers(tq.Team.ID, tq.Summary)
		t.State = tq.State
		out.Teams = append(out.Teams, t)
		for _, s := range tq.SLOs {
			if s.Start.After(tq.Quarter.Start) || s.End.Before(tq.Quarter.End) {
				out.Objectives = append(out.Objectives, takeDown(in, s, true))
			}
		}
		out.Actions = appendUndone(out.Actions, tq.Actions)
		out.Contracts = append(out.Contracts, takeContracts(tq.Team.ID, tq.Contracts)...)
	}
	for _, x := range slices.Backward(book.Library.Incidents) {
		if belongsTo(x, slug) {
			out.Incidents = append(out.Incidents, takeIncident(x, slug))
			files = append(files, x.File)
		}
	}
	for _, o := range out.Objectives {
		files = append(files, o.Sources...)
	}
	slices.SortStableFunc(out.Objectives, func(x, y issued.Objective) int {
		return cmp.Or(cmp.Compare(x.SLO, y.SLO), x.Start.Compare(y.Start), y.End.Compare(x.End))
	})
	for _, f := range sortedSet(files) {
		out.Inputs = append(out.Inputs, issued.Input{Path: f, SHA256: in.Files[f].SHA256})
	}
	return out
}

func appendUndone(out []issued.Action, actions []Action) []issued.Action {
	for _, a := range actions {
		x := issued.Action{Incident: a.Incident.ID, ID: a.ID, Title: a.Title, State: a.State}
		if a.State != actionDone && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

func teamNumbers(id string, s IncidentSummary) issued.Team {
	t := issued.Team{Team: id, Incidents: int(value(s.Count.Value)), Impact: s.Impact.Value}
	for _, c := range s.Clocks {
		if c.Clock == clockRestore {
			t.Restore = c.Median
		}
	}
	return t
}

// belongsTo tells whether an incident started in a quarter or spent from it.
func belongsTo(x *Incident, slug string) bool {
	return x.Quarter != nil && x.Quarter.ID == slug ||
		slices.ContainsFunc(x.Spends, func(s IncidentSpend) bool { return s.Quarter.ID == slug })
}

func takeIncident(x *Incident, slug string) issued.Incident {
	out := issued.Incident{ID: x.ID, Title: x.Title, Severity: x.Severity.ID, Teams: []string{}, File: x.File,
		Counted: x.Quarter != nil && x.Quarter.ID == slug && x.Kind == "incident" && x.LeftOut == "",
		Started: x.Started, Detected: x.Detected, Resolved: x.Resolved}
	for _, t := range x.Teams {
		out.Teams = append(out.Teams, t.ID)
	}
	return out
}

// takeDown copies what an objective came to.
func takeDown(in Input, q *SLOQuarter, part bool) issued.Objective {
	o := issued.Objective{
		SLO: q.SLO.ID, Team: q.Team.ID, Service: q.Service.ID, Part: part, Start: q.Start, End: q.End,
		Title: q.Title, Description: q.Description, Method: q.Method, Counts: q.Counts,
		State: q.State, Reason: q.Reason, NoBudget: q.NoBudget, Exhausted: q.Exhausted, Sources: sortedSet(slices.Clone(q.Sources)),
		Figures: issued.Figures{SLI: q.SLI.Value, Spent: q.Spent.Value, Budget: q.Budget.Value, Bad: q.Bad.Value, Valid: q.Valid.Value, Coverage: q.Coverage.Value},
		Quality: &issued.Quality{Step: q.Quality.Step, Assumed: q.Quality.Assumed, Resets: q.Quality.Resets,
			AbsentBad: q.Quality.AbsentBad, TooCoarse: q.Quality.TooCoarse},
		Targets: []issued.Target{},
	}
	for _, t := range q.Objectives {
		o.Targets = append(o.Targets, issued.Target{From: t.From, Target: t.Target})
	}
	if s, ok := in.Config.SLO(q.SLO.ID); ok {
		o.Definition = definitionOf(in.Config, s, q)
	}
	for _, p := range q.Spend.Parts {
		x := issued.Part{Kind: p.Kind, Bad: p.Bad}
		if p.Incident != nil {
			x.Incident = p.Incident.ID
		}
		o.Spend = append(o.Spend, x)
	}
	for _, x := range q.Bursts {
		o.Bursts = append(o.Bursts, issued.Burst{Start: x.Start, End: x.End, Bad: x.Bad, Share: x.Share, Peak: x.Peak})
	}
	for _, d := range q.Days {
		x := issued.Day{Date: d.Date, Valid: d.Valid, Bad: d.Bad, Coverage: d.Coverage, Burst: d.Burst}
		for _, r := range d.Incidents {
			x.Incidents = append(x.Incidents, r.ID)
		}
		o.Days = append(o.Days, x)
	}
	o.Excluded = takeExcluded(q.Excluded)
	return o
}

// definitionOf is everything but the objectives that decides what a figure
// means, by name; what is not stated is left out.
func definitionOf(c *config.Site, s config.SLO, q *SLOQuarter) map[string]string {
	out := map[string]string{
		"method": string(s.Method), "total": s.Total.Text, "good": s.Good.Text, "bad": s.Bad.Text, "value": s.Value.Text,
		"kind": string(s.Kind), "stamp": string(s.Stamp), "step": span(s.Step), "absent": s.Absent, "slice": span(s.Slice),
		"empty": s.Empty, "combine": s.Combine, "slice_target": number(s.SliceTarget),
		"min_coverage": number(c.Budget.MinCoverage), "at_risk": number(c.Budget.AtRisk), "time_zone": c.Calendar.Location.String(),
		"instance_labels": strings.Join(c.Budget.InstanceLabels, ", "), "owner": owners(c, s.Service, q), "metrics": statements(c, q.Sources),
	}
	if s.Op != "" {
		out["threshold"] = strings.TrimSpace(s.Op + " " + number(s.Threshold) + " " + s.Unit)
	}
	if lag := c.Budget.AttributionLag; lag >= 0 {
		out["attribution_lag"] = lag.String()
	}
	out["exclusions"] = exclusionsIn(c, s, q)
	for k, v := range out {
		if v == "" {
			delete(out, k)
		}
	}
	return out
}

func exclusionsIn(c *config.Site, s config.SLO, q *SLOQuarter) string {
	var out []string
	for _, w := range c.Windows(s) {
		if w.Start.Before(q.End) && w.End.After(q.Start) {
			out = append(out, fmt.Sprintf("%s (%s to %s)", w.ID, w.Start.UTC().Format(time.RFC3339), w.End.UTC().Format(time.RFC3339)))
		}
	}
	return strings.Join(out, ", ")
}

func span(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return d.String()
}

func number(x float64) string {
	if x == 0 {
		return ""
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// owners are the teams that owned a service in a quarter, with the days on
// which it changed hands.
func owners(c *config.Site, service string, q *SLOQuarter) string {
	var out []string
	for _, o := range c.Ownerships(service) {
		if !o.From.IsZero() && !o.From.Before(q.End) || !o.To.IsZero() && !o.To.After(q.Start) {
			continue
		}
		text := o.Team
		if o.From.After(q.Start) {
			text += " from " + o.From.In(c.Calendar.Location).Format(time.DateOnly)
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// statements are what config.toml states about an objective's files. Which
// files they are is no part of a definition.
func statements(c *config.Site, files []string) string {
	var out []string
	for _, m := range c.Metrics {
		if !slices.ContainsFunc(files, func(f string) bool { return doublestar.MatchUnvalidated(m.Pattern, f) }) {
			continue
		}
		var said []string
		for _, x := range []struct{ name, text string }{{"kind", string(m.Kind)}, {"stamp", string(m.Stamp)}, {"step", span(m.Step)}, {"labels", strings.Join(m.Labels, "+")}} {
			if x.text != "" {
				said = append(said, x.name+"="+x.text)
			}
		}
		if m.Zone != nil {
			said = append(said, "zone="+m.Zone.String())
		}
		out = append(out, strings.Join(said, " "))
	}
	return strings.Join(sortedSet(out), "; ")
}

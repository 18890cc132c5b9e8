package site

import (
	"fmt"
	"time"

	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
)

// The fixture is a book of three quarters, the last running, with a team in
// each state, hostile and sixty-letter names, and a team with one objective
// and nothing else. Its figures are made up; those the tests read are worked
// out beside the tests.

const (
	hostileName  = `<script>alert(1)</script>`
	hostileTitle = `=1+1 "</script><!-- and more`
	longName     = "The team for warehouses, parcels and everything that rolls"
)

func ptr[T any](v T) *T { return &v }

func day(month time.Month, d, hour, minute int) time.Time {
	return time.Date(2026, month, d, hour, minute, 0, 0, time.UTC)
}

func quarters() []report.Quarter {
	q := func(n int, months string, from, to time.Month, days int) report.Quarter {
		return report.Quarter{
			Name: fmt.Sprintf("2026-Q%d", n), Slug: fmt.Sprintf("2026-q%d", n), Label: fmt.Sprintf("2026 Q%d", n), Months: months,
			Start: day(from, 1, 0, 0), End: day(to+1, 1, 0, 0), Days: days, Seen: day(to+1, 1, 0, 0),
		}
	}
	out := []report.Quarter{q(2, "April to June", time.April, time.June, 91), q(3, "July to September", time.July, time.September, 92), q(4, "October to December", time.October, time.December, 92)}
	out[2].Running, out[2].Seen = true, day(time.November, 16, 0, 0)
	return out
}

func figure(v *float64, unitName, definition string) report.Figure {
	f := report.Figure{Value: v, Unit: unitName, Definition: definition, Sources: []string{"data/metrics/a.csv"}}
	if v != nil {
		f.Coverage = ptr(1.0)
	}
	return f
}

// objective is one SLO-quarter of 1,000,000 events at 99.9 %: 1,000 may fail.
func objective(id string, q report.Quarter, team report.Ref, state slo.State, bad float64) *report.SLOQuarter {
	s := &report.SLOQuarter{
		SLO: report.Ref{ID: id, Name: id, URL: "/slos/" + id + "/"}, Title: "Requests are answered", Team: team, Service: report.Ref{ID: "shop", Name: "Shop"},
		Method: "events", Counts: "requests", Quarter: q.Slug, Start: q.Start, End: q.End, Objective: .999, State: state, Reason: "Because.",
		Sources: []string{"data/metrics/a.csv", "data/metrics/b.csv", "data/metrics/c.csv", "data/metrics/d.csv"},
		Bursts:  []report.Burst{}, Quality: report.Quality{Coverage: ptr(1.0), Days: q.Days, DaysExpected: q.Days, Step: 300},
	}
	if state == slo.NoData {
		s.Quality = report.Quality{DaysExpected: q.Days}
		return s
	}
	spent := bad / 1000
	s.SLI, s.Spent, s.Remaining = figure(ptr(1-bad/1e6), "ratio", "sli"), figure(&spent, "ratio", "budget-spent"), figure(ptr(1-spent), "ratio", "budget-left")
	s.Bad, s.Valid, s.Budget = figure(&bad, "requests", "failed"), figure(ptr(1e6), "requests", "valid"), figure(ptr(1000.0), "requests", "error-budget")
	s.Coverage = figure(ptr(1.0), "ratio", "coverage")
	if q.Running {
		s.OnCourse = figure(ptr(spent*2), "ratio", "on-course")
	}
	for i := range q.Days {
		d := report.Day{Start: q.Start.AddDate(0, 0, i), Date: q.Start.AddDate(0, 0, i).Format(time.DateOnly), Coverage: 1}
		if d.Start.Before(q.Seen) {
			d.Valid, d.Bad = ptr(1e6/float64(q.Days)), ptr(bad/float64(q.Days))
			d.Remaining = ptr(1 - spent*float64(i+1)/float64(q.Days))
		} else {
			d.Future = true
		}
		s.Days = append(s.Days, d)
	}
	s.Spend = report.Spend{Bad: bad, Share: &spent, Printed: ptr(float64(int(spent*1000+.5)) / 1000), Unexplained: &spent, Parts: []report.SpendPart{
		{Kind: "background", Bad: bad, Share: &spent, Printed: ptr(float64(int(spent*1000+.5)) / 1000)},
	}}
	return s
}

func incident() *report.Incident {
	return &report.Incident{
		ID: "INC-7", Slug: "inc-7", Document: report.Document{URL: "/postmortems/inc-7/"}, Title: hostileTitle, Severity: report.Term{ID: "sev1", Title: "SEV1"},
		Started: ptr(day(time.August, 14, 13, 42)), Detected: ptr(day(time.August, 14, 13, 48)), Resolved: ptr(day(time.August, 14, 16, 5)),
		ToDetect: ptr(360.0), ToMitigate: ptr(3600.0), ToRestore: ptr(8580.0), Teams: []report.Ref{{ID: "checkout", Name: "Checkout", URL: "/teams/checkout/"}},
		Spends: []report.IncidentSpend{{SLO: report.Ref{ID: "checkout-availability", Name: "checkout-availability"}, Team: report.Ref{ID: "checkout"}, Bad: 1000, Share: ptr(1.0)}},
	}
}

// overspent gives an objective an incident that took 1,000 of 1,609 failures.
func overspent(q report.Quarter, team report.Ref) *report.SLOQuarter {
	s := objective("checkout-availability", q, team, slo.Overspent, 1609)
	s.Exhausted = ptr(day(time.August, 14, 14, 0))
	ref := &report.IncidentRef{Ref: report.Ref{ID: "INC-7", Name: hostileTitle, URL: "/postmortems/inc-7/"}, Started: ptr(day(time.August, 14, 13, 42)), Resolved: ptr(day(time.August, 14, 16, 5))}
	s.Spend.Parts = []report.SpendPart{
		{Kind: "incident", Incident: ref, Bad: 1000, Share: ptr(1.0), Printed: ptr(1.0)},
		{Kind: "bursts", Bad: 187, Share: ptr(.187), Printed: ptr(.187)},
		{Kind: "background", Bad: 422, Share: ptr(.422), Printed: ptr(.422)},
	}
	s.Bursts = []report.Burst{{SLO: s.SLO, Team: team, Start: day(time.September, 2, 8, 40), End: day(time.September, 2, 10, 10), Bad: 187, Share: ptr(.187), Peak: 20, Counts: "requests"}}
	s.Days[44].Incidents = []report.Ref{ref.Ref}
	return s
}

func teamQuarter(q report.Quarter, team report.Ref, slos ...*report.SLOQuarter) *report.TeamQuarter {
	t := &report.TeamQuarter{
		Document: report.Document{Schema: "quarterdeck/team-quarter/1", Audience: "internal", URL: "/" + q.Slug + "/" + team.ID + "/"},
		Site:     siteFacts(), Quarter: q, Team: report.TeamInfo{Ref: team}, SLOs: slos,
		Headline: report.Text{Text: team.Name + " in " + q.Label}, Standfirst: report.Text{Text: "One.\n\nTwo."},
	}
	var states []slo.State
	for _, s := range slos {
		states = append(states, s.State)
	}
	t.State = slo.TeamState(states...)
	return t
}

func siteFacts() report.Site {
	return report.Site{Title: "Fernhill", Language: "en-GB", Internal: true, Location: time.UTC, TimeZone: "UTC", AsOf: day(time.November, 16, 0, 0)}
}

func book() *report.Book {
	b := &report.Book{Site: siteFacts(), Quarters: quarters(), Latest: 1, Methodology: &report.Methodology{Definitions: []report.Definition{
		{ID: "sli", Title: "Service level indicator", Short: "The share that was good.", Formula: "good ÷ valid"},
		{ID: "budget-left", Title: "Budget left", Short: "What may still fail."},
	}}}
	teams := []report.Ref{
		{ID: "checkout", Name: "Checkout", URL: "/teams/checkout/"}, {ID: "hostile", Name: hostileName, URL: "/teams/hostile/"},
		{ID: "long", Name: longName, URL: "/teams/long/"}, {ID: "small", Name: "Small", URL: "/teams/small/"}, {ID: "silent", Name: "Silent", URL: "/teams/silent/"},
	}
	for _, q := range b.Quarters {
		o := &report.Organisation{
			Document: report.Document{Schema: "quarterdeck/organisation/1", Audience: "internal", URL: "/" + q.Slug + "/"}, Site: b.Site, Quarter: q,
			Headline: report.Text{Text: "Four of five"}, Standfirst: report.Text{Text: "Reasons."},
		}
		checkout := teamQuarter(q, teams[0], overspent(q, teams[0]))
		checkout.Incidents = []*report.Incident{incident()}
		checkout.Bursts = checkout.SLOs[0].Bursts
		incomplete := objective("long-availability", q, teams[2], slo.Incomplete, 300)
		incomplete.Quality.Coverage = ptr(.834)
		reports := []*report.TeamQuarter{checkout, teamQuarter(q, teams[1], objective("hostile-availability", q, teams[1], slo.AtRisk, 800)),
			teamQuarter(q, teams[2], incomplete), teamQuarter(q, teams[3], objective("small-availability", q, teams[3], slo.Within, 410)),
			teamQuarter(q, teams[4], objective("silent-availability", q, teams[4], slo.NoData, 0))}
		for i, t := range reports {
			b.TeamQuarters = append(b.TeamQuarters, t)
			row := report.TeamRow{Team: teams[i], State: t.State, Worst: t.SLOs[0], WorstSLO: &t.SLOs[0].SLO, Remaining: t.SLOs[0].Remaining.Value, SLOs: 1, Incidents: t.Incidents, Count: len(t.Incidents), URL: t.URL}
			o.Teams = append(o.Teams, row)
			o.Tally = append(o.Tally, report.StateCount{State: t.State, Count: 1, Teams: []report.Ref{teams[i]}})
		}
		o.Incidents, o.Bursts = checkout.Incidents, checkout.Bursts
		agree(reports[1], o)
		b.Organisations = append(b.Organisations, o)
	}
	history(b, teams)
	return b
}

func history(b *report.Book, teams []report.Ref) {
	for _, team := range teams {
		h := report.TeamHistory{Team: team}
		for _, t := range b.TeamQuarters {
			if t.Team.ID == team.ID {
				h.States = append(h.States, report.QuarterState{Quarter: t.Quarter, State: t.State, URL: t.URL})
			}
		}
		for _, o := range b.Organisations {
			o.History = append(o.History, h)
		}
	}
}

package report

import (
	"cmp"
	"slices"
	"time"

	"quarterdeck/generator/slo"
)

// The kinds of parts of a spend.
const (
	partIncident   = "incident"
	partBursts     = "bursts"
	partBackground = "background"
	partScattered  = "scattered"
	// partWithheld is what incidents took that the edition does not show.
	partWithheld = "withheld"
)

// printedDigits: printed shares are rounded to a tenth of a per cent.
const printedDigits = 3

// spend lists where a budget went: incidents, the largest first, then bursts,
// background and the scattered rest.
func (b *builder) spend(at slo.Attribution, r slo.Result) Spend {
	out := Spend{Parts: []SpendPart{}, Bad: at.Total}
	if !r.Measured {
		return out
	}
	withheld := 0.0
	for _, p := range at.Incidents {
		if in := b.incidentBySlug(p.ID); in == nil {
			withheld += p.Bad
		} else {
			out.Parts = append(out.Parts, SpendPart{Kind: partIncident, Incident: ptr(in.ref()), Bad: p.Bad})
		}
	}
	slices.SortStableFunc(out.Parts, func(x, y SpendPart) int {
		return cmp.Or(cmp.Compare(y.Bad, x.Bad), cmp.Compare(x.Incident.ID, y.Incident.ID))
	})
	if at.Burst > 0 {
		out.Parts = append(out.Parts, SpendPart{Kind: partBursts, Bad: at.Burst})
	}
	out.Parts = append(out.Parts, SpendPart{Kind: partBackground, Bad: at.Background}, SpendPart{Kind: partScattered, Bad: at.Scattered})
	if withheld > 0 {
		out.Parts = append(out.Parts, SpendPart{Kind: partWithheld, Bad: withheld})
	}
	if r.NoBudget {
		return out
	}
	out.share(r, at)
	return out
}

func (s *Spend) share(r slo.Result, at slo.Attribution) {
	shares := make([]float64, len(s.Parts))
	for i := range s.Parts {
		shares[i] = r.Share(s.Parts[i].Bad)
		s.Parts[i].Share = ptr(shares[i])
	}
	s.Share = ptr(r.Share(at.Total))
	s.Unexplained = ptr(r.Share(at.Unexplained))
	for i, v := range slo.LargestRemainder(shares, *s.Share, printedDigits) {
		s.Parts[i].Printed = ptr(v)
	}
	s.Printed = ptr(slo.LargestRemainder([]float64{*s.Share}, *s.Share, printedDigits)[0])
}

func (b *builder) bursts(q *SLOQuarter, at slo.Attribution, r slo.Result) []Burst {
	out := []Burst{}
	for _, x := range at.Bursts {
		burst := Burst{SLO: q.SLO, Start: unixUTC(x.Start), End: unixUTC(x.End), Bad: x.Bad, Peak: x.Peak, Counts: q.Counts}
		burst.Command = newPostmortem(burst)
		if !r.NoBudget {
			burst.Share = ptr(r.Share(x.Bad))
		}
		out = append(out, burst)
	}
	return out
}

// days joins the burn-down and the attribution by day.
func (b *builder) days(days []slo.Day, at slo.Attribution, r slo.Result) []Day {
	out := make([]Day, len(days))
	for i, d := range days {
		out[i] = Day{
			Date: time.Unix(d.Start, 0).In(b.loc).Format(time.DateOnly), Start: unixUTC(d.Start),
			Coverage: d.Covered, Future: d.Ahead,
		}
		if d.Measured {
			out[i].Valid, out[i].Bad = ptr(d.Valid), ptr(d.Bad)
		}
		if r.Measured && !r.NoBudget && !d.Ahead {
			out[i].Remaining = ptr(1 - d.SpentCum)
		}
		if i >= len(at.Days) {
			continue
		}
		parts := slices.Clone(at.Days[i].Incidents)
		slices.SortStableFunc(parts, func(x, y slo.DayPart) int { return cmp.Compare(y.Bad, x.Bad) })
		for _, p := range parts {
			if in := b.incidentBySlug(at.Incidents[p.Incident].ID); in != nil {
				out[i].Incidents = append(out[i].Incidents, in.ref().Ref)
			}
		}
		out[i].Burst = at.Days[i].Burst > 0
	}
	return out
}

func path(points []slo.Point) []PathPoint {
	var out []PathPoint
	for _, p := range points {
		if p.Gap && len(out) > 0 {
			out = append(out, PathPoint{At: p.At})
		}
		out = append(out, PathPoint{At: p.At, Remaining: ptr(p.Remaining)})
	}
	return out
}

// ref is the incident as a row of another report.
func (in *incident) ref() IncidentRef {
	return IncidentRef{
		Ref:      Ref{ID: in.ID, Name: in.Title, URL: in.URL},
		Severity: in.Severity, Started: in.Started, Resolved: in.Resolved,
		Trigger: in.Trigger, RootCauses: in.RootCauses, CausedBy: in.CausedBy,
	}
}

// spendsOfIncidents tells each incident what it took, from the quarters of
// every objective it touched.
func (b *builder) spendsOfIncidents() {
	byURL := make(map[string]*incident, len(b.incidents))
	for _, in := range b.incidents {
		byURL[in.URL] = in
	}
	for id, quarters := range b.whole {
		for _, q := range quarters {
			if q != nil {
				b.spendsIn(id, q, byURL)
			}
		}
	}
	for _, in := range b.incidents {
		slices.SortFunc(in.Spends, func(x, y IncidentSpend) int {
			return cmp.Or(comparePtr(x.Share, y.Share), cmp.Compare(x.SLO.ID, y.SLO.ID), cmp.Compare(x.Quarter.ID, y.Quarter.ID))
		})
	}
}

func (b *builder) spendsIn(id string, q *SLOQuarter, byURL map[string]*incident) {
	for _, p := range q.Spend.Parts {
		if p.Incident == nil || p.Bad == 0 {
			continue
		}
		in := byURL[p.Incident.URL]
		if in == nil || !slices.Contains(in.touches, id) {
			continue
		}
		in.Spends = append(in.Spends, IncidentSpend{
			SLO: q.SLO, Team: q.Team, Counts: q.Counts, Bad: p.Bad, Share: p.Share, Budget: q.Budget.Value,
			Quarter: Ref{ID: q.Quarter, Name: b.label(q.Quarter), URL: quarterURL(q.Quarter)},
		})
	}
}

// worstSpend is the most an incident took from any budget of a quarter or of the
// one before, by a measure of its own.
func (b *builder) worstSpend(id string, quarter Quarter, of func(IncidentSpend) float64) float64 {
	i := b.quarterIndex(quarter.Slug)
	worst := 0.0
	in := b.incidentByID(id)
	if in == nil {
		return 0
	}
	for _, s := range in.Spends {
		if at := b.quarterIndex(s.Quarter.ID); at == i || at == i-1 {
			worst = max(worst, of(s))
		}
	}
	return worst
}

// newPostmortem is the command that begins the postmortem of a burst, with
// stamps that any shell takes as they are.
func newPostmortem(x Burst) string {
	return "quarterdeck new postmortem --slo " + x.SLO.ID + " --start " + x.Start.UTC().Format(time.RFC3339) + " --end " + x.End.UTC().Format(time.RFC3339)
}

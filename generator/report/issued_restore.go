package report

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"quarterdeck/generator/issued"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// honour holds every objective of an issued quarter against what was issued.
func (b *builder) honour(h *issuedQuarter, i int) {
	known := map[string]bool{}
	for k := range h.file.Objectives {
		e := &h.file.Objectives[k]
		if e.Part {
			continue
		}
		known[e.SLO] = true
		q := b.wholeAt(e.SLO, i)
		kept := b.hold(h, e, q, i)
		if b.whole[e.SLO] != nil {
			b.whole[e.SLO][i] = kept
			if q == nil || q.Valid.Value == nil && kept.Valid.Value != nil {
				b.rememberPast(e, kept)
			}
		}
	}
	b.placeOwned(h, i)
	b.addedSince(h, i, known)
}

// hold returns an objective's quarter as the page shows it: as computed where
// its totals are those that were issued, else as issued with the present
// figures beside.
func (b *builder) hold(h *issuedQuarter, e *issued.Objective, q *SLOQuarter, i int) *SLOQuarter {
	c := b.compare(&h.file.Issue, e, q)
	if e.Part || !b.hasParts(h.file, e.SLO) {
		b.note(h, e, c.restatements())
	}
	if q != nil && c.sameTotals() {
		return q
	}
	kept := b.restored(h.file, e, q, i)
	kept.Excluded = b.issuedExcluded(e, kept.Excluded, c.gone)
	if c.gone {
		kept.Restored = true
		kept.Quality.Notes = append(kept.Quality.Notes, "The metrics of this quarter are no longer in the site; the figures are those that were issued on "+b.day(h.file.Date)+".")
		if !e.Part {
			h.restored[""]++
			h.restored[e.Team]++
		}
	} else if q != nil {
		kept.Restated = &FiguresNow{State: q.State, SLI: q.SLI.Value, Spent: q.Spent.Value, Remaining: q.Remaining.Value,
			Budget: q.Budget.Value, Bad: q.Bad.Value, Valid: q.Valid.Value, Coverage: q.Coverage.Value}
	}
	return kept
}

// hasParts tells whether a file holds the parts of an objective that changed
// hands; its pages then speak of these, not of the whole.
func (b *builder) hasParts(f *issued.File, id string) bool {
	return slices.ContainsFunc(f.Objectives, func(o issued.Objective) bool { return o.Part && o.SLO == id })
}

// note remembers restatements and tells check of them.
func (b *builder) note(h *issuedQuarter, e *issued.Objective, found []Restatement) {
	for k := range found {
		found[k].Team = ptr(b.teamByID(e.Team))
		b.tellRestated(h.file, h.file.Line(e.SLO), found[k])
	}
	h.found = append(h.found, found...)
}

// placeOwned gives each team the objectives it was issued with.
func (b *builder) placeOwned(h *issuedQuarter, i int) {
	for _, t := range b.in.Config.Teams {
		now := b.owned[t.ID][i]
		b.owned[t.ID][i] = nil
		for k := range h.file.Objectives {
			e := &h.file.Objectives[k]
			if e.Team != t.ID || !e.Part && b.hasParts(h.file, e.SLO) {
				continue
			}
			b.owned[t.ID][i] = append(b.owned[t.ID][i], b.ownedAsIssued(h, e, now, i))
		}
	}
}

func (b *builder) ownedAsIssued(h *issuedQuarter, e *issued.Objective, now []*SLOQuarter, i int) *SLOQuarter {
	var same *SLOQuarter
	for _, q := range now {
		if q.SLO.ID == e.SLO && q.Start.Equal(e.Start) && q.End.Equal(e.End) {
			same = q
		}
	}
	if e.Part {
		return b.hold(h, e, same, i)
	}
	whole := b.wholeAt(e.SLO, i)
	switch {
	case whole == nil: // no longer configured
		return b.restored(h.file, e, nil, i)
	case whole.Team.ID != e.Team:
		moved := *whole
		moved.Team, moved.MovedFrom, moved.MovedTo = b.teamByID(e.Team), nil, nil
		return &moved
	}
	return whole
}

// addedSince notes objectives that the issued report did not have; they stand
// on their own pages, not in it.
func (b *builder) addedSince(h *issuedQuarter, i int, known map[string]bool) {
	for _, id := range sortedKeys(b.whole) {
		q := b.wholeAt(id, i)
		if q == nil || known[id] || q.Valid.Value == nil {
			continue
		}
		r := Restatement{Kind: RestatedDefinition, SLO: ptr(q.SLO), Team: ptr(q.Team),
			Title:   fmt.Sprintf("%s was not in the issued report", id),
			Body:    "The objective, or its data, was added after the report was issued. It stands on its own page and in no figure here.",
			Changes: []Restated{{Name: "Budget spent", Unit: "ratio", Definition: defSpent, Now: q.Spent.Value}}}
		b.tellRestated(h.file, 0, r)
		h.found = append(h.found, r)
	}
}

// restored makes an objective's quarter from the file, on top of what is
// computed now, if anything.
func (b *builder) restored(f *issued.File, e *issued.Objective, q *SLOQuarter, i int) *SLOQuarter {
	out := &SLOQuarter{}
	if q != nil {
		*out = *q
	} else {
		ref := Ref{ID: e.SLO, Name: e.SLO}
		if _, ok := b.slos[e.SLO]; ok {
			ref = sloRef(e.SLO)
		}
		service := Ref{ID: e.Service, Name: cmp.Or(b.services[e.Service].Name, e.Service)}
		*out = SLOQuarter{SLO: ref, Service: service, Title: e.Title, Description: e.Description, Method: e.Method,
			Counts: e.Counts, Quarter: b.book.Quarters[i].Slug, Start: e.Start, End: e.End}
	}
	out.Team = b.teamByID(e.Team)
	out.Sources = []string{f.Path}
	out.State, out.Reason, out.NoBudget, out.Exhausted = e.State, e.Reason, e.NoBudget, e.Exhausted
	out.Path = nil // by day
	out.Objectives = nil
	for _, t := range e.Targets {
		out.Objectives = append(out.Objectives, Objective{From: t.From, Target: t.Target})
		out.Objective = t.Target
	}
	out.setFigures(resultOf(e))
	out.Days = b.issuedDays(f, e)
	out.Spend = b.issuedSpend(f, e)
	out.Bursts = issuedBursts(out, e)
	out.Quality = issuedQuality(out, e)
	return out
}

// resultOf is the arithmetic behind issued figures, as far as it was issued.
func resultOf(e *issued.Objective) slo.Result {
	g := e.Figures
	r := slo.Result{State: e.State, Measured: g.Valid != nil, NoBudget: e.NoBudget, Valid: value(g.Valid), Bad: value(g.Bad),
		SLI: value(g.SLI), Budget: value(g.Budget), Allowed: value(g.Budget), WholeBudget: value(g.Budget), WholeValid: value(g.Valid),
		Spent: value(g.Spent), Remaining: 1 - value(g.Spent), Coverage: value(g.Coverage)}
	r.Length = e.End.Sub(e.Start).Seconds()
	if len(e.Targets) > 0 && e.Targets[0].From.After(e.Start) {
		r.Length = e.End.Sub(e.Targets[0].From).Seconds()
	}
	if g.Coverage != nil {
		r.Expected, r.Covered = r.Length, *g.Coverage*r.Length
	}
	if e.Exhausted != nil {
		r.Exhausted = e.Exhausted.Unix()
	}
	return r
}

// rememberPast keeps an issued quarter in the history that candidate objectives
// are tried on.
func (b *builder) rememberPast(e *issued.Objective, q *SLOQuarter) {
	p := slo.Past{Label: q.Quarter, Result: resultOf(e)}
	for _, part := range q.Spend.Parts {
		if part.Incident == nil {
			continue
		}
		if in := b.incidentByID(part.Incident.ID); in != nil {
			p.Incidents = append(p.Incidents, slo.Part{ID: in.Slug, Bad: part.Bad, Share: value(part.Share)})
		}
	}
	past := slices.DeleteFunc(slices.Clone(b.results[e.SLO]), func(x slo.Past) bool { return x.Label == p.Label })
	past = append(past, p)
	slices.SortStableFunc(past, func(x, y slo.Past) int { return cmp.Compare(b.quarterIndex(x.Label), b.quarterIndex(y.Label)) })
	b.results[e.SLO] = past
}

func (b *builder) issuedDays(f *issued.File, e *issued.Objective) []Day {
	out := make([]Day, len(e.Days))
	var bad float64
	for k, d := range e.Days {
		at, _ := time.ParseInLocation(time.DateOnly, d.Date, b.loc)
		if at.Before(e.Start) {
			at = e.Start
		}
		bad += value(d.Bad)
		out[k] = Day{Date: d.Date, Start: at.UTC(), Valid: d.Valid, Bad: d.Bad, Coverage: d.Coverage, Burst: d.Burst}
		if budget := value(e.Figures.Budget); budget > 0 {
			out[k].Remaining = ptr(1 - bad/budget)
		}
		for _, id := range d.Incidents {
			out[k].Incidents = append(out[k].Incidents, b.issuedIncident(f, id).Ref)
		}
	}
	return out
}

func (b *builder) issuedSpend(f *issued.File, e *issued.Objective) Spend {
	out := Spend{Parts: []SpendPart{}}
	var at slo.Attribution
	for _, p := range e.Spend {
		part := SpendPart{Kind: p.Kind, Bad: p.Bad}
		if p.Kind == partIncident {
			part.Incident = ptr(b.issuedIncident(f, p.Incident))
		} else if p.Kind != partWithheld {
			at.Unexplained += p.Bad
		}
		out.Parts = append(out.Parts, part)
	}
	out.Bad, at.Total = value(e.Figures.Bad), value(e.Figures.Bad)
	if len(out.Parts) > 0 && !e.NoBudget {
		out.share(resultOf(e), at)
	}
	return out
}

// issuedIncident is an incident by its id: as its postmortem tells it now, or
// where that is gone as it was issued.
func (b *builder) issuedIncident(f *issued.File, id string) IncidentRef {
	if in := b.incidentByID(id); in != nil {
		return in.ref()
	}
	for _, x := range f.Incidents {
		if x.ID == id {
			return IncidentRef{Ref: Ref{ID: id, Name: x.Title}, Severity: Term{ID: x.Severity, Title: x.Severity}, Started: x.Started, Resolved: x.Resolved}
		}
	}
	return IncidentRef{Ref: Ref{ID: id, Name: id}}
}

func issuedBursts(q *SLOQuarter, e *issued.Objective) []Burst {
	out := []Burst{}
	for _, x := range e.Bursts {
		out = append(out, Burst{SLO: q.SLO, Team: q.Team, Start: x.Start, End: x.End, Bad: x.Bad, Share: x.Share, Peak: x.Peak, Counts: q.Counts})
	}
	return out
}

func issuedQuality(q *SLOQuarter, e *issued.Objective) Quality {
	out := Quality{Coverage: e.Figures.Coverage, Gaps: []Gap{}, Notes: []string{}, DaysExpected: len(q.Days)}
	if e.Quality != nil {
		out.Step, out.Assumed, out.Resets, out.AbsentBad, out.TooCoarse = e.Quality.Step, e.Quality.Assumed, e.Quality.Resets, e.Quality.AbsentBad, e.Quality.TooCoarse
	}
	for _, d := range q.Days {
		if d.Valid != nil {
			out.Days++
		}
	}
	return out
}

// day writes a date of a file as pages do.
func (b *builder) day(date string) string {
	t, err := time.ParseInLocation(time.DateOnly, date, b.loc)
	if err != nil {
		return date
	}
	return unit.Date(t)
}

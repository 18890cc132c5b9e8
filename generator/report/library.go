package report

import (
	"cmp"
	"slices"
	"time"

	"quarterdeck/generator/slo"
)

// library makes the list of postmortems, newest first, and the page of each.
func (b *builder) library() *Library {
	l := &Library{Document: document("postmortems", "/postmortems/"), Site: b.book.Site, Incidents: []*Incident{},
		Teams: []Facet{}, Quarters: []Facet{}, Severities: []Facet{}, Causes: []Facet{}, Triggers: []Facet{}}
	for _, in := range slices.Backward(b.incidents) {
		l.Incidents = append(l.Incidents, in.row())
		l.Pages = append(l.Pages, b.page(in))
	}
	l.count(b.incidents)
	for _, fs := range []*[]Facet{&l.Teams, &l.Severities, &l.Causes, &l.Triggers} {
		slices.SortFunc(*fs, func(x, y Facet) int {
			return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Term.Title, y.Term.Title))
		})
	}
	slices.SortFunc(l.Severities, func(x, y Facet) int { return b.rank(x.Term.ID) - b.rank(y.Term.ID) })
	l.Provenance = b.provenance(b.incidentFiles(b.incidents))
	return l
}

// facetCount counts one group's values: places has the index of each.
type facetCount struct {
	list   *[]Facet
	places map[string]int
}

func (c facetCount) add(t Term) {
	if t.ID == "" {
		return
	}
	if i, known := c.places[t.ID]; known {
		(*c.list)[i].Count++
		return
	}
	c.places[t.ID] = len(*c.list)
	*c.list = append(*c.list, Facet{Term: t, Count: 1})
}

func (l *Library) count(all []*incident) {
	group := func(list *[]Facet) facetCount { return facetCount{list, map[string]int{}} }
	teams, quarters, severities, causes, triggers := group(&l.Teams), group(&l.Quarters), group(&l.Severities), group(&l.Causes), group(&l.Triggers)
	for _, in := range slices.Backward(all) {
		for _, t := range in.Teams {
			teams.add(Term{ID: t.ID, Title: t.Name})
		}
		if in.Quarter != nil {
			quarters.add(Term{ID: in.Quarter.ID, Title: in.Quarter.Name})
		}
		severities.add(in.Severity)
		for _, c := range in.RootCauses {
			causes.add(c)
		}
		if in.Trigger != nil {
			triggers.add(*in.Trigger)
		}
	}
}

// page is an incident with its texts, its curve and its likes.
func (b *builder) page(in *incident) *Incident {
	p := in.row()
	for _, s := range in.pm.Sections {
		p.Sections = append(p.Sections, Section{Role: s.Role, ID: s.ID, Title: s.Title, HTML: s.HTML})
	}
	for _, e := range in.pm.Timeline {
		p.Timeline = append(p.Timeline, Event{At: e.At.UTC(), HTML: e.HTML, Text: e.Text, Clock: in.clockAt(e.At)})
	}
	now := time.Unix(b.asOf, 0)
	for i := range in.pm.Actions {
		p.Actions = append(p.Actions, b.action(in, i, now))
	}
	slices.SortStableFunc(p.Actions, compareActions)
	p.Similar = b.index.like.similar(in)
	p.Curve = b.curve(in)
	if len(in.Spends) > 0 {
		if q := b.quarterOf(in.Spends[0].SLO.ID, in.Spends[0].Quarter.ID, 0); q != nil {
			p.Sources = q.Sources
		}
	}
	p.Provenance = ptr(b.provenance([]string{in.File}, p.Sources))
	return p
}

// clockAt names the clock that reads the same minute as an entry.
func (in *incident) clockAt(at time.Time) string {
	for _, c := range []struct {
		name string
		t    *time.Time
	}{{"started", in.Started}, {"detected", in.Detected}, {"acknowledged", in.Acknowledged}, {"mitigated", in.Mitigated}, {"resolved", in.Resolved}} {
		if c.t != nil && c.t.Truncate(time.Minute).Equal(at.UTC().Truncate(time.Minute)) {
			return c.name
		}
	}
	return ""
}

// curve is the share of events that failed around an incident: a quarter of its
// length, at least half an hour, on either side.
func (b *builder) curve(in *incident) *Curve {
	if len(in.Spends) == 0 {
		return nil
	}
	id := in.Spends[0].SLO.ID
	margin := max(1800, (in.window.End-in.window.Start)/4)
	period := slo.Period{Start: in.window.Start - margin, End: in.window.End + margin}
	c := &Curve{SLO: sloRef(id), Points: []CurvePoint{}}
	for _, s := range within(b.tracks[id].Samples, period) {
		pt := CurvePoint{At: unixUTC(s.Start), End: unixUTC(s.End)}
		if s.Total > 0 {
			pt.Bad = ptr(s.Bad / s.Total)
			c.Peak = max(c.Peak, s.Bad/s.Total)
		}
		c.Points = append(c.Points, pt)
	}
	if len(c.Points) < 4 || len(c.Points) > 2000 {
		return nil
	}
	return c
}

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
		l.count(in)
	}
	for _, fs := range []*[]Facet{&l.Teams, &l.Severities, &l.Causes, &l.Triggers} {
		slices.SortFunc(*fs, func(x, y Facet) int {
			return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Term.Title, y.Term.Title))
		})
	}
	slices.SortFunc(l.Severities, func(x, y Facet) int { return b.rank(x.Term.ID) - b.rank(y.Term.ID) })
	l.Provenance = b.provenance(b.incidentFiles(b.incidents))
	return l
}

func (l *Library) count(in *incident) {
	add := func(fs *[]Facet, t Term) {
		if t.ID == "" {
			return
		}
		for i := range *fs {
			if (*fs)[i].Term.ID == t.ID {
				(*fs)[i].Count++
				return
			}
		}
		*fs = append(*fs, Facet{Term: t, Count: 1})
	}
	for _, t := range in.Teams {
		add(&l.Teams, Term{ID: t.ID, Title: t.Name})
	}
	if in.Quarter != nil {
		add(&l.Quarters, Term{ID: in.Quarter.ID, Title: in.Quarter.Name})
	}
	add(&l.Severities, in.Severity)
	for _, c := range in.RootCauses {
		add(&l.Causes, c)
	}
	if in.Trigger != nil {
		add(&l.Triggers, *in.Trigger)
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
	p.Similar = b.similar(in)
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

// similar lists up to five incidents alike: a shared root cause counts three, a
// trigger two, a service one; at least three are needed. The nearest in time of
// equals come first.
func (b *builder) similar(in *incident) []Ref {
	type like struct {
		*incident
		score int
		apart time.Duration
	}
	var likes []like
	for _, o := range b.incidents {
		if o == in || in.Started == nil || o.Started == nil {
			continue
		}
		if s := alike(in, o); s >= 3 {
			likes = append(likes, like{o, s, in.Started.Sub(*o.Started).Abs()})
		}
	}
	slices.SortStableFunc(likes, func(x, y like) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.apart, y.apart), cmp.Compare(x.ID, y.ID))
	})
	var out []Ref
	for _, l := range likes[:min(5, len(likes))] {
		out = append(out, l.ref().Ref)
	}
	return out
}

func alike(a, b *incident) int {
	score := 0
	for _, c := range a.RootCauses {
		if hasCause(b.RootCauses, c.ID) {
			score += 3
		}
	}
	if a.Trigger != nil && b.Trigger != nil && a.Trigger.ID == b.Trigger.ID {
		score += 2
	}
	for _, s := range a.Services {
		if slices.ContainsFunc(b.Services, func(o Ref) bool { return o.ID == s.ID }) {
			score++
		}
	}
	return score
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

package report

import (
	"cmp"
	"slices"
	"time"

	"quarterdeck/generator/business"
	"quarterdeck/generator/config"
	"quarterdeck/generator/records"
	"quarterdeck/generator/stats"
	"quarterdeck/generator/unit"
)

const defLaunch = "launch"

// launches of a team that began in the i-th quarter, and its dated events.
func (b *builder) launches(t config.Team, i int) []Launch {
	out := []Launch{}
	q := b.book.Quarters[i]
	for _, r := range b.in.Records.Launches {
		if r.Team == t.ID && !r.Start.Before(q.Start) && r.Start.Before(q.End) {
			out = append(out, b.launch(r, t))
		}
	}
	return out
}

// windowsOf are the stretches a launch is compared in; false while it is too
// early to tell.
func (b *builder) windowsOf(r records.Launch) (business.Windows, bool) {
	days := int(r.Window / (24 * time.Hour))
	if r.Kind == records.KindEvent {
		return business.EventWindows(r.Start, r.End, days, b.asOf, b.loc)
	}
	return business.LaunchWindows(r.Start, r.End, days, b.asOf, b.loc)
}

func (b *builder) launch(r records.Launch, t config.Team) Launch {
	l := Launch{ID: r.ID, Title: r.Title, Kind: string(r.Kind), Team: teamRef(t), Services: []Ref{}, At: r.Start.UTC(), End: utc(r.End), Expected: r.Expected,
		Business: []LaunchSide{}, Quality: []LaunchSide{}, Incidents: []IncidentRef{}, Doubts: []string{}, URL: r.Link, Sources: []string{r.Pos.File}}
	if r.Currency != "" {
		l.Own = &Money{r.Currency, r.Cost}
	}
	for _, id := range r.Services {
		l.Services = append(l.Services, b.serviceRef(id))
	}
	w, ok := b.windowsOf(r)
	if !ok {
		l.Reading, l.Conclude = TooEarly, "No whole day has passed since; it is compared once one has."
		if r.Start.Unix() > b.asOf {
			l.Conclude = "Planned; it is compared once it has happened."
		}
		return l
	}
	l.Before, l.After = spanOf(w.Before), spanOf(w.After)
	growth := b.launchBusiness(&l, r, w)
	quality := b.launchQuality(&l, r, w)
	b.launchCompany(&l, r, t, w)
	l.Reading = readingOf(growth, quality, w)
	if len(r.Services) > 0 && len(b.launchSLOs(r)) == 0 {
		l.Reading = Unmeasured
	}
	l.Conclude = concludes(l)
	b.doubts(&l, r, w)
	l.Sources = sortedSet(l.Sources)
	return l
}

// fewestDays is how much of the time after must be over before anything is read
// from it: days of one week are not alike.
const fewestDays = 7

// readingOf is the reading, as far as the time after allows one.
func readingOf(growth, quality []business.Verdict, w business.Windows) string {
	reading := string(business.Read(growth, quality))
	if reading != Unmeasured && !w.Whole && (w.Days < fewestDays || reading == NotJudged) {
		return TooEarly
	}
	return reading
}

func spanOf(x stats.Interval) *Span { return &Span{Start: unixUTC(x.Start), End: unixUTC(x.End)} }

// launchBusiness compares the KPIs that it was meant to move.
func (b *builder) launchBusiness(l *Launch, r records.Launch, w business.Windows) []business.Verdict {
	var out []business.Verdict
	for _, id := range r.KPIs {
		k, _, ok := b.in.Config.KPI(id)
		if !ok {
			continue
		}
		own := b.valuesOf(id)
		c := business.CompareKPI(own.points, w, k.Direction == config.Up, k.Direction == config.Down)
		l.Business = append(l.Business, launchSide(id, k.Title, k.Unit, c))
		l.Sources = append(l.Sources, own.files...)
		out = append(out, c.Verdict)
	}
	return out
}

// launchQuality compares the share of failed events on each objective it
// touches: those it names, else those of its services, else the team's.
func (b *builder) launchQuality(l *Launch, r records.Launch, w business.Windows) []business.Verdict {
	var out []business.Verdict
	for _, id := range b.launchSLOs(r) {
		tr := b.tracks[id]
		if tr == nil {
			continue
		}
		c := business.CompareRatio(b.countedSamples(id), w, b.targetAt(id, w.After.Start))
		l.Quality = append(l.Quality, launchSide(id, b.slos[id].Title, "ratio", c))
		l.Sources = append(l.Sources, tr.Sources...)
		out = append(out, c.Verdict)
	}
	return out
}

func (b *builder) launchSLOs(r records.Launch) []string {
	if len(r.SLOs) > 0 {
		return r.SLOs
	}
	var ids []string
	for _, s := range r.Services {
		ids = append(ids, b.slosOf[s]...)
	}
	if len(r.Services) > 0 {
		return sortedSet(ids)
	}
	for service, slos := range b.slosOf {
		if owner, ok := b.ownerAt(service, r.Start); ok && owner.ID == r.Team {
			ids = append(ids, slos...)
		}
	}
	return sortedSet(ids)
}

// targetAt is an objective's target in force at an instant.
func (b *builder) targetAt(id string, t int64) float64 {
	target := 1.0
	for n, o := range b.tracks[id].objectives {
		if n == 0 || o.From <= t {
			target = o.Target
		}
	}
	return target
}

func launchSide(id, title, unitName string, c business.Comparison) LaunchSide {
	s := LaunchSide{ID: id, Title: title, Unit: unitName, Verdict: string(c.Verdict)}
	if c.HasBefore {
		s.Before = ptr(c.Before)
	}
	if c.HasAfter {
		s.After = ptr(c.After)
	}
	switch {
	case !c.HasBefore || !c.HasAfter:
	case unitName == "ratio":
		s.Change = ptr(c.After - c.Before)
	case c.Before > 0:
		s.Change = ptr(c.After/c.Before - 1)
	}
	if c.N > 0 && c.M > 0 && !c.Change.TooFew {
		s.Test = unit.Plural(c.N, "week", "weeks") + " against " + unit.Plural(c.M, "week", "weeks") + ", p = " + unit.Number(c.Change.P, 3)
	}
	return s
}

// launchCompany is what came with it: incidents of what it touched and what they
// took, and the team's pages and cost.
func (b *builder) launchCompany(l *Launch, r records.Launch, t config.Team, w business.Windows) {
	slos := b.launchSLOs(r)
	took := map[string]float64{}
	for _, in := range b.incidents {
		if !b.comesWith(in, r, slos) || in.Started.Unix() < r.Start.Unix() || in.Started.Unix() >= w.After.End {
			continue
		}
		l.Incidents = append(l.Incidents, in.ref())
		for _, s := range in.Spends {
			if slices.Contains(slos, s.SLO.ID) && s.Share != nil {
				took[s.SLO.ID] += *s.Share
			}
		}
	}
	for _, share := range took {
		l.Spent = ptr(max(value(l.Spent), share))
	}
	if t.ID == "" {
		return
	}
	if own := b.calls(t); own.from < w.After.End {
		l.Pages = &LaunchSide{ID: "pages", Title: "Pages of the team", Unit: "pages", Verdict: string(business.NoVerdict),
			Before: pagesIn(own, w.Before, w.Before.Start), After: pagesIn(own, w.After, w.After.End-1)}
		l.Sources = append(l.Sources, own.pageFiles...)
	}
	b.launchCost(l, t, w)
}

// launchCost is the team's operational cost on both sides, where charges cover
// both.
func (b *builder) launchCost(l *Launch, t config.Team, w business.Windows) {
	own := b.charges(t.ID)
	target, ok := t.Cost.Target(l.At)
	var stated *Money
	if ok {
		stated = &Money{target.Currency, target.Amount}
	}
	currency, least := b.mainCurrency(own.list, stated), b.in.Config.Budget.MinCoverage
	before, after := b.spendIn(own.list, currency, w.Before), b.spendIn(own.list, currency, w.After)
	if before == nil || after == nil || before.Covered < least || after.Covered < least {
		return
	}
	l.Cost = &LaunchSide{ID: "cost", Title: "Operational cost of the team", Unit: currency, Before: ptr(before.Effective), After: ptr(after.Effective), Verdict: string(business.NoVerdict)}
	if before.Effective > 0 {
		l.Cost.Change = ptr(after.Effective/before.Effective - 1)
	}
	l.Sources = append(l.Sources, own.files...)
}

// comesWith tells whether an incident is of what a launch touched: its
// objectives or services, or where it names neither, its team.
func (b *builder) comesWith(in *incident, r records.Launch, slos []string) bool {
	switch {
	case !in.counts:
		return false
	case slices.ContainsFunc(in.touches, func(id string) bool { return slices.Contains(slos, id) }):
		return true
	case len(r.Services)+len(r.SLOs) == 0:
		return in.hit(r.Team)
	}
	return slices.ContainsFunc(in.Services, func(s Ref) bool { return slices.Contains(r.Services, s.ID) })
}

// pagesIn counts pages; nil where the first on record came after known.
func pagesIn(own *calls, in stats.Interval, known int64) *float64 {
	if own.from > known {
		return nil
	}
	n := 0.0
	for _, p := range own.pages {
		if !p.Quiet && p.At >= in.Start && p.At < in.End {
			n++
		}
	}
	return ptr(n)
}

// allLaunches are those of every team in the quarter, and dated events that are
// nobody's, by date.
func (b *builder) allLaunches(o *Organisation) []Launch {
	out := []Launch{}
	for _, tq := range b.book.TeamQuarters {
		if tq.Quarter.Slug == o.Quarter.Slug {
			out = append(out, tq.Launches...)
		}
	}
	for _, r := range b.in.Records.Launches {
		if r.Team == "" && !r.Start.Before(o.Quarter.Start) && r.Start.Before(o.Quarter.End) {
			l := b.launch(r, config.Team{})
			l.Team = Ref{}
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(x, y Launch) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.ID, y.ID)) })
	return out
}

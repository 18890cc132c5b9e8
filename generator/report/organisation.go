package report

import (
	"cmp"
	"slices"

	"quarterdeck/generator/slo"
	"quarterdeck/generator/stats"
)

// organisations makes the report of all teams for every quarter.
func (b *builder) organisations() {
	for i := range b.quarters {
		b.book.Organisations = append(b.book.Organisations, b.organisation(i))
	}
}

func (b *builder) organisation(i int) *Organisation {
	q := b.book.Quarters[i]
	o := &Organisation{
		Document: document("organisation", quarterURL(q.Slug)), Site: b.book.Site, Quarter: q,
		Teams: []TeamRow{}, Incidents: []*Incident{}, Bursts: []Burst{}, Decisions: []Decision{}, Signoffs: []Signoff{}, Findings: []Finding{}, Journeys: []*JourneyQuarter{},
	}
	var files [][]string
	o.Summary = b.summary(i, "")
	reports := b.reportsIn(q.Slug)
	controlDiscovery(b.testsOf(o, reports, i))
	for _, tq := range reports {
		tq.Findings = append(tq.Findings, b.shippedMore(tq, i)...)
		sortFindings(tq.Findings)
		o.Teams = append(o.Teams, teamRow(tq))
		o.Findings = append(o.Findings, withoutOverdue(tq.Findings)...)
		o.Bursts = append(o.Bursts, tq.Bursts...)
		o.Decisions = append(o.Decisions, tq.Decisions...)
		files = append(files, sources(tq.SLOs), b.agreementFiles(tq), b.besideFiles(tq))
	}
	slices.SortStableFunc(o.Teams, compareRows)
	slices.SortStableFunc(o.Bursts, func(x, y Burst) int { return comparePtr(x.Share, y.Share) })
	for _, in := range b.started(i, "") {
		o.Incidents = append(o.Incidents, in.row())
	}
	o.Tally = tally(o.Teams)
	for _, c := range b.in.Config.Teams {
		o.History = append(o.History, TeamHistory{Team: teamRef(c), States: b.history(c.ID)})
	}
	o.Figures = b.headlineFigures(i)
	plainWithoutChange(o.Figures, o.Summary.Clocks)
	o.Attribution = b.organisationAttribution(q.Slug)
	o.Contracts, o.Exclusions = summarise(b.book.TeamQuarters, q.Slug), b.exclusionsIn(i)
	b.besideOrganisation(o, i)
	b.organisationFindings(o, i)
	b.organisationWords(o, i)
	files = append(files, b.incidentFiles(b.started(i, "")))
	for _, t := range b.in.Config.Teams {
		files = append(files, b.teamFile(t.ID))
	}
	o.Issue = b.issue(i, "")
	files = append(files, b.journeyFiles(), b.issuedFile(i), launchFiles(o.Launches))
	o.Provenance = b.provenance(files...)
	return o
}

func (b *builder) reportsIn(slug string) []*TeamQuarter {
	var out []*TeamQuarter
	for _, tq := range b.book.TeamQuarters {
		if tq.Quarter.Slug == slug {
			out = append(out, tq)
		}
	}
	return out
}

// testsOf are all tests of change that a quarter's reports print, of teams and
// of the organisation.
func (b *builder) testsOf(o *Organisation, reports []*TeamQuarter, i int) []*Change {
	var out []*Change
	summary := func(s *IncidentSummary) {
		for _, d := range slices.Concat(s.Clocks, s.Between) {
			out = append(out, d.Change)
		}
	}
	summary(&o.Summary)
	for _, tq := range reports {
		summary(&tq.Summary)
		if d := tq.Delivery; d != nil {
			out = append(out, b.ship(tq.Team.ID, i))
			out = append(out, changesOf(d.Metrics)...)
			for _, s := range d.Services {
				out = append(out, changesOf(s.Metrics)...)
			}
		}
		if tq.OnCall != nil && tq.OnCall.Acknowledge != nil {
			out = append(out, tq.OnCall.Acknowledge.Change)
		}
	}
	return out
}

func changesOf(metrics []DeliveryMetric) []*Change {
	var out []*Change
	for _, m := range metrics {
		out = append(out, m.Change)
	}
	return out
}

// withoutOverdue drops teams' findings on overdue actions: the organisation has
// one over all teams.
func withoutOverdue(fs []Finding) []Finding {
	return slices.DeleteFunc(slices.Clone(fs), func(f Finding) bool { return f.Kind == findOverdue })
}

func (b *builder) organisationFindings(o *Organisation, i int) {
	q := b.book.Quarters[i]
	o.Actions = unfinished(b.actionsAt(b.incidents, q.Seen.Unix()), q.Start, q.End)
	o.Findings = append(o.Findings, b.overdueFinding(o.Actions, nil, q)...)
	o.Findings = append(o.Findings, b.spread(o)...)
	if f := b.changeFinding(o, i); f != nil {
		o.Findings = append(o.Findings, *f)
	}
	o.Findings = b.publishedFindings(o.Findings)
	sortFindings(o.Findings)
}

// spread: an incident that hit three teams or more.
func (b *builder) spread(o *Organisation) []Finding {
	var out []Finding
	for _, in := range o.Incidents {
		if len(in.Teams) >= 3 {
			out = append(out, b.spreadFinding(in))
		}
	}
	return out
}

func (b *builder) organisationWords(o *Organisation, i int) {
	o.Headline = Text{Text: organisationHeadline(o)}
	o.Standfirst = Text{Text: b.organisationStandfirst(o)}
	o.Decisions = append(b.decisionsAt(i, "", nil), o.Decisions...)
	o.Policy = b.policyCalls(o.Quarter.Slug)
	c, ok := b.in.Content.Commentary(b.quarters[i], "")
	if !ok {
		return
	}
	override(&o.Headline, c.Headline)
	override(&o.Standfirst, c.Standfirst)
	o.Commentary = c.HTML
	o.Signoffs = b.signoffs(c, nil)
}

func teamRow(tq *TeamQuarter) TeamRow {
	r := TeamRow{Team: tq.Team.Ref, State: tq.State, SLOs: len(tq.SLOs), NoData: tq.NoData, Incidents: tq.Incidents,
		Count: len(tq.Incidents), URL: tq.URL,
		Open: countActions(tq.Actions, actionOpen, actionOverdue, actionUndated), Overdue: countActions(tq.Actions, actionOverdue)}
	if len(tq.SLOs) > 0 {
		r.Worst, r.WorstSLO, r.Remaining = tq.SLOs[0], ptr(tq.SLOs[0].SLO), tq.SLOs[0].Remaining.Value
	}
	for _, c := range tq.Summary.Clocks {
		if c.Clock == clockRestore {
			r.Restore = c.Median
		}
	}
	return r
}

// compareRows puts the worst team first and those without data last, whose
// place says nothing.
func compareRows(a, b TeamRow) int {
	if a.Worst != nil && b.Worst != nil {
		return cmp.Or(compareSLOs(a.Worst, b.Worst), cmp.Compare(a.Team.Name, b.Team.Name))
	}
	return cmp.Or(cmp.Compare(map[bool]int{true: 1}[a.Worst == nil], map[bool]int{true: 1}[b.Worst == nil]), cmp.Compare(a.Team.Name, b.Team.Name))
}

// tally counts teams by state, gravest first; states nobody is in are left out.
func tally(rows []TeamRow) []StateCount {
	out := []StateCount{}
	for _, s := range []slo.State{slo.Overspent, slo.AtRisk, slo.Incomplete, slo.Within, slo.NoData} {
		c := StateCount{State: s, Teams: []Ref{}}
		for _, r := range rows {
			if r.State == s {
				c.Count++
				c.Teams = append(c.Teams, Ref{ID: r.Team.ID, Name: r.Team.Name, URL: r.URL})
			}
		}
		if c.Count > 0 {
			out = append(out, c)
		}
	}
	return out
}

// headlineFigures are the quarter in figures, each beside the quarter before
// and the same quarter a year ago.
func (b *builder) headlineFigures(i int) []NamedFigure {
	return b.publishedFigures([]NamedFigure{
		b.shareFigure(i, "teams-kept", "Teams that kept their promise", defTeamsKept, "teams", b.teamsKept,
			"No objective overspent; teams without a verdict are not counted."),
		b.shareFigure(i, "objectives-met", "Objectives met", defSLOsKept, "objectives", b.objectivesMet,
			"Of those with a verdict, over all teams."),
		b.numberFigure(i, "incidents", "Incidents", defIncidents, "incidents", "", func(q int) *float64 { return ptr(float64(len(b.started(q, "")))) },
			"Declared, by the day they started."),
		b.numberFigure(i, "impact", "Hours of impact", defImpact, "hours", "less", func(q int) *float64 { return ptr(b.impactHours(q, "")) },
			"Time in which at least one incident affected customers."),
		b.numberFigure(i, "detect", "Time to detect", defDetect, "seconds", "less", func(q int) *float64 { return b.median(clockDetect, q) },
			"Median over incidents, from the start of impact."),
		b.numberFigure(i, "restore", "Time to restore", defRestore, "seconds", "less", func(q int) *float64 { return b.median(clockRestore, q) },
			"Median over incidents, from the start of impact."),
		b.numberFigure(i, "bursts", "Undocumented burn", defBurst, "stretches", "less", b.burstCount,
			"Stretches that burnt fast and that no postmortem covers."),
		b.numberFigure(i, "overdue", "Promises overdue", defOverdue, "actions", "less", b.overdueCount,
			"Action items past their due date at the end of the quarter."),
	})
}

func (b *builder) shareFigure(i int, id, title, def, unitName string, of func(int) (float64, float64), note string) NamedFigure {
	f := b.numberFigure(i, id, title, def, unitName, "more", func(q int) *float64 {
		n, all := of(q)
		if all == 0 {
			return nil
		}
		return &n
	}, note)
	_, all := of(i)
	f.Of = &all
	for j, q := range b.compared(i) {
		_, all := of(q)
		f.Before[j].Of = &all
	}
	// Four of five after five of six is worse by its share, not by its number.
	if last := len(f.Before) - 1; last > 0 && !b.book.Quarters[i].Running {
		f.Before[last].Tone = betterOrWorse(ratioOf(f.Before[last]), ratioOf(f.Before[last-1]), "more")
	}
	return f
}

func ratioOf(e EvidenceItem) *float64 {
	if e.Value == nil || e.Of == nil || *e.Of == 0 {
		return nil
	}
	return ptr(*e.Value / *e.Of)
}

// compared are the quarters a figure stands beside: a year ago, the one before
// and itself, as far as they exist.
func (b *builder) compared(i int) []int {
	var out []int
	for _, q := range []int{i - 4, i - 1, i} {
		if q >= 0 {
			out = append(out, q)
		}
	}
	return out
}

func (b *builder) numberFigure(i int, id, title, def, unitName, good string, of func(int) *float64, note string) NamedFigure {
	f := NamedFigure{ID: id, Title: title, Good: good, Note: note,
		Figure: Figure{Value: of(i), Unit: unitName, Definition: def, Sources: b.sourcesOf(def, i)}}
	for _, q := range b.compared(i) {
		item := EvidenceItem{Label: b.book.Quarters[q].Label, Value: of(q), Strong: q == i, URL: quarterURL(b.book.Quarters[q].Slug)}
		// What adds up as a quarter runs is neither better nor worse than a
		// whole one.
		if q == i && i > 0 && good != "" && (!b.book.Quarters[i].Running || unitName == "seconds") {
			item.Tone = betterOrWorse(of(i), of(i-1), good)
		}
		f.Before = append(f.Before, item)
	}
	if i >= 1 {
		f.Figure.Previous = of(i - 1)
	}
	if i >= 4 {
		f.Figure.YearAgo = of(i - 4)
	}
	return f
}

// plainWithoutChange takes the colour from times whose change no test confirms.
func plainWithoutChange(figures []NamedFigure, clocks []Durations) {
	for _, d := range clocks {
		if d.Change != nil && (d.Change.Verdict == verdictLonger || d.Change.Verdict == verdictShort) {
			continue
		}
		for i := range figures {
			if figures[i].Figure.Definition == definitionOfClock(d.Clock) && len(figures[i].Before) > 0 {
				figures[i].Before[len(figures[i].Before)-1].Tone = ""
			}
		}
	}
}

func betterOrWorse(now, before *float64, good string) string {
	if now == nil || before == nil || *now == *before {
		return ""
	}
	if (*now > *before) == (good == "more") {
		return toneOK
	}
	return toneOver
}

// sourcesOf are the files behind a headline figure.
func (b *builder) sourcesOf(def string, i int) []string {
	if def == defTeamsKept || def == defSLOsKept || def == defBurst {
		var out []string
		for _, parts := range b.owned {
			out = append(out, sources(parts[i])...)
		}
		return sortedSet(out)
	}
	q := b.book.Quarters[i]
	counted := b.started(i, "")
	switch def {
	case defOverdue:
		return b.overdueFiles(q.Seen.Unix())
	case defImpact: // also incidents that began before and went on
		counted = nil
		for _, in := range b.incidents {
			if in.counts && in.window.Start < q.Seen.Unix() && in.window.End > q.Start.Unix() {
				counted = append(counted, in)
			}
		}
	}
	return sortedSet(b.incidentFiles(counted))
}

func (b *builder) overdueFiles(at int64) []string {
	var out []string
	for _, a := range b.actionsAt(b.incidents, at) {
		if a.State == actionOverdue {
			out = append(out, a.File)
		}
	}
	return sortedSet(out)
}

func (b *builder) teamsKept(i int) (kept, judged float64) {
	slug := b.book.Quarters[i].Slug
	for _, tq := range b.book.TeamQuarters {
		if tq.Quarter.Slug == slug && judgedState(tq.State) {
			judged++
			if tq.State != slo.Overspent {
				kept++
			}
		}
	}
	return kept, judged
}

func (b *builder) objectivesMet(i int) (met, judged float64) {
	for _, parts := range b.owned {
		for _, s := range parts[i] {
			if judgedState(s.State) {
				judged++
				if s.State != slo.Overspent {
					met++
				}
			}
		}
	}
	return met, judged
}

func (b *builder) median(clock string, i int) *float64 {
	if m, ok := stats.Median(b.values(clock, i, "")); ok {
		return ptr(m)
	}
	return nil
}

func (b *builder) burstCount(i int) *float64 {
	n, fine := 0.0, false
	for _, parts := range b.owned {
		for _, s := range parts[i] {
			n += float64(len(s.Bursts))
			fine = fine || s.Valid.Value != nil && !s.Quality.TooCoarse
		}
	}
	if !fine {
		return nil
	}
	return &n
}

func (b *builder) overdueCount(i int) *float64 {
	at := b.book.Quarters[i].Seen.Unix()
	return ptr(float64(countActions(b.actionsAt(b.incidents, at), actionOverdue)))
}

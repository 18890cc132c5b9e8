package report

import (
	"cmp"
	"slices"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/content"
	"quarterdeck/generator/slo"
)

// teamQuarters makes every team's report for every quarter it has a service or
// a figure in.
func (b *builder) teamQuarters() {
	for i := range b.quarters {
		for _, t := range b.in.Config.Teams {
			if b.exists(t, i) {
				b.book.TeamQuarters = append(b.book.TeamQuarters, b.teamQuarter(t, i))
			}
		}
	}
	b.addHistories()
}

// exists tells whether a team has a report: it owned a service or spent a
// budget in the quarter, or an incident hit it, or it shipped or was paged.
func (b *builder) exists(t config.Team, i int) bool {
	q := b.book.Quarters[i]
	if len(b.owned[t.ID][i]) > 0 || len(b.started(i, t.ID)) > 0 || b.workedIn(t, i) {
		return true
	}
	return slices.ContainsFunc(t.Services, func(s config.Service) bool {
		return (s.From.IsZero() || s.From.Before(q.End)) && (s.To.IsZero() || s.To.After(q.Start)) && len(b.slosOf[s.ID]) == 0
	})
}

func (b *builder) teamQuarter(t config.Team, i int) *TeamQuarter {
	q := b.book.Quarters[i]
	tq := &TeamQuarter{
		Document: document("team-quarter", teamQuarterURL(q.Slug, t.ID)),
		Site:     b.book.Site, Quarter: q, Team: teamInfo(t), SLOs: append([]*SLOQuarter{}, b.owned[t.ID][i]...), Bursts: []Burst{},
		Incidents: []*Incident{}, Decisions: []Decision{}, Signoffs: []Signoff{}, Causes: []CauseSpend{}, Journeys: []JourneyPlace{},
	}
	slices.SortStableFunc(tq.SLOs, compareSLOs)
	var states []slo.State
	for _, s := range tq.SLOs {
		states = append(states, s.State)
		if s.State == slo.NoData {
			tq.NoData++
		}
		for j := range s.Bursts {
			s.Bursts[j].Team = tq.Team.Ref
		}
		tq.Bursts = append(tq.Bursts, s.Bursts...)
		tq.Causes = append(tq.Causes, b.causeSpend(s))
	}
	tq.State = slo.TeamState(states...)
	tq.RollUp, tq.Together = rollUp(tq.SLOs), rollUpOf(tq.SLOs)
	tq.Contracts = b.honourContracts(t.ID, i, b.contracts(t.ID, i))
	tq.Attribution = b.teamAttribution(tq.Team.Ref, tq.SLOs)
	for _, in := range b.started(i, t.ID) {
		tq.Incidents = append(tq.Incidents, in.row())
	}
	tq.Summary = b.summary(i, t.ID)
	tq.Actions = unfinished(b.actionsAt(b.hitting(t.ID), q.Seen.Unix()), q.Start, q.End)
	tq.Services = b.servicesIn(t, q)
	tq.Policy = b.policy(tq)
	b.beside(t, tq, i)
	tq.Findings = b.findings(tq)
	b.commentary(tq, t.ID, i)
	tq.Issue = b.issue(i, t.ID)
	tq.Provenance = b.provenance(b.teamFile(t.ID), b.issuedFile(i), sources(tq.SLOs), b.agreementFiles(tq), b.incidentFiles(b.started(i, t.ID)), b.besideFiles(tq))
	return tq
}

func teamInfo(t config.Team) TeamInfo {
	info := TeamInfo{Ref: teamRef(t), Mission: t.Mission, Leads: []Lead{}}
	for _, l := range t.Leads {
		info.Leads = append(info.Leads, Lead{Role: l.Role, Name: l.Name})
	}
	return info
}

// row is an incident without its texts, for lists.
func (in *incident) row() *Incident {
	r := *in.Incident
	r.Sections, r.Timeline, r.Actions, r.Curve, r.Similar, r.Provenance = nil, nil, nil, nil, nil, nil
	return &r
}

func sources(slos []*SLOQuarter) []string {
	var out []string
	for _, s := range slos {
		out = append(out, s.Sources...)
	}
	return out
}

// causeSpend shares an objective's spend among causes: an incident's equally
// among its root causes.
func (b *builder) causeSpend(s *SLOQuarter) CauseSpend {
	c := CauseSpend{SLO: s.SLO, Quarter: Ref{ID: s.Quarter, Name: b.label(s.Quarter), URL: teamQuarterURL(s.Quarter, s.Team.ID)},
		State: s.State, Parts: []CausePart{}, Share: s.Spend.Share}
	add := func(t Term, share float64) {
		for i := range c.Parts {
			if c.Parts[i].Cause.ID == t.ID {
				c.Parts[i].Share = ptr(value(c.Parts[i].Share) + share)
				return
			}
		}
		c.Parts = append(c.Parts, CausePart{Cause: t, Share: ptr(share)})
	}
	for _, p := range s.Spend.Parts {
		if p.Share == nil || *p.Share == 0 {
			continue
		}
		switch {
		case p.Incident == nil:
			add(Term{ID: p.Kind, Title: partTitle(p.Kind)}, *p.Share)
		case len(p.Incident.RootCauses) == 0:
			add(Term{ID: "", Title: "Cause not stated"}, *p.Share)
		default:
			for _, t := range p.Incident.RootCauses {
				add(t, *p.Share/float64(len(p.Incident.RootCauses)))
			}
		}
	}
	return c
}

func partTitle(kind string) string {
	switch kind {
	case partBursts:
		return "Bursts without a postmortem"
	case partBackground:
		return "Background"
	case partWithheld:
		return "Incidents that are not published"
	default:
		return "Scattered"
	}
}

// servicesIn lists a team's services of a quarter and what happened to them.
func (b *builder) servicesIn(t config.Team, q Quarter) []ServiceInfo {
	out := []ServiceInfo{}
	for _, s := range t.Services {
		if !s.From.IsZero() && !s.From.Before(q.End) || !s.To.IsZero() && !s.To.After(q.Start) {
			continue
		}
		info := ServiceInfo{Ref: Ref{ID: s.ID, Name: s.Name}, Description: s.Description, SLOs: []Ref{}}
		for _, id := range b.slosOf[s.ID] {
			info.SLOs = append(info.SLOs, sloRef(id))
		}
		b.describeMove(&info, t, s, q)
		out = append(out, info)
	}
	return out
}

func (b *builder) describeMove(info *ServiceInfo, t config.Team, s config.Service, q Quarter) {
	inside := func(at time.Time) bool { return !at.IsZero() && !at.Before(q.Start) && !at.After(q.End) }
	if inside(s.From) && s.From.Before(q.End) {
		if from, ok := b.ownerAt(s.ID, s.From.Add(-time.Second)); ok && from.ID != t.ID {
			info.Moved = "came from " + from.Name
		} else {
			info.New = true
		}
	}
	if inside(s.To) {
		if to, ok := b.ownerAt(s.ID, s.To); ok && to.ID != t.ID {
			info.Moved = "went to " + to.Name
		}
	}
}

// commentary adds what people wrote; their headline replaces the generated one.
func (b *builder) commentary(tq *TeamQuarter, team string, i int) {
	tq.Headline = Text{Text: b.teamHeadline(tq)}
	tq.Standfirst = Text{Text: b.teamStandfirst(tq)}
	tq.Decisions = b.decisionsAt(i, team, &tq.Team.Ref)
	tq.Decisions = append(tq.Decisions, b.asks(tq, i)...)
	c, ok := b.in.Content.Commentary(b.quarters[i], team)
	if !ok {
		return
	}
	override(&tq.Headline, c.Headline)
	override(&tq.Standfirst, c.Standfirst)
	tq.Commentary = c.HTML
	tq.Signoffs = b.signoffs(c, tq.Team.Leads)
}

func override(t *Text, written string) {
	if written != "" {
		*t = Text{Text: written, Written: true}
	}
}

func (b *builder) signoffs(c content.Commentary, leads []Lead) []Signoff {
	out := []Signoff{}
	for _, s := range c.Signoffs {
		x := Signoff{Role: s.Role, Date: utc(s.Date), Note: s.Note}
		for _, l := range leads {
			if l.Role == s.Role {
				x.Name = l.Name
			}
		}
		out = append(out, x)
	}
	return out
}

// addHistories gives every team report the states of all quarters.
func (b *builder) addHistories() {
	histories := map[string][]QuarterState{}
	for _, t := range b.in.Config.Teams {
		histories[t.ID] = b.history(t.ID)
	}
	for _, tq := range b.book.TeamQuarters {
		tq.History = histories[tq.Team.ID]
	}
}

func (b *builder) history(team string) []QuarterState {
	out := make([]QuarterState, len(b.book.Quarters))
	for i, q := range b.book.Quarters {
		out[i] = QuarterState{Quarter: q}
		if tq := b.teamReport(team, q.Slug); tq != nil {
			out[i].State, out[i].URL = tq.State, tq.URL
			if len(tq.SLOs) > 0 {
				out[i].Spent, out[i].Coverage = tq.SLOs[0].Spent.Value, tq.SLOs[0].Coverage.Value
			}
		}
	}
	return out
}

func (b *builder) teamReport(team, slug string) *TeamQuarter {
	for _, tq := range b.book.TeamQuarters {
		if tq.Team.ID == team && tq.Quarter.Slug == slug {
			return tq
		}
	}
	return nil
}

// teamsOverTime makes each team's page across quarters.
func (b *builder) teamsOverTime() {
	for _, c := range b.in.Config.Teams {
		t := &Team{Document: document("team", teamURL(c.ID)), Site: b.book.Site, Team: teamInfo(c), History: b.history(c.ID),
			SLOs: []SLOHistory{}, Quarters: []TeamQuarterLine{}, Incidents: []*Incident{}, Services: []ServiceStay{}, Journeys: []Ref{}}
		var files [][]string
		for i, q := range b.book.Quarters {
			tq := b.teamReport(c.ID, q.Slug)
			if tq == nil {
				continue
			}
			t.Quarters = append(t.Quarters, quarterLine(tq))
			t.addSLOs(tq, i, b.book.Quarters)
			files = append(files, sources(tq.SLOs))
		}
		hit := b.hitting(c.ID)
		for _, in := range slices.Backward(hit) {
			t.Incidents = append(t.Incidents, in.row())
		}
		slices.SortFunc(t.SLOs, func(x, y SLOHistory) int { return cmp.Compare(x.SLO.ID, y.SLO.ID) })
		t.Services = b.stays(c)
		t.Headline = Text{Text: teamOverTime(t)}
		files = append(files, b.teamFile(c.ID), b.incidentFiles(hit))
		t.Provenance = b.provenance(files...)
		b.book.Teams = append(b.book.Teams, t)
	}
}

func quarterLine(tq *TeamQuarter) TeamQuarterLine {
	l := TeamQuarterLine{Quarter: tq.Quarter, State: tq.State, Headline: tq.Headline, Incidents: len(tq.Incidents),
		Impact: tq.Summary.Impact.Value, Overdue: countActions(tq.Actions, actionOverdue), URL: tq.URL}
	if len(tq.SLOs) > 0 {
		l.Spent, l.Worst = tq.SLOs[0].Spent.Value, ptr(tq.SLOs[0].SLO)
	}
	for _, c := range tq.Summary.Clocks {
		if c.Clock == clockRestore {
			l.Restore = c.Median
		}
	}
	return l
}

func (t *Team) addSLOs(tq *TeamQuarter, i int, quarters []Quarter) {
	for _, s := range tq.SLOs {
		at := slices.IndexFunc(t.SLOs, func(h SLOHistory) bool { return h.SLO.ID == s.SLO.ID })
		if at < 0 {
			at = len(t.SLOs)
			h := SLOHistory{SLO: s.SLO, Title: s.Title, States: make([]QuarterState, len(quarters))}
			for j, q := range quarters {
				h.States[j].Quarter = q
			}
			t.SLOs = append(t.SLOs, h)
		}
		t.SLOs[at].Objective = s.Objective
		t.SLOs[at].States[i] = QuarterState{Quarter: quarters[i], State: s.State, Spent: s.Spent.Value, Coverage: s.Coverage.Value, URL: tq.URL + "#slo-" + s.SLO.ID}
	}
}

func (b *builder) stays(c config.Team) []ServiceStay {
	out := []ServiceStay{}
	for _, s := range c.Services {
		st := ServiceStay{Service: Ref{ID: s.ID, Name: s.Name}, From: utc(s.From), To: utc(s.To)}
		if !s.From.IsZero() {
			if o, ok := b.ownerAt(s.ID, s.From.Add(-time.Second)); ok && o.ID != c.ID {
				st.CameFrom = &o
			}
		}
		if !s.To.IsZero() {
			if o, ok := b.ownerAt(s.ID, s.To); ok && o.ID != c.ID {
				st.WentTo = &o
			}
		}
		out = append(out, st)
	}
	return out
}

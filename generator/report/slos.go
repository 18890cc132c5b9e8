package report

import (
	"cmp"
	"fmt"
	"slices"

	"quarterdeck/generator/config"
	"quarterdeck/generator/slo"
)

// candidates are the objectives tried on every history; those in force and
// configured are added.
var candidates = [...]float64{0.99, 0.995, 0.999, 0.9995, 0.9999, 0.99999}

// slosOverTime makes each objective's page across quarters.
func (b *builder) slosOverTime() {
	for _, id := range sortedKeys(b.slos) {
		b.book.SLOs = append(b.book.SLOs, b.sloOverTime(b.slos[id]))
	}
}

func (b *builder) sloOverTime(c config.SLO) *SLO {
	s := &SLO{
		Document: document("slo", sloURL(c.ID)), Site: b.book.Site, SLO: sloRef(c.ID),
		Title: c.Title, Description: c.Description, Service: b.services[c.Service],
		Quarters: []*SLOQuarter{}, Causes: []CauseSpend{}, Incidents: []*Incident{}, Journeys: []Ref{},
		Owners: []ServiceStay{}, Selectors: selectors(c), Defined: fmt.Sprintf("%s:%d", c.Pos.File, c.Pos.Line),
	}
	for _, o := range c.Objectives {
		s.Objectives = append(s.Objectives, StatedObjective{From: utc(o.From), Target: o.Target})
	}
	if owner, ok := b.ownerAt(c.Service, unixUTC(b.asOf-1)); ok {
		s.Team = owner
	}
	var files [][]string
	for _, q := range b.whole[c.ID] {
		if q == nil {
			continue
		}
		s.Quarters = append(s.Quarters, q)
		s.Causes = append(s.Causes, b.causeSpend(q))
		files = append(files, q.Sources)
	}
	for _, o := range b.in.Config.Ownerships(c.Service) {
		s.Owners = append(s.Owners, ServiceStay{Service: b.teamByID(o.Team), From: utc(o.From), To: utc(o.To)})
	}
	for _, in := range slices.Backward(b.touching[c.ID]) {
		s.Incidents = append(s.Incidents, in.row())
	}
	s.Candidates = b.achievable(c)
	b.rolling(c.ID, s.Candidates)
	s.Without, s.Nines = b.withoutCauses(c.ID, s.Candidates), b.nines(c, s.Candidates)
	s.TooShort = len(s.Candidates) == 0 || s.Candidates[0].Of < shortHistory
	s.Headline = Text{Text: sloHeadline(s)}
	files = append(files, []string{c.Pos.File}, b.incidentFiles(b.touching[c.ID]))
	s.Provenance = b.provenance(files...)
	return s
}

func selectors(c config.SLO) []NamedText {
	out := []NamedText{}
	for _, s := range []struct {
		name string
		sel  config.Selector
	}{{"Total", c.Total}, {"Good", c.Good}, {"Bad", c.Bad}, {"Value", c.Value}} {
		if s.sel.Text != "" {
			out = append(out, NamedText{Name: s.name, Text: s.sel.Text})
		}
	}
	return out
}

// achievable holds the candidate objectives against the finished quarters.
func (b *builder) achievable(c config.SLO) []Candidate {
	tried := slices.Clone(candidates[:])
	for _, o := range c.Objectives {
		tried = append(tried, o.Target)
	}
	tried = append(tried, c.Candidates...)
	for _, n := range c.Nines {
		tried = append(tried, n.Target)
	}
	slices.Sort(tried)
	tried = slices.Compact(tried)
	a := slo.Achievable(tried, b.results[c.ID], b.in.Config.Budget.MinCoverage)
	out := []Candidate{}
	current := c.Objectives[len(c.Objectives)-1].Target
	for _, x := range a.Candidates {
		if x.Judged == 0 {
			continue
		}
		row := Candidate{Target: x.Target, Current: x.Target == current, Met: x.Met, Of: x.Judged,
			AllowedBad: ptr(x.AllowedBad), AllowedMinutes: ptr(x.AllowedMinutes), Breakers: []IncidentRef{}, Quarters: []QuarterVerdict{}}
		for _, v := range x.Quarters {
			row.Quarters = append(row.Quarters, QuarterVerdict{Quarter: v.Label, Spent: v.Spent, Met: v.Met})
			for _, slug := range v.Breakers {
				if in := b.incidentBySlug(slug); in != nil && !hasIncident(row.Breakers, in.ID) {
					row.Breakers = append(row.Breakers, in.ref())
				}
			}
		}
		slices.SortFunc(row.Breakers, func(x, y IncidentRef) int { return cmp.Or(compareTime(x.Started, y.Started), cmp.Compare(x.ID, y.ID)) })
		out = append(out, row)
	}
	return out
}

func hasIncident(refs []IncidentRef, id string) bool {
	return slices.ContainsFunc(refs, func(r IncidentRef) bool { return r.ID == id })
}

// lastSampleBefore is the end of an objective's last sample before an instant.
func (b *builder) lastSampleBefore(id string, at int64) (int64, bool) {
	samples := b.tracks[id].Samples
	i, _ := slices.BinarySearchFunc(samples, at, func(s slo.Sample, t int64) int { return cmp.Compare(s.Start, t) })
	if i == 0 {
		return 0, false
	}
	return samples[i-1].End, true
}

// overspentRun counts the finished or running quarters up to s that were
// overspent without a break.
func (b *builder) overspentRun(s *SLOQuarter) int {
	n := 0
	for i := b.quarterIndex(s.Quarter); i >= 0; i-- {
		q := b.whole[s.SLO.ID][i]
		if q == nil || q.State != slo.Overspent {
			break
		}
		n++
	}
	return n
}

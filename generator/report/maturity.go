package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

const (
	defContained = "contained"
	defNext      = "next-to-measure"
)

// Maturity says what could be measured next, and what is known of how far
// failures spread. It ranks nobody: lists stand in the order of names.
type Maturity struct {
	// Unmeasured are services without an objective.
	Unmeasured []UnmeasuredService `json:"services_without_slo" audience:"public"`
	// Late are objectives measured only some time after their service began.
	Late []LateSLO `json:"measured_late" audience:"public"`
	// Coverage has a line for each objective of the quarter.
	Coverage []CoverageLine `json:"coverage" audience:"public"`
	// Records are incidents that are a short record, without a text yet.
	Records []IncidentRef `json:"incidents_without_text" audience:"public"`
	// Hints are objectives that history calls loose or tight.
	Hints []ObjectiveHint `json:"objective_hints" audience:"public"`
	// Contained is how many of the incidents hit one team only, of those of
	// which the teams are known.
	Contained NamedFigure `json:"contained" audience:"public"`
	// Spread counts incidents by how many teams they hit.
	Spread []SpreadCount `json:"incidents_by_teams_hit" audience:"public"`
	// Text is all of it in a sentence.
	Text Text `json:"text" audience:"public"`
}

// UnmeasuredService is a service without an objective.
type UnmeasuredService struct {
	Service  Ref        `json:"service" audience:"public"`
	Team     Ref        `json:"team" audience:"public"`
	Launched *time.Time `json:"launched" audience:"public"` // null if not stated
}

// LateSLO is an objective of which the first sample came after its service
// began.
type LateSLO struct {
	SLO      Ref       `json:"slo" audience:"public"`
	Service  Ref       `json:"service" audience:"public"`
	Team     Ref       `json:"team" audience:"public"`
	Launched time.Time `json:"launched" audience:"public"`
	// Measured is null where nothing has been measured yet; Days counts from
	// Launched to it, or to the end of the quarter's data.
	Measured *time.Time `json:"measured" audience:"public"`
	Days     int        `json:"days" audience:"public"`
}

// CoverageLine is how complete an objective's data were, quarter by quarter.
type CoverageLine struct {
	SLO  Ref `json:"slo" audience:"public"`
	Team Ref `json:"team" audience:"public"`
	// Coverage is of this quarter; History, oldest first, ends with it.
	Coverage *float64         `json:"coverage" audience:"public"`
	History  []CoverageRecord `json:"history" audience:"public"`
	// Trend against the quarter before: more, less, steady, or "" where one of
	// the two is not known.
	Trend string `json:"trend" audience:"public"`
}

// CoverageRecord is the coverage of one quarter; null where nothing was due.
type CoverageRecord struct {
	Quarter  Ref      `json:"quarter" audience:"public"`
	Coverage *float64 `json:"coverage" audience:"public"`
}

// ObjectiveHint is what the finished quarters say about an objective.
type ObjectiveHint struct {
	SLO  Ref `json:"slo" audience:"public"`
	Team Ref `json:"team" audience:"public"`
	// Kind is loose (never at risk, and the next candidate would have held
	// too) or tight (missed in every quarter).
	Kind     string  `json:"kind" audience:"public"`
	Target   float64 `json:"objective" audience:"public"`
	Quarters int     `json:"quarters" audience:"public"`
	// Least and Most spent in one of the quarters.
	Least float64 `json:"least_spent" audience:"public"`
	Most  float64 `json:"most_spent" audience:"public"`
	// Held is the tightest candidate that every one of the quarters would have
	// met; null if none.
	Held *float64 `json:"held" audience:"public"`
}

// SpreadCount is how many incidents hit so many teams.
type SpreadCount struct {
	Teams int `json:"teams" audience:"public"`
	Count int `json:"count" audience:"public"`
}

const (
	hintLoose = "loose"
	hintTight = "tight"
	// hintQuarters is how many finished quarters with a verdict a hint about
	// an objective needs: a year of them.
	hintQuarters = 4
	// coverageStep is the change of coverage that is more than a gap or two.
	coverageStep = 0.01
)

// maturities adds the part to every team's and organisation's report. It stands
// after the organisations, whose services and objectives are the teams'.
func (b *builder) maturities() {
	for i, o := range b.book.Organisations {
		whole := b.newMaturity(i, "")
		for _, tq := range b.book.TeamQuarters {
			if tq.Quarter.Slug != o.Quarter.Slug {
				continue
			}
			m := b.newMaturity(i, tq.Team.ID)
			m.fill(b, tq, i)
			whole.Unmeasured = append(whole.Unmeasured, m.Unmeasured...)
			whole.Late, whole.Coverage = append(whole.Late, m.Late...), append(whole.Coverage, m.Coverage...)
			whole.Hints = append(whole.Hints, m.Hints...)
			m.Text = Text{Text: maturityText(m)}
			tq.Maturity = m
		}
		slices.SortStableFunc(whole.Unmeasured, func(x, y UnmeasuredService) int { return cmp.Compare(x.Service.Name, y.Service.Name) })
		slices.SortStableFunc(whole.Late, func(x, y LateSLO) int { return cmp.Compare(x.SLO.ID, y.SLO.ID) })
		slices.SortStableFunc(whole.Coverage, func(x, y CoverageLine) int { return cmp.Compare(x.SLO.ID, y.SLO.ID) })
		slices.SortStableFunc(whole.Hints, func(x, y ObjectiveHint) int { return cmp.Compare(x.SLO.ID, y.SLO.ID) })
		whole.Text = Text{Text: maturityText(whole)}
		o.Maturity = whole
	}
}

// newMaturity is what follows from the incidents alone, of a team or of all.
func (b *builder) newMaturity(i int, team string) *Maturity {
	m := &Maturity{Unmeasured: []UnmeasuredService{}, Late: []LateSLO{}, Coverage: []CoverageLine{}, Records: []IncidentRef{}, Hints: []ObjectiveHint{}, Spread: []SpreadCount{}}
	counts := map[int]int{}
	for _, in := range b.started(i, team) {
		if n := len(in.Teams); n > 0 {
			counts[n]++
		}
		if in.Status == "record" {
			m.Records = append(m.Records, in.ref())
		}
	}
	for n := 1; n <= len(b.in.Config.Teams); n++ {
		if counts[n] > 0 {
			m.Spread = append(m.Spread, SpreadCount{Teams: n, Count: counts[n]})
		}
	}
	m.Contained = b.containment(i, team)
	return m
}

// containment is the incidents that hit one team only, out of those of which
// the teams are known, beside earlier quarters.
func (b *builder) containment(i int, team string) NamedFigure {
	of := func(q int) (single, all float64) {
		for _, in := range b.started(q, team) {
			if len(in.Teams) > 0 {
				all++
			}
			if len(in.Teams) == 1 {
				single++
			}
		}
		return single, all
	}
	f := b.shareFigure(i, "contained", "Incidents that stayed with one team", defContained, "incidents", of,
		"Out of those of which the teams are known.")
	f.Good = ""
	for k := range f.Before {
		f.Before[k].Tone = ""
	}
	f.Figure.Sources = sortedSet(b.incidentFiles(b.started(i, team)))
	return f
}

// fill adds what follows from a team's services and objectives.
func (m *Maturity) fill(b *builder, tq *TeamQuarter, i int) {
	for _, s := range tq.Services {
		if len(s.SLOs) == 0 {
			m.Unmeasured = append(m.Unmeasured, UnmeasuredService{Service: s.Ref, Team: tq.Team.Ref, Launched: b.launched(s.ID)})
		}
		for _, r := range s.SLOs {
			if late := b.late(r.ID, s, tq); late != nil {
				m.Late = append(m.Late, *late)
			}
		}
	}
	for _, s := range tq.SLOs {
		m.Coverage = append(m.Coverage, b.coverageLine(s, i))
		// Who owns the service at the quarter's end is the one to ask.
		if s.MovedTo == nil {
			if h := b.hint(s, i); h != nil {
				m.Hints = append(m.Hints, *h)
			}
		}
	}
	slices.SortStableFunc(m.Coverage, func(x, y CoverageLine) int { return cmp.Compare(x.SLO.ID, y.SLO.ID) })
	slices.SortStableFunc(m.Hints, func(x, y ObjectiveHint) int { return cmp.Compare(x.SLO.ID, y.SLO.ID) })
}

// launched is when a service began, if somebody said.
func (b *builder) launched(service string) *time.Time {
	if at, ok := b.in.Config.Launched(service); ok {
		return utc(at)
	}
	return nil
}

// late compares an objective's first sample with the start of its service, or
// of the site's data where that is later: before it nothing was measured at
// all. It stays on the list for the quarters that began before measuring did.
func (b *builder) late(id string, s ServiceInfo, tq *TeamQuarter) *LateSLO {
	begun := b.launched(s.ID)
	first, ok := b.firstInstant()
	if begun == nil || !ok || !begun.Before(tq.Quarter.Seen) {
		return nil
	}
	out := &LateSLO{SLO: sloRef(id), Service: s.Ref, Team: tq.Team.Ref, Launched: *begun}
	from := begun.In(b.loc)
	if start := unixUTC(first); from.Before(start) {
		from = start.In(b.loc)
	}
	if samples := b.tracks[id].Samples; len(samples) > 0 && samples[0].Start < tq.Quarter.Seen.Unix() {
		out.Measured = ptr(unixUTC(samples[0].Start))
		if out.Measured.Before(tq.Quarter.Start) {
			return nil
		}
		out.Days = daysBetween(from, out.Measured.In(b.loc))
	} else {
		out.Days = daysBetween(from, tq.Quarter.Seen.In(b.loc))
	}
	if out.Days < 1 {
		return nil
	}
	return out
}

// coverageLine is an objective's coverage over the quarters of the book so far.
func (b *builder) coverageLine(s *SLOQuarter, i int) CoverageLine {
	c := CoverageLine{SLO: s.SLO, Team: s.Team, Coverage: s.Coverage.Value, History: []CoverageRecord{}}
	for j := 0; j <= i; j++ {
		q := b.book.Quarters[j]
		x := CoverageRecord{Quarter: Ref{ID: q.Slug, Name: q.Label, URL: quarterURL(q.Slug)}}
		if old := b.wholeAt(s.SLO.ID, j); old != nil {
			x.Coverage = old.Coverage.Value
		}
		c.History = append(c.History, x)
	}
	if before := s.Coverage.Previous; before != nil && c.Coverage != nil {
		switch d := *c.Coverage - *before; {
		case d >= coverageStep:
			c.Trend = "more"
		case d <= -coverageStep:
			c.Trend = "less"
		default:
			c.Trend = "steady"
		}
	}
	return c
}

// hint holds an objective against the finished quarters up to the i-th, as far
// as the target in force now was in force in them.
func (b *builder) hint(s *SLOQuarter, i int) *ObjectiveHint {
	var past []slo.Past
	h := &ObjectiveHint{SLO: s.SLO, Team: s.Team, Target: s.Objective, Least: math.Inf(1)}
	missed, risky := 0, 0
	for j := i; j >= 0; j-- {
		q := b.wholeAt(s.SLO.ID, j)
		if q == nil || q.Objective != s.Objective || len(q.Objectives) != 1 {
			break
		}
		if b.book.Quarters[j].Running || !judgedState(q.State) || q.NoBudget || q.Spent.Value == nil {
			continue
		}
		h.Least, h.Most = math.Min(h.Least, *q.Spent.Value), math.Max(h.Most, *q.Spent.Value)
		switch q.State {
		case slo.Overspent:
			missed++
			risky++
		case slo.AtRisk:
			risky++
		}
		past = append(past, b.pastOf(s.SLO.ID, q.Quarter)...)
	}
	h.Quarters = len(past)
	if h.Quarters < hintQuarters {
		return nil
	}
	h.Held = b.tightestHeld(s.SLO.ID, past)
	switch {
	case missed == h.Quarters:
		h.Kind = hintTight
	case risky == 0 && h.Held != nil && *h.Held > h.Target:
		h.Kind = hintLoose
	default:
		return nil
	}
	return h
}

// pastOf is the arithmetic behind an objective's quarter.
func (b *builder) pastOf(id, slug string) []slo.Past {
	for _, p := range b.results[id] {
		if p.Label == slug {
			return []slo.Past{p}
		}
	}
	return nil
}

// tightestHeld is the highest candidate objective that all quarters would have
// met without being at risk; nil if none.
func (b *builder) tightestHeld(id string, past []slo.Past) *float64 {
	tried := slices.Clone(candidates[:])
	for _, o := range b.slos[id].Objectives {
		tried = append(tried, o.Target)
	}
	slices.Sort(tried)
	var out *float64
	for _, c := range slo.Achievable(slices.Compact(tried), past, b.in.Config.Budget.MinCoverage).Candidates {
		if c.Judged > 0 && c.Met == c.Judged && !slices.ContainsFunc(c.Quarters, func(v slo.Verdict) bool { return v.Spent >= b.in.Config.Budget.AtRisk }) {
			out = ptr(c.Target)
		}
	}
	return out
}

// maturityText sums up what could be measured next.
func maturityText(m *Maturity) string {
	var next []string
	add := func(n int, one, many string) {
		if n > 0 {
			next = append(next, unit.Plural(n, one, many))
		}
	}
	add(len(m.Unmeasured), "service has no objective yet", "services have no objective yet")
	add(len(m.Late), "objective was measured only after its service began", "objectives were measured only after their services began")
	add(len(m.Thin()), "objective has gaps in its data", "objectives have gaps in their data")
	add(len(m.Records), "incident is a short record so far", "incidents are short records so far")
	add(len(m.Hints), "objective could be looked at again", "objectives could be looked at again")
	if len(next) == 0 {
		return "Every service has an objective, the data are whole, and every incident is written up."
	}
	return unit.Sentence(unit.List(next)) + "."
}

// Thin are the objectives whose data lack more than a gap or two.
func (m *Maturity) Thin() []CoverageLine {
	var out []CoverageLine
	for _, c := range m.Coverage {
		if c.Coverage == nil || *c.Coverage < 1-coverageStep {
			out = append(out, c)
		}
	}
	return out
}

func maturityDefinitions(c config.Budget) []Definition {
	return []Definition{
		{ID: defContained, Title: "Contained failures", Unit: "incidents",
			Short: "Incidents that hit one team only, out of those of which the teams are known.",
			Text:  "A failure that stays with one team was contained, by design or by luck; with few incidents a quarter the count says little by itself, so earlier quarters stand beside it.", Source: "Quarterdeck"},
		{ID: defNext, Title: "What could be measured next", Unit: "",
			Short: "Gaps in what the site knows, and objectives that history calls loose or tight.",
			Text: fmt.Sprintf("A service without an objective; an objective whose first sample came a day or more after its service began (or after the site’s data began); data with more than %s missing; an incident that is a record without a text. "+
				"An objective is called loose when none of at least %s finished quarters under it was at risk (%s spent) and a tighter candidate would have been as safe in all of them, and tight when every one of them missed it. None of it is a verdict on a team, and nothing is ranked.",
				unit.Percent(coverageStep, 0), unit.Word(hintQuarters), unit.Percent(c.AtRisk, 0)), Source: "Quarterdeck"},
	}
}

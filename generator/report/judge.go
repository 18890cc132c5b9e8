package report

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

func parallel() int { return max(2, runtime.GOMAXPROCS(0)) }

// judgement is all quarters of one objective.
type judgement struct {
	whole []*SLOQuarter // aligned with the book's quarters
	past  []slo.Past
	owned []ownedQuarter
	// sliding is the spend of 28 days along them.
	sliding fourWeeks
}

// ownedQuarter is the part of a quarter in which one team owned the service.
type ownedQuarter struct {
	team    string
	quarter int
	*SLOQuarter
}

// stay is a team's ownership of a service inside a quarter.
type stay struct {
	team       string
	start, end int64
	from, to   *Ref // the owners before and after, where they changed inside
}

func (b *builder) judgeSLO(ctx context.Context, s config.SLO, sliding *slo.Sliding) judgement {
	j := judgement{whole: make([]*SLOQuarter, len(b.quarters))}
	tr := b.tracks[s.ID]
	j.sliding = b.slide(sliding, s.ID, tr, b.conditions)
	for i, q := range b.book.Quarters {
		if ctx.Err() != nil || q.End.Unix() <= b.sloBegins(s, tr) && !b.wasIssued(s.ID, q) {
			continue
		}
		stays := b.staysIn(s.Service, q)
		period := b.period(s.ID, q.Start.Unix(), q.End.Unix(), b.asOf)
		whole, past := b.sloQuarter(s, tr, i, period)
		if len(stays) > 0 {
			whole.Team = b.teamByID(stays[len(stays)-1].team)
		}
		j.whole[i] = whole
		j.past = append(j.past, past)
		for _, st := range stays {
			part := whole
			if st.start > period.Start || st.end < period.End {
				part, _ = b.sloQuarter(s, tr, i, b.period(s.ID, st.start, st.end, min(b.asOf, st.end)))
				part.Team, part.MovedFrom, part.MovedTo = b.teamByID(st.team), st.from, st.to
			}
			j.owned = append(j.owned, ownedQuarter{team: st.team, quarter: i, SLOQuarter: part})
		}
	}
	return j
}

// sloBegins is the instant from which an objective belongs in reports: where
// its first objective says, else its first sample; an objective that was never
// measured stands in every quarter.
func (b *builder) sloBegins(s config.SLO, tr *track) int64 {
	if from := s.Objectives[0].From; !from.IsZero() {
		if len(tr.Samples) > 0 {
			// A from long before the first sample is when measuring was meant
			// to begin; the quarters between are without data and say so.
			return min(from.Unix(), tr.Samples[0].Start)
		}
		return from.Unix()
	}
	if len(tr.Samples) > 0 {
		return tr.Samples[0].Start
	}
	return beginning
}

// staysIn lists who owned a service in a quarter, in order of time.
func (b *builder) staysIn(service string, q Quarter) []stay {
	all := b.in.Config.Ownerships(service)
	var out []stay
	for i, o := range all {
		start, end := q.Start.Unix(), q.End.Unix()
		st := stay{team: o.Team, start: start, end: end}
		if !o.From.IsZero() && o.From.Unix() > start {
			st.start = o.From.Unix()
			if i > 0 {
				st.from = ptr(b.teamByID(all[i-1].Team))
			}
		}
		if !o.To.IsZero() && o.To.Unix() < end {
			st.end = o.To.Unix()
			if i+1 < len(all) {
				st.to = ptr(b.teamByID(all[i+1].Team))
			}
		}
		if st.start < st.end && st.start < max(b.asOf, start+1) {
			out = append(out, st)
		}
	}
	return out
}

// sloQuarter judges one objective over one period and says where its budget
// went.
func (b *builder) sloQuarter(s config.SLO, tr *track, i int, p slo.Period) (*SLOQuarter, slo.Past) {
	th := slo.Thresholds{MinCoverage: b.in.Config.Budget.MinCoverage, AtRisk: b.in.Config.Budget.AtRisk}
	samples := within(tr.Samples, p)
	r := slo.Evaluate(p, samples, tr.objectives, th)
	bounds := b.bounds(i, p)
	at := slo.Attribute(p, samples, tr.objectives, r, b.windowsFor(s.ID), b.lag(tr, samples), bounds)
	q := &SLOQuarter{
		SLO: sloRef(s.ID), Title: s.Title, Description: s.Description, Service: b.services[s.Service],
		Method: string(s.Method), Counts: cmp.Or(s.Counts, eventNoun(s)), Quarter: b.book.Quarters[i].Slug,
		Start: unixUTC(p.Start), End: unixUTC(p.End), State: r.State, NoBudget: r.NoBudget,
		Reason: reasonWords(r, b.in.Config.Budget), Sources: b.sourcesIn(tr, p),
	}
	if s.Method == config.Slices {
		q.Slice = int64(s.Slice / time.Second)
		if s.Value.Text != "" {
			q.Threshold = &Threshold{Op: s.Op, Value: s.Threshold, Unit: s.Unit}
		}
	}
	q.setObjectives(tr.objectives, p)
	q.setFigures(r)
	if r.Exhausted != 0 {
		q.Exhausted = ptr(unixUTC(r.Exhausted))
	}
	daily := slo.Daily(p, bounds, samples, tr.objectives, r)
	q.Days, q.tallies = b.days(daily, at, r), tallies(daily, b.asOf)
	q.Path = path(slo.Burn(p, samples, tr.objectives, r, 400))
	q.Spend = b.spend(at, r)
	q.Bursts = b.bursts(q, at, r)
	q.Quality = quality(tr, r, q.Days, samples, p, b.loc)
	q.Quality.TooCoarse = at.TooCoarse && r.Measured
	b.exclude(q, r, p, samples, tr, th)
	return q, slo.Past{Label: b.book.Quarters[i].Slug, Result: r, Incidents: at.Incidents}
}

// lag is how far incidents reach beyond their end: over counters that are
// scraped one step, as long as it was in the period, or what is configured.
func (b *builder) lag(tr *track, samples []slo.Sample) int64 {
	switch stated := b.in.Config.Budget.AttributionLag; {
	case tr.Kind != config.KindCounter:
		return 0
	case stated >= 0:
		return int64(stated / time.Second)
	default:
		return commonStep(samples)
	}
}

// eventNoun is what an objective counts where it does not say: "events", or
// slices by their length, "five-minute slices".
func eventNoun(s config.SLO) string {
	switch minutes := int(s.Slice / time.Minute); {
	case s.Method != config.Slices:
		return "events"
	case minutes > 0 && s.Slice%(24*time.Hour) == 0:
		return "days"
	case minutes > 0 && s.Slice%time.Hour == 0:
		return unit.Word(minutes/60) + "-hour slices"
	case minutes > 0 && s.Slice%time.Minute == 0:
		return unit.Word(minutes) + "-minute slices"
	default:
		return "slices of time"
	}
}

// within narrows sorted samples to those that meet the period.
func within(samples []slo.Sample, p slo.Period) []slo.Sample {
	lo, _ := slices.BinarySearchFunc(samples, p.Start, func(s slo.Sample, t int64) int { return cmp.Compare(s.End, t+1) })
	hi, _ := slices.BinarySearchFunc(samples, p.End, func(s slo.Sample, t int64) int { return cmp.Compare(s.Start, t) })
	return samples[lo:max(lo, hi)]
}

// bounds are the local midnights inside a period, its ends included.
func (b *builder) bounds(i int, p slo.Period) []int64 {
	out := []int64{p.Start}
	for _, d := range b.cal.Days(b.quarters[i]) {
		if t := d.Unix(); t > p.Start && t < p.End {
			out = append(out, t)
		}
	}
	return append(out, p.End)
}

func (b *builder) windowsFor(id string) []slo.Window {
	var out []slo.Window
	for _, in := range b.touching[id] {
		if in.LeftOut == "" {
			out = append(out, in.window)
		}
	}
	return append(out, b.withheldOn[id]...)
}

func (q *SLOQuarter) setObjectives(objectives []slo.Objective, p slo.Period) {
	for i, o := range objectives {
		if o.From >= p.End {
			break
		}
		if i+1 < len(objectives) && objectives[i+1].From <= p.Start {
			continue
		}
		q.Objectives = append(q.Objectives, Objective{From: unixUTC(max(o.From, p.Start)), Target: o.Target})
		q.Objective = o.Target
	}
	if len(q.Objectives) == 0 && len(objectives) > 0 {
		q.Objective = objectives[0].Target
	}
}

// setFigures fills in the figures; comparisons are added when every quarter is
// known.
func (q *SLOQuarter) setFigures(r slo.Result) {
	fig := func(def, unitName string, v float64, ok bool) Figure {
		f := Figure{Unit: unitName, Definition: def, Sources: q.Sources}
		if ok {
			f.Value = ptr(v)
			f.Coverage = ptr(r.Coverage)
		}
		return f
	}
	shares := r.Measured && !r.NoBudget
	q.SLI = fig(defSLI, "ratio", r.SLI, r.Measured)
	q.Spent = fig(defSpent, "ratio", r.Spent, r.Measured)
	q.Remaining = fig(defRemaining, "ratio", r.Remaining, shares)
	q.OnCourse = fig(defOnCourse, "ratio", r.OnCourse, shares && r.Running && r.HasOnCourse)
	q.Budget = fig(defBudget, q.Counts, r.Allowed, r.Measured)
	q.Bad = fig(defBad, q.Counts, r.Bad, r.Measured)
	q.Valid = fig(defValid, q.Counts, r.Valid, r.Measured)
	q.Coverage = fig(defCoverage, "ratio", r.Coverage, r.Expected > 0)
	state := r.State
	q.Spent.State, q.Remaining.State, q.SLI.State = &state, &state, &state
}

func reasonWords(r slo.Result, c config.Budget) string {
	switch r.Reason {
	case slo.NoSamples:
		return "Nothing was measured in this quarter."
	case slo.NoTraffic:
		return "It was measured, and there was no traffic."
	case slo.NoObjective:
		return "No objective was in force."
	case slo.BudgetSpent:
		return "More failed than the budget allows."
	case slo.WholeSpent:
		return fmt.Sprintf("Only %s of the time was measured, and what was seen already exceeds the whole quarter’s budget.", unit.Percent(r.Coverage, 0))
	case slo.NoneAllowed:
		return "The objective allows no failure, and there was one."
	case slo.LowCoverage:
		return fmt.Sprintf("%s of the time was measured; a verdict needs %s.", unit.Percent(r.Coverage, 1), unit.Percent(c.MinCoverage, 0))
	case slo.NearlySpent:
		return fmt.Sprintf("At least %s of the budget is spent.", unit.Percent(c.AtRisk, 0))
	case slo.OnCourseOver:
		return "If the rest of the quarter is like the part so far, the budget will be overspent."
	case slo.InBudget:
		if r.Running {
			return "The budget holds so far."
		}
		return "The budget held."
	default:
		return ""
	}
}

// compareQuarters fills in the previous quarter's and the year-ago figures.
func (b *builder) compareQuarters() {
	for _, id := range sortedKeys(b.whole) {
		for i, q := range b.whole[id] {
			if q == nil {
				continue
			}
			compareWith(q, b.wholeAt(id, i-1), b.wholeAt(id, i-4))
		}
	}
	for _, quarters := range b.owned {
		for i := range quarters {
			for j, part := range quarters[i] {
				quarters[i][j] = b.compareOwned(quarters, i, part)
			}
		}
	}
}

// compareOwned compares an owner's quarter with the owner's own parts of the
// quarters before, where it had any, so that its pages agree with each other.
func (b *builder) compareOwned(quarters [][]*SLOQuarter, i int, q *SLOQuarter) *SLOQuarter {
	before, yearAgo := b.wholeAt(q.SLO.ID, i-1), b.wholeAt(q.SLO.ID, i-4)
	ownBefore, ownYearAgo := ownPart(quarters, i-1, q.SLO.ID, before), ownPart(quarters, i-4, q.SLO.ID, yearAgo)
	if ownBefore != before || ownYearAgo != yearAgo {
		q = ptr(*q) // the objective's own page keeps the whole quarters
	}
	compareWith(q, ownBefore, ownYearAgo)
	return q
}

func ownPart(quarters [][]*SLOQuarter, i int, id string, otherwise *SLOQuarter) *SLOQuarter {
	if i < 0 {
		return otherwise
	}
	for _, q := range quarters[i] {
		if q.SLO.ID == id {
			return q
		}
	}
	return otherwise
}

func (b *builder) wholeAt(id string, i int) *SLOQuarter {
	if i < 0 || i >= len(b.whole[id]) {
		return nil
	}
	return b.whole[id][i]
}

func compareWith(q, before, yearAgo *SLOQuarter) {
	for i, f := range q.figures() {
		if before != nil {
			f.Previous = before.figures()[i].Value
		}
		if yearAgo != nil {
			f.YearAgo = yearAgo.figures()[i].Value
		}
	}
}

func (q *SLOQuarter) figures() []*Figure {
	return []*Figure{&q.SLI, &q.Spent, &q.Remaining, &q.OnCourse, &q.Budget, &q.Bad, &q.Valid, &q.Coverage}
}

// compareSLOs is the order of a team's objectives: the worst first, those
// without data last.
func compareSLOs(a, b *SLOQuarter) int {
	worse := func(x, y slo.State) int {
		switch {
		case slo.Worse(x, y):
			return -1
		case slo.Worse(y, x):
			return 1
		}
		return 0
	}
	// A failure where none is allowed has no share, and is worse than any.
	failures := func(q *SLOQuarter) float64 {
		if q.NoBudget {
			return value(q.Bad.Value)
		}
		return 0
	}
	return cmp.Or(worse(a.State, b.State), cmp.Compare(failures(b), failures(a)), comparePtr(a.Spent.Value, b.Spent.Value), cmp.Compare(a.SLO.ID, b.SLO.ID))
}

package report

import (
	"slices"

	"quarterdeck/generator/business"
	"quarterdeck/generator/config"
	"quarterdeck/generator/delivery"
	"quarterdeck/generator/records"
)

// beside fills what stands beside reliability on a team's page, in the order
// in which one part reads the other: launches look at figures, cost and pages,
// the scorecard at all of it.
func (b *builder) beside(t config.Team, tq *TeamQuarter, i int) {
	b.reports[reportKey{t.ID, i}] = tq
	tq.Delivery = b.delivery(t, i)
	tq.KPIs = b.kpis(t, i)
	tq.Price = b.price(t, tq, i)
	tq.Cost = b.cost(t, tq, i)
	tq.OnCall = b.onCall(t, i)
	tq.Launches = b.launches(t, i)
	tq.Capacity = b.capacity(t, i)
	tq.Exercises = b.exercises(t, i)
	tq.Enabling = b.enabling(t, i)
	tq.OKRs = b.okrs(t, tq, i)
	tq.Scorecard = b.scorecard(tq, i)
}

// besideOrganisation adds what compares and sums up teams.
func (b *builder) besideOrganisation(o *Organisation, i int) {
	o.Balance = b.balance(o, i)
	o.Costs = b.costRows(o)
	o.Launches = b.allLaunches(o)
}

// besideFiles are the files behind these parts of a team's report.
func (b *builder) besideFiles(tq *TeamQuarter) []string {
	var out []string
	add := func(files ...string) { out = append(out, files...) }
	if d := tq.Delivery; d != nil {
		add(d.Metrics[0].Figure.Sources...)
	}
	add(launchFiles(tq.Launches)...)
	for _, k := range tq.KPIs {
		add(k.Figure.Sources...)
	}
	if tq.Price != nil {
		add(tq.Price.CustomerMinutes.Sources...)
	}
	if tq.Cost != nil {
		add(tq.Cost.Against.Sources...)
	}
	if tq.OnCall != nil {
		add(tq.OnCall.Sources...)
	}
	for _, c := range tq.Capacity {
		add(c.Now.Sources...)
		add(b.eventFiles(c)...)
	}
	for _, o := range tq.OKRs {
		for _, k := range o.KeyResults {
			add(k.Figure.Sources...)
		}
	}
	return append(append(out, exerciseFiles(tq.Exercises)...), b.enablingFiles(tq.Enabling, tq.Quarter)...)
}

func launchFiles(list []Launch) []string {
	var out []string
	for _, l := range list {
		out = append(out, l.Sources...)
	}
	return out
}

// eventFiles are those of the dated events that a gauge is held against.
func (b *builder) eventFiles(c Capacity) []string {
	var out []string
	for _, r := range b.in.Records.Launches {
		if slices.ContainsFunc(c.Events, func(h Headroom) bool { return h.Event.ID == r.ID }) {
			out = append(out, r.Pos.File)
		}
	}
	return out
}

func exerciseFiles(e *Exercises) []string {
	var out []string
	if e != nil {
		for _, in := range slices.Concat(e.GameDays, e.NearMisses) {
			out = append(out, in.File)
		}
	}
	return out
}

func (b *builder) enablingFiles(e *Enabling, q Quarter) []string {
	var out []string
	if e == nil {
		return nil
	}
	for _, k := range []*KPI{e.Adoption, e.Satisfaction} {
		if k != nil {
			out = append(out, k.Figure.Sources...)
		}
	}
	i := b.quarterIndex(q.Slug)
	for _, o := range e.Offers {
		if s := b.wholeAt(o.SLO.ID, i); s != nil {
			out = append(out, s.Sources...)
		}
	}
	for _, f := range e.Felt {
		for _, r := range f.Incidents {
			out = append(out, b.incidentByID(r.ID).File)
		}
	}
	return out
}

// workedIn tells whether a team shipped something, launched it or was paged in
// the i-th quarter.
func (b *builder) workedIn(t config.Team, i int) bool {
	q := b.book.Quarters[i]
	inside := func(at int64) bool { return at >= q.Start.Unix() && at < b.soFar(i).End }
	return slices.ContainsFunc(b.shipments(t.ID).all, func(d delivery.Deployment) bool { return inside(d.At) }) ||
		slices.ContainsFunc(b.calls(t).pages, func(p business.Page) bool { return inside(p.At) }) ||
		slices.ContainsFunc(b.in.Records.Launches, func(l records.Launch) bool { return l.Team == t.ID && inside(l.Start.Unix()) })
}

// besideDefinitions explain every figure of these parts; no edition shows them.
func (b *builder) besideDefinitions() []Definition {
	if b.in.Edition != nil {
		return nil
	}
	c := b.in.Config
	return slices.Concat(deliveryDefinitions(c.Delivery), launchDefinitions(), businessDefinitions(c), costDefinitions(), peopleDefinitions(), scorecardDefinitions(), balanceDefinitions())
}

// reportKey names a team's report of the i-th quarter.
type reportKey struct {
	team string
	i    int
}

// reportOf is a team's report of the j-th quarter; nil where there is none.
func (b *builder) reportOf(team string, j int) *TeamQuarter { return b.reports[reportKey{team, j}] }

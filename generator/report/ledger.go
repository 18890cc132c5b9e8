package report

import (
	"strconv"
	"time"

	"quarterdeck/generator/business"
	"quarterdeck/generator/config"
	"quarterdeck/generator/delivery"
	"quarterdeck/generator/records"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/stats"
)

// ledger is the records by whom they are about. Every quarter of every team asks
// for its own rows, and for those of the quarters before, so each part is made
// once and kept.
type ledger struct {
	shipments map[string]*shipments // by team
	calls     map[string]*calls     // by team
	charges   map[string]*charges   // by team
	values    map[string]*values    // by KPI
	periods   map[int]delivery.Period
	counted   map[string][]slo.Sample // by objective
	ships     map[reportKey]*Change   // tests of how much was shipped
}

func newLedger() ledger {
	return ledger{shipments: map[string]*shipments{}, calls: map[string]*calls{}, charges: map[string]*charges{}, values: map[string]*values{},
		periods: map[int]delivery.Period{}, counted: map[string][]slo.Sample{}, ships: map[reportKey]*Change{}}
}

// memo is what stands under a key, made the first time it is asked for.
func memo[K comparable, V any](m map[K]V, key K, fill func() V) V {
	v, ok := m[key]
	if !ok {
		v = fill()
		m[key] = v
	}
	return v
}

// shipments are a team's deployments that reached production, by time, or those
// of one of its services.
type shipments struct {
	all   []delivery.Deployment
	files []string
	// led names the incident that a deployment led to, by deploymentKey.
	led      map[string]string
	services map[string]*shipments
	results  map[int]delivery.Result // by quarter
}

func newShipments() *shipments {
	return &shipments{led: map[string]string{}, services: map[string]*shipments{}, results: map[int]delivery.Result{}}
}

func (s *shipments) add(d delivery.Deployment, r records.Deployment) {
	s.all, s.files = append(s.all, d), append(s.files, r.Pos.File)
	if r.Incident != "" {
		s.led[deploymentKey(d)] = r.Incident
	}
}

// shipments of a team. A commit that another team shipped before the service
// changed hands is theirs.
func (b *builder) shipments(team string) *shipments {
	if len(b.ledger.shipments) == 0 {
		b.readShipments()
	}
	return memo(b.ledger.shipments, team, newShipments)
}

func (b *builder) readShipments() {
	type commit struct{ service, sha string }
	first := map[commit]string{}
	for _, r := range b.in.Records.Deployments { // by time
		if !r.Reached {
			continue
		}
		d := b.plainDeployment(r)
		for _, c := range r.Commits {
			key := commit{r.Service, c.SHA}
			if c.SHA == "" || memo(first, key, func() string { return r.Team }) == r.Team {
				d.Commits = append(d.Commits, delivery.Commit{SHA: c.SHA, At: b.leadFrom(c)})
			}
		}
		own := memo(b.ledger.shipments, r.Team, newShipments)
		own.add(d, r)
		memo(own.services, r.Service, newShipments).add(d, r)
	}
	for _, s := range b.ledger.shipments {
		s.files = sortedSet(s.files)
		for _, of := range s.services {
			of.files = sortedSet(of.files)
		}
	}
}

func deploymentKey(d delivery.Deployment) string {
	return d.Service + " " + d.ID + " " + strconv.FormatInt(d.At, 10)
}

// plainDeployment is a record without its commits. A failure without a recovery
// of its own was over when the incident was that it names.
func (b *builder) plainDeployment(r records.Deployment) delivery.Deployment {
	d := delivery.Deployment{ID: r.ID, Service: r.Service, At: r.Finished.Unix(), Failed: r.Failed, Rework: r.Rework}
	switch in := b.incidentByID(r.Incident); {
	case !r.RecoveredAt.IsZero():
		d.Recovered = r.RecoveredAt.Unix()
	case r.Failed && in != nil && in.LeftOut == "" && in.Resolved != nil && !in.Resolved.Before(r.Finished):
		d.Recovered = in.Resolved.Unix()
	}
	return d
}

// leadFrom is where a commit's lead time begins; 0 where nothing is known.
func (b *builder) leadFrom(c records.Commit) int64 {
	at := c.At(b.in.Config.Delivery.LeadFrom)
	if at.IsZero() {
		return 0
	}
	return at.Unix()
}

// calls are what being on call asked of a team.
type calls struct {
	pages []business.Page
	work  []business.Work
	rota  business.Rota
	// pageFiles hold pages or shifts, workFiles working time.
	pageFiles, workFiles []string
	// from is the first page, or the first working time; far ahead without.
	from, workFrom int64
	loads          map[int]business.Load // by quarter
}

// farAhead is after anything on record.
const farAhead = 1 << 40

func (b *builder) calls(t config.Team) *calls {
	return memo(b.ledger.calls, t.ID, func() *calls {
		c := &calls{from: farAhead, workFrom: farAhead, loads: map[int]business.Load{},
			rota: business.Rota{Shift: t.OnCall.Shift, Handover: t.OnCall.Handover, Zone: b.zoneOf(t), NightFrom: t.OnCall.NightFrom, NightTo: t.OnCall.NightTo}}
		for _, r := range b.in.Records.Pages {
			if r.Team == t.ID {
				c.addPage(r, b.zoneOf(t))
			}
		}
		for _, s := range b.in.Records.Shifts {
			if s.Team == t.ID {
				c.rota.Shifts = append(c.rota.Shifts, stats.Interval{Start: s.Start.Unix(), End: s.End.Unix()})
				c.pageFiles = append(c.pageFiles, s.Pos.File)
			}
		}
		for _, r := range b.in.Records.Work {
			if r.Team == t.ID {
				c.work = append(c.work, business.Work{Start: r.Start.Unix(), End: r.End.Unix(), Minutes: r.Minutes, Toil: r.Kind == records.Toil, Operations: r.Kind == records.Operations})
				c.workFiles, c.workFrom = append(c.workFiles, r.Pos.File), min(c.workFrom, r.Start.Unix())
			}
		}
		c.pageFiles, c.workFiles = notNil(sortedSet(c.pageFiles)), notNil(sortedSet(c.workFiles))
		return c
	})
}

func (c *calls) addPage(r records.Page, zone *time.Location) {
	if r.Zone != nil {
		zone = r.Zone
	}
	c.pages = append(c.pages, business.Page{At: r.At.Unix(), Zone: zone, Service: r.Service, Quiet: r.Quiet, Asleep: r.Asleep, Ack: r.Acknowledged.Seconds(), Acked: r.Acked})
	c.pageFiles, c.from = append(c.pageFiles, r.Pos.File), min(c.from, r.At.Unix())
}

// load is the load of the j-th quarter; false for quarters that were over before
// the first page on record, and outside the book.
func (b *builder) load(c *calls, j int) (business.Load, bool) {
	if j < 0 || j >= len(b.book.Quarters) || c.from >= b.soFar(j).End {
		return business.Load{}, false
	}
	return memo(c.loads, j, func() business.Load { return business.LoadOf(c.pages, c.rota, b.quarterSpan(j), b.asOf) }), true
}

// charges are what a team was charged, up to the present.
type charges struct {
	list  []business.Charge
	files []string
}

func (b *builder) charges(team string) *charges {
	return memo(b.ledger.charges, team, func() *charges {
		c := &charges{}
		for _, r := range b.in.Records.Costs {
			if r.Team != team || r.Start.Unix() >= b.asOf {
				continue
			}
			c.list = append(c.list, business.Charge{Start: r.Start.Unix(), End: r.End.Unix(), Effective: r.Effective, Billed: r.Billed,
				Credit: r.Credit, Category: r.Category, Currency: r.Currency})
			c.files = append(c.files, r.Pos.File)
		}
		c.files = sortedSet(c.files)
		return c
	})
}

// values are a KPI's values that began before the present, in order.
type values struct {
	points []business.Point
	files  []string
}

func (b *builder) valuesOf(kpi string) *values {
	return memo(b.ledger.values, kpi, func() *values {
		v := &values{}
		for _, r := range b.in.Records.KPIs {
			if r.KPI == kpi && r.Start.Unix() < b.asOf {
				v.points = append(v.points, business.Point{Start: r.Start.Unix(), End: r.End.Unix(), Value: r.Value})
				v.files = append(v.files, r.Pos.File)
			}
		}
		v.files = sortedSet(v.files)
		return v
	})
}

// countedSamples are an objective's samples without the time that was agreed
// not to count.
func (b *builder) countedSamples(id string) []slo.Sample {
	return memo(b.ledger.counted, id, func() []slo.Sample {
		tr := b.tracks[id]
		if tr == nil {
			return nil
		}
		var out []stats.Interval
		for _, t := range b.excluded[id] {
			out = append(out, t.Interval)
		}
		return without(tr.Samples, stats.Union(out))
	})
}

// without cuts stretches out of samples; what is left of one keeps its share of
// the events.
func without(samples []slo.Sample, stretches []stats.Interval) []slo.Sample {
	if len(stretches) == 0 {
		return samples
	}
	var out []slo.Sample
	for _, s := range samples {
		from := s.Start
		keep := func(to int64) {
			if part := s; to > from {
				share := float64(to-from) / float64(s.End-s.Start)
				part.Start, part.End, part.Total, part.Bad = from, to, s.Total*share, s.Bad*share
				out = append(out, part)
			}
		}
		for _, x := range stretches {
			if x.Start < s.End && x.End > s.Start {
				keep(min(x.Start, s.End))
				from = max(from, x.End)
			}
		}
		keep(s.End)
	}
	return out
}

package report

import (
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"quarterdeck/generator/config"
	"quarterdeck/generator/content"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/issued"
	"quarterdeck/generator/metrics"
	"quarterdeck/generator/postmortem"
	"quarterdeck/generator/quarter"
	"quarterdeck/generator/records"
	"quarterdeck/generator/slo"
)

// Input is what was loaded.
type Input struct {
	Config      *config.Site
	Store       *metrics.Store
	Postmortems []postmortem.Postmortem
	Content     *content.Content
	// Records are deployments, launches, on-call, costs and values of KPIs.
	Records *records.Records
	// Issued quarters, by name.
	Issued map[string]*issued.File
	// Edition is nil for internal readers. What it hides is not among the rest
	// of the input.
	Edition *Edition
	// NotOurs are stretches of time, by objective, in which a hidden team owned
	// it: their samples are left out.
	NotOurs map[string][]slo.Interval
	// Files is every input file with its digest, by path.
	Files map[string]SourceFile
	// AsOf is the present of every figure; zero: the end of the last sample,
	// or without metrics of the last incident.
	AsOf time.Time
}

// builder joins one input. Its fields are filled in the order of Build.
type builder struct {
	in    Input
	diags *diag.List
	cal   quarter.Calendar
	loc   *time.Location
	asOf  int64

	// teamsBroken is set when a team file has an error, or there is none: a
	// name that seems unknown may stand in it, so nothing is said of such
	// names, nor of metrics that nothing uses.
	teamsBroken bool

	// By id: services that have an owner at some time, and their objectives.
	services map[string]Ref
	slosOf   map[string][]string
	slos     map[string]config.SLO
	tracks   map[string]*track

	quarters  []quarter.Quarter // of book.Quarters
	incidents []*incident       // in order of start
	withheld  []*incident       // those that the edition does not show
	bySlug    map[string]*incident
	index     incidentIndex
	// touching lists, by objective, the incidents that can have spent it.
	touching map[string][]*incident
	// withheldOn are the windows of withheld incidents, by objective.
	withheldOn map[string][]slo.Window

	// whole holds each objective's quarters whoever owned it, aligned with
	// book.Quarters, nil before its time; owned the parts in each team's
	// hands, by team and quarter.
	whole map[string][]*SLOQuarter
	owned map[string][][]*SLOQuarter
	// sliding is each objective's spend of 28 days; conditions are those of the
	// policies that look at it.
	sliding    map[string]fourWeeks
	conditions []config.Condition
	// results are the arithmetic behind whole, for what-if questions.
	results map[string][]slo.Past
	// excluded lists, by objective, what is left out of it.
	excluded map[string][]touch
	// issues are what was found of issued quarters, aligned with quarters; nil
	// for drafts.
	issues []*issuedQuarter
	// reports are the teams' of each quarter, filled in order of time.
	reports map[reportKey]*TeamQuarter
	// ledger is the records by whom they are about, scale what ranks findings.
	ledger ledger
	scale  scale
	// gauges are the readings of capacities, by id.
	gauges map[string]gauge
	// extents are the metric files by path, with their first and last instant.
	extents map[string]metrics.File

	book *Book
}

// Build joins everything into the book of reports. Problems of the input go to
// diags; the book is as whole as the input allows.
func Build(ctx context.Context, in Input, diags *diag.List) (*Book, error) {
	b := newBuilder(in, diags)
	b.measure()
	return b.join(ctx)
}

// join makes the reports of what was measured.
func (b *builder) join(ctx context.Context) (*Book, error) {
	if b.in.Edition == nil { // the others rest on less data, which may leave gaps
		b.checkStray()
	}
	b.setPresent()
	b.checkCommentary()
	b.checkKeyResults()
	b.joinIncidents()
	b.readExclusions()
	if err := b.judge(ctx); err != nil {
		return nil, err
	}
	b.warnOfNothingLeft()
	b.spendsOfIncidents()
	b.detections()
	b.checkRecords()
	b.scale = b.findScale()
	b.teamQuarters()
	b.chargeTeams()
	b.organisations()
	b.teamsOverTime()
	b.slosOverTime()
	b.journeys()
	b.book.JourneyIndex = b.journeyIndex()
	b.maturities()
	b.book.Library = b.library()
	b.book.Actions = b.actionList()
	b.book.Methodology = b.methodology()
	b.book.Pages = b.pages()
	return b.book, nil
}

func newBuilder(in Input, diags *diag.List) *builder {
	if in.Records == nil {
		in.Records = &records.Records{}
	}
	b := &builder{
		in: in, diags: diags, cal: in.Config.Calendar, loc: in.Config.Calendar.Location, book: &Book{},
		services: map[string]Ref{}, slosOf: map[string][]string{}, slos: map[string]config.SLO{},
		tracks: map[string]*track{}, touching: map[string][]*incident{}, withheldOn: map[string][]slo.Window{},
		whole: map[string][]*SLOQuarter{}, owned: map[string][][]*SLOQuarter{}, results: map[string][]slo.Past{},
		extents: map[string]metrics.File{}, reports: map[reportKey]*TeamQuarter{}, gauges: map[string]gauge{}, ledger: newLedger(),
	}
	for _, f := range in.Store.Files() {
		b.extents[f.Path] = f
	}
	b.teamsBroken = len(in.Config.Teams) == 0
	for _, d := range diags.Sorted() {
		b.teamsBroken = b.teamsBroken || d.Severity == diag.Error && strings.HasPrefix(d.File, "data/teams/")
	}
	for _, t := range in.Config.Teams {
		for _, s := range t.Services {
			b.services[s.ID] = Ref{ID: s.ID, Name: s.Name}
		}
	}
	for _, s := range in.Config.SLOs() {
		b.slos[s.ID] = s
		b.slosOf[s.Service] = append(b.slosOf[s.Service], s.ID)
	}
	return b
}

// setPresent fixes the as-of instant and the quarters of the book.
func (b *builder) setPresent() {
	b.asOf = b.present()
	if b.asOf == 0 && b.diags.Count(diag.Error) == 0 {
		b.diags.Errorf(diag.Pos{File: "data"}, "no-dates", "put exported time series under data/metrics, or a postmortem under data/postmortems",
			"nothing has a date: there are no metrics and no incidents, so there is no quarter to report on")
	}
	b.book.Site = b.siteInfo()
	first, ok := b.firstInstant()
	if !ok {
		first = b.asOf
	}
	last := b.cal.Of(time.Unix(b.asOf-1, 0))
	// Ranges that include both their ends bring a minute of the quarter before:
	// a quarter begins the book with an hour of data at least.
	begin := min(time.Unix(first, 0).Add(time.Hour).Unix(), b.asOf-1)
	for q := b.cal.Of(time.Unix(begin, 0)); q.Compare(last) <= 0; q = q.Add(1) {
		b.quarters = append(b.quarters, q)
		b.book.Quarters = append(b.book.Quarters, QuarterOf(b.cal, q, b.asOf))
	}
	b.book.Latest = len(b.quarters) - 1
	if b.book.Latest > 0 && b.book.Quarters[b.book.Latest].Running && b.holdsAnything(b.book.Quarters[b.book.Latest-1]) {
		b.book.Latest--
	}
}

// holdsAnything tells whether a quarter has a sample or an incident: the home
// page shows the latest finished quarter, but never an empty one while the
// running one has something to say.
func (b *builder) holdsAnything(q Quarter) bool {
	start, end := q.Start.Unix(), q.End.Unix()
	for _, t := range b.tracks {
		if t.First < end && t.Last > start {
			return true
		}
	}
	return slices.ContainsFunc(b.in.Postmortems, func(pm postmortem.Postmortem) bool {
		return pm.Started.Unix() >= start && pm.Started.Unix() < end
	})
}

// present is the as-of instant: stated, else the end of the last sample, else
// the last clock of any incident.
func (b *builder) present() int64 {
	if !b.in.AsOf.IsZero() {
		return b.in.AsOf.Unix()
	}
	_, last, _ := b.issuedSpan() // an issued quarter has ended, whatever data are left
	for _, t := range b.tracks {
		last = max(last, t.Last)
	}
	if last > 0 {
		return last
	}
	if !b.in.Store.Empty() {
		return b.in.Store.LastInstant()
	}
	latest := int64(0)
	for i := range b.in.Postmortems {
		pm := &b.in.Postmortems[i]
		for _, t := range []time.Time{pm.Started, pm.Detected, pm.Mitigated, pm.Resolved} {
			if !t.IsZero() {
				latest = max(latest, t.Unix()+1)
			}
		}
	}
	return latest
}

// firstInstant is where the book begins: the first sample, else the first
// incident.
func (b *builder) firstInstant() (int64, bool) {
	first, ok := int64(0), false
	note := func(t int64) {
		if !ok || t < first {
			first, ok = t, true
		}
	}
	for _, t := range b.tracks {
		if len(t.Samples) > 0 {
			note(t.Samples[0].Start)
		}
	}
	if at, issued, known := b.issuedSpan(); known && issued <= b.asOf {
		note(at)
	}
	if ok {
		return min(first, b.asOf-1), true
	}
	for i := range b.in.Postmortems {
		if s := b.in.Postmortems[i].Started; !s.IsZero() && b.in.Postmortems[i].LeftOut == "" {
			note(s.Unix())
		}
	}
	return first, ok
}

func (b *builder) siteInfo() Site {
	c := b.in.Config
	return Site{
		Title: c.Title, Description: c.Description, BaseURL: c.BaseURL, Language: c.Language,
		Internal: b.in.Edition.internal(c.Internal), Edition: b.in.Edition, TimeZone: b.loc.String(), AsOf: unixUTC(b.asOf), Location: b.loc,
	}
}

// judge computes every objective's quarters, objectives side by side.
func (b *builder) judge(ctx context.Context) error {
	for _, in := range b.incidents {
		for _, id := range in.touches {
			b.touching[id] = append(b.touching[id], in)
		}
	}
	for _, in := range b.withheld {
		for _, id := range in.touches {
			b.withheldOn[id] = append(b.withheldOn[id], in.window)
		}
	}
	b.conditions, b.sliding = b.fourWeekConditions(), map[string]fourWeeks{}
	ids := sortedKeys(b.slos)
	judged := make([]judgement, len(ids))
	g, ctx := errgroup.WithContext(ctx)
	memory := make(chan *slo.Sliding, parallel()) // large, so each is used again
	for range cap(memory) {
		memory <- new(slo.Sliding)
	}
	for i, id := range ids {
		sliding := <-memory
		g.Go(func() error {
			defer func() { memory <- sliding }()
			judged[i] = b.judgeSLO(ctx, b.slos[id], sliding)
			return ctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, t := range b.in.Config.Teams {
		b.owned[t.ID] = make([][]*SLOQuarter, len(b.quarters))
	}
	for i, id := range ids {
		b.sliding[id] = judged[i].sliding
		b.whole[id], b.results[id] = judged[i].whole, judged[i].past
		for _, o := range judged[i].owned {
			b.owned[o.team][o.quarter] = append(b.owned[o.team][o.quarter], o.SLOQuarter)
		}
	}
	b.honourIssues()
	b.compareQuarters()
	return nil
}

// quarterOf is an objective's quarter n after (before, if negative) the one
// with a slug; nil if there is none.
func (b *builder) quarterOf(id, slug string, n int) *SLOQuarter {
	i := b.quarterIndex(slug) + n
	if i < 0 || i >= len(b.whole[id]) {
		return nil
	}
	return b.whole[id][i]
}

func (b *builder) quarterIndex(slug string) int {
	return slices.IndexFunc(b.book.Quarters, func(q Quarter) bool { return q.Slug == slug })
}

func (b *builder) quarterAt(t int64) (Quarter, bool) {
	for _, q := range b.book.Quarters {
		if t >= q.Start.Unix() && t < q.End.Unix() {
			return q, true
		}
	}
	return Quarter{}, false
}

func (b *builder) running(slug string) bool {
	i := b.quarterIndex(slug)
	return i >= 0 && b.book.Quarters[i].Running
}

func (b *builder) label(slug string) string {
	if i := b.quarterIndex(slug); i >= 0 {
		return b.book.Quarters[i].Label
	}
	return slug
}

//go:build unix

package report

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/content"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/metrics"
	"quarterdeck/generator/postmortem"
	"quarterdeck/generator/slo"
)

// large is an organisation held in memory: teams of five services with two
// objectives each, a year of five-minute samples, incidents all over it. No
// file is read: what metrics would find in files is put in its place.
type large struct {
	input  Input
	tracks map[string]metrics.Track
}

const (
	largeServices = 5 // a team
	largeSLOs     = 2 // a service
	year          = 365 * 86400
)

var (
	largeBegin    = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	largeCauses   = []string{"missing-limit", "untested-change", "capacity", "expired-certificate", "retry-storm", "unclear-ownership", "single-point", "slow-query"}
	largeTriggers = []string{"config-push", "deployment", "provider-outage", "traffic-peak", "hardware", "expiry"}
)

func newLarge(tb testing.TB, slos, incidents int) *large {
	tb.Helper()
	teams := slos / (largeServices * largeSLOs)
	files := fstest.MapFS{"config.toml": {Data: []byte("title = \"Large\"\ntime_zone = \"UTC\"\n")}}
	for t := range teams {
		files[fmt.Sprintf("data/teams/team-%03d.toml", t)] = &fstest.MapFile{Data: []byte(largeTeam(t))}
	}
	var diags diag.List
	conf := config.Load(files, &diags)
	store, problems := metrics.Load(files, "data/metrics", metrics.Options{})
	diags.Append(problems)
	if diags.Count(diag.Error) > 0 {
		tb.Fatal(diags.Sorted())
	}
	l := &large{tracks: map[string]metrics.Track{}, input: Input{
		Config: conf, Store: store, Content: &content.Content{}, Files: map[string]SourceFile{}, AsOf: largeBegin.Add(year * time.Second),
	}}
	r := rand.New(rand.NewPCG(29, 92))
	for i := range incidents {
		l.input.Postmortems = append(l.input.Postmortems, largeIncident(r, i, teams))
	}
	for _, s := range conf.SLOs() {
		l.tracks[s.ID] = largeTrack(r)
	}
	for i := range l.input.Postmortems {
		l.fail(&l.input.Postmortems[i])
	}
	return l
}

func largeTeam(t int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "name = \"Team %03d\"\n", t)
	for s := range largeServices {
		fmt.Fprintf(&b, "[[service]]\nid = %q\n", largeService(t, s))
	}
	for s := range largeServices {
		for k := range largeSLOs {
			fmt.Fprintf(&b, "[[slo]]\nid = %q\nservice = %q\ntotal = \"t\"\nbad = \"b\"\nobjective = 0.999\n", largeSLO(t, s, k), largeService(t, s))
		}
	}
	return b.String()
}

func largeService(team, service int) string { return fmt.Sprintf("service-%03d-%d", team, service) }

func largeSLO(team, service, k int) string { return fmt.Sprintf("slo-%03d-%d-%d", team, service, k) }

// largeIncident is one on a service of some team, of a length drawn from the
// lognormal distribution of a published fleet (median 67 minutes).
func largeIncident(r *rand.Rand, i, teams int) postmortem.Postmortem {
	team, service := r.IntN(teams), r.IntN(largeServices)
	start := largeBegin.Add(time.Duration(r.Int64N(year-86400)) * time.Second)
	restore := min(86400, 67*60*math.Exp(1.255*r.NormFloat64()))
	after := func(share float64) time.Time { return start.Add(time.Duration(restore*share) * time.Second) }
	id := fmt.Sprintf("INC-%d", i)
	pm := postmortem.Postmortem{
		ID: id, Slug: strings.ToLower(id), Title: "It broke", Status: postmortem.Final, Kind: postmortem.Incident,
		Severity: postmortem.Word{Text: "sev2"}, Started: start, Detected: after(0.1), Mitigated: after(0.8), Resolved: after(1),
		Services: []postmortem.Word{{Text: largeService(team, service)}}, NoticedBy: postmortem.Word{Text: "alert"},
		Trigger:    postmortem.Word{Text: largeTriggers[r.IntN(len(largeTriggers))]},
		RootCauses: []postmortem.Word{{Text: largeCauses[r.IntN(len(largeCauses))]}},
		File:       "data/postmortems/" + id + ".md",
		Actions:    []postmortem.Action{{ID: "a", Title: "Mend it", Due: start.AddDate(0, 1, 0), Finished: i%3 > 0}},
	}
	if i%10 == 0 {
		pm.CausedBy = postmortem.Word{Text: fmt.Sprintf("team-%03d", r.IntN(teams))}
	}
	return pm
}

// largeTrack is a year of five-minute samples of noise.
func largeTrack(r *rand.Rand) metrics.Track {
	begin := largeBegin.Unix()
	t := metrics.Track{Kind: config.KindDelta, Step: 5 * time.Minute, Coarsest: 5 * time.Minute, First: begin, Last: begin + year, Series: 2}
	t.Samples = make([]slo.Sample, year/300)
	for i := range t.Samples {
		at := begin + int64(i)*300
		t.Samples[i] = slo.Sample{Start: at, End: at + 300, Total: 12_000, Bad: float64(r.IntN(5)), Coverage: 1}
	}
	return t
}

// fail lets a twentieth of the events fail while an incident lasts.
func (l *large) fail(pm *postmortem.Postmortem) {
	for k := range largeSLOs {
		samples := l.tracks["slo-"+strings.TrimPrefix(pm.Services[0].Text, "service-")+fmt.Sprint("-", k)].Samples
		from := max(0, (pm.Started.Unix()-largeBegin.Unix())/300)
		for i := from; i < int64(len(samples)) && samples[i].Start < pm.Resolved.Unix(); i++ {
			samples[i].Bad = 600
		}
	}
}

// build is Build with the samples in place of what measure makes of files.
func (l *large) build(tb testing.TB) *Book {
	b := newBuilder(l.input, &diag.List{})
	for id, t := range l.tracks {
		b.take(b.slos[id], t)
	}
	book, err := b.join(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	return book
}

// BenchmarkBuild is everything between the samples and the reports: attribution
// and statistics of four quarters. Linear means: cpu-ns/unit stays, where the
// units are the samples and the incidents. It is processor time, which other
// work on the machine disturbs less.
func BenchmarkBuild(b *testing.B) {
	for _, part := range []int{4, 2, 1} {
		slos, incidents := 600/part, 5000/part
		l := newLarge(b, slos, incidents)
		l.run(b, fmt.Sprintf("%d SLOs, %d incidents", slos, incidents), slos*year/300+incidents)
	}
}

// BenchmarkIncidents has ever more incidents on the same few objectives, and the
// incident as its unit: libraries, likeness and facets must not look at pairs.
func BenchmarkIncidents(b *testing.B) {
	for _, incidents := range []int{1250, 2500, 5000, 10_000} {
		l := newLarge(b, 20, incidents)
		l.run(b, fmt.Sprintf("%d incidents", incidents), incidents)
	}
}

func (l *large) run(b *testing.B, name string, units int) {
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		before := processorTime()
		for b.Loop() {
			l.build(b)
		}
		cpu := float64((processorTime() - before).Nanoseconds()) / float64(b.N)
		b.ReportMetric(cpu/1e6, "cpu-ms/op")
		b.ReportMetric(cpu/float64(units), "cpu-ns/unit")
	})
}

// processorTime is what all threads have used so far.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

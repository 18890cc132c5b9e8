//go:build unix

package generator_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/input"
	"quarterdeck/generator/metrics"
	"quarterdeck/generator/report"
	"quarterdeck/generator/site"
	"quarterdeck/generator/theme"
	"quarterdeck/themes"
)

// A twentieth of a large organisation: 600 objectives and 5,000 incidents.
const (
	benchTeams     = 3
	benchSLOs      = 10 // a team
	benchIncidents = 250
)

// benchSite is a site in memory: a year of five-minute samples as CSV, a file
// for each objective and quarter.
func benchSite() fstest.MapFS {
	out := fstest.MapFS{}
	put := func(path, text string) { out[path] = &fstest.MapFile{Data: []byte(text)} }
	put("config.toml", "title = \"Large\"\n")
	r := rand.New(rand.NewPCG(29, 92))
	begin := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	for t := range benchTeams {
		var team strings.Builder
		for s := range benchSLOs {
			id := fmt.Sprintf("s%d-%d", t, s)
			// Tables of arrays may stand in any order.
			fmt.Fprintf(&team, "[[service]]\nid = %q\n[[slo]]\nid = %q\nservice = %q\ntotal = 'requests{slo=%q}'\nbad = 'failures{slo=%q}'\nobjective = 0.999\n", id, id, id, id, id)
			for q := range 4 {
				put(fmt.Sprintf("data/metrics/%s-%d.csv", id, q), benchRows(r, id, begin.AddDate(0, 3*q, 0), begin.AddDate(0, 3*q+3, 0)))
			}
		}
		put(fmt.Sprintf("data/teams/t%d.toml", t), team.String())
	}
	for i := range benchIncidents {
		put(fmt.Sprintf("data/postmortems/%03d.md", i), benchIncident(r, i, begin))
	}
	return out
}

func benchRows(r *rand.Rand, id string, from, to time.Time) string {
	var b strings.Builder
	b.WriteString("time,slo,requests,failures\n")
	for at := from; at.Before(to); at = at.Add(5 * time.Minute) {
		fmt.Fprintf(&b, "%s,%s,%d,%d\n", at.Format(time.RFC3339), id, 11_000+r.IntN(2000), r.IntN(5))
	}
	return b.String()
}

func benchIncident(r *rand.Rand, i int, begin time.Time) string {
	at := begin.Add(time.Duration(r.IntN(360*86400)) * time.Second)
	restore := time.Duration(min(86400, 67*60*math.Exp(1.255*r.NormFloat64()))) * time.Second
	return fmt.Sprintf("+++\nid = \"INC-%d\"\ntitle = \"It broke\"\nstarted = %s\ndetected = %s\nresolved = %s\nservices = [\"s%d-%d\"]\ntrigger = \"t%d\"\nroot_causes = [\"c%d\"]\n+++\n\n## Summary\n\n%s\n\n## Action items\n\n- [ ] Mend it (due 2026-01-01)\n",
		i, at.Format(time.RFC3339), at.Add(restore/10).Format(time.RFC3339), at.Add(restore).Format(time.RFC3339),
		r.IntN(benchTeams), r.IntN(benchSLOs), r.IntN(6), r.IntN(8), strings.Repeat("Something failed, and somebody mended it. ", 40))
}

// BenchmarkPhases tells what each stage of a build takes, in milliseconds of
// processor time, and the share of attribution and statistics.
func BenchmarkPhases(b *testing.B) {
	files := benchSite()
	var load, samples, build, render time.Duration
	for b.Loop() {
		var diags diag.List
		at := processorTime()
		lap := func(into *time.Duration) {
			*into += processorTime() - at
			runtime.GC() // what one stage leaves behind is not the next one's work
			at = processorTime()
		}
		in := input.Load(files, input.Options{}, &diags)
		lap(&load)
		for _, s := range in.Config.SLOs() {
			var unused diag.List
			in.Store.Samples(s, metrics.SampleOptions{Location: in.Config.Calendar.Location, InstanceLabels: in.Config.Budget.InstanceLabels}, &unused)
		}
		lap(&samples)
		book, err := report.Build(context.Background(), in, &diags)
		if err != nil || diags.Count(diag.Error) > 0 {
			b.Fatal(err, diags.Sorted())
		}
		lap(&build)
		renderAll(b, book)
		lap(&render)
	}
	n := float64(b.N)
	ms := func(d time.Duration) float64 { return float64(d.Milliseconds()) / n }
	b.ReportMetric(ms(load), "ms-load")
	b.ReportMetric(ms(samples), "ms-samples")
	b.ReportMetric(ms(build-samples), "ms-reports")
	b.ReportMetric(ms(render), "ms-render")
	b.ReportMetric(100*float64(build-samples)/float64(load+build+render), "%-reports")
}

func renderAll(b *testing.B, book *report.Book) {
	look, _, err := theme.Load(themes.FS, nil, theme.Default)
	if err != nil {
		b.Fatal(err)
	}
	s, _, err := site.Build(book, look, nil)
	if err != nil {
		b.Fatal(err)
	}
	for _, f := range s.Files() {
		if _, err := f.Bytes(); err != nil {
			b.Fatal(err)
		}
	}
}

// processorTime is what all threads have used so far.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

package report_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"quarterdeck/generator/report"
)

// nullYear is five quarters in which nothing changes: three teams with incidents
// at random times, of durations drawn from the lognormal fit to a published
// fleet (median 67 minutes, 95th percentile 528: σ = 1.255).
func nullYear(seed uint64) site {
	r := rand.New(rand.NewPCG(seed, 29))
	out := site{"config.toml": plainConfig}
	for k := range 3 {
		out[fmt.Sprintf("data/teams/t%d.toml", k)] = fmt.Sprintf("[[service]]\nid='s%d'\n", k)
	}
	start := instant("2025-01-01T00:00:00Z")
	length := instant("2026-04-01T00:00:00Z").Sub(start)
	for i := range 60 {
		at := start.Add(time.Duration(r.Int64N(int64(length))).Truncate(time.Second))
		restore := 67 * 60 * math.Exp(1.255*r.NormFloat64())
		detect, mitigate := restore*r.Float64()/2, restore*(0.5+r.Float64()/2)
		after := func(seconds float64) string { return at.Add(time.Duration(seconds) * time.Second).Format(time.RFC3339) }
		out[fmt.Sprintf("data/postmortems/%02d.md", i)] = fmt.Sprintf("+++\nid = \"I%d\"\ntitle = \"It broke\"\nstatus = \"record\"\nstarted = %s\ndetected = %s\nmitigated = %s\nresolved = %s\nservices = [\"s%d\"]\n+++\n",
			i, after(0), after(detect), after(mitigate), after(restore), r.IntN(3))
	}
	return out
}

// claims counts the quarters of a book in which any test, of any team, claims a
// change, of those that test anything.
func claims(book *report.Book) (claimed, tested int) {
	for _, o := range book.Organisations {
		any, claim := false, false
		note := func(s report.IncidentSummary) {
			for _, d := range append(append([]report.Durations{}, s.Clocks...), s.Between...) {
				if d.Change != nil && !d.Change.TooFew {
					any = true
					claim = claim || d.Change.Verdict == "longer" || d.Change.Verdict == "shorter"
				}
			}
		}
		note(o.Summary)
		for _, tq := range book.TeamQuarters {
			if tq.Quarter.Slug == o.Quarter.Slug {
				note(tq.Summary)
			}
		}
		if any {
			tested++
		}
		if claim {
			claimed++
		}
	}
	return claimed, tested
}

// A hundred null years, four comparisons each: at most 6.5 % of the quarters
// claim a change anywhere, 5 % and the error of so many draws.
func TestANullYearClaimsNoChange(t *testing.T) {
	claimed, tested := 0, 0
	for seed := range uint64(100) {
		book, _ := nullYear(seed).build(t)
		c, n := claims(book)
		claimed, tested = claimed+c, tested+n
	}
	if tested < 350 {
		t.Fatalf("only %d quarters could be tested", tested)
	}
	if share := float64(claimed) / float64(tested); share > 0.065 {
		t.Errorf("%d of %d quarters claim a change, %.1f %%", claimed, tested, share*100)
	}
	t.Logf("%d of %d quarters claim a change", claimed, tested)
}

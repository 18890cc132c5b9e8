package report_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"quarterdeck/generator/report"
)

// year is 2025 at 1,000 events an hour and 99.9 %: its quarters of 2,160,
// 2,184, 2,208 and 2,208 hours may lose as many. On 10 February A (config push)
// lost 900 an hour for three hours, on 10 May B (config push) 900 for two and
// nobody 100 more, on 10 August C (release) 900 for three; the last quarter
// lost 500 in a stretch that no one wrote up.
func year(extra string) site {
	bad := map[string]int{"2025-05-11T10:00:00Z": 100, "2025-11-10T10:00:00Z": 500}
	for _, at := range []string{"02-10T10", "02-10T11", "02-10T12", "05-10T10", "05-10T11", "08-10T10", "08-10T11", "08-10T12"} {
		bad["2025-"+at+":00:00Z"] = 900
	}
	incident := func(id, day, until, trigger string, causes ...string) string {
		return fact(pm(id, "2025-"+day+"T10:00:00Z", "2025-"+day+"T"+until+":00:00Z"), fmt.Sprintf("trigger = %q", trigger), `root_causes = ["`+strings.Join(causes, `", "`)+`"]`)
	}
	return site{
		"config.toml":           plainConfig,
		"data/teams/web.toml":   webTeam + extra,
		"data/metrics/a.csv":    hours("2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z", bad),
		"data/postmortems/a.md": incident("A", "02-10", "13", "config push", "no-stages"),
		"data/postmortems/b.md": incident("B", "05-10", "12", "config push", "no-limit"),
		"data/postmortems/c.md": incident("C", "08-10", "13", "release", "no-stages", "no-limit"),
	}
}

func candidate(t *testing.T, s *report.SLO, target float64) report.Candidate {
	t.Helper()
	for _, c := range s.Candidates {
		if c.Target == target {
			return c
		}
	}
	t.Fatalf("%v was not tried", target)
	return report.Candidate{}
}

// As it was: 2,700 of 2,160, 1,900 of 2,184, 2,700 of 2,208 and 500 of 2,208:
// two quarters held 99.9 %.
func TestTheHistoryWithoutOneCause(t *testing.T) {
	book, _ := year("").build(t)
	s := book.SLOs[0]
	if c := candidate(t, s, 0.999); c.Met != 2 || c.Of != 4 {
		t.Fatalf("99.9 %% was met in %d of %d", c.Met, c.Of)
	}
	got := map[string]report.WithoutVerdict{}
	most := map[string]float64{}
	for _, w := range s.Without {
		most[w.Cause.ID] = w.Most
		for _, v := range w.Verdicts {
			if v.Target == 0.999 {
				got[w.Cause.ID] = v
			}
		}
	}
	// Without config pushes the first is mended; without "no-stages" the first
	// and, with half of C's 2,700 gone, the third; without "no-limit" the third.
	for cause, want := range map[string]int{"config push": 3, "release": 3, "no-stages": 4, "no-limit": 3} {
		if v, ok := got[cause]; !ok || v.Met != want || v.AsItWas != 2 || v.Of != 4 || !v.Current {
			t.Errorf("without %s: %+v, want %d", cause, v, want)
		}
	}
	if g := got["no-stages"].Gained; len(g) != 2 || g[0] != "2025-q1" || g[1] != "2025-q3" {
		t.Errorf("gained %v", g)
	}
	worst := most["config push"]
	near(t, "config pushes at their worst", &worst, 2700.0/2160)
	if s.Without[0].Cause.ID != "no-stages" {
		t.Errorf("%s leads, though another gains more", s.Without[0].Cause.ID)
	}
	if s.TooShort {
		t.Error("four quarters are called too short")
	}
}

// 2025 has 365 days: 338 windows of 28 whole days, ending on 28 January to 31
// December. One holds 28 × 24 = 672 hours and may lose 672 at 99.9 %: those with
// 10 February, with 10 May (1,800 + 100) or with 10 August in them miss, 28
// each; 500 are within.
func TestRollingWindows(t *testing.T) {
	book, _ := year("candidates = [0.9975]\n").build(t)
	c := candidate(t, book.SLOs[0], 0.999)
	if c.Rolling == nil || c.Rolling.Of != 338 || c.Rolling.Met != 338-3*28 {
		t.Errorf("%+v, want %d of 338", c.Rolling, 338-3*28)
	}
	// At 99.75 % 1,680 may fail; all three miss, the windows that end on 10 May
	// itself too, for 1,800 > 1,680.
	if c := candidate(t, book.SLOs[0], 0.9975); c.Rolling.Met != 338-3*28 || c.Met != 4 {
		t.Errorf("99.75 %%: %+v, %d quarters", c.Rolling, c.Met)
	}
	// A quarter of 45 days has 18 windows, and none is finished.
	book, _ = site{"config.toml": plainConfig, "data/teams/web.toml": webTeam,
		"data/metrics/a.csv": hours("2026-01-01T00:00:00Z", "2026-02-15T00:00:00Z", nil)}.build(t)
	if s := book.SLOs[0]; len(s.Candidates) != 0 || !s.TooShort || len(s.Nines) != 0 {
		t.Errorf("a history of half a quarter: %+v, too short %v", s.Candidates, s.TooShort)
	}
}

// At 99.95 % the quarters may lose 1,080, 1,092, 1,104 and 1,104: beyond it
// failed 1,620 + 808 + 1,596 = 4,024.
func TestWhatTheNextNineIsWorth(t *testing.T) {
	book, _ := year("[[slo.nine]]\ntarget = 0.9995\ncost = 80480\ncurrency = \"EUR\"\nnote = \"a second region\"\n").build(t)
	nines := book.SLOs[0].Nines
	if len(nines) != 1 || nines[0].Quarters != 4 || nines[0].Met != 1 || nines[0].Currency != "EUR" {
		t.Fatalf("%+v", nines)
	}
	near(t, "failures beyond it", &nines[0].Saved, 4024)
	near(t, "for each", nines[0].PerEvent, 20)
	if nines[0].Worth != nil || nines[0].Each != nil {
		t.Errorf("nobody priced an event: %+v", nines[0])
	}
	// At £0.50 each, 40 % of them lost for good: 4,024 × 0.2.
	priced := year("[[slo.nine]]\ntarget = 0.9995\ncost = 80480\ncurrency = \"EUR\"\n[[value]]\nslo = \"shop-up\"\nper_event = 0.5\nlost = 0.4\ncurrency = \"GBP\"\nassumption = \"Margin.\"\n")
	book, _ = priced.build(t)
	if n := book.SLOs[0].Nines[0]; n.Worth == nil || n.Worth.Currency != "GBP" || math.Abs(n.Worth.Amount-804.8) > 1e-9 || n.Each.Amount != 0.5 || n.Lost != 0.4 || n.Assumption != "Margin." {
		t.Errorf("%+v", n)
	}
	// Without a stated cost the next candidate is counted, and nothing priced.
	book, _ = year("").build(t)
	nines = book.SLOs[0].Nines
	if len(nines) != 1 || nines[0].Target != 0.9995 || nines[0].Cost != nil || nines[0].PerEvent != nil {
		t.Fatalf("%+v", nines)
	}
	near(t, "failures beyond it", &nines[0].Saved, 4024)
}

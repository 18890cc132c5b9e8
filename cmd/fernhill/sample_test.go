package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// site is the sample's folder, from this package.
const site = "../.."

// The sample is generated once, as that takes seconds; each part of what is
// promised about it is a test of its own below.
func TestSample(t *testing.T) {
	sc, err := loadScenario()
	if err != nil {
		t.Fatal(err)
	}
	fresh := t.TempDir()
	tracks, err := writeMetrics(sc, fresh)
	if err != nil {
		t.Fatal(err)
	}
	if err := writeRecords(sc, fresh); err != nil {
		t.Fatal(err)
	}
	st, err := loadStory()
	if err != nil {
		t.Fatal(err)
	}
	if err := writeStory(sc, st, tracks, fresh); err != nil {
		t.Fatal(err)
	}
	t.Run("metrics in the repository are what the scenario gives", func(t *testing.T) {
		compare(t, filepath.Join(fresh, "data/metrics"), filepath.Join(site, "data/metrics"))
	})
	t.Run("records in the repository are what the scenario gives", func(t *testing.T) {
		compareRecords(t, fresh)
	})
	for _, folder := range []string{"deployments", "launches", "oncall", "costs", "kpis"} {
		t.Run(folder+" in the repository are what the story gives", func(t *testing.T) {
			compare(t, filepath.Join(fresh, "data", folder), filepath.Join(site, "data", folder))
		})
	}
	t.Run("everything stays under 15 MB", func(t *testing.T) {
		total := int64(0)
		for _, size := range files(t, filepath.Join(site, "data")) {
			total += size
		}
		if total >= 15_000_000 {
			t.Errorf("data holds %d bytes, want under 15,000,000", total)
		}
	})
	verdicts := map[string]verdict{}
	for _, tr := range tracks {
		for _, q := range sc.quarters() {
			verdicts[tr.slo.ID+" "+q.name] = sc.judge(tr, q)
		}
	}
	t.Run("every promised state occurs", func(t *testing.T) { checkStates(t, verdicts) })
	t.Run("shares agree with the story", func(t *testing.T) { checkShares(t, verdicts) })
	t.Run("bursts without a postmortem are fast burn", func(t *testing.T) { checkBursts(t, sc, tracks) })
	t.Run("files on disk add up to the verdicts", func(t *testing.T) { checkFiles(t, sc, fresh, verdicts) })
}

// compare holds two folders to the same files. Compressed files are compared
// by what they hold, so that a later compressor does not look like a change.
func compare(t *testing.T, want, got string) {
	t.Helper()
	w, g := files(t, want), files(t, got)
	for _, name := range slices.Sorted(maps.Keys(w)) {
		if _, there := g[name]; !there {
			t.Errorf("%s is missing: run go run ./cmd/fernhill", name)
			continue
		}
		if !bytes.Equal(content(t, filepath.Join(want, name)), content(t, filepath.Join(got, name))) {
			t.Errorf("%s differs: run go run ./cmd/fernhill", name)
		}
	}
	for name := range g {
		if _, there := w[name]; !there {
			t.Errorf("%s is not the generator's: delete it", name)
		}
	}
}

// compareRecords passes over records that someone has taken over.
func compareRecords(t *testing.T, fresh string) {
	root := "data/postmortems/records"
	for name := range files(t, filepath.Join(fresh, root)) {
		got, err := os.ReadFile(filepath.Join(site, root, name))
		if err != nil {
			t.Errorf("%s is missing: run go run ./cmd/fernhill", name)
			continue
		}
		if bytes.Contains(got, []byte(mark)) && !bytes.Equal(got, content(t, filepath.Join(fresh, root, name))) {
			t.Errorf("%s differs: run go run ./cmd/fernhill", name)
		}
	}
}

// checkStates names, for every state, a quarter of an SLO that shows it.
func checkStates(t *testing.T, verdicts map[string]verdict) {
	want := map[string]string{
		"checkout-availability 2026-Q2":     "overspent", // twice running
		"checkout-availability 2026-Q3":     "overspent",
		"checkout-availability 2025-Q4":     "at risk",
		"search-availability 2025-Q3":       "overspent",
		"search-availability 2026-Q3":       "at risk",
		"slot-booking-availability 2025-Q4": "overspent",
		"price-freshness 2026-Q1":           "at risk", // time slices
		"payments-authorisation 2026-Q3":    "within",
		"tracking-availability 2026-Q2":     "within",
		"tracking-availability 2026-Q3":     "no data",
		"product-page-latency 2026-Q3":      "incomplete",
		"returns-availability 2025-Q4":      "not there", // a new service
		"returns-availability 2026-Q1":      "within",
		"sign-in-availability 2026-Q4":      "at risk", // running, on course above 1
		"checkout-availability 2026-Q4":     "within",  // running
	}
	for key, state := range want {
		if got := verdicts[key].state; got != state {
			t.Errorf("%s: %s (%s), want %s", key, got, verdicts[key], state)
		}
	}
	if v := verdicts["sign-in-availability 2026-Q4"]; v.soFar >= atRisk || v.spent <= 1 {
		t.Errorf("sign-in 2026-Q4 is %s; it should be at risk by its course alone", v)
	}
	for key, low := range map[string][2]float64{
		"event-delivery 2026-Q1":       {0.97, 0.985}, // two days of 90 lost
		"edge-availability 2026-Q2":    {0.94, 0.96},  // one of two instances away for 9 of 91 days
		"product-page-latency 2026-Q3": {0.82, 0.85},  // a fortnight of 92 days
		"returns-availability 2026-Q1": {1, 1},        // counted from its first day
	} {
		if c := verdicts[key].coverage; c < low[0] || c > low[1] {
			t.Errorf("%s: coverage %.4f, want %.3f to %.3f", key, c, low[0], low[1])
		}
	}
}

// checkShares holds the figures that the story rests on.
func checkShares(t *testing.T, verdicts map[string]verdict) {
	part := func(key, id string) float64 {
		for _, s := range verdicts[key].incidents {
			if s.id == id {
				return s.part
			}
		}
		return 0
	}
	fallback := part("checkout-availability 2026-Q3", "INC-2041") + part("checkout-availability 2026-Q3", "INC-2044")
	if fallback < 0.75 {
		t.Errorf("the missing fallback took %.3f of checkout's budget in 2026-Q3, want most of it", fallback)
	}
	for _, id := range []string{"checkout-availability", "search-availability", "sign-in-availability", "edge-availability"} {
		if p := part(id+" 2026-Q1", "INC-2023"); p < 0.1 {
			t.Errorf("INC-2023 took %.3f of %s, want a tenth at least", p, id)
		}
	}
	if p := part("price-freshness 2026-Q1", "INC-2029"); p < 0.5 {
		t.Errorf("INC-2029 took %.3f of price-freshness, want half at least", p)
	}
	if p := part("product-page-latency 2026-Q4", "INC-2051"); p < 0.1 {
		t.Errorf("the open incident took %.3f of product-page-latency, want it to show", p)
	}
}

// checkBursts holds each burst's worst full hour above 14.4 times the budget's
// pace, and the one in search to 15 to 20 % of its quarter's budget.
func checkBursts(t *testing.T, sc *scenario, tracks []track) {
	for _, b := range sc.Bursts {
		i := slices.IndexFunc(tracks, func(tr track) bool { return tr.slo.ID == b.SLO })
		hour := span{from: b.From.Add(-10 * time.Minute).Truncate(5 * time.Minute)}
		hour.to = hour.from.Add(time.Hour)
		q := sc.quarters()[slices.IndexFunc(sc.quarters(), func(q span) bool { return q.contains(b.From) })]
		inside, whole := sc.judge(tracks[i], hour), sc.judge(tracks[i], q)
		if inside.spent < 14.4 {
			t.Errorf("%s %s: burn %.1f in an hour, want 14.4 at least", b.SLO, b.From, inside.spent)
		}
		part := float64(inside.bad) / whole.budget
		if b.SLO == "search-availability" && (part < 0.15 || part > 0.20) {
			t.Errorf("the burst in search took %.3f of the budget, want 0.15 to 0.20", part)
		}
	}
}

// files lists a folder's files with their sizes, by path below it.
func files(t *testing.T, root string) map[string]int64 {
	t.Helper()
	all := map[string]int64{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		all[filepath.ToSlash(name)] = info.Size()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// content is what a file holds, decompressed.
func content(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(path, ".gz") {
		return data
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if !z.ModTime.IsZero() || z.Name != "" {
		t.Errorf("%s carries a time or a name, so its bytes depend on the day", path)
	}
	data, err = io.ReadAll(z)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return data
}

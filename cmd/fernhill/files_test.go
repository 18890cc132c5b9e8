package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"path/filepath"
	"strconv"
	"testing"
)

// checkFiles reads three files back the way their formats ask for, each by a
// rule of its own, and holds the sums to the verdicts.
func checkFiles(t *testing.T, sc *scenario, out string, verdicts map[string]verdict) {
	metrics := filepath.Join(out, "data/metrics")
	same := func(key string, total, bad int64) {
		if v := verdicts[key]; v.total != total || v.bad != bad {
			t.Errorf("%s: files hold %d of %d failed, the verdict %d of %d", key, bad, total, v.bad, v.total)
		}
	}
	total, bad := sumIncrements(t, filepath.Join(metrics, "checkout/checkout-api-2026-Q3.csv.gz"))
	same("checkout-availability 2026-Q3", total, bad)
	// The first step of 2026 rises from the last reading of 2025, so that file
	// is read along and its own rise taken off again.
	files := []string{filepath.Join(metrics, "platform/edge-2025-Q4.csv.gz"), filepath.Join(metrics, "platform/edge-2026-Q1.csv.gz"), filepath.Join(metrics, "platform/edge-2026-Q2.csv.gz")}
	early, earlyBad := sumCounters(t, files[:2]...)
	total, bad = sumCounters(t, files...)
	same("edge-availability 2026-Q2", total-early, bad-earlyBad)
	q := sc.quarters()[6]
	points := map[string]map[int64]int64{}
	repeated := 0
	for _, m := range sc.months(q) {
		repeated += readMatrix(t, filepath.Join(metrics, "payments/payments-api-"+m.name+".json.gz"), points)
	}
	if repeated != 2*2 {
		t.Errorf("%d points stand in two files, want 4: two borders, two series", repeated)
	}
	// The point at the quarter's first instant belongs to the quarter before.
	for _, series := range points {
		delete(series, q.from.Unix())
	}
	same("payments-authorisation 2026-Q3", sum(points["payments_authorisations"]), sum(points["payments_authorisation_failures"]))
}

func sumIncrements(t *testing.T, path string) (total, bad int64) {
	for _, r := range readCSV(t, path) {
		total += number(t, r["checkout_requests"])
		bad += number(t, r["checkout_errors"])
	}
	return total, bad
}

// sumCounters adds up the rises of each instance; after a fall, the value.
func sumCounters(t *testing.T, paths ...string) (total, bad int64) {
	last := map[string][2]int64{}
	for _, path := range paths {
		for _, r := range readCSV(t, path) {
			now := [2]int64{number(t, r["edge_requests_total"]), number(t, r["edge_errors_total"])}
			before, known := last[r["instance"]]
			last[r["instance"]] = now
			switch {
			case !known:
			case now[0] < before[0]:
				total, bad = total+now[0], bad+now[1]
			default:
				total, bad = total+now[0]-before[0], bad+now[1]-before[1]
			}
		}
	}
	return total, bad
}

// readMatrix adds an answer's points to those read before, and counts the ones
// that were there already.
func readMatrix(t *testing.T, path string, into map[string]map[int64]int64) (repeated int) {
	var answer struct {
		Status string
		Data   struct {
			ResultType string
			Result     []struct {
				Metric map[string]string
				Values [][2]any
			}
		}
	}
	if err := json.Unmarshal(content(t, path), &answer); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if answer.Status != "success" || answer.Data.ResultType != "matrix" {
		t.Errorf("%s: status %q, type %q", path, answer.Status, answer.Data.ResultType)
	}
	for _, series := range answer.Data.Result {
		if len(series.Values) > 11_000 {
			t.Errorf("%s: %d points, an answer holds 11,000 at most", path, len(series.Values))
		}
		name := series.Metric["__name__"]
		if into[name] == nil {
			into[name] = map[int64]int64{}
		}
		for _, v := range series.Values {
			at := int64(v[0].(float64))
			if _, there := into[name][at]; there {
				repeated++
			}
			into[name][at] = number(t, v[1].(string))
		}
	}
	return repeated
}

func readCSV(t *testing.T, path string) []map[string]string {
	rows, err := csv.NewReader(bytes.NewReader(content(t, path))).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		r := map[string]string{}
		for i, name := range rows[0] {
			r[name] = row[i]
		}
		out = append(out, r)
	}
	return out
}

func number(t *testing.T, s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func sum(points map[int64]int64) int64 {
	n := int64(0)
	for _, v := range points {
		n += v
	}
	return n
}

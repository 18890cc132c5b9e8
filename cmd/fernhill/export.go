package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// table is the rows of one family of files: all SLOs that share a file stem.
type table struct {
	stem, team string
	plain      bool // hourly files are left uncompressed
	labels     []string
	columns    []string
	rows       []row
}

// row is one line: at decides the file it goes to, stamp is what it says.
type row struct {
	at, stamp time.Time
	labels    []string
	values    []int64
}

// writeMetrics writes data/metrics below out and returns what it wrote, one
// track per SLO in the scenario's order.
func writeMetrics(sc *scenario, out string) ([]track, error) {
	tracks := make([]track, len(sc.SLOs))
	var simulating, writing errgroup.Group
	simulating.SetLimit(runtime.GOMAXPROCS(0))
	writing.SetLimit(runtime.GOMAXPROCS(0))
	for i, s := range sc.SLOs {
		simulating.Go(func() error { tracks[i] = sc.simulate(s); return nil })
	}
	if err := simulating.Wait(); err != nil {
		return nil, err
	}
	for _, group := range byFile(tracks) {
		writing.Go(func() error { return sc.export(out, group) })
	}
	return tracks, writing.Wait()
}

// byFile groups the tracks that share a file, in order.
func byFile(tracks []track) [][]track {
	var groups [][]track
	for _, t := range tracks {
		i := slices.IndexFunc(groups, func(g []track) bool { return g[0].slo.File == t.slo.File })
		if i < 0 {
			groups = append(groups, []track{t})
			continue
		}
		groups[i] = append(groups[i], t)
	}
	return groups
}

// export writes one group in its format.
func (sc *scenario) export(out string, group []track) error {
	switch group[0].slo.Format {
	case "prometheus":
		return sc.writeMatrices(out, group[0])
	case "counter":
		return sc.writeTable(out, sc.counterTable(group[0]))
	default:
		return sc.writeTable(out, deltaTable(group))
	}
}

// deltaTable has a row per step: the increments of every column.
func deltaTable(group []track) table {
	first := group[0].slo
	tb := table{stem: first.File, team: first.Team, plain: first.Plain, labels: []string{"service"}}
	if first.Split.Label != "" {
		return splitTable(tb, group[0])
	}
	tb.columns = columnsOf(group)
	for i, one := range group[0].samples {
		r := row{at: one.at, stamp: one.at, labels: []string{first.Service}}
		for _, name := range tb.columns {
			r.values = append(r.values, cell(group, i, name))
		}
		tb.rows = append(tb.rows, r)
	}
	return tb
}

// columnsOf lists the series of a group, each once.
func columnsOf(group []track) []string {
	var names []string
	for _, t := range group {
		for _, name := range []string{t.slo.Value, t.slo.Total, t.slo.Bad, t.slo.Good} {
			if name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// cell is the value of the i-th sample for one series of a group.
func cell(group []track, i int, name string) int64 {
	for _, t := range group {
		one := t.samples[i]
		switch name {
		case t.slo.Value:
			return one.value
		case t.slo.Total:
			return one.total
		case t.slo.Bad:
			return one.bad
		case t.slo.Good:
			return one.total - one.bad
		}
	}
	return 0
}

// splitTable spreads each sample over two values of a label.
func splitTable(tb table, t track) table {
	s, c := t.slo, newChance(t.slo.File+" "+t.slo.Split.Label)
	tb.labels = append(tb.labels, s.Split.Label)
	tb.columns = []string{s.Total, s.Good}
	for _, one := range t.samples {
		total := c.some(one.total, s.Split.Weights[0])
		bad := min(total, c.some(one.bad, s.Split.Weights[0]))
		bad = max(bad, one.bad-(one.total-total)) // what the second value cannot hold
		parts := [2][2]int64{{total, bad}, {one.total - total, one.bad - bad}}
		for i, p := range parts {
			tb.rows = append(tb.rows, row{one.at, one.at, []string{s.Service, s.Split.Values[i]}, []int64{p[0], p[0] - p[1]}})
		}
	}
	return tb
}

// writeTable writes a table as CSV, one file a quarter. Stock's files lie with
// the team that had it in that quarter.
func (sc *scenario) writeTable(out string, tb table) error {
	for _, q := range sc.quarters() {
		var buf bytes.Buffer
		buf.WriteString("time," + strings.Join(append(slices.Clone(tb.labels), tb.columns...), ",") + "\n")
		head := buf.Len()
		for _, r := range tb.rows {
			if q.contains(r.at) {
				buf.Write(r.line())
			}
		}
		if buf.Len() == head {
			continue // a service that was not there yet, or a silent exporter
		}
		team := sc.ownerAt(tb, q.from)
		path := filepath.Join(out, "data", "metrics", team, tb.stem+"-"+q.name+".csv")
		if err := writeFile(path, buf.Bytes(), !tb.plain || !q.from.Before(sc.FineFrom)); err != nil {
			return err
		}
	}
	return nil
}

// ownerAt is the folder of a table's files: Catalogue ran stock, the one
// service that moved, until the end of 2026-Q1.
func (sc *scenario) ownerAt(tb table, at time.Time) string {
	if tb.stem == "stock" && at.Before(time.Date(2026, time.April, 1, 0, 0, 0, 0, sc.zone)) {
		return "catalogue"
	}
	return tb.team
}

func (r row) line() []byte {
	b := r.stamp.UTC().AppendFormat(nil, time.RFC3339)
	for _, l := range r.labels {
		b = append(append(b, ','), l...)
	}
	for _, v := range r.values {
		b = fmt.Appendf(append(b, ','), "%d", v)
	}
	return append(b, '\n')
}

// writeFile writes data, compressed without name or time when asked for, so
// that equal data gives equal bytes.
func writeFile(path string, data []byte, compress bool) error {
	if compress {
		path += ".gz"
		var buf bytes.Buffer
		z, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
		if err != nil {
			return err
		}
		if _, err := z.Write(data); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		data = buf.Bytes()
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}

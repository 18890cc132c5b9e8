package main

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// writeKPIs writes data/kpis: KPIs that share a file are its columns in CSV, and
// rows with their name in JSON.
func writeKPIs(sc *scenario, st *story, tracks []track, out string) error {
	var files []string
	columns := map[string][]kpi{}
	for _, k := range st.KPIs {
		if columns[k.File] == nil {
			files = append(files, k.File)
		}
		columns[k.File] = append(columns[k.File], k)
	}
	for _, name := range files {
		var data []byte
		if strings.HasSuffix(name, ".csv") {
			data = sc.kpiTable(columns[name], tracks)
		} else {
			data = sc.kpiRows(columns[name], tracks, strings.HasSuffix(name, ".jsonl"))
		}
		if err := writeFile(filepath.Join(out, "data", "kpis", name), data, false); err != nil {
			return err
		}
	}
	return nil
}

// kpiTable is CSV with a row a period and a column a KPI.
func (sc *scenario) kpiTable(list []kpi, tracks []track) []byte {
	head := []string{list[0].Period}
	var values []map[string]string
	for _, k := range list {
		head = append(head, k.ID)
		values = append(values, sc.kpiValues(k, tracks))
	}
	rows := [][]string{head}
	for _, p := range sc.periods(list[0].Period) {
		r := []string{p.name}
		for _, v := range values {
			r = append(r, v[p.name])
		}
		rows = append(rows, r)
	}
	return csvOf(rows)
}

// kpiRows is JSON with an object a value, as lines or as one list.
func (sc *scenario) kpiRows(list []kpi, tracks []track, lines bool) []byte {
	var all []string
	for _, k := range list {
		values := sc.kpiValues(k, tracks)
		for _, p := range sc.periods(k.Period) {
			if v := values[p.name]; v != "" {
				name, _ := json.Marshal(k.ID) // a string
				all = append(all, fmt.Sprintf(`{"kpi": %s, %q: %q, "value": %s}`, name, k.Period, p.name, v))
			}
		}
	}
	if lines {
		return []byte(strings.Join(all, "\n") + "\n")
	}
	return []byte("[\n  " + strings.Join(all, ",\n  ") + "\n]\n")
}

// periods lists the whole periods of the data: days, ISO weeks, months or
// quarters, named as exports name them.
func (sc *scenario) periods(kind string) []span {
	first := sc.Starts.In(sc.zone)
	var all []span
	for from := first; ; {
		var to time.Time
		var name string
		switch kind {
		case "day":
			to, name = from.AddDate(0, 0, 1), from.Format(time.DateOnly)
		case "week":
			from = from.AddDate(0, 0, -(int(from.Weekday())+6)%7)
			year, week := from.ISOWeek()
			to, name = from.AddDate(0, 0, 7), fmt.Sprintf("%d-W%02d", year, week)
		case "month":
			to, name = from.AddDate(0, 1, 0), from.Format("2006-01")
		default:
			to, name = from.AddDate(0, 3, 0), fmt.Sprintf("%d-Q%d", from.Year(), (int(from.Month())+2)/3)
		}
		if to.After(sc.Ends) {
			return all
		}
		if !from.Before(first) {
			all = append(all, span{name, from, to})
		}
		from = to
	}
}

// kpiValues draws a KPI's values, as written, by period.
func (sc *scenario) kpiValues(k kpi, tracks []track) map[string]string {
	c, all := newChance("kpi "+k.ID), map[string]string{}
	for _, p := range sc.periods(k.Period) {
		noise := 1 + k.Noise*c.NormFloat64()
		if !k.From.IsZero() && p.from.Before(sc.localDate(k.From)) {
			continue
		}
		v, ok := sc.kpiLevel(k, p, tracks)
		if !ok {
			continue
		}
		v *= noise
		for _, l := range k.Lost {
			v -= l.Points * 100 * badShare(tracks, l.SLO, p)
		}
		if k.Round > 0 {
			v = math.Round(v/k.Round) * k.Round
		}
		all[p.name] = strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64)
	}
	return all
}

// kpiLevel is a value before noise: from a list, from the events of an SLO, or
// from a base that grows; with its steps.
func (sc *scenario) kpiLevel(k kpi, p span, tracks []track) (float64, bool) {
	if len(k.Values) > 0 {
		v := k.Values[0].Value
		for _, l := range k.Values[1:] {
			if !p.from.Before(sc.localDate(l.From)) {
				v = l.Value
			}
		}
		return v, true
	}
	v := k.Base * math.Pow(1+k.Growth, p.from.Sub(sc.Starts).Hours()/(365.25*24))
	if k.Of != "" {
		v = sc.goodEvents(k, p, tracks)
	}
	for _, s := range k.Steps {
		inside := sc.inside(s, p)
		if k.Of != "" {
			v *= 1 + s.By*inside
		} else {
			v += s.By * inside
		}
	}
	return v, v > 0
}

// inside is the share of a period in which a step holds.
func (sc *scenario) inside(s step, p span) float64 {
	from, to := sc.localDate(s.From), p.to
	if !s.To.IsZero() {
		to = sc.localDate(s.To)
	}
	from, to = latest(from, p.from), earliest(to, p.to)
	return max(0, float64(to.Sub(from))/float64(p.to.Sub(p.from)))
}

// goodEvents is what a KPI makes of the good events of an SLO in a period.
func (sc *scenario) goodEvents(k kpi, p span, tracks []track) float64 {
	sum, length := 0.0, time.Duration(0)
	for _, one := range samplesIn(tracks, k.Of, p) {
		sum += float64(one.total - one.bad)
		length += one.step
	}
	if k.Rate {
		return sum / float64(length) * float64(fine) / k.Per
	}
	return sum / k.Per
}

// badShare is the share of an SLO's events that failed in a period.
func badShare(tracks []track, id string, p span) float64 {
	total, bad := int64(0), int64(0)
	for _, one := range samplesIn(tracks, id, p) {
		total, bad = total+one.total, bad+one.bad
	}
	if total == 0 {
		return 0
	}
	return float64(bad) / float64(total)
}

func samplesIn(tracks []track, id string, p span) []sample {
	for _, t := range tracks {
		if t.slo.ID != id {
			continue
		}
		from, to := len(t.samples), len(t.samples)
		for i, one := range t.samples {
			if from == len(t.samples) && !one.at.Before(p.from) {
				from = i
			}
			if !one.at.Before(p.to) {
				to = i
				break
			}
		}
		return t.samples[min(from, to):to]
	}
	return nil
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

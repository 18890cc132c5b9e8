package main

import (
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// writeLaunches writes data/launches, one small table a year.
func writeLaunches(st *story, out string) error {
	head := []string{"id", "title", "kind", "team", "services", "start", "end", "kpis", "expected", "load", "cost", "currency"}
	years := map[string][][]string{}
	for _, l := range st.Launches {
		kind, currency := l.Kind, ""
		if kind == "" {
			kind = "launch"
		}
		if l.Cost > 0 {
			currency = "GBP"
		}
		year := strconv.Itoa(l.Start.Year())
		years[year] = append(years[year], []string{l.ID, l.Title, kind, l.Team, strings.Join(l.Services, "; "), day(l.Start), day(l.End),
			strings.Join(l.KPIs, "; "), l.Expected, number0(l.Load), number0(l.Cost), currency})
	}
	for year, rows := range years {
		path := filepath.Join(out, "data", "launches", year+".csv")
		if err := writeFile(path, csvOf(append([][]string{head}, rows...)), false); err != nil {
			return err
		}
	}
	return nil
}

// day writes a date, nothing where there is none.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// number0 writes a number, nothing for 0.
func number0(x float64) string {
	if x == 0 {
		return ""
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

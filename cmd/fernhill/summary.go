package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// printSummary prints spent and state per SLO and quarter, then each
// incident's share. A running quarter shows what is spent so far, and after
// the arrow what it is on course for.
func printSummary(w io.Writer, sc *scenario, tracks []track) error {
	quarters := sc.quarters()
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(tw, "SLO")
	for _, q := range quarters {
		fmt.Fprint(tw, "\t", q.name)
	}
	fmt.Fprintln(tw)
	var details []string
	for _, t := range tracks {
		fmt.Fprint(tw, t.slo.ID)
		for _, q := range quarters {
			v := sc.judge(t, q)
			fmt.Fprint(tw, "\t", v)
			details = append(details, v.lines(t.slo.ID)...)
		}
		fmt.Fprintln(tw)
	}
	fmt.Fprintln(tw)
	for _, line := range details {
		fmt.Fprintln(tw, line)
	}
	return tw.Flush()
}

// String is one cell of the summary.
func (v verdict) String() string {
	switch {
	case v.total == 0:
		return v.state
	case v.soFar != v.spent:
		return fmt.Sprintf("%.3f→%.3f %s", v.soFar, v.spent, v.state)
	case v.coverage < 0.9995:
		return fmt.Sprintf("%.3f %s (%.1f%%)", v.spent, v.state, 100*v.coverage)
	default:
		return fmt.Sprintf("%.3f %s", v.spent, v.state)
	}
}

// lines lists the shares of the incidents and what no incident explains, of
// the budget for the events measured.
func (v verdict) lines(id string) []string {
	if len(v.incidents) == 0 {
		return nil
	}
	rest := v.spent
	var out []string
	for _, s := range v.incidents {
		out = append(out, fmt.Sprintf("%s\t%s\t%s\t%.4f", id, v.quarter, s.id, s.part))
		rest -= s.part
	}
	return append(out, fmt.Sprintf("%s\t%s\tunexplained\t%.4f", id, v.quarter, rest))
}

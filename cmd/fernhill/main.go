// Command fernhill writes the figures of the sample organisation, Fernhill
// Market: the metrics under data/metrics, the short postmortem records of
// incidents without a text, and what stands beside reliability: deployments,
// launches, on-call, costs and KPIs. It stands before the pipeline: what it writes is
// ordinary input, and nothing else in the project imports it. Only its issued
// quarters come out of the pipeline itself.
//
// Everything follows from scenario.toml and business.toml, which are built in,
// and from one random generator per series, seeded with the series' name. Two runs write the same
// bytes.
//
//	go run ./cmd/fernhill             rewrite the sample in the current folder
//	go run ./cmd/fernhill -out DIR    write below DIR instead
//	go run ./cmd/fernhill -summary    also print what every SLO spent
//	go run ./cmd/fernhill -issued     rewrite data/issued instead, from the sample as it is
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	out := flag.String("out", ".", "folder of the site; data/metrics, data/postmortems/records and the tables beside them are written below it")
	summary := flag.Bool("summary", false, "print what every SLO spent in every quarter, and each incident's share")
	issued := flag.Bool("issued", false, "rewrite the issued quarters below data/issued, from the sample as it is, and nothing else")
	flag.Parse()
	if *issued {
		if err := issueSample(*out); err != nil {
			fmt.Fprintln(os.Stderr, "fernhill:", err)
			os.Exit(1)
		}
		return
	}
	if err := run(*out, *summary, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "fernhill:", err)
		os.Exit(1)
	}
}

// run goes from the scenario to files, and to the summary when asked for.
func run(out string, summary bool, w io.Writer) error {
	sc, err := loadScenario()
	if err != nil {
		return err
	}
	tracks, err := writeMetrics(sc, out)
	if err != nil {
		return err
	}
	if err := writeRecords(sc, out); err != nil {
		return err
	}
	st, err := loadStory()
	if err != nil {
		return err
	}
	if err := writeStory(sc, st, tracks, out); err != nil {
		return err
	}
	if !summary {
		return nil
	}
	return printSummary(w, sc, tracks)
}

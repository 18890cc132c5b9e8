package config_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"quarterdeck/generator/config"
	"quarterdeck/generator/content"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/markdown"
	"quarterdeck/generator/metrics"
	"quarterdeck/generator/postmortem"
	"quarterdeck/generator/records"
)

const contract = "../../docs/data.md"

var block = regexp.MustCompile("(?ms)^```\\w+ file=(\\S+)\\n(.*?)^```$")

// examples are the files that the data contract shows.
func examples(t *testing.T) fstest.MapFS {
	t.Helper()
	text, err := os.ReadFile(contract)
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, m := range block.FindAllStringSubmatch(string(text), -1) {
		if files[m[1]] != nil {
			t.Errorf("%s is shown twice", m[1])
		}
		files[m[1]] = &fstest.MapFile{Data: []byte(m[2])}
	}
	return files
}

func TestExamplesOfTheContractAreASite(t *testing.T) {
	files := examples(t)
	var diags diag.List
	site := config.Load(files, &diags)
	series, found := metrics.Load(files, "data/metrics", metrics.Options{Zone: site.Calendar.Location, Files: site.Metrics})
	diags.Append(found)
	options := metrics.SampleOptions{Location: site.Calendar.Location, InstanceLabels: site.Budget.InstanceLabels}
	for _, s := range site.SLOs() {
		if track, ok := series.Samples(s, options, &diags); !ok || len(track.Samples) == 0 {
			t.Errorf("the SLO %s has no samples", s.ID)
		}
	}
	incidents := postmortem.Load(files, postmortem.Options{Location: site.Calendar.Location}, &diags)
	beside := records.Load(files, site, &diags)
	for _, team := range site.Teams {
		for _, c := range team.Capacities {
			if values, _, ok := series.Gauge(c, options, &diags); !ok || len(values) == 0 {
				t.Errorf("the gauge %s has no values", c.ID)
			}
		}
	}
	said := content.Load(files, site, markdown.New(markdown.Options{}), &diags)
	for _, d := range diags.Sorted() {
		t.Error(d)
	}
	if len(site.Teams) != 2 || len(site.SLOs()) != 4 || len(incidents) != 2 || len(said.Pages) != 1 || len(said.Commentaries) != 2 {
		t.Errorf("the examples hold %d teams, %d SLOs, %d incidents, %d pages and %d commentaries",
			len(site.Teams), len(site.SLOs()), len(incidents), len(said.Pages), len(said.Commentaries))
	}
	if len(beside.Deployments) != 4 || len(beside.Elsewhere) != 1 || len(beside.Launches) != 2 || len(beside.Pages) != 2 || len(beside.Shifts) != 1 ||
		len(beside.Work) != 2 || len(beside.Costs) != 8 || len(beside.KPIs) != 5 {
		t.Errorf("the tables hold %d deployments and %d elsewhere, %d launches, %d pages, %d shifts, %d entries of work, %d costs and %d values",
			len(beside.Deployments), len(beside.Elsewhere), len(beside.Launches), len(beside.Pages), len(beside.Shifts), len(beside.Work), len(beside.Costs), len(beside.KPIs))
	}
}

// In the hint for an unknown key the program lists all that it knows; the
// contract must name each of them.
func TestContractNamesEveryKey(t *testing.T) {
	text, err := os.ReadFile(contract)
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{
		"config.toml": {Data: []byte("xxxxxxxxxxxx = 1\n[budget]\nxxxxxxxxxxxx = 1\n[incidents]\nxxxxxxxxxxxx = 1\n[policy]\nxxxxxxxxxxxx = 1\n[[policy.step]]\nxxxxxxxxxxxx = 1\n[[policy.exception]]\nxxxxxxxxxxxx = 1\n[statistics]\nxxxxxxxxxxxx = 1\n[delivery]\nxxxxxxxxxxxx = 1\n[costs]\nxxxxxxxxxxxx = 1\n[costs.incident]\nxxxxxxxxxxxx = 1\n[[metrics]]\nxxxxxxxxxxxx = 1\n[[redirect]]\nxxxxxxxxxxxx = 1\n")},
		"data/teams/a.toml": {Data: []byte("xxxxxxxxxxxx = 1\n[[service]]\nxxxxxxxxxxxx = 1\n[[slo]]\nxxxxxxxxxxxx = 1\nmethod = 'slices'\nvalue = 'v'\n" +
			"[[slo.objective]]\nxxxxxxxxxxxx = 1\n[[slo.nine]]\nxxxxxxxxxxxx = 1\n")},
		"data/teams/c.toml": {Data: []byte("[[kpi]]\nxxxxxxxxxxxx = 1\n[[okr]]\nxxxxxxxxxxxx = 1\n[[okr.key_result]]\nxxxxxxxxxxxx = 1\n[cost]\nxxxxxxxxxxxx = 1\n[[cost.target]]\nxxxxxxxxxxxx = 1\n" +
			"[cost.incident]\nxxxxxxxxxxxx = 1\n[[value]]\nxxxxxxxxxxxx = 1\n[customers]\nxxxxxxxxxxxx = 1\n[[investment]]\nxxxxxxxxxxxx = 1\n[oncall]\nxxxxxxxxxxxx = 1\n[[capacity]]\nxxxxxxxxxxxx = 1\n[platform]\nxxxxxxxxxxxx = 1\n")},
		"data/exclusions/a.toml":            {Data: []byte("xxxxxxxxxxxx = 1\n[[exclusion]]\nxxxxxxxxxxxx = 1\n")},
		"data/teams/b.toml":                 {Data: []byte("[[sla]]\nxxxxxxxxxxxx = 1\n[[sla.credit]]\nxxxxxxxxxxxx = 1\n")},
		"content/reports/2026-Q3/_index.md": {Data: []byte("+++\nxxxxxxxxxxxx = 1\n[[signoff]]\nxxxxxxxxxxxx = 1\n[[decision]]\nxxxxxxxxxxxx = 1\n[[decision.options]]\nxxxxxxxxxxxx = 1\n+++\n")},
		"content/a.md":                      {Data: []byte("+++\nxxxxxxxxxxxx = 1\n+++\n")},
	}
	var diags diag.List
	site := config.Load(files, &diags)
	content.Load(files, site, markdown.New(markdown.Options{}), &diags)
	lists := 0
	for _, d := range diags.Sorted() {
		known, ok := strings.CutPrefix(d.Hint, "known here: ")
		if !ok {
			continue
		}
		lists++
		for _, key := range strings.Split(known, ", ") {
			shown := []string{"`" + key + "`", "`[" + key + "]`", "`[[" + key + "]]`"}
			if !slices.ContainsFunc(shown, func(s string) bool { return strings.Contains(string(text), s) }) {
				t.Errorf("%s: the contract does not name %s", d.Pos, key)
			}
		}
	}
	if lists != 38 {
		t.Errorf("%d tables list their keys, not 38", lists)
	}
}

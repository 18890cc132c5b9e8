package records

import (
	"strings"
	"testing"
	"testing/fstest"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// site is a configuration with two teams, in Berlin, where a service moves on
// 1 July 2026.
const siteTOML = `title = "Fernhill"
timezone = "Europe/Berlin"
currency = "GBP"

[costs]
team_tag = "team"
accounts = { "acme-search-prod" = "search" }
`

const checkoutTOML = `name = "Checkout"
[[service]]
id = "checkout-api"
name = "Checkout"
aliases = ["checkout (prod)"]
[[service]]
id = "vouchers"
to = 2026-07-01
[[slo]]
id = "checkout-availability"
service = "checkout-api"
total = "requests"
bad = "errors"
objective = 0.999
[[kpi]]
id = "orders"
direction = "up"
period = "day"
aggregate = "sum"
[[kpi]]
id = "nps"
title = "Net promoter score"
direction = "up"
period = "month"
aggregate = "last"
[oncall]
zone = "America/New_York"
`

const searchTOML = `name = "Search & browse"
[[service]]
id = "search"
[[service]]
id = "vouchers"
from = 2026-07-01
[[slo]]
id = "search-availability"
service = "search"
total = "requests"
bad = "errors"
objective = 0.999
`

// load reads a site with the given files and returns what was said, a line
// each.
func load(t *testing.T, files map[string]string) (*Records, string) {
	t.Helper()
	fsys := fstest.MapFS{
		"config.toml":              {Data: []byte(siteTOML)},
		"data/teams/checkout.toml": {Data: []byte(checkoutTOML)},
		"data/teams/search.toml":   {Data: []byte(searchTOML)},
	}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	var diags diag.List
	site := config.Load(fsys, &diags)
	if diags.Len() > 0 {
		t.Fatalf("the configuration reports %v", diags.Sorted())
	}
	out := Load(fsys, site, &diags)
	var lines []string
	for _, d := range diags.Sorted() {
		lines = append(lines, d.String())
	}
	return out, strings.Join(lines, "\n")
}

// only loads one file.
func only(t *testing.T, name, text string) (*Records, string) {
	t.Helper()
	return load(t, map[string]string{name: text})
}

// said compares what was reported with lines of "file:line:col: severity: …"
// that must begin the reports, in order and complete.
func said(t *testing.T, got string, want ...string) {
	t.Helper()
	var lines []string
	if got != "" {
		lines = strings.Split(got, "\n")
	}
	ok := len(lines) == len(want)
	for i := range lines {
		ok = ok && i < len(want) && strings.HasPrefix(lines[i], want[i])
	}
	if !ok {
		t.Errorf("reported:\n%s\nwant lines that begin with:\n%s", got, strings.Join(want, "\n"))
	}
}

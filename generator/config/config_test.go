package config

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"quarterdeck/generator/diag"
)

// load reads a site from path/content pairs.
func load(files map[string]string) (*Site, string) {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	var diags diag.List
	site := Load(fsys, &diags)
	var lines []string
	for _, d := range diags.Sorted() {
		lines = append(lines, d.String())
	}
	return site, strings.Join(lines, "\n")
}

func want(t *testing.T, got, want string) {
	t.Helper()
	if got, want := strings.TrimSpace(got), strings.TrimSpace(want); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

const (
	small = "title = 'Fernhill'\ntimezone = 'Europe/Berlin'\n"
	team  = `name = "Checkout"
[[service]]
id = "web"
[[slo]]
id = "web-availability"
service = "web"
total = "requests_total"
bad = "errors_total"
objective = 0.999
`
)

// slo is a team file with one SLO about the service web, of the given lines
// from line 4 on.
func slo(lines ...string) map[string]string {
	return map[string]string{
		"config.toml":              small,
		"data/teams/checkout.toml": "service = [{ id = 'web' }]\n[[slo]]\nid = 'a'\nservice = 'web'\n" + strings.Join(lines, "\n") + "\n",
	}
}

func TestSmallestSite(t *testing.T) {
	site, reported := load(map[string]string{"config.toml": small, "data/teams/deep/checkout-web.toml": strings.Replace(team, `name = "Checkout"`, "", 1)})
	want(t, reported, "")
	if site.Language != "en" || site.Theme != "quarterdeck" || !site.Internal || site.Calendar.FirstMonth != time.January {
		t.Errorf("defaults are %+v", site)
	}
	if b := site.Budget; b.MinCoverage != 0.9 || b.AtRisk != 0.75 || b.AttributionLag >= 0 || strings.Join(b.InstanceLabels, ",") != "instance,pod" {
		t.Errorf("budget defaults are %+v", b)
	}
	got := site.Teams[0]
	if got.ID != "checkout-web" || got.Name != "Checkout web" || got.Services[0].Name != "Web" {
		t.Errorf("the team is %+v", got)
	}
	o := got.SLOs[0]
	if o.Method != Events || o.Title != "Web availability" || o.Kind != KindInferred || o.Objectives[0].Target != 0.999 || !o.Objectives[0].From.IsZero() {
		t.Errorf("the SLO is %+v", o)
	}
	if o.Bad.Text != "errors_total" || o.Bad.Pos.String() != "data/teams/deep/checkout-web.toml:8:7" {
		t.Errorf("bad is %+v", o.Bad)
	}
}

func TestWholeConfig(t *testing.T) {
	site, reported := load(map[string]string{"data/teams/checkout.toml": team, "config.toml": `
title = "Fernhill Market"
base_url = "https://reports.example.com/quarterly"
language = "en-GB"
timezone = "America/New_York"
fiscal_year_starts = 4
internal = false
[budget]
min_coverage = 0.8
at_risk = 0.5
attribution_lag = "0s"
instance_labels = []
[incidents]
triggers = { zeta = "Zeta", alpha = ["Alpha", "first letter"] }
[incidents.severities]
Major = ["P1"]
Any = "p-2"
[[metrics]]
files = ["data/metrics/**/*.csv", "data/metrics/x.json"]
kind = "counter"
stamp = "end"
step = "5m"
labels = ["shard"]
zone = "Asia/Tokyo"
`})
	want(t, reported, "")
	if site.BaseURL != "https://reports.example.com/quarterly/" || site.Internal || site.Calendar.FirstMonth != time.April {
		t.Errorf("the site is %+v", site)
	}
	if b := site.Budget; b.MinCoverage != 0.8 || b.AtRisk != 0.5 || b.AttributionLag != 0 || len(b.InstanceLabels) != 0 {
		t.Errorf("the budget is %+v", b)
	}
	v := site.Incident
	if v.Severities[0].ID != "Major" || v.Severities[1].ID != "Any" || v.Triggers[0].ID != "zeta" || v.Triggers[1].Title != "Alpha" {
		t.Errorf("the vocabulary is not in written order: %+v", v)
	}
	if term, ok := v.Severity("P2"); !ok || term.ID != "Any" {
		t.Errorf("P2 is %+v", term)
	}
	if term, ok := v.Trigger("FIRST letter"); !ok || term.ID != "alpha" {
		t.Errorf("the other spelling of a trigger is %+v", term)
	}
	if _, ok := v.RootCause("anything"); ok || len(v.RootCauses) != 0 {
		t.Errorf("root causes that nobody stated are %+v", v.RootCauses)
	}
	m := site.Metrics
	if len(m) != 2 || m[1].Pattern != "data/metrics/x.json" || m[0].Kind != KindCounter || m[1].Stamp != StampEnd || m[1].Step != 5*time.Minute || m[0].Zone.String() != "Asia/Tokyo" {
		t.Errorf("metrics are %+v", m)
	}
}

func TestDefaultSeverities(t *testing.T) {
	v := defaultVocabulary()
	for word, id := range map[string]string{"sev-1": "SEV1", "P1": "SEV1", "Critical": "SEV1", "Sev 2": "SEV2", "major": "SEV2", "minor": "SEV3", "4": "SEV4"} {
		if term, ok := v.Severity(word); !ok || term.ID != id {
			t.Errorf("%q is %q, want %q", word, term.ID, id)
		}
	}
	for _, word := range []string{"", "-", "SEV9", "bad"} {
		if term, ok := v.Severity(word); ok {
			t.Errorf("%q is %q", word, term.ID)
		}
	}
	if v.SeverityRank("P3") != 2 || v.SeverityRank("odd") != 4 {
		t.Error("ranks are not in order of gravity")
	}
}

func TestConfigMistakes(t *testing.T) {
	site, reported := load(map[string]string{"data/teams/checkout.toml": team, "config.toml": `titel = "x"
title = "y"
timezone = "Mars/Base"
fiscal_year_starts = 13
base_url = "reports.example.com"
language = "english please"
theme = "../evil"
[budget]
min_coverage = 90
at_risk = "most"
[incidents.severities]
S1 = ["P1", "bad"]
S2 = ["p-1"]
[[metrics]]
files = "data/metrics/[a"
kind = "countr"
step = "0s"
[[metrics]]
files = "../secret/*.csv"
[[metrics]]
stamp = "middle"
`})
	want(t, reported, `
config.toml:1:1: warning: unknown key "titel" (did you mean title?)
config.toml:3:12: error: "Mars/Base" is not the name of a time zone (write a name of the IANA database, such as "Europe/Berlin" or "UTC")
config.toml:4:22: error: 13 is not a month (write 1 for January, 4 for April)
config.toml:5:12: error: "reports.example.com" is not an address a site can stand at (write it like "https://reports.example.com/")
config.toml:6:12: warning: "english please" is not a language tag; "en" is used (write a tag such as "en" or "pt-BR")
config.toml:7:9: error: "../evil" is not the name of a theme (write the name of a folder below themes/)
config.toml:9:16: error: "min_coverage" is 90, and a share lies between 0 and 1 (write 0.9)
config.toml:10:11: error: "at_risk" is a text where a number belongs (write it without quotes: at_risk = 0.9)
config.toml:13:7: error: "p-1" already stands for S1 (keep it in one of the two)
config.toml:15:9: error: "data/metrics/[a" is not a pattern of file names (close every [ and {, and write \\ before a sign that is meant literally)
config.toml:16:8: error: kind cannot be "countr" (did you mean counter?)
config.toml:17:8: error: "step" must be longer than nothing (write it like "5m")
config.toml:19:9: error: "../secret/*.csv" can match no metrics file (write it from the site's folder, like "data/metrics/**/*.csv")
config.toml:20:1: error: "files" is missing (add files = "data/metrics/**/*.csv")
config.toml:21:9: error: stamp cannot be "middle" (write "start" or "end")
`)
	if site.Calendar.Location != time.UTC || len(site.Teams) != 1 {
		t.Error("mistakes in config.toml hide the rest")
	}
}

func TestMissingFiles(t *testing.T) {
	_, reported := load(nil)
	want(t, reported, `
config.toml: error: there is no config.toml (write one with the two lines title = "Your organisation" and timezone = "Europe/Berlin")
data/teams: error: there is no folder with team files (create data/teams/checkout.toml, named for your team, with a name, a [[service]] and an [[slo]])
`)
	_, reported = load(map[string]string{"config.toml": "", "data/teams/a.yaml": "x: 1"})
	want(t, reported, `
config.toml:1:1: warning: no time zone is stated, so quarters and days begin at midnight UTC (add timezone = "Europe/Berlin", or "UTC" if that is what you mean)
config.toml:1:1: warning: the site has no title, so it is called "Reliability report" (add title = "Your organisation")
data/teams: error: there is no team file (create data/teams/checkout.toml, named for your team, with a name, a [[service]] and an [[slo]])
data/teams/a.yaml: warning: team files are TOML; this one is not read (write it as TOML)
`)
}

func TestBrokenFilesHideNothingElse(t *testing.T) {
	site, reported := load(map[string]string{
		"config.toml": small, "data/teams/a.toml": "name = \n", "data/teams/b.toml": "name = \"\xff\"\n", "data/teams/c.toml": "\ufeff" + strings.ReplaceAll(team, "\n", "\r\n"),
	})
	if len(site.Teams) != 1 || site.Teams[0].ID != "c" {
		t.Errorf("teams are %+v", site.Teams)
	}
	for _, line := range []string{"data/teams/a.toml:1:8: error: not valid TOML", "data/teams/b.toml:1:9: error: byte 0xFF is not valid UTF-8"} {
		if !strings.Contains(reported, line) {
			t.Errorf("%s is missing from\n%s", line, reported)
		}
	}
}

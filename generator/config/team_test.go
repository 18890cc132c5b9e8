package config

import (
	"strings"
	"testing"
	"time"
)

func TestTeamMistakes(t *testing.T) {
	site, reported := load(map[string]string{
		"config.toml":              small,
		"data/teams/a.toml":        "id = 'deck'\n[[service]]\nid = 'x'\n",
		"data/teams/b.toml":        "id = '2026-q3'\n[[service]]\nid = 'y'\n",
		"data/teams/Big Team.toml": "[[service]]\nid = 'z'\n",
		"data/teams/c.toml":        "[[service]]\nid = 'Web App'\n[[slo]]\nid = 's'\nservice = 'Web App'\ntotal = 't'\nbad = 'b'\nobjective = 1\n",
		"data/teams/d.toml":        "[[service]]\nname = 'no id'\n[[service]]\nid = 'w'\nfrom = 2026-02-01\nto = 2026-02-01\n[leads]\nproduct = 3\n",
		"data/teams/e.toml":        "mission = 'none'\n",
		"data/teams/f.toml":        "[[service]]\nid = 'v'\n",
		"data/teams/sub/f.toml":    "[[service]]\nid = 'u'\n",
	})
	want(t, reported, `
data/teams/Big Team.toml: error: "big team" cannot be the id of a team (use lower-case letters, digits and hyphens, such as big-team)
data/teams/a.toml:1:6: error: "deck" is a word the site's own addresses need (state another one, such as id = "deck-team")
data/teams/b.toml:1:6: error: "2026-q3" cannot be the id of a team (choose an id that does not look like a quarter)
data/teams/c.toml:2:6: error: "Web App" cannot be the id of a service (use lower-case letters, digits and hyphens, such as web-app)
data/teams/d.toml:1:1: error: "id" is missing (add id = "checkout-web")
data/teams/d.toml:6:6: error: the service leaves the team before it comes to it (write the first day that the service is no longer the team's)
data/teams/d.toml:8:11: error: "product" is a whole number where a text belongs (write product = "…")
data/teams/e.toml: warning: the team "e" has no services, so its report is empty (add a [[service]] with an id)
data/teams/f.toml: warning: the team "f" has no SLO, so nothing of it is measured (add an [[slo]] about one of its services)
data/teams/sub/f.toml:1:1: error: the team "f" is already written at data/teams/f.toml:1:1 (give one of the two another id)
`)
	var ids []string
	for _, team := range site.Teams {
		ids = append(ids, team.ID)
	}
	want(t, strings.Join(ids, " "), "c d e f")
}

// The service moves on 1 July 2026, midnight in Berlin: 22:00 UTC on 30 June.
func TestOwnershipMoves(t *testing.T) {
	site, reported := load(map[string]string{
		"config.toml":       small,
		"data/teams/a.toml": "order = 2\n[leads]\nreliability = 'R. L.'\nproduct = 'P. L.'\n[[service]]\nid = 'web'\nfrom = 2026-07-01\n" + "[[slo]]\nid='s'\nservice='web'\ntotal='t'\ngood='g'\nobjective=1\n",
		"data/teams/b.toml": "order = 1\n[[service]]\nid = 'web'\nname = 'Old web'\nto = '2026-07-01'\n",
	})
	want(t, reported, "")
	at := time.Date(2026, 6, 30, 22, 0, 0, 0, time.UTC)
	if team, ok := site.Owner("web", at); team != "a" || !ok {
		t.Errorf("from that instant on the owner is %q", team)
	}
	if team, ok := site.Owner("web", at.Add(-time.Second)); team != "b" || !ok {
		t.Errorf("a second before, the owner is %q", team)
	}
	if _, ok := site.Owner("nothing", at); ok {
		t.Error("an unknown service has an owner")
	}
	if o := site.Ownerships("web"); len(o) != 2 || o[0].Team != "b" || !o[0].To.Equal(at) || !o[1].To.IsZero() {
		t.Errorf("ownerships are %+v", o)
	}
	if s, _ := site.Service("web"); s.Name != "Web" {
		t.Errorf("the service's last name is %q", s.Name)
	}
	if site.Teams[0].ID != "b" || site.Teams[1].Leads[0].Role != "reliability" {
		t.Error("teams stand by order, leads as written")
	}
}

func TestTwoOwnersAtOnce(t *testing.T) {
	site, reported := load(map[string]string{
		"config.toml":       small,
		"data/teams/a.toml": team,
		"data/teams/b.toml": "[[service]]\nid = 'web'\nfrom = 2026-07-01\n[[service]]\nid = 'b'\n[[slo]]\nid = 'bb'\nservice = 'b'\ntotal = 't'\nbad = 'b'\nobjective = 0.9\n",
	})
	want(t, reported, `data/teams/b.toml:2:6: error: the service "web" is owned by a at the same time, at data/teams/a.toml:3:6 (state from and to, so that one ends where the other begins)`)
	if team, _ := site.Owner("web", time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)); team != "a" {
		t.Errorf("the first stays the owner, not %q", team)
	}
}

// Beside a team's report each SLO has a table, and so have its sections.
func TestAnSLOCannotBeCalledAsATable(t *testing.T) {
	_, reported := load(map[string]string{"config.toml": small, "data/teams/a.toml": strings.Replace(team, "web-availability", "spend", 1)})
	want(t, reported, `data/teams/a.toml:5:6: error: "spend" is a word the site's own addresses need (state another one, such as id = "spend-slo")`)
}

func TestSLOMistakes(t *testing.T) {
	tests := []struct {
		name  string
		lines []string
		want  string
	}{
		{"percentage", []string{"total = 't'", "bad = 'b'", "objective = 99.9"},
			`7:13: error: 99.9 is not an objective: one lies above 0 and is at most 1 (write 0.999)`},
		{"nought", []string{"total = 't'", "bad = 'b'", "objective = 0"},
			`7:13: error: 0 is not an objective: one lies above 0 and is at most 1 (write a fraction such as 0.999)`},
		{"bad and good", []string{"total = 't'", "bad = 'b'", "good = 'g'", "objective = 0.9"},
			`7:8: error: an SLO has bad or good events, not both (keep the one that your metrics count)`},
		{"neither", []string{"total = 't'", "objective = 0.9"},
			`2:1: error: the SLO has neither bad nor good events (add bad = 'requests_total{status=~"5.."}', or good)`},
		{"no total, no objective", []string{"bad = 'b'"},
			"2:1: error: \"objective\" is missing (add objective = 0.999)\n" +
				`2:1: error: "total" is missing (add total = "requests_total", the selector of all events; for a threshold on a value, method = "slices")`},
		{"misspelt", []string{"total = 't'", "bad = 'b'", "objective = 0.9", "absnt = 'zero'"},
			`8:1: error: unknown key "absnt" (did you mean absent?)`},
		{"unknown words", []string{"total = 't'", "bad = 'b'", "objective = 0.9", "absent = 'maybe'", "kind = 'rate'", "stamp = 'ends'", "method = 'event'"},
			"8:10: error: absent cannot be \"maybe\" (write \"zero\" or \"no-data\")\n9:8: error: kind cannot be \"rate\" (write \"delta\" or \"counter\" or \"gauge\")\n" +
				"10:9: error: stamp cannot be \"ends\" (did you mean end?)\n11:10: error: method cannot be \"event\" (did you mean events?)"},
		{"slices of nothing", []string{"method = 'slices'", "objective = 0.9"},
			`2:1: error: "value" is missing (add value = "latency_p95_seconds" with op and threshold, or total with bad or good and slice_target)`},
		{"uneven slice", []string{"method = 'slices'", "value = 'v'", "op = '=<'", "threshold = 1", "slice = '7m'", "empty = 'skip'", "objective = 0.9"},
			"7:6: error: op cannot be \"=<\" (did you mean <=?)\n9:9: error: slices of 7m do not divide the day (write \"1m\", \"5m\", \"15m\" or \"1h\")\n" +
				"10:9: error: empty cannot be \"skip\" (write \"good\" or \"bad\")"},
		{"half a threshold", []string{"method = 'slices'", "value = 'v'", "objective = 0.9"},
			"2:1: error: \"op\" is missing (add op = \"<=\", the comparison that a good slice meets)\n2:1: error: \"threshold\" is missing (add threshold = 0.3, in the unit of the value)"},
		{"ratio without slice target", []string{"method = 'slices'", "total = 't'", "good = 'g'", "objective = 0.9"},
			`2:1: error: "slice_target" is missing (add slice_target = 0.99, the share of good events that makes a slice good)`},
		{"no effect", []string{"total = 't'", "bad = 'b'", "objective = 0.9", "slice = '5m'"},
			`8:1: warning: "slice" has no effect with method = "events" (remove it)`},
		{"twice the same from", []string{"total = 't'", "bad = 'b'", "[[slo.objective]]", "target = 0.9", "[[slo.objective]]", "target = 0.99"},
			`9:1: error: two objectives begin at the same instant (give each objective a from of its own; only the first may go without)`},
		{"no target", []string{"total = 't'", "bad = 'b'", "[[slo.objective]]", "from = 2026-01-01"},
			`7:1: error: "target" is missing (add target = 0.999)`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			site, reported := load(slo(tt.lines...))
			want(t, strings.ReplaceAll(reported, "data/teams/checkout.toml:", ""), tt.want)
			if broken := strings.Contains(reported, "error"); len(site.SLOs()) != map[bool]int{true: 0, false: 1}[broken] {
				t.Errorf("the site has %d SLOs", len(site.SLOs()))
			}
		})
	}
}

func TestSLOsAcrossTeams(t *testing.T) {
	site, reported := load(map[string]string{
		"config.toml":       small,
		"data/teams/a.toml": team,
		"data/teams/b.toml": strings.NewReplacer(`id = "web"`, `id = "app"`, `service = "web"`, `service = "ap"`).Replace(team) +
			"[[slo]]\nid = 'app-latency'\nservice = 'app'\nmethod = 'slices'\nvalue = 'v'\nop = '<='\nthreshold = 0.3\nobjective = 0.99\n" +
			"[[slo]]\nid = 'web-availability'\nservice = 'app'\ntotal = 't'\nbad = 'b'\nobjective = 0.99\n",
	})
	want(t, reported, `
data/teams/b.toml:5:6: error: the SLO "web-availability" is already written at data/teams/a.toml:5:6 (give one of the two another id)
data/teams/b.toml:19:6: error: the SLO "web-availability" is already written at data/teams/a.toml:5:6 (give one of the two another id)
`)
	if got := site.SLOs(); len(got) != 2 || got[0].ID != "app-latency" || got[0].Slice != 5*time.Minute || got[0].Combine != "sum" {
		t.Errorf("SLOs are %+v", got)
	}
	_, reported = load(map[string]string{"config.toml": small, "data/teams/a.toml": strings.Replace(team, `service = "web"`, `service = "wbe"`, 1)})
	want(t, reported, `data/teams/a.toml:5:6: error: the SLO "web-availability" is about the service "wbe", which no team has (did you mean web?)`)
}

// Berlin is UTC+2 in April and October's first day alike.
func TestObjectivesAreSorted(t *testing.T) {
	site, reported := load(slo("total = 't'", "bad = 'b'", "[[slo.objective]]", "from = 2026-04-01", "target = 0.999", "[[slo.objective]]", "target = 0.99"))
	want(t, reported, `data/teams/checkout.toml:7:1: warning: the objectives are not in time order; they are read as if they were (write the oldest first)`)
	o := site.SLOs()[0].Objectives
	if len(o) != 2 || !o[0].From.IsZero() || o[0].Target != 0.99 || !o[1].From.Equal(time.Date(2026, 3, 31, 22, 0, 0, 0, time.UTC)) {
		t.Errorf("objectives are %+v", o)
	}
}

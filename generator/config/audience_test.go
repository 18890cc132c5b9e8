package config

import (
	"strings"
	"testing"
	"testing/fstest"

	"quarterdeck/generator/diag"
)

func audienceSite(t *testing.T, table string) (*Site, string) {
	t.Helper()
	var diags diag.List
	s := Load(fstest.MapFS{
		"config.toml":          {Data: []byte("title = 'A'\ntimezone = 'UTC'\n" + table)},
		"data/teams/shop.toml": {Data: []byte("[[service]]\nid = 'shop'\n")},
	}, &diags)
	var lines []string
	for _, d := range diags.Sorted() {
		if d.File == "config.toml" {
			lines = append(lines, d.String())
		}
	}
	return s, strings.Join(lines, "\n")
}

func TestAudiences(t *testing.T) {
	s, told := audienceSite(t, "[audience.public]\nhide_teams = ['shop']\nhide_sections = 'root-cause'\nshow = ['contracts']\nhide = ['findings']\n[audience.partners]\nshow = ['policy', 'actions']\n")
	if told != "" {
		t.Fatal(told)
	}
	a, _ := s.Audience("public")
	if len(a.HideTeams) != 1 || a.HideSections[0].Text != "root-cause" || !a.Parts["contracts"] || a.Parts["findings"] || a.Parts["money"] || !a.Parts["journeys"] || a.NoIndex {
		t.Errorf("public is %+v", a)
	}
	if b, ok := s.Audience("partners"); !ok || !b.NoIndex || !b.Parts["policy"] {
		t.Errorf("partners is %+v", b)
	}
	if _, ok := s.Audience("press"); ok {
		t.Error("an audience is there that nobody configured")
	}
	empty, _ := audienceSite(t, "")
	if a, ok := empty.Audience(Public); !ok || a.Parts["commentary"] || !a.Parts["incidents"] {
		t.Errorf("without a table public is %+v", a)
	}
}

// A slip would publish what was meant to be hidden: each is an error at its
// place.
func TestAudienceMistakes(t *testing.T) {
	for table, want := range map[string]string{
		"[audience.public]\nhide_teams = ['shpo']":              `config.toml:4:15: error: there is no team "shpo" to hide (did you mean shop?)`,
		"[audience.public]\nhide_section = ['x']":               `config.toml:4:1: error: unknown key "hide_section" (did you mean hide_sections?)`,
		"[audience.public]\nhide = ['moeny']":                   `config.toml:4:9: error: reports have no part "moeny" (did you mean money?)`,
		"[audience.public]\nhide = ['leads']\nshow = ['leads']": `config.toml:5:9: error: "leads" is both shown and hidden (keep it in one of the two lists)`,
		"[audience.public]\nshow = ['policy']":                  `config.toml:4:8: error: the policy says which incidents lack action items, so it cannot be shown without them (add "actions" to show, or take "policy" away)`,
		"[audience.internal]\nhide = ['leads']":                 `config.toml:3:11: error: the internal audience sees everything and cannot be configured (write [audience.public], or another name)`,
		"[audience.Press]\nhide = ['leads']":                    `config.toml:3:11: error: "Press" cannot be the name of an audience (use lower-case letters, digits and hyphens, such as press)`,
	} {
		if _, told := audienceSite(t, table); told != want {
			t.Errorf("%q:\ngot  %s\nwant %s", table, told, want)
		}
	}
}

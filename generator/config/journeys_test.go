package config

import (
	"strings"
	"testing"
	"time"
)

// journeySite is a site with the SLO web-availability and the given journeys.
func journeySite(files map[string]string) map[string]string {
	out := map[string]string{"config.toml": small, "data/teams/checkout.toml": team}
	for name, text := range files {
		out["data/journeys/"+name] = text
	}
	return out
}

const step = "[[step]]\nname = 'Pay'\nslos = ['web-availability']\n"

func TestJourneys(t *testing.T) {
	site, reported := load(journeySite(map[string]string{
		"buy.toml":        "order = 2\n" + step,
		"deep/first.toml": "name = 'Find'\ncustomer = 'looked around'\norder = 1\n" + step + "[[step]]\nname = 'Choose'\nslos = 'web-availability'\n",
	}))
	want(t, reported, "")
	if len(site.Journeys) != 2 || site.Journeys[0].Name != "Find" || site.Journeys[1].ID != "buy" || site.Journeys[1].Name != "Buy" {
		t.Fatalf("journeys are %+v", site.Journeys)
	}
	first := site.Journeys[0]
	if first.Customer != "looked around" || len(first.Steps) != 2 || first.Steps[1].Name != "Choose" || first.Steps[1].SLOs[0] != "web-availability" {
		t.Errorf("the first journey is %+v", first)
	}
}

// Every mistake is told, and what has one is left out: the journeys that stay
// are the one with a warning and the first of two with one id.
func TestJourneyMistakes(t *testing.T) {
	site, reported := load(journeySite(map[string]string{
		"api.toml":      step,
		"empty.toml":    "name = 'Empty'\n",
		"keys.toml":     step + "slo = ['x']\n",
		"nameless.toml": "[[step]]\nslos = ['web-availability']\n",
		"none.toml":     "[[step]]\nname = 'Pay'\nslos = []\n",
		"old.yaml":      "name: Old\n",
		"pay.toml":      "colour = 'red'\n" + strings.Replace(step, "['web-availability']", "['web-availability', 'web-availability']", 1),
		"typo.toml":     strings.Replace(step, "web-availability", "web-availabilty", 1),
		"unknown.toml":  strings.Replace(step, "web-availability", "something-else", 1),
		"z.toml":        "id = 'pay'\n" + step,
	}))
	want(t, reported, `
data/journeys/api.toml: error: "api" is a word the site's own addresses need (state another one, such as id = "api-journey")
data/journeys/empty.toml: error: the journey "empty" has no steps (add a [[step]] with a name and slos = ["…"])
data/journeys/keys.toml:4:1: error: unknown key "slo" (did you mean slos?)
data/journeys/nameless.toml:1:1: error: "name" is missing (say what the customer does: name = "Pay")
data/journeys/none.toml:3:8: error: the step "Pay" has no SLOs (name what measures it: slos = ["checkout-availability"])
data/journeys/old.yaml: warning: journeys are TOML files; this one is not read (write it as TOML)
data/journeys/pay.toml:1:1: warning: unknown key "colour" (known here: customer, description, id, name, order, step)
data/journeys/pay.toml:4:29: warning: the step "Pay" names the SLO "web-availability" twice (remove one of the two)
data/journeys/typo.toml:3:9: error: the step "Pay" names the SLO "web-availabilty", which no team has (did you mean web-availability?)
data/journeys/unknown.toml:3:9: error: the step "Pay" names the SLO "something-else", which no team has (name an SLO by its id, as it stands in a team file)
data/journeys/z.toml:1:1: error: the journey "pay" is already written at data/journeys/pay.toml:1:1 (give one of the two another id)
`)
	if len(site.Journeys) != 1 || site.Journeys[0].ID != "pay" || len(site.Journeys[0].Steps[0].SLOs) != 1 {
		t.Errorf("journeys are %+v", site.Journeys)
	}
}

// The SLO's own mistake is told once; the journey that needs it is left out.
func TestJourneyOfABrokenSLO(t *testing.T) {
	files := journeySite(map[string]string{"pay.toml": step})
	files["data/teams/checkout.toml"] = strings.Replace(team, "objective = 0.999", "objective = 99.9", 1)
	site, reported := load(files)
	if strings.Count(reported, "error") != 1 || !strings.Contains(reported, "99.9 is not an objective") {
		t.Errorf("reported:\n%s", reported)
	}
	if len(site.Journeys) != 0 {
		t.Errorf("journeys are %+v", site.Journeys)
	}
}

// A service began where launched says, else when its first owner got it: a
// later owner's from is a move.
func TestLaunched(t *testing.T) {
	site, reported := load(map[string]string{
		"config.toml": small,
		"data/teams/a.toml": "[[service]]\nid = 'web'\nfrom = 2026-07-01\n[[service]]\nid = 'old'\n[[service]]\nid = 'told'\nfrom = 2026-02-02\nlaunched = 2026-01-19\n" +
			"[[slo]]\nid='s'\nservice='web'\ntotal='t'\ngood='g'\nobjective=1\n",
		"data/teams/b.toml": "[[service]]\nid = 'web'\nfrom = 2026-03-01\nto = 2026-07-01\n",
	})
	want(t, reported, "")
	berlin := func(month time.Month, day int) time.Time {
		return time.Date(2026, month, day, 0, 0, 0, 0, site.Calendar.Location)
	}
	for service, begun := range map[string]time.Time{"web": berlin(time.March, 1), "told": berlin(time.January, 19)} {
		if at, ok := site.Launched(service); !ok || !at.Equal(begun) {
			t.Errorf("%s began %v, want %v", service, at, begun)
		}
	}
	if at, ok := site.Launched("old"); ok {
		t.Errorf("a service without a date began %v", at)
	}
}

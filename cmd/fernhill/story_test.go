package main

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
)

func load(t *testing.T) (*scenario, *story) {
	t.Helper()
	sc, err := loadScenario()
	if err != nil {
		t.Fatal(err)
	}
	st, err := loadStory()
	if err != nil {
		t.Fatal(err)
	}
	return sc, st
}

func (st *story) delivery(team string) delivery {
	return st.Deliveries[slices.IndexFunc(st.Deliveries, func(d delivery) bool { return d.Team == team })]
}

func TestTheSiteHasTheStorysHolidays(t *testing.T) {
	_, st := load(t)
	var config struct {
		Delivery struct{ Holidays []time.Time }
	}
	if _, err := toml.DecodeFile(filepath.Join(site, "config.toml"), &config); err != nil {
		t.Fatal(err)
	}
	if !slices.EqualFunc(config.Delivery.Holidays, st.Holidays, time.Time.Equal) {
		t.Errorf("config.toml has %v, the story %v", config.Delivery.Holidays, st.Holidays)
	}
}

// Every incident that a push set off has one failed deployment, of the team that
// pushed, shortly before it; and nobody else deploys while it lasts.
func TestPushesStandInTheLogOfWhoeverPushed(t *testing.T) {
	sc, st := load(t)
	for _, d := range st.Deliveries {
		all := sc.deploys(st, d)
		for _, inc := range sc.Incidents {
			if inc.Trigger != "binary-push" && inc.Trigger != "config-push" || inc.pusher() != d.Team || inc.Started.Before(sc.localDate(d.From)) {
				continue
			}
			var led []deploy
			for _, x := range all {
				if x.incident == inc.ID {
					led = append(led, x)
				} else if x.finished.After(inc.Started) && x.finished.Before(inc.Mitigated) && !x.rework {
					t.Errorf("%s deployed %s during %s", d.Team, x.id, inc.ID)
				}
			}
			if len(led) != 1 {
				t.Errorf("%s has %d deployments in %s's log, want one", inc.ID, len(led), d.Team)
				continue
			}
			x := led[0]
			if gap := inc.Started.Sub(x.finished); gap < 0 || gap > 10*time.Minute || !x.failed || !x.recovered.Equal(inc.Mitigated) {
				t.Errorf("%s: %+v does not fit", inc.ID, x)
			}
		}
	}
}

// The quarter of checkout's failure on its last evening ends before the
// recovery; one failure is open; the log's outage of July left nothing behind.
func TestCheckoutsLogHasItsEdges(t *testing.T) {
	sc, st := load(t)
	d := st.delivery("checkout")
	q2 := sc.quarters()[5]
	spanning, open := 0, 0
	for _, x := range sc.deploys(st, d) {
		if during(d.Silent, x.finished) {
			t.Errorf("%s lies in the log's outage", x.id)
		}
		if x.failed && q2.contains(x.finished) && !q2.contains(x.recovered) {
			spanning++
		}
		if x.failed && x.recovered.IsZero() {
			open++
		}
		for _, c := range x.commits {
			if c.committed.After(x.finished) || c.authored.After(c.committed) {
				t.Errorf("%s: commit %s is out of order", x.id, c.sha)
			}
		}
	}
	if spanning != 1 || open != 1 {
		t.Errorf("%d failures span the end of 2026-Q2 and %d are open, want one each", spanning, open)
	}
}

// Whoever an incident hit was called during it: the team that pushed when it was
// detected, unless it was noticed before its rota was written down.
func TestIncidentsCallTheirTeams(t *testing.T) {
	sc, st := load(t)
	for _, r := range st.OnCall {
		all := sc.pages(r)
		for _, inc := range sc.Incidents {
			if !slices.Contains(inc.Teams, r.Team) || inc.Started.Before(sc.localDate(r.From)) {
				continue
			}
			_, to := sc.window(inc)
			if !slices.ContainsFunc(all, func(p page) bool { return !p.quiet && p.at.After(inc.Started) && p.at.Before(to) }) {
				t.Errorf("%s called nobody of %s", inc.ID, r.Team)
			}
		}
	}
}

package main

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
)

// teamFile is what the scenario repeats of a team's file.
type teamFile struct {
	Services []struct{ ID string } `toml:"service"`
	SLOs     []struct {
		ID, Service, Method, Total, Bad, Good, Value string
		Threshold                                    float64
		Objectives                                   []objective `toml:"objective"`
	} `toml:"slo"`
}

func TestTeamFilesSayWhatTheScenarioSays(t *testing.T) {
	sc, err := loadScenario()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, tm := range sc.Teams {
		var file teamFile
		if _, err := toml.DecodeFile(filepath.Join(site, "data/teams", tm.ID+".toml"), &file); err != nil {
			t.Fatal(err)
		}
		for _, s := range file.Services {
			if !slices.Contains(tm.Services, s.ID) {
				t.Errorf("%s: service %s is not in the scenario", tm.ID, s.ID)
			}
		}
		for _, f := range file.SLOs {
			seen++
			s := sc.slo(f.ID)
			selector := func(metric string) string {
				if metric == "" {
					return ""
				}
				if s.Split.Label != "" {
					return metric + `{service="` + s.Service + `",` + s.Split.Label + `=~"` + strings.Join(s.Split.Values, "|") + `"}`
				}
				return metric + `{service="` + s.Service + `"}`
			}
			if s.Team != tm.ID || s.Service != f.Service || s.Threshold != f.Threshold ||
				f.Total != selector(s.Total) || f.Bad != selector(s.Bad) || f.Good != selector(s.Good) || f.Value != selector(s.Value) ||
				!slices.Equal(s.Objectives, f.Objectives) || s.slices() != (f.Method == "slices") {
				t.Errorf("%s differs:\nscenario  %+v\nteam file %+v", f.ID, s, f)
			}
		}
	}
	if seen != len(sc.SLOs) {
		t.Errorf("team files hold %d SLOs, the scenario %d", seen, len(sc.SLOs))
	}
}

func TestIncidentsUseTheSitesWords(t *testing.T) {
	sc, err := loadScenario()
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Incidents struct {
			Triggers   map[string]string
			RootCauses map[string]string `toml:"root_causes"`
			Severities map[string][]string
		}
	}
	if _, err := toml.DecodeFile(filepath.Join(site, "config.toml"), &config); err != nil {
		t.Fatal(err)
	}
	texts := 0
	for i, inc := range sc.Incidents {
		if config.Incidents.Triggers[inc.Trigger] == "" || config.Incidents.Severities[inc.Severity] == nil {
			t.Errorf("%s: trigger %q or severity %q is not in config.toml", inc.ID, inc.Trigger, inc.Severity)
		}
		for _, c := range inc.RootCauses {
			if config.Incidents.RootCauses[c] == "" {
				t.Errorf("%s: root cause %q is not in config.toml", inc.ID, c)
			}
		}
		if i > 0 && (inc.ID <= sc.Incidents[i-1].ID || !inc.Started.After(sc.Incidents[i-1].Started)) {
			t.Errorf("%s does not follow %s in number and time", inc.ID, sc.Incidents[i-1].ID)
		}
		checkClocks(t, inc)
		if inc.Text {
			texts++
		}
	}
	if len(sc.Incidents) < 60 || texts < 24 {
		t.Errorf("%d incidents, %d with a text; want 60 and 24 at least", len(sc.Incidents), texts)
	}
}

// checkClocks holds an incident's times to their order; an open one ends its
// list early.
func checkClocks(t *testing.T, inc incident) {
	clocks := []time.Time{inc.Started, inc.Detected, inc.Acknowledged, inc.Mitigated, inc.Resolved}
	for i, c := range clocks[1:] {
		if !c.IsZero() && c.Before(clocks[i]) {
			t.Errorf("%s: clock %d is before clock %d", inc.ID, i+1, i)
		}
	}
}

func TestHarmShapes(t *testing.T) {
	start := time.Date(2026, 8, 14, 13, 0, 0, 0, time.UTC)
	at := func(minute int) time.Time { return start.Add(time.Duration(minute) * time.Minute) }
	// Mitigated after 40 minutes, resolved after 60.
	for _, c := range []struct {
		shape  string
		minute int
		want   float64
	}{
		{"", -1, 0}, {"", 5, 1}, {"", 39, 1}, {"", 45, 0.5}, {"", 50, 0}, // falls within ten minutes
		{"ramp", 10, 0.25}, {"ramp", 30, 0.75}, {"ramp", 45, 0.5},
		{"tail", 20, 1}, {"tail", 45, 0.75}, {"tail", 55, 0.25}, {"tail", 60, 0},
	} {
		h := harm{from: start, mitigated: at(40), to: at(60), shape: c.shape, peak: 0.3}
		if got := h.at(at(c.minute)); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("shape %q after %d minutes: %v of the peak, want %v", c.shape, c.minute, got, c.want)
		}
	}
}

func TestQuartersFollowLocalMidnight(t *testing.T) {
	sc, err := loadScenario()
	if err != nil {
		t.Fatal(err)
	}
	q := sc.quarters()
	// Seven finished and one running; summer time begins and ends in them.
	if len(q) != 8 || q[0].name != "2025-Q1" || q[7].name != "2026-Q4" {
		t.Fatalf("quarters are %v", q)
	}
	if got, want := q[5].from.UTC().Format(time.RFC3339), "2026-03-31T23:00:00Z"; got != want {
		t.Errorf("2026-Q2 begins at %s, want %s", got, want)
	}
}

func TestRecordsThatPeopleTookOverStay(t *testing.T) {
	sc, err := loadScenario()
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	path := filepath.Join(out, "data/postmortems/records/2025/inc-1991.md")
	if err := writeRecords(sc, out); err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	mine := strings.Replace(string(first), mark+"\n", "", 1) + "\nWritten out by hand.\n"
	if err := os.WriteFile(path, []byte(mine), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := writeRecords(sc, out); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != mine {
		t.Errorf("the text was overwritten: %v\n%s", err, got)
	}
}

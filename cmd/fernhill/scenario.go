package main

import (
	_ "embed"
	"fmt"
	"time"

	"github.com/BurntSushi/toml"
)

//go:embed scenario.toml
var scenarioSource string

// scenario is scenario.toml; its opening comment explains the fields.
type scenario struct {
	Timezone  string
	Starts    time.Time
	Ends      time.Time
	FineFrom  time.Time `toml:"fine_from"`
	Growth    float64
	Teams     []team     `toml:"team"`
	SLOs      []slo      `toml:"slo"`
	Gaps      []gap      `toml:"gap"`
	Resets    []reset    `toml:"reset"`
	Bursts    []burst    `toml:"burst"`
	Surges    []surge    `toml:"surge"`
	Drifts    []drift    `toml:"drift"`
	Incidents []incident `toml:"incident"`

	zone *time.Location
}

type team struct {
	ID, Name string
	Services []string
}

type slo struct {
	ID, Team, Service, File, Format, Day string
	Total, Bad, Good, Value              string
	Method, Step                         string
	Rate, Background, Threshold, Typical float64
	Plain                                bool
	Starts                               time.Time
	Split                                split
	Objectives                           []objective
}

// split spreads a series over the values of one label, by weight.
type split struct {
	Label   string
	Values  []string
	Weights []float64
}

type objective struct {
	From   time.Time // a local date
	Target float64
}

// gap is a stretch without rows, of one instance or of the whole file.
type gap struct {
	SLO, Instance string
	From, To      time.Time
}

type reset struct {
	SLO, Instance string
	At            []time.Time
}

type burst struct {
	SLO      string
	From, To time.Time
	Failed   float64
}

type surge struct {
	SLO      string
	From, To time.Time
	Factor   float64
}

// drift is a steady share of failures besides, as a share of what the
// objective allows.
type drift struct {
	SLO      string
	From, To time.Time
	Failed   float64
}

type incident struct {
	ID, Title, Severity, Kind, Body, Story, Status       string
	Started, Detected, Acknowledged, Mitigated, Resolved time.Time
	Teams, Services                                      []string
	CausedBy                                             string `toml:"caused_by"`
	NoticedBy                                            string `toml:"noticed_by"`
	Trigger                                              string
	RootCauses                                           []string `toml:"root_causes"`
	Text                                                 bool
	SLOs                                                 []touch  `toml:"slo"`
	Actions                                              []action `toml:"action"`
}

// touch is what an incident did to one SLO.
type touch struct {
	ID, Shape     string
	Failed, Value float64
}

type action struct {
	Title, Owner, Kind string
	Due, Done          time.Time
}

// loadScenario reads the built-in scenario and refuses keys it does not know,
// so that a misspelt one cannot silently change the sample.
func loadScenario() (*scenario, error) {
	var sc scenario
	meta, err := toml.Decode(scenarioSource, &sc)
	if err != nil {
		return nil, fmt.Errorf("scenario.toml: %w", err)
	}
	for _, key := range meta.Undecoded() {
		if key.String() != "title" {
			return nil, fmt.Errorf("scenario.toml: unknown key %s", key)
		}
	}
	if sc.zone, err = time.LoadLocation(sc.Timezone); err != nil {
		return nil, fmt.Errorf("scenario.toml: timezone: %w", err)
	}
	return &sc, sc.check()
}

// check finds references that lead nowhere.
func (sc *scenario) check() error {
	known := map[string]bool{}
	for _, s := range sc.SLOs {
		if known[s.ID] {
			return fmt.Errorf("scenario.toml: SLO %s twice", s.ID)
		}
		known[s.ID] = true
	}
	for _, inc := range sc.Incidents {
		for _, t := range inc.SLOs {
			if !known[t.ID] {
				return fmt.Errorf("scenario.toml: %s touches unknown SLO %s", inc.ID, t.ID)
			}
		}
	}
	return nil
}

// slo finds an SLO by its id; check has seen to it that it is there.
func (sc *scenario) slo(id string) slo {
	for _, s := range sc.SLOs {
		if s.ID == id {
			return s
		}
	}
	return slo{}
}

// window is the time in which an incident did harm: from its start to its
// resolution, an open one to the end of the data.
func (sc *scenario) window(inc incident) (from, to time.Time) {
	if inc.Resolved.IsZero() {
		return inc.Started, sc.Ends
	}
	return inc.Started, inc.Resolved
}

// starts is the first instant of an SLO's data.
func (sc *scenario) starts(s slo) time.Time {
	if s.Starts.IsZero() {
		return sc.Starts
	}
	return s.Starts
}

// allowed is the share of events that may fail at t (1 − objective).
func (sc *scenario) allowed(s slo, t time.Time) float64 {
	b := 1 - s.Objectives[0].Target
	for _, o := range s.Objectives[1:] {
		if !t.Before(sc.localDate(o.From)) {
			b = 1 - o.Target
		}
	}
	return b
}

// localDate is the first instant of a written date in the site's zone.
func (sc *scenario) localDate(d time.Time) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, sc.zone)
}

func (s slo) slices() bool { return s.Method == "slices" }

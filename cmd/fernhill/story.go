package main

import (
	_ "embed"
	"fmt"
	"math"
	"time"

	"github.com/BurntSushi/toml"
)

//go:embed business.toml
var businessSource string

// story is business.toml; its opening comments explain the fields.
type story struct {
	Holidays   []time.Time
	Deliveries []delivery `toml:"delivery"`
	Launches   []launch   `toml:"launch"`
	KPIs       []kpi      `toml:"kpi"`
	Bills      []bill     `toml:"bill"`
	OnCall     []rota     `toml:"oncall"`
	Work       []work     `toml:"work"`
	Gauges     []gauge    `toml:"gauge"`
}

type delivery struct {
	Team, Format, Train string
	From                time.Time
	Services            []string
	Weights             []float64
	Fails, Staging      float64
	Mends               duration
	Silent              []pause
	Pace                []pace
	Known               []known
}

// pace holds for deployments (Weekly, Lead, Commits) and for pages (Weekly,
// Nightly).
type pace struct {
	From                     time.Time
	Weekly, Commits, Nightly float64
	Lead                     duration
}

type pause struct{ From, To time.Time }

// known is a failed deployment that the story needs.
type known struct {
	Service, Reason string
	At, Recovered   time.Time
}

type launch struct {
	ID, Title, Kind, Team, Expected string
	Services, KPIs                  []string
	Start, End                      time.Time // local dates, the end's day in it
	Load, Cost                      float64
}

type kpi struct {
	ID, Team, File, Period, Of      string
	From                            time.Time
	Per, Base, Growth, Noise, Round float64
	Rate                            bool
	Lost                            []lost
	Steps                           []step
	Values                          []level
}

type lost struct {
	SLO    string
	Points float64
}

type step struct {
	From, To time.Time
	By       float64
}

type level struct {
	From  time.Time
	Value float64
}

type bill struct {
	File, Format, Team, Account string
	From                        time.Time
	Items                       []charge
}

type charge struct {
	Service, Category, Tag, Owner        string
	Daily, Monthly, Credit, Busy, Growth float64
	From, To, Yearly                     time.Time
}

type rota struct {
	Team, Format, File string
	From               time.Time
	Services           []string
	Weights            []float64
	Ack, Quiet         float64
	Pace               []pace
}

type work struct {
	Team                      string
	From                      time.Time
	Toil, Operations, Project []float64
}

type gauge struct {
	Team, File, Metric, Service string
	From                        time.Time
	Level, Yearly, Swing, Noise float64
}

// duration reads texts like 6h40m.
type duration struct{ time.Duration }

func (d *duration) UnmarshalText(text []byte) (err error) {
	d.Duration, err = time.ParseDuration(string(text))
	return err
}

// loadStory reads the built-in business.toml and refuses keys it does not know.
func loadStory() (*story, error) {
	var st story
	meta, err := toml.Decode(businessSource, &st)
	if err != nil {
		return nil, fmt.Errorf("business.toml: %w", err)
	}
	for _, key := range meta.Undecoded() {
		if key.String() != "title" {
			return nil, fmt.Errorf("business.toml: unknown key %s", key)
		}
	}
	return &st, nil
}

// writeStory writes all that business.toml tells.
func writeStory(sc *scenario, st *story, tracks []track, out string) error {
	if err := writeGauges(sc, st, out); err != nil {
		return err
	}
	if err := writeDeployments(sc, st, out); err != nil {
		return err
	}
	if err := writeLaunches(st, out); err != nil {
		return err
	}
	if err := writeOnCall(sc, st, out); err != nil {
		return err
	}
	if err := writeCosts(sc, st, out); err != nil {
		return err
	}
	return writeKPIs(sc, st, tracks, out)
}

// paceAt is the pace that holds at an instant.
func (sc *scenario) paceAt(list []pace, t time.Time) pace {
	now := list[0]
	for _, p := range list[1:] {
		if !t.Before(sc.localDate(p.From)) {
			now = p
		}
	}
	return now
}

// during says whether any stretch holds an instant.
func during(list []pause, t time.Time) bool {
	for _, s := range list {
		if !t.Before(s.From) && t.Before(s.To) {
			return true
		}
	}
	return false
}

// days lists the local days of a span up to the end of the data, each as its
// first instant.
func (sc *scenario) days(from, to time.Time) []time.Time {
	var all []time.Time
	if to.After(sc.Ends) {
		to = sc.Ends
	}
	for d := from.In(sc.zone); d.Before(to); d = d.AddDate(0, 0, 1) {
		all = append(all, d)
	}
	return all
}

// workday says whether people work on the day of a local midnight.
func (sc *scenario) workday(st *story, day time.Time) bool {
	if wd := day.Weekday(); wd == time.Saturday || wd == time.Sunday {
		return false
	}
	for _, h := range st.Holidays {
		if sc.localDate(h).Equal(day) {
			return false
		}
	}
	return true
}

// pick draws one of several names by weight.
func (c chance) pick(names []string, weights []float64) string {
	x := c.Float64()
	for i, w := range weights {
		if x -= w; x < 0 {
			return names[i]
		}
	}
	return names[len(names)-1]
}

// around draws a time that lies around a median: lognormal, with the given
// spread of its logarithm.
func (c chance) around(median time.Duration, spread float64) time.Duration {
	return time.Duration(float64(median) * math.Exp(spread*c.NormFloat64()))
}

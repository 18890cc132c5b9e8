package main

import (
	"slices"
	"time"
)

// page is one alert that reached somebody, or, when quiet, nobody.
type page struct {
	id, service, title string
	at, resolved       time.Time
	ack                time.Duration
	quiet              bool
	gravity            string // P1 to P4
}

// pages draws what called a team, in order of time: what it is called for in any
// week, and what its incidents and bursts did.
func (sc *scenario) pages(r rota) []page {
	c := newChance("pages " + r.Team)
	var all []page
	for _, d := range sc.days(sc.localDate(r.From), sc.Ends) {
		p := sc.paceAt(r.Pace, d)
		for range c.few(p.Weekly / 7) {
			all = append(all, r.stray(c, d, p, false))
		}
		for range c.few(r.Quiet / 7) {
			all = append(all, r.stray(c, d, p, true))
		}
	}
	own := newChance("pages of incidents " + r.Team)
	for _, inc := range sc.Incidents {
		if slices.Contains(inc.Teams, r.Team) && !inc.Started.Before(sc.localDate(r.From)) {
			all = append(all, sc.called(own, r, inc)...)
		}
	}
	for _, b := range sc.Bursts {
		if s := sc.slo(b.SLO); s.Team == r.Team && !b.From.Before(sc.localDate(r.From)) {
			all = append(all, page{service: s.Service, title: "Error budget burns fast: " + s.ID, at: b.From.Add(9 * time.Minute), resolved: b.To.Add(5 * time.Minute), ack: r.took(own), gravity: "P2"})
		}
	}
	all = slices.DeleteFunc(all, func(p page) bool { return !p.at.Before(sc.Ends) })
	slices.SortStableFunc(all, func(a, b page) int { return a.at.Compare(b.at) })
	return all
}

// stray is a page without an incident, by day or by night.
func (r rota) stray(c chance, day time.Time, p pace, quiet bool) page {
	hour := 7 + 15*c.Float64()
	if c.Float64() < p.Nightly {
		hour = 22 + 8*c.Float64()
	}
	at := day.Add(time.Duration(hour * float64(time.Hour))).Truncate(time.Second)
	x := page{service: c.pick(r.Services, r.Weights), at: at, quiet: quiet, gravity: "P3"}
	x.title = c.pick([]string{"Queue is not emptied", "Latency above its limit", "Instance restarted again", "Error budget burns slowly"}, []float64{0.3, 0.3, 0.2, 0.2})
	x.ack = r.took(c)
	if quiet {
		x.ack, x.gravity = 0, "P4"
	}
	x.resolved = at.Add(c.around(24*time.Minute, 0.8)).Truncate(time.Second)
	return x
}

// took is how long somebody needed to take a page.
func (r rota) took(c chance) time.Duration {
	return c.around(time.Duration(r.Ack*float64(time.Second)), 0.6).Truncate(time.Second)
}

// called are the pages of one incident: the first when it was detected, or, if
// people noticed it, when somebody was called; then more while it lasted.
func (sc *scenario) called(c chance, r rota, inc incident) []page {
	_, to := sc.window(inc)
	mitigated := inc.Mitigated
	if mitigated.IsZero() {
		mitigated = inc.Started.Add(2 * time.Hour)
	}
	service := inc.pushed(r.Services)
	gravity := map[string]string{"SEV1": "P1", "SEV2": "P2"}[inc.Severity]
	if gravity == "" {
		gravity = "P3"
	}
	first := page{service: service, title: inc.Title, at: inc.Detected, resolved: to, ack: inc.Acknowledged.Sub(inc.Detected), gravity: gravity}
	if r.Team != inc.pusher() { // called in by the first team
		first.at = inc.Acknowledged.Add(time.Duration(2+c.IntN(5)) * time.Minute)
		first.ack = r.took(c)
	}
	all := []page{first}
	every := map[string]int{"P1": 21, "P2": 30}[gravity]
	if every == 0 {
		return all
	}
	for at := first.at.Add(time.Duration(8+c.IntN(8)) * time.Minute); at.Before(mitigated); at = at.Add(time.Duration(every/2+c.IntN(every)) * time.Minute) {
		all = append(all, page{service: c.pick(r.Services, r.Weights), title: "Error budget burns fast, during " + inc.ID, at: at, resolved: to, ack: r.took(c), gravity: gravity})
	}
	return all
}

package main

import (
	"fmt"
	"slices"
	"time"
)

// deploy is one deployment as it will be exported.
type deploy struct {
	id, service, environment string
	started, finished        time.Time
	commits                  []commit
	failed, rework           bool
	failedAt, recovered      time.Time
	incident, reason         string
}

type commit struct {
	sha                 string
	authored, committed time.Time
}

// The hours in which people commit, and in which deployments leave.
const (
	workFrom = 7
	workTo   = 23
)

// deploys draws what one team shipped, in order of time: the ordinary ones, then
// those that the story or an incident needs.
func (sc *scenario) deploys(st *story, d delivery) []deploy {
	c, luck := newChance("deployments "+d.Team), newChance("luck of "+d.Team)
	var all []deploy
	for _, day := range sc.days(sc.localDate(d.From), sc.Ends) {
		if sc.workday(st, day) {
			all = append(all, sc.deployDay(st, c, luck, d, day)...)
		}
	}
	all = slices.DeleteFunc(all, func(x deploy) bool { return sc.busy(d.Team, x.finished) })
	extra := newChance("failed deployments " + d.Team)
	all = append(all, sc.knownDeploys(st, extra, d)...)
	all = append(all, sc.pushes(st, extra, d)...)
	all = append(all, sc.mends(st, extra, d, all)...)
	all = slices.DeleteFunc(all, func(x deploy) bool { return during(d.Silent, x.finished) || x.finished.After(sc.Ends) })
	slices.SortStableFunc(all, func(a, b deploy) int { return a.finished.Compare(b.finished) })
	d.number(all)
	return all
}

// deployDay draws one working day. A release train leaves on its weekday only.
func (sc *scenario) deployDay(st *story, c, luck chance, d delivery, day time.Time) []deploy {
	p := sc.paceAt(d.Pace, day)
	n := c.few(p.Weekly * [7]float64{0, 0.19, 0.23, 0.23, 0.22, 0.13, 0}[day.Weekday()])
	if d.Train != "" {
		n = 0
		if day.Weekday().String() == d.Train {
			n = 1 + c.few(max(0, p.Weekly-1))
		}
	}
	var all []deploy
	for range n {
		at := day.Add(10*time.Hour + 15*time.Minute + time.Duration(c.Float64()*float64(6*time.Hour+45*time.Minute)))
		x := sc.deploy(st, c, d, p, at)
		if x.failed = luck.Float64() < d.Fails; x.failed {
			x.failedAt = x.finished.Add(time.Duration(2+luck.IntN(9)) * time.Minute)
			x.recovered = x.failedAt.Add(luck.around(d.Mends.Duration, 0.7)).Truncate(time.Second)
			x.reason = luck.pick(reasons(d.Team), []float64{0.4, 0.35, 0.25})
		}
		all = append(all, x)
	}
	return all
}

// deploy draws one deployment that starts at an instant, with its commits.
func (sc *scenario) deploy(st *story, c chance, d delivery, p pace, at time.Time) deploy {
	x := deploy{service: c.pick(d.Services, d.Weights), environment: "production", started: at.Truncate(time.Second)}
	x.finished = x.started.Add(c.around(9*time.Minute, 0.4)).Truncate(time.Second)
	for range 1 + c.few(p.Commits-1) {
		spread := 0.85
		if p.Lead.Duration > 72*time.Hour {
			spread = 0.35
		}
		committed := sc.atWork(st, c, x.finished.Add(-c.around(p.Lead.Duration, spread)))
		if !committed.Before(x.started) {
			committed = x.started.Add(-20 * time.Minute)
		}
		authored := sc.atWork(st, c, committed.Add(-c.around(50*time.Minute, 1.1)))
		if authored.After(committed) { // early in the morning
			authored = committed.Add(-3 * time.Minute)
		}
		x.commits = append(x.commits, commit{fmt.Sprintf("%010x", c.Uint64()>>24), authored, committed})
	}
	slices.SortFunc(x.commits, func(a, b commit) int { return a.committed.Compare(b.committed) })
	return x
}

// atWork moves an instant outside working hours back to some time in the
// afternoon of the working day before.
func (sc *scenario) atWork(st *story, c chance, t time.Time) time.Time {
	local := t.In(sc.zone)
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, sc.zone)
	if sc.workday(st, day) && local.Hour() >= workFrom {
		if local.Hour() < workTo {
			return t.Truncate(time.Second)
		}
		return day.Add(15*time.Hour + time.Duration(c.Float64()*float64(6*time.Hour))).Truncate(time.Second)
	}
	if sc.workday(st, day) && c.Float64() < 0.5 { // late in the night: let it be early in the morning
		return day.Add(workFrom*time.Hour + time.Duration(c.IntN(3*3600))*time.Second)
	}
	for day = day.AddDate(0, 0, -1); !sc.workday(st, day); day = day.AddDate(0, 0, -1) {
	}
	return day.Add(13*time.Hour + time.Duration(c.Float64()*float64(7*time.Hour))).Truncate(time.Second)
}

// busy says whether an instant lies in an incident of the team, or a little
// before it: then nobody deploys, and what did is the incident's own.
func (sc *scenario) busy(team string, t time.Time) bool {
	for _, inc := range sc.Incidents {
		from, to := sc.window(inc)
		if inc.Resolved.IsZero() {
			to = from.Add(time.Hour)
		}
		if slices.Contains(inc.Teams, team) && t.After(from.Add(-time.Hour)) && t.Before(to) {
			return true
		}
	}
	return false
}

// knownDeploys are those that the story names.
func (sc *scenario) knownDeploys(st *story, c chance, d delivery) []deploy {
	var all []deploy
	for _, k := range d.Known {
		x := sc.deploy(st, c, d, sc.paceAt(d.Pace, k.At), k.At.Add(-9*time.Minute))
		x.service, x.finished, x.failed, x.failedAt, x.recovered, x.reason = k.Service, k.At, true, k.At.Add(14*time.Minute), k.Recovered, k.Reason
		all = append(all, x)
	}
	return all
}

// pushes are the deployments that set an incident off. They stand on the record
// of the team that pushed, and are recovered when the incident is mitigated.
func (sc *scenario) pushes(st *story, c chance, d delivery) []deploy {
	var all []deploy
	for _, inc := range sc.Incidents {
		if inc.Trigger != "binary-push" && inc.Trigger != "config-push" || inc.pusher() != d.Team || inc.Started.Before(sc.localDate(d.From)) {
			continue
		}
		end := inc.Started.Add(-time.Duration(60+c.IntN(200)) * time.Second)
		x := sc.deploy(st, c, d, sc.paceAt(d.Pace, inc.Started), end.Add(-8*time.Minute))
		x.service, x.finished = inc.pushed(d.Services), end
		x.failed, x.failedAt, x.recovered, x.incident, x.reason = true, inc.Started, inc.Mitigated, inc.ID, inc.Title
		all = append(all, x)
	}
	return all
}

// pusher is the team whose push it was.
func (inc incident) pusher() string {
	if inc.CausedBy != "" {
		return inc.CausedBy
	}
	return inc.Teams[0]
}

// pushed is the first of the incident's services that is among a team's.
func (inc incident) pushed(own []string) string {
	for _, s := range inc.Services {
		if slices.Contains(own, s) {
			return s
		}
	}
	return own[0]
}

// mends are unplanned deployments that follow most failures.
func (sc *scenario) mends(st *story, c chance, d delivery, all []deploy) []deploy {
	var out []deploy
	for _, f := range all {
		if !f.failed || f.recovered.IsZero() || c.Float64() > 0.7 {
			continue
		}
		at := sc.atWork(st, c, f.recovered.Add(c.around(20*time.Hour, 0.5)))
		if at.Before(f.recovered) {
			at = f.recovered.Add(time.Hour)
		}
		x := sc.deploy(st, c, d, pace{Commits: 1.4, Lead: duration{90 * time.Minute}}, at)
		x.service, x.rework, x.reason = f.service, true, "Mends "+f.finished.In(sc.zone).Format("2 January")
		out = append(out, x)
	}
	return out
}

// number gives each deployment the id that its system would.
func (d delivery) number(all []deploy) {
	first := map[string]int{"checkout": 2204, "search": 8817, "catalogue": 411, "platform": 5093, "payments": 0}[d.Team]
	perDay := map[string]int{}
	for i := range all {
		switch d.Format {
		case "lines":
			day := all[i].finished.Format("2006.01.02")
			perDay[day]++
			all[i].id = fmt.Sprintf("%s-%d", day, perDay[day])
		case "rows":
			all[i].id = fmt.Sprintf("rel-%d", first+i)
		default:
			all[i].id = fmt.Sprint(first + i)
		}
	}
}

// reasons are what failed, when it was no incident.
func reasons(team string) []string {
	switch team {
	case "checkout":
		return []string{"Errors at the first canary stage; rolled back", "A contract test of the address form failed in production; rolled back", "Voucher totals wrong by a penny; switched off"}
	case "payments":
		return []string{"Rejected callbacks after the release; rolled back", "A queue grew after the release; rolled back", "Reconciliation differed; switched off"}
	case "search":
		return []string{"Result quality fell at the canary; rolled back", "Latency rose at the canary; rolled back", "A filter came back empty; rolled back"}
	case "catalogue":
		return []string{"Pictures missing on some pages; mended in the next build", "Import rejected a column; rolled back", "Pages without a price; rolled back"}
	}
	return []string{"Health checks failed at the second stage; rolled back", "Connections were dropped while instances changed; rolled back", "A rule matched too much; taken back"}
}

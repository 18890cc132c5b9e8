package records

import (
	"strings"
	"time"

	"quarterdeck/generator/diag"
)

// defaultWindow is how long before and after a launch are compared: four whole
// weeks, so that weekdays weigh alike on both sides.
const defaultWindow = 28 * 24 * time.Hour

func launchColumns() schema {
	return schema{
		{"id", []string{"launch_id", "key", "ticket"}},
		{"title", []string{"name", "launch", "event", "summary"}},
		{"kind", []string{"type"}},
		{"team", []string{"team_name", "owner"}},
		{"services", []string{"service", "service_name"}},
		{"slos", []string{"slo"}},
		{"start", []string{"started", "date", "launched", "launched_at", "launch_date", "started_at", "go_live", "released_at", "time"}},
		{"end", []string{"ended", "end_date", "finished", "ended_at", "completed_at"}},
		{"kpis", []string{"kpi"}},
		{"window", []string{"window_days", "compare"}},
		{"expected", []string{"hypothesis", "expectation", "goal"}},
		{"load", []string{"expected_load", "load_factor", "expected_factor", "factor"}},
		{"cost", []string{"amount", "budget"}},
		{"currency", nil},
		{"link", []string{"url", "web_url"}},
	}
}

// launches reads a file of data/launches.
func (l *loader) launches(s *source) {
	accept := func(h *header) string {
		switch {
		case !h.has("start"):
			return `there is no column "start"`
		case !h.has("id", "title"):
			return `there is no column "id"`
		}
		return ""
	}
	s.rows(launchColumns(), accept, l.launch)
}

// launch reads one row.
func (l *loader) launch(r *row) {
	x := Launch{
		ID: r.text("id"), Title: r.text("title"), Kind: l.launchKind(r),
		Expected: r.text("expected"), Link: r.text("link"), Window: defaultWindow, Pos: r.pos("id"),
	}
	l.launchNames(r, &x)
	l.launchTimes(r, &x)
	l.launchMoney(r, &x)
	x.Services = l.list(r, "services", "service", func(s string) (string, bool) { id, ok := l.services[plain(s)]; return id, ok })
	x.SLOs = l.list(r, "slos", "slo", func(s string) (string, bool) { _, ok := l.site.SLO(s); return s, ok })
	x.KPIs = l.list(r, "kpis", "kpi", func(s string) (string, bool) { id, ok := l.kpiIDs[plain(s)]; return id, ok })
	x.Team, _ = l.team(r, "team")
	if x.Team == "" && len(x.Services) > 0 {
		x.Team = l.owner(x.Services[0], "", x.Start)
	}
	if r.bad {
		return
	}
	if x.Team == "" && !l.teamsBroken && r.text("team") == "" && len(x.Services) == 0 {
		r.warn("id", "no-owner", "name its team, or a service", "the launch %q is of no team, so it stands on no team's page", x.ID)
	}
	if len(x.KPIs) == 0 && r.text("kpis") == "" {
		r.src.repeat(diag.Hint, r.pos("id"), "no-kpi", "name the figure of the business that it was meant to move, if there is one", "the launch %q names no KPI, so only its reliability can be compared", x.ID)
	}
	l.out.Launches = append(l.out.Launches, x)
}

// launchNames settles id and title, either of which makes the other.
func (l *loader) launchNames(r *row, x *Launch) {
	if x.ID == "" {
		x.ID = strings.Trim(strings.Map(func(c rune) rune {
			if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
				return c
			}
			return '-'
		}, strings.ToLower(x.Title)), "-")
	}
	switch {
	case x.ID == "":
		r.fail("id", "missing-id", `give it an id, such as "one-page-checkout"`, "the launch has neither id nor title; the row is left out")
	case !l.once("launch\x00" + x.ID):
		r.fail("id", "duplicate-id", "give one of the two another id", "the launch %q is listed twice; this row is left out", x.ID)
	case x.Title == "":
		x.Title = x.ID
	}
}

func (l *loader) launchKind(r *row) LaunchKind {
	switch plain(r.text("kind")) {
	case "", "launch", "release", "feature", "rollout":
		return KindLaunch
	case "event", "campaign", "peak", "holiday", "sale":
		return KindEvent
	}
	r.fail("kind", "unknown-kind", `write launch, or event for a planned date such as a campaign`, "%q is no kind of launch; the row is left out", clip(r.text("kind")))
	return ""
}

// launchTimes reads start, end and window. An end that is a date includes its
// day.
func (l *loader) launchTimes(r *row, x *Launch) {
	start, ok := r.time("start")
	if !ok && !r.bad {
		r.fail("start", "records-time", "fill in start", "the launch %q has no date; the row is left out", x.ID)
	}
	x.Start = start.Time
	if end, ok := r.time("end"); ok {
		x.End = end.Time
		if end.DateOnly {
			x.End = l.around(end.Time, "").end
		}
		if !x.Start.IsZero() && !x.Start.Before(x.End) {
			r.fail("end", "end-before-start", "correct one of the two", "the launch %q ends before it begins; the row is left out", x.ID)
		}
	}
	if d, ok := r.span("window", 24*time.Hour); ok {
		x.Window = d
		if d < 24*time.Hour || d > 366*24*time.Hour {
			r.fail("window", "bad-window", "write one day to a year, best whole weeks", "a window of %s cannot be compared; the row is left out", r.text("window"))
		}
	}
}

// launchMoney reads cost, currency and the load that is expected.
func (l *loader) launchMoney(r *row, x *Launch) {
	if cost, ok := r.positive("cost"); ok {
		x.Cost, x.Currency = cost, l.currencyOf(r)
	}
	if load, ok := r.positive("load"); ok {
		x.Load = load
	}
}

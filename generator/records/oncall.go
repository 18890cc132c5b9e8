package records

import (
	"regexp"
	"strings"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// oncallColumns are those of pages, shifts and working time. PagerDuty's names
// are among the spellings: created_on of its older reports, created_at of its
// analytics. Whoever was paged, acknowledged or resolved is never asked for.
func oncallColumns() schema {
	return schema{
		{"kind", []string{"record", "type"}},
		{"id", []string{"incident_id", "incident_number", "number", "alert_id"}},
		{"at", []string{"created_on", "created_at", "incident_created_at", "triggered_at", "alerted_at", "opened_at", "created", "time", "timestamp", "date"}},
		{"start", []string{"starts_at", "start_time", "from", "shift_start"}},
		{"end", []string{"ends_at", "end_time", "to", "shift_end"}},
		{"last_day", nil},
		{"service", []string{"service_name"}},
		{"team", []string{"team_name"}},
		{"zone", []string{"time_zone", "timezone", "tz"}},
		{"acknowledged", []string{"acknowledged_at", "acked_at", "first_acknowledged_at", "ack"}},
		{"seconds_to_first_ack", []string{"seconds_to_acknowledge", "time_to_ack_seconds", "tta_seconds"}},
		{"urgency", nil},
		{"minutes", []string{"duration_minutes", "engaged_minutes"}},
		{"hours", nil},
		{"engaged_seconds", []string{"user_defined_effort_seconds"}},
		{"business_hour_interruptions", nil},
		{"off_hour_interruptions", nil},
		{"sleep_hour_interruptions", nil},
	}
}

// oncall reads a file of data/oncall.
func (l *loader) oncall(s *source) {
	accept := func(h *header) string {
		if !h.has("at", "start") {
			return `there is no column "at"`
		}
		if !h.has("service", "team") {
			return `there is no column "service" and none "team"`
		}
		if h.has("seconds_to_first_ack") && (h.has("business_hour_interruptions") || h.written("created_on") || h.written("created_at")) {
			s.Format = "PagerDuty " + strings.TrimPrefix(s.Format, "PagerDuty ")
		}
		return ""
	}
	s.rows(oncallColumns(), accept, l.oncallRow)
}

// written tells whether a column is there under just this name.
func (h *header) written(name string) bool {
	for _, n := range h.names {
		if plain(n) == plain(name) {
			return true
		}
	}
	return false
}

// oncallRow reads one row by its kind. Without one, a row with a start and an
// end is a shift, any other a page.
func (l *loader) oncallRow(r *row) {
	word := plain(r.text("kind"))
	if word == "" && r.text("at") == "" && r.text("start") != "" {
		word = "shift"
	}
	switch word {
	case "", "page", "alert", "incident", "baseincident", "incidentdefault", "majorincident":
		l.page(r)
	case "shift", "oncall", "rota":
		l.shift(r)
	case "toil":
		l.work(r, Toil)
	case "operations", "ops", "interrupt", "interrupts", "support", "tickets":
		l.work(r, Operations)
	case "project", "projects", "engineering", "planned":
		l.work(r, Project)
	default:
		if r.src.Format != "CSV" && r.src.Format != "JSON" { // an export's own types of incident
			l.page(r)
			return
		}
		r.fail("kind", "unknown-kind", "write page, shift, toil, operations or project", "%q is no kind of record; the row is left out", clip(r.text("kind")))
	}
}

// page reads one page.
func (l *loader) page(r *row) {
	p := Page{ID: r.text("id"), Pos: r.pos("at")}
	name := "at"
	if r.text(name) == "" {
		name = "start"
	}
	zone, stated := l.rowZone(r)
	near, ok := r.timeIn(name, zone, true) // near enough to know whose it is
	if !ok {
		if !r.bad {
			r.fail(name, "records-time", "fill in at", "the page has no time; the row is left out")
		}
		return
	}
	owned := false
	if p.Service, p.Team, owned = l.whose(r, near.Time); !owned {
		r.fail("service", "no-owner", "name the service, or the team", "the page is of no service and no team; the row is left out")
		return
	}
	if !stated {
		zone, stated = l.teamZone(p.Team)
	}
	at, _ := r.timeIn(name, zone, stated)
	if at.DateOnly {
		r.fail(name, "records-time", "write the time of day too: the load of a night is counted by it", "the page has no time of day; the row is left out")
		return
	}
	p.At, p.Zone = at.Time, zone
	l.response(r, &p)
	if !r.bad {
		l.out.Pages = append(l.out.Pages, p)
	}
}

// rowZone is the zone that a row states, else the site's.
func (l *loader) rowZone(r *row) (zone *time.Location, stated bool) {
	name := r.text("zone")
	if name == "" {
		return l.zone, false
	}
	zone, err := doc.Zone(name)
	if err != nil {
		r.fail("zone", "bad-zone", `write a name of the IANA database, such as "Europe/Berlin"`, "%v; the row is left out", err)
		return l.zone, false
	}
	return zone, true
}

// teamZone is the responders' zone as their team states it, else the site's.
func (l *loader) teamZone(team string) (zone *time.Location, stated bool) {
	if t, ok := l.site.Team(team); ok && t.OnCall.Zone != nil {
		return t.OnCall.Zone, true
	}
	return l.zone, false
}

// response reads acknowledgement, interruptions and effort.
func (l *loader) response(r *row, p *Page) {
	p.Quiet = plain(r.text("urgency")) == "low"
	sleep, counted := r.positive("sleep_hour_interruptions")
	if counted {
		day, _ := r.positive("business_hour_interruptions")
		off, _ := r.positive("off_hour_interruptions")
		p.Quiet = p.Quiet || sleep+day+off == 0
		p.Asleep = -1
		if sleep > 0 {
			p.Asleep = 1
		}
	}
	l.acknowledged(r, p)
	p.Minutes, _ = l.minutes(r)
}

// acknowledged reads how long a page waited: in seconds, of which exports write
// 0 for a page that nobody acknowledged, or as a moment or a length of time.
func (l *loader) acknowledged(r *row, p *Page) {
	if seconds, ok := r.positive("seconds_to_first_ack"); ok {
		p.Acknowledged, p.Acked = time.Duration(seconds*float64(time.Second)), seconds > 0
		return
	}
	v, ok := r.cell("acknowledged")
	if !ok || r.bad {
		return
	}
	if d, ok := doc.ParseDuration(v.text); ok {
		p.Acknowledged, p.Acked = d, true
		return
	}
	m, ok := r.instant("acknowledged", v, p.Zone, true)
	if !ok {
		return
	}
	if m.Time.Before(p.At) {
		r.warn("acknowledged", "ack-before", "correct one of the two", "the page was acknowledged before it came; it is counted, and its acknowledgement is not")
		return
	}
	p.Acknowledged, p.Acked = m.Time.Sub(p.At), true
}

// minutes reads how long people were engaged.
func (l *loader) minutes(r *row) (float64, bool) {
	if x, ok := r.positive("minutes"); ok {
		return x, true
	}
	if x, ok := r.positive("hours"); ok {
		return x * 60, true
	}
	x, ok := r.positive("engaged_seconds")
	return x / 60, ok
}

// shift reads one turn.
func (l *loader) shift(r *row) {
	start, ok1 := r.time("start")
	end, ok2 := r.time("end")
	switch {
	case r.bad:
		return
	case !ok1 || !ok2:
		r.fail("start", "records-time", "fill in start and end", "the shift has no start or no end; the row is left out")
		return
	case !start.Time.Before(end.Time):
		r.fail("end", "end-before-start", "correct one of the two", "the shift ends before it begins; the row is left out")
		return
	}
	s := Shift{Team: l.rowTeam(r, start.Time), Start: start.Time, End: end.Time, Pos: r.pos("start")}
	if !r.bad {
		l.out.Shifts = append(l.out.Shifts, s)
	}
}

// rowTeam is the team that a shift or a working time is of.
func (l *loader) rowTeam(r *row, at time.Time) string {
	_, team, stated := l.whose(r, at)
	if !stated && !r.bad {
		r.fail("team", "no-owner", "name the team", "the row is of no team; it is left out")
	}
	return team
}

// work reads working time of a day, a week, a month or a stretch.
func (l *loader) work(r *row, kind WorkKind) {
	w := Work{Kind: kind, Pos: r.pos("minutes")}
	minutes, ok := l.minutes(r)
	if !ok && !r.bad {
		r.fail("minutes", "records-number", "fill in minutes or hours", "the row does not say how long; it is left out")
	}
	if r.bad {
		return
	}
	w.Minutes = minutes
	p, ok := l.workTime(r)
	if !ok {
		return
	}
	w.Start, w.End, w.Team = p.start, p.end, l.rowTeam(r, p.start)
	if !r.bad {
		l.out.Work = append(l.out.Work, w)
	}
}

var bareMonth = regexp.MustCompile(`^\d{4}-(\d{2}|W\d{2}|Q\d)$`)

// workTime is a stretch, or the period that the column at names, or one moment.
func (l *loader) workTime(r *row) (period, bool) {
	if r.text("start") != "" {
		return l.period(r, config.PerDay)
	}
	if s := r.text("at"); bareMonth.MatchString(s) {
		if p, ok := l.spelt(s); ok {
			return p, true
		}
	}
	at, ok := r.time("at")
	if !ok {
		if !r.bad {
			r.fail("at", "records-time", "fill in at, or start and end", "the row does not say when; it is left out")
		}
		return period{}, false
	}
	if at.DateOnly {
		return l.around(at.Time, config.PerDay), true
	}
	return period{at.Time, at.Time}, true
}

// checkShifts warns of shifts of one team that lie in another: pages in both
// count once for each.
func (l *loader) checkShifts() {
	last := map[string]Shift{}
	for _, s := range l.out.Shifts {
		if s.Team == "" {
			continue
		}
		if before, ok := last[s.Team]; ok && s.Start.Before(before.End) && l.once("shifts\x00"+s.Team) {
			l.diags.Add(diag.Diagnostic{Pos: s.Pos, Severity: diag.Hint, Code: "overlapping-shifts", Message: "the shifts of " + s.Team + " overlap, so a page can fall into two",
				Hint: "nothing, if several people are on call at a time"})
		}
		last[s.Team] = s
	}
}

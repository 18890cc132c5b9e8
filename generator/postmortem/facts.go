package postmortem

import (
	"strings"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// clockKeys are the clocks in the order in which they strike.
var clockKeys = []string{"started", "detected", "acknowledged", "mitigated", "resolved"}

func (p *Postmortem) clock(key string) *time.Time {
	switch key {
	case "started":
		return &p.Started
	case "detected":
		return &p.Detected
	case "acknowledged":
		return &p.Acknowledged
	case "mitigated":
		return &p.Mitigated
	default:
		return &p.Resolved
	}
}

// frontFacts reads the front matter. In TOML, and in YAML of our shape, keys
// are ours; in other YAML they are also what others call them.
func (f *reader) frontFacts(t *doc.Table) {
	key := func(ours string) string { return f.keyFor(t, ours) }
	pm := &f.pm
	if id := t.Word(key("id")); id.Text != "" {
		pm.ID, pm.idPos = id.Text, id.Pos
	}
	pm.Title = t.String(key("title"))
	pm.Summary = strings.Join(strings.Fields(t.String(key("summary"))), " ")
	pm.Severity = Word(t.Word(key("severity")))
	pm.CausedBy, pm.NoticedBy, pm.Trigger = Word(t.Word("caused_by")), Word(t.Word("noticed_by")), Word(t.Word(key("trigger")))
	pm.Teams, pm.Services = words(t.Words(key("teams"))), words(t.Words(key("services")))
	pm.SLOs, pm.RootCauses = words(t.Words("slos")), words(t.Words(key("root_causes")))
	pm.Audience = words(t.Words("audience"))
	if pm.SLOs == nil && t.Has("slos") {
		pm.SLOs = []Word{} // stated: none
	}
	f.frontStatus(t, key("status"))
	f.frontKind(t, key("kind"))
	for _, k := range clockKeys {
		f.frontClock(t, key(k), k)
	}
	f.frontDuration(t, key("duration"))
	if !f.ours {
		if m, ok := t.Moment(key("date"), f.loc); ok {
			f.refer(dayOf(m.Time))
		}
	}
	for _, a := range t.Tables("action") {
		f.frontAction(a)
	}
}

// frontClock reads one clock; a day alone is no clock.
func (f *reader) frontClock(t *doc.Table, key, clock string) {
	m, ok := t.Moment(key, f.loc)
	at := t.ValuePos(key)
	switch {
	case !ok && t.Has(key) && t.String(key) != "":
		f.bad[clock] = true
	case !ok:
	case m.DateOnly:
		f.refer(dayOf(m.Time))
		if f.ours {
			f.bad[clock] = true
			f.wrong(at, "bad-time", "add the time of day: "+t.Assign(key, m.Time.Format("2006-01-02")+"T14:05:00Z"), "%q has a day but no time of day", key)
		}
	default:
		*f.pm.clock(clock) = m.Time
		f.clockPos[clock] = at
		if !m.Zoned {
			f.zoneless = append(f.zoneless, key)
		}
	}
}

// frontStatus reads the status. Other people's words for it are understood in
// YAML only.
func (f *reader) frontStatus(t *doc.Table, key string) {
	w := t.Word(key)
	switch s := strings.ToLower(w.Text); {
	case s == "":
	case s == string(Record) || s == string(Draft) || s == string(Final):
		f.pm.Status = Status(s)
	case f.ours:
		f.wrong(w.Pos, "unknown-status", didYouMean(w.Text, "record", "draft", "final"), "status %q is not one of record, draft, final", w.Text)
	default:
		f.pm.Status = foreignStatus(s)
	}
}

// foreignStatus reads what others write; only what clearly says so is open.
func foreignStatus(s string) Status {
	switch s {
	case "open", "ongoing", "investigating", "identified", "monitoring", "active", "in progress", "in-progress", "wip":
		return Draft
	default:
		return ""
	}
}

func (f *reader) frontKind(t *doc.Table, key string) {
	f.pm.Kind = Incident
	w := t.Word(key)
	s := strings.NewReplacer(" ", "-", "_", "-").Replace(strings.ToLower(w.Text))
	switch Kind(s) {
	case "", Incident:
	case NearMiss, GameDay:
		f.pm.Kind = Kind(s)
	default:
		f.wrong(w.Pos, "unknown-kind", didYouMean(w.Text, "incident", "near-miss", "game-day"), "kind %q is not one of incident, near-miss, game-day; it counts as an incident", w.Text)
	}
}

func didYouMean(word string, known ...string) string {
	if s := diag.Suggest(strings.ToLower(word), known); s != "" {
		return "did you mean " + s + "?"
	}
	return "write " + strings.Join(known[:len(known)-1], ", ") + " or " + known[len(known)-1]
}

func (f *reader) frontDuration(t *doc.Table, key string) {
	if f.ours {
		f.duration, _ = t.Duration(key)
	} else if d, ok := doc.ParseDuration(t.String(key)); ok {
		f.duration = d
	}
	f.durationPos = t.ValuePos(key)
}

// frontAction reads one [[action]].
func (f *reader) frontAction(t *doc.Table) {
	a := Action{
		ID: t.String("id"), Title: t.String("title"), Owner: t.String("owner"), Ticket: t.String("ticket"),
		Kind: strings.ToLower(t.String("kind")), Pos: t.Here(),
	}
	a.Due, _ = t.Date("due", f.loc)
	if v := t.Value("done"); v != nil && v.Kind() == doc.Boolean {
		a.Finished, _ = t.Bool("done")
	} else if v != nil {
		a.Done, a.Finished = t.Date("done", f.loc)
	}
	switch a.Kind {
	case "", "prevent", "detect", "mitigate", "process":
	default:
		f.diags.Warnf(t.ValuePos("kind"), "unknown-kind", didYouMean(a.Kind, "prevent", "detect", "mitigate", "process"), "an action's kind %q is not one of prevent, detect, mitigate, process", a.Kind)
		a.Kind = ""
	}
	if a.Title == "" {
		f.diags.Warnf(a.Pos, "action-title", "add title = …", "an action has no title and is left out")
		return
	}
	f.pm.Actions = append(f.pm.Actions, a)
}

// keyFor is the key under which a fact stands: ours, or the first that others
// use for it.
func (f *reader) keyFor(t *doc.Table, ours string) string {
	if f.ours || t.Format() == doc.FormatTOML {
		return ours
	}
	keys := t.Keys()
	for _, known := range append([]string{ours}, strings.Fields(foreignKeys[ours])...) {
		for _, k := range keys {
			if strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(k)) == known {
				return k
			}
		}
	}
	return ours
}

// foreignKeys are the names that others give to facts in YAML.
var foreignKeys = map[string]string{
	"id":           "incident_id incident",
	"title":        "name",
	"severity":     "sev priority",
	"status":       "state",
	"kind":         "type",
	"date":         "incident_date date_of_incident",
	"started":      "start started_at start_time start_date incident_start impact_start begin began",
	"detected":     "detected_at time_detected detection_time",
	"acknowledged": "acknowledged_at acked_at acked",
	"mitigated":    "mitigated_at",
	"resolved":     "resolved_at end ended ended_at end_time end_date finished incident_end impact_end closed_at",
	"teams":        "team",
	"services":     "service affected affected_services affected_systems components",
	"root_causes":  "root_cause cause causes",
	"duration":     "outage_duration incident_duration",
	"summary":      "description excerpt",
}

func words(in []doc.Word) []Word {
	var out []Word
	for _, w := range in {
		out = append(out, Word(w))
	}
	return out
}

// wrong reports a fact that cannot stand: an error in our shape, a warning in
// what others wrote.
func (f *reader) wrong(at diag.Pos, code, hint, format string, args ...any) {
	if f.ours {
		f.diags.Errorf(at, code, hint, format, args...)
		return
	}
	f.diags.Warnf(at, code, hint, format, args...)
}

// refer keeps the days that the text states for the incident as a whole; the
// first is the one that times without a day are read on.
func (f *reader) refer(d day) {
	if d.known() && d.year != 0 {
		f.dated = append(f.dated, d)
	}
	if !f.ref.known() && d.year != 0 {
		f.ref = d
	}
}

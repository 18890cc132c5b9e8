package view

import (
	"html/template"
	"math"
	"strings"
	"time"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// Timeline is what happened when: one list for screen, phone, print and screen
// reader, and the curve of what failed beside it. On wide pages time runs down
// at one scale (Tall); elsewhere the curve lies over the list (Flat).
type Timeline struct {
	Intro   template.HTML
	Lead    string
	Tall    *TallCurve
	Flat    *Chart
	Entries []TimelineEntry
	Note    string

	notes []Note
}

// TimelineEntry is one entry. Gap is the space over it on the tall scale, in
// px, as its spacer's height.
type TimelineEntry struct {
	Stamp, Clock string
	Day          string // where it is another day than the entry before
	Title, Rest  template.HTML
	Tag          string // the clock that reads this minute
	Gap          string

	at   time.Time
	long float64 // height that it needs at the least, px
}

// timeline joins a postmortem's entries, or its clocks where it has none, with
// the curve. Nil where not even a start is known.
func (v *Views) timeline(in *report.Incident) *Timeline {
	t := &Timeline{Entries: v.entries(in), Lead: clocksLead(in)}
	if len(t.Entries) == 0 {
		return nil
	}
	zones := []string{unit.Zone(t.Entries[0].at)}
	if last := unit.Zone(t.Entries[len(t.Entries)-1].at); last != zones[0] {
		zones = append(zones, last)
	}
	t.Note = "All times in " + v.loc.String() + " (" + unit.List(zones) + ")."
	if len(in.Timeline) == 0 {
		t.Note += " The postmortem has no timeline; these are its clocks."
	}
	if in.Curve == nil || in.Curve.Peak <= 0 {
		return t
	}
	t.Flat = v.flatCurve(in)
	t.Tall = v.tallCurve(in, t.Entries)
	t.notes = []Note{
		{Term: "Curve", Text: "share of " + orElse(v.countsOf(in), "events") + " failing, sample by sample, on", Link: ptr(link(in.Curve.SLO))},
		{Term: "Bands", Text: "to detect, to mitigate, to restore."},
	}
	return t
}

func (v *Views) countsOf(in *report.Incident) string {
	for _, s := range in.Spends {
		if s.SLO.ID == in.Curve.SLO.ID {
			return s.Counts
		}
	}
	return ""
}

// clocksLead says in a sentence how the incident went.
func clocksLead(in *report.Incident) string {
	var parts []string
	add := func(p *float64, word string) {
		if p != nil {
			parts = append(parts, word+" after "+unit.DurationWords(*p))
		}
	}
	add(in.ToDetect, "detected")
	add(in.ToMitigate, "mitigated")
	add(in.ToRestore, "over")
	if len(parts) == 0 {
		return ""
	}
	return unit.Sentence(unit.List(parts))
}

// entries are the timeline's, or the clocks where it states none.
func (v *Views) entries(in *report.Incident) []TimelineEntry {
	events := in.Timeline
	if len(events) == 0 {
		events = clockEvents(in)
	}
	var out []TimelineEntry
	day := ""
	if in.Started != nil {
		day = unit.Date(v.local(*in.Started))
	}
	for _, e := range events {
		at := v.local(e.At)
		x := TimelineEntry{at: at, Stamp: e.At.UTC().Format("2006-01-02T15:04Z"), Clock: unit.Clock(at), Tag: clockTag(in, e)}
		if d := unit.Date(at); d != day {
			x.Day, day = unit.ShortDay(at), d
		}
		title, rest := splitEntry(e.HTML)
		x.Title, x.Rest = markup(title), markup(rest)
		x.long = entryHeight(e.Text, title, x.Tag != "" || x.Day != "")
		out = append(out, x)
	}
	return out
}

func clockEvents(in *report.Incident) []report.Event {
	var out []report.Event
	for _, c := range []struct {
		name, text string
		at         *time.Time
	}{
		{"started", "Customers are first affected", in.Started}, {"detected", "Detected", in.Detected}, {"acknowledged", "Acknowledged", in.Acknowledged},
		{"mitigated", "Mitigated", in.Mitigated}, {"resolved", "Resolved", in.Resolved},
	} {
		if c.at != nil {
			out = append(out, report.Event{At: *c.at, HTML: "<strong>" + c.text + "</strong>", Text: c.text, Clock: c.name})
		}
	}
	return out
}

// clockTag names the clock that an entry is, with the time since the start.
func clockTag(in *report.Incident, e report.Event) string {
	since := map[string]*float64{"detected": in.ToDetect, "acknowledged": in.ToAcknowledge, "mitigated": in.ToMitigate, "resolved": in.ToRestore}[e.Clock]
	switch {
	case e.Clock == "started":
		return "impact begins"
	case since != nil:
		return e.Clock + " after " + unit.Duration(*since)
	}
	return ""
}

// splitEntry takes the words in bold that an entry begins with as its title.
func splitEntry(rendered string) (title, rest string) {
	body := strings.TrimSpace(rendered)
	inner := strings.TrimPrefix(body, "<p>")
	bold, ok := strings.CutPrefix(inner, "<strong>")
	if !ok {
		return "", body
	}
	title, rest, ok = strings.Cut(bold, "</strong>")
	if !ok {
		return "", body
	}
	rest = strings.TrimLeft(rest, " .:–—-")
	if inner != body {
		rest = "<p>" + rest
		rest = strings.TrimPrefix(rest, "<p></p>")
	}
	return title, strings.TrimSpace(rest)
}

// What an entry needs at the narrowest of the wide layouts, where a line holds
// the fewest letters. Text is set once for all widths, so the least one counts.
const (
	entryLetters = 37.0 // letters in a line
	entryLine    = 21.5 // px
	entryPad     = 20.0
)

func entryHeight(text, title string, tagged bool) float64 {
	plain := tags.ReplaceAllString(title, "")
	lines := math.Ceil(float64(len([]rune(plain))) / entryLetters)
	if rest := len([]rune(text)) - len([]rune(plain)); rest > 0 {
		lines += math.Ceil(float64(rest) / entryLetters)
	}
	if tagged {
		lines++
	}
	return math.Max(lines, 1)*entryLine + entryPad
}

// flatCurve lies over the list on a phone and on paper.
func (v *Views) flatCurve(in *report.Incident) *Chart {
	var points []chart.Point
	for _, p := range in.Curve.Points {
		points = append(points, chart.Point{X: float64(p.At.Unix()), Y: value(p.Bad)}, chart.Point{X: float64(p.End.Unix()), Y: value(p.Bad)})
	}
	first, last := curveSpan(in.Curve)
	l := &chart.Line{
		X:      chart.Axis{Min: float64(first.Unix()), Max: float64(last.Unix()), Format: chart.Format{Kind: chart.DateTime, Zone: v.loc}},
		Y:      chart.Axis{Min: 0, Max: in.Curve.Peak * 1.12, Format: chart.Format{Factor: 100, Decimals: 1, Unit: unit.NB + "%"}},
		Series: []chart.Series{{Name: "Failing", Points: points, Tone: chart.Ink}},
		Area:   &chart.Area{Side: chart.Above, Tone: chart.Mid},
		Rules:  []chart.Rule{{At: 0}},
	}
	for _, t := range v.timeTicks(first, last, 5) {
		l.X.Ticks = append(l.X.Ticks, chart.Tick{At: float64(t.at.Unix()), Label: t.label, Bold: t.bold})
	}
	l.Y.Ticks = shareAxis(in.Curve.Peak, 3)
	if n := len(l.Y.Ticks); n > 0 {
		l.Y.Ticks[n-1].Label += " fail"
	}
	for _, ph := range v.phasesOf(in) {
		l.Bands = append(l.Bands, chart.Band{X0: float64(ph.from.Unix()), X1: float64(ph.to.Unix()), Name: ph.length + " " + ph.name, Tone: ph.tone, Label: chart.Label{Lines: []chart.Text{{Text: ph.length, Bold: true}, {Text: ph.name, Muted: true}}, Priority: 40}})
	}
	spec := chart.Spec{ID: "curve", Title: "Share of " + orElse(v.countsOf(in), "events") + " failing", Height: 236, Line: l}
	c := Chart{SVG: spec.SVG(), Class: "tln"}
	c.CSV = incidentURL(in) + "curve.csv"
	return &c
}

func curveSpan(c *report.Curve) (first, last time.Time) {
	return c.Points[0].At, c.Points[len(c.Points)-1].End
}

// shareAxis are round shares from nought up to most.
func shareAxis(most float64, n int) []chart.Tick {
	var out []chart.Tick
	for _, t := range chart.LinearTicks(0, most*108, n, unit.NB+"%") {
		if t.At > 0 {
			out = append(out, chart.Tick{At: t.At / 100, Label: t.Label})
		}
	}
	return out
}

// phase is a stretch between two clocks of an incident.
type phase struct {
	from, to     time.Time
	length, name string
	class        string
	tone         chart.Tone
}

// phasesOf are the stretches to detect, to mitigate and to restore, as far as
// the clocks are known and in order.
func (v *Views) phasesOf(in *report.Incident) []phase {
	if in.Started == nil {
		return nil
	}
	at := *in.Started
	var out []phase
	add := func(to *time.Time, name, class string, tone chart.Tone) {
		if to == nil || !to.After(at) {
			return
		}
		out = append(out, phase{from: at, to: *to, length: unit.DurationWords(to.Sub(at).Seconds()), name: name, class: class, tone: tone})
		at = *to
	}
	add(in.Detected, "to detect", "w-over", chart.Over)
	add(in.Mitigated, "to mitigate", "ph", chart.Mid)
	add(in.Resolved, "to restore", "ph2", chart.OK)
	if in.Resolved == nil && in.Open {
		add(&v.book.Site.AsOf, "and still open", "ph", chart.Mid)
	}
	return out
}

// timeTick is a named instant.
type timeTick struct {
	at    time.Time
	label string
	bold  bool
}

// timeTicks are at most n round instants of the local clock inside a stretch.
func (v *Views) timeTicks(first, last time.Time, n int) []timeTick {
	step := stepFor(last.Sub(first), n)
	local := v.local(first)
	y, m, d := local.Date()
	at := time.Date(y, m, d, 0, 0, 0, 0, v.loc)
	var out []timeTick
	for ; !at.After(last); at = next(at, step) {
		if at.Before(first) {
			continue
		}
		here := v.local(at)
		t := timeTick{at: at, label: unit.Clock(here), bold: step < time.Hour && here.Minute() == 0}
		if here.Hour() == 0 && here.Minute() == 0 {
			t.label, t.bold = unit.ShortDay(here), true
		}
		out = append(out, t)
	}
	return out
}

// next goes on by calendar days where the step is days: some have 23 hours.
func next(at time.Time, step time.Duration) time.Time {
	if step >= 24*time.Hour {
		return at.AddDate(0, 0, int(step/(24*time.Hour)))
	}
	return at.Add(step)
}

func stepFor(span time.Duration, n int) time.Duration {
	for _, step := range []time.Duration{time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour, 48 * time.Hour, 7 * 24 * time.Hour} {
		if span <= step*time.Duration(n) {
			return step
		}
	}
	return 28 * 24 * time.Hour
}

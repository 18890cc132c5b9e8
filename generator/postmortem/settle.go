package postmortem

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"quarterdeck/generator/diag"
)

// settle decides what is still open once everything is read: the status, the
// clocks that only a timeline tells, and whether the figures may count the
// incident.
func (f *reader) settle() {
	pm := &f.pm
	f.open = pm.Status == Draft || pm.Status == Record // stated, not taken for granted
	if !f.ours && !f.broken {
		f.guess()
	}
	if pm.Status == "" {
		pm.Status = Final
		if strings.TrimSpace(f.doc.Text()) == "" {
			pm.Status = Record
		}
	}
	f.slips()
	pm.LeftOut = f.leftOut()
}

// slips takes back clocks in a year that no incident of a report can be in:
// one digit would stretch the whole site over centuries.
func (f *reader) slips() {
	for _, k := range clockKeys {
		at := f.pm.clock(k)
		if y := at.UTC().Year(); !at.IsZero() && (y < 1990 || y > 2099) {
			f.wrong(f.at(k), "bad-time", "correct the year", "%s lies in the year %d", k, y)
			f.bad[k], *at = true, time.Time{}
		}
	}
}

// guess takes start and end from the timeline of an incident that others
// wrote: the first entry is the start if it has a time of day, the last one
// that says that all is well is the end. What was understood is a warning.
func (f *reader) guess() {
	pm := &f.pm
	timed := slices.DeleteFunc(slices.Clone(pm.Timeline), func(e Event) bool { return e.DayOnly })
	if len(timed) == 0 || f.bad["started"] || f.bad["resolved"] || f.muddled() {
		return
	}
	if pm.Started.IsZero() && !pm.Timeline[0].DayOnly {
		if f.contradicts(dayOf(timed[0].At)) {
			f.doubtful = true
			f.diags.Warnf(timed[0].Pos, "day-differs", "correct one of the two dates, or state started and resolved in the front matter",
				"the timeline begins on %s, but the incident is dated %s; it is left out of the figures", timed[0].At.Format("2 January 2006"), f.dated[0].midnight().Format("2 January 2006"))
			return
		}
		pm.Started = timed[0].At
		f.clockPos["started"] = timed[0].Pos
		f.understood = append(f.understood, "started "+pm.Started.Format("2006-01-02 15:04 MST"))
	}
	if pm.Resolved.IsZero() && !pm.Started.IsZero() && !f.open {
		if e, ok := lastResolved(timed, pm.Started); ok {
			pm.Resolved = e.At
			f.clockPos["resolved"] = e.Pos
			f.understood = append(f.understood, "resolved "+pm.Resolved.Format("2006-01-02 15:04 MST"))
		}
	}
	if len(f.understood) > 0 && !pm.Resolved.IsZero() {
		f.diags.Warnf(timed[0].Pos, "facts-guessed", "state started and resolved in the front matter if that is wrong",
			"the timeline is understood as: %s%s", strings.Join(f.understood, ", "), f.zoneNote())
	}
}

// farApart is how many days the beginning of a timeline and the day that the
// text is dated with may differ: some are dated by their writing.
const farApart = 14

// contradicts tells whether a day lies far from every one that the incident is
// dated with, in its file's name, heading or front matter: a slip somewhere,
// such as a timeline copied over.
func (f *reader) contradicts(d day) bool {
	near := func(o day) bool { return d.midnight().Sub(o.midnight()).Abs() <= farApart*24*time.Hour }
	return len(f.dated) > 0 && !slices.ContainsFunc(f.dated, near)
}

// muddled tells a timeline out of order at either end: where it begins and
// ends is then not certain.
func (f *reader) muddled() bool {
	for _, tl := range f.timelines {
		if tl.undone.Line == 0 || len(tl.events) == 0 {
			continue
		}
		first, last := tl.events[0].At, tl.events[len(tl.events)-1].At
		if last.Before(first) {
			first, last = last, first
		}
		for _, e := range tl.events {
			if e.At.Before(first) || e.At.After(last) {
				return true
			}
		}
	}
	return false
}

// zoneNote says so where the timeline states no zone.
func (f *reader) zoneNote() string {
	for _, tl := range f.timelines {
		if !tl.zoned && tl.unknown == "" {
			return "; it states no zone, so its times are read in the site's, " + f.loc.String()
		}
	}
	return ""
}

// lastResolved is the last entry that says that service is back; where none
// does, the last that says that something was fixed.
func lastResolved(events []Event, started time.Time) (Event, bool) {
	for _, words := range []*regexp.Regexp{backWords, fixedWords} {
		for _, e := range slices.Backward(events) {
			if e.At.After(started) && says(words, e.Text) {
				return e, true
			}
		}
	}
	return Event{}, false
}

var (
	backWords  = regexp.MustCompile(`(?i)\b(?:resolved|restored|recover(?:ed|s)|back (?:online|up|to normal|in service|and working)|(?:to|is|are) normal\b|normal operations?|work(?:s|ing) (?:again|now|fine|properly|as expected|normally)|(?:is|are) (?:now )?(?:fine|ok|healthy|up)\b|now (?:up|healthy|fine)|all[- ]clear|incident (?:is )?(?:over|ends|ended|closed)|end of (?:the )?(?:incident|outage)|outage (?:is )?over|go(?:es)? away|went away|gone away|service resumes?|resumed)`)
	fixedWords = regexp.MustCompile(`(?i)\b(?:resolves|restores|mitigated|fixes (?:it|the)|fixed|successful(?:ly)? (?:again|launch\w*|deploy\w*)|are able to|able to \w+ .{0,40}again|comes? (?:back )?up\b)`)
	notYet     = regexp.MustCompile(`(?i)(?:\bnot|n't|\bstill|\bnever|\bbefore|\bto be|\bpartially|\buntil|\bwill be|\bshould be|\bif|\bwhen)(?:\s+\w+){0,2}\s*$`)
)

// says tells whether a text has the words in earnest; "not resolved" and
// "until it is restored" do not count.
func says(words *regexp.Regexp, text string) bool {
	for _, m := range words.FindAllStringIndex(text, 8) {
		if !notYet.MatchString(text[max(0, m[0]-40):m[0]]) {
			return true
		}
	}
	return false
}

// leftOut says why the figures cannot count the incident, and reports it.
func (f *reader) leftOut() string {
	pm := &f.pm
	hint := "state started and resolved in the front matter"
	if f.pm.Kind == "" {
		f.pm.Kind = Incident
	}
	switch {
	case f.broken:
		return "its front matter cannot be read"
	case f.doubtful:
		return "its dates contradict each other"
	case f.bad["started"]:
		return "its start cannot be read"
	case f.bad["resolved"]:
		return "its end cannot be read"
	case pm.Started.IsZero() && len(f.timelines) > 0 && f.timelines[0].dayless.Line > 0:
		f.wrong(f.timelines[0].dayless, "no-day", "write the date into the first entry, or a date: into the front matter", "no date is stated for the timeline; the incident is left out of the figures")
		return "no date is stated"
	case pm.Started.IsZero():
		f.wrong(pm.Pos, "no-start", hint, "no start is stated; the incident is left out of the figures")
		return "no start is stated"
	case pm.Resolved.IsZero() && !f.open:
		f.wrong(pm.Pos, "no-end", hint+`, or status = "draft" while it is open`, "no end is stated%s; the incident is left out of the figures", f.startNote())
		return "no end is stated"
	case !pm.Resolved.IsZero() && pm.Resolved.Before(pm.Started):
		f.wrong(f.at("resolved"), "end-before-start", "check both dates and their zones", "the incident ends at %s, before it starts at %s", plain(pm.Resolved), plain(pm.Started))
		return "it ends before it starts"
	}
	return ""
}

// startNote says what was understood of a start that nobody stated.
func (f *reader) startNote() string {
	if len(f.understood) == 0 {
		return ""
	}
	return " (the timeline is understood as " + f.understood[0] + f.zoneNote() + ")"
}

// at is where a clock is stated.
func (f *reader) at(clock string) diag.Pos {
	if p := f.clockPos[clock]; p.Line > 0 {
		return p
	}
	return f.pm.Pos
}

func plain(t time.Time) string { return t.Format("2006-01-02 15:04 -07:00") }

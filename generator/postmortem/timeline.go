package postmortem

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
	"quarterdeck/generator/markdown"
)

// overnight is how far back a time without a day must lie behind the one
// before it to be one of the next day; less is out of order.
const overnight = 4 * 3600

// timeline is what a timeline section says.
type timeline struct {
	events []Event
	// zone is where times without one were read, and zoned whether the text
	// says so.
	zone  *time.Location
	zoned bool
	named string // how the first zone is written
	// unknown is a zone that cannot be told by its name.
	unknown   string
	unknownAt diag.Pos
	undone    diag.Pos // the first entry out of order
	// dayless is the first entry whose day is nowhere stated.
	dayless diag.Pos
	section
}

// section is a part of the body on its way to a Section.
type section struct {
	markdown.Section
	role string
	gone bool // everything in it has been taken
}

// readTimeline reads entries and places them: zone from the entry, else from
// the title or a sentence (said), else the site's; the day from the entry,
// else the one before it, else ref.
func (f *reader) readTimeline(s section, said string, ref day) timeline {
	r := entryReader{doc: f.doc}
	if d, ok := findDay(s.Title); ok {
		ref = d.near(ref)
	}
	r.read(s.Nodes)
	tl := timeline{section: s, zone: f.loc}
	tl.Nodes = r.rest
	tl.gone = len(r.entries) > 0 && f.idle(r.rest)
	zone := commonZone(r.entries)
	for _, text := range []string{s.Title, f.doc.TextOf(r.rest...), said} {
		if zone == "" && (text == s.Title || zoneStated(text)) {
			zone = findZone(text)
		}
	}
	sign := direction(r.entries)
	place(r.entries, ref, sign)
	for _, e := range r.entries {
		f.event(&tl, e, zone)
	}
	tl.undone = outOfOrder(tl.events, sign)
	return tl
}

func sortEvents(events []Event) {
	slices.SortStableFunc(events, func(a, b Event) int { return a.At.Compare(b.At) })
}

// idle tells whether nothing but a statement of the zone is left.
func (f *reader) idle(rest []ast.Node) bool {
	text := f.doc.TextOf(rest...)
	return text == "" || zoneStated(text) && len(text) < 80 && !strings.Contains(text, "\n")
}

// event places one entry in time.
func (f *reader) event(tl *timeline, e entry, zone string) {
	if !e.day.known() || e.day.year == 0 {
		if tl.dayless.Line == 0 {
			tl.dayless = e.pos
		}
		return
	}
	if e.zone != "" {
		zone = e.zone
	}
	loc := f.zone(tl, zone, e)
	clock := max(e.clock, 0)
	ev := Event{
		At:      time.Date(e.day.year, e.day.month, e.day.day, clock/3600, clock/60%60, clock%60, 0, loc),
		DayOnly: e.clock < 0,
		HTML:    strings.TrimSpace(e.html + "\n" + f.doc.Render(e.more...)),
		Text:    strings.Join(strings.Fields(e.text+"\n"+f.doc.TextOf(e.more...)), " "),
		Pos:     e.pos,
	}
	if ev.DayOnly && ev.Text == "" {
		return // it stood over entries of its day
	}
	tl.events = append(tl.events, ev)
}

// zone finds the zone of an entry, the site's if none is stated or if what is
// stated names none.
func (f *reader) zone(tl *timeline, name string, e entry) *time.Location {
	if name == "" {
		return f.loc
	}
	key := zoneKey{name, e.day}
	loc, known := f.zones[key]
	if !known {
		loc, _ = zoneAt(name, e.day, f.loc)
		f.zones[key] = loc
	}
	if loc == nil {
		if tl.unknown == "" {
			tl.unknown, tl.unknownAt = name, e.pos
		}
		return f.loc
	}
	if !tl.zoned {
		tl.zone, tl.zoned, tl.named = loc, true, name
	}
	return loc
}

type zoneKey struct {
	name string
	day  day
}

// commonZone is the zone that entries state, if all that do agree.
func commonZone(entries []entry) string {
	zone := ""
	for _, e := range entries {
		if e.zone != "" && zone != "" && e.zone != zone {
			return ""
		}
		if e.zone != "" {
			zone = e.zone
		}
	}
	return zone
}

// place gives every entry a day: its own, else carried from the entry before
// it, over midnight too; sign is -1 in a timeline that begins with the newest.
func place(entries []entry, ref day, sign int) {
	cur, clock := ref, -1
	for i := range entries {
		e := &entries[i]
		switch {
		case e.day.known():
			cur = e.day.near(cur)
		case e.clock >= 0 && clock >= 0 && cur.known() && sign*(clock-e.clock) > overnight:
			cur = cur.plus(sign)
		}
		e.day = cur
		if e.clock >= 0 {
			clock = e.clock
		}
	}
}

// direction is -1 if more entries go back in time than forward.
func direction(entries []entry) int {
	back, on := 0, 0
	for i := 1; i < len(entries); i++ {
		a, b := entries[i-1], entries[i]
		c := b.clock - a.clock
		if a.day.known() && b.day.known() && a.day != b.day {
			c = b.day.compare(a.day)
		} else if a.clock < 0 || b.clock < 0 {
			continue
		}
		switch {
		case c < 0:
			back++
		case c > 0:
			on++
		}
	}
	if back > on && back > 1 {
		return -1
	}
	return 1
}

// outOfOrder is the first event that goes against the order of the others;
// days alone do not count.
func outOfOrder(events []Event, sign int) diag.Pos {
	var last *Event
	for i := range events {
		e := &events[i]
		if e.DayOnly {
			continue
		}
		if last != nil && sign*e.At.Compare(last.At) < 0 {
			return e.Pos
		}
		last = e
	}
	return diag.Pos{}
}

var (
	zoneSentence = regexp.MustCompile(`(?i)\b(?:all )?times? (?:zone|are|is|in|below|given|shown)\b|\btimes?\b.{0,30}\b(?:UTC|GMT)\b|time ?zone|\bin (?:UTC|GMT)\b|^\W*(?:UTC|GMT)\W*$`)
	zoneOffset   = regexp.MustCompile(`\b(?:UTC|GMT)\s?[+-]\s?\d{1,2}(?::?\d{2})?`)
	zoneArea     = regexp.MustCompile(`\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+\b`)
	zoneShort    = regexp.MustCompile(`\b[A-Z]{2,5}\b`)
	zoneWords    = regexp.MustCompile(`(?i)\b(pacific|mountain|central european|central|eastern|london|british)\b`)
	anyDay       = regexp.MustCompile(`(?i)\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|\b\d{1,2}(?:st|nd|rd|th)?\.?\s+` + monthNames + `(?:,?\s+\d{4}\b)?|\b` + monthNames + `\s+\d{1,2}(?:st|nd|rd|th)?\b(?:,?\s+\d{4}\b)?`)
)

// zoneSentenceOf is the line of a text that states the zone.
func zoneSentenceOf(text string) string {
	for line := range strings.SplitSeq(text, "\n") {
		if zoneStated(line) && findZone(line) != "" {
			return line
		}
	}
	return ""
}

// zoneStated tells whether a text says in which zone times are.
func zoneStated(text string) bool { return zoneSentence.MatchString(text) }

// findZone finds the zone that a text names: an offset before a place, before
// an abbreviation ("PST (UTC-7)" means the offset).
func findZone(text string) string {
	for _, re := range []*regexp.Regexp{zoneOffset, zoneArea, zoneShort} {
		for _, m := range re.FindAllString(text, 8) {
			if zoneExists(m) {
				return m
			}
		}
	}
	switch strings.ToLower(zoneWords.FindString(text)) {
	case "pacific":
		return "America/Los_Angeles"
	case "mountain":
		return "America/Denver"
	case "central european":
		return "Europe/Berlin"
	case "central":
		return "America/Chicago"
	case "eastern":
		return "America/New_York"
	case "london", "british":
		return "Europe/London"
	}
	return ""
}

// findDay finds the first calendar day in a text.
func findDay(text string) (day, bool) {
	m := anyDay.FindStringIndex(text)
	if m == nil {
		return day{}, false
	}
	var st stamp
	st.readDay(text[m[0]:])
	return st.day, st.day.known()
}

// offSeason says what is odd about an abbreviation on a day: "PST" in summer
// names an hour that no clock on that coast shows.
func offSeason(zone string, d day) (inUse string, odd bool) {
	name := map[string]string{
		"PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "MST": "America/Denver", "MDT": "America/Denver",
		"CST": "America/Chicago", "CDT": "America/Chicago", "EST": "America/New_York", "EDT": "America/New_York",
		"CET": "Europe/Berlin", "CEST": "Europe/Berlin", "BST": "Europe/London",
	}[zone]
	if name == "" {
		return "", false
	}
	loc, err := doc.Zone(name)
	if err != nil {
		return "", false
	}
	inUse, _ = time.Date(d.year, d.month, d.day, 12, 0, 0, 0, loc).Zone()
	return inUse, inUse != zone
}

package postmortem

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"quarterdeck/generator/doc"
)

// day is a calendar day; a zero year is not written, a zero month not known.
type day struct {
	year  int
	month time.Month
	day   int
}

func dayOf(t time.Time) day {
	y, m, d := t.Date()
	return day{y, m, d}
}

func (d day) known() bool { return d.month != 0 }

// midnight is the day's beginning in UTC, for distances between days.
func (d day) midnight() time.Time { return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC) }

// compare orders days; the sign of the answer is that of time.Time.Compare.
func (d day) compare(o day) int {
	return cmp.Or(cmp.Compare(d.year, o.year), cmp.Compare(d.month, o.month), cmp.Compare(d.day, o.day))
}

// plus moves a day.
func (d day) plus(n int) day {
	return dayOf(time.Date(d.year, d.month, d.day+n, 0, 0, 0, 0, time.UTC))
}

// near gives a day without a year the one that puts it nearest to ref.
func (d day) near(ref day) day {
	if d.year != 0 || !ref.known() {
		return d
	}
	r := time.Date(ref.year, ref.month, ref.day, 0, 0, 0, 0, time.UTC)
	best := day{}
	var least time.Duration
	for y := ref.year - 1; y <= ref.year+1; y++ {
		gap := r.Sub(time.Date(y, d.month, d.day, 0, 0, 0, 0, time.UTC)).Abs()
		if !best.known() || gap < least {
			best, least = day{y, d.month, d.day}, gap
		}
	}
	return best
}

// valid tells whether the calendar has the day.
func (d day) valid() bool {
	y := d.year
	if y == 0 {
		y = 2024 // a leap year: 29 February may be meant
	}
	return d.day >= 1 && dayOf(time.Date(y, d.month, d.day, 0, 0, 0, 0, time.UTC)) == day{y, d.month, d.day}
}

// stamp is the time that a text begins with, as far as it is written.
type stamp struct {
	day    day
	clock  int // seconds since midnight; -1 if only a day is written
	zone   string
	length int // bytes of the text that it takes, with what follows up to the words
	// iso is set when a T stands between day and time.
	iso bool
	// clear is set when something sets the stamp apart from the words behind
	// it, or nothing follows.
	clear bool
}

const monthNames = `(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?`

var (
	leadIn     = regexp.MustCompile(`^(?i)(?:[\s\[({*_~≈]+|(?:approximately|approx\.?|circa|ca?\.|ca|about|around|roughly|between|from|at|by|before|after)\s+|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)+`)
	isoDay     = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:\b|T)`)
	dayMonth   = regexp.MustCompile(`^(?i)(\d{1,2})(?:st|nd|rd|th)?\.?[\s-]+(?:of\s+)?` + monthNames + `(?:,?[\s-]+(\d{4})\b)?`)
	monthDay   = regexp.MustCompile(`^(?i)` + monthNames + `\s+(\d{1,2})(?:st|nd|rd|th)?\b(?:,?\s+(\d{4})\b)?`)
	shortDay   = regexp.MustCompile(`^(\d{2})-(\d{2})[\sT]+(?:~\s*)?\d{1,2}:\d{2}`)
	dayGap     = regexp.MustCompile(`^(?i)(?:T|[\s,]*(?:(?:at|around|about|between|from|ca\.?|circa|approx\.?|[-–—~@|])\s*)*)`)
	clockColon = regexp.MustCompile(`^(?i)(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?(?:\s?([ap])\.?m\b\.?|([ap])\b)?`)
	clockDot   = regexp.MustCompile(`^(?i)(\d{1,2})\.(\d{2})()\s?([ap])\.?m\b\.?()`)
	clockHour  = regexp.MustCompile(`^(?i)(\d{1,2})()()\s?([ap])\.?m\b\.?()`)
	clockPlain = regexp.MustCompile(`^(\d{2})(\d{2})()()()(?:\s?(?:hrs|UTC|GMT|Z)\b)`)
	zoneText   = regexp.MustCompile(`^\s*[\[(]?((?:UTC|GMT)\s?[+-]\s?\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}|Z|[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+|[A-Z]{2,5})\b[\])]?`)
	rangeGap   = regexp.MustCompile(`^(?i)\s*(?:-+>?|–|—|→|to|until|till|and)\s*~?\s*`)
	rangeTail  = regexp.MustCompile(`^\d{2}\b`)
	otherZone  = regexp.MustCompile(`^\s*[(/|]\s*`)
	closing    = regexp.MustCompile(`^[\s\])}*_]+`)
	separator  = regexp.MustCompile(`^(?:\s*(?::|-+>?|–|—|→|\||,|;)(?:\s+|$))+`)
)

// readStamp reads the time at the beginning of a text: a day, a time of day or
// both, with am or pm, a zone, a range (its beginning counts) and words such as
// "around". ok is false if the text begins with something else.
func readStamp(s string) (st stamp, ok bool) {
	st.clock = -1
	at := len(leadIn.FindString(s))
	at += st.readDay(s[at:])
	if st.day.known() {
		gap := len(dayGap.FindString(s[at:]))
		st.iso = gap == 1 && s[at] == 'T'
		if n := st.readClock(s[at+gap:]); n > 0 {
			at += gap + n
		}
	} else {
		n := st.readClock(s[at:])
		if n == 0 {
			return stamp{}, false
		}
		at += n
	}
	return st.finish(s, at)
}

// finish takes the marks behind a stamp.
func (st *stamp) finish(s string, at int) (stamp, bool) {
	set := len(closing.FindString(s[at:]))
	marked := strings.ContainsAny(s[at:at+set], "])}*")
	at += set
	sep := len(separator.FindString(s[at:]))
	at += sep
	rest := s[at:]
	st.length = at
	st.clear = marked || sep > 0 || rest == ""
	if set == 0 && sep == 0 && rest != "" && !unicode.IsSpace(rune(rest[0])) && !strings.ContainsRune("(,.;:", rune(rest[0])) {
		return stamp{}, false // 14:05abc, 10:30/s
	}
	return *st, true
}

// readDay reads a calendar day and says how many bytes it takes.
func (st *stamp) readDay(s string) int {
	var d day
	n := 0
	if m := isoDay.FindStringSubmatch(s); m != nil {
		d, n = day{atoi(m[1]), time.Month(atoi(m[2])), atoi(m[3])}, len(strings.TrimSuffix(m[0], "T"))
	} else if m := dayMonth.FindStringSubmatch(s); m != nil {
		d, n = day{atoi(m[3]), monthNamed(m[2]), atoi(m[1])}, len(m[0])
	} else if m := monthDay.FindStringSubmatch(s); m != nil {
		d, n = day{atoi(m[3]), monthNamed(m[1]), atoi(m[2])}, len(m[0])
	} else if m := shortDay.FindStringSubmatch(s); m != nil {
		d, n = day{0, time.Month(atoi(m[1])), atoi(m[2])}, 5
	}
	if n == 0 || d.month < 1 || d.month > 12 || !d.valid() {
		return 0
	}
	st.day = d
	return n
}

// readClock reads a time of day, its zone and the end of a range.
func (st *stamp) readClock(s string) int {
	clock, half, n := readTime(s)
	if n == 0 {
		return 0
	}
	n += st.readZone(s[n:])
	if gap := len(rangeGap.FindString(s[n:])); gap > 0 {
		to := n + gap
		var end stamp
		if d := end.readDay(s[to:]); d > 0 {
			to += d + len(dayGap.FindString(s[to+d:]))
		}
		if _, endHalf, m := readTime(s[to:]); m > 0 {
			if half == 0 && endHalf != 0 && clock < 12*3600+3600 {
				clock = inHalf(clock, endHalf)
			}
			n = to + m
		} else if m := len(rangeTail.FindString(s[to:])); m > 0 {
			n = to + m
		}
		n += st.readZone(s[n:])
	}
	n += skipOtherZone(s[n:])
	st.clock = clock
	return n
}

// skipOtherZone passes over the same time in a second zone: "(10:05 EDT)".
func skipOtherZone(s string) int {
	gap := len(otherZone.FindString(s))
	if gap == 0 {
		return 0
	}
	_, _, n := readTime(s[gap:])
	if n == 0 {
		return 0
	}
	n += gap
	var other stamp
	return n + other.readZone(s[n:])
}

// readTime reads hours, minutes and seconds; half is 'a', 'p' or 0.
func readTime(s string) (clock int, half byte, n int) {
	var m []string
	for _, re := range []*regexp.Regexp{clockColon, clockDot, clockHour, clockPlain} {
		if m = re.FindStringSubmatch(s); m != nil {
			break
		}
	}
	if m == nil {
		return 0, 0, 0
	}
	h, minute, sec := atoi(m[1]), atoi(m[2]), atoi(m[3])
	if h > 23 || minute > 59 || sec > 59 {
		return 0, 0, 0
	}
	clock = h*3600 + minute*60 + sec
	if ap := strings.ToLower(m[4] + m[5]); ap != "" {
		half = ap[0]
		clock = inHalf(clock, half)
	}
	n = len(m[0])
	if m[1]+m[2] == s[:min(4, len(s))] && !strings.HasSuffix(m[0], "hrs") { // 1405Z: the zone stays to be read
		n = 4
	}
	return clock, half, n
}

// inHalf reads a clock in the half of the day that am or pm names; after noon
// ("17:14pm") the mark says nothing new.
func inHalf(clock int, half byte) int {
	switch noon := 12 * 3600; {
	case half == 'p' && clock < noon:
		return clock + noon
	case half == 'a' && clock >= noon && clock < noon+3600:
		return clock - noon
	}
	return clock
}

// readZone reads a zone, if one that exists stands there.
func (st *stamp) readZone(s string) int {
	m := zoneText.FindStringSubmatch(s)
	if m == nil || m[1][0] == '-' && strings.Contains(m[1], ":") && !st.iso || !zoneExists(m[1]) {
		return 0 // 09:00-10:00 is a range, 2026-07-01T09:00-10:00 an offset
	}
	if st.zone == "" {
		st.zone = m[1]
	}
	return len(m[0])
}

// zoneExists tells names of zones from other words in capitals, by their shape
// alone; whether a place is one shows when the name is used.
func zoneExists(name string) bool {
	if area, _, ok := strings.Cut(name, "/"); ok {
		return strings.Contains(" Africa America Antarctica Arctic Asia Atlantic Australia Canada Etc Europe Indian Pacific US ", " "+area+" ")
	}
	if strings.ContainsAny(name, "+-") {
		return true
	}
	return strings.Contains(" Z UTC GMT PT MT CT ET PST PDT MST MDT CST CDT EST EDT AKST AKDT HST BST IST WET WEST CET CEST EET EEST MSK SAST"+
		" SGT HKT JST KST AWST ACST ACDT AEST AEDT NZST NZDT ", " "+name+" ")
}

// zoneAt finds a zone by what people write for it. On the given day an
// abbreviation of loc's own wins; so BST is London's where London reads it.
func zoneAt(name string, d day, loc *time.Location) (*time.Location, bool) {
	name = strings.ReplaceAll(name, " ", "")
	m, ok := doc.ParseMoment(fmt.Sprintf("%04d-%02d-%02d 12:00 %s", d.year, d.month, d.day, name), loc)
	if !ok || !m.Zoned {
		return nil, false
	}
	return m.Time.Location(), true
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func monthNamed(s string) time.Month {
	return time.Month(strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(s[:3]))/3 + 1)
}

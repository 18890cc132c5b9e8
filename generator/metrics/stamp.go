package metrics

import "time"

// Stamps lie between 1990-01-01 and 2100-01-01. One outside is a slip, such as
// a zero or a wrong unit, and would move the beginning or the present of the
// whole site.
const (
	minStamp = 631152000
	maxStamp = 4102444800
)

// moment is a stamp as read: an instant, or a local time that still needs a
// zone. A local time that the clocks show twice has a second reading.
type moment struct {
	t     int64
	local bool
	later int64 // 0, or the second instant of an ambiguous local time
}

// parseStamp reads RFC 3339, the same without a zone, with a space for the T,
// without seconds or without a time, or a Unix time in seconds, milli-, micro-
// or nanoseconds, told apart by magnitude. Fractions are rounded.
func parseStamp(s []byte) (moment, bool) {
	m, ok := parseAnyStamp(s)
	return m, ok && plausible(m.t)
}

func plausible(t int64) bool { return t >= minStamp && t < maxStamp }

func parseAnyStamp(s []byte) (moment, bool) {
	if len(s) < 10 || s[4] != '-' {
		t, ok := parseUnix(s)
		return moment{t: t}, ok
	}
	day, ok := parseDate(s[:10])
	if !ok {
		return moment{}, false
	}
	if s = s[10:]; len(s) == 0 {
		return moment{t: day, local: true}, true
	}
	if s[0] != 'T' && s[0] != ' ' && s[0] != 't' {
		return moment{}, false
	}
	clock, rest, ok := parseClock(s[1:])
	if !ok {
		return moment{}, false
	}
	t := day + clock
	if len(rest) == 0 {
		return moment{t: t, local: true}, true
	}
	offset, ok := parseOffset(rest)
	return moment{t: t - offset}, ok
}

// parseUnix reads a Unix time. Eight digits that spell a day are refused, for
// 20260701 is meant as a date.
func parseUnix(s []byte) (int64, bool) {
	v, ok := parseNumber(s)
	if !ok || !(v >= 0 && v < 1e20) || len(s) == 8 && v >= 19000101 && v <= 29991231 {
		return 0, false
	}
	for v >= 1e11 { // 1e11 seconds are the year 5138, 1e11 milliseconds 1973
		v /= 1000
	}
	return int64(v + 0.5), true
}

// parseDate reads YYYY-MM-DD as the seconds from 1970 to its midnight in UTC.
func parseDate(s []byte) (int64, bool) {
	y, ok1 := digits(s[0:4])
	m, ok2 := digits(s[5:7])
	d, ok3 := digits(s[8:10])
	if !ok1 || !ok2 || !ok3 || s[7] != '-' || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return 0, false
	}
	// Days from 1970 of a civil date, with years that start in March so that
	// the leap day is the last.
	if m <= 2 {
		y, m = y-1, m+12
	}
	days := 365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d - 1 - 719468
	return int64(days) * 86400, true
}

func daysIn(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	default:
		return 31
	}
}

// parseClock reads hh:mm, hh:mm:ss or hh:mm:ss.fff as seconds, and returns
// what follows.
func parseClock(s []byte) (secs int64, rest []byte, ok bool) {
	if len(s) < 5 || s[2] != ':' {
		return 0, nil, false
	}
	h, ok1 := digits(s[0:2])
	m, ok2 := digits(s[3:5])
	if !ok1 || !ok2 || h > 23 || m > 59 {
		return 0, nil, false
	}
	secs, rest = int64(h*3600+m*60), s[5:]
	if len(rest) < 3 || rest[0] != ':' {
		return secs, rest, true
	}
	sec, ok := digits(rest[1:3])
	if !ok || sec > 59 {
		return 0, nil, false
	}
	secs, rest = secs+int64(sec), rest[3:]
	if len(rest) < 2 || rest[0] != '.' && rest[0] != ',' {
		return secs, rest, true
	}
	if rest[1] >= '5' && rest[1] <= '9' {
		secs++
	}
	n := 1
	for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
		n++
	}
	return secs, rest[n:], n > 1
}

// parseOffset reads Z, UTC, +hh, +hhmm or +hh:mm, after an optional space, as
// seconds east of Greenwich.
func parseOffset(s []byte) (int64, bool) {
	if s[0] == ' ' {
		s = s[1:]
	}
	switch string(s) {
	case "Z", "z", "UTC", "GMT":
		return 0, true
	}
	if len(s) < 3 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	h, ok := digits(s[1:3])
	m, rest := 0, s[3:]
	if ok && len(rest) > 0 && rest[0] == ':' {
		rest = rest[1:]
		ok = len(rest) > 0
	}
	if ok && len(rest) > 0 {
		m, ok = digits(rest)
		ok = ok && len(rest) == 2
	}
	if !ok || h > 23 || m > 59 {
		return 0, false
	}
	offset := int64(h*3600 + m*60)
	if s[0] == '-' {
		offset = -offset
	}
	return offset, true
}

// digits reads a short run of decimal digits.
func digits(s []byte) (int, bool) {
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// clock turns local times into instants. It remembers the stretch around the
// last one in which the zone's offset does not change.
type clock struct {
	zone     *time.Location
	from, to int64 // local seconds in which offset holds without doubt
	offset   int64
}

// instant reads a local time (seconds as if in UTC) in the zone. A time that
// the clocks show twice is the earlier instant, with the later one beside it;
// one that they skip is read with the offset before the change, so that it
// lies as far behind it.
func (c *clock) instant(local int64) moment {
	if local >= c.from && local < c.to {
		return moment{t: local - c.offset, local: true}
	}
	before, after := c.offsetAt(local-86400), c.offsetAt(local+86400)
	if before == after {
		c.remember(local - before)
		return moment{t: local - before, local: true}
	}
	early, late := local-before, local-after
	fitsEarly, fitsLate := c.offsetAt(early) == before, c.offsetAt(late) == after
	switch {
	case fitsEarly && fitsLate:
		return moment{t: early, local: true, later: late}
	case fitsLate:
		return moment{t: late, local: true}
	default:
		return moment{t: early, local: true}
	}
}

func (c *clock) offsetAt(t int64) int64 {
	_, offset := time.Unix(t, 0).In(c.zone).Zone()
	return int64(offset)
}

// remember keeps the stretch around t in which the offset is the same, less a
// day at both ends.
func (c *clock) remember(t int64) {
	at := time.Unix(t, 0).In(c.zone)
	_, offset := at.Zone()
	start, end := at.ZoneBounds()
	const far = int64(1) << 40
	from, to := -far, far
	if !start.IsZero() {
		from = start.Unix()
	}
	if !end.IsZero() {
		to = end.Unix()
	}
	c.offset = int64(offset)
	c.from, c.to = from+c.offset+2*86400, to+c.offset-2*86400
}

package doc

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Moment is a date or time as someone wrote it.
type Moment struct {
	Time time.Time
	// Zoned is set when a zone or an offset was written.
	Zoned bool
	// DateOnly is set when no time of day was written.
	DateOnly bool
}

// tomlTime is one of TOML's own dates and times. Local ones hold their
// wall-clock reading, in any zone.
type tomlTime struct {
	time            time.Time
	local, dateOnly bool
}

func (t tomlTime) in(loc *time.Location) Moment {
	if !t.local {
		return Moment{Time: t.time, Zoned: true}
	}
	year, month, day := t.time.Date()
	hour, minute, second := t.time.Clock()
	at := time.Date(year, month, day, hour, minute, second, t.time.Nanosecond(), loc)
	return Moment{Time: at, DateOnly: t.dateOnly}
}

const (
	months   = `(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`
	weekdays = `(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?`
	// rest is what follows a date: nothing, or a separator and a time.
	rest = `(?:(?:t|\s*,?\s+(?:at\s+)?)(\S.*))?$`
)

var (
	yearFirst  = regexp.MustCompile(`^(?i)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})` + rest)
	compact    = regexp.MustCompile(`^(?i)(\d{4})(\d{2})(\d{2})` + rest)
	dayFirst   = regexp.MustCompile(`^(?i)` + weekdays + `(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+` + months + `,?[\s-]+(\d{4})` + rest)
	monthFirst = regexp.MustCompile(`^(?i)` + weekdays + months + `\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})` + rest)
	clock      = regexp.MustCompile(`^(?i)(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*([ap]\.?m\b\.?)?\s*(?:\(?([a-z+-][a-z0-9_/+:-]*)\)?)?$`)
	offset     = regexp.MustCompile(`^(?i)(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?$`)
)

// ParseMoment reads a date or time in the shapes people write: RFC 3339 and
// its relaxations (a space for the T, no seconds, one-digit hours, -0000),
// RFC 1123, "1 July 2026 14:05 UTC", "July 1, 2026 at 2:05 PM CEST". All-digit
// dates whose order cannot be known (01/07/2026) are refused. A reading without
// a zone is taken in loc.
func ParseMoment(s string, loc *time.Location) (Moment, bool) {
	year, month, day, tail, ok := parseDay(strings.TrimSpace(s))
	if !ok {
		return Moment{}, false
	}
	if tail == "" {
		return Moment{Time: time.Date(year, month, day, 0, 0, 0, 0, loc), DateOnly: true}, true
	}
	of, zone, ok := parseClock(tail)
	if !ok {
		return Moment{}, false
	}
	read := func(in *time.Location) time.Time {
		return time.Date(year, month, day, of.hour, of.minute, of.second, of.nano, in)
	}
	if zone == "" {
		return Moment{Time: read(loc)}, true
	}
	in, ok := parseZone(zone, read(loc))
	if !ok {
		return Moment{}, false
	}
	return Moment{Time: read(in), Zoned: true}, true
}

// parseDay splits a text into its calendar day and what follows it.
func parseDay(s string) (year int, month time.Month, day int, tail string, ok bool) {
	if m := yearFirst.FindStringSubmatch(s); m != nil {
		return checkDay(m[1], number(m[2]), m[3], m[4])
	}
	if m := compact.FindStringSubmatch(s); m != nil {
		return checkDay(m[1], number(m[2]), m[3], m[4])
	}
	if m := dayFirst.FindStringSubmatch(s); m != nil {
		return checkDay(m[3], monthNamed(m[2]), m[1], m[4])
	}
	if m := monthFirst.FindStringSubmatch(s); m != nil {
		return checkDay(m[3], monthNamed(m[1]), m[2], m[4])
	}
	return 0, 0, 0, "", false
}

func checkDay(year string, month int, day, tail string) (int, time.Month, int, string, bool) {
	y, d := number(year), number(day)
	at := time.Date(y, time.Month(month), d, 0, 0, 0, 0, time.UTC)
	ok := at.Year() == y && int(at.Month()) == month && at.Day() == d
	return y, time.Month(month), d, strings.TrimSpace(tail), ok
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func monthNamed(s string) int {
	const names = "janfebmaraprmayjunjulaugsepoctnovdec"
	return strings.Index(names, strings.ToLower(s[:3]))/3 + 1
}

type clockTime struct{ hour, minute, second, nano int }

// parseClock reads a time of day and the zone's text behind it.
func parseClock(s string) (of clockTime, zone string, ok bool) {
	m := clock.FindStringSubmatch(s)
	if m == nil || m[2] == "" && m[5] == "" { // a bare number is no time
		return of, "", false
	}
	of = clockTime{hour: number(m[1]), minute: number(m[2]), second: number(m[3])}
	if m[4] != "" {
		of.nano = number((m[4] + "000000000")[:9])
	}
	if m[5] != "" {
		if of.hour < 1 || of.hour > 12 {
			return of, "", false
		}
		of.hour %= 12
		if m[5][0] == 'p' || m[5][0] == 'P' {
			of.hour += 12
		}
	}
	midnight := of == clockTime{hour: 24}
	return of, m[6], midnight || of.hour < 24 && of.minute < 60 && of.second < 60
}

// parseZone finds the zone that a text names, for a time about at, whose own
// zone's abbreviations come first.
func parseZone(s string, at time.Time) (*time.Location, bool) {
	upper := strings.ToUpper(s)
	if upper == "Z" || upper == "UTC" || upper == "GMT" {
		return time.UTC, true
	}
	if m := offset.FindStringSubmatch(s); m != nil {
		seconds := number(m[2])*3600 + number(m[3])*60
		if m[1] == "-" {
			seconds = -seconds
		}
		return time.FixedZone("", seconds), number(m[2]) < 15 && number(m[3]) < 60
	}
	if abbreviation, _ := at.Zone(); strings.EqualFold(abbreviation, s) {
		return at.Location(), true
	}
	if hours, ok := zoneHours(upper); ok {
		return time.FixedZone(upper, int(hours*3600)), true
	}
	loc, err := Zone(zoneName(upper, s))
	return loc, err == nil
}

// zoneHours are the offsets of abbreviations that mean one thing wherever they
// are written in reports; IST, for one, is left out.
func zoneHours(abbreviation string) (float64, bool) {
	switch abbreviation {
	case "WET":
		return 0, true
	case "CET", "WEST", "BST":
		return 1, true
	case "CEST", "EET", "SAST":
		return 2, true
	case "EEST", "MSK":
		return 3, true
	case "SGT", "HKT", "AWST":
		return 8, true
	case "JST", "KST":
		return 9, true
	case "AEST":
		return 10, true
	case "AEDT":
		return 11, true
	case "NZST":
		return 12, true
	case "NZDT":
		return 13, true
	case "EDT":
		return -4, true
	case "EST", "CDT":
		return -5, true
	case "CST", "MDT":
		return -6, true
	case "MST", "PDT":
		return -7, true
	case "PST":
		return -8, true
	}
	return 0, false
}

// zoneName turns the words for North American time into zone names.
func zoneName(upper, s string) string {
	switch upper {
	case "PT":
		return "America/Los_Angeles"
	case "MT":
		return "America/Denver"
	case "CT":
		return "America/Chicago"
	case "ET":
		return "America/New_York"
	}
	return s
}

var durationPart = regexp.MustCompile(`^(?i)(\d+(?:\.\d+)?)\s*(ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)\s*`)

// ParseDuration reads "30s", "5m", "1h30m", "1h 28m", "2 hours", "1d", "1w".
// A day is 24 hours. Nothing negative, nothing without a unit.
func ParseDuration(s string) (time.Duration, bool) {
	left := strings.TrimSpace(s)
	if left == "" {
		return 0, false
	}
	total := 0.0
	for left != "" {
		m := durationPart.FindStringSubmatch(left)
		if m == nil {
			return 0, false
		}
		n, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			return 0, false
		}
		total += n * float64(unit(m[2]))
		left = left[len(m[0]):]
	}
	if total >= math.MaxInt64 {
		return 0, false
	}
	return time.Duration(math.Round(total)), true
}

func unit(s string) time.Duration {
	switch s = strings.ToLower(s); {
	case s == "ms":
		return time.Millisecond
	case s[0] == 's':
		return time.Second
	case s[0] == 'm':
		return time.Minute
	case s[0] == 'h':
		return time.Hour
	case s[0] == 'd':
		return 24 * time.Hour
	default:
		return 7 * 24 * time.Hour
	}
}

package unit

import (
	"fmt"
	"math"
	"time"
)

// Duration writes seconds for a table or a mark: "41 s", "8 min", "143 min",
// "5 h 20 min", "3 d 4 h". Up to three hours it stays in minutes, so that a
// column of incidents can be compared by eye.
func Duration(seconds float64) string {
	return duration(seconds, [4]string{"s", "min", "h", "d"})
}

// DurationWords is Duration for sentences: "143 minutes", "5 hours and
// 20 minutes".
func DurationWords(seconds float64) string {
	n := math.Abs(seconds)
	m := int(math.Round(n / 60))
	switch {
	case n < 59.5:
		return amount(int(math.Round(n)), "second")
	case m < 180:
		return amount(m, "minute")
	case m < 48*60:
		return pair(amount(m/60, "hour"), amount(m%60, "minute"), m%60)
	default:
		h := int(math.Round(n / 3600))
		return pair(amount(h/24, "day"), amount(h%24, "hour"), h%24)
	}
}

func amount(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return Number(float64(n), 0) + NB + noun
}

func pair(a, b string, rest int) string {
	if rest == 0 {
		return a
	}
	return a + " and " + b
}

func duration(seconds float64, units [4]string) string {
	n := math.Abs(seconds)
	m := int(math.Round(n / 60))
	switch {
	case n < 59.5:
		return fmt.Sprintf("%d%s%s", int(math.Round(n)), NB, units[0])
	case m < 180:
		return fmt.Sprintf("%d%s%s", m, NB, units[1])
	case m < 48*60:
		return two(m/60, units[2], m%60, units[1])
	default:
		h := int(math.Round(n / 3600))
		return two(h/24, units[3], h%24, units[2])
	}
}

func two(a int, ua string, b int, ub string) string {
	if b == 0 {
		return fmt.Sprintf("%d%s%s", a, NB, ua)
	}
	return fmt.Sprintf("%d%s%s%s%d%s%s", a, NB, ua, NB, b, NB, ub)
}

// Date is "14 August 2026", in t's own zone.
func Date(t time.Time) string { return t.Format("2" + NB + "January" + NB + "2006") }

// DayMonth is "14 August".
func DayMonth(t time.Time) string { return t.Format("2" + NB + "January") }

// ShortDate is "14 Aug 2026".
func ShortDate(t time.Time) string { return t.Format("2" + NB + "Jan" + NB + "2006") }

// ShortDay is "14 Aug".
func ShortDay(t time.Time) string { return t.Format("2" + NB + "Jan") }

// WeekDate is "Friday 14 August 2026".
func WeekDate(t time.Time) string { return t.Format("Monday 2" + NB + "January" + NB + "2006") }

// Clock is "13:42".
func Clock(t time.Time) string { return t.Format("15:04") }

// Stamp is "14 Aug 2026, 13:42".
func Stamp(t time.Time) string { return ShortDate(t) + ", " + Clock(t) }

// Zone is the abbreviation of t's zone at t: BST, UTC, +03.
func Zone(t time.Time) string { return t.Format("MST") }

// Range is two instants of one report, the date written once where it is the
// same: "14 Aug 2026, 13:42 to 16:05".
func Range(a, b time.Time) string {
	if ay, am, ad := a.Date(); b.Year() == ay && b.Month() == am && b.Day() == ad {
		return Stamp(a) + " to " + Clock(b)
	}
	return Stamp(a) + " to " + Stamp(b)
}

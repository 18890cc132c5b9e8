// Package quarter knows fiscal quarters: their names, their bounds in the
// site's time zone, and their days. It is a leaf; load, compute and present
// all speak of quarters through it.
package quarter

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Quarter is one quarter of a year. It is comparable and ordered by Compare.
type Quarter struct {
	// Year is the calendar year; of a fiscal year, the one in which it ends.
	Year int
	// Number is 1 to 4.
	Number int
	// Fiscal is set when the year does not start in January.
	Fiscal bool
}

// String is the quarter's name: 2026-Q3, or FY2027-Q1 for a fiscal year.
func (q Quarter) String() string {
	if q.Fiscal {
		return fmt.Sprintf("FY%04d-Q%d", q.Year, q.Number)
	}
	return fmt.Sprintf("%04d-Q%d", q.Year, q.Number)
}

// Slug is the name as it stands in addresses: 2026-q3, fy2027-q1.
func (q Quarter) Slug() string { return strings.ToLower(q.String()) }

// Label is the name as it is read: 2026 Q3, FY2027 Q1.
func (q Quarter) Label() string { return strings.ReplaceAll(q.String(), "-", " ") }

// Add returns the quarter n later (earlier when n is negative).
func (q Quarter) Add(n int) Quarter {
	i := q.Year*4 + q.Number - 1 + n
	year, number := i/4, i%4
	if number < 0 {
		year, number = year-1, number+4
	}
	return Quarter{Year: year, Number: number + 1, Fiscal: q.Fiscal}
}

// Compare orders quarters by time.
func (q Quarter) Compare(o Quarter) int { return (q.Year*4 + q.Number) - (o.Year*4 + o.Number) }

// Calendar places quarters in time. FirstMonth is the first month of the
// fiscal year; the zero value of either field is not usable, see [New].
type Calendar struct {
	Location   *time.Location
	FirstMonth time.Month
}

// New returns a calendar. A nil location is UTC, a month outside 1 to 12 is
// January.
func New(loc *time.Location, first time.Month) Calendar {
	if loc == nil {
		loc = time.UTC
	}
	if first < time.January || first > time.December {
		first = time.January
	}
	return Calendar{Location: loc, FirstMonth: first}
}

// Of returns the quarter that holds t.
func (c Calendar) Of(t time.Time) Quarter {
	year, month, _ := t.In(c.Location).Date()
	since := (int(month) - int(c.FirstMonth) + 12) % 12
	if c.FirstMonth == time.January {
		return Quarter{Year: year, Number: since/3 + 1}
	}
	if month >= c.FirstMonth { // the fiscal year that starts in this calendar year ends in the next
		year++
	}
	return Quarter{Year: year, Number: since/3 + 1, Fiscal: true}
}

// Start is the local midnight at which q begins.
func (c Calendar) Start(q Quarter) time.Time {
	year := q.Year
	if c.FirstMonth != time.January {
		year--
	}
	month := c.FirstMonth + time.Month(3*(q.Number-1))
	return time.Date(year, month, 1, 0, 0, 0, 0, c.Location)
}

// End is the instant after q: the start of the next quarter.
func (c Calendar) End(q Quarter) time.Time { return c.Start(q.Add(1)) }

// Days returns the local midnights of q's days and, last, the end of q; day i
// lasts from Days[i] to Days[i+1], which is 23 or 25 hours where the clocks
// change.
func (c Calendar) Days(q Quarter) []time.Time {
	first, end := c.Start(q), c.End(q)
	year, month, day := first.Date()
	var days []time.Time
	for i := 0; ; i++ {
		t := time.Date(year, month, day+i, 0, 0, 0, 0, c.Location)
		days = append(days, t)
		if !t.Before(end) {
			return days
		}
	}
}

var name = regexp.MustCompile(`^(?i:(FY)?(\d{4})-Q([1-4]))$`)

// Parse reads a name or slug: 2026-Q3, 2026-q3, FY2027-Q1. A name of the other
// kind of year than the calendar's is refused.
func (c Calendar) Parse(s string) (Quarter, error) {
	m := name.FindStringSubmatch(s)
	if m == nil {
		return Quarter{}, fmt.Errorf("%q is not a quarter such as %s", s, c.example())
	}
	year, _ := strconv.Atoi(m[2])
	number, _ := strconv.Atoi(m[3])
	q := Quarter{Year: year, Number: number, Fiscal: m[1] != ""}
	if q.Fiscal != (c.FirstMonth != time.January) {
		return Quarter{}, fmt.Errorf("%q does not fit a fiscal year that starts in %s; quarters are named like %s", s, c.FirstMonth, c.example())
	}
	return q, nil
}

func (c Calendar) example() string {
	return Quarter{Year: 2026, Number: 3, Fiscal: c.FirstMonth != time.January}.String()
}

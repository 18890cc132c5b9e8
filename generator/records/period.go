package records

import (
	"regexp"
	"strconv"
	"time"

	"quarterdeck/generator/config"
)

// period is a stretch of time that a row is about.
type period struct{ start, end time.Time }

var (
	monthShape   = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})$`)
	weekShape    = regexp.MustCompile(`^(?i)(\d{4})-?W(\d{1,2})$`)
	quarterShape = regexp.MustCompile(`^(?i)(?:(FY)?(\d{4})[- ]?Q([1-4])|Q([1-4])[- ](FY)?(\d{4}))$`)
)

// period reads what a row is about: from start to end, end not in it; or one
// text in the column date: a day, a month (2026-07), an ISO week (2026-W27) or
// a quarter (2026-Q3). A day stands for the whole period of that kind around
// it; whole is PerDay where nothing says otherwise.
func (l *loader) period(r *row, whole config.KPIPeriod) (period, bool) {
	if r.text("start") != "" && (r.text("end") != "" || r.text("last_day") != "") {
		return l.stretch(r)
	}
	name := "date"
	if r.text(name) == "" {
		name = "start"
	}
	v, ok := r.cell(name)
	if !ok {
		r.fail(name, "records-time", "fill in date, or start and end", "the row does not say when; it is left out")
		return period{}, false
	}
	if p, ok := l.spelt(v.text); ok {
		return p, true
	}
	m, ok := r.time(name)
	if !ok {
		return period{}, false
	}
	return l.around(m.Time, whole), true
}

// stretch reads start and end, or start and last_day.
func (l *loader) stretch(r *row) (period, bool) {
	from, ok1 := r.time("start")
	name, inclusive := "end", false
	if r.text("end") == "" {
		name, inclusive = "last_day", true
	}
	to, ok2 := r.time(name)
	if !ok1 || !ok2 {
		return period{}, false
	}
	p := period{from.Time, to.Time}
	if !inclusive && from.DateOnly && to.DateOnly && l.closesMonth(p) {
		inclusive = true
		r.src.once(r.pos("end"), "records-end", "write the first day that is no longer in it, or name the column last_day",
			"from the first to the last day of a month is taken as the whole month, although an end is not part of its period")
	}
	if inclusive {
		year, month, day := p.end.In(l.zone).Date()
		p.end = time.Date(year, month, day+1, 0, 0, 0, 0, l.zone)
	}
	if !p.start.Before(p.end) {
		r.fail(name, "end-before-start", "write the first moment that is no longer in it", "the period ends before it begins; the row is left out")
		return period{}, false
	}
	return p, true
}

// closesMonth tells a period from the first to the last day of a month.
func (l *loader) closesMonth(p period) bool {
	return p.start.In(l.zone).Day() == 1 && p.end.In(l.zone).AddDate(0, 0, 1).Day() == 1 && p.start.Before(p.end)
}

// spelt reads a month, a week or a quarter.
func (l *loader) spelt(s string) (period, bool) {
	if m := monthShape.FindStringSubmatch(s); m != nil {
		year, month := atoi(m[1]), atoi(m[2])
		if month < 1 || month > 12 || year < 1990 || year > 2099 {
			return period{}, false
		}
		return l.around(time.Date(year, time.Month(month), 1, 0, 0, 0, 0, l.zone), config.PerMonth), true
	}
	if m := weekShape.FindStringSubmatch(s); m != nil {
		year, week := atoi(m[1]), atoi(m[2])
		monday := l.around(time.Date(year, 1, 4, 0, 0, 0, 0, l.zone), config.PerWeek).start
		p := l.around(monday.AddDate(0, 0, 7*(week-1)), config.PerWeek)
		got, _ := p.start.AddDate(0, 0, 3).ISOWeek()
		return p, week >= 1 && got == year && year >= 1990 && year <= 2099
	}
	m := quarterShape.FindStringSubmatch(s)
	if m == nil {
		return period{}, false
	}
	q, err := l.site.Calendar.Parse(m[1] + m[5] + m[2] + m[6] + "-Q" + m[3] + m[4])
	if err != nil || q.Year < 1990 || q.Year > 2099 {
		return period{}, false
	}
	return period{l.site.Calendar.Start(q), l.site.Calendar.End(q)}, true
}

// around is the day, week, month or quarter that holds an instant.
func (l *loader) around(t time.Time, whole config.KPIPeriod) period {
	year, month, day := t.In(l.zone).Date()
	switch whole {
	case config.PerWeek:
		monday := day - (int(t.In(l.zone).Weekday())+6)%7
		return period{time.Date(year, month, monday, 0, 0, 0, 0, l.zone), time.Date(year, month, monday+7, 0, 0, 0, 0, l.zone)}
	case config.PerMonth:
		return period{time.Date(year, month, 1, 0, 0, 0, 0, l.zone), time.Date(year, month+1, 1, 0, 0, 0, 0, l.zone)}
	case config.PerQuarter:
		q := l.site.Calendar.Of(t)
		return period{l.site.Calendar.Start(q), l.site.Calendar.End(q)}
	default:
		return period{time.Date(year, month, day, 0, 0, 0, 0, l.zone), time.Date(year, month, day+1, 0, 0, 0, 0, l.zone)}
	}
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

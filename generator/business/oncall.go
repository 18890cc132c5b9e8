package business

import (
	"slices"
	"time"

	"quarterdeck/generator/stats"
)

// PagesPerShift is the SRE book's limit: at most two incidents in a shift of
// twelve hours. OperationsLimit is its other one: operations take at most half
// the time (Site Reliability Engineering, chapters 5 and 11).
const (
	PagesPerShift   = 2
	limitShift      = 12 * 3600
	OperationsLimit = 0.5
)

// Page is one alert that reached somebody, or (Quiet) nobody.
type Page struct {
	At int64
	// Zone is the responder's.
	Zone    *time.Location
	Service string
	Quiet   bool
	// Asleep is 1 where it is known to have woken somebody, −1 where it is
	// known not to have, 0 where the clock decides.
	Asleep int
	// Ack is seconds until somebody took it, where Acked is set.
	Ack   float64
	Acked bool
}

// Rota is how a team is on call.
type Rota struct {
	// Shifts that are listed; empty: they are laid out from Handover, Shift
	// long, in Zone.
	Shifts          []stats.Interval
	Shift, Handover time.Duration
	Zone            *time.Location
	// NightFrom and NightTo bound the night, since local midnight.
	NightFrom, NightTo time.Duration
}

// Load is what being on call asked of a team in a period.
type Load struct {
	// Pages in the period; Quiet ones beside them interrupted nobody.
	Pages, Quiet int
	// Shifts that began in the period and before the present. PerShift is Pages
	// ÷ Shifts; where a file lists them (Listed), the pages that fell into them ÷
	// Shifts, and Outside is how many fell into none. Over is how many shifts had
	// more pages than the limit for their length, Most the most in one.
	Shifts, Over, Most int
	Listed             bool
	Outside            int
	PerShift           float64
	HasPerShift        bool
	// Interrupted is how many of the Nights that began in the period, and are
	// over, had a page.
	Nights, Interrupted int
	// Week counts pages by day (Monday first) and hour in the responders' zone.
	Week [7][24]int
	// Ack is the median time to acknowledge; Unacked pages nobody took.
	Ack     Median
	Unacked int
	// Services by pages, most first.
	Services []ServiceLoad
}

// Median is a median with its exact 95 % interval (stats.MedianInterval).
type Median struct {
	N                int
	Value, Low, High float64
	OK, HasInterval  bool
	Values           []float64
}

// ServiceLoad is one service's pages.
type ServiceLoad struct {
	Service      string
	Pages, Night int
}

// LoadOf is the load of a period up to the present. It is given all pages of the
// team, because a night or a shift that begins in the period may end behind it.
func LoadOf(pages []Page, rota Rota, period stats.Interval, asOf int64) Load {
	seen := max(period.Start, min(period.End, asOf))
	var l Load
	var loud []Page
	for _, p := range pages {
		inside := p.At >= period.Start && p.At < seen
		if p.Quiet {
			if inside {
				l.Quiet++
			}
			continue
		}
		if p.At < asOf {
			loud = append(loud, p)
		}
		if inside {
			l.add(p, rota)
		}
	}
	l.medians(loud, period.Start, seen)
	l.shifts(loud, rota, period, seen)
	l.nights(loud, rota, period, asOf)
	slices.SortStableFunc(l.Services, func(a, b ServiceLoad) int { return b.Pages - a.Pages })
	return l
}

// add counts one page.
func (l *Load) add(p Page, rota Rota) {
	l.Pages++
	local := time.Unix(p.At, 0).In(p.Zone)
	l.Week[(int(local.Weekday())+6)%7][local.Hour()]++
	i := slices.IndexFunc(l.Services, func(s ServiceLoad) bool { return s.Service == p.Service })
	if i < 0 {
		i = len(l.Services)
		l.Services = append(l.Services, ServiceLoad{Service: p.Service})
	}
	l.Services[i].Pages++
	if _, night := rota.night(p); night {
		l.Services[i].Night++
	}
}

func (l *Load) medians(loud []Page, from, to int64) {
	for _, p := range loud {
		switch {
		case p.At < from || p.At >= to:
		case p.Acked:
			l.Ack.Values = append(l.Ack.Values, p.Ack)
		default:
			l.Unacked++
		}
	}
	slices.Sort(l.Ack.Values)
	l.Ack.N = len(l.Ack.Values)
	l.Ack.Value, l.Ack.OK = stats.Median(l.Ack.Values)
	l.Ack.Low, l.Ack.High, l.Ack.HasInterval = stats.MedianInterval(l.Ack.Values)
}

// shifts counts the pages of each shift that begins in the period.
func (l *Load) shifts(loud []Page, rota Rota, period stats.Interval, seen int64) {
	list := rota.Shifts
	l.Listed = len(list) > 0
	if !l.Listed {
		list = rota.layOut(period)
	}
	on := 0
	for _, s := range list {
		if s.Start < period.Start || s.Start >= seen || s.End <= s.Start {
			continue
		}
		n := within(loud, s)
		on += n
		l.Shifts++
		l.Most = max(l.Most, n)
		if float64(n) > PagesPerShift*float64(s.End-s.Start)/limitShift {
			l.Over++
		}
	}
	if !l.Listed {
		on = l.Pages
	}
	if l.Listed {
		l.Outside = outside(loud, list, stats.Interval{Start: period.Start, End: seen})
	}
	if l.Shifts > 0 {
		l.PerShift, l.HasPerShift = float64(on)/float64(l.Shifts), true
	}
}

// within counts the pages in a stretch.
func within(pages []Page, s stats.Interval) int {
	n := 0
	for _, p := range pages {
		if p.At >= s.Start && p.At < s.End {
			n++
		}
	}
	return n
}

// outside counts the pages of a period that fell into no shift.
func outside(pages []Page, shifts []stats.Interval, period stats.Interval) int {
	n := within(pages, period)
	for _, s := range stats.Clip(stats.Union(shifts), period) {
		n -= within(pages, s)
	}
	return n
}

// layOut makes the shifts that begin in a period, by the clock on the wall: at
// the handover and every shift's length after it, each day. Shifts of whole days
// follow each other from the first Monday's handover in 1970 on, so that they
// lie alike in every quarter; lengths that do not divide a day follow each other
// from the period's first handover.
func (r Rota) layOut(period stats.Interval) []stats.Interval {
	const wholeDay = 24 * time.Hour
	if r.Shift <= 0 {
		return nil
	}
	first := midnight(time.Unix(period.Start, 0), -1, r.Zone)
	length := int((period.End-period.Start)/day) + 4
	var starts []int64
	switch {
	case wholeDay%r.Shift == 0:
		for d := range length {
			for k := range int(wholeDay / r.Shift) {
				starts = append(starts, clock(first, d, (r.Handover+time.Duration(k)*r.Shift)%wholeDay))
			}
		}
		slices.Sort(starts)
	case r.Shift%wholeDay == 0:
		n := int(r.Shift / wholeDay)
		monday := time.Date(1970, 1, 5, 0, 0, 0, 0, time.UTC)
		year, month, d := first.Date()
		since := int(time.Date(year, month, d, 0, 0, 0, 0, time.UTC).Sub(monday) / wholeDay)
		for k := -(since % n); k < length+n; k += n {
			starts = append(starts, clock(first, k, r.Handover))
		}
	default:
		for t := clock(first, 1, r.Handover); t < period.End+int64(r.Shift.Seconds()); t += int64(r.Shift.Seconds()) {
			starts = append(starts, t)
		}
	}
	var out []stats.Interval
	for i := 0; i+1 < len(starts) && starts[i] < period.End; i++ {
		out = append(out, stats.Interval{Start: starts[i], End: starts[i+1]})
	}
	return out
}

// clock is the time of day at, n days after a midnight.
func clock(midnight time.Time, n int, at time.Duration) int64 {
	year, month, d := midnight.Date()
	return time.Date(year, month, d+n, 0, 0, int(at.Seconds()), 0, midnight.Location()).Unix()
}

// night tells whether a page fell into a night, and which: the day on which it
// began, as days since 1970.
func (r Rota) night(p Page) (on int64, night bool) {
	if p.Asleep < 0 {
		return 0, false
	}
	local := time.Unix(p.At, 0).In(p.Zone)
	year, month, d := local.Date()
	today := time.Date(year, month, d, 0, 0, 0, 0, time.UTC).Unix() / day
	since := time.Duration(local.Hour())*time.Hour + time.Duration(local.Minute())*time.Minute + time.Duration(local.Second())*time.Second
	over := r.NightFrom > r.NightTo
	switch {
	case over && since >= r.NightFrom, !over && since >= r.NightFrom && since < r.NightTo:
		return today, true
	case over && since < r.NightTo:
		return today - 1, true
	case p.Asleep > 0 && since < 12*time.Hour: // asleep by the responder's own hours
		return today - 1, true
	case p.Asleep > 0:
		return today, true
	}
	return 0, false
}

// nights counts the nights that begin in the period, and those of them with a
// page.
func (l *Load) nights(loud []Page, rota Rota, period stats.Interval, asOf int64) {
	with := map[int64]bool{}
	for _, p := range loud {
		if on, night := rota.night(p); night {
			with[on] = true
		}
	}
	length := rota.NightTo - rota.NightFrom
	if length <= 0 {
		length += 24 * time.Hour
	}
	for d := midnight(time.Unix(period.Start, 0), 0, rota.Zone); d.Unix() < period.End; d = d.AddDate(0, 0, 1) {
		begins := clock(d, 0, rota.NightFrom)
		if begins < period.Start || begins >= period.End || begins+int64(length.Seconds()) > asOf {
			continue
		}
		l.Nights++
		year, month, n := d.Date()
		if with[time.Date(year, month, n, 0, 0, 0, 0, time.UTC).Unix()/day] {
			l.Interrupted++
		}
	}
}

// Work is working time of a team.
type Work struct {
	Start, End int64
	Minutes    float64
	// Toil and Operations are operations work; neither is project work.
	Toil, Operations bool
}

// WorkShare is how a team's working time was spent.
type WorkShare struct {
	// Toil, Operations (toil included) and Project are minutes.
	Toil, Operations, Project float64
	// Share is operations ÷ all; FromHours tells that "all" is the stated
	// working hours, because no project work is listed.
	Share     float64
	OK        bool
	FromHours bool
}

// WorkOf is the working time of a period. weekHours is what the whole team works
// in a week, 0 where that is not stated; then project work has to be listed.
func WorkOf(work []Work, weekHours float64, period stats.Interval, asOf int64) WorkShare {
	seen := max(period.Start, min(period.End, asOf))
	within := stats.Interval{Start: period.Start, End: seen}
	var s WorkShare
	for _, w := range work {
		minutes := w.Minutes * overlap(Point{Start: w.Start, End: w.End}, within)
		switch {
		case w.Toil:
			s.Toil, s.Operations = s.Toil+minutes, s.Operations+minutes
		case w.Operations:
			s.Operations += minutes
		default:
			s.Project += minutes
		}
	}
	if s.Operations+s.Project == 0 {
		return s
	}
	all := s.Operations + s.Project
	if s.Project == 0 {
		all, s.FromHours = weekHours*60*float64(seen-period.Start)/week, true
	}
	if all > 0 {
		s.Share, s.OK = s.Operations/all, true
	}
	return s
}

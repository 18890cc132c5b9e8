package business

import (
	"testing"
	"time"

	"quarterdeck/generator/stats"
)

// July 2026 in Berlin: 31 days, 62 shifts of twelve hours from 09:00 and 21:00,
// and 31 nights of which the last ends on 1 August at 06:00.
func TestLoad(t *testing.T) {
	loc := berlin(t)
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	at := func(d, hour, minute int) int64 { return time.Date(2026, 7, d, hour, minute, 0, 0, loc).Unix() }
	period := stats.Interval{Start: at(1, 0, 0), End: at(32, 0, 0)}
	rota := Rota{Shift: 12 * time.Hour, Handover: 9 * time.Hour, Zone: loc, NightFrom: 22 * time.Hour, NightTo: 6 * time.Hour}
	page := func(t int64) Page { return Page{At: t, Zone: loc, Service: "a"} }
	pages := []Page{
		page(at(1, 3, 0)),   // in the shift, and the night, that began on 30 June
		page(at(6, 22, 30)), // Monday evening
		page(at(7, 5, 59)),  // the same night, the same shift
		page(at(7, 8, 0)),   // third of that shift, and no night
		page(at(7, 9, 0)),   // the next shift
		{At: at(10, 23, 0), Zone: newYork, Service: "b", Ack: 60, Acked: true},             // 17:00 there
		{At: at(11, 12, 0), Zone: newYork, Service: "b", Asleep: 1, Ack: 120, Acked: true}, // 06:00 there, and asleep
		{At: at(12, 3, 0), Zone: loc, Service: "b", Asleep: -1, Ack: 180, Acked: true},     // at night, awake
		{At: at(20, 3, 0), Zone: loc, Service: "b", Quiet: true, Ack: 9, Acked: true},      // nobody was called
		page(at(32, 2, 0)), // behind the period, in its last night and shift
	}
	l := LoadOf(pages, rota, period, at(40, 0, 0))
	if l.Pages != 8 || l.Quiet != 1 || l.Shifts != 62 || l.Most != 3 || l.Over != 1 || l.Listed {
		t.Errorf("%+v", l)
	}
	near(t, "pages a shift", l.PerShift, 8.0/62)
	// the nights of 6, 10 (asleep in New York on the 11th at 06:00) and 31 July
	if l.Nights != 31 || l.Interrupted != 3 {
		t.Errorf("%d of %d nights", l.Interrupted, l.Nights)
	}
	if l.Week[0][22] != 1 || l.Week[1][5] != 1 || l.Week[4][17] != 1 || l.Week[5][6] != 1 {
		t.Errorf("the week is %v", l.Week)
	}
	if l.Ack.N != 3 || l.Ack.Value != 120 || l.Ack.HasInterval || l.Unacked != 5 {
		t.Errorf("acknowledged: %+v, not %d", l.Ack, l.Unacked)
	}
	if len(l.Services) != 2 || l.Services[0] != (ServiceLoad{"a", 5, 3}) || l.Services[1] != (ServiceLoad{"b", 3, 1}) {
		t.Errorf("services %+v", l.Services)
	}
	// Two listed shifts of a day; the limit for 24 hours is four.
	rota.Shifts = []stats.Interval{{Start: at(6, 9, 0), End: at(7, 9, 0)}, {Start: at(10, 9, 0), End: at(11, 9, 0)}}
	l = LoadOf(pages, rota, period, at(40, 0, 0))
	if !l.Listed || l.Shifts != 2 || l.Over != 0 || l.Most != 3 || l.PerShift != 2 || l.Outside != 4 {
		t.Errorf("listed: %+v", l)
	}
}

// Up to 3 July at noon: shifts began on the 1st, 2nd and 3rd at 09:00 and on
// the 1st and 2nd at 21:00; two nights are over.
func TestARunningLoad(t *testing.T) {
	loc := berlin(t)
	at := func(d, hour int) int64 { return time.Date(2026, 7, d, hour, 0, 0, 0, loc).Unix() }
	rota := Rota{Shift: 12 * time.Hour, Handover: 9 * time.Hour, Zone: loc, NightFrom: 22 * time.Hour, NightTo: 6 * time.Hour}
	l := LoadOf([]Page{{At: at(9, 1), Zone: loc}}, rota, stats.Interval{Start: at(1, 0), End: at(32, 0)}, at(3, 12))
	if l.Pages != 0 || l.Shifts != 5 || l.Nights != 2 || !l.HasPerShift || l.PerShift != 0 {
		t.Errorf("%+v", l)
	}
}

// Shifts by the clock on the wall: October 2026 in Berlin has a day of 25 hours,
// and still two shifts a day; weeks change on Mondays (5, 12, 19, 26).
func TestShiftsAreLaidOut(t *testing.T) {
	loc := berlin(t)
	period := stats.Interval{Start: time.Date(2026, 10, 1, 0, 0, 0, 0, loc).Unix(), End: time.Date(2026, 11, 1, 0, 0, 0, 0, loc).Unix()}
	count := func(shift time.Duration) (n int, last time.Time) {
		for _, s := range (Rota{Shift: shift, Handover: 9 * time.Hour, Zone: loc}).layOut(period) {
			if s.Start >= period.Start && s.Start < period.End {
				n, last = n+1, time.Unix(s.Start, 0).In(loc)
			}
		}
		return n, last
	}
	if n, last := count(12 * time.Hour); n != 62 || last.Format("02 15:04") != "31 21:00" {
		t.Errorf("%d shifts of half a day, the last %s", n, last)
	}
	if n, last := count(7 * 24 * time.Hour); n != 4 || last.Format("Mon 02 15:04") != "Mon 26 09:00" {
		t.Errorf("%d weeks, the last %s", n, last)
	}
	if n, _ := count(10 * time.Hour); n != 74 { // 745 hours less nine, over ten, rounded up
		t.Errorf("%d shifts of ten hours", n)
	}
}

// 600 minutes of toil over ten days of which five lie inside; 300 of tickets,
// 900 of projects: operations are 600 of 1,500.
func TestWork(t *testing.T) {
	period := stats.Interval{Start: 100 * day, End: 107 * day}
	work := []Work{{95 * day, 105 * day, 600, true, false}, {101 * day, 102 * day, 300, false, true}, {101 * day, 102 * day, 900, false, false}}
	s := WorkOf(work, 0, period, 200*day)
	near(t, "toil", s.Toil, 300)
	near(t, "the share of operations", s.Share, 600.0/1500)
	// without projects listed: 600 of 40 hours
	s = WorkOf(work[:2], 40, period, 200*day)
	near(t, "the share of the stated hours", s.Share, 600.0/2400)
	if !s.FromHours {
		t.Error("it does not say that it stands on the stated hours")
	}
	if s := WorkOf(work[:2], 0, period, 200*day); s.OK {
		t.Errorf("without anything to compare with: %+v", s)
	}
	if s := WorkOf(nil, 40, period, 200*day); s.OK {
		t.Errorf("nothing listed is %+v", s)
	}
}

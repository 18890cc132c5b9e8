package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/report"
)

// launching is a launch on Monday 4 May 2026, with 1,000 requests an hour of
// which 0.1 % may fail, and a business figure of each day: its weeks before are
// 100 to 103 a day, those after as given.
func launching(from, to string, after [4]int, failed int) site {
	var sales strings.Builder
	sales.WriteString("date,value\n")
	for d := range 56 {
		v := 100 + d/7
		if d >= 28 {
			v = after[d/7-4]
		}
		fmt.Fprintf(&sales, "%s,%d\n", instant("2026-04-06T00:00:00Z").AddDate(0, 0, d).Format(time.DateOnly), v)
	}
	return site{
		"config.toml":           plainConfig,
		"data/teams/web.toml":   webTeam + "[[kpi]]\nid = \"sales\"\ndirection = \"up\"\nperiod = \"day\"\naggregate = \"sum\"\n",
		"data/metrics/a.csv":    hours(from, to, map[string]int{"2026-05-12T10:00:00Z": failed}),
		"data/kpis/sales.csv":   sales.String(),
		"data/launches/a.csv":   "id,title,services,start,kpi\none,One page,shop,2026-05-04T08:00:00Z,sales\n",
		"data/postmortems/a.md": pm("INC-A", "2026-05-12T10:00:00Z", "2026-05-12T11:00:00Z"),
	}
}

func theLaunch(t *testing.T, s site) report.Launch {
	t.Helper()
	book, _ := s.build(t)
	for _, tq := range book.TeamQuarters {
		for _, l := range tq.Launches {
			if l.ID == "one" {
				return l
			}
		}
	}
	t.Fatal("no launch")
	return report.Launch{}
}

// In the 28 days after, 672,000 requests allow 672 failures: 700 miss the
// objective, 100 do not. Four weeks of more than any before are 2 of the 70
// arrangements that are as far apart: p = 0.029.
func TestReadingsOfALaunch(t *testing.T) {
	const from, to = "2026-03-01T00:00:00Z", "2026-07-01T00:00:00Z"
	grew, flat, fell := [4]int{120, 121, 122, 123}, [4]int{103, 100, 102, 101}, [4]int{80, 81, 82, 83}
	for _, c := range []struct {
		name          string
		site          site
		want, because string
	}{
		{"grew, held", launching(from, to, grew, 100), "grew and held", "The business figure grew, and no objective got worse."},
		{"grew, missed", launching(from, to, grew, 700), "grew but degraded", "The business figure grew, and Answers got worse."},
		{"flat, held", launching(from, to, flat, 100), "held without growth", "No objective got worse; no growth can be told from chance."},
		{"fell, held", launching(from, to, fell, 100), "held without growth", "No objective got worse; Sales got worse."},
		{"flat, missed", launching(from, to, flat, 700), "degraded", "Answers got worse, and no growth can be told from chance."},
		{"measured from June on", launching("2026-06-10T00:00:00Z", to, grew, 0), "launched unmeasured", "It was launched before anything measured it; nothing can be said of its reliability."},
		{"measured with the launch", launching("2026-05-04T00:00:00Z", to, grew, 0), "not measured", "It is measured from its first day on; there is no time before it to compare with."},
		{"three days on", launching(from, "2026-05-07T00:00:00Z", grew, 0), "too early to tell", "Too little of the time after it is over; it is read again when it is."},
		{"six days on, measured from the fifth", launching("2026-05-08T00:00:00Z", "2026-05-10T00:00:00Z", grew, 0), "launched unmeasured", "It was launched before anything measured it; nothing can be said of its reliability."},
		{"no business figure", launching(from, to, grew, 0).with("data/launches/a.csv", "id,title,services,start\none,One page,shop,2026-05-04\n"), "not measured", "One of its two sides is not measured."},
	} {
		l := theLaunch(t, c.site)
		if l.Reading != c.want || l.Conclude != c.because {
			t.Errorf("%s reads %q, %q; want %q, %q", c.name, l.Reading, l.Conclude, c.want, c.because)
		}
	}
	l := theLaunch(t, launching(from, to, grew, 700))
	near(t, "sales before", l.Business[0].Before, 101.5)
	near(t, "sales after", l.Business[0].After, 121.5)
	near(t, "growth", l.Business[0].Change, 20/101.5)
	near(t, "failed after", l.Quality[0].After, 700.0/672000)
	near(t, "failed more", l.Quality[0].Change, 700.0/672000)
	near(t, "the incident took", l.Spent, 700.0/2184)
	if plain(l.Business[0].Test) != "four weeks against four weeks, p = 0.029" || len(l.Incidents) != 1 {
		t.Errorf("%q, %+v", l.Business[0].Test, l.Incidents)
	}
	if got := strings.Join(l.Doubts, " "); !strings.Contains(got, "A season or a campaign") || !strings.Contains(plain(got), "in 28 days before it there was none") {
		t.Errorf("doubts %q", got)
	}
}

// Time that was agreed not to count degrades no launch.
func TestALaunchBesideAnExclusion(t *testing.T) {
	s := launching("2026-03-01T00:00:00Z", "2026-07-01T00:00:00Z", [4]int{120, 121, 122, 123}, 700)
	s["data/exclusions/a.toml"] = "[[exclusion]]\nid = \"work\"\ntitle = \"Work\"\nslos = [\"shop-up\"]\nfrom = 2026-05-12T10:00:00Z\nto = 2026-05-12T11:00:00Z\nreason = \"Agreed\"\napprover = \"head\"\n"
	if l := theLaunch(t, s); l.Reading != "grew and held" {
		t.Errorf("%q: %s", l.Reading, l.Conclude)
	}
}

// An incident of another service of the team is none of the launch's.
func TestAnIncidentElsewhereIsNotTheLaunchs(t *testing.T) {
	s := launching("2026-03-01T00:00:00Z", "2026-07-01T00:00:00Z", [4]int{120, 121, 122, 123}, 0)
	s["data/teams/web.toml"] += "[[service]]\nid = \"cart\"\n"
	s["data/postmortems/a.md"] = strings.Replace(s["data/postmortems/a.md"], `services = ["shop"]`, `services = ["cart"]`, 1)
	if l := theLaunch(t, s); len(l.Incidents) != 0 || l.Spent != nil {
		t.Errorf("it came with %+v", l.Incidents)
	}
}

// Two launches whose weeks overlap cannot be told apart, whosever they are.
func TestLaunchesThatOverlap(t *testing.T) {
	s := launching("2026-03-01T00:00:00Z", "2026-07-01T00:00:00Z", [4]int{120, 121, 122, 123}, 0)
	s["data/launches/a.csv"] += "two,Two buttons,shop,2026-05-18T08:00:00Z,sales\nfar,Far off,shop,2026-01-10,sales\n"
	s["data/launches/e.csv"] = "id,title,kind,start,end\nholiday,Holiday,event,2026-05-14,2026-05-14\n"
	l := theLaunch(t, s)
	if got := strings.Join(l.Doubts, " "); !strings.Contains(got, "In the same weeks: Holiday and Two buttons.") {
		t.Errorf("doubts %q", got)
	}
	book, _ := s.build(t)
	nobodys := false
	for _, l := range book.Organisations[1].Launches {
		nobodys = nobodys || l.ID == "holiday" && l.Team.ID == ""
	}
	if !nobodys {
		t.Errorf("the event that is nobody's is nowhere: %+v", book.Organisations[1].Launches)
	}
}

// An event is compared on its own days, Monday 15 to Wednesday 17 June, with the
// same weekdays before; one to come is planned; one of yesterday is too early.
func TestDatedEvents(t *testing.T) {
	book, _ := rich().build(t)
	berlin, _ := time.LoadLocation("Europe/Berlin")
	spring := inQuarter(t, book, "2026-q2", "web").Launches[0]
	on := func(x time.Time) string { return x.In(berlin).Format(time.DateOnly) }
	if on(spring.Before.Start) != "2026-06-08" || on(spring.Before.End) != "2026-06-11" || on(spring.After.Start) != "2026-06-15" || on(spring.After.End) != "2026-06-18" {
		t.Errorf("%+v against %+v", spring.Before, spring.After)
	}
	if spring.Pages == nil || *spring.Pages.Before != 0 || *spring.Pages.After != 0 || spring.Cost == nil {
		t.Fatalf("pages %+v, cost %+v", spring.Pages, spring.Cost)
	}
	near(t, "three days of June's 3,600", spring.Cost.After, 360)
	third := inQuarter(t, book, "2026-q3", "web").Launches
	if len(third) != 2 || third[0].ID != "small" || third[0].Reading != "too early to tell" || !strings.Contains(plain(strings.Join(third[0].Doubts, " ")), "Only one day has passed since") {
		t.Errorf("%+v", third)
	}
	if third[1].Before != nil || third[1].After != nil {
		t.Errorf("what is planned has windows: %+v, %+v", third[1].Before, third[1].After)
	}
	if third[1].ID != "sale" || third[1].Reading != "too early to tell" || third[1].Conclude != "Planned; it is compared once it has happened." {
		t.Errorf("%+v", third[1])
	}
}

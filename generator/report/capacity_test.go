package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/report"
)

// filling is a gauge over the last 30 days of March 2026, read every six hours:
// its peak of the i-th day is 100 + slope × i and a ripple of seven days, and it is five
// lower otherwise.
func filling(slope, limit float64) site {
	ripple := [7]float64{0, 3, -2, 1, -3, 2, -1}
	var b strings.Builder
	b.WriteString("time,disk_gb\n")
	for n := range 30 * 4 {
		v := 100 + slope*float64(n/4) + ripple[n/4%7]
		if n%4 != 2 {
			v -= 5
		}
		fmt.Fprintf(&b, "%s,%g\n", instant("2026-03-02T00:00:00Z").Add(time.Duration(n)*6*time.Hour).Format(time.RFC3339), v)
	}
	return site{
		"config.toml":           plainConfig,
		"data/teams/web.toml":   webTeam + fmt.Sprintf("[[capacity]]\nid = \"disk\"\ntitle = \"Disk\"\nservice = \"shop\"\nvalue = \"disk_gb\"\nlimit = %g\nunit = \"GB\"\nheadroom = 0.2\n", limit),
		"data/metrics/a.csv":    hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", nil),
		"data/metrics/disk.csv": b.String(),
		"data/launches/a.csv":   "id,title,kind,services,start,end,load\nsale,Sale,event,shop,2026-05-11,2026-05-12,1.15\nother,Other,event,shop,2027-05-11,2027-05-12,9\n",
	}
}

func theGauge(t *testing.T, s site) report.Capacity {
	t.Helper()
	book, _ := s.build(t)
	list := inQuarter(t, book, "2026-q1", "web").Capacity
	if len(list) != 1 {
		t.Fatalf("%d gauges", len(list))
	}
	return list[0]
}

// Least squares over the 30 peaks at x = 0.5 … 29.5 (worked out by a program of
// its own, with Student's quantile by Simpson's rule): slope 1.0086763, s
// 2.0747703, t(97.5 %, 28) 2.0484071. A day ahead stands at its middle like those
// behind. The line reaches 200 on the 70th day after 1 April (199.833, then
// 200.842), its upper edge on the 62nd, its lower on the 79th. On the 40th, 11 May,
// at x = 70.5, it stands at 170.5815350 ± 6.5893192; times 1.15 that leaves
// 1 − 196.168765/200, and by its upper edge less than nothing.
func TestAGaugeThatFillsUp(t *testing.T) {
	g := theGauge(t, filling(1, 200))
	day := func(x *time.Time) string {
		if x == nil {
			return "never"
		}
		return x.Format(time.DateOnly)
	}
	if day(g.Reaches) != "2026-06-10" || day(g.Early) != "2026-06-02" || day(g.Late) != "2026-06-19" {
		t.Errorf("reached on %s, between %s and %s", day(g.Reaches), day(g.Early), day(g.Late))
	}
	near(t, "now", g.Now.Value, 132)
	if want := "As it rises now, the limit is reached about 10 June 2026, between 2 June 2026 and 19 June 2026."; plain(g.Says) != want {
		t.Errorf("got %q", g.Says)
	}
	if len(g.Events) != 1 || g.Events[0].Event.ID != "sale" || g.Events[0].Says != "enough by the middle of the forecast, not by its upper edge" {
		t.Fatalf("events %+v", g.Events)
	}
	e := g.Events[0]
	near(t, "left", e.Left, 1-170.58153503893215*1.15/200)
	near(t, "left at least", e.LeftLow, 1-(170.58153503893215+6.589319156763829)*1.15/200)
	near(t, "expected", e.Expected, 170.58153503893215*1.15)
	if n := len(g.Days); n != 30+26 || *g.Days[0].Value != 100 || g.Days[30].Low == nil { // and a line of 26 weeks
		t.Errorf("%d days", n)
	}
}

// A slope of 0.0287 whose own interval reaches down to −0.0610 reaches nothing,
// and no event is held against it: the last week's highest, 103.58, is.
func TestAGaugeThatMayAsWellBeLevel(t *testing.T) {
	g := theGauge(t, filling(0.02, 120))
	if g.Reaches != nil || g.Late != nil || !strings.HasPrefix(g.Says, "No rise can be told from chance") {
		t.Errorf("%v: %s", g.Reaches, g.Says)
	}
	near(t, "expected", g.Events[0].Expected, 103.58*1.15)
	near(t, "left", g.Events[0].Left, 1-103.58*1.15/120)
	// The middle of the line would cross 105 on the 146th day, and its upper edge is
	// over it already: not a day on which the limit is reached.
	if g := theGauge(t, filling(0.02, 105)); g.Reaches != nil || g.Early == nil || plain(g.Says) != "No rise can be told from chance; by the upper edge of what the days so far allow, the limit may be reached from 1 April 2026 on." {
		t.Errorf("%v: %s", g.Reaches, plain(g.Says))
	}
	// Thirteen days are too few.
	s := filling(1, 200)
	lines := strings.SplitAfter(s["data/metrics/disk.csv"], "\n")
	s["data/metrics/disk.csv"] = lines[0] + strings.Join(lines[1+17*4:], "")
	if g := theGauge(t, s); g.Reaches != nil || g.Says != "Fewer than fourteen days are measured, too few for a forecast." || *g.Now.Value != 132 {
		t.Errorf("%+v", g)
	}
}

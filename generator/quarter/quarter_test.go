package quarter

import (
	"testing"
	"time"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestQuarterOfAnInstantFollowsTheZoneAndTheFiscalYear(t *testing.T) {
	london, tokyo := zone(t, "Europe/London"), zone(t, "Asia/Tokyo")
	cases := []struct {
		name  string
		cal   Calendar
		at    string
		want  string
		label string
	}{
		{"the last second of June", New(time.UTC, 1), "2026-06-30T23:59:59Z", "2026-Q2", "2026 Q2"},
		{"the same second in London is already July", New(london, 1), "2026-06-30T23:59:59Z", "2026-Q3", "2026 Q3"},
		{"nine hours ahead", New(tokyo, 1), "2025-12-31T15:00:00Z", "2026-Q1", "2026 Q1"},
		{"a fiscal year from April is named for the year it ends in", New(time.UTC, 4), "2026-04-01T00:00:00Z", "FY2027-Q1", "FY2027 Q1"},
		{"March closes it", New(time.UTC, 4), "2027-03-31T12:00:00Z", "FY2027-Q4", "FY2027 Q4"},
		{"a fiscal year from November", New(time.UTC, 11), "2026-01-15T00:00:00Z", "FY2026-Q1", "FY2026 Q1"},
		{"and its last month", New(time.UTC, 11), "2026-10-31T00:00:00Z", "FY2026-Q4", "FY2026 Q4"},
	}
	for _, c := range cases {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		q := c.cal.Of(at)
		if q.String() != c.want || q.Label() != c.label {
			t.Errorf("%s: got %s (%s), want %s", c.name, q, q.Label(), c.want)
		}
		if start, end := c.cal.Start(q), c.cal.End(q); at.Before(start) || !at.Before(end) {
			t.Errorf("%s: %s does not lie between %s and %s", c.name, c.at, start, end)
		}
		if back, err := c.cal.Parse(q.Slug()); err != nil || back != q {
			t.Errorf("%s: %s reads back as %v, %v", c.name, q.Slug(), back, err)
		}
	}
}

// A quarter has 89 to 92 days; the hours differ by one where clocks change.
func TestLengthOfQuarters(t *testing.T) {
	london := zone(t, "Europe/London")
	cases := []struct {
		name        string
		days, hours int
	}{
		{"2025-Q1", 90, 90*24 - 1},
		{"2024-Q1", 91, 91*24 - 1}, // leap year
		{"2025-Q2", 91, 91 * 24},
		{"2025-Q3", 92, 92 * 24},
		{"2025-Q4", 92, 92*24 + 1},
	}
	cal := New(london, 1)
	for _, c := range cases {
		q, err := cal.Parse(c.name)
		if err != nil {
			t.Fatal(err)
		}
		days := cal.Days(q)
		if got := len(days) - 1; got != c.days {
			t.Errorf("%s has %d days, want %d", c.name, got, c.days)
		}
		if got := int(days[len(days)-1].Sub(days[0]).Hours()); got != c.hours {
			t.Errorf("%s has %d hours, want %d", c.name, got, c.hours)
		}
	}
}

func TestNeighbours(t *testing.T) {
	q := Quarter{Year: 2026, Number: 1}
	if got := q.Add(-1).String(); got != "2025-Q4" {
		t.Errorf("before %s is %s", q, got)
	}
	if got := q.Add(7).String(); got != "2027-Q4" {
		t.Errorf("seven after %s is %s", q, got)
	}
	if got := q.Add(-4).String(); got != "2025-Q1" {
		t.Errorf("a year before %s is %s", q, got)
	}
	if q.Compare(q.Add(1)) >= 0 || q.Compare(q.Add(-1)) <= 0 || q.Compare(q) != 0 {
		t.Error("quarters are not ordered by time")
	}
}

func TestNamesThatAreNoQuarters(t *testing.T) {
	plain, fiscal := New(time.UTC, 1), New(time.UTC, 4)
	for _, s := range []string{"", "2026", "2026-Q5", "2026-Q0", "26-Q1", "2026-Q1x", "Q1-2026"} {
		if q, err := plain.Parse(s); err == nil {
			t.Errorf("%q is read as %s", s, q)
		}
	}
	if _, err := plain.Parse("FY2026-Q1"); err == nil {
		t.Error("a fiscal name is read in a calendar year")
	}
	if _, err := fiscal.Parse("2026-Q1"); err == nil {
		t.Error("a calendar name is read in a fiscal year")
	}
}

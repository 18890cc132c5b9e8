package doc

import (
	"testing"
	"time"

	"quarterdeck/generator/diag"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestWrongTypesAreReportedWhereTheyStand(t *testing.T) {
	table, diags := readTOML(t, `id = 1
tags = ["a", 2]
order = "one"
share = true
big = inf
on = "yes"
from = 3
to = "01/07/2026"
step = 300
slice = "5"
leads = "x"
slo = 1
`)
	table.String("id")
	table.Strings("tags")
	table.Int("order")
	table.Float("share")
	table.Float("big")
	table.Bool("on")
	table.Time("from", time.UTC)
	table.Time("to", time.UTC)
	table.Duration("step")
	table.Duration("slice")
	table.Table("leads")
	table.Tables("slo")
	table.RequiredString("name", `add name = "Checkout"`)
	table.Unused(diags, diag.Error)
	want(t, messages(diags), `
f.toml:1:1: error: "name" is missing (add name = "Checkout")
f.toml:1:6: error: "id" is a whole number where a text belongs (write id = "…")
f.toml:2:14: error: "tags" is a whole number where a text belongs (write tags = ["…", "…"])
f.toml:3:9: error: "order" is a text where a whole number belongs (write order = 1)
f.toml:4:9: error: "share" is true or false where a number belongs (write it without quotes: share = 0.9)
f.toml:5:7: error: "big" is not a finite number (write a finite number)
f.toml:6:6: error: "on" is a text where true or false belongs (write on = true or on = false)
f.toml:7:8: error: "from" is a whole number where a date or time belongs (write it like 2026-07-01T09:30:00Z, or 2026-07-01 09:30 in the site's time zone)
f.toml:8:6: error: "to" is "01/07/2026", which is no date or time that can be read (write it like 2026-07-01T09:30:00Z, or 2026-07-01 09:30 in the site's time zone)
f.toml:9:8: error: "step" is a whole number where a duration belongs (write it like step = "30s", "5m", "1h" or "1d")
f.toml:10:9: error: "slice" is "5", which is no duration (write it like slice = "30s", "5m", "1h" or "1d")
f.toml:11:9: error: "leads" is a text where a table belongs (write a [leads] header and key = value lines below it)
f.toml:12:7: error: "slo" is a whole number where a table belongs (write a [[slo]] header and key = value lines below it)
`)
}

func TestUnknownKeys(t *testing.T) {
	table, diags := readTOML(t, "titel = 1\nother = 2\n[[slo]]\nid = 'x'\ntotl = 1\n[unread]\nx = 1\n")
	table.String("title")
	for _, slo := range table.Tables("slo") {
		slo.String("id")
		slo.String("total")
	}
	table.Unused(diags, diag.Warning)
	want(t, messages(diags), `
f.toml:1:1: warning: unknown key "titel" (did you mean title?)
f.toml:2:1: warning: unknown key "other" (known here: slo, title)
f.toml:5:1: warning: unknown key "totl" (did you mean total?)
f.toml:6:2: warning: unknown key "unread" (known here: slo, title)
`)
}

func TestWrittenOrder(t *testing.T) {
	table, _ := readTOML(t, "[s]\nzeta = ['z']\nalpha = 'one'\n[s.mid]\nx = 1\n")
	s, ok := table.Table("s")
	if !ok || len(s.Keys()) != 3 || s.Keys()[0] != "zeta" || s.Keys()[2] != "mid" {
		t.Fatalf("keys are %v", s.Keys())
	}
	if got := s.Strings("alpha"); len(got) != 1 || got[0] != "one" {
		t.Errorf("a single text is a list of one, not %v", got)
	}
	if w := s.Words("zeta"); len(w) != 1 || w[0].Pos != (diag.Pos{File: "f.toml", Line: 2, Col: 9}) {
		t.Errorf("words are %v", w)
	}
}

func TestTOMLTimes(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	table, diags := readTOML(t, "a = 2026-07-01T10:00:00Z\nb = 2026-07-01 10:00:00\nc = 2026-07-01\nd = 2026-01-01T00:30:00+09:00\ne = ''\nf = 10:00:00")
	// Berlin is two hours ahead of UTC in July, one in January.
	for key, want := range map[string]string{
		"a": "2026-07-01T10:00:00Z", "b": "2026-07-01T08:00:00Z", "c": "2026-06-30T22:00:00Z", "d": "2025-12-31T15:30:00Z",
	} {
		at, ok := table.Time(key, berlin)
		if got := at.UTC().Format(time.RFC3339); !ok || got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
	// 15:30 UTC on 31 December is 16:30 in Berlin, the same day.
	if day, _ := table.Date("d", berlin); day.Format(time.RFC3339) != "2025-12-31T00:00:00+01:00" {
		t.Errorf("the day is %s", day)
	}
	if m, _ := table.Moment("c", berlin); !m.DateOnly || m.Zoned {
		t.Errorf("a date alone is %+v", m)
	}
	if m, _ := table.Moment("a", berlin); m.DateOnly || !m.Zoned {
		t.Errorf("a time with a zone is %+v", m)
	}
	if _, ok := table.Time("e", berlin); ok || diags.Len() > 0 {
		t.Errorf("an empty text is no time and no mistake: %s", messages(diags))
	}
	if _, ok := table.Time("f", berlin); ok || diags.Len() != 1 {
		t.Errorf("a time of day alone is no instant: %s", messages(diags))
	}
}

// Every expected instant is worked out by hand. The zone passed in is Berlin:
// UTC+2 in July, UTC+1 in January.
func TestParseMoment(t *testing.T) {
	tests := []struct {
		in, want        string
		zoned, dateOnly bool
	}{
		{"2026-07-01T09:30:00Z", "2026-07-01T09:30:00Z", true, false},
		{"2026-07-01t09:30:00.25z", "2026-07-01T09:30:00.25Z", true, false},
		{"2026-07-01 09:30", "2026-07-01T07:30:00Z", false, false},
		{"2026-07-01T9:30", "2026-07-01T07:30:00Z", false, false},
		{"2026-07-01T09:30:00-00:00", "2026-07-01T09:30:00Z", true, false},
		{"2026-07-01 09:30 +0530", "2026-07-01T04:00:00Z", true, false},
		{"2026-07-01 09:30 UTC+2", "2026-07-01T07:30:00Z", true, false},
		{"2026-07-01 09:30 (UTC)", "2026-07-01T09:30:00Z", true, false},
		{"2026-01-01 09:30 CET", "2026-01-01T08:30:00Z", true, false},
		{"2026-07-01 09:30 PDT", "2026-07-01T16:30:00Z", true, false},
		{"2026-07-01 09:30 PT", "2026-07-01T16:30:00Z", true, false},
		{"2026-07-01 09:30 America/New_York", "2026-07-01T13:30:00Z", true, false},
		{"2026-07-01", "2026-06-30T22:00:00Z", false, true},
		{"2026/7/1", "2026-06-30T22:00:00Z", false, true},
		{"20260701", "2026-06-30T22:00:00Z", false, true},
		{"2026-07-01 24:00", "2026-07-01T22:00:00Z", false, false},
		{"1 July 2026", "2026-06-30T22:00:00Z", false, true},
		{"1st of July 2026 14:05 UTC", "2026-07-01T14:05:00Z", true, false},
		{"July 1, 2026 at 2:05 PM UTC", "2026-07-01T14:05:00Z", true, false},
		{"Jul 1 2026 12:05 a.m. UTC", "2026-07-01T00:05:00Z", true, false},
		{"Sept. 3rd, 2026, 2pm UTC", "2026-09-03T14:00:00Z", true, false},
		{"Wed, 01 Jul 2026 10:00:00 +0000", "2026-07-01T10:00:00Z", true, false},
		{"Wednesday 1 July 2026", "2026-06-30T22:00:00Z", false, true},
	}
	berlin := zone(t, "Europe/Berlin")
	for _, tt := range tests {
		m, ok := ParseMoment(tt.in, berlin)
		got := m.Time.UTC().Format(time.RFC3339Nano)
		if !ok || got != tt.want || m.Zoned != tt.zoned || m.DateOnly != tt.dateOnly {
			t.Errorf("%q is %s zoned=%v date=%v ok=%v, want %+v", tt.in, got, m.Zoned, m.DateOnly, ok, tt)
		}
	}
	for _, in := range []string{"", "TBD", "01/07/2026", "1.7.2026", "2026-02-30", "2026-13-01", "2026-07-01 25:00", "2026-07-01 9:75",
		"2026-07-01 10", "2026-07-01 13pm", "2026-07-01 10:00 IST", "2026-07-01 10:00 - 11:00", "2026-07-01 10:00 Local",
		"2026-07-01 10:00 a/../../etc/passwd", "2026-07-01T10:00+99:00", "YYYY-MM-DD", "10:00"} {
		if m, ok := ParseMoment(in, berlin); ok {
			t.Errorf("%q is read as %s", in, m.Time)
		}
	}
}

func TestParseDuration(t *testing.T) {
	for in, want := range map[string]time.Duration{
		"30s": 30 * time.Second, "5m": 5 * time.Minute, "1h30m": 90 * time.Minute, "1h 28m": 88 * time.Minute, "1.5h": 90 * time.Minute,
		"2 hours": 2 * time.Hour, "5 min": 5 * time.Minute, "1d": 24 * time.Hour, "1w": 168 * time.Hour, "250ms": 250 * time.Millisecond,
		" 0s ": 0,
	} {
		if got, ok := ParseDuration(in); !ok || got != want {
			t.Errorf("%q is %v (%v), want %v", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "5", "-5m", "m", "5 parsecs", "1h30", "99999999999w", "1e3s", "five minutes"} {
		if got, ok := ParseDuration(in); ok {
			t.Errorf("%q is read as %v", in, got)
		}
	}
}

func TestZone(t *testing.T) {
	for _, name := range []string{"", "Local", "Mars/Base", "../../etc/passwd", "/etc/localtime"} {
		if loc, err := Zone(name); err == nil {
			t.Errorf("%q is %s", name, loc)
		}
	}
}

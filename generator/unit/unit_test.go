package unit

import (
	"testing"
	"time"
)

func TestNumbersPrintWhatTheVerdictSays(t *testing.T) {
	cases := []struct{ got, want string }{
		{Number(1234567.891, 1), "1,234,567.9"},
		{Number(-0.04, 1), "0.0"}, // never "−0.0"
		{Number(-60.9, 1), "−60.9"},
		{Count(212262), "212,262"},
		{Count(2.5), "2.5"},
		{Approx(1903640), "1.9\u00a0million"},
		{Approx(424524633), "425\u00a0million"},
		{Approx(31400), "31,000"},
		{Share(1.609), "160.9\u00a0%"},
		{Share(0.00004), "<\u00a00.1\u00a0%"},
		{Share(0), "0.0\u00a0%"},
		{Share(1), "100.0\u00a0%"},
		{Share(1.00004), "100.004\u00a0%"}, // overspent, and it shows
		{Share(0.99996), "99.996\u00a0%"},
		{Objective(0.9995), "99.95\u00a0%"},
		{Objective(0.99), "99\u00a0%"},
		{Ratio(0.99951, 0.9995), "99.951\u00a0%"},
		{Ratio(0.9994999, 0.9995), "99.94999\u00a0%"}, // 99.950 would look met
		{Ratio(0.9995, 0.9995), "99.950\u00a0%"},
		{Ratio(1, 0.999), "100.00\u00a0%"},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestDurations(t *testing.T) {
	cases := []struct {
		seconds     float64
		short, long string
	}{
		{41, "41\u00a0s", "41\u00a0seconds"},
		{60, "1\u00a0min", "1\u00a0minute"},
		{143 * 60, "143\u00a0min", "143\u00a0minutes"},
		{320 * 60, "5\u00a0h\u00a020\u00a0min", "5\u00a0hours and 20\u00a0minutes"},
		{3 * 86400, "3\u00a0d", "3\u00a0days"},
		{3*86400 + 4*3600, "3\u00a0d\u00a04\u00a0h", "3\u00a0days and 4\u00a0hours"},
	}
	for _, c := range cases {
		if got := Duration(c.seconds); got != c.short {
			t.Errorf("Duration(%v) = %q, want %q", c.seconds, got, c.short)
		}
		if got := DurationWords(c.seconds); got != c.long {
			t.Errorf("DurationWords(%v) = %q, want %q", c.seconds, got, c.long)
		}
	}
}

func TestWordsAndDates(t *testing.T) {
	at := time.Date(2026, 8, 14, 13, 42, 0, 0, time.UTC)
	cases := []struct{ got, want string }{
		{Word(3), "three"}, {Word(13), "13"}, {Ordinal(2), "second"}, {Ordinal(21), "21st"}, {Ordinal(112), "112th"},
		{Plural(0, "incident", "incidents"), "no incidents"},
		{List([]string{"A", "B", "C"}), "A, B and C"},
		{Sentence("été"), "Été"},
		{Date(at), "14\u00a0August\u00a02026"},
		{Range(at, at.Add(143*time.Minute)), "14\u00a0Aug\u00a02026, 13:42 to 16:05"},
		{Range(at, at.Add(24*time.Hour)), "14\u00a0Aug\u00a02026, 13:42 to 15\u00a0Aug\u00a02026, 13:42"},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

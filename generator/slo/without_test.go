package slo

import (
	"math/rand/v2"
	"testing"
)

// year is four quarters of a million events at 99.9 % (1,000 may fail) with
// 90 % and more measured: 900 bad of which A took 500; 1,400 of which A took
// 500 and B 300; 2,500 of which B took 700; 400.
func year() []Past {
	quarter := func(label string, bad float64, parts ...Part) Past {
		return Past{Label: label, Incidents: parts, Result: Result{Measured: true, Valid: 1e6, Bad: bad, Allowed: 1000, Budget: 1000, Coverage: 1, Length: 90 * daySeconds}}
	}
	return []Past{
		quarter("1", 900, Part{ID: "A", Bad: 500}),
		quarter("2", 1400, Part{ID: "A", Bad: 500}, Part{ID: "B", Bad: 300}),
		quarter("3", 2500, Part{ID: "B", Bad: 700}),
		quarter("4", 400),
	}
}

func TestTheSameHistoryWithoutOneCause(t *testing.T) {
	met := func(quarters []Past) int { return Achievable([]float64{0.999}, quarters, 0.9).Candidates[0].Met }
	expect(t, "as it happened", met(year()), 2)
	// Without A: 400, 900, 2,500, 400. Without B: 900, 1,100, 1,800, 400.
	only := func(x string, portion float64) func(string) float64 {
		return func(id string) float64 {
			if id == x {
				return portion
			}
			return 0
		}
	}
	expect(t, "without A", met(Without(year(), only("A", 1))), 3)
	expect(t, "without B", met(Without(year(), only("B", 1))), 2)
	// Without half of A: 650, 1,150, 2,500, 400, and half of A is still there.
	half := Without(year(), only("A", 0.5))
	expect(t, "without half of A", met(half), 2)
	near(t, "bad without half of A", half[1].Result.Bad, 1150)
	near(t, "A that is left", half[1].Incidents[0].Bad, 250)
	all := func(string) float64 { return 1 }
	both := Without(year(), all)
	near(t, "what is left of the second", both[1].Result.Bad, 600)
	near(t, "of its budget", both[1].Result.Spent, 0.6)
	near(t, "the events stay", both[1].Result.Valid, 1e6)
	expect(t, "incidents left", len(both[1].Incidents), 0)
	given := year()
	Without(given, all)
	expect(t, "the history given is as it was", given[1].Result.Bad, 1400.0)
}

func TestWhatTheNextNineWouldHaveSaved(t *testing.T) {
	beyond := func(target float64) float64 {
		return Beyond(Achievable([]float64{target}, year(), 0.9).Candidates[0].Quarters)
	}
	// At 99.9 %: 400 of 1,400 and 1,500 of 2,500 are beyond what is allowed.
	near(t, "beyond 99.9 %", beyond(0.999), 1900)
	// At 99.99 % 100 a quarter are allowed: 800 + 1,300 + 2,400 + 300.
	near(t, "beyond 99.99 %", beyond(0.9999), 4800)
}

func TestTrailingWindowsOfDays(t *testing.T) {
	// Ten days of 1,000 events; the fourth has 10 bad, all else none. Windows
	// of three days hold 3,000: 99.9 % allows 3, 99.6 % 12. Eight windows end
	// on days 3 to 10, those on days 4, 5 and 6 hold the bad day.
	days := make([]DayTally, 10)
	for i := range days {
		days[i] = DayTally{Valid: 1000, Expected: daySeconds, Covered: daySeconds}
	}
	days[3].Bad = 10
	got := Rolling(days, 3, []float64{0.999, 0.996}, 0.9)
	expect(t, "judged", got[0].Judged, 8)
	expect(t, "met 99.9 %", got[0].Met, 5)
	expect(t, "met 99.6 %", got[1].Met, 8)

	// The last day is unmeasured: two thirds of its window are too little. One
	// before the objective has no judged time: the windows with it are none.
	days[9] = DayTally{Expected: daySeconds}
	days[0] = DayTally{}
	got = Rolling(days, 3, []float64{0.999}, 0.9)
	expect(t, "judged of a history with holes", got[0].Judged, 6)

	expect(t, "too short a history", Rolling(days[:2], 3, []float64{0.999}, 0.9)[0].Judged, 0)
}

func TestARollingObjectiveIsMetMoreOftenTheLooserItIs(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		days := make([]DayTally, 100)
		for i := range days {
			days[i] = DayTally{Valid: float64(r.IntN(2000)), Expected: daySeconds, Covered: daySeconds * r.Float64() * 1.3}
			days[i].Bad = days[i].Valid * r.Float64() * r.Float64() * 0.01
		}
		met := Rolling(days, 28, []float64{0.99, 0.995, 0.999, 0.9995}, 0.5)
		for i := 1; i < len(met); i++ {
			if met[i].Met > met[i-1].Met || met[i].Judged != met[0].Judged {
				t.Errorf("%+v", met)
			}
		}
	}
}

package slo

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

func TestATeamsStateIsItsWorst(t *testing.T) {
	expect(t, "at risk beats incomplete", TeamState(Within, Incomplete, AtRisk), AtRisk)
	expect(t, "incomplete beats within", TeamState(Within, Incomplete), Incomplete)
	expect(t, "no data is never the worst", TeamState(NoData, Within), Within)
	expect(t, "nothing but no data", TeamState(NoData, NoData), NoData)
	expect(t, "no SLO at all", TeamState(), NoData)
}

func TestStatesInJSON(t *testing.T) {
	states := []State{NoData, Overspent, Incomplete, AtRisk, Within}
	text, err := json.Marshal(states)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "written", string(text), `["no_data","overspent","incomplete","at_risk","within"]`)
	var back []State
	if err := json.Unmarshal(text, &back); err != nil || !slices.Equal(back, states) {
		t.Errorf("read back as %v (%v)", back, err)
	}
	if err := json.Unmarshal([]byte(`"fine"`), new(State)); err == nil {
		t.Error("an unknown state was accepted")
	}
}

func TestPrintedPartsAddUp(t *testing.T) {
	// Thirds to whole per cents: 33 each is one short, and the first of equals
	// gets it.
	got := LargestRemainder([]float64{1.0 / 3, 1.0 / 3, 1.0 / 3}, 1, 2)
	if !slices.Equal(got, []float64{0.34, 0.33, 0.33}) {
		t.Errorf("thirds: %v", got)
	}
	// 12.46 + 7.37 + 0.27 = 20.10, printed 20.1: down to 12.4, 7.3, 0.2 two
	// tenths are missing; the largest remainders are 0.07 (twice): 7.4 and 0.3.
	got = LargestRemainder([]float64{12.46, 7.37, 0.27}, 20.10, 1)
	if !slices.Equal(got, []float64{12.4, 7.4, 0.3}) {
		t.Errorf("tenths: %v", got)
	}
	// What is already a printed number stays one: 0.29 × 100 is 28.999… .
	got = LargestRemainder([]float64{0.29, 0.57, 0.14}, 1, 2)
	if !slices.Equal(got, []float64{0.29, 0.57, 0.14}) {
		t.Errorf("hundredths: %v", got)
	}
}

func TestPrintedPartsAlwaysAddUp(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		values := make([]float64, 1+r.IntN(12))
		for i := range values {
			values[i] = r.ExpFloat64() * math.Pow(10, float64(r.IntN(5)))
			if r.IntN(4) == 0 {
				values[i] = 0
			}
		}
		digits := r.IntN(4)
		whole := total(values...)
		got := LargestRemainder(values, whole, digits)
		for i, v := range got {
			if v < 0 || math.Abs(v-values[i]) > math.Pow(10, -float64(digits))*(1+1e-9) || values[i] == 0 && v != 0 {
				t.Fatalf("%v became %v", values, got)
			}
		}
		want := strconv.FormatFloat(whole, 'f', digits, 64)
		if sum := strconv.FormatFloat(total(got...), 'f', digits, 64); sum != want {
			t.Fatalf("%v add up to %s, the total is printed as %s", got, sum, want)
		}
	}
}

func TestPrintedPartsOfInconsistentInput(t *testing.T) {
	for _, c := range []struct {
		values []float64
		total  float64
		want   float64
	}{
		{[]float64{5, 1, 0}, 2, 2},
		{[]float64{1, 1}, 100, 100},
		{[]float64{math.NaN(), -4, 3}, 3, 3},
		{[]float64{2, 2}, -1, 0},
	} {
		got := LargestRemainder(c.values, c.total, 0)
		near(t, fmt.Sprintf("%v of %v", c.values, c.total), total(got...), c.want)
		if slices.Min(got) < 0 {
			t.Errorf("%v has a negative part", got)
		}
	}
}

func TestPartsBeyondWholeNumbersEnd(t *testing.T) {
	// Above 2^53 adding 1 changes nothing: the sum cannot be met, and must not
	// be tried for ever.
	for _, v := range LargestRemainder([]float64{1e17, 3, 1e17 + 64}, 1, 3) {
		if !(v >= 0 && v <= 1e18) {
			t.Errorf("a part of %v", v)
		}
	}
}

func TestWhichObjectiveCouldHaveBeenKept(t *testing.T) {
	// Three judged quarters of 100,000 events in 1,000 minutes with 50, 150 and
	// 1,000 bad; one without data, one with half the coverage, one running.
	quarter := func(bad float64) Result {
		return Result{Measured: true, Valid: 100_000, Bad: bad, Coverage: 1, Length: 60_000}
	}
	half, running := quarter(1), quarter(1)
	half.Coverage, running.Running = 0.5, true
	past := []Past{
		{Label: "Q1", Result: quarter(50), Incidents: []Part{{ID: "x", Bad: 50}}},
		{Label: "Q2", Result: quarter(150), Incidents: []Part{{ID: "z", Bad: 120}, {ID: "y", Bad: 30}}},
		{Label: "Q3", Result: quarter(1000), Incidents: []Part{{ID: "v", Bad: 600}, {ID: "u", Bad: 200}, {ID: "just allowed", Bad: 100}}},
		{Label: "none"}, {Label: "half", Result: half}, {Label: "now", Result: running},
	}
	a := Achievable([]float64{0.99, 0.999, 0.9999}, past, 0.9)
	expect(t, "judged", a.Judged, 3)
	expect(t, "apart", [3]int{a.Incomplete, a.NoData, a.Running}, [3]int{1, 1, 1})
	// 1 % allows 1,000 (the third quarter is exactly on it), 0.1 % 100, 0.01 % 10.
	expect(t, "99 %", a.Candidates[0].Met, 3)
	expect(t, "99.9 %", a.Candidates[1].Met, 1)
	expect(t, "99.99 %", a.Candidates[2].Met, 0)
	near(t, "99.9 % allows", a.Candidates[1].AllowedBad, 100)
	near(t, "99.9 % allows minutes", a.Candidates[1].AllowedMinutes, 1)
	expect(t, "99.9 %, broken in Q2 by", fmt.Sprint(a.Candidates[1].Quarters[1].Breakers), "[z]")
	expect(t, "99.9 %, broken in Q3 by", fmt.Sprint(a.Candidates[1].Quarters[2].Breakers), "[u v]")
	near(t, "99.9 %, Q2 spent", a.Candidates[1].Quarters[1].Spent, 1.5)
}

func TestRollingUp(t *testing.T) {
	// A busy SLO within (900,000 events, 450 of 900 spent), a small one
	// overspent (1,000, 5 of 1), a slice SLO at risk, one without data.
	members := []Member{
		{Result: Result{State: Within, Measured: true, Valid: 900_000, Bad: 450, Allowed: 900}},
		{Result: Result{State: Overspent, Measured: true, Valid: 1000, Bad: 5, Allowed: 1}},
		{Result: Result{State: AtRisk, Measured: true, Valid: 100, Bad: 9, Allowed: 10}, Slices: true},
		{},
	}
	roll := RollUp(members)
	near(t, "spent", roll.Spent, 455.0/901)
	near(t, "SLI", roll.SLI, 900_545.0/901_000)
	expect(t, "worst", roll.Worst, Overspent)
	near(t, "traffic of the small one", roll.Traffic[1], 1000.0/901_000)
	expect(t, "apart", fmt.Sprint(roll.Apart, roll.Without), "[2] [3]")

	// A fourth that allows no failure had 45 in 9,000: they are of no budget.
	strict := RollUp(append(members, Member{Result: Result{State: Overspent, Measured: true, NoBudget: true, Valid: 9000, Bad: 45}}))
	near(t, "spent beside a strict one", strict.Spent, 455.0/901)
	near(t, "SLI with a strict one", strict.SLI, 909_500.0/910_000)

	none := RollUp(members[2:])
	expect(t, "without event SLOs", none.Measured, false)
	expect(t, "its worst", none.Worst, AtRisk)
}

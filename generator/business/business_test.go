package business

import (
	"math"
	"testing"
	"time"

	"quarterdeck/generator/slo"
	"quarterdeck/generator/stats"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// A quarter from day 100 to day 190, and values of 30 days each from day 80 on:
// the first lies inside with 10 of its 30 days, the last with 20 of 30.
func TestPeriodsThatDoNotMeetTheQuarter(t *testing.T) {
	q := stats.Interval{Start: 100 * day, End: 190 * day}
	points := []Point{{80 * day, 110 * day, 30}, {110 * day, 140 * day, 60}, {140 * day, 170 * day, 90}, {170 * day, 200 * day, 300}}
	sum := Of(points, q, Sum)
	near(t, "the sum", sum.Value, 10+60+90+200)
	if sum.Split != 2 || sum.Points != 4 || math.Abs(sum.Covered-1) > 1e-12 {
		t.Errorf("the sum is %+v", sum)
	}
	// three end inside: 30, 60 and 90
	near(t, "the last", Of(points, q, Last).Value, 90)
	near(t, "the mean", Of(points, q, Mean).Value, 60)
	if x := Of(points, stats.Interval{Start: 300 * day, End: 390 * day}, Sum); x.OK || x.Covered != 0 {
		t.Errorf("a quarter without values is %+v", x)
	}
	// a value that ends with the quarter is the quarter's, not the next one's
	month := []Point{{160 * day, 190 * day, 7}}
	if !Of(month, q, Last).OK || Of(month, stats.Interval{Start: 190 * day, End: 280 * day}, Last).OK {
		t.Error("a value that ends at the edge counts in the wrong quarter")
	}
}

func TestLevels(t *testing.T) {
	l := Levels{{10, 20, 5}, {30, 40, 8}}
	for at, want := range map[int64]float64{10: 5, 19: 5, 25: 5, 30: 8, 99: 8} {
		if got, ok := l.At(at); !ok || got != want {
			t.Errorf("at %d: %v, %v", at, got, ok)
		}
	}
	if _, ok := l.At(9); ok {
		t.Error("there is a level before the first")
	}
}

// A month of 3,100 over 31 days, of which 10 lie inside; a credit; another
// currency. 1000 + 90 − 15 = 1075.
func TestSpends(t *testing.T) {
	q := stats.Interval{Start: 100 * day, End: 110 * day}
	got := Spends([]Charge{
		{Start: 100 * day, End: 131 * day, Effective: 3100, Billed: 6200, Category: "People", Currency: "GBP"},
		{Start: 102 * day, End: 103 * day, Effective: 90, Billed: 80, Category: "Hosting", Currency: "GBP"},
		{Start: 102 * day, End: 103 * day, Effective: -15, Billed: -15, Credit: true, Category: "Hosting", Currency: "GBP"},
		{Start: 102 * day, End: 103 * day, Effective: 7, Billed: 7, Category: "Hosting", Currency: "EUR"},
		{Start: 110 * day, End: 111 * day, Effective: 999, Billed: 999, Currency: "GBP"},
	}, q)
	if len(got) != 2 || got[0].Currency != "EUR" || got[1].Currency != "GBP" {
		t.Fatalf("%+v", got)
	}
	gbp := got[1]
	near(t, "effective", gbp.Effective, 1075)
	near(t, "billed", gbp.Billed, 2065)
	near(t, "credits", gbp.Credits, -15)
	if len(gbp.Categories) != 2 || gbp.Categories[0].Name != "People" || gbp.Categories[1].Value != 75 || gbp.Split != 1 || gbp.Covered != 1 || math.Abs(got[0].Covered-0.1) > 1e-12 {
		t.Errorf("%+v", got)
	}
	if x, ok := PerThousand(1075, 43000); !ok || x != 25 {
		t.Errorf("per thousand events %v", x)
	}
	if _, ok := PerThousand(1, 0); ok {
		t.Error("no events have a price each")
	}
}

// Of 500 failed events the objective allows 200; 60 % are lost for good, worth
// 4 each: 300 lost, 1,200, and 300 · 0.6 · 4 = 720 beyond the objective.
func TestPrice(t *testing.T) {
	p := PriceOf(500, 200, 0.6, 4)
	if p.Lost != 300 || p.Money != 1200 || p.Beyond != 720 {
		t.Errorf("%+v", p)
	}
	if p := PriceOf(100, 200, 1, 4); p.Beyond != 0 || p.Money != 400 {
		t.Errorf("within the objective: %+v", p)
	}
	near(t, "four people for 90 minutes at 80 an hour", Response(5400, 4, 80), 480)
}

// 10 minutes with 5 % bad and 1,000 customers are 500; 20 minutes with 25 % and
// 2,000 are 10,000, of which the second half lies outside; without traffic
// nothing; where customers are not known nothing, and that is a quarter of the
// 40 minutes measured.
func TestCustomerMinutes(t *testing.T) {
	samples := []slo.Sample{{Start: 600, End: 1200, Total: 100, Bad: 5}, {Start: 1200, End: 2400, Total: 40, Bad: 10}, {Start: 3000, End: 3600, Total: 0}, {Start: 0, End: 600, Total: 10, Bad: 10}}
	active := func(t int64) (float64, bool) {
		switch {
		case t < 600:
			return 0, false
		case t < 1200:
			return 1000, true
		}
		return 2000, true
	}
	c := CustomerMinutesOf(samples, stats.Interval{Start: 0, End: 9999}, active)
	near(t, "customer-minutes", c.Minutes, 500+10000)
	near(t, "known", c.Known, 2400.0/3000)
	half := CustomerMinutesOf(samples[1:2], stats.Interval{Start: 0, End: 1800}, active)
	near(t, "the half inside", half.Minutes, 5000)
	if c := CustomerMinutesOf(samples, stats.Interval{Start: 0, End: 9999}, func(int64) (float64, bool) { return 0, false }); c.OK {
		t.Errorf("without customers: %+v", c)
	}
}

func TestProgress(t *testing.T) {
	for _, tt := range []struct {
		from, to, value, want float64
		state                 string
	}{{94, 96, 95, 0.5, OnTheWay}, {94, 96, 97, 1.5, Reached}, {94, 96, 93, -0.5, Worse}, {20, 10, 15, 0.5, OnTheWay}, {20, 10, 20, 0, NotBegun}, {20, 10, 10, 1, Reached}} {
		p := Progress(tt.from, tt.to, tt.value)
		if math.Abs(p-tt.want) > 1e-12 || State(p) != tt.state {
			t.Errorf("from %v to %v at %v: %v, %s", tt.from, tt.to, tt.value, p, State(p))
		}
	}
}

func berlin(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

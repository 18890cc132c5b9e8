package view

import (
	"strings"
	"testing"

	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// 4,024 failures beyond it, of which 40 % are lost for good at 0.50 each: 804.80.
func TestTheNextNineInMoney(t *testing.T) {
	cost, per := 80480.0, 20.0
	n := report.NextNine{Target: 0.9995, Cost: &cost, Currency: "GBP", PerEvent: &per, Saved: 4024, Quarters: 4, Met: 1, Counts: "requests",
		Worth: &report.Money{Currency: "GBP", Amount: 804.8}, Each: &report.Money{Currency: "GBP", Amount: 0.5}, Lost: 0.4, Assumption: "Margin of a basket."}
	got := func(n report.NextNine) string {
		return strings.ReplaceAll((&Views{}).nines(&report.SLO{Nines: []report.NextNine{n}})[0].Cost, unit.NB, " ")
	}
	if want := "Keeping it is stated to cost GBP 80,480 a year: GBP 20.00 for each failure that it would have avoided. Those failures were worth GBP 805 in that year, against GBP 80,480 (GBP 0.50 each, 40 % of them lost for good). Assumed: Margin of a basket."; got(n) != want {
		t.Errorf("got  %s\nwant %s", got(n), want)
	}
	n.Cost, n.PerEvent, n.Quarters, n.Lost = nil, nil, 2, 1
	if want := "What keeping it would cost is not stated. Those failures were worth GBP 805 in two quarters, less than a year (GBP 0.50 each). Assumed: Margin of a basket."; got(n) != want {
		t.Errorf("got  %s\nwant %s", got(n), want)
	}
	n.Worth = nil
	if want := "What keeping it would cost is not stated."; got(n) != want {
		t.Errorf("an event that nobody priced: %s", got(n))
	}
}

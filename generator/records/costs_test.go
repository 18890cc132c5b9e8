package records

import (
	"math"
	"testing"
)

// Of one team's three charges two agree but for the amount (100 + 20.5 = 120.5
// effective, 90 + 20.5 billed); the credit stands apart. Providers' days are
// the site's days: 2026-07-01T00:00Z is taken as midnight in Berlin.
func TestFocusAsItComes(t *testing.T) {
	got, told := only(t, "data/costs/focus.csv", `BilledCost,BillingCurrency,ChargeCategory,ChargePeriodEnd,ChargePeriodStart,EffectiveCost,ServiceCategory,ServiceName,SubAccountName,Tags
90,GBP,Usage,2026-07-02T00:00:00Z,2026-07-01T00:00:00Z,100,Compute,VM,acme-shop,"{""user:Team"": ""Checkout"", ""env"": ""prod""}"
20.5,GBP,Usage,2026-07-02T00:00:00Z,2026-07-01T00:00:00Z,20.5,Compute,VM,acme-shop,"{""team"": ""checkout""}"
-5,GBP,Credit,2026-07-02T00:00:00Z,2026-07-01T00:00:00Z,-5,Compute,VM,acme-shop,"{""team"": ""checkout""}"
7,GBP,Usage,2026-07-02T00:00:00Z,2026-07-01T00:00:00Z,7,Storage,Disks,ACME-search-prod,{}
3,GBP,Tax,2026-07-02T00:00:00Z,2026-07-01T00:00:00Z,3,,,acme-shop,
1,GBP,Usage,2026-07-02T00:00:00Z,2026-07-01T00:00:00Z,1,Compute,VM,acme-shop,"{""team"": ""mystery""}"
8,USD,Usage,2026-07-02T00:00:00Z,2026-07-01T00:00:00Z,8,Compute,VM,acme-shop,"{""service"": ""vouchers""}"
`)
	said(t, told,
		`data/costs/focus.csv:7:78: warning: the tag says "mystery", which is no team or service`,
		"data/costs/focus.csv:8:55: warning: the costs of search are in GBP and also in USD; amounts in different currencies are never added",
	)
	type sum struct{ effective, billed float64 }
	by := map[string]sum{}
	for _, c := range got.Costs {
		if !c.Start.Equal(at(t, "2026-06-30T22:00:00Z")) || !c.End.Equal(at(t, "2026-07-01T22:00:00Z")) {
			t.Errorf("the charge covers %s to %s", c.Start, c.End)
		}
		key := c.Team + "/" + c.Category + "/" + c.Currency
		if c.Credit {
			key += "/credit"
		}
		s := by[key]
		by[key] = sum{s.effective + c.Effective, s.billed + c.Billed}
	}
	want := map[string]sum{
		"checkout/Compute/GBP": {120.5, 110.5}, "checkout/Compute/GBP/credit": {-5, -5}, "search/Storage/GBP": {7, 7},
		"/Tax/GBP": {3, 3}, "/Compute/GBP": {1, 1}, "search/Compute/USD": {8, 8},
	}
	for key, w := range want {
		if g := by[key]; math.Abs(g.effective-w.effective) > 1e-9 || math.Abs(g.billed-w.billed) > 1e-9 {
			t.Errorf("%s: %v, want %v", key, g, w)
		}
	}
	if len(by) != len(want) || got.Files[0].Format != "FOCUS CSV" || got.Files[0].Rows != 7 {
		t.Errorf("%d sums, file %+v", len(by), got.Files[0])
	}
}

func TestPlainCosts(t *testing.T) {
	got, told := only(t, "data/costs/2026.csv", "sep=;\r\nMonth;Team;Category;Cost;Billed\r\n2026-07;Checkout;Hosting;1.234,50;1.300\r\n2026-Q3;search;People;(12,5);\r\n2026-W27;;Hosting;10;\r\n2026-07-31;search;Hosting;;\r\n2026-07-31;search;Hosting;lots;\r\n")
	said(t, told,
		"data/costs/2026.csv:6:1: error: the row says no amount",
		`data/costs/2026.csv:7:27: error: amount is "lots", which is no number`,
	)
	if len(got.Costs) != 3 {
		t.Fatalf("%d costs", len(got.Costs))
	}
	// The week 27 of 2026 begins on Monday 29 June, the month and the quarter on 1 July.
	week, month, quarter := got.Costs[0], got.Costs[1], got.Costs[2]
	if !week.Start.Equal(at(t, "2026-06-28T22:00:00Z")) || week.Team != "" || week.Effective != 10 {
		t.Errorf("the week is %+v", week)
	}
	if month.Team != "checkout" || month.Effective != 1234.5 || month.Billed != 1300 || month.Currency != "GBP" || !month.End.Equal(at(t, "2026-07-31T22:00:00Z")) {
		t.Errorf("the month is %+v", month)
	}
	if quarter.Effective != -12.5 || quarter.Billed != -12.5 || !quarter.Credit || !quarter.End.Equal(at(t, "2026-09-30T22:00:00Z")) {
		t.Errorf("the quarter is %+v", quarter)
	}
}

// From the first to the last day of a month is plainly the whole month.
func TestAnEndThatIsMeantInclusively(t *testing.T) {
	got, told := only(t, "data/costs/a.csv", "start,end,team,amount\n2026-07-01,2026-07-31,checkout,10\n2026-08-01,2026-08-11,checkout,10\n")
	said(t, told, "data/costs/a.csv:2:12: warning: from the first to the last day of a month is taken as the whole month")
	if !got.Costs[0].End.Equal(at(t, "2026-07-31T22:00:00Z")) || !got.Costs[1].End.Equal(at(t, "2026-08-10T22:00:00Z")) {
		t.Errorf("the ends are %s and %s", got.Costs[0].End, got.Costs[1].End)
	}
}

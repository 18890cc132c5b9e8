package records

import (
	"testing"
	"time"
)

func TestLaunches(t *testing.T) {
	got, told := only(t, "data/launches/2026.csv", `id,title,kind,team,services,slos,start,end,kpi,window,expected,load,cost,currency,url
one-page,One-page checkout,launch,,checkout-api;vouchers,checkout-availability,2026-07-14T08:00:00+02:00,,orders,14,Orders up by 3 %,,12000,EUR,https://example.com/1
sale,Summer sale,campaign,Checkout,,,2026-08-01,2026-08-07,Orders,4w,,1.8,,,
,New search,,search,sarch,,2026-08-01,,revenue,,,,,,
one-page,Again,,checkout,,,2026-08-01,,,,,,,,
undated,No date,,checkout,,,,,,,,,,,
backwards,Ends first,,checkout,,,2026-08-02,2026-08-01,,,,,,,
`)
	said(t, told,
		`data/launches/2026.csv:4:21: warning: there is no service "sarch"`,
		`data/launches/2026.csv:4:40: warning: there is no kpi "revenue"`,
		`data/launches/2026.csv:5:1: error: the launch "one-page" is listed twice`,
		`data/launches/2026.csv:6:1: error: the launch "undated" has no date`,
		`data/launches/2026.csv:7:45: error: the launch "backwards" ends before it begins`,
	)
	if len(got.Launches) != 3 {
		t.Fatalf("%d launches", len(got.Launches))
	}
	l := got.Launches[0]
	if l.ID != "one-page" || l.Team != "checkout" || len(l.Services) != 2 || l.SLOs[0] != "checkout-availability" || !l.Start.Equal(at(t, "2026-07-14T06:00:00Z")) ||
		l.Window != 14*24*time.Hour || l.KPIs[0] != "orders" || l.Cost != 12000 || l.Currency != "EUR" || l.Kind != KindLaunch || !l.End.IsZero() {
		t.Errorf("the first is %+v", l)
	}
	// an event that ends on a day includes that day
	sale := got.Launches[2]
	if sale.ID != "sale" {
		sale = got.Launches[1]
	}
	if sale.Kind != KindEvent || !sale.End.Equal(at(t, "2026-08-07T22:00:00Z")) || sale.Load != 1.8 || sale.Window != 28*24*time.Hour || sale.KPIs[0] != "orders" {
		t.Errorf("the event is %+v", sale)
	}
}

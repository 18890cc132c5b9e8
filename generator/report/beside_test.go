package report_test

import (
	"strings"
	"testing"

	"quarterdeck/generator/report"
)

// rich is a site of two teams in Berlin with everything that stands beside
// reliability: the first quarter of 2026 (2,159 hours, for the clocks go forward
// on 29 March), the second (2,184) and the first half of the third (46 of 92
// days). Web has 1,000 requests an hour, Pay 500 payments.
func rich() site {
	return site{
		"config.toml": "title = \"T\"\ntimezone = \"Europe/Berlin\"\ncurrency = \"GBP\"\n",
		"data/teams/web.toml": webTeam + `
[[service]]
id = "cart"
name = "Cart"
` + richWeb,
		"data/teams/pay.toml":         payTeam + richPay,
		"data/metrics/web.csv":        hours("2025-12-31T23:00:00Z", "2026-08-15T22:00:00Z", webFailures()),
		"data/metrics/pay.csv":        halved(payments("2025-12-31T23:00:00Z", "2026-08-15T22:00:00Z", map[string]int{"2026-02-10T10:00:00Z": 50, "2026-04-15T10:00:00Z": 100})),
		"data/postmortems/1.md":       pm("INC-1", "2026-03-10T09:00:00Z", "2026-03-10T11:30:00Z"),
		"data/postmortems/2.md":       fact(pm("INC-2", "2026-05-12T10:00:00Z", "2026-05-12T12:00:00Z"), `caused_by = "pay"`),
		"data/postmortems/3.md":       fact(pm("INC-3", "2026-06-01T10:00:00Z", "2026-06-01T11:00:00Z"), `caused_by = "pay"`),
		"data/postmortems/drill.md":   fact(pm("GD-1", "2026-05-20T10:00:00Z", "2026-05-20T12:00:00Z"), `kind = "game-day"`, "[[action]]", `title = "Alarm on the queue"`, "done = 2026-06-02", "[[action]]", `title = "Try it again"`),
		"data/postmortems/miss.md":    fact(pm("NM-1", "2026-06-20T10:00:00Z", "2026-06-20T10:10:00Z"), `kind = "near-miss"`),
		"data/deployments/web.csv":    deployed,
		"data/deployments/pay.csv":    "id,service,finished,sha,committed\np1,till,2026-05-05T10:00:00Z,x1,2026-05-04T10:00:00Z\n",
		"data/costs/web.csv":          charged,
		"data/oncall/web.csv":         paged,
		"data/kpis/orders.csv":        "date,value\n2026-03-23,700\n2026-03-30,700\n2026-04-06,900\n2026-06-29,1400\n",
		"data/kpis/active-payers.csv": "date,value\n2026-01,1000\n2026-02,1200\n2026-03,1300\n2026-04,1400\n2026-05,1500\n2026-06,1600\n2026-07,1700\n",
		"data/kpis/adoption.csv":      "date,value\n2026-Q1,60\n2026-Q2,75\n2026-Q3,90\n",
		"data/launches/all.csv":       launched,
	}
}

// webFailures are 2,400 in January that nobody explains, 400 around INC-1 of
// which 350 fall into its window, 1,000 in INC-2 and 300 in INC-3.
func webFailures() map[string]int {
	return map[string]int{
		"2026-01-20T00:00:00Z": 800, "2026-01-20T01:00:00Z": 800, "2026-01-20T02:00:00Z": 800,
		"2026-03-10T09:00:00Z": 100, "2026-03-10T10:00:00Z": 200, "2026-03-10T11:00:00Z": 100,
		"2026-05-12T10:00:00Z": 500, "2026-05-12T11:00:00Z": 500, "2026-06-01T10:00:00Z": 300,
	}
}

func halved(table string) string { return strings.ReplaceAll(table, ",1000,", ",500,") }

const richWeb = `
[[kpi]]
id = "orders"
unit = "orders"
direction = "up"
period = "week"
aggregate = "sum"

[cost]
driver = "shop-up"
[[cost.target]]
amount = 9000
[cost.incident]
people = 4
hourly = 100
assumption = "Four people."

[[value]]
slo = "shop-up"
per_event = 0.5
lost = 0.4
assumption = "Margin of a basket."

[customers]
active = 6000
assumption = "The average of last year."

[oncall]
night = "22:00-06:00"
week_hours = 40

[[okr]]
objective = "Quick and cheap"
quarter = ["2026-Q1", "2026-Q2", "2026-Q3"]
[[okr.key_result]]
title = "Lead time in days"
metric = "lead-time"
from = 3
to = 1
unit = "days"
[[okr.key_result]]
title = "Orders"
metric = "kpi:orders"
from = 800
to = 1000
[[okr.key_result]]
title = "Answers"
metric = "slo:shop-up"
from = 99.8
to = 99.9
unit = "%"
by = 2026-06-30
`

const richPay = `
[[kpi]]
id = "active-payers"
period = "month"
aggregate = "mean"
[[kpi]]
id = "adoption"
unit = "%"
period = "quarter"
aggregate = "last"
[customers]
kpi = "active-payers"
assumption = "A month's."
[platform]
users = ["web"]
slos = ["till-up"]
adoption = "adoption"
learned = ["They retry."]
`

// Of Web in the first quarter: w1 to w6 reached production, w0 did not. a2 was
// shipped by w1; w2 holds it again. a5 has no time. w4 fails on the quarter's
// last evening and recovers after it; w5 fails and says only what incident it was.
const deployed = `id,service,environment,finished,status,sha,committed,failure,recovered_at,rework,incident
w0,shop,,2026-01-11T10:00:00Z,failed,a1,2026-01-11T09:00:00Z,,,,
w1,shop,,2026-01-12T10:00:00Z,,a1,2026-01-11T10:00:00Z,,,,
w1,shop,,2026-01-12T10:00:00Z,,a2,2026-01-12T08:00:00Z,,,,
w1,shop,staging,2026-01-11T12:00:00Z,,a1,2026-01-11T10:00:00Z,,,,
w2,shop,,2026-02-02T12:00:00Z,,a2,2026-01-12T08:00:00Z,,,,
w2,shop,,2026-02-02T12:00:00Z,,a3,2026-01-30T12:00:00Z,,,,
w3,cart,,2026-02-20T09:00:00Z,,,,,,,
w4,shop,,2026-03-31T20:00:00Z,,a4,2026-03-31T08:00:00Z,yes,2026-04-01T02:00:00Z,,
w5,shop,,2026-03-10T09:00:00Z,,,,,,,INC-1
w6,shop,,2026-03-11T09:00:00Z,,a5,,,,yes,
w7,shop,,2026-04-06T08:00:00Z,,b1,2026-04-06T06:00:00Z,,,,
w8,shop,,2026-04-20T08:00:00Z,,b2,2026-04-17T08:00:00Z,yes,,,
w9,cart,,2026-06-30T23:30:00Z,,b3,2026-06-30T22:30:00Z,,,,
`

const charged = `date,start,end,team,category,amount,currency
2026-01,,,web,Hosting,3000,
2026-02,,,web,Hosting,3000,
2026-03,,,web,Hosting,2500,
2026-03,,,web,Hosting,-500,
2026-02,,,web,Tools,100,USD
,2026-03-25,2026-04-08,web,Licences,1400,
2026-04,,,web,Hosting,3200,
2026-05,,,web,Hosting,3300,
2026-06,,,web,Hosting,3600,
2026-07,,,web,Hosting,3500,
`

// The night of 28 March has seven hours: pages at 22:30, 03:30 and 05:59 on the
// wall fall into it, and all into one shift of eleven hours. One comes at 23:00 on
// 31 March, one at 02:00 on 1 April: one night, one shift, two quarters.
const paged = `kind,id,at,start,end,service,team,urgency,acknowledged,minutes
page,1,2026-03-28T21:30:00Z,,,shop,web,high,2m,
page,2,2026-03-29T01:30:00Z,,,shop,web,high,1m,
page,3,2026-03-29T03:59:00Z,,,cart,web,high,5m,
page,4,2026-03-31T21:00:00Z,,,shop,web,high,,
page,5,2026-04-01T00:00:00Z,,,shop,web,high,3m,
page,6,2026-02-02T12:00:00Z,,,shop,web,low,9m,
page,7,2026-04-10T10:00:00Z,,,shop,web,high,90s,
toil,,2026-02-10,,,,web,,,600
operations,,2026-02-11,,,,web,,,300
project,,,2026-02-09,2026-02-16,,web,,,900
toil,,2026-05-05,,,,web,,,624
shift,,,2026-04-06T07:00:00Z,2026-04-06T19:00:00Z,,pay,,,
shift,,,2026-04-06T19:00:00Z,2026-04-07T07:00:00Z,,pay,,,
page,8,2026-04-06T20:00:00Z,,,till,pay,high,1m,
page,9,2026-04-20T10:00:00Z,,,till,pay,high,1m,
`

const launched = `id,title,kind,services,start,end,kpi,window,load
sale,Autumn sale,event,shop,2026-09-10,2026-09-12,,,2
spring,Spring sale,event,shop,2026-06-15,2026-06-17,,,
small,Small thing,launch,shop,2026-08-15T06:00:00Z,,orders,28,
`

func inQuarter(t *testing.T, book *report.Book, slug, team string) *report.TeamQuarter {
	t.Helper()
	for _, tq := range book.TeamQuarters {
		if tq.Quarter.Slug == slug && tq.Team.ID == team {
			return tq
		}
	}
	t.Fatalf("no %s in %s", team, slug)
	return nil
}

func metric(t *testing.T, d *report.Delivery, id string) report.DeliveryMetric {
	t.Helper()
	for _, m := range d.Metrics {
		if m.ID == id {
			return m
		}
	}
	t.Fatalf("no %s", id)
	return report.DeliveryMetric{}
}

package config

import (
	"strings"
	"testing"
	"time"
)

const businessTeam = `
[[service]]
id = "api"
aliases = ["API (prod)"]
[[slo]]
id = "availability"
service = "api"
total = "requests"
bad = "errors"
objective = 0.999
[[kpi]]
id = "orders"
direction = "up"
period = "day"
aggregate = "sum"
target = 100
[[okr]]
objective = "Paying is easy"
quarter = ["2026-Q4", "2026-Q3"]
[[okr.key_result]]
title = "Orders"
metric = "kpi:orders"
from = 90
to = 100
[[okr.key_result]]
id = "kept"
title = "Kept"
metric = "slo:availability"
from = 0.998
to = 0.9995
by = 2026-09-15
[cost]
driver = "availability"
[[cost.target]]
from = 2026-07-01
amount = 80
[[cost.target]]
amount = 90
currency = "EUR"
[[value]]
slo = "availability"
per_event = 0.5
lost = 0.25
assumption = "A guess"
[customers]
active = 4200
assumption = "Counted in June"
[[investment]]
id = "gate"
slo = "availability"
amount = 12
from = 2026-05-01
[oncall]
zone = "Asia/Tokyo"
shift_hours = 24
handover = "10:30"
night = "23:00 - 7:00"
[[capacity]]
id = "disk"
value = "disk_used"
limit = 500
headroom = 0.2
horizon = "90d"
[platform]
users = ["b"]
slos = ["availability"]
next = ["More"]
`

func TestWhatStandsBesideReliability(t *testing.T) {
	site, diags := load(map[string]string{
		"config.toml":       "title = 'x'\ntimezone = 'UTC'\ncurrency = 'GBP'\n[costs.incident]\npeople = 2\nhourly = 50\nassumption = 'x'\n[delivery]\nbands = 2023\nworking_days = ['Sunday', 'mon']\nholidays = [2026-12-25]\nlead_time_from = 'authored'\nproduction = 'LIVE'\n",
		"data/teams/a.toml": businessTeam, "data/teams/b.toml": "[[service]]\nid = 'web'\n[[slo]]\nid = 'web'\nservice = 'web'\ntotal = 'r'\nbad = 'e'\nobjective = 0.9\n",
	})
	if diags != "" {
		t.Fatalf("reported:\n%s", diags)
	}
	a, _ := site.Team("a")
	if k, team, ok := site.KPI("orders"); !ok || team != "a" || k.Title != "Orders" || *k.Target != 100 || k.Aggregate != AggregateSum || k.Direction != Up {
		t.Errorf("the KPI is %+v", k)
	}
	o := a.OKRs[0]
	if o.ID != "paying-is-easy" || o.Quarters[0].String() != "2026-Q3" || len(o.KeyResults) != 2 || o.KeyResults[0].ID != "orders" || o.KeyResults[1].By.Day() != 15 {
		t.Errorf("the objective is %+v", o)
	}
	if id, ok := o.KeyResults[0].KPI(); !ok || id != "orders" {
		t.Errorf("the first key result is measured by %q", id)
	}
	// before July the older target holds, from its first day on the newer one
	july := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	if x, _ := a.Cost.Target(july.Add(-time.Hour)); x.Amount != 90 || x.Currency != "EUR" {
		t.Errorf("the target before July is %+v", x)
	}
	if x, _ := a.Cost.Target(july); x.Amount != 80 || x.Currency != "GBP" {
		t.Errorf("the target in July is %+v", x)
	}
	if r, ok := site.IncidentRate("a"); !ok || r.People != 2 || r.Hourly != (Money{50, "GBP"}) {
		t.Errorf("the rate is %+v", r)
	}
	if v := a.Values[0]; v.Lost != 0.25 || v.Amount != 0.5 || v.Currency != "GBP" || !a.Customers.Stated() {
		t.Errorf("the value is %+v, the customers %+v", v, a.Customers)
	}
	if c := a.OnCall; c.Zone.String() != "Asia/Tokyo" || c.Shift != 24*time.Hour || c.Handover != 10*time.Hour+30*time.Minute || c.NightFrom != 23*time.Hour || c.NightTo != 7*time.Hour {
		t.Errorf("on call: %+v", c)
	}
	if c := a.Capacities[0]; c.Combine != "max" || c.Horizon != 90*24*time.Hour || c.History != 91*24*time.Hour {
		t.Errorf("the gauge is %+v", c)
	}
	if d := site.Delivery; d.Bands != 2023 || len(d.Workdays) != 2 || d.Production[0] != "live" || d.LeadFrom != LeadAuthored || len(d.Holidays) != 1 {
		t.Errorf("delivery is %+v", d)
	}
	b, _ := site.Team("b")
	if b.OnCall.Shift != 12*time.Hour || b.OnCall.NightFrom != 22*time.Hour || b.Platform != nil || b.Customers.Stated() {
		t.Errorf("a team that states nothing is %+v", b)
	}
}

// Each line is one mistake, in a team file that is otherwise right.
func TestBusinessMistakes(t *testing.T) {
	head := "[[service]]\nid = 'api'\n[[slo]]\nid = 'availability'\nservice = 'api'\ntotal = 'r'\nbad = 'e'\nobjective = 0.9\n"
	for text, want := range map[string]string{
		"[[kpi]]\nid = 'orders'\nperiod = 'day'\n":                                                                                       `data/teams/a.toml:9:1: error: "aggregate" is missing (add aggregate = "sum" or "last" or "mean": how values become a quarter's)`,
		"[[kpi]]\nid = 'orders'\nperiod = 'dya'\naggregate = 'sum'\n":                                                                    `data/teams/a.toml:11:10: error: period cannot be "dya" (did you mean day?)`,
		"[[kpi]]\nid = 'a'\nperiod = 'day'\naggregate = 'sum'\n[[kpi]]\nid = 'a'\nperiod = 'day'\naggregate = 'sum'\n":                   `data/teams/a.toml:13:1: error: the KPI "a" is already written at data/teams/a.toml:9:1`,
		"[[okr]]\nobjective = 'x'\nquarter = '2026Q3'\n":                                                                                 `data/teams/a.toml:11:11: error: "2026Q3" is not a quarter such as 2026-Q3`,
		"[[okr]]\nobjective = 'x'\nquarter = '2026-Q3'\n":                                                                                `data/teams/a.toml:9:1: warning: the objective "x" has no key results`,
		"[[okr]]\nobjective = 'x'\nquarter = '2026-Q3'\n[[okr.key_result]]\ntitle = 'y'\nmetric = 'kpi:odrers'\nfrom = 1\nto = 2\n":      `data/teams/a.toml:14:10: error: there is no KPI "odrers"`,
		"[[okr]]\nobjective = 'x'\nquarter = '2026-Q3'\n[[okr.key_result]]\ntitle = 'y'\nmetric = 'slo:availabilty'\nfrom = 1\nto = 2\n": `data/teams/a.toml:14:10: error: there is no SLO "availabilty" (did you mean availability?)`,
		"[[okr]]\nobjective = 'x'\nquarter = '2026-Q3'\n[[okr.key_result]]\ntitle = 'y'\nmetric = 'lead-time'\nfrom = 1\nto = 1\n":       `data/teams/a.toml:16:6: error: the key result "y" asks for no change`,
		"[cost]\ntarget = { amount = 5 }\n":                                                                                              `data/teams/a.toml:10:10: error: "currency" is missing (add currency = "GBP" here, or for all amounts at the top of config.toml)`,
		"[cost]\ntarget = { amount = -5, currency = 'GBP' }\n":                                                                           `data/teams/a.toml:10:21: error: "amount" cannot be -5`,
		"[cost]\ndriver = 'x'\n": `data/teams/a.toml:10:10: error: there is no SLO "x"`,
		"[[value]]\nslo = 'availability'\nper_event = 1\ncurrency = 'GBP'\n":                                        `data/teams/a.toml:9:1: error: "assumption" is missing (say where the number comes from`,
		"[[value]]\nslo = 'availability'\nper_event = 1\ncurrency = 'pounds'\nassumption = 'x'\n":                   `data/teams/a.toml:12:12: error: "pounds" is not the code of a currency`,
		"[[value]]\nslo = 'availability'\nper_event = 1\ncurrency = 'GBP'\nassumption = 'x'\nlost = 40\n":           `data/teams/a.toml:14:8: error: "lost" is 40, and a share lies between 0 and 1 (write 0.4)`,
		"[customers]\nactive = 5\nkpi = 'x'\n":                                                                      `data/teams/a.toml:11:7: error: active customers are a constant or a KPI, not both`,
		"[customers]\n":                                                                                             `data/teams/a.toml:9:1: warning: nothing is said here of active customers`,
		"[[investment]]\nid = 'x'\namount = 1\ncurrency = 'GBP'\nfrom = 2026-05-01\n":                               `data/teams/a.toml:9:1: error: the investment "x" names no risk`,
		"[[investment]]\nid = 'x'\ncause = 'c'\namount = 1\ncurrency = 'GBP'\nfrom = 2026-05-01\nto = 2026-04-01\n": `data/teams/a.toml:15:6: error: the investment "x" ends before it begins`,
		"[oncall]\nzone = 'Mars'\n":                                                                                 `data/teams/a.toml:10:8: error: "Mars" is not the name of a time zone`,
		"[oncall]\nnight = '22-6'\n":                                                                                `data/teams/a.toml:10:9: error: "22-6" is no part of a day (write it like "22:00-06:00")`,
		"[oncall]\nshift_hours = 0\n":                                                                               `data/teams/a.toml:10:15: error: a shift cannot last 0 hours`,
		"[[capacity]]\nid = 'd'\nvalue = 'v'\nlimit = 0\n":                                                          `data/teams/a.toml:12:9: error: a limit of 0 leaves no room`,
		"[[capacity]]\nid = 'd'\nvalue = 'v'\nlimit = 1\nservice = 'x'\n":                                           `data/teams/a.toml:9:1: error: there is no service "x"`,
		"[platform]\nusers = ['b']\n":                                                                               `data/teams/a.toml:10:10: error: there is no team "b"`,
		"[platform]\nuser = ['b']\n":                                                                                `data/teams/a.toml:10:1: warning: unknown key "user" (did you mean users?)`,
	} {
		_, got := load(map[string]string{"config.toml": "title = 'x'\ntimezone = 'UTC'\n", "data/teams/a.toml": head + text})
		if !strings.HasPrefix(got, want) || strings.Contains(got, "\n") {
			t.Errorf("%s\nreports %s\nwant    %s", text, got, want)
		}
	}
}

func TestSiteMistakesBesideReliability(t *testing.T) {
	team := "[[service]]\nid = 'api'\n[[slo]]\nid = 's'\nservice = 'api'\ntotal = 'r'\nbad = 'e'\nobjective = 0.9\n"
	for text, want := range map[string]string{
		"currency = '$'\n":                                             `config.toml:3:12: error: "$" is not the code of a currency`,
		"[delivery]\nbands = 2025\n":                                   `config.toml:4:9: error: there are no published bands of 2025`,
		"[delivery]\nworking_days = ['mo']\n":                          `config.toml:4:17: error: "mo" is no day of the week`,
		"[delivery]\nholidays = ['25.12.']\n":                          `config.toml:4:13: error: this is no date`,
		"[delivery]\nproduction = []\n":                                `config.toml:4:14: error: without an environment no deployment counts`,
		"[costs]\naccounts = { prod = 'apy' }\n":                       `config.toml:4:21: error: there is no team or service "apy" (did you mean api?)`,
		"[costs.incident]\npeople = 1\nhourly = 5\nassumption = 'x'\n": `config.toml:3:1: error: "currency" is missing`,
	} {
		_, got := load(map[string]string{"config.toml": "title = 'x'\ntimezone = 'UTC'\n" + text, "data/teams/a.toml": team})
		if !strings.HasPrefix(got, want) || strings.Contains(got, "\n") {
			t.Errorf("%s\nreports %s\nwant    %s", text, got, want)
		}
	}
}

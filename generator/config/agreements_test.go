package config

import (
	"strings"
	"testing"
	"time"
)

const stockTeams = "[[service]]\nid = 'stock'\n[[slo]]\nid='stock-up'\nservice='stock'\ntotal='t'\nbad='b'\nobjective=0.999\n"

func exclusions(text string, files ...string) map[string]string {
	out := map[string]string{"config.toml": small, "data/teams/a.toml": stockTeams, "data/exclusions/x.toml": text}
	for i := 0; i+1 < len(files); i += 2 {
		out[files[i]] = files[i+1]
	}
	return out
}

func TestExclusionMistakes(t *testing.T) {
	site, reported := load(exclusions(`
[[exclusion]]
id = "whole"
reason = "moved"
approver = "Head of operations"
date = 2026-07-01
from = 2026-07-05T02:00:00Z
to = 2026-07-05T04:00:00Z
slos = ["stock-up"]

[[exclusion]]
id = "backwards"
reason = "moved"
approver = "Head of operations"
date = 2026-07-01
from = 2026-07-05
to = 2026-07-05
slos = ["stock-up"]

[[exclusion]]
id = "bare"
slos = ["stock-upp"]
services = ["stok"]
teams = ["warehouse"]
when = "never"

[[exclusion]]
id = "nobody"
reason = "moved"
approver = "Head of operations"
from = 2026-08-05
to = 2026-08-06

[[exclusion]]
id = "whole"
reason = "again"
approver = "Head of operations"
date = 2026-07-01
from = 2026-07-05T03:00:00Z
to = 2026-07-05T05:00:00Z
teams = ["a"]
`, "data/exclusions/y.yaml", "a: 1\n"))
	want(t, reported, `
data/exclusions/x.toml:17:6: error: the exclusion "backwards" ends before it begins (write the first moment that counts again)
data/exclusions/x.toml:20:1: error: "approver" is missing (name the role that agreed, such as approver = "Head of operations")
data/exclusions/x.toml:20:1: error: "from" is missing (add from, the first moment that does not count)
data/exclusions/x.toml:20:1: error: "reason" is missing (say why this time does not count; it stands on the page)
data/exclusions/x.toml:20:1: error: "to" is missing (add to, the first moment that counts again)
data/exclusions/x.toml:20:1: warning: the exclusion "bare" does not say when it was approved (add date = 2026-08-01, the day on which it was agreed)
data/exclusions/x.toml:22:9: error: there is no SLO "stock-upp" (did you mean stock-up?)
data/exclusions/x.toml:23:13: error: there is no service "stok" (did you mean stock?)
data/exclusions/x.toml:24:10: error: there is no team "warehouse" (write the id of a team of this site)
data/exclusions/x.toml:25:1: error: unknown key "when" (known here: approver, date, from, id, reason, services, slos, teams, title, to)
data/exclusions/x.toml:27:1: warning: the exclusion "nobody" does not say when it was approved (add date = 2026-08-01, the day on which it was agreed)
data/exclusions/x.toml:34:1: error: the exclusion "whole" is already written at data/exclusions/x.toml:2:1 (give one of the two another id)
data/exclusions/y.yaml: warning: files of exclusions are TOML; this one is not read (write it as TOML)
`)
	if len(site.Exclusions) != 2 {
		t.Errorf("%d exclusions are left", len(site.Exclusions))
	}
}

func TestAnExclusionThatTouchesNothing(t *testing.T) {
	text := "[[exclusion]]\nid = 'night'\nreason = 'agreed'\napprover = 'Head of sales'\ndate = 2026-07-01\nfrom = 2026-07-05\nto = 2026-07-06\n"
	_, reported := load(exclusions(text))
	want(t, reported, `data/exclusions/x.toml:1:1: error: the exclusion "night" touches nothing (add slos, services or teams, such as services = ["stock"], or name it in the exclusions of a contract)`)
	// A contract that names it is reason enough.
	site, reported := load(exclusions(text, "data/teams/a.toml", stockTeams+"[[sla]]\nid='buyers'\nslo='stock-up'\ntarget=0.99\nperiod='month'\nexclusions=['night']\n"))
	want(t, reported, "")
	if s, _ := site.SLO("stock-up"); len(site.Windows(s)) != 0 {
		t.Error("it touches the objective although it does not name it")
	}
}

// A team's exclusion of 1 to 11 July reaches as far as its ownership, which
// ends on 5 July; one that names the service reaches all of it.
func TestAnExclusionFollowsOwnership(t *testing.T) {
	text := `
[[exclusion]]
id = "team"
reason = "r"
approver = "a"
date = 2026-06-01
from = 2026-07-01
to = 2026-07-11
teams = ["early"]

[[exclusion]]
id = "service"
reason = "r"
approver = "a"
date = 2026-06-01
from = 2026-07-04
to = 2026-07-06
services = ["stock"]
`
	site, reported := load(map[string]string{"config.toml": small, "data/exclusions/x.toml": text,
		"data/teams/early.toml": "[[service]]\nid='stock'\nto=2026-07-05\n", "data/teams/late.toml": strings.Replace(stockTeams, "id = 'stock'", "id = 'stock'\nfrom = 2026-07-05", 1)})
	want(t, reported, `data/exclusions/x.toml:11:1: hint: the exclusions "team" and "service" overlap; the time that they share is left out once (nothing, if that is meant)`)
	s, _ := site.SLO("stock-up")
	berlin := func(day int) time.Time { return time.Date(2026, 7, day, 0, 0, 0, 0, site.Calendar.Location) }
	got := site.Windows(s)
	if len(got) != 2 || got[0].ID != "team" || !got[0].End.Equal(berlin(5)) || !got[1].Start.Equal(berlin(4)) || !got[1].End.Equal(berlin(6)) {
		t.Errorf("windows are %+v", got)
	}
}

func TestContractMistakes(t *testing.T) {
	site, reported := load(map[string]string{"config.toml": small, "data/teams/a.toml": stockTeams + `
[[sla]]
id = "no-period"
slo = "stock-up"
target = 0.999

[[sla]]
id = "odd"
slo = "stock-up"
target = 99.9
period = "week"
currency = "pounds"
fee = -1
penalty = 3

[[sla]]
id = "lost"
slo = "stok-up"
target = 0.99
period = "month"
exclusions = ["none"]

[[sla]]
id = "scale"
slo = "stock-up"
target = 0.999
period = "quarter"
fee = 1000
[[sla.credit]]
below = 0.9995
percent = 10
[[sla.credit]]
below = 0.99
percent = 120
[[sla.credit]]
percent = 5

[[sla]]
id = "mild"
slo = "stock-up"
target = 0.999
period = "year"
from = 2026-01-01
to = 2025-01-01
currency = "EUR"
[[sla.credit]]
below = 0.99
percent = 10
[[sla.credit]]
below = 0.999
percent = 20
[[sla.credit]]
below = 0.99
percent = 30
`})
	want(t, reported, `
data/teams/a.toml:10:1: error: "period" is missing (add period = "month", "quarter" or "year", as the contract says: without one nothing can be judged)
data/teams/a.toml:18:10: error: 99.9 is not an objective: one lies above 0 and is at most 1 (write 0.999)
data/teams/a.toml:19:10: error: period cannot be "week" (write "month" or "quarter" or "year")
data/teams/a.toml:20:12: error: "pounds" is not the code of a currency (write three capital letters, such as "GBP")
data/teams/a.toml:21:7: error: a fee is above nothing (write what is paid a period, or leave it out)
data/teams/a.toml:22:1: error: unknown key "penalty" (known here: credit, currency, customer, exclusions, fee, from, id, period, slo, target, title, to)
data/teams/a.toml:31:1: error: "currency" is missing (add currency = "GBP")
data/teams/a.toml:38:9: error: this credit would be owed while the target of 0.999 is met (write 0.999 or less)
data/teams/a.toml:42:11: error: a credit of 120 % is above 0 and at most 100 % (write what the contract gives back, such as 10 for a tenth of the fee)
data/teams/a.toml:43:1: error: "below" is missing (add below = 0.999, the share below which it is owed)
data/teams/a.toml:52:6: error: the contract "mild" ends before it begins (write the first day on which the contract no longer holds)
data/teams/a.toml:53:12: warning: "currency" has no effect without a fee (add the fee, or remove it)
data/teams/a.toml:54:7: warning: the contract "mild" gives back less for a graver breach: 20 % below 0.999, 10 % below 0.99 (check the scale against the contract)
data/teams/a.toml:61:9: error: two credits begin below the same share (keep one of them)
`)
	if len(site.Teams[0].SLAs) != 0 {
		t.Errorf("%d contracts are left", len(site.Teams[0].SLAs))
	}
	_, reported = load(map[string]string{"config.toml": small, "data/teams/a.toml": stockTeams + "[[sla]]\nid='x'\nslo='stock-upp'\ntarget=0.9\nperiod='month'\nexclusions=['none']\n"})
	want(t, reported, `
data/teams/a.toml:9:1: error: the contract "x" names the exclusion "none", which is not there (write the id of one that is there)
data/teams/a.toml:9:1: error: the contract "x" names the SLO "stock-upp", which is not there (did you mean stock-up?)
`)
}

func TestAContract(t *testing.T) {
	site, reported := load(map[string]string{"config.toml": small, "data/teams/a.toml": stockTeams + `
[[sla]]
id = "sellers"
title = "Sellers"
slo = "stock-up"
customer = "marketplace sellers"
target = 0.999
period = "month"
fee = 1000
currency = "EUR"
[[sla.credit]]
below = 0.99
percent = 25
[[sla.credit]]
below = 0.999
percent = 10
`})
	want(t, reported, "")
	s := site.Teams[0].SLAs[0]
	if s.Period != Monthly || s.Fee != 1000 || len(s.Credits) != 2 || s.Credits[0] != (Credit{Below: 0.999, Percent: 10}) {
		t.Errorf("read as %+v", s)
	}
}

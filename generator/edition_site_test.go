package generator_test

import (
	"fmt"
	"strings"
	"testing/fstest"
	"time"
)

// secretSite is a site in which every place that the public edition hides holds
// a word that begins with mark: the hidden team and all that is its own, hidden
// sections, people, promises, money, files. noise changes what the hidden team
// measured, moved is the day on which it gave a service away. What is public has
// no such word.
func secretSite(mark, moved string, noise int) fstest.MapFS {
	w := strings.NewReplacer("2026-05-01 # moved", moved, "@", mark, "€", strings.ToUpper(mark[:1])+mark[1:])
	fsys := fstest.MapFS{}
	add := func(name, text string) { fsys[w.Replace(name)] = &fstest.MapFile{Data: []byte(w.Replace(text))} }
	add("config.toml", secretConfig)
	add("data/teams/@team.toml", secretTeam)
	add("data/teams/shop.toml", secretShop)
	add("data/teams/parcel.toml", secretParcel)
	add("data/journeys/@journeyfile.toml", "id = \"@journey\"\nname = \"€journeyname\"\ndescription = \"€journeytext\"\ncustomer = \"@journeycustomer\"\n[[step]]\nname = \"€journeystep\"\nslos = [\"@slo\"]\n[[step]]\nname = \"Buy\"\nslos = [\"shop-answers\"]\n")
	add("data/journeys/buy.toml", "name = \"Buy\"\ndescription = \"To the till, past €name.\"\n[[step]]\nname = \"Till\"\nslos = [\"shop-answers\"]\n")
	add("data/exclusions/@exclusions.toml", secretExclusions)
	add("data/postmortems/@folder/inc-1.md", secretIncident)
	add("data/postmortems/@folder/inc-2.md", secretOthers)
	add("data/postmortems/@folder/inc-3.md", secretInternal)
	add("data/postmortems/@folder/inc-4.md", secretSummary)
	add("data/postmortems/@folder/@hiddenpicture.png", "\x89PNG @picturebytes")
	add("data/postmortems/@folder/@publicpicture.png", "\x89PNG public")
	add("content/about.md", "# €pagetitle\n\n€pagetext ![€alt](@pagepicture.png)\n")
	add("content/@pagepicture.png", "\x89PNG @pagepicturebytes")
	add("content/methodology.md", "# How\n\n€methodology\n")
	add("content/open.md", "+++\naudience = \"public\"\n+++\n# An open page\n\nSee [about](about.md) and [the actions](/actions/).\n\nNot [the hidden team](/teams/@team/).\n\n€name stands here.\n\n[Buy](/journeys/buy/)\n")
	add("content/reports/2026-Q2/_index.md", secretCommentary("org"))
	add("content/reports/2026-Q2/shop.md", secretCommentary("shop"))
	add("content/reports/2026-Q2/@team.md", secretCommentary("hidden"))
	add("data/metrics/@metrics/shop.csv", secretMetrics("shop_requests", "shop", "@shoplabel", 1000, 2))
	add("data/metrics/@metrics/parcel.csv", secretMetrics("parcel_requests", "parcel", "@parcellabel", 500, 1))
	add("data/metrics/@metrics/@own.csv", secretMetrics("@metric", "@label", "@value", 700+noise, 3+noise))
	return fsys
}

const secretConfig = `title = "Open House"
base_url = "https://status.example.com/reliability/"
timezone = "Europe/Berlin"
[policy]
decider = "€decider"
[[policy.step]]
id = "@policystep"
title = "€policytitle"
when = "spent >= 0.01"
demands = "€policydemand"
[incidents]
root_causes = { slip = "Slip", gap = "Gap" }
[[redirect]]
from = "/@team/old/"
to = "/teams/shop/"
[[redirect]]
from = "/todo/"
to = "/actions/"
[[redirect]]
from = "/till/"
to = "/teams/shop/"
[audience.public]
hide_teams = ["@team"]
hide_sections = ["root-cause", "lessons"]
hide_words = ["€codename"]
`

const secretTeam = `name = "€name"
mission = "€mission"
[leads]
product = "€lead"
[[service]]
id = "@service"
name = "€servicename"
description = "€servicetext"
[[service]]
id = "cart"
name = "Cart"
to = 2026-05-01 # moved
[[slo]]
id = "@slo"
service = "@service"
title = "€slotitle"
description = "€slotext"
counts = "@counts"
method = "events"
kind = "delta"
total = '@metric{service="@label",zone="@value"}'
bad = '@metric{service="@label",zone="@value",code="500"}'
[[slo.objective]]
target = 0.999
[[slo.nine]]
target = 0.9999
cost = 1000
currency = "EUR"
note = "€ninehidden"
[[sla]]
id = "@sla"
title = "€slatitle"
customer = "€slacustomer"
slo = "@slo"
target = 0.99
period = "month"
fee = 123
currency = "EUR"
[[sla.credit]]
below = 0.99
percent = 5
`

const secretShop = `name = "Shop"
mission = "Everyone can pay, whatever €name does."
[leads]
product = "€shoplead"
[[service]]
id = "shop"
name = "Till"
description = "Takes orders and calls @service."
[[service]]
id = "cart"
name = "Cart"
from = 2026-05-01 # moved
[[slo]]
id = "shop-answers"
service = "shop"
title = "Orders are answered"
description = "Good when answered, also by €servicename."
counts = "orders"
method = "events"
kind = "delta"
total = 'shop_requests{service="shop",zone="@shoplabel"}'
bad = 'shop_requests{service="shop",zone="@shoplabel",code="500"}'
[[slo.objective]]
target = 0.999
[[slo.nine]]
target = 0.9999
cost = 4242
currency = "EUR"
note = "€ninetext"
[[slo]]
id = "cart-answers"
service = "cart"
title = "The cart answers"
counts = "carts"
method = "events"
kind = "delta"
total = 'shop_requests{service="shop",zone="@shoplabel"}'
bad = 'shop_requests{service="shop",zone="@shoplabel",code="500"}'
[[slo.objective]]
target = 0.99
[[sla]]
id = "@shopsla"
title = "€shopsla"
customer = "€shopcustomer"
slo = "shop-answers"
target = 0.9999
period = "month"
fee = 98765
currency = "EUR"
[[sla.credit]]
below = 0.9999
percent = 5
[[policy.exception]]
step = "@policystep"
reason = "€exceptionreason"
approver = "€exceptionapprover"
from = 2026-04-01
until = 2026-06-30
`

const secretParcel = `name = "Parcel"
[[service]]
id = "parcel"
name = "Parcels"
[[slo]]
id = "parcel-arrives"
service = "parcel"
title = "Parcels arrive"
counts = "parcels"
method = "events"
kind = "delta"
total = 'parcel_requests{service="parcel",zone="@parcellabel"}'
bad = 'parcel_requests{service="parcel",zone="@parcellabel",code="500"}'
[[slo.objective]]
target = 0.999
`

const secretExclusions = `[[exclusion]]
id = "@exclusion"
title = "€exclusiontitle"
reason = "€exclusionreason"
approver = "€exclusionapprover"
date = 2026-05-01
from = 2026-05-10T00:00:00Z
to = 2026-05-10T06:00:00Z
teams = ["@team"]
[[exclusion]]
id = "night"
title = "A night of moving"
reason = "€nightreason"
approver = "€nightapprover"
date = 2026-05-01
from = 2026-05-12T00:00:00Z
to = 2026-05-12T06:00:00Z
services = ["shop", "@service"]
`

const secretIncident = `+++
id = "INC-1"
title = "Orders fail"
severity = "SEV2"
status = "final"
started = 2026-05-14T10:00:00Z
detected = 2026-05-14T10:05:00Z
resolved = 2026-05-14T12:00:00Z
teams = ["shop", "@team"]
services = ["shop", "@service"]
slos = ["shop-answers", "@slo"]
caused_by = "@team"
noticed_by = "@noticed"
root_causes = ["slip"]
[[action]]
id = "A-1"
title = "€actiontitle"
owner = "€actionowner"
due = 2026-05-20
ticket = "@ticket"
+++

## Summary

Orders failed for two hours.

## Impact

Customers could not pay. ![A screen](@publicpicture.png)

The €name team saw it first, and so did @service.

- one order in three failed
- @slo burnt too

Like [the other one](inc-2.md), see €hiddentitle. Also [within](#the-root-cause) and [the page](../../../content/about.md).

Known as €codename inside.

## The root cause

€rootcause ![€altroot](@hiddenpicture.png)

## Lessons learned

€lessons

## A heading of our own

€ownheading

## Timeline

- 2026-05-14 10:00 UTC: The first order fails.
- 2026-05-14 10:10 UTC: €name is called.
- 2026-05-14 12:00 UTC: All is well.
`

const secretOthers = `+++
id = "@hiddenid"
title = "€hiddentitle"
severity = "SEV1"
status = "final"
started = 2026-06-02T10:00:00Z
resolved = 2026-06-02T12:00:00Z
teams = ["@team"]
slos = ["@slo", "shop-answers"]
root_causes = ["gap"]
+++

## Summary

€hiddensummary
`

const secretInternal = `+++
id = "@internalid"
title = "€internaltitle"
audience = "internal"
severity = "SEV1"
status = "final"
started = 2026-06-08T10:00:00Z
resolved = 2026-06-08T12:00:00Z
teams = ["parcel"]
root_causes = ["gap"]
+++

## Summary

€internalsummary
`

const secretSummary = `+++
id = "INC-4"
title = "Parcels wait for €name"
severity = "SEV3"
status = "final"
started = 2026-06-12T10:00:00Z
resolved = 2026-06-12T11:00:00Z
teams = ["parcel"]
root_causes = ["slip"]
+++

## Root cause

€firstparagraph of a hidden section.

## Resolution

It was mended.
`

func secretCommentary(of string) string {
	return strings.ReplaceAll(`+++
headline = "€headlineX"
standfirst = "€standfirstX"
[[signoff]]
role = "product"
date = 2026-07-05
note = "€signoffX"
[[decision]]
id = "@decisionX"
question = "€questionX?"
decider = "€deciderX"
by = 2026-08-01
options = [{ label = "€optionX", gains = "€gainsX", costs = "€costsX" }]
note = "€noteX"
+++

€proseX
`, "X", of)
}

// secretMetrics are two quarters of hourly samples; the incidents of the site
// burn, and so does an hour that no postmortem covers.
func secretMetrics(name, service, zone string, each, bad int) string {
	var b strings.Builder
	b.WriteString("timestamp,service,zone,code," + name + "\n")
	for at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); at.Before(time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)); at = at.Add(time.Hour) {
		failed := bad
		for _, day := range []time.Time{time.Date(2026, 5, 14, 10, 0, 0, 0, time.UTC), time.Date(2026, 6, 2, 10, 0, 0, 0, time.UTC), time.Date(2026, 6, 8, 10, 0, 0, 0, time.UTC), time.Date(2026, 6, 12, 10, 0, 0, 0, time.UTC)} {
			if !at.Before(day) && at.Before(day.Add(2*time.Hour)) {
				failed = each / 2
			}
		}
		stamp := at.Format(time.RFC3339)
		fmt.Fprintf(&b, "%s,%s,%s,200,%d\n%s,%s,%s,500,%d\n", stamp, service, zone, each-failed, stamp, service, zone, failed)
	}
	return b.String()
}

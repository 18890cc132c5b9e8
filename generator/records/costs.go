package records

import (
	"cmp"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// costColumns are those of a plain table of costs.
func costColumns() schema {
	return schema{
		{"date", []string{"period", "month", "day", "quarter", "week", "time", "timestamp", "usage_date"}},
		{"start", []string{"period_start", "from", "start_date"}},
		{"end", []string{"period_end", "to", "end_date"}},
		{"last_day", nil},
		{"team", []string{"team_name", "owner", "cost_center", "cost_centre"}},
		{"service", []string{"service_name", "app", "application"}},
		{"category", []string{"type", "kind", "item", "account"}},
		{"amount", []string{"cost", "effective_cost", "total", "spend", "value"}},
		{"billed", []string{"billed_cost", "invoiced", "billed_amount"}},
		{"currency", []string{"currency_code", "billing_currency"}},
	}
}

// focusColumns are those of a FOCUS export (FinOps Open Cost and Usage
// Specification 1.x).
func focusColumns() schema {
	return schema{
		{"start", []string{"ChargePeriodStart"}},
		{"end", []string{"ChargePeriodEnd"}},
		{"last_day", nil},
		{"date", nil},
		{"effective", []string{"EffectiveCost"}},
		{"billed", []string{"BilledCost"}},
		{"currency", []string{"BillingCurrency"}},
		{"category", []string{"ServiceCategory", "ServiceName"}},
		{"charge", []string{"ChargeCategory"}},
		{"account", []string{"SubAccountName"}},
		{"account_id", []string{"SubAccountId"}},
		{"tags", []string{"Tags"}},
	}
}

// costs reads a file of data/costs; a FOCUS export is told by its columns.
func (l *loader) costs(s *source) {
	focus := regexp.MustCompile(`(?i)charge_?period_?start`).Match(s.text[:min(len(s.text), 16<<10)])
	sums := costSums{index: map[Cost]int{}}
	if focus {
		s.Format = "FOCUS " + s.Format
		accept := func(h *header) string {
			if !h.has("start") || !h.has("effective", "billed") {
				return "there is no column ChargePeriodStart, or neither EffectiveCost nor BilledCost"
			}
			return ""
		}
		s.rows(focusColumns(), accept, func(r *row) { l.focusCost(r, &sums) })
	} else {
		accept := func(h *header) string {
			switch {
			case !h.has("date", "start"):
				return `there is no column "date"`
			case !h.has("amount", "billed"):
				return `there is no column "amount"`
			}
			return ""
		}
		s.rows(costColumns(), accept, func(r *row) { l.plainCost(r, &sums) })
	}
	l.out.Costs = append(l.out.Costs, sums.list...)
}

// costSums adds up rows that agree in all but the amounts.
type costSums struct {
	index map[Cost]int
	list  []Cost
}

func (s *costSums) add(c Cost) {
	key := c
	key.Effective, key.Billed, key.Pos, key.Rows = 0, 0, diag.Pos{}, 0
	key.Start, key.End = c.Start.UTC(), c.End.UTC() // comparable
	i, ok := s.index[key]
	if !ok {
		s.index[key] = len(s.list)
		c.Rows = 1
		s.list = append(s.list, c)
		return
	}
	s.list[i].Effective += c.Effective
	s.list[i].Billed += c.Billed
	s.list[i].Rows++
}

// plainCost reads one row of a plain table.
func (l *loader) plainCost(r *row, sums *costSums) {
	p, ok := l.period(r, config.PerDay)
	if !ok {
		return
	}
	amount, ok := r.number("amount")
	billed, hasBilled := r.number("billed")
	switch {
	case r.bad:
		return
	case !ok && !hasBilled:
		r.fail("amount", "records-number", "fill in amount", "the row says no amount; it is left out")
		return
	case !ok:
		amount = billed
	case !hasBilled:
		billed = amount
	}
	c := Cost{Start: p.start, End: p.end, Category: r.text("category"), Effective: amount, Billed: billed, Credit: amount < 0, Currency: l.currencyOf(r), Pos: r.pos("amount")}
	c.Service, c.Team, _ = l.whose(r, c.Start)
	if c.Team == "" {
		c.Owner = cmp.Or(r.text("service"), r.text("team"))
	}
	if !r.bad {
		sums.add(c)
	}
}

// focusCost reads one row of a FOCUS export.
func (l *loader) focusCost(r *row, sums *costSums) {
	p, ok := l.focusPeriod(r)
	if !ok {
		return
	}
	effective, hasEffective := r.number("effective")
	billed, hasBilled := r.number("billed")
	switch {
	case r.bad:
		return
	case !hasEffective && !hasBilled:
		r.fail("effective", "records-number", "export EffectiveCost or BilledCost", "the row says no cost; it is left out")
		return
	case !hasEffective:
		effective = billed
		r.src.once(r.pos("billed"), "no-effective-cost", "export EffectiveCost, which spreads what is paid at once over the time it is for", "where there is no effective cost the billed one is taken for it")
	case !hasBilled:
		billed = effective
		r.src.once(r.pos("effective"), "no-billed-cost", "export BilledCost, which is what the invoice says", "where there is no billed cost the effective one is taken for it")
	}
	charge := plain(r.text("charge"))
	c := Cost{Start: p.start, End: p.end, Category: r.text("category"), Effective: effective, Billed: billed,
		Credit: charge == "credit" || effective < 0, Currency: l.currencyOf(r), Pos: r.pos("effective")}
	if charge == "tax" {
		c.Category = "Tax"
	}
	l.allocate(r, &c)
	if !r.bad {
		sums.add(c)
	}
}

// focusPeriod reads ChargePeriodStart and the exclusive ChargePeriodEnd. FOCUS
// stamps are in UTC; a provider's day is taken as the same day in the site's
// zone, so that a month of the invoice is a month of the report.
func (l *loader) focusPeriod(r *row) (period, bool) {
	start, ok := r.timeIn("start", time.UTC, true)
	if !ok {
		if !r.bad {
			r.fail("start", "records-time", "export ChargePeriodStart", "the row does not say when; it is left out")
		}
		return period{}, false
	}
	p := l.around(l.sameClock(start.Time), config.PerDay)
	if r.text("end") == "" {
		return p, true
	}
	end, ok := r.timeIn("end", time.UTC, true)
	if !ok {
		return period{}, false
	}
	p = period{l.sameClock(start.Time), l.sameClock(end.Time)}
	if p.end.Before(p.start) {
		r.fail("end", "end-before-start", "export ChargePeriodEnd, the first moment that is no longer in it", "the charge ends before it begins; the row is left out")
		return period{}, false
	}
	return p, true
}

// sameClock is the moment at which the site's clocks show what those of UTC
// show at t.
func (l *loader) sameClock(t time.Time) time.Time {
	t = t.UTC()
	year, month, day := t.Date()
	return time.Date(year, month, day, t.Hour(), t.Minute(), t.Second(), 0, l.zone)
}

// allocate finds whose a row of a provider's is: by its tags, then by its
// account.
func (l *loader) allocate(r *row, c *Cost) {
	tags := l.tags(r)
	if v, ok := tagged(tags, l.site.Costs.ServiceTags); ok {
		if id, known := l.services[plain(v)]; known {
			c.Service, c.Team = id, l.owner(id, "", c.Start)
		}
		c.Owner = v
	}
	if v, ok := tagged(tags, l.site.Costs.TeamTags); ok && c.Team == "" {
		c.Team, c.Owner = l.teams[plain(v)], v
	}
	for _, name := range []string{"account", "account_id"} {
		if c.Team == "" && r.text(name) != "" {
			l.byAccount(r.text(name), c)
		}
	}
	if c.Team != "" {
		c.Owner = ""
	} else if c.Owner != "" && !l.teamsBroken && l.once("tag\x00"+c.Owner) {
		r.src.repeat(diag.Warning, r.pos("tags"), "unknown-owner", "tag it with the id or name of a team or service of this site, or add an alias to the [[service]]",
			"the tag says %q, which is no team or service of this site, so its cost is nobody's", clip(c.Owner))
	}
}

// byAccount maps a provider's account to a team or service.
func (l *loader) byAccount(name string, c *Cost) {
	for _, a := range l.site.Costs.Accounts {
		if !strings.EqualFold(a.Name, name) {
			continue
		}
		if _, ok := l.site.Team(a.Owner.ID); ok {
			c.Team = a.Owner.ID
			return
		}
		c.Service, c.Team = a.Owner.ID, l.owner(a.Owner.ID, "", c.Start)
		return
	}
}

// tags reads the tags of a row: JSON, as text in CSV. What cannot be read is no
// tags, with a warning.
func (l *loader) tags(r *row) map[string]string {
	v, ok := r.cell("tags")
	if !ok {
		return nil
	}
	out := map[string]string{}
	if v.object != nil {
		for i, key := range v.object.keys {
			out[key] = v.object.values[i].text
		}
		return out
	}
	var read map[string]any
	if err := json.Unmarshal([]byte(v.text), &read); err != nil {
		r.src.once(r.src.pos(v.at), "bad-tags", `write a JSON object, such as {"team": "checkout"}`, "tags that are no JSON object are not read")
		return nil
	}
	for key, x := range read {
		if s, ok := x.(string); ok {
			out[key] = s
		}
	}
	return out
}

// tagged is the value of the first of the wanted keys. Case makes no
// difference, nor what providers put before a key, such as user: or app/.
func tagged(tags map[string]string, wanted []string) (string, bool) {
	for _, want := range wanted {
		for _, key := range slices.Sorted(maps.Keys(tags)) {
			short := key
			if i := strings.LastIndexAny(key, ":/"); i >= 0 {
				short = key[i+1:]
			}
			if v := strings.TrimSpace(tags[key]); v != "" && (strings.EqualFold(key, want) || strings.EqualFold(short, want)) {
				return v, true
			}
		}
	}
	return "", false
}

var currencyShape = regexp.MustCompile(`^[A-Za-z]{3}$`)

// currencyOf is a row's currency, else the site's.
func (l *loader) currencyOf(r *row) string {
	s := r.text("currency")
	switch {
	case s == "" && l.site.Currency == "":
		r.fail("currency", "no-currency", `add a column currency, or currency = "GBP" at the top of config.toml`, "the amount has no currency; the row is left out")
		return ""
	case s == "":
		return l.site.Currency
	case !currencyShape.MatchString(s):
		r.fail("currency", "no-currency", `write its three letters, such as "EUR"`, "%q is not the code of a currency; the row is left out", clip(s))
	}
	return strings.ToUpper(s)
}

// checkCurrencies warns, once for each team and currency, of costs that are not
// in the team's currency: that of its target, else the site's, else that of most
// of its rows.
func (l *loader) checkCurrencies() {
	count := map[string]map[string]int{}
	for _, c := range l.out.Costs {
		if count[c.Team] == nil {
			count[c.Team] = map[string]int{}
		}
		count[c.Team][c.Currency] += c.Rows
	}
	for _, c := range l.out.Costs {
		main := l.mainCurrency(c.Team, count[c.Team])
		if c.Currency == main || !l.once("currency\x00"+c.Team+"\x00"+c.Currency) {
			continue
		}
		whose := "costs that are nobody's"
		if c.Team != "" {
			whose = "the costs of " + c.Team
		}
		l.diags.Warnf(c.Pos, "mixed-currencies", "convert the amounts before they are exported", "%s are in %s and also in %s; amounts in different currencies are never added, so these stand apart", whose, main, c.Currency)
	}
}

// mainCurrency is the one a team's costs are judged in.
func (l *loader) mainCurrency(team string, rows map[string]int) string {
	if t, ok := l.site.Team(team); ok && len(t.Cost.Targets) > 0 {
		return t.Cost.Targets[len(t.Cost.Targets)-1].Currency
	}
	if l.site.Currency != "" {
		return l.site.Currency
	}
	best := ""
	for _, c := range slices.Sorted(maps.Keys(rows)) {
		if best == "" || rows[c] > rows[best] {
			best = c
		}
	}
	return best
}

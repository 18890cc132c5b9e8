package main

import (
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// writeCosts writes data/costs: a FOCUS export a quarter and account, and
// finance's monthly table, one a year.
func writeCosts(sc *scenario, st *story, out string) error {
	for _, b := range st.Bills {
		if b.Format == "table" {
			if err := sc.writeFinance(b, out); err != nil {
				return err
			}
			continue
		}
		for _, q := range sc.quarters() {
			if q.from.Before(sc.localDate(b.From)) {
				continue
			}
			path := filepath.Join(out, "data", "costs", b.File+"-focus-"+q.name+".csv")
			if err := writeFile(path, csvOf(sc.focus(b, q)), true); err != nil {
				return err
			}
		}
	}
	return nil
}

// focus is an account's export of a quarter.
func (sc *scenario) focus(b bill, q span) [][]string {
	rows := [][]string{{"BillingAccountName", "SubAccountName", "BillingCurrency", "ChargePeriodStart", "ChargePeriodEnd", "ChargeCategory", "ChargeDescription", "ServiceCategory", "ServiceName", "BilledCost", "EffectiveCost", "Tags"}}
	for _, item := range b.Items {
		c := newChance("bill " + b.File + " " + item.Service)
		for _, d := range sc.days(sc.localDate(b.From), q.to) {
			next := d.AddDate(0, 0, 1)
			noise := 1 + 0.025*c.NormFloat64()
			if !q.contains(d) || !sc.holds(item, d) {
				continue
			}
			first := d.Day() == 1
			switch {
			case item.Credit > 0 && first:
				rows = append(rows, focusRow(b, item, d, d.AddDate(0, 1, 0), "Credit", -item.Credit, -item.Credit))
			case item.Monthly > 0 && first:
				rows = append(rows, focusRow(b, item, d, d.AddDate(0, 1, 0), "Usage", item.Monthly, item.Monthly))
			case item.Daily > 0 && !item.Yearly.IsZero():
				if sc.localDate(item.Yearly).Equal(d) {
					rows = append(rows, focusRow(b, item, d, next, "Purchase", 365*item.Daily, 0))
				}
				rows = append(rows, focusRow(b, item, d, next, "Usage", 0, item.Daily))
			case item.Daily > 0:
				x := sc.dearer(item, d) * item.Daily * noise
				rows = append(rows, focusRow(b, item, d, next, "Usage", x, x))
			}
		}
	}
	return rows
}

// holds says whether an item is charged on a day.
func (sc *scenario) holds(item charge, d time.Time) bool {
	return (item.From.IsZero() || !d.Before(sc.localDate(item.From))) && (item.To.IsZero() || d.Before(sc.localDate(item.To)))
}

// dearer is how much more a day costs than at the beginning of the data: by
// growth, and as far as the item follows the traffic.
func (sc *scenario) dearer(item charge, d time.Time) float64 {
	years := d.Sub(sc.Starts).Hours() / (365.25 * 24)
	week := [7]float64{1.12, 1.00, 0.96, 0.95, 0.97, 0.96, 1.04}[d.Weekday()]
	return math.Pow(1+item.Growth, years) * (1 + item.Busy*(season(d.In(sc.zone))*week-1))
}

// focusRow writes one charge; FOCUS stamps are in UTC, and its ends exclusive.
func focusRow(b bill, item charge, from, to time.Time, category string, billed, effective float64) []string {
	owner := item.Owner
	if owner == "" {
		owner = b.Team
	}
	tags := fmt.Sprintf(`{"team":%q,"service":%q,"env":"production"}`, owner, item.Tag)
	return []string{"Fernhill Market", b.Account, "GBP", from.Format(time.DateOnly) + "T00:00:00Z", to.Format(time.DateOnly) + "T00:00:00Z", category,
		strings.ToLower(category) + ", " + item.Service, item.Category, item.Service, pence(billed), pence(effective), tags}
}

// writeFinance writes the monthly table, a file a year. The month that is not
// over is in it as finance expects it.
func (sc *scenario) writeFinance(b bill, out string) error {
	years := map[string][][]string{}
	for from := sc.localDate(b.From); from.Before(sc.Ends); from = from.AddDate(0, 1, 0) {
		m := span{name: from.Format("2006-01"), from: from}
		year := strconv.Itoa(m.from.Year())
		if years[year] == nil {
			years[year] = [][]string{{"month", "team", "category", "amount", "currency"}}
		}
		for _, item := range b.Items {
			if !sc.holds(item, m.from) {
				continue
			}
			c := newChance("bill " + item.Owner + " " + item.Category + " " + m.name)
			x := item.Monthly * sc.dearer(item, m.from.AddDate(0, 0, 14)) * (1 + 0.012*c.NormFloat64())
			years[year] = append(years[year], []string{m.name, item.Owner, item.Category, pence(math.Round(x)), "GBP"})
		}
	}
	for year, rows := range years {
		if err := writeFile(filepath.Join(out, "data", "costs", b.File+"-"+year+".csv"), csvOf(rows), false); err != nil {
			return err
		}
	}
	return nil
}

func pence(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) }

package business

import (
	"cmp"
	"math"
	"slices"

	"quarterdeck/generator/slo"
	"quarterdeck/generator/stats"
)

// Charge is what something cost in a period.
type Charge struct {
	Start, End        int64
	Effective, Billed float64
	Credit            bool
	Category          string
	Currency          string
}

// Spend is what a period cost in one currency.
type Spend struct {
	Currency          string
	Effective, Billed float64
	// Credits are in both, and negative.
	Credits float64
	// Categories by effective cost, dearest first.
	Categories []Part
	// Split charges lie partly outside the period and count by the share of
	// their time inside.
	Split int
	// Covered is the share of the period with any charge.
	Covered float64
}

// Part is one part of a sum.
type Part struct {
	Name  string
	Value float64
}

// Spends are the costs of a period, one for each currency, in alphabetical
// order: amounts in two currencies are never added.
func Spends(charges []Charge, period stats.Interval) []Spend {
	by := map[string]*Spend{}
	parts := map[[2]string]float64{}
	times := map[string][]stats.Interval{}
	for _, c := range charges {
		share := overlap(Point{Start: c.Start, End: c.End}, period)
		if share == 0 {
			continue
		}
		s := by[c.Currency]
		if s == nil {
			s = &Spend{Currency: c.Currency}
			by[c.Currency] = s
		}
		s.Effective += share * c.Effective
		s.Billed += share * c.Billed
		if c.Credit {
			s.Credits += share * c.Effective
		}
		if share < 1 {
			s.Split++
		}
		parts[[2]string{c.Currency, c.Category}] += share * c.Effective
		times[c.Currency] = append(times[c.Currency], stats.Interval{Start: c.Start, End: c.End})
	}
	for key, v := range parts {
		by[key[0]].Categories = append(by[key[0]].Categories, Part{Name: key[1], Value: v})
	}
	var out []Spend
	for currency, s := range by {
		slices.SortFunc(s.Categories, func(a, b Part) int { return cmp.Or(cmp.Compare(b.Value, a.Value), cmp.Compare(a.Name, b.Name)) })
		if length := period.End - period.Start; length > 0 {
			s.Covered = float64(stats.Seconds(stats.Clip(times[currency], period))) / float64(length)
		}
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b Spend) int { return cmp.Compare(a.Currency, b.Currency) })
	return out
}

// PerThousand is what a thousand events cost; false without events.
func PerThousand(cost, events float64) (float64, bool) {
	if events <= 0 {
		return 0, false
	}
	return cost / events * 1000, true
}

// Price is what failed events of a period were worth.
type Price struct {
	// Failed events, and Lost those of them whose value is gone for good.
	Failed, Lost float64
	// Money is Lost × the value of one; Beyond is the part of it that the
	// objective does not allow.
	Money, Beyond float64
}

// PriceOf prices bad events of a period whose objective allows allowed of them.
// lost is the share that is lost for good, worth the value of one event.
func PriceOf(bad, allowed, lost, worth float64) Price {
	p := Price{Failed: bad, Lost: bad * lost}
	p.Money = p.Lost * worth
	p.Beyond = max(0, bad-allowed) * lost * worth
	return p
}

// CustomerMinutes is Σ bad share × active customers × minutes over the samples
// inside a stretch. Samples without events, and those at whose time the number
// of active customers is not known, add nothing; Known is the share of the
// samples' time at which it is.
type CustomerMinutes struct {
	Minutes, Known float64
	OK             bool
}

// CustomerMinutesOf adds up customer-minutes; active gives the active customers
// at an instant.
func CustomerMinutesOf(samples []slo.Sample, within stats.Interval, active func(int64) (float64, bool)) CustomerMinutes {
	var c CustomerMinutes
	var all, known float64
	for _, s := range samples {
		seconds := float64(min(s.End, within.End) - max(s.Start, within.Start))
		if seconds <= 0 || !measured(s) {
			continue
		}
		all += seconds
		customers, ok := active(max(s.Start, within.Start))
		if !ok {
			continue
		}
		known += seconds
		if s.Total > 0 {
			c.Minutes += min(1, s.Bad/s.Total) * customers * seconds / 60
		}
	}
	if all > 0 {
		c.Known = known / all
	}
	c.OK = known > 0
	return c
}

// measured is slo's rule: one bad figure must not poison a quarter.
func measured(s slo.Sample) bool {
	finite := func(x float64) bool { return x >= 0 && !math.IsInf(x, 0) }
	return s.End > s.Start && finite(s.Total) && finite(s.Bad)
}

// Response is what the work on an incident cost: people × hours × rate.
func Response(seconds, people, hourly float64) float64 { return seconds / 3600 * people * hourly }

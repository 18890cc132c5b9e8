package main

import (
	"math"
	"time"
)

// traffic gives the expected events in five minutes, before noise. The tables
// hold one value per quarter-hour of the local day, with a mean of one.
type traffic struct {
	sc     *scenario
	surges []surge
	rate   float64
	day    [96]float64
	office bool
}

func newTraffic(sc *scenario, s slo) *traffic {
	tr := &traffic{sc: sc, rate: s.Rate, day: dayShape(s.Day), office: s.Day == "office"}
	for _, su := range sc.Surges {
		if su.SLO == s.ID {
			tr.surges = append(tr.surges, su)
		}
	}
	return tr
}

// at is the expected number of events in the five minutes from t on.
func (tr *traffic) at(t time.Time) float64 {
	local := t.In(tr.sc.zone)
	years := t.Sub(tr.sc.Starts).Hours() / (365.25 * 24)
	n := tr.rate * math.Pow(1+tr.sc.Growth, years)
	n *= tr.timeOfDay(local) * tr.week(local) * season(local)
	for _, su := range tr.surges {
		n *= su.at(t)
	}
	return n
}

// timeOfDay reads the day's table, evenly between its entries.
func (tr *traffic) timeOfDay(local time.Time) float64 {
	x := (float64(local.Hour()) + float64(local.Minute())/60) * 4
	i := int(x)
	share := x - float64(i)
	return tr.day[i%96]*(1-share) + tr.day[(i+1)%96]*share
}

// week weighs the days: a shop is busiest at the weekend, an office idle.
func (tr *traffic) week(local time.Time) float64 {
	shop := [7]float64{1.12, 1.00, 0.96, 0.95, 0.97, 0.96, 1.04}
	office := [7]float64{0.45, 1.22, 1.18, 1.15, 1.13, 1.10, 0.77}
	if tr.office {
		return office[local.Weekday()]
	}
	return shop[local.Weekday()]
}

// season weighs the days of the year: a quiet summer, a busy advent, Black
// Friday and the days after it, a still Christmas.
func season(local time.Time) float64 {
	d := float64(local.YearDay()-1) + float64(local.Hour())/24
	f := 1 - 0.06*bell(d, 205, 30) + 0.38*bell(d, 342, 14)
	month, day := local.Month(), local.Day()
	switch {
	case month == time.November && local.Weekday() == time.Friday && day >= 23 && day <= 29:
		f *= 1.4
	case month == time.December && day == 25:
		f *= 0.55
	}
	return f
}

// at falls evenly from the factor to one over the surge.
func (su surge) at(t time.Time) float64 {
	if t.Before(su.From) || !t.Before(su.To) {
		return 1
	}
	left := float64(su.To.Sub(t)) / float64(su.To.Sub(su.From))
	return 1 + (su.Factor-1)*left
}

// dayShape is the day's table for "shop" (the default), "office" and "flat".
func dayShape(kind string) [96]float64 {
	var day [96]float64
	sum := 0.0
	for i := range day {
		h := float64(i) / 4
		v := 0.16 + 0.85*hump(h, 12.5, 3.1) + hump(h, 20, 2.2)
		switch kind {
		case "office":
			v = 0.12 + hump(h, 10.5, 1.9) + 0.9*hump(h, 15, 2.2) + 0.3*hump(h, 19.5, 2)
		case "flat":
			v += 1.1
		}
		day[i] = v
		sum += v
	}
	for i := range day {
		day[i] *= 96 / sum
	}
	return day
}

// hump is a bell over the hours of the day that goes on past midnight.
func hump(h, middle, width float64) float64 {
	return bell(h-24, middle, width) + bell(h, middle, width) + bell(h+24, middle, width)
}

func bell(x, middle, width float64) float64 {
	z := (x - middle) / width
	return math.Exp(-z * z / 2)
}

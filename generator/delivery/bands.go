package delivery

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Metric is one of the five, in DORA's order.
type Metric string

// The metrics.
const (
	LeadTime   Metric = "lead-time"
	Frequency  Metric = "frequency"
	Recovery   Metric = "recovery"
	ChangeFail Metric = "change-fail"
	Rework     Metric = "rework"
)

// Band is one level of a report year, as published: words for the page, and the
// range or value they stand for.
type Band struct {
	Level                                     string
	Frequency, LeadTime, ChangeFail, Recovery string
	frequency, leadTime, recovery             bounds
	changeFail                                float64
}

// bounds are a range in the metric's own unit; low is in it, high is not.
type bounds struct{ low, high float64 }

const (
	hour  = 3600.0
	day   = 24 * hour
	week  = 7 * day
	month = 365.25 / 12 * day

	// daily is one deployment each working day, in a week; more than that is
	// "on demand".
	daily   = 5.0
	monthly = week / month // in a week
)

// Bands are the levels that the State of DevOps report of a year publishes, best
// first; none for a year without any, such as 2025. They describe groups of
// answers in a survey; they are no ladder (in 2024 the change fail rate of "high"
// is above that of "medium") and no verdict, and the year is always named.
// Sources: Accelerate State of DevOps 2023 and 2024 (dora.dev).
func Bands(year int) []Band {
	onDemand := bounds{math.Nextafter(daily, math.Inf(1)), math.Inf(1)}
	dayWeek := bounds{1, math.Nextafter(daily, math.Inf(1))}
	weekMonth := bounds{monthly, 1}
	under := func(high float64) bounds { return bounds{0, high} }
	switch year {
	case 2023:
		return []Band{
			{"elite", "on demand", "less than one day", "5 %", "less than one hour", onDemand, under(day), under(hour), 0.05},
			{"high", "between once a day and once a week", "between one day and one week", "10 %", "less than one day", dayWeek, bounds{day, week}, under(day), 0.10},
			{"medium", "between once a week and once a month", "between one week and one month", "15 %", "between one day and one week", weekMonth, bounds{week, month}, bounds{day, week}, 0.15},
			{"low", "between once a week and once a month", "between one week and one month", "64 %", "between one and six months", weekMonth, bounds{week, month}, bounds{month, 6 * month}, 0.64},
		}
	case 2024:
		return []Band{
			{"elite", "on demand", "less than one day", "5 %", "less than one hour", onDemand, under(day), under(hour), 0.05},
			{"high", "between once a day and once a week", "between one day and one week", "20 %", "less than one day", dayWeek, bounds{day, week}, under(day), 0.20},
			{"medium", "between once a week and once a month", "between one week and one month", "10 %", "less than one day", weekMonth, bounds{week, month}, under(day), 0.10},
			{"low", "between once a month and once every six months", "between one and six months", "40 %", "between one week and one month", bounds{monthly / 6, monthly}, bounds{month, 6 * month}, bounds{week, month}, 0.40},
		}
	}
	return nil
}

// Level places a value among a year's bands: "high", "medium or low" where two
// publish the same range, "between high and low" in a gap, "beyond low" past the
// last. Rates are published as one value for each level: the level is the one
// with the nearest. Empty where the year, or the metric, has no bands.
//
// Recovery under an hour is elite alone, although "less than one day" holds it
// too: of ranges that contain each other the narrowest counts.
func Level(year int, m Metric, value float64) string {
	bands := Bands(year)
	if len(bands) == 0 {
		return ""
	}
	switch m {
	case LeadTime:
		return place(bands, value, func(b Band) bounds { return b.leadTime }, true)
	case Recovery:
		return place(bands, value, func(b Band) bounds { return b.recovery }, true)
	case Frequency:
		return place(bands, value, func(b Band) bounds { return b.frequency }, false)
	case ChangeFail:
		return nearest(bands, value)
	}
	return ""
}

// place finds the bands whose range holds a value; rising tells that worse is
// more.
func place(bands []Band, v float64, of func(Band) bounds, rising bool) string {
	narrow := math.Inf(1)
	for _, b := range bands {
		if x := of(b); v >= x.low && v < x.high {
			narrow = min(narrow, x.high-x.low)
		}
	}
	var in []string
	worse := -1 // the first band that lies wholly on the worse side
	for i, b := range bands {
		x := of(b)
		if v >= x.low && v < x.high && (x.high-x.low == narrow || math.IsInf(narrow, 1)) {
			in = append(in, b.Level)
		}
		if past := rising && v < x.low || !rising && v >= x.high; past && worse < 0 {
			worse = i
		}
	}
	switch {
	case len(in) > 0:
		return strings.Join(in, " or ")
	case worse > 0:
		return "between " + bands[worse-1].Level + " and " + bands[worse].Level
	}
	return "beyond " + bands[len(bands)-1].Level
}

// nearest finds the bands whose published rate is nearest.
func nearest(bands []Band, v float64) string {
	apart := func(b Band) float64 { return math.Abs(b.changeFail - v) }
	best := slices.MinFunc(bands, func(a, b Band) int { return cmp.Compare(apart(a), apart(b)) })
	var in []string
	for _, b := range bands {
		if math.Abs(apart(b)-apart(best)) < 1e-12 {
			in = append(in, b.Level)
		}
	}
	return strings.Join(in, " or ")
}

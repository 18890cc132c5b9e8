package report

import "time"

// KPI is a business figure of a team in a quarter.
type KPI struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Figure is its value by its own rule (sum, last or mean).
	Figure Figure `json:"figure"`
	// Aggregate is sum, last or mean.
	Aggregate string   `json:"aggregate"`
	Good      string   `json:"good"` // more, less, or "" for neither
	Target    *float64 `json:"target"`
	// Periods are the values inside the quarter, in order.
	Periods []KPIPeriod `json:"periods"`
	// Before holds the quarters before, oldest first, and the quarter's own last.
	Before []EvidenceItem `json:"before"`
	// Partial says how the periods do not meet the quarter; empty if they do.
	Partial string `json:"partial,omitempty"`
}

// KPIPeriod is one exported value.
type KPIPeriod struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
	// Value is as exported, in the unit of the KPI.
	Value float64 `json:"value"`
}

// Price is what a quarter's unreliability cost customers and the business.
// What lacks its assumption is null.
type Price struct {
	// Parts has a row for each objective whose events have a stated value.
	Parts []PricePart `json:"parts"`
	// Money adds the parts up, Beyond what of it the objectives do not allow;
	// null without parts, or where they are in different currencies.
	Money  *Money `json:"money"`
	Beyond *Money `json:"beyond_objectives"`
	// CustomerMinutes are of the objective in MinutesSLO, the one on which most
	// were lost: one customer meets several, so they are not added.
	CustomerMinutes Figure `json:"customer_minutes"`
	MinutesSLO      *Ref   `json:"customer_minutes_slo"`
	// MinutesKnown is the fraction of the time at which the active customers were
	// known. Null where customer-minutes are not measured.
	MinutesKnown *float64 `json:"customer_minutes_known"`
	// Incidents of the quarter by what they cost, dearest first.
	Incidents []IncidentCost `json:"incidents"`
	// Assumptions in sentences, one for each part that is there.
	Assumptions []string `json:"assumptions"`
	// Before holds the money of the quarters before, oldest first, and the
	// quarter's own last.
	Before []EvidenceItem `json:"before"`
}

// PricePart is what the failed events of one objective were worth.
type PricePart struct {
	SLO    Ref    `json:"slo"`
	Counts string `json:"counts"`
	// Failed events, and how many events the objective allows to fail.
	Failed float64 `json:"failed"`
	// Allowed is the error budget, in events.
	Allowed float64 `json:"allowed"`
	// Lost is the fraction of failed events whose value is gone for good.
	Lost float64 `json:"lost_share"`
	// Each is the value of one event.
	Each   Money `json:"each"`
	Money  Money `json:"money"`
	Beyond Money `json:"beyond_objective"`
}

// IncidentCost is what one incident cost, part by part.
type IncidentCost struct {
	Incident IncidentRef `json:"incident"`
	// Failed events that attribution gives to it, on objectives with a value. Null
	// without such an objective.
	Failed *float64 `json:"failed"`
	// CustomerMinutes are minutes of customers inside its window, on the objective
	// on which most were lost. Null where the active customers are not known.
	CustomerMinutes *float64 `json:"customer_minutes"`
	Value           *Money   `json:"value_lost"`
	Response        *Money   `json:"response"` // people's time
	Total           *Money   `json:"total"`
}

// Cost is a team's operational cost of a quarter.
type Cost struct {
	// Effective cost; Billed is what the invoice says. Credits are in both.
	Effective *Money `json:"effective"`
	Billed    *Money `json:"billed"`
	Credits   *Money `json:"credits"`
	Target    *Money `json:"target"`
	// Against is the fraction effective ÷ target; of a running quarter, and where charges are
	// missing, the target's share of the time covered.
	Against Figure `json:"against_target"`
	// PerThousand is effective cost per thousand events of Driver.
	PerThousand *Money `json:"per_thousand"`
	Driver      *Ref   `json:"driver"`
	// Verdict is "within target", "over target", "on course to exceed the target",
	// "charges are missing" (too little is billed for a verdict) or "no target".
	Verdict string `json:"verdict"`
	// Categories, dearest first, and months in order.
	Categories []CostPart `json:"categories"`
	Months     []CostPart `json:"months"`
	Before     []CostPart `json:"before"`
	// Others are amounts in currencies that are not the site's: never added.
	Others []Money `json:"other_currencies"`
	// Days is the share of the quarter's days so far that have a row.
	Days        *float64     `json:"days_covered"`
	Investments []Investment `json:"investments"`
	Notes       []string     `json:"notes"`
}

// CostPart is one category, month or quarter.
type CostPart struct {
	Label string `json:"label"`
	// Value is an amount, in its unit: the currency of the cost. Null where there is no data.
	Value *float64 `json:"value"`
	// Change is against the previous quarter, in the same unit. Null where there is
	// no quarter to compare with.
	Change *float64 `json:"change"`
	URL    string   `json:"url,omitempty"`
}

// Investment is money spent on a risk, with what the risk took before and after.
type Investment struct {
	ID     string     `json:"id"`
	Title  string     `json:"title"`
	Amount Money      `json:"amount"`
	From   time.Time  `json:"from"`
	To     *time.Time `json:"to"`
	// Risk is a root cause, a trigger or an objective.
	Risk Ref `json:"risk"`
	// Eaten is the share that the risk took of the budget it hit hardest, quarter by quarter, those
	// in which the work went on marked.
	Eaten []EvidenceItem `json:"eaten"`
	// Before is the mean, as a fraction of the budget, of up to four whole quarters
	// before it. Null without any.
	Before *float64 `json:"before"`
	// After is the mean, as a fraction of the budget, of the whole quarters since.
	// Null while it runs, or before one has passed.
	After *float64 `json:"after"`
	// Says is the sentence the two carry.
	Says string `json:"says"`
}

// Capacity is a gauge that fills up.
type Capacity struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Unit  string `json:"unit"`
	// Limit is in Unit: what the gauge cannot go beyond.
	Limit float64 `json:"limit"`
	Now   Figure  `json:"now"` // its highest day of the last seven
	// Days are the daily peaks that the forecast stands on.
	Days []DayValue `json:"days"`
	// Reaches the limit on this day if it goes on so, between Early and Late
	// (95 %); null where not within the horizon.
	Reaches *time.Time `json:"reaches"`
	Early   *time.Time `json:"early"`
	Late    *time.Time `json:"late"`
	// Horizon is how far the forecast looks.
	Horizon time.Time `json:"horizon"`
	// Says is the forecast in a sentence.
	Says string `json:"says"`
	// Events are dated ones to come, with the room left on their day.
	Events []Headroom `json:"events"`
}

// DayValue is one day's value; null where nothing was measured.
type DayValue struct {
	// Day is the local midnight at which it begins.
	Day time.Time `json:"day"`
	// Value is the highest of the day, in its unit, or the forecast. Null where
	// nothing was measured.
	Value *float64 `json:"value"`
	// Low and High bound a forecast day (95 %), in the same unit. Null for a
	// measured day.
	Low *float64 `json:"low,omitempty"`
	// High is the upper edge, in the same unit. Null for a measured day.
	High *float64 `json:"high,omitempty"`
}

// Headroom is what is left on the day of an event.
type Headroom struct {
	Event Ref       `json:"event"`
	At    time.Time `json:"at"`
	// Factor is the load expected, as a multiple of the usual. Null where none is
	// stated.
	Factor *float64 `json:"expected_factor"`
	// Expected is the value on that day, in the unit of the gauge. Null without a
	// forecast.
	Expected *float64 `json:"expected"`
	// Left is the fraction of the limit that is left; negative: too little. Null
	// without a forecast.
	Left *float64 `json:"left"`
	// LeftLow is the same fraction at the upper edge of the forecast. Null without
	// one.
	LeftLow *float64 `json:"left_low"`
	// Says is the reading, in words.
	Says string `json:"says"`
}

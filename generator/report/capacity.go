package report

import (
	"slices"
	"time"

	"quarterdeck/generator/business"
	"quarterdeck/generator/config"
	"quarterdeck/generator/metrics"
	"quarterdeck/generator/records"
	"quarterdeck/generator/stats"
	"quarterdeck/generator/unit"
)

const (
	defCapacity = "capacity"
	defHeadroom = "headroom"
)

// gauge is the readings of one capacity.
type gauge struct {
	readings []business.Point
	sources  []string
}

// readGauges reads the series of every capacity; used and clean are as in
// measure.
func (b *builder) readGauges(o metrics.SampleOptions, used []metrics.Track, clean bool) ([]metrics.Track, bool) {
	for _, t := range b.in.Config.Teams {
		for _, c := range t.Capacities {
			values, track, ok := b.in.Store.Gauge(c, o, b.diags)
			used, clean = append(used, track), clean && ok
			if !ok {
				continue
			}
			g := gauge{sources: track.Sources}
			for _, v := range values {
				g.readings = append(g.readings, business.Point{Start: v.Start, End: v.End, Value: v.Value})
			}
			b.gauges[c.ID] = g
		}
	}
	return used, clean
}

// capacity of a team's gauges at the end of the i-th quarter, or at the present.
func (b *builder) capacity(t config.Team, i int) []Capacity {
	out := []Capacity{}
	for _, c := range t.Capacities {
		if x := b.gaugeAt(c, t, i); x != nil {
			out = append(out, *x)
		}
	}
	return out
}

// gaugeAt looks from the end of the quarter, or the present: back over the
// stated history, ahead to the horizon. Nil without a reading in the quarter.
func (b *builder) gaugeAt(c config.Capacity, t config.Team, i int) *Capacity {
	seen := b.soFar(i).End
	from := max(time.Unix(seen, 0).Add(-c.History).Unix(), 0)
	peaks := business.Peaks(b.gauges[c.ID].readings, b.localDays(from, seen))
	if len(peaks) == 0 || peaks[len(peaks)-1].End <= b.book.Quarters[i].Start.Unix() {
		return nil
	}
	horizon := time.Unix(seen, 0).Add(c.Horizon).Unix()
	ahead := b.localDays(seen, horizon)
	if n := len(ahead); n > 0 { // the last one whole, too
		ahead[n-1] = b.dayOf(time.Unix(ahead[n-1].Start, 0))
	}
	f := business.ForecastOf(whole(peaks, b.loc), c.Limit, ahead)
	x := &Capacity{ID: c.ID, Title: c.Title, Unit: c.Unit, Limit: c.Limit, Horizon: unixUTC(horizon), Days: []DayValue{}, Events: []Headroom{},
		Now: Figure{Value: ptr(highest(peaks, seen)), Unit: c.Unit, Definition: defCapacity, Sources: b.gauges[c.ID].sources}}
	for _, p := range peaks {
		x.Days = append(x.Days, DayValue{Day: unixUTC(p.Start), Value: ptr(p.Value)})
	}
	if f.OK {
		for n := 0; n < len(ahead); n += 7 {
			v, low, high := f.On(ahead[n])
			x.Days = append(x.Days, DayValue{Day: unixUTC(ahead[n].Start), Value: ptr(v), Low: ptr(low), High: ptr(high)})
		}
		x.Early = instant(f.Early)
		if f.Rising { // a line that may as well be level reaches nothing
			x.Reaches, x.Late = instant(f.Crosses), instant(f.Late)
		}
	}
	x.Says = capacityWords(x, f, b.loc)
	for _, e := range b.in.Records.Launches {
		if e.Kind == records.KindEvent && e.Start.Unix() > seen && e.Start.Unix() <= horizon && concerns(e, c, t) {
			x.Events = append(x.Events, b.headroom(c, e, f, *x.Now.Value))
		}
	}
	return x
}

// whole leaves out the day that is not over: its peak may be yet to come.
func whole(peaks []business.Point, loc *time.Location) []business.Point {
	n := len(peaks)
	if n == 0 {
		return nil
	}
	if last := peaks[n-1]; time.Unix(last.Start, 0).In(loc).AddDate(0, 0, 1).Unix() > last.End {
		n--
	}
	return peaks[:n]
}

// concerns tells whether an event meets a gauge: one of its service or its
// team, or one that names neither.
func concerns(e records.Launch, c config.Capacity, t config.Team) bool {
	if len(e.Services) > 0 && c.Service != "" {
		return slices.Contains(e.Services, c.Service)
	}
	return e.Team == "" || e.Team == t.ID
}

// headroom is what is left on the day of an event: of the forecast where it
// rises, else of the highest of late, times the expected load.
func (b *builder) headroom(c config.Capacity, e records.Launch, f business.Forecast, now float64) Headroom {
	h := Headroom{Event: Ref{ID: e.ID, Name: e.Title, URL: e.Link}, At: e.Start.UTC()}
	usual, high := now, now
	if f.OK {
		var middle float64
		middle, _, high = f.On(b.dayOf(e.Start))
		if high = max(high, now); f.Rising {
			usual = middle
		}
	}
	factor := 1.0
	if e.Load > 0 {
		factor, h.Factor = e.Load, ptr(e.Load)
	}
	h.Expected = ptr(usual * factor)
	h.Left, h.LeftLow = ptr(business.Headroom(c.Limit, usual, factor)), ptr(business.Headroom(c.Limit, high, factor))
	switch {
	case *h.Left < 0:
		h.Says = "more than there is"
	case *h.LeftLow < 0:
		h.Says = "enough by the middle of the forecast, not by its upper edge"
	case *h.Left < c.Headroom:
		h.Says = "less room than the " + unit.Percent(c.Headroom, 0) + " that are to stay free"
	default:
		h.Says = "enough"
	}
	return h
}

// dayOf is the local day of an instant.
func (b *builder) dayOf(t time.Time) stats.Interval {
	year, month, d := t.In(b.loc).Date()
	return stats.Interval{Start: time.Date(year, month, d, 0, 0, 0, 0, b.loc).Unix(), End: time.Date(year, month, d+1, 0, 0, 0, 0, b.loc).Unix()}
}

// localDays are the local days between two instants.
func (b *builder) localDays(from, to int64) []stats.Interval {
	year, month, d := time.Unix(from, 0).In(b.loc).Date()
	var out []stats.Interval
	for n := 0; ; n++ {
		start := time.Date(year, month, d+n, 0, 0, 0, 0, b.loc).Unix()
		end := time.Date(year, month, d+n+1, 0, 0, 0, 0, b.loc).Unix()
		if start >= to {
			return out
		}
		if start >= from {
			out = append(out, stats.Interval{Start: start, End: min(end, to)})
		}
	}
}

// highest is the highest peak of the last seven days.
func highest(peaks []business.Point, seen int64) float64 {
	top, any := 0.0, false
	for _, p := range peaks {
		if p.End > seen-7*24*3600 && (!any || p.Value > top) {
			top, any = p.Value, true
		}
	}
	if !any {
		return peaks[len(peaks)-1].Value
	}
	return top
}

func instant(t int64) *time.Time {
	if t == 0 {
		return nil
	}
	return ptr(unixUTC(t))
}

func capacityWords(x *Capacity, f business.Forecast, loc *time.Location) string {
	day := func(t *time.Time) string { return unit.Date(t.In(loc)) }
	switch {
	case !f.OK:
		return "Fewer than fourteen days are measured, too few for a forecast."
	case *x.Now.Value >= x.Limit:
		return "The limit is reached."
	case !f.Rising && x.Early == nil:
		return "No rise can be told from chance; the limit is not reached before " + day(&x.Horizon) + "."
	case !f.Rising:
		return "No rise can be told from chance; by the upper edge of what the days so far allow, the limit may be reached from " + day(x.Early) + " on."
	case x.Reaches == nil && x.Early == nil:
		return "As it rises now, the limit is not reached before " + day(&x.Horizon) + "."
	case x.Reaches == nil:
		return "The limit may be reached from " + day(x.Early) + " on; by the middle of the forecast not before " + day(&x.Horizon) + "."
	}
	text := "As it rises now, the limit is reached about " + day(x.Reaches)
	switch {
	case x.Early != nil && x.Late != nil:
		text += ", between " + day(x.Early) + " and " + day(x.Late)
	case x.Early != nil:
		text += ", from " + day(x.Early) + " at the earliest"
	}
	return text + "."
}

// capacityDefinitions explain the forecast.
func capacityDefinitions() []Definition {
	return []Definition{
		{ID: defCapacity, Title: "Capacity", Unit: "of the gauge",
			Short: "How full a gauge is, and when it reaches its limit if things go on as they do.",
			Text:  "A straight line through the highest value of each local day, by least squares, with the 95 % prediction interval of one further day. It assumes that things go on as they did. Days that follow each other are more alike than chance has it, so the interval is rather too narrow. A day stands at its middle, in the fit and ahead; a reading over midnight counts for the day in which its middle lies. A day that is not over is left out, at least fourteen are needed, and a slope that cannot be told from none reaches no limit.", Formula: "ŷ ± t · s · √(1 + 1/n + (x − x̄)²/Sxx)", Source: "Montgomery, Peck and Vining, Introduction to Linear Regression Analysis"},
		{ID: defHeadroom, Title: "Headroom for a dated event", Unit: "share of the limit",
			Short: "What is left of the limit on the day of an event, if it brings the expected load.",
			Text:  "The forecast for that day, or without a rise the highest of the last seven days, times the load expected, as a multiple of the usual; where none is stated, as on any day. The lower figure takes the upper edge of the forecast.", Formula: "1 − forecast × load ÷ limit", Source: "derived"},
	}
}

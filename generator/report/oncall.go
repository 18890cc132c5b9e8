package report

import (
	"slices"
	"time"

	"quarterdeck/generator/business"
	"quarterdeck/generator/config"
	"quarterdeck/generator/stats"
	"quarterdeck/generator/unit"
)

const (
	defPages      = "pages"
	defPerShift   = "pages-per-shift"
	defNights     = "interrupted-nights"
	defPageAck    = "time-to-acknowledge-a-page"
	defOperations = "operations-share"
)

// onCall is the load of a team's rota in the i-th quarter; nil for a team of
// which no page and no working time was recorded up to its end.
func (b *builder) onCall(t config.Team, i int) *OnCall {
	own := b.calls(t)
	l, paged := b.load(own, i)
	if !paged && own.workFrom >= b.soFar(i).End {
		return nil
	}
	o := &OnCall{
		ShiftHours: int(t.OnCall.Shift.Hours()), Shifts: l.Shifts, OverLimit: l.Over, Limit: business.PagesPerShift, NightsOf: l.Nights,
		NightFrom: clockText(t.OnCall.NightFrom), NightTo: clockText(t.OnCall.NightTo), OperationsLimit: business.OperationsLimit,
		Week: l.Week, Zone: b.zoneOf(t).String(), Services: []PageCount{}, Notes: b.loadNotes(own, l, i), Sources: sortedSet(slices.Concat(own.pageFiles, own.workFiles)),
		Pages:      b.loadFigure(defPages, "pages", own, i, func(x business.Load) *float64 { return ptr(float64(x.Pages)) }),
		PerShift:   b.loadFigure(defPerShift, "per shift", own, i, perShiftOf),
		Nights:     b.loadFigure(defNights, "nights", own, i, func(x business.Load) *float64 { return ptr(float64(x.Interrupted)) }),
		Operations: Figure{Unit: "ratio", Definition: defOperations, Sources: own.workFiles},
	}
	if l.Listed {
		o.ShiftHours = 0
	}
	o.Acknowledge = b.acknowledged(own, l, i)
	b.operations(o, t, own, i)
	for _, s := range l.Services {
		o.Services = append(o.Services, PageCount{Service: b.serviceRef(s.Service), Pages: s.Pages, Night: s.Night})
	}
	o.Before = b.byQuarters(i, func(j int) *float64 {
		x, ok := b.load(own, j)
		if !ok {
			return nil
		}
		return perShiftOf(x)
	})
	return o
}

// operations is the share of operations work, with its comparisons.
func (b *builder) operations(o *OnCall, t config.Team, own *calls, i int) {
	at := func(j int) business.WorkShare {
		if j < 0 {
			return business.WorkShare{}
		}
		return business.WorkOf(own.work, t.OnCall.WeekHours, b.quarterSpan(j), b.asOf)
	}
	share := func(w business.WorkShare) *float64 {
		if !w.OK {
			return nil
		}
		return ptr(w.Share)
	}
	w := at(i)
	o.Operations.Value, o.Operations.Previous, o.Operations.YearAgo = share(w), share(at(i-1)), share(at(i-4))
	if w.Operations+w.Project > 0 {
		o.Toil = ptr(w.Toil / 60)
	}
	switch {
	case w.OK && w.FromHours:
		o.Notes = append(o.Notes, "Project work is not recorded; operations are held against the working hours that the team’s file states.")
	case w.Operations > 0 && !w.OK:
		o.Notes = append(o.Notes, "Project work is not recorded and the team’s working hours are not stated, so there is no share of operations work.")
	}
}

func perShiftOf(l business.Load) *float64 {
	if !l.HasPerShift {
		return nil
	}
	return ptr(l.PerShift)
}

// quarterSpan is the whole i-th quarter.
func (b *builder) quarterSpan(i int) stats.Interval {
	q := b.book.Quarters[i]
	return stats.Interval{Start: q.Start.Unix(), End: q.End.Unix()}
}

// loadFigure is a figure of the load with its comparisons; quarters before the
// first page have none.
func (b *builder) loadFigure(def, unitName string, own *calls, i int, of func(business.Load) *float64) Figure {
	at := func(j int) *float64 {
		l, ok := b.load(own, j)
		if !ok {
			return nil
		}
		return of(l)
	}
	return Figure{Value: at(i), Unit: unitName, Definition: def, Sources: own.pageFiles, Previous: at(i - 1), YearAgo: at(i - 4)}
}

func (b *builder) zoneOf(t config.Team) *time.Location {
	if t.OnCall.Zone != nil {
		return t.OnCall.Zone
	}
	return b.loc
}

// acknowledged are the statistics of the time to acknowledge a page.
func (b *builder) acknowledged(own *calls, l business.Load, i int) *Durations {
	if l.Ack.N == 0 && l.Unacked == 0 {
		return nil
	}
	d := &Durations{Clock: "time_to_acknowledge_a_page", N: l.Ack.N, Open: l.Unacked, Values: l.Ack.Values}
	if d.Values == nil {
		d.Values = []float64{}
	}
	if l.Ack.OK {
		d.Median = ptr(l.Ack.Value)
	}
	if l.Ack.HasInterval {
		d.Low, d.High = ptr(l.Ack.Low), ptr(l.Ack.High)
	}
	if before, ok := b.load(own, i-1); ok {
		d.Change = change(before.Ack.Values, d.Values)
	}
	return d
}

// lateStart is how late in a quarter the first page on record must come for the
// time before it to be doubted.
const lateStart = 7 * 24 * 3600

func (b *builder) loadNotes(own *calls, l business.Load, i int) []string {
	out := []string{}
	if start := b.quarterSpan(i).Start; own.from > start+lateStart && own.from < b.soFar(i).End {
		out = append(out, "The first page on record is of "+unit.Date(unixUTC(own.from).In(b.loc))+"; shifts and nights before it count as quiet ones.")
	}
	if l.Quiet > 0 {
		out = append(out, unit.Sentence(unit.Plural(l.Quiet, "alert", "alerts"))+" interrupted nobody and "+isAre(l.Quiet)+" not counted.")
	}
	if l.Outside > 0 {
		out = append(out, unit.Sentence(unit.Plural(l.Outside, "page", "pages"))+" fell into no listed shift.")
	}
	if l.Unacked > 0 {
		out = append(out, unit.Sentence(unit.Plural(l.Unacked, "page was", "pages were"))+" acknowledged by nobody.")
	}
	return out
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// clockText writes a time of day: 22:00.
func clockText(d time.Duration) string {
	return time.Unix(int64(d.Seconds()), 0).UTC().Format("15:04")
}

// peopleDefinitions explain being on call.
func peopleDefinitions() []Definition {
	const book = "Site Reliability Engineering, Being On-Call and Eliminating Toil"
	return append([]Definition{
		{ID: defPages, Title: "Pages", Unit: "pages", Short: "Alerts that interrupted somebody of the team.",
			Text: "Alerts of low urgency, and those that an export counts as no interruption, are listed beside. Whom they reached is not read: this is the load of a team, never of a person.", Source: "Quarterdeck"},
		{ID: defPerShift, Title: "Pages a shift", Unit: "pages", Short: "Pages over shifts; at most two in twelve hours leave time to follow them up.",
			Text: "Shifts are those that are listed, else of the stated length from the stated handover on. A shift is over the limit with more than two pages for each twelve hours of it. The book speaks of incidents: where one incident pages several times, this counts more than it means.", Formula: "pages ÷ shifts", Source: book},
		{ID: defNights, Title: "Interrupted nights", Unit: "nights", Short: "Nights with at least one page, in the responder’s own zone.",
			Text: "A night runs between the hours that the team’s file states and belongs to the day on which it began; one that is not over is left out. Where an export knows the responder’s own sleeping hours, those decide.", Source: "Quarterdeck"},
		{ID: defPageAck, Title: "Time to acknowledge a page", Unit: "time", Short: "From a page to somebody taking it; the median over the quarter’s pages.",
			Text: "With its exact 95 % order-statistic interval. Pages that nobody took are counted apart.", Source: "Quarterdeck"},
		{ID: defOperations, Title: "Share of operations work", Unit: "share of working time", Short: "Operations and toil over all recorded working time; at most half leaves time to make operations less.",
			Text: "Where no project work is recorded, over the working hours that the team’s file states.", Formula: "(operations + toil) ÷ all", Source: book},
	}, capacityDefinitions()...)
}

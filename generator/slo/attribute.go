package slo

// Part is what one incident cost.
type Part struct {
	ID string
	// Bad is its failed events, Share the same as a share of the period's
	// budget (0 without a budget).
	Bad, Share float64
}

// Attribution says where the bad events of a period went. The parts add up:
// Total = Σ Incidents + Unexplained, Unexplained = Background + Burst +
// Scattered. None is negative.
type Attribution struct {
	Total float64
	// Incidents holds every incident with a window in the period, by start and
	// id, also those that cost nothing.
	Incidents []Part
	// Unexplained is what no incident covers.
	Unexplained float64
	// Background is steady low-level failure, Burst the excess inside Bursts,
	// Scattered the rest.
	Background, Burst, Scattered float64
	Bursts                       []Burst
	// TooCoarse tells that no burst could be found at this step.
	TooCoarse bool
	Days      []DayParts
}

// DayParts is where the bad events of one day went. The parts add up to Bad.
type DayParts struct {
	Start, End int64
	Bad        float64
	// Incidents holds those that cost something on the day.
	Incidents                    []DayPart
	Background, Burst, Scattered float64
}

// DayPart is the bad events of one incident on a day; Incident is an index into
// Attribution.Incidents.
type DayPart struct {
	Incident int
	Bad      float64
}

// Attribute shares a period's bad events out. A sample's bad events lie evenly
// over its time, and each stretch of it is shared equally by the incidents that
// cover it. lag (seconds) is how far windows reach beyond what is written, for
// counters that report late. r is the Result of the same period. bounds are the
// midnights of the days wanted, the last end included; nil for none.
func Attribute(p Period, samples []Sample, objectives []Objective, r Result, windows []Window, lag int64, bounds []int64) Attribution {
	ids, stays := staysOf(p, windows, lag)
	report := findBursts(p, samples, objectives, stays)
	book := newLedger(p, samples, objectives, stays, report.Bursts, bounds)
	book.splitUnexplained(report.Bursts)

	a := Attribution{Total: total(book.bad...), Bursts: report.Bursts, TooCoarse: report.TooCoarse}
	a.Incidents = book.incidents(ids, stays, r)
	a.remainders(book)
	a.Days = book.days(len(ids), stays, bounds)
	return a
}

// incidents adds up what each incident cost.
func (l *ledger) incidents(ids []string, stays []stay, r Result) []Part {
	running := l.explained()
	sums := make([]sum, len(ids))
	for _, s := range stays {
		sums[s.incident].add(max(0, running[l.index(s.end)].minus(running[l.index(s.start)])))
	}
	parts := make([]Part, len(ids))
	for i, id := range ids {
		bad := sums[i].value()
		parts[i] = Part{ID: id, Bad: bad, Share: r.Share(bad)}
	}
	return parts
}

// remainders fills in what is left after the incidents, and its three parts.
func (a *Attribution) remainders(book *ledger) {
	var rest, background, burst sum
	rest.add(a.Total)
	for _, part := range a.Incidents {
		rest.add(-part.Bad)
	}
	for _, h := range book.hours {
		background.add(h.background)
		burst.add(h.excess)
	}
	a.Unexplained = tidy(rest.value(), a.Total)
	a.Background, a.Burst = background.value(), burst.value()
	a.Scattered = tidy(total(a.Unexplained, -a.Background, -a.Burst), a.Total)
}

// tidy turns a remainder that is only rounding into none.
func tidy(rest, of float64) float64 {
	if rest < slack*of {
		return 0
	}
	return rest
}

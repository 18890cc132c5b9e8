package report

import (
	"slices"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/stats"
)

// Contract is a service level agreement in one quarter: what a class of
// customers was promised, measured on an objective's indicator by its own terms.
type Contract struct {
	ID       string `json:"id" audience:"public"`
	Title    string `json:"title" audience:"public"`
	Customer string `json:"customer" audience:"public"`
	SLO      Ref    `json:"slo" audience:"public"`
	Service  Ref    `json:"service" audience:"public"`
	Counts   string `json:"counts" audience:"public"`
	// Target is the contract's, Objective the one the team holds itself to.
	Target    float64 `json:"target" audience:"public"`
	Objective float64 `json:"objective" audience:"public"`
	// Period is month, quarter or year.
	Period string     `json:"period" audience:"public"`
	From   *time.Time `json:"from" audience:"public"`
	To     *time.Time `json:"to" audience:"public"`
	// Exclusions are those the contract allows.
	Exclusions []Ref `json:"exclusions" audience:"public"`
	// Credits is the scale, the mildest breach first.
	Credits []CreditStep `json:"credits" audience:"public"`
	// Fee is what these customers pay a period, together; null if not stated.
	Fee      *float64 `json:"fee" audience:"money"`
	Currency string   `json:"currency,omitempty" audience:"money"`
	// Periods of the contract that fall into the quarter, in order; one that is
	// longer than the quarter is judged as far as the quarter goes.
	Periods []ContractPeriod `json:"periods" audience:"public"`
	File    string           `json:"file" audience:"sources"`
	Line    int              `json:"line" audience:"sources"`
}

// CreditStep of a contract's scale: below Below, Percent of the fee is owed.
type CreditStep struct {
	Below   float64 `json:"below" audience:"public"`
	Percent float64 `json:"percent" audience:"public"`
}

// The verdicts on a period of a contract.
const (
	VerdictKept       = "kept"
	VerdictBreached   = "breached"
	VerdictHolds      = "holds so far"
	VerdictOnCourse   = "on course to breach"
	VerdictBreachedSo = "breached already"
	VerdictNone       = "no verdict" // too little was measured
	VerdictNoData     = "no data"
)

// ContractPeriod is a contract in one of its periods.
type ContractPeriod struct {
	Label string    `json:"label" audience:"public"` // July 2026, 2026 Q3, 2026
	Start time.Time `json:"start" audience:"public"`
	End   time.Time `json:"end" audience:"public"`
	// Running is set while the period had not ended with the quarter, or by the
	// last data: its figures are to date, to Seen.
	Running bool      `json:"running" audience:"public"`
	Seen    time.Time `json:"seen" audience:"public"`
	State   slo.State `json:"state" audience:"public"`
	Verdict string    `json:"verdict" audience:"public"`
	// Reason says why there is no verdict, where more is known of it than that
	// too little was measured.
	Reason string `json:"reason,omitempty" audience:"public"`
	SLI    Figure `json:"sli" audience:"public"`
	Best   Figure `json:"best_sli" audience:"public"` // what it can still come to
	Bad    Figure `json:"bad" audience:"public"`
	Valid  Figure `json:"valid" audience:"public"`
	// Margin is what may still fail; MarginTime the same in seconds of total
	// outage at even traffic.
	// Used is the share of the margin that is used up; above 1 it is breached.
	Used       Figure `json:"margin_used" audience:"public"`
	Margin     Figure `json:"margin" audience:"public"`
	MarginTime Figure `json:"margin_time" audience:"public"`
	// Credit owed as a share of the fee, Owed in money; of a running period
	// what is owed already. Null without a verdict, Owed also without a fee.
	Credit Figure `json:"credit" audience:"public"`
	Owed   Figure `json:"owed" audience:"money"`
	// Excluded is what the contract's own exclusions took out.
	Excluded *ContractExcluded `json:"excluded" audience:"public"`
}

// ContractExcluded is time that a contract leaves out.
type ContractExcluded struct {
	IDs     []string `json:"ids" audience:"public"`
	Seconds float64  `json:"seconds" audience:"public"`
	Valid   float64  `json:"valid" audience:"public"`
	Bad     float64  `json:"bad" audience:"public"`
	// Without is the SLI as if nothing were left out.
	Without *float64 `json:"sli_without" audience:"public"`
}

// contracts judges a team's contracts in a quarter. A period belongs to the team
// that owned the service when it, or the quarter, ended.
func (b *builder) contracts(team string, i int) []Contract {
	out := []Contract{}
	for _, t := range b.in.Config.Teams {
		for _, s := range t.SLAs {
			c := b.contract(s)
			for _, span := range b.spansOf(s.Period, i) {
				if p, ok := b.contractPeriod(s, span, i, team); ok {
					c.Periods = append(c.Periods, p)
				}
			}
			if len(c.Periods) > 0 {
				out = append(out, c)
			}
		}
	}
	return out
}

func (b *builder) contract(s config.SLA) Contract {
	o := b.slos[s.SLO]
	c := Contract{
		ID: s.ID, Title: s.Title, Customer: s.Customer, SLO: sloRef(s.SLO), Service: b.services[o.Service], Counts: orEvents(o.Counts),
		Target: s.Target, Objective: o.Objectives[len(o.Objectives)-1].Target, Period: string(s.Period), From: utc(s.From), To: utc(s.To),
		Exclusions: []Ref{}, Credits: []CreditStep{}, Periods: []ContractPeriod{}, File: s.Pos.File, Line: s.Pos.Line,
	}
	for _, id := range s.Exclusions {
		if x, ok := b.in.Config.Exclusion(id); ok {
			c.Exclusions = append(c.Exclusions, Ref{ID: x.ID, Name: x.Title})
		}
	}
	for _, step := range s.Credits {
		c.Credits = append(c.Credits, CreditStep(step))
	}
	if s.Fee > 0 {
		c.Fee, c.Currency = ptr(s.Fee), s.Currency
	}
	return c
}

// spanOf is one period of the calendar.
type calendarSpan struct {
	label      string
	start, end time.Time
}

// spansOf lists the periods that meet a quarter: its months, itself, or the
// fiscal year it lies in.
func (b *builder) spansOf(period config.ContractPeriod, i int) []calendarSpan {
	q := b.quarters[i]
	start := b.cal.Start(q)
	switch period {
	case config.Monthly:
		var out []calendarSpan
		for m := range 3 {
			from, to := start.AddDate(0, m, 0), start.AddDate(0, m+1, 0)
			out = append(out, calendarSpan{from.Format("January 2006"), from, to})
		}
		return out
	case config.Yearly:
		first := q.Add(1 - q.Number)
		from, to := b.cal.Start(first), b.cal.End(first.Add(3))
		label := from.Format("2006")
		if last := to.AddDate(0, 0, -1); last.Year() != from.Year() {
			label = from.Format("January 2006") + " to " + last.Format("January 2006")
		}
		return []calendarSpan{{label, from, to}}
	default:
		return []calendarSpan{{q.Label(), start, b.cal.End(q)}}
	}
}

// contractPeriod judges one period as it stood at a quarter's end; ok is false
// if it is another team's, or was not measured and not in force yet.
func (b *builder) contractPeriod(s config.SLA, span calendarSpan, i int, team string) (ContractPeriod, bool) {
	o, tr := b.slos[s.SLO], b.tracks[s.SLO]
	p, target := b.contractTerms(s, o, tr, span, i)
	if p.Start >= p.End || p.AsOf <= max(p.Start, target.From) || target.From >= p.End {
		return ContractPeriod{}, false
	}
	owner, ok := b.in.Config.Owner(o.Service, time.Unix(p.Seen()-1, 0))
	if !ok || owner != team {
		return ContractPeriod{}, false
	}
	th := slo.Thresholds{MinCoverage: b.in.Config.Budget.MinCoverage, AtRisk: 1}
	samples := within(tr.Samples, p)
	j := slo.JudgeContract(p, samples, target, th, scaleOf(s))
	out := ContractPeriod{Label: span.label, Start: unixUTC(p.Start), End: unixUTC(p.End), Running: p.Running(), Seen: unixUTC(p.Seen()),
		State: j.State, Verdict: verdict(j)}
	out.setFigures(s, orEvents(o.Counts), j, b.sourcesIn(tr, p))
	if len(p.Excluded) > 0 {
		out.Excluded = b.contractExcluded(s, p, samples, target, j)
	}
	return out, true
}

// contractTerms are the time and the target of one period. A contract cannot
// begin before its indicator does.
func (b *builder) contractTerms(s config.SLA, o config.SLO, tr *track, span calendarSpan, i int) (slo.Period, slo.Objective) {
	p := slo.Period{Start: span.start.Unix(), End: span.end.Unix(), AsOf: min(b.asOf, b.book.Quarters[i].End.Unix())}
	if !s.From.IsZero() {
		p.Start = max(p.Start, s.From.Unix())
	}
	if !s.To.IsZero() {
		p.End = min(p.End, s.To.Unix())
	}
	for _, id := range s.Exclusions {
		if x, ok := b.in.Config.Exclusion(id); ok {
			p.Excluded = append(p.Excluded, stats.Clip([]slo.Interval{b.applied(o, x.From, x.To)}, slo.Interval{Start: p.Start, End: p.End})...)
		}
	}
	return p, slo.Objective{From: b.indicatorBegins(o, tr), Target: s.Target}
}

func scaleOf(s config.SLA) []slo.Credit {
	var out []slo.Credit
	for _, c := range s.Credits {
		out = append(out, slo.Credit(c))
	}
	return out
}

func verdict(j slo.Contract) string {
	switch {
	case !j.Measured:
		return VerdictNoData
	case j.Breached && j.Running:
		return VerdictBreachedSo
	case j.Breached:
		return VerdictBreached
	case j.State == slo.Incomplete:
		return VerdictNone
	case j.Running && j.State == slo.AtRisk:
		return VerdictOnCourse
	case j.Running:
		return VerdictHolds
	}
	return VerdictKept
}

// setFigures fills in the figures. A credit is a figure only where there is a
// verdict: what was not measured is not said to be owed, nor not to be.
func (p *ContractPeriod) setFigures(s config.SLA, counts string, j slo.Contract, sources []string) {
	fig := func(def, unitName string, v float64, ok bool) Figure {
		f := Figure{Unit: unitName, Definition: def, Sources: sources}
		if ok {
			f.Value, f.Coverage = ptr(v), ptr(j.Coverage)
		}
		return f
	}
	p.SLI = fig(defContract, "ratio", j.SLI, j.Measured)
	p.SLI.State = &p.State
	p.Best = fig(defContract, "ratio", j.Best, j.Measured && j.Best != j.SLI)
	p.Bad, p.Valid = fig(defBad, counts, j.Bad, j.Measured), fig(defValid, counts, j.Valid, j.Measured)
	p.Used = fig(defMargin, "ratio", j.Spent, j.Measured && !j.NoBudget)
	p.Margin = fig(defMargin, counts, j.Margin, j.Measured)
	p.MarginTime = fig(defMargin, "seconds", j.MarginSeconds, j.Measured && !j.NoBudget)
	told := j.Measured && (j.Decided || j.Running && j.State != slo.Incomplete)
	p.Credit = fig(defCredit, "ratio", j.Credit/100, told)
	p.Owed = fig(defCredit, s.Currency, s.Fee*j.Credit/100, told && s.Fee > 0)
}

func (b *builder) contractExcluded(s config.SLA, p slo.Period, samples []slo.Sample, target slo.Objective, j slo.Contract) *ContractExcluded {
	x := &ContractExcluded{IDs: []string{}, Seconds: j.Excluded.Seconds, Valid: j.Excluded.Valid, Bad: j.Excluded.Bad}
	for _, id := range s.Exclusions {
		if c, ok := b.in.Config.Exclusion(id); ok && c.From.Unix() < p.End && c.To.Unix() > p.Start {
			x.IDs = append(x.IDs, id)
		}
	}
	p.Excluded = nil
	if r := slo.Evaluate(p, samples, []slo.Objective{target}, slo.DefaultThresholds()); r.Measured {
		x.Without = ptr(r.SLI)
	}
	return x
}

func orEvents(counts string) string {
	if counts == "" {
		return "events"
	}
	return counts
}

// agreementFiles are the files in which a team's exclusions and contracts stand.
func (b *builder) agreementFiles(tq *TeamQuarter) []string {
	out := b.exclusionFiles(tq.SLOs)
	for _, c := range tq.Contracts {
		out = append(out, c.File)
		for _, x := range c.Exclusions {
			if e, ok := b.in.Config.Exclusion(x.ID); ok {
				out = append(out, e.Pos.File)
			}
		}
	}
	return out
}

// contractsNaming are the contracts that allow an exclusion.
func (b *builder) contractsNaming(id string) []Ref {
	out := []Ref{}
	for _, t := range b.in.Config.Teams {
		for _, s := range t.SLAs {
			if slices.Contains(s.Exclusions, id) {
				out = append(out, Ref{ID: s.ID, Name: s.Title})
			}
		}
	}
	return out
}

package report

import (
	"cmp"
	"slices"

	"quarterdeck/generator/config"
	"quarterdeck/generator/issued"
	"quarterdeck/generator/slo"
)

// rawGone says why a figure of a quarter that stands on its issue is missing.
const rawGone = "Not measured: the raw data are gone, and the report was issued without this figure."

// takeExcluded copies what exclusions took out of an objective.
func takeExcluded(x *Excluded) *issued.Excluded {
	if x == nil || x.Unknown != "" {
		return nil
	}
	out := &issued.Excluded{Seconds: x.Seconds, Valid: value(x.Valid), Bad: value(x.Bad), All: x.All, Without: issued.Judgment(x.Without), Windows: []issued.ExcludedWindow{}}
	for _, w := range x.Windows {
		out.Windows = append(out.Windows, issued.ExcludedWindow{ID: w.ID, Title: w.Title, Reason: w.Reason, Approver: w.Approver, Approved: w.Approved,
			Late: w.Late, Start: w.Start, End: w.End, Seconds: w.Seconds, Valid: value(w.Valid), Bad: value(w.Bad)})
	}
	return out
}

// issuedExcluded is what exclusions did to an issued objective, as issued. Where
// the file does not tell and the raw data are gone, the windows in force are
// there and their figures are not.
func (b *builder) issuedExcluded(e *issued.Objective, now *Excluded, gone bool) *Excluded {
	with := Judgment{State: e.State, SLI: e.Figures.SLI, Spent: e.Figures.Spent, Valid: e.Figures.Valid, Bad: e.Figures.Bad}
	switch {
	case e.Excluded != nil:
		return b.excludedFromFile(e, with)
	case !gone || now == nil:
		return now
	}
	out := *now
	out.With, out.Without, out.Unknown = with, Judgment{State: slo.NoData}, rawGone
	out.Valid, out.Bad, out.All = nil, nil, false
	out.Windows = slices.Clone(now.Windows)
	for k := range out.Windows {
		out.Windows[k].Valid, out.Windows[k].Bad = nil, nil
	}
	return &out
}

func (b *builder) excludedFromFile(e *issued.Objective, with Judgment) *Excluded {
	x := e.Excluded
	out := &Excluded{Windows: []ExcludedWindow{}, Seconds: x.Seconds, Valid: ptr(x.Valid), Bad: ptr(x.Bad), All: x.All, With: with, Without: Judgment(x.Without), Definition: defExcluded}
	for _, w := range x.Windows {
		one := ExcludedWindow{ID: w.ID, Title: w.Title, Reason: w.Reason, Approver: w.Approver, Approved: w.Approved, Late: w.Late,
			Start: w.Start, End: w.End, Seconds: w.Seconds, Valid: ptr(w.Valid), Bad: ptr(w.Bad)}
		for _, in := range b.touching[e.SLO] {
			if in.LeftOut == "" && in.window.Start < w.End.Unix() && w.Start.Unix() < in.window.End {
				one.Incidents = append(one.Incidents, in.ref().Ref)
			}
		}
		out.Windows = append(out.Windows, one)
	}
	out.overlaps()
	return out
}

// takeContracts copies a team's contracts in a quarter.
func takeContracts(team string, list []Contract) []issued.Contract {
	var out []issued.Contract
	for _, c := range list {
		x := issued.Contract{ID: c.ID, Team: team, Title: c.Title, Customer: c.Customer, SLO: c.SLO.ID, Counts: c.Counts, Target: c.Target,
			Period: c.Period, Objective: c.Objective, Fee: c.Fee, Currency: c.Currency, Periods: []issued.Period{}}
		for _, r := range c.Exclusions {
			x.Exclusions = append(x.Exclusions, r.ID)
		}
		for _, s := range c.Credits {
			x.Credits = append(x.Credits, issued.CreditStep(s))
		}
		for _, p := range c.Periods {
			x.Periods = append(x.Periods, takePeriod(p))
		}
		out = append(out, x)
	}
	return out
}

func takePeriod(p ContractPeriod) issued.Period {
	out := issued.Period{Label: p.Label, Start: p.Start, End: p.End, Running: p.Running, Seen: p.Seen, State: p.State, Verdict: p.Verdict,
		SLI: p.SLI.Value, Best: p.Best.Value, Bad: p.Bad.Value, Valid: p.Valid.Value, Used: p.Used.Value, Margin: p.Margin.Value,
		MarginTime: p.MarginTime.Value, Credit: p.Credit.Value, Owed: p.Owed.Value, Coverage: p.SLI.Coverage}
	if x := p.Excluded; x != nil {
		out.Excluded = &issued.PeriodExcluded{IDs: x.IDs, Seconds: x.Seconds, Valid: x.Valid, Bad: x.Bad, SLIWithout: x.Without}
	}
	return out
}

// honourContracts puts a team's contracts of an issued quarter as they were
// issued in the place of those that are computed now, and notes what differs.
// In a file without contracts there is nothing to hold them against.
func (b *builder) honourContracts(team string, i int, now []Contract) []Contract {
	b.explainGone(i, now)
	if i >= len(b.issues) || b.issues[i] == nil || len(b.issues[i].file.Contracts) == 0 {
		return now
	}
	h := b.issues[i]
	out := []Contract{}
	for k := range h.file.Contracts {
		e := &h.file.Contracts[k]
		if e.Team != team {
			continue
		}
		was := b.contractFromFile(h.file, e)
		if at := slices.IndexFunc(now, func(c Contract) bool { return c.ID == e.ID }); at >= 0 {
			was.File, was.Line, was.From, was.To = now[at].File, now[at].Line, now[at].From, now[at].To
			b.noteContract(h, team, was, now[at])
		}
		out = append(out, was)
	}
	return out
}

// indicatorBegins is where an objective's indicator begins: with its first
// sample, or with the first quarter it was issued in, whose samples may be gone.
func (b *builder) indicatorBegins(s config.SLO, tr *track) int64 {
	from := b.sloBegins(s, tr)
	for _, f := range b.in.Issued {
		for _, e := range f.Objectives {
			if e.SLO == s.ID && e.Figures.Valid != nil {
				from = min(from, e.Start.Unix())
			}
		}
	}
	return from
}

// explainGone says of periods without a verdict that their raw data are gone,
// where that is why.
func (b *builder) explainGone(i int, list []Contract) {
	for k := range list {
		for n := range list[k].Periods {
			p := &list[k].Periods[n]
			if p.Verdict != VerdictNoData && p.Verdict != VerdictNone {
				continue
			}
			for j := 0; j <= i; j++ {
				if s := b.wholeAt(list[k].SLO.ID, j); s != nil && s.Restored && s.Start.Before(p.End) && p.Start.Before(s.End) {
					p.Reason = rawGone
					if p.SLI.Value == nil {
						p.Excluded = nil
					}
				}
			}
		}
	}
}

// contractFromFile is a contract as it was issued.
func (b *builder) contractFromFile(f *issued.File, e *issued.Contract) Contract {
	o := b.slos[e.SLO]
	c := Contract{ID: e.ID, Title: e.Title, Customer: e.Customer, SLO: Ref{ID: e.SLO, Name: e.SLO}, Service: b.services[o.Service], Counts: e.Counts,
		Target: e.Target, Objective: e.Objective, Period: e.Period, Exclusions: []Ref{}, Credits: []CreditStep{}, Fee: e.Fee, Currency: e.Currency,
		Periods: []ContractPeriod{}, File: f.Path}
	if _, known := b.slos[e.SLO]; known {
		c.SLO = sloRef(e.SLO)
	}
	for _, id := range e.Exclusions {
		x, _ := b.in.Config.Exclusion(id)
		c.Exclusions = append(c.Exclusions, Ref{ID: id, Name: cmp.Or(x.Title, id)})
	}
	for _, s := range e.Credits {
		c.Credits = append(c.Credits, CreditStep(s))
	}
	for _, p := range e.Periods {
		c.Periods = append(c.Periods, periodFromFile(f, e, p))
	}
	return c
}

func periodFromFile(f *issued.File, e *issued.Contract, p issued.Period) ContractPeriod {
	fig := func(def, unitName string, v *float64) Figure {
		x := Figure{Unit: unitName, Definition: def, Value: v, Sources: []string{f.Path}}
		if v != nil {
			x.Coverage = p.Coverage
		}
		return x
	}
	out := ContractPeriod{Label: p.Label, Start: p.Start, End: p.End, Running: p.Running, Seen: p.Seen, State: p.State, Verdict: p.Verdict,
		SLI: fig(defContract, "ratio", p.SLI), Best: fig(defContract, "ratio", p.Best), Bad: fig(defBad, e.Counts, p.Bad), Valid: fig(defValid, e.Counts, p.Valid),
		Used: fig(defMargin, "ratio", p.Used), Margin: fig(defMargin, e.Counts, p.Margin), MarginTime: fig(defMargin, "seconds", p.MarginTime),
		Credit: fig(defCredit, "ratio", p.Credit), Owed: fig(defCredit, e.Currency, p.Owed)}
	out.SLI.State = ptr(p.State)
	if x := p.Excluded; x != nil {
		out.Excluded = &ContractExcluded{IDs: x.IDs, Seconds: x.Seconds, Valid: x.Valid, Bad: x.Bad, Without: x.SLIWithout}
	}
	return out
}

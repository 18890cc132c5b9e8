package report

import (
	"quarterdeck/generator/config"
	"quarterdeck/generator/unit"
)

// investments are those that were under way in the i-th quarter or finished in
// the year before it.
func (b *builder) investments(t config.Team, i int) []Investment {
	out := []Investment{}
	q := b.book.Quarters[i]
	for _, v := range t.Investments {
		if !v.From.Before(q.Seen) || !v.To.IsZero() && v.To.Before(q.Start.AddDate(-1, 0, 0)) {
			continue
		}
		x := Investment{ID: v.ID, Title: v.Title, Amount: Money{v.Currency, v.Amount}, From: v.From.UTC(), To: utc(v.To), Risk: b.riskRef(v), Eaten: []EvidenceItem{}}
		b.eaten(&x, v, t.ID, i)
		out = append(out, x)
	}
	return out
}

func (b *builder) riskRef(v config.Investment) Ref {
	voc := b.in.Config.Incident
	switch {
	case v.Cause != "":
		if t, ok := voc.RootCause(v.Cause); ok {
			return Ref{ID: "cause:" + t.ID, Name: t.Title}
		}
		return Ref{ID: "cause:" + v.Cause, Name: v.Cause}
	case v.Trigger != "":
		if t, ok := voc.Trigger(v.Trigger); ok {
			return Ref{ID: "trigger:" + t.ID, Name: t.Title}
		}
		return Ref{ID: "trigger:" + v.Trigger, Name: v.Trigger}
	}
	return sloRef(v.SLO.ID)
}

// eaten follows the risk's share of the team's budgets through the quarters:
// those before the work began, and those after it was over. Quarters in which it
// went on count to neither.
func (b *builder) eaten(x *Investment, v config.Investment, team string, i int) {
	var before, after []float64
	for j := max(0, i-7); j <= i; j++ {
		q := b.book.Quarters[j]
		share := b.riskShare(x.Risk, v, team, j)
		if share == nil && len(x.Eaten) == 0 {
			continue
		}
		item := EvidenceItem{Label: q.Label, Value: share}
		switch {
		case share == nil || q.Running:
		case !q.End.After(v.From):
			before = append(before, *share)
		case !v.To.IsZero() && !q.Start.Before(v.To):
			after = append(after, *share)
		default:
			item.Strong = true
		}
		x.Eaten = append(x.Eaten, item)
	}
	before = before[max(0, len(before)-4):]
	x.Before, x.After = mean(before), mean(after)
	going := v.To.IsZero() || v.To.After(b.book.Quarters[i].Seen)
	x.Says = investmentWords(x, going, len(before), len(after))
}

// riskShare is what a risk took in the j-th quarter of the budget that it took
// most from: all budgets of a team together hide a risk to one of them.
func (b *builder) riskShare(risk Ref, v config.Investment, team string, j int) *float64 {
	r := b.reportOf(team, j)
	if r == nil {
		return nil
	}
	if v.Cause == "" && v.Trigger == "" {
		for _, s := range r.SLOs {
			if s.SLO.ID == v.SLO.ID {
				return s.Spent.Value
			}
		}
		return nil
	}
	var most *float64
	for _, s := range r.SLOs {
		if s.Spent.Value != nil && !s.NoBudget {
			most = ptr(max(value(most), riskPart(s, risk.ID)))
		}
	}
	return most
}

// riskPart is a risk's share of one budget. An incident with several root causes
// is shared equally among them.
func riskPart(s *SLOQuarter, risk string) float64 {
	sum := 0.0
	for _, p := range s.Spend.Parts {
		if p.Incident == nil || p.Share == nil {
			continue
		}
		if t := p.Incident.Trigger; t != nil && "trigger:"+t.ID == risk {
			sum += *p.Share
		}
		for _, t := range p.Incident.RootCauses {
			if "cause:"+t.ID == risk {
				sum += *p.Share / float64(len(p.Incident.RootCauses))
			}
		}
	}
	return sum
}

func investmentWords(x *Investment, going bool, before, after int) string {
	if before == 0 {
		return "There is no quarter before it to compare with."
	}
	took := x.Risk.Name + " took " + unit.Share(*x.Before) + " of the budget it hit hardest, in the mean of " + unit.Plural(before, "quarter", "quarters") + " before it"
	switch {
	case going:
		return "It is under way. " + took + "."
	case after == 0:
		return "No whole quarter has passed since. " + took + "."
	}
	return took + ", and " + unit.Share(*x.After) + " in " + unit.Plural(after, "quarter", "quarters") + " since. What else changed meanwhile is in both."
}

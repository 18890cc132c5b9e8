package report

import (
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// The forms of evidence and the tones of its items.
const (
	formBars    = "bars"
	formHistory = "history"
	toneOver    = "over"
	toneRisk    = "risk"
	toneOK      = "ok"
	toneNone    = "none"
)

// at most this many quarters stand beside a finding.
const historyLength = 8

// spentHistory is what an objective spent, quarter by quarter up to s.
func (b *builder) spentHistory(s *SLOQuarter) *Evidence {
	e := &Evidence{Title: "Budget spent, per cent of each quarter’s", Form: formHistory, Unit: "ratio", Rule: ptr(1.0)}
	for _, q := range b.upTo(s.SLO.ID, s.Quarter) {
		e.Items = append(e.Items, EvidenceItem{
			Label: b.label(q.Quarter), Value: q.Spent.Value, Tone: tone(q.State),
			Strong: q.Quarter == s.Quarter, URL: teamQuarterURL(q.Quarter, q.Team.ID),
		})
	}
	return e
}

func (b *builder) coverageHistory(s *SLOQuarter) *Evidence {
	e := &Evidence{Title: "Share of the time measured", Form: formBars, Unit: "ratio"}
	for _, q := range b.upTo(s.SLO.ID, s.Quarter) {
		v := q.Coverage.Value
		if v == nil {
			v = ptr(0.0)
		}
		item := EvidenceItem{Label: b.label(q.Quarter), Value: v, Strong: q.Quarter == s.Quarter}
		if q.State == slo.NoData || q.State == slo.Incomplete {
			item.Tone = toneNone
		}
		e.Items = append(e.Items, item)
	}
	return e
}

// upTo lists an objective's quarters up to and including one, oldest first.
func (b *builder) upTo(id, slug string) []*SLOQuarter {
	var out []*SLOQuarter
	for _, q := range b.whole[id] {
		if q == nil {
			continue
		}
		out = append(out, q)
		if q.Quarter == slug {
			break
		}
	}
	return out[max(0, len(out)-historyLength):]
}

func tone(s slo.State) string {
	switch s {
	case slo.Overspent:
		return toneOver
	case slo.AtRisk:
		return toneRisk
	case slo.Within:
		return toneOK
	default:
		return toneNone
	}
}

// partsEvidence shows what took an objective's budget, largest first as in the
// spend, the smallest incidents together.
func partsEvidence(s *SLOQuarter) *Evidence {
	e := &Evidence{Title: "What took " + s.SLO.Name + "’s budget", Form: formBars, Unit: "ratio",
		Note: "Per cent of the quarter’s error budget."}
	const most = 6
	rest, n := 0.0, 0
	for i, p := range s.Spend.Parts {
		if p.Kind == partIncident && i >= most {
			rest += value(p.Share)
			n++
			continue
		}
		item := EvidenceItem{Label: partLabel(p), Value: p.Share}
		if p.Kind == partBursts {
			item.Tone = toneOver
		}
		item.Strong = p.Kind == partBursts || i == 0
		if p.Incident != nil {
			item.URL = p.Incident.URL
		}
		e.Items = append(e.Items, item)
	}
	if n > 0 {
		e.Items = append(e.Items, EvidenceItem{Label: unit.Word(n) + " more", Value: &rest})
	}
	return e
}

func partLabel(p SpendPart) string {
	switch p.Kind {
	case partIncident:
		return p.Incident.ID
	case partBursts:
		return "no postmortem"
	case partWithheld:
		return "not published"
	default:
		return p.Kind
	}
}

func causeEvidence(s *SLOQuarter, share float64, cause Term) *Evidence {
	e := &Evidence{Title: "Spent with and without “" + cause.Title + "”", Form: formBars, Unit: "ratio", Rule: ptr(1.0),
		Note: "Per cent of the quarter’s error budget; the line is the whole of it."}
	without := value(s.Spent.Value) - share
	e.Items = []EvidenceItem{
		{Label: "As it happened", Value: s.Spent.Value, Tone: tone(s.State), Strong: true},
		{Label: "Without it", Value: &without, Tone: toneWithout(without)},
	}
	return e
}

func toneWithout(spent float64) string {
	if spent > 1 {
		return toneOver
	}
	return toneOK
}

func overdueEvidence(late []Action) *Evidence {
	e := &Evidence{Title: "Days past due", Form: formBars, Unit: "days"}
	for _, a := range late[:min(5, len(late))] {
		label := a.ID
		if label == "" {
			label = a.Incident.ID
		}
		e.Items = append(e.Items, EvidenceItem{Label: label, Value: ptr(float64(a.Late)), Tone: toneOver, URL: a.Incident.URL})
	}
	return e
}

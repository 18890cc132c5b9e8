package report

import (
	"quarterdeck/generator/config"
)

// scale ranks the findings of a site: one for all of them. The zero value ranks
// by budgets at stake; with a currency, by money.
type scale struct {
	currency string
	// worth is what a failed event of each objective is worth.
	worth map[string]float64
}

// findScale ranks by money where every team prices the events of each objective
// it answers for, all in one currency; else by budgets. What only some price
// cannot be compared with the rest.
func (b *builder) findScale() scale {
	x := scale{worth: map[string]float64{}}
	for _, t := range b.in.Config.Teams {
		for _, quarters := range b.owned[t.ID] {
			for _, s := range quarters {
				v, ok := valueOf(t, s.SLO.ID)
				if !ok || s.Method != string(config.Events) || x.currency != "" && v.Currency != x.currency {
					return scale{}
				}
				x.currency, x.worth[s.SLO.ID] = v.Currency, v.Amount*v.Lost
			}
		}
	}
	return x
}

// valueOf is what a team says that an event of an objective is worth.
func valueOf(t config.Team, id string) (config.Value, bool) {
	for _, v := range t.Values {
		if v.SLO.ID == id {
			return v, true
		}
	}
	return config.Value{}, false
}

// weigh puts findings about a team's objectives, ranked by shares of their
// budgets, on the scale.
func (x scale) weigh(fs []Finding, slos []*SLOQuarter) {
	if x.currency == "" {
		return
	}
	budgets := map[string]float64{}
	for _, s := range slos {
		budgets[s.SLO.ID] = value(s.Budget.Value)
		if s.NoBudget { // what failed is the whole of what is at stake
			budgets[s.SLO.ID] = value(s.Bad.Value)
		}
	}
	for i := range fs {
		if fs[i].SLO != nil {
			fs[i].Materiality *= budgets[fs[i].SLO.ID] * x.worth[fs[i].SLO.ID]
		}
	}
}

// ofSpend is what one incident's spend weighs.
func (x scale) ofSpend(s IncidentSpend) float64 {
	if x.currency == "" {
		return value(s.Share)
	}
	return s.Bad * x.worth[s.SLO.ID]
}

// ofMoney is what an amount weighs; 0 where it cannot be placed.
func (x scale) ofMoney(m Money) float64 {
	if x.currency == "" || x.currency != m.Currency {
		return 0
	}
	return m.Amount
}

// words names the scale for the methodology page and the notes beside findings.
func (x scale) words() string {
	if x.currency == "" {
		return "error budget at stake, in quarters’ budgets"
	}
	return "money at stake, in " + x.currency + ": failed events at the value that their teams state"
}

// definition explains the scale in use.
func (x scale) definition() Definition {
	d := Definition{ID: defMaterial, Title: "How findings are ranked", Unit: "budgets",
		Short: "By the error budget at stake, in whole quarterly budgets.",
		Text:  "One scale serves the whole site, so that findings of different teams can be compared: the share of a quarter’s error budget that a finding is about. It would be money if every team stated what an event of each of its objectives is worth, in one currency. What cannot be measured so ranks below what can."}
	if x.currency != "" {
		d.Unit, d.Short = x.currency, "By the money at stake: the failed events that a finding is about, at the value that the team states."
		d.Text = "One scale serves the whole site, so that findings of different teams can be compared. Every team states what an event of each of its objectives is worth, in one currency, so a finding weighs the failed events that it is about, times the share of them that is lost for good, times the value of one. What cannot be measured so ranks below what can."
	}
	return d
}

package view

import (
	"math"
	"strconv"
	"strings"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// WithoutCauses is an objective's history without one cause at a time.
type WithoutCauses struct {
	Lead  string
	Term  Definition
	Heads []WithoutHead
	AsWas []WithoutCell
	Rows  []WithoutRow
	Note  string
	CSV   string
}

// WithoutHead is one objective that a cause makes a difference to.
type WithoutHead struct {
	Target  string
	Current bool
}

// WithoutRow is the history without one cause.
type WithoutRow struct {
	Cause     Link
	Kind      string
	Most      string
	Incidents string
	Cells     []WithoutCell
}

// WithoutCell is how many quarters would have met an objective. Gained is set
// where they are more than as it was.
type WithoutCell struct {
	Target, Met string
	Gained      bool
}

const (
	causesShown     = 6
	objectivesShown = 4
)

func (v *Views) withoutCauses(s *report.SLO, g *glossary) *WithoutCauses {
	if len(s.Without) == 0 {
		return nil
	}
	t := &WithoutCauses{Term: g.term("without-one-cause", "Without one cause"), Lead: withoutLead(s), CSV: s.URL + "without-one-cause.csv"}
	columns := tellingColumns(s.Without)
	if len(columns) == 0 {
		return t
	}
	for _, i := range columns {
		x := s.Without[0].Verdicts[i]
		t.Heads = append(t.Heads, WithoutHead{Target: unit.Objective(x.Target), Current: x.Current})
		t.AsWas = append(t.AsWas, WithoutCell{Target: unit.Objective(x.Target), Met: metOf(x.AsItWas, x.Of)})
	}
	idle, more := 0, 0
	for _, w := range s.Without {
		switch {
		case !gains(w):
			idle++
		case len(t.Rows) == causesShown:
			more++
		default:
			t.Rows = append(t.Rows, v.withoutRow(w, columns))
		}
	}
	t.Note = "Tried: every trigger and root cause that took at least 5" + unit.NB + "% of a quarter’s budget."
	if idle > 0 {
		t.Note += " " + unit.Sentence(unit.Plural(idle, "other", "others")) + " would have changed nothing."
	}
	if more > 0 {
		t.Note += " " + unit.Sentence(unit.Plural(more, "other", "others")) + " would have changed as much or less."
	}
	return t
}

func metOf(met, of int) string { return strconv.Itoa(met) + " of " + strconv.Itoa(of) }

func gains(w report.WithoutCause) bool {
	for _, x := range w.Verdicts {
		if x.Met > x.AsItWas {
			return true
		}
	}
	return false
}

// tellingColumns are the objectives that some cause makes a difference to, and
// the one in force; none if no cause does.
func tellingColumns(list []report.WithoutCause) []int {
	var out []int
	any := false
	for i, x := range list[0].Verdicts {
		telling := false
		for _, w := range list {
			telling = telling || w.Verdicts[i].Met > w.Verdicts[i].AsItWas
		}
		any = any || telling
		if telling || x.Current {
			out = append(out, i)
		}
	}
	if !any {
		return nil
	}
	for len(out) > objectivesShown {
		if last := len(out) - 1; !list[0].Verdicts[out[last]].Current {
			out = out[:last]
		} else {
			out = out[1:]
		}
	}
	return out
}

func (v *Views) withoutRow(w report.WithoutCause, columns []int) WithoutRow {
	group := map[string]string{"trigger": "Trigger", "root_cause": "Root cause"}[w.Kind]
	r := WithoutRow{Cause: v.facetLink(group, w.Cause), Kind: strings.ToLower(group), Most: unit.Share(w.Most) + " in " + noBreak(w.Quarter.Name), Incidents: unit.Plural(len(w.Incidents), "incident", "incidents")}
	for _, i := range columns {
		x := w.Verdicts[i]
		r.Cells = append(r.Cells, WithoutCell{Target: unit.Objective(x.Target), Met: metOf(x.Met, x.Of), Gained: x.Met > x.AsItWas})
	}
	return r
}

// withoutLead says what the cause that matters most is worth.
func withoutLead(s *report.SLO) string {
	w := s.Without[0]
	if !gains(w) {
		return "Without any one cause, no more quarters would have met any of the objectives tried"
	}
	best := w.Verdicts[0]
	for _, x := range w.Verdicts {
		if x.Met-x.AsItWas > best.Met-best.AsItWas || x.Current && x.Met > x.AsItWas {
			best = x
			if x.Current {
				break
			}
		}
	}
	title := strings.ToLower(orElse(w.Cause.Title, w.Cause.ID))
	what := "Without what incidents lost to the root cause “" + title + "”, "
	if w.Kind == "trigger" {
		what = "Without incidents set off by “" + title + "”, "
	}
	return what + quartersOf(best.Met, best.Of) + " would have held " + unit.Objective(best.Target) + "; as it was, " + unit.Word(best.AsItWas) + " did"
}

func quartersOf(n, of int) string {
	if n == of && of > 1 {
		return "all " + unit.Word(of) + " judged quarters"
	}
	return unit.Word(n) + " of " + unit.Plural(of, "judged quarter", "judged quarters")
}

// Nine is what a tighter objective would have been worth.
type Nine struct{ Target, Text, Cost, Note string }

func (v *Views) nines(s *report.SLO) []Nine {
	var out []Nine
	for _, n := range s.Nines {
		x := Nine{Target: unit.Objective(n.Target), Note: n.Note, Cost: "What keeping it would cost is not stated."}
		span := "last " + unit.Plural(n.Quarters, "judged quarter", "judged quarters")
		if n.Quarters == 1 {
			span = "one judged quarter"
		}
		x.Text = unit.Count(n.Saved) + unit.NB + n.Counts + " failed beyond it in the " + span + "; " + noneOr(n.Met) + " of them met it."
		if n.Saved == 0 {
			x.Text = "Nothing failed beyond it in the " + span + ": it was met."
		}
		if n.Cost != nil {
			x.Cost = "Keeping it is stated to cost " + money(*n.Cost, n.Currency) + " a year"
			if n.PerEvent != nil {
				x.Cost += ": " + money(*n.PerEvent, n.Currency) + " for each failure that it would have avoided"
			}
			x.Cost += "."
		}
		x.Cost += worthOf(n)
		out = append(out, x)
	}
	return out
}

// worthOf prices what failed beyond a tighter objective, where the site states
// what one event is worth, with the assumption.
func worthOf(n report.NextNine) string {
	if n.Worth == nil {
		return ""
	}
	each := money(n.Each.Amount, n.Each.Currency) + " each"
	if n.Lost < 1 {
		each += ", " + unit.Percent(n.Lost, 0) + " of them lost for good"
	}
	text := " Those failures were worth " + money(n.Worth.Amount, n.Worth.Currency)
	if n.Saved == 0 {
		text = " So it would have kept " + money(0, n.Worth.Currency)
	}
	switch {
	case n.Quarters < 4:
		text += " in " + unit.Plural(n.Quarters, "quarter", "quarters") + ", less than a year"
	case n.Cost != nil && n.Currency == n.Worth.Currency:
		text += " in that year, against " + money(*n.Cost, n.Currency)
	default:
		text += " in that year"
	}
	return text + " (" + each + "). Assumed: " + n.Assumption
}

// money writes an amount with the code of its currency.
func money(v float64, currency string) string {
	decimals := 0
	switch {
	case v > 0 && v < .1:
		decimals = 4
	case v < 100:
		decimals = 2
	}
	return currency + unit.NB + unit.Number(v, decimals)
}

func withoutTable(s *report.SLO) chart.Table {
	t := chart.Table{Head: []string{"kind", "cause", "title", "largest_share", "quarter", "incidents", "objective", "met_without", "met_as_it_was", "judged", "quarters_gained"}}
	for _, w := range s.Without {
		for _, x := range w.Verdicts {
			t.Rows = append(t.Rows, []string{w.Kind, w.Cause.ID, w.Cause.Title, number(&w.Most), w.Quarter.ID, ids(w.Incidents), number(&x.Target), count(x.Met), count(x.AsItWas), count(x.Of), strings.Join(x.Gained, " ")})
		}
	}
	return t
}

// notYetAchievable says that the history is too short for any answer; nil
// where nothing was measured at all.
func (v *Views) notYetAchievable(s *report.SLO, c *contents, g *glossary) *Achievable {
	measured := false
	for _, q := range s.Quarters {
		measured = measured || q.SLI.Value != nil
	}
	if !measured {
		return nil
	}
	return &Achievable{
		Section: c.add(Section{ID: "achievable", Title: "Which objective is achievable", Short: "Achievable"}),
		Term:    g.term("achievable", "Achievable"), Lead: "The history cannot tell yet",
		Short: "No finished quarter has enough data to be judged: too short a history for any answer.",
	}
}

// shareMet is rounded down, so that only all of the windows are 100 %.
func shareMet(r report.RollingShare) string {
	share := float64(r.Met) / float64(r.Of)
	if share == 1 || share == 0 {
		return unit.Percent(share, 0)
	}
	return unit.Percent(math.Floor(share*1000)/1000, 1)
}

package view

import (
	"math"
	"strconv"
	"strings"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// Agreements is the organisation's section of contracts and exclusions.
type Agreements struct {
	*Section
	Contracts []ContractLine
	Lead      string
	Rows      []AgreementRow
	Term      Definition
	CSV       string
	Approvals bool // a column for the reasons
}

// ContractLine is one breach.
type ContractLine struct {
	Contract, Team   Link
	Period, Customer string
	Credit, Share    string
}

// AgreementRow is one exclusion in force.
type AgreementRow struct {
	ID, Title, When, Reason, Approved string
	Late                              bool
	Effects                           []Effect
	Contracts                         string
}

// Effect is what an exclusion changed for one objective.
type Effect struct {
	SLO   Link
	State State
	Text  string
}

func (v *Views) agreements(o *report.Organisation, c *contents, g *glossary) *Agreements {
	if o.Contracts == nil && len(o.Exclusions) == 0 {
		return nil
	}
	a := &Agreements{Approvals: v.shows("approvals")}
	s := Section{ID: "agreements", Title: "Contracts and exclusions", Short: "Contracts"}
	if o.Contracts != nil {
		g.term("contract", "")
		g.term("service-credit", "")
		a.Lead = contractsLead(o.Contracts)
		s.Notes = append(s.Notes, Note{Term: "Contracts", Text: "are judged by their own targets, periods and exclusions; each stands on its team’s page."})
		for _, x := range o.Contracts.List {
			a.Contracts = append(a.Contracts, contractLine(x))
		}
	} else {
		s.Title, s.Short = "Left out by agreement", "Left out"
	}
	if len(o.Exclusions) > 0 {
		a.Term, a.CSV = g.term("exclusion", "Left out by agreement"), o.URL+"exclusions.csv"
		s.Notes = append(s.Notes, Note{Term: "Left out", Text: "is time that somebody agreed not to count. Every figure it touches is shown with and without."})
	} else {
		s.Title = "Contracts with customers"
	}
	for _, x := range o.Exclusions {
		a.Rows = append(a.Rows, v.agreementRow(x))
	}
	a.Section = c.add(s)
	return a
}

// contractsLead is the quarter's contracts in one line.
func contractsLead(s *report.ContractSummary) string {
	of := unit.Plural(s.Judged, "contract period", "contract periods")
	var text string
	switch {
	case s.Judged == 0:
		text = unit.Sentence(unit.Plural(s.Contracts, "contract", "contracts")) + ", no period of them judged yet"
	case s.Breached == 0 && s.Judged == 1:
		text = "The one contract period was kept; no credit is owed"
	case s.Judged == 1:
		text = "The one contract period was breached"
	case s.Breached == 0:
		text = "All " + of + " were kept; no credit is owed"
	default:
		text = unit.Sentence(unit.Word(s.Breached)) + " of " + of + " " + wasOrWere(s.Breached) + " breached"
	}
	if len(s.Owed) > 0 {
		text += "; " + moneyList(s.Owed) + " owed in credits"
	}
	var more []string
	if n := s.BreachedSo; n > 0 {
		already := unit.Word(n) + " that " + isOrAre(n) + " still running " + isOrAre(n) + " breached already"
		if len(s.Already) > 0 {
			already += ", with " + moneyList(s.Already) + " owed at least"
		}
		more = append(more, already)
	}
	if n := s.OnCourse; n > 0 {
		more = append(more, unit.Word(n)+" "+isOrAre(n)+" on course to breach")
	}
	if n := s.Running - s.BreachedSo - s.OnCourse; n > 0 {
		more = append(more, unit.Word(n)+" still "+runs(n))
	}
	if s.NoVerdict > 0 {
		more = append(more, unit.Word(s.NoVerdict)+" without a verdict")
	}
	if len(more) > 0 {
		text += "; " + strings.Join(more, "; ")
	}
	return text
}

func wasOrWere(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func runs(n int) string {
	if n == 1 {
		return "runs"
	}
	return "run"
}

func moneyList(list []report.Money) string {
	var out []string
	for _, m := range list {
		out = append(out, unit.Money(m.Amount, m.Currency))
	}
	return unit.List(out)
}

func contractLine(x report.ContractBreach) ContractLine {
	l := ContractLine{Contract: link(x.Contract), Team: link(x.Team), Period: noBreak(x.Label), Customer: x.Customer, Credit: "no credit agreed"}
	if x.Running {
		l.Period += ", running"
	}
	if x.Credit != nil && *x.Credit > 0 {
		l.Credit = percentOf(*x.Credit) + " of the fee"
	}
	if x.Owed != nil && x.Owed.Amount > 0 {
		l.Credit, l.Share = unit.Money(x.Owed.Amount, x.Owed.Currency), l.Credit
	}
	return l
}

func (v *Views) agreementRow(x report.Exclusion) AgreementRow {
	r := AgreementRow{ID: x.ID, Title: x.Title, When: v.when(x.Start, x.End), Reason: x.Reason, Late: x.Late, Approved: v.approved(x.Approver, x.Approved, x.Late)}
	for _, s := range x.SLOs {
		r.Effects = append(r.Effects, effect(s))
	}
	var names []string
	for _, c := range x.Contracts {
		names = append(names, orElse(c.Name, c.ID))
	}
	r.Contracts = unit.List(names)
	return r
}

// effect writes a figure with and without.
func effect(s report.ExcludedSLO) Effect {
	e := Effect{SLO: link(s.SLO), State: StateOf(s.With.State)}
	with, without := StateOf(s.With.State).Word, StateOf(s.Without.State).Word
	switch same := s.With.State == s.Without.State; {
	case s.With.Spent != nil && s.Without.Spent != nil && same:
		e.Text = unit.Share(*s.With.Spent) + " spent, " + unit.Share(*s.Without.Spent) + " with that time counted; " + with + " either way"
	case same:
		e.Text = with + " either way"
	default:
		e.Text = spentAnd(s.With.Spent, with) + "; with that time counted " + spentAnd(s.Without.Spent, without)
	}
	if s.Bad == nil {
		e.Text = spentAnd(s.With.Spent, with) + "; what it would be with that time counted is not measured: the raw data are gone"
		return e
	}
	e.Text += ". " + unit.Sentence(unit.Plural(int(math.Round(*s.Bad)), "failure", "failures")) + " not counted"
	return e
}

func spentAnd(spent *float64, word string) string {
	if spent == nil {
		return word
	}
	return unit.Share(*spent) + " spent, " + word
}

// agreementTables are the files of what is agreed, beside a team's report.
func agreementTables(t *report.TeamQuarter) []NamedTable {
	var out []NamedTable
	if len(t.Contracts) > 0 {
		out = append(out, NamedTable{"contracts", func() chart.Table { return contractsTable(t.Contracts) }})
	}
	for _, s := range t.SLOs {
		if s.Excluded != nil {
			return append(out, NamedTable{"exclusions", func() chart.Table { return excludedTable(t.SLOs) }})
		}
	}
	return out
}

func contractsTable(list []report.Contract) chart.Table {
	t := chart.Table{Head: []string{"contract", "title", "customer", "slo", "target", "period", "start", "end", "running", "verdict", "sli", "valid", "failed",
		"margin", "margin_seconds", "margin_used", "credit", "owed", "currency", "excluded_seconds", "excluded_failed", "sli_without_exclusions"}}
	for _, c := range list {
		for _, p := range c.Periods {
			row := []string{c.ID, c.Title, c.Customer, c.SLO.ID, number(&c.Target), p.Label, stamp(&p.Start), stamp(&p.End), strconv.FormatBool(p.Running), p.Verdict,
				number(p.SLI.Value), number(p.Valid.Value), number(p.Bad.Value), number(p.Margin.Value), number(p.MarginTime.Value), number(p.Used.Value), number(p.Credit.Value), number(p.Owed.Value), c.Currency, "", "", ""}
			if x := p.Excluded; x != nil {
				row[19], row[20], row[21] = number(&x.Seconds), number(&x.Bad), number(x.Without)
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

func excludedTable(list []*report.SLOQuarter) chart.Table {
	t := chart.Table{Head: []string{"slo", "quarter", "exclusion", "title", "reason", "approver", "approved", "start", "end", "seconds", "valid", "failed",
		"state", "sli", "spent", "state_without", "sli_without", "spent_without"}}
	for _, s := range list {
		if s.Excluded == nil {
			continue
		}
		x := s.Excluded
		for _, w := range x.Windows {
			t.Rows = append(t.Rows, []string{s.SLO.ID, s.Quarter, w.ID, w.Title, w.Reason, w.Approver, stamp(w.Approved), stamp(&w.Start), stamp(&w.End),
				number(&w.Seconds), number(w.Valid), number(w.Bad), stateCode(x.With.State), number(x.With.SLI), number(x.With.Spent),
				stateCode(x.Without.State), number(x.Without.SLI), number(x.Without.Spent)})
		}
	}
	return t
}

// exclusionsTable is the organisation's exclusions as data.
func exclusionsTable(list []report.Exclusion) chart.Table {
	t := chart.Table{Head: []string{"exclusion", "title", "reason", "approver", "approved", "start", "end", "slo", "team", "failed", "state", "spent", "state_without", "spent_without"}}
	for _, x := range list {
		touched := x.SLOs
		head := []string{x.ID, x.Title, x.Reason, x.Approver, stamp(x.Approved), stamp(&x.Start), stamp(&x.End)}
		if len(touched) == 0 {
			t.Rows = append(t.Rows, append(head, "", "", "", "", "", "", ""))
		}
		for _, s := range touched {
			row := append(head[:len(head):len(head)], s.SLO.ID, s.Team.ID, number(s.Bad), stateCode(s.With.State), number(s.With.Spent), stateCode(s.Without.State), number(s.Without.Spent))
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

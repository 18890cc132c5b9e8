package view

import (
	"html/template"
	"math"
	"slices"
	"strings"
	"time"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// Contracts is the section of what was promised to customers in writing.
type Contracts struct {
	*Section
	List  []ContractBox
	Terms ContractTerms
	CSV   string
}

// ContractTerms are the definitions in the heads of the tables.
type ContractTerms struct{ SLI, Margin, Credit Definition }

// ContractBox is one contract in a quarter.
type ContractBox struct {
	ID       string
	State    State
	Title    string
	Customer string
	Promise  string
	SLO      Link
	Answer   string
	Scale    template.HTML
	Rows     []ContractRow
	Notes    []string
	Trace    Trace
}

// Trace is the way back from figures to their files and rows: partial "traced".
type Trace struct {
	Sources SourceList
	Rows    *Link
}

// ContractRow is one period.
type ContractRow struct {
	Period      string
	To          string // "to 15 November" while it runs
	State       State
	SLI, Target string
	Bar         template.HTML
	BarText     string
	Events      string // of the margin
	Time        string
	Credit      string
	Owed        string
	Owing       bool
}

func (v *Views) contracts(t *report.TeamQuarter, c *contents, g *glossary) *Contracts {
	if len(t.Contracts) == 0 {
		return nil
	}
	out := &Contracts{CSV: t.URL + "contracts.csv"}
	out.Terms = ContractTerms{g.term("contract", "Measured"), g.term("contract-margin", "Margin left"), g.term("service-credit", "Credit owed")}
	out.Section = c.add(Section{ID: "contracts", Title: "Contracts", Notes: []Note{
		{Term: "A contract", Text: "is judged by its own target, period and exclusions, on the indicator of an objective."},
		{Term: "Margin", Text: "is what may still fail: in events, and as a total outage at even traffic."},
		{Term: "Credits", Text: "are what the contract provides for, not what was claimed or paid."},
	}})
	for _, x := range t.Contracts {
		box := v.contractBox(x)
		box.Trace.Rows = &Link{Text: "Contracts as CSV", URL: out.CSV}
		out.List = append(out.List, box)
	}
	return out
}

func (v *Views) contractBox(x report.Contract) ContractBox {
	b := ContractBox{
		ID: "contract-" + x.ID, Title: x.Title, Customer: x.Customer, SLO: link(x.SLO), State: State{"ok", ""}, Answer: contractAnswer(x),
		Promise: unit.Objective(x.Target) + " of " + x.Counts + " a " + x.Period,
	}
	most := 1.06
	for _, p := range x.Periods {
		if p.Used.Value != nil && *p.Used.Value < 4 {
			most = math.Max(most, *p.Used.Value*1.04)
		}
	}
	b.Scale = drawing(chart.Spec{Hidden: true, Scale: &chart.Scale{Max: most, Ticks: []chart.Tick{{At: 0, Label: "0"}, {At: 1, Label: "all that may fail"}}}})
	for _, p := range x.Periods {
		row := v.contractRow(x, p, most)
		if worseClass(row.State.Class, b.State.Class) {
			b.State = row.State
		}
		b.Rows = append(b.Rows, row)
	}
	b.Notes = append(v.contractNotes(x), periodReasons(x)...)
	var files []string
	for _, p := range x.Periods {
		files = append(files, p.SLI.Sources...)
	}
	slices.Sort(files)
	if files = slices.Compact(files); len(files) > 0 {
		b.Trace.Sources = sourceList(files)
	}
	return b
}

// periodReasons say why periods have no verdict, where more is known of it.
func periodReasons(x report.Contract) []string {
	var out []string
	for _, p := range x.Periods {
		if p.Reason != "" {
			out = append(out, noBreak(p.Label)+": "+unit.Lower(p.Reason))
		}
	}
	return out
}

func (v *Views) contractRow(x report.Contract, p report.ContractPeriod, most float64) ContractRow {
	r := ContractRow{Period: noBreak(p.Label), State: verdictState(p.Verdict), SLI: "no data", Target: unit.Objective(x.Target), Events: "–", Credit: "–"}
	if p.Running {
		r.To = "to " + unit.DayMonth(v.lastDay(p.Seen))
	}
	bar := &chart.Cell{Max: most, Rules: []float64{1}, Missing: "no data"}
	if p.SLI.Value != nil {
		r.SLI = unit.Ratio(*p.SLI.Value, x.Target)
		r.Events = unit.Count(*p.Margin.Value) + unit.NB + x.Counts
		r.BarText = unit.Count(value(p.Bad.Value)) + " " + x.Counts + " failed"
		bar = &chart.Cell{Max: most, Rules: []float64{1}, Tone: verdictTone(p.Verdict)}
	}
	if p.Used.Value != nil {
		bar.To = math.Min(*p.Used.Value, most)
		r.BarText = unit.Share(*p.Used.Value) + " of the margin used"
	}
	if p.MarginTime.Value != nil {
		r.Time = signedDuration(*p.MarginTime.Value)
	}
	r.Bar = drawing(chart.Spec{Hidden: true, Height: 28, Cell: bar})
	r.Credit, r.Owed = creditWords(x, p)
	r.Owing = value0(p.Credit.Value) > 0
	return r
}

func signedDuration(seconds float64) string {
	if seconds < 0 {
		return "over by " + unit.Duration(seconds)
	}
	return unit.Duration(seconds)
}

// creditWords is what is owed, as a share and in money.
func creditWords(x report.Contract, p report.ContractPeriod) (share, money string) {
	switch {
	case p.Credit.Value == nil:
		return "–", ""
	case *p.Credit.Value == 0 && len(x.Credits) == 0 && isBreach(p.Verdict):
		return "no credit agreed", ""
	case *p.Credit.Value == 0:
		return "no credit", ""
	}
	share = percentOf(*p.Credit.Value)
	if p.Owed.Value != nil {
		money = unit.Money(*p.Owed.Value, x.Currency)
	}
	if p.Running {
		share = "at least " + share
	}
	return share, money
}

func isBreach(verdict string) bool {
	return verdict == report.VerdictBreached || verdict == report.VerdictBreachedSo
}

// percentOf writes a credit, which is a plain number of per cent.
func percentOf(share float64) string {
	if whole := math.Round(share * 100); math.Abs(share*100-whole) < 1e-9 {
		return unit.Percent(share, 0)
	}
	return unit.Percent(share, 1)
}

// contractNotes print the terms, and what is assumed where money is named.
func (v *Views) contractNotes(x report.Contract) []string {
	var out []string
	if len(x.Credits) > 0 {
		var steps []string
		for _, s := range x.Credits {
			steps = append(steps, percentOf(s.Percent/100)+" below "+unit.Objective(s.Below))
		}
		out = append(out, "Credits of the fee for the "+x.Period+": "+strings.Join(steps, ", ")+".")
	}
	if x.Fee != nil {
		out = append(out, "Money assumes the stated fee of "+unit.Money(*x.Fee, x.Currency)+" a "+x.Period+" for all these customers together, and that each of them claims.")
	}
	if x.Target != x.Objective {
		out = append(out, "The team’s own objective is "+unit.Objective(x.Objective)+".")
	}
	if dates := v.contractDates(x); dates != "" {
		out = append(out, dates)
	}
	return append(out, v.contractExclusions(x)...)
}

func (v *Views) contractDates(x report.Contract) string {
	switch {
	case x.From != nil && x.To != nil:
		return "In force from " + unit.Date(v.local(*x.From)) + " to " + unit.Date(v.lastDay(*x.To)) + "."
	case x.From != nil:
		return "In force from " + unit.Date(v.local(*x.From)) + "."
	case x.To != nil:
		return "In force to " + unit.Date(v.lastDay(*x.To)) + "."
	}
	return ""
}

func (v *Views) contractExclusions(x report.Contract) []string {
	names := map[string]string{}
	for _, e := range x.Exclusions {
		names[e.ID] = orElse(e.Name, e.ID)
	}
	var out []string
	for _, p := range x.Periods {
		if p.Excluded == nil {
			continue
		}
		var titles []string
		for _, id := range p.Excluded.IDs {
			titles = append(titles, names[id])
		}
		text := "The contract leaves out " + unit.List(titles) + ": " + unit.Duration(p.Excluded.Seconds) + " of " + noBreak(p.Label) +
			", in which " + unit.Count(p.Excluded.Bad) + " of " + unit.Count(p.Excluded.Valid) + " " + x.Counts + " failed"
		if p.Excluded.Without != nil {
			text += "; with it " + unit.Ratio(*p.Excluded.Without, x.Target) + " would be measured"
		}
		out = append(out, text+".")
	}
	if len(out) == 0 {
		if len(x.Exclusions) == 0 {
			return []string{"The contract leaves no time out."}
		}
		return []string{"The contract would leave time out, none of it in this quarter."}
	}
	return out
}

// contractAnswer says how a contract stands.
func contractAnswer(x report.Contract) string {
	judged, breached, credit, owed := 0, 0, 0.0, 0.0
	for _, p := range x.Periods {
		if p.Running {
			continue
		}
		switch p.Verdict {
		case report.VerdictBreached:
			breached++
			credit, owed = credit+value0(p.Credit.Value), owed+value0(p.Owed.Value)
			judged++
		case report.VerdictKept:
			judged++
		}
	}
	text := ""
	switch {
	case judged > 0 && breached == 0 && judged == 1:
		text = "Kept" + in(x)
	case judged > 0 && breached == 0:
		text = "Kept in each of " + unit.Plural(judged, x.Period, x.Period+"s")
	case breached > 0 && judged == 1:
		text = "Breached" + in(x)
	case breached > 0:
		text = "Breached in " + unit.Word(breached) + " of " + unit.Plural(judged, x.Period, x.Period+"s")
	}
	if credit > 0 && breached == 1 {
		text += ": a credit of " + percentOf(credit) + " of the fee is owed"
	} else if credit > 0 {
		text += ": credits are owed"
	}
	if owed > 0 {
		text += ", " + unit.Money(owed, x.Currency)
	}
	return joinRunning(text, x)
}

// in names the one period that was judged, where the quarter has others.
func in(x report.Contract) string {
	for _, p := range x.Periods {
		if len(x.Periods) > 1 && (p.Verdict == report.VerdictKept || p.Verdict == report.VerdictBreached) {
			return " in " + noBreak(p.Label)
		}
	}
	return ""
}

// joinRunning adds how the running period stands.
func joinRunning(text string, x report.Contract) string {
	for _, p := range x.Periods {
		word := p.Verdict
		if !p.Running && p.Verdict != report.VerdictNone && p.Verdict != report.VerdictNoData {
			continue
		}
		if text != "" {
			text += "; "
		}
		text += noBreak(p.Label) + " " + standsAs(word)
	}
	return unit.Sentence(text)
}

func standsAs(verdict string) string {
	switch verdict {
	case report.VerdictOnCourse:
		return "is on course to breach"
	case report.VerdictBreachedSo:
		return "is breached already"
	case report.VerdictNone:
		return "has no verdict"
	case report.VerdictNoData:
		return "has no data"
	}
	return verdict
}

func value0(p *float64) float64 {
	if p == nil {
		return 0
	}
	return *p
}

// verdictState is a verdict on a contract in the shape of a state.
func verdictState(verdict string) State {
	switch verdict {
	case report.VerdictBreached, report.VerdictBreachedSo:
		return State{"over", verdict}
	case report.VerdictOnCourse:
		return State{"risk", verdict}
	case report.VerdictNone:
		return State{"part", verdict}
	case report.VerdictNoData:
		return State{"none", verdict}
	}
	return State{"ok", verdict}
}

func verdictTone(verdict string) chart.Tone {
	switch verdictState(verdict).Class {
	case "over":
		return chart.Over
	case "risk":
		return chart.Risk
	case "ok":
		return chart.OK
	}
	return chart.Mid
}

func worseClass(a, b string) bool {
	rank := map[string]int{"none": 0, "ok": 1, "part": 2, "risk": 3, "over": 4}
	return rank[a] > rank[b]
}

// when writes a stretch of time with its zone.
func (v *Views) when(start, end time.Time) string {
	a, b := v.local(start), v.local(end)
	if midnight(a) && midnight(b) {
		last := b.AddDate(0, 0, -1)
		if last.Equal(a) {
			return unit.Date(a)
		}
		return unit.Date(a) + " to " + unit.Date(last)
	}
	return unit.Range(a, b) + " " + unit.Zone(a)
}

func midnight(t time.Time) bool { return t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 }

// approved names who agreed to an exclusion, and when.
func (v *Views) approved(role string, on *time.Time, late bool) string {
	if !v.shows("approvals") {
		return ""
	}
	text := role
	if on == nil {
		return text + ", on a day that is not stated"
	}
	text += ", " + unit.Date(v.local(*on))
	if late {
		text += ", after it had begun"
	}
	return text
}

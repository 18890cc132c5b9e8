package view

import (
	"math"
	"strconv"
	"strings"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// Findings is the section of sentences, ranked; rank shows as size.
type Findings struct {
	*Section
	List []Finding
}

// Finding is one sentence with its reasons and its evidence.
type Finding struct {
	Rank, Size string // lead, half, third, full
	Title      string
	Body       string
	Team       *Link
	Links      []Link
	Chart      *Chart
}

// findings lays out the sentences; named adds the team to each.
func (v *Views) findings(list []report.Finding, named bool) []Finding {
	out := make([]Finding, len(list))
	for i, f := range list {
		out[i] = Finding{Rank: strconv.Itoa(i + 1), Size: size(i, len(list)), Title: f.Title, Body: f.Body}
		if named && f.Team != nil {
			out[i].Team = &Link{Text: f.Team.Name, URL: f.Team.URL}
		}
		for _, l := range f.Links {
			out[i].Links = append(out[i].Links, numbered(l))
		}
		if f.Evidence != nil && len(f.Evidence.Items) > 0 {
			c := evidence("finding-"+strconv.Itoa(i+1), *f.Evidence)
			out[i].Chart = &c
		}
	}
	return out
}

// numbered is a link to an incident with its number before its title; of
// anything else the name.
func numbered(r report.Ref) Link {
	l := link(r)
	if strings.HasPrefix(r.URL, "/postmortems/") && r.ID != "" && l.Text != r.ID {
		l.Text = r.ID + " " + l.Text
	}
	return l
}

// size gives the first finding the full width, the next two halves, then
// thirds; what would stand alone in the last row is made wider.
func size(i, n int) string {
	rest := n - 3
	switch {
	case i == 0:
		return "lead"
	case n == 2:
		return "full"
	case i <= 2:
		return "half"
	case rest%3 == 2 && i >= n-2, rest%3 == 1 && rest > 1 && i >= n-4:
		return "half"
	case rest == 1:
		return "full"
	}
	return "third"
}

// evidence draws the series beside a finding.
func evidence(id string, e report.Evidence) Chart {
	spec := chart.Spec{ID: id, Title: e.Title}
	switch {
	case e.Form == "history":
		spec.History = historyOf(e)
	default:
		spec.Bars = barsOf(e.Items, e.Unit)
		if e.Rule != nil {
			spec.Bars.Rule = &chart.Rule{At: *e.Rule, Label: ruleLabel(e)}
		}
	}
	c := draw(e.Title, spec)
	c.Note = e.Note
	return c
}

func ruleLabel(e report.Evidence) string {
	switch {
	case e.RuleLabel != "":
		return e.RuleLabel
	case e.Unit == "ratio" && *e.Rule == 1:
		return "the whole budget"
	}
	return amount(*e.Rule, e.Unit)
}

func barsOf(items []report.EvidenceItem, unitName string) *chart.Bars {
	b := &chart.Bars{}
	for _, it := range items {
		bar := chart.Bar{Label: it.Label, Value: value(it.Value), Bold: it.Strong, Tone: itemTone(it), Href: it.URL}
		if it.Value != nil {
			bar.Text = bare(*it.Value, unitName)
		} else {
			bar.Text = "no data"
		}
		b.Rows = append(b.Rows, bar)
	}
	return b
}

func itemTone(it report.EvidenceItem) chart.Tone {
	switch it.Tone {
	case "over":
		return chart.Over
	case "risk":
		return chart.Risk
	case "ok":
		return chart.OK
	case "none":
		return chart.None
	}
	if it.Strong {
		return chart.Ink
	}
	return chart.Mid
}

// historyOf draws one value per quarter against a line.
func historyOf(e report.Evidence) *chart.History {
	h := &chart.History{Format: chart.Format{Factor: 100, Decimals: 1, Unit: unit.NB + "%"}}
	for _, it := range e.Items {
		year, quarter := yearAndQuarter(it.Label)
		p := chart.Past{Label: quarter, Group: year, Value: math.NaN(), Tone: itemTone(it), Bold: it.Strong, Href: it.URL}
		if it.Value != nil {
			p.Value, p.Text = *it.Value, unit.Percent(*it.Value, shareDecimals(*it.Value))
		}
		h.Points = append(h.Points, p)
	}
	if e.Rule != nil {
		h.Objectives = []chart.Rule{{At: *e.Rule, Label: ruleLabel(e)}}
	}
	return h
}

// shareDecimals keeps a mark's text short; near the whole it stays exact, so
// that nothing is printed on the wrong side of it.
func shareDecimals(v float64) int {
	if v > .9 && v < 1.1 {
		return 1
	}
	return 0
}

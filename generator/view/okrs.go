package view

import (
	"html/template"
	"math"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// OKRSection is the team's objectives with their key results.
type OKRSection struct {
	*Section
	List []OKRBox
	CSV  string
}

// OKRBox is one objective.
type OKRBox struct {
	Title, Progress string
	Rows            []KeyResultRow
}

// KeyResultRow is one key result: from, now, to.
type KeyResultRow struct {
	Title         string
	Metric        Link
	From, Now, To string
	State         State
	Progress      string
	Bar           template.HTML
}

func (v *Views) okrs(t *report.TeamQuarter, c *contents, g *glossary) *OKRSection {
	if len(t.OKRs) == 0 {
		return nil
	}
	s := &OKRSection{CSV: t.URL + "key-results.csv"}
	s.Section = c.add(Section{ID: "key-results", Title: "Objectives and key results", Short: "Key results", Notes: []Note{
		{Term: "Measured", Text: "by figures of this report, or by a business figure; nobody reports progress by hand."},
		{Term: "Bars", Text: "run from where it stood to where it was to be."},
	}})
	for _, o := range t.OKRs {
		b := OKRBox{Title: o.Title, Progress: "not measured"}
		if o.Progress != nil {
			b.Progress = unit.Percent(*o.Progress, 0) + " of the way"
		}
		for _, k := range o.KeyResults {
			b.Rows = append(b.Rows, keyResultRow(k))
		}
		s.List = append(s.List, b)
	}
	return s
}

func keyResultRow(k report.KeyResult) KeyResultRow {
	write := func(x float64) string { return keyValue(x, k) }
	r := KeyResultRow{Title: k.Title, Metric: link(k.Metric), From: write(k.From), To: write(k.To), Now: "no data", State: resultState(k.State), Progress: "–"}
	cell := &chart.Cell{Max: 1, Missing: "not measured"}
	if k.Figure.Value != nil {
		r.Now = write(*k.Figure.Value)
	}
	if k.Progress != nil {
		r.Progress = unit.Percent(*k.Progress, 0)
		tone := chart.Mid
		switch {
		case *k.Progress >= 1:
			tone = chart.OK
		case *k.Progress < 0:
			tone = chart.Over
		}
		low := math.Max(-.5, math.Min(0, *k.Progress))
		cell = &chart.Cell{Min: low, Max: 1.15, From: 0, To: math.Min(1.15, math.Max(low, *k.Progress)), Tone: tone, Rules: []float64{0, 1}}
	}
	r.Bar = drawing(chart.Spec{Hidden: true, Height: 26, Cell: cell})
	return r
}

// keyValue writes a value of a key result in its own unit, or in that of its
// figure.
func keyValue(x float64, k report.KeyResult) string {
	if k.Unit != "" {
		return withUnit(unit.Number(x, digitsFor(k)), k.Unit)
	}
	switch k.Figure.Unit {
	case "ratio":
		return unit.Percent(x, 2)
	case "seconds":
		return unit.Duration(x)
	}
	return plainValue(x, k.Figure.Unit)
}

// digitsFor is how many decimals tell the two ends of a key result apart: a
// tenth of the way must show.
func digitsFor(k report.KeyResult) int {
	way := math.Abs(k.To - k.From)
	if way >= 10 {
		return 0
	}
	n := int(math.Ceil(1 - math.Log10(way)))
	if k.From == math.Trunc(k.From) && k.To == math.Trunc(k.To) && (k.Figure.Value == nil || *k.Figure.Value == math.Trunc(*k.Figure.Value)) {
		return 0
	}
	return max(0, min(n, 4))
}

func withUnit(text, unitName string) string {
	if unitName == "" {
		return text
	}
	return text + unit.NB + unitName
}

func resultState(state string) State {
	switch state {
	case "reached":
		return State{"ok", state}
	case "on the way":
		return State{"risk", state}
	case "worse":
		return State{"over", state}
	case "not begun":
		return State{"part", state}
	}
	return State{"none", state}
}

// okrsTables are the section's rows as files.
func (v *Views) okrsTables(t *report.TeamQuarter) []NamedTable {
	if len(t.OKRs) == 0 {
		return nil
	}
	return []NamedTable{{"key-results", func() chart.Table {
		out := chart.Table{Head: []string{"objective", "key_result", "metric", "unit", "from", "to", "value", "progress", "state", "by"}}
		for _, o := range t.OKRs {
			for _, k := range o.KeyResults {
				out.Rows = append(out.Rows, []string{o.Title, k.Title, k.Metric.ID, orElse(k.Unit, k.Figure.Unit), number(&k.From), number(&k.To), number(k.Figure.Value), number(k.Progress), k.State, stamp(k.By)})
			}
		}
		return out
	}}}
}

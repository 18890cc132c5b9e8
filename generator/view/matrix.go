package view

import (
	"strconv"

	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// Matrix is quarter × team, with a link to each report: the overview of all
// quarters and the switcher between them. Partial "matrix".
type Matrix struct {
	Caption  string
	Long     bool // many teams: it scrolls in itself
	Years    []MatrixYear
	Quarters []MatrixQuarter
	Rows     []MatrixRow
	Foot     *MatrixFoot
	Earlier  []Link // quarters that have no column
}

// MatrixYear spans the quarters of one year.
type MatrixYear struct {
	Label string
	Span  int
}

// MatrixQuarter is a column's head.
type MatrixQuarter struct {
	Year, Short, URL string
	Current          bool // the quarter of the page
	Here             bool // the page itself
}

// MatrixRow is a team.
type MatrixRow struct {
	Team  Link
	Here  bool
	Cells []MatrixCell
}

// MatrixCell is a team in a quarter. Without a URL there is no report.
type MatrixCell struct {
	State         State
	Text, URL     string
	Current, Here bool
}

// MatrixFoot counts the teams that kept their budgets.
type MatrixFoot struct {
	Label string
	Cells []MatrixCell
}

const (
	matrixQuarters = 8  // columns at most: two years
	matrixTeams    = 14 // rows from which it scrolls in itself
)

// matrix shows all teams; with team it shows the page of that team, and only
// its row when there are many.
func (v *Views) matrix(o *report.Organisation, current report.Quarter, team *report.Ref) Matrix {
	m := Matrix{}
	shown := v.window(current)
	for _, q := range shown {
		m.addQuarter(q, q.Slug == current.Slug, team == nil)
	}
	for _, q := range v.book.Quarters {
		if q.Start.Before(shown[0].Start) || q.Start.After(shown[len(shown)-1].Start) {
			m.Earlier = append(m.Earlier, Link{Text: noBreak(q.Label), URL: "/" + q.Slug + "/"})
		}
	}
	many := len(o.History) > matrixTeams
	m.Long = many && team == nil
	for _, h := range o.History {
		here := team != nil && h.Team.ID == team.ID
		if many && team != nil && !here {
			continue
		}
		m.Rows = append(m.Rows, matrixRow(h, shown, current, here))
	}
	if len(m.Rows) > 1 {
		m.Foot = matrixFoot(o.History, shown, current)
	}
	m.Caption = unit.Sentence(unit.Plural(len(shown), "quarter", "quarters"))
	if len(m.Rows) > 1 {
		m.Caption += ", " + unit.Plural(len(m.Rows), "team", "teams")
	}
	return m
}

// window is at most two years of quarters, with the current one among them.
func (v *Views) window(current report.Quarter) []report.Quarter {
	all := v.book.Quarters
	end := len(all)
	for i, q := range all {
		if q.Slug == current.Slug {
			end = min(len(all), max(i+2, matrixQuarters))
		}
	}
	return all[max(0, end-matrixQuarters):end]
}

func (m *Matrix) addQuarter(q report.Quarter, current, here bool) {
	year, short := yearAndQuarter(q.Label)
	if n := len(m.Years); n > 0 && m.Years[n-1].Label == year {
		m.Years[n-1].Span++
	} else {
		m.Years = append(m.Years, MatrixYear{Label: year, Span: 1})
	}
	m.Quarters = append(m.Quarters, MatrixQuarter{Year: year, Short: short, URL: "/" + q.Slug + "/", Current: current, Here: current && here})
}

func matrixRow(h report.TeamHistory, shown []report.Quarter, current report.Quarter, here bool) MatrixRow {
	states := map[string]report.QuarterState{}
	for _, s := range h.States {
		states[s.Quarter.Slug] = s
	}
	row := MatrixRow{Team: Link{Text: h.Team.Name, URL: h.Team.URL}, Here: here}
	for _, q := range shown {
		s, ok := states[q.Slug]
		cell := MatrixCell{Current: q.Slug == current.Slug, Text: "–"}
		if ok && s.URL != "" {
			cell.State, cell.URL = StateOf(s.State), s.URL
			cell.Text = h.Team.Name + ", " + q.Label + ": " + cell.State.Word
			cell.Here = here && cell.Current
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// matrixFoot counts, for each quarter, the teams whose budgets held. No data
// and incomplete are not counted as held.
func matrixFoot(history []report.TeamHistory, shown []report.Quarter, current report.Quarter) *MatrixFoot {
	held := map[string]int{}
	for _, h := range history {
		for _, s := range h.States {
			if s.URL != "" && (s.State == slo.Within || s.State == slo.AtRisk) {
				held[s.Quarter.Slug]++
			}
		}
	}
	f := &MatrixFoot{Label: "Budgets held"}
	for _, q := range shown {
		f.Cells = append(f.Cells, MatrixCell{Text: strconv.Itoa(held[q.Slug]), Current: q.Slug == current.Slug})
	}
	return f
}

// Tally is how many are in one state, and which. Partial "tally".
type Tally struct {
	State State
	Count string
	Names []Link
	More  string
}

const tallyNames = 8 // named in one state; the rest are counted

// tally lists states that occur, in the report's order.
func tally(counts []report.StateCount, quarter string) []Tally {
	var out []Tally
	for _, c := range counts {
		if c.Count == 0 {
			continue
		}
		t := Tally{State: StateOf(c.State), Count: strconv.Itoa(c.Count)}
		for i, team := range c.Teams {
			if i == tallyNames && len(c.Teams) > tallyNames+1 {
				t.More = " and " + strconv.Itoa(len(c.Teams)-tallyNames) + " more"
				break
			}
			t.Names = append(t.Names, Link{Text: team.Name, URL: "/" + quarter + "/" + team.ID + "/"})
		}
		out = append(out, t)
	}
	return out
}

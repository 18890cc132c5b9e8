package chart

import (
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// Table is a chart's data: what a reader without the picture gets, and what a
// CSV file holds.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string
}

// Table returns the chart's data with the title as its caption. A Spec that
// fails Check gives an empty table.
func (s Spec) Table() Table {
	d, err := s.kind()
	if err != nil {
		return Table{Caption: s.Title}
	}
	t := d.table()
	t.Caption = s.Title
	return t
}

// CSVCell makes a text cell harmless for spreadsheets, which run text that
// begins with = + - @ (or a tab or line end before it) as a formula: such text
// gets an apostrophe in front. Real numbers such as -3.2 stay as they are.
func CSVCell(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return s
	}
	if isNumber(s) {
		return s
	}
	return "'" + s
}

// isNumber accepts plain decimal notation only: no hex, no "Inf", no blanks.
func isNumber(s string) bool {
	if strings.Trim(s, "+-.eE0123456789") != "" {
		return false
	}
	v, err := strconv.ParseFloat(s, 64)
	return err == nil && !math.IsInf(v, 0)
}

// sortedUnique returns the finite values, ascending, each once.
func sortedUnique(vs []float64) []float64 {
	vs = slices.DeleteFunc(vs, math.IsNaN)
	sort.Float64s(vs)
	return slices.Compact(vs)
}

// exactly returns the y of the point at x, NaN without one.
func exactly(ps []Point, x float64) float64 {
	i := sort.Search(len(ps), func(i int) bool { return ps[i].X >= x })
	if i < len(ps) && ps[i].X == x {
		return ps[i].Y
	}
	return math.NaN()
}

func timeHead(f Format) string {
	switch f.Kind {
	case Date:
		return "Date"
	case DateTime:
		return "Time"
	}
	return "At"
}

func orName(name string, i int) string {
	if name != "" {
		return name
	}
	if i == 0 {
		return "Value"
	}
	return "Value " + strconv.Itoa(i+1)
}

package config

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// The figures that a step of the policy can look at, all of them shares of a
// budget. The methodology page defines each.
const (
	FigureSpent    = "spent"         // of the quarter's budget, so far
	FigureFourWeek = "spent_28d"     // of the budget of the 28 days that end now
	FigureLeft     = "remaining"     // of the quarter's budget
	FigureIncident = "incident_28d"  // the largest incident, of four weeks' budget
	FigureCause    = "cause_quarter" // the largest class of root cause, of the quarter's budget
)

func policyFigures() []string {
	return []string{FigureSpent, FigureFourWeek, FigureLeft, FigureIncident, FigureCause}
}

// Condition is a comparison of one figure with a number: spent_28d > 1.
type Condition struct {
	Figure string
	Op     string // >=, >, <= or <
	Number float64
	Pos    diag.Pos
}

// String writes the condition as it is written in a file.
func (c Condition) String() string {
	return c.Figure + " " + c.Op + " " + strconv.FormatFloat(c.Number, 'f', -1, 64)
}

// slack keeps a figure that equals the number but for rounding on its side.
const slack = 1e-12

// Holds tells whether a value of the figure meets the condition.
func (c Condition) Holds(v float64) bool {
	eps := slack * math.Max(1, math.Abs(c.Number))
	switch c.Op {
	case ">=":
		return v >= c.Number-eps
	case ">":
		return v > c.Number+eps
	case "<=":
		return v <= c.Number+eps
	default:
		return v < c.Number-eps
	}
}

var conditionShape = regexp.MustCompile(`^\s*([\pL_][\pL\d_]*)\s*([<>=!≥≤]+)\s*(\S.*?)\s*$`)

const conditionHint = `write a figure, a comparison and a number, such as "spent >= 1"`

// condition reads the text of when; ok is false if it is no condition, which is
// reported.
func (l *loader) condition(w doc.Word) (c Condition, ok bool) {
	fail := func(hint, format string, args ...any) (Condition, bool) {
		l.diags.Errorf(w.Pos, "bad-condition", hint, format, args...)
		return Condition{}, false
	}
	for _, word := range strings.Fields(strings.ToLower(w.Text)) {
		if word == "and" || word == "or" || word == "&&" || word == "||" {
			return fail("write a step for each comparison", "a step looks at one figure, and %q compares several", w.Text)
		}
	}
	m := conditionShape.FindStringSubmatch(w.Text)
	if m == nil {
		return fail(conditionHint, "%q is not a condition", w.Text)
	}
	figures := policyFigures()
	known := false
	for _, f := range figures {
		known = known || f == m[1]
	}
	if !known {
		hint := "known are " + strings.Join(figures, ", ")
		if near := diag.Suggest(m[1], figures); near != "" {
			hint = "did you mean " + near + "?"
		}
		return fail(hint, "%q is no figure that a policy can look at", m[1])
	}
	switch m[2] {
	case ">=", ">", "<=", "<":
	default:
		return fail("write >=, >, <= or <", "%q is no comparison", m[2])
	}
	return l.conditionNumber(Condition{Figure: m[1], Op: m[2], Pos: w.Pos}, m[3])
}

// conditionNumber reads what a figure is compared with, a share.
func (l *loader) conditionNumber(c Condition, text string) (Condition, bool) {
	x, err := strconv.ParseFloat(text, 64)
	if number, percent := strings.CutSuffix(text, "%"); percent {
		if x, err = strconv.ParseFloat(strings.TrimSpace(number), 64); err == nil {
			l.diags.Errorf(c.Pos, "not-a-fraction", "write "+strconv.FormatFloat(x/100, 'f', -1, 64), "shares are written as fractions, not as %q", text)
			return c, false
		}
	}
	switch {
	case err != nil || math.IsNaN(x) || math.IsInf(x, 0):
		l.diags.Errorf(c.Pos, "bad-condition", conditionHint, "%q is no number to compare a figure with", text)
		return c, false
	case math.Abs(x) > 10:
		l.diags.Errorf(c.Pos, "not-a-fraction", "write "+strconv.FormatFloat(x/100, 'f', -1, 64)+" for "+text+" %", "%s is more than ten whole budgets", text)
		return c, false
	}
	c.Number = x
	return c, true
}

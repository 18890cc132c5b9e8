package view

import (
	"strings"

	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// amount writes a value in the unit of its figure.
func amount(v float64, unitName string) string {
	switch unitName {
	case "ratio":
		return unit.Share(v)
	case "seconds":
		return unit.Duration(v)
	case "hours":
		return unit.Number(v, 1) + unit.NB + "h"
	case "", "count":
		return unit.Count(v)
	}
	return unit.Count(v) + unit.NB + unitName
}

// bare is amount without the noun of what is counted, for a row of bars whose
// heading says it.
func bare(v float64, unitName string) string {
	switch unitName {
	case "ratio", "seconds", "hours":
		return amount(v, unitName)
	}
	if v >= 1e6 {
		return unit.Approx(v)
	}
	return unit.Count(v)
}

// bigNumber splits a value into the number that is set large and the unit
// beside it.
func bigNumber(f report.Figure, of *float64) (big, small string) {
	if f.Value == nil {
		return "–", "no data"
	}
	v := *f.Value
	switch {
	case of != nil:
		return unit.Count(v), "of" + unit.NB + unit.Count(*of)
	case f.Unit == "ratio":
		number, _, _ := strings.Cut(unit.Share(v), unit.NB+"%")
		return number, "per cent"
	case f.Unit == "seconds":
		return splitDuration(v)
	case f.Unit == "hours":
		return unit.Number(v, 1), "hours"
	}
	if text := unit.Approx(v); v >= 1e6 {
		number, scale, _ := strings.Cut(text, unit.NB)
		return number, strings.TrimSpace(scale + " " + f.Unit)
	}
	return unit.Count(v), nounFor(v, f.Unit)
}

// nounFor is what is counted, in the singular where there is one of it. Units of
// the report are plurals; the site's own nouns are left as they are.
func nounFor(v float64, plural string) string {
	if v != 1 {
		return plural
	}
	switch plural {
	case "stretches":
		return "stretch"
	case "incidents", "actions", "teams", "objectives":
		return strings.TrimSuffix(plural, "s")
	}
	return plural
}

// splitDuration sets one unit large; a duration of two stays whole.
func splitDuration(seconds float64) (big, small string) {
	words := unit.DurationWords(seconds)
	if strings.Contains(words, " and ") {
		return unit.Duration(seconds), ""
	}
	number, name, _ := strings.Cut(words, unit.NB)
	return number, name
}

// comparison says how a figure stood a quarter and a year before, in the words
// of write.
func (v *Views) comparison(f report.Figure, slug string, write func(float64) string) string {
	previous, yearAgo := v.before(slug, 1), v.before(slug, 4)
	if q := v.before(slug, 0); q != nil && q.Running && grows(f.Unit) {
		return wholeQuarters(f, previous, write)
	}
	var parts []string
	switch {
	case f.Previous != nil && previous != nil:
		parts = append(parts, "from "+write(*f.Previous)+" in "+noBreak(previous.Label))
	case previous != nil:
		parts = append(parts, "no figure in "+noBreak(previous.Label))
	}
	switch {
	case f.YearAgo != nil:
		parts = append(parts, write(*f.YearAgo)+" a year ago")
	case yearAgo != nil || f.Previous != nil:
		parts = append(parts, "no figure a year ago")
	}
	if len(parts) == 0 {
		return "the first quarter of this site"
	}
	return strings.Join(parts, "; ")
}

// grows tells whether a figure in a unit adds up as a quarter runs, so that it
// cannot be held against a whole quarter's.
func grows(unitName string) bool {
	switch unitName {
	case "ratio", "seconds", "teams", "objectives", "actions":
		return false
	}
	return true
}

// wholeQuarters is the comparison of a running quarter's count: the quarters it
// stands beside had all their days.
func wholeQuarters(f report.Figure, previous *report.Quarter, write func(float64) string) string {
	var parts []string
	if f.Previous != nil && previous != nil {
		parts = append(parts, "all of "+noBreak(previous.Label)+" had "+write(*f.Previous))
	}
	if f.YearAgo != nil {
		parts = append(parts, "the same quarter a year ago "+write(*f.YearAgo))
	}
	if len(parts) == 0 {
		return "so far"
	}
	return "so far; " + strings.Join(parts, ", ")
}

// inUnit writes values in a figure's unit, without the noun of what is counted.
func inUnit(unitName string) func(float64) string {
	return func(v float64) string { return bare(v, unitName) }
}

// before is the quarter n quarters before the one called slug; nil outside the
// book.
func (v *Views) before(slug string, n int) *report.Quarter {
	for i := range v.book.Quarters {
		if v.book.Quarters[i].Slug == slug && i-n >= 0 {
			return &v.book.Quarters[i-n]
		}
	}
	return nil
}

// noBreak keeps a short label on one line.
func noBreak(s string) string { return strings.ReplaceAll(s, " ", unit.NB) }

// paragraphs splits plain text at empty lines.
func paragraphs(s string) []string {
	var out []string
	for _, p := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// yearAndQuarter splits "2026 Q3" for an axis that names each year once.
func yearAndQuarter(label string) (year, quarter string) {
	i := strings.LastIndexByte(label, ' ')
	if i < 0 {
		return "", label
	}
	return label[:i], label[i+1:]
}

// objective writes a target as a team states it: "99.95 % of requests".
func objective(s *report.SLOQuarter) string {
	return unit.Objective(s.Objective) + " of " + orElse(s.Counts, "events")
}

// hero is the top of a report: the sentence that answers, and the reasons.
type hero struct {
	Headline   string
	Class      string // of the headline: long when it needs a smaller size
	Standfirst []string
	By         string
}

// longHeadline is from how many letters on a headline is set smaller.
const longHeadline = 88

func heroOf(headline, standfirst report.Text) hero {
	h := hero{Headline: headline.Text, Standfirst: paragraphs(standfirst.Text)}
	if len([]rune(h.Headline)) > longHeadline {
		h.Class = "long"
	}
	switch {
	case headline.Written && standfirst.Written:
		h.By = "Headline and introduction were written by people; every figure below comes from the data."
	case headline.Written:
		h.By = "The headline was written by people; the introduction and every figure come from the data."
	case standfirst.Written:
		h.By = "The introduction was written by people; the headline and every figure come from the data."
	default:
		h.By = "Headline and introduction are made from the figures."
	}
	return h
}

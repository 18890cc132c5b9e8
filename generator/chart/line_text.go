package chart

import (
	"math"
	"strings"
)

func (l *Line) describe() string {
	if len(l.Series) == 0 {
		return noData + "."
	}
	var b strings.Builder
	for _, s := range l.Series {
		first, lastPoint, gaps := Point{Y: math.NaN()}, Point{Y: math.NaN()}, 0
		for _, p := range s.Points {
			switch {
			case missing(p.Y):
				gaps++
			case missing(first.Y):
				first, lastPoint = p, p
			default:
				lastPoint = p
			}
		}
		l.describeSeries(&b, s, first, lastPoint, gaps)
	}
	for _, r := range l.Rules {
		if r.Label != "" {
			b.WriteString(" " + r.text())
		}
	}
	var notes []string
	for _, m := range l.Marks {
		notes = append(notes, m.text())
	}
	for _, n := range l.Bands {
		notes = append(notes, n.Name)
	}
	if s := joinNonEmpty(notes, "; "); s != "" {
		b.WriteString(" Marked: " + sentence(s))
	}
	return strings.TrimSpace(b.String())
}

func (l *Line) describeSeries(b *strings.Builder, s Series, from, to Point, gaps int) {
	b.WriteByte(' ')
	if s.Name != "" {
		b.WriteString(s.Name + ": ")
	}
	if missing(from.Y) {
		b.WriteString(noData + ".")
		return
	}
	b.WriteString("from " + l.Y.Format.Text(from.Y) + " on " + l.X.Format.Text(from.X) +
		" to " + l.Y.Format.Text(to.Y) + " on " + l.X.Format.Text(to.X) + ".")
	if gaps > 0 {
		b.WriteString(" No data at " + grouped(gaps) + " of " + grouped(len(s.Points)) + " points.")
	}
}

// text returns what the mark says: its name or its label.
func (m Mark) text() string {
	if m.Name != "" {
		return m.Name
	}
	return m.Label.text()
}

// text joins the label's lines.
func (l Label) text() string {
	parts := make([]string, 0, len(l.Lines))
	for _, t := range l.Lines {
		parts = append(parts, t.Text)
	}
	return joinNonEmpty(parts, " ")
}

func joinNonEmpty(parts []string, sep string) string {
	var keep []string
	for _, p := range parts {
		if p != "" {
			keep = append(keep, p)
		}
	}
	return strings.Join(keep, sep)
}

// sentence joins parts by a blank and ends them with a full stop.
func sentence(parts ...string) string {
	s := joinNonEmpty(parts, " ")
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

func (l *Line) table() Table {
	t := Table{Head: []string{timeHead(l.X.Format)}}
	for i, s := range l.Series {
		t.Head = append(t.Head, orName(s.Name, i))
	}
	if len(l.Series) == 0 {
		return t
	}
	for _, x := range l.places() {
		row := []string{l.X.Format.Text(x)}
		for _, s := range l.Series {
			row = append(row, l.Y.Format.Text(exactly(s.Points, x)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// places returns the x of every point of every series, ascending.
func (l *Line) places() []float64 {
	var xs []float64
	for _, s := range l.Series {
		for _, p := range s.Points {
			xs = append(xs, p.X)
		}
	}
	return sortedUnique(xs)
}

// text says what a rule is; a rule without label says nothing.
func (r Rule) text() string {
	if r.Label == "" {
		return ""
	}
	kind := "Line"
	if r.Dashed {
		kind = "Dashed line"
	}
	return kind + ": " + sentence(r.Label, r.Sub)
}

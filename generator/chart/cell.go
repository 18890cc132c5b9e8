package chart

import "math"

// Cell is a small bar inside a table cell, from one value to another on a
// scale that the whole column shares: a step of a waterfall, a budget left, the
// phases of an incident.
type Cell struct {
	Min, Max  float64
	From, To  float64
	Tone      Tone
	Parts     []Part    // several pieces from From on, instead of To and Tone
	Grid      []float64 // hair lines, as in the column's header
	Rules     []float64 // ink lines: zero, the whole budget, a target
	Marks     []float64 // heavy ticks over the bar: this row's own target
	Connector bool      // a short stem at To down to the next row
	Text      Text      // the value, inside the bar where it fits, else beside it
	Missing   string    // no data: dashed, with this text
}

const cellWidth = 200.0 // px that a cell has at the least, for placing its text

func (k *Cell) height() int      { return 34 }
func (k *Cell) options() *echart { return nil }

func (k *Cell) draw(c *canvas) {
	h := float64(c.h)
	x := newSpan(k.Min, k.Max, 0, 1)
	c.at = back
	for _, g := range k.Grid {
		if x.in(g) {
			c.line("gl", x.at(g), 0, x.at(g), h)
		}
	}
	top, bar := math.Round(h*.22), math.Round(h*.56)
	if k.Missing != "" {
		c.line("gap", clampUnit(x.at(k.From)), h/2, 1, h/2)
		c.at = front
		c.text("t-none halo", clampUnit(x.at(k.From)), h/2-3, 4, k.Missing)
	} else {
		k.bar(c, x, top, bar)
	}
	c.at = front
	for _, r := range k.Rules {
		if x.in(r) {
			c.line("ax", x.at(r), 0, x.at(r), h)
		}
	}
	for _, m := range k.Marks {
		c.line("tickh", x.at(m), 1, x.at(m), h-1)
		c.line("tick", x.at(m), 1, x.at(m), h-1)
	}
}

// bar draws the piece or the pieces, and the text at the end.
func (k *Cell) bar(c *canvas, x span, top, h float64) {
	parts, at := k.Parts, k.From
	if len(parts) == 0 {
		parts = []Part{{Value: k.To - k.From, Tone: k.Tone}}
	}
	for _, p := range parts {
		a, b := clampUnit(x.at(at)), clampUnit(x.at(at+p.Value))
		tip := ""
		if p.Name != "" {
			tip = joinNonEmpty([]string{p.Name, joinNonEmpty([]string{p.Short, p.Text}, " ")}, ": ")
		}
		// A value that is not zero never vanishes.
		w := math.Abs(b - a)
		if p.Value != 0 {
			w = math.Max(w, .004)
		}
		c.rect(fillClass(p.Tone), math.Min(a, b), top, w, h, tip)
		at += p.Value
	}
	if k.Connector {
		c.line("stem", clampUnit(x.at(at)), top+h, clampUnit(x.at(at)), float64(c.h))
	}
	k.text(c, clampUnit(x.at(k.From)), clampUnit(x.at(at)), top+h/2+4.5, parts[len(parts)-1].Tone)
}

// text prints the value inside the bar's end, else beside it.
func (k *Cell) text(c *canvas, from, to, y float64, tone Tone) {
	c.at = front
	w := k.Text.width() + 12
	right := math.Max(from, to)
	class := "b"
	switch {
	case len(k.Parts) == 0 && to > from && (to-from)*cellWidth >= w:
		c.text(classes(class, onClass(tone), "ae"), to, y, -7, k.Text.Text)
	case (1-right)*cellWidth >= w:
		c.text(classes(class, k.Text.Tone.textClass(), "halo"), right, y, 5, k.Text.Text)
	case math.Min(from, to)*cellWidth >= w:
		c.text(classes(class, k.Text.Tone.textClass(), "halo ae"), math.Min(from, to), y, -5, k.Text.Text)
	default:
		c.text(classes(class, onClass(tone), "ae"), right, y, -7, k.Text.Text)
	}
}

func (k *Cell) describe() string {
	if k.Missing != "" {
		return sentence(k.Missing)
	}
	var parts []string
	for _, p := range k.Parts {
		parts = append(parts, joinNonEmpty([]string{p.Name, p.Short, p.Text}, " "))
	}
	return sentence(joinNonEmpty(append(parts, k.Text.Text), ", "))
}

func (k *Cell) table() Table {
	t := Table{Head: []string{"Part", "Value"}}
	for _, p := range k.Parts {
		t.Rows = append(t.Rows, []string{p.Name, joinNonEmpty([]string{p.Short, p.Text}, " ")})
	}
	v := k.Text.Text
	if k.Missing != "" {
		v = noData
	}
	t.Rows = append(t.Rows, []string{"Total", v})
	return t
}

// Scale is the axis of a column of cells, for the table's header.
type Scale struct {
	Min, Max float64
	Ticks    []Tick
}

func (s *Scale) height() int      { return 16 }
func (s *Scale) options() *echart { return nil }
func (s *Scale) table() Table     { return Table{} }

func (s *Scale) draw(c *canvas) {
	x := newSpan(s.Min, s.Max, 0, 1)
	c.at = front
	for _, t := range s.Ticks {
		if t.Minor || !x.in(t.At) {
			continue
		}
		at := x.at(t.At)
		class := "s2"
		if t.Bold {
			class = "b"
		}
		align := "am"
		half := textWidth(t.Label, t.Bold, false) / 2 / cellWidth
		switch {
		case at < half:
			align = ""
		case at > 1-half:
			align = "ae"
		}
		c.text(classes(class, align), at, 12, 0, t.Label)
	}
}

func (s *Scale) describe() string {
	var parts []string
	for _, t := range s.Ticks {
		parts = append(parts, t.Label)
	}
	return sentence("Scale:", joinNonEmpty(parts, ", "))
}

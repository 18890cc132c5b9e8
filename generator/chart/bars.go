package chart

import "math"

// Bars are labelled bars on one scale: lying (a figure against earlier
// quarters, teams) or standing (one bar per quarter or month). Values below zero
// reach to the other side of the zero line.
type Bars struct {
	Vertical bool
	Compact  bool // thinner lying bars, for small multiples
	Rows     []Bar
	Min, Max float64 // both 0: from the data, zero included
	Rule     *Rule   // one line across all bars, such as a target
	Ticks    []Tick  // grid lines of standing bars
	Format   Format  // where a bar has no text of its own
}

// Bar is one labelled value. NaN is no data and drawn dashed.
type Bar struct {
	Label  string
	Group  string // written once above or below the first of its bars: the year
	Value  float64
	Text   string // the value as printed
	Short  string // the same, shorter, for narrow bars; optional
	Tone   Tone
	Bold   bool
	Target *float64 // a mark of its own on this bar
	Goal   string   // the target as printed
	Name   string   // accessible name and tooltip; empty: label and text
	Href   string
}

const (
	groupH   = 38.0 // category labels below standing bars, with the group
	onlyH    = 24.0 // without
	leastBar = 200.0

	columnsTop = 20.0 // for the value over the highest column
	labelRise  = 13.0 // of a label that stands over its bar
)

func (b *Bars) height() int {
	if b.Vertical {
		return 200
	}
	return int(float64(len(b.Rows))*b.pitch() + 2 + b.rowsTop())
}

func (b *Bars) pitch() float64 {
	p := 24.0
	if b.Compact {
		p = 22
	}
	if b.labelAbove() {
		p += labelRise
	}
	return p
}

// barHeight is the thickness of a lying bar.
func (b *Bars) barHeight() float64 {
	if b.Compact {
		return 12
	}
	return 17
}

// rowsTop leaves room for the label of a rule.
func (b *Bars) rowsTop() float64 {
	if b.Rule != nil && b.Rule.Label != "" {
		return 20
	}
	return 4
}

// columnsBottom is the room under standing bars, with that for values below
// zero.
func (b *Bars) columnsBottom(k *categories) float64 {
	if lo, _ := b.scale(); lo < 0 {
		return k.height() + 14
	}
	return k.height()
}

// longLabel is the share of the narrowest figure from which labels of lying
// bars stand above their bars.
const longLabel = .42

func (b *Bars) labelAbove() bool { return b.labelWidth()/leastBar > longLabel }

func (b *Bars) labelWidth() float64 {
	w := 0.0
	for _, r := range b.Rows {
		w = math.Max(w, textWidth(joinNonEmpty([]string{r.Group, r.Label}, " "), r.Bold, false)+8)
	}
	return w
}

func (b *Bars) draw(c *canvas) {
	if b.Vertical {
		b.drawStanding(c)
		return
	}
	b.drawLying(c)
}

// scale returns the range of the values, zero included.
func (b *Bars) scale() (float64, float64) {
	if b.Max > b.Min {
		return b.Min, b.Max
	}
	lo, hi := 0.0, 0.0
	for _, r := range b.Rows {
		lo, hi = extent(lo, hi, r.Value)
		if r.Target != nil {
			lo, hi = extent(lo, hi, *r.Target)
		}
	}
	if b.Rule != nil {
		lo, hi = extent(lo, hi, b.Rule.At)
	}
	if lo == hi {
		hi = lo + 1
	}
	return lo, hi
}

func (r Bar) text(f Format) string {
	if missing(r.Value) {
		if r.Text != "" {
			return r.Text
		}
		return noData
	}
	if r.Text != "" {
		return r.Text
	}
	return f.Text(r.Value)
}

func (r Bar) name(f Format) string {
	if r.Name != "" {
		return r.Name
	}
	return joinNonEmpty([]string{r.Group, r.Label}, " ") + ": " + r.text(f)
}

// drawLying draws one row per bar: label, bar, value.
func (b *Bars) drawLying(c *canvas) {
	lo, hi := b.scale()
	labelShare, valueShare := b.shares()
	x := newSpan(lo, hi, labelShare, 1-valueShare)
	top := b.rowsTop()
	zero := x.at(math.Max(lo, 0))
	for i, r := range b.Rows {
		b.lyingRow(c, r, top+float64(i)*b.pitch(), x, zero, labelShare)
	}
	bottom := top + float64(len(b.Rows))*b.pitch()
	c.at = front
	if b.labelAbove() {
		c.at = back // labels run across the zero line
	}
	if lo < 0 {
		c.line("ax", zero, top, zero, bottom)
	}
	if b.Rule != nil {
		at := x.at(b.Rule.At)
		c.at = links // over bars, under what is printed beside them
		c.line(ruleClass(*b.Rule, "ax"), at, top-4, at, bottom)
		c.at = front
		c.text(classes("s2", edgeAlign(at)), at, 10, 0, b.Rule.Label)
	}
}

// shares returns the parts of the width that labels and values need when the
// figure is as narrow as a quarter column.
func (b *Bars) shares() (label, value float64) {
	for _, r := range b.Rows {
		value = math.Max(value, textWidth(r.text(b.Format), r.Bold, false))
	}
	value = math.Min((value+8)/leastBar, .34)
	if b.labelAbove() {
		return 0, value
	}
	return math.Max(b.labelWidth()/leastBar, .16), value
}

func (b *Bars) lyingRow(c *canvas, r Bar, y float64, x span, zero, labelShare float64) {
	h := b.barHeight()
	base := y + h/2 + 4.5
	bold := ""
	if r.Bold {
		bold = "b"
	}
	c.at = front
	label := joinNonEmpty([]string{r.Group, r.Label}, " ")
	if labelShare == 0 {
		c.fitted(classes(bold, "halo"), 0, y+9, label, r.Bold, 1)
		y += labelRise
		base += labelRise
	} else {
		c.fitted(bold, 0, base, label, r.Bold, labelShare)
	}
	c.at = links
	link := c.open(r.Href, r.name(b.Format))
	if missing(r.Value) {
		c.line("gap", zero, y+h/2, x.to, y+h/2)
	} else {
		at := x.at(r.Value)
		c.rect("f-"+r.Tone.name(), math.Min(at, zero), y, math.Abs(at-zero), h, r.name(b.Format))
	}
	if link {
		c.raw("</a>")
	}
	b.lyingValue(c, r, y, base, x, zero)
}

// lyingValue prints the value behind the bar's end, or right of zero for a bar
// to the left, and the bar's own target.
func (b *Bars) lyingValue(c *canvas, r Bar, y, base float64, x span, zero float64) {
	c.at = front
	end := zero
	if !missing(r.Value) {
		end = math.Max(x.at(r.Value), zero)
	}
	if r.Target != nil {
		at := x.at(*r.Target)
		c.line("tickh", at, y-1, at, base+6)
		c.line("tick", at, y-2, at, base+7)
		end = math.Max(end, at)
	}
	class := "halo"
	if r.Bold {
		class = "b halo"
	}
	if missing(r.Value) {
		class += " t-none"
	}
	c.text(class, end, base, 5, r.text(b.Format))
}

// fitted writes a text of which each width shows as much as its share holds.
func (c *canvas) fitted(class string, x, y float64, s string, bold bool, share float64) {
	w := textWidth(s, bold, false)
	if w <= leastBar*share {
		c.text(class, x, y, 0, s)
		return
	}
	var byWidth [widthClasses]string
	for k := range widthClass(widthClasses) {
		lo, _ := k.limits()
		byWidth[k] = shorten(s, bold, false, lo*share-6)
	}
	for k := 0; k < widthClasses; {
		m := mask(0)
		j := k
		for ; j < widthClasses && byWidth[j] == byWidth[k]; j++ {
			m |= 1 << j
		}
		for _, wc := range maskClasses(m) {
			c.text(classes(class, wc), x, y, 0, byWidth[k])
		}
		k = j
	}
}

// edgeAlign anchors a text at a place so that it stays on the canvas.
func edgeAlign(x float64) string {
	switch {
	case x < .2:
		return ""
	case x > .8:
		return "ae"
	}
	return "am"
}

func (b *Bars) describe() string {
	parts := make([]string, 0, len(b.Rows))
	for _, r := range b.Rows {
		s := joinNonEmpty([]string{r.Group, r.Label}, " ") + " " + r.text(b.Format)
		if r.Goal != "" {
			s += " of " + r.Goal
		}
		parts = append(parts, s)
	}
	s := sentence(joinNonEmpty(parts, ", "))
	if b.Rule != nil && b.Rule.Label != "" {
		s += " " + b.Rule.text()
	}
	return s
}

func (b *Bars) table() Table {
	t := Table{Head: []string{"Name", "Value"}}
	goals := false
	for _, r := range b.Rows {
		goals = goals || r.Goal != ""
	}
	if goals {
		t.Head = append(t.Head, "Target")
	}
	for _, r := range b.Rows {
		row := []string{joinNonEmpty([]string{r.Group, r.Label}, " "), r.text(b.Format)}
		if goals {
			row = append(row, r.Goal)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

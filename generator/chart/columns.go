package chart

import "math"

// drawStanding draws one column per bar with its value on top.
func (b *Bars) drawStanding(c *canvas) {
	lo, hi := b.scale()
	cats := b.categories()
	y := newSpan(lo, hi, float64(c.h)-b.columnsBottom(&cats), columnsTop)
	zero := y.at(math.Max(lo, 0))
	for _, t := range b.Ticks {
		if y.in(t.At) {
			c.at = back
			c.hline("gl", y.at(t.At))
			c.at = front
			c.text("s2 halo ae", 1, y.at(t.At)-5, 0, t.Label)
		}
	}
	for i, r := range b.Rows {
		b.column(c, r, cats.at(i), cats.width(), y, zero)
	}
	c.at = front
	c.hline("ax", zero)
	if b.Rule != nil {
		c.hline(ruleClass(*b.Rule, "tick"), y.at(b.Rule.At))
		c.text("s2 halo", 0, y.at(b.Rule.At)-5, 0, b.Rule.Label)
	}
	cats.draw(c)
}

func (b *Bars) categories() categories {
	k := categories{n: len(b.Rows)}
	for _, r := range b.Rows {
		k.add(r.Label, r.Group, r.Bold)
	}
	return k
}

func (b *Bars) column(c *canvas, r Bar, mid, w float64, y span, zero float64) {
	name := r.name(b.Format)
	c.at = links
	link := c.open(r.Href, name)
	at := zero
	if missing(r.Value) {
		c.rect("nodata", mid-w/2, zero-12, w, 12, name)
		at = zero - 12
	} else {
		at = y.at(r.Value)
		c.rect("f-"+r.Tone.name(), mid-w/2, math.Min(at, zero), w, math.Abs(at-zero), name)
	}
	if link {
		c.raw("</a>")
	}
	c.at = front
	if r.Target != nil {
		t := y.at(*r.Target)
		c.line("tick", mid-w*.54, t, mid+w*.54, t)
		if zero-at > 30 {
			c.inColumn(r, mid, math.Max(at, t), w, t, b.Format)
			return
		}
		at = math.Min(at, t)
	}
	base := at - 6
	if r.Value < 0 {
		base = at + 14
	}
	c.columnText(r, mid, base, w*1.18, b.Format)
}

// inColumn prints the value inside the top of a column and the target over it.
func (c *canvas) inColumn(r Bar, mid, top, w, target float64, f Format) {
	c.columnText(Bar{Value: 1, Text: r.Goal, Tone: r.Tone}, mid, math.Min(target, top)-6, w*1.18, f)
	class := classes("b", onClass(r.Tone), "am")
	m := fitMask(textWidth(r.text(f), true, false)+4, w)
	for _, wc := range maskClasses(m) {
		c.text(classes(class, wc), mid, top+17, 0, r.text(f))
	}
}

// columnText prints a value over its column at the widths where it fits, else
// the short form.
func (c *canvas) columnText(r Bar, mid, y, share float64, f Format) {
	bold := ""
	if r.Bold {
		bold = "b"
	}
	long := r.text(f)
	m := fitMask(textWidth(long, r.Bold, false)+4, share)
	for _, wc := range maskClasses(m) {
		c.text(classes(bold, wc, "am halo"), mid, y, 0, long)
	}
	if r.Short == "" {
		return
	}
	rest := fitMask(textWidth(r.Short, r.Bold, false)+4, share) &^ m
	for _, wc := range maskClasses(rest) {
		c.text(classes(bold, wc, "am halo"), mid, y, 0, r.Short)
	}
}

// fitMask returns the widths at which a share of the figure holds w px.
func fitMask(w, share float64) mask {
	var m mask
	for k := range widthClass(widthClasses) {
		if lo, _ := k.limits(); lo*share >= w {
			m |= 1 << k
		}
	}
	return m
}

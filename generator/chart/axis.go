package chart

// timeAxis draws the axis line at y with its ticks below; labels that would
// touch at a width are left out there, later ones first.
func timeAxis(c *canvas, ticks []Tick, x span, y float64) {
	c.at = back
	c.hline("ax", y)
	p := &placer{top: y, bottom: y + lineBottom}
	for _, t := range ticks {
		if !x.in(t.At) {
			continue
		}
		at := x.at(t.At)
		if t.Minor {
			c.line("ax", at, y, at, y+4)
			continue
		}
		c.line("ax", at, y, at, y+7)
		c.tickLabel(p, t, at, y+22)
	}
}

// tickLabel draws an axis label that begins at its tick, or ends there when it
// would leave the canvas.
func (c *canvas) tickLabel(p *placer, t Tick, at, y float64) {
	if t.Label == "" {
		return
	}
	w := textWidth(t.Label, t.Bold, false)
	bold := ""
	if t.Bold {
		bold = "b"
	}
	start, end := box{at, 0, w + 8, y - ascent, y + descent}, box{at, -w - 8, 0, y - ascent, y + descent}
	var asStart, asEnd mask
	for k := range widthClass(widthClasses) {
		fit := start
		fit.b -= 8
		switch {
		case fit.inside(k, 0, y+20) && p.clear(start, k):
			asStart |= 1 << k
			p.placed[k] = append(p.placed[k], start)
		case at > .5 && end.inside(k, 0, y+20) && p.clear(end, k):
			asEnd |= 1 << k
			p.placed[k] = append(p.placed[k], end)
		}
	}
	for _, class := range maskClasses(asStart) {
		c.text(classes(bold, class), at, y, 0, t.Label)
	}
	for _, class := range maskClasses(asEnd) {
		c.text(classes(bold, class, "ae"), at, y, 0, t.Label)
	}
}

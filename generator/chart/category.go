package chart

// categories is an axis of equal columns with a label each and an optional
// group label, such as the year, under the first column of the group.
type categories struct {
	n      int
	labels []string
	groups []string
	bold   []bool
	from   float64 // share of the width left free before the first column
	to     float64 // share of the width at which the columns end; 0: 1
}

func (k *categories) add(label, group string, bold bool) {
	k.labels = append(k.labels, label)
	k.groups = append(k.groups, group)
	k.bold = append(k.bold, bold)
}

func (k *categories) end() float64 {
	if k.to == 0 {
		return 1
	}
	return k.to
}

func (k *categories) step() float64 { return (k.end() - k.from) / float64(max(k.n, 1)) }

// at returns the middle of a column.
func (k *categories) at(i int) float64 { return k.from + (float64(i)+.5)*k.step() }

// width returns the share of the width that a column's bar takes.
func (k *categories) width() float64 { return min(k.step()*.83, .28) }

func (k *categories) grouped() bool {
	for _, g := range k.groups {
		if g != "" {
			return true
		}
	}
	return false
}

// height returns the px below the plot that the labels need.
func (k *categories) height() float64 {
	if k.grouped() {
		return groupH
	}
	return onlyH
}

// draw writes the labels at the bottom of the canvas. Where columns are too
// narrow for their labels, only every second, third … is shown, counted from
// the last, and always the last.
func (k *categories) draw(c *canvas) {
	c.at = front
	base := float64(c.h) - 4
	widest := 0.0
	for i, l := range k.labels {
		widest = max(widest, textWidth(l, k.bold[i], false))
	}
	var every [widthClasses]int
	for w := range widthClass(widthClasses) {
		lo, _ := w.limits()
		every[w] = max(1, ceilDiv(widest+6, k.step()*lo))
	}
	for i, l := range k.labels {
		var m mask
		for w, n := range every {
			if (len(k.labels)-1-i)%n == 0 {
				m |= 1 << w
			}
		}
		bold := "s2"
		if k.bold[i] {
			bold = "b"
		}
		for _, wc := range maskClasses(m) {
			c.fittedCentre(classes(bold, wc), k.at(i), base, l, k.bold[i], k.step())
		}
	}
	k.drawGroups(c, base-14)
}

// fittedCentre writes a label in the middle of its column, cut when even the
// widest column cannot hold it.
func (c *canvas) fittedCentre(class string, x, y float64, s string, bold bool, share float64) {
	lo, _ := wide.limits()
	c.text(classes(class, "am"), x, y, 0, shorten(s, bold, false, max(lo*share, 60)))
}

func (k *categories) drawGroups(c *canvas, y float64) {
	before, end := "", -1.0
	for i, g := range k.groups {
		if g == "" || g == before {
			continue
		}
		before = g
		lo, _ := narrow.limits()
		half := textWidth(g, false, false) / 2 / lo
		if k.at(i)-half < end {
			continue
		}
		end = k.at(i) + half + .01
		c.text("s2 am", k.at(i), y, 0, g)
	}
}

func ceilDiv(a, b float64) int {
	if b <= 0 {
		return 1
	}
	n := int(a / b)
	if float64(n)*b < a {
		n++
	}
	return n
}

package chart

import (
	"math"
	"strings"
)

// Stacked are bars made of parts, lying or standing, with a rule such as the
// whole budget: spend by cause and quarter.
type Stacked struct {
	Vertical bool
	Rows     []Stack
	Max      float64 // 0: from the data and the rule
	Rule     *Rule
	Format   Format
}

// Stack is one bar. Without parts it is drawn dashed, as no data.
type Stack struct {
	Label string
	Group string // the year, under standing bars
	Bold  bool
	Parts []Part
	Total Text // beside the end of a lying bar, on top of a standing one
	Note  Text // beside the rule of a lying bar: "14.1 % to spare"
}

// Part is one piece of a bar; values are not negative.
type Part struct {
	Name  string // what it is, for tooltip and table
	Value float64
	Text  string // as printed on the mark, where it fits: "75.0 % provider"
	Short string // where only that fits: "75.0 %"
	Tone  Tone
	Bold  bool
	Href  string
}

const (
	stackTop   = 14.0 // over lying bars
	stackLabel = 30.0 // from a row's top to its bar
	stackEnd   = .93  // share of the width that the scale takes
	stackedTop = 22.0 // over standing bars
)

func (s *Stacked) height() int {
	if s.Vertical {
		return 240
	}
	return int(stackTop + float64(len(s.Rows))*s.pitch() + 4)
}

// pitch is the distance between lying bars: generous for a few.
func (s *Stacked) pitch() float64 {
	if len(s.Rows) > 3 {
		return 56
	}
	return 74
}

func (s *Stacked) barHeight() float64 {
	if len(s.Rows) > 3 {
		return 26
	}
	return 34
}

func (k Stack) sum() float64 {
	sum := 0.0
	for _, p := range k.Parts {
		if p.Value > 0 && !math.IsInf(p.Value, 0) {
			sum += p.Value
		}
	}
	return sum
}

func (s *Stacked) max() float64 {
	if s.Max > 0 {
		return s.Max
	}
	m := 0.0
	for _, k := range s.Rows {
		m = math.Max(m, k.sum())
	}
	if s.Rule != nil {
		m = math.Max(m, s.Rule.At)
	}
	if m == 0 {
		return 1
	}
	return m
}

func (s *Stacked) draw(c *canvas) {
	if s.Vertical {
		s.drawStanding(c)
		return
	}
	x := newSpan(0, s.max(), 0, stackEnd)
	bottom := stackTop + float64(len(s.Rows))*s.pitch()
	for i, k := range s.Rows {
		s.lying(c, k, stackTop+stackLabel-22+float64(i)*s.pitch(), x)
	}
	c.at = back
	c.hline("gl", bottom)
	if s.Rule != nil {
		at := x.at(s.Rule.At)
		c.line("ax", at, stackTop, at, bottom)
		c.at = front
		c.text(classes("s2", edgeAlign(at)), at, stackTop-4, 0, s.Rule.Label)
	}
}

// lying draws one bar under its label, with the total at the end of the label
// line when it does not fit behind the bar.
func (s *Stacked) lying(c *canvas, k Stack, y float64, x span) {
	c.at = front
	lo, _ := narrow.limits()
	end := clampUnit(x.at(k.sum()))
	total := k.Total.width()
	behind := (1-end)*lo >= total+12 && k.Note.Text == ""
	share := 1.0
	if !behind && total > 0 {
		share = end - (total+12)/lo
	}
	c.fitted("b halo", 0, y+14, k.Label, true, math.Max(share, .3))
	top, h := y+22, s.barHeight()
	if len(k.Parts) == 0 {
		c.at = links
		c.rect("nodata", 0, top, x.at(s.max()), h, k.Label+": "+noData)
		c.at = front
		c.text("t-none", 0, top+h/2+4.5, 8, noData)
		return
	}
	at := 0.0
	for _, p := range k.Parts {
		w := x.at(math.Max(p.Value, 0)) - x.from
		s.part(c, k, p, at, top, w, h)
		at += w
	}
	class := joinNonEmpty([]string{"b", k.Total.Tone.textClass()}, " ")
	if behind {
		c.text(class+" halo", end, top+h/2+4.5, 8, k.Total.Text)
	} else {
		c.text(class+" ae halo", math.Max(end, (total+4)/lo), y+14, 0, k.Total.Text)
	}
	s.note(c, k, top+h/2+4.5, x)
}

// note stands behind the rule when the bar ends before it.
func (s *Stacked) note(c *canvas, k Stack, y float64, x span) {
	if s.Rule == nil || k.Note.Text == "" {
		return
	}
	at := x.at(math.Max(s.Rule.At, k.sum()))
	m := fitMask(k.Note.width()+12, 1-at)
	for _, wc := range maskClasses(m) {
		c.text(classes(joinNonEmpty([]string{"b halo", k.Note.Tone.textClass()}, " "), wc), at, y, 8, k.Note.Text)
	}
}

// part draws one piece with its text where that fits.
func (s *Stacked) part(c *canvas, k Stack, p Part, x, y, w, h float64) {
	if w <= 0 {
		return
	}
	name := joinNonEmpty([]string{p.Name, s.partText(p)}, ": ")
	c.at = links
	link := c.open(p.Href, joinNonEmpty([]string{k.Group, k.Label, name}, " "))
	c.rect(fillClass(p.Tone), x, y, w, h, name)
	if x > 0 && p.Tone != None {
		c.line("sep", x, y, x, y+h)
	}
	if link {
		c.raw("</a>")
	}
	c.at = front
	c.partLabel(p, x+w, y+h/2+4.5, w)
}

// partLabel prints a lying part's text before its end, the short form where the
// long one does not fit.
func (c *canvas) partLabel(p Part, end, y, w float64) {
	class := onClass(p.Tone)
	if p.Bold {
		class = "b " + class
	}
	m := fitMask(textWidth(p.Text, p.Bold, false)+14, w)
	rest := fitMask(textWidth(p.Short, p.Bold, false)+14, w) &^ m
	for _, wc := range maskClasses(m) {
		c.text(classes(class, "ae", wc), end, y, -8, p.Text)
	}
	for _, wc := range maskClasses(rest) {
		c.text(classes(class, "ae", wc), end, y, -8, p.Short)
	}
}

// fillClass is the class of a bar's fill; None is an outline.
func fillClass(t Tone) string {
	if t == None {
		return "nodata"
	}
	return "f-" + t.name()
}

// onClass is the class of text on a fill.
func onClass(t Tone) string {
	if t == None {
		return "t-none"
	}
	return "on-" + t.name()
}

func (s *Stacked) partText(p Part) string {
	if p.Short != "" {
		return p.Short
	}
	if p.Text != "" {
		return p.Text
	}
	return s.Format.Text(p.Value)
}

func (s *Stacked) categories() categories {
	k := categories{n: len(s.Rows)}
	for _, r := range s.Rows {
		k.add(r.Label, r.Group, r.Bold)
	}
	return k
}

// drawStanding draws one column per stack.
func (s *Stacked) drawStanding(c *canvas) {
	cats := s.categories()
	bottom := float64(c.h) - cats.height()
	y := newSpan(0, s.max(), bottom, stackedTop)
	for i, k := range s.Rows {
		s.standing(c, k, cats.at(i), cats.width(), y)
	}
	c.at = front
	c.hline("ax", bottom)
	if s.Rule != nil {
		at := y.at(s.Rule.At)
		c.at = back
		c.hline("ax", at)
		c.at = front
		s.ruleLabel(c, &cats, y, at)
	}
	cats.draw(c)
}

// ruleLabel stands on the rule where no column reaches it.
func (s *Stacked) ruleLabel(c *canvas, cats *categories, y span, at float64) {
	p := &placer{top: 0, bottom: y.from}
	for i, k := range s.Rows {
		top := y.at(k.sum()) - 18
		for cl := range widthClass(widthClasses) {
			_, hi := cl.limits()
			half := cats.width() / 2 * hi
			p.fixed[cl] = append(p.fixed[cl], box{cats.at(i), -half, half, top, y.from})
		}
	}
	r := ruleRequest(*s.Rule, at, 1)
	w := textWidth(s.Rule.Label, s.Rule.Sub != "", false) + beside + 2
	lo, _ := narrow.limits()
	r.anchors = append([]anchor{{math.Min(w/lo, 1), at, 0}}, r.anchors...)
	if found := p.layout([]request{r})[0]; !found[narrow].ok || !found[medium].ok || !found[wide].ok {
		c.text("s2 halo", 0, at-5, 0, s.Rule.Label)
		return
	}
	p.placed, p.leaders = [widthClasses][]box{}, [widthClasses][]box{}
	c.labels(p, []request{r})
}

func (s *Stacked) standing(c *canvas, k Stack, mid, w float64, y span) {
	if len(k.Parts) == 0 {
		c.at = links
		c.rect("nodata", mid-w/2, y.from-14, w, 14, k.Label+": "+noData)
		return
	}
	at := y.from
	for _, p := range k.Parts {
		h := y.from - y.at(math.Max(p.Value, 0))
		if h <= 0 {
			continue
		}
		at -= h
		s.standingPart(c, k, p, mid, w, at, h)
	}
	if s.Rule != nil {
		if r := y.at(s.Rule.At); r > at-20 && r < at {
			at = r
		}
	}
	c.at = front
	m := fitMask(k.Total.width(), w*1.2)
	for _, wc := range maskClasses(m) {
		c.text(classes("b halo am", k.Total.Tone.textClass(), wc), mid, at-6, 0, k.Total.Text)
	}
}

func (s *Stacked) standingPart(c *canvas, k Stack, p Part, mid, w, y, h float64) {
	name := joinNonEmpty([]string{p.Name, s.partText(p)}, ": ")
	c.at = links
	link := c.open(p.Href, joinNonEmpty([]string{k.Group, k.Label, name}, " "))
	c.rect(fillClass(p.Tone), mid-w/2, y, w, h, name)
	if p.Tone != None {
		c.line("sep", mid-w/2, y, mid+w/2, y)
	}
	if link {
		c.raw("</a>")
	}
	if h < 15 {
		return
	}
	c.at = front
	class := onClass(p.Tone)
	if p.Bold {
		class = "b " + class
	}
	m := fitMask(textWidth(p.Text, p.Bold, false)+6, w)
	rest := fitMask(textWidth(p.Short, p.Bold, false)+6, w) &^ m
	base := math.Min(y+h/2+4.5, y+16)
	for _, wc := range maskClasses(m) {
		c.text(classes(class, "am", wc), mid, base, 0, p.Text)
	}
	for _, wc := range maskClasses(rest) {
		c.text(classes(class, "am", wc), mid, base, 0, p.Short)
	}
}

func (s *Stacked) describe() string {
	var b strings.Builder
	for _, k := range s.Rows {
		var parts []string
		for _, p := range k.Parts {
			parts = append(parts, joinNonEmpty([]string{p.Name, s.partText(p)}, " "))
		}
		if len(parts) == 0 {
			parts = []string{noData}
		}
		head := joinNonEmpty([]string{k.Group, k.Label}, " ")
		b.WriteString(sentence(joinNonEmpty([]string{head, joinNonEmpty([]string{k.Total.Text, joinNonEmpty(parts, ", ")}, ": ")}, ": ")) + " ")
	}
	if s.Rule != nil && s.Rule.Label != "" {
		b.WriteString(s.Rule.text())
	}
	return strings.TrimSpace(b.String())
}

func (s *Stacked) table() Table {
	t := Table{Head: []string{"Name", "Part", "Value"}}
	for _, k := range s.Rows {
		head := joinNonEmpty([]string{k.Group, k.Label}, " ")
		if len(k.Parts) == 0 {
			t.Rows = append(t.Rows, []string{head, "", noData})
		}
		for _, p := range k.Parts {
			t.Rows = append(t.Rows, []string{head, p.Name, s.partText(p)})
		}
		if k.Total.Text != "" {
			t.Rows = append(t.Rows, []string{head, "Total", k.Total.Text})
		}
	}
	return t
}

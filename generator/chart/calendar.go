package chart

import (
	"math"
	"sort"
	"strings"
	"time"
)

// Calendar shows days as squares: weeks are columns, Monday to Sunday rows, the
// area of a square is the day's value.
type Calendar struct {
	Days   []Day // any order; one per date
	Max    float64
	Format Format
}

// Day is one day. Date counts by its calendar date in its own zone.
type Day struct {
	Date    time.Time
	Value   float64 // NaN: no data, drawn dashed
	Tone    Tone    // Mid ordinary, Ink incident, Over unexplained, None no data
	Outside bool    // outside the quarter: nothing but the grid
	Framed  bool    // a dashed frame: part of the day is left out
	Name    string  // what happened, for tooltip and table
	Label   Label
	Href    string
}

const (
	calTop  = 22.0
	calRow  = 26.0
	calLeft = .075
	// calRight leaves room for a heavy day in the last column.
	calRight = .97
)

func (k *Calendar) height() int { return int(calTop + 7*calRow + 4) }

// calPlot is a Calendar with its geometry, while it is drawn.
type calPlot struct {
	*Calendar
	c     *canvas
	first int64 // day number of the first column's Monday
	weeks int
	row   float64
	most  float64
	p     *placer
	reqs  []request
}

// dayNumber counts days since a Monday, by calendar date.
func dayNumber(t time.Time) int64 {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/86400 + 3
}

func (k *Calendar) geometry() (first int64, weeks int) {
	if len(k.Days) == 0 {
		return 0, 1
	}
	lo, hi := dayNumber(k.Days[0].Date), dayNumber(k.Days[0].Date)
	for _, d := range k.Days {
		lo, hi = min(lo, dayNumber(d.Date)), max(hi, dayNumber(d.Date))
	}
	first = lo - mod7(lo)
	return first, min(int((hi-first)/7)+1, 120)
}

func mod7(n int64) int64 { return ((n % 7) + 7) % 7 }

func (k *Calendar) most() float64 {
	if k.Max > 0 {
		return k.Max
	}
	m := 0.0
	for _, d := range k.Days {
		if !d.Outside {
			_, m = extent(0, m, d.Value)
		}
	}
	return m
}

func (k *Calendar) draw(c *canvas) {
	p := &calPlot{Calendar: k, c: c, most: k.most()}
	p.first, p.weeks = k.geometry()
	p.row = (float64(c.h) - calTop - 4) / 7
	p.p = &placer{top: 0, bottom: float64(c.h)}
	p.frame()
	p.days()
	c.labels(p.p, p.reqs)
}

// place returns the middle of a day's square.
func (p *calPlot) place(n int64) (x, y float64) {
	week := float64((n - p.first) / 7)
	return calLeft + (week+.5)*(calRight-calLeft)/float64(p.weeks), calTop + (float64(mod7(n))+.5)*p.row
}

func (p *calPlot) frame() {
	for i, name := range [...]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"} {
		y := calTop + (float64(i)+.5)*p.row
		p.c.at = front
		p.c.text("s2", 0, y+4, 0, name)
		p.c.at = back
		p.c.line("gl", calLeft, y, 1, y)
		p.p.keep(everyWidth, box{0, 0, 26, y - 8, y + 8})
	}
}

// days draws the squares, small ones last, and the month ticks.
func (p *calPlot) days() {
	order := make([]int, len(p.Days))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return p.side(p.Days[order[a]]) > p.side(p.Days[order[b]]) })
	p.c.at = links
	p.crowd()
	for _, i := range order {
		p.day(p.Days[i])
	}
	byDate := append([]int(nil), order...)
	sort.SliceStable(byDate, func(a, b int) bool { return p.Days[byDate[a]].Date.Before(p.Days[byDate[b]].Date) })
	for _, i := range byDate {
		p.label(p.Days[i])
		p.month(p.Days[i])
	}
}

// side returns the edge of a day's square in px; the heaviest day may reach
// into its neighbours.
func (p *calPlot) side(d Day) float64 {
	if missing(d.Value) || d.Tone == None {
		return 9
	}
	if p.most <= 0 || d.Value <= 0 {
		return 2
	}
	return math.Max(2.5, math.Sqrt(d.Value/p.most)*math.Min(p.row*1.55, 41))
}

func (d Day) missing() bool { return missing(d.Value) || d.Tone == None }

// plain reports whether the day is one of the many small ordinary ones.
func (p *calPlot) plain(d Day) bool {
	return d.Tone == Mid && !d.missing() && d.Href == "" && d.Name == "" && p.side(d) <= 5
}

// crowd draws the small ordinary days as one path.
func (p *calPlot) crowd() {
	pn := pen{}
	for _, d := range p.Days {
		if d.Outside || !p.plain(d) {
			continue
		}
		x, y := p.place(dayNumber(d.Date))
		pn.down = false
		pn.to(x*1000, (y-calTop)/(7*p.row)*1000)
		pn.b = append(pn.b, "h0"...)
	}
	if len(pn.b) == 0 {
		return
	}
	p.c.openPlot(calTop, 7*p.row)
	p.c.path("pts", string(pn.b))
	p.c.raw("</svg>")
}

func (p *calPlot) day(d Day) {
	if d.Outside || p.plain(d) {
		return
	}
	x, y := p.place(dayNumber(d.Date))
	side := p.side(d)
	name := p.name(d)
	link := p.c.open(d.Href, name)
	p.c.box(x, y)
	class := "f-" + d.Tone.name()
	switch {
	case d.missing():
		class = "nodata"
	case d.Tone == Mid:
		class = "f-dot"
	}
	p.c.raw(`<rect class="`)
	p.c.raw(class)
	p.c.attr(`" x="`, -side/2)
	p.c.attr(` y="`, -side/2)
	p.c.attr(` width="`, side)
	p.c.attr(` height="`, side)
	p.c.close("rect", name)
	if d.Framed {
		p.frameAround(side)
	}
	p.c.raw("</svg>")
	if link {
		p.c.raw("</a>")
	}
	if side > 6 {
		p.p.mark(x, y, side/2)
	}
}

// frameAround draws a dashed square around a day's own.
func (p *calPlot) frameAround(side float64) {
	side = math.Max(side+7, 15)
	p.c.raw(`<rect class="nodata"`)
	p.c.attr(` x="`, -side/2)
	p.c.attr(` y="`, -side/2)
	p.c.attr(` width="`, side)
	p.c.attr(` height="`, side)
	p.c.raw("/>")
}

func (p *calPlot) label(d Day) {
	if d.Outside || len(d.Label.Lines) == 0 {
		return
	}
	x, y := p.place(dayNumber(d.Date))
	p.reqs = append(p.reqs, request{label: d.Label, href: d.Href, order: around(),
		anchors: []anchor{{x, y, p.side(d) / 2}}})
}

// month writes the month over the column that holds its first day.
func (p *calPlot) month(d Day) {
	if d.Date.Day() != 1 || d.Outside {
		return
	}
	x, _ := p.place(dayNumber(d.Date))
	name := monthName(d.Date.Month(), p.weeks > 20)
	if d.Date.Month() == time.January || p.weeks > 40 && d.Date.Month()%3 == 1 {
		name += d.Date.Format(" 2006")
	}
	w := textWidth(name, false, false)
	b := box{x, -w/2 - 4, w/2 + 4, 2, 14}
	var m mask
	for k := range widthClass(widthClasses) {
		if b.inside(k, 0, 40) && p.p.clear(b, k) {
			m |= 1 << k
			p.p.fixed[k] = append(p.p.fixed[k], b)
		}
	}
	p.c.at = front
	for _, wc := range maskClasses(m) {
		p.c.text(classes("s2 am", wc), x, 12, 0, name)
	}
	p.c.at = links
}

func (k *Calendar) name(d Day) string {
	v := k.Format.Text(d.Value)
	if d.missing() {
		v = noData
	}
	return joinNonEmpty([]string{d.Date.Format("Monday 2 January"), v, d.Name}, ", ")
}

func (k *Calendar) describe() string {
	var days []Day
	missing := 0
	for _, d := range k.Days {
		switch {
		case d.Outside:
		case d.missing():
			missing++
		default:
			days = append(days, d)
		}
	}
	if len(days) == 0 {
		return "No day has data."
	}
	sort.SliceStable(days, func(a, b int) bool { return days[a].Value > days[b].Value })
	var b strings.Builder
	b.WriteString(grouped(len(days)) + " days with data")
	if missing > 0 {
		b.WriteString(", " + grouped(missing) + " without")
	}
	b.WriteString(". Largest: " + sentence(k.name(days[0])))
	b.WriteString(" Median day: " + sentence(k.Format.Text(days[len(days)/2].Value)))
	for _, d := range days {
		if d.Name != "" && d.Tone != Mid && d.Date != days[0].Date {
			b.WriteString(" " + sentence(k.name(d)))
		}
	}
	return b.String()
}

func (k *Calendar) table() Table {
	t := Table{Head: []string{"Date", "Value", "Note"}}
	days := append([]Day(nil), k.Days...)
	sort.SliceStable(days, func(a, b int) bool { return days[a].Date.Before(days[b].Date) })
	for _, d := range days {
		if d.Outside {
			continue
		}
		v := k.Format.Text(d.Value)
		if d.missing() {
			v = noData
		}
		t.Rows = append(t.Rows, []string{d.Date.Format("2006-01-02"), v, d.Name})
	}
	return t
}

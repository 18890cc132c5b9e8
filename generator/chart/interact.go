package chart

import (
	"math"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

func (l *Line) options() *echart {
	c := charts.NewLine()
	x0, x1 := l.rangeX()
	y0, y1 := l.rangeY()
	for i, s := range l.Series {
		data := make([]opts.LineData, len(s.Points))
		for j, p := range s.Points {
			name := joinNonEmpty([]string{l.X.Format.Text(p.X), joinNonEmpty([]string{s.Name, l.Y.Format.Text(p.Y)}, " ")}, "\n")
			data[j] = opts.LineData{Name: name, Value: pair(p.X*1000, p.Y), Symbol: "circle"}
		}
		width := float32(2.5)
		if s.Thin {
			width = 1.25
		}
		c.AddSeries(orName(s.Name, i), data, styled(s.Tone.token(), s.Tone.token(), width, false))
	}
	e := &echart{base: &c.RectChart, top: lineTop, bottom: lineBottom, left: "0", right: "0", trigger: "axis", zoom: true,
		tip: strings.TrimPrefix(tips(len(l.Series)), "\n")}
	l.addArea(c, e)
	for _, g := range l.Guides {
		c.AddSeries("", []opts.LineData{{Value: pair(g.From.X*1000, g.From.Y)}, {Value: pair(g.To.X*1000, g.To.Y)}},
			styled("var:--ink2", "var:--ink2", 1.25, true))
	}
	if len(l.Rules) > 0 {
		c.AddSeries("", nil, ruleLines(l.Rules, "yAxis"))
	}
	if len(l.Bands) > 0 {
		c.AddSeries("", nil, l.bandAreas())
	}
	c.Overlap(l.markSeries())
	e.extraX, e.extraY = timeAxisOptions(x0, x1, l.X.Ticks), valueAxisOptions("value", y0, y1, l.Y.Ticks)
	return e
}

// tips is the tooltip template that names the item of each of n series.
func tips(n int) string {
	s := ""
	for i := range n {
		s += "\n{b" + strconv.Itoa(i) + "}"
	}
	return s
}

// addArea fills one side of the base by a series of its own, which holds the
// points of that side and the crossings.
func (l *Line) addArea(c *charts.Line, e *echart) {
	if l.Area == nil || l.Area.Series < 0 || l.Area.Series >= len(l.Series) {
		return
	}
	a := l.Area
	e.origin = a.Base
	var data []opts.LineData
	for _, p := range crossings(l.Series[a.Series].Points, a.Base) {
		if a.Side == Below && p.Y > a.Base || a.Side == Above && p.Y < a.Base {
			p.Y = math.NaN()
		}
		data = append(data, opts.LineData{Value: pair(p.X*1000, p.Y)})
	}
	c.AddSeries("", data, styled("var:--paper", a.Tone.areaToken(), 0, false), func(s *charts.SingleSeries) {
		s.AreaStyle = &opts.AreaStyle{Color: a.Tone.areaToken()}
	})
}

func (l *Line) bandAreas() charts.SeriesOpts {
	data := make([]interface{}, 0, len(l.Bands))
	for _, b := range l.Bands {
		data = append(data, []any{
			map[string]any{"xAxis": b.X0 * 1000, "name": b.Name, "itemStyle": map[string]any{"color": b.Tone.areaToken()}, "label": map[string]any{"show": false}},
			map[string]any{"xAxis": b.X1 * 1000}})
	}
	return func(s *charts.SingleSeries) { s.MarkAreas = &opts.MarkAreas{Data: data} }
}

// markSeries shows the marks with their labels; overlapping ones are hidden.
func (l *Line) markSeries() *charts.Scatter {
	c := charts.NewScatter()
	data := make([]opts.ScatterData, 0, len(l.Marks))
	for _, m := range l.Marks {
		y := m.Y
		if missing(y) && len(l.Series) > 0 {
			y = valueAt(l.Series[0].Points, m.X)
		}
		data = append(data, opts.ScatterData{Name: m.Label.lines(), Value: pair(m.X*1000, y), Symbol: m.Shape.symbol(), SymbolSize: 8})
	}
	c.AddSeries("marks", data, labelled("right"), styled("var:--ink", "var:--ink", 0, false))
	return c
}

// lines joins a label by line ends, as rich text shows it.
func (l Label) lines() string {
	parts := make([]string, 0, len(l.Lines))
	for _, t := range l.Lines {
		parts = append(parts, t.Text)
	}
	return joinNonEmpty(parts, "\n")
}

// symbol returns the ECharts name of a shape.
func (s Shape) symbol() string {
	switch s {
	case Triangle:
		return "triangle"
	case Diamond:
		return "diamond"
	case Square:
		return "rect"
	case Hollow:
		return "emptyCircle"
	}
	return "circle"
}

// labelled prints the names of the items where there is room.
func labelled(position string) charts.SeriesOpts {
	return func(s *charts.SingleSeries) {
		s.Label = &opts.Label{Show: opts.Bool(true), Formatter: "{b}", Position: position, Color: "var:--ink", FontSize: 12, LineHeight: 15}
		s.LabelLayout = &opts.LabelLayout{HideOverlap: opts.Bool(true)}
	}
}

func (d *Dots) options() *echart {
	c := charts.NewScatter()
	x0, x1 := d.rangeX()
	y0, y1 := d.rangeY()
	plot := &dotPlot{Dots: d}
	for _, p := range d.Points {
		plot.heavy = math.Max(plot.heavy, weight(p))
	}
	for _, tone := range []Tone{Ink, Mid, Over, Risk, OK, None} {
		var data []opts.ScatterData
		for _, p := range d.Points {
			if p.Tone != tone {
				continue
			}
			shape := p.Shape
			if p.Open {
				shape = Hollow
			}
			name := joinNonEmpty([]string{d.name(p), d.X.Format.Text(p.X)}, "\n")
			data = append(data, opts.ScatterData{Name: name, Value: pair(p.X*1000, p.Y), Symbol: shape.symbol(),
				SymbolSize: int(math.Round(2 * plot.radius(p)))})
		}
		if data != nil {
			c.AddSeries(tone.name(), data, styled(tone.token(), tone.token(), 0, false))
		}
	}
	if len(d.Rules) > 0 {
		c.AddSeries("", nil, ruleLines(d.Rules, "yAxis"))
	}
	kind, ticks := "log", d.Y.Ticks
	if d.Linear {
		kind = "value"
	} else if ticks == nil {
		ticks = LogDurationTicks(y0, y1)
	}
	e := &echart{base: &c.RectChart, top: dotsTop + 10, bottom: lineBottom + 8, left: percent(d.indent()), right: "1.5%", trigger: "item", zoom: true,
		extraX: timeAxisOptions(x0, x1, d.X.Ticks), extraY: valueAxisOptions(kind, y0, y1, ticks)}
	return e
}

func (k *Calendar) options() *echart {
	c := charts.NewScatter()
	first, weeks := k.geometry()
	plot := &calPlot{Calendar: k, most: k.most(), row: calRow}
	for _, tone := range []Tone{Mid, Ink, Over, Risk, OK, None} {
		var data []opts.ScatterData
		for _, d := range k.Days {
			if d.Tone != tone || d.Outside {
				continue
			}
			n := dayNumber(d.Date)
			data = append(data, opts.ScatterData{Name: k.name(d), Value: pair(float64((n-first)/7), float64(mod7(n))),
				Symbol: "rect", SymbolSize: max(3, int(math.Round(plot.side(d))))})
		}
		if data != nil {
			c.AddSeries(tone.name(), data, styled(tone.token(), tone.token(), 0, false))
		}
	}
	x := bareAxis("value")
	x["min"], x["max"] = -.5, float64(weeks)-.5
	days := make([]Tick, 7)
	for i, name := range [...]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"} {
		days[i] = Tick{At: float64(i), Label: name}
	}
	y := valueAxisOptions("value", -.5, 6.5, days)
	y["inverse"], y["qdOutside"] = true, true
	return &echart{base: &c.RectChart, top: calTop, bottom: 4, left: percent(calLeft), right: percent(1 - calRight), trigger: "item", extraX: x, extraY: y}
}

func (h *History) options() *echart {
	c := charts.NewLine()
	lo, hi := h.scale()
	data := make([]opts.LineData, len(h.Points))
	for i, p := range h.Points {
		shape := Circle
		if p.Tone == Over && !h.Connect {
			shape = Triangle
		}
		data[i] = opts.LineData{Name: joinNonEmpty([]string{p.Group, p.Label}, " ") + ": " + h.verdict(p),
			Value: []any{i, number(p.Value)}, Symbol: shape.symbol(), SymbolSize: 10}
	}
	width := float32(0)
	if h.Connect {
		width = 1.75
	}
	c.AddSeries("history", data, styled(h.Tone.token(), h.Tone.token(), width, false))
	if len(h.Objectives) > 0 {
		c.AddSeries("", nil, ruleLines(h.Objectives, "yAxis"))
	}
	k := h.categories()
	return &echart{base: &c.RectChart, top: historyTop, bottom: k.height() + historyBottom, left: percent(k.from), right: percent(1 - k.end()),
		trigger: "axis", extraX: categoryAxis(k), extraY: valueAxisOptions("value", lo, hi, nil)}
}

// categoryAxis is an axis of whole numbers, labelled by charts.js.
func categoryAxis(k categories) map[string]any {
	a := bareAxis("value")
	a["min"], a["max"] = -.5, float64(k.n)-.5
	ticks := make([]Tick, k.n)
	before := ""
	for i := range ticks {
		ticks[i] = Tick{At: float64(i), Label: k.labels[i]}
		if g := k.groups[i]; g != before {
			ticks[i].Label = joinNonEmpty([]string{g, k.labels[i]}, "\n")
			before = g
		}
	}
	a["qdTicks"] = tickList(ticks, 1)
	return a
}

func (b *Bars) options() *echart {
	c := charts.NewBar()
	data := make([]opts.BarData, len(b.Rows))
	names := make([]string, len(b.Rows))
	for i, r := range b.Rows {
		names[i] = joinNonEmpty([]string{r.Group, r.Label}, " ")
		data[i] = opts.BarData{Name: r.name(b.Format), Value: number(r.Value), ItemStyle: &opts.ItemStyle{Color: r.Tone.fillToken()},
			Label: &opts.Label{Show: opts.Bool(true), Formatter: labelTemplate(r.text(b.Format)), Position: b.valueSide(r), Color: "var:--ink", FontSize: 12}}
	}
	c.AddSeries("value", data)
	if b.Rule != nil {
		c.Overlap(ruleOverlay(*b.Rule, b.Vertical))
	}
	return b.orient(c, names)
}

// ruleOverlay is a series of its own that carries a rule across bars.
func ruleOverlay(r Rule, vertical bool) *charts.Scatter {
	axis := "xAxis"
	if vertical {
		axis = "yAxis"
	}
	c := charts.NewScatter()
	c.AddSeries("", nil, ruleLines([]Rule{r}, axis))
	return c
}

func (b *Bars) valueSide(r Bar) string {
	switch {
	case b.Vertical && r.Value < 0:
		return "bottom"
	case b.Vertical:
		return "top"
	}
	return "right"
}

// orient finishes a bar chart: columns, or rows with their names at the left.
func (b *Bars) orient(c *charts.Bar, names []string) *echart {
	lo, hi := b.scale()
	cat := bareAxis("category")
	cat["data"] = names
	cat["axisLabel"] = map[string]any{"show": true, "color": "var:--ink2", "fontSize": 12}
	val := valueAxisOptions("value", lo, hi, nil)
	if b.Vertical {
		k := b.categories()
		setBarWidth(c, percent(k.width()/k.step()))
		return &echart{base: &c.RectChart, top: columnsTop, bottom: b.columnsBottom(&k), left: "0", right: "0", trigger: "item",
			extraX: cat, extraY: val}
	}
	cat["inverse"] = true
	label, value := b.shares()
	offset, h := 0.0, b.barHeight()
	if b.labelAbove() {
		offset = labelRise
	}
	setBarWidth(c, strconv.Itoa(int(h)))
	return &echart{base: &c.RectChart, left: percent(label), right: percent(value), trigger: "item",
		top: b.rowsTop() + offset + (h-b.pitch())/2, height: float64(len(names)) * b.pitch(), extraX: val, extraY: cat}
}

// setBarWidth makes the bars as thick as in the static picture.
func setBarWidth(c *charts.Bar, w string) {
	for i := range c.MultiSeries {
		if c.MultiSeries[i].Type == "bar" {
			c.MultiSeries[i].BarWidth = w
		}
	}
}

func percent(f float64) string {
	return string(append(appendNum(nil, f*100), '%'))
}

func (s *Stacked) options() *echart {
	c := charts.NewBar()
	names := make([]string, len(s.Rows))
	most := 0
	for i, k := range s.Rows {
		names[i] = joinNonEmpty([]string{k.Group, k.Label}, " ")
		most = max(most, len(k.Parts))
	}
	for j := range most {
		data := make([]opts.BarData, len(s.Rows))
		for i, k := range s.Rows {
			data[i] = opts.BarData{Name: names[i], Value: "-"}
			if j < len(k.Parts) {
				p := k.Parts[j]
				data[i] = opts.BarData{Name: joinNonEmpty([]string{names[i], joinNonEmpty([]string{p.Name, s.partText(p)}, ": ")}, "\n"),
					Value: number(p.Value), ItemStyle: &opts.ItemStyle{Color: p.Tone.fillToken()}}
			}
		}
		c.AddSeries("part", data, func(x *charts.SingleSeries) { x.Stack = "all" })
	}
	if s.Rule != nil {
		c.Overlap(ruleOverlay(*s.Rule, s.Vertical))
	}
	return s.orient(c, names)
}

// orient gives the bars the places they have in the static picture.
func (s *Stacked) orient(c *charts.Bar, names []string) *echart {
	cat := bareAxis("category")
	cat["data"] = names
	cat["axisLabel"] = map[string]any{"show": true, "color": "var:--ink2", "fontSize": 12}
	val := valueAxisOptions("value", 0, s.max(), nil)
	if s.Vertical {
		k := s.categories()
		setBarWidth(c, percent(k.width()/k.step()))
		return &echart{base: &c.RectChart, top: stackedTop, bottom: k.height(), left: "0", right: "0", trigger: "item", extraX: cat, extraY: val}
	}
	cat["inverse"] = true
	cat["axisLabel"] = map[string]any{"show": true, "inside": true, "color": "var:--ink"}
	h := s.barHeight()
	setBarWidth(c, strconv.Itoa(int(h)))
	return &echart{base: &c.RectChart, top: stackTop + stackLabel + (h-s.pitch())/2, height: float64(len(names)) * s.pitch(),
		left: "0", right: percent(1 - stackEnd), trigger: "item", extraX: val, extraY: cat}
}

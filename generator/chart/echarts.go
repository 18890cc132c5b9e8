package chart

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// EChartsJSON returns the options of the interactive twin as JSON, or nil for
// kinds without one (cells, scales, sparklines, strips). The bytes are safe
// inside <script type="application/json">: < > & and the line separators are
// escaped. Colours are token names such as "var:--over", which charts.js resolves
// from the page's style.
func (s Spec) EChartsJSON() ([]byte, error) {
	d, err := s.kind()
	if err != nil {
		return nil, err
	}
	e := d.options()
	if e == nil {
		return nil, nil
	}
	if e.tip == "" {
		e.tip = "{b}"
	}
	out, err := e.marshal(s)
	if err != nil {
		return nil, fmt.Errorf("chart %q: options: %w", s.ID, err)
	}
	return out, nil
}

// echart is one interactive chart while it is put together: the library's
// typed options, and what they cannot say.
type echart struct {
	base    *charts.RectChart
	top     float64        // px over the plot
	bottom  float64        // px under the plot
	height  float64        // of the plot, instead of bottom
	left    string         // of the grid
	right   string         // of the grid
	trigger string         // of the tooltip: axis or item
	tip     string         // template of the tooltip
	zoom    bool           // the x axis can be zoomed
	origin  float64        // base of areas
	extraX  map[string]any // the x axis
	extraY  map[string]any // the y axis
}

// marshal runs the options through the visitor and encodes them. It encodes
// itself: the library's own writers swallow errors and leave </script> as it is.
func (e *echart) marshal(s Spec) ([]byte, error) {
	v := &visitor{e: e, id: safeID(s.ID)}
	e.base.Accept(v)
	tree := e.base.JSON()
	if v.err != nil {
		return nil, v.err
	}
	if hasFunction(tree) {
		return nil, errors.New("a function cannot be part of options that are data")
	}
	return json.Marshal(tree)
}

// visitor mends what the library's typed options get wrong.
type visitor struct {
	charts.BaseConfigurationVisitor
	e   *echart
	id  string
	err error
}

// Visit adds what the types cannot express and removes what they add: a random
// id, an empty title and legend, HTML in tooltips.
func (v *visitor) Visit(tree map[string]any) {
	for _, k := range []string{"title", "legend", "toolbox", "color"} {
		delete(tree, k)
	}
	tree["useUTC"] = true
	tree["animation"] = false
	tree["tooltip"] = v.e.tooltip()
	tree["grid"] = v.e.grid()
	tree["textStyle"] = map[string]any{"fontFamily": "var:--sans", "fontSize": 12}
	if v.e.zoom {
		tree["dataZoom"] = []any{map[string]any{"type": "inside", "xAxisIndex": 0, "filterMode": "none",
			"zoomOnMouseWheel": "ctrl", "moveOnMouseWheel": false}}
	}
	tree["xAxis"], tree["yAxis"] = []any{v.e.extraX}, []any{v.e.extraY}
	list := make([]any, len(v.e.base.MultiSeries))
	for i, s := range v.e.base.MultiSeries {
		list[i] = v.series(s, i)
	}
	tree["series"] = list
}

// grid is the plot of the static picture, so that both lie on each other.
func (e *echart) grid() map[string]any {
	g := map[string]any{"left": e.left, "right": e.right, "top": e.top, "containLabel": false}
	if e.height > 0 {
		g["height"] = e.height
	} else {
		g["bottom"] = e.bottom
	}
	return g
}

// tooltip is drawn as text on the canvas: HTML tooltips carry inline styles.
func (e *echart) tooltip() map[string]any {
	return map[string]any{
		"trigger": e.trigger, "renderMode": "richText", "confine": true, "formatter": e.tip,
		"backgroundColor": "var:--paper", "borderColor": "var:--ink", "borderWidth": 1, "padding": []int{6, 9},
		"textStyle":   map[string]any{"color": "var:--ink", "fontFamily": "var:--sans", "fontSize": 12},
		"axisPointer": map[string]any{"type": "line", "lineStyle": map[string]any{"color": "var:--ink2", "width": 1}},
	}
}

// series gives a series its stable id and restores the zeros that the library
// leaves out although ECharts has another default. The items stay typed.
func (v *visitor) series(s charts.SingleSeries, i int) map[string]any {
	data := s.Data
	s.Data = nil
	raw, err := json.Marshal(s)
	if err != nil {
		v.err = err
		return nil
	}
	m := map[string]any{}
	if v.err = json.Unmarshal(raw, &m); v.err != nil {
		return nil
	}
	m["id"] = v.id + "-" + strconv.Itoa(i)
	if data != nil {
		m["data"] = data
	}
	m["silent"] = s.Name == ""
	m["cursor"] = "default"
	if s.Type == "line" && s.SymbolSize == nil {
		m["symbolSize"] = 6
		m["showSymbol"] = false
	}
	if style, ok := m["lineStyle"].(map[string]any); ok && style["width"] == nil {
		style["width"] = 0
	}
	if s.AreaStyle != nil {
		if style, ok := m["areaStyle"].(map[string]any); ok {
			style["origin"] = v.e.origin
			style["opacity"] = 1
		}
	}
	return m
}

// hasFunction reports a string that the library would turn into a function.
// Names and ticks are text and are read as text only.
func hasFunction(node any) bool {
	switch n := node.(type) {
	case string:
		return strings.HasPrefix(n, "__f__")
	case []any:
		return slices.ContainsFunc(n, hasFunction)
	case map[string]any:
		for k, x := range n {
			if k != "name" && k != "qdTicks" && hasFunction(x) {
				return true
			}
		}
	}
	return false
}

// labelTemplate makes text from outside safe as a label template, in which {b} and
// its like stand for values and a marker stands for a function.
func labelTemplate(s string) string {
	return strings.ReplaceAll(strings.NewReplacer("{", "(", "}", ")").Replace(s), "__f__", "_f_")
}

// token returns the colour token of a tone: for marks, and for areas.
func (t Tone) token() string {
	if t == Mid {
		return "var:--dot"
	}
	return "var:--" + t.name()
}

func (t Tone) fillToken() string {
	if t == Mid {
		return "var:--mid"
	}
	return "var:--" + t.name()
}

func (t Tone) areaToken() string {
	switch t {
	case Over, Risk, OK:
		return "var:--" + t.name() + "-w"
	}
	return "var:--wash"
}

// number returns v, or what ECharts takes for a gap.
func number(v float64) any {
	if missing(v) {
		return "-"
	}
	return v
}

// pair is the value of one item at a place.
func pair(x, y float64) []any { return []any{number(x), number(y)} }

// bareAxis returns the members of an axis without line, labels and grid.
func bareAxis(kind string) map[string]any {
	off := map[string]any{"show": false}
	return map[string]any{"type": kind, "axisLine": off, "axisTick": off, "splitLine": off, "axisLabel": off}
}

// timeAxisOptions is an x axis of unix milliseconds with the caller's ticks.
func timeAxisOptions(lo, hi float64, ticks []Tick) map[string]any {
	a := bareAxis("value")
	a["min"], a["max"] = lo*1000, hi*1000
	a["axisLine"] = map[string]any{"show": true, "onZero": false, "lineStyle": map[string]any{"color": "var:--ink"}}
	a["qdTicks"] = tickList(ticks, 1000)
	return a
}

// valueAxisOptions is a y axis over a range with the caller's grid lines. The
// labels stand inside, on their lines, as in the static picture.
func valueAxisOptions(kind string, lo, hi float64, ticks []Tick) map[string]any {
	a := bareAxis(kind)
	a["min"], a["max"] = lo, hi
	a["qdTicks"] = tickList(ticks, 1)
	return a
}

// tickList passes the ticks on; charts.js turns them into axis labels, because
// options that are data cannot hold the functions that it takes.
func tickList(ticks []Tick, factor float64) []any {
	list := make([]any, 0, len(ticks))
	for _, t := range ticks {
		if !t.Minor {
			list = append(list, []any{t.At * factor, t.Label})
		}
	}
	return list
}

// ruleLines returns a series without data that carries rules as mark lines.
func ruleLines(rules []Rule, axis string) charts.SeriesOpts {
	data := make([]interface{}, 0, len(rules))
	for _, r := range rules {
		kind := "solid"
		if r.Dashed {
			kind = "dashed"
		}
		data = append(data, map[string]any{axis: r.At, "name": r.Label,
			"lineStyle": map[string]any{"color": "var:--ink", "type": kind, "width": 1},
			"label":     map[string]any{"show": r.Label != "", "formatter": "{b}", "position": "insideEndTop", "color": "var:--ink2"}})
	}
	return func(s *charts.SingleSeries) {
		s.MarkLines = &opts.MarkLines{Data: data, MarkLineStyle: opts.MarkLineStyle{Symbol: []string{"none", "none"}}}
	}
}

// styled sets the colours of a series.
func styled(line, item string, width float32, dashed bool) charts.SeriesOpts {
	return func(s *charts.SingleSeries) {
		kind := "solid"
		if dashed {
			kind = "dashed"
		}
		s.LineStyle = &opts.LineStyle{Color: line, Width: width, Type: kind}
		s.ItemStyle = &opts.ItemStyle{Color: item}
	}
}

package chart

import (
	"fmt"
	"html/template"
)

// Spec describes one chart: who it is, and exactly one kind of drawing.
type Spec struct {
	ID     string // stable and unique in the page; element ids derive from it
	Title  string // what the chart shows, for <title>
	Desc   string // complete text alternative; empty: Describe writes one
	Height int    // px; 0: the kind's own
	Hidden bool   // aria-hidden, for drawings in cells that also carry their text

	Line     *Line
	Stacked  *Stacked
	Bars     *Bars
	Cell     *Cell
	Scale    *Scale
	Calendar *Calendar
	Dots     *Dots
	History  *History
	Spark    *Spark
	Strip    *Strip
	Scatter  *Scatter
}

// drawing is what each kind of chart can do; the kinds are its implementations.
type drawing interface {
	height() int      // px when the Spec names none
	draw(c *canvas)   // static SVG
	describe() string // text alternative without the title
	table() Table     // the data
	options() *echart // interaction; nil: none
}

// kind returns the one drawing of the Spec, or an error when there is none or
// more than one.
func (s Spec) kind() (drawing, error) {
	var found drawing
	n := 0
	add := func(ok bool, d drawing) {
		if ok {
			found = d
			n++
		}
	}
	add(s.Line != nil, s.Line)
	add(s.Stacked != nil, s.Stacked)
	add(s.Bars != nil, s.Bars)
	add(s.Cell != nil, s.Cell)
	add(s.Scale != nil, s.Scale)
	add(s.Calendar != nil, s.Calendar)
	add(s.Dots != nil, s.Dots)
	add(s.History != nil, s.History)
	add(s.Spark != nil, s.Spark)
	add(s.Strip != nil, s.Strip)
	add(s.Scatter != nil, s.Scatter)
	if n != 1 {
		return nil, fmt.Errorf("chart %q: %d kinds of drawing, want exactly one", s.ID, n)
	}
	return found, nil
}

// Check reports a Spec that cannot be drawn: no kind, more than one, or no ID.
func (s Spec) Check() error {
	if _, err := s.kind(); err != nil {
		return err
	}
	if s.ID == "" && !s.Hidden {
		return fmt.Errorf("chart %q: no ID", s.Title)
	}
	return nil
}

// SVG draws the chart. A Spec that fails Check gives an empty string.
func (s Spec) SVG() template.HTML {
	return template.HTML(s.AppendSVG(nil))
}

// AppendSVG appends the drawing to b and returns it.
func (s Spec) AppendSVG(b []byte) []byte {
	d, err := s.kind()
	if err != nil {
		return b
	}
	h := s.Height
	if h <= 0 {
		h = d.height()
	}
	c := &canvas{h: h}
	for i := range c.out { // a guess: a higher drawing holds more
		c.out[i] = make([]byte, 0, 6*h)
	}
	d.draw(c)
	return c.assemble(b, s)
}

// Describe returns Desc, or a description generated from the data.
func (s Spec) Describe() string {
	if s.Desc != "" {
		return s.Desc
	}
	d, err := s.kind()
	if err != nil {
		return ""
	}
	return d.describe()
}

// Tone is what a colour means. Drawings name tones, the theme names colours.
type Tone uint8

// The tones. Ink is plain emphasis, Mid everything ordinary; Over, Risk and OK
// are states; None is missing data and is always drawn dashed or hollow.
const (
	Ink Tone = iota
	Mid
	Over
	Risk
	OK
	None
)

// name returns the tone's part of a class or token name.
func (t Tone) name() string {
	switch t {
	case Mid:
		return "mid"
	case Over:
		return "over"
	case Risk:
		return "risk"
	case OK:
		return "ok"
	case None:
		return "none"
	}
	return "ink"
}

// textClass returns the class that colours text, empty for plain ink.
func (t Tone) textClass() string {
	switch t {
	case Over:
		return "t-over"
	case Risk:
		return "t-risk"
	case OK:
		return "t-ok"
	case None:
		return "t-none"
	}
	return ""
}

// Shape is the outline of a mark.
type Shape uint8

// The shapes: state is told by shape before it is told by colour.
const (
	Circle Shape = iota
	Triangle
	Diamond
	Square
	Hollow // dashed circle: not measured
	NoMark // a label without a mark
)

// Text is one line of a label.
type Text struct {
	Text     string
	Tone     Tone
	Bold     bool
	Muted    bool // secondary colour
	Large    bool // 15 px instead of 12
	Optional bool // dropped first when space is short
}

// Label is text that the placer lays out beside its mark.
type Label struct {
	Lines    []Text
	Priority int // larger is placed first; Must or more is never left out
}

// Must is the priority from which a label is shown at every width, even where
// it has to cover a line.
const Must = 100

// Tick is a labelled place on an axis.
type Tick struct {
	At    float64
	Label string
	Minor bool // a short tick without a label
	Bold  bool
}

// Axis is a scale with its ticks. At Min = Max the data's own range is taken.
type Axis struct {
	Min, Max float64
	Ticks    []Tick
	Format   Format // for tables, tooltips and descriptions
}

// Point is one value at one place; a NaN y is a gap.
type Point struct{ X, Y float64 }

// Rule is a line across the whole plot at one value.
type Rule struct {
	At     float64
	Label  string
	Sub    string // second line of the label
	Dashed bool
	Thin   bool // hair line instead of ink
	Tone   Tone
}

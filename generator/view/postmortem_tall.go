package view

import (
	"math"
	"strconv"
	"strings"
	"time"

	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// TallCurve is the curve of what failed with time running down, at one scale,
// for wide pages. Widths are per cent of its box, heights px; the theme writes
// it as SVG. Its entries stand beside it, each tied to its minute by a line.
type TallCurve struct {
	Height            string
	Title, Desc       string
	Top, Bottom, Plot string // y of the plot's ends, and its height
	Left              string // x of nought
	Times             []TallTick
	Shares            []TallTick
	Bands             []TallBand
	Area, Line        string // paths in a box of 1000 by 1000
	Peak              *TallMark
	Dots              []TallMark
	Leaders           []TallLeader
}

// TallTick is a named place of an axis: At, with its label at Text.
type TallTick struct {
	At, Text, Label string
	Bold            bool
}

// TallBand is a phase of the incident. Name is empty where there is no room.
type TallBand struct {
	Class, Y, Height string
	Length, Name     string
	LengthY, NameY   string
}

// TallMark is a place on the curve.
type TallMark struct{ X, Y, Text, TextY string }

// TallLeader ties a minute (Y) to its entry (To).
type TallLeader struct{ X, Y, To string }

const (
	tallLeft   = 13.0 // per cent of the width, for the clock
	tallTop    = 40.0 // px over the plot, for the shares
	tallBottom = 16.0
	tallLeast  = 460.0
	tallMost   = 2600.0 // px; what needs more is a plain list
	tallStep   = 3.0    // px at the least for a step of the curve; shorter ones are joined, the worst kept
)

// tallCurve lays the curve and the entries out; nil where the entries are too
// many, too long or too few for it. It sets the entries' gaps.
func (v *Views) tallCurve(in *report.Incident, entries []TimelineEntry) *TallCurve {
	first, last := curveSpan(in.Curve)
	need, inside := 0.0, 0
	for _, e := range entries {
		need += e.long
		if !e.at.Before(first) && !e.at.After(last) {
			inside++
		}
	}
	if inside < 2 || need > tallMost {
		return nil
	}
	s := tallScale{first: first, last: last, height: math.Max(need*1.06+tallTop+tallBottom, tallLeast), most: in.Curve.Peak * 1.3}
	t := &TallCurve{
		Height: px(s.height), Top: px(tallTop), Bottom: px(s.height - tallBottom), Plot: px(s.height - tallTop - tallBottom), Left: pct(tallLeft),
		Title: "Share of " + orElse(v.countsOf(in), "events") + " failing, time running downwards",
		Desc:  "The most at one time was " + unit.Share(in.Curve.Peak) + ".",
	}
	t.axes(v, s)
	t.bands(v, in, s)
	t.Area, t.Line = s.paths(in.Curve.Points)
	t.peak(in.Curve, s)
	places := s.place(entries)
	before := 0.0
	for i := range entries {
		entries[i].Gap = px(places[i] - before)
		before = places[i]
		t.tie(in.Curve, entries[i].at, places[i], s)
	}
	return t
}

// tallScale turns times and shares into places.
type tallScale struct {
	first, last  time.Time
	height, most float64
}

func (s tallScale) y(at time.Time) float64 {
	part := at.Sub(s.first).Seconds() / s.last.Sub(s.first).Seconds()
	return tallTop + math.Max(0, math.Min(part, 1))*(s.height-tallTop-tallBottom)
}

func (s tallScale) x(share float64) float64 { return tallLeft + share/s.most*(100-tallLeft) }

func (t *TallCurve) axes(v *Views, s tallScale) {
	for _, k := range v.timeTicks(s.first, s.last, int(s.height/52)) {
		y := s.y(k.at)
		t.Times = append(t.Times, TallTick{At: px(y), Text: px(y + 4), Label: k.label, Bold: k.bold})
	}
	t.Shares = append(t.Shares, TallTick{At: pct(tallLeft), Label: "0"})
	for _, k := range shareAxis(s.most/1.08, 5) {
		if x := s.x(k.At); x < 97 {
			t.Shares = append(t.Shares, TallTick{At: pct(x), Label: k.Label})
		}
	}
}

func (t *TallCurve) bands(v *Views, in *report.Incident, s tallScale) {
	for _, ph := range v.phasesOf(in) {
		from, to := s.y(ph.from), s.y(ph.to)
		if to-from < 1 {
			continue
		}
		b := TallBand{Class: ph.class, Y: px(from), Height: px(to - from)}
		middle := (from + to) / 2
		switch {
		case to-from >= 38:
			b.Length, b.Name, b.LengthY, b.NameY = ph.length, ph.name, px(middle-3), px(middle+12)
		case to-from >= 16:
			b.Length, b.LengthY = ph.length+" "+ph.name, px(middle+4)
		}
		t.Bands = append(t.Bands, b)
	}
}

// paths draws samples as steps; where nothing was measured the line breaks.
func (s tallScale) paths(points []report.CurvePoint) (area, line string) {
	var a, l strings.Builder
	begun := false
	for _, p := range joinSteps(points, int(s.height/tallStep)) {
		y0, y1 := s.box(p.At), s.box(p.End)
		if p.Bad == nil {
			begun = false
			continue
		}
		x := *p.Bad / s.most * 1000
		a.WriteString("M0 " + num(y0) + "H" + num(x) + "V" + num(y1) + "H0z")
		if begun {
			l.WriteString("H" + num(x))
		} else {
			l.WriteString("M" + num(x) + " " + num(y0))
		}
		l.WriteString("V" + num(y1))
		begun = true
	}
	return a.String(), l.String()
}

func (s tallScale) box(at time.Time) float64 {
	return at.Sub(s.first).Seconds() / s.last.Sub(s.first).Seconds() * 1000
}

// joinSteps thins a long curve out to most steps; of the samples joined the
// worst stands.
func joinSteps(points []report.CurvePoint, most int) []report.CurvePoint {
	n := (len(points) + most - 1) / most
	if n <= 1 {
		return points
	}
	var out []report.CurvePoint
	for from := 0; from < len(points); from += n {
		part := points[from:min(from+n, len(points))]
		p := report.CurvePoint{At: part[0].At, End: part[len(part)-1].End}
		for _, q := range part {
			if q.Bad != nil && (p.Bad == nil || *q.Bad > *p.Bad) {
				p.Bad = q.Bad
			}
		}
		out = append(out, p)
	}
	return out
}

func (t *TallCurve) peak(c *report.Curve, s tallScale) {
	for _, p := range c.Points {
		if p.Bad == nil || *p.Bad != c.Peak {
			continue
		}
		y := s.y(p.At.Add(p.End.Sub(p.At) / 2))
		t.Peak = &TallMark{X: pct(s.x(c.Peak)), Y: px(y), Text: "peak " + unit.Share(c.Peak), TextY: px(y + 4)}
		return
	}
}

// tie draws an entry's place on the curve and the line to its text.
func (t *TallCurve) tie(c *report.Curve, at time.Time, to float64, s tallScale) {
	if at.Before(s.first) || at.After(s.last) {
		return
	}
	x, y := tallLeft, s.y(at)
	for _, p := range c.Points {
		if !at.Before(p.At) && at.Before(p.End) && p.Bad != nil {
			x = s.x(*p.Bad)
		}
	}
	t.Dots = append(t.Dots, TallMark{X: pct(x), Y: px(y)})
	t.Leaders = append(t.Leaders, TallLeader{X: pct(x), Y: px(y), To: px(to)})
}

// place finds a height for each entry: as near to its minute as the entries'
// own lengths allow, and in order. Entries that would overlap are joined into
// a block, which then stands at the mean of where its entries want to be
// (pool adjacent violators).
func (s tallScale) place(entries []TimelineEntry) []float64 {
	type block struct {
		want, long float64 // mean wish of its top, and its length
		n          int
	}
	var blocks []block
	for _, e := range entries {
		blocks = append(blocks, block{want: s.y(e.at), long: e.long, n: 1})
		for len(blocks) > 1 {
			a, b := blocks[len(blocks)-2], blocks[len(blocks)-1]
			if s.within(a.want, a.long)+a.long <= s.within(b.want, b.long) {
				break
			}
			joined := block{long: a.long + b.long, n: a.n + b.n}
			joined.want = (a.want*float64(a.n) + (b.want-a.long)*float64(b.n)) / float64(joined.n)
			blocks = append(blocks[:len(blocks)-2], joined)
		}
	}
	out := make([]float64, 0, len(entries))
	for _, b := range blocks {
		at := s.within(b.want, b.long)
		for range b.n {
			out = append(out, at)
			at += entries[len(out)-1].long
		}
	}
	return out
}

// within keeps a block of a length inside the drawing.
func (s tallScale) within(top, long float64) float64 {
	return math.Max(tallTop/2, math.Min(top, s.height-long))
}

func px(v float64) string  { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }
func num(v float64) string { return px(v) }
func pct(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) + "%"
}

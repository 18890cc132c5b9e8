package chart

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
)

// drawnText is a <text> of a drawing as a browser of some width would lay it out.
type drawnText struct {
	s                        string
	left, right, top, bottom float64
}

// textsAt reads the texts that are shown at a width from the markup alone, with
// the container queries of the theme (520 and 720 px).
func textsAt(t *testing.T, svg string, width float64) []drawnText {
	t.Helper()
	var out []drawnText
	var hidden []bool
	var open xml.StartElement
	dec := xml.NewDecoder(strings.NewReader(svg))
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			up := len(hidden) > 0 && hidden[len(hidden)-1]
			hidden = append(hidden, up || !shownAt(attr(e, "class"), width))
			open = e.Copy()
		case xml.EndElement:
			hidden = hidden[:len(hidden)-1]
		case xml.CharData:
			if open.Name.Local == "text" && !hidden[len(hidden)-1] && strings.TrimSpace(string(e)) != "" {
				out = append(out, layOut(t, open, string(e), width))
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func shownAt(class string, width float64) bool {
	for c := range strings.FieldsSeq(class) {
		if c == "w" && width <= 520 || c == "w2" && width <= 720 || c == "nw" && width > 520 || c == "nw2" && width > 720 {
			return false
		}
	}
	return true
}

func layOut(t *testing.T, e xml.StartElement, s string, width float64) drawnText {
	t.Helper()
	num := func(v string) float64 {
		if v == "" {
			return 0
		}
		f, err := strconv.ParseFloat(v, 64)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	class := " " + attr(e, "class") + " "
	has := func(c string) bool { return strings.Contains(class, " "+c+" ") }
	w := textWidth(s, has("b"), has("lg"))
	d := drawnText{s: s}
	d.left = num(strings.TrimSuffix(attr(e, "x"), "%"))/100*width + num(attr(e, "dx"))
	if has("am") {
		d.left -= w / 2
	} else if has("ae") {
		d.left -= w
	}
	d.right = d.left + w
	y := num(attr(e, "y"))
	d.top, d.bottom = y-9, y+3
	return d
}

// designWidths are the widths that the layout is made for, and the edges of
// the ranges between them.
var designWidths = [...]float64{300, 340, 519, 521, 640, 719, 721, 980, 1328}

func TestNoTwoLabelsOverlap(t *testing.T) {
	for _, s := range []Spec{crowdedWeek(), burnDown(), calendarSpec(), historySpec(7), historySpec(20), stackedSpec(false), stackedSpec(true), barsSpec(false), barsSpec(true)} {
		svg := string(s.SVG())
		for _, width := range designWidths {
			texts := textsAt(t, svg, width)
			for i, a := range texts {
				if a.left < -1 || a.right > width+1 || a.top < -3 || a.bottom > float64(s.kindHeight())+3 {
					t.Errorf("%s at %g px: %q leaves the canvas (%.0f…%.0f, %.0f…%.0f)", s.ID, width, a.s, a.left, a.right, a.top, a.bottom)
				}
				for _, b := range texts[i+1:] {
					if a.left < b.right-.5 && b.left < a.right-.5 && a.top < b.bottom && b.top < a.bottom {
						t.Errorf("%s at %g px: %q overlaps %q", s.ID, width, a.s, b.s)
					}
				}
			}
		}
	}
}

func (s Spec) kindHeight() int {
	d, _ := s.kind()
	return d.height()
}

// The four labels that must be shown are shown at every width, and what is shown
// of the crowd is not nothing: the most important incident has its label.
func TestImportantLabelsSurvive(t *testing.T) {
	svg := string(crowdedWeek().SVG())
	for _, width := range designWidths {
		shown := ""
		for _, x := range textsAt(t, svg, width) {
			shown += x.s + "\n"
		}
		for i := range 4 {
			if want := fmt.Sprintf("CORNER-%d", i); strings.Count(shown, want) != 1 {
				t.Errorf("at %g px %s is shown %d times", width, want, strings.Count(shown, want))
			}
		}
		if n := strings.Count(shown, "INC-30"); n < 4 {
			t.Errorf("at %g px only %d of thirty incidents are labelled", width, n)
		}
		if !strings.Contains(shown, "median 65 minutes") {
			t.Errorf("at %g px the median is not labelled", width)
		}
	}
}

// Without competition every label is shown beside its mark, without a leader.
func TestLonelyLabelsStayClose(t *testing.T) {
	s := Spec{ID: "few", Title: "Few", Dots: &Dots{X: Axis{Min: 0, Max: 100}, Y: Axis{Min: 600, Max: 14400}, Points: []Dot{
		{X: 10, Y: 3000, Name: "a", Label: plain("first", 1)}, {X: 90, Y: 3000, Name: "b", Label: plain("second", 1)}}}}
	svg := string(s.SVG())
	if strings.Contains(svg, `class="ld"`) {
		t.Error("a leader line for a label that has all the room it needs")
	}
	for _, width := range designWidths {
		shown := textsAt(t, svg, width)
		if n := len(shown); n < 2 || shown[n-2].s != "first" || shown[n-1].s != "second" {
			t.Errorf("at %g px: %v", width, shown)
		}
	}
}

// Two boxes whose gap closes somewhere inside a range of widths are not apart:
// at 720 px A (x 10 %, 0…100 px) ends at 172 and B (x 30 %, −60…0) begins at
// 156; at 1400 px A ends at 240 and B begins at 360.
func TestApartHoldsOverTheWholeRange(t *testing.T) {
	a, b := box{.1, 0, 100, 0, 10}, box{.3, -60, 0, 0, 10}
	if a.apart(b, wide) {
		t.Error("the boxes overlap at 720 px")
	}
	b.a = -40 // begins at 176 of 720
	if !a.apart(b, wide) || !b.apart(a, wide) {
		t.Error("the boxes never meet from 720 px on")
	}
	b.top, b.bottom, b.a = 10, 20, -60
	if !a.apart(b, wide) {
		t.Error("boxes above each other do not meet")
	}
}

func TestCurveMeets(t *testing.T) {
	k := curve{[]float64{0, .5, 1}, []float64{100, 100, 0}, 1}
	at := func(x, y float64) box { return box{x, -10, 10, y - 5, y + 5} }
	for _, c := range []struct {
		b    box
		want bool
	}{{at(.25, 100), true}, {at(.25, 60), false}, {at(.75, 50), true}, {at(.75, 90), false}} {
		if got := k.meets(c.b, wide); got != c.want {
			t.Errorf("box at %v: %v, want %v", c.b, got, c.want)
		}
	}
	k.ys[2] = math.NaN()
	if k.meets(at(.75, 50), wide) {
		t.Error("a gap is not in the way")
	}
}

func TestMaskClasses(t *testing.T) {
	widths := [widthClasses]float64{400, 600, 900}
	for m := mask(1); m <= everyWidth; m++ {
		for w, px := range widths {
			n := 0
			for _, c := range maskClasses(m) {
				if shownAt(c, px) {
					n++
				}
			}
			if want := int(m >> w & 1); n != want {
				t.Errorf("mask %03b at %g px: shown %d times, want %d", m, px, n, want)
			}
		}
	}
}

func TestShorten(t *testing.T) {
	if got := shorten("short", false, false, 100); got != "short" {
		t.Errorf("%q", got)
	}
	got := shorten(sixty, false, false, 120)
	if !strings.HasSuffix(got, "…") || textWidth(got, false, false) > 120 || !strings.HasPrefix(sixty, strings.TrimSuffix(got, "…")) {
		t.Errorf("%q is %g px", got, textWidth(got, false, false))
	}
	if got := shorten("日本語の長い名前", false, false, 50); textWidth(got, false, false) > 50 || !strings.HasSuffix(got, "…") {
		t.Errorf("%q", got)
	}
}

package chart

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"
)

func TestEveryKindIsWellFormedAndStable(t *testing.T) {
	for _, s := range everyKind() {
		if err := s.Check(); err != nil {
			t.Errorf("%s: %v", s.ID, err)
		}
		svg := string(s.SVG())
		dec := xml.NewDecoder(strings.NewReader(svg))
		for {
			if _, err := dec.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v in %s", s.ID, err, svg)
			}
		}
		for _, bad := range []string{"style=", "<script", "NaN", "Inf", " on"} {
			if strings.Contains(strings.ReplaceAll(svg, `class="on-`, ""), bad) && (bad != " on" || strings.Contains(svg, " onload") || strings.Contains(svg, " onclick")) {
				t.Errorf("%s holds %q", s.ID, bad)
			}
		}
		for range 3 {
			if again := string(s.SVG()); again != svg {
				t.Fatalf("%s: two drawings of one Spec differ", s.ID)
			}
		}
	}
}

func TestNamesAndRoles(t *testing.T) {
	s := calendarSpec()
	svg := string(s.SVG())
	if !strings.HasPrefix(svg, `<svg class="ch" width="100%" height="208" role="group" aria-labelledby="cal-t cal-d"><title id="cal-t">Bad events a day</title><desc id="cal-d">`) {
		t.Error("a drawing with links must be a named group:", svg[:160])
	}
	if !strings.Contains(svg, `<a href="/p/" aria-label="Friday 14 August, 320,000 failed requests, INC-0814">`) {
		t.Error("the day's link has no name of its own")
	}
	s.Calendar.Days = s.Calendar.Days[:10]
	if svg = string(s.SVG()); !strings.Contains(svg, ` role="img" `) {
		t.Error("a drawing without links is an image:", svg[:160])
	}
	s.Hidden = true
	if svg = string(s.SVG()); !strings.Contains(svg, ` aria-hidden="true">`) || strings.Contains(svg, "<desc") {
		t.Error("a hidden drawing says nothing:", svg[:160])
	}
}

// hostile replaces every text of a Spec by something that wants out.
const hostile = `"><script>alert(1)</script><img src=x onerror="alert(2)">'&__f__{b}`

func TestHostileTextIsInert(t *testing.T) {
	label := Label{Lines: []Text{{Text: hostile}}, Priority: Must}
	specs := []Spec{
		{ID: hostile, Title: hostile, Line: &Line{X: Axis{Max: 10, Ticks: []Tick{{At: 1, Label: hostile}}}, Y: Axis{Max: 1, Ticks: []Tick{{At: .5, Label: hostile}}},
			Series: []Series{{Name: hostile, Points: []Point{{0, 0}, {10, 1}}}}, Rules: []Rule{{At: .2, Label: hostile, Sub: hostile}},
			Bands: []Band{{X0: 1, X1: 2, Name: hostile, Label: label, Href: hostile}}, Marks: []Mark{{X: 3, Y: .5, Name: hostile, Label: label, Href: "javascript:alert(1)"}}, End: label}},
		{ID: "d", Title: hostile, Dots: &Dots{X: Axis{Max: 1}, Points: []Dot{{X: .5, Y: 60, Name: hostile, Label: label, Href: "java\tscript:alert(1)"}}}},
		{ID: "b", Title: hostile, Bars: &Bars{Rows: []Bar{{Label: hostile, Group: hostile, Value: 1, Text: hostile, Href: "//evil.example"}}}},
		{ID: "s", Title: hostile, Stacked: &Stacked{Rows: []Stack{{Label: hostile, Total: Text{Text: hostile}, Parts: []Part{{Name: hostile, Value: 1, Text: hostile, Href: "data:text/html,x"}}}}}},
		{ID: "c", Title: hostile, Cell: &Cell{Max: 1, To: .1, Text: Text{Text: hostile}}},
		{ID: "h", Title: hostile, History: &History{Points: []Past{{Label: hostile, Group: hostile, Value: 1, Text: hostile, Href: "vbscript:x"}}, Objectives: []Rule{{At: 1, Label: hostile, Sub: hostile}}}},
	}
	for _, s := range specs {
		svg := string(s.SVG())
		if strings.Contains(svg, "<script") || strings.Contains(svg, "<img") || strings.Contains(svg, "<a ") {
			t.Errorf("%s: text became markup or a link: %s", s.ID, svg)
		}
		xmlOK(t, s.ID, svg)
		js, err := s.EChartsJSON()
		if err != nil {
			t.Errorf("%s: text from data must not stop the build: %v", s.ID, err)
		}
		if js != nil && (bytes.Contains(js, []byte("<")) || !json.Valid(js)) {
			t.Errorf("%s: options are not safe in a script element: %s", s.ID, js)
		}
	}
}

func xmlOK(t *testing.T, id, svg string) {
	t.Helper()
	dec := xml.NewDecoder(strings.NewReader(svg))
	for {
		if _, err := dec.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
	}
}

func TestSafeHref(t *testing.T) {
	for h, want := range map[string]bool{
		"": false, "/a/": true, "a/b": true, "#x": true, "?q=a:b": true, "https://x.example/": true, "HTTP://x": true, "../a:b": true,
		"javascript:alert(1)": false, "JavaScript:x": false, "java\nscript:x": false, " javascript:x": false, "data:text/html,x": false,
		"//host": false, `\\host`: false, `/\host`: false, "mailto:a@b": false, "x:y": false,
	} {
		if got := safeHref(h); got != want {
			t.Errorf("%q: %v, want %v", h, got, want)
		}
	}
}

func TestBadSpecsDrawNothing(t *testing.T) {
	for name, s := range map[string]Spec{"no kind": {ID: "x"}, "two kinds": {ID: "x", Line: &Line{}, Dots: &Dots{}}} {
		if s.Check() == nil || s.SVG() != "" {
			t.Errorf("%s: drawn as %q", name, s.SVG())
		}
		if _, err := s.EChartsJSON(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if (Spec{Title: "x", Line: &Line{}}).Check() == nil {
		t.Error("a chart without an ID passes")
	}
}

// Empty and absurd data still draw: nothing, one point, equal values, infinities.
func TestDegenerateData(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, s := range []Spec{
		{ID: "a", Line: &Line{}}, {ID: "b", Line: &Line{Series: []Series{{}}, End: plain("x", 1)}},
		{ID: "c", Line: &Line{Series: []Series{{Points: []Point{{5, nan}}}}, Area: &Area{}}},
		{ID: "d", Line: &Line{Series: []Series{{Points: []Point{{5, 3}, {5, inf}}}}, Area: &Area{Series: 9}, Marks: []Mark{{X: inf, Y: -inf, Label: plain("x", 200)}}}},
		{ID: "e", Dots: &Dots{}}, {ID: "f", Dots: &Dots{Points: []Dot{{X: nan, Y: 0, Weight: nan, Label: plain("x", 200)}}}},
		{ID: "g", Calendar: &Calendar{}}, {ID: "h", History: &History{}}, {ID: "i", History: &History{Points: []Past{{Value: nan}}, Connect: true}},
		{ID: "j", Bars: &Bars{}}, {ID: "k", Bars: &Bars{Vertical: true, Rows: []Bar{{Value: inf}}}}, {ID: "l", Stacked: &Stacked{Rows: []Stack{{Parts: []Part{{Value: inf}, {Value: -4}}}}}},
		{ID: "m", Stacked: &Stacked{Vertical: true}}, {ID: "n", Cell: &Cell{}}, {ID: "o", Spark: &Spark{}}, {ID: "p", Strip: &Strip{}}, {ID: "q", Scale: &Scale{Ticks: []Tick{{At: nan}}}},
	} {
		svg := string(s.SVG())
		xmlOK(t, s.ID, svg)
		if svg == "" || strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Errorf("%s: %s", s.ID, svg)
		}
		if js, err := s.EChartsJSON(); err != nil || js != nil && !json.Valid(js) {
			t.Errorf("%s: options %v", s.ID, err)
		}
		s.Describe()
		s.Table()
	}
}

// The line falls through zero halfway between two points: the area below zero
// begins at x = 500 of 1000, at the height of zero, which is the middle.
func TestAreaBeginsAtTheCrossing(t *testing.T) {
	u := plotScale{newSpan(0, 2, 0, 1000), newSpan(-1, 1, 1000, 0)}
	ps := []Point{{0, 1}, {2, -1}}
	if got, want := areaPath(ps, 0, Below, u), "M500 500l500 500l0-500z"; got != want {
		t.Errorf("below: %s, want %s", got, want)
	}
	if got, want := areaPath(ps, 0, Above, u), "M0 500l0-500l500 500z"; got != want {
		t.Errorf("above: %s, want %s", got, want)
	}
	if got := areaPath([]Point{{0, 1}, {1, math.NaN()}, {2, 1}}, 0, Both, u); got != "" {
		t.Errorf("an area over a gap: %s", got)
	}
}

func TestGapsInterruptTheLineAndAreDashed(t *testing.T) {
	u := plotScale{newSpan(0, 3, 0, 1000), newSpan(0, 1, 1000, 0)}
	ps := []Point{{0, 0}, {1, 1}, {2, math.NaN()}, {3, 1}}
	if got, want := polyline(ps, u), "M0 1000l333-1000M1000 0"; got != want {
		t.Errorf("line %s, want %s", got, want)
	}
	if got, want := gapPath(ps, u), "M333 0l667 0"; got != want {
		t.Errorf("gap %s, want %s", got, want)
	}
}

// Fifty thousand points draw as few as the picture can show, and keep the peak.
func TestLongSeriesKeepTheirPeaks(t *testing.T) {
	var ps []Point
	for i := range 50000 {
		ps = append(ps, Point{float64(i), 0})
	}
	ps[31234].Y = 1
	path := polyline(ps, plotScale{newSpan(0, 50000, 0, 1000), newSpan(0, 1, 1000, 0)})
	if len(path) > 20000 {
		t.Errorf("%d bytes", len(path))
	}
	if !strings.Contains(path, "-1000l") {
		t.Error("the peak is gone")
	}
}

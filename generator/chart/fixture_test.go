package chart

import (
	"fmt"
	"math"
	"time"
)

func utcDay(m time.Month, d int) float64 {
	return float64(time.Date(2026, m, d, 0, 0, 0, 0, time.UTC).Unix())
}

// burnDown is a quarter of 92 days with drops, a gap and annotations.
func burnDown() Spec {
	x0, x1 := utcDay(7, 1), utcDay(10, 1)
	drops := map[int]float64{8: .112, 23: .171, 44: .607, 59: .088, 63: .187, 78: .143}
	var ps []Point
	left := 1.0
	for i := range 93 {
		y := left
		if i == 30 || i == 31 {
			y = math.NaN()
		}
		ps = append(ps, Point{x0 + float64(i)*86400, y})
		left -= drops[i] + .0033
	}
	l := &Line{
		X: Axis{Min: x0, Max: x1, Ticks: append(MonthTicks(x0, x1, time.UTC, false), Tick{At: x1, Label: "30 September"}), Format: Format{Kind: Date}},
		Y: Axis{Min: -.68, Max: 1, Format: Format{Factor: 100, Decimals: 1, Unit: " %"},
			Ticks: []Tick{{At: 1, Label: "100 % of the budget left"}, {At: .5, Label: "50 %"}, {At: -.5, Label: "−50 %"}}},
		Series: []Series{{Name: "Budget left", Points: ps}},
		Area:   &Area{Base: 0, Side: Below, Tone: Over},
		Rules:  []Rule{{At: 0}},
		Guides: []Guide{{From: Point{x0, 1}, To: Point{x1, 0}, Label: plain("if spent evenly", 5)}},
		Bands:  []Band{{X0: utcDay(9, 2), X1: utcDay(9, 4), Name: "2 to 3 September, no postmortem", Tone: None, Href: "#undocumented"}},
		End:    Label{Lines: []Text{{Text: "−60.9 %", Bold: true, Large: true, Tone: Over}}, Priority: 150},
	}
	for d, id := range map[int]string{8: "INC-2019", 23: "INC-2027", 44: "INC-2041", 59: "INC-2048", 78: "INC-2056"} {
		l.Marks = append(l.Marks, Mark{X: x0 + (float64(d)+.5)*86400, Y: math.NaN(), Shape: NoMark, Name: id, Href: "/postmortems/" + id + "/",
			Label: Label{Priority: int(drops[d] * 150), Lines: []Text{{Text: id, Bold: true}, {Text: fmt.Sprintf("−%.1f %%", drops[d]*100)},
				{Text: "what happened in a few words", Muted: true, Optional: true}}}})
	}
	sortMarks(l.Marks)
	return Spec{ID: "burn", Title: "Error budget left, day by day", Line: l}
}

// sortMarks undoes the random order of the map above.
func sortMarks(ms []Mark) {
	for i := range ms {
		for j := i; j > 0 && ms[j].X < ms[j-1].X; j-- {
			ms[j], ms[j-1] = ms[j-1], ms[j]
		}
	}
}

const sixty = "a name of sixty characters that goes on until it really ends"

// crowdedWeek is the worst data for labels: thirty incidents in one week, two of
// them at the same instant, names of sixty characters, values at every edge.
func crowdedWeek() Spec {
	d := &Dots{What: "incidents", X: Axis{Min: utcDay(7, 1), Max: utcDay(10, 1), Ticks: MonthTicks(utcDay(7, 1), utcDay(10, 1), time.UTC, false)},
		Y: Axis{Min: 600, Max: 86400}, Rules: []Rule{{At: 3900, Label: "median 65 minutes", Dashed: true}}}
	for i := range 30 {
		d.Points = append(d.Points, Dot{X: utcDay(8, 10) + float64(i%7)*86400, Y: 600 * math.Pow(144, float64(i*7%30)/29), Weight: float64(i * i),
			Tone: Tone(i % 2), Name: fmt.Sprintf("INC-%d", 3000+i), Href: fmt.Sprintf("/postmortems/inc-%d/", 3000+i),
			Label: Label{Priority: i, Lines: []Text{{Text: fmt.Sprintf("INC-%d %s", 3000+i, sixty), Bold: i%2 == 0}}}})
	}
	twin := d.Points[4]
	d.Points = append(d.Points, twin)
	for i, at := range [][2]float64{{utcDay(7, 1), 600}, {utcDay(7, 1), 86400}, {utcDay(10, 1), 600}, {utcDay(10, 1), 86400}} {
		d.Points = append(d.Points, Dot{X: at[0], Y: at[1], Name: "corner", Label: Label{Priority: Must + i,
			Lines: []Text{{Text: fmt.Sprintf("CORNER-%d", i), Bold: true}, {Text: sixty, Optional: true}}}})
	}
	return Spec{ID: "crowd", Title: "Thirty incidents in one week", Dots: d}
}

func calendarSpec() Spec {
	k := &Calendar{Format: Format{Unit: " failed requests"}}
	for t := time.Date(2026, 6, 29, 0, 0, 0, 0, time.UTC); t.Month() < 10; t = t.AddDate(0, 0, 1) {
		d := Day{Date: t, Value: 100, Tone: Mid, Outside: t.Month() == 6}
		if t.Day() == 14 {
			d.Value, d.Tone, d.Name, d.Href = 40000*float64(t.Month()), Ink, "INC-"+t.Format("0102"), "/p/"
			d.Label = plain(d.Name, int(t.Month()))
		}
		if t.Day() == 20 {
			d.Value = math.NaN()
		}
		k.Days = append(k.Days, d)
	}
	return Spec{ID: "cal", Title: "Bad events a day", Calendar: k}
}

func historySpec(quarters int) Spec {
	h := &History{Objectives: []Rule{{At: 99.95, Label: "99.95 %", Sub: "now"}, {At: 99.9, Label: "99.9 %", Sub: "proposed", Dashed: true}}}
	for i := range quarters {
		v := 99.95 + .012*math.Sin(float64(i)*2)
		p := Past{Label: fmt.Sprintf("Q%d", i%4+1), Group: fmt.Sprint(2020 + i/4), Value: v, Text: fmt.Sprintf("%.3f", v), Tone: OK, Bold: i == quarters-1}
		if v < 99.95 {
			p.Tone = Over
		}
		if i == 2 {
			p.Value, p.Tone = math.NaN(), None
		}
		h.Points = append(h.Points, p)
	}
	return Spec{ID: fmt.Sprintf("hist%d", quarters), Title: "Search availability", History: h}
}

func stackedSpec(vertical bool) Spec {
	return Spec{ID: fmt.Sprintf("stack%v", vertical), Title: "Spend by cause", Stacked: &Stacked{Vertical: vertical, Rule: &Rule{At: 100, Label: "the whole budget"},
		Rows: []Stack{
			{Label: "As it happened", Total: Text{Text: "160.9 %", Bold: true, Tone: Over}, Parts: []Part{
				{Name: "all else", Value: 85.9, Text: "85.9 % all else", Short: "85.9", Tone: Mid}, {Name: "provider", Value: 75, Text: "75.0 % provider", Short: "75.0", Tone: Over, Href: "/p/"}}},
			{Label: "With a fallback", Note: Text{Text: "14.1 % to spare", Tone: OK}, Parts: []Part{{Name: "all else", Value: 85.9, Text: "85.9 %", Tone: Mid}}},
			{Label: "Nobody knows"},
		}}}
}

func barsSpec(vertical bool) Spec {
	return Spec{ID: fmt.Sprintf("bars%v", vertical), Title: "Budget left", Bars: &Bars{Vertical: vertical, Format: Format{Unit: " %"}, Rows: []Bar{
		{Label: "Checkout", Value: -60.9, Text: "−60.9 %", Tone: Over}, {Label: "Search", Value: 0, Text: "0 %", Tone: Risk},
		{Label: "Sellers", Value: 72, Tone: OK, Bold: true}, {Label: "Loyalty", Value: math.NaN(), Tone: None}}}}
}

func cellSpecs() []Spec {
	whole := 1.0
	return []Spec{
		{ID: "cell", Title: "Budget left", Cell: &Cell{Min: -70, Max: 100, To: -60.9, Tone: Over, Rules: []float64{0}, Text: Text{Text: "−60.9 %"}}},
		{ID: "missing", Title: "Budget left", Cell: &Cell{Min: -70, Max: 100, Missing: "not measured"}},
		{ID: "scale", Title: "Budget left", Scale: &Scale{Min: -70, Max: 100, Ticks: []Tick{{At: 0, Label: "0"}, {At: 100, Label: "100"}}}},
		{ID: "spark", Title: "Spent", Hidden: true, Spark: &Spark{Points: []Point{{0, 0}, {1, .4}, {2, math.NaN()}, {3, 1.2}}, Whole: &whole, Tone: Over}},
		{ID: "strip", Title: "Incidents", Hidden: true, Strip: &Strip{X0: 0, X1: 92, Ticks: []float64{31, 62}, Dots: []StripDot{{X: 4, Weight: 9, Tone: Mid}, {X: 80, Weight: math.NaN(), Tone: Mid}}}},
	}
}

// everyKind holds one Spec of each kind and orientation.
func everyKind() []Spec {
	return append([]Spec{burnDown(), crowdedWeek(), calendarSpec(), historySpec(7), stackedSpec(false), stackedSpec(true), barsSpec(false), barsSpec(true)},
		cellSpecs()...)
}

// plain is a label of one plain line.
func plain(s string, priority int) Label {
	return Label{Lines: []Text{{Text: s}}, Priority: priority}
}

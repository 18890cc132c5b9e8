package view

import (
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
)

// years is n quarters from 2025 Q1 on.
func years(n int) []report.Quarter {
	var out []report.Quarter
	for i := range n {
		start := time.Date(2025, time.Month(1+3*i), 1, 0, 0, 0, 0, time.UTC)
		label := start.Format("2006") + " Q" + string(rune('1'+i%4))
		out = append(out, report.Quarter{Label: label, Slug: strings.ToLower(strings.ReplaceAll(label, " ", "-")), Start: start, End: start.AddDate(0, 3, 0), Seen: start.AddDate(0, 3, 0)})
	}
	return out
}

func TestComparisonNamesBothQuartersOrSaysThatThereIsNoFigure(t *testing.T) {
	v := New(&report.Book{Quarters: years(7)})
	cases := []struct {
		slug              string
		previous, yearAgo *float64
		want              string
	}{
		{"2026-q3", opt(.781), opt(.83), "from 78.1\u00a0% in 2026\u00a0Q2; 83.0\u00a0% a year ago"},
		{"2026-q3", opt(.781), nil, "from 78.1\u00a0% in 2026\u00a0Q2; no figure a year ago"},
		{"2026-q3", nil, opt(.83), "no figure in 2026\u00a0Q2; 83.0\u00a0% a year ago"},
		{"2025-q2", opt(.5), nil, "from 50.0\u00a0% in 2025\u00a0Q1; no figure a year ago"},
		{"2025-q1", nil, nil, "the first quarter of this site"},
	}
	for _, c := range cases {
		f := report.Figure{Value: opt(.9), Unit: "ratio", Previous: c.previous, YearAgo: c.yearAgo}
		if got := v.comparison(f, c.slug, inUnit("ratio")); got != c.want {
			t.Errorf("%s: %q, want %q", c.slug, got, c.want)
		}
	}
}

// Rows of six columns: a lead takes six, a half three, a third two, a full one
// six. However many findings there are, no row is left with a hole.
func TestFindingsFillTheirRows(t *testing.T) {
	columns := map[string]int{"lead": 6, "half": 3, "third": 2, "full": 6}
	for n := 1; n <= 20; n++ {
		used := 0
		for i := range n {
			w := columns[size(i, n)]
			if used%6+w > 6 {
				t.Errorf("%d findings: number %d (%s) does not fit its row", n, i+1, size(i, n))
			}
			used += w
		}
		if used%6 != 0 {
			t.Errorf("%d findings: the last row has %d of 6 columns", n, used%6)
		}
	}
	if size(0, 5) != "lead" || size(1, 5) != "half" {
		t.Error("the first findings are not the largest")
	}
}

func TestMatrixShowsTwoYearsWithThePageAmongThem(t *testing.T) {
	book := &report.Book{Quarters: years(12)}
	v := New(book)
	o := &report.Organisation{}
	for _, name := range []string{"Checkout", "New"} {
		h := report.TeamHistory{Team: report.Ref{ID: strings.ToLower(name), Name: name}}
		for i, q := range book.Quarters {
			s := report.QuarterState{Quarter: q, State: slo.Within, URL: "/" + q.Slug + "/" + h.Team.ID + "/"}
			if name == "New" && i < 11 {
				s.URL, s.State = "", slo.NoData
			}
			h.States = append(h.States, s)
		}
		o.History = append(o.History, h)
	}
	for _, at := range []int{0, 5, 11} {
		m := v.matrix(o, book.Quarters[at], nil)
		here := 0
		for _, q := range m.Quarters {
			if q.Here {
				here++
			}
		}
		if len(m.Quarters) != 8 || here != 1 || len(m.Earlier) != 4 {
			t.Errorf("from %s: %d columns, %d of them the page, %d other quarters", book.Quarters[at].Label, len(m.Quarters), here, len(m.Earlier))
		}
	}
	m := v.matrix(o, book.Quarters[11], nil)
	last := len(m.Quarters) - 1
	if c := m.Rows[1].Cells[last-1]; c.URL != "" || c.Text != "–" {
		t.Errorf("a quarter before the team existed is shown as %+v", c)
	}
	// Both teams held in the last quarter, Checkout alone in the one before.
	if m.Foot.Cells[last].Text != "2" || m.Foot.Cells[last-1].Text != "1" {
		t.Errorf("held: %s and %s", m.Foot.Cells[last-1].Text, m.Foot.Cells[last].Text)
	}
}

func TestManyTeamsScrollAndATeamsPageShowsItsOwnRow(t *testing.T) {
	book := &report.Book{Quarters: years(2)}
	o := &report.Organisation{}
	for i := range 200 {
		id := "t" + string(rune('a'+i/26)) + string(rune('a'+i%26))
		o.History = append(o.History, report.TeamHistory{Team: report.Ref{ID: id, Name: id}})
	}
	v := New(book)
	if m := v.matrix(o, book.Quarters[1], nil); !m.Long || len(m.Rows) != 200 {
		t.Errorf("all teams: long %v, %d rows", m.Long, len(m.Rows))
	}
	if m := v.matrix(o, book.Quarters[1], &report.Ref{ID: "tab"}); m.Long || len(m.Rows) != 1 || !m.Rows[0].Here {
		t.Errorf("a team's page: long %v, %d rows", m.Long, len(m.Rows))
	}
}

func TestBigNumbers(t *testing.T) {
	cases := []struct {
		value      *float64
		unit       string
		of         *float64
		big, small string
	}{
		{opt(6.0), "teams", opt(8.0), "6", "of\u00a08"},
		{opt(1.609), "ratio", nil, "160.9", "per cent"},
		{opt(3900.0), "seconds", nil, "65", "minutes"},
		{opt(19200.0), "seconds", nil, "5\u00a0h\u00a020\u00a0min", ""}, // 320 minutes
		{opt(2338540.0), "customer-minutes", nil, "2.3", "million customer-minutes"},
		{opt(4.54), "hours", nil, "4.5", "hours"},
		{opt(1.0), "incidents", nil, "1", "incident"},
		{opt(1.0), "stretches", nil, "1", "stretch"},
		{nil, "seconds", nil, "–", "no data"},
	}
	for _, c := range cases {
		if big, small := bigNumber(report.Figure{Value: c.value, Unit: c.unit}, c.of); big != c.big || small != c.small {
			t.Errorf("%v %s: %q %q, want %q %q", c.value, c.unit, big, small, c.big, c.small)
		}
	}
}

func TestHeadlinesSayWhoWroteThem(t *testing.T) {
	text := report.Text{Text: "Five words make a headline"}
	written := report.Text{Text: text.Text, Written: true}
	if h := heroOf(written, text); !strings.Contains(h.By, "headline was written by people") {
		t.Errorf("by: %s", h.By)
	}
	if h := heroOf(text, text); !strings.Contains(h.By, "made from the figures") || h.Class != "" {
		t.Errorf("by: %s, class %q", h.By, h.Class)
	}
	if h := heroOf(report.Text{Text: strings.Repeat("long ", 30)}, report.Text{Text: "a\n\nb"}); h.Class != "long" || len(h.Standfirst) != 2 {
		t.Errorf("class %q, %d paragraphs", h.Class, len(h.Standfirst))
	}
}

// 92 days of 100 failures and one of 40,000: ordinary days keep their size on
// the largest's scale. 92 days alike: the scale is seven of them, so that the
// squares of two days side by side do not touch.
func TestCalendarScaleKeepsOrdinaryDaysApart(t *testing.T) {
	var days []report.Day
	for range 92 {
		days = append(days, report.Day{Bad: opt(100.0)})
	}
	if got := calendarScale(days); got != 700 {
		t.Errorf("alike: %v, want 700", got)
	}
	days[10].Bad = opt(40000.0)
	if got := calendarScale(days); got != 40000 {
		t.Errorf("with one heavy day: %v, want 40000", got)
	}
	if got := calendarScale(nil); got != 0 {
		t.Errorf("no data: %v", got)
	}
}

func TestTermOpensADefinitionOnceAndIsPlainWithoutOne(t *testing.T) {
	v := New(&report.Book{Methodology: &report.Methodology{Definitions: []report.Definition{{ID: "sli", Title: "Service level indicator", Short: "Good over valid."}}}})
	g := v.glossary()
	first, again, unknown := g.term("sli", "Measured"), g.term("sli", ""), g.term("nowhere", "Plain")
	if first.Label != "Measured" || again.Label != "Service level indicator" || first.URL != "/methodology/#def-sli" {
		t.Errorf("%+v %+v", first, again)
	}
	if unknown.ID != "" || unknown.Label != "Plain" || len(g.list) != 1 {
		t.Errorf("%+v, %d on the page", unknown, len(g.list))
	}
}

func opt(v float64) *float64 { return &v }

func TestOpenDecisionsComeBeforeAnsweredOnes(t *testing.T) {
	v := New(&report.Book{Quarters: years(1)})
	team := report.Ref{ID: "checkout", Name: "Checkout"}
	list := []report.Decision{{Question: "Old?", Answer: "Yes"}, {Question: "New?", Team: &team, Asked: report.Ref{ID: "2025-q1"}}}
	d := v.decisionSection(list, "2025-q1", false, &contents{}, v.glossary())
	if len(d.Open) != 1 || d.Open[0].Question != "New?" || len(d.Answered) != 1 || d.Title != "One decision needed" {
		t.Errorf("%+v", d)
	}
	if d.Open[0].Team != nil || d.Open[0].Asked != "" {
		t.Error("a team's own page repeats the team, or the quarter it is about")
	}
	if v.decisionSection(nil, "2025-q1", true, &contents{}, nil) != nil {
		t.Error("a section without decisions")
	}
}

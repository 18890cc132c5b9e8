package view

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
)

func TestSharesWithoutDecimalsKeepTheirSideOfTheWhole(t *testing.T) {
	for share, want := range map[float64]string{
		.44: "44\u00a0%", 1: "100\u00a0%", 1.1537: "115\u00a0%", 0: "0\u00a0%",
		.996: "99.6\u00a0%", 1.004: "100.4\u00a0%", .0004: "<\u00a00.1\u00a0%",
	} {
		if got := wholeShare(share); got != want {
			t.Errorf("%v: %q, want %q", share, got, want)
		}
	}
}

func TestAddressesOfFacetsAreSafeAndDiffer(t *testing.T) {
	taken := map[string]bool{}
	for _, c := range []struct{ text, want string }{
		{"SEV1", "sev1"}, {"config push / flag", "config-push-flag"}, {"Config Push, Flag!", "config-push-flag-2"},
		{"../../etc", "etc"}, {"<script>", "script"}, {"日本", "other"}, {"中国", "other-2"},
	} {
		if got := freeSlug(c.text, taken); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
	if got := slugOf(strings.Repeat("long word ", 30)); len(got) > longestSlug {
		t.Errorf("%d letters", len(got))
	}
}

func TestTheSummaryIsNotSaidTwice(t *testing.T) {
	cases := []struct{ html, summary, want string }{
		{"<p>It &amp; all <em>failed</em>\nat once.</p>\n<p>Then more.</p>", "It & all failed at once.", "<p>Then more.</p>"},
		{"<p>Something else.</p><p>More.</p>", "It failed.", "<p>Something else.</p><p>More.</p>"},
		{"<ul><li>It failed.</li></ul>", "It failed.", "<ul><li>It failed.</li></ul>"},
		{"<p>It failed.</p>", "", "<p>It failed.</p>"},
	}
	for _, c := range cases {
		if got := withoutSummary(c.html, c.summary); got != c.want {
			t.Errorf("%q: %q, want %q", c.html, got, c.want)
		}
	}
}

func TestAnEntrysBoldBeginningIsItsTitle(t *testing.T) {
	cases := []struct{ html, title, rest string }{
		{"<strong>Paged.</strong> By the general alert.", "Paged.", "By the general alert."},
		{"<p><strong>Paged</strong>: by mail.</p><p>Late.</p>", "Paged", "<p>by mail.</p><p>Late.</p>"},
		{"<p><strong>Paged</strong></p>", "Paged", ""},
		{"We ask <strong>who</strong> may decide.", "", "We ask <strong>who</strong> may decide."},
	}
	for _, c := range cases {
		if title, rest := splitEntry(c.html); title != c.title || rest != c.rest {
			t.Errorf("%q: %q and %q", c.html, title, rest)
		}
	}
}

func TestNumbersOfThresholdsAreWrittenAsConfigured(t *testing.T) {
	cases := map[string]report.Threshold{
		"below 1.1\u00a0s": {Op: "<", Value: 1.1, Unit: "s"}, "at most 60\u00a0min": {Op: "<=", Value: 60, Unit: "min"},
		"at least 1,200": {Op: ">=", Value: 1200}, "above 0.005": {Op: ">", Value: .005},
	}
	for want, th := range cases {
		if got := thresholdText(th); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// entriesAt makes entries at minutes after a start.
func entriesAt(start time.Time, long float64, minutes ...int) []TimelineEntry {
	var out []TimelineEntry
	for _, m := range minutes {
		out = append(out, TimelineEntry{at: start.Add(time.Duration(m) * time.Minute), long: long})
	}
	return out
}

func TestEntriesStandByTheirMinuteAndNeverOverlap(t *testing.T) {
	start := time.Date(2026, 8, 14, 12, 0, 0, 0, time.UTC)
	s := tallScale{first: start, last: start.Add(200 * time.Minute), height: 1056, most: 1}
	// The plot is 1056 − 40 − 16 = 1,000 px for 200 minutes: 5 px a minute from 40.
	free := s.place(entriesAt(start, 50, 20, 100, 160))
	for i, want := range []float64{140, 540, 840} {
		if free[i] != want {
			t.Errorf("entry %d stands at %v, want %v", i, free[i], want)
		}
	}
	// Two wish for 540 and 545; joined they lie evenly about it: 540−22.5 on.
	pair := s.place(entriesAt(start, 50, 100, 101))
	if pair[0] != 517.5 || pair[1] != 567.5 {
		t.Errorf("a pair stands at %v", pair)
	}
	for name, minutes := range map[string][]int{"all at once": {5, 5, 5, 5, 5, 5, 5, 5}, "at the end": {190, 195, 198, 199, 200}, "outside": {-300, -2, 100, 400, 9000}} {
		list := entriesAt(start, 90, minutes...)
		places := s.place(list)
		for i, y := range places {
			if y < 0 || y+90 > s.height+.001 {
				t.Errorf("%s: entry %d at %v leaves the drawing", name, i, y)
			}
			if i > 0 && y < places[i-1]+90-.001 {
				t.Errorf("%s: entry %d at %v lies on the one before at %v", name, i, y, places[i-1])
			}
		}
	}
}

// curveOf is one sample every five minutes.
func curveOf(start time.Time, samples int, bad float64) *report.Curve {
	c := &report.Curve{SLO: report.Ref{ID: "a", Name: "a", URL: "/slos/a/"}, Peak: bad}
	for i := range samples {
		at := start.Add(time.Duration(i) * 5 * time.Minute)
		c.Points = append(c.Points, report.CurvePoint{At: at, End: at.Add(5 * time.Minute), Bad: opt(bad)})
	}
	return c
}

func TestALongIncidentStaysOnOneScreenOfPaper(t *testing.T) {
	start := time.Date(2026, 8, 10, 0, 0, 0, 0, time.UTC)
	in := &report.Incident{ID: "INC-1", Started: &start, Resolved: ptr(start.Add(5 * 24 * time.Hour)), Curve: curveOf(start, 1440, .2)}
	for i := range 6 {
		in.Timeline = append(in.Timeline, report.Event{At: start.Add(time.Duration(i) * 20 * time.Hour), HTML: "Something happens", Text: "Something happens"})
	}
	v := New(&report.Book{Quarters: years(8)})
	tl := v.timeline(in)
	if tl.Tall == nil || tl.Tall.Height != "460" {
		t.Fatalf("five days with six entries: %+v", tl.Tall)
	}
	// 460 px hold at most 153 steps of 3 px; a step is one H and one V.
	if n := strings.Count(tl.Tall.Line, "V"); n > 153 {
		t.Errorf("%d steps in the curve", n)
	}
	for i := range 60 {
		in.Timeline = append(in.Timeline, report.Event{At: start.Add(time.Duration(i) * time.Hour), HTML: strings.Repeat("word ", 30), Text: strings.Repeat("word ", 30)})
	}
	if tl = v.timeline(in); tl.Tall != nil || len(tl.Entries) != 66 || tl.Flat == nil {
		t.Error("sixty long entries are no plain list with the curve over it")
	}
}

func TestTheCurveBreaksWhereNothingWasMeasured(t *testing.T) {
	start := time.Date(2026, 8, 14, 12, 0, 0, 0, time.UTC)
	c := curveOf(start, 12, .1)
	c.Points[5].Bad = nil
	s := tallScale{first: start, last: start.Add(time.Hour), height: 500, most: .2}
	area, line := s.paths(c.Points)
	if strings.Count(line, "M") != 2 || strings.Count(area, "M") != 11 {
		t.Errorf("line %q, %d samples filled", line, strings.Count(area, "M"))
	}
}

func TestTicksStandOnLocalTime(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	v := New(&report.Book{Site: report.Site{Location: london}})
	// The night of 29 March 2026 has no hour from 01:00 to 02:00.
	first := time.Date(2026, 3, 28, 23, 0, 0, 0, time.UTC)
	var labels []string
	for _, k := range v.timeTicks(first, first.Add(5*time.Hour), 5) {
		labels = append(labels, k.label)
	}
	if got := strings.Join(labels, " "); got != "23:00 29\u00a0Mar 02:00 03:00 04:00 05:00" {
		t.Errorf("ticks %q", got)
	}
}

// oneBudget is a book with one objective whose budget falls evenly from the
// whole to a half over the quarter.
func oneBudget() (*Views, *report.Incident) {
	qs := years(1)
	path := []report.PathPoint{{At: qs[0].Start.Unix(), Remaining: opt(1)}, {At: qs[0].End.Unix(), Remaining: opt(.5)}}
	q := &report.SLOQuarter{SLO: report.Ref{ID: "a", Name: "a", URL: "/slos/a/"}, Quarter: qs[0].Slug, Path: path, Counts: "requests", Objective: .999, State: slo.Within}
	started := qs[0].Start.Add(qs[0].End.Sub(qs[0].Start) / 2)
	in := &report.Incident{ID: "INC-1", Slug: "inc-1", Title: "One", Started: &started, Document: report.Document{URL: "/postmortems/inc-1/"}}
	book := &report.Book{
		Quarters: qs, SLOs: []*report.SLO{{SLO: q.SLO, Quarters: []*report.SLOQuarter{q}}},
		Library: &report.Library{Incidents: []*report.Incident{in}, Pages: []*report.Incident{in}},
	}
	return New(book), in
}

func TestBudgetBeforeAnIncidentIsReadOffTheBurnDown(t *testing.T) {
	v, in := oneBudget()
	// Half way from the whole to a half, three quarters are left.
	s := report.IncidentSpend{SLO: report.Ref{ID: "a", Name: "a"}, Quarter: report.Ref{ID: "2025-q1"}, Share: opt(.3)}
	left, ok := v.leftBefore(in, s)
	if !ok || math.Abs(left-.75) > 1e-9 {
		t.Fatalf("%v left, %v", left, ok)
	}
	for share, want := range map[float64]string{.3: "it took 30.0\u00a0%.", .9: "it took 90.0\u00a0%, more than that."} {
		s.Share = &share
		step, _ := v.budgetStep(in, s)
		if !strings.HasPrefix(step.Text, "75\u00a0% of") || !strings.HasSuffix(step.Text, want) {
			t.Errorf("%q", step.Text)
		}
	}
	s.Quarter.ID = "2031-q1"
	if _, ok := v.leftBefore(in, s); ok {
		t.Error("a quarter outside the book has a budget")
	}
}

func titles(p PostmortemPage) string {
	var out []string
	for _, s := range p.Contents {
		out = append(out, s.Title)
	}
	return strings.Join(out, " | ")
}

func TestAPostmortemsPartsStandInReadingOrder(t *testing.T) {
	v, in := oneBudget()
	in.Resolved, in.ToRestore = ptr(in.Started.Add(time.Hour)), opt(3600)
	for _, role := range []string{"summary", "impact", "factors", "went-well", "lucky", "lessons"} {
		in.Sections = append(in.Sections, report.Section{Role: role, ID: role, Title: role, HTML: "<p>" + role + "</p>"})
	}
	in.Actions = []report.Action{{Title: "Do it", State: "undated", Opened: in.Started}}
	// The impact is read beside the figures; the timeline, which the text gave
	// no place, follows what happened; the actions, likewise, come last.
	want := "What happened | Timeline | factors | What went well and by luck | lessons | Actions | Made from what"
	if got := titles(v.Postmortem(in)); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestAnIncidentWithNothingButATitle(t *testing.T) {
	v, _ := oneBudget()
	p := v.Postmortem(&report.Incident{ID: "INC-9", Slug: "inc-9", Title: "Something happened", LeftOut: "it does not say when it started"})
	if titles(p) != "The figures | Made from what" || p.Span != "start unknown" || len(p.Facts) != 1 {
		t.Errorf("%q, %q, %d facts", titles(p), p.Span, len(p.Facts))
	}
	if len(p.Warnings) == 0 || !strings.Contains(p.Warnings[0].Text, "does not say when it started") {
		t.Errorf("nothing says why it is left out: %v", p.Warnings)
	}
}

func TestSpanNamesBothZonesOfANightThatChangesThem(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	v := New(&report.Book{Site: report.Site{Location: london}})
	start := time.Date(2026, 3, 29, 0, 55, 0, 0, time.UTC)
	in := &report.Incident{Started: &start, Resolved: ptr(start.Add(7*time.Hour + 15*time.Minute))}
	if got := v.span(in); got != "Sunday 29\u00a0March\u00a02026, 00:55 GMT to 09:10 BST" {
		t.Errorf("%q", got)
	}
	in.Resolved, in.Open = nil, true
	if got := v.span(in); got != "Sunday 29\u00a0March\u00a02026, 00:55 GMT, still open" {
		t.Errorf("%q", got)
	}
}

func TestARunningQuarterIsNoVerdict(t *testing.T) {
	qs := years(3)
	qs[2].Running = true
	s := &report.SLO{SLO: report.Ref{ID: "a", Name: "a"}, Document: report.Document{URL: "/slos/a/"}}
	for i, state := range []slo.State{slo.Within, slo.Overspent, slo.Within} {
		s.Quarters = append(s.Quarters, &report.SLOQuarter{SLO: s.SLO, Quarter: qs[i].Slug, State: state, Objective: .999, Counts: "requests", SLI: report.Figure{Value: opt(.999)}})
	}
	v := New(&report.Book{Quarters: qs, Latest: 1})
	if got := v.sliChart(s).Title; got != "One of two finished quarters met the objective" {
		t.Errorf("%q", got)
	}
}

func TestTheAchievableObjectiveIsAnsweredAndAShortHistoryIsOwnedUp(t *testing.T) {
	quarters := func(met ...bool) []report.QuarterVerdict {
		var out []report.QuarterVerdict
		for i, m := range met {
			out = append(out, report.QuarterVerdict{Quarter: fmt.Sprintf("2025-q%d", i+1), Met: m, Spent: .5})
		}
		return out
	}
	s := &report.SLO{Document: report.Document{URL: "/slos/a/"}, TooShort: true, Candidates: []report.Candidate{
		{Target: .99, Met: 3, Of: 3, Quarters: quarters(true, true, true)},
		{Target: .999, Met: 3, Of: 3, Quarters: quarters(true, true, true)},
		{Target: .9995, Current: true, Met: 1, Of: 3, Quarters: quarters(true, false, false), Breakers: make([]report.IncidentRef, 5)},
	}}
	v := New(&report.Book{Quarters: years(4)})
	a := v.achievable(s, &contents{}, v.glossary())
	want := "Every judged quarter would have met 99.9\u00a0%, the tightest of these that held throughout; the objective in force, 99.95\u00a0%, would have been met in one of three"
	if a.Lead != want {
		t.Errorf("%q", a.Lead)
	}
	if !strings.HasPrefix(a.Short, "Three finished quarters could be judged: too short") {
		t.Errorf("%q", a.Short)
	}
	if r := a.Rows[2]; len(r.Breakers) != 3 || r.More != "and two more" || !r.Current {
		t.Errorf("%+v", r)
	}
	if a.Heads[0] != "2025\u00a0Q1" {
		t.Errorf("a quarter is called %q", a.Heads[0])
	}
}

func TestActionsAreGroupedLateOnesFirst(t *testing.T) {
	asOf := time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC)
	opened := asOf.AddDate(0, 0, -100)
	var list []report.Action
	for i, state := range []string{"overdue", "open", "undated"} {
		list = append(list, report.Action{ID: fmt.Sprint("A-", i), Title: "Do it", State: state, Opened: &opened, Due: ptr(asOf.AddDate(0, 0, -7)), Late: 7})
	}
	for range foldFrom {
		list = append(list, report.Action{Title: "Did it", State: "done", Opened: &opened, Done: &asOf, Due: ptr(asOf.AddDate(0, 0, -7))})
	}
	v := New(&report.Book{Site: report.Site{AsOf: asOf}, Actions: &report.ActionList{Actions: list, Open: 3, Overdue: 1, Done: foldFrom}})
	p := v.Actions()
	if p.Heading != "One of three open actions is overdue" {
		t.Errorf("%q", p.Heading)
	}
	var got []string
	for _, g := range p.Groups {
		got = append(got, g.ID)
	}
	if strings.Join(got, " ") != "overdue open undated done" || p.Groups[3].Folded == "" || p.Groups[0].Folded != "" {
		t.Errorf("groups %v", got)
	}
	if lead := p.Groups[3].Lead; lead != "Twelve actions, twelve of them after the due date" {
		t.Errorf("%q", lead)
	}
}

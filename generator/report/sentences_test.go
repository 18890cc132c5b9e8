package report

import (
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// plain turns no-break spaces into spaces, so that a test reads as it prints.
func plain(s string) string { return strings.ReplaceAll(s, unit.NB, " ") }

func fig(v float64) Figure { return Figure{Value: &v} }

var noon = time.Date(2026, 3, 11, 12, 0, 0, 0, time.UTC)

// quarterWith is an objective's first quarter of 2026: 90 days, 1,000,000
// requests of which 1,000 may fail.
func quarterWith(state slo.State, bad float64) *SLOQuarter {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	s := &SLOQuarter{SLO: Ref{ID: "web-up", Name: "web-up"}, Team: Ref{ID: "web", Name: "Web"}, Counts: "requests", State: state,
		Quarter: "2026-q1", Start: start, Days: make([]Day, 90), Objective: 0.999,
		Valid: fig(1e6), Bad: fig(bad), Budget: fig(1000), Spent: fig(bad / 1000), Remaining: fig(1 - bad/1000), Coverage: fig(1)}
	if state == slo.Overspent {
		s.Exhausted = &noon // 11 March, day 70
	}
	return s
}

func incidentPart(id string, share float64, started time.Time, causes ...string) SpendPart {
	p := SpendPart{Kind: partIncident, Bad: share * 1000, Share: &share, Printed: &share,
		Incident: &IncidentRef{Ref: Ref{ID: id, Name: "It broke"}, Started: &started}}
	for _, c := range causes {
		p.Incident.RootCauses = append(p.Incident.RootCauses, Term{ID: strings.ToLower(c), Title: c})
	}
	return p
}

func quietBuilder(quarters ...*SLOQuarter) *builder {
	b := &builder{loc: time.UTC, book: &Book{}, whole: map[string][]*SLOQuarter{"web-up": quarters}}
	for _, q := range quarters {
		b.book.Quarters = append(b.book.Quarters, Quarter{Slug: q.Quarter, Label: strings.ToUpper(q.Quarter)})
	}
	return b
}

func TestTeamHeadlines(t *testing.T) {
	early, late := noon.AddDate(0, -1, 0), noon.AddDate(0, 0, 3)
	with := func(s *SLOQuarter, change func(*SLOQuarter)) *SLOQuarter { change(s); return s }
	running := fig(1.33)
	cases := []struct {
		name    string
		slos    []*SLOQuarter
		running bool
		want    string
	}{
		{"nothing measured", nil, false, "Nothing was measured for Web in 2026 Q1"},
		{"no traffic", []*SLOQuarter{{State: slo.NoData, Coverage: fig(1)}}, false, "Web had no traffic in 2026 Q1"},
		{"within", []*SLOQuarter{quarterWith(slo.Within, 440)}, false, "Web kept its promise, with 56.0 % of its tightest budget left"},
		{"at risk", []*SLOQuarter{quarterWith(slo.AtRisk, 953)}, false, "Web kept its promise with only 4.7 % of its tightest budget left"},
		{"incomplete", []*SLOQuarter{quarterWith(slo.Incomplete, 10)}, false, "Too little was measured to judge Web in 2026 Q1"},
		{"overspent", []*SLOQuarter{quarterWith(slo.Overspent, 1283)}, false, "Web ran out of budget on day 70 of 90"},
		{"overspent in two incidents", []*SLOQuarter{with(quarterWith(slo.Overspent, 1283), func(s *SLOQuarter) {
			s.Spend.Parts = []SpendPart{incidentPart("A", .5, early), incidentPart("B", .4, early)}
		})}, false, "Web ran out of budget on day 70 of 90, most of it spent in two incidents"},
		{"an incident after the budget ran out explains nothing of it", []*SLOQuarter{with(quarterWith(slo.Overspent, 1283), func(s *SLOQuarter) {
			s.Spend.Parts = []SpendPart{incidentPart("A", .9, late)}
		})}, false, "Web ran out of budget on day 70 of 90"},
		{"100 %, kept", []*SLOQuarter{with(quarterWith(slo.Within, 0), func(s *SLOQuarter) { s.NoBudget = true })}, false,
			"Web kept its promise: nothing failed where nothing may"},
		{"100 %, missed", []*SLOQuarter{with(quarterWith(slo.Overspent, 5), func(s *SLOQuarter) { s.NoBudget = true })}, false,
			"Web missed an objective that allows no failure"},
		{"running, on course", []*SLOQuarter{with(quarterWith(slo.AtRisk, 667), func(s *SLOQuarter) { s.OnCourse = running })}, true,
			"Web is on course to spend 133 % of a budget"},
	}
	for _, c := range cases {
		tq := &TeamQuarter{Team: TeamInfo{Ref: Ref{Name: "Web"}}, SLOs: c.slos, Quarter: Quarter{Label: "2026 Q1", Running: c.running}}
		if len(c.slos) > 0 {
			tq.State = c.slos[0].State
		}
		if got := plain(quietBuilder().teamHeadline(tq)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestOrganisationHeadlines(t *testing.T) {
	cases := []struct {
		states  []slo.State
		running bool
		want    string
	}{
		{nil, false, "Nothing was measured in 2026 Q1"},
		{[]slo.State{slo.NoData}, false, "Nothing was measured in 2026 Q1"},
		{[]slo.State{slo.Within}, false, "A kept its promise"},
		{[]slo.State{slo.Within}, true, "A is within its budgets so far"},
		{[]slo.State{slo.Overspent}, false, "A did not keep its promise"},
		{[]slo.State{slo.Within, slo.AtRisk}, false, "Both teams kept their promise"},
		{[]slo.State{slo.Overspent, slo.Overspent}, false, "None of two teams kept their promise"},
		{[]slo.State{slo.Within, slo.Within, slo.Overspent}, false, "Two of three teams kept their promise. C did not"},
		{[]slo.State{slo.Within, slo.Within, slo.Overspent, slo.Incomplete}, false, "Two of three teams that could be judged kept their promise. C did not"},
		{[]slo.State{slo.Within, slo.Within, slo.Within, slo.NoData}, false, "All three teams that could be judged kept their promise"},
	}
	only := &Organisation{Quarter: Quarter{Label: "2026 Q1"}, Incidents: make([]*Incident, 2)}
	if got := organisationHeadline(only); got != "Two incidents, and nothing measured beside them" {
		t.Errorf("postmortems alone: %q", got)
	}
	for _, c := range cases {
		o := &Organisation{Quarter: Quarter{Label: "2026 Q1", Running: c.running}}
		for i, s := range c.states {
			o.Teams = append(o.Teams, TeamRow{Team: Ref{Name: string(rune('A' + i))}, State: s})
		}
		if got := organisationHeadline(o); got != c.want {
			t.Errorf("%v: %q, want %q", c.states, got, c.want)
		}
	}
}

func TestHistoriesInOneSentence(t *testing.T) {
	var o, w = slo.Overspent, slo.Within
	cases := []struct {
		states    []slo.State
		slo, team string
	}{
		{[]slo.State{slo.NoData}, "web-up has no finished quarter that can be judged", "Web has no finished quarter that can be judged"},
		{[]slo.State{w}, "web-up met its objective in the one quarter that can be judged", "Web kept its promise in the one quarter that can be judged"},
		{[]slo.State{o}, "web-up met its objective in no quarter that can be judged", "Web kept its promise in no quarter that can be judged"},
		{[]slo.State{w, w, w}, "web-up met its objective in all three quarters", "Web kept its promise in all three quarters"},
		{[]slo.State{o, o, o}, "web-up met its objective in none of three quarters", "Web kept its promise in none of three quarters"},
		{[]slo.State{w, slo.NoData, o, o}, "web-up met its objective in one of three quarters", "Web kept its promise in one of three quarters, and missed it in the last two"},
	}
	for _, c := range cases {
		s, tm := &SLO{SLO: Ref{Name: "web-up"}}, &Team{Team: TeamInfo{Ref: Ref{Name: "Web"}}}
		for _, state := range c.states {
			s.Quarters = append(s.Quarters, quarterWith(state, 1))
			tm.History = append(tm.History, QuarterState{State: state})
		}
		if got := sloHeadline(s); got != c.slo {
			t.Errorf("%v: %q, want %q", c.states, got, c.slo)
		}
		if got := teamOverTime(tm); got != c.team {
			t.Errorf("%v: %q, want %q", c.states, got, c.team)
		}
	}
}

func TestIncidentsInOneSentence(t *testing.T) {
	hour, zero, four := 3600.0, 0.0, 4.0
	clock := func(n int) []Durations {
		return []Durations{{Clock: clockRestore, N: n, Median: &hour}}
	}
	cases := []struct {
		sum  IncidentSummary
		want string
	}{
		{IncidentSummary{Count: fig(0)}, "No incident was declared."},
		{IncidentSummary{Count: fig(1), Clocks: clock(1)}, "One incident; it was over in 60 minutes."},
		{IncidentSummary{Count: Figure{Value: ptr(5.0), Previous: &zero}, Clocks: clock(5)}, "Five incidents; half of them were over within 60 minutes. The quarter before had none."},
		{IncidentSummary{Count: Figure{Value: ptr(5.0), Previous: &four}, Clocks: clock(4)},
			"Five incidents; of the four that are known to be over, half were within 60 minutes. The quarter before had four."},
		{IncidentSummary{Count: fig(2), Clocks: clock(1)}, "Two incidents; the one that is over lasted 60 minutes."},
	}
	for _, c := range cases {
		if got := plain(incidentsSentence(c.sum)); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// Each kind of finding has its sentence and its test.
func TestEveryKindOfFinding(t *testing.T) {
	early := noon.AddDate(0, -1, 0)
	before := func(state slo.State, bad float64) *SLOQuarter {
		q := quarterWith(state, bad)
		q.Quarter = "2025-q4"
		return q
	}
	moved := quarterWith(slo.Overspent, 1283)
	moved.MovedFrom = &Ref{ID: "old", Name: "Old"}
	repeated := quarterWith(slo.Overspent, 1283)
	repeated.Spend.Parts = []SpendPart{incidentPart("INC-1", .5, early, "Missing fallback"), incidentPart("INC-2", .4, early, "Missing fallback"), incidentPart("INC-3", .01, early, "Missing fallback")}
	again := quarterWith(slo.Within, 400)
	again.Spend.Parts = []SpendPart{incidentPart("INC-2", .3, early, "DNS failure")}
	last := before(slo.Within, 400)
	last.Spend.Parts = []SpendPart{incidentPart("INC-1", .3, early, "DNS failure")}
	alone := quarterWith(slo.Within, 400)
	alone.Spend.Parts = []SpendPart{incidentPart("INC-2", .3, early, "Übergabe")}
	burst := quarterWith(slo.Within, 400)
	burst.Bursts = []Burst{{Start: early, End: early.Add(time.Hour), Bad: 187, Share: ptr(.187)}}
	nothing := quarterWith(slo.Overspent, 5)
	nothing.NoBudget = true
	easier := quarterWith(slo.Within, 400)
	easier.Objective = 0.99
	running := quarterWith(slo.AtRisk, 667)
	running.OnCourse = fig(1.33)
	cases := []struct {
		name     string
		quarters []*SLOQuarter
		kind     string // the first of its findings; "" for none
		title    string
		body     string // a part of it
	}{
		{"kept", []*SLOQuarter{quarterWith(slo.Within, 400)}, "", "", ""},
		{"ran out", []*SLOQuarter{quarterWith(slo.Overspent, 1283)}, findRanOut, "web-up ran out of budget on 11 March, day 70 of 90", "1,283 of 1,000,000 requests failed where 1,000 were allowed: 128.3 % of the budget."},
		{"for the second quarter", []*SLOQuarter{before(slo.Overspent, 1100), quarterWith(slo.Overspent, 1283)}, findNthRunning, "web-up overspent its budget for the second quarter running", "It ran out on 11 March, day 70 of 90."},
		{"in other hands", []*SLOQuarter{moved}, findRanOut, "web-up in Web’s hands ran out of budget on 11 March, day 70 of 90", ""},
		{"no failure allowed", []*SLOQuarter{before(slo.Overspent, 1), nothing}, findRanOut, "web-up allows no failure, and 5 requests failed", "there is no budget to spend"},
		{"close", []*SLOQuarter{quarterWith(slo.AtRisk, 953)}, findOnCourse, "web-up ended with 4.7 % of its budget left", ""},
		{"on course", []*SLOQuarter{running}, findOnCourse, "web-up is on course to spend 133 % of its budget", "So far it has spent 66.7 % of the whole quarter’s budget."},
		{"back", []*SLOQuarter{before(slo.Overspent, 1500), quarterWith(slo.Within, 400)}, findBackWithin, "web-up is back within its budget", "It spent 40.0 %, after 150.0 % the quarter before."},
		{"an easier objective is no recovery", []*SLOQuarter{before(slo.Overspent, 1500), easier}, "", "", ""},
		{"repeated within", []*SLOQuarter{repeated}, findRanOut, "web-up ran out of budget on 11 March, day 70 of 90", ""},
		{"repeated since the quarter before", []*SLOQuarter{last, again}, findRepeated, "The same root cause as last quarter, DNS failure, took 30.0 % of web-up’s budget", "Last quarter INC-1 had it too."},
		{"one incident", []*SLOQuarter{alone}, findDominant, "INC-2 took 75 % of what web-up spent", "root cause: übergabe"},
		{"unexplained", []*SLOQuarter{burst}, findUnexplained, "18.7 % of web-up’s budget burnt fast, and no postmortem covers it", "187 requests failed"},
	}
	for _, c := range cases {
		b := quietBuilder(c.quarters...)
		fs := b.sloFindings(&TeamQuarter{Team: TeamInfo{Ref: Ref{ID: "web", Name: "Web"}}}, c.quarters[len(c.quarters)-1])
		sortFindings(fs)
		if c.kind == "" {
			if len(fs) != 0 {
				t.Errorf("%s: %+v", c.name, fs)
			}
			continue
		}
		if len(fs) == 0 || fs[0].Kind != c.kind || plain(fs[0].Title) != c.title || !strings.Contains(plain(fs[0].Body), c.body) {
			t.Errorf("%s: %+v", c.name, fs)
		}
	}
	fs := quietBuilder(repeated).sloFindings(&TeamQuarter{}, repeated)
	if len(fs) != 2 || plain(fs[1].Title) != "Three incidents with one root cause, missing fallback, took 91.0 % of web-up’s budget" {
		t.Errorf("repeated: %+v", fs)
	}
	// INC-1 has two root causes: 25 % of its 50 % are DNS failure's, with
	// INC-2's 40 % that makes 65 of 128.3 %.
	repeated.Spend.Parts = []SpendPart{incidentPart("INC-1", .5, early, "DNS failure", "Übergabe"), incidentPart("INC-2", .4, early, "DNS failure")}
	fs = quietBuilder(repeated).sloFindings(&TeamQuarter{}, repeated)
	if len(fs) != 2 || plain(fs[1].Title) != "Two incidents with one root cause, DNS failure, took 65.0 % of web-up’s budget" ||
		plain(fs[1].Body) != "INC-1 counts with half of its 50.0 %, for it has two root causes and INC-2 took 40.0 %. Everything else spent 63.3 %." {
		t.Errorf("shared among root causes: %+v", fs)
	}
}

// A longer median that no test confirms is printed in plain ink: red would say
// more than the figures do. Two of two after two of three is better by share.
func TestColoursOfChange(t *testing.T) {
	over := func() []EvidenceItem { return []EvidenceItem{{Tone: toneOver}, {Tone: toneOver}} }
	figures := []NamedFigure{{Figure: Figure{Definition: defRestore}, Before: over()}, {Figure: Figure{Definition: defDetect}, Before: over()}, {Figure: Figure{Definition: defImpact}, Before: over()}}
	plainWithoutChange(figures, []Durations{{Clock: clockRestore, Change: &Change{Verdict: verdictNone}}, {Clock: clockDetect, Change: &Change{Verdict: verdictLonger}}})
	if figures[0].Before[1].Tone != "" || figures[1].Before[1].Tone != toneOver || figures[2].Before[1].Tone != toneOver {
		t.Errorf("%+v", figures)
	}
	two, three := 2.0, 3.0
	if got := betterOrWorse(ratioOf(EvidenceItem{Value: &two, Of: &two}), ratioOf(EvidenceItem{Value: &two, Of: &three}), "more"); got != toneOK {
		t.Errorf("two of two after two of three is %q", got)
	}
}

// Worst first: a missed objective that allows no failure, then by spend; what
// was not measured comes last.
func TestTheOrderOfATeamsObjectives(t *testing.T) {
	none := quarterWith(slo.Overspent, 5)
	none.NoBudget, none.Spent = true, fig(0)
	silent := &SLOQuarter{State: slo.NoData}
	list := []*SLOQuarter{silent, quarterWith(slo.Within, 400), quarterWith(slo.Overspent, 1100), none, quarterWith(slo.Overspent, 1500), quarterWith(slo.AtRisk, 900)}
	slices.SortStableFunc(list, compareSLOs)
	want := []float64{5, 1500, 1100, 900, 400, 0}
	for i, q := range list {
		if value(q.Bad.Value) != want[i] {
			t.Errorf("at %d: %v failed, want %v", i, value(q.Bad.Value), want[i])
		}
	}
}

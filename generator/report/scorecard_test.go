package report

import (
	"testing"
)

func TestGrowthIsAnsweredByLaunches(t *testing.T) {
	l := func(readings ...string) *TeamQuarter {
		tq := &TeamQuarter{}
		for _, r := range readings {
			tq.Launches = append(tq.Launches, Launch{ID: "a", Title: "A", Kind: "launch", Reading: r, Business: []LaunchSide{{Title: "Sales"}}})
		}
		return tq
	}
	for _, c := range []struct {
		tq            *TeamQuarter
		want, because string
	}{
		{l(GrewHeld), AnswerYes, "One launch, each read before and after in equal windows."},
		{l(GrewHeld, GrewHeld), AnswerYes, "Two launches, each read before and after in equal windows."},
		{l(GrewDegraded), AnswerMixed, ""}, {l(FlatHeld), AnswerNo, ""}, {l(Degraded), AnswerNo, ""}, {l(GrewHeld, FlatHeld), AnswerMixed, ""},
		{l(GrewHeld, TooEarly), AnswerYes, ""}, {l(GrewHeld, Unmeasured), AnswerYes, ""},
		{l(Unmeasured), AnswerUnknown, "One launch, of which nothing can be said yet."}, {l(NotJudged, TooEarly), AnswerUnknown, ""},
		{&TeamQuarter{}, AnswerUnknown, "No launch of the quarter is on record."},
		{&TeamQuarter{Launches: []Launch{{Kind: "event", Reading: GrewHeld}}}, AnswerUnknown, "No launch of the quarter is on record."},
	} {
		q := growthQuestion(c.tq)
		if q.Answer != c.want || c.because != "" && plain(q.Because) != c.because {
			t.Errorf("%+v: %q, %q; want %q, %q", c.tq.Launches, q.Answer, q.Because, c.want, c.because)
		}
		if len(c.tq.Launches) > 0 && c.tq.Launches[0].Kind == "launch" && len(q.Evidence) < len(c.tq.Launches) {
			t.Errorf("%q without its evidence", q.Answer)
		}
	}
}

// What speaks against a launch stands with its own figure, the largest rise of
// the share that failed, and not with that of the growth.
func TestALaunchThatDegradedShowsByHowMuch(t *testing.T) {
	side := func(verdict string, change float64) LaunchSide { return LaunchSide{Verdict: verdict, Change: &change} }
	for _, reading := range []string{GrewDegraded, Degraded} {
		q := growthQuestion(&TeamQuarter{Launches: []Launch{{ID: "a", Kind: "launch", Reading: reading, Business: []LaunchSide{side("better", 0.04)},
			Quality: []LaunchSide{side("worse", 0.001), side("worse", 0.003), side("no clear change", 0.2), {Verdict: "not measured"}}}}})
		if e := q.Evidence[len(q.Evidence)-1]; e.For != AnswerNo || e.Figure.Value == nil || *e.Figure.Value != 0.003 {
			t.Errorf("%s is shown with %+v", reading, e)
		}
		if e := q.Evidence[0]; reading == GrewDegraded && (e.For != AnswerYes || *e.Figure.Value != 0.04) {
			t.Errorf("the growth is shown with %+v", e)
		}
	}
}

func TestCostIsAnsweredByItsTarget(t *testing.T) {
	at := func(v float64, verdict string, running bool) *TeamQuarter {
		return &TeamQuarter{Quarter: Quarter{Running: running}, Cost: &Cost{Effective: &Money{"GBP", 1}, Target: &Money{"GBP", 1}, Against: fig(v), Verdict: verdict}}
	}
	for _, c := range []struct {
		tq   *TeamQuarter
		want string
	}{
		{at(0.9, costWithin, false), AnswerYes}, {at(1, costWithin, true), AnswerYes}, {at(1.1, costOver, false), AnswerNo}, {at(1.1, costOnCourse, true), AnswerNo},
		{at(0.9, costPartly, false), AnswerUnknown}, {&TeamQuarter{}, AnswerUnknown}, {&TeamQuarter{Cost: &Cost{Effective: &Money{"GBP", 1}}}, AnswerUnknown},
	} {
		if q := costQuestion(c.tq); q.Answer != c.want || q.Because == "" {
			t.Errorf("%+v: %q because %q, want %q", c.tq.Cost, q.Answer, q.Because, c.want)
		}
	}
}

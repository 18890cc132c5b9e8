package report_test

import (
	"fmt"
	"strings"
	"testing"

	"quarterdeck/generator/report"
)

func only(t *testing.T, book *report.Book, slug string) report.Decision {
	t.Helper()
	d := teamReport(t, book, slug, "web").Decisions
	if len(d) != 1 {
		t.Fatalf("in %s there are %d decisions", slug, len(d))
	}
	return d[0]
}

// trail writes a decision's figure as quarter, place and share of the budget.
func trail(d report.Decision) string {
	var out []string
	for _, h := range d.History {
		spent := "none"
		if h.Spent != nil {
			spent = fmt.Sprintf("%.4f", *h.Spent)
		}
		out = append(out, h.Quarter.ID+" "+h.When+" "+spent)
	}
	return strings.Join(out, ", ")
}

// Asked with the first quarter, by 1 May; nobody mentions it in the second:
// from 31 March to 30 June are 91 days, from 1 May 60. Answered in the third. At
// 99.9 % the quarters' 90, 91, 92, 92 and 90 days allow 2,160, 2,184, 2,208,
// 2,208 and 2,160; 216, 546, 552, 276 and 108 fail.
func TestADecisionIsRemembered(t *testing.T) {
	book, _ := site{
		"config.toml":         plainConfig + "[[policy.step]]\nid = \"freeze\"\noff = true\n",
		"data/teams/web.toml": webTeam,
		"data/metrics/a.csv": hours("2026-01-01T00:00:00Z", "2027-04-01T00:00:00Z", map[string]int{
			"2026-02-01T00:00:00Z": 216, "2026-05-01T00:00:00Z": 546, "2026-08-01T00:00:00Z": 552, "2026-11-01T00:00:00Z": 276, "2027-02-01T00:00:00Z": 108,
		}),
		"content/reports/2026-Q1/web.md": "+++\n[[decision]]\nid = \"hosts\"\nquestion = \"New hosts?\"\noptions = [\"Yes\", \"No\"]\ndecider = \"Web lead\"\nby = 2026-05-01\nmetric = \"shop-up\"\n+++\n",
		"content/reports/2026-Q3/web.md": "+++\n[[decision]]\nid = \"hosts\"\nanswer = \"Yes\"\nanswered = 2026-08-15\n+++\n",
	}.build(t)
	d := only(t, book, "2026-q1")
	if d.Stage != "asked" || d.Late != 0 || d.OpenDays != 0 || d.AnsweredIn == nil || d.AnsweredIn.ID != "2026-q3" || d.Answer != "" {
		t.Errorf("when asked: %+v", d)
	}
	d = only(t, book, "2026-q2")
	if d.Stage != "carried_over" || d.CarriedOver != 1 || d.OpenDays != 91 || d.Late != 60 || len(d.Options) != 2 || d.Question != "New hosts?" {
		t.Errorf("carried over without being mentioned: %+v", d)
	}
	if got := trail(d); got != "2026-q1 asked 0.1000, 2026-q2 open 0.2500" {
		t.Errorf("its figure: %s", got)
	}
	d = only(t, book, "2026-q3")
	if d.Stage != "answered" || d.Answer != "Yes" || trail(d) != "2026-q2 before 0.2500, 2026-q3 answer 0.2500" {
		t.Errorf("when answered: %+v, %s", d, trail(d))
	}
	d = only(t, book, "2026-q4")
	whole := "2026-q2 before 0.2500, 2026-q3 answer 0.2500, 2026-q4 after 0.1250"
	if d.Stage != "reviewed" || trail(d) != whole {
		t.Errorf("a quarter later: %s, %s", d.Stage, trail(d))
	}
	d = only(t, book, "2027-q1")
	if d.Stage != "past" || trail(d) != whole {
		t.Errorf("longer ago: %s, %s", d.Stage, trail(d))
	}
	if n := len(book.Organisations[1].Decisions); n != 1 {
		t.Errorf("the organisation's page of the second quarter has %d decisions", n)
	}
}

// An answer given after the end of the quarter that asks takes effect in the
// quarter of its day: what follows is the quarter after that. A figure in words
// has no trail.
func TestTheQuarterOfAnAnswerIsThatOfItsDay(t *testing.T) {
	book, _ := site{
		"config.toml":         plainConfig,
		"data/teams/web.toml": webTeam,
		"data/metrics/a.csv":  hours("2026-01-01T00:00:00Z", "2026-10-01T00:00:00Z", nil),
		"content/reports/2026-Q1/web.md": "+++\n[[decision]]\nid = \"a\"\nquestion = \"A?\"\nmetric = \"shop-up\"\nanswer = \"Yes\"\nanswered = 2026-04-09\n" +
			"[[decision]]\nid = \"b\"\nquestion = \"B?\"\nmetric = \"survey\"\nanswer = \"No\"\n+++\n",
	}.build(t)
	for slug, want := range map[string]string{
		"2026-q1": "answered: 2026-q1 before 0.0000", "2026-q2": "reviewed: 2026-q1 before 0.0000, 2026-q2 answer 0.0000",
		"2026-q3": "reviewed: 2026-q1 before 0.0000, 2026-q2 answer 0.0000, 2026-q3 after 0.0000",
	} {
		d := teamReport(t, book, slug, "web").Decisions
		if got := d[0].Stage + ": " + trail(d[0]); got != want {
			t.Errorf("in %s: %s, want %s", slug, got, want)
		}
		if len(d) != 2 || d[1].Metric != "survey" || len(d[1].History) != 0 {
			t.Errorf("the figure in words: %+v", d[1])
		}
	}
}

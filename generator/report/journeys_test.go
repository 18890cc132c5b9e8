package report_test

import (
	"strings"
	"testing"

	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
)

// payTeam is webTeam about payments.
var payTeam = strings.NewReplacer("Web", "Pay", "shop", "till", "Shop", "Till", `"requests"`, `"payments"`, `"errors"`, `"refusals"`).Replace(webTeam)

// payments is hours of payTeam's series.
func payments(from, to string, bad map[string]int) string {
	return strings.Replace(hours(from, to, bad), "requests,errors", "payments,refusals", 1)
}

const buying = `name = "Buy"
customer = "wanted to buy"
[[step]]
name = "Choose"
slos = ["shop-up"]
[[step]]
name = "Pay"
slos = ["till-up"]
`

func journeyIn(t *testing.T, book *report.Book, slug string) *report.JourneyQuarter {
	t.Helper()
	for _, o := range book.Organisations {
		if o.Quarter.Slug == slug && len(o.Journeys) == 1 {
			return o.Journeys[0]
		}
	}
	t.Fatalf("no journey in %s", slug)
	return nil
}

// Both have 2,160,000 events and may fail 2,160 times. Choosing fails 1,080
// times (50 % spent, 99.95 % good), 900 of them in the incident's hour (41.67 %
// of the budget); paying 4,320 times (200 %, 99.8 %). If they fail
// independently 0.9995 × 0.998 = 0.997501 of tries go well, that is one failure
// in 400; at worst 1 − 0.0005 − 0.002 = 0.9975, at best 0.998.
func TestAJourneyIsAsItsWeakestStep(t *testing.T) {
	book, _ := site{
		"config.toml":            plainConfig,
		"data/teams/web.toml":    webTeam,
		"data/teams/pay.toml":    payTeam,
		"data/journeys/buy.toml": buying,
		"data/metrics/web.csv":   hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{"2026-02-03T10:00:00Z": 900, "2026-03-01T04:00:00Z": 180}),
		"data/metrics/pay.csv": payments("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{
			"2026-01-05T00:00:00Z": 1000, "2026-01-06T00:00:00Z": 1000, "2026-01-07T00:00:00Z": 1000, "2026-01-08T00:00:00Z": 1000, "2026-01-09T00:00:00Z": 320,
		}),
		"data/postmortems/a.md": pm("INC-A", "2026-02-03T10:00:00Z", "2026-02-03T11:00:00Z"),
	}.build(t)
	j := journeyIn(t, book, "2026-q1")
	if j.State != slo.Overspent || j.Weakest == nil || *j.Weakest != "Pay" || j.WeakestSLO.ID != "till-up" || j.NoData != 0 {
		t.Errorf("state %s, weakest %v", j.State, j.Weakest)
	}
	if j.Steps[0].State != slo.Within || j.Steps[0].Weakest || !j.Steps[1].Weakest || j.Steps[1].SLOs[0].Team.ID != "pay" {
		t.Errorf("steps %+v", j.Steps)
	}
	near(t, "choosing spent", j.Steps[0].SLOs[0].Spent.Value, 0.5)
	near(t, "paying spent", j.Steps[1].SLOs[0].Spent.Value, 2)
	near(t, "end to end", j.EndToEnd.Value, 0.997501)
	near(t, "at worst", j.EndToEndLow, 0.9975)
	near(t, "at best", j.EndToEndHigh, 0.998)
	if got, want := j.Customer.Text, "A customer who wanted to buy met something that failed or was too slow about once in 400\u00a0tries, most often at “Pay”."; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if len(j.Incidents) != 1 || j.Incidents[0].ID != "INC-A" || strings.Join(j.Incidents[0].Steps, ",") != "Choose" {
		t.Fatalf("incidents %+v", j.Incidents)
	}
	near(t, "the incident's share", j.Incidents[0].Share, 900.0/2160)
	defined := map[string]bool{}
	for _, d := range book.Methodology.Definitions {
		defined[d.ID] = true
	}
	if c := book.Organisations[0].Maturity.Contained.Figure.Definition; !defined[j.EndToEnd.Definition] || !defined[c] {
		t.Errorf("%s or %s is not defined on the methodology page", j.EndToEnd.Definition, c)
	}
	page := book.Journeys[0]
	if page.Headline.Text != "“Buy” broke at “Pay” in the one quarter that can be judged" {
		t.Errorf("headline %q", page.Headline.Text)
	}
	for _, s := range book.SLOs {
		if len(s.Journeys) != 1 || s.Journeys[0].URL != "/journeys/buy/" {
			t.Errorf("%s stands in %v", s.SLO.ID, s.Journeys)
		}
	}
	for _, tq := range book.TeamQuarters {
		if len(tq.Journeys) != 1 || (tq.Team.ID == "pay") != (tq.Journeys[0].Weakest == "Pay") {
			t.Errorf("%s stands in %+v", tq.Team.ID, tq.Journeys)
		}
	}
}

// Nothing was measured of paying in the first quarter: it makes the journey
// neither better nor worse, nothing is estimated over it, and it is said.
func TestAStepWithoutDataStandsApart(t *testing.T) {
	book, _ := site{
		"config.toml":            plainConfig,
		"data/teams/web.toml":    webTeam,
		"data/teams/pay.toml":    payTeam,
		"data/journeys/buy.toml": buying,
		"data/metrics/web.csv":   hours("2025-10-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{"2026-02-03T10:00:00Z": 216}),
		"data/metrics/pay.csv":   payments("2025-10-01T00:00:00Z", "2026-01-01T00:00:00Z", nil),
	}.build(t)
	j := journeyIn(t, book, "2026-q1")
	if j.State != slo.Within || j.NoData != 1 || *j.Weakest != "Choose" || j.Steps[1].State != slo.NoData {
		t.Errorf("state %s, %d steps without data, weakest %v", j.State, j.NoData, *j.Weakest)
	}
	if j.EndToEnd.Value != nil || j.EndToEndLow != nil || j.OneIn != nil || j.EndToEndReason != "Of till-up nothing was measured." {
		t.Errorf("end to end %v because %q", j.EndToEnd.Value, j.EndToEndReason)
	}
	// 216 of 2,160,000: once in 10,000.
	if want := "A customer who wanted to buy met a failure at “Choose”, the hardest step of those that can be counted, about once in 10,000\u00a0requests. Of “Pay” nothing can be said."; j.Customer.Text != want {
		t.Errorf("got  %s\nwant %s", j.Customer.Text, want)
	}
	if len(j.History) != 2 || j.History[0].State != slo.Within || j.History[0].URL != "/2025-q4/#journey-buy" {
		t.Errorf("history %+v", j.History)
	}
}

// A journey of which nothing was measured has no state but that, and no weakest
// step.
func TestASilentJourney(t *testing.T) {
	book, _ := site{
		"config.toml":            plainConfig,
		"data/teams/web.toml":    webTeam,
		"data/teams/pay.toml":    payTeam,
		"data/journeys/pay.toml": "[[step]]\nname = \"Pay\"\nslos = [\"till-up\"]\n",
		"data/metrics/web.csv":   hours("2025-10-01T00:00:00Z", "2026-04-01T00:00:00Z", nil),
		"data/metrics/pay.csv":   payments("2025-10-01T00:00:00Z", "2026-01-01T00:00:00Z", nil),
	}.build(t)
	j := journeyIn(t, book, "2026-q1")
	if j.State != slo.NoData || j.Weakest != nil || j.WeakestSLO != nil || j.History[1].Spent != nil {
		t.Errorf("state %s, weakest %v", j.State, j.Weakest)
	}
	if !strings.Contains(j.Customer.Text, "nothing was measured") {
		t.Errorf("the customer's sentence is %q", j.Customer.Text)
	}
}

// The service changes hands inside the quarter: the step is judged over all of
// it (54 + 108 of 2,160) and names both owners.
func TestAJourneyOverAServiceThatMoves(t *testing.T) {
	owner := func(name, service string) string {
		return "name = \"" + name + "\"\n[[service]]\nid = \"shop\"\nname = \"Shop\"\n" + service + "\n"
	}
	book, _ := site{
		"config.toml":            plainConfig,
		"data/teams/early.toml":  owner("Early", "to = 2026-02-15"),
		"data/teams/late.toml":   owner("Late", "from = 2026-02-15") + webTeam[strings.Index(webTeam, "[[slo]]"):],
		"data/journeys/buy.toml": "[[step]]\nname = \"Choose\"\nslos = [\"shop-up\"]\n",
		"data/metrics/q1.csv":    hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{"2026-02-14T23:00:00Z": 54, "2026-02-15T00:00:00Z": 108}),
	}.build(t)
	j := journeyIn(t, book, "2026-q1")
	near(t, "spent", j.Steps[0].SLOs[0].Spent.Value, 162.0/2160)
	if len(j.Teams) != 2 || j.Teams[0].ID != "early" || j.Teams[1].ID != "late" || j.Steps[0].SLOs[0].Team.ID != "late" {
		t.Errorf("teams %+v", j.Teams)
	}
	if j.EndToEnd.Value != nil || j.EndToEndReason == "" {
		t.Error("one step is no estimate end to end")
	}
}

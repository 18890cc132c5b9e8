package site

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/theme"
	"quarterdeck/themes"
)

// wayFixture is a journey of three steps in the latest finished quarter: paying
// overspent (160.9 %), an at-risk step under a hostile name, one without data.
func wayFixture(q report.Quarter) *report.JourneyQuarter {
	checkout, hostile := report.Ref{ID: "checkout", Name: "Checkout", URL: "/teams/checkout/"}, report.Ref{ID: "hostile", Name: hostileName, URL: "/teams/hostile/"}
	one := func(id string, team report.Ref, state slo.State, bad float64) report.JourneySLO {
		s := objective(id, q, team, state, bad)
		return report.JourneySLO{SLO: s.SLO, Title: s.Title, Method: s.Method, Counts: s.Counts, Objective: s.Objective, State: state, SLI: s.SLI, Spent: s.Spent, Bad: s.Bad,
			Team: team, Teams: []report.Ref{team}, URL: "/" + q.Slug + "/" + team.ID + "/"}
	}
	pay := one("checkout-availability", checkout, slo.Overspent, 1609)
	return &report.JourneyQuarter{
		Journey: report.Ref{ID: "buy", Name: hostileTitle, URL: "/journeys/buy/"}, Quarter: report.Ref{ID: q.Slug, Name: q.Label, URL: "/" + q.Slug + "/"},
		State: slo.Overspent, NoData: 1, Weakest: ptr("Pay"), WeakestSLO: &pay.SLO, WeakestText: report.Text{Text: "The weakest step was “Pay”."},
		Customer: report.Text{Text: "A customer who " + hostileName + " met nothing."},
		Steps: []report.JourneyStep{
			{Name: hostileName, State: slo.AtRisk, SLOs: []report.JourneySLO{one("hostile-availability", hostile, slo.AtRisk, 800)}},
			{Name: "Pay", State: slo.Overspent, Weakest: true, SLOs: []report.JourneySLO{pay, one("small-availability", checkout, slo.Within, 410)}},
			{Name: "Wait", State: slo.NoData, SLOs: []report.JourneySLO{one("silent-availability", checkout, slo.NoData, 0)}},
		},
		EndToEnd: report.Figure{Unit: "ratio", Definition: "end-to-end"}, EndToEndReason: "Of silent-availability nothing was measured.",
		Teams: []report.Ref{hostile, checkout}, Incidents: []report.JourneyIncident{},
		History: []report.QuarterState{{Quarter: quarters()[0]}, {Quarter: q, State: slo.Overspent, Spent: ptr(1.609), URL: "/" + q.Slug + "/#journey-buy"}},
	}
}

// journeySite is the fixture with a journey and what could be measured next.
func journeySite(t *testing.T) *Site {
	t.Helper()
	th, ds, err := theme.Load(themes.FS, nil, theme.Default)
	if err != nil || ds.Len() > 0 {
		t.Fatal(err, ds.Sorted())
	}
	bk := book()
	jq := wayFixture(bk.Quarters[1])
	bk.Organisations[1].Journeys = []*report.JourneyQuarter{jq}
	bk.Organisations[1].Maturity = &report.Maturity{Text: report.Text{Text: "One service has no objective yet."}, Unmeasured: []report.UnmeasuredService{{Service: report.Ref{ID: "x", Name: hostileName}, Team: jq.Teams[1]}}}
	bk.Organisations[0].Maturity = &report.Maturity{Text: report.Text{Text: "Every service has an objective."}}
	page := &report.Journey{Document: report.Document{Schema: "quarterdeck/journey/1", URL: "/journeys/buy/"}, Site: bk.Site, Journey: jq.Journey, Headline: report.Text{Text: "It broke at “Pay”"},
		Quarters: []*report.JourneyQuarter{jq}, Teams: jq.Teams}
	for _, st := range jq.Steps {
		page.Steps = append(page.Steps, report.JourneyStepHistory{Name: st.Name, SLOs: []report.SLOHistory{{SLO: st.SLOs[0].SLO, Objective: .999,
			States: []report.QuarterState{{Quarter: bk.Quarters[1], State: st.State, Spent: st.SLOs[0].Spent.Value, URL: st.SLOs[0].URL}}}}})
	}
	bk.Journeys = []*report.Journey{page}
	b := newBuilder(bk, th)
	b.assets()
	b.quarters()
	b.teamQuarters()
	b.journeys()
	s, err := New(b.files)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestJourneyPagesKeepThePolicyAndTheirLinks(t *testing.T) {
	s := journeySite(t)
	across := regexp.MustCompile(`/(teams|slos|postmortems|actions|methodology)/`)
	for _, d := range CheckLinks(s, 4) {
		if d.Code != "broken-link" || !across.MatchString(d.Message) {
			t.Error(d)
		}
	}
	for _, path := range []string{"2026-q3/index.html", "journeys/buy/index.html"} {
		if body := text(t, s, path); strings.Contains(body, hostileName) || strings.Contains(body, "--><script") || strings.Contains(body, ` style="`) {
			t.Errorf("%s holds a name as markup, or an inline style", path)
		}
	}
}

// Steps stand in the customer's order with word, share and team; the one
// without data has no share; the weakest is marked once.
func TestTheWayIsReadStepByStep(t *testing.T) {
	page := text(t, journeySite(t), "2026-q3/index.html")
	way := page[strings.Index(page, `id="journey-buy"`):]
	way = way[:strings.Index(way, "</article>")]
	at := -1
	for _, word := range []string{"&lt;script&gt;alert(1)&lt;/script&gt;</p>", "80.0\u00a0% spent", "Pay <em>", "160.9\u00a0% spent", "overspent<", "checkout-availability", "small-availability", "Wait</p>", "no data<", "silent-availability"} {
		i := strings.Index(way[at+1:], word)
		if i < 0 {
			t.Fatalf("after position %d the way does not say %q", at, word)
		}
		at += 1 + i
	}
	if n := strings.Count(way, "<em>weakest</em>"); n != 1 {
		t.Errorf("%d steps are marked as the weakest", n)
	}
	if !strings.Contains(way, "one step without data") || !strings.Contains(way, "Of silent-availability nothing was measured.") {
		t.Error("it is not said what is missing")
	}
	if rest := way[strings.Index(way, "Wait</p>"):]; strings.Contains(rest[:strings.Index(rest, "</li>")], "%\u00a0spent") {
		t.Error("a step without data is given a share")
	}
}

func TestAJourneyAsDataHasNoNumberForNoData(t *testing.T) {
	s := journeySite(t)
	var twin struct {
		Quarters []struct {
			Steps []struct {
				State string
				SLOs  []struct {
					Spent struct{ Value *float64 }
				} `json:"slos"`
			}
			EndToEnd struct{ Value *float64 } `json:"end_to_end"`
		}
	}
	if err := json.Unmarshal([]byte(text(t, s, "api/journeys/buy.json")), &twin); err != nil {
		t.Fatal(err)
	}
	steps := twin.Quarters[0].Steps
	if steps[2].State != "no_data" || steps[2].SLOs[0].Spent.Value != nil || twin.Quarters[0].EndToEnd.Value != nil || *steps[1].SLOs[0].Spent.Value != 1.609 {
		t.Errorf("steps are %+v", steps)
	}
	if csv := text(t, s, "2026-q3/journeys.csv"); !strings.Contains(csv, "2026-q3,buy,overspent,Wait,no_data,false,silent-availability,no_data,checkout,,,,,\n") {
		t.Errorf("the table is\n%s", csv)
	}
}

// Journeys appear where there are some; what could be measured next is never
// empty, and one line where all is well.
func TestSectionsOfJourneysAndMaturity(t *testing.T) {
	s := journeySite(t)
	if strings.Contains(text(t, s, "2026-q2/index.html"), `id="journeys"`) {
		t.Error("a quarter without journeys has the section")
	}
	well := text(t, s, "2026-q2/index.html")
	if !strings.Contains(well, "Every service has an objective.") || strings.Contains(well, `class="mts"`) {
		t.Error("where all is well there is more, or less, than one line")
	}
	if gaps := text(t, s, "2026-q3/index.html"); !strings.Contains(gaps, "No objective yet") || !strings.Contains(gaps, `<a href="/teams/checkout/">`) {
		t.Error("the service without an objective is not named with its team")
	}
}

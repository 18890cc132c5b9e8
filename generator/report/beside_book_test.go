package report_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/report"
)

// Web, first quarter: 2,800 failed of 2,159 allowed, cost within its target, no
// launch, no quarter before. Second: 0.70 budgets less, and 468,000
// customer-minutes after 1,008,000; nothing overspent; a fifth over the target.
// Pay, second: 0.05 budgets more say nothing, 16,800 minutes after 7,200 do.
func TestTheScorecard(t *testing.T) {
	book, _ := rich().build(t)
	for _, c := range []struct{ slug, team, growth, felt, budgets, cost string }{
		{"2026-q1", "web", "not measured", "not measured", "no", "yes"},
		{"2026-q2", "web", "not measured", "yes", "yes", "no"},
		{"2026-q2", "pay", "not measured", "no", "yes", "not measured"},
		{"2026-q3", "web", "not measured", "yes", "yes", "no"},
	} {
		var got []string
		for _, q := range inQuarter(t, book, c.slug, c.team).Scorecard.Questions {
			got = append(got, q.Answer)
		}
		if want := []string{c.growth, c.felt, c.budgets, c.cost}; !slices.Equal(got, want) {
			t.Errorf("%s in %s: %v, want %v", c.team, c.slug, got, want)
		}
	}
	felt := inQuarter(t, book, "2026-q2", "web").Scorecard.Questions[1]
	if len(felt.Evidence) != 2 || plain(felt.Evidence[0].Text) != "shop-up failed less often, by 70.2 % of its budget" || felt.Evidence[1].Text != "468,000 customer-minutes lost, after 1,008,000" {
		t.Errorf("%+v", felt.Evidence)
	}
	if running := inQuarter(t, book, "2026-q3", "web").Scorecard; len(running.Questions[1].Evidence) != 1 || !strings.Contains(running.Questions[2].Because, "so far") {
		t.Errorf("a running quarter: %+v", running.Questions)
	}
	// No minute lost after none lost is no improvement.
	s := rich().with("data/metrics/pay.csv", halved(payments("2025-12-31T23:00:00Z", "2026-08-15T22:00:00Z", nil)))
	book, _ = s.build(t)
	if q := inQuarter(t, book, "2026-q2", "pay").Scorecard.Questions[1]; q.Answer != report.AnswerNo || q.Because != "It was as before: nothing moved by a tenth of a budget." {
		t.Errorf("nothing after nothing: %+v", q)
	}
}

func found(tq *report.TeamQuarter, kind string) *report.Finding {
	for i := range tq.Findings {
		if tq.Findings[i].Kind == kind {
			return &tq.Findings[i]
		}
	}
	return nil
}

// One team prices its events and the other does not: budgets rank, and money has
// no place among them. Alone, Web prices all of its events: the overspend of the
// first quarter is 1.2969 × 2,159 × £0.20 = £560, the cost over target of the
// second £1,802.09.
func TestWhatRanksFindings(t *testing.T) {
	book, _ := rich().build(t)
	over := found(inQuarter(t, book, "2026-q2", "web"), "over-cost")
	if over == nil || over.Materiality != 0 || !strings.Contains(book.Methodology.Materiality, "error budget") {
		t.Fatalf("%+v, %s", over, book.Methodology.Materiality)
	}
	if plain(over.Title) != "Web’s operational cost was 20.0 % over its target" || plain(over.Body) != "It cost GBP 10,802 against GBP 9,000. Hosting rose most, by GBP 2,100 since the quarter before." || len(over.Evidence.Items) != 2 {
		t.Errorf("%q: %q", over.Title, over.Body)
	}
	if f := found(inQuarter(t, book, "2026-q3", "web"), "over-cost"); f == nil || !strings.Contains(f.Title, "on course") {
		t.Errorf("%+v", f)
	}
	if f := found(inQuarter(t, book, "2026-q1", "web"), "over-cost"); f != nil {
		t.Errorf("within its target: %+v", f)
	}
	alone := rich().without("data/teams/pay.toml", "data/metrics/pay.csv", "data/deployments/pay.csv", "data/kpis/active-payers.csv", "data/kpis/adoption.csv")
	for _, id := range []string{"2", "3"} {
		alone["data/postmortems/"+id+".md"] = strings.Replace(alone["data/postmortems/"+id+".md"], "caused_by = \"pay\"\n", "", 1)
	}
	book, _ = alone.build(t)
	ran := found(inQuarter(t, book, "2026-q1", "web"), "ran-out")
	near(t, "what the overspend weighs", &ran.Materiality, 560)
	over = found(inQuarter(t, book, "2026-q2", "web"), "over-cost")
	near(t, "what the cost weighs", &over.Materiality, 10100+1400*168.0/335-9000)
	if !strings.Contains(book.Methodology.Materiality, "GBP") || !slices.ContainsFunc(book.Methodology.Definitions, func(d report.Definition) bool { return d.ID == "materiality" && d.Unit == "GBP" }) {
		t.Errorf("the methodology names %q", book.Methodology.Materiality)
	}
}

// shipping is n deployments in the first quarter of 2026 and m in the second, a
// day apart, of which one each failed.
func shipping(service string, n, m int) string {
	var b strings.Builder
	b.WriteString("id,service,finished,failure,recovered_at\n")
	row := func(id int, at time.Time, failed bool) {
		tail := ",,"
		if failed {
			tail = ",yes," + at.Add(time.Hour).Format(time.RFC3339)
		}
		fmt.Fprintf(&b, "%d,%s,%s%s\n", id, service, at.Format(time.RFC3339), tail)
	}
	for i := range n {
		row(i, instant("2026-01-02T10:00:00Z").AddDate(0, 0, i), i == 0)
	}
	for i := range m {
		row(100+i, instant("2026-04-02T10:00:00Z").AddDate(0, 0, i), i == 0)
	}
	return b.String()
}

func shippers(webBefore, webAfter int) site {
	return site{
		"config.toml": plainConfig, "data/teams/web.toml": webTeam, "data/teams/pay.toml": payTeam,
		// Web spends 1,080 of 2,160, then nothing; Pay nothing, then 1,092 of 2,184.
		"data/metrics/web.csv":     hours("2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z", map[string]int{"2026-02-03T10:00:00Z": 1000, "2026-02-03T11:00:00Z": 80}),
		"data/metrics/pay.csv":     payments("2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z", map[string]int{"2026-05-03T10:00:00Z": 1000, "2026-05-03T11:00:00Z": 92}),
		"data/deployments/web.csv": shipping("shop", webBefore, webAfter), "data/deployments/pay.csv": shipping("till", 30, 10),
	}
}

// 10 deployments in 90 days and 30 in 91: p = 0.0022 (an exact test worked out by
// a program of its own); one of 30 failed after one of 10. 20 and 22: p = 0.88.
func TestShippedMoreAndFailedNoMore(t *testing.T) {
	book, _ := shippers(10, 30).build(t)
	f := found(inQuarter(t, book, "2026-q2", "web"), "shipped-more-failed-no-more")
	if f == nil || f.Title != "Web shipped more, and failed no more" {
		t.Fatalf("%+v", f)
	}
	if want := "It deployed 30 times, after 10 the quarter before; by chance alone a difference as large comes in 0.2 % of comparisons. 3.3 % of the deployments failed, after 10.0 %, and no objective failed more by a tenth of its budget."; plain(f.Body) != want {
		t.Errorf("%q", plain(f.Body))
	}
	if !slices.ContainsFunc(book.Organisations[1].Findings, func(x report.Finding) bool { return x.Kind == f.Kind }) {
		t.Error("the organisation does not hear of it")
	}
	for name, s := range map[string]site{
		"no more of them":        shippers(20, 22),
		"records begin in March": shippers(10, 30).with("data/deployments/web.csv", strings.ReplaceAll(shipping("shop", 10, 30), "2026-01-", "2026-03-")),
		"more failed":            shippers(10, 30).with("data/deployments/web.csv", shipping("shop", 10, 30)+"x,shop,2026-05-20T00:00:00Z,yes,\ny,shop,2026-05-21T00:00:00Z,yes,\nz,shop,2026-05-22T00:00:00Z,yes,\n"),
		"more failed customers":  shippers(10, 30).with("data/metrics/web.csv", hours("2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z", map[string]int{"2026-05-03T10:00:00Z": 1000})),
	} {
		book, _ := s.build(t)
		if f := found(inQuarter(t, book, "2026-q2", "web"), "shipped-more-failed-no-more"); f != nil {
			t.Errorf("%s: %q", name, plain(f.Body))
		}
	}
}

func TestTheBalanceOfTeams(t *testing.T) {
	book, _ := shippers(10, 30).build(t)
	b := book.Organisations[1].Balance
	if b == nil || len(b.Points) != 2 || len(b.NotPlaced) != 0 {
		t.Fatalf("%+v", b)
	}
	moves := map[string]string{}
	for _, p := range b.Points {
		moves[p.Team.ID] = p.Moved
	}
	if moves["web"] != "faster and more reliable" || moves["pay"] != "slower and less reliable" {
		t.Errorf("%v", moves)
	}
	if b.Said != "Delivery and reliability moved together in two teams, and against each other in none." {
		t.Errorf("%q", b.Said)
	}
	near(t, "Pay's spend before", b.Points[0].SpentB, 0)
	if first := book.Organisations[0].Balance; first.Said != "No team can be compared with the quarter before yet." || first.Points[0].Moved != "no clear move" {
		t.Errorf("the first quarter: %+v", first)
	}
	// The same frequency moves nothing, whatever the budget does.
	book, _ = shippers(20, 20).build(t)
	for _, p := range book.Organisations[1].Balance.Points {
		if p.Team.ID == "web" && p.Moved != "no clear move" {
			t.Errorf("as often as before: %q", p.Moved)
		}
	}
	// Nor is an easier objective better reliability.
	easier := shippers(10, 30)
	easier["data/teams/web.toml"] = strings.Replace(webTeam, "objective = 0.999\n", "[[slo.objective]]\ntarget = 0.999\n[[slo.objective]]\nfrom = 2026-04-01\ntarget = 0.99\n", 1)
	book, _ = easier.build(t)
	for _, p := range book.Organisations[1].Balance.Points {
		if p.Team.ID == "web" && p.Moved != "no clear move" {
			t.Errorf("an easier objective: %q", p.Moved)
		}
	}
}

// A failure that was open when its quarter was issued, on 3 April, and was over on
// the 6th completes the page; it restates nothing.
func TestAFailureThatRecoversAfterTheIssue(t *testing.T) {
	row := "id,service,finished,failure,recovered_at\nw1,shop,2026-03-30T10:00:00Z,yes,"
	s := issuedSite(t).with("data/deployments/a.csv", row+"\n")
	book, _ := s.reported(t)
	if c := firstQuarter(book).Issue.Completed; len(c) != 0 || firstQuarter(book).Delivery.OpenFailures != 1 {
		t.Errorf("open still, and %+v", c)
	}
	book, told := s.with("data/deployments/a.csv", row+"2026-04-06T10:00:00Z\n").reported(t)
	c := firstQuarter(book).Issue.Completed
	if len(c) != 1 || c[0].Kind != "deployment" || plain(c[0].Text) != "The failure of deployment w1 was still open in the issued report; it was over on 6 April 2026." || len(told) != 0 {
		t.Errorf("%+v, told %v", c, told)
	}
}

// The objective of an issued quarter may be gone from the site by now.
func TestAnIssuedObjectiveThatIsGone(t *testing.T) {
	s := issuedSite(t)
	s["data/teams/web.toml"] = webTeam[:strings.Index(webTeam, "[[slo]]")] + "[customers]\nactive = 100\nassumption = \"A.\"\n[cost.incident]\npeople = 1\nhourly = 10\ncurrency = \"GBP\"\nassumption = \"B.\"\n"
	book, _ := s.reported(t)
	tq := firstQuarter(book)
	if len(tq.SLOs) != 1 || tq.Price == nil || tq.Price.CustomerMinutes.Value != nil || tq.Price.Incidents[0].Response.Amount != 10 {
		t.Errorf("%+v", tq.Price)
	}
}

// Every figure of these parts names a definition that the methodology page has,
// its unit, and where it has a value the files it was made from.
func TestEveryFigureIsExplained(t *testing.T) {
	gauge := filling(1, 200)
	s := rich().with("data/metrics/disk.csv", gauge["data/metrics/disk.csv"])
	s["data/teams/web.toml"] += gauge["data/teams/web.toml"][strings.Index(gauge["data/teams/web.toml"], "[[capacity]]"):]
	book, _ := s.build(t)
	known := map[string]bool{}
	for _, d := range book.Methodology.Definitions {
		if known[d.ID] {
			t.Errorf("%q is defined twice", d.ID)
		}
		known[d.ID] = true
	}
	seen := map[string]bool{}
	for _, tq := range book.TeamQuarters {
		where := tq.Team.ID + " in " + tq.Quarter.Slug
		for _, part := range []any{tq.Scorecard, tq.Delivery, tq.Launches, tq.KPIs, tq.Price, tq.Cost, tq.OnCall, tq.OKRs, tq.Capacity, tq.Enabling} {
			eachFigure(reflect.ValueOf(part), func(f report.Figure) {
				seen[f.Definition] = true
				switch {
				case !known[f.Definition]:
					t.Errorf("%s: a figure of %v is defined as %q, which the methodology does not know", where, f.Value, f.Definition)
				case f.Sources == nil:
					t.Errorf("%s: %s has no list of sources", where, f.Definition)
				case f.Value != nil && len(f.Sources) == 0:
					t.Errorf("%s: %s has a value and no source", where, f.Definition)
				}
			})
		}
	}
	for _, id := range []string{"lead-time", "kpi-orders", "customer-minutes", "cost-against-target", "pages", "operations-share", "capacity", "budget-left"} {
		if !seen[id] {
			t.Errorf("no figure is a %s: the walk does not see them", id)
		}
	}
	for _, id := range []string{"launch", "price-of-failure", "cost-per-incident", "operational-cost", "cost-per-thousand", "reliability-investment", "headroom", "scorecard", "balance", "next-nine"} {
		if !known[id] {
			t.Errorf("%s is not defined", id)
		}
	}
}

func eachFigure(v reflect.Value, visit func(report.Figure)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			eachFigure(v.Elem(), visit)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			eachFigure(v.Index(i), visit)
		}
	case reflect.Struct:
		if f, ok := v.Interface().(report.Figure); ok {
			visit(f)
			return
		}
		if _, ok := v.Interface().(time.Time); ok {
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				eachFigure(v.Field(i), visit)
			}
		}
	}
}

// The pages name every file that they were made from.
func TestRecordsStandInTheProvenance(t *testing.T) {
	gauge := filling(1, 200)
	s := rich().with("data/metrics/disk.csv", gauge["data/metrics/disk.csv"])
	s["data/teams/web.toml"] += gauge["data/teams/web.toml"][strings.Index(gauge["data/teams/web.toml"], "[[capacity]]"):]
	book, _ := s.reported(t)
	files := func(p report.Provenance) string {
		var out []string
		for _, f := range p.Files {
			out = append(out, f.Path)
		}
		return strings.Join(out, " ")
	}
	web := files(inQuarter(t, book, "2026-q2", "web").Provenance)
	for _, f := range []string{"data/deployments/web.csv", "data/costs/web.csv", "data/oncall/web.csv", "data/kpis/orders.csv", "data/launches/all.csv", "data/postmortems/drill.md", "data/postmortems/miss.md"} {
		if !strings.Contains(web, f) {
			t.Errorf("Web's page does not name %s: %s", f, web)
		}
	}
	if q1 := files(inQuarter(t, book, "2026-q1", "web").Provenance); !strings.Contains(q1, "data/metrics/disk.csv") {
		t.Errorf("nor the gauge's: %s", q1)
	}
	pay := files(inQuarter(t, book, "2026-q2", "pay").Provenance)
	for _, f := range []string{"data/kpis/active-payers.csv", "data/kpis/adoption.csv", "data/postmortems/2.md"} {
		if !strings.Contains(pay, f) {
			t.Errorf("Pay's page does not name %s: %s", f, pay)
		}
	}
	if strings.Contains(pay, "data/costs/web.csv") {
		t.Errorf("Pay's page names Web's costs: %s", pay)
	}
	if o := files(book.Organisations[1].Provenance); !strings.Contains(o, "data/costs/web.csv") || !strings.Contains(o, "data/kpis/adoption.csv") {
		t.Errorf("the organisation's page names %s", o)
	}
}

// What lies after the present is told, once for each kind, and counts nowhere.
func TestRecordsOfTheFuture(t *testing.T) {
	s := rich()
	s["data/deployments/z.csv"] = "id,service,finished,incident\nz1,shop,2026-09-01T00:00:00Z,\nz2,shop,2026-09-02T00:00:00Z,\nz3,shop,2026-08-02T00:00:00Z,INC-404\n"
	s["data/costs/z.csv"] = "date,team,amount\n2026-09,web,1\n"
	book, diags := s.build(t)
	var got []string
	for _, d := range diags {
		if d.Code == "later-than-as-of" || d.Code == "unknown-incident" {
			got = append(got, d.String())
		}
	}
	all := strings.Join(got, "\n")
	for _, want := range []string{"data/deployments/z.csv:2:1: warning: the deployment lies after the present of the report (2026-08-15T22:00:00Z) and counts nowhere; so it is with one more row",
		"data/costs/z.csv:2", `data/deployments/z.csv:4:1: warning: the deployment "z3" names the incident "INC-404", which is not there`} {
		if !strings.Contains(all, want) {
			t.Errorf("missing %q in\n%s", want, all)
		}
	}
	if d := inQuarter(t, book, "2026-q3", "web").Delivery; len(d.Deployments) != 2 { // z3, and w9 of 1 July
		t.Errorf("%d deployments", len(d.Deployments))
	}
}

// A team with nothing but metrics has a scorecard and none of the sections.
func TestATeamWithOnlyMetrics(t *testing.T) {
	book, _ := site{"config.toml": plainConfig, "data/teams/web.toml": webTeam, "data/metrics/a.csv": hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", nil)}.build(t)
	tq := book.TeamQuarters[0]
	if tq.Delivery != nil || tq.Price != nil || tq.Cost != nil || tq.OnCall != nil || tq.Exercises != nil || tq.Enabling != nil ||
		len(tq.Launches)+len(tq.KPIs)+len(tq.OKRs)+len(tq.Capacity) != 0 || len(tq.Scorecard.Questions) != 4 {
		t.Errorf("%+v", tq)
	}
	if o := book.Organisations[0]; o.Balance != nil || len(o.Costs)+len(o.Launches) != 0 {
		t.Errorf("%+v", o)
	}
}

func TestTheSameSiteGivesTheSameReports(t *testing.T) {
	text := func() string {
		book, _ := rich().build(t)
		b, err := json.Marshal([]any{book.TeamQuarters, book.Organisations})
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if first := text(); first != text() {
		t.Error("two builds differ")
	}
}

// Five thousand deployments with three commits each and as many pages, of five
// teams over eight quarters.
func BenchmarkBeside(b *testing.B) {
	s := site{"config.toml": plainConfig, "data/metrics/a.csv": hours("2024-07-01T00:00:00Z", "2026-07-01T00:00:00Z", nil)}
	var ships, pages strings.Builder
	ships.WriteString("id,service,finished,sha,committed\n")
	pages.WriteString("kind,at,service\n")
	for n := range 5 {
		id := fmt.Sprint("team", n)
		s["data/teams/"+id+".toml"] = strings.NewReplacer("shop", id, "Shop", id).Replace(webTeam)
		for i := range 1000 {
			at := instant("2024-07-02T10:00:00Z").Add(time.Duration(i) * 17 * time.Hour)
			for c := range 3 {
				fmt.Fprintf(&ships, "%d,%s,%s,%d-%d-%d,%s\n", i, id, at.Format(time.RFC3339), n, i, c, at.Add(-time.Duration(c+1)*time.Hour).Format(time.RFC3339))
			}
			fmt.Fprintf(&pages, "page,%s,%s\n", at.Format(time.RFC3339), id)
		}
	}
	s["data/deployments/a.csv"], s["data/oncall/a.csv"] = ships.String(), pages.String()
	var diags diag.List
	in := s.input(&diags)
	b.ResetTimer()
	for b.Loop() {
		if _, err := report.Build(context.Background(), in, &diags); err != nil {
			b.Fatal(err)
		}
	}
}

package report_test

import (
	"slices"
	"strings"
	"testing"

	"quarterdeck/generator/report"
)

// A week of 700 from 30 March has two of its seven days in the first quarter,
// that of 1,400 from 29 June two in the second: 700 + 200, 500 + 900 + 400, and
// 1,000. The mean takes the months that end in the quarter, the last the value of
// the quarter that is over.
func TestKPIsOfQuarters(t *testing.T) {
	book, _ := rich().build(t)
	kpi := func(slug, team, id string) report.KPI {
		for _, k := range inQuarter(t, book, slug, team).KPIs {
			if k.ID == id {
				return k
			}
		}
		t.Fatalf("no %s in %s", id, slug)
		return report.KPI{}
	}
	near(t, "orders", kpi("2026-q1", "web", "orders").Figure.Value, 900)
	second := kpi("2026-q2", "web", "orders")
	near(t, "orders then", second.Figure.Value, 1800)
	near(t, "and before", second.Figure.Previous, 900)
	near(t, "orders so far", kpi("2026-q3", "web", "orders").Figure.Value, 1000)
	if !strings.HasPrefix(plain(second.Partial), "Of two values only the share inside the quarter counts") || len(second.Periods) != 3 {
		t.Errorf("%q, %d periods", second.Partial, len(second.Periods))
	}
	near(t, "payers", kpi("2026-q1", "pay", "active-payers").Figure.Value, 3500.0/3)
	near(t, "payers then", kpi("2026-q2", "pay", "active-payers").Figure.Value, 1500)
	near(t, "payers so far", kpi("2026-q3", "pay", "active-payers").Figure.Value, 1700)
	near(t, "adoption", kpi("2026-q2", "pay", "adoption").Figure.Value, 75)
	if k := kpi("2026-q3", "pay", "adoption"); k.Figure.Value != nil {
		t.Errorf("the value of a quarter that runs counts already: %v", *k.Figure.Value)
	}
}

// First quarter: 2,800 of 2,159,000 failed where 2,159 may; at £0.50 and 40 % lost
// for good that is £560, of which 641 × £0.20 lie beyond the objective. A
// thousandth of 6,000 customers for an hour is 360 customer-minutes: 2,800 × 360.
// Of INC-1's 400 failures 350 fall into its two and a half hours (100, 200, and
// half of 100): £70, and four people for 2.5 h at £100 are £1,000. Its
// customer-minutes are 350 × 360. Second: 1,300 failed, £260, nothing beyond.
func TestThePriceOfFailure(t *testing.T) {
	book, _ := rich().build(t)
	q1, q2 := inQuarter(t, book, "2026-q1", "web").Price, inQuarter(t, book, "2026-q2", "web").Price
	near(t, "money", &q1.Money.Amount, 560)
	near(t, "beyond", &q1.Beyond.Amount, 641*0.2)
	near(t, "customer-minutes", q1.CustomerMinutes.Value, 2800*360)
	near(t, "money then", &q2.Money.Amount, 260)
	near(t, "beyond then", &q2.Beyond.Amount, 0)
	near(t, "minutes before", q2.CustomerMinutes.Previous, 2800*360)
	if len(q1.Incidents) != 1 || q1.Money.Currency != "GBP" {
		t.Fatalf("%+v", q1)
	}
	one := q1.Incidents[0]
	near(t, "failed in it", one.Failed, 350)
	near(t, "value", &one.Value.Amount, 70)
	near(t, "work", &one.Response.Amount, 1000)
	near(t, "together", &one.Total.Amount, 1070)
	near(t, "minutes in it", one.CustomerMinutes, 350*360)
	if len(q2.Incidents) != 2 || q2.Incidents[0].Incident.ID != "INC-2" { // 200 + 800 before 60 + 400
		t.Errorf("dearest first: %+v", q2.Incidents)
	}
	if got := strings.Join(q1.Assumptions, " "); !strings.Contains(plain(got), "GBP 0.50; 40 % of those that fail are lost for good. Margin of a basket.") ||
		!strings.Contains(plain(got), "4 people at GBP 100 an hour each, for as long as it lasts. Four people.") || !strings.Contains(got, "The average of last year.") {
		t.Errorf("assumptions %q", got)
	}
	// Pay's customers come from a KPI: a tenth failed for an hour of February, with
	// 1,200 active, a fifth in April, with 1,400. No event of it has a value.
	p1, p2 := inQuarter(t, book, "2026-q1", "pay").Price, inQuarter(t, book, "2026-q2", "pay").Price
	near(t, "by a KPI", p1.CustomerMinutes.Value, 0.1*1200*60)
	near(t, "by a KPI then", p2.CustomerMinutes.Value, 0.2*1400*60)
	if p1.Money != nil || !slices.Contains(p1.CustomerMinutes.Sources, "data/kpis/active-payers.csv") {
		t.Errorf("%+v", p1)
	}
}

// Time that was agreed not to count costs no customer-minutes: INC-2's hour from
// 10:00 is left out, so 500 + 300 of the second quarter remain.
func TestExcludedTimeCostsNothing(t *testing.T) {
	s := rich()
	s["data/exclusions/a.toml"] = "[[exclusion]]\nid = \"work\"\ntitle = \"Work\"\nslos = [\"shop-up\"]\nfrom = 2026-05-12T10:00:00Z\nto = 2026-05-12T11:00:00Z\nreason = \"Agreed\"\napprover = \"head\"\n"
	book, _ := s.build(t)
	near(t, "customer-minutes", inQuarter(t, book, "2026-q2", "web").Price.CustomerMinutes.Value, 800*360)
	near(t, "money", &inQuarter(t, book, "2026-q2", "web").Price.Money.Amount, 160)
}

// A licence of 1,400 from 25 March to 8 April runs 14 days less an hour, 335 h;
// 167 of them lie in the first quarter. 3,000 + 3,000 + 2,500 − 500 there, 3,200 +
// 3,300 + 3,600 in the second. By the middle of the third only July is billed: 31
// of 92 days' share of 9,000. A dollar amount is never added.
func TestCostAgainstItsTarget(t *testing.T) {
	book, diags := rich().build(t)
	q1, q2, q3 := inQuarter(t, book, "2026-q1", "web").Cost, inQuarter(t, book, "2026-q2", "web").Cost, inQuarter(t, book, "2026-q3", "web").Cost
	first, second := 8000+1400*167.0/335, 10100+1400*168.0/335
	near(t, "cost", &q1.Effective.Amount, first)
	near(t, "credits", &q1.Credits.Amount, -500)
	near(t, "against the target", q1.Against.Value, first/9000)
	near(t, "per thousand requests", &q1.PerThousand.Amount, first/2159)
	near(t, "February", q1.Months[1].Value, 3000)
	near(t, "cost then", &q2.Effective.Amount, second)
	near(t, "against it then", q2.Against.Value, second/9000)
	near(t, "and before", q2.Against.Previous, first/9000)
	near(t, "so far", q3.Against.Value, 3500/(9000*31.0/92))
	if q1.Verdict != "within target" || q2.Verdict != "over target" || q3.Verdict != "on course to exceed the target" {
		t.Errorf("%q, %q, %q", q1.Verdict, q2.Verdict, q3.Verdict)
	}
	if len(q1.Others) != 1 || q1.Others[0] != (report.Money{Currency: "USD", Amount: 100}) || len(q2.Others) != 0 {
		t.Errorf("others %+v, then %+v", q1.Others, q2.Others)
	}
	if len(q2.Before) != 2 || len(book.Organisations[1].Costs) != 1 {
		t.Errorf("trend %+v, rows %+v", q2.Before, book.Organisations[1].Costs)
	}
	near(t, "change", book.Organisations[1].Costs[0].Change, second-first)
	near(t, "hosting's change", q2.Categories[0].Change, 10100-8000)
	if !slices.ContainsFunc(diags, func(d diagnostic) bool { return d.Code == "mixed-currencies" }) {
		t.Error("nobody says that there are two currencies")
	}
	if c := inQuarter(t, book, "2026-q1", "pay").Cost; c != nil {
		t.Errorf("a team without a charge has %+v", c)
	}
	// The licence went away: a category without a charge is a change too.
	if c := q3.Categories; len(c) != 1 { // of a running quarter nothing is compared
		t.Errorf("%+v", c)
	}
	near(t, "so far a thousand", &q3.PerThousand.Amount, 3500/(31*24.0)) // July's cost by July's requests
}

// In March nothing is billed and in January nothing measured: 3,000 of February
// over February's 672,000 requests; and 6,000 of 9,000 is no target kept.
func TestBillsThatAreMissing(t *testing.T) {
	s := rich()
	s["data/metrics/web.csv"] = hours("2026-01-31T23:00:00Z", "2026-08-15T22:00:00Z", nil)
	s["data/costs/web.csv"] = "date,team,amount\n2026-01,web,3000\n2026-02,web,3000\n"
	book, _ := s.build(t)
	tq := inQuarter(t, book, "2026-q1", "web")
	near(t, "a thousand", &tq.Cost.PerThousand.Amount, 3000.0/672)
	near(t, "against the days billed", tq.Cost.Against.Value, 6000/(9000*59*24.0/2159))
	if tq.Cost.Verdict != "charges are missing" || tq.Scorecard.Questions[3].Answer != report.AnswerUnknown {
		t.Errorf("%s, %+v", tq.Cost.Verdict, tq.Scorecard.Questions[3])
	}
	// 9,500 is over the whole target, whatever is missing.
	s["data/costs/web.csv"] = "date,team,amount\n2026-01,web,9500\n"
	book, _ = s.build(t)
	if tq := inQuarter(t, book, "2026-q1", "web"); tq.Cost.Verdict != "over target" || tq.Scorecard.Questions[3].Answer != report.AnswerNo {
		t.Errorf("%s, %+v", tq.Cost.Verdict, tq.Scorecard.Questions[3])
	}
}

// Events of two objectives are worth pounds and euros: no sum is made of the two,
// of the quarter or of an incident, and a warning says so.
func TestValuesInTwoCurrencies(t *testing.T) {
	s := rich()
	s["data/teams/web.toml"] += "[[slo]]\nid = \"cart-up\"\nservice = \"shop\"\nmethod = \"events\"\ntotal = \"requests\"\nbad = \"errors\"\nobjective = 0.99\n" +
		"[[value]]\nslo = \"cart-up\"\nper_event = 1\ncurrency = \"EUR\"\nassumption = \"A.\"\n"
	book, diags := s.build(t)
	p := inQuarter(t, book, "2026-q1", "web").Price
	if p.Money != nil || p.Beyond != nil || len(p.Parts) != 2 || p.Incidents[0].Value != nil || p.Incidents[0].Total != nil || p.Incidents[0].Response == nil {
		t.Errorf("%+v, %+v", p, p.Incidents[0])
	}
	if !slices.ContainsFunc(diags, func(d diagnostic) bool { return d.Code == "mixed-currencies" && d.File == "data/teams/web.toml" }) {
		t.Error("nobody says that there are two currencies")
	}
	if strings.Contains(book.Methodology.Materiality, "money") {
		t.Error("findings are ranked by money of two currencies")
	}
}

// In the incident's hour 10 of 1,000 requests fail, 10/2,160 of the budget of
// 99.9 %, and 50 are slow, 50/21,600 of that of 99 %: the smaller share, and of
// the 6,000 customers it keeps more waiting: 5 % × 6,000 × 60 min = 18,000
// customer-minutes, not the 3,600 of the failures.
func TestCustomerMinutesOfAnIncidentAreOfTheObjectiveOnWhichMostWereLost(t *testing.T) {
	slow := strings.ReplaceAll(hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{"2026-02-03T10:00:00Z": 50}), "requests,errors", "asked,slow")
	s := site{
		"config.toml":           plainConfig,
		"data/metrics/a.csv":    hours("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z", map[string]int{"2026-02-03T10:00:00Z": 10}),
		"data/metrics/slow.csv": slow,
		"data/postmortems/a.md": pm("INC-A", "2026-02-03T10:00:00Z", "2026-02-03T11:00:00Z"),
		"data/teams/web.toml": webTeam + "[[slo]]\nid = \"shop-quick\"\nservice = \"shop\"\ntotal = \"asked\"\nbad = \"slow\"\nobjective = 0.99\n" +
			"[customers]\nactive = 6000\nassumption = \"The average of last year.\"\n",
	}
	book, _ := s.build(t)
	p := inQuarter(t, book, "2026-q1", "web").Price
	if p == nil || len(p.Incidents) != 1 || p.MinutesSLO == nil || p.MinutesSLO.ID != "shop-quick" {
		t.Fatalf("%+v", p)
	}
	near(t, "in the quarter", p.CustomerMinutes.Value, 18000)
	near(t, "in the incident", p.Incidents[0].CustomerMinutes, 18000)
}

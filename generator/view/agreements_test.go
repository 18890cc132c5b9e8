package view

import (
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/slo"
)

func TestWhatAContractIsSaidToBe(t *testing.T) {
	period := func(label, verdict string, credit, owed float64) report.ContractPeriod {
		p := report.ContractPeriod{Label: label, Verdict: verdict, Running: strings.Contains(verdict, "so far") || strings.Contains(verdict, "already") || strings.Contains(verdict, "course")}
		if credit > 0 {
			p.Credit.Value, p.Owed.Value = &credit, &owed
		}
		return p
	}
	cases := []struct {
		periods []report.ContractPeriod
		want    string
	}{
		{[]report.ContractPeriod{period("July", "kept", 0, 0), period("August", "kept", 0, 0)}, "Kept in each of two months"},
		{[]report.ContractPeriod{period("July", "kept", 0, 0), period("August", "breached", .1, 200)}, "Breached in one of two months: a credit of 10\u00a0% of the fee is owed, EUR\u00a0200"},
		{[]report.ContractPeriod{period("July", "breached", .25, 500), period("August", "breached", .1, 200)}, "Breached in two of two months: credits are owed, EUR\u00a0700"},
		{[]report.ContractPeriod{period("July", "kept", 0, 0), period("August", "on course to breach", 0, 0)}, "Kept in July; August is on course to breach"},
		{[]report.ContractPeriod{period("July", "breached already", .1, 0)}, "July is breached already"},
		{[]report.ContractPeriod{period("July", "no verdict", 0, 0), period("August", "no data", 0, 0)}, "July has no verdict; August has no data"},
	}
	for _, c := range cases {
		if got := contractAnswer(report.Contract{Period: "month", Currency: "EUR", Periods: c.periods}); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestTheOrganisationsLineOnContracts(t *testing.T) {
	cases := []struct {
		s    report.ContractSummary
		want string
	}{
		{report.ContractSummary{Contracts: 1, Judged: 3}, "All three contract periods were kept; no credit is owed"},
		{report.ContractSummary{Contracts: 2, Judged: 4, Breached: 2, Owed: []report.Money{{Currency: "GBP", Amount: 1850}, {Currency: "EUR", Amount: 12.5}}, NoVerdict: 1},
			"Two of four contract periods were breached; GBP\u00a01,850 and EUR\u00a012.50 owed in credits; one without a verdict"},
		{report.ContractSummary{Contracts: 2, Running: 3, BreachedSo: 1, OnCourse: 1}, "Two contracts, no period of them judged yet; one that is still running is breached already; one is on course to breach; one still runs"},
	}
	for _, c := range cases {
		if got := contractsLead(&c.s); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// A night from 23:30 to 00:30 touches two days; both are named, and neither
// loses its figure or the incident it is named for.
func TestExcludedDaysAreMarked(t *testing.T) {
	start := time.Date(2026, 7, 10, 23, 30, 0, 0, time.UTC)
	v := New(&report.Book{Quarters: years(7)})
	s := &report.SLOQuarter{Excluded: &report.Excluded{Windows: []report.ExcludedWindow{{Title: "Move", Start: start, End: start.Add(time.Hour)}}}}
	k := &chart.Calendar{}
	for d := 9; d <= 12; d++ {
		k.Days = append(k.Days, chart.Day{Date: time.Date(2026, 7, d, 0, 0, 0, 0, time.UTC), Value: 5})
	}
	k.Days[2].Name, k.Days[2].Href = "INC-1", "/postmortems/inc-1/"
	v.markExcluded(k, s)
	want := []string{"", "left out by agreement: Move", "INC-1; left out by agreement: Move", ""}
	for i, d := range k.Days {
		if d.Name != want[i] || d.Value != 5 || d.Framed != (i == 1 || i == 2) {
			t.Errorf("day %d is %+v, want %q", i, d, want[i])
		}
	}
}

func TestWhatAnExclusionChanged(t *testing.T) {
	judged := func(state slo.State, spent float64) report.Judgment {
		return report.Judgment{State: state, Spent: &spent}
	}
	cases := []struct {
		x    report.Excluded
		want string
	}{
		{report.Excluded{Seconds: 5400, With: judged(slo.Within, .463), Without: judged(slo.Overspent, 1.064)}, "Leaving out 90\u00a0minutes changes the verdict from overspent to within budget"},
		{report.Excluded{Seconds: 5400, With: judged(slo.Within, .4), Without: judged(slo.Within, .5)}, "Leaving out 90\u00a0minutes takes the spend from 50.0\u00a0% to 40.0\u00a0%; the verdict stays within budget"},
		{report.Excluded{Seconds: 5400, With: judged(slo.Within, .40001), Without: judged(slo.Within, .4)}, "Leaving out 90\u00a0minutes changes nothing that is printed; the verdict stays within budget"},
		{report.Excluded{All: true, Without: judged(slo.Within, .5)}, "All of the time is left out, so nothing is judged"},
	}
	for _, c := range cases {
		if got := excludedTitle(&c.x); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

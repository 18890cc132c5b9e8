package records

import (
	"testing"
	"time"
)

// The columns are those of PagerDuty's analytics; the people in it must not be
// looked at. 22:30 at +00:00 is 18:30 in New York, the team's zone; the export
// itself knows whose sleep it broke.
func TestPagerDutyAsItComes(t *testing.T) {
	got, told := only(t, "data/oncall/pd.csv", `id,incident_number,description,service_id,service_name,escalation_policy_name,team_name,created_at,resolved_at,urgency,major,auto_resolved,assigned_user_names,acknowledged_user_ids,seconds_to_first_ack,seconds_to_resolve,engaged_seconds,business_hour_interruptions,off_hour_interruptions,sleep_hour_interruptions
Q1,4242,"High latency, again",PSVC1,Checkout (prod),Shop,Shop,2026-07-01T22:30:00Z,2026-07-01T23:00:00Z,high,false,false,R. T.,PUSR1,42,1800,600,0,1,0
Q2,4243,Disk,PSVC1,checkout (prod),Shop,Shop,2026-07-02T06:30:00Z,,high,false,true,R. T.,,0,300,,0,0,2
Q3,4244,Cert,PSVC1,checkout (prod),Shop,Shop,2026-07-02T15:30:00Z,,low,false,true,,,,,,0,0,0
Q4,4245,Disk,PSVC9,Ledger,Money,Money,2026-07-02T15:30:00Z,,high,false,true,,,30,,,1,0,0
`)
	said(t, told,
		`data/oncall/pd.csv:5:20: warning: there is no service "Ledger", so its rows count for nobody (`,
		`data/oncall/pd.csv:5:33: warning: there is no team "Money", so its rows count for nobody (`,
	)
	if len(got.Pages) != 4 || got.Files[0].Format != "PagerDuty CSV" {
		t.Fatalf("%d pages, file %+v", len(got.Pages), got.Files[0])
	}
	evening, night, quiet, stray := got.Pages[0], got.Pages[1], got.Pages[2], got.Pages[3]
	if evening.ID != "Q1" || evening.Team != "checkout" || evening.Acknowledged != 42*time.Second || !evening.Acked || evening.Asleep != -1 || evening.Quiet || evening.Minutes != 10 || evening.Zone.String() != "America/New_York" {
		t.Errorf("the evening's page is %+v", evening)
	}
	if night.Asleep != 1 || night.Acked || night.Quiet {
		t.Errorf("the night's page is %+v", night)
	}
	if !quiet.Quiet || stray.Team != "" || !stray.Acked {
		t.Errorf("the quiet one is %+v, the stray one %+v", quiet, stray)
	}
}

func TestTidyOnCall(t *testing.T) {
	got, told := only(t, "data/oncall/2026.csv", `kind,at,start,end,team,service,zone,acknowledged,urgency,minutes
page,2026-07-01 02:30,,,,checkout-api,,4m,high,12
page,2026-07-01 02:30,,,,search,,2026-07-01 02:31,,
page,2026-07-01 02:30,,,,search,Asia/Tokyo,,low,
page,2026-07-01,,,,search,,,,
shift,,2026-07-01T07:00:00Z,2026-07-01T19:00:00Z,checkout,,,,,
toil,2026-07-02,,,checkout,,,,,90
project,2026-07,,,checkout,,,,,6000
ops,,2026-07-06,2026-07-13,,search,,,,600
nap,2026-07-02,,,checkout,,,,,90
`)
	said(t, told,
		"data/oncall/2026.csv:3:6: warning: times without a zone are read in the site's, Europe/Berlin (",
		"data/oncall/2026.csv:5:6: error: the page has no time of day",
		`data/oncall/2026.csv:10:1: error: "nap" is no kind of record`,
	)
	if len(got.Pages) != 3 || len(got.Shifts) != 1 || len(got.Work) != 3 {
		t.Fatalf("%d pages, %d shifts, %d entries of work", len(got.Pages), len(got.Shifts), len(got.Work))
	}
	// 02:30 is 17:30 UTC of the day before in Tokyo (+9), 00:30 UTC in Berlin
	// (+2), 06:30 UTC in New York (−4).
	tokyo, berlin, newYork := got.Pages[0], got.Pages[1], got.Pages[2]
	if !tokyo.At.Equal(at(t, "2026-06-30T17:30:00Z")) || !tokyo.Quiet || tokyo.Acked {
		t.Errorf("Tokyo's page is %+v", tokyo)
	}
	if !berlin.At.Equal(at(t, "2026-07-01T00:30:00Z")) || berlin.Acknowledged != time.Minute || berlin.Zone.String() != "Europe/Berlin" {
		t.Errorf("Berlin's page is %+v", berlin)
	}
	if !newYork.At.Equal(at(t, "2026-07-01T06:30:00Z")) || newYork.Acknowledged != 4*time.Minute || newYork.Minutes != 12 || newYork.Zone.String() != "America/New_York" || newYork.Asleep != 0 {
		t.Errorf("New York's page is %+v", newYork)
	}
	month := got.Work[0]
	if month.Kind != Project || !month.Start.Equal(at(t, "2026-06-30T22:00:00Z")) || !month.End.Equal(at(t, "2026-07-31T22:00:00Z")) || month.Minutes != 6000 {
		t.Errorf("the month's project work is %+v", month)
	}
	if w := got.Work[2]; w.Team != "search" || w.Kind != Operations || w.End.Sub(w.Start) != 7*24*time.Hour {
		t.Errorf("the week's operations work is %+v", w)
	}
}

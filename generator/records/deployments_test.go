package records

import (
	"testing"
	"time"

	"quarterdeck/generator/config"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	x, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestRowsOfOneDeploymentBecomeOne(t *testing.T) {
	got, told := only(t, "data/deployments/2026.csv", `id,service,environment,finished,sha,authored,committed,recovered_at,rework,incident
d2,checkout-api,prod,2026-07-02T10:00:00Z,c3,,2026-07-02T09:00:00Z,,,
d1,checkout-api,production,2026-07-01T10:00:00Z,c1,2026-06-29T10:00:00Z,2026-06-30T10:00:00Z,2026-07-01T11:00:00Z,no,INC-7
d1,checkout-api,production,2026-07-01T10:00:00Z,c2,,2026-07-01T09:30:00Z,,,
d1,checkout-api,staging,2026-07-01T08:00:00Z,c2,,2026-07-01T07:30:00Z,,,
d3,"Checkout (Prod)",,2026-07-03T10:00:00Z,,,,,yes,
`)
	said(t, told)
	if len(got.Deployments) != 3 || len(got.Elsewhere) != 1 {
		t.Fatalf("%d deployments and %d elsewhere", len(got.Deployments), len(got.Elsewhere))
	}
	d1, d2, d3 := got.Deployments[0], got.Deployments[1], got.Deployments[2]
	if d1.ID != "d1" || len(d1.Commits) != 2 || !d1.Failed || d1.Incident != "INC-7" || !d1.RecoveredAt.Equal(at(t, "2026-07-01T11:00:00Z")) || !d1.Reached || d1.Team != "checkout" {
		t.Errorf("d1 is %+v", d1)
	}
	if c := d1.Commits[0]; !c.At(config.LeadCommitted).Equal(at(t, "2026-06-30T10:00:00Z")) || !c.At(config.LeadAuthored).Equal(at(t, "2026-06-29T10:00:00Z")) {
		t.Errorf("the first commit is %+v", c)
	}
	if c := d1.Commits[1]; !c.At(config.LeadAuthored).Equal(at(t, "2026-07-01T09:30:00Z")) {
		t.Errorf("without an authored time the committed one is not taken: %+v", c)
	}
	if d2.Failed || d2.Rework || len(d2.Commits) != 1 {
		t.Errorf("d2 is %+v", d2)
	}
	if d3.Service != "checkout-api" || !d3.Rework || len(d3.Commits) != 0 {
		t.Errorf("d3 is %+v", d3)
	}
}

// Berlin is at +02:00 in summer: 12:00 there is 10:00 in UTC.
func TestDeploymentsInJSONLines(t *testing.T) {
	got, told := only(t, "data/deployments/d.jsonl", `{"deployment_id": 7, "service": "search", "deployed_at": "2026-07-01 12:00", "status": "Rolled back", "commits": [{"id": "a", "timestamp": "2026-07-01T09:00:00Z"}, "b@2026-07-01T08:00:00Z", "c"]}
{"deployment_id": 8, "service": "search", "deployed_at": 1782907200, "status": "failed"}
{"deployment_id": 9, "service": "search", "deployed_at": "2026-07-01T13:00:00Z", "status": "queued"}
`)
	said(t, told,
		"data/deployments/d.jsonl:1:58: warning: times without a zone are read in the site's, Europe/Berlin (",
		"data/deployments/d.jsonl:1:191: warning: commits without a time take no part in lead time (")
	if len(got.Deployments) != 2 {
		t.Fatalf("%d deployments", len(got.Deployments))
	}
	d := got.Deployments[0]
	if d.ID != "7" || !d.Finished.Equal(at(t, "2026-07-01T10:00:00Z")) || !d.Failed || !d.Reached || len(d.Commits) != 3 {
		t.Errorf("the first is %+v", d)
	}
	if d := got.Deployments[1]; d.Reached || !d.Finished.Equal(at(t, "2026-07-01T12:00:00Z")) {
		t.Errorf("the attempt that failed is %+v", d)
	}
}

func TestWhoseADeploymentIs(t *testing.T) {
	got, told := only(t, "data/deployments/d.csv", `id;service;team;finished
a;vouchers;search;2026-06-30T12:00:00Z
b;vouchers;checkout;2026-07-01T12:00:00Z
c;;Search and browse;2026-07-02T12:00:00Z
d;;"Search & browse";2026-07-03T12:00:00Z
`)
	said(t, told, `data/deployments/d.csv:4:4: warning: there is no team "Search and browse", so its rows count for nobody (`)
	var owners []string
	for _, d := range got.Deployments {
		owners = append(owners, d.Team)
	}
	if want := "checkout search  search"; join(owners) != want {
		t.Errorf("the owners are %q, want %q: a service's owner at the time comes before what is stated", join(owners), want)
	}
}

func join(s []string) string {
	out := ""
	for i, x := range s {
		if i > 0 {
			out += " "
		}
		out += x
	}
	return out
}

func TestDeploymentsThatCannotBe(t *testing.T) {
	got, told := only(t, "data/deployments/d.csv", `id,service,started,finished,sha,committed,status,failure,recovered_at
a,search,2026-07-01T11:00:00Z,2026-07-01T10:00:00Z,,,,,
b,search,,2026-07-01T10:00:00Z,,,,,2026-07-01T09:00:00Z
c,search,,2026-07-01T10:00:00Z,,,,no,2026-07-01T12:00:00Z
d,search,,yesterday,,,,,
e,search,,2026-07-01T10:00:00Z,,,maybe,,
f,search,,2026-07-01T10:00:00Z,x,2026-07-01T11:00:00Z,,,
f,search,,2026-07-02T10:00:00Z,y,2026-07-01T11:00:00Z,,,
g,,,2026-07-01T10:00:00Z,,,,,
h,search,2026-07-04T10:00:00Z,,,,,yes,
i,search,,2026-07-05T10:00:00Z,,
`)
	said(t, told,
		"data/deployments/d.csv:2:31: error: the deployment finished before it started; the row is left out (",
		"data/deployments/d.csv:3:36: error: the deployment recovered before it had finished; the row is left out (",
		"data/deployments/d.csv:4:35: error: the deployment did not fail, and yet has",
		`data/deployments/d.csv:5:11: error: finished is "yesterday", which is no date or time`,
		`data/deployments/d.csv:6:34: error: "maybe" is no status of a deployment`,
		"data/deployments/d.csv:7:32: warning: the commit is later than the deployment that holds it",
		`data/deployments/d.csv:8:1: error: the deployment "f" already stands at data/deployments/d.csv:7:1 with another end`,
		"data/deployments/d.csv:9:1: error: the deployment is of no service and no team",
		"data/deployments/d.csv:10:10: warning: where no end is stated the start of a deployment is taken for it",
		"data/deployments/d.csv:11:1: error: the row has 6 cells where the header has 9; it is left out",
	)
	if len(got.Deployments) != 2 || got.Files[0].Rows != 2 || got.Files[0].LeftOut != 8 {
		t.Errorf("%d deployments, file %+v", len(got.Deployments), got.Files)
	}
	if d := got.Deployments[1]; d.ID != "h" || !d.Failed || !d.RecoveredAt.IsZero() {
		t.Errorf("a failure without recovery is %+v", d)
	}
}

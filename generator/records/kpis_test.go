package records

import "testing"

func TestKPIsByRowByColumnAndByName(t *testing.T) {
	got, told := load(t, map[string]string{
		"data/kpis/a.csv":          "kpi,date,value,team\norders,2026-07-01,1200,checkout\nNPS,2026-07-15,41.5,\norders,2026-07-02,,\nrevenue,2026-07-01,5,\nrevenue,2026-07-02,5,\norders,2026-07-04,1,search\n",
		"data/kpis/wide.jsonl":     "{\"date\": \"2026-07-05\", \"Orders\": 900}\n{\"date\": \"2026-08-05\", \"Net promoter score\": 44}\n",
		"data/kpis/nps.2026.csv":   "month,value\n2026-09,45\n2026-10-01,46\n",
		"data/kpis/notes.csv":      "a,b\n1,2\n",
		"data/kpis/README.md":      "x",
		"data/kpis/.hidden/a.csv":  "kpi,date,value\norders,never,1\n",
		"data/kpis/empty.csv":      " \n",
		"data/kpis/misspelt.jsonl": "{\"kpi\": \"orders\", \"date\": \"2026-07-06\", \"valeu\": 1}\n",
	})
	said(t, told,
		"data/kpis/README.md: warning: tables are CSV or JSON; this file is not read",
		`data/kpis/a.csv:5:1: warning: there is no KPI "revenue", so its values are not used (`,
		`data/kpis/a.csv:7:21: error: the KPI "orders" is defined by checkout, and the row is of search`,
		"data/kpis/empty.csv: warning: the file is empty",
		`data/kpis/misspelt.jsonl:1:1: warning: this is no row of kpis that can be read: there is no column "value"`,
		`data/kpis/notes.csv:1:1: warning: this is no table of kpis that can be read: there is no column "date"`,
	)
	want := []struct {
		kpi   string
		start string
		value float64
	}{
		{"nps", "2026-06-30T22:00:00Z", 41.5}, {"nps", "2026-07-31T22:00:00Z", 44}, {"nps", "2026-08-31T22:00:00Z", 45}, {"nps", "2026-09-30T22:00:00Z", 46},
		{"orders", "2026-06-30T22:00:00Z", 1200}, {"orders", "2026-07-04T22:00:00Z", 900},
	}
	if len(got.KPIs) != len(want) {
		t.Fatalf("%d values: %+v", len(got.KPIs), got.KPIs)
	}
	for i, w := range want {
		if g := got.KPIs[i]; g.KPI != w.kpi || !g.Start.Equal(at(t, w.start)) || g.Value != w.value {
			t.Errorf("value %d is %+v, want %+v", i, g, w)
		}
	}
}

func TestKPIPeriodsThatMeet(t *testing.T) {
	got, told := only(t, "data/kpis/a.csv", `kpi,start,end,value
orders,2026-07-01,2026-07-02,10
orders,2026-07-01,2026-07-02,12
orders,2026-07-02,2026-07-03,12
orders,2026-07-02,2026-07-03,12
orders,2026-07-03,2026-07-10,70
orders,2026-07-09,2026-07-10,9
`)
	said(t, told,
		`data/kpis/a.csv:3:30: warning: the KPI "orders" already has another value for this period, at data/kpis/a.csv:2:30; the later row holds (`,
		`data/kpis/a.csv:6:8: warning: the KPI "orders" has a value for each day, and this row covers another time (`,
		`data/kpis/a.csv:7:30: error: the value of "orders" covers time that the one at data/kpis/a.csv:6:30 covers too; it is left out (`,
	)
	if len(got.KPIs) != 3 || got.KPIs[0].Value != 12 {
		t.Errorf("the values are %+v", got.KPIs)
	}
}

package records

import (
	"bytes"
	"compress/gzip"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// The same three values, in every notation.
func TestNotations(t *testing.T) {
	zip := func(s string) string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = z.Write([]byte(s))
		_ = z.Close()
		return b.String()
	}
	csv := "kpi,date,value\norders,2026-07-01,1\norders,2026-07-02,2.5\norders,2026-07-03,-3\n"
	for name, text := range map[string]string{
		"commas":              csv,
		"semicolons":          strings.NewReplacer(",", ";", ".", ",").Replace(csv),
		"tabs":                strings.ReplaceAll(csv, ",", "\t"),
		"bars":                strings.ReplaceAll(csv, ",", "|"),
		"crlf, bom":           "\ufeff" + strings.ReplaceAll(csv, "\n", "\r\n"),
		"quotes, blanks":      "\n\"KPI\", \"Date\",\"Value\"\n\"orders\",2026-07-01,\"1\"\n,,\n\"orders\", \"2026-07-02\",2.5,\n\norders,2026-07-03,-3",
		"gzip":                zip(csv),
		"nulls of a database": "kpi,date,start,team,value\norders,2026-07-01,NULL,NULL,1\norders,2026-07-02,\\N,null,2.5\norders,2026-07-03,\"NULL\",,-3\norders,2026-07-04,,,NULL\n",
		"json lines":          "{\"kpi\":\"orders\",\"date\":\"2026-07-01\",\"value\":1}\n{\"kpi\":\"orders\",\"date\":\"2026-07-02\",\"value\":2.5}\n\n{\"kpi\":\"orders\",\"date\":\"2026-07-03\",\"value\":-3}",
		"json list":           `[{"kpi":"orders","date":"2026-07-01","value":1}, {"kpi":"orders","date":"2026-07-02","value":2.5}, {"value":-3,"kpi":"orders","date":"2026-07-03","note":null}]`,
		"json in a object":    `{"total": 3, "data": [{"kpi":"orders","date":"2026-07-01","value":1}, {"kpi":"orders","date":"2026-07-02","value":"2.5"}, {"kpi":"orders","date":"2026-07-03","value":-3}]}`,
	} {
		got, told := only(t, "data/kpis/file", text)
		if told != "" || len(got.KPIs) != 3 {
			t.Errorf("%s: %d values; reported %s", name, len(got.KPIs), told)
			continue
		}
		for i, want := range []float64{1, 2.5, -3} {
			if got.KPIs[i].Value != want {
				t.Errorf("%s: value %d is %v, want %v", name, i, got.KPIs[i].Value, want)
			}
		}
	}
}

func TestTablesThatAreBroken(t *testing.T) {
	for _, tt := range []struct {
		name, text, want string
		values           int
	}{
		{"open quote", "kpi,date,value\norders,2026-07-01,1\norders,\"2026-07-02,2\norders,2026-07-03,3\n", "data/kpis/f:3:1: error: a quote that opens in this row is not closed", 1},
		{"bare quote", "kpi,date,value\norders,2026-07-0\"1,1\norders,2026-07-03,3\n", "data/kpis/f:2:17: error: a quote stands inside a cell that is not quoted", 1},
		{"json line", "{\"kpi\":\"orders\",\"date\":\"2026-07-01\",\"value\":1}\n{\"kpi\":\"orders\",}\n{\"kpi\":\"orders\",\"date\":\"2026-07-03\",\"value\":3}\n", "data/kpis/f:2:16: error: not valid JSON: ", 2},
		{"json cut off", "[{\"kpi\":\"orders\",\"date\":\"2026-07-01\",\"value\":1}", "data/kpis/f:1:", 0},
		{"deep", "{\"kpi\":" + strings.Repeat("[", 1000) + "\n{\"kpi\":\"orders\",\"date\":\"2026-07-03\",\"value\":3}", "data/kpis/f:1:", 1},
		{"json of words", "[1, \"x\"]", "data/kpis/f:1:2: error: a single value stands where a row belongs", 0},
		{"utf-16", "\xff\xfek\x00", "data/kpis/f:1:1: error: the file is UTF-16", 0},
		{"column twice", "kpi,date,value,Value\norders,2026-07-01,1,2\n", `data/kpis/f:1:16: warning: the column "Value" stands in the header twice; the first is read`, 1},
		{"damaged gzip", "\x1f\x8b\x08\x00aaaaaaaaaaaa", "data/kpis/f: error: cannot read the file: ", 0},
		{"too many cells", "kpi,date,value\norders,2026-07-01,1,2\norders,2026-07-02,2\n", "data/kpis/f:2:1: error: the row has 4 cells where the header has 3", 1},
	} {
		got, told := only(t, "data/kpis/f", tt.text)
		if len(got.KPIs) != tt.values || !strings.HasPrefix(told, tt.want) {
			t.Errorf("%s: %d values, reported %s", tt.name, len(got.KPIs), told)
		}
	}
}

func TestAMisspeltColumnIsNamed(t *testing.T) {
	_, told := only(t, "data/deployments/d.csv", "id,service,finished,enviroment,squirrel\na,search,2026-07-01T10:00:00Z,production,x\n")
	said(t, told, `data/deployments/d.csv:1:21: warning: the column "enviroment" is not read (did you mean environment?)`)
}

func TestOneProblemIsNotToldAThousandTimes(t *testing.T) {
	_, told := only(t, "data/kpis/f", "kpi,date,value\n"+strings.Repeat("orders,2026-07-01,x\n", 1000))
	if lines := strings.Split(told, "\n"); len(lines) != repeats+1 || !strings.Contains(told, "data/kpis/f:1001:19: error: 995 more problems of this kind") {
		t.Errorf("reported %d lines:\n%s", len(lines), told)
	}
}

func TestNumbersAsPeopleWriteThem(t *testing.T) {
	for _, tt := range []struct {
		text  string
		comma bool
		want  float64
		ok    bool
	}{
		{"1234.5", false, 1234.5, true}, {"1,234.50", false, 1234.5, true}, {"(12.50)", false, -12.5, true}, {"-1e3", false, -1000, true},
		{"−3", false, -3, true}, {".5", false, 0.5, true}, {"1,5", false, 0, false}, {"1,5", true, 1.5, true}, {"1.234,5", true, 1234.5, true},
		{"1.234.567", true, 1234567, true}, {"1 234", false, 0, false}, {"£5", false, 0, false}, {"NaN", false, 0, false}, {"1e999", false, 0, false}, {"", false, 0, false}, {"0x10", false, 0, false},
	} {
		if x, ok := parseNumber(tt.text, tt.comma); ok != tt.ok || ok && x != tt.want {
			t.Errorf("%q (decimal comma %v) is %v, %v; want %v, %v", tt.text, tt.comma, x, ok, tt.want, tt.ok)
		}
	}
}

// FuzzTables holds, for every folder, that nothing panics, that every place lies
// in the text, and that a row is counted once.
func FuzzTables(f *testing.F) {
	for _, seed := range []string{
		"id,service,finished,commits\na,search,2026-07-01T10:00Z,x@2026-07-01T09:00Z\n",
		"{\"start\":\"2026-07-01\",\"end\":\"2026-07-02\",\"team\":\"search\",\"amount\":1}\n{\"a\":[{}]}",
		"kpi;date;value\norders;2026-Q3;1,5\n", "sep=\t\nat\tteam\n2026-07-01 02:00\tsearch\n",
		"ChargePeriodStart,EffectiveCost,Tags\n2026-07-01T00:00:00Z,1,\"{\"\"team\"\":\"\"search\"\"}\"\n", "[[]]", "\"", "a,b\n\"\n\"\"",
	} {
		f.Add([]byte(seed))
	}
	conf := fstest.MapFS{"config.toml": {Data: []byte(siteTOML)}, "data/teams/checkout.toml": {Data: []byte(checkoutTOML)}, "data/teams/search.toml": {Data: []byte(searchTOML)}}
	var none diag.List
	site := config.Load(conf, &none)
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, folder := range []string{DeploymentFolder, LaunchFolder, OnCallFolder, CostFolder, KPIFolder} {
			var diags diag.List
			out := Load(fstest.MapFS{folder + "/f": {Data: text}}, site, &diags)
			lines := bytes.Split(bytes.TrimPrefix(text, []byte("\ufeff")), []byte("\n"))
			for _, d := range diags.Sorted() {
				inside := d.Line == 0 || bytes.HasPrefix(text, []byte{0x1f, 0x8b}) || d.Line <= len(lines) && d.Col <= len([]rune(string(lines[d.Line-1])))+1
				if !inside {
					t.Fatalf("%s: %q points outside of the text", folder, d)
				}
			}
			for _, file := range out.Files {
				if len(out.Deployments)+len(out.Launches)+len(out.Pages)+len(out.Shifts)+len(out.Work)+len(out.Costs) > file.Rows {
					t.Fatalf("%s: more records than the %d rows that were used", folder, file.Rows)
				}
			}
		}
	})
}

// The contract names every column that is asked for.
func TestContractNamesEveryColumn(t *testing.T) {
	text, err := os.ReadFile("../../docs/data.md")
	if err != nil {
		t.Fatal(err)
	}
	for kind, sc := range map[string]schema{"deployments": deploymentColumns(), "commits": commitColumns(), "launches": launchColumns(), "oncall": oncallColumns(), "costs": costColumns(), "kpis": (&loader{site: &config.Site{}}).kpiColumns()} {
		for _, c := range sc {
			if !strings.Contains(string(text), "`"+c.name+"`") {
				t.Errorf("%s: the contract does not name %s", kind, c.name)
			}
		}
	}
	for _, c := range focusColumns() {
		for _, name := range c.also {
			if !strings.Contains(string(text), "`"+name+"`") {
				t.Errorf("FOCUS: the contract does not name %s", name)
			}
		}
	}
}

// Nobody's name is ever asked for.
func TestNoColumnNamesAPerson(t *testing.T) {
	for _, sc := range []schema{deploymentColumns(), commitColumns(), launchColumns(), oncallColumns(), costColumns(), focusColumns()} {
		for _, name := range []string{"user", "user_name", "responder", "assigned_user_names", "acknowledged_by_user_names", "resolved_by_user_name", "author", "author_name", "committer", "creator", "actor", "email", "on_call"} {
			if sc.knows(plain(name)) {
				t.Errorf("the column %s is read", name)
			}
		}
	}
}

package listing

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"quarterdeck/generator/diag"
)

// hostile text tries to give a command to GitHub's runner.
const hostile = "100% \"</script>\n::set-output \x1b[2Jname=x::y"

func example() Listing {
	return Listing{
		Folder: "reports", Version: "1.2.3",
		Input: []diag.Diagnostic{
			{Pos: diag.Pos{File: "config.toml"}, Severity: diag.Hint, Code: "advice", Message: "nothing grave"},
			{Pos: diag.Pos{File: "data/a b,c.csv", Line: 3, Col: 7}, Severity: diag.Error, Code: "bad-value", Message: hostile, Hint: "write it"},
			{Pos: diag.Pos{File: "data/t.toml", Line: 2}, Severity: diag.Warning, Code: "bad-value", Message: "again"},
			{Pos: diag.Pos{File: "data/t.toml", Line: 9}, Severity: diag.Warning, Code: "bad-value", Message: "again"},
		},
		Pages: []diag.Diagnostic{{Pos: diag.Pos{File: "2026-q3/index.html", Line: 1, Col: 2}, Severity: diag.Error, Code: "broken-link", Message: "leads nowhere"}},
	}
}

func written(t *testing.T, l Listing, format string) string {
	t.Helper()
	var b bytes.Buffer
	if err := l.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGitHubCommands(t *testing.T) {
	want := `::notice file=reports/config.toml,title=advice::nothing grave
::error file=reports/data/a b%2Cc.csv,line=3,col=7,title=bad-value::100%25 "</script>%0A::set-output �[2Jname=x::y (write it)
::warning file=reports/data/t.toml,line=2,title=bad-value::again
::warning file=reports/data/t.toml,line=9,title=bad-value::again
::error title=broken-link::2026-q3/index.html:1:2: leads nowhere
`
	if got := written(t, example(), "github"); got != want {
		t.Errorf("wrote:\n%s\nwant:\n%s", got, want)
	}
}

func TestJSON(t *testing.T) {
	var got struct {
		Schema                  string
		Errors, Warnings, Hints int
		Diagnostics             []struct {
			File, Severity, Message, Hint string
			Line, Col                     int
		}
	}
	if err := json.Unmarshal([]byte(written(t, example(), "json")), &got); err != nil {
		t.Fatal(err)
	}
	if got.Schema != "quarterdeck.check/1" || got.Errors != 2 || got.Warnings != 2 || got.Hints != 1 || len(got.Diagnostics) != 5 {
		t.Errorf("%+v", got)
	}
	if d := got.Diagnostics[2]; d.File != "data/a b,c.csv" || d.Severity != "error" || d.Message != hostile || d.Line != 3 || d.Col != 7 {
		t.Errorf("the third is %+v", d)
	}
}

// GitLab wants of each entry these five, and fingerprints that differ.
func TestGitLabCodeQuality(t *testing.T) {
	var got []struct {
		Description string
		CheckName   string `json:"check_name"`
		Fingerprint string
		Severity    string
		Location    struct {
			Path  string
			Lines struct{ Begin int }
		}
	}
	if err := json.Unmarshal([]byte(written(t, example(), "gitlab")), &got); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, i := range got {
		if i.Description == "" || i.CheckName == "" || i.Location.Path == "" || i.Location.Lines.Begin < 1 || seen[i.Fingerprint] {
			t.Errorf("%+v", i)
		}
		if !regexp.MustCompile(`^(info|minor|major|critical|blocker)$`).MatchString(i.Severity) {
			t.Errorf("GitLab knows no severity %q", i.Severity)
		}
		seen[i.Fingerprint] = true
	}
	if len(got) != 5 || got[4].Location.Path != "reports/public/2026-q3/index.html" {
		t.Errorf("%d entries, the last %+v", len(got), got[len(got)-1])
	}
	if written(t, Listing{}, "gitlab") != "[]\n" {
		t.Error("nothing wrong is not an empty list")
	}
}

// A problem keeps its fingerprint when lines are added above it.
func TestFingerprintsOutliveMovedLines(t *testing.T) {
	before, after := example(), example()
	for i := range after.Input {
		after.Input[i].Line += 10
	}
	prints := regexp.MustCompile(`"fingerprint": "[0-9a-f]+"`)
	a, b := prints.FindAllString(written(t, before, "gitlab"), -1), prints.FindAllString(written(t, after, "gitlab"), -1)
	if len(a) != 5 || strings.Join(a, "") != strings.Join(b, "") {
		t.Errorf("%v and %v", a, b)
	}
}

// The parts that the schema of SARIF 2.1.0 requires and restricts: version,
// runs, tool.driver.name, unique rule ids, message.text, levels, relative URI
// references, regions that count from 1, rule indices that fit.
func TestSARIF(t *testing.T) {
	for _, l := range []Listing{example(), {}} {
		var log map[string]any
		if err := json.Unmarshal([]byte(written(t, l, "sarif")), &log); err != nil {
			t.Fatal(err)
		}
		if log["version"] != "2.1.0" || !strings.HasSuffix(log["$schema"].(string), "sarif-2.1.0.json") {
			t.Errorf("version %v, schema %v", log["version"], log["$schema"])
		}
		run := log["runs"].([]any)[0].(map[string]any)
		driver := run["tool"].(map[string]any)["driver"].(map[string]any)
		if driver["name"] != "quarterdeck" || run["columnKind"] != "unicodeCodePoints" {
			t.Errorf("driver %v, columns %v", driver, run["columnKind"])
		}
		rules := driver["rules"].([]any)
		ids := map[any]bool{}
		for _, r := range rules {
			ids[r.(map[string]any)["id"]] = true
		}
		if len(ids) != len(rules) {
			t.Errorf("rules repeat: %v", rules)
		}
		results, ok := run["results"].([]any)
		if !ok || len(results) != len(l.Input)+len(l.Pages) {
			t.Fatalf("results %v", run["results"])
		}
		for _, r := range results {
			sarifResultIsValid(t, r.(map[string]any), rules)
		}
	}
}

func sarifResultIsValid(t *testing.T, r map[string]any, rules []any) {
	t.Helper()
	index := int(r["ruleIndex"].(float64))
	if index >= len(rules) || rules[index].(map[string]any)["id"] != r["ruleId"] {
		t.Errorf("rule %v is not the one at %d", r["ruleId"], index)
	}
	if level := r["level"]; level != "error" && level != "warning" && level != "note" {
		t.Errorf("SARIF knows no level %v", level)
	}
	if text, _ := r["message"].(map[string]any)["text"].(string); text == "" {
		t.Error("a result has no text")
	}
	place := r["locations"].([]any)[0].(map[string]any)["physicalLocation"].(map[string]any)
	uri := place["artifactLocation"].(map[string]any)["uri"].(string)
	if !strings.HasPrefix(uri, "reports/") || strings.ContainsAny(uri, " ") {
		t.Errorf("uri %q", uri)
	}
	if region, ok := place["region"].(map[string]any); ok {
		if region["startLine"].(float64) < 1 {
			t.Errorf("region %v", region)
		}
		if column, ok := region["startColumn"]; ok && column.(float64) < 1 {
			t.Errorf("region %v", region)
		}
	}
}

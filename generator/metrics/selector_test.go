package metrics

import (
	"fmt"
	"testing"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

const codes = "time,service,code,requests\n" +
	"2026-07-01T00:00Z,web,200,1\n2026-07-01T01:00Z,web,200,1\n2026-07-01T00:00Z,web,404,1\n2026-07-01T00:00Z,web,500,1\n2026-07-01T00:00Z,api,200,1\n2026-07-01T00:00Z,,503,1\n"

func TestSelect(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", codes, "b.csv", "time,web.latency,a\\b\"c\n2026-07-01T00:00Z,1,2\n")
	for text, want := range map[string]int{
		`requests`:                              5,
		`requests{}`:                            5,
		`requests{service="web"}`:               3,
		` requests { service = 'web' , } `:      3,
		"requests{service=`web`}":               3,
		`requests{service=""}`:                  1,
		`requests{service!=""}`:                 4,
		`requests{service!="web"}`:              2,
		`requests{code=~"5.."}`:                 2,
		`requests{code=~"50"}`:                  0, // the whole value
		`requests{code=~"200|404"}`:             3, // the anchors hold both
		`requests{code!~"5..",service=~".+"}`:   3,
		`requests{nolabel=""}`:                  5,
		`requests{nolabel="x"}`:                 0,
		`{__name__="requests",service="api"}`:   1,
		`{__name__=~"req.*"}`:                   5,
		`{__name__=~"req.*|web.*"}`:             6,
		`{"requests", service="api"}`:           1,
		`{"web.latency"}`:                       1,
		`{__name__="a\\b\"c"}`:                  1,
		`{service="api"}`:                       1,
		`requests{"service"="api"}`:             1,
		`requests{service="api",service="web"}`: 0,
	} {
		var d diag.List
		got, ok := st.Select(config.Selector{Text: text}, &d)
		if !ok || len(got) != want {
			t.Errorf("%s: %d series, want %d %v", text, len(got), want, texts(d))
		}
	}
}

// What is wrong in a selector is told at its column: the text starts behind
// the quote at column 9.
func TestSelectorSyntax(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", codes)
	for _, c := range []struct{ text, want string }{
		{``, `t.toml:2:10: error: '': the selector is empty (write it like`},
		{`{}`, `t.toml:2:10: error: '{}': the selector is empty`},
		{`{service=~".*"}`, `t.toml:2:10: error: '{service=~".*"}': the selector matches every series (name the metric)`},
		{`requests{service}`, `t.toml:2:26: error: 'requests{service}': expected =, !=, =~ or !~ here`},
		{`requests{service=web}`, `t.toml:2:27: error: 'requests{service=web}': expected a quoted value here (write service="…")`},
		{`requests{ß="a"}`, `t.toml:2:19: error: 'requests{ß="a"}': expected a label name here`},
		{`requests{a="ß" b="c"}`, `t.toml:2:25: error: 'requests{a="ß" b="c"}': expected , or } here`},
		{`requests{a="b"`, `t.toml:2:24: error: 'requests{a="b"': expected , or } here`},
		{`requests{a="b}`, `t.toml:2:21: error: 'requests{a="b}': the quote that opens here is never closed`},
		{`requests{a=~"("}`, `t.toml:2:22: error: 'requests{a=~"("}': not a regular expression: missing closing )`},
		{`requests{a=~"a)|(b"}`, `t.toml:2:22: error: 'requests{a=~"a)|(b"}': not a regular expression: unexpected )`},
		{`requests{a="\d"}`, `t.toml:2:22: error: "requests{a=\"\\d\"}": unknown escape`},
		{`requests[5m]`, `t.toml:2:18: error: 'requests[5m]': this is a query, and only selectors are read`},
		{`sum(requests)`, `t.toml:2:13: error: 'sum(requests)': this is a query, and only selectors are read`},
		{`requests offset 5m`, `t.toml:2:19: error: 'requests offset 5m': unexpected text`},
		{`9lives`, `t.toml:2:10: error: '9lives': unexpected text`},
	} {
		var d diag.List
		if got, ok := st.Select(config.Selector{Text: c.text, Pos: diag.Pos{File: "t.toml", Line: 2, Col: 9}}, &d); ok {
			t.Errorf("%s matches %d series", c.text, len(got))
		}
		begins(t, texts(d), c.want)
	}
}

// A selector that matches nothing is an error with a hint that helps.
func TestNoMatch(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", codes)
	for _, c := range []struct{ bad, hint string }{
		{`request`, `did you mean "requests"?`},
		{`qqq`, `the names are "requests"`},
		{`requests{service="wep"}`, `did you mean "web"?`},
		{`requests{code=~"6.."}`, `the values of code are "200", "404", "500", "503"`},
		{`requests{servce="web"}`, `"requests" has no label servce; did you mean "service"?`},
		{`requests{service="api",code="500"}`, `each condition matches a series, but none matches all of them`},
	} {
		_, _, diags := samples(t, st, ratio("requests", c.bad), SampleOptions{})
		same(t, c.bad, diags, []string{fmt.Sprintf("t.toml:3:7: error: bad = '%s' of the SLO web matches no series (%s)", c.bad, c.hint)})
	}
}

// Where nothing was read at all, or a file is broken that may hold the series,
// the selectors are not to blame.
func TestNoMatchIsSilentWithoutMetrics(t *testing.T) {
	none, _ := load(t, Options{}, "a.csv", "")
	_, _, diags := samples(t, none, ratio("requests", "errors"), SampleOptions{})
	same(t, "without metrics", diags, nil)
	if none.Broken() {
		t.Error("an empty file is taken for a broken one")
	}
	torn, told := load(t, Options{}, "a.csv", codes, "b.json", `{"status":"success","data":{"resultType":"matrix","result":[`)
	begins(t, told, "m/b.json:1:61: error: the JSON ends too early")
	_, _, diags = samples(t, torn, ratio("requests", "errors"), SampleOptions{})
	same(t, "with a torn file", diags, nil)
	// A bad row loses no series, so that the selector is told of all the same.
	rows, told := load(t, Options{}, "a.csv", codes+"soon,web,200,1\n")
	begins(t, told, "m/a.csv:")
	_, _, diags = samples(t, rows, ratio("requests", "errors"), SampleOptions{})
	begins(t, diags, "t.toml:3:7: error: bad = 'errors' of the SLO web matches no series")
}

// Names and values come from foreign files: what is printed of them is short
// and holds no control characters.
func TestHintsAreSafe(t *testing.T) {
	st, _ := load(t, Options{}, "a.csv", "time,s,\x1b[31mred\n2026-07-01T00:00Z,x,1\n")
	_, _, diags := samples(t, st, ratio("zz", "zz"), SampleOptions{})
	begins(t, diags, `t.toml:2:9: error: total = 'zz' of the SLO web matches no series (the names are "\x1b[31mred")`, "t.toml:3:7: error: ")
}

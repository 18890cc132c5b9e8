package chart

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"
	"time"
)

func TestCSVCell(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "plain": "plain", "=1+1": "'=1+1", "+cmd|x": "'+cmd|x", "-2+3": "'-2+3", "@SUM(A1)": "'@SUM(A1)", "\tx": "'\tx", "\r=x": "'\r=x",
		"-3.2": "-3.2", "+4": "+4", "-1e5": "-1e5", "-0x1": "'-0x1", "-": "'-", "-Inf": "'-Inf", "−3 %": "−3 %", "-3 %": "'-3 %",
	} {
		if got := CSVCell(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzCSVCell(f *testing.F) {
	for _, s := range []string{"=1", "-3.2", "+", "@x", "a", "-1e999", "\n="} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := CSVCell(s)
		if got != s && got != "'"+s {
			t.Fatalf("%q became %q", s, got)
		}
		if got != "" && strings.ContainsRune("=+-@\t\r\n", rune(got[0])) {
			var n json.Number
			trimmed := strings.TrimPrefix(got, "+")
			if strings.Trim(trimmed, "+-.eE0123456789") != "" {
				t.Fatalf("%q stays a formula (%v)", got, n)
			}
		}
	})
}

func FuzzTextIsInert(f *testing.F) {
	f.Add(hostile)
	f.Add("\x00]]>")
	f.Fuzz(func(t *testing.T, s string) {
		out := string(appendText(nil, s))
		if strings.ContainsAny(out, "<>\"'\x00\n") {
			t.Fatalf("%q became %q", s, out)
		}
		if cut := shorten(s, false, false, 60); textWidth(cut, false, false) > 60.001 {
			t.Fatalf("%q is too wide", cut)
		}
	})
}

func TestTables(t *testing.T) {
	s := Spec{ID: "x", Title: "Left", Line: &Line{X: Axis{Format: Format{Kind: Date}}, Y: Axis{Format: Format{Factor: 100, Decimals: 1, Unit: " %"}},
		Series: []Series{{Name: "Left", Points: []Point{{0, 1}, {86400, math.NaN()}, {172800, -.0321}}}}}}
	got := s.Table()
	want := [][]string{{"1 January 1970", "100.0 %"}, {"2 January 1970", "no data"}, {"3 January 1970", "−3.2 %"}}
	if got.Caption != "Left" || len(got.Rows) != 3 {
		t.Fatalf("%+v", got)
	}
	for i := range want {
		if strings.Join(got.Rows[i], "|") != strings.Join(want[i], "|") {
			t.Errorf("row %d: %q, want %q", i, got.Rows[i], want[i])
		}
	}
	for _, s := range everyKind() {
		for _, row := range s.Table().Rows {
			if len(row) != len(s.Table().Head) {
				t.Errorf("%s: a row of %d cells under %d heads", s.ID, len(row), len(s.Table().Head))
			}
		}
	}
}

func TestDescriptions(t *testing.T) {
	line := Spec{ID: "x", Title: "Left", Line: &Line{X: Axis{Format: Format{Kind: Date}}, Y: Axis{Format: Format{Factor: 100, Unit: " %"}},
		Series: []Series{{Name: "Left", Points: []Point{{0, 1}, {86400, math.NaN()}, {172800, .25}}}}}}
	if got, want := line.Describe(), "Left: from 100 % on 1 January 1970 to 25 % on 3 January 1970. No data at 1 of 3 points."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	hist := Spec{ID: "h", History: &History{Points: []Past{{Label: "Q1", Group: "2026", Value: 99.9, Text: "99.9 %", Tone: OK}, {Label: "Q2", Group: "2026", Value: math.NaN()}, {Label: "Q3", Group: "2026", Value: 90, Text: "90 %", Tone: Over}}}}
	if got, want := hist.Describe(), "2026 Q1: 99.9 %, met; 2026 Q2: no data; 2026 Q3: 90 %, missed."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, s := range everyKind() {
		if d := s.Describe(); !strings.HasSuffix(d, ".") {
			t.Errorf("%s: %q is not a sentence", s.ID, d)
		}
	}
	if got := (Spec{Desc: "Said.", Line: &Line{}}).Describe(); got != "Said." {
		t.Errorf("%q", got)
	}
}

func TestTicks(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	x0 := float64(time.Date(2026, 7, 1, 0, 0, 0, 0, berlin).Unix())
	x1 := float64(time.Date(2026, 10, 1, 0, 0, 0, 0, berlin).Unix())
	ticks := MonthTicks(x0, x1, berlin, false)
	if len(ticks) != 3 || ticks[0].At != x0 || ticks[2].Label != "1\u00a0September" || ticks[1].At != float64(time.Date(2026, 8, 1, 0, 0, 0, 0, berlin).Unix()) {
		t.Errorf("%v", ticks)
	}
	// 6 July 2026 is the first Monday of the quarter; thirteen Mondays follow until 28 September.
	if w := WeekTicks(x0, x1, berlin); len(w) != 13 || w[0].At != float64(time.Date(2026, 7, 6, 0, 0, 0, 0, berlin).Unix()) {
		t.Errorf("%d weeks, %v", len(w), w[0])
	}
	var labels []string
	for _, tick := range LinearTicks(0, 1, 4, "") {
		labels = append(labels, tick.Label)
	}
	if got := strings.Join(labels, " "); got != "0.00 0.25 0.50 0.75 1.00" {
		t.Errorf("%s", got)
	}
	labels = nil
	for _, tick := range LogDurationTicks(600, 14400) {
		labels = append(labels, tick.Label)
	}
	if got := strings.Join(labels, ", "); got != "10 minutes, 30 minutes, 1 hour, 2 hours, 4 hours" {
		t.Errorf("%s", got)
	}
	if len(LogDurationTicks(1, 1e9)) > 8 || LinearTicks(1, 1, 5, "") != nil || LinearTicks(0, math.Inf(1), 5, "") != nil {
		t.Error("degenerate ranges")
	}
}

func TestFormats(t *testing.T) {
	for _, c := range []struct {
		f    Format
		v    float64
		want string
	}{
		{Format{}, 1234567, "1,234,567"}, {Format{Decimals: 1}, -0.04, "0.0"}, {Format{Decimals: 1}, -3.25, "−3.2"}, {Format{Decimals: 2}, 999.995, "1,000.00"},
		{Format{Kind: Duration}, 45, "45\u00a0s"}, {Format{Kind: Duration}, 3900, "65\u00a0min"}, {Format{Kind: Duration}, 7200, "120\u00a0min"},
		{Format{Kind: Duration}, 3599, "60\u00a0min"}, {Format{Kind: Duration}, 200000, "2\u00a0d\u00a08\u00a0h"}, {Format{}, math.NaN(), "no data"},
	} {
		if got := c.f.Text(c.v); got != c.want {
			t.Errorf("%v: %q, want %q", c.v, got, c.want)
		}
	}
}

// decode gives the options as a browser reads them.
func decode(t *testing.T, s Spec) map[string]any {
	t.Helper()
	js, err := s.EChartsJSON()
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := json.Unmarshal(js, &tree); err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestOptionsKeepZeros(t *testing.T) {
	s := Spec{ID: "z", Line: &Line{X: Axis{Min: 0, Max: 10}, Y: Axis{Min: 0, Max: 1}, Series: []Series{{Points: []Point{{0, 0}, {5, math.NaN()}, {10, 0}}}}, Rules: []Rule{{At: 0}}}}
	tree := decode(t, s)
	x, y := tree["xAxis"].([]any)[0].(map[string]any), tree["yAxis"].([]any)[0].(map[string]any)
	if x["min"] != 0.0 || x["max"] != 10000.0 || y["min"] != 0.0 {
		t.Errorf("bounds: %v %v", x, y)
	}
	series := tree["series"].([]any)
	data := series[0].(map[string]any)["data"].([]any)
	first, gap := data[0].(map[string]any)["value"].([]any), data[1].(map[string]any)["value"].([]any)
	if first[0] != 0.0 || first[1] != 0.0 || gap[1] != "-" {
		t.Errorf("values: %v %v", first, gap)
	}
	rule := series[1].(map[string]any)["markLine"].(map[string]any)["data"].([]any)[0].(map[string]any)
	if rule["yAxis"] != 0.0 {
		t.Errorf("rule: %v", rule)
	}
	bars := decode(t, Spec{ID: "b", Bars: &Bars{Rows: []Bar{{Label: "none", Value: 0}}}})
	if v := bars["series"].([]any)[0].(map[string]any)["data"].([]any)[0].(map[string]any)["value"]; v != 0.0 {
		t.Errorf("a bar of zero is %v", v)
	}
}

func TestOptionsOfEveryKind(t *testing.T) {
	for _, s := range everyKind() {
		js, err := s.EChartsJSON()
		if err != nil {
			t.Fatal(err)
		}
		plain := s.Cell != nil || s.Scale != nil || s.Spark != nil || s.Strip != nil
		if plain != (js == nil) {
			t.Errorf("%s: options %s", s.ID, js)
			continue
		}
		if plain {
			continue
		}
		tree := decode(t, s)
		tip := tree["tooltip"].(map[string]any)
		if tree["useUTC"] != true || tip["renderMode"] != "richText" {
			t.Errorf("%s: %v", s.ID, tip)
		}
		if id := tree["series"].([]any)[0].(map[string]any)["id"]; id != s.ID+"-0" {
			t.Errorf("%s: series id %v", s.ID, id)
		}
		if bytes.Contains(js, []byte("#5470c6")) || !bytes.Contains(js, []byte(`"var:--`)) {
			t.Errorf("%s: colours must be tokens", s.ID)
		}
		again, _ := s.EChartsJSON()
		if !bytes.Equal(js, again) {
			t.Errorf("%s: options differ between two calls", s.ID)
		}
	}
}

func TestFunctionsAreRefused(t *testing.T) {
	if !hasFunction(map[string]any{"a": []any{map[string]any{"formatter": "__f__function(){}__f__"}}}) {
		t.Error("a function passes")
	}
	if hasFunction(map[string]any{"name": "__f__", "qdTicks": []any{[]any{1.0, "__f__"}}, "x": "a __f__"}) {
		t.Error("text is taken for a function")
	}
}

// The checked-in library is the one that the recipe built.
func TestVendoredLibraryMatchesItsSum(t *testing.T) {
	sums, err := os.ReadFile("../../themes/vendor/echarts/SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	want, name, ok := strings.Cut(strings.TrimSpace(string(sums)), "  ")
	if !ok {
		t.Fatalf("SHA256SUMS: %q", sums)
	}
	b, err := os.ReadFile("../../themes/quarterdeck/assets/" + name)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	if got := hex.EncodeToString(sum[:]); got != want {
		t.Errorf("%s is %s, its recipe made %s: run themes/vendor/echarts/build.sh", name, got, want)
	}
	if !bytes.HasPrefix(b, []byte("/*! Apache ECharts ")) {
		t.Error("the licence banner is missing")
	}
}

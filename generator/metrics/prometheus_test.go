package metrics

import (
	"os"
	"strings"
	"testing"

	"quarterdeck/generator/config"
)

// answer is a successful matrix of the given series.
func answer(series ...string) string {
	return `{"status":"success","data":{"resultType":"matrix","result":[` + strings.Join(series, ",") + `]}}`
}

func TestPrometheusMatrix(t *testing.T) {
	text, err := os.ReadFile("testdata/query_range.json")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"http_requests_total code=200 instance=web-1:8080: 01T00:00=100 01T00:01=160 01T00:02=220 01T00:03=5",
		"http_requests_total code=500 instance=web-1:8080: 01T00:02=3 01T00:03=3",
	}
	for name, text := range map[string]string{
		"as it comes":         string(text),
		"gzip":                pack(t, text),
		"byte order mark":     "\ufeff" + string(text),
		"spread over lines":   strings.NewReplacer(",", " ,\r\n\t", "[", "[ ", "]", " ]").Replace(string(text)),
		"bare list":           strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(string(text)), `{"status":"success","data":{"resultType":"matrix","result":`), "}}"),
		"other order":         `{"isPartial":false,"data":{"result":[` + strings.TrimPrefix(strings.TrimSpace(string(text)), `{"status":"success","data":{"resultType":"matrix","result":[`)[:len(strings.TrimSpace(string(text)))-len(`{"status":"success","data":{"resultType":"matrix","result":[`)-2] + `,"resultType":"matrix"},"status":"success"}`,
		"values before names": answer(`{"values":[[1782864000,"100"],[1782864060,"160"],[1782864120,"220"],[1782864180,"5"]],"metric":{"__name__":"http_requests_total","code":"200","instance":"web-1:8080"}}`, `{"values":[[1782864120,"3"],[1782864180,"3"]],"metric":{"__name__":"http_requests_total","code":"500","instance":"web-1:8080"}}`),
	} {
		t.Run(name, func(t *testing.T) {
			st, diags := load(t, Options{}, "export", text)
			same(t, "points", points(st), want)
			same(t, "diagnostics", diags, nil)
		})
	}
}

// The result of a function has no name: the file gives it, and its values are
// increments whatever the name ends in.
func TestPrometheusNameless(t *testing.T) {
	st, _ := load(t, Options{}, "errors_total.2026-07.json", answer(`{"metric":{"code":"500"},"values":[[1782864300,"4"],[1782864600,"2"]]}`))
	same(t, "points", points(st), []string{"errors_total code=500: 01T00:05=4 01T00:10=2"})
	kind, stated := st.series[0].kind(config.KindInferred, false)
	if kind != config.KindDelta || stated {
		t.Errorf("kind %q, stated %v", kind, stated)
	}
}

// Several answers saved behind each other are one export; a shared edge is
// given twice alike.
func TestPrometheusAppended(t *testing.T) {
	one := answer(`{"metric":{"__name__":"up"},"values":[[1782864000,"1"],[1782864060,"1"]]}`)
	two := answer(`{"metric":{"__name__":"up"},"values":[[1782864060,"1"],[1782864120,"0"]]}`)
	st, diags := load(t, Options{}, "a", one+"\n"+two)
	same(t, "points", points(st), []string{"up: 01T00:00=1 01T00:01=1 01T00:02=0"})
	same(t, "diagnostics", diags, nil)
}

func TestPrometheusOdd(t *testing.T) {
	up := `{"metric":{"__name__":"up"},"values":[[1782864000,"1"]]}`
	read := []string{"up: 01T00:00=1"}
	for _, c := range []struct {
		name, text string
		points     []string
		diags      []string
	}{
		{"error", `{"status":"error","errorType":"bad_data","error":"exceeded maximum resolution"}`, nil, []string{`m/a: error: the server answered with an error: "bad_data: exceeded maximum resolution" (ask again`}},
		{"vector", `{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1782864000,"1"]}]}}`, nil, []string{`m/a: error: the answer is a "vector", not a series over time (ask /api/v1/query_range`}},
		{"vector without its type", `{"status":"success","data":{"result":[{"metric":{},"value":[1782864000,"1"]}]}}`, nil, []string{`m/a: error: the answer is a "vector"`}},
		{"scalar", `{"status":"success","data":{"resultType":"scalar","result":[1782864000,"1"]}}`, nil, []string{`m/a: error: the answer is a "scalar"`}},
		{"string", `{"status":"success","data":{"resultType":"string","result":[1782864000,"x"]}}`, nil, []string{`m/a: error: the answer is a "string"`}},
		{"no rows", answer(), nil, []string{"m/a: warning: the server answered with success and no series"}},
		{"nothing but NaN", answer(`{"metric":{"__name__":"up"},"values":[[1782864000,"NaN"]]}`), nil, []string{"m/a: warning: the file holds no values"}},
		{"Thanos", strings.Replace(answer(up), `{"status"`, `{"warnings":["no store matched","x"],"status"`, 1), read, []string{`m/a: warning: the server marked the answer as incomplete: "no store matched; x"`}},
		{"VictoriaMetrics", strings.Replace(answer(up), `{"status"`, `{"isPartial":true,"status"`, 1), read, []string{"m/a: warning: the server marked the answer as incomplete (ask again"}},
		{"other JSON", `{"title":"dashboard","panels":[1,2]}`, nil, []string{"m/a: warning: no exported time series are recognised"}},
		{"cut", "{\"status\":\"success\",\n\"data\":{\"result\":[" + up + ",", nil, []string{"m/a:2:"}},
		{"two signs wrong", "{\"status\":\"success\",\n  \"data\":[1,,2]}", nil, []string{"m/a:2:13: error: not valid JSON: "}},
		{"bad samples", "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[\n{\"metric\":{\"__name__\":\"up\"},\"values\":[[1782864000,\"1\"],\n [1782864060,\"many\"],[1782864120],{},[1782864240,\"+Inf\"],[1782864300,\"NaN\"],[1782864360,null]]}]}}", read,
			[]string{"m/a:3:2: error: this is not a sample", "m/a:3:22: error: this is not a sample", "m/a:3:35: error: this is not a sample", "m/a:3:38: warning: the value is infinite"}},
		{"native histogram", answer(up, `{"metric":{"__name__":"h"},"histograms":[[1782864000,{}]]}`), read, []string{"m/a:1:"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			st, diags := load(t, Options{}, "a", c.text)
			same(t, "points", points(st), c.points)
			begins(t, diags, c.diags...)
		})
	}
}

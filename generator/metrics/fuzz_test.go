package metrics

import (
	"math"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// check holds whatever was read against what the rest of the program relies
// on.
func check(t *testing.T, text []byte) {
	st, diags := Load(fstest.MapFS{"m/a": {Data: text}}, "m", Options{})
	if st.Empty() && diags.Len() == 0 {
		t.Error("nothing read, and nothing told")
	}
	for _, d := range diags.Sorted() {
		if d.File != "m/a" || d.Message == "" {
			t.Errorf("a problem without a place: %v", d)
		}
	}
	for _, s := range st.series {
		for _, p := range s.pieces {
			for i, pt := range p.points {
				if math.IsNaN(pt.V) || math.IsInf(pt.V, 0) || i > 0 && pt.T <= p.points[i-1].T {
					t.Errorf("%s: point %d is %v", s.Name, i, pt)
				}
			}
		}
	}
	if first, last := extent(st); last-first > 4e7 { // a year: more says nothing new, slowly
		return
	}
	for _, name := range st.Names() {
		for _, kind := range []config.Kind{config.KindDelta, config.KindCounter} {
			s := ratio("{"+quoted(name)+"}", "{"+quoted(name)+`,code=~"5.*"}`)
			s.Kind, s.Absent, s.Slice, s.SliceTarget = kind, "zero", 6*time.Hour, 0.5
			checkTrack(t, st, s)
			s.Method = config.Slices
			checkTrack(t, st, s)
		}
	}
}

func extent(st *Store) (first, last int64) {
	for i, f := range st.Files() {
		if i == 0 {
			first, last = f.First, f.Last
		}
		first, last = min(first, f.First), max(last, f.Last)
	}
	return first, last
}

func checkTrack(t *testing.T, st *Store, s config.SLO) {
	var d diag.List
	track, _ := st.Samples(s, instances, &d)
	for i, x := range track.Samples {
		ok := x.Start < x.End && x.Bad >= 0 && x.Bad <= x.Total && x.Coverage >= 0 && x.Coverage <= 1+1e-9 && x.Assumed >= 0 && x.Assumed <= 1+1e-9
		if !ok || i > 0 && track.Samples[i-1].End > x.Start {
			t.Fatalf("%s as %s: sample %d is %+v", s.Total.Text, s.Kind, i, x)
		}
	}
}

// quoted writes a text as a selector's string.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(s) + `"`
}

func FuzzCSV(f *testing.F) {
	f.Add("time,code,instance,hits_total\n2026-07-01T00:00Z,200,a,1\n2026-07-01T00:01Z,500,b,2\n2026-07-01 00:03,500,a,NaN\n1782864000,200,b,-1\n")
	f.Add("\"ts\";a;\n1;\"x\"\"y\";\n2;;\n,,,,\n")
	f.Add("date\tv\n2026-07-01\t+Inf\n2026-07-02\tx\n2026-07-04\t1e308\n2026-07-05\t1e308\n")
	f.Add("time,a\n2026-10-25T00:00Z,9\n2026-10-25T00:00Z,8\n2026-10-25T09:00Z,8\n2026-10-24T00:00Z,1")
	f.Fuzz(func(t *testing.T, text string) { check(t, []byte(text)) })
}

func FuzzPrometheus(f *testing.F) {
	text, err := os.ReadFile("testdata/query_range.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Add(answer(`{"metric":{"code":"500"},"values":[[1,"1"],[3,"NaN"],[2,"x"],[4,null],[5]]}`) + `{"status":"error"}`)
	f.Add(`[{"metric":{},"values":[[1782864000.5,"1e3"],[1782864000.4,"-3"]],"histograms":[]}]`)
	f.Fuzz(func(t *testing.T, text string) { check(t, []byte(text)) })
}

// A selector that can be read can be written, and then reads the same.
func FuzzSelector(f *testing.F) {
	for _, s := range []string{`a`, `a{b="c"}`, `{__name__=~"x.*",le!="+Inf"}`, `{"a.b", c!~'d|e'}`, "a{b=`\\d`,}", `a{"x y"="\n"}`, `sum(a)`, `a{b="`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sel, bad := parseSelector(text)
		if bad != nil {
			if bad.at < 0 || bad.at > len(text) || bad.msg == "" {
				t.Fatalf("%q: %+v", text, bad)
			}
			return
		}
		again, bad := parseSelector(written(sel))
		if bad != nil || len(again) != len(sel) {
			t.Fatalf("%q is written %q: %+v", text, written(sel), bad)
		}
		for i, m := range sel {
			if n := again[i]; n.label != m.label || n.op != m.op || n.value != m.value {
				t.Fatalf("%q: condition %d is %+v, then %+v", text, i, m, n)
			}
		}
	})
}

func written(sel selector) string {
	var parts []string
	for _, m := range sel {
		parts = append(parts, quoted(m.label)+string(m.op)+quoted(m.value))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

package metrics

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/slo"
)

// load reads files given as path, content, path, content …
func load(t testing.TB, o Options, files ...string) (*Store, []string) {
	t.Helper()
	fsys := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		fsys["m/"+files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	st, diags := Load(fsys, "m", o)
	return st, texts(diags)
}

func texts(l diag.List) []string {
	var out []string
	for _, d := range l.Sorted() {
		out = append(out, d.String())
	}
	return out
}

// same compares lines of text.
func same(t testing.TB, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got\n  %s\n want\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// begins checks diagnostics by the beginning of each.
func begins(t testing.TB, got []string, want ...string) {
	t.Helper()
	ok := len(got) == len(want)
	for i := 0; ok && i < len(want); i++ {
		ok = strings.HasPrefix(got[i], want[i])
	}
	if !ok {
		t.Errorf("diagnostics:\n got\n  %s\n want the beginnings\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// points prints every series as name{a="b"}: time=value …, times as they
// stand after the first given instant.
func points(st *Store) []string {
	var out []string
	for _, s := range st.series {
		var b strings.Builder
		b.WriteString(s.Name)
		for _, l := range s.Labels {
			b.WriteString(" " + l.Name + "=" + l.Value)
		}
		b.WriteString(":")
		for _, p := range s.pieces {
			for _, pt := range p.points {
				b.WriteString(" " + time.Unix(pt.T, 0).UTC().Format("02T15:04") + "=" + number(pt.V))
			}
		}
		out = append(out, b.String())
	}
	return out
}

// ratio is an objective on bad events.
func ratio(total, bad string) config.SLO {
	return config.SLO{
		ID: "web", Method: config.Events, Pos: diag.Pos{File: "t.toml", Line: 1, Col: 1},
		Total: config.Selector{Text: total, Pos: diag.Pos{File: "t.toml", Line: 2, Col: 9}},
		Bad:   config.Selector{Text: bad, Pos: diag.Pos{File: "t.toml", Line: 3, Col: 7}},
	}
}

var instances = SampleOptions{InstanceLabels: []string{"instance"}}

// samples prints the samples of an objective as start-end total/bad, with
// coverage and assumed share where they are not 1 and 0.
func samples(t testing.TB, st *Store, s config.SLO, o SampleOptions) ([]string, Track, []string) {
	t.Helper()
	var d diag.List
	track, ok := st.Samples(s, o, &d)
	if !ok && d.Count(diag.Error) == 0 && !st.Empty() && !st.Broken() {
		t.Error("no samples, and no error told")
	}
	var out []string
	for _, x := range track.Samples {
		out = append(out, line(x))
	}
	return out, track, texts(d)
}

func line(x slo.Sample) string {
	at := func(t int64) string { return time.Unix(t, 0).UTC().Format("02T15:04") }
	s := at(x.Start) + " " + at(x.End) + " " + number(x.Total) + "/" + number(x.Bad)
	if x.Coverage != 1 {
		s += " coverage " + number(x.Coverage)
	}
	if x.Assumed != 0 {
		s += " assumed " + number(x.Assumed)
	}
	return s
}

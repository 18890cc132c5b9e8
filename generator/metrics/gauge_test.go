package metrics

import (
	"testing"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// Two disks of an hour each; the fuller one counts, a missing cell is no data.
func TestGauge(t *testing.T) {
	st, told := load(t, Options{Zone: time.UTC}, "a.csv", "time,instance,disk\n"+
		"2026-07-01T00:00:00Z,a,10\n2026-07-01T00:00:00Z,b,20\n2026-07-01T01:00:00Z,a,30\n2026-07-01T01:00:00Z,b,\n2026-07-01T02:00:00Z,a,5\n2026-07-01T02:00:00Z,b,6\n")
	begins(t, told)
	var diags diag.List
	c := config.Capacity{ID: "disk", Value: config.Selector{Text: "disk"}, Combine: "max", Pos: diag.Pos{File: "data/teams/a.toml", Line: 3, Col: 1}}
	got, track, ok := st.Gauge(c, SampleOptions{}, &diags)
	start := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC).Unix()
	want := []GaugeValue{{start, start + 3600, 20}, {start + 3600, start + 7200, 30}, {start + 7200, start + 10800, 6}}
	if !ok || len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("%v, want %v", got, want)
	}
	if len(track.Sources) != 1 || track.Last != start+10800 || track.Step != time.Hour || len(texts(st.Unused(track))) != 0 {
		t.Errorf("the track is %+v", track)
	}
	begins(t, texts(diags))
	c.Value = config.Selector{Text: "dsk", Pos: diag.Pos{File: "data/teams/a.toml", Line: 4, Col: 9}}
	if _, _, ok := st.Gauge(c, SampleOptions{}, &diags); ok {
		t.Error("a gauge that is not there is read")
	}
	begins(t, texts(diags), `data/teams/a.toml:4:9: error: value = 'dsk' of the capacity disk matches no series`)
}

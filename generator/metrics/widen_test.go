package metrics

import (
	"testing"
	"time"

	"quarterdeck/generator/slo"
)

// Slices of fifteen minutes from local midnight. The clocks of London go
// forward on 29 March 2026 at 01:00; slices still begin at full quarters.
func TestWideningToSlices(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	at := func(hour, minute int) int64 { return time.Date(2026, 3, 29, hour, minute, 0, 0, time.UTC).Unix() }
	for _, x := range []struct{ from, to, start, end int64 }{
		{at(0, 7), at(0, 16), at(0, 0), at(0, 30)},
		{at(0, 15), at(0, 30), at(0, 15), at(0, 30)}, // on the edges already
		{at(0, 59), at(1, 1), at(0, 45), at(1, 15)},  // across the change
		{at(22, 59), at(23, 1), at(22, 45), at(23, 15)},
	} {
		got := Widen(slo.Interval{Start: x.from, End: x.to}, 15*time.Minute, london)
		if got != (slo.Interval{Start: x.start, End: x.end}) {
			t.Errorf("%d to %d becomes %v, want %d to %d", x.from, x.to, got, x.start, x.end)
		}
	}
}

func TestWideningNothing(t *testing.T) {
	empty := slo.Interval{Start: 100, End: 100}
	if got := Widen(empty, time.Minute, time.UTC); got != empty {
		t.Errorf("nothing became %v", got)
	}
}

package business

import (
	"math"
	"testing"

	"quarterdeck/generator/stats"
)

// Twenty days that rise by 2 a day from 100, and stray by ±1 in turn. For such
// a zigzag around a line the fit is worked out here with the textbook sums.
func TestForecast(t *testing.T) {
	ahead := daysAhead(20, 120)
	var points []Point
	for i := range int64(20) {
		points = append(points, Point{i * day, (i + 1) * day, 100 + 2*float64(i) + float64(1-2*(i%2))})
	}
	var n, sx, sy, sxx, sxy float64
	for i, p := range points {
		x := float64(i) + 0.5
		n, sx, sy, sxx, sxy = n+1, sx+x, sy+p.Value, sxx+x*x, sxy+x*p.Value
	}
	slope := (n*sxy - sx*sy) / (n*sxx - sx*sx)
	start := (sy - slope*sx) / n
	rest := 0.0
	for i, p := range points {
		e := p.Value - start - slope*(float64(i)+0.5)
		rest += e * e
	}
	s := math.Sqrt(rest / (n - 2))
	f := ForecastOf(points, 200, ahead)
	if !f.OK || !f.Rising || f.N != 20 {
		t.Fatalf("%+v", f)
	}
	near(t, "the slope", f.PerDay, slope)
	value, low, high := f.On(stats.Interval{Start: 40 * day, End: 41 * day}) // it stands at its middle, as the points do
	near(t, "the value on day 40", value, start+slope*40.5)
	half := 2.10092204 * s * math.Sqrt(1+1/n+(40.5-sx/n)*(40.5-sx/n)/(sxx-sx*sx/n)) // t(97.5 %, 18)
	if math.Abs(high-value-half) > 1e-6 || math.Abs(value-low-half) > 1e-6 {
		t.Errorf("the interval is %v to %v, want ±%v", low, high, half)
	}
	// the first day on which the line is at 200, and its edges before and after
	wanted := int64(math.Ceil((200-start)/slope-0.5)) * day
	if f.Crosses != wanted || f.Early == 0 || f.Early > f.Crosses || f.Late < f.Crosses {
		t.Errorf("crosses on day %d (early %d, late %d), want %d", f.Crosses/day, f.Early/day, f.Late/day, wanted/day)
	}
	if f := ForecastOf(points, 2000, ahead); f.Crosses != 0 || f.Early != 0 {
		t.Errorf("it reaches 2,000 on day %d", f.Crosses/day)
	}
	if f := ForecastOf(points, 90, ahead); f.Crosses != 20*day {
		t.Errorf("a limit that is passed crosses on day %d", f.Crosses/day)
	}
	if f := ForecastOf(points[:13], 200, ahead); f.OK {
		t.Errorf("thirteen days give %+v", f)
	}
}

func daysAhead(from, to int64) []stats.Interval {
	var out []stats.Interval
	for d := from; d < to; d++ {
		out = append(out, stats.Interval{Start: d * day, End: (d + 1) * day})
	}
	return out
}

// Without a trend the slope's interval holds 0.
func TestAFlatGaugeDoesNotRise(t *testing.T) {
	var points []Point
	for i := range int64(30) {
		points = append(points, Point{i * day, (i + 1) * day, 50 + float64(i*7%5)})
	}
	if f := ForecastOf(points, 80, daysAhead(30, 200)); !f.OK || f.Rising {
		t.Errorf("%+v", f)
	}
}

func TestPeaks(t *testing.T) {
	readings := []Point{{0, 10, 1}, {10, 20, 5}, {20, 30, 2}, {60, 70, math.NaN()}, {70, 80, -3}}
	got := Peaks(readings, []stats.Interval{{Start: 0, End: 20}, {Start: 20, End: 40}, {Start: 40, End: 60}, {Start: 60, End: 100}})
	if len(got) != 3 || got[0].Value != 5 || got[1].Value != 2 || got[2].Value != -3 || got[2].End != 100 {
		t.Errorf("%+v", got)
	}
	// A reading from 18 to 24 o'clock, where the day ends at 23 o'clock: its peak is
	// of that day, and not of the next one as well.
	hours := []Point{{18, 24, 90}, {24, 30, 40}, {30, 36, 50}}
	if got := Peaks(hours, []stats.Interval{{Start: 0, End: 23}, {Start: 23, End: 47}}); len(got) != 2 || got[0].Value != 90 || got[1].Value != 50 {
		t.Errorf("over midnight: %+v", got)
	}
	near(t, "what is left of 100 at 60 times 1.5", Headroom(100, 60, 1.5), 0.1)
}

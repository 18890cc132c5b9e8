package slo

import (
	"fmt"
	"testing"
)

// quarterOf is a quarter of five-minute samples with noise and n incidents.
func quarterOf(n int) (Period, []Sample, []Window) {
	p := finished(0, 91*daySeconds)
	samples := even(0, p.End, 300, 12_000, 0)
	for i := range samples {
		samples[i].Bad = float64(i * 7919 % 11)
		if i%500 < 3 {
			samples[i].Bad = 900
		}
	}
	windows := make([]Window, n)
	for i := range windows {
		start := int64(i) * (p.End / int64(n))
		windows[i] = Window{ID: fmt.Sprint("inc-", i), Start: start, End: start + 2400}
	}
	return p, samples, windows
}

func BenchmarkEvaluate(b *testing.B) {
	p, samples, _ := quarterOf(1)
	for b.Loop() {
		Evaluate(p, samples, always(0.999), DefaultThresholds())
	}
}

// Linear means: ten times the incidents cost far less than ten times the time.
func BenchmarkAttribute(b *testing.B) {
	for _, n := range []int{5, 50, 500, 5000} {
		p, samples, windows := quarterOf(n)
		r := Evaluate(p, samples, always(0.999), DefaultThresholds())
		var bounds []int64
		for t := p.Start; t <= p.End; t += daySeconds {
			bounds = append(bounds, t)
		}
		b.Run(fmt.Sprint(n, " incidents"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Attribute(p, samples, always(0.999), r, windows, 0, bounds)
			}
		})
	}
}

func BenchmarkBurn(b *testing.B) {
	p, samples, _ := quarterOf(1)
	r := Evaluate(p, samples, always(0.999), DefaultThresholds())
	for b.Loop() {
		Burn(p, samples, always(0.999), r, 400)
	}
}

func BenchmarkSliding(b *testing.B) {
	_, samples, _ := quarterOf(1)
	b.ReportAllocs()
	for b.Loop() {
		NewSliding(samples, always(0.999), nil, 91*daySeconds)
	}
}

package chart

import "testing"

func BenchmarkSVG(b *testing.B) {
	for _, s := range append(everyKind(), historySpec(20)) {
		b.Run(s.ID, func(b *testing.B) {
			var buf []byte
			b.ReportAllocs()
			for b.Loop() {
				buf = s.AppendSVG(buf[:0])
			}
			b.ReportMetric(float64(len(buf)), "bytes/chart")
		})
	}
}

func BenchmarkEChartsJSON(b *testing.B) {
	for _, s := range []Spec{burnDown(), crowdedWeek(), historySpec(7)} {
		b.Run(s.ID, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.EChartsJSON(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

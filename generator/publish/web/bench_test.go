package web

import (
	"os"
	"testing"
)

// BenchmarkCompress packs a style sheet of the default theme again and again;
// the ratio is reported beside the speed.
func BenchmarkCompress(b *testing.B) {
	body, err := os.ReadFile("../../../themes/quarterdeck/assets/20-base.css")
	if err != nil {
		b.Fatal(err)
	}
	for _, kind := range []string{"gzip", "brotli"} {
		b.Run(kind, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			size := 0
			for b.Loop() {
				small, err := compress(kind, body)
				if err != nil {
					b.Fatal(err)
				}
				size = len(small)
			}
			b.ReportMetric(float64(size)/float64(len(body)), "ratio")
		})
	}
}

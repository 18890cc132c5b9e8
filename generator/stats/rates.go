package stats

import "math"

// z95 is the 97.5 % quantile of the normal distribution.
const z95 = 1.959963984540054

// WilsonInterval is the 95 % interval of a rate of hits out of n (Wilson 1927,
// without continuity correction): it stays inside 0 to 1 and is of use at small
// n, where the plain one is not. False for n = 0.
func WilsonInterval(hits, n int) (low, high float64, ok bool) {
	if n <= 0 {
		return 0, 0, false
	}
	p, N := float64(hits)/float64(n), float64(n)
	centre := (p + z95*z95/(2*N)) / (1 + z95*z95/N)
	half := z95 / (1 + z95*z95/N) * math.Sqrt(p*(1-p)/N+z95*z95/(4*N*N))
	low, high = max(0, centre-half), min(1, centre+half)
	if hits == 0 {
		low = 0 // rounding aside
	}
	if hits == n {
		high = 1
	}
	return low, high, true
}

// StudentQuantile is the p-quantile of Student's t with df degrees of freedom,
// by bisection of its distribution function; p lies above 0 and below 1, df is
// at least 1.
func StudentQuantile(p float64, df int) float64 {
	if p < 0.5 {
		return -StudentQuantile(1-p, df)
	}
	low, high := 0.0, 1.0
	for studentCDF(high, df) < p && high < 1e12 {
		high *= 2
	}
	for range 200 {
		mid := (low + high) / 2
		if studentCDF(mid, df) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// studentCDF is P(T ≤ t) for t ≥ 0: 1 − ½·I(df ÷ (df + t²); df/2, ½).
func studentCDF(t float64, df int) float64 {
	v := float64(df)
	return 1 - incompleteBeta(v/(v+t*t), v/2, 0.5)/2
}

// incompleteBeta is the regularised incomplete beta function by its continued
// fraction (Abramowitz and Stegun 26.5.8), evaluated after Lentz.
func incompleteBeta(x, a, b float64) float64 {
	if x <= 0 || x >= 1 {
		return max(0, min(x, 1))
	}
	if x > (a+1)/(a+b+2) { // the fraction converges fast on the other side
		return 1 - incompleteBeta(1-x, b, a)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab-la-lb+a*math.Log(x)+b*math.Log1p(-x)) / a
	const tiny = 1e-300
	away := func(v float64) float64 {
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c, d := 1.0, 1/away(1-(a+b)*x/(a+1))
	f := d
	for i := 1; i < 500; i++ {
		m := float64(i)
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d = 1 / away(1+even*d)
		c = away(1 + even/c)
		f *= c * d
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d = 1 / away(1+odd*d)
		c = away(1 + odd/c)
		f *= c * d
		if math.Abs(c*d-1) < 1e-15 {
			break
		}
	}
	return front * f
}

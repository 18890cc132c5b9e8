package slo

import "math"

// sum adds with compensation (Neumaier 1974), so that tens of thousands of
// samples add up to the last digit whatever their order.
type sum struct {
	hi, lo float64
}

func (s *sum) add(x float64) {
	t := s.hi + x
	if math.Abs(s.hi) >= math.Abs(x) {
		s.lo += (s.hi - t) + x
	} else {
		s.lo += (x - t) + s.hi
	}
	s.hi = t
}

func (s sum) value() float64 { return s.hi + s.lo }

// minus is the difference of two running totals, exact where they share their
// leading digits.
func (s sum) minus(t sum) float64 { return (s.hi - t.hi) + (s.lo - t.lo) }

func total(values ...float64) float64 {
	var s sum
	for _, v := range values {
		s.add(v)
	}
	return s.value()
}

// slack is how far two sides of a verdict may differ and still count as equal:
// far above the rounding of a sum, far below anything that was counted.
const slack = 1e-12

// exceeds tells whether a is above b by more than rounding.
func exceeds(a, b float64) bool { return a > b*(1+slack) }

// reaches tells whether a is at b or above, rounding aside.
func reaches(a, b float64) bool { return a >= b*(1-slack) }

// allowance is the budget as a ratio, 1 − target. A target such as 0.999999
// has no exact binary form and the subtraction would blow its error up to
// eleven digits; rounding to 15 decimals gives the number that was meant.
func allowance(target float64) float64 {
	return math.Round((1-target)*1e15) / 1e15
}

package metrics

import (
	"math"
	"strconv"
)

// tenths are the powers of ten that a float64 holds exactly.
var tenths = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// parseNumber reads a decimal number, NaN or an infinity. Plain numbers of at
// most 15 digits, nearly all there are, are exact in one division.
func parseNumber(s []byte) (float64, bool) {
	mantissa, digits, point, i := uint64(0), 0, -1, 0
	negative := len(s) > 1 && s[0] == '-'
	if negative {
		i = 1
	}
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9' && digits < 15:
			mantissa = mantissa*10 + uint64(c-'0')
			digits++
		case c == '.' && point < 0:
			point = digits
		default:
			return slowNumber(s)
		}
	}
	if digits == 0 {
		return 0, false
	}
	v := float64(mantissa)
	if point >= 0 {
		v /= tenths[digits-point]
	}
	if negative {
		v = -v
	}
	return v, true
}

// slowNumber leaves the rest to the standard library, without its digit
// separators, which no exporter writes.
func slowNumber(s []byte) (float64, bool) {
	for _, c := range s {
		if c == '_' {
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(string(s), 64)
	return v, err == nil
}

// largest is the largest number that is taken for one that somebody counted or
// measured; above it sums lose whole events.
const largest = 1e15

// beyond tells infinities and numbers too large to be real.
func beyond(v float64) bool { return math.Abs(v) > largest }

func tooLarge(v float64) string {
	if math.IsInf(v, 0) {
		return "infinite"
	}
	return "beyond 10^15"
}

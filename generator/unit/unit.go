// Package unit decides how numbers, durations and dates are written. It is a
// leaf, used by report for sentences and by the present stage for everything
// else, so that a figure looks the same wherever it stands. Numbers are written
// the British way: 1,234.5, 14 August 2026, a no-break space before a unit.
package unit

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// NB is the no-break space that holds a number to its unit.
const NB = "\u00a0"

// Minus is the sign negative numbers are printed with.
const Minus = "−"

// Number writes v with the given number of decimals, thousands grouped, and a
// true minus sign. NaN and infinities, which no figure may hold, print as "?".
func Number(v float64, decimals int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "?"
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, fraction, _ := strings.Cut(s, ".")
	out := group(whole)
	if fraction != "" {
		out += "." + fraction
	}
	if v < 0 && strings.Trim(s, "0.") != "" {
		return Minus + out
	}
	return out
}

func group(digits string) string {
	var b strings.Builder
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Count writes a number of events: whole, or with one decimal below ten when
// it is not whole (extrapolated and shared events need not be).
func Count(v float64) string {
	if math.Abs(v) < 10 && math.Abs(v-math.Round(v)) > 0.05 {
		return Number(v, 1)
	}
	return Number(v, 0)
}

// Approx writes a large number for a sentence: 1.9 million, 424 million,
// 31,000.
func Approx(v float64) string {
	a := math.Abs(v)
	switch {
	case a >= 999.5e6:
		return Number(v/1e9, digitsFor(a/1e9)) + NB + "billion"
	case a >= 999.5e3:
		return Number(v/1e6, digitsFor(a/1e6)) + NB + "million"
	case a >= 10000:
		return Number(math.Round(v/1000)*1000, 0)
	default:
		return Count(v)
	}
}

func digitsFor(v float64) int {
	if v < 10 {
		return 1
	}
	return 0
}

// Percent writes a fraction as a percentage: 0.609 with one decimal is
// "60.9 %".
func Percent(f float64, decimals int) string { return Number(f*100, decimals) + NB + "%" }

// Share writes a share of a budget, spent or left, to a tenth of a per cent;
// what is not nothing never prints as 0.0, and what is not the whole never as
// 100.0, so that the print agrees with the verdict.
func Share(f float64) string {
	p := Number(f*100, 1)
	switch {
	case f > 0 && p == "0.0":
		return "<" + NB + "0.1" + NB + "%"
	case f < 0 && p == "0.0":
		return Minus + "0.1" + NB + "%"
	case f != 1 && p == "100.0":
		return Percent(f, enough(f, 1))
	}
	return p + NB + "%"
}

// Ratio writes a service level indicator beside its objective: with at least
// the objective's digits plus one, and as many more as it takes for the print
// to stand on the same side of the objective as the value (0.99951 against
// 0.9995 is never "99.95 %").
func Ratio(v, objective float64) string {
	decimals := max(Digits(objective)+1, 2)
	for ; decimals < 9; decimals++ {
		p := math.Round(v*100*math.Pow10(decimals)) / math.Pow10(decimals)
		o := objective * 100
		if v == objective || (p < o) == (v < objective) && math.Abs(p-o) > 1e-10 {
			break
		}
	}
	return Percent(v, decimals)
}

// Objective writes a target with just the digits it has: 0.9995 is "99.95 %".
func Objective(target float64) string { return Percent(target, Digits(target)) }

// Digits is how many decimals of a per cent a fraction needs, at most 6.
func Digits(f float64) int {
	for d := range 6 {
		scaled := f * 100 * math.Pow10(d)
		if math.Abs(scaled-math.Round(scaled)) < 1e-7 {
			return d
		}
	}
	return 6
}

// enough is the number of decimals at which f*100 no longer prints as 100.
func enough(f float64, from int) int {
	for d := from; d < 9; d++ {
		if math.Round(f*100*math.Pow10(d)) != 100*math.Pow10(d) {
			return d
		}
	}
	return 9
}

// words are the numbers that are written out in sentences.
var words = [...]string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}

// Word writes a small number as a word, "no" for 0, and a larger one in
// figures.
func Word(n int) string {
	if n >= 0 && n < len(words) {
		return words[n]
	}
	return Number(float64(n), 0)
}

// ordinals of small numbers, from the first.
var ordinals = [...]string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"}

// Ordinal writes n as a word up to twelfth, then 13th, 21st …
func Ordinal(n int) string {
	if n >= 1 && n <= len(ordinals) {
		return ordinals[n-1]
	}
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}

// Plural is "1 incident", "2 incidents", "no incidents": the number as a word.
func Plural(n int, one, many string) string {
	if n == 1 {
		return Word(1) + " " + one
	}
	return Word(n) + " " + many
}

// OutOf is how many of how many, as words: "four of six teams", "all six teams",
// "both teams", "none of six teams", "the one team", "no team".
func OutOf(n, of int, one, many string) string {
	switch {
	case of == 1 && n == 1:
		return "the one " + one
	case of == 1:
		return "no " + one
	case n == of && of == 2:
		return "both " + many
	case n == of:
		return "all " + Word(of) + " " + many
	case n == 0:
		return "none of " + Word(of) + " " + many
	}
	return Word(n) + " of " + Word(of) + " " + many
}

// List joins names for a sentence: "A", "A and B", "A, B and C".
func List(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// Lower lowers the first letter, unless the word is an abbreviation: "Missing
// fallback" becomes "missing fallback", "DNS failure" stays.
func Lower(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[size:])
	if size == 0 || unicode.IsUpper(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[size:]
}

// Sentence raises the first letter.
func Sentence(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// Money writes an amount with the code of its currency: in whole units, or with
// two decimals where there are any.
func Money(amount float64, currency string) string {
	if math.Abs(amount-math.Round(amount)) < .005 {
		return currency + NB + Number(math.Round(amount), 0)
	}
	return currency + NB + Number(amount, 2)
}

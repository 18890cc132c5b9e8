package chart

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Kind is what an axis measures.
type Kind uint8

// The kinds of axis.
const (
	Number   Kind = iota
	Date          // unix seconds, written as a day
	DateTime      // unix seconds, written to the minute
	Duration      // seconds
)

// Format writes the values of an axis where the caller gave no text: in
// tables, tooltips and generated descriptions.
type Format struct {
	Kind     Kind
	Decimals int            // of a number
	Factor   float64        // multiplies a number first; 0 is 1 (100: fractions as per cent)
	Unit     string         // follows a number as it is, so with its own space
	Zone     *time.Location // of dates; nil is UTC
}

// noData is what tables and descriptions say for a gap.
const noData = "no data"

// Text writes v. NaN and infinities are "no data".
func (f Format) Text(v float64) string {
	if missing(v) {
		return noData
	}
	switch f.Kind {
	case Date:
		return f.time(v).Format("2 January 2006")
	case DateTime:
		return f.time(v).Format("2 January 2006 15:04")
	case Duration:
		return durationText(v)
	}
	return numberText(v*f.factor(), f.Decimals) + f.Unit
}

func (f Format) factor() float64 {
	if f.Factor == 0 {
		return 1
	}
	return f.Factor
}

func (f Format) time(v float64) time.Time {
	zone := f.Zone
	if zone == nil {
		zone = time.UTC
	}
	return time.Unix(int64(v), 0).In(zone)
}

// numberText writes a number with thousands separated and a real minus.
func numberText(v float64, decimals int) string {
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, frac, _ := strings.Cut(s, ".")
	var b strings.Builder
	if v < 0 && strings.Trim(s, "0.") != "" {
		b.WriteString("−")
	}
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	if frac != "" {
		b.WriteByte('.')
		b.WriteString(frac)
	}
	return b.String()
}

// durationText writes seconds in the two units a person would use.
func durationText(v float64) string {
	s := int64(math.Round(v))
	switch {
	case s < 60:
		return numberText(float64(s), 0) + "\u00a0s"
	case s < 3600:
		return strconv.FormatInt((s+30)/60, 10) + "\u00a0min"
	}
	m := (s + 30) / 60
	if m < 48*60 {
		return joinUnits(m/60, "h", m%60, "min")
	}
	h := (m + 30) / 60
	return joinUnits(h/24, "d", h%24, "h")
}

func joinUnits(a int64, ua string, b int64, ub string) string {
	s := strconv.FormatInt(a, 10) + "\u00a0" + ua
	if b > 0 {
		s += " " + strconv.FormatInt(b, 10) + "\u00a0" + ub
	}
	return s
}

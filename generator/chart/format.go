package chart

import (
	"time"

	"quarterdeck/generator/unit"
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
		return unit.Duration(v)
	}
	return unit.Number(v*f.factor(), f.Decimals) + f.Unit
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

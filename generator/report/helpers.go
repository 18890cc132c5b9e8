package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"
)

func ptr[T any](v T) *T { return &v }

// utc returns t in UTC, nil for the zero time.
func utc(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return ptr(t.UTC())
}

func unixUTC(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }

// since is the seconds from a to b; nil where either is not known.
func since(a, b time.Time) *float64 {
	if a.IsZero() || b.IsZero() || b.Before(a) {
		return nil
	}
	return ptr(b.Sub(a).Seconds())
}

// compareTime orders known instants by time and puts unknown ones last.
func compareTime(a, b *time.Time) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return a.Compare(*b)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func sortedSet(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}

func appendRef(refs []Ref, r Ref) []Ref {
	if slices.ContainsFunc(refs, func(o Ref) bool { return o.ID == r.ID }) {
		return refs
	}
	return append(refs, r)
}

// daysBetween counts the midnights from a to b, each in its own zone: dates, not
// spans of 24 hours, so that a change of the clocks takes no day away.
func daysBetween(a, b time.Time) int {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return int(time.Date(by, bm, bd, 0, 0, 0, 0, time.UTC).Sub(time.Date(ay, am, ad, 0, 0, 0, 0, time.UTC)) / day)
}

func quote(s string) string { return strconv.Quote(s) }

// value is *p, or 0 for nil.
func value(p *float64) float64 {
	if p == nil {
		return 0
	}
	return *p
}

// comparePtr orders numbers downwards and puts nil last.
func comparePtr(a, b *float64) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Compare(*b, *a)
}

package config

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// OnCall is what a team file says of being on call.
type OnCall struct {
	// Zone is the responders'; nil: the site's.
	Zone *time.Location
	// Shift is the length of a shift where none are listed, which begin at
	// Handover (since local midnight) and every Shift after it.
	Shift, Handover time.Duration
	// Night is the part of the day in which a page wakes somebody: from
	// NightFrom to NightTo since local midnight, over midnight where NightFrom
	// is the later.
	NightFrom, NightTo time.Duration
	// WeekHours is what the whole team works in a week, in hours; 0: not
	// stated.
	WeekHours float64
	Pos       diag.Pos
}

// Capacity is a saturation gauge with its limit.
type Capacity struct {
	ID, Title, Service string
	// Value selects the gauge; Combine is how several matched series become
	// one (sum, max, min, mean).
	Value   Selector
	Combine string
	Kind    Kind
	// Limit of the value, in Unit; Headroom is the share of it that is to stay
	// free, 0 to 1.
	Limit    float64
	Unit     string
	Headroom float64
	// History is how far back the trend looks, Horizon how far ahead.
	History, Horizon time.Duration
	Pos              diag.Pos
}

// The defaults of [oncall] and [[capacity]].
const (
	defaultShift    = 12 * time.Hour
	defaultHandover = 9 * time.Hour
	defaultHistory  = 91 * 24 * time.Hour
	defaultHorizon  = 182 * 24 * time.Hour
	nightFrom       = 22 * time.Hour
	nightTo         = 6 * time.Hour
)

func defaultOnCall() OnCall {
	return OnCall{Shift: defaultShift, Handover: defaultHandover, NightFrom: nightFrom, NightTo: nightTo}
}

// onCall reads [oncall].
func (l *loader) onCall(t *doc.Table) OnCall {
	c := defaultOnCall()
	c.Pos = t.Here()
	if name := t.String("zone"); name != "" {
		c.Zone = l.location(t, "zone", name)
	}
	if hours, ok := t.Float("shift_hours"); ok {
		c.Shift = time.Duration(hours * float64(time.Hour))
		if hours < 1 || hours > 24*14 {
			t.Errorf("shift_hours", "bad-value", "write hours, such as 12, 24 or 168", "a shift cannot last %v hours", hours)
			c.Shift = defaultShift
		}
	}
	if s := t.String("handover"); s != "" {
		at, ok := timeOfDay(s)
		if !ok {
			t.Errorf("handover", "bad-value", `write a time of day, such as "09:00"`, "%q is no time of day", s)
		}
		c.Handover = at
	}
	if s := t.String("night"); s != "" {
		l.night(t, s, &c)
	}
	if hours, ok := t.Float("week_hours"); ok {
		c.WeekHours = hours
		if hours <= 0 {
			t.Errorf("week_hours", "bad-value", "write what the whole team works in a week, such as 228 for six people at 38 hours", "a team cannot work %v hours", hours)
			c.WeekHours = 0
		}
	}
	return c
}

var spanOfDay = regexp.MustCompile(`^\s*(\d{1,2}:\d{2})\s*(?:-|–|to)\s*(\d{1,2}:\d{2})\s*$`)

func (l *loader) night(t *doc.Table, s string, c *OnCall) {
	m := spanOfDay.FindStringSubmatch(s)
	if m != nil {
		from, ok1 := timeOfDay(m[1])
		to, ok2 := timeOfDay(m[2])
		if ok1 && ok2 && from != to {
			c.NightFrom, c.NightTo = from, to
			return
		}
	}
	t.Errorf("night", "bad-value", `write it like "22:00-06:00"`, "%q is no part of a day", s)
}

// timeOfDay reads 9:00 or 22:30 as the time since midnight; 24:00 is midnight.
func timeOfDay(s string) (time.Duration, bool) {
	var hour, minute int
	if n, err := fmt.Sscanf(s, "%d:%d", &hour, &minute); n != 2 || err != nil {
		return 0, false
	}
	if hour == 24 && minute == 0 {
		hour = 0
	}
	ok := hour >= 0 && hour < 24 && minute >= 0 && minute < 60
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute, ok
}

// capacities reads [[capacity]].
func (l *loader) capacities(t *doc.Table) []Capacity {
	var out []Capacity
	for _, sub := range t.Tables("capacity") {
		if c, ok := l.capacity(sub); ok {
			out = append(out, c)
		}
	}
	return out
}

func (l *loader) capacity(t *doc.Table) (Capacity, bool) {
	before := l.errors()
	id := doc.Word{Text: t.RequiredString("id", `add id = "orders-database"`), Pos: t.ValuePos("id")}
	l.checkID(id, "capacity")
	c := Capacity{
		ID: id.Text, Title: t.String("title"), Service: t.String("service"), Unit: t.String("unit"),
		Combine: l.oneOf(t, "combine", "sum", "max", "min", "mean"),
		History: defaultHistory, Horizon: defaultHorizon, Pos: t.Here(),
	}
	if c.Title == "" {
		c.Title = titleOf(c.ID)
	}
	if c.Combine == "" {
		c.Combine = "max"
	}
	t.Required("value", "name the gauge: value = 'database_disk_used_bytes'")
	c.Value = selector(t, "value")
	if t.Required("limit", "add limit = 500, what the gauge cannot go beyond") {
		c.Limit, _ = t.Float("limit")
		if c.Limit <= 0 && l.errors() == before {
			t.Errorf("limit", "bad-value", "write what the gauge cannot go beyond", "a limit of %v leaves no room", c.Limit)
		}
	}
	c.Headroom, _ = l.fraction(t, "headroom")
	if d := l.positive(t, "history"); d > 0 {
		c.History = d
	}
	if d := l.positive(t, "horizon"); d > 0 {
		c.Horizon = d
	}
	if c.Headroom == 1 {
		t.Errorf("headroom", "bad-value", "write the share that is to stay free, such as 0.2", "a headroom of %s leaves nothing to use", strconv.FormatFloat(c.Headroom, 'g', -1, 64))
	}
	return c, l.errors() == before
}

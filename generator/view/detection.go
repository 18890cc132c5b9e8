package view

import (
	"math"
	"strings"

	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// Detection is what standard alerts would have told of a quarter's incidents.
// Partial "detection".
type Detection struct {
	Term Definition
	Lead string
	Rows []DetectionRow
}

// DetectionRow is one incident.
type DetectionRow struct {
	Incident       Link
	ID             string
	Alert, Rule    string
	Noticed, Ahead string
	SLO            Link
}

// detectionOf is nil where no incident's samples allow a claim and nothing is
// too coarse either.
func (v *Views) detectionOf(s report.IncidentSummary, list []*report.Incident, g *glossary) *Detection {
	d := s.Detection
	if d.Told == 0 && d.TooCoarse == 0 {
		return nil
	}
	out := &Detection{Term: g.term("standard-alert", "Standard alerts"), Lead: detectionLead(d)}
	for _, in := range list {
		if in.Detection != nil && in.Detection.Claim != "not-measured" && in.Detection.Claim != "too-coarse" {
			out.Rows = append(out.Rows, v.detectionRow(in))
		}
	}
	return out
}

func detectionLead(d report.DetectionSummary) string {
	if d.Told == 0 {
		return "Samples are further apart than five minutes: too coarse to say when an alert would have fired."
	}
	s := unit.Sentence(noneOr(d.Fired)) + " of the " + unit.Word(d.Told) + " incidents whose samples allow a claim would have set one off"
	if d.Fired == d.Told {
		s = "Every incident whose samples allow a claim would have set one off, " + unit.Word(d.Told) + " in all"
	}
	if d.Timed > 0 {
		s += "; it would have been earlier than whoever noticed in " + noneOr(d.Earlier) + " of " + unit.Word(d.Timed)
	}
	s += "."
	if d.TooCoarse > 0 {
		s += " For " + unit.Plural(d.TooCoarse, "incident", "incidents") + " samples are too coarse to tell."
	}
	return s
}

// noneOr writes how many, for a sentence that goes on with "of".
func noneOr(n int) string {
	if n == 0 {
		return "none"
	}
	return unit.Word(n)
}

func (v *Views) detectionRow(in *report.Incident) DetectionRow {
	d := in.Detection
	r := DetectionRow{ID: in.ID, Incident: Link{Text: orElse(in.Title, in.ID), URL: incidentURL(in)}, SLO: link(d.SLO), Alert: "none", Noticed: "not stated", Ahead: "–"}
	switch d.Claim {
	case "alert":
		r.Alert = unit.Clock(v.local(*d.Alert)) + ", after " + unit.Duration(*d.After)
		r.Rule = ruleText(*d.Rule)
	case "standing":
		r.Alert = "fired before"
		r.Rule = ruleText(d.Standing[0])
	}
	if in.Detected != nil {
		r.Noticed = unit.Clock(v.local(*in.Detected)) + byWhom(in.NoticedBy)
	} else if in.NoticedBy != "" {
		r.Noticed = strings.TrimSpace(byWhom(in.NoticedBy))
	}
	if d.Ahead != nil {
		r.Ahead = aheadText(*d.Ahead)
	}
	return r
}

// byWhom names who noticed first, after a time.
func byWhom(who string) string {
	switch who {
	case "":
		return ""
	case "alert":
		return " by an alert"
	case "colleague", "customer":
		return " by a " + who
	}
	return " by " + who
}

// ruleText names a rule by its burn rate and long window.
func ruleText(r report.AlertRule) string {
	return unit.Number(r.Factor, decimalsOf(r.Factor)) + "× over " + window(r.Long)
}

// window names the long window of a rule in whole hours or days.
func window(seconds int64) string {
	if seconds%86400 == 0 {
		return unit.Number(float64(seconds)/86400, 0) + unit.NB + "d"
	}
	return unit.Number(float64(seconds)/3600, 0) + unit.NB + "h"
}

func decimalsOf(f float64) int {
	if f == math.Trunc(f) {
		return 0
	}
	return 1
}

// aheadText says how much earlier, or later, the alert would have been.
func aheadText(seconds float64) string {
	switch {
	case math.Abs(seconds) < 60:
		return "at once"
	case seconds > 0:
		return unit.Duration(seconds) + " earlier"
	}
	return unit.Duration(-seconds) + " later"
}

// detectionFact is what stands on a postmortem: a value and its sentence.
func (v *Views) detectionFact(in *report.Incident) (value, text string) {
	d := in.Detection
	on := orElse(d.SLO.Name, d.SLO.ID)
	switch d.Claim {
	case "too-coarse":
		return "too coarse to tell", "Samples of " + on + " are further apart than five minutes."
	case "not-measured":
		return "not measured", "Nothing was measured on " + on + "."
	case "none":
		return "none", "No standard alert on " + on + " would have fired. " + v.noticedSentence(in)
	case "standing":
		return "was firing already", "An alert at " + ruleText(d.Standing[0]) + " on " + on + " stood before it began, and no other would have fired. " + v.noticedSentence(in)
	}
	at := unit.Clock(v.local(*d.Alert))
	text = "An alert at " + ruleText(*d.Rule) + " on " + on + " would have fired at " + at + ", " + afterStart(*d.After) + ". " + v.noticedSentence(in)
	return at + ", after " + unit.Duration(*d.After), strings.TrimSpace(text)
}

func afterStart(seconds float64) string {
	if seconds < 60 {
		return "at its start"
	}
	return unit.DurationWords(seconds) + " after the start"
}

func (v *Views) noticedSentence(in *report.Incident) string {
	who := byWhom(in.NoticedBy)
	switch {
	case in.Detected != nil:
		return "It was noticed at " + unit.Clock(v.local(*in.Detected)) + who + "."
	case who != "":
		return "It was noticed" + who + "."
	}
	return ""
}

// furtherStatistics are those beside the clocks: hours of impact, the time
// between incidents, and who noticed them.
func (v *Views) furtherStatistics(s report.IncidentSummary, slug string, g *glossary) []Statistic {
	var out []Statistic
	if s.Impact.Value != nil && *s.Impact.Value > 0 {
		text := unit.Number(*s.Impact.Value, 1) + unit.NB + "h in which at least one incident affected customers; overlapping ones count once."
		if change := v.comparison(s.Impact, slug, inUnit(s.Impact.Unit)); change != "" {
			text += " " + unit.Sentence(change) + "."
		}
		out = append(out, Statistic{Term: g.term("impact-hours", "Hours of impact"), Text: text})
	}
	for _, d := range s.Between {
		if d.N == 0 {
			continue
		}
		name, one, many := "Uptime between incidents", "stretch", "stretches"
		if d.Clock == "between_failures" {
			name, one, many = "Time between failures", "gap", "gaps"
		}
		out = append(out, Statistic{Term: g.term(strings.ReplaceAll(d.Clock, "_", "-"), name), Text: unit.Sentence(durationText(d, one, many))})
	}
	if text := noticedText(s.Noticed); text != "" {
		out = append(out, Statistic{Term: g.term("noticed-first", "Noticed first by"), Text: text})
	}
	return out
}

// noticedText counts who noticed; empty where nobody says.
func noticedText(n report.Noticed) string {
	said := n.Alert + n.Colleague + n.Customer + n.Other
	if said == 0 {
		return ""
	}
	var parts []string
	add := func(count int, one, many string) {
		if count > 0 {
			parts = append(parts, unit.Plural(count, one, many))
		}
	}
	add(n.Alert, "alert", "alerts")
	add(n.Colleague, "colleague", "colleagues")
	add(n.Customer, "customer", "customers")
	add(n.Other, "other", "others")
	text := unit.Sentence(unit.List(parts)) + ": customers were first in " + unit.Percent(float64(n.Customer)/float64(said), 0) + " of " + unit.Plural(said, "incident", "incidents") + " that say."
	if n.Customers.Previous != nil {
		text += " The quarter before: " + unit.Percent(*n.Customers.Previous, 0) + "."
	}
	if n.NotStated > 0 {
		text += " " + unit.Sentence(unit.Plural(n.NotStated, "does", "do")) + " not say."
	}
	return text
}

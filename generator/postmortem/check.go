package postmortem

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"

	"quarterdeck/generator/diag"
)

// check gives the author's hints and warnings: what is odd, though it can be
// read.
func (f *reader) check() {
	f.checkZones()
	f.checkClocks()
	f.checkDuration()
	f.checkTimeline()
	f.checkActions()
	f.checkLeftovers()
}

func (f *reader) checkZones() {
	if len(f.zoneless) > 0 {
		key := f.zoneless[0]
		f.diags.Warnf(f.at(key), "no-zone", "add Z for UTC, or an offset such as +02:00",
			"%s %s no time zone; the site's is taken, %s", strings.Join(f.zoneless, ", "), verb(len(f.zoneless), "has", "have"), f.loc)
	}
	for _, tl := range f.timelines {
		if tl.unknown != "" {
			f.diags.Warnf(tl.unknownAt, "unknown-zone", "write an offset such as UTC+05:30, or a place such as Asia/Kolkata",
				"%q is not a time zone that can be told for certain; the site's is taken, %s", tl.unknown, f.loc)
		}
		if len(tl.events) == 0 || !tl.zoned {
			continue
		}
		if in, odd := offSeason(tl.named, dayOf(tl.events[0].At)); odd {
			f.diags.Warnf(tl.Pos, "zone-season", "write "+in+" if that is meant, or the offset", "%s is not in use on %s, %s is; times are read as written",
				tl.named, tl.events[0].At.Format("2 January 2006"), in)
		}
	}
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// checkClocks holds the clocks to their order: started, detected,
// acknowledged, mitigated, resolved.
func (f *reader) checkClocks() {
	last := ""
	for _, k := range clockKeys {
		t := *f.pm.clock(k)
		if t.IsZero() {
			continue
		}
		if last != "" && t.Before(*f.pm.clock(last)) {
			if k != "resolved" || last != "started" { // that one is said by leftOut
				f.diags.Warnf(f.at(k), "clock-order", "check both times and their zones", "%s (%s) lies before %s (%s)", k, plain(t), last, plain(*f.pm.clock(last)))
			}
			continue
		}
		last = k
	}
}

// checkDuration compares a stated duration with the clocks; a tenth, or a
// minute, is taken for rounding.
func (f *reader) checkDuration() {
	if f.duration == 0 || f.pm.LeftOut != "" || f.pm.Resolved.IsZero() {
		return
	}
	got := f.pm.Resolved.Sub(f.pm.Started)
	if off := (got - f.duration).Abs(); off > max(got/10, time.Minute) {
		f.diags.Warnf(f.durationPos, "duration", "correct one of them, or leave the duration out", "the stated duration is %s, from start to end it is %s", inWords(f.duration), inWords(got))
	}
}

func inWords(d time.Duration) string {
	d = d.Round(time.Minute)
	h, m := int(d.Hours()), int(d.Minutes())%60
	switch {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	}
	return fmt.Sprintf("%d h %d min", h, m)
}

func (f *reader) checkTimeline() {
	for _, tl := range f.timelines {
		if tl.undone.Line > 0 {
			f.diags.Warnf(tl.undone, "timeline-order", "check the time, or move the entry", "this entry of the timeline lies before the one above it; entries are shown in order of time")
		}
		if tl.dayless.Line > 0 && !f.pm.Started.IsZero() {
			f.diags.Warnf(tl.dayless, "no-day", "write the date into the first entry", "no date is stated for the timeline; it is shown as it is written")
		}
	}
	pm := &f.pm
	if !f.ours || pm.LeftOut != "" || pm.Resolved.IsZero() || len(pm.Timeline) == 0 {
		return
	}
	during := slices.ContainsFunc(pm.Timeline, func(e Event) bool {
		return e.DayOnly || !e.At.Before(pm.Started) && !e.At.After(pm.Resolved)
	})
	if !during {
		f.diags.Warnf(pm.Timeline[0].Pos, "timeline-outside", "check the date and the zone of the timeline", "no entry of the timeline lies between the start (%s) and the end of the incident", plain(pm.Started))
	}
}

// checkActions hints at items that nobody owns or that have no date; one hint
// a file.
func (f *reader) checkActions() {
	var at diag.Pos
	n := 0
	for _, a := range f.pm.Actions {
		if !a.Finished && (a.Owner == "" || a.Due.IsZero()) {
			if n == 0 {
				at = a.Pos
			}
			n++
		}
	}
	if n > 0 {
		f.diags.Hintf(at, "action-owner", "give each an owner and a due date", "%d of %d action items %s no owner or no due date", n, len(f.pm.Actions), verb(n, "has", "have"))
	}
}

var leftover = regexp.MustCompile(`\{\{.*?\}\}|\b(?:TBD|TODO|FIXME|XXX)\b|(?i:lorem ipsum|\byyyy-mm-dd\b|\[link to (?:github )?issue\]|\[insert\b|fill (?:this |me )?in\b|these are only sample)`)

// checkLeftovers finds words of a template that nobody replaced.
func (f *reader) checkLeftovers() {
	var first diag.Pos
	word, n := "", 0
	_ = ast.Walk(f.doc.Root(), func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		t, ok := node.(*ast.Text)
		if !ok || !entering || joined(t.PreviousSibling(), t) {
			return ast.WalkContinue, nil
		}
		start, stop := t.Segment.Start, t.Segment.Stop
		for next := t.NextSibling(); joined(t, next); next = next.NextSibling() {
			t = next.(*ast.Text)
			stop = t.Segment.Stop
		}
		text := f.doc.Source()[start:max(start, stop)]
		for _, m := range leftover.FindAllIndex(text, -1) {
			if n == 0 {
				first, word = f.doc.At(start+m[0]), string(text[m[0]:m[1]])
			}
			n++
		}
		return ast.WalkContinue, nil
	})
	if n > 0 {
		more := ""
		if n > 1 {
			more = fmt.Sprintf(" (and %d more)", n-1)
		}
		f.diags.Hintf(first, "leftover-text", "replace or remove it", "%q looks like left over from a template%s", clip(word), more)
	}
}

// joined tells two texts that the parser cut where the author did not.
func joined(a, b ast.Node) bool {
	t, ok := a.(*ast.Text)
	u, also := b.(*ast.Text)
	return ok && also && t.Segment.Stop == u.Segment.Start && !breaks(t)
}

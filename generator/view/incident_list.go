package view

import (
	"html/template"
	"math"
	"slices"
	"strconv"
	"strings"

	"quarterdeck/generator/chart"
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// IncidentList lists incidents across quarters, with the share each took of a
// budget as a bar on one scale. Partial "incident-list".
type IncidentList struct {
	Caption        string
	Teams          bool // a column for the teams
	Common         bool // a column for what they have in common with the page's
	Scale          template.HTML
	Restore, Spend Definition
	Rows           []IncidentItem
}

// IncidentItem is one incident of a list across quarters.
type IncidentItem struct {
	ID, Title, URL string
	Severity       Severity
	Date, Clock    string
	Teams          []Link
	Mark           string // record, draft, near miss, game day
	Lasted         string
	Open           bool
	Common         string
	Bar            template.HTML
	Share          string
	Of             Link
}

// Severity is a grade as a word and as bars filled by gravity: level 4 is the
// gravest, 0 one that the configuration does not know.
type Severity struct {
	Level int
	Word  string
}

const severityBars = 4

// severity grades an incident by its rank among the configured severities.
func (v *Views) severity(in *report.Incident) Severity {
	return Severity{Level: v.severityLevel(in.SeverityRank), Word: orElse(in.Severity.Title, "severity not stated")}
}

func (v *Views) severityLevel(rank int) int {
	n := 0
	if v.book.Methodology != nil {
		n = len(v.book.Methodology.Severities)
	}
	switch {
	case rank < 0 || rank >= n:
		return 0
	case n <= 1:
		return severityBars
	}
	return severityBars - int(math.Round(float64(rank)*(severityBars-1)/float64(n-1)))
}

// mostShare is the largest share any of the incidents took of a budget: the
// end of the scale that their bars have in common.
func mostShare(list []*report.Incident) float64 {
	most := 0.0
	for _, in := range list {
		share, _ := largestShare(in)
		most = math.Max(most, share)
	}
	return most
}

// incidentList writes incidents in the order they are given. most ends the
// scale of the bars; 0 leaves them out.
func (v *Views) incidentList(caption string, list []*report.Incident, most float64, g *glossary) IncidentList {
	out := IncidentList{Caption: caption, Restore: g.term("time-to-restore", "Lasted"), Spend: g.term("attribution", "Of a budget")}
	var ticks []chart.Tick
	if most > 0 {
		ticks = shareTicks(most)
		out.Scale = drawing(chart.Spec{Hidden: true, Scale: &chart.Scale{Max: most, Ticks: ticks}})
	}
	for _, in := range list {
		out.Rows = append(out.Rows, v.incidentItem(in, most, ticks))
	}
	return out
}

// shareTicks marks nought and one round share near the middle of a scale.
func shareTicks(most float64) []chart.Tick {
	ticks := chart.LinearTicks(0, most*100, 2, unit.NB+"%")
	for i := range ticks {
		ticks[i].At /= 100
	}
	return ticks
}

func (v *Views) incidentItem(in *report.Incident, most float64, ticks []chart.Tick) IncidentItem {
	r := IncidentItem{ID: in.ID, Title: orElse(in.Title, in.ID), URL: incidentURL(in), Severity: v.severity(in), Mark: incidentMark(in), Open: in.Open, Lasted: v.lasted(in)}
	if in.Started != nil {
		at := v.local(*in.Started)
		r.Date, r.Clock = unit.ShortDate(at), unit.Clock(at)
	}
	for _, team := range in.Teams {
		r.Teams = append(r.Teams, link(team))
	}
	cell := &chart.Cell{Max: most, Grid: tickPlaces(ticks)}
	share, measured := largestShare(in)
	if measured {
		r.Share, r.Of = unit.Share(share), largestOf(in)
		cell.To, cell.Tone = share, chart.Ink
	} else {
		r.Share = "not measured"
	}
	if most > 0 && measured {
		r.Bar = drawing(chart.Spec{Hidden: true, Height: 24, Cell: cell})
	}
	return r
}

func largestOf(in *report.Incident) Link {
	best, of := -1.0, Link{}
	for _, s := range in.Spends {
		if s.Share != nil && *s.Share > best {
			best, of = *s.Share, link(s.SLO)
		}
	}
	return of
}

// lasted is how long an incident took, or how long it has been open.
func (v *Views) lasted(in *report.Incident) string {
	switch {
	case in.ToRestore != nil:
		return unit.Duration(*in.ToRestore)
	case in.Open && in.Started != nil && in.LeftOut == "":
		return "open for " + unit.Duration(v.book.Site.AsOf.Sub(*in.Started).Seconds())
	}
	return "unknown"
}

// incidentMark says what is special about an entry, in a word or two.
func incidentMark(in *report.Incident) string {
	var parts []string
	switch in.Kind {
	case "near-miss":
		parts = append(parts, "near miss")
	case "game-day":
		parts = append(parts, "game day")
	}
	switch in.Status {
	case "record":
		parts = append(parts, "record, no text yet")
	case "draft":
		parts = append(parts, "draft")
	}
	return strings.Join(parts, ", ")
}

// dotsOver draws incidents over all quarters of the book.
func (v *Views) dotsOver(id string, list []*report.Incident) *Chart {
	if len(v.book.Quarters) == 0 {
		return nil
	}
	d := &chart.Dots{What: "incidents", X: v.bookAxis()}
	loud := heaviest(list, 8)
	lo, hi := math.Inf(1), 0.0
	for _, in := range list {
		length := v.length(in, report.Quarter{})
		if in.Started == nil || length <= 0 || float64(in.Started.Unix()) < d.X.Min {
			continue
		}
		length = math.Max(length, 60)
		lo, hi = math.Min(lo, length), math.Max(hi, length)
		d.Points = append(d.Points, dot(in, length, slices.Contains(loud, in.ID)))
	}
	if len(d.Points) < 2 {
		return nil
	}
	lo, hi = math.Min(lo*.75, 1800), math.Max(hi*1.35, 2*3600)
	d.Y = chart.Axis{Min: lo, Max: hi, Ticks: chart.LogDurationTicks(lo, hi), Format: chart.Format{Kind: chart.Duration}}
	c := draw("", chart.Spec{ID: id, Title: "Incidents by start and time to restore", Dots: d})
	return &c
}

// bookAxis runs over all quarters, each named at its start and every year once.
func (v *Views) bookAxis() chart.Axis {
	all := v.book.Quarters
	a := chart.Axis{Min: float64(all[0].Start.Unix()), Max: float64(all[len(all)-1].End.Unix()), Format: chart.Format{Kind: chart.DateTime, Zone: v.loc}}
	last := ""
	for _, q := range all {
		year, short := yearAndQuarter(q.Label)
		t := chart.Tick{At: float64(q.Start.Unix()), Label: short}
		if year != last {
			t.Label, t.Bold, last = strings.TrimSpace(year+unit.NB+short), true, year
		}
		a.Ticks = append(a.Ticks, t)
	}
	return a
}

// count writes how many, for a link.
func count(n int) string { return strconv.Itoa(n) }

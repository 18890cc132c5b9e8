package view

import (
	"strings"

	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// Burn is the section of stretches that burnt a budget and that no postmortem
// covers.
type Burn struct {
	*Section
	Term Definition
	List []BurnBox
	Rest []BurnBox // smaller ones, as rows
}

// BurnBox asks for a postmortem. Command begins it.
type BurnBox struct {
	Title     string
	Share     string // of the budget, where there is one
	Team, SLO Link
	Text      string
	When, Bad string
	Command   []string // in pieces that keep together
}

const burnShown = 4 // boxes on the organisation's page; the rest are rows

// burn shows the first stretches as boxes and the rest as rows.
func (v *Views) burn(bursts []report.Burst, boxes int, c *contents, g *glossary) *Burn {
	if len(bursts) == 0 {
		return nil
	}
	b := &Burn{Section: c.add(Section{
		ID: "undocumented", Title: "Undocumented burn", Short: "Undocumented burn", Notes: []Note{
			{Term: "Found", Text: "where a budget burnt fast enough to page and no postmortem covers the time."},
			{Term: "Goes away", Text: "when somebody writes the postmortem."},
		},
	}), Term: g.term("burst", "Undocumented burn")}
	for i, x := range bursts {
		if i < boxes {
			b.List = append(b.List, v.burnBox(x))
		} else {
			b.Rest = append(b.Rest, v.burnBox(x))
		}
	}
	return b
}

func (v *Views) burnBox(x report.Burst) BurnBox {
	start, end := v.local(x.Start), v.local(x.End)
	box := BurnBox{Team: Link{Text: x.Team.Name, URL: x.Team.URL}, SLO: link(x.SLO), Command: pieces(x.Command)}
	box.Bad = unit.Count(x.Bad) + unit.NB + orElse(x.Counts, "events")
	box.When = unit.Range(start, end)
	box.Title = box.Bad + " failed"
	box.Share = "–"
	if x.Share != nil {
		box.Share = unit.Share(*x.Share)
		box.Title = box.Share + " of a budget"
	}
	box.Text = box.Bad + " failed, " + box.When + " " + unit.Zone(start) +
		" (" + unit.DurationWords(end.Sub(start).Seconds()) + "), at up to " + unit.Number(x.Peak, 0) + " times the rate the objective allows. No postmortem covers it."
	return box
}

// pieces cuts a command before its flags, where a line may break.
func pieces(command string) []string {
	if command == "" {
		return nil
	}
	out := strings.Split(command, " --")
	for i := range out[1:] {
		out[i+1] = "--" + out[i+1]
	}
	return out
}

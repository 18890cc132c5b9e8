package view

import (
	"quarterdeck/generator/report"
	"quarterdeck/generator/unit"
)

// JourneyIndexPage is the list of all journeys.
type JourneyIndexPage struct {
	Page
	Hero     hero
	Contents []*Section
	Journeys *Journeys
	// Others have no figure in the latest quarter.
	Others *OtherJourneys
	Data   *DataSection
}

// OtherJourneys is the section of journeys that the latest quarter has not.
type OtherJourneys struct {
	*Section
	List []Link
}

// JourneyIndex shows every journey as it stands in the latest quarter.
func (v *Views) JourneyIndex() JourneyIndexPage {
	x := v.book.JourneyIndex
	site := v.book.Site
	g := v.glossary()
	p := JourneyIndexPage{Page: v.page(at{URL: x.URL}, "jo", "Customer journeys, "+site.Title, "What customers meet, step by step, through the objectives of all teams.")}
	p.Hero = hero{Headline: journeysHeadline(x.Journeys), By: "The headline is made from the figures.",
		Standfirst: []string{"A journey is what a customer does, step by step, through the services of several teams. Each has a page of its own, with all its quarters."}}
	p.Running, p.When, p.Twin = site.Title+", customer journeys", "Customer journeys", Twin(x.URL)
	p.Crumbs = v.backToLatest(Link{Text: "Journeys", Current: true})
	var c contents
	links := []Link{{Text: "Methodology", URL: "/methodology/"}}
	shown := map[string]bool{}
	if q := v.latest(); q != nil {
		o := v.book.Organisations[v.book.Latest]
		if p.Journeys = v.journeys(o, &c, g); p.Journeys != nil {
			p.Journeys.Title = "In " + noBreak(q.Label)
			p.Journeys.Index = nil
			links = append([]Link{{Text: "All teams, " + q.Label, URL: o.URL}}, links...)
		}
		for _, j := range o.Journeys {
			shown[j.Journey.ID] = true
		}
	}
	p.Others = otherJourneys(x.Journeys, shown, &c)
	p.Data = v.dataOf(x.Provenance, &c, links)
	p.Contents, p.Definitions = c.list, g.list
	return p
}

// journeysHeadline says how many there are, and how many hold.
func journeysHeadline(list []report.JourneyLine) string {
	if len(list) == 1 {
		return orElse(list[0].Headline.Text, "One customer journey")
	}
	return unit.Sentence(unit.Word(len(list))) + " customer journeys, step by step"
}

func otherJourneys(list []report.JourneyLine, shown map[string]bool, c *contents) *OtherJourneys {
	var rest []Link
	for _, j := range list {
		if !shown[j.Journey.ID] {
			rest = append(rest, link(j.Journey))
		}
	}
	if len(rest) == 0 {
		return nil
	}
	return &OtherJourneys{Section: c.add(Section{ID: "others", Title: "Without figures in this quarter", Short: "Others"}), List: rest}
}

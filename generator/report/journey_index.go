package report

// JourneyIndex is every journey of the site in a line.
type JourneyIndex struct {
	Document `audience:"public"`
	Site     Site `json:"site" audience:"public"`
	// Journeys in the order of their files.
	Journeys   []JourneyLine `json:"journeys" audience:"public"`
	Provenance Provenance    `json:"provenance" audience:"sources"`
}

// JourneyLine is a journey in the index.
type JourneyLine struct {
	Journey     Ref    `json:"journey" audience:"public"`
	Description string `json:"description" audience:"public"`
	Headline    Text   `json:"headline" audience:"public"`
	Teams       []Ref  `json:"teams" audience:"public"`
	// History is the journey's state in every quarter of the book.
	History []QuarterState `json:"history" audience:"public"`
}

// journeyIndex lists the journeys; nil without any. It stands after them.
func (b *builder) journeyIndex() *JourneyIndex {
	if len(b.book.Journeys) == 0 {
		return nil
	}
	x := &JourneyIndex{Document: document("journeys", "/journeys/"), Site: b.book.Site, Journeys: []JourneyLine{}}
	var files [][]string
	for _, j := range b.book.Journeys {
		line := JourneyLine{Journey: j.Journey, Description: j.Description, Headline: j.Headline, Teams: j.Teams, History: []QuarterState{}}
		if len(j.Quarters) > 0 {
			line.History = j.Quarters[0].History
		}
		x.Journeys = append(x.Journeys, line)
		for _, q := range j.Quarters {
			files = append(files, q.sources)
		}
	}
	x.Provenance = b.provenance(append(files, b.journeyFiles())...)
	return x
}

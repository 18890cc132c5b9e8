package site

import (
	"quarterdeck/generator/chart"
	"quarterdeck/generator/view"
)

// journeys adds the list of journeys, each journey over time, and each quarter's journeys as CSV.
func (b *builder) journeys() {
	if x := b.book.JourneyIndex; x != nil {
		b.page(x.URL, "journeys", func() any { return b.views.JourneyIndex() })
		b.twin(twinOf(x.URL), x)
	}
	for _, j := range b.book.Journeys {
		b.page(j.URL, "journey", func() any { return b.views.Journey(j) })
		b.twin(twinOf(j.URL), j)
		b.tables(j.URL, b.views.JourneyTables(j))
	}
	for _, o := range b.book.Organisations {
		if len(o.Journeys) > 0 {
			b.table(o.URL+"journeys.csv", func() chart.Table { return view.JourneysTable(o.Journeys) })
		}
	}
}

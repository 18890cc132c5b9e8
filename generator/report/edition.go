package report

import (
	"slices"

	"quarterdeck/generator/metrics"
	"quarterdeck/generator/slo"
)

// Edition says for whom a book is made, where it is not made for the internal
// readers. What it holds back was taken out of the input; what is only known
// once the reports are made is left out of them by For. A nil Edition is the
// internal one, which shows everything.
type Edition struct {
	// Audience is its name.
	Audience string
	// NoIndex asks search engines to stay away.
	NoIndex bool
	// Parts that are shown, by name; LeftOut says in words what is not.
	Parts   map[string]bool
	LeftOut []string
}

// Shows tells whether a part of the reports is shown.
func (e *Edition) Shows(part string) bool { return e == nil || e.Parts[part] }

// Shows tells whether the site's edition shows a part of the reports.
func (s Site) Shows(part string) bool { return s.Edition.Shows(part) }

// shows tells whether the book will hold a part.
func (b *builder) shows(part string) bool { return b.in.Edition.Shows(part) }

// internal tells whether pages say noindex; stated is what the site says.
func (e *Edition) internal(stated bool) bool {
	if e == nil {
		return stated
	}
	return e.NoIndex
}

// outside drops the samples that lie in any of some stretches of time.
func outside(t metrics.Track, not []slo.Interval) metrics.Track {
	if len(not) == 0 {
		return t
	}
	t.Samples = slices.DeleteFunc(slices.Clone(t.Samples), func(s slo.Sample) bool {
		return slices.ContainsFunc(not, func(x slo.Interval) bool { return s.Start < x.End && x.Start < s.End })
	})
	if len(t.Samples) == 0 {
		return metrics.Track{}
	}
	t.First, t.Last = t.Samples[0].Start, t.Samples[len(t.Samples)-1].End
	return t
}

// publishedFigures drops the figures about parts that the edition does
// not show.
func (b *builder) publishedFigures(all []NamedFigure) []NamedFigure {
	return slices.DeleteFunc(all, func(f NamedFigure) bool {
		part := map[string]string{"overdue": "actions", "bursts": "bursts", "incidents": "incidents", "impact": "incidents", "detect": "incidents", "restore": "incidents"}[f.ID]
		return part != "" && !b.shows(part)
	})
}

// publishedFindings drops the findings in the same way.
func (b *builder) publishedFindings(all []Finding) []Finding {
	return slices.DeleteFunc(all, func(f Finding) bool {
		part := map[string]string{findOverdue: "actions", findPolicy: "policy", findUnexplained: "bursts", findContract: "contracts", findContractMay: "contracts"}[f.Kind]
		return !b.shows("findings") || part != "" && !b.shows(part)
	})
}

// declared words that there is no incident. An edition that holds some back
// cannot say that none was declared.
func (b *builder) declared(sentence string) string {
	if b.in.Edition != nil && sentence == noIncident {
		return "No incident is published."
	}
	return sentence
}

const noIncident = "No incident was declared."

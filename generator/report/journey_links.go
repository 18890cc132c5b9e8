package report

import (
	"slices"

	"quarterdeck/generator/slo"
)

// journeyFiles are the files that journeys were read from.
func (b *builder) journeyFiles() []string {
	var out []string
	for _, j := range b.in.Config.Journeys {
		out = append(out, j.Pos.File)
	}
	return out
}

// linkJourneys tells teams and objectives which journeys they stand in.
func (b *builder) linkJourneys() {
	for _, page := range b.book.Journeys {
		for _, s := range b.book.SLOs {
			if page.has(s.SLO.ID) {
				s.Journeys = append(s.Journeys, page.Journey)
			}
		}
		for _, t := range b.book.Teams {
			if slices.ContainsFunc(page.Quarters, func(jq *JourneyQuarter) bool { return hasRef(jq.Teams, t.Team.ID) }) {
				t.Journeys = append(t.Journeys, page.Journey)
			}
		}
		for _, jq := range page.Quarters {
			for _, t := range jq.Teams {
				if tq := b.teamReport(t.ID, jq.Quarter.ID); tq != nil {
					tq.Journeys = append(tq.Journeys, jq.place(t.ID))
				}
			}
		}
	}
}

func (j *Journey) has(id string) bool {
	for _, st := range j.Steps {
		if slices.ContainsFunc(st.SLOs, func(h SLOHistory) bool { return h.SLO.ID == id }) {
			return true
		}
	}
	return false
}

func hasRef(refs []Ref, id string) bool {
	return slices.ContainsFunc(refs, func(r Ref) bool { return r.ID == id })
}

// JourneyPlace is where a team stands in a journey in one quarter.
type JourneyPlace struct {
	Journey Ref       `json:"journey" audience:"public"`
	State   slo.State `json:"state" audience:"public"` // of the whole journey
	// Steps that the team answered for.
	Steps []string `json:"steps" audience:"public"`
	// Weakest is the journey's weakest step where the team answers for the
	// objective that makes it so.
	Weakest string `json:"weakest_step,omitempty" audience:"public"`
}

func (jq *JourneyQuarter) place(team string) JourneyPlace {
	p := JourneyPlace{Journey: jq.Journey, State: jq.State, Steps: []string{}}
	for _, st := range jq.Steps {
		for _, s := range st.SLOs {
			if !hasRef(s.Teams, team) {
				continue
			}
			if !slices.Contains(p.Steps, st.Name) {
				p.Steps = append(p.Steps, st.Name)
			}
			if st.Weakest && s.SLO.ID == jq.WeakestSLO.ID {
				p.Weakest = st.Name
			}
		}
	}
	return p
}

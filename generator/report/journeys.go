package report

import (
	"cmp"
	"fmt"
	"slices"

	"quarterdeck/generator/config"
	"quarterdeck/generator/slo"
)

const (
	defJourney  = "journey"
	defEndToEnd = "end-to-end"
)

// Journey is what a customer meets, step by step, over time.
type Journey struct {
	Document    `audience:"public"`
	Site        Site   `json:"site" audience:"public"`
	Journey     Ref    `json:"journey" audience:"public"`
	Description string `json:"description" audience:"public"`
	Headline    Text   `json:"headline" audience:"public"`
	// Quarters, oldest first, from the first with an objective in force.
	Quarters []*JourneyQuarter `json:"quarters" audience:"public"`
	// Steps has, for each objective of each step, its quarters.
	Steps []JourneyStepHistory `json:"steps" audience:"public"`
	// Teams behind it at the as-of instant, in the order a customer meets them.
	Teams      []Ref       `json:"teams" audience:"public"`
	Incidents  []*Incident `json:"incidents" audience:"public"` // newest first
	Defined    string      `json:"defined_in" audience:"sources"`
	Provenance Provenance  `json:"provenance" audience:"sources"`
}

// JourneyStepHistory is one step's objectives over the quarters of the book.
type JourneyStepHistory struct {
	Name string       `json:"name" audience:"public"`
	SLOs []SLOHistory `json:"slos" audience:"public"`
}

// JourneyQuarter is a journey in one quarter.
type JourneyQuarter struct {
	Journey     Ref    `json:"journey" audience:"public"`
	Description string `json:"description,omitempty" audience:"public"`
	Quarter     Ref    `json:"quarter" audience:"public"`
	Running     bool   `json:"running,omitempty" audience:"public"`
	// State is the worst of its steps'; those without data are counted in
	// NoData and take no part, unless there are no others.
	State  slo.State     `json:"state" audience:"public"`
	Steps  []JourneyStep `json:"steps" audience:"public"`
	NoData int           `json:"steps_without_data" audience:"public"`
	// Weakest is the step that decides the state, WeakestSLO the objective in
	// it; null where nothing was measured. WeakestText says it in a sentence.
	Weakest     *string `json:"weakest_step" audience:"public"`
	WeakestSLO  *Ref    `json:"weakest_slo" audience:"public"`
	WeakestText Text    `json:"weakest_sentence" audience:"public"`
	// Customer is the quarter from the customer's side, in a sentence.
	Customer Text `json:"customer_sentence" audience:"public"`
	// EndToEnd is an estimate of how often all steps went well, for one event
	// at each step that fails independently of the others; null where a step
	// has nothing that can be multiplied, and EndToEndReason says what. Low
	// and High hold whatever the steps have in common.
	EndToEnd       Figure   `json:"end_to_end" audience:"public"`
	EndToEndLow    *float64 `json:"end_to_end_low" audience:"public"`
	EndToEndHigh   *float64 `json:"end_to_end_high" audience:"public"`
	EndToEndReason string   `json:"end_to_end_reason,omitempty" audience:"public"`
	// OneIn is the tries in which about one met a failure, by the estimate;
	// HardestStep is where most did, of the steps that can be counted.
	OneIn       *float64 `json:"one_failure_in" audience:"public"`
	HardestStep *string  `json:"hardest_step" audience:"public"`
	// Teams behind it in the quarter, in the order a customer meets them.
	Teams     []Ref             `json:"teams" audience:"public"`
	Incidents []JourneyIncident `json:"incidents" audience:"public"`
	// History is the journey's state in every quarter of the book.
	History []QuarterState `json:"history" audience:"public"`
	sources []string
}

// JourneyStep is one step of a journey in one quarter.
type JourneyStep struct {
	Name string `json:"name" audience:"public"`
	// State is the worst of its objectives'.
	State slo.State `json:"state" audience:"public"`
	// SLOs, worst first, those without data last.
	SLOs []JourneySLO `json:"slos" audience:"public"`
	// Weakest is set on the step that decides the journey's state.
	Weakest bool `json:"weakest,omitempty" audience:"public"`
}

// JourneySLO is one objective of a step in one quarter, whoever owned it.
type JourneySLO struct {
	SLO       Ref       `json:"slo" audience:"public"`
	Title     string    `json:"title" audience:"public"`
	Service   Ref       `json:"service" audience:"public"`
	Method    string    `json:"method" audience:"public"`
	Counts    string    `json:"counts" audience:"public"`
	Objective float64   `json:"objective" audience:"public"`
	State     slo.State `json:"state" audience:"public"`
	Reason    string    `json:"reason" audience:"public"`
	SLI       Figure    `json:"sli" audience:"public"`
	Spent     Figure    `json:"spent" audience:"public"`
	Bad       Figure    `json:"bad" audience:"public"`
	NoBudget  bool      `json:"no_budget,omitempty" audience:"public"`
	// Team answers for it at the quarter's end, Teams are all that did in the
	// quarter; URL is where the team's report speaks of it, if it does.
	Team  Ref    `json:"team" audience:"public"`
	Teams []Ref  `json:"teams" audience:"public"`
	URL   string `json:"url,omitempty" audience:"public"`
}

// JourneyIncident is an incident that took events from a journey's objectives.
type JourneyIncident struct {
	IncidentRef `audience:"public"`
	// Steps it hit, in the journey's order.
	Steps []string `json:"steps" audience:"public"`
	// Share is the largest it took of one budget, that of SLO; null for
	// objectives without a budget.
	Share *float64 `json:"share" audience:"public"`
	SLO   Ref      `json:"slo" audience:"public"`
}

func journeyURL(id string) string { return "/journeys/" + id + "/" }

func journeyRef(j config.Journey) Ref { return Ref{ID: j.ID, Name: j.Name, URL: journeyURL(j.ID)} }

// journeys joins every journey's quarters: onto the organisation's reports and
// a page of its own. It stands after the teams' reports, which it links to.
func (b *builder) journeys() {
	for _, j := range b.in.Config.Journeys {
		page := b.journeyPage(j)
		history := make([]QuarterState, len(b.book.Quarters))
		for i, q := range b.book.Quarters {
			history[i].Quarter = q
			if jq := b.journeyQuarter(j, i); jq != nil {
				page.Quarters = append(page.Quarters, jq)
				history[i] = QuarterState{Quarter: q, State: jq.State, Spent: jq.worstSpent(), URL: quarterURL(q.Slug) + "#journey-" + j.ID}
			}
		}
		for _, jq := range page.Quarters {
			jq.History = history
			o := b.book.Organisations[b.quarterIndex(jq.Quarter.ID)]
			o.Journeys = append(o.Journeys, jq)
		}
		page.Headline = Text{Text: journeyHeadline(page)}
		b.book.Journeys = append(b.book.Journeys, page)
	}
	b.linkJourneys()
}

// journeyPage is a journey's page but for its quarters.
func (b *builder) journeyPage(j config.Journey) *Journey {
	page := &Journey{
		Document: document("journey", journeyURL(j.ID)), Site: b.book.Site, Journey: journeyRef(j), Description: j.Description,
		Quarters: []*JourneyQuarter{}, Steps: []JourneyStepHistory{}, Teams: []Ref{}, Incidents: []*Incident{},
		Defined: fmt.Sprintf("%s:%d", j.Pos.File, j.Pos.Line),
	}
	files := [][]string{{j.Pos.File}}
	hit := map[*incident]bool{}
	for _, st := range j.Steps {
		h := JourneyStepHistory{Name: st.Name, SLOs: []SLOHistory{}}
		for _, id := range st.SLOs {
			h.SLOs = append(h.SLOs, b.sloStates(id))
			if owner, ok := b.ownerAt(b.slos[id].Service, unixUTC(b.asOf-1)); ok {
				page.Teams = appendRef(page.Teams, owner)
			}
			for _, q := range b.whole[id] {
				if q != nil {
					files = append(files, q.Sources)
				}
			}
			for _, in := range b.touching[id] {
				if slices.ContainsFunc(in.Spends, func(s IncidentSpend) bool { return s.SLO.ID == id }) {
					hit[in] = true
				}
			}
		}
		page.Steps = append(page.Steps, h)
	}
	var list []*incident
	for _, in := range slices.Backward(b.incidents) {
		if hit[in] {
			page.Incidents, list = append(page.Incidents, in.row()), append(list, in)
		}
	}
	page.Provenance = b.provenance(append(files, b.incidentFiles(list))...)
	return page
}

// sloStates is an objective's whole quarters over the quarters of the book.
func (b *builder) sloStates(id string) SLOHistory {
	objectives := b.slos[id].Objectives
	h := SLOHistory{SLO: sloRef(id), Title: b.slos[id].Title, Objective: objectives[len(objectives)-1].Target, States: make([]QuarterState, len(b.book.Quarters))}
	for i, q := range b.book.Quarters {
		h.States[i].Quarter = q
		if s := b.wholeAt(id, i); s != nil {
			h.States[i] = QuarterState{Quarter: q, State: s.State, Spent: s.Spent.Value, Coverage: s.Coverage.Value, URL: b.sloInReport(s)}
		}
	}
	return h
}

// sloInReport is where the report of an objective's last owner in a quarter
// stands; its own page if there is none.
func (b *builder) sloInReport(s *SLOQuarter) string {
	if tq := b.teamReport(s.Team.ID, s.Quarter); tq != nil {
		return tq.URL
	}
	return s.SLO.URL
}

// journeyQuarter judges a journey in the i-th quarter; nil before any of its
// objectives was in force.
func (b *builder) journeyQuarter(j config.Journey, i int) *JourneyQuarter {
	q := b.book.Quarters[i]
	jq := &JourneyQuarter{Journey: journeyRef(j), Description: j.Description, Quarter: Ref{ID: q.Slug, Name: q.Label, URL: quarterURL(q.Slug)},
		Running: q.Running, Steps: []JourneyStep{}, Teams: []Ref{}, Incidents: []JourneyIncident{}}
	var all []*SLOQuarter
	for _, st := range j.Steps {
		step, there := b.journeyStep(st, i)
		jq.Steps, all = append(jq.Steps, step), append(all, there...)
		for _, s := range step.SLOs {
			for _, t := range s.Teams {
				jq.Teams = appendRef(jq.Teams, t)
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	jq.settle(all)
	b.journeyIncidents(jq, j, i)
	jq.sources = sortedSet(append(sources(all), j.Pos.File))
	jq.endToEnd()
	jq.WeakestText = Text{Text: weakestSentence(jq)}
	jq.Customer = Text{Text: customerSentence(jq, j.Customer)}
	return jq
}

// settle finds the state and the weakest step.
func (jq *JourneyQuarter) settle(all []*SLOQuarter) {
	var states []slo.State
	for _, st := range jq.Steps {
		states = append(states, st.State)
		if st.State == slo.NoData {
			jq.NoData++
		}
	}
	jq.State = slo.TeamState(states...)
	if jq.State == slo.NoData {
		return
	}
	worst := slices.MinFunc(all, compareSLOs)
	for k := range jq.Steps {
		st := &jq.Steps[k]
		if slices.ContainsFunc(st.SLOs, func(s JourneySLO) bool { return s.SLO.ID == worst.SLO.ID }) {
			st.Weakest, jq.Weakest, jq.WeakestSLO = true, ptr(st.Name), ptr(worst.SLO)
			return
		}
	}
}

// worstSpent is what the weakest objective spent.
func (jq *JourneyQuarter) worstSpent() *float64 {
	if s := jq.weakest(); s != nil {
		return s.Spent.Value
	}
	return nil
}

func (jq *JourneyQuarter) weakest() *JourneySLO {
	for _, st := range jq.Steps {
		for k := range st.SLOs {
			if st.Weakest && st.SLOs[k].SLO.ID == jq.WeakestSLO.ID {
				return &st.SLOs[k]
			}
		}
	}
	return nil
}

// journeyStep joins a step's objectives; there are those that were in force.
func (b *builder) journeyStep(st config.JourneyStep, i int) (step JourneyStep, there []*SLOQuarter) {
	step = JourneyStep{Name: st.Name, SLOs: []JourneySLO{}}
	var states []slo.State
	var later []JourneySLO
	for _, id := range st.SLOs {
		if s := b.wholeAt(id, i); s != nil {
			there = append(there, s)
			states = append(states, s.State)
		} else {
			later = append(later, b.notYet(id))
		}
	}
	slices.SortStableFunc(there, compareSLOs)
	for _, s := range there {
		step.SLOs = append(step.SLOs, b.journeySLO(s, i))
	}
	step.SLOs = append(step.SLOs, later...)
	step.State = slo.TeamState(states...)
	return step, there
}

// notYet is an objective in a quarter before it was in force.
func (b *builder) notYet(id string) JourneySLO {
	c := b.slos[id]
	return JourneySLO{SLO: sloRef(id), Title: c.Title, Service: b.services[c.Service], Method: string(c.Method), Counts: cmp.Or(c.Counts, "events"),
		Objective: c.Objectives[0].Target, State: slo.NoData, Reason: "It was not measured yet.", Teams: []Ref{},
		SLI: none(defSLI, "ratio"), Spent: none(defSpent, "ratio"), Bad: none(defBad, c.Counts)}
}

// none is a figure without a value.
func none(def, unitName string) Figure {
	return Figure{Unit: unitName, Definition: def, Sources: []string{}}
}

func (b *builder) journeySLO(s *SLOQuarter, i int) JourneySLO {
	out := JourneySLO{SLO: s.SLO, Title: s.Title, Service: s.Service, Method: s.Method, Counts: s.Counts, Objective: s.Objective, State: s.State,
		Reason: s.Reason, SLI: s.SLI, Spent: s.Spent, Bad: s.Bad, NoBudget: s.NoBudget, Team: s.Team, Teams: []Ref{}, URL: b.sloInReport(s)}
	for _, st := range b.staysIn(s.Service.ID, b.book.Quarters[i]) {
		out.Teams = appendRef(out.Teams, b.teamByID(st.team))
	}
	return out
}

// journeyIncidents lists the incidents that took events from the journey, the
// largest share of a budget first.
func (b *builder) journeyIncidents(jq *JourneyQuarter, j config.Journey, i int) {
	at := map[string]int{}
	for _, st := range j.Steps {
		for _, id := range st.SLOs {
			s := b.wholeAt(id, i)
			if s == nil {
				continue
			}
			for _, p := range s.Spend.Parts {
				if p.Incident == nil || p.Bad == 0 {
					continue
				}
				k, known := at[p.Incident.URL]
				if !known {
					k = len(jq.Incidents)
					at[p.Incident.URL] = k
					jq.Incidents = append(jq.Incidents, JourneyIncident{IncidentRef: *p.Incident, Steps: []string{}, SLO: s.SLO, Share: p.Share})
				}
				jq.Incidents[k].add(st.Name, s.SLO, p.Share)
			}
		}
	}
	slices.SortStableFunc(jq.Incidents, func(x, y JourneyIncident) int {
		return cmp.Or(comparePtr(x.Share, y.Share), cmp.Compare(x.ID, y.ID))
	})
}

func (in *JourneyIncident) add(step string, s Ref, share *float64) {
	if !slices.Contains(in.Steps, step) {
		in.Steps = append(in.Steps, step)
	}
	if share != nil && (in.Share == nil || *share > *in.Share) {
		in.Share, in.SLO = share, s
	}
}

// In tells whether the journey is there in a quarter.
func (j *Journey) In(slug string) bool {
	return slices.ContainsFunc(j.Quarters, func(q *JourneyQuarter) bool { return q.Quarter.ID == slug })
}

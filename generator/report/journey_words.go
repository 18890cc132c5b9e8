package report

import (
	"fmt"
	"math"
	"slices"

	"quarterdeck/generator/config"
	"quarterdeck/generator/slo"
	"quarterdeck/generator/unit"
)

// endToEnd estimates how often a customer got through every step. Each step
// counts with the least of its event indicators: what is slow and what fails
// are mostly the same events, so they are not multiplied within a step.
//
//	estimate = Π pᵢ (steps fail independently)
//	1 − Σ (1 − pᵢ) ≤ all went well ≤ min pᵢ (whatever they have in common)
func (jq *JourneyQuarter) endToEnd() {
	jq.EndToEnd = Figure{Unit: "ratio", Definition: defEndToEnd, Sources: jq.sources}
	if len(jq.Steps) < 2 {
		jq.EndToEndReason = "It has one step, whose indicator says it."
		return
	}
	product, failing, least, coverage := 1.0, 0.0, 1.0, 1.0
	for _, st := range jq.Steps {
		if jq.EndToEndReason = st.whyNot(); jq.EndToEndReason != "" {
			return
		}
		s := st.least()
		p := *s.SLI.Value
		product *= p
		failing += 1 - p
		least, coverage = math.Min(least, p), math.Min(coverage, value(s.SLI.Coverage))
	}
	jq.EndToEnd.Value, jq.EndToEnd.Coverage = &product, &coverage
	if product < 1 {
		jq.OneIn = ptr(1 / (1 - product))
	}
	jq.EndToEndLow, jq.EndToEndHigh = ptr(math.Max(0, 1-failing)), &least
}

// least is the event objective of a step that failed most often; nil where none
// can be multiplied: nothing measured, too little, or time slices only.
func (st JourneyStep) least() *JourneySLO {
	var out *JourneySLO
	for k := range st.SLOs {
		s := &st.SLOs[k]
		if s.Method != string(config.Events) || s.SLI.Value == nil || !judgedState(s.State) {
			continue
		}
		if out == nil || *s.SLI.Value < *out.SLI.Value {
			out = s
		}
	}
	return out
}

// whyNot says why a step cannot take part in the estimate; "" if it can. One
// event objective without a verdict is enough: without it the step would look
// better than in other quarters.
func (st JourneyStep) whyNot() string {
	events := 0
	for _, s := range st.SLOs {
		if s.Method != string(config.Events) {
			continue
		}
		events++
		switch {
		case s.State == slo.Incomplete:
			return fmt.Sprintf("Too little of %s was measured.", s.SLO.Name)
		case s.SLI.Value == nil || s.State == slo.NoData:
			return fmt.Sprintf("Of %s nothing was measured.", s.SLO.Name)
		}
	}
	if events == 0 {
		return fmt.Sprintf("The step “%s” is measured in time, not in events.", st.Name)
	}
	return ""
}

// weakestSentence names the step that decides the state, and why.
func weakestSentence(jq *JourneyQuarter) string {
	s := jq.weakest()
	if s == nil {
		return "Nothing was measured on this way."
	}
	head := fmt.Sprintf("The weakest step was “%s”", *jq.Weakest)
	if jq.Running {
		head = fmt.Sprintf("The weakest step so far is “%s”", *jq.Weakest)
	}
	if s.NoBudget {
		return fmt.Sprintf("%s: %s failed, and none may.", head, counted(value(s.Bad.Value), s.Counts))
	}
	text := fmt.Sprintf("%s: %s spent %s of its budget", head, s.SLO.Name, unit.Share(value(s.Spent.Value)))
	if s.State == slo.Incomplete {
		text = fmt.Sprintf("%s: of %s only %s of the time was measured", head, s.SLO.Name, unit.Percent(value(s.SLI.Coverage), 0))
	}
	return text + "."
}

// customerSentence tells the quarter from the customer's side: how often what
// they met was not good, and where most. Events stand for customers only
// roughly, so it speaks of tries.
func customerSentence(jq *JourneyQuarter, customer string) string {
	who := "A customer who came this way"
	if customer != "" {
		who = "A customer who " + customer
	}
	if jq.Running {
		who = "So far " + unit.Lower(who)
	}
	hardest, at := jq.hardest()
	if hardest != nil {
		jq.HardestStep = &at
	} else {
		return who + " left no trace in the figures: nothing was measured that can be counted."
	}
	p := *hardest.SLI.Value
	if v := jq.EndToEnd.Value; v != nil {
		if jq.OneIn == nil {
			return who + " met nothing that failed."
		}
		return fmt.Sprintf("%s met something that failed or was too slow about %s, most often at “%s”.", who, OnceIn(*jq.OneIn, "tries"), at)
	}
	s := who + " met no failure that was measured."
	if p < 1 {
		s = fmt.Sprintf("%s met a failure at “%s”, the hardest step of those that can be counted, about %s.", who, at, OnceIn(1/(1-p), hardest.Counts))
	}
	return s + jq.silent()
}

// silent names the steps of which nothing, or not all, can be said.
func (jq *JourneyQuarter) silent() string {
	var none, part []string
	for _, st := range jq.Steps {
		switch {
		case st.State == slo.NoData:
			none = append(none, "“"+st.Name+"”")
		case slices.ContainsFunc(st.SLOs, func(s JourneySLO) bool { return !judgedState(s.State) }):
			part = append(part, "“"+st.Name+"”")
		}
	}
	out := ""
	if len(part) > 0 {
		out += fmt.Sprintf(" Of %s too little was measured to say all.", unit.List(part))
	}
	if len(none) > 0 {
		out += fmt.Sprintf(" Of %s nothing can be said.", unit.List(none))
	}
	return out
}

// hardest is the event objective that failed most often, and its step.
func (jq *JourneyQuarter) hardest() (s *JourneySLO, step string) {
	for _, st := range jq.Steps {
		if x := st.least(); x != nil && (s == nil || *x.SLI.Value < *s.SLI.Value) {
			s, step = x, st.Name
		}
	}
	return s, step
}

// OnceIn writes how often something failed, in two figures: the third would
// claim more than an average can.
func OnceIn(n float64, counts string) string {
	if n < 10 {
		return "once in " + unit.Number(n, 1) + unit.NB + counts
	}
	scale := math.Pow(10, math.Floor(math.Log10(n))-1)
	return "once in " + unit.Count(math.Round(n/scale)*scale) + unit.NB + counts
}

// journeyHeadline sums a journey's finished quarters up in one sentence.
func journeyHeadline(j *Journey) string {
	name := "“" + j.Journey.Name + "”"
	judged, kept := 0, 0
	weak := map[string]int{}
	for _, q := range j.Quarters {
		if q.Running || !judgedState(q.State) {
			continue
		}
		judged++
		if q.State == slo.Overspent {
			weak[*q.Weakest]++
		} else {
			kept++
		}
	}
	switch {
	case judged == 0:
		return name + " has no finished quarter that can be judged"
	case kept == judged:
		return fmt.Sprintf("%s held at every step in %s", name, allQuarters(judged))
	case kept == 0:
		most, _ := mostOf(weak)
		if len(weak) == 1 {
			return fmt.Sprintf("%s broke at “%s” in %s", name, most, allQuarters(judged))
		}
		return fmt.Sprintf("%s broke in %s, most often at “%s”", name, allQuarters(judged), most)
	}
	head := fmt.Sprintf("%s held at every step in %s of %s", name, unit.Word(kept), unit.Plural(judged, "quarter", "quarters"))
	if most, n := mostOf(weak); n > 1 || len(weak) == 1 {
		head += fmt.Sprintf(", and broke at “%s”", most)
		if n > 1 {
			head += " " + times(n)
		}
	}
	return head
}

func allQuarters(n int) string {
	if n == 1 {
		return "the one quarter that can be judged"
	}
	return "all " + unit.Plural(n, "quarter", "quarters")
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return unit.Word(n) + " times"
}

// mostOf is the key counted most often; of equals the first by name.
func mostOf(counts map[string]int) (key string, n int) {
	for _, k := range sortedKeys(counts) {
		if counts[k] > n {
			key, n = k, counts[k]
		}
	}
	return key, n
}

// journeyDefinitions are those of this file's figures.
func journeyDefinitions() []Definition {
	return []Definition{
		{ID: defJourney, Title: "Customer journey", Unit: "",
			Short: "Objectives of several teams in the order in which a customer meets them; its state is the worst of its steps’.",
			Text:  "A step is as its worst objective, and a journey as its worst step, in the order overspent, at risk, incomplete, within. Steps without data are counted beside it: they make a journey neither better nor worse. Each objective is taken over the whole quarter, whoever owned the service.", Source: "Quarterdeck"},
		{ID: defEndToEnd, Title: "End to end", Unit: "share of tries",
			Short:   "An estimate: the share of tries in which every step went well, if each step is one event and steps fail independently.",
			Text:    "Nobody counts whole journeys here, so this is reckoned from the steps: each with the least of its event indicators, multiplied. That steps fail independently is an assumption, and a shared outage breaks it; so the range that holds whatever they have in common stands beside it. It is left out where a step has no data, too little of it, or only time slices.",
			Formula: "estimate = Π pᵢ; at least 1 − Σ (1 − pᵢ), at most the least pᵢ", Source: "derived (Bonferroni’s inequality)"},
	}
}

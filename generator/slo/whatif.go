package slo

import "sort"

// Past is one quarter of an SLO's history.
type Past struct {
	// Label names the quarter; it is handed through.
	Label  string
	Result Result
	// Incidents is what each incident cost in the quarter.
	Incidents []Part
}

// Candidate is what an objective would have meant.
type Candidate struct {
	Target float64
	// Met of Judged quarters would have met it.
	Met, Judged int
	// AllowedBad is the failed events and AllowedMinutes the minutes of total
	// failure that it allows in a quarter, both the mean of those judged.
	AllowedBad, AllowedMinutes float64
	Quarters                   []Verdict
}

// Verdict is one quarter held against one candidate.
type Verdict struct {
	Label string
	Met   bool
	// Allowed is B·N of the quarter, Bad what failed, Spent the bad events as a
	// share of what is allowed (0 where nothing is).
	Allowed, Bad, Spent float64
	// Breakers are the incidents that alone would have broken the objective.
	Breakers []string
}

// Achievement is the answer to "which objective could we have kept".
type Achievement struct {
	Candidates []Candidate
	// Judged quarters were finished and had enough data; the others are counted
	// by why they were not judged.
	Judged, Incomplete, NoData, Running int
}

// Achievable holds candidate objectives against past quarters. Only finished
// quarters with at least minCoverage are judged.
func Achievable(candidates []float64, quarters []Past, minCoverage float64) Achievement {
	var out Achievement
	var judged []Past
	for _, q := range quarters {
		switch {
		case q.Result.Running:
			out.Running++
		case !q.Result.Measured:
			out.NoData++
		case !reaches(q.Result.Coverage, minCoverage):
			out.Incomplete++
		default:
			judged = append(judged, q)
		}
	}
	out.Judged = len(judged)
	for _, target := range candidates {
		out.Candidates = append(out.Candidates, hold(target, judged))
	}
	return out
}

// hold judges one candidate.
func hold(target float64, quarters []Past) Candidate {
	c := Candidate{Target: target, Judged: len(quarters)}
	allow := allowance(target)
	var bad, minutes sum
	for _, q := range quarters {
		v := verdictOn(q, allow)
		if v.Met {
			c.Met++
		}
		bad.add(v.Allowed)
		minutes.add(allow * q.Result.Length / 60)
		c.Quarters = append(c.Quarters, v)
	}
	if n := float64(len(quarters)); n > 0 {
		c.AllowedBad, c.AllowedMinutes = bad.value()/n, minutes.value()/n
	}
	return c
}

func verdictOn(q Past, allow float64) Verdict {
	v := Verdict{Label: q.Label, Allowed: allow * q.Result.Valid, Bad: q.Result.Bad}
	v.Met = !exceeds(q.Result.Bad, v.Allowed)
	if v.Allowed > 0 {
		v.Spent = q.Result.Bad / v.Allowed
	}
	for _, part := range q.Incidents {
		if exceeds(part.Bad, v.Allowed) {
			v.Breakers = append(v.Breakers, part.ID)
		}
	}
	sort.Strings(v.Breakers)
	return v
}

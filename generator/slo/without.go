package slo

// Without is the history as it would have been without a cause: portion is the
// share, 0 to 1, of an incident's bad events that went well then. The events
// stay, the bad ones do not. The quarters given are not changed.
func Without(quarters []Past, portion func(id string) float64) []Past {
	out := make([]Past, len(quarters))
	for i, q := range quarters {
		out[i] = Past{Label: q.Label, Result: q.Result}
		var bad sum
		bad.add(q.Result.Bad)
		for _, part := range q.Incidents {
			less := portion(part.ID)
			bad.add(-less * part.Bad)
			if left := 1 - less; left > 0 {
				part.Bad, part.Share = left*part.Bad, left*part.Share
				out[i].Incidents = append(out[i].Incidents, part)
			}
		}
		r := &out[i].Result
		r.Bad = tidy(bad.value(), q.Result.Bad)
		if r.Measured {
			r.SLI = (r.Valid - r.Bad) / r.Valid
			r.Spent = r.Share(r.Bad)
			r.Remaining = 1 - r.Spent
		}
	}
	return out
}

// DayTally is what was counted on one local day. Expected is the judged time of
// it that has passed and Covered what was measured of that, in seconds.
type DayTally struct {
	Valid, Bad, Expected, Covered float64
}

// RollingMet is on how many of the days judged the days up to and with it
// would have met a target.
type RollingMet struct {
	Target      float64
	Met, Judged int
}

// Rolling holds candidate objectives against trailing windows of whole days,
// one ending with each day. days are consecutive. A window is judged when it
// has its full length of days with judged time, at least minCoverage of it
// measured, and traffic.
func Rolling(days []DayTally, length int, candidates []float64, minCoverage float64) []RollingMet {
	out := make([]RollingMet, len(candidates))
	for i, target := range candidates {
		out[i].Target = target
	}
	if length < 1 {
		return out
	}
	running := make([]daySums, len(days)+1)
	for i, d := range days {
		running[i+1] = running[i].with(d)
	}
	for end := length; end < len(running); end++ {
		valid, bad, whole, coverage := running[end].since(running[end-length])
		if whole < length || !reaches(coverage, minCoverage) || valid <= 0 {
			continue
		}
		for i := range out {
			out[i].Judged++
			if !exceeds(bad, allowance(out[i].Target)*valid) {
				out[i].Met++
			}
		}
	}
	return out
}

// daySums are running totals over days; judged counts those with judged time.
type daySums struct {
	valid, bad, expected, covered sum
	judged                        int
}

func (s daySums) with(d DayTally) daySums {
	s.valid.add(d.Valid)
	s.bad.add(d.Bad)
	s.expected.add(d.Expected)
	s.covered.add(d.Covered)
	if d.Expected > 0 {
		s.judged++
	}
	return s
}

func (s daySums) since(t daySums) (valid, bad float64, judged int, coverage float64) {
	if expected := s.expected.minus(t.expected); expected > 0 {
		coverage = s.covered.minus(t.covered) / expected
	}
	return s.valid.minus(t.valid), max(0, s.bad.minus(t.bad)), s.judged - t.judged, coverage
}

// Beyond is the bad events beyond what a candidate allows: what would not have
// failed had its objective been met in each quarter, and no more.
func Beyond(quarters []Verdict) float64 {
	var beyond sum
	for _, v := range quarters {
		if !v.Met {
			beyond.add(v.Bad - v.Allowed)
		}
	}
	return beyond.value()
}

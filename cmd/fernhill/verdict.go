package main

import "time"

// The thresholds of the states, as in the sample's config.toml.
const (
	minCoverage = 0.9
	atRisk      = 0.75
)

// verdict is what an SLO did in a quarter, by this program's own arithmetic,
// written down here so that the sample can be checked without the product.
//
//	spent    Σ bad ÷ Σ (1 − objective) · total, of what was measured
//	soFar    the same against the whole quarter's expected budget; differs
//	         from spent in a running quarter only
//	coverage measured time ÷ expected time
type verdict struct {
	quarter                string
	total, bad             int64
	budget                 float64 // events that may fail, of what was measured
	spent, soFar, coverage float64
	state                  string
	incidents              []share
}

// share is one incident's part of a quarter's budget.
type share struct {
	id   string
	part float64
}

// judge works one quarter of a track out.
func (sc *scenario) judge(t track, q span) verdict {
	v := verdict{quarter: q.name}
	var covered time.Duration
	for _, one := range t.samples {
		if !q.contains(one.at) {
			continue
		}
		v.total += one.total
		v.bad += one.bad
		v.budget += sc.allowed(t.slo, one.at) * float64(one.total)
		covered += sc.reported(t.slo, one)
	}
	from, to := q.from, q.to
	if from.Before(sc.starts(t.slo)) {
		from = sc.starts(t.slo)
	}
	running := to.After(sc.Ends)
	if running {
		to = sc.Ends
	}
	if v.total == 0 {
		v.state = "no data"
		if !from.Before(to) {
			v.state = "not there"
		}
		return v
	}
	v.coverage = float64(covered) / float64(to.Sub(from))
	v.spent = float64(v.bad) / v.budget
	v.soFar = v.spent
	whole := v.spent * float64(covered) / float64(q.to.Sub(q.from))
	if running {
		v.soFar = whole
	}
	v.state = v.classify(whole, running)
	v.incidents = sc.attribute(t, q)
	return v
}

// reported is the time a sample covers: half of it while one of two instances
// is out of service.
func (sc *scenario) reported(s slo, one sample) time.Duration {
	if s.Format == "counter" && (sc.lost(s, s.File+"-a", one) || sc.lost(s, s.File+"-b", one)) {
		return one.step / 2
	}
	return one.step
}

// classify names the state; whole is bad ÷ the whole quarter's budget.
func (v verdict) classify(whole float64, running bool) string {
	low := v.coverage < minCoverage
	switch {
	case whole > 1, !low && v.soFar > 1:
		return "overspent"
	case low:
		return "incomplete"
	case v.soFar >= atRisk, running && v.spent > 1:
		return "at risk"
	default:
		return "within"
	}
}

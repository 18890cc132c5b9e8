// Package delivery is the arithmetic of what a team ships, on plain numbers:
// the five measures of DORA (dora.dev), by the definitions on the methodology
// page. It belongs to the compute stage, beside slo and stats, and knows nothing
// of files, teams or pages.
//
// Times are Unix seconds, durations seconds, rates fractions. Deployments are
// those to production, of one team or one service: measures of several are
// never blended. None of the five is a target.
package delivery

import (
	"cmp"
	"slices"

	"quarterdeck/generator/stats"
)

// Deployment is one change that reached production.
type Deployment struct {
	ID, Service string
	// At is when production had it.
	At      int64
	Commits []Commit
	// Failed is set where it led to a failure in production; Recovered is when
	// that was over, 0 while it is open or not known.
	Failed    bool
	Recovered int64
	// Rework is set where it was not planned and mends something.
	Rework bool
}

// Commit is one change in a deployment. At is when its lead time begins; 0
// where that is not known.
type Commit struct {
	SHA string
	At  int64
}

// Period is the stretch of time that is judged. AsOf is the present; what lies
// behind it is not known yet.
type Period struct {
	Start, End, AsOf int64
	// WorkingDays are the days on which people work, in order; see
	// [WorkingDays].
	WorkingDays []stats.Interval
}

// seen is the instant up to which the period is over.
func (p Period) seen() int64 { return max(p.Start, min(p.End, p.AsOf)) }

// Result is the delivery of one period.
type Result struct {
	// Deployments of the period, by At.
	Deployments []Dot
	// Lead is the median time from a commit to its first deployment.
	Lead Median
	// Untimed commits have no time, Later ones are later than their deployment:
	// neither takes part in Lead. Empty is how many deployments have no commits.
	Untimed, Later, Empty int
	// Weeks that are over, PerWeek the deployments ÷ Weeks: 0 without any.
	Weeks, PerWeek float64
	// DaysWith is how many of the Days (working days so far) have a deployment.
	DaysWith, Days int
	// Recovery is the median time from a failed deployment to its recovery; it
	// belongs to the period in which the deployment failed. Open failures are
	// not in it.
	Recovery Median
	Open     int
	// ChangeFail is failed deployments of all, Rework those that mend.
	ChangeFail, Rework Rate
}

// Dot is one deployment with its own figures.
type Dot struct {
	Deployment
	// Lead is the median of its own commits, where any counts.
	Lead    float64
	HasLead bool
	// Recovery is set for a failure that is over, Open for one that is not.
	Recovery    float64
	HasRecovery bool
	Open        bool
}

// Median is a median of N values with its exact interval (stats.MedianInterval,
// 95 %), and the values, in order. OK is false without any, HasInterval for five
// or fewer.
type Median struct {
	N                int
	Value, Low, High float64
	OK, HasInterval  bool
	Values           []float64
}

// Rate is a share of deployments with Wilson's 95 % interval. OK is false for
// none: no deployments are no data, never 0 %.
type Rate struct {
	Hits, Of         int
	Value, Low, High float64
	OK               bool
}

// Measure is the delivery of a period. It is given every deployment there is, in
// any order, because a commit counts for its first one, and a failure for the
// period in which it began.
func Measure(all []Deployment, p Period) Result {
	known := slices.DeleteFunc(slices.Clone(all), func(d Deployment) bool { return d.At >= p.AsOf })
	slices.SortStableFunc(known, func(a, b Deployment) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Service, b.Service), cmp.Compare(a.ID, b.ID))
	})
	var r Result
	var leads, recoveries []float64
	shipped := map[Commit]bool{} // by service and SHA
	for _, d := range known {
		inside := d.At >= p.Start && d.At < p.End
		own := r.leads(d, shipped, inside)
		if !inside {
			continue
		}
		leads = append(leads, own...)
		dot := newDot(d, own, p.AsOf)
		if dot.HasRecovery {
			recoveries = append(recoveries, dot.Recovery)
		}
		r.count(dot)
	}
	r.Lead, r.Recovery = median(leads), median(recoveries)
	r.ChangeFail, r.Rework = r.ChangeFail.of(len(r.Deployments)), r.Rework.of(len(r.Deployments))
	r.frequency(p)
	return r
}

// leads are the lead times of a deployment's commits that no earlier one had.
func (r *Result) leads(d Deployment, shipped map[Commit]bool, inside bool) []float64 {
	var out []float64
	var untimed, later int
	for _, c := range d.Commits {
		if c.SHA != "" {
			key := Commit{SHA: d.Service + "\x00" + c.SHA}
			if shipped[key] {
				continue
			}
			shipped[key] = true
		}
		switch {
		case c.At == 0:
			untimed++
		case c.At > d.At:
			later++
		default:
			out = append(out, float64(d.At-c.At))
		}
	}
	if inside {
		r.Untimed, r.Later = r.Untimed+untimed, r.Later+later
		if len(d.Commits) == 0 {
			r.Empty++
		}
	}
	return out
}

func newDot(d Deployment, leads []float64, asOf int64) Dot {
	dot := Dot{Deployment: d}
	dot.Lead, dot.HasLead = stats.Median(leads)
	if !d.Failed {
		return dot
	}
	if d.Recovered == 0 || d.Recovered > asOf {
		dot.Open = true
	} else {
		dot.Recovery, dot.HasRecovery = float64(max(0, d.Recovered-d.At)), true
	}
	return dot
}

func (r *Result) count(d Dot) {
	r.Deployments = append(r.Deployments, d)
	if d.Failed {
		r.ChangeFail.Hits++
	}
	if d.Open {
		r.Open++
	}
	if d.Deployment.Rework {
		r.Rework.Hits++
	}
}

// frequency counts weeks and working days so far.
func (r *Result) frequency(p Period) {
	seen := p.seen()
	r.Weeks = float64(seen-p.Start) / (7 * 86400)
	if r.Weeks > 0 {
		r.PerWeek = float64(len(r.Deployments)) / r.Weeks
	}
	for _, day := range p.WorkingDays {
		if day.Start < p.Start || day.Start >= seen {
			continue
		}
		r.Days++
		if slices.ContainsFunc(r.Deployments, func(d Dot) bool { return d.At >= day.Start && d.At < day.End }) {
			r.DaysWith++
		}
	}
}

func median(values []float64) Median {
	m := Median{N: len(values), Values: slices.Sorted(slices.Values(values))}
	m.Value, m.OK = stats.Median(values)
	m.Low, m.High, m.HasInterval = stats.MedianInterval(values)
	return m
}

func (r Rate) of(n int) Rate {
	r.Of = n
	r.Low, r.High, r.OK = stats.WilsonInterval(r.Hits, n)
	if r.OK {
		r.Value = float64(r.Hits) / float64(n)
	}
	return r
}

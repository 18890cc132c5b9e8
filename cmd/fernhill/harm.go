package main

import "time"

// The times in which harm sets in and fades when an incident does not say
// otherwise.
const (
	riseTime = 5 * time.Minute
	fallTime = 10 * time.Minute
)

// harm is a stretch of time in which a share of one SLO's events fails, or its
// gauge climbs.
type harm struct {
	from, mitigated, to time.Time
	shape               string
	peak                float64
}

// harms lists what hits one SLO: its incidents and the bursts without one.
func (sc *scenario) harms(id string) []harm {
	var all []harm
	for _, inc := range sc.Incidents {
		from, to := sc.window(inc)
		mitigated := inc.Mitigated
		if mitigated.IsZero() {
			mitigated = to
		}
		for _, t := range inc.SLOs {
			if t.ID == id {
				all = append(all, harm{from, mitigated, to, t.Shape, t.Failed + t.Value})
			}
		}
	}
	for _, b := range sc.Bursts {
		if b.SLO == id {
			all = append(all, harm{b.From, b.To, b.To, "plateau", b.Failed})
		}
	}
	return all
}

// at is the share of the peak that is reached at t, 0 to 1.
func (h harm) at(t time.Time) float64 {
	switch {
	case t.Before(h.from) || !t.Before(h.to):
		return 0
	case t.Before(h.mitigated):
		return h.rise(t)
	default:
		return h.fall(t)
	}
}

func (h harm) rise(t time.Time) float64 {
	length := riseTime
	if h.shape == "ramp" {
		length = h.mitigated.Sub(h.from)
	}
	return min(1, float64(t.Sub(h.from))/float64(length))
}

func (h harm) fall(t time.Time) float64 {
	length := h.to.Sub(h.mitigated)
	if h.shape != "tail" {
		length = min(length, fallTime)
	}
	if length <= 0 {
		return 0
	}
	return max(0, 1-float64(t.Sub(h.mitigated))/float64(length))
}

// failing is the mean share of events that fail in the five minutes from t on,
// over all harms, taken at the middle of each minute.
func failing(harms []harm, t time.Time) float64 {
	sum := 0.0
	for _, h := range harms {
		if !t.Add(fine).After(h.from) || !t.Before(h.to) {
			continue
		}
		for minute := range 5 {
			sum += h.peak * h.at(t.Add(time.Duration(minute)*time.Minute+30*time.Second)) / 5
		}
	}
	return min(1, sum)
}

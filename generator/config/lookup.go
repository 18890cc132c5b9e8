package config

import (
	"cmp"
	"slices"
	"time"
)

// Team finds a team by its id.
func (s *Site) Team(id string) (Team, bool) {
	for _, t := range s.Teams {
		if t.ID == id {
			return t, true
		}
	}
	return Team{}, false
}

// SLOs are all SLOs of the site, by id.
func (s *Site) SLOs() []SLO {
	var out []SLO
	for _, t := range s.Teams {
		out = append(out, t.SLOs...)
	}
	slices.SortFunc(out, func(a, b SLO) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// SLO finds an SLO by its id.
func (s *Site) SLO(id string) (SLO, bool) {
	for _, t := range s.Teams {
		for _, o := range t.SLOs {
			if o.ID == id {
				return o, true
			}
		}
	}
	return SLO{}, false
}

// Service is the last stretch of a service's ownership: its name and
// description as they stand now.
func (s *Site) Service(id string) (Service, bool) {
	var last Service
	found := false
	for _, t := range s.Teams {
		for _, v := range t.Services {
			if v.ID == id && (!found || last.From.Before(v.From)) {
				last, found = v, true
			}
		}
	}
	return last, found
}

// Ownership is a stretch of time in which a team owns a service. A zero From
// or To is open; To is exclusive.
type Ownership struct {
	Team     string
	From, To time.Time
}

// Ownerships are the stretches of a service in time order. They do not
// overlap; between them nobody owns it.
func (s *Site) Ownerships(service string) []Ownership {
	var out []Ownership
	for _, t := range s.Teams {
		for _, v := range t.Services {
			if v.ID == service {
				out = append(out, Ownership{Team: t.ID, From: v.From, To: v.To})
			}
		}
	}
	slices.SortFunc(out, func(a, b Ownership) int { return a.From.Compare(b.From) })
	return out
}

// Owner is the team that owns a service at an instant.
func (s *Site) Owner(service string, at time.Time) (team string, ok bool) {
	for _, o := range s.Ownerships(service) {
		if !at.Before(o.From) && (o.To.IsZero() || at.Before(o.To)) {
			return o.Team, true
		}
	}
	return "", false
}

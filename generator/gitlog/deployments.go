package gitlog

import (
	"slices"
	"time"
)

// Deployments shares the commits out: each belongs to the first deployment, in
// time, that reaches it. Merges carry no change of their own and are left out of
// the lists, though their subjects are looked at. The first deployment of all
// has none, see [History.First].
func (h *History) Deployments(o Options) []Deployment {
	all := make([]Deployment, len(h.tips))
	brought := make([][]string, len(h.tips)) // every commit, merges included
	seen := map[string]bool{}
	for i, t := range h.tips {
		all[i] = Deployment{ID: t.id, At: t.at}
		brought[i] = h.reach(t.sha, seen)
		if i == 0 {
			continue
		}
		for _, sha := range brought[i] {
			if c := h.commits[sha]; len(c.parents) < 2 {
				all[i].Commits = append(all[i].Commits, Commit{SHA: sha, Authored: instant(c.authored), Committed: instant(c.committed)})
			}
		}
		slices.SortFunc(all[i].Commits, byTime)
	}
	h.failures(all, brought, o)
	return slices.DeleteFunc(all, func(d Deployment) bool {
		return !o.Since.IsZero() && d.At.Before(o.Since) || !o.Until.IsZero() && !d.At.Before(o.Until)
	})
}

// reach lists the commits that a tip reaches and no earlier one did.
func (h *History) reach(tip string, seen map[string]bool) []string {
	var out []string
	left := []string{tip}
	for len(left) > 0 {
		sha := left[len(left)-1]
		left = left[:len(left)-1]
		c, known := h.commits[sha]
		if seen[sha] || !known {
			continue
		}
		seen[sha] = true
		out = append(out, sha)
		left = append(left, c.parents...)
	}
	return out
}

// instant is a time as git keeps it; zero where it cannot be.
func instant(t int64) time.Time {
	if t < 631152000 || t >= 4102444800 { // 1990 to 2099, as records reads them
		return time.Time{}
	}
	return time.Unix(t, 0).UTC()
}

package gitlog

import (
	"maps"
	"slices"
	"strings"
)

// failures marks deployments that a later one mended within o.Within, by a
// convention, because a history does not say what failed:
//
//   - a later deployment holds a commit that says "This reverts commit …" of one
//     of its commits (git revert and the buttons of code hosts write so); a
//     revert inside one deployment tells nothing;
//   - the next deployment holds a commit whose subject matches FixForward.
//
// It recovered with the first such deployment, which is rework.
func (h *History) failures(all []Deployment, brought [][]string, o Options) {
	where := map[string]int{}
	for i, list := range brought {
		for _, sha := range list {
			where[sha] = i
		}
	}
	digits := slices.Sorted(maps.Keys(h.commits))
	for i := range all {
		slices.SortFunc(brought[i], func(a, b string) int { return h.commits[b].order - h.commits[a].order }) // oldest first
		for _, sha := range brought[i] {
			c := h.commits[sha]
			for _, prefix := range c.reverts {
				if full, ok := find(digits, prefix); ok && where[full] < i {
					mend(all, where[full], i, "revert of "+full[:12], o)
				}
			}
			if i > 0 && o.FixForward != nil && o.FixForward.MatchString(c.subject) {
				mend(all, i-1, i, "mended by "+sha[:12], o)
			}
		}
	}
}

// mend marks that one deployment mended another, if it came soon enough.
func mend(all []Deployment, broken, by int, reason string, o Options) {
	d, r := &all[broken], &all[by]
	if r.At.Sub(d.At) > o.Within || r.At.Before(d.At) {
		return
	}
	r.Rework = true
	if !d.Failed {
		d.Failed, d.RecoveredAt, d.Reason = true, r.At, reason
	}
}

// find is the only commit that begins with some digits.
func find(sorted []string, prefix string) (string, bool) {
	i, _ := slices.BinarySearch(sorted, prefix)
	if i == len(sorted) || !strings.HasPrefix(sorted[i], prefix) {
		return "", false
	}
	if i+1 < len(sorted) && strings.HasPrefix(sorted[i+1], prefix) {
		return "", false
	}
	return sorted[i], true
}

package report

import (
	"cmp"
	"encoding/binary"
	"slices"
	"time"
)

const (
	// mostSimilar is how many incidents alike a page lists.
	mostSimilar = 5
	// leastAlike is the score from which two incidents are alike.
	leastAlike = 3
	// mostTraits is how many traits (causes, services, a trigger) an incident may
	// have to be found by every combination of them; the few that have more are
	// compared with each other incident.
	mostTraits = 7
)

// likeness finds incidents alike without a look at every pair. An incident
// stands in a list for each combination of its traits, in order of start.
// Whoever shares at least the traits that two incidents share is at least as
// much alike as those two: so the nearest few of each list hold every candidate,
// and the work grows with the incidents, not with their square.
type likeness struct {
	incidents []*incident // with a start, in order of it
	place     map[*incident]int
	traits    map[string]uint32
	lists     map[string][]int // places by combination
	broad     []int            // places of those with too many traits
}

func newLikeness(all []*incident) *likeness {
	l := &likeness{place: map[*incident]int{}, traits: map[string]uint32{}, lists: map[string][]int{}}
	for _, in := range all {
		if in.Started == nil {
			continue
		}
		at := len(l.incidents)
		l.incidents, l.place[in] = append(l.incidents, in), at
		keys, ok := l.combinations(in)
		if !ok {
			l.broad = append(l.broad, at)
		}
		for _, k := range keys {
			l.lists[k] = append(l.lists[k], at)
		}
	}
	return l
}

// combinations are the lists an incident stands in: every choice of its traits.
// false if they are too many.
func (l *likeness) combinations(in *incident) (keys []string, ok bool) {
	var traits []uint32
	add := func(kind, id string) {
		if t := l.trait(kind + id); !slices.Contains(traits, t) {
			traits = append(traits, t)
		}
	}
	for _, c := range in.RootCauses {
		add("cause ", c.ID)
	}
	for _, s := range in.Services {
		add("service ", s.ID)
	}
	if in.Trigger != nil {
		add("trigger ", in.Trigger.ID)
	}
	if len(traits) > mostTraits {
		return nil, false
	}
	slices.Sort(traits)
	for choice := 1; choice < 1<<len(traits); choice++ {
		var key []byte
		for i, t := range traits {
			if choice>>i&1 == 1 {
				key = binary.LittleEndian.AppendUint32(key, t)
			}
		}
		keys = append(keys, string(key))
	}
	return keys, true
}

func (l *likeness) trait(name string) uint32 {
	t, known := l.traits[name]
	if !known {
		t = uint32(len(l.traits))
		l.traits[name] = t
	}
	return t
}

// similar lists up to five incidents alike: a shared root cause counts three, a
// trigger two, a service one; at least three are needed. The nearest in time of
// equals come first.
func (l *likeness) similar(in *incident) []Ref {
	if in.Started == nil {
		return nil
	}
	type like struct {
		*incident
		score int
		apart time.Duration
	}
	var likes []like
	for _, at := range l.candidates(in) {
		o := l.incidents[at]
		if s := alike(in, o); o != in && s >= leastAlike {
			likes = append(likes, like{o, s, in.Started.Sub(*o.Started).Abs()})
		}
	}
	slices.SortStableFunc(likes, func(x, y like) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.apart, y.apart), cmp.Compare(x.ID, y.ID))
	})
	var out []Ref
	for _, x := range likes[:min(mostSimilar, len(likes))] {
		out = append(out, x.ref().Ref)
	}
	return out
}

// candidates are the places of all that may be among the most similar, in order.
func (l *likeness) candidates(in *incident) []int {
	keys, ok := l.combinations(in)
	if !ok {
		all := make([]int, len(l.incidents))
		for i := range all {
			all[i] = i
		}
		return all
	}
	out := slices.Clone(l.broad)
	for _, k := range keys {
		out = l.nearest(out, l.lists[k], in)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// nearest adds the members of a list that are nearest in time to one of them,
// and those as near as the last.
func (l *likeness) nearest(out, list []int, in *incident) []int {
	own, _ := slices.BinarySearch(list, l.place[in])
	apart := func(i int) time.Duration { return in.Started.Sub(*l.incidents[list[i]].Started).Abs() }
	before, after := own-1, own+1
	last := time.Duration(-1)
	for n := 0; before >= 0 || after < len(list); n++ {
		i := after
		if after >= len(list) || before >= 0 && apart(before) <= apart(after) {
			i = before
		}
		if n >= mostSimilar && apart(i) > last {
			break
		}
		last = apart(i)
		out = append(out, list[i])
		if i == before {
			before--
		} else {
			after++
		}
	}
	return out
}

func alike(a, b *incident) int {
	score := 0
	for _, c := range a.RootCauses {
		if hasCause(b.RootCauses, c.ID) {
			score += 3
		}
	}
	if a.Trigger != nil && b.Trigger != nil && a.Trigger.ID == b.Trigger.ID {
		score += 2
	}
	for _, s := range a.Services {
		if slices.ContainsFunc(b.Services, func(o Ref) bool { return o.ID == s.ID }) {
			score++
		}
	}
	return score
}

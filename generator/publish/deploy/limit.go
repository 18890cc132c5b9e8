package deploy

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"quarterdeck/generator/publish/store"
)

// Limit is how much of a site one publish may lose: a share of its objects, or
// a number of them. The zero value is a quarter.
type Limit struct {
	Share float64 // of the objects that stand, if Stated and Count < 0
	Count int     // -1: Share counts
	// Stated tells a written limit from none.
	Stated bool
}

// fewest is what a share never forbids: a site of twelve pages may lose a
// handful of them.
const fewest = 10

// ParseLimit reads "25%" or "100".
func ParseLimit(s string) (Limit, error) {
	if share, ok := strings.CutSuffix(strings.TrimSpace(s), "%"); ok {
		x, err := strconv.ParseFloat(strings.TrimSpace(share), 64)
		if err != nil || !(x >= 0 && x <= 100) {
			return Limit{}, fmt.Errorf("%q is not a share between 0%% and 100%%", s)
		}
		return Limit{Share: x / 100, Count: -1, Stated: true}, nil
	}
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 {
		return Limit{}, fmt.Errorf("%q is neither a number nor a share", s)
	}
	return Limit{Count: n, Stated: true}, nil
}

// String is the limit as it is written.
func (l Limit) String() string {
	switch {
	case !l.Stated:
		return "25%"
	case l.Count >= 0:
		return strconv.Itoa(l.Count)
	}
	return strconv.FormatFloat(l.Share*100, 'f', -1, 64) + "%"
}

// of is the largest number that may go from a site of so many objects.
func (l Limit) of(objects int) int {
	switch {
	case l.Stated && l.Count >= 0:
		return l.Count
	case l.Stated && l.Share == 0:
		return 0
	case l.Stated:
		return max(fewest, int(math.Floor(l.Share*float64(objects))))
	}
	return max(fewest, objects/4)
}

// refuse says no before anything is written.
func (e *engine) refuse(p *Plan) error {
	if err := e.refuseCollisions(p); err != nil {
		return err
	}
	if p.Since > 0 {
		if err := e.refuseReaders(p.stands.Audience, "what stands there"); err != nil {
			return err
		}
	}
	if p.edition.restored { // somebody asked for exactly this
		return nil
	}
	lost := 0
	for _, s := range p.Steps {
		if (s.Reason == Gone || s.Reason == Due) && s.entry.live() && !s.fresh && !e.stale(p, s.Key) {
			lost++
		}
	}
	if most := e.o.MaxDeletes.of(p.live); lost > most {
		return &store.Problem{
			Kind:    "limit",
			Message: fmt.Sprintf("%d of the %d objects at %s are no part of the site any more; max_deletes (%s) allows %d", lost, p.live, e.st.URL(), e.o.MaxDeletes, most),
			Hint:    fmt.Sprintf("look for input that is missing; if they are meant to go, publish once with --max-deletes %d. Nothing was changed", lost),
		}
	}
	return nil
}

// refuseReaders keeps a target whose readers have become fewer from showing
// them what others were meant to see: gone pages stay for the grace period, and
// earlier releases keep their bytes.
func (e *engine) refuseReaders(were, what string) error {
	if e.o.About.Audience == "" || e.o.About.Audience == were {
		return nil
	}
	if were == "" {
		were = "internal"
	}
	return &store.Problem{
		Kind:    "audience",
		Message: fmt.Sprintf("%s is for the audience %s, but %s was made for %s", e.st.URL(), e.o.About.Audience, what, were),
		Hint:    "publish under another prefix or in another bucket: pages in their grace period and the bytes of earlier releases would remain within reach. Nothing was changed",
	}
}

// refuseCollisions names the first few objects of others at keys of the site.
func (e *engine) refuseCollisions(p *Plan) error {
	var names []string
	for _, s := range p.Steps {
		if s.Reason == Collision {
			names = append(names, s.Key)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return &store.Problem{
		Kind:    "foreign",
		Message: fmt.Sprintf("%s holds %s of the site's that quarterdeck did not write", e.st.URL(), few(names, "object")),
		Hint:    "publish under another prefix, or take these objects over with --adopt: their bytes are then replaced. Nothing was changed",
	}
}

// few counts names and tells the first of them.
func few(names []string, noun string) string {
	if len(names) == 1 {
		return "1 " + noun + " (" + names[0] + ")"
	}
	shown := names[:min(3, len(names))]
	more := ""
	if len(names) > len(shown) {
		more = ", …"
	}
	return fmt.Sprintf("%d %ss (%s%s)", len(names), noun, strings.Join(shown, ", "), more)
}

package deploy

import (
	"context"
	"maps"
	"slices"
	"time"

	"quarterdeck/generator/publish/store"
)

// Reason says why an object is touched or left.
type Reason string

// The reasons.
const (
	New        Reason = "new"
	Content    Reason = "content"    // its bytes changed
	Headers    Reason = "headers"    // only its attributes changed
	Missing    Reason = "missing"    // someone removed it
	Altered    Reason = "altered"    // someone else wrote over it
	Unfinished Reason = "unfinished" // a publish was cut off that may have written it
	Adopted    Reason = "adopted"    // it was someone else's
	Returned   Reason = "returned"   // it was gone, and stands there still
	Unchanged  Reason = "unchanged"
	Gone       Reason = "gone"     // no part of the site from now on
	InGrace    Reason = "in grace" // gone, and not long enough to be deleted
	Due        Reason = "due"      // gone for longer than the grace period
	Linked     Reason = "linked"   // due, but a page links to it
	Vanished   Reason = "vanished" // someone removed it, and the site has no use for it
	Foreign    Reason = "foreign"  // someone else's: never touched
	Collision  Reason = "collision"
)

// Action says what is done with an object.
type Action string

// The actions.
const (
	Upload Action = "upload"
	Reset  Action = "headers" // new attributes, same bytes
	Delete Action = "delete"
	Note   Action = "note" // only the manifest changes
	Leave  Action = "none"
)

// Step is what the plan says of one object.
type Step struct {
	Key    string `json:"key"`
	Action Action `json:"action"`
	Reason Reason `json:"reason"`
	// Bytes that are sent, or that stand there.
	Bytes int64 `json:"bytes"`
	// Until is when an object in grace may be deleted.
	Until time.Time `json:"until,omitzero"`

	phase phase
	want  wanted
	entry Entry
	at    store.Object // as listed; zero when absent
	fresh bool         // the release that stands does not hold it
}

// Plan is every object of the target and of the site, with what happens to it.
type Plan struct {
	// Steps in the order in which they are done; what is left comes last.
	Steps []Step
	// Since is how the target stands before: the release, and whether a
	// publish was cut off.
	Since      int
	Unfinished bool
	// Owed is how many addresses the CDN has yet to be told of.
	Owed int
	// Expired are the releases that are beyond those to keep.
	Expired []int

	stands  Release // the one that stands
	live    int     // objects of the site that stands
	begun   int     // the release that was cut off, if any
	partial bool
	now     time.Time
	edition *edition
	expire  int // the oldest release that stays
}

// Idle tells whether there is nothing to do.
func (p *Plan) Idle() bool {
	if p.Unfinished || p.Owed > 0 || len(p.Expired) > 0 {
		return false
	}
	return !slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Action != Leave })
}

// Count is how many steps have one of the reasons.
func (p *Plan) Count(reasons ...Reason) int {
	n := 0
	for _, s := range p.Steps {
		if slices.Contains(reasons, s.Reason) {
			n++
		}
	}
	return n
}

// plan holds what the target shall hold against what it holds.
func (e *engine) plan(ctx context.Context, s *snapshot, ed *edition) (*Plan, error) {
	p := &Plan{Since: s.manifest.current(), Unfinished: s.manifest.Open != nil, now: e.now(), edition: ed, partial: ed.partial}
	p.stands, _ = s.manifest.find(p.Since)
	if p.Unfinished {
		p.begun = s.manifest.Open.Release
	}
	if e.o.CDN != nil {
		p.Owed = len(s.manifest.Owed)
	}
	for _, key := range slices.Sorted(maps.Keys(ed.objects)) {
		p.Steps = append(p.Steps, e.wantedStep(s, key, ed.objects[key]))
	}
	for _, key := range s.keys {
		if _, ok := ed.objects[key]; !ok {
			p.Steps = append(p.Steps, e.unwantedStep(s, p, key))
		}
	}
	for key, entry := range s.manifest.Objects {
		if entry.live() {
			p.live++
		}
		_, wanted := ed.objects[key]
		if s.standing(key) == absent && !wanted && !ed.partial {
			p.Steps = append(p.Steps, Step{Key: key, Action: Note, Reason: Vanished, entry: entry})
		}
	}
	p.order()
	p.expire = e.oldest(s.manifest, p)
	p.Expired = slices.Clone(s.manifest.Forgotten)
	for _, r := range s.manifest.Releases {
		if r.ID < p.expire {
			p.Expired = append(p.Expired, r.ID)
		}
	}
	return p, e.holdLinked(ctx, s, p)
}

// wantedStep is for an object of the site.
func (e *engine) wantedStep(s *snapshot, key string, w wanted) Step {
	entry, known := s.manifest.Objects[key]
	at := s.listed[key]
	st := Step{Key: key, Action: Upload, Bytes: w.size, want: w, entry: entry, at: at, fresh: !known || !entry.live()}
	switch s.standing(key) {
	case absent:
		st.Reason = New
		if known && entry.live() {
			st.Reason, st.fresh = Missing, true
		}
	case unsure:
		st.Reason = Unfinished
	case altered:
		st.Reason = Altered
	case foreign:
		st.Reason = Collision
		if e.o.Adopt {
			st.Reason = Adopted
		}
	case ours: // a page that is gone stands there still: links to it lead somewhere
		st.fresh = false
		st.Reason, st.Action = compare(entry, w)
	}
	if st.Action != Upload {
		w.drop()
	}
	return st
}

// compare is for an object that stands as the manifest says.
func compare(entry Entry, w wanted) (Reason, Action) {
	switch {
	case entry.SHA256 != w.sha:
		return Content, Upload
	case !sameAttributes(entry.Attributes, w.attrs):
		return Headers, Reset
	case !entry.live():
		return Returned, Note
	}
	return Unchanged, Leave
}

func sameAttributes(a, b store.Attributes) bool {
	return a.ContentType == b.ContentType && a.CacheControl == b.CacheControl && a.ContentEncoding == b.ContentEncoding &&
		a.Redirect == b.Redirect && maps.Equal(a.Headers, b.Headers)
}

// unwantedStep is for an object that is listed and no part of the site.
func (e *engine) unwantedStep(s *snapshot, p *Plan, key string) Step {
	entry, known := s.manifest.Objects[key]
	at := s.listed[key]
	st := Step{Key: key, Action: Leave, Reason: Foreign, Bytes: at.Size, entry: entry, at: at, fresh: !known}
	stands := s.standing(key)
	switch {
	case stands == foreign:
		return st
	case e.stale(p, key) && stands != altered:
		st.Reason, st.Action = Due, Delete
		return st
	case p.partial:
		st.outside(stands, e.o.Grace)
		return st
	case stands == altered: // theirs now
		st.Action = Note
		return st
	}
	since := entry.Gone
	if entry.live() {
		since = p.now
	}
	st.Until = since.Add(e.o.Grace)
	switch {
	case p.edition.restored && !entry.live(): // a page that comes back may link to it
		st.Reason = InGrace
	case !st.Until.After(p.now):
		st.Reason, st.Action = Due, Delete
	case entry.live():
		st.Reason, st.Action = Gone, Note
	default:
		st.Reason = InGrace
	}
	return st
}

// stale tells a compressed sibling that is no longer made of a file that the
// site has: a web server would go on to choose it, whatever the file has become,
// so it has no grace period.
func (e *engine) stale(p *Plan, key string) bool {
	_, stays := p.edition.objects[plain(key)]
	return e.st.Can().Bare && plain(key) != key && stays
}

// outside is the step of an object of ours that a part leaves as it is.
func (st *Step) outside(stands standing, grace time.Duration) {
	st.Reason = Unchanged
	switch {
	case stands == altered:
		st.Reason = Altered
	case !st.entry.live():
		st.Reason, st.Until = InGrace, st.entry.Gone.Add(grace)
	}
}

// standing is what is known of the object at a key.
type standing int

const (
	absent  standing = iota
	ours             // it is what the manifest says
	unsure           // an unfinished publish may have written it
	altered          // someone else wrote over what was ours
	foreign
)

func (s *snapshot) standing(key string) standing {
	at, listed := s.listed[key]
	entry, known := s.manifest.Objects[key]
	switch {
	case !listed:
		return absent
	case s.pending[key]:
		return unsure
	case known && entry.matches(at):
		return ours
	case known && entry.live():
		return altered
	}
	return foreign
}

// oldest is the first release that stays, the one about to be recorded counted
// in.
func (e *engine) oldest(m *Manifest, p *Plan) int {
	next := 0
	if p.records() {
		next = 1
	}
	keep := max(e.o.Keep.Releases, 1)
	young := p.now.AddDate(0, 0, -e.o.Keep.Days)
	for i, r := range m.Releases {
		if len(m.Releases)+next-i <= keep || r.Time.After(young) {
			return r.ID
		}
	}
	return m.current() + next
}

// records tells whether the site becomes another, so that this is a release.
// What only mends what others did to the target is none.
func (p *Plan) records() bool {
	return p.begun > p.Since || p.Since == 0 || slices.ContainsFunc(p.Steps, Step.alters)
}

// alters tells whether the site is another after this step.
func (s Step) alters() bool {
	switch s.Reason {
	case Missing, Altered:
		return s.Action == Upload && (s.entry.SHA256 != s.want.sha || !sameAttributes(s.entry.Attributes, s.want.attrs))
	case Due, Linked, Vanished:
		return s.entry.live()
	}
	return s.Action != Leave
}

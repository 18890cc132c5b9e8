package deploy

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"quarterdeck/generator/publish/store"
)

// keepOld copies, before anything is overwritten or deleted, the bytes that a
// release to be kept needs, unless there is a copy already.
func (w *work) keepOld(ctx context.Context) error {
	asked := w.asked()
	if err := w.recognise(ctx); err != nil {
		return err
	}
	last := map[string]int{}
	var copies []Step
	for _, s := range w.p.Steps {
		sha, needed := w.loses(s)
		if sha == "" || needed < w.p.expire && !asked[sha] {
			continue
		}
		kept, have := w.m.Kept[sha]
		if _, twice := last[sha]; !have && !twice {
			copies = append(copies, s)
		}
		last[sha] = max(last[sha], needed, kept.Last)
		if have {
			kept.Last = last[sha]
			w.m.Kept[sha] = kept
		}
	}
	made := make(map[string]store.Object, len(copies))
	err := w.each(ctx, "keeping old pages", copies, func(ctx context.Context, s Step) error {
		at, err := w.st.Copy(ctx, s.Key, keptRoom+s.entry.SHA256, keptAttributes(s.entry.Attributes), s.at.ETag)
		if err != nil {
			return w.moved(s.Key, err)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		made[s.entry.SHA256] = at
		return nil
	})
	if err != nil {
		return err
	}
	for _, s := range copies {
		sha := s.entry.SHA256
		w.m.Kept[sha] = Kept{Size: s.entry.Size, ETag: made[sha].ETag, Last: last[sha]}
	}
	if len(copies) > 0 {
		w.count(func(r *Result) { r.Kept += len(copies) })
	}
	w.standing()
	return nil
}

// keptAttributes are those the bytes were served with: a store that copies
// headers along with bytes, and changes them afterwards, then shows a page that
// is restored as a page from the first moment.
func keptAttributes(a store.Attributes) store.Attributes {
	a.Redirect = ""
	return a
}

// recognise looks at what a run that was cut off was about to write: where the
// bytes are still those that the manifest knows (only the headers were to
// change, or the run did not come so far) and no copy of them was put aside,
// this run has to do it. There are seldom any, so they are read.
func (w *work) recognise(ctx context.Context) error {
	var unsure []Step
	for _, s := range w.p.Steps {
		_, have := w.m.Kept[s.entry.SHA256]
		if w.s.pending[s.Key] && s.Action != Reset && s.at.Key != "" && s.entry.SHA256 != "" &&
			s.entry.SHA256 != s.want.sha && s.entry.Size == s.at.Size && !have {
			unsure = append(unsure, s)
		}
	}
	w.old = map[string]bool{}
	return w.each(ctx, "looking at what a cut-off publish left", unsure, func(ctx context.Context, s Step) error {
		body, at, err := w.get(ctx, s.Key)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		w.mu.Lock()
		defer w.mu.Unlock()
		w.old[s.Key] = at.ETag == s.at.ETag && hex.EncodeToString(sum[:]) == s.entry.SHA256
		return nil
	})
}

// loses is the digest of known bytes that a step takes away, and the newest
// release that has them.
func (w *work) loses(s Step) (sha string, needed int) {
	switch {
	case w.old[s.Key]:
	case s.Reason != Content && s.Action != Delete, w.s.pending[s.Key]:
		return "", 0
	}
	if s.entry.live() {
		return s.entry.SHA256, w.p.Since
	}
	return s.entry.SHA256, s.entry.Last
}

// asked are the digests that a rollback is about to copy.
func (w *work) asked() map[string]bool {
	asked := map[string]bool{}
	if w.p.edition.restored {
		for _, s := range w.writes() {
			asked[s.want.sha] = true
		}
	}
	return asked
}

// standing finds, for a rollback, bytes that stand at a key and stay there.
func (w *work) standing() {
	w.live = map[string]string{}
	if !w.p.edition.restored {
		return
	}
	for _, s := range w.p.Steps {
		if s.Action != Upload && s.Action != Delete && s.entry.SHA256 != "" && !w.s.pending[s.Key] && s.Reason != Foreign && s.Reason != Vanished {
			w.live[s.entry.SHA256] = s.Key
		}
	}
}

// source is where the bytes of a digest can be copied from.
func (w *work) source(sha string) (key, etag string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if k, ok := w.m.Kept[sha]; ok {
		return keptRoom + sha, k.ETag, nil
	}
	if key, ok := w.live[sha]; ok {
		return key, "", nil
	}
	return "", "", fmt.Errorf("deploy: no copy of %s", sha)
}

// restore is the edition that a release held.
func (e *engine) restore(ctx context.Context, s *snapshot, id int) (*edition, error) {
	if last, ok := s.manifest.find(s.manifest.current()); ok && last.Restores == id {
		id = last.ID // restored already, perhaps by a run that was stopped at its end; the release itself may be forgotten since
	}
	was, ok := s.manifest.find(id)
	if !ok {
		return nil, e.noRelease(s.manifest, id)
	}
	if err := e.refuseReaders(was.Audience, fmt.Sprintf("release %d", id)); err != nil {
		return nil, err
	}
	rec, err := e.readRecord(ctx, id)
	if err != nil {
		return nil, err
	}
	ed := &edition{objects: make(map[string]wanted, len(rec.Objects)), restored: true, about: was.About}
	ed.about.Restores, ed.about.Job, ed.about.Audience = id, e.o.About.Job, e.o.About.Audience
	for key, entry := range rec.Objects {
		ed.objects[key] = wanted{sha: entry.SHA256, size: entry.Size, attrs: entry.Attributes, redirect: entry.Leads || entry.Attributes.Redirect != ""}
	}
	return ed, e.allThere(ctx, s, ed, id)
}

func (e *engine) noRelease(m *Manifest, id int) error {
	p := &store.Problem{Kind: "unknown-release", Message: fmt.Sprintf("%s has no release %d", e.st.URL(), id),
		Hint: "nothing has been published there yet"}
	if n := len(m.Releases); n > 0 {
		p.Hint = fmt.Sprintf("it has %d to %d; deploy --list shows them", m.Releases[0].ID, m.Releases[n-1].ID)
	}
	return p
}

// readRecord reads what a release held.
func (e *engine) readRecord(ctx context.Context, id int) (*record, error) {
	body, _, err := e.get(ctx, recordKey(id))
	var rec record
	if err == nil {
		if err = unpack(body, &rec); err == nil {
			err = checkSchema(rec.Schema, releaseSchema)
		}
		if err == nil && rec.Release.ID != id {
			err = fmt.Errorf("it is that of release %d", rec.Release.ID)
		}
		if err != nil {
			return nil, &store.Problem{Kind: "corrupt", Message: fmt.Sprintf("the record of release %d cannot be read", id), Err: err, Hint: "choose another release; deploy --list shows them"}
		}
		return &rec, nil
	}
	if errors.Is(err, store.ErrNotFound) {
		return nil, &store.Problem{Kind: "corrupt", Message: fmt.Sprintf("the record of release %d is missing", id), Err: err, Hint: "choose another release; deploy --list shows them"}
	}
	return nil, err
}

// allThere makes sure, before anything is written, that the bytes of every
// object can still be had.
func (e *engine) allThere(ctx context.Context, s *snapshot, ed *edition, id int) error {
	kept, err := e.listKept(ctx)
	if err != nil {
		return err
	}
	have := map[string]bool{}
	for sha, k := range s.manifest.Kept {
		have[sha] = kept[sha].ETag == k.ETag && k.ETag != ""
	}
	for key, entry := range s.manifest.Objects {
		if s.standing(key) == ours {
			have[entry.SHA256] = true
		}
	}
	var lost []string
	for key, w := range ed.objects {
		if !have[w.sha] {
			lost = append(lost, key)
		}
	}
	if len(lost) == 0 {
		return nil
	}
	slices.Sort(lost)
	return &store.Problem{Kind: "unknown-release", Message: fmt.Sprintf("release %d cannot be restored: the old bytes of %s are no longer there", id, few(lost, "object")),
		Hint: "someone else removed or changed them; choose another release, or build that commit and publish it. Nothing was changed"}
}

// listKept lists the old bytes that are there, by digest.
func (e *engine) listKept(ctx context.Context) (map[string]store.Object, error) {
	kept := map[string]store.Object{}
	err := e.st.List(ctx, keptRoom, func(page []store.Object) bool {
		for _, o := range page {
			if len(o.Key) < len(keptRoom) || o.Key[:len(keptRoom)] != keptRoom {
				return false
			}
			kept[o.Key[len(keptRoom):]] = o
		}
		return true
	})
	return kept, err
}

// expire takes the releases beyond those to keep, and the old bytes that only
// they needed, out of the manifest.
func (w *work) expire() {
	for sha, k := range w.m.Kept {
		if k.Last < w.p.expire {
			delete(w.m.Kept, sha)
		}
	}
	w.m.Releases = slices.DeleteFunc(w.m.Releases, func(r Release) bool { return r.ID < w.p.expire })
	w.m.Forgotten = w.p.Expired
}

// forget deletes what the manifest no longer counts among the releases and old
// bytes. The manifest says so before anything goes: a run that is cut off here
// must not leave it promising bytes that are gone. What an earlier run left
// goes too.
func (w *work) forget(ctx context.Context) error {
	if len(w.p.Expired) == 0 {
		return nil
	}
	if !w.publishes() { // otherwise the commit has said it
		w.expire()
		w.count(func(*Result) {})
		if err := w.write(ctx, w.s); err != nil {
			return err
		}
	}
	kept, err := w.listKept(ctx)
	if err != nil {
		return err
	}
	var keys []string
	for sha := range kept {
		if _, needed := w.m.Kept[sha]; !needed {
			keys = append(keys, keptRoom+sha)
		}
	}
	for _, id := range w.p.Expired {
		keys = append(keys, recordKey(id))
	}
	slices.Sort(keys)
	if err := w.remove(ctx, "forgetting old releases", keys, nil, func(string) {}); err != nil {
		return err
	}
	w.m.Forgotten = nil
	w.dirty = true
	return nil
}

// remove deletes keys, a thousand at a time, and tells which went.
func (w *work) remove(ctx context.Context, stage string, keys []string, when map[string]string, gone func(key string)) error {
	var failed []string
	var first error
	for done := 0; done < len(keys); {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		batch := keys[done:min(done+1000, len(keys))]
		errs := w.st.Delete(ctx, batch, when)
		for _, key := range batch {
			if err := errs[key]; err == nil || errors.Is(err, store.ErrNotFound) {
				gone(key)
			} else if first == nil || !errors.Is(err, store.ErrCondition) {
				failed, first = append(failed, key), err
			} else {
				failed = append(failed, key)
			}
		}
		done += len(batch)
		w.progress(stage, done, len(keys))
	}
	if first == nil {
		return nil
	}
	return &store.Problem{Kind: kindOf(first), Message: few(failed, "object") + " could not be deleted", Err: first,
		Hint: "the site is published and whole; the next publish tries again. See that the credentials may delete"}
}

// kindOf is the kind of the problem in an error.
func kindOf(err error) string {
	var p *store.Problem
	if errors.As(err, &p) {
		return p.Kind
	}
	return "refused"
}

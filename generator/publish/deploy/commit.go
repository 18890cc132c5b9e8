package deploy

import (
	"context"
	"errors"
	"slices"
	"time"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/web"
)

// commit records the release and completes the manifest. From here on the
// publish is done.
func (w *work) commit(ctx context.Context) error {
	for _, s := range w.p.Steps {
		w.note(s)
	}
	if w.p.records() {
		if err := w.record(ctx); err != nil {
			return err
		}
	}
	w.m.Open = nil
	w.expire()
	return w.write(ctx, w.s)
}

// note is what a step means for the manifest.
func (w *work) note(s Step) {
	switch s.Reason {
	case Returned:
		entry := s.entry
		entry.Gone, entry.Last = time.Time{}, 0
		w.m.Objects[s.Key] = entry
	case Gone, Due, Linked, InGrace:
		w.m.Objects[s.Key] = w.gone(s)
	case Foreign, Vanished:
		delete(w.m.Objects, s.Key)
	}
}

// gone is the entry of an object that is no part of the site. Of one that a
// cut-off run may have written the headers are not known, nor are the bytes,
// unless they were looked at.
func (w *work) gone(s Step) Entry {
	entry := s.entry
	if w.s.pending[s.Key] {
		entry = Entry{Size: s.at.Size, ETag: s.at.ETag, Modified: s.at.Modified.UTC(), Gone: s.entry.Gone, Last: s.entry.Last}
		if w.old[s.Key] {
			entry.SHA256 = s.entry.SHA256
		}
	}
	if entry.live() {
		entry.Gone, entry.Last = w.p.now, w.p.Since
	}
	return entry
}

// record writes what the release holds, and counts it among the others.
func (w *work) record(ctx context.Context) error {
	r := Release{ID: w.next, Time: w.p.now, About: w.p.edition.about}
	rec := record{Schema: releaseSchema, Objects: map[string]Entry{}}
	for key, entry := range w.m.Objects {
		if !entry.live() {
			continue
		}
		rec.Objects[key] = entry
		r.Files++
		r.Bytes += entry.Size
		if isPage(key) {
			r.Pages++
		}
	}
	rec.Release = r
	packed, err := pack(rec)
	if err != nil {
		return err
	}
	if _, err := w.put(ctx, recordKey(r.ID), packed, store.Condition{}); err != nil {
		return err
	}
	w.m.Releases = append(w.m.Releases, r)
	w.result.Released = &r
	return nil
}

// deleteDue deletes what has been gone for long enough, pages before what they
// load, unless someone else has written there since.
func (w *work) deleteDue(ctx context.Context) error {
	var leaves, rest []string
	when := map[string]string{}
	for _, s := range w.p.Steps {
		if s.Action != Delete {
			continue
		}
		if isPage(s.Key) {
			leaves = append(leaves, s.Key)
		} else {
			rest = append(rest, s.Key)
		}
		if !w.o.NoLock {
			when[s.Key] = s.at.ETag
		}
	}
	if err := w.deleteKeys(ctx, leaves, when); err != nil {
		return err
	}
	return w.deleteKeys(ctx, rest, when)
}

func (w *work) deleteKeys(ctx context.Context, keys []string, when map[string]string) error {
	return w.remove(ctx, "deleting", keys, when, func(key string) {
		delete(w.m.Objects, key)
		w.dirty = true
		w.count(func(r *Result) { r.Deleted++ })
	})
}

// settle writes what became known after the commit.
func (w *work) settle(ctx context.Context) error {
	if !w.dirty {
		return nil
	}
	w.count(func(*Result) {})
	return w.write(ctx, w.s)
}

// payFirst tells the CDN what earlier runs could not. It is tried again at the
// end, so a failure holds nothing up.
func (w *work) payFirst(ctx context.Context) {
	if w.p.Owed > 0 && w.publishes() && w.invalidate(ctx, w.m.Owed) == nil {
		w.m.Owed = nil
		w.dirty = true
	}
}

// pay tells the CDN what changed. What it could not be told stays owed.
func (w *work) pay(ctx context.Context) error {
	if w.o.CDN == nil || len(w.m.Owed) == 0 {
		return nil
	}
	var err error
	for try := range 2 { // the adapter retries what may pass by itself
		if try > 0 {
			if stopped := w.o.Clock.Sleep(ctx, 5*time.Second); stopped != nil {
				break
			}
		}
		if err = w.invalidate(ctx, w.m.Owed); err == nil {
			w.m.Owed = nil
			w.dirty = true
			return nil
		}
		if ctx.Err() != nil {
			break
		}
	}
	hint := "the site is published and whole, but readers may see old pages until the CDN forgets them; the next publish tells it first, even without a change"
	var p *store.Problem
	if errors.As(err, &p) && p.Hint != "" {
		hint = p.Hint + "; " + hint
	}
	return &store.Problem{Kind: "owed", Message: few(slices.Clone(w.m.Owed), "object") + " changed and " + w.o.CDN.String() + " could not be told", Err: err, Hint: hint}
}

func (w *work) invalidate(ctx context.Context, keys []string) error {
	w.progress("telling "+w.o.CDN.String(), 0, len(keys))
	return w.o.CDN.Invalidate(ctx, web.AllAddresses(w.o.BasePath, keys))
}

// probe proves, without changing anything, that the credentials may write and
// delete: both are asked for under a condition that cannot hold.
func (e *engine) probe(ctx context.Context) error {
	if !e.st.Can().Conditions {
		if e.o.NoLock {
			return &store.Problem{Kind: "refused", Message: e.st.URL() + " does not honour conditional writes, so a dry run cannot prove that the credentials suffice",
				Hint: "the plan is right all the same"}
		}
		return e.noConditions()
	}
	_, err := e.put(ctx, probeKey, []byte("may I write?\n"), store.Condition{IfMatch: store.NoSuchETag})
	when := map[string]string{probeKey: store.NoSuchETag}
	switch {
	case errors.Is(err, store.ErrCondition), errors.Is(err, store.ErrNotFound):
	case err == nil:
		e.st.Delete(ctx, []string{probeKey}, nil)
		return e.noConditions()
	default:
		return err
	}
	err = e.st.Delete(ctx, []string{probeKey}, when)[probeKey]
	if err == nil || errors.Is(err, store.ErrCondition) || errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

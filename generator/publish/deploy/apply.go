package deploy

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/web"
)

// work is a plan while it is carried out. Its manifest is the snapshot's and
// changes as the work goes on; what it was before stays in the steps.
type work struct {
	*engine
	s    *snapshot
	p    *Plan
	m    *Manifest
	next int // the number of the release this will be, or that stands

	mu      sync.Mutex // guards m, pending and since
	pending map[string]bool
	since   int               // uploads since the last checkpoint
	old     map[string]bool   // keys that an unfinished run left with the bytes that the manifest knows
	live    map[string]string // by digest, a key that stands and stays as it is
	dirty   bool              // the manifest has news that it does not hold yet
}

// apply carries the plan out. The lock is held.
func (e *engine) apply(ctx context.Context, s *snapshot, p *Plan) error {
	w := &work{engine: e, s: s, p: p, m: s.manifest, next: p.Since, pending: map[string]bool{}}
	if p.records() {
		w.next++
	}
	return causeOf(ctx, w.do(ctx))
}

// do is the whole way, in its order.
func (w *work) do(ctx context.Context) error {
	w.payFirst(ctx)
	stages := []func(context.Context) error{w.keepOld, w.open, w.stage, w.upload, w.verify, w.show, w.commit}
	if !w.publishes() {
		stages = nil
	}
	for _, stage := range stages {
		if err := stage(ctx); err != nil {
			return err
		}
	}
	if err := w.finish(ctx); err != nil {
		return &Incomplete{err}
	}
	return nil
}

// Incomplete is what remained to be done after the site was published whole: a
// delete, word to the CDN. The next run tries it again.
type Incomplete struct{ Err error }

// Error is what went wrong.
func (i *Incomplete) Error() string { return i.Err.Error() }

// Unwrap gives it.
func (i *Incomplete) Unwrap() error { return i.Err }

// publishes tells work on the site from mere housekeeping.
func (w *work) publishes() bool {
	return w.p.Unfinished || slices.ContainsFunc(w.p.Steps, func(s Step) bool { return s.Action != Leave })
}

// finish is what follows a complete publish. A failure here leaves the site
// whole; each part is tried, so that one does not hold up the others.
func (w *work) finish(ctx context.Context) error {
	err := errors.Join(w.deleteDue(ctx), w.pay(ctx), w.forget(ctx))
	if ctx.Err() != nil {
		return err
	}
	return errors.Join(err, w.settle(ctx))
}

// writes are the steps that change bytes or attributes, in their order.
func (w *work) writes() []Step {
	var out []Step
	for _, s := range w.p.Steps {
		if s.Action == Upload || s.Action == Reset {
			out = append(out, s)
		}
	}
	return out
}

// each runs do for every step, a few at a time, until one fails.
func (w *work) each(ctx context.Context, stage string, steps []Step, do func(context.Context, Step) error) error {
	g, running := errgroup.WithContext(ctx)
	g.SetLimit(w.o.Jobs)
	var mu sync.Mutex
	done := 0
	for _, s := range steps {
		if running.Err() != nil {
			break
		}
		g.Go(func() error {
			if running.Err() != nil {
				return context.Cause(running)
			}
			if err := do(running, s); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			done++
			w.progress(stage, done, len(steps))
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return causeOf(ctx, err)
	}
	return context.Cause(ctx)
}

// open tells the manifest, before anything is written, which keys are about to
// be, and that the CDN will have to hear of them.
func (w *work) open(ctx context.Context) error {
	if w.o.CDN == nil {
		w.m.Owed = nil
	}
	for _, s := range w.p.Steps {
		if s.Action == Upload || s.Action == Reset {
			w.pending[s.Key] = true
		}
		if w.o.CDN != nil && w.cached(s) {
			w.m.Owed = append(w.m.Owed, s.Key)
		}
	}
	for key := range w.s.pending { // what the last run left, until it is dealt with
		if !w.pending[key] && w.s.listed[key].Key != "" {
			w.pending[key] = true
		}
	}
	w.m.Owed = sorted(w.m.Owed)
	return w.checkpoint(ctx)
}

// cached tells whether a CDN can hold an answer for the object that is about
// to become an old one: also that there is none, if somebody asked too early.
// Nobody did where nobody could know the address: before a first publish, and
// that of an asset with a digest in its name.
func (w *work) cached(s Step) bool {
	unheard := s.Reason == New && (w.p.Since == 0 || web.Fingerprinted(plain(s.Key)))
	return s.Action == Delete || (s.Action == Upload || s.Action == Reset) && !unheard
}

func sorted(keys []string) []string {
	slices.Sort(keys)
	return slices.Compact(keys)
}

// checkpoint writes the manifest with what is still to do.
func (w *work) checkpoint(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.since = 0
	w.m.Open = &Open{By: w.o.Owner, Release: w.next, Pending: slices.Sorted(maps.Keys(w.pending))}
	w.count(func(*Result) {})
	return w.write(ctx, w.s)
}

// stage and show are for targets with a switch: the writes go to a tree that
// nobody sees, then everybody sees it.
func (w *work) stage(ctx context.Context) error {
	if sw, ok := w.st.(store.Switcher); ok {
		return sw.Stage(ctx, w.next)
	}
	return nil
}

func (w *work) show(ctx context.Context) error {
	if sw, ok := w.st.(store.Switcher); ok {
		return sw.Switch(ctx, w.next)
	}
	return nil
}

// upload writes phase after phase.
func (w *work) upload(ctx context.Context) error {
	steps := w.writes()
	for len(steps) > 0 {
		n := 1
		for n < len(steps) && steps[n].phase == steps[0].phase {
			n++
		}
		if err := w.each(ctx, "uploading "+steps[0].phase.name(), steps[:n], w.send); err != nil {
			return err
		}
		steps = steps[n:]
	}
	return nil
}

// send makes one object what it shall be.
func (w *work) send(ctx context.Context, s Step) error {
	at, sent, err := w.sendOne(ctx, s)
	if err != nil {
		return w.moved(s.Key, err)
	}
	w.count(func(r *Result) {
		if sent {
			r.Uploaded++
			r.Sent += s.want.size
		} else {
			r.Copied++
		}
	})
	return w.written(ctx, s, at, sent)
}

// sendOne sends the bytes, or lets the store copy its own.
func (w *work) sendOne(ctx context.Context, s Step) (at store.Object, sent bool, err error) {
	switch {
	case s.Action == Reset:
		at, err = w.st.Copy(ctx, s.Key, s.Key, s.want.attrs, s.at.ETag)
		return at, false, err
	case w.p.edition.restored:
		from, etag, err := w.source(s.want.sha)
		if err != nil {
			return at, false, err
		}
		at, err = w.st.Copy(ctx, from, s.Key, s.want.attrs, etag)
		return at, false, err
	}
	body, err := w.take(s.want)
	if err != nil {
		return at, false, err
	}
	at, err = w.st.Put(ctx, s.Key, content(body), s.want.attrs, w.over(s.at))
	if err == nil {
		s.want.drop()
	}
	return at, true, err
}

// every is how many uploads may be lost to a cut: then a checkpoint is due.
const every = 1000

// written notes what a write left. Uploads are noted at once; a copy may have
// the ETag of what was there before, so it stays pending until it is listed.
// In a staged tree nothing counts before the switch.
func (w *work) written(ctx context.Context, s Step, at store.Object, sent bool) error {
	_, staged := w.st.(store.Switcher)
	w.mu.Lock()
	entry := Entry{SHA256: s.want.sha, Size: s.want.size, Attributes: s.want.attrs, Leads: s.want.redirect, ETag: at.ETag}
	w.m.Objects[s.Key] = entry
	due := false
	if sent && !staged && at.ETag != "" {
		delete(w.pending, s.Key)
		w.since++
		due = w.since >= every
		if due {
			w.since = 0
		}
	}
	w.mu.Unlock()
	if due {
		return w.checkpoint(ctx)
	}
	return nil
}

// unfinishedError names what is not as it was sent.
func (w *work) unfinishedError(keys []string) error {
	return &store.Problem{Kind: "changed", Message: fmt.Sprintf("%s at %s not as sent", few(keys, "object"), w.st.URL()),
		Hint: "someone else may write there, or the listing lags; publish again"}
}

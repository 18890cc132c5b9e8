// Package deploy publishes a site to a store so that a reader never meets a
// broken one. It belongs to the write stage: it takes rendered files from
// package site and speaks to a [store.Store], never to a cloud.
//
// A publish reads the target's manifest and its listing, and makes a [Plan]:
// every object with the reason why it is touched or left. With nothing to do
// it ends there. Otherwise it takes the lock and goes on in this order, so
// that at every instant each page is the old or the new one and each link and
// asset leads somewhere:
//
//  1. bytes that a retained release needs and that will be overwritten are
//     copied, inside the store, to ~quarterdeck/objects/SHA256;
//  2. the manifest is told which keys are about to be written, so that
//     whatever stops this run, the next one knows whose they are;
//  3. assets, then what is new (pages and data, index pages and feeds,
//     redirects), then what changed, in the same order; a changed page never
//     stands before what it links to, and new pages are reached from changed
//     ones only;
//  4. a listing verifies every upload;
//  5. the record of the release, then the manifest: the publish is complete;
//  6. what has been gone for longer than the grace period is deleted, the CDN
//     is told, releases beyond those to keep are forgotten.
//
// Every write is conditional on what the listing showed, so that a run that
// lost its lock cannot overwrite what a later one wrote. A rollback is the same
// publish with the objects of an earlier release, which are copied inside the
// store. A target with a switch (a folder behind a link) takes the same way
// through a staged tree.
package deploy

import (
	"context"
	"time"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/web"
	"quarterdeck/generator/site"
)

// Invalidator tells a CDN that addresses changed: root-absolute paths as a
// reader asks for them.
type Invalidator interface {
	Invalidate(ctx context.Context, paths []string) error
	String() string
}

// Clock is everything a run knows of time.
type Clock struct {
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
	// Tick renews the lock; a nil channel never does.
	Tick func(time.Duration) <-chan time.Time
}

// Retention says which releases can be restored: the newest Releases of them,
// and all that are younger than Days. The one that stands is always kept.
type Retention struct {
	Releases int
	Days     int
}

// Options say how to publish.
type Options struct {
	// Object makes the bytes and attributes of a file, the same at every call.
	Object func(site.File) (web.Object, error)
	// BasePath is the path of the site below its host, without a final slash.
	BasePath string
	// Part restricts the publish; the zero value is the whole site.
	Part Part
	// About goes into the record of the release.
	About About
	// Grace is how long an object stays after it is no part of the site.
	Grace time.Duration
	// MaxDeletes refuses a publish that loses more.
	MaxDeletes Limit
	Keep       Retention
	// CDN may be nil.
	CDN Invalidator

	// Adopt takes over objects of others at keys of the site.
	Adopt bool
	// Rebuild makes a new manifest from the listing and the releases' records.
	Rebuild bool
	// NoLock does without conditional writes; the caller sees to it that no
	// two publishes run at once.
	NoLock bool
	// DryRun ends after the plan and the proof that the credentials suffice.
	DryRun bool

	// Owner names this run to others that find its lock.
	Owner string
	// Nonce is unlike that of any other run.
	Nonce string
	Clock Clock
	// LockTTL is how long a lock counts after its last renewal; 90 s if zero.
	LockTTL time.Duration
	// Wait is how long another run's lock is waited for.
	Wait time.Duration
	// Jobs is how many requests run at once; 16 if zero.
	Jobs int
	// Memory bounds the rendered files that are held for sending, in bytes
	// beyond those being sent; 64 MiB if zero.
	Memory int64

	// Progress and Tell, if set, are told how far the work is and what a
	// person should know. Calls do not overlap.
	Progress func(Progress)
	Tell     func(string)
	// Planned, if set, is shown the plan before anything is written.
	Planned func(*Plan)
}

// Progress is how far a stage of the work is.
type Progress struct {
	Stage       string
	Done, Total int
}

// Result is what a run did.
type Result struct {
	Plan *Plan
	// Released is the release that this run recorded; nil if there was none.
	Released *Release
	// Written tells whether anything was changed.
	Written  bool
	Uploaded int
	Sent     int64 // bytes that were uploaded
	Copied   int   // objects restored or given new headers inside the store
	Kept     int   // old bytes put aside
	Deleted  int
	Requests int64
}

// Publish makes the target hold the files. The error is what stopped it; a
// person can mend a *store.Problem. After an error the target shows a whole
// site, and the next run finishes the work.
func Publish(ctx context.Context, st store.Store, files []site.File, o Options) (*Result, error) {
	e := newEngine(st, o)
	if !o.Part.Empty() {
		return e.run(ctx, func(ctx context.Context, s *snapshot) (*edition, error) { return e.part(ctx, s, files) })
	}
	rendered, stop := e.meanwhile(ctx, files)
	defer stop()
	return e.run(ctx, rendered)
}

// Rollback makes the target hold what it held at an earlier release, byte for
// byte and with the same attributes.
func Rollback(ctx context.Context, st store.Store, id int, o Options) (*Result, error) {
	e := newEngine(st, o)
	return e.run(ctx, func(ctx context.Context, s *snapshot) (*edition, error) { return e.restore(ctx, s, id) })
}

// Releases lists what can be restored, oldest first; the last one stands.
func Releases(ctx context.Context, st store.Store) ([]Release, error) {
	m, err := ReadManifest(ctx, st)
	if err != nil {
		return nil, err
	}
	return m.Releases, nil
}

// run is one publish from end to end. choose says what the target shall hold,
// given what it holds.
func (e *engine) run(ctx context.Context, choose func(context.Context, *snapshot) (*edition, error)) (*Result, error) {
	defer func() { e.result.Requests = e.st.Requests() - e.before }()
	s, p, err := e.look(ctx, choose)
	if err != nil {
		return e.result, err
	}
	if e.o.DryRun {
		e.planned(p)
		return e.result, e.probe(ctx)
	}
	if p.Idle() {
		e.planned(p)
		return e.result, nil
	}
	ctx, unlock, err := e.lock(ctx)
	if err != nil {
		return e.result, err
	}
	defer unlock()
	if changed, err := e.changedSince(ctx, s); err != nil {
		return e.result, err
	} else if changed {
		if s, p, err = e.look(ctx, choose); err != nil {
			return e.result, err
		}
	}
	e.planned(p)
	if p.Idle() {
		return e.result, nil
	}
	return e.result, e.apply(ctx, s, p)
}

// look reads the target and plans. What must not be done is refused here,
// before anything is written.
func (e *engine) look(ctx context.Context, choose func(context.Context, *snapshot) (*edition, error)) (*snapshot, *Plan, error) {
	s, err := e.read(ctx)
	if err != nil {
		return nil, nil, err
	}
	ed, err := choose(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	if err := e.listBeyond(ctx, s, ed); err != nil {
		return nil, nil, err
	}
	p, err := e.plan(ctx, s, ed)
	if err != nil {
		return nil, nil, err
	}
	e.result.Plan = p
	return s, p, e.refuse(p)
}

func (e *engine) planned(p *Plan) {
	if e.o.Planned != nil {
		e.o.Planned(p)
	}
}

// ReadManifest is what is known of a target; that of an empty one is empty.
func ReadManifest(ctx context.Context, st store.Store) (*Manifest, error) {
	s := &snapshot{}
	err := newEngine(st, Options{}).readManifest(ctx, s)
	return s.manifest, err
}

package deploy

import (
	"context"
	"errors"
	"sync"
	"time"

	"quarterdeck/generator/publish/store"
)

// engine is one run.
type engine struct {
	st     store.Store
	o      Options
	before int64 // requests that the store had seen when the run began
	result *Result

	mu sync.Mutex // guards result and calls of o.Progress and o.Tell
}

func newEngine(st store.Store, o Options) *engine {
	if o.Jobs < 1 {
		o.Jobs = 16
	}
	if o.LockTTL <= 0 {
		o.LockTTL = 90 * time.Second
	}
	if o.Memory <= 0 {
		o.Memory = 64 << 20
	}
	return &engine{st: st, o: o, before: st.Requests(), result: &Result{}}
}

// now is the store's own time, so that the grace period of one target does not
// depend on whose machine publishes; without it, this machine's.
func (e *engine) now() time.Time {
	if t := e.st.Clock(); !t.IsZero() {
		return t.UTC()
	}
	return e.o.Clock.Now().UTC()
}

func (e *engine) progress(stage string, done, total int) {
	if e.o.Progress == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.o.Progress(Progress{stage, done, total})
}

func (e *engine) tell(text string) {
	if e.o.Tell == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.o.Tell(text)
}

// count changes the result from many goroutines.
func (e *engine) count(change func(*Result)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.result.Written = true
	change(e.result)
}

// ifMatch and ifAbsent are the conditions of a write, or none where the caller
// answers for there being no other run.
func (e *engine) ifMatch(etag string) store.Condition {
	if e.o.NoLock {
		return store.Condition{}
	}
	return store.Condition{IfMatch: etag}
}

func (e *engine) ifAbsent() store.Condition {
	if e.o.NoLock {
		return store.Condition{}
	}
	return store.Condition{IfAbsent: true}
}

// over is the condition for writing over what is there, or where nothing is.
func (e *engine) over(o store.Object) store.Condition {
	if o.ETag == "" {
		return e.ifAbsent()
	}
	return e.ifMatch(o.ETag)
}

// errMoved is what a person is told when a condition failed: another writer
// that does not know the lock.
func (e *engine) moved(key string, err error) error {
	if !errors.Is(err, store.ErrCondition) {
		return err
	}
	return &store.Problem{
		Kind: "changed", Message: key + " was changed by someone else while this publish ran", Err: err,
		Hint: "readers see a whole site; find out who else writes to " + e.st.URL() + ", then publish again",
	}
}

// causeOf prefers the reason why a context ended to the errors that followed
// from it.
func causeOf(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

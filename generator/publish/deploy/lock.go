package deploy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"quarterdeck/generator/publish/store"
)

// lockNote is what stands in the lock. Its age is not in it: both the time of
// the last renewal and the present are the store's own (Object.Modified and
// Store.Clock), so that no machine's clock can steal a lock.
type lockNote struct {
	Owner   string    `json:"owner"`
	Nonce   string    `json:"nonce"`
	Seconds int       `json:"seconds"` // how long it counts after the last renewal
	Since   time.Time `json:"since"`
	Renewed int       `json:"renewed"` // how often; also makes each renewal's bytes its own
}

// errLostLock ends a run whose lock was taken by another.
var errLostLock = &store.Problem{Kind: "locked", Message: "another publish took the lock over",
	Hint: "this run was out of touch with the store for too long; readers see a whole site. Publish again"}

// holding is a lock that is held.
type holding struct {
	e    *engine
	note lockNote
	etag string
}

// lock takes the lock and keeps it until unlock is called. The context that it
// returns ends when the lock is lost.
func (e *engine) lock(ctx context.Context) (context.Context, func(), error) {
	if e.o.NoLock {
		return ctx, func() {}, nil
	}
	if !e.st.Can().Conditions {
		return ctx, nil, e.noConditions()
	}
	h := &holding{e: e, note: lockNote{Owner: e.o.Owner, Nonce: e.o.Nonce, Seconds: int(e.o.LockTTL / time.Second), Since: e.now()}}
	if err := h.acquire(ctx); err != nil {
		return ctx, nil, err
	}
	if err := h.prove(ctx); err != nil {
		h.release(ctx)
		return ctx, nil, err
	}
	running, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.renew(running, cancel)
	}()
	return running, func() {
		cancel(nil)
		<-done
		h.release(ctx)
	}, nil
}

func (e *engine) noConditions() error {
	return &store.Problem{Kind: "refused", Message: e.st.URL() + " does not honour conditional writes, so two publishes at once could mix",
		Hint: "make sure that only one runs at a time (a concurrency group in CI), and say so with --no-lock"}
}

// acquire waits for the lock of another run, until that is released or has
// run out, for as long as this run may wait.
func (h *holding) acquire(ctx context.Context) error {
	const pause = 5 * time.Second
	told := false
	for waited := time.Duration(0); ; waited += pause {
		at, err := h.put(ctx, store.Condition{IfAbsent: true})
		if err == nil {
			h.etag = at.ETag
			return nil
		}
		if !errors.Is(err, store.ErrCondition) {
			return err
		}
		other, at, err := h.other(ctx)
		switch {
		case errors.Is(err, store.ErrNotFound):
			continue // released meanwhile
		case err != nil:
			return err
		case h.expired(other, at):
			if taken, err := h.takeOver(ctx, other, at); taken || err != nil {
				return err
			}
			continue
		case waited >= h.e.o.Wait:
			return heldBy(other)
		}
		if !told {
			told = true
			h.e.tell(fmt.Sprintf("waiting for the publish of %s, which began %s", owner(other), other.Since.UTC().Format(time.DateTime)))
		}
		if err := h.e.o.Clock.Sleep(ctx, pause); err != nil {
			return causeOf(ctx, err)
		}
	}
}

// other reads the lock that stands. One that cannot be read counts as just
// taken by nobody known.
func (h *holding) other(ctx context.Context) (lockNote, store.Object, error) {
	body, at, err := h.e.get(ctx, lockKey)
	if err != nil {
		return lockNote{}, at, err
	}
	var note lockNote
	if json.Unmarshal(body, &note) != nil {
		note = lockNote{}
	}
	return note, at, nil
}

// expired judges by the store's clock alone.
func (h *holding) expired(other lockNote, at store.Object) bool {
	ttl := time.Duration(other.Seconds) * time.Second
	if ttl <= 0 {
		ttl = h.e.o.LockTTL
	}
	since := at.Modified
	if since.IsZero() {
		since = other.Since
	}
	return h.e.now().Sub(since) > ttl
}

// takeOver replaces a lock that ran out, unless somebody else does.
func (h *holding) takeOver(ctx context.Context, other lockNote, at store.Object) (bool, error) {
	mine, err := h.put(ctx, store.Condition{IfMatch: at.ETag})
	switch {
	case err == nil:
		h.etag = mine.ETag
		h.e.tell(fmt.Sprintf("the lock of %s had run out and was taken over", owner(other)))
		return true, nil
	case errors.Is(err, store.ErrCondition), errors.Is(err, store.ErrNotFound):
		return false, nil
	}
	return false, err
}

func owner(n lockNote) string {
	if n.Owner == "" {
		return "an unknown run"
	}
	return n.Owner
}

func heldBy(n lockNote) error {
	return &store.Problem{Kind: "locked", Message: fmt.Sprintf("%s is publishing, since %s", owner(n), n.Since.UTC().Format(time.DateTime)),
		Hint: "wait for it, or longer with --wait; the lock of a run that died ends by itself. Nothing was changed"}
}

// prove makes sure that both kinds of conditions are honoured, for some stores
// know only one: a second lock must be refused. Its bytes differ, or it would be
// taken for the first.
func (h *holding) prove(ctx context.Context) error {
	second := h.note
	second.Nonce += "-second"
	body, err := json.Marshal(second)
	if err != nil {
		return err
	}
	for _, when := range []store.Condition{{IfAbsent: true}, {IfMatch: store.NoSuchETag}} {
		_, err = h.e.put(ctx, lockKey, body, when)
		switch {
		case err == nil:
			h.etag = ""
			return h.e.noConditions()
		case !errors.Is(err, store.ErrCondition):
			return err
		}
	}
	return nil
}

// renew keeps the lock alive until the context ends.
func (h *holding) renew(ctx context.Context, lost context.CancelCauseFunc) {
	ttl := h.e.o.LockTTL
	last := h.e.o.Clock.Now()
	tick := h.e.o.Clock.Tick(ttl / 6)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
		err := h.again(ctx)
		switch {
		case err == nil:
			last = h.e.o.Clock.Now()
		case ctx.Err() != nil:
			return
		case errors.Is(err, store.ErrCondition), errors.Is(err, store.ErrNotFound), h.e.o.Clock.Now().Sub(last) > ttl*2/3:
			lost(errLostLock)
			return
		}
	}
}

// again renews once.
func (h *holding) again(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, h.e.o.LockTTL/3)
	defer cancel()
	h.note.Renewed++
	at, err := h.put(ctx, store.Condition{IfMatch: h.etag})
	if err == nil {
		h.etag = at.ETag
	}
	return err
}

// put writes the lock; one whose answer was lost is recognised by its nonce.
func (h *holding) put(ctx context.Context, when store.Condition) (store.Object, error) {
	body, err := json.Marshal(h.note)
	if err != nil {
		return store.Object{}, err
	}
	at, err := h.e.put(ctx, lockKey, body, when)
	if errors.Is(err, store.ErrCondition) {
		if there, found, readErr := h.other(ctx); readErr == nil && there.Nonce == h.note.Nonce {
			return found, nil
		}
	}
	return at, err
}

// release removes the lock, also when the run was interrupted. A lock that
// cannot be removed ends by itself.
func (h *holding) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	var when map[string]string
	if h.etag != "" {
		when = map[string]string{lockKey: h.etag}
	}
	h.e.st.Delete(ctx, []string{lockKey}, when)
}

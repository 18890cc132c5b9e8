package storetest

import (
	"context"
	"errors"
	"io"
	"sync"

	"quarterdeck/generator/publish/store"
)

// Outcome is what becomes of a request.
type Outcome int

// The outcomes.
const (
	Pass  Outcome = iota
	Fail          // an error, and nothing was done
	Lost          // it was done, and its answer lost: an error
	Die           // nothing was done, and nothing this client asks will be
	Died          // it was done, and nothing else this client asks will be
	CutIt         // a body ends in the middle; other requests fail
)

// ErrFault is the error of a request that failed by order.
var ErrFault = errors.New("the connection broke")

// Faulty is a client of a store whose requests end as it is told: n counts
// them from 1; a listing is one. It stands for one process: after Die or Died
// it is gone.
type Faulty struct {
	store.Store
	Fate func(n int, op, key string) Outcome
	// After, if set, is called when a request has had its effect.
	After func(op, key string)

	mu   sync.Mutex
	n    int
	dead bool
}

// Wrap makes a client of a store; one of a store with a switch has a switch.
func Wrap(inner store.Store, fate func(n int, op, key string) Outcome) (store.Store, *Faulty) {
	f := &Faulty{Store: inner, Fate: fate}
	if sw, ok := inner.(store.Switcher); ok {
		return &faultySwitch{f, sw}, f
	}
	return f, f
}

// Count is how many requests there were.
func (f *Faulty) Count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.n
}

// Dead tells whether the process is gone.
func (f *Faulty) Dead() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.dead
}

// do runs one request to its outcome. While one dies, no other has an effect.
func (f *Faulty) do(op, key string, effect func() error) error {
	f.mu.Lock()
	if f.dead {
		f.mu.Unlock()
		return ErrFault
	}
	f.n++
	outcome := Pass
	if f.Fate != nil {
		outcome = f.Fate(f.n, op, key)
	}
	f.dead = outcome == Die || outcome == Died
	f.mu.Unlock()
	if outcome == Die || outcome == Fail || outcome == CutIt && op != "get" {
		return ErrFault
	}
	err := effect()
	if f.After != nil {
		f.After(op, key)
	}
	if outcome != Pass && outcome != CutIt && err == nil {
		return ErrFault
	}
	if outcome == CutIt && err == nil {
		return errCut
	}
	return err
}

var errCut = errors.New("cut")

// List is one request.
func (f *Faulty) List(ctx context.Context, after string, each func([]store.Object) bool) error {
	return f.do("list", after, func() error { return f.Store.List(ctx, after, each) })
}

// Get may be cut.
func (f *Faulty) Get(ctx context.Context, key string) (body io.ReadCloser, at store.Object, err error) {
	err = f.do("get", key, func() error {
		var err error
		body, at, err = f.Store.Get(ctx, key)
		return err
	})
	if errors.Is(err, errCut) {
		return io.NopCloser(io.LimitReader(body, at.Size/2)), at, nil
	}
	return body, at, err
}

// Head is one request.
func (f *Faulty) Head(ctx context.Context, key string) (at store.Object, a store.Attributes, err error) {
	err = f.do("head", key, func() error {
		var err error
		at, a, err = f.Store.Head(ctx, key)
		return err
	})
	return at, a, err
}

// Put is one request.
func (f *Faulty) Put(ctx context.Context, key string, c store.Content, a store.Attributes, when store.Condition) (at store.Object, err error) {
	err = f.do("put", key, func() error {
		var err error
		at, err = f.Store.Put(ctx, key, c, a, when)
		return err
	})
	return at, err
}

// Copy is one request.
func (f *Faulty) Copy(ctx context.Context, from, to string, a store.Attributes, ifSource string) (at store.Object, err error) {
	err = f.do("copy", to, func() error {
		var err error
		at, err = f.Store.Copy(ctx, from, to, a, ifSource)
		return err
	})
	return at, err
}

// Delete is one request; a lost answer fails every key.
func (f *Faulty) Delete(ctx context.Context, keys []string, when map[string]string) map[string]error {
	errs := map[string]error{}
	first := ""
	if len(keys) > 0 {
		first = keys[0]
	}
	err := f.do("delete", first, func() error {
		errs = f.Store.Delete(ctx, keys, when)
		return nil
	})
	if err != nil {
		for _, key := range keys {
			errs[key] = err
		}
	}
	return errs
}

// faultySwitch adds the switch.
type faultySwitch struct {
	*Faulty
	sw store.Switcher
}

// Stage is one request.
func (f *faultySwitch) Stage(ctx context.Context, release int) error {
	return f.do("stage", "", func() error { return f.sw.Stage(ctx, release) })
}

// Switch is one request.
func (f *faultySwitch) Switch(ctx context.Context, release int) error {
	return f.do("switch", "", func() error { return f.sw.Switch(ctx, release) })
}

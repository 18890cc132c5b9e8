package deploy_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
)

const lockKey = store.Room + "lock.json"

// lockOf is a lock as another run wrote it just now.
func (b *bench) lockOf(owner string) {
	b.m.Set(lockKey, []byte(`{"owner":"`+owner+`","nonce":"other","seconds":90,"since":"2026-10-01T11:59:00Z"}`), theirs)
}

func TestAHeldLockIsWaitedForAndNamed(t *testing.T) {
	b := newBench(t)
	b.lockOf("the nightly job")
	b.o.Wait = 30 * time.Second
	var told []string
	b.o.Tell = func(s string) { told = append(told, s) }
	b.refusedWith(t, "locked", "the nightly job", "2026-10-01 11:59:00")
	if len(told) != 1 || !strings.Contains(told[0], "waiting for the publish of the nightly job") {
		t.Errorf("told %q", told)
	}
	if _, err := deploy.ReadManifest(t.Context(), b.m); err != nil || len(served(b.m.Snapshot())) > 0 {
		t.Error("something was written without the lock")
	}
}

// refusedWith publishes siteOne and wants this problem.
func (b *bench) refusedWith(t *testing.T, kind string, words ...string) {
	t.Helper()
	_, err := deploy.Publish(t.Context(), b.m, siteOne().files(), b.o)
	b.problem(err, kind, words...)
}

func TestTheLockOfADeadRunEndsByItself(t *testing.T) {
	b := newBench(t)
	b.lockOf("a run that died")
	b.o.Wait = 3 * time.Minute // longer than a lock counts
	var told []string
	b.o.Tell = func(s string) { told = append(told, s) }
	b.publish(siteOne())
	b.holds(siteOne())
	if len(told) != 2 || !strings.Contains(told[1], "the lock of a run that died had run out and was taken over") {
		t.Errorf("told %q", told)
	}
}

// A lock that cannot be read is nobody's; it ends by itself all the same.
func TestAGarbledLock(t *testing.T) {
	b := newBench(t)
	b.m.Set(lockKey, []byte("{"), theirs)
	b.o.Wait = 0
	b.refusedWith(t, "locked", "an unknown run")
	b.m.Advance(91 * time.Second)
	b.publish(siteOne())
}

// Whose clock is wrong does not matter: only the store's counts.
func TestAWrongClockStealsNoLock(t *testing.T) {
	for _, skew := range []time.Duration{-48 * time.Hour, 48 * time.Hour} {
		b := newBench(t)
		b.lockOf("another")
		b.o.Wait = 0
		b.o.Clock.Now = func() time.Time { return b.m.Clock().Add(skew) }
		b.refusedWith(t, "locked")
		b.m.Remove(lockKey)
		b.publish(siteOne())
		b.publish(siteTwo())
		b.holds(siteTwo(), oldOnes...) // nothing is deleted before its time either
	}
}

// While one publishes, its lock is taken by another. It stops, and writes
// nothing more.
func TestALostLockStopsTheRun(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	tick := make(chan time.Time)
	b.o.Clock.Tick = func(time.Duration) <-chan time.Time { return tick }
	st := &robbed{Store: b.m, at: "2026-q4/search/index.html", rob: func(ctx context.Context) {
		b.m.Advance(time.Hour)
		b.lockOf("another")
		tick <- noon // time to renew
		<-ctx.Done()
	}}
	r, err := deploy.Publish(t.Context(), st, siteTwo().files(), b.o)
	b.problem(err, "locked", "took the lock over")
	if r.Released != nil || st.after > 0 {
		t.Errorf("it went on: %d uploads, released %v", st.after, r.Released)
	}
	if got := string(b.m.Snapshot()[lockKey].Body); !strings.Contains(got, "another") {
		t.Errorf("the other's lock is %q", got)
	}
	b.m.Remove(lockKey)
	b.o.Clock.Tick = clock(b.m).Tick
	three := siteOne().with(pages{"index.html": "three"})
	b.publish(three)
	if broken := whole(b.m, siteOne()); len(broken) > 0 {
		t.Errorf("broken: %q", broken)
	}
}

// robbed is a store at which something happens in the middle of an upload.
type robbed struct {
	store.Store
	at    string
	rob   func(context.Context)
	done  bool
	after int // uploads that came later
}

func (s *robbed) Put(ctx context.Context, key string, c store.Content, a store.Attributes, when store.Condition) (store.Object, error) {
	if s.done && !strings.HasPrefix(key, store.Room) {
		s.after++
	}
	o, err := s.Store.Put(ctx, key, c, a, when)
	if key == s.at {
		s.done = true
		s.rob(ctx)
	}
	return o, err
}

func TestAStoreThatIgnoresConditionsIsFoundOut(t *testing.T) {
	for name, set := range map[string]func(*storetest.Memory){
		"silently": func(m *storetest.Memory) { m.IgnoreConditions = true },
		"openly":   func(m *storetest.Memory) { m.IgnoreConditions, m.NoConditions = true, true },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			set(b.m)
			b.refusedWith(t, "refused", "does not honour conditional writes", "--no-lock")
			b.o.DryRun = true
			b.refusedWith(t, "refused", "does not honour conditional writes")
			b.o.DryRun = false
			if n := len(b.m.Snapshot()); n > 0 {
				t.Errorf("%d objects were left", n)
			}
			b.o.NoLock = true
			b.publish(siteOne())
			b.publish(siteTwo())
			b.holds(siteTwo(), oldOnes...)
			b.rollback(1)
		})
	}
}

// Many runs start at once. Each waits for the one before it; none fails, the
// site is whole after each write, and one of the editions stands in the end.
func TestManyAtOnce(t *testing.T) {
	b := newBench(t)
	one := siteOne()
	b.publish(one)
	editions := []pages{siteTwo(), one.with(pages{"index.html": one["index.html"] + "!"}), siteTwo().without("404.html")}
	var wg sync.WaitGroup
	errs := make([]error, len(editions))
	for i, p := range editions {
		wg.Add(1)
		go func() {
			defer wg.Done()
			o := b.o
			o.Nonce, o.Owner, o.Jobs, o.Wait = fmt.Sprint("run", i), fmt.Sprint("run ", i), 3, 1000*time.Hour
			o.Clock.Sleep = func(ctx context.Context, _ time.Duration) error { time.Sleep(time.Millisecond); return ctx.Err() }
			client, f := storetest.Wrap(b.m, nil)
			f.After = func(op, key string) {
				if op == "list" || op == "get" || op == "head" {
					return
				}
				if broken := whole(b.m, one.without("404.html")); len(broken) > 0 {
					t.Errorf("after %s %s: %q", op, key, broken)
				}
			}
			_, errs[i] = deploy.Publish(t.Context(), client, p.files(), o)
		}()
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			t.Errorf("run %d: %v", i, err)
		}
	}
	all, err := deploy.Releases(t.Context(), b.m)
	if err != nil || len(all) != 4 {
		t.Errorf("%d releases (%v), want one for each run", len(all), err)
	}
}

package faulttest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/publish/azure"
	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/gcs"
	"quarterdeck/generator/publish/s3"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/wire"
)

// open opens a store by its address.
func open(ctx context.Context, address string, o wire.Options) (store.Store, error) {
	switch scheme, _, _ := strings.Cut(address, ":"); scheme {
	case "s3":
		return s3.Open(ctx, address, o)
	case "gs":
		return gcs.Open(ctx, address, o)
	}
	return azure.Open(address, o)
}

func mustOpen(t *testing.T, address string, o wire.Options) store.Store {
	t.Helper()
	st, err := open(t.Context(), address, o)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// clouds are the servers every test here runs against.
var clouds = []struct {
	name  string
	start func(testing.TB) storetest.Cloud
}{{"s3", storetest.S3}, {"gcs", storetest.GCS}, {"azure", storetest.Azure}}

// lockTTL is how long the lock of a publish that died is waited for.
const lockTTL = 4 * time.Second

// options are a publish whose lock is soon free again after its owner died.
func options(nonce string) deploy.Options {
	return deploy.Options{
		Object: object, Grace: 7 * 24 * time.Hour, Keep: deploy.Retention{Releases: 5}, MaxDeletes: deploy.Limit{Count: 1000, Stated: true},
		Owner: "a test", Nonce: nonce, LockTTL: lockTTL, Wait: time.Minute, Jobs: 8,
		// Others are waited for in shorter steps than a person would.
		Clock: deploy.Clock{Now: time.Now, Tick: time.Tick, Sleep: func(ctx context.Context, d time.Duration) error { return pause(ctx, d/10) }},
	}
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// again publishes, and once more if the lock was lost: on a machine that has too
// much to do it is not renewed within these few seconds.
func again(ctx context.Context, st store.Store, p pages, o deploy.Options) (r *deploy.Result, err error) {
	for range 5 {
		r, err = deploy.Publish(ctx, st, p.files(), o)
		var busy *store.Problem
		if !errors.As(err, &busy) || busy.Kind != "locked" {
			break
		}
	}
	return r, err
}

// publish must succeed.
func publish(t *testing.T, st store.Store, p pages, nonce string) *deploy.Result {
	t.Helper()
	r, err := again(t.Context(), st, p, options(nonce))
	if err != nil {
		t.Fatalf("publish: %v", err)
	}
	return r
}

// reader reads a store as readers do.
func reader(t *testing.T, st store.Store) func(string) ([]byte, bool) {
	return func(key string) ([]byte, bool) {
		body, _, err := st.Get(t.Context(), key)
		if err != nil {
			if !wire.IsNotFound(err) {
				t.Errorf("reading %s: %v", key, err)
			}
			return nil, false
		}
		defer body.Close()
		b, err := io.ReadAll(body)
		if err != nil {
			t.Errorf("reading %s: %v", key, err)
		}
		return b, true
	}
}

// once remembers what was read, so that a crawl of a site at rest asks once an
// object.
func once(read func(string) ([]byte, bool)) func(string) ([]byte, bool) {
	type answer struct {
		body []byte
		ok   bool
	}
	known := map[string]answer{}
	return func(key string) ([]byte, bool) {
		a, ok := known[key]
		if !ok {
			a.body, a.ok = read(key)
			known[key] = a
		}
		return a.body, a.ok
	}
}

// listed are the keys a reader could ask for.
func listed(t *testing.T, st store.Store) []string {
	t.Helper()
	var out []string
	if err := st.List(t.Context(), "", func(page []store.Object) bool {
		for _, o := range page {
			if !strings.HasPrefix(o.Key, store.Room) {
				out = append(out, o.Key)
			}
		}
		return true
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// whole wants every page that stands, reached or not, to lead only to what
// stands.
func whole(t *testing.T, st store.Store, when string) {
	t.Helper()
	var from []string
	for _, key := range listed(t, st) {
		if strings.HasSuffix(key, ".html") {
			from = append(from, key)
		}
	}
	for _, broken := range storetest.Crawl(once(reader(t, st)), from...) {
		t.Errorf("%s: %s", when, broken)
	}
}

// holds wants an edition, byte for byte and with its headers; what earlier
// ones had besides may stand in its grace period.
func holds(t *testing.T, st store.Store, p pages) {
	t.Helper()
	read := reader(t, st)
	for _, f := range p.files() {
		want, _ := object(f)
		if body, ok := read(f.Path); !ok || string(body) != p[f.Path] {
			t.Errorf("%s is not that of the edition (%d bytes, there: %v)", f.Path, len(body), ok)
			continue
		}
		_, a, err := st.Head(t.Context(), f.Path)
		if err != nil || a.ContentType != want.Attributes.ContentType || a.CacheControl != want.Attributes.CacheControl {
			t.Errorf("%s is served with %+v, want %+v (%v)", f.Path, a, want.Attributes, err)
		}
	}
}

func TestEveryServer(t *testing.T) {
	for _, cloud := range clouds {
		t.Run(cloud.name, func(t *testing.T) {
			st := mustOpen(t, cloud.start(t).Address("team reports"), wire.Options{})
			first, second := edition(1), edition(2)
			r := publish(t, st, first, "1")
			holds(t, st, first)
			t.Logf("first: %d objects, %d requests", len(first), r.Requests)
			if r = publish(t, st, first, "2"); r.Written || r.Requests > 3 {
				t.Errorf("an unchanged site: written %v, %d requests; want none written and the listing and the manifest", r.Written, r.Requests)
			}
			publish(t, st, second, "3")
			holds(t, st, second)
			whole(t, st, "after the second edition")
			releases, err := deploy.Releases(t.Context(), st)
			if err != nil || len(releases) != 2 {
				t.Fatalf("releases %v, %v; want two", releases, err)
			}
			if _, err := deploy.Rollback(t.Context(), st, releases[0].ID, options("4")); err != nil {
				t.Fatal(err)
			}
			holds(t, st, first)
			whole(t, st, "after going back")
		})
	}
}

func TestTwoAtOnce(t *testing.T) {
	for _, cloud := range clouds {
		t.Run(cloud.name, func(t *testing.T) {
			address := cloud.start(t).Address("both")
			st := mustOpen(t, address, wire.Options{})
			publish(t, st, edition(1), "0")
			errs := make(chan error)
			for i := range 3 {
				one := mustOpen(t, address, wire.Options{})
				go func() {
					_, err := again(t.Context(), one, edition(2+i), options(fmt.Sprint(i)))
					errs <- err
				}()
			}
			for range 3 {
				if err := <-errs; err != nil {
					t.Errorf("one of three: %v", err)
				}
			}
			whole(t, st, "after three at once")
			home, _ := reader(t, st)("index.html")
			i := slices.IndexFunc([]int{2, 3, 4}, func(n int) bool { return string(home) == edition(n)["index.html"] })
			if i < 0 {
				t.Fatal("the home page is that of none of the three")
			}
			holds(t, st, edition(2+i))
		})
	}
}

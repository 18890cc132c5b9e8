package storetest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/wire"
)

// Target is a cloud for the tests of faults, and how its store is opened.
type Target struct {
	Cloud Cloud
	Open  func(t *testing.T, address string, o wire.Options) store.Store
	// Forbidden, Skewed and Busy are the cloud's own words for these answers.
	Forbidden, Skewed, Busy Meddling
	// Right is what a hint names when writing is forbidden.
	Right string
	// Secrets must not be in any message.
	Secrets []string
}

// faults is one run of the tests of faults.
type faults struct {
	Target
	middle *Middle
}

// Faults is what a store makes of servers and networks that fail.
func Faults(t *testing.T, target Target) {
	f := faults{target, NewMiddle(t, target.Cloud.Host)}
	for _, c := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"a lost answer to a conditional write is a success", f.lostWrite},
		{"a lost request and someone else is a conflict", f.lostToOthers},
		{"a lost answer to a change of headers is a success", f.lostCopy},
		{"a lost answer to a deletion is a success", f.lostDelete},
		{"a store that is busy for a while", f.busyForAWhile},
		{"a store that stays busy", f.busy},
		{"twenty resets in a row", f.resets},
		{"a body that breaks off", f.cutBody},
		{"a body that changes while it is taken up again", f.cutAndChanged},
		{"a listing that breaks off", f.cutListing},
		{"a black hole", f.hole},
		{"writing is forbidden", f.forbidden},
		{"the clock is off", f.skewed},
		{"nobody listens", f.nobody},
		{"a file that cannot be read", f.unreadable},
	} {
		t.Run(c.name, c.run)
	}
}

// quick are limits for tests: no waiting between attempts.
func quick() wire.Options {
	return wire.Options{Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}
}

func (f faults) store(t *testing.T, prefix string, o wire.Options) store.Store {
	t.Helper()
	f.middle.Meddle(nil)
	return f.Open(t, f.Cloud.Through(prefix, f.middle.Host), o)
}

// first meddles with the first n requests that a test is about.
func first(n int32, which func(*http.Request) bool, m Meddling) func(*http.Request) Meddling {
	var left atomic.Int32
	left.Store(n)
	return func(r *http.Request) Meddling {
		if which(r) && left.Add(-1) >= 0 {
			return m
		}
		return Meddling{}
	}
}

// writes are requests that change something.
func writes(r *http.Request) bool { return r.Method != http.MethodGet && r.Method != http.MethodHead }

func reads(r *http.Request) bool { return !writes(r) }

func always(m Meddling) func(*http.Request) Meddling {
	return func(*http.Request) Meddling { return m }
}

func (f faults) lostWrite(t *testing.T) {
	st := f.store(t, "lost write", quick())
	f.middle.Meddle(first(1, writes, Meddling{DropAnswer: true}))
	o, err := st.Put(t.Context(), "lock", Bytes([]byte("mine")), page(), store.Condition{IfAbsent: true})
	if err != nil {
		t.Fatalf("the lock was taken, and its answer lost: %v", err)
	}
	f.middle.Meddle(first(1, writes, Meddling{DropAnswer: true}))
	o, err = st.Put(t.Context(), "lock", Bytes([]byte("mine, later")), page(), store.Condition{IfMatch: o.ETag})
	if err != nil {
		t.Fatalf("the lock was renewed, and the answer lost: %v", err)
	}
	if now, _ := mustHead(t, st, "lock"); now.ETag != o.ETag {
		t.Errorf("the version is %q, not %q", now.ETag, o.ETag)
	}
}

func (f faults) lostToOthers(t *testing.T) {
	st, direct := f.store(t, "lost to others", quick()), f.Open(t, f.Cloud.Address("lost to others"), quick())
	drop := first(1, writes, Meddling{DropRequest: true})
	f.middle.Meddle(func(r *http.Request) Meddling {
		m := drop(r)
		if m.DropRequest {
			mustPut(t, direct, "lock", "theirs")
		}
		return m
	})
	_, err := st.Put(t.Context(), "lock", Bytes([]byte("mine")), page(), store.Condition{IfAbsent: true})
	wantErr(t, err, store.ErrCondition, "a lock that someone else took meanwhile")
	if got := mustRead(t, st, "lock"); got != "theirs" {
		t.Errorf("the lock holds %q", got)
	}
}

func (f faults) lostCopy(t *testing.T) {
	st := f.store(t, "lost copy", quick())
	o := mustPut(t, st, "index.html", "the page")
	for _, want := range []store.Attributes{
		{ContentType: "text/html; charset=utf-8", CacheControl: "max-age=60"},
		{ContentType: "text/html; charset=utf-8", CacheControl: "max-age=5", Headers: map[string]string{"X-Robots-Tag": "noindex"}},
	} {
		f.middle.Meddle(first(1, writes, Meddling{DropAnswer: true}))
		var err error
		if o, err = st.Copy(t.Context(), "index.html", "index.html", want, o.ETag); err != nil {
			t.Fatalf("the headers were changed, and the answer lost: %v", err)
		}
		now, a := mustHead(t, st, "index.html")
		sameServed(t, a, want)
		if now.ETag != o.ETag {
			t.Errorf("the version is %q, Copy gave %q", now.ETag, o.ETag)
		}
	}
}

func (f faults) lostDelete(t *testing.T) {
	st := f.store(t, "lost delete", quick())
	a, b := mustPut(t, st, "a", "x"), mustPut(t, st, "b", "x")
	f.middle.Meddle(first(2, writes, Meddling{DropAnswer: true}))
	if failed := st.Delete(t.Context(), []string{"a", "b"}, map[string]string{"a": a.ETag, "b": b.ETag}); len(failed) != 0 {
		t.Errorf("gone, and the answers lost: %v", failed)
	}
	mustPut(t, st, "c", "x")
	mustPut(t, st, "d", "x")
	f.middle.Meddle(first(1, writes, Meddling{DropAnswer: true}))
	if failed := st.Delete(t.Context(), []string{"c", "d"}, nil); len(failed) != 0 {
		t.Errorf("gone, and the answer lost: %v", failed)
	}
	if left := keys(mustList(t, st, "")); len(left) != 0 {
		t.Errorf("left: %q", left)
	}
}

func (f faults) busyForAWhile(t *testing.T) {
	st := f.store(t, "busy for a while", quick())
	for _, m := range []Meddling{f.Busy, {Status: http.StatusInternalServerError}, {Status: http.StatusBadGateway, Body: "<html>bad gateway</html>"}} {
		f.middle.Meddle(first(4, writes, m))
		mustPut(t, st, "index.html", "x")
		f.middle.Meddle(first(4, reads, m))
		if got := keys(mustList(t, st, "")); !slices.Equal(got, []string{"index.html"}) {
			t.Errorf("listed %q", got)
		}
	}
}

// problem checks the error of a failure that a person can mend.
func (f faults) problem(t *testing.T, err error, kind string, words ...string) {
	t.Helper()
	var p *store.Problem
	if !errors.As(err, &p) {
		t.Fatalf("the error is no problem with a hint: %v", err)
	}
	if p.Kind != kind {
		t.Errorf("the kind of %q is %q, want %q", err, p.Kind, kind)
	}
	if p.Hint == "" {
		t.Errorf("%q has no hint", err)
	}
	all := p.Error() + "\n" + p.Hint
	for _, w := range words {
		if !strings.Contains(all, w) {
			t.Errorf("%q does not say %q", all, w)
		}
	}
	for _, secret := range append(f.Secrets, "Signature", "sig=", "http://") {
		if strings.Contains(all, secret) {
			t.Errorf("%q tells %q", all, secret)
		}
	}
	if strings.Contains(p.Error(), "\n") {
		t.Errorf("%q is more than a line", p.Error())
	}
}

func (f faults) busy(t *testing.T) {
	st := f.store(t, "busy", quick())
	f.middle.Meddle(always(f.Busy))
	_, err := st.Put(t.Context(), "2026-q3/index.html", Bytes([]byte("x")), page(), store.Condition{})
	f.problem(t, err, "busy", "2026-q3/index.html", "12 times")
	if n := f.middle.Seen(); n != 12 {
		t.Errorf("%d requests, want 12", n)
	}
}

func (f faults) resets(t *testing.T) {
	st := f.store(t, "resets", quick())
	mustPut(t, st, "first", "x") // the store has answered once
	f.middle.Meddle(first(20, writes, Meddling{DropRequest: true}))
	mustPut(t, st, "index.html", "x")
	f.middle.Meddle(first(20, reads, Meddling{DropRequest: true}))
	if got := mustRead(t, st, "index.html"); got != "x" {
		t.Errorf("read %q", got)
	}
}

func (f faults) cutBody(t *testing.T) {
	st := f.store(t, "cut", quick())
	text := strings.Repeat("0123456789", 30_000)
	mustPut(t, st, "page.html", text)
	f.middle.Meddle(first(5, reads, Meddling{Cut: 50_001}))
	if got := mustRead(t, st, "page.html"); got != text {
		t.Errorf("of %d bytes %d came, or others", len(text), len(got))
	}
	if n := f.middle.Seen(); n != 6 {
		t.Errorf("%d requests, want 6: five that broke off and the last", n)
	}
}

func (f faults) cutAndChanged(t *testing.T) {
	st, direct := f.store(t, "cut and changed", quick()), f.Open(t, f.Cloud.Address("cut and changed"), quick())
	mustPut(t, st, "page.html", strings.Repeat("a", 200_000))
	cut := first(1, reads, Meddling{Cut: 50_000})
	var changed atomic.Bool
	f.middle.Meddle(func(r *http.Request) Meddling {
		if m := cut(r); m.Cut > 0 {
			return m
		}
		if !changed.Swap(true) {
			mustPut(t, direct, "page.html", strings.Repeat("b", 200_000))
		}
		return Meddling{}
	})
	body, _, err := st.Get(t.Context(), "page.html")
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	var read [1 << 10]byte
	for err == nil {
		_, err = body.Read(read[:])
	}
	wantErr(t, err, store.ErrCondition, "a body that would be a mixture")
}

func (f faults) cutListing(t *testing.T) {
	st := f.store(t, "cut listing", quick())
	mustPut(t, st, "a", "x")
	mustPut(t, st, "b", "x")
	f.middle.Meddle(first(3, reads, Meddling{Cut: 150}))
	if got := keys(mustList(t, st, "")); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("listed %q", got)
	}
}

func (f faults) hole(t *testing.T) {
	o := quick()
	o.Idle, o.Attempts = 100*time.Millisecond, 3
	st := f.store(t, "hole", o)
	f.middle.Meddle(always(Meddling{Hole: true}))
	_, err := st.Put(t.Context(), "index.html", Bytes([]byte("x")), page(), store.Condition{})
	f.problem(t, err, "unreachable", "index.html")
	f.middle.Meddle(always(Meddling{Hole: true}))
	_, _, err = st.Get(t.Context(), "index.html")
	f.problem(t, err, "unreachable", "index.html")
	f.middle.Meddle(first(2, writes, Meddling{Hole: true}))
	mustPut(t, st, "index.html", "x")
}

func (f faults) forbidden(t *testing.T) {
	st := f.store(t, "forbidden", quick())
	f.middle.Meddle(always(f.Forbidden))
	_, err := st.Put(t.Context(), "index.html", Bytes([]byte("x")), page(), store.Condition{})
	f.problem(t, err, "permission", "index.html", f.Right, Bucket)
	if n := f.middle.Seen(); n != 1 {
		t.Errorf("%d requests, want 1: it does not pass by itself", n)
	}
	failed := st.Delete(t.Context(), []string{"a.html", "b.html"}, nil)
	if len(failed) != 2 {
		t.Errorf("deleting what is not allowed: %v, want an error for each", failed)
	}
	f.problem(t, failed["b.html"], "permission", ".html")
}

func (f faults) skewed(t *testing.T) {
	st := f.store(t, "skewed", quick())
	f.middle.Meddle(always(f.Skewed))
	_, err := st.Put(t.Context(), "index.html", Bytes([]byte("x")), page(), store.Condition{})
	f.problem(t, err, "clock", "index.html", "clock")
}

func (f faults) nobody(t *testing.T) {
	st := f.Open(t, f.Cloud.Through("nobody", loopback(FreePort(t))), quick())
	err := st.List(t.Context(), "", func([]store.Object) bool { return true })
	f.problem(t, err, "unreachable", "never reached")
	f.Cloud.Address("") // the way back, where the environment holds it
}

func (f faults) unreadable(t *testing.T) {
	st := f.store(t, "unreadable", quick())
	c := Bytes([]byte("x"))
	c.Open = func() (io.ReadSeekCloser, error) { return nil, errors.New("input/output error") }
	_, err := st.Put(t.Context(), "index.html", c, page(), store.Condition{})
	f.problem(t, err, "refused", "index.html", "input/output error")
	if n := f.middle.Seen(); n != 0 {
		t.Errorf("%d requests for a file that cannot be read", n)
	}
}

package storetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"quarterdeck/generator/publish/store"
)

// Opener opens a store under a prefix of its own of one and the same place.
type Opener func(t *testing.T, prefix string) store.Store

// Exception is something a test server does otherwise than the real store. The
// suite then does not look at it.
type Exception string

// The exceptions.
const (
	// MergesHeaders: a copy keeps those headers of its source that the new
	// attributes leave out (fake-gcs-server).
	MergesHeaders Exception = "merges headers"
)

// suite is one run of the conformance tests.
type suite struct {
	open   Opener
	except []Exception
}

func (s suite) exempt(e Exception) bool { return slices.Contains(s.except, e) }

// Conformance is what publishing relies on in every store.
func Conformance(t *testing.T, open Opener, except ...Exception) {
	s := suite{open, except}
	for _, c := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"what is written is read", s.written},
		{"headers are replaced whole", s.replaced},
		{"an overwritten object has another version", s.versions},
		{"names survive", s.names},
		{"sizes", s.sizes},
		{"a listing is ordered, paged and stays in its prefix", s.listing},
		{"a missing object is not found", s.missing},
		{"only if absent", s.ifAbsent},
		{"only if unchanged", s.ifMatch},
		{"one of many wins", s.race},
		{"bytes that are not those promised are refused", s.garbled},
		{"a copy has new headers", s.copied},
		{"a copy onto itself changes headers alone", s.onto},
		{"a copy of what has changed is refused", s.copyIf},
		{"many are deleted", s.deleted},
		{"deleted only if unchanged", s.deleteIf},
		{"a reader sees a whole object", s.whole},
		{"clock and count", s.clock},
		{"stopped", s.stopped},
	} {
		t.Run(c.name, c.run)
	}
}

// Bytes is content held in memory.
func Bytes(b []byte) store.Content {
	return store.Content{
		Open:   func() (io.ReadSeekCloser, error) { return nopCloser{bytes.NewReader(b)}, nil },
		Size:   int64(len(b)),
		SHA256: sha256.Sum256(b),
	}
}

type nopCloser struct{ io.ReadSeeker }

// Close does nothing.
func (nopCloser) Close() error { return nil }

// page are the attributes of an ordinary page.
func page() store.Attributes {
	return store.Attributes{ContentType: "text/html; charset=utf-8", CacheControl: "no-cache"}
}

func mustPut(t *testing.T, s store.Store, key, text string) store.Object {
	t.Helper()
	o, err := s.Put(t.Context(), key, Bytes([]byte(text)), page(), store.Condition{})
	if err != nil {
		t.Fatalf("Put %q: %v", key, err)
	}
	return o
}

func mustRead(t *testing.T, s store.Store, key string) string {
	t.Helper()
	body, _, err := s.Get(t.Context(), key)
	if err != nil {
		t.Fatalf("Get %q: %v", key, err)
	}
	defer body.Close()
	b, err := io.ReadAll(body)
	if err != nil {
		t.Fatalf("reading %q: %v", key, err)
	}
	return string(b)
}

func mustHead(t *testing.T, s store.Store, key string) (store.Object, store.Attributes) {
	t.Helper()
	o, a, err := s.Head(t.Context(), key)
	if err != nil {
		t.Fatalf("Head %q: %v", key, err)
	}
	return o, a
}

func mustList(t *testing.T, s store.Store, after string) []store.Object {
	t.Helper()
	var out []store.Object
	if err := s.List(t.Context(), after, func(page []store.Object) bool {
		out = append(out, page...)
		return true
	}); err != nil {
		t.Fatalf("List: %v", err)
	}
	return out
}

func keys(objects []store.Object) []string {
	var out []string
	for _, o := range objects {
		out = append(out, o.Key)
	}
	return out
}

func wantErr(t *testing.T, err, want error, doing string) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got error %v, want %v", doing, err, want)
	}
}

// sameServed compares attributes by what readers are told.
func sameServed(t *testing.T, got, want store.Attributes) {
	t.Helper()
	if got.ContentType != want.ContentType || got.CacheControl != want.CacheControl || got.ContentEncoding != want.ContentEncoding {
		t.Errorf("served with %q, %q, %q, want %q, %q, %q", got.ContentType, got.CacheControl, got.ContentEncoding,
			want.ContentType, want.CacheControl, want.ContentEncoding)
	}
	if fmt.Sprint(got.Headers) != fmt.Sprint(want.Headers) { // fmt sorts a map's keys
		t.Errorf("further headers %v, want %v", got.Headers, want.Headers)
	}
}

// sideBySide does something n times at once and waits.
func sideBySide(n int, do func(i int)) {
	done := make(chan struct{})
	for i := range n {
		go func() {
			defer func() { done <- struct{}{} }()
			do(i)
		}()
	}
	for range n {
		<-done
	}
}

func (s suite) stopped(t *testing.T) {
	st := s.open(t, "stopped")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := st.Put(ctx, "index.html", Bytes([]byte("x")), page(), store.Condition{})
	wantErr(t, err, context.Canceled, "Put after the end")
	wantErr(t, st.List(ctx, "", func([]store.Object) bool { return true }), context.Canceled, "List after the end")
	if failed := st.Delete(ctx, []string{"a", "b"}, nil); len(failed) != 2 {
		t.Errorf("Delete after the end reports %v, want an error for each of the two", failed)
	}
}

func (s suite) clock(t *testing.T) {
	st := s.open(t, "clock")
	before := st.Requests()
	mustPut(t, st, "index.html", "x")
	if got := st.Requests() - before; got != 1 {
		t.Errorf("a Put took %d requests, want 1", got)
	}
	if st.Clock().IsZero() {
		t.Error("the store's clock is unknown after an answer")
	}
	o, _ := mustHead(t, st, "index.html")
	// Both are the store's own time, in whole seconds, of two answers that
	// followed each other.
	if d := st.Clock().Sub(o.Modified); d < -2e9 || d > 60e9 {
		t.Errorf("the clock says %v, the object was written at %v", st.Clock(), o.Modified)
	}
}

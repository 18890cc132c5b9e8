package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"quarterdeck/generator/publish/store"
)

func (s suite) listing(t *testing.T) {
	st, beside := s.open(t, "listing"), s.open(t, "listing-old")
	mustPut(t, beside, "not ours", "x")
	const n = 1010
	var want []string
	for i := range n {
		want = append(want, fmt.Sprintf("%c/%04d.html", 'A'+i%3, i))
	}
	sideBySide(8, func(worker int) {
		for i := worker; i < n; i += 8 {
			mustPut(t, st, want[i], "x")
		}
	})
	slices.Sort(want)
	before := st.Requests()
	var got []string
	if err := st.List(t.Context(), "", func(page []store.Object) bool {
		if len(page) == 0 || len(page) > 1000 {
			t.Errorf("a page of %d objects", len(page))
		}
		got = append(got, keys(page)...)
		return true
	}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("listed %d objects, not the %d written in the order of their bytes", len(got), n)
	}
	if r := st.Requests() - before; r != 2 {
		t.Errorf("listing %d objects took %d requests, want 2", n, r)
	}
	s.listingInPart(t, st, want)
}

func (s suite) listingInPart(t *testing.T, st store.Store, want []string) {
	if got := keys(mustList(t, st, want[700])); !slices.Equal(got, want[701:]) {
		t.Errorf("after %q come %d objects, want %d", want[700], len(got), len(want)-701)
	}
	if got := keys(mustList(t, st, "B")); len(got) != 673 { // 1,010 = 337 A + 337 B + 336 C
		t.Errorf("after \"B\", which is no object, come %d, want 673", len(got))
	}
	before, pages := st.Requests(), 0
	if err := st.List(t.Context(), "", func([]store.Object) bool { pages++; return false }); err != nil {
		t.Fatal(err)
	}
	if r := st.Requests() - before; pages != 1 || r != 1 {
		t.Errorf("a listing that was stopped went on: %d pages, %d requests", pages, r)
	}
}

func (s suite) ifAbsent(t *testing.T) {
	st := s.open(t, "absent")
	if _, err := st.Put(t.Context(), "lock", Bytes([]byte("mine")), page(), store.Condition{IfAbsent: true}); err != nil {
		t.Fatal(err)
	}
	_, err := st.Put(t.Context(), "lock", Bytes([]byte("theirs")), page(), store.Condition{IfAbsent: true})
	wantErr(t, err, store.ErrCondition, "a second Put of what must be absent")
	// The same bytes from someone else are still someone else's.
	_, err = st.Put(t.Context(), "lock", Bytes([]byte("mine")), page(), store.Condition{IfAbsent: true})
	wantErr(t, err, store.ErrCondition, "a second Put of the same bytes")
	if got := mustRead(t, st, "lock"); got != "mine" {
		t.Errorf("the lock holds %q", got)
	}
}

func (s suite) ifMatch(t *testing.T) {
	st := s.open(t, "match")
	old := mustPut(t, st, "manifest.json", "1")
	now, err := st.Put(t.Context(), "manifest.json", Bytes([]byte("2")), page(), store.Condition{IfMatch: old.ETag})
	if err != nil {
		t.Fatal(err)
	}
	_, err = st.Put(t.Context(), "manifest.json", Bytes([]byte("3")), page(), store.Condition{IfMatch: old.ETag})
	wantErr(t, err, store.ErrCondition, "Put over another version")
	if got := mustRead(t, st, "manifest.json"); got != "2" {
		t.Errorf("it holds %q", got)
	}
	_, err = st.Put(t.Context(), "gone.json", Bytes([]byte("3")), page(), store.Condition{IfMatch: now.ETag})
	wantErr(t, err, store.ErrCondition, "Put over what is gone")
	for _, key := range []string{"manifest.json", "gone.json"} {
		before := st.Requests()
		if _, err = st.Put(t.Context(), key, Bytes([]byte("4")), page(), store.Condition{IfMatch: store.NoSuchETag}); !errors.Is(err, store.ErrCondition) && !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Put over a version that never was: %v", err)
		}
		if st.Requests() == before {
			t.Error("the store was not asked, so this proves no permission")
		}
	}
	if got := keys(mustList(t, st, "")); !slices.Equal(got, []string{"manifest.json"}) || mustRead(t, st, "manifest.json") != "2" {
		t.Errorf("after refused writes there is %q", got)
	}
}

func (s suite) race(t *testing.T) {
	st := s.open(t, "race")
	for round := range 5 {
		var won atomic.Int32
		key := fmt.Sprintf("lock%d", round)
		sideBySide(24, func(i int) {
			if _, err := st.Put(t.Context(), key, Bytes(fmt.Appendf(nil, "owner %d", i)), page(), store.Condition{IfAbsent: true}); err == nil {
				won.Add(1)
			}
		})
		if won.Load() != 1 {
			t.Errorf("round %d: %d of 24 took the lock, want 1", round, won.Load())
		}
	}
}

func (s suite) copied(t *testing.T) {
	st := s.open(t, "copied")
	from := mustPut(t, st, "index.html", "the page")
	want := store.Attributes{ContentType: "text/plain; charset=utf-8", CacheControl: "private", ContentEncoding: "identity",
		Headers: map[string]string{"Content-Language": "fr", "X-Robots-Tag": "noindex"}}
	if _, err := st.Copy(t.Context(), "index.html", "kept/1", want, from.ETag); err != nil {
		t.Fatal(err)
	}
	if got := mustRead(t, st, "kept/1"); got != "the page" {
		t.Errorf("the copy holds %q", got)
	}
	o, a := mustHead(t, st, "kept/1")
	sameServed(t, a, want)
	if o.Size != 8 {
		t.Errorf("the copy has %d bytes", o.Size)
	}
	_, a = mustHead(t, st, "index.html")
	sameServed(t, a, page())
	if !s.exempt(MergesHeaders) {
		if _, err := st.Copy(t.Context(), "kept/1", "index.html", page(), ""); err != nil {
			t.Fatal(err)
		}
		_, a = mustHead(t, st, "index.html")
		sameServed(t, a, page())
	}
}

func (s suite) onto(t *testing.T) {
	st := s.open(t, "onto")
	old := mustPut(t, st, "index.html", "the page")
	before := mustList(t, st, "")[0]
	want := store.Attributes{ContentType: "text/html; charset=utf-8", CacheControl: "max-age=60", Headers: map[string]string{"X-Robots-Tag": "noindex"}}
	o, err := st.Copy(t.Context(), "index.html", "index.html", want, old.ETag)
	if err != nil {
		t.Fatal(err)
	}
	now, a := mustHead(t, st, "index.html")
	sameServed(t, a, want)
	if got := mustRead(t, st, "index.html"); got != "the page" {
		t.Errorf("it holds %q", got)
	}
	after := mustList(t, st, "")[0]
	if o.ETag != now.ETag || after.ETag != now.ETag {
		t.Errorf("Copy gave the version %q, Head has %q, the listing %q", o.ETag, now.ETag, after.ETag)
	}
	if after.ETag == before.ETag && after.Modified.Before(before.Modified) {
		t.Errorf("the change of headers turned the time back: %v, then %v", before.Modified, after.Modified)
	}
}

func (s suite) copyIf(t *testing.T) {
	st := s.open(t, "copyif")
	old := mustPut(t, st, "index.html", "old")
	mustPut(t, st, "index.html", "new")
	_, err := st.Copy(t.Context(), "index.html", "kept", page(), old.ETag)
	wantErr(t, err, store.ErrCondition, "Copy of another version")
	_, err = st.Copy(t.Context(), "index.html", "index.html", store.Attributes{ContentType: "text/plain"}, old.ETag)
	wantErr(t, err, store.ErrCondition, "Copy of another version onto itself")
	if got := keys(mustList(t, st, "")); !slices.Equal(got, []string{"index.html"}) {
		t.Errorf("there is %q now", got)
	}
	_, a := mustHead(t, st, "index.html")
	sameServed(t, a, page())
}

func (s suite) deleted(t *testing.T) {
	st := s.open(t, "deleted")
	var names []string
	for i := range 60 {
		names = append(names, fmt.Sprintf("old/%02d.html", i))
	}
	sideBySide(8, func(worker int) {
		for i := worker; i < len(names); i += 8 {
			mustPut(t, st, names[i], "x")
		}
	})
	mustPut(t, st, "kept.html", "x")
	if failed := st.Delete(t.Context(), append(names, "never/there.html"), nil); len(failed) != 0 {
		t.Errorf("not deleted: %v", failed)
	}
	if got := keys(mustList(t, st, "")); !slices.Equal(got, []string{"kept.html"}) {
		t.Errorf("left: %q", got)
	}
}

func (s suite) deleteIf(t *testing.T) {
	st := s.open(t, "deleteif")
	same, changed := mustPut(t, st, "same.html", "x"), mustPut(t, st, "changed.html", "x")
	mustPut(t, st, "changed.html", "by someone else")
	failed := st.Delete(t.Context(), []string{"same.html", "changed.html", "gone.html"},
		map[string]string{"same.html": same.ETag, "changed.html": changed.ETag, "gone.html": same.ETag})
	wantErr(t, failed["changed.html"], store.ErrCondition, "Delete of what someone else changed")
	if len(failed) != 1 {
		t.Errorf("failed: %v, want one", failed)
	}
	if got := keys(mustList(t, st, "")); !slices.Equal(got, []string{"changed.html"}) {
		t.Errorf("left: %q, want the changed one", got)
	}
}

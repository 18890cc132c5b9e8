package storetest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"quarterdeck/generator/publish/store"
)

func (s suite) written(t *testing.T) {
	st := s.open(t, "written")
	// Packed bytes must come back packed, whatever the header says of them.
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := io.WriteString(z, strings.Repeat("<p>quarter</p>", 50)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	a := store.Attributes{ContentType: "text/html; charset=utf-8", CacheControl: "public, max-age=0, must-revalidate", ContentEncoding: "gzip",
		Headers: map[string]string{"Content-Language": "en-GB", "Content-Disposition": `inline; filename="report.html"`, "X-Robots-Tag": "noindex"}}
	o, err := st.Put(t.Context(), "2026-q3/index.html", Bytes(packed.Bytes()), a, store.Condition{})
	if err != nil {
		t.Fatal(err)
	}
	if got := mustRead(t, st, "2026-q3/index.html"); got != packed.String() {
		t.Errorf("read %d bytes that are not the %d written", len(got), packed.Len())
	}
	now, attributes := mustHead(t, st, "2026-q3/index.html")
	sameServed(t, attributes, a)
	if now.ETag == "" || now.ETag != o.ETag {
		t.Errorf("Head has the version %q, Put gave %q", now.ETag, o.ETag)
	}
	body, got, err := st.Get(t.Context(), "2026-q3/index.html")
	if err != nil {
		t.Fatal(err)
	}
	body.Close()
	if got.ETag != o.ETag || got.Size != int64(packed.Len()) || got.Key != o.Key {
		t.Errorf("Get tells of %+v, want %+v", got, o)
	}
	listed := mustList(t, st, "")
	if len(listed) != 1 || listed[0].Key != "2026-q3/index.html" || listed[0].Size != int64(packed.Len()) || listed[0].ETag != o.ETag || listed[0].Modified.IsZero() {
		t.Errorf("listed as %+v, want version %q and a time", listed, o.ETag)
	}
}

func (s suite) replaced(t *testing.T) {
	st := s.open(t, "replaced")
	first := store.Attributes{ContentType: "text/css; charset=utf-8", CacheControl: "max-age=1", ContentEncoding: "identity",
		Headers: map[string]string{"Content-Language": "de"}}
	if _, err := st.Put(t.Context(), "a.css", Bytes([]byte("a")), first, store.Condition{}); err != nil {
		t.Fatal(err)
	}
	mustPut(t, st, "a.css", "b")
	_, a := mustHead(t, st, "a.css")
	sameServed(t, a, page())
}

func (s suite) versions(t *testing.T) {
	st := s.open(t, "versions")
	first := mustPut(t, st, "index.html", "old")
	second := mustPut(t, st, "index.html", "new")
	if first.ETag == second.ETag {
		t.Errorf("both versions are called %q", first.ETag)
	}
	if got := mustRead(t, st, "index.html"); got != "new" {
		t.Errorf("read %q after an overwrite", got)
	}
}

// oddNames are legal names that have broken one tool or another.
func oddNames() []string {
	return []string{
		"a space/b  two.html", "plus+plus.css", "100%.html", "%2F.html", "ünï/cødé.html", "日本語.html", "quote'\".txt",
		"amp&ersand=equals;semi.txt", "hash#mark?query.txt", "tilde~dash-under_.txt", "(round)[square]{curly}.txt",
		"comma,colon:at@.txt", "e\u0301.txt", "\u00e9.txt", "emoji 🙂.txt", "dollar$bang!star*.txt", "<angle>.txt", "~last",
	}
}

func (s suite) names(t *testing.T) {
	st := s.open(t, "a prefix/with ünïcode+%")
	names := oddNames()
	for _, name := range names {
		mustPut(t, st, name, "content of "+name)
	}
	slices.Sort(names)
	if got := keys(mustList(t, st, "")); !slices.Equal(got, names) {
		t.Errorf("listed\n%q, want\n%q", got, names)
	}
	for _, name := range names {
		if got := mustRead(t, st, name); got != "content of "+name {
			t.Errorf("%q holds %q", name, got)
		}
		if o, _ := mustHead(t, st, name); o.Key != name {
			t.Errorf("Head of %q speaks of %q", name, o.Key)
		}
		if _, err := st.Copy(t.Context(), name, "copies/"+name, page(), ""); err != nil {
			t.Errorf("copy of %q: %v", name, err)
		} else if got := mustRead(t, st, "copies/"+name); got != "content of "+name {
			t.Errorf("the copy of %q holds %q", name, got)
		}
	}
	if failed := st.Delete(t.Context(), append(names, prefixed("copies/", names)...), nil); len(failed) != 0 {
		t.Errorf("not deleted: %v", failed)
	}
	if left := mustList(t, st, ""); len(left) != 0 {
		t.Errorf("left after deleting: %q", keys(left))
	}
}

func prefixed(prefix string, names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = prefix + n
	}
	return out
}

func (s suite) sizes(t *testing.T) {
	st := s.open(t, "sizes")
	for _, size := range []int{0, 1, 1 << 16, 9 << 20} {
		b := make([]byte, size)
		for i := range b {
			b[i] = byte(i * 31 >> 3)
		}
		key := fmt.Sprintf("%d.bin", size)
		if _, err := st.Put(t.Context(), key, Bytes(b), page(), store.Condition{}); err != nil {
			t.Fatalf("%d bytes: %v", size, err)
		}
		if got := mustRead(t, st, key); got != string(b) {
			t.Errorf("of %d bytes others came back, %d of them", size, len(got))
		}
		if o, _ := mustHead(t, st, key); o.Size != int64(size) {
			t.Errorf("%d bytes have the size %d", size, o.Size)
		}
	}
}

func (s suite) missing(t *testing.T) {
	st := s.open(t, "missing")
	_, _, err := st.Get(t.Context(), "no/such.html")
	wantErr(t, err, store.ErrNotFound, "Get")
	if err == nil || !strings.Contains(err.Error(), "no/such.html") {
		t.Errorf("the error %v does not name the object", err)
	}
	_, _, err = st.Head(t.Context(), "no/such.html")
	wantErr(t, err, store.ErrNotFound, "Head")
	_, err = st.Copy(t.Context(), "no/such.html", "copy.html", page(), "")
	wantErr(t, err, store.ErrNotFound, "Copy")
	if got := mustList(t, st, ""); len(got) != 0 {
		t.Errorf("an empty prefix lists %v", got)
	}
}

func (s suite) garbled(t *testing.T) {
	st := s.open(t, "garbled")
	mustPut(t, st, "index.html", "the old page")
	c := Bytes([]byte("the new page"))
	c.SHA256[0] ^= 1
	if _, err := st.Put(t.Context(), "index.html", c, page(), store.Condition{}); err == nil {
		t.Error("bytes with another SHA-256 than promised were taken")
	}
	short := Bytes([]byte("the new page"))
	short.Size++
	if _, err := st.Put(t.Context(), "index.html", short, page(), store.Condition{}); err == nil {
		t.Error("fewer bytes than promised were taken")
	}
	if got := mustRead(t, st, "index.html"); got != "the old page" {
		t.Errorf("the page is now %q", got)
	}
}

// whole overwrites an object while it is read: each reading is one version,
// never a mixture.
func (s suite) whole(t *testing.T) {
	st := s.open(t, "whole")
	versions := []string{strings.Repeat("a", 1<<20), strings.Repeat("b", 1<<20+1)}
	mustPut(t, st, "index.html", versions[0])
	stop := make(chan struct{})
	sideBySide(2, func(i int) {
		if i == 0 {
			defer close(stop)
			for n := range 20 {
				mustPut(t, st, "index.html", versions[n%2])
			}
			return
		}
		for {
			select {
			case <-stop:
				return
			default:
			}
			if got := mustRead(t, st, "index.html"); !slices.Contains(versions, got) {
				t.Errorf("a reader got %d bytes that are neither version", len(got))
			}
		}
	})
}

package deploy_test

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
)

const manifestKey = store.Room + "manifest.json.gz"

func zipped(text string) []byte {
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	_, _ = z.Write([]byte(text)) // to memory
	_ = z.Close()
	return buf.Bytes()
}

// refusedUntouched publishes, and wants this problem and every object as it was.
func (b *bench) refusedUntouched(kind string, p pages, words ...string) {
	b.t.Helper()
	before := b.m.Snapshot()
	_, err := deploy.Publish(b.t.Context(), b.m, p.files(), b.o)
	b.problem(err, kind, words...)
	after := b.m.Snapshot()
	for key, s := range before {
		if string(after[key].Body) != string(s.Body) {
			b.t.Errorf("%s was changed", key)
		}
	}
	if len(after) != len(before) {
		b.t.Errorf("%d objects became %d", len(before), len(after))
	}
}

func TestAManifestOfANewerVersionIsRefused(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	b.m.Set(manifestKey, zipped(`{"schema":"quarterdeck/manifest/2","objects":[1]}`), theirs)
	b.refusedUntouched("refused", siteTwo(), "newer version")
	b.o.Rebuild = true // not even then: it would take the newer one's state away
	b.refusedUntouched("refused", siteTwo(), "newer version")
}

// A damaged or lost manifest is refused with the way on; that way uploads what
// cannot be proven, deletes nothing of others and keeps the releases.
func TestADamagedManifestIsRebuilt(t *testing.T) {
	good := []byte(nil)
	damages := map[string]func(*bench){
		"cut":      func(b *bench) { b.m.Set(manifestKey, good[:len(good)/2], theirs) },
		"text":     func(b *bench) { b.m.Set(manifestKey, []byte("not gzip"), theirs) },
		"empty":    func(b *bench) { b.m.Set(manifestKey, nil, theirs) },
		"not ours": func(b *bench) { b.m.Set(manifestKey, zipped(`{"schema":"a manifest"}`), theirs) },
		"no objects": func(b *bench) {
			b.m.Set(manifestKey, zipped(`{"schema":"quarterdeck/manifest/1","objects":3}`), theirs)
		},
		"bad key": func(b *bench) {
			b.m.Set(manifestKey, zipped(`{"schema":"quarterdeck/manifest/1","objects":{"~quarterdeck/lock.json":{}}}`), theirs)
		},
		"lost": func(b *bench) { b.m.Remove(manifestKey) },
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.publish(siteOne())
			b.publish(siteTwo())
			b.m.Set("theirs.html", []byte("theirs"), theirs)
			b.m.Set("2026-q3/index.html", []byte("changed by others"), theirs)
			good = b.m.Snapshot()[manifestKey].Body
			damage(b)
			b.refusedUntouched("corrupt", siteTwo(), "--rebuild")
			_, err := deploy.Releases(t.Context(), b.m)
			if name != "lost" {
				b.problem(err, "corrupt")
			}

			b.o.Rebuild = true
			r := b.publish(siteTwo())
			b.o.Rebuild = false
			// Proven by the record of release 2: all but what others changed.
			if r.Uploaded != 1 {
				t.Errorf("%d were uploaded: %s", r.Uploaded, reasons(r.Plan))
			}
			b.holds(siteTwo(), append([]string{"theirs.html"}, oldOnes...)...)
			if got := b.ids(); got != "1 2 3" {
				t.Errorf("releases %s", got)
			}
			b.rollback(1)
			b.m.Advance(2 * b.o.Grace)
			b.publish(siteOne())
			b.holds(siteOne(), "theirs.html")
		})
	}
}

// With manifest and records lost, nothing says which objects are ours.
func TestAllStateLost(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	for key := range b.m.Snapshot() {
		if strings.HasPrefix(key, store.Room) {
			b.m.Remove(key)
		}
	}
	b.refusedUntouched("foreign", siteTwo(), "--adopt")
	b.o.Adopt = true
	b.publish(siteTwo())
	b.holds(siteTwo(), oldOnes...) // nobody's now: they stay for good
	b.m.Advance(3 * b.o.Grace)
	b.publish(siteTwo())
	b.holds(siteTwo(), oldOnes...)
}

// A body that is cut off in transit is not taken for a damaged manifest.
func TestACutAnswerIsAskedForAgain(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	cuts := 2
	client, _ := storetest.Wrap(b.m, func(_ int, op, key string) storetest.Outcome {
		if op == "get" && key == manifestKey && cuts > 0 {
			cuts--
			return storetest.CutIt
		}
		return storetest.Pass
	})
	if _, err := deploy.Publish(t.Context(), client, siteTwo().files(), b.o); err != nil {
		t.Fatal(err)
	}
	b.holds(siteTwo(), oldOnes...)
	always, _ := storetest.Wrap(b.m, func(_ int, op, _ string) storetest.Outcome {
		if op == "get" {
			return storetest.CutIt
		}
		return storetest.Pass
	})
	_, err := deploy.Publish(t.Context(), always, siteTwo().files(), b.o)
	b.problem(err, "unreachable", "was cut off")
}

// A publish that was cut off is followed by one of another site.
func TestAnotherSiteAfterACut(t *testing.T) {
	three := siteOne().with(pages{"index.html": siteOne()["index.html"] + "three", "three.html": "3"})
	for n := 10; n < 60; n += 7 {
		b := newBench(t)
		b.publish(siteOne())
		client, _ := storetest.Wrap(b.m, func(i int, _, _ string) storetest.Outcome {
			if i == n {
				return storetest.Died
			}
			return storetest.Pass
		})
		_, _ = deploy.Publish(t.Context(), client, siteTwo().files(), b.o) // dies
		b.o.Nonce = "n2"
		b.publish(three)
		if broken := whole(b.m, siteOne()); len(broken) > 0 {
			t.Fatalf("cut at %d: %q", n, broken)
		}
		b.m.Advance(2 * b.o.Grace)
		b.publish(three)
		b.holds(three)
		b.rollback(1)
		b.m.Advance(2 * b.o.Grace)
		b.publish(siteOne())
		b.holds(siteOne())
	}
}

// Whatever bytes stand for a manifest, reading it neither panics nor lets a
// key of the state, or an absolute one, through as a page.
func FuzzManifest(f *testing.F) {
	f.Add([]byte(`{"schema":"quarterdeck/manifest/1","objects":{"index.html":{"sha256":"aa","size":1}},"releases":[{"id":1},{"id":3}]}`))
	f.Add([]byte(`{"schema":"quarterdeck/manifest/9"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m := storetest.NewMemory(noon)
		m.Set(manifestKey, zipped(string(text)), theirs)
		got, err := deploy.ReadManifest(t.Context(), m)
		if err != nil {
			return
		}
		last := 0
		for _, r := range got.Releases {
			if r.ID <= last {
				t.Errorf("release %d after %d", r.ID, last)
			}
			last = r.ID
		}
		for key := range got.Objects {
			if key == "" || strings.HasPrefix(key, store.Room) || key[0] == '/' {
				t.Errorf("the key %q was taken", key)
			}
		}
	})
}

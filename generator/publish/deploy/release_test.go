package deploy_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/store"
)

func TestARollbackRestoresBytesAndHeaders(t *testing.T) {
	b := newBench(t)
	b.o.Grace = 0
	b.o.About = deploy.About{Commit: "c1", Job: "job 1", Input: "i1", Version: "v1"}
	b.publish(siteOne())
	first := served(b.m.Snapshot())
	b.o.About.Commit = "c2"
	b.o.Object = otherHeaders
	b.publish(siteTwo())
	b.o.About.Job = "job 3"
	r := b.rollback(1)
	last := served(b.m.Snapshot())
	for key, s := range first {
		if got := last[key]; string(got.Body) != string(s.Body) || fmt.Sprint(got.Attributes) != fmt.Sprint(s.Attributes) {
			t.Errorf("%s: %q %v, want %q %v", key, got.Body, got.Attributes, s.Body, s.Attributes)
		}
	}
	if len(last) != len(first) || r.Uploaded != 0 || r.Sent != 0 {
		t.Errorf("%d objects, want %d; %d were sent from here", len(last), len(first), r.Uploaded)
	}
	all, err := deploy.Releases(t.Context(), b.m)
	if err != nil || len(all) != 3 {
		t.Fatalf("%v, %v", all, err)
	}
	if got := all[2]; got.ID != 3 || got.Restores != 1 || got.Commit != "c1" || got.Input != "i1" || got.Job != "job 3" || got.Files != len(first) {
		t.Errorf("the rollback is recorded as %+v", got)
	}
	if all[1].Commit != "c2" || all[0].Pages != 13 || all[0].Time.Before(noon) {
		t.Errorf("recorded %+v", all[:2])
	}
	// And forward again: release 2 is as good as ever.
	b.rollback(2)
	b.o.Object = otherHeaders
	if r := b.publish(siteTwo()); r.Written {
		t.Errorf("release 2 came back with differences: %s", reasons(r.Plan))
	}
}

func TestARollbackToWhatStandsDoesNothing(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	if r := b.rollback(1); r.Written || r.Released != nil {
		t.Errorf("written: %s", reasons(r.Plan))
	}
}

func TestARollbackIsPlannedLikeAPublish(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	b.publish(siteTwo())
	b.o.DryRun = true
	before := state(t, b.m)
	r := b.rollback(1)
	// Of the 24 objects of the first site three have no counterpart in the second.
	if r.Plan.Count(deploy.Content) != 21 || r.Plan.Count(deploy.Returned) != 3 || state(t, b.m) != before {
		t.Errorf("planned %s", reasons(r.Plan))
	}
}

func TestAReleaseThatCannotBeRestored(t *testing.T) {
	b := newBench(t)
	b.publish(siteOne())
	b.publish(siteTwo())
	_, err := deploy.Rollback(t.Context(), b.m, 7, b.o)
	b.problem(err, "unknown-release", "no release 7", "1 to 2")
	for key := range b.m.Snapshot() {
		if strings.HasPrefix(key, store.Room+"objects/") {
			b.m.Remove(key)
			break
		}
	}
	before := state(t, b.m)
	_, err = deploy.Rollback(t.Context(), b.m, 1, b.o)
	b.problem(err, "unknown-release", "cannot be restored", "Nothing was changed")
	if state(t, b.m) != before {
		t.Error("the target was changed")
	}
	b.m.Remove(store.Room + "releases/000001.json.gz")
	_, err = deploy.Rollback(t.Context(), b.m, 1, b.o)
	b.problem(err, "corrupt", "record of release 1 is missing")
}

// ids are the releases that are recorded, in the manifest and as objects.
func (b *bench) ids() string {
	b.t.Helper()
	all, err := deploy.Releases(b.t.Context(), b.m)
	if err != nil {
		b.t.Fatal(err)
	}
	var ids, records []string
	for _, r := range all {
		ids = append(ids, fmt.Sprint(r.ID))
	}
	for _, key := range slices.Sorted(maps.Keys(b.m.Snapshot())) {
		if name, ok := strings.CutPrefix(key, store.Room+"releases/"); ok {
			records = append(records, strings.TrimLeft(strings.TrimSuffix(name, ".json.gz"), "0"))
		}
	}
	if !slices.Equal(ids, records) {
		b.t.Errorf("the manifest has %q, the records are %q", ids, records)
	}
	return strings.Join(ids, " ")
}

func (b *bench) kept() int {
	n := 0
	for key := range b.m.Snapshot() {
		if strings.HasPrefix(key, store.Room+"objects/") {
			n++
		}
	}
	return n
}

func TestReleasesAreForgottenByNumberAndAge(t *testing.T) {
	b := newBench(t)
	b.o.Grace, b.o.Keep = 0, deploy.Retention{Releases: 2}
	edition := func(i int) pages { return pages{"index.html": fmt.Sprint("home ", i), "still.html": "still"} }
	for i := 1; i <= 5; i++ {
		b.publish(edition(i))
	}
	// Release 5 stands; 4 needs one old home page.
	if got := b.ids(); got != "4 5" || b.kept() != 1 {
		t.Errorf("kept the releases %s and %d old objects", got, b.kept())
	}
	b.rollback(4)
	b.holds(edition(4))

	b.o.Keep = deploy.Retention{Releases: 1, Days: 3}
	b.m.Advance(2 * 24 * 3600e9)
	b.publish(edition(7))
	if got := b.ids(); got != "5 6 7" {
		t.Errorf("within three days there are %s", got)
	}
	b.m.Advance(2 * 24 * 3600e9)
	b.publish(edition(7)) // nothing changed, but the time has come
	if got := b.ids(); got != "7" || b.kept() != 0 {
		t.Errorf("afterwards there are %s and %d old objects", got, b.kept())
	}
	if r := b.publish(edition(7)); r.Written {
		t.Error("there is still something to forget")
	}
}

// Bytes that a cut-off run put aside and nobody needs are cleared away.
func TestStrayOldObjectsAreClearedAway(t *testing.T) {
	b := newBench(t)
	b.o.Keep.Releases = 1
	b.publish(siteOne())
	b.m.Set(store.Room+"objects/"+strings.Repeat("0", 64), []byte("stray"), theirs)
	b.publish(siteTwo())
	if b.kept() != 0 {
		t.Errorf("%d are left", b.kept())
	}
}

// A page whose bytes went from one address to another is restored from either.
func TestBytesThatMoved(t *testing.T) {
	b := newBench(t)
	b.o.Grace = 0
	b.publish(pages{"index.html": "home", "a.html": "A", "b.html": "B"})
	b.publish(pages{"index.html": "home", "a.html": "B", "b.html": "A"})
	b.publish(pages{"index.html": "home", "c.html": "A"})
	b.rollback(1)
	b.holds(pages{"index.html": "home", "a.html": "A", "b.html": "B"})
	b.rollback(2)
	b.holds(pages{"index.html": "home", "a.html": "B", "b.html": "A"})
}

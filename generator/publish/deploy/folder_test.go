package deploy_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/folder"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
)

// openFolder opens a folder under the clock of the bench.
func (b *bench) openFolder(dir string) store.Store {
	b.t.Helper()
	s, err := folder.Open(dir, b.m.Clock)
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// readersSee is the tree behind the link, as text by key.
func readersSee(t *testing.T, dir string) pages {
	t.Helper()
	seen := pages{}
	tree, err := filepath.EvalSymlinks(filepath.Join(dir, "current"))
	if os.IsNotExist(err) {
		return seen
	}
	if err != nil {
		t.Fatal(err)
	}
	err = fs.WalkDir(os.DirFS(tree), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(filepath.Join(tree, name))
		seen[name] = string(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

func same(a, b pages) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

// inFolder publishes into a folder and must succeed.
func (b *bench) inFolder(dir string, p pages) {
	b.t.Helper()
	if _, err := deploy.Publish(b.t.Context(), b.openFolder(dir), p.files(), b.o); err != nil {
		b.t.Fatal(err)
	}
}

// Wherever it is stopped, readers of a folder see one site or the other whole:
// the switch is one step. The next run finishes.
func TestAFolderSwitchesAtOnce(t *testing.T) {
	one := pages{"index.html": "home one", "2026-q3/index.html": "q3 one", "assets/one.css": "one", "same.txt": "same"}
	two := pages{"index.html": "home two", "2026-q3/index.html": "q3 two", "assets/two.css": "two", "same.txt": "same"}
	grown := two.with(pages{"assets/one.css": "one"}) // in its grace period
	publish := func(b *bench, st store.Store) error {
		_, err := deploy.Publish(t.Context(), st, two.files(), b.o)
		return err
	}
	back := func(b *bench, st store.Store) error {
		_, err := deploy.Rollback(t.Context(), st, 1, b.o)
		return err
	}
	for _, c := range []struct {
		name          string
		first         []pages
		run           func(*bench, store.Store) error
		before, after pages
	}{
		{"first", nil, publish, pages{}, two},
		{"every page", []pages{one}, publish, one, grown},
		{"rollback", []pages{one, two}, back, grown, one.with(pages{"assets/two.css": "two"})},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			start := filepath.Join(t.TempDir(), "start")
			for _, p := range c.first {
				b.inFolder(start, p)
			}
			if err := os.MkdirAll(start, 0o755); err != nil {
				t.Fatal(err)
			}
			b.stopFolderEverywhere(start, c.run, c.before, c.after)
		})
	}
}

// stopFolderEverywhere kills a run at each of its requests, in turn before and
// after the effect.
func (b *bench) stopFolderEverywhere(start string, run func(*bench, store.Store) error, before, after pages) {
	t := b.t
	for n, done := 1, false; !done; n++ {
		dir := filepath.Join(t.TempDir(), "site")
		if out, err := exec.Command("cp", "-a", start, dir).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		client, f := storetest.Wrap(b.openFolder(dir), func(i int, _, _ string) storetest.Outcome {
			switch {
			case i != (n+1)/2:
				return storetest.Pass
			case n%2 == 0:
				return storetest.Died
			}
			return storetest.Die
		})
		err := run(b, client)
		if seen := readersSee(t, dir); !same(seen, before) && !same(seen, after) {
			t.Fatalf("stopped at %d (%v): readers see neither site", n, err)
		}
		if err := run(b, b.openFolder(dir)); err != nil {
			t.Fatalf("stopped at %d: the next run: %v", n, err)
		}
		if !same(readersSee(t, dir), after) {
			t.Fatalf("stopped at %d: the next run did not finish", n)
		}
		done = !f.Dead()
	}
}

func TestAFolderKeepsWhatOthersPutThere(t *testing.T) {
	b := newBench(t)
	dir := filepath.Join(t.TempDir(), "site")
	b.inFolder(dir, siteOne())
	theirs := filepath.Join(dir, "current", "theirs.html")
	if err := os.WriteFile(theirs, []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	b.inFolder(dir, siteTwo())
	if body, err := os.ReadFile(theirs); err != nil || string(body) != "theirs" {
		t.Errorf("%q, %v", body, err)
	}
}

// An unchanged file is the same file in the new tree, and an old tree is not
// kept: nothing grows but by what changed.
func TestAFolderSharesWhatDidNotChange(t *testing.T) {
	b := newBench(t)
	dir := filepath.Join(t.TempDir(), "site")
	one := siteOne()
	b.inFolder(dir, one)
	before, err := os.Stat(filepath.Join(dir, "current", "2026-q2", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		b.inFolder(dir, one.with(pages{"index.html": strings.Repeat("x", i)}))
	}
	after, err := os.Stat(filepath.Join(dir, "current", "2026-q2", "index.html"))
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("the unchanged page was written again (%v)", err)
	}
	trees, err := os.ReadDir(filepath.Join(dir, "releases"))
	if err != nil || len(trees) > 3 {
		t.Errorf("%d trees (%v)", len(trees), err)
	}
}

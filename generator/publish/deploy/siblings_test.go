package deploy_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/folder"
	"quarterdeck/generator/publish/web"
	"quarterdeck/generator/site"
)

// packed are the files of a target with compressed siblings.
func packed(p pages, kinds ...string) []site.File {
	long := pages{}
	for key, body := range p {
		long[key] = body + strings.Repeat(" padding", 50)
	}
	return web.Rules{Compress: kinds, Siblings: true}.Files(long.files())
}

// into publishes files into a folder and gives the tree that readers see.
func (b *bench) into(dir string, files []site.File) pages {
	b.t.Helper()
	if _, err := deploy.Publish(b.t.Context(), b.openFolder(dir), files, b.o); err != nil {
		b.t.Fatal(err)
	}
	return readersSee(b.t, dir)
}

// fresh wants every compressed sibling in a tree to be that of the file beside
// it: a web server sends it in that file's place.
func fresh(t *testing.T, seen pages) {
	t.Helper()
	all := pages{}
	for key, body := range seen {
		if !strings.HasSuffix(key, ".gz") {
			all[key] = body
		}
	}
	for _, f := range (web.Rules{Compress: []string{"gzip"}, Siblings: true}).Files(all.files()) {
		got, ok := seen[f.Path]
		want, err := f.Bytes()
		if err != nil || ok && got != string(want) {
			t.Errorf("%s is not of the file beside it (%v)", f.Path, err)
		}
	}
}

// When a target is no longer to hold compressed forms, those that stand there
// would go on to be served for the grace period, with the pages of yesterday.
func TestSiblingsGoWithTheSettingThatMadeThem(t *testing.T) {
	for _, part := range []bool{false, true} {
		b := newBench(t)
		b.o.Object = web.Rules{}.Object
		b.o.MaxDeletes = deploy.Limit{} // a quarter; siblings are no loss
		dir := filepath.Join(t.TempDir(), "site")
		one, two := packed(siteOne(), "gzip"), packed(siteTwo())
		fresh(t, b.into(dir, one))
		if part {
			b.part("team=checkout")
		}
		fresh(t, b.into(dir, two))
		b.o.Part = deploy.Part{}
		fresh(t, b.into(dir, two))
		if _, err := deploy.Rollback(t.Context(), b.openFolder(dir), 1, b.o); err != nil {
			t.Fatal(err)
		}
		seen := readersSee(t, dir)
		fresh(t, seen)
		if len(seen["index.html.gz"]) == 0 {
			t.Error("the rollback did not bring the compressed home page back")
		}
	}
}

// A part brings the compressed forms of its data and of what it links to.
func TestAPartBringsSiblings(t *testing.T) {
	b := newBench(t)
	b.o.Object = web.Rules{}.Object
	dir := filepath.Join(t.TempDir(), "site")
	b.into(dir, packed(siteOne(), "gzip"))
	b.into(dir, packed(siteOne().without("postmortems/old/index.html", "2026-q3/checkout/spend.csv"), "gzip")) // gone, in grace
	three := siteTwo().with(pages{"postmortems/old/index.html": "changed while it was gone"})
	three["2026-q3/checkout/index.html"] += `<a href="/postmortems/old/">x</a>`
	b.part("team=checkout")
	fresh(t, b.into(dir, packed(three, "gzip")))
}

// Somebody's own link to a tree of theirs is no place to publish.
func TestAFolderWithALinkOfOthers(t *testing.T) {
	b := newBench(t)
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "releases", "20260101120000"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("releases/20260101120000", filepath.Join(dir, "current")); err != nil {
		t.Fatal(err)
	}
	_, err := folder.Open(dir, b.m.Clock)
	b.problem(err, "foreign", "current", "20260101120000", "move it away")
}

// A tree that somebody removed is made anew by the next publish.
func TestAFolderWhoseTreeWasRemoved(t *testing.T) {
	b := newBench(t)
	dir := filepath.Join(t.TempDir(), "site")
	b.inFolder(dir, siteOne())
	tree, err := filepath.EvalSymlinks(filepath.Join(dir, "current"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(tree); err != nil {
		t.Fatal(err)
	}
	b.inFolder(dir, siteOne())
	if !same(readersSee(t, dir), siteOne()) {
		t.Error("readers do not see the site")
	}
}

// A run that waits for the lock is about to write; what it has begun stays.
func TestAPublishLeavesTheFilesOfOneThatWaits(t *testing.T) {
	b := newBench(t)
	dir := filepath.Join(t.TempDir(), "site")
	b.inFolder(dir, siteOne())
	temp := filepath.Join(dir, "~quarterdeck", "tmp")
	for name, age := range map[string]int{"waiting": 1, "dead": 100} {
		at := noon.Add(-time.Duration(age) * time.Minute)
		if err := os.WriteFile(filepath.Join(temp, name), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(filepath.Join(temp, name), at, at); err != nil {
			t.Fatal(err)
		}
	}
	b.inFolder(dir, siteTwo())
	entries, err := os.ReadDir(temp)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if err != nil || !slices.Contains(names, "waiting") || slices.Contains(names, "dead") {
		t.Errorf("left %q, %v", names, err)
	}
}

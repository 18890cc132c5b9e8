package preview

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// folder is a site's folder in a test.
type folder struct {
	t    *testing.T
	root string
}

// newFolder has a config and one page.
func newFolder(t *testing.T) folder {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	f := folder{t, filepath.Join(root, "site")}
	f.save("config.toml", "title = 'x'")
	f.save("content/page.md", "one")
	return f
}

func (f folder) at(p string) string { return filepath.Join(f.root, filepath.FromSlash(p)) }

func (f folder) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f folder) save(p, text string) {
	f.t.Helper()
	f.must(os.MkdirAll(filepath.Dir(f.at(p)), 0o755))
	f.must(os.WriteFile(f.at(p), []byte(text), 0o644))
}

// saveOver writes beside the file and renames, as many editors do.
func (f folder) saveOver(p, text string) {
	f.t.Helper()
	f.save(p+"~", text)
	f.must(os.Rename(f.at(p+"~"), f.at(p)))
}

// watch starts watching, quickly.
func (f folder) watch(polling bool) <-chan Change {
	ctx, cancel := context.WithCancel(context.Background())
	f.t.Cleanup(cancel)
	return Watch(ctx, WatchOptions{
		Root: f.root, Names: SiteNames(), Quiet: 10 * time.Millisecond, Every: 20 * time.Millisecond, Polling: polling,
	})
}

// until gathers changes up to the one that names the path.
func (f folder) until(changes <-chan Change, p string) []string {
	f.t.Helper()
	var all []string
	deadline := time.After(10 * time.Second)
	for {
		select {
		case c := <-changes:
			all = merge(all, c.Paths)
			if slices.Contains(c.Paths, p) {
				return all
			}
		case <-deadline:
			f.t.Fatalf("no change of %s; told were %q", p, all)
		}
	}
}

// bothWays runs a test with notification and with polling.
func bothWays(t *testing.T, test func(t *testing.T, polling bool)) {
	t.Run("notified", func(t *testing.T) { test(t, false) })
	t.Run("polling", func(t *testing.T) { test(t, true) })
}

func TestEverySaveIsSeen(t *testing.T) {
	bothWays(t, func(t *testing.T, polling bool) {
		f := newFolder(t)
		changes := f.watch(polling)

		f.save("content/page.md", "changed")
		f.until(changes, "content/page.md")
		f.saveOver("content/page.md", "renamed over")
		f.until(changes, "content/page.md")
		f.save("config.toml", "title = 'other'")
		f.until(changes, "config.toml")
		f.must(os.Remove(f.at("content/page.md")))
		f.until(changes, "content/page.md")
	})
}

func TestFoldersComeAndGo(t *testing.T) {
	bothWays(t, func(t *testing.T, polling bool) {
		f := newFolder(t)
		changes := f.watch(polling)

		f.save("data/metrics/deep/er/a.csv", "1") // data itself is new
		f.until(changes, "data")
		f.save("data/metrics/deep/er/a.csv", "12")
		f.until(changes, "data/metrics/deep/er/a.csv")

		f.must(os.Rename(f.at("data/metrics/deep"), f.at("data/metrics/other")))
		f.until(changes, "data/metrics/other")
		f.save("data/metrics/other/er/a.csv", "123")
		f.until(changes, "data/metrics/other/er/a.csv")

		f.must(os.RemoveAll(f.at("data")))
		f.until(changes, "data")
		f.save("data/b.csv", "1")
		f.until(changes, "data")
		f.save("data/b.csv", "12")
		f.until(changes, "data/b.csv")
	})
}

func TestTheWholeFolderMayVanishAndComeBack(t *testing.T) {
	bothWays(t, func(t *testing.T, polling bool) {
		f := newFolder(t)
		changes := f.watch(polling)

		f.must(os.Rename(f.root, f.root+"-away"))
		f.until(changes, map[bool]string{false: ".", true: "config.toml"}[polling])
		f.save("config.toml", "title = 'new'")
		f.until(changes, map[bool]string{false: ".", true: "config.toml"}[polling])
		f.save("content/new.md", "1")
		f.until(changes, "content")
		f.save("content/new.md", "12")
		f.until(changes, "content/new.md")
	})
}

func TestWhatDoesNotMatterIsNotTold(t *testing.T) {
	bothWays(t, func(t *testing.T, polling bool) {
		f := newFolder(t)
		f.save("public/index.html", "")
		f.save("content/.git/index", "")
		changes := f.watch(polling)
		for _, p := range []string{
			"public/index.html", "public/new.html", "README.md", ".git/HEAD", "content/.git/index", "content/.DS_Store",
			"content/4913", "content/page.md~", "content/.page.md.swp", "content/#page.md#", ".public.new-1/index.html",
		} {
			f.save(p, "noise")
		}
		f.save("content/page.md", "the only change")
		if got := f.until(changes, "content/page.md"); !slices.Equal(got, []string{"content/page.md"}) {
			t.Errorf("told were %q, want content/page.md alone", got)
		}
	})
}

func TestLinksAreFollowed(t *testing.T) {
	bothWays(t, func(t *testing.T, polling bool) {
		f := newFolder(t)
		f.save("exports/metrics/a.csv", "1")
		f.save("shared/one.md", "1")
		f.save("shared/other.md", "1")
		f.must(os.MkdirAll(f.at("data"), 0o755))
		f.must(os.Symlink(f.at("exports/metrics"), f.at("data/metrics")))
		f.must(os.Symlink(f.at("shared/one.md"), f.at("content/one.md")))
		f.must(os.Symlink(f.at("content"), f.at("content/circle")))
		changes := f.watch(polling)

		f.save("exports/metrics/a.csv", "12")
		f.until(changes, "exports/metrics/a.csv")
		f.save("shared/other.md", "not linked to")
		f.save("shared/one.md", "12")
		if got := f.until(changes, "content/one.md"); slices.Contains(got, "shared/other.md") {
			t.Errorf("told were %q: only the linked file matters", got)
		}
	})
}

func TestAFlurryIsOneChange(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	raw, out := make(chan string), make(chan Change)
	go settle(ctx, 20*time.Millisecond, raw, out)
	for _, p := range []string{"c", "a", "b", "a"} {
		raw <- p
	}
	if got := (<-out).Paths; strings.Join(got, "") != "abc" {
		t.Errorf("change of %q, want a, b and c once each", got)
	}
	raw <- "d" // nobody receives yet
	time.Sleep(40 * time.Millisecond)
	raw <- "e"
	if got := (<-out).Paths; strings.Join(got, "") != "de" {
		t.Errorf("change of %q, want what was missed too", got)
	}
}

func TestTheReasonForPollingIsSaid(t *testing.T) {
	if said := polling(&os.PathError{Op: "watch", Path: "x", Err: syscall.ENOSPC}); !strings.Contains(said, "max_user_watches") {
		t.Errorf("%q does not name the limit to raise", said)
	}
	if said := polling(errors.New("not on this system")); !strings.Contains(said, "not on this system") {
		t.Errorf("%q does not say why", said)
	}
}

package publish

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"quarterdeck/generator/site"
)

// edition is a small site; every file says which edition it is from.
func edition(name string) []site.File {
	var files []site.File
	for i := range 14 {
		p := fmt.Sprintf("2026-q%d/team-%d/index.html", i%4+1, i)
		files = append(files, page(p, fmt.Sprintf("<p>%s, page %d</p>", name, i)))
	}
	return append(files, page("index.html", name), page("assets/style.css", "/* "+name+" */"))
}

func page(p, text string) site.File {
	return site.File{Path: p, Render: func() ([]byte, error) { return []byte(text), nil }}
}

// digest is of every path, mode and byte below dir; "" when it is not there.
func digest(t testing.TB, dir string) string {
	t.Helper()
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	h := sha256.New()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		fmt.Fprintf(h, "%s %v\n", rel, info.Mode())
		if d.IsDir() {
			return nil
		}
		body, err := os.ReadFile(p)
		h.Write(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// names lists a folder.
func names(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// wantNames fails unless the folder holds exactly these.
func wantNames(t testing.TB, dir string, want ...string) {
	t.Helper()
	if got := names(t, dir); !slices.Equal(got, want) {
		t.Errorf("%s holds %q, want %q", filepath.Base(dir), got, want)
	}
}

func mustPublish(t testing.TB, files []site.File, dir string, o Options) Summary {
	t.Helper()
	sum, err := Folder(context.Background(), files, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// reference is what an edition looks like when it is published alone.
func reference(t testing.TB, name string) string {
	dir := filepath.Join(t.TempDir(), "public")
	mustPublish(t, edition(name), dir, Options{})
	return digest(t, dir)
}

// both runs a test with the exchange and with the journal.
func both(t *testing.T, test func(t *testing.T, o Options)) {
	t.Run("exchange", func(t *testing.T) { test(t, Options{Jobs: 3}) })
	t.Run("journal", func(t *testing.T) { test(t, Options{Jobs: 3, journalled: true}) })
}

func TestASiteIsWrittenAndReplacedAsAWhole(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		parent := t.TempDir()
		dir := filepath.Join(parent, "public")
		first := []site.File{page("a/index.html", "one"), page("gone.txt", "12345")}
		var told []int
		o.Progress = func(done, total int) { told = append(told, done*10+total) }
		sum := mustPublish(t, first, dir, o)
		if sum.Files != 2 || sum.Pages != 1 || sum.Bytes != 8 || len(sum.Leftovers) != 0 {
			t.Errorf("summary %+v, want 2 files, 1 page, 3 + 5 bytes", sum)
		}
		if !slices.Equal(told, []int{12, 22}) {
			t.Errorf("progress %v, want 1 of 2 and 2 of 2", told)
		}
		mustPublish(t, []site.File{page("a/index.html", "two")}, dir, o)
		wantNames(t, dir, Marker, "a")
		wantNames(t, parent, "public")
		if body, _ := os.ReadFile(filepath.Join(dir, "a", "index.html")); string(body) != "two" {
			t.Errorf("a/index.html is %q, want the second site's", body)
		}
	})
}

func TestIdenticalInputGivesIdenticalTrees(t *testing.T) {
	dirs := []string{filepath.Join(t.TempDir(), "public"), filepath.Join(t.TempDir(), "public")}
	mustPublish(t, edition("one"), dirs[0], Options{Jobs: 1})
	mustPublish(t, edition("one"), dirs[1], Options{Jobs: 8})
	if digest(t, dirs[0]) != digest(t, dirs[1]) {
		t.Error("the trees differ with the number of jobs")
	}
}

func TestAFailureLeavesTheOldSiteWhole(t *testing.T) {
	broken := func(at int, f func() ([]byte, error)) []site.File {
		files := edition("two")
		files[at].Render = f
		return files
	}
	cases := map[string]struct {
		files []site.File
		want  string
	}{
		"an error":                    {broken(8, func() ([]byte, error) { return nil, errors.New("no such template") }), "no such template"},
		"a panic":                     {broken(15, func() ([]byte, error) { panic("nil chart") }), "nil chart"},
		"outside":                     {append(edition("two"), page("../escaped.html", "x")), "would leave"},
		"absolute":                    {append(edition("two"), page("/escaped.html", "x")), "would leave"},
		"file and folder of one name": {append(edition("two"), page("index.html/x.html", "x")), "index.html"},
		"twice the same":              {append(edition("two"), page("index.html", "x")), "index.html"},
		"the marker's name":           {append(edition("two"), page(Marker, "x")), Marker},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			dir := filepath.Join(parent, "public")
			mustPublish(t, edition("one"), dir, Options{})
			before := digest(t, dir)
			_, err := Folder(context.Background(), c.files, dir, Options{Jobs: 2})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
			if digest(t, dir) != before {
				t.Error("the old site was touched")
			}
			wantNames(t, parent, "public")
		})
	}
}

func TestACancelledRunLeavesTheOldSiteWhole(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "public")
	mustPublish(t, edition("one"), dir, Options{})
	before := digest(t, dir)
	ctx, cancel := context.WithCancelCause(context.Background())
	stop := errors.New("interrupted")
	_, err := Folder(ctx, edition("two"), dir, Options{Jobs: 2, Progress: func(done, _ int) {
		if done == 7 {
			cancel(stop)
		}
	}})
	if !errors.Is(err, stop) {
		t.Errorf("error %v, want the cause of the cancellation", err)
	}
	if digest(t, dir) != before {
		t.Error("the old site was touched")
	}
	wantNames(t, parent, "public")
}

func TestAForeignFolderIsRefused(t *testing.T) {
	cases := map[string]struct {
		prepare func(dir string) error
		want    string
	}{
		"other files": {func(dir string) error { return os.WriteFile(filepath.Join(dir, "thesis.doc"), nil, 0o644) }, "did not write"},
		"a marker of someone else": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, Marker), []byte("notes"), 0o644)
		}, "did not write"},
		"a file": {func(dir string) error {
			return errors.Join(os.Remove(dir), os.WriteFile(dir, []byte("x"), 0o644))
		}, "is a file"},
		"a repository in a site of ours": {func(dir string) error {
			mustPublish(t, edition("one"), dir, Options{})
			return os.Mkdir(filepath.Join(dir, ".git"), 0o755)
		}, "repository"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			dir := filepath.Join(parent, "public")
			if err := errors.Join(os.Mkdir(dir, 0o755), c.prepare(dir)); err != nil {
				t.Fatal(err)
			}
			before := digest(t, dir)
			_, err := Folder(context.Background(), edition("two"), dir, Options{})
			var p *Problem
			if !errors.As(err, &p) || !strings.Contains(p.Message, c.want) || p.Hint == "" {
				t.Errorf("error %#v, want a problem that says %q, with a hint", err, c.want)
			}
			if digest(t, dir) != before {
				t.Error("the folder was touched")
			}
			wantNames(t, parent, "public")
		})
	}
}

func TestAnEmptyFolderIsTaken(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		parent := t.TempDir()
		dir := filepath.Join(parent, "public")
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		mustPublish(t, edition("one"), dir, o)
		if digest(t, dir) != reference(t, "one") {
			t.Error("the site is not the one that was built")
		}
		wantNames(t, parent, "public")
	})
}

func TestALinkIsFollowedAndStays(t *testing.T) {
	both(t, func(t *testing.T, o Options) {
		parent, elsewhere := t.TempDir(), t.TempDir()
		link := filepath.Join(parent, "public")
		if err := os.Symlink(filepath.Join(elsewhere, "htdocs"), link); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"one", "two"} { // the first time it leads to nothing
			mustPublish(t, edition(name), link, o)
			if digest(t, filepath.Join(elsewhere, "htdocs")) != reference(t, name) {
				t.Errorf("edition %s is not where the link leads", name)
			}
		}
		if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Error("the link was replaced")
		}
		wantNames(t, parent, "public")
		wantNames(t, elsewhere, "htdocs")
	})
}

func TestOnlyLeftoversOfOursAreCleared(t *testing.T) {
	parent := t.TempDir()
	at := func(name string) string { return filepath.Join(parent, name) }
	for _, dir := range []string{".public.new-1", ".public.old-22", ".public.new-333", ".public.new-4x", ".public.newer-5", ".public.new-8", ".public.new-9", ".other.new-6", ".public.new-"} {
		if err := os.Mkdir(at(dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	files := map[string]string{
		".public.new-1/" + Marker:  markerText,
		".public.new-1/index.html": "half a site",
		".public.new-333/thesis":   "someone else's",
		".public.new-7":            "a file",
		".public.new-8/" + Marker:  "This folder",
		".public.new-9/" + Marker:  "",
		".public.new-9/thesis":     "someone else's",
	}
	for name, text := range files {
		if err := os.WriteFile(at(name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	mustPublish(t, edition("one"), at("public"), Options{})
	// 1 carries the marker, old-22 is empty, 8 has the beginning of a marker
	// and nothing else; all others are not ours.
	wantNames(t, parent, ".other.new-6", ".public.new-", ".public.new-333", ".public.new-4x", ".public.new-7", ".public.new-9", ".public.newer-5", "public")
	wantNames(t, at(".public.new-333"), "thesis")
}

func TestTwoRunsAtOnceTakeTurns(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "public")
	second := make(chan error, 1)
	waiting := make(chan struct{})
	first := Options{Jobs: 2, at: func(step string) {
		if step != "written" {
			return
		}
		go func() {
			_, err := Folder(context.Background(), edition("two"), dir, Options{Waiting: func() { close(waiting) }})
			second <- err
		}()
		<-waiting // the second has found the lock held
	}}
	mustPublish(t, edition("one"), dir, first)
	if err := <-second; err != nil {
		t.Fatal(err)
	}
	if digest(t, dir) != reference(t, "two") {
		t.Error("the run that came second did not have the last word")
	}
	wantNames(t, parent, "public")
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	unlock, err := lock(context.Background(), filepath.Join(filepath.Dir(dir), ".public.lock"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if _, err := Folder(ctx, edition("one"), dir, Options{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want the deadline's", err)
	}
}

func TestTheFoldersOwnModeIsKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	mustPublish(t, edition("one"), dir, Options{})
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	mustPublish(t, edition("two"), dir, Options{})
	if info, _ := os.Stat(dir); info.Mode().Perm() != 0o700 {
		t.Errorf("mode %v, want the 0700 that was set", info.Mode().Perm())
	}
}

func TestBadTargetsAreProblemsWithHints(t *testing.T) {
	parent := t.TempDir()
	file, loop := filepath.Join(parent, "file"), filepath.Join(parent, "loop")
	if err := errors.Join(os.WriteFile(file, nil, 0o644), os.Symlink(loop, loop)); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"", "/", filepath.Join(file, "public"), loop} {
		_, err := Folder(context.Background(), edition("one"), dir, Options{})
		var p *Problem
		if !errors.As(err, &p) || p.Hint == "" {
			t.Errorf("%q: error %v, want a problem with a hint", dir, err)
		}
	}
	wantNames(t, parent, "file", "loop")
}

func TestSystemErrorsHaveHints(t *testing.T) {
	for err, want := range map[error]string{
		syscall.ENOSPC: "make room", syscall.EROFS: "may write to", syscall.EACCES: "may write to",
		syscall.EBUSY: "mount point", syscall.EMFILE: "open files", syscall.ENOTDIR: "a file stands",
	} {
		wrapped := problem(&fs.PathError{Op: "open", Path: "x", Err: err}, "cannot create %s", "x")
		var p *Problem
		if !errors.As(wrapped, &p) || !strings.Contains(p.Hint, want) {
			t.Errorf("%v: hint %q, want one with %q", err, p.Hint, want)
		}
	}
}

func BenchmarkFolder(b *testing.B) {
	body := []byte(strings.Repeat("a line of a page\n", 1500)) // 25 kB
	var files []site.File
	for i := range 2000 {
		files = append(files, site.File{Path: fmt.Sprintf("q%d/t%d/index.html", i%20, i), Render: func() ([]byte, error) { return body, nil }})
	}
	dir := filepath.Join(b.TempDir(), "public")
	for b.Loop() {
		mustPublish(b, files, dir, Options{Jobs: 2})
	}
}

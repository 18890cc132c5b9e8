//go:build unix

package publish

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"quarterdeck/generator/site"
)

// The tests here run the test binary again as a child that publishes, and
// stop it the hard way. The child is told what to do in one variable:
// "MODE FOLDER STEP COUNT".
const childVariable = "QUARTERDECK_PUBLISH_CHILD"

func TestMain(m *testing.M) {
	if order := os.Getenv(childVariable); order != "" {
		os.Exit(child(strings.SplitN(order, "|", 4)))
	}
	os.Exit(m.Run())
}

// child publishes edition two and exits 0, or is stopped on the way.
func child(order []string) int {
	mode, dir, step := order[0], order[1], order[2]
	count, _ := strconv.Atoi(order[3])
	o := Options{Jobs: 2, journalled: mode == "journal"}
	files := edition("two")
	o.at = func(at string) {
		if at == step {
			if count--; count == 0 {
				dieNow()
			}
		}
	}
	switch step {
	case "render":
		files[count].Render = func() ([]byte, error) { dieNow(); return nil, nil }
	case "progress":
		o.Progress = func(done, _ int) {
			if done == count {
				dieNow()
			}
		}
	case "slow":
		files = slowly(files)
	case "small-files":
		files[10] = page(files[10].Path, strings.Repeat("x", 2*count))
		limitFileSize(uint64(count))
	case "nobody":
		if syscall.Getuid() == 0 {
			must(syscall.Setgid(65534))
			must(syscall.Setuid(65534))
		}
	}
	if _, err := Folder(context.Background(), files, dir, o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// dieNow is kill -9 from within, at an exact place.
func dieNow() {
	must(syscall.Kill(os.Getpid(), syscall.SIGKILL))
	select {}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// slowly makes a run long enough to be hit from outside.
func slowly(files []site.File) []site.File {
	for i, f := range files {
		files[i].Render = func() ([]byte, error) { time.Sleep(time.Millisecond); return f.Render() }
	}
	return files
}

// limitFileSize makes every write beyond the size fail, as on a full disk.
func limitFileSize(size uint64) {
	signal.Ignore(syscall.SIGXFSZ)
	must(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: size}))
}

// start runs a child.
func start(t *testing.T, mode, dir, step string, count int) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self)
	c.Env = append(os.Environ(), fmt.Sprintf("%s=%s|%s|%s|%d", childVariable, mode, dir, step, count))
	c.Stderr = new(strings.Builder)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

// killed waits for the child and tells whether it died of kill -9.
func killed(c *exec.Cmd) bool {
	_ = c.Wait()
	status, ok := c.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// stop is a place to die at: the count-th time the step is reached.
type stop struct {
	step  string
	count int
}

func TestKillNineAtEveryStepLeavesAWholeSite(t *testing.T) {
	one, two := reference(t, "one"), reference(t, "two")
	early := []stop{{"locked", 1}, {"staged", 1}, {"marked", 1}, {"written", 1}, {"flushed", 1}}
	for _, n := range []int{1, 2, 5, 9, 15} {
		early = append(early, stop{"render", n}, stop{"progress", n})
	}
	late := []stop{{"swapped", 1}, {"removing", 1}, {"removing", 3}, {"emptied", 1}}
	both(t, func(t *testing.T, o Options) {
		mode, early, late := "exchange", early, late
		if o.journalled {
			mode, early, late = "journal", append(early, stop{"journal", 1}), append(late, stop{"moved", 1})
			// Between the two renames there is no folder; the next run finds
			// the new tree complete.
			dieAndRecover(t, mode, stop{"aside", 1}, "", two, two)
		}
		for _, s := range early {
			dieAndRecover(t, mode, s, one, one, two)
		}
		for _, s := range late {
			dieAndRecover(t, mode, s, two, two, two)
		}
	})
}

// dieAndRecover publishes edition one, kills a child that publishes edition
// two, and looks at the folder: just after the kill, after a run that fails
// (which recovers and no more), and after one that succeeds.
func dieAndRecover(t *testing.T, mode string, s stop, afterKill, afterFailure, afterSuccess string) {
	t.Helper()
	parent := t.TempDir()
	dir := filepath.Join(parent, "public")
	mustPublish(t, edition("one"), dir, Options{})
	c := start(t, mode, dir, s.step, s.count)
	if !killed(c) {
		t.Fatalf("%v: the child was not killed: %v %v", s, c.ProcessState, c.Stderr)
	}
	if digest(t, dir) != afterKill {
		t.Errorf("%v: the folder is not whole after the kill", s)
	}
	broken := []site.File{{Path: "x", Render: func() ([]byte, error) { return nil, os.ErrInvalid }}}
	if _, err := Folder(context.Background(), broken, dir, Options{}); err == nil {
		t.Errorf("%v: the broken site was published", s)
	}
	if digest(t, dir) != afterFailure {
		t.Errorf("%v: the folder is not whole after a failed run", s)
	}
	wantNames(t, parent, "public")
	mustPublish(t, edition("two"), dir, Options{})
	if digest(t, dir) != afterSuccess {
		t.Errorf("%v: the next run did not publish", s)
	}
	wantNames(t, parent, "public")
}

// Killed from outside at any moment, the folder is the old site or the new.
func TestKillNineAtAnyMomentLeavesAWholeSite(t *testing.T) {
	one, two := reference(t, "one"), reference(t, "two")
	parent := t.TempDir()
	dir := filepath.Join(parent, "public")
	hits := 0
	for i := range 20 {
		mustPublish(t, edition("one"), dir, Options{})
		c := start(t, "exchange", dir, "slow", 0)
		time.Sleep(time.Duration(i) * time.Millisecond)
		_ = c.Process.Kill()
		if killed(c) {
			hits++
		}
		if got := digest(t, dir); got != one && got != two {
			t.Fatalf("killed after %d ms: the folder is neither site", i)
		}
	}
	if hits == 0 {
		t.Error("no child was killed in time")
	}
	mustPublish(t, edition("one"), dir, Options{})
	wantNames(t, parent, "public")
}

// A write that fails in the middle of the tree stands for a full disk.
func TestAFailedWriteLeavesTheOldSiteWhole(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "public")
	mustPublish(t, edition("one"), dir, Options{})
	before := digest(t, dir)
	c := start(t, "exchange", dir, "small-files", 4096)
	if err := c.Wait(); err == nil {
		t.Fatal("the child wrote more than it was allowed to")
	}
	if said := fmt.Sprint(c.Stderr); !strings.Contains(said, "cannot write "+edition("two")[10].Path) {
		t.Errorf("error %q does not say what could not be written", said)
	}
	if digest(t, dir) != before {
		t.Error("the old site was touched")
	}
	wantNames(t, parent, "public")
}

func TestAnUnwritableParentIsAClearError(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "public")
	mustPublish(t, edition("one"), dir, Options{})
	before := digest(t, dir)
	if err := os.Chmod(parent, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(parent, 0o755)
	c := start(t, "exchange", dir, "nobody", 0)
	if err := c.Wait(); err == nil {
		t.Error("the child published into a folder it may not write to")
	}
	if said := fmt.Sprint(c.Stderr); !strings.Contains(said, "permission denied") {
		t.Errorf("error %q does not say why", said)
	}
	if digest(t, dir) != before {
		t.Error("the old site was touched")
	}
}

func TestModesHoldWhateverTheUmask(t *testing.T) {
	old := syscall.Umask(0o077)
	defer syscall.Umask(old)
	dir := filepath.Join(t.TempDir(), "public")
	mustPublish(t, edition("one"), dir, Options{})
	for p, want := range map[string]os.FileMode{".": 0o755, "2026-q1": 0o755, "2026-q1/team-0": 0o755, "index.html": 0o644, Marker: 0o644} {
		info, err := os.Stat(filepath.Join(dir, p))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v, want mode %v", p, info.Mode().Perm(), err, want)
		}
	}
}

//go:build unix

package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"quarterdeck/generator"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/site"
)

// generate is the generator's shape, for stand-ins.
type generate func(context.Context, generator.Options) (*generator.Result, error)

// outside is a world with a clock that stands still and a generator of the
// test's own.
func outside(g generate, args ...string) (*world, *said, *said) {
	stdout, stderr := &said{}, &said{}
	return &world{
		args: args, stdout: stdout, stderr: &terminal{w: stderr}, generate: g, version: "1.2.3",
		now: func() time.Time { return time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC) },
	}, stdout, stderr
}

// siteFolder holds a config.toml and nothing else.
func siteFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte("title = \"Shop\"\ntimezone = \"America/New_York\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// onePage is a site of a home page.
func onePage(t *testing.T, body string) *site.Site {
	t.Helper()
	s, err := site.New([]site.File{{Path: "index.html", Render: func() ([]byte, error) { return []byte(body), nil }}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// makes is a generator with this outcome.
func makes(r *generator.Result, err error) generate {
	return func(context.Context, generator.Options) (*generator.Result, error) { return r, err }
}

func TestFaultsOfTheProgramAreToldApart(t *testing.T) {
	cases := map[string]struct {
		g    generate
		want string
	}{
		"an error":  {makes(nil, errors.New("the built-in theme has no base.html")), "error: the built-in theme has no base.html"},
		"a panic":   {func(context.Context, generator.Options) (*generator.Result, error) { panic("nil map") }, "fault in the program: nil map"},
		"no result": {makes(nil, nil), "made nothing"},
		"a page that cannot be rendered": {func(context.Context, generator.Options) (*generator.Result, error) {
			s, err := site.New([]site.File{{Path: "index.html", Render: func() ([]byte, error) { return nil, errors.New("no such template") }}})
			return &generator.Result{Site: s}, err
		}, "index.html: no such template"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			root := siteFolder(t)
			w, _, stderr := outside(c.g, "build", "--root", root)
			if code := run(w); code != 70 {
				t.Errorf("exit code %d, want 70", code)
			}
			if !strings.Contains(stderr.String(), c.want) {
				t.Errorf("said %q, want %q in it", stderr, c.want)
			}
			if _, err := os.Stat(filepath.Join(root, "public")); err == nil {
				t.Error("something was published")
			}
		})
	}
}

func TestASignalStopsABuildAndLeavesTheOldSite(t *testing.T) {
	root := siteFolder(t)
	w, _, _ := outside(makes(&generator.Result{Site: onePage(t, "old")}, nil), "build", "-C", root)
	if code := run(w); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	for signal, want := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143} {
		w, _, stderr := outside(func(ctx context.Context, _ generator.Options) (*generator.Result, error) {
			if err := syscall.Kill(os.Getpid(), signal); err != nil {
				return nil, err
			}
			<-ctx.Done()
			return nil, ctx.Err()
		}, "build", "-C", root)
		if code := run(w); code != want {
			t.Errorf("%v: exit code %d, want %d; said %q", signal, code, want, stderr)
		}
		if body, err := os.ReadFile(filepath.Join(root, "public", "index.html")); string(body) != "old" {
			t.Errorf("%v: the old page is %q, %v", signal, body, err)
		}
	}
}

// What the flags say must reach the generator. Midnight in New York on
// 1 October 2026 is 04:00 UTC (daylight saving time, UTC−4).
func TestFlagsReachTheGenerator(t *testing.T) {
	var got generator.Options
	keep := func(_ context.Context, o generator.Options) (*generator.Result, error) {
		got = o
		return &generator.Result{Site: onePage(t, "x")}, nil
	}
	root := siteFolder(t)
	w, _, _ := outside(keep, "build", "-C", root, "--as-of", "2026-10-01", "--keep-going")
	run(w)
	if want := time.Date(2026, 10, 1, 4, 0, 0, 0, time.UTC); !got.AsOf.Equal(want) || !got.KeepGoing || got.Version != "1.2.3" {
		t.Errorf("options %+v, want the present %v, keep-going, version 1.2.3", got, want)
	}
	w, _, _ = outside(keep, "check", "-C", root, "--as-of", "2026-10-01T09:30:00+02:00")
	run(w)
	if want := time.Date(2026, 10, 1, 7, 30, 0, 0, time.UTC); !got.AsOf.Equal(want) || got.KeepGoing {
		t.Errorf("options %+v, want the present %v, no keep-going", got, want)
	}
	w, _, _ = outside(keep, "check", "-C", root)
	run(w)
	if !got.AsOf.IsZero() {
		t.Errorf("the present is %v, want none: the clock is not read", got.AsOf)
	}
}

// A repository from elsewhere must not publish what else lies on the machine.
func TestLinksOutOfTheSiteAreNotFollowed(t *testing.T) {
	root, outsideIt := siteFolder(t), t.TempDir()
	secret := filepath.Join(outsideIt, "secret")
	if err := errors.Join(os.WriteFile(secret, []byte("x"), 0o644), os.Symlink(secret, filepath.Join(root, "link"))); err != nil {
		t.Fatal(err)
	}
	w, _, _ := outside(func(_ context.Context, o generator.Options) (*generator.Result, error) {
		if _, err := o.Root.Open("config.toml"); err != nil {
			t.Error(err)
		}
		if f, err := o.Root.Open("link"); err == nil {
			f.Close()
			t.Error("a link out of the site's folder was followed")
		}
		return &generator.Result{Site: onePage(t, "x")}, nil
	}, "check", "-C", root)
	run(w)
}

func TestServeShowsTheSiteUntilItIsStopped(t *testing.T) {
	var mu sync.Mutex
	text := "first"
	g := func(context.Context, generator.Options) (*generator.Result, error) {
		mu.Lock()
		defer mu.Unlock()
		if text == "" {
			return &generator.Result{Diagnostics: []diag.Diagnostic{{Pos: diag.Pos{File: "config.toml", Line: 1}, Message: "no title"}}}, nil
		}
		return &generator.Result{Site: onePage(t, text)}, nil
	}
	set := func(s string) { mu.Lock(); text = s; mu.Unlock() }
	root := siteFolder(t)
	touch := func() {
		if err := os.WriteFile(filepath.Join(root, "config.toml"), []byte("title = 'y'"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	w, _, stderr := outside(g, "serve", "-C", root, "--port", "0")
	code := make(chan int)
	go func() { code <- run(w) }()
	address := regexp.MustCompile(`http://127\.0\.0\.1:\d+/`).FindString(await(t, stderr, "http://"))
	await(t, stderr, "12:00:00 ready: no errors, no warnings")
	if body := get(t, address); !strings.Contains(body, "first") {
		t.Errorf("%s is %q, want the first page", address, body)
	}
	set("")
	touch()
	await(t, stderr, "config.toml:1: error: no title\n12:00:00 config.toml changed: 1 error, no warnings; nothing new can be shown")
	if body := get(t, address); !strings.Contains(body, "first") {
		t.Errorf("%s is %q, want the last good page", address, body)
	}
	set("second")
	touch()
	await(t, stderr, "config.toml changed: no errors")
	if body := get(t, address); !strings.Contains(body, "second") {
		t.Errorf("%s is %q, want the second page", address, body)
	}
	port := strings.TrimSuffix(strings.TrimPrefix(address, "http://127.0.0.1:"), "/")
	other, _, told := outside(g, "serve", "-C", root, "--port", port)
	if got := run(other); got != 1 || !strings.Contains(told.String(), "is in use") || !strings.Contains(told.String(), "--port 0") {
		t.Errorf("a port in use: exit code %d, said %q", got, told)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if got := <-code; got != 0 {
		t.Errorf("exit code %d after Ctrl-C, which is how serve ends: want 0", got)
	}
}

// await waits until something was said.
func await(t *testing.T, s *said, part string) string {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if text := s.String(); strings.Contains(text, part) {
			return text
		}
	}
	t.Fatalf("said %q, want %q in it", s, part)
	return ""
}

func get(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

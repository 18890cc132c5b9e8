package folder_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"quarterdeck/generator/publish/folder"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
)

func open(t *testing.T, dir string) *folder.Store {
	t.Helper()
	s, err := folder.Open(dir, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// withHeaders stands for a web server that knows the headers of each file.
type withHeaders struct {
	*folder.Store
	known *sync.Map
}

func (w withHeaders) Put(ctx context.Context, key string, c store.Content, a store.Attributes, when store.Condition) (store.Object, error) {
	o, err := w.Store.Put(ctx, key, c, a, when)
	if err == nil {
		w.known.Store(w.URL()+key, a)
	}
	return o, err
}

func (w withHeaders) Copy(ctx context.Context, from, to string, a store.Attributes, ifSource string) (store.Object, error) {
	o, err := w.Store.Copy(ctx, from, to, a, ifSource)
	if err == nil {
		w.known.Store(w.URL()+to, a)
	}
	return o, err
}

func (w withHeaders) Head(ctx context.Context, key string) (store.Object, store.Attributes, error) {
	o, _, err := w.Store.Head(ctx, key)
	a, _ := w.known.Load(w.URL() + key)
	attrs, _ := a.(store.Attributes)
	return o, attrs, err
}

func TestConformance(t *testing.T) {
	dir := t.TempDir()
	known := &sync.Map{}
	storetest.Conformance(t, func(t *testing.T, prefix string) store.Store {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(prefix)), 0o755); err != nil {
			t.Fatal(err)
		}
		return withHeaders{open(t, filepath.Join(dir, prefix)), known}
	})
}

// full is content whose writing meets a full disk.
func full() store.Content {
	c := storetest.Bytes([]byte("too much"))
	c.Open = func() (io.ReadSeekCloser, error) {
		return nil, &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	}
	return c
}

// A publish that fills the disk gives back what it took.
func TestAFullDiskIsNotLeftFull(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	s := open(t, dir)
	put := func(key string, c store.Content) error {
		_, err := s.Put(t.Context(), key, c, store.Attributes{}, store.Condition{})
		return err
	}
	for n, body := range []string{"old", "new"} {
		if err := s.Stage(t.Context(), n+1); err != nil {
			t.Fatal(err)
		}
		if err := put("a.html", storetest.Bytes([]byte(body))); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			if err := s.Switch(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
		}
	}
	var p *store.Problem
	if err := put("b.html", full()); !errors.As(err, &p) || p.Kind != "full" || p.Hint == "" {
		t.Errorf("the full disk is told as %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "releases", "000002", "a.html")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was written is still there: %v", err)
	}
	if body, err := os.ReadFile(filepath.Join(dir, "current", "a.html")); err != nil || string(body) != "old" {
		t.Errorf("readers see %q, %v", body, err)
	}
}

package folder_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
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

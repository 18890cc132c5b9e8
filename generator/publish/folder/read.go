package folder

import (
	"context"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"quarterdeck/generator/publish/store"
)

// manifestLike is a key that has a place as soon as there is a folder.
const manifestLike = store.Room + "x"

// pageSize is how many objects a page of a listing has.
const pageSize = 1000

// List lists the tree and, in its place in the order, the state.
func (s *Store) List(ctx context.Context, after string, each func([]store.Object) bool) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	tree, err := s.treeObjects()
	if err != nil {
		return err
	}
	split, _ := slices.BinarySearchFunc(tree, store.Room, byKey)
	parts := []func() ([]store.Object, error){
		func() ([]store.Object, error) { return tree[:split], nil },
		func() ([]store.Object, error) { return s.walk(strings.TrimSuffix(store.Room, "/"), store.Room) },
		func() ([]store.Object, error) { return tree[split:], nil },
	}
	for _, part := range parts {
		objects, err := part()
		if err != nil {
			return err
		}
		if more, err := s.pages(ctx, objects, after, each); err != nil || !more {
			return err
		}
	}
	return nil
}

func byKey(o store.Object, key string) int { return strings.Compare(o.Key, key) }

// pages hands over those after a key; more tells whether the caller goes on.
func (s *Store) pages(ctx context.Context, objects []store.Object, after string, each func([]store.Object) bool) (more bool, err error) {
	from, there := slices.BinarySearchFunc(objects, after, byKey)
	if there {
		from++
	}
	objects = objects[from:]
	for len(objects) > 0 {
		if err := s.begin(ctx); err != nil {
			return false, err
		}
		n := min(pageSize, len(objects))
		if !each(objects[:n:n]) {
			return false, nil
		}
		objects = objects[n:]
	}
	return true, nil
}

func (s *Store) treeObjects() ([]store.Object, error) {
	at, err := s.where("index.html")
	if err != nil || at == "" {
		return nil, err
	}
	return s.walk(path.Dir(at), "")
}

// walk lists the regular files below a folder in the byte order of their keys,
// which is not that of a walk: "a-b" comes before "a/b".
func (s *Store) walk(dir, prefix string) ([]store.Object, error) {
	if at, err := s.where(manifestLike); at == "" || err != nil {
		return nil, err
	}
	var out []store.Object
	fsys := s.root.FS()
	err := fs.WalkDir(fsys, dir, func(name string, d fs.DirEntry, err error) error {
		key := prefix + strings.TrimPrefix(strings.TrimPrefix(name, dir), "/")
		switch {
		case err != nil:
			return ignoreMissing(err)
		case d.IsDir() && key+"/" == tempRoom:
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return ignoreMissing(err) // deleted meanwhile
		}
		out = append(out, object(key, info))
		return nil
	})
	if err != nil {
		return nil, problem(err, dir)
	}
	slices.SortFunc(out, func(a, b store.Object) int { return strings.Compare(a.Key, b.Key) })
	return out, nil
}

// Get reads.
func (s *Store) Get(ctx context.Context, key string) (io.ReadCloser, store.Object, error) {
	if err := s.begin(ctx); err != nil {
		return nil, store.Object{}, err
	}
	at, _, err := s.stat(key)
	if err != nil {
		return nil, store.Object{}, err
	}
	f, err := s.root.Open(at)
	if err != nil {
		return nil, store.Object{}, s.failed(err, key)
	}
	info, err := f.Stat() // of the file that is open, whatever has that name by now
	if err != nil {
		f.Close()
		return nil, store.Object{}, s.failed(err, key)
	}
	return f, object(key, info), nil
}

// Head tells of a file; it has no attributes.
func (s *Store) Head(ctx context.Context, key string) (store.Object, store.Attributes, error) {
	if err := s.begin(ctx); err != nil {
		return store.Object{}, store.Attributes{}, err
	}
	_, o, err := s.stat(key)
	return o, store.Attributes{}, err
}

package folder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"time"

	"quarterdeck/generator/publish"
	"quarterdeck/generator/publish/store"
)

// Stage begins a tree of links to what stands. Trees that no link leads to are
// removed first: a run that was cut off left them.
func (s *Store) Stage(ctx context.Context, release int) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	if err := s.create(); err != nil {
		return err
	}
	shown := s.shown()
	if err := s.clear(); err != nil {
		return err
	}
	tree := fmt.Sprintf("%s/%06d", releases, release)
	for n := 2; tree == shown || tree == s.linked(previous); n++ {
		tree = fmt.Sprintf("%s/%06d-%d", releases, release, n)
	}
	if err := s.clone(ctx, shown, tree); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tree, s.staged, s.mine = tree, true, nil
	return nil
}

// clear removes the trees that neither link leads to, and temporary files.
func (s *Store) clear() error {
	used := map[string]bool{s.shown(): true, s.linked(previous): true}
	entries, err := fs.ReadDir(s.root.FS(), releases)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return problem(err, releases)
	}
	for _, e := range entries {
		tree := releases + "/" + e.Name()
		if e.IsDir() && treeName.MatchString(tree) && !used[tree] {
			if err := s.root.RemoveAll(tree); err != nil {
				return problem(err, tree)
			}
		}
	}
	temps, _ := fs.ReadDir(s.root.FS(), strings.TrimSuffix(tempRoom, "/")) // what cannot be read stays
	for _, e := range temps {
		if info, err := e.Info(); err == nil && e.Name() != "lock" && s.now().Sub(info.ModTime()) > abandoned {
			_ = s.root.Remove(tempRoom + e.Name())
		}
	}
	return nil
}

// abandoned is the age of a temporary file that no run is still writing: others,
// who wait for the lock, have some as well.
const abandoned = time.Hour

// clone makes a tree of links; from may be empty. What others put there comes
// along.
func (s *Store) clone(ctx context.Context, from, to string) error {
	if err := s.parents(path.Join(to, "x")); err != nil {
		return problem(err, to)
	}
	if from == "" {
		return nil
	}
	if _, err := s.root.Stat(from); errors.Is(err, fs.ErrNotExist) {
		return nil // somebody removed it: what it held is missing, and made anew
	}
	err := fs.WalkDir(s.root.FS(), from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		target := to + strings.TrimPrefix(name, from)
		switch {
		case d.IsDir():
			return s.parents(path.Join(target, "x"))
		case d.Type()&fs.ModeSymlink != 0:
			dest, err := s.root.Readlink(name)
			if err != nil {
				return err
			}
			return s.root.Symlink(dest, target)
		case d.Type().IsRegular():
			return s.link(name, target)
		}
		return nil
	})
	if err != nil {
		return worded(err, to)
	}
	return nil
}

// Switch moves the link. Before that, what was written is flushed to the disk.
func (s *Store) Switch(ctx context.Context, _ int) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	tree, staged := s.tree, s.staged
	s.mu.Unlock()
	if !staged {
		return errors.New("folder: nothing is staged")
	}
	if err := publish.Flush(filepath.Join(s.dir, filepath.FromSlash(tree))); err != nil {
		return problem(err, tree)
	}
	if was := s.shown(); was != "" {
		if err := s.point(previous, was); err != nil {
			return err
		}
	}
	if err := s.point(current, tree); err != nil {
		return err
	}
	s.mu.Lock()
	s.staged, s.mine = false, nil
	s.mu.Unlock()
	return nil
}

// point moves a link in one step.
func (s *Store) point(link, tree string) error {
	temp, err := s.temp()
	if err != nil {
		return err
	}
	if err := s.root.Symlink(filepath.FromSlash(tree), temp); err != nil {
		return problem(err, link)
	}
	if err := s.root.Rename(temp, link); err != nil {
		_ = s.root.Remove(temp)
		return problem(err, link)
	}
	return nil
}

// ready makes a tree for a first file that is written without staging.
func (s *Store) ready(key string) error {
	if strings.HasPrefix(key, store.Room) {
		return nil
	}
	at, err := s.where(key)
	if err != nil || at != "" {
		return err
	}
	tree := releases + "/000000"
	if err := s.parents(path.Join(tree, "x")); err != nil {
		return problem(err, tree)
	}
	if err := s.point(current, tree); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tree = tree
	return nil
}

// ignoreMissing lets pass what was deleted while it was looked at.
func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

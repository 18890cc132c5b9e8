package folder

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"quarterdeck/generator/publish"
	"quarterdeck/generator/publish/store"
)

// Put writes a file beside its place and moves it there: a reader finds the old
// bytes or the new ones.
func (s *Store) Put(ctx context.Context, key string, c store.Content, _ store.Attributes, when store.Condition) (store.Object, error) {
	if err := s.begin(ctx); err != nil {
		return store.Object{}, err
	}
	if err := s.mayPut(key, when); err != nil {
		return store.Object{}, err
	}
	temp, err := s.fill(ctx, key, c)
	if err != nil {
		s.takeBack(err)
		return store.Object{}, err
	}
	defer func() { _ = s.root.Remove(temp) }() // gone already if it was moved
	o, err := s.place(ctx, temp, key, when)
	s.wrote(o, err)
	return o, err
}

// wrote remembers what this run put into a staged tree.
func (s *Store) wrote(o store.Object, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.staged && err == nil && !strings.HasPrefix(o.Key, store.Room) {
		s.mine = append(s.mine, o)
	}
}

// takeBack empties a staged tree of what this run wrote, when the disk is full:
// the publish has failed, and must not leave the disk full for everybody. What
// another run may have put in its place stays.
func (s *Store) takeBack(err error) {
	if !errors.Is(err, syscall.ENOSPC) && !errors.Is(err, syscall.EDQUOT) {
		return
	}
	s.mu.Lock()
	mine, tree := s.mine, s.tree
	s.mine = nil
	s.mu.Unlock()
	for _, o := range mine {
		if _, there, err := s.stat(o.Key); err == nil && there.ETag == o.ETag && tree != s.shown() {
			_ = s.root.Remove(path.Join(tree, o.Key)) // the next run clears the tree away
		}
	}
}

// mayPut refuses early what cannot be: a write over a version that is not there
// changes nothing, but proves that it would be permitted.
func (s *Store) mayPut(key string, when store.Condition) error {
	if when.IfMatch == "" {
		return nil
	}
	_, there, err := s.stat(key)
	if err == nil && there.ETag == when.IfMatch {
		return nil
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err := s.writable(); err != nil {
		return err
	}
	return fmt.Errorf("%s: %w", key, store.ErrCondition)
}

// fill writes the content to a temporary file.
func (s *Store) fill(ctx context.Context, key string, c store.Content) (string, error) {
	temp, err := s.temp()
	if err != nil {
		return "", err
	}
	r, err := c.Open()
	if err != nil {
		return "", worded(err, key)
	}
	defer r.Close()
	f, err := s.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return "", problem(err, key)
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), r)
	if err == nil && (n != c.Size || [32]byte(sum.Sum(nil)) != c.SHA256) {
		err = fmt.Errorf("%s: the bytes are not those that were promised", key)
	}
	if err == nil {
		err = f.Chmod(fileMode) // whatever the umask is
	}
	if err == nil && strings.HasPrefix(key, store.Room) && key != lockName {
		err = f.Sync() // a tree is flushed before it is shown, the state with each change
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err == nil {
		at := s.moment()
		err = s.root.Chtimes(temp, at, at)
	}
	if err != nil {
		_ = s.root.Remove(temp)
		return "", worded(err, key)
	}
	return temp, nil
}

// worded makes a problem of an error of the file system, and of no other.
func worded(err error, key string) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		return problem(err, key)
	}
	return err
}

// temp is an unused name on the same file system.
func (s *Store) temp() (string, error) {
	if err := s.create(); err != nil {
		return "", err
	}
	if err := s.root.MkdirAll(strings.TrimSuffix(tempRoom, "/"), folderMode); err != nil {
		return "", problem(err, s.dir)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.temps++
	return fmt.Sprintf("%s%d-%d-%d", tempRoom, os.Getpid(), s.now().UnixNano(), s.temps), nil
}

// moment is the present, later than at any call before.
func (s *Store) moment() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.now()
	if !at.After(s.last) {
		at = s.last.Add(time.Microsecond)
	}
	s.last = at
	return at
}

// place moves a temporary file to its key, if the condition holds. Of the state,
// one process at a time looks and moves; a staged tree belongs to one alone.
func (s *Store) place(ctx context.Context, temp, key string, when store.Condition) (store.Object, error) {
	if err := s.ready(key); err != nil {
		return store.Object{}, err
	}
	if when != (store.Condition{}) {
		unlock, err := s.alone(ctx, key)
		if err != nil {
			return store.Object{}, err
		}
		defer unlock()
	}
	at, there, err := s.stat(key)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return store.Object{}, err
	}
	switch {
	case when.IfAbsent && err == nil:
		return store.Object{}, fmt.Errorf("%s is there: %w", key, store.ErrCondition)
	case when.IfMatch != "" && (err != nil || there.ETag != when.IfMatch):
		return store.Object{}, fmt.Errorf("%s: %w", key, store.ErrCondition)
	}
	if err := s.parents(at); err != nil {
		return store.Object{}, problem(err, key)
	}
	if err := s.root.Rename(temp, at); err != nil {
		return store.Object{}, problem(err, key)
	}
	_, o, err := s.stat(key)
	return o, err
}

// parents makes the folders of a file, readable whatever the umask is.
func (s *Store) parents(at string) error {
	dir := path.Dir(at)
	if info, err := s.root.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	if err := s.parents(dir); err != nil {
		return err
	}
	if err := s.root.Mkdir(dir, folderMode); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return s.root.Chmod(dir, folderMode)
}

// alone holds other writers off.
func (s *Store) alone(ctx context.Context, key string) (func(), error) {
	if !strings.HasPrefix(key, store.Room) {
		s.mu.Lock()
		tree, staged := s.tree, s.staged
		s.mu.Unlock()
		if staged && tree != "" {
			return func() {}, nil
		}
	}
	return publish.Lock(ctx, filepath.Join(s.dir, filepath.FromSlash(tempRoom), "lock"))
}

// Copy makes another name of the same bytes, by a link where that can be.
func (s *Store) Copy(ctx context.Context, from, to string, _ store.Attributes, ifSource string) (store.Object, error) {
	if err := s.begin(ctx); err != nil {
		return store.Object{}, err
	}
	at, o, err := s.stat(from)
	if err != nil {
		return store.Object{}, err
	}
	if ifSource != "" && o.ETag != ifSource {
		return store.Object{}, fmt.Errorf("%s: %w", from, store.ErrCondition)
	}
	if from == to { // there are no attributes that could change
		return o, nil
	}
	temp, err := s.temp()
	if err != nil {
		return store.Object{}, err
	}
	if err := s.link(at, temp); err != nil {
		return store.Object{}, problem(err, to)
	}
	defer func() { _ = s.root.Remove(temp) }()
	if err := s.ready(to); err != nil {
		return store.Object{}, err
	}
	place, err := s.where(to)
	if err == nil {
		err = s.parents(place)
	}
	if err == nil {
		err = s.root.Rename(temp, place)
	}
	if err != nil {
		return store.Object{}, problem(err, to)
	}
	_, o, err = s.stat(to)
	return o, err
}

// link gives a file a second name, or copies it where there are no links; the
// copy has the same time, so it is the same version.
func (s *Store) link(from, to string) error {
	if s.root.Link(from, to) == nil {
		return nil
	}
	in, err := s.root.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := s.root.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = s.root.Chtimes(to, info.ModTime(), info.ModTime())
	}
	return err
}

// Delete removes files, and the folders that are empty then.
func (s *Store) Delete(ctx context.Context, keys []string, when map[string]string) map[string]error {
	errs := map[string]error{}
	for _, key := range keys {
		if err := s.delete(ctx, key, when[key]); err != nil {
			errs[key] = err
		}
	}
	return errs
}

func (s *Store) delete(ctx context.Context, key, etag string) error {
	if err := s.begin(ctx); err != nil {
		return err
	}
	if at, err := s.where(key); at == "" || err != nil {
		return err
	}
	if etag != "" {
		unlock, err := s.alone(ctx, key)
		if err != nil {
			return err
		}
		defer unlock()
	}
	at, o, err := s.stat(key)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case err != nil:
		return err
	case etag != "" && o.ETag != etag:
		return fmt.Errorf("%s: %w", key, store.ErrCondition)
	}
	if err := s.root.Remove(at); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return problem(err, key)
	}
	for dir := path.Dir(at); strings.Count(dir, "/") > 1; dir = path.Dir(dir) {
		if s.root.Remove(dir) != nil {
			break
		}
	}
	return nil
}

// Package folder is the store that is a folder, and the one with a switch. It
// belongs to the write stage, beside the packages of the clouds.
//
// In the folder stand
//
//	current       a link to the tree that readers see; the web server's root
//	previous      a link to the one before, to be pointed at by hand in need
//	releases/     the trees, one of each release that is still linked
//	~quarterdeck/ manifest, lock, records and old bytes: outside what is served
//
// A publish stages a new tree of hard links to the files that stand, writes
// what differs into it and moves the link: one atomic step. A file is never
// written in place, so the trees can share what did not change. A rollback goes
// the same way.
//
// Headers are the web server's business: a folder holds bytes alone.
package folder

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"quarterdeck/generator/publish"
	"quarterdeck/generator/publish/store"
)

// Store is a folder.
type Store struct {
	dir      string // absolute
	now      func() time.Time
	requests atomic.Int64

	mu     sync.Mutex // guards the rest
	root   *os.Root   // nil until there is a folder
	tree   string     // where site keys live now, below the root; "" until known
	staged bool
	mine   []store.Object // what this run wrote into the staged tree
	last   time.Time      // of the newest file, so that each has a time of its own
	temps  int
}

var _ store.Switcher = (*Store)(nil)

// The names in the folder.
const (
	current  = "current"
	previous = "previous"
	releases = "releases"
	tempRoom = store.Room + "tmp/"
	lockName = store.Room + "lock.json" // renewed often, and nothing that must last
)

const (
	fileMode   = 0o644
	folderMode = 0o755
)

// Open makes a store of a folder, whose parent must be there. The folder itself
// is created with the first write.
func Open(dir string, now func() time.Time) (*Store, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Dir(abs)); err != nil {
		return nil, &store.Problem{Kind: "missing-bucket", Message: "there is no folder " + filepath.Dir(abs) + " to publish in",
			Hint: "create it, or see that the disk it is on is mounted", Err: err}
	}
	s := &Store{dir: abs, now: now}
	root, err := os.OpenRoot(abs)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, problem(err, abs)
	}
	s.root = root
	return s, s.ownLink()
}

// ownLink refuses a folder in which somebody else's link or folder stands where
// ours is to be.
func (s *Store) ownLink() error {
	to, err := s.root.Readlink(current)
	if _, gone := s.root.Lstat(current); errors.Is(gone, fs.ErrNotExist) || err == nil && s.shown() != "" {
		return nil
	}
	what := " is not a link"
	if err == nil {
		what = " leads to " + to + ", which quarterdeck did not make"
	}
	return &store.Problem{Kind: "foreign", Message: filepath.Join(s.dir, current) + what,
		Hint: "publish into another folder, or move it away: it is to be the link that the web server follows"}
}

// create makes the folder.
func (s *Store) create() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.root != nil {
		return nil
	}
	if err := os.Mkdir(s.dir, folderMode); err != nil && !errors.Is(err, fs.ErrExist) {
		return problem(err, s.dir)
	}
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		return problem(err, s.dir)
	}
	s.root = root
	return nil
}

// writable proves that the folder, or the one it will be created in, can be
// written to, and leaves nothing.
func (s *Store) writable() error {
	dir := s.dir
	if _, err := os.Stat(dir); err != nil {
		dir = filepath.Dir(dir)
	}
	f, err := os.CreateTemp(dir, ".quarterdeck-*")
	if err != nil {
		return problem(err, dir)
	}
	f.Close()
	if err := os.Remove(f.Name()); err != nil {
		return problem(err, dir)
	}
	return nil
}

// URL is the folder as an address.
func (s *Store) URL() string { return "file://" + filepath.ToSlash(s.dir) }

// Clock is this machine's.
func (s *Store) Clock() time.Time { return s.now() }

// Requests counts calls, and pages of listings.
func (s *Store) Requests() int64 { return s.requests.Load() }

// Can tells that files have no headers.
func (s *Store) Can() store.Abilities { return store.Abilities{Conditions: true, Bare: true} }

// begin counts a request and refuses one that nobody waits for.
func (s *Store) begin(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	s.requests.Add(1)
	return nil
}

// where is the file of a key, below the root; empty when there is nothing yet.
// Keys of the state are in their room, all others in the tree.
func (s *Store) where(key string) (string, error) {
	if !filepath.IsLocal(filepath.FromSlash(key)) || path.Clean(key) != key || strings.ContainsRune(key, 0) {
		return "", &store.Problem{Kind: "refused", Message: fmt.Sprintf("%q cannot be a file's name", key), Hint: "rename what it is made from"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.root == nil:
		return "", nil
	case strings.HasPrefix(key, store.Room):
		return key, nil
	}
	if s.tree == "" {
		s.tree = s.shown()
	}
	if s.tree == "" {
		return "", nil
	}
	return path.Join(s.tree, key), nil
}

var treeName = regexp.MustCompile(`^releases/\d{6}(-\d+)?$`)

// shown is the tree that readers see; empty when there is none yet. It may be
// missing, when somebody removed it.
func (s *Store) shown() string { return s.linked(current) }

func (s *Store) linked(link string) string {
	if s.root == nil {
		return ""
	}
	to, err := s.root.Readlink(link)
	if err != nil || !treeName.MatchString(filepath.ToSlash(to)) {
		return ""
	}
	return filepath.ToSlash(to)
}

// object is what stands in a file. A time of its own is the version of each.
func object(key string, info fs.FileInfo) store.Object {
	at := info.ModTime().UTC()
	return store.Object{Key: key, Size: info.Size(), Modified: at, ETag: fmt.Sprintf("%x-%x", at.UnixNano(), info.Size())}
}

// stat finds a file; what is no regular file is none.
func (s *Store) stat(key string) (string, store.Object, error) {
	at, err := s.where(key)
	if err != nil {
		return "", store.Object{}, err
	}
	if at == "" {
		return "", store.Object{}, notFound(key)
	}
	info, err := s.root.Lstat(at)
	if err != nil {
		return at, store.Object{}, s.failed(err, key)
	}
	if !info.Mode().IsRegular() {
		return at, store.Object{}, notFound(key)
	}
	return at, object(key, info), nil
}

func notFound(key string) error { return fmt.Errorf("%s: %w", key, store.ErrNotFound) }

// failed words an error of the file system.
func (s *Store) failed(err error, key string) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return notFound(key)
	}
	return problem(err, key)
}

// problem is what a person can mend.
func problem(err error, name string) error {
	p := &store.Problem{Kind: "refused", Message: "cannot use " + name, Err: err, Hint: publish.Hint(err)}
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		p.Kind = "permission"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		p.Kind = "full"
		p.Hint = "make room: readers still see the old site; then publish again"
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR):
		p.Hint = "a file and a folder would have the same name; rename what one of them is made from"
	}
	return p
}

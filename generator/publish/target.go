package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// target is the folder to replace, links resolved.
type target struct {
	parent string // absolute, without links
	base   string // the folder's own name
}

// path is where the published folder stands.
func (t target) path() string { return filepath.Join(t.parent, t.base) }

// name is a hidden name beside the folder: .public.lock.
func (t target) name(kind string) string {
	return filepath.Join(t.parent, "."+t.base+"."+kind)
}

// locate follows links, also such as lead to nothing yet, and makes sure that
// the parent is there.
func locate(dir string) (target, error) {
	if dir == "" {
		return target{}, &Problem{Message: "no folder to write the site to", Hint: "name one"}
	}
	at, err := filepath.Abs(dir)
	if err != nil {
		return target{}, problem(err, "cannot find %s", dir)
	}
	for range 40 { // as many links as Linux follows
		to, err := os.Readlink(at)
		if err != nil {
			return located(at)
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(at), to)
		}
		at = filepath.Clean(to)
	}
	return target{}, &Problem{Message: fmt.Sprintf("%s is a symbolic link that leads in a circle", dir), Hint: "remove the link"}
}

// located takes an absolute path that is not itself a link.
func located(at string) (target, error) {
	parent := filepath.Dir(at)
	if parent == at {
		return target{}, &Problem{Message: "the root of a file system cannot be replaced", Hint: "choose a folder inside it"}
	}
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return target{}, problem(err, "cannot create %s", parent)
	}
	real, err := filepath.EvalSymlinks(parent)
	if err != nil {
		return target{}, problem(err, "cannot find %s", parent)
	}
	return target{parent: real, base: filepath.Base(at)}, nil
}

// mayReplace refuses whatever is not plainly a site of ours: its old tree will
// be removed.
func (t target) mayReplace() error {
	info, err := os.Stat(t.path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return problem(err, "cannot read %s", t.path())
	}
	if !info.IsDir() {
		return &Problem{Message: t.path() + " is a file, not a folder", Hint: "remove it or choose another folder"}
	}
	if !ours(t.path()) {
		return &Problem{
			Message: fmt.Sprintf("%s holds files that quarterdeck did not write (it has no %s)", t.path(), Marker),
			Hint:    "choose an empty or a new folder, or empty this one: publishing replaces all of it",
		}
	}
	for _, name := range []string{".git", ".hg", ".svn"} {
		if _, err := os.Lstat(filepath.Join(t.path(), name)); err == nil {
			return &Problem{
				Message: fmt.Sprintf("%s holds a repository (%s), which would be lost", t.path(), name),
				Hint:    "build into another folder and copy the site from there",
			}
		}
	}
	return nil
}

// ours tells whether a folder may be removed: it carries the marker, or it is
// empty but perhaps for a marker that was cut off in writing.
func ours(dir string) bool {
	text, err := os.ReadFile(filepath.Join(dir, Marker))
	if err == nil && strings.HasPrefix(string(text), markerStart) {
		return true
	}
	entries, listed := os.ReadDir(dir)
	cutOff := err == nil && len(entries) == 1 && strings.HasPrefix(markerText, string(text))
	return listed == nil && (len(entries) == 0 || cutOff)
}

// isTreeName recognises what this package calls its trees: .public.new-123.
func (t target) isTreeName(name string) bool {
	for _, kind := range []string{"new", "old"} {
		digits, ok := strings.CutPrefix(name, "."+t.base+"."+kind+"-")
		if ok && digits != "" && strings.Trim(digits, "0123456789") == "" {
			return true
		}
	}
	return false
}

// clear removes the trees that killed runs left, and returns those that it
// could not remove. The lock is held: no live run has one.
func (t target) clear() []string {
	entries, err := os.ReadDir(t.parent)
	if err != nil {
		return nil // a folder may be writable and not readable
	}
	var left []string
	for _, e := range entries {
		tree := filepath.Join(t.parent, e.Name())
		if !e.IsDir() || !t.isTreeName(e.Name()) || !ours(tree) {
			continue
		}
		if removeTree(tree, nil) != nil {
			left = append(left, tree)
		}
	}
	return left
}

// removeTree removes a tree of ours, its marker last, so that a tree half
// removed is still known as ours. step, if set, is called along the way.
func removeTree(dir string, step func(string)) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == Marker {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
		if step != nil {
			step("removing")
		}
	}
	if err := os.Remove(filepath.Join(dir, Marker)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if step != nil {
		step("emptied")
	}
	return os.Remove(dir)
}

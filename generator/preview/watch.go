package preview

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Change is what was saved since the last one: paths relative to the root,
// slash-separated and sorted. "." stands for the folder as a whole.
type Change struct{ Paths []string }

// WatchOptions say what to watch.
type WatchOptions struct {
	// Root is the site's folder. It may vanish and come back.
	Root string
	// Names are the files and folders in it that matter.
	Names []string
	// Quiet is how long nothing may happen before a change is told, so that
	// a save that is several steps is one change; 60 ms if zero.
	Quiet time.Duration
	// Every is how often the root itself is looked at, and everything in it
	// when the system cannot watch; 500 ms if zero.
	Every time.Duration
	// Polling looks at everything every time, as for network file systems.
	Polling bool
	// Say is told once if watching has to give way to polling.
	Say func(string)
}

// SiteNames are what a site is made from.
func SiteNames() []string { return []string{"config.toml", "content", "data", "themes"} }

// Watch tells of changes until the context ends. The channel is never closed.
// What is saved while nobody receives is added to the next change.
func Watch(ctx context.Context, o WatchOptions) <-chan Change {
	if o.Quiet == 0 {
		o.Quiet = 60 * time.Millisecond
	}
	if o.Every == 0 {
		o.Every = 500 * time.Millisecond
	}
	if abs, err := filepath.Abs(o.Root); err == nil {
		o.Root = abs
	}
	raw, out, begun := make(chan string), make(chan Change), make(chan struct{})
	go settle(ctx, o.Quiet, raw, out)
	go o.watch(ctx, raw, sync.OnceFunc(func() { close(begun) }))
	<-begun // so that a save right after Watch returns is not missed
	return out
}

// settle gathers single events into changes: after a quiet time, or after
// twenty of them when events never end.
func settle(ctx context.Context, quiet time.Duration, raw <-chan string, out chan<- Change) {
	var c Change
	var fire, latest <-chan time.Time
	var to chan<- Change // nil, and so never ready, until the change has settled
	for {
		select {
		case <-ctx.Done():
			return
		case p := <-raw:
			c.Paths = merge(c.Paths, []string{p})
			fire = time.After(quiet)
			if latest == nil {
				latest = time.After(20 * quiet)
			}
		case <-fire:
			fire, to = nil, out
		case <-latest:
			latest, to = nil, out
		case to <- c:
			c, fire, latest, to = Change{}, nil, nil, nil
		}
	}
}

// watch sends events by the system's notification, or by polling if that
// cannot be had.
func (o WatchOptions) watch(ctx context.Context, raw chan<- string, ready func()) {
	if !o.Polling {
		err := o.notify(ctx, raw, ready)
		if err == nil {
			return
		}
		if o.Say != nil {
			o.Say(polling(err))
		}
		select {
		case raw <- ".": // whatever was missed until now
		case <-ctx.Done():
		}
	}
	o.poll(ctx, raw, ready)
}

// polling words why changes will be seen a little later.
func polling(err error) string {
	why := err.Error()
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) {
		why = "the system's limit on watched folders is reached (on Linux, fs.inotify.max_user_watches and max_user_instances)"
	}
	return "changes are looked for twice a second, since the folder cannot be watched: " + why
}

// notifier watches folders by the system's notification.
type notifier struct {
	WatchOptions
	w     *fsnotify.Watcher
	trees map[string]bool   // folders in which every file matters
	links map[string]string // files that a link leads to, and where the link stands
	root  fs.FileInfo       // as last seen; nil while it is gone
}

// notify returns an error when the system cannot watch, and nil at the end.
func (o WatchOptions) notify(ctx context.Context, raw chan<- string, ready func()) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	defer w.Close()
	n := &notifier{WatchOptions: o, w: w}
	if err := n.scan(); err != nil {
		return err
	}
	ready()
	beat := time.NewTicker(o.Every)
	defer beat.Stop()
	for {
		var changed string
		var err error
		select {
		case <-ctx.Done():
			return nil
		case e, ok := <-w.Events:
			if !ok {
				return nil
			}
			changed, err = n.judge(e)
		case _, ok := <-w.Errors: // too many events at once: some were lost
			if !ok {
				return nil
			}
			changed, err = ".", n.scan()
		case <-beat.C:
			changed, err = n.rootMoved()
		}
		if err != nil {
			return err
		}
		if changed == "" {
			continue
		}
		select {
		case raw <- changed:
		case <-ctx.Done():
			return nil
		}
	}
}

// judge names the file that an event is about, or "" if it does not matter,
// and follows what it does to the folders.
func (n *notifier) judge(e fsnotify.Event) (string, error) {
	if !e.Has(fsnotify.Create | fsnotify.Write | fsnotify.Remove | fsnotify.Rename) {
		return "", nil
	}
	if link, ok := n.links[e.Name]; ok {
		return n.relative(link), nil
	}
	dir, base := filepath.Split(e.Name)
	top := filepath.Clean(dir) == n.real() && n.named(base)
	if !top && (ignored(base) || !n.trees[filepath.Clean(dir)] && !n.trees[e.Name]) {
		return "", nil
	}
	if n.trees[e.Name] || !isPlainFile(e.Name) {
		return n.relative(e.Name), n.scan()
	}
	return n.relative(e.Name), nil
}

// named tells whether a name directly in the root matters.
func (o WatchOptions) named(base string) bool {
	return slices.Contains(o.Names, base)
}

// isPlainFile tells a file from a folder, a link, and what is gone.
func isPlainFile(p string) bool {
	info, err := os.Lstat(p)
	return err == nil && info.Mode().IsRegular()
}

// rootMoved notices a root that was removed, came back, or was replaced by
// another folder of the same name. The last may have the same inode: then only
// the lost watch tells.
func (n *notifier) rootMoved() (string, error) {
	now, err := os.Stat(n.Root)
	gone := err != nil
	same := !gone && n.root != nil && os.SameFile(now, n.root) && slices.Contains(n.w.WatchList(), n.real())
	if gone && n.root == nil || same {
		return "", nil
	}
	for _, old := range n.w.WatchList() {
		_ = n.w.Remove(old) // of the folder that is elsewhere now
	}
	return ".", n.scan()
}

// scan makes the set of watched folders what it should be now. An error means
// that the system's limits are reached; a folder that vanishes meanwhile is
// none.
func (n *notifier) scan() error {
	n.trees, n.links = make(map[string]bool), make(map[string]string)
	n.root, _ = os.Stat(n.Root)
	for _, old := range n.w.WatchList() {
		if _, err := os.Lstat(old); err != nil {
			_ = n.w.Remove(old)
		}
	}
	root := n.real()
	wanted := map[string]bool{root: true}
	if err := n.add(root); err != nil {
		return err
	}
	err := n.walk(func(dir string) error {
		n.trees[dir], wanted[dir] = true, true
		return n.add(dir)
	}, func(file, link string) error {
		n.links[file] = link
		wanted[filepath.Dir(file)] = true
		return n.add(filepath.Dir(file))
	})
	for _, old := range n.w.WatchList() {
		if !wanted[old] {
			_ = n.w.Remove(old)
		}
	}
	return err
}

// add watches one folder.
func (n *notifier) add(dir string) error {
	err := n.w.Add(dir)
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) {
		return err
	}
	return nil
}

// real is the root without links, as events name it.
func (o WatchOptions) real() string {
	if p, err := filepath.EvalSymlinks(o.Root); err == nil {
		return p
	}
	return o.Root
}

// relative is how a path is told to the user.
func (o WatchOptions) relative(p string) string {
	rel, err := filepath.Rel(o.real(), p)
	if err != nil {
		rel = p
	}
	return filepath.ToSlash(rel)
}

// walk calls folder for every folder that matters, without links in its path
// and once each, before it is read; and file for every file that only a link
// leads to.
func (o WatchOptions) walk(folder func(dir string) error, file func(target, link string) error) error {
	seen := make(map[string]bool)
	var visit func(p string) error
	visit = func(p string) error {
		real, err := filepath.EvalSymlinks(p)
		if err != nil {
			return nil // gone, or a link to nothing
		}
		info, err := os.Stat(real)
		switch {
		case err != nil || seen[real]:
			return nil
		case info.Mode().IsRegular() && real != p:
			return file(real, p)
		case !info.IsDir():
			return nil
		}
		seen[real] = true
		if err := folder(real); err != nil {
			return err
		}
		entries, _ := os.ReadDir(real)
		for _, e := range entries {
			if ignored(e.Name()) || e.Type().IsRegular() {
				continue
			}
			if err := visit(filepath.Join(real, e.Name())); err != nil {
				return err
			}
		}
		return nil
	}
	for _, name := range o.Names {
		if err := visit(filepath.Join(o.real(), name)); err != nil {
			return err
		}
	}
	return nil
}

// ignored tells files that editors and systems keep for themselves.
func ignored(base string) bool {
	switch {
	case strings.HasPrefix(base, "."), strings.HasPrefix(base, "#"), strings.HasSuffix(base, "~"):
		return true
	case base == "4913", strings.HasPrefix(base, "___jb_"): // Vim and JetBrains try out the folder
		return true
	}
	switch filepath.Ext(base) {
	case ".swp", ".swo", ".swx", ".tmp":
		return true
	}
	return false
}

package preview

import (
	"context"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// stamp is what polling knows of a file.
type stamp struct {
	size int64
	mode fs.FileMode
	time time.Time
}

// poll compares all files with how they were, every time.
func (o WatchOptions) poll(ctx context.Context, raw chan<- string, ready func()) {
	before := o.stamps()
	ready()
	beat := time.NewTicker(o.Every)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
		}
		now := o.stamps()
		for _, p := range differences(before, now) {
			select {
			case raw <- o.relative(p):
			case <-ctx.Done():
				return
			}
		}
		before = now
	}
}

// stamps looks at every file and folder that matters.
func (o WatchOptions) stamps() map[string]stamp {
	all := make(map[string]stamp)
	note := func(p string) {
		if info, err := os.Stat(p); err == nil {
			st := stamp{mode: info.Mode()}
			if !info.IsDir() { // a folder's own size and time follow its files'
				st.size, st.time = info.Size(), info.ModTime()
			}
			all[p] = st
		}
	}
	for _, name := range o.Names {
		note(filepath.Join(o.real(), name))
	}
	_ = o.walk(func(dir string) error {
		note(dir)
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			if !ignored(e.Name()) && !e.IsDir() {
				note(filepath.Join(dir, e.Name()))
			}
		}
		return nil
	}, func(_, link string) error {
		note(link)
		return nil
	})
	return all
}

// differences lists what is new, gone or not as it was, sorted.
func differences(a, b map[string]stamp) []string {
	var out []string
	for p, st := range a {
		if b[p] != st {
			out = append(out, p)
		}
	}
	for p := range maps.Keys(b) {
		if _, known := a[p]; !known {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

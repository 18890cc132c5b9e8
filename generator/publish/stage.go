package publish

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"quarterdeck/generator/site"
)

// The site is to be read, by a web server under another user too, and to be
// the same on every machine: these modes hold whatever the umask is. Who wants
// it closer sets the mode of the published folder once; it is kept.
const (
	fileMode   = 0o644
	folderMode = 0o755
)

// stage writes the whole site into a fresh tree beside the published folder.
// On failure nothing of it remains.
func (t target) stage(ctx context.Context, files []site.File, o Options) (string, Summary, error) {
	tree, err := os.MkdirTemp(t.parent, "."+t.base+".new-*")
	if err != nil {
		return "", Summary{}, problem(err, "cannot write beside %s", t.path())
	}
	o.step("staged")
	sum, err := t.fill(ctx, tree, files, o)
	if err != nil {
		_ = removeTree(tree, nil)
		return "", Summary{}, err
	}
	o.step("written")
	return tree, sum, nil
}

// fill writes marker, folders and files; the marker first, so that whatever is
// left of a tree is known as ours.
func (t target) fill(ctx context.Context, tree string, files []site.File, o Options) (Summary, error) {
	if err := writeFile(tree, Marker, []byte(markerText)); err != nil {
		return Summary{}, err
	}
	o.step("marked")
	if err := makeFolders(tree, files); err != nil {
		return Summary{}, err
	}
	sum, err := writeAll(ctx, tree, files, o)
	if err != nil {
		return Summary{}, err
	}
	if err := os.Chmod(tree, t.mode()); err != nil {
		return Summary{}, problem(err, "cannot set the mode of %s", tree)
	}
	return sum, nil
}

// mode is the published folder's own, or the usual one when there is none yet.
func (t target) mode() os.FileMode {
	if info, err := os.Stat(t.path()); err == nil {
		return info.Mode() & (os.ModePerm | os.ModeSetgid)
	}
	return folderMode
}

// makeFolders creates the folders of all files, outer ones first.
func makeFolders(tree string, files []site.File) error {
	known := map[string]bool{".": true}
	var folders []string
	for _, f := range files {
		if !filepath.IsLocal(filepath.FromSlash(f.Path)) {
			return fmt.Errorf("publish: %q would leave the site's folder", f.Path)
		}
		for dir := path.Dir(f.Path); !known[dir]; dir = path.Dir(dir) {
			known[dir] = true
			folders = append(folders, dir)
		}
	}
	slices.Sort(folders)
	for _, dir := range folders {
		at := filepath.Join(tree, filepath.FromSlash(dir))
		if err := os.Mkdir(at, folderMode); err != nil {
			return problem(err, "cannot create the folder for %s", dir)
		}
		if err := os.Chmod(at, folderMode); err != nil {
			return problem(err, "cannot set the mode of %s", dir)
		}
	}
	return nil
}

// writeAll renders and writes the files, a few at a time, until one fails.
func writeAll(ctx context.Context, tree string, files []site.File, o Options) (Summary, error) {
	var mu sync.Mutex
	var sum Summary
	written := func(f site.File, size int) {
		mu.Lock()
		defer mu.Unlock()
		sum.Files++
		sum.Bytes += int64(size)
		if path.Ext(f.Path) == ".html" {
			sum.Pages++
		}
		if o.Progress != nil {
			o.Progress(sum.Files, len(files))
		}
	}
	g, running := errgroup.WithContext(ctx)
	g.SetLimit(max(1, o.Jobs))
	for _, f := range files {
		if running.Err() != nil {
			break
		}
		g.Go(func() error {
			size, err := renderTo(running, tree, f)
			if err == nil {
				written(f, size)
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return Summary{}, err
	}
	return sum, context.Cause(ctx)
}

// renderTo writes one file and returns its size in bytes.
func renderTo(ctx context.Context, tree string, f site.File) (int, error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	body, err := f.Bytes()
	if err != nil {
		return 0, err
	}
	return len(body), writeFile(tree, f.Path, body)
}

// writeFile creates a file that must not be there yet: two addresses that
// differ only in case would meet on some file systems.
func writeFile(tree, name string, body []byte) error {
	f, err := os.OpenFile(filepath.Join(tree, filepath.FromSlash(name)), os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	if err != nil {
		return problem(err, "cannot create %s", name)
	}
	_, err = f.Write(body)
	if err == nil {
		err = f.Chmod(fileMode)
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return problem(err, "cannot write %s", name)
	}
	return nil
}

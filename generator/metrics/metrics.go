// Package metrics reads exported time series, many files in several formats,
// into one in-memory form, and answers for one service level objective the
// evenly understood samples that package slo computes on. It belongs to the
// load stage, after config and beside postmortem.
//
// The way of a sample, and the file that tells it:
//
//  1. file.go finds the files, unpacks them and tells their format by content.
//  2. csv.go and prometheus.go read one format each into a batch (batch.go):
//     per series the points of one file, sorted, with their step.
//  3. store.go joins the batches into series; overlap.go settles what two
//     files both say.
//  4. selector.go reads a Prometheus-style selector, match.go applies it.
//  5. spans.go turns readings into what happened from when to when: by kind,
//     stamp and step, counters as increments.
//  6. grid.go lays several series on one grid; events.go and slices.go make
//     the samples of an objective; quality.go counts what had to be mended.
//
// Times are Unix seconds; stamps with fractions are rounded to the second.
// Every problem of an input is a located diagnostic.
package metrics

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
)

// Options say how files are read.
type Options struct {
	// Zone is the site's, for stamps that carry none; nil is UTC.
	Zone *time.Location
	// Files are the [[metrics]] statements of the configuration.
	Files []config.MetricFiles
}

// Load reads every file under dir, a folder of fsys (the site's root), several
// at once. Names that start with a dot are passed over. The result does not
// depend on the number of cores.
func Load(fsys fs.FS, dir string, o Options) (*Store, diag.List) {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	var diags diag.List
	paths := list(fsys, dir, &diags)
	checkStatements(o.Files, paths, &diags)
	batches := readAll(fsys, paths, o)
	for _, b := range batches {
		diags.Append(b.List)
	}
	return newStore(batches, &diags), diags
}

// list returns the paths of the files under dir, sorted.
func list(fsys fs.FS, dir string, diags *diag.List) []string {
	var paths []string
	walk := func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && p == dir && errors.Is(err, fs.ErrNotExist):
			return fs.SkipAll // whoever needs metrics tells that there are none
		case err != nil:
			diags.Errorf(diag.Pos{File: p}, "metrics-unreadable", "check its permissions", "cannot be read: %v", reason(err))
		case p != dir && strings.HasPrefix(path.Base(p), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.Type().IsRegular() || d.Type()&fs.ModeSymlink != 0:
			paths = append(paths, p)
		}
		return nil
	}
	if err := fs.WalkDir(fsys, dir, walk); err != nil {
		diags.Errorf(diag.Pos{File: dir}, "metrics-unreadable", "", "cannot be listed: %v", reason(err))
	}
	slices.Sort(paths)
	return paths
}

// readAll reads the files, one worker a core, and keeps the order of paths.
func readAll(fsys fs.FS, paths []string, o Options) []*batch {
	batches := make([]*batch, len(paths))
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), len(paths)) {
		wg.Go(func() {
			for i := range next {
				batches[i] = readFile(fsys, paths[i], o)
				batches[i].finish()
			}
		})
	}
	for i := range paths {
		next <- i
	}
	close(next)
	wg.Wait()
	return batches
}

// Label is one name and value of a series.
type Label struct{ Name, Value string }

// Labels are sorted by name; an empty value is the same as no label and is
// left out.
type Labels []Label

// newLabels sorts the labels and leaves out the empty ones.
func newLabels(ls []Label) Labels {
	ls = slices.DeleteFunc(ls, func(l Label) bool { return l.Value == "" })
	slices.SortFunc(ls, func(a, b Label) int { return strings.Compare(a.Name, b.Name) })
	return ls
}

// Get is the value of a label, "" when there is none.
func (ls Labels) Get(name string) string {
	i, ok := slices.BinarySearchFunc(ls, name, func(l Label, n string) int { return strings.Compare(l.Name, n) })
	if !ok {
		return ""
	}
	return ls[i].Value
}

// key is an unmistakable text of a name and its labels.
func (ls Labels) key(name string) string {
	var b strings.Builder
	b.WriteString(name)
	for _, l := range ls {
		b.WriteByte(0xff) // cannot stand in UTF-8
		b.WriteString(l.Name)
		b.WriteByte(0xfe)
		b.WriteString(l.Value)
	}
	return b.String()
}

func compareLabels(a, b Labels) int {
	return slices.CompareFunc(a, b, func(x, y Label) int {
		return cmp.Or(strings.Compare(x.Name, y.Name), strings.Compare(x.Value, y.Value))
	})
}

// Point is one reading: its stamp as written and its value, never NaN or
// infinite.
type Point struct {
	T int64
	V float64
}

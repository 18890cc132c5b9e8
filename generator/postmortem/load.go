package postmortem

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
	"quarterdeck/generator/markdown"
)

// Folder is where postmortems stand, in folders of the users' arranging.
const Folder = "data/postmortems"

// Options are what the site says about its postmortems.
type Options struct {
	// Location is the zone of times that state none; nil is UTC.
	Location *time.Location
	// Render reads the bodies; nil is one without a site to link to. It is
	// used by several goroutines at once.
	Render *markdown.Renderer
}

func (o Options) filled() Options {
	if o.Location == nil {
		o.Location = time.UTC
	}
	if o.Render == nil {
		o.Render = markdown.New(markdown.Options{})
	}
	return o
}

// Load reads every postmortem of a site, in the order of their paths. A site
// without the folder has none. Files that hold no incident (an index, a
// template, an empty file) are passed over with a diagnostic.
func Load(fsys fs.FS, opts Options, diags *diag.List) []Postmortem {
	opts = opts.filled()
	files := find(fsys, diags)
	read := make([]result, len(files))
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wg.Go(func() {
			for i := range next {
				read[i] = readFile(fsys, files[i], opts)
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	wg.Wait()
	var out []Postmortem
	for _, r := range read {
		diags.Append(r.diags)
		if r.ok {
			out = append(out, r.pm)
		}
	}
	name(out, diags)
	return out
}

// find lists the markdown files below Folder, sorted by path.
func find(fsys fs.FS, diags *diag.List) []string {
	var out []string
	err := fs.WalkDir(fsys, Folder, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && p == Folder && errors.Is(err, fs.ErrNotExist):
			return fs.SkipAll
		case err != nil:
			diags.Errorf(diag.Pos{File: p}, "unreadable", "put the file itself there, and check that it may be read", "cannot be read: %s", doc.Cause(err))
			return nil
		case strings.HasPrefix(d.Name(), ".") && d.IsDir() && p != Folder:
			return fs.SkipDir
		case d.IsDir() || strings.HasPrefix(d.Name(), ".") || doc.LinkedFolder(fsys, p, d, diags):
		case strings.EqualFold(path.Ext(p), ".md"):
			out = append(out, p)
		}
		return nil
	})
	if err != nil {
		diags.Errorf(diag.Pos{File: Folder}, "unreadable", "put the file itself there, and check that it may be read", "cannot be read: %s", doc.Cause(err))
	}
	slices.Sort(out)
	return out
}

// result is what one file gives; ok if it holds an incident.
type result struct {
	pm    Postmortem
	diags diag.List
	ok    bool
}

func readFile(fsys fs.FS, file string, opts Options) result {
	src, err := fs.ReadFile(fsys, file)
	if err != nil {
		var r result
		r.diags.Errorf(diag.Pos{File: file}, "unreadable", "put the file itself there, and check that it may be read", "cannot be read: %s", doc.Cause(err))
		return r
	}
	var r result
	r.pm, r.ok = Read(file, src, opts, &r.diags)
	return r
}

// Read reads one postmortem; ok is false if the file holds no incident. Its
// Slug is that of its ID, which Load makes unique.
func Read(file string, src []byte, opts Options, diags *diag.List) (pm Postmortem, ok bool) {
	f := reader{opts: opts.filled(), file: file}
	f.loc = f.opts.Location
	f.pm = Postmortem{File: file, Pos: diag.Pos{File: file, Line: 1, Col: 1}}
	if len(bytes.TrimSpace(src)) == 0 {
		diags.Warnf(diag.Pos{File: file}, "empty-file", "write the postmortem, or remove the file", "the file is empty")
		return pm, false
	}
	ok = f.read(src)
	thin(f.diags, diags)
	return f.pm, ok
}

// perCode is how many diagnostics of one kind a file may give.
const perCode = 3

// thin passes on the first few diagnostics of each kind, so that one habit of
// an author does not bury the rest.
func thin(from diag.List, into *diag.List) {
	seen := map[string]int{}
	total := map[string]int{}
	all := from.Sorted()
	for _, d := range all {
		total[d.Code]++
	}
	for _, d := range all {
		seen[d.Code]++
		if d.Severity != diag.Error && seen[d.Code] > perCode {
			continue
		}
		if more := total[d.Code] - perCode; d.Severity != diag.Error && seen[d.Code] == perCode && more > 0 {
			d.Message += fmt.Sprintf("; %d more like it follow", more)
		}
		into.Add(d)
	}
}

// name gives every incident a slug of its own: that of its id, else that of
// its file. An id that is stated twice is an error.
func name(all []Postmortem, diags *diag.List) {
	first := map[string]*Postmortem{}
	for i := range all {
		pm := &all[i]
		other := first[strings.ToLower(pm.ID)]
		if other == nil {
			first[strings.ToLower(pm.ID)] = pm
		} else if pm.idPos.Line > 0 && other.idPos.Line > 0 {
			diags.Errorf(pm.idPos, "duplicate-id", "give one of them another id", "id %q is also that of %s", pm.ID, other.idPos)
		}
	}
	taken := map[string]bool{}
	for i := range all {
		pm := &all[i]
		base := strings.TrimSuffix(strings.TrimPrefix(pm.File, Folder+"/"), path.Ext(pm.File))
		for _, s := range []string{slug(pm.ID), slug(path.Base(base)), slug(base)} {
			if pm.Slug = s; s != "" && !taken[s] {
				break
			}
		}
		for n := 2; pm.Slug == "" || taken[pm.Slug]; n++ {
			pm.Slug = strings.TrimPrefix(fmt.Sprintf("%s-%d", slug(base), n), "-")
		}
		taken[pm.Slug] = true
	}
}

// slug is lower-case letters and digits of ASCII, with hyphens between.
func slug(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(s) {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	return b.String()
}

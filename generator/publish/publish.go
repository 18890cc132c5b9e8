// Package publish writes a site to where readers find it. It is the last stage
// of the pipeline, load → compute → present → write: it takes rendered bytes
// from package site and knows nothing of what is in them.
//
// [Folder] never edits a published folder in place. It writes the whole site
// beside it, under a hidden name on the same file system, and then exchanges
// the two trees in one step. Whatever stops it before that step, a page that
// cannot be rendered, a full disk, kill -9, the published folder is as it was;
// after that step it is the new site, whole.
//
// How the exchange holds depends on the system:
//
//   - Linux (renameat2 with RENAME_EXCHANGE) and macOS (renamex_np with
//     RENAME_SWAP): one atomic step; there is no moment without a site.
//   - elsewhere, and on file systems that cannot exchange: two renames with a
//     journal. Between them the folder is missing for a moment; a run that was
//     killed exactly there is finished by the next.
//
// Beside the folder public stand, while it runs, .public.lock and
// .public.new-N; both are gone afterwards, and the next run clears away what a
// killed one left. Only folders that carry the [Marker] are ever removed.
package publish

import (
	"context"

	"quarterdeck/generator/site"
)

// Marker is the file at the top of a published folder by which it is known to
// be ours to replace. It is not part of the site.
const Marker = ".quarterdeck"

// markerText is the whole of the marker. Its first words are what is looked
// for, so that later versions may say more.
const (
	markerStart = "This folder is written by quarterdeck"
	markerText  = markerStart + ", which replaces all of it every time.\nKeep nothing else here.\n"
)

// Options say how to write.
type Options struct {
	// Jobs is how many files are rendered and written at once; at least one.
	Jobs int
	// Progress, if set, is told after each file; calls do not overlap.
	Progress func(done, total int)
	// Waiting, if set, is called once when another run holds the folder.
	Waiting func()

	// at is called between the steps; tests stop the process there.
	at func(step string)
	// journalled uses two renames even where an exchange would do.
	journalled bool
}

// Summary is what was written.
type Summary struct {
	Files int   // all files of the site
	Pages int   // those that are HTML
	Bytes int64 // all files together
	// Leftovers are folders of this or earlier runs, beside the published
	// one, that could not be removed.
	Leftovers []string
}

// Folder writes the files into dir and replaces what was there as a whole. It
// refuses a folder that is neither empty nor an earlier site, and waits while
// another run writes to the same one. A symbolic link is followed: what it
// leads to is replaced, the link stays.
func Folder(ctx context.Context, files []site.File, dir string, o Options) (Summary, error) {
	t, err := locate(dir)
	if err != nil {
		return Summary{}, err
	}
	unlock, err := lock(ctx, t.name("lock"), o.Waiting)
	if err != nil {
		return Summary{}, err
	}
	defer unlock()
	o.step("locked")

	if err := t.recover(); err != nil {
		return Summary{}, err
	}
	leftovers := t.clear()
	if err := t.mayReplace(); err != nil {
		return Summary{}, err
	}
	tree, sum, err := t.stage(ctx, files, o)
	if err != nil {
		return Summary{}, err
	}
	old, err := t.swap(tree, o)
	if err != nil {
		_ = removeTree(tree, nil)
		return Summary{}, err
	}
	o.step("swapped")
	if old != "" && removeTree(old, o.step) != nil {
		leftovers = append(leftovers, old)
	}
	sum.Leftovers = leftovers
	return sum, nil
}

// step tells a test how far the work is.
func (o Options) step(name string) {
	if o.at != nil {
		o.at(name)
	}
}

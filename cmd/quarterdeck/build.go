package main

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/generator"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/publish"
)

// builder holds what build was told.
type builder struct {
	source
	out       string
	keepGoing bool
	jobs      int
	quiet     bool
}

func buildCommand(w *world) *cobra.Command {
	var b builder
	c := &cobra.Command{
		Use:   "build",
		Short: "Write the site to public/",
		Long: `Build reads the site's folder and writes all of its pages to a folder of their
own. The old pages are replaced in one step and as a whole: when a build fails
or is stopped, they stay as they were. The same input gives the same bytes, on
any day and any machine.

Errors in the input stop a build (exit code 1). With --keep-going, what can be
built is, the pages that depend on broken input say so, and the exit code is 2.`,
		Example: `  quarterdeck build
  quarterdeck build --root ~/reports --out /srv/www/reports
  quarterdeck build --as-of 2026-10-01          # as the third quarter ended
  quarterdeck build --audience public --out public-edition
  quarterdeck build --keep-going --quiet || test $? -eq 2`,
		Args: cobra.NoArgs,
		RunE: runs(func(ctx context.Context) error { return b.run(ctx, w) }),
	}
	b.register(c)
	b.registerAudience(c)
	f := c.Flags()
	f.StringVarP(&b.out, "out", "o", "public", "the `folder` to write, within the site's folder unless absolute")
	f.BoolVarP(&b.keepGoing, "keep-going", "k", false, "build what can be built in spite of errors")
	f.IntVarP(&b.jobs, "jobs", "j", 0, "how many `pages` to render at once (default: one for each processor)")
	f.BoolVarP(&b.quiet, "quiet", "q", false, "print errors only")
	must(c.MarkFlagDirname("out"))
	must(c.RegisterFlagCompletionFunc("jobs", cobra.NoFileCompletions))
	return c
}

// run builds: generate, then publish, then sum up.
func (b *builder) run(ctx context.Context, w *world) error {
	if b.jobs < 0 {
		return wrongUsage("leave it out for one job for each processor", "--jobs must not be negative")
	}
	if b.out == "" {
		return wrongUsage("name a folder, or leave the flag out for public", "--out must not be empty")
	}
	start := w.now()
	folder, err := b.folder()
	if err != nil {
		return err
	}
	b.progress(w, "reading and computing")
	result, err := w.makeSite(ctx, request{source: b.source, folder: folder, keepGoing: b.keepGoing})
	if err != nil {
		return err
	}
	w.stderr.diagnostics(b.told(result.Diagnostics))
	broken := count(result.Diagnostics, diag.Error)
	if result.Site == nil || broken > 0 && !b.keepGoing {
		return notBuilt(result.Diagnostics)
	}
	sum, err := b.publish(ctx, w, folder, result)
	if err != nil {
		return err
	}
	b.sumUp(w, folder, sum, tally(result.Diagnostics), w.now().Sub(start))
	if broken > 0 {
		return &failure{exitErrors, "built in spite of " + plural(broken, "error"), "the pages that depend on them say so"}
	}
	return nil
}

// notBuilt words the refusal.
func notBuilt(found []diag.Diagnostic) error {
	n := count(found, diag.Error)
	return &failure{exitInput, "nothing was built: " + plural(n, "error") + " in the input",
		"correct them, or build the rest with --keep-going"}
}

// told drops what --quiet is not told.
func (b *builder) told(all []diag.Diagnostic) []diag.Diagnostic {
	least := diag.Warning
	if b.quiet {
		least = diag.Error
	}
	var out []diag.Diagnostic
	for _, d := range all {
		if d.Severity <= least {
			out = append(out, d)
		}
	}
	return out
}

// destination is where the site goes.
func (b *builder) destination(folder string) string {
	if filepath.IsAbs(b.out) {
		return b.out
	}
	return filepath.Join(folder, b.out)
}

// publish writes the site to its folder.
func (b *builder) publish(ctx context.Context, w *world, folder string, result *generator.Result) (publish.Summary, error) {
	jobs := b.jobs
	if jobs == 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	sum, err := publish.Folder(ctx, result.Site.Files(), b.destination(folder), publish.Options{
		Jobs: jobs,
		Progress: func(done, total int) {
			if done%max(1, total/100) == 0 {
				b.progress(w, "writing file %d of %d", done, total)
			}
		},
		Waiting: func() { w.stderr.infof("waiting for another build that writes to %s", b.destination(folder)) },
	})
	w.stderr.clear()
	var p *publish.Problem
	if errors.As(err, &p) {
		return sum, &failure{exitInput, p.Error(), p.Hint}
	}
	return sum, err
}

// progress tells a terminal how far the work is.
func (b *builder) progress(w *world, format string, args ...any) {
	if !b.quiet {
		w.stderr.progress(format, args...)
	}
}

// sumUp says what was done. The time stands here and nowhere else.
func (b *builder) sumUp(w *world, folder string, sum publish.Summary, found string, took time.Duration) {
	for _, left := range sum.Leftovers {
		w.stderr.warnf("%s could not be removed; it holds an old site and is in nobody's way", left)
	}
	if b.quiet {
		return
	}
	w.stderr.infof("built %s: %s, %s, %s, in %s; %s", b.destination(folder),
		plural(sum.Pages, "page"), plural(sum.Files, "file"), size(sum.Bytes), seconds(took), found)
}

// seconds writes how long something took.
func seconds(d time.Duration) string {
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(10 * time.Millisecond).String()
}

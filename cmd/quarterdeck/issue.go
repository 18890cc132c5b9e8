package main

import (
	"context"
	"os"
	"path"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/generator"
	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/issued"
	"quarterdeck/themes"
)

// issuer holds what issue was told.
type issuer struct {
	source
	again        bool
	reason, note string
	date         string
}

func issueCommand(w *world) *cobra.Command {
	var s issuer
	c := &cobra.Command{
		Use:   "issue QUARTER",
		Short: "Freeze a quarter's figures",
		Long: `Issue writes a finished quarter's figures and daily series, with the digests of
the files they were made from, to data/issued/QUARTER.json. From then on the
quarter's pages show the figures that were issued. What the data say otherwise
later stands beside them as a restatement, and check lists it. The raw metrics
may be put away: the pages stand on the issued file.

A running quarter and an input with errors are refused. So is a quarter that
was issued before, unless --again is given with a --reason; the earlier issue
is kept in the file, and the page shows what changed and why.

The file carries its own digest and is never edited by hand. Keep it under
version control.`,
		Example: `  quarterdeck issue 2026-Q2
  quarterdeck issue 2026-Q2 --note "Presented to the board on 20 July"
  quarterdeck issue 2026-Q2 --again --reason "The payment logs of June arrived late"
  quarterdeck issue 2026-Q1 --date 2026-04-15     # a report that was given out then`,
		Args: cobra.ExactArgs(1),
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		return runs(func(ctx context.Context) error { return s.run(ctx, w, args[0]) })(c, args)
	}
	s.register(c)
	f := c.Flags()
	f.BoolVar(&s.again, "again", false, "issue anew a quarter that was issued before; needs --reason")
	f.StringVar(&s.reason, "reason", "", "why it is issued again: `text` for the page")
	f.StringVar(&s.note, "note", "", "a `text` for the reader of the page")
	f.StringVar(&s.date, "date", "", "the `day` of issue, such as 2026-07-15 (default: today in the site's time zone)")
	must(c.RegisterFlagCompletionFunc("date", cobra.NoFileCompletions))
	must(c.RegisterFlagCompletionFunc("reason", cobra.NoFileCompletions))
	must(c.RegisterFlagCompletionFunc("note", cobra.NoFileCompletions))
	return c
}

// run issues: compute, then write one file.
func (s *issuer) run(ctx context.Context, w *world, quarter string) error {
	folder, err := s.folder()
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return &failure{exitInput, err.Error(), "name the folder that holds config.toml"}
	}
	defer root.Close()
	present, err := s.present(root.FS())
	if err != nil {
		return err
	}
	day, err := s.day(w, root)
	if err != nil {
		return err
	}
	w.stderr.progress("reading and computing")
	result, err := generator.Issue(ctx, generator.Options{Root: root.FS(), Themes: themes.FS, AsOf: present, Version: w.version},
		generator.IssueOrder{Quarter: quarter, Date: day, Again: s.again, Reason: s.reason, Note: s.note})
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return err
	}
	w.stderr.diagnostics(result.Diagnostics)
	switch {
	case count(result.Diagnostics, diag.Error) > 0:
		return &failure{exitInput, "nothing was issued: " + plural(count(result.Diagnostics, diag.Error), "error") + " in the input", "correct them first"}
	case result.Refusal != "":
		return &failure{exitInput, result.Refusal, result.Hint}
	}
	return keep(w, root, result)
}

// day is the day of issue: stated, else the clock's in the site's zone.
func (s *issuer) day(w *world, root *os.Root) (string, error) {
	if s.date != "" {
		if _, err := time.Parse(time.DateOnly, s.date); err != nil {
			return "", wrongUsage("write a date such as 2026-07-15", "--date %q is not a date", s.date)
		}
		return s.date, nil
	}
	var told diag.List // the generator reads the file again, and tells
	zone := config.Load(root.FS(), &told).Calendar.Location
	if zone == nil {
		zone = time.UTC
	}
	return w.now().In(zone).Format(time.DateOnly), nil
}

// replace writes a file beside its place and moves it there, so that a stopped
// run leaves the old one whole. Links cannot lead out of the root.
func replace(root *os.Root, name string, text []byte) error {
	temporary := path.Join(path.Dir(name), "."+path.Base(name)+".new")
	err := root.MkdirAll(path.Dir(name), 0o755)
	if err == nil {
		err = root.WriteFile(temporary, text, 0o644)
	}
	if err == nil {
		err = root.Rename(temporary, name)
	}
	if err != nil {
		return &failure{exitInput, "cannot write " + name + ": " + err.Error(), "check the folder's permissions"}
	}
	return nil
}

// keep writes the quarter's file.
func keep(w *world, root *os.Root, r *generator.IssueResult) error {
	if err := replace(root, r.Path, r.Text); err != nil {
		return err
	}
	again := ""
	if r.File.Number > 1 {
		again = " again"
	}
	w.stderr.infof("issued %s%s: %s, %s, in %s", r.File.Quarter, again, plural(measured(r.File), "objective"), size(int64(len(r.Text))), r.Path)
	return nil
}

// measured counts the objectives of a file.
func measured(f *issued.File) int {
	n := 0
	for _, o := range f.Objectives {
		if !o.Part {
			n++
		}
	}
	return n
}

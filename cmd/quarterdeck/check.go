package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/listing"
	"quarterdeck/generator/site"
)

// checker holds what check was told.
type checker struct {
	source
	format string
	links  bool
}

func checkCommand(w *world) *cobra.Command {
	var k checker
	c := &cobra.Command{
		Use:   "check",
		Short: "List everything that is wrong with the input and the links",
		Long: `Check reads the site's folder as build does, and writes nothing. It prints
every problem with its file, line and column, what is wrong and what to do,
sorted, on standard output. When the input has no errors, it also renders the
site in memory and checks that every link, image and fragment leads somewhere
and that nothing breaks the site's Content-Security-Policy; those problems are
told at the published page. With --audience it checks the edition for one, and searches
every file of it for the names of what it hides.

The exit code is 1 when there are errors. Warnings and hints do not change it.`,
		Example: `  quarterdeck check
  quarterdeck check --links=false
  quarterdeck check --format github             # annotations on a pull request
  quarterdeck check --format json | jq '.diagnostics[] | select(.severity == "error")'`,
		Args: cobra.NoArgs,
		RunE: runs(func(ctx context.Context) error { return k.run(ctx, w) }),
	}
	k.register(c)
	k.registerAudience(c)
	c.Flags().StringVar(&k.format, "format", "text", "how to print: `text`, json, sarif, or as annotations for github or gitlab")
	c.Flags().BoolVar(&k.links, "links", true, "check the built pages too")
	must(c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(checkFormats(), cobra.ShellCompDirectiveNoFileComp)))
	return c
}

// run checks: generate, crawl, print.
func (k *checker) run(ctx context.Context, w *world) error {
	if !slices.Contains(checkFormats(), k.format) {
		return wrongUsage("choose "+strings.Join(checkFormats(), ", "), "--format %q is not known", k.format)
	}
	folder, err := k.folder()
	if err != nil {
		return err
	}
	w.stderr.progress("reading and computing")
	result, err := w.makeSite(ctx, request{source: k.source, folder: folder})
	if err != nil {
		return err
	}
	found := result.Diagnostics
	var pages []diag.Diagnostic
	crawled := k.links && result.Site != nil
	if crawled {
		w.stderr.progress("checking %s", plural(len(result.Site.Files()), "file"))
		pages = append(site.CheckLinks(result.Site, runtime.GOMAXPROCS(0)), hiddenNames(result)...)
	}
	w.stderr.clear()
	if err := k.print(w, listing.Listing{Input: found, Pages: pages, Folder: fromHere(folder), Version: w.version}); err != nil {
		return &failure{exitInput, "cannot print: " + err.Error(), ""}
	}
	found = slices.Concat(found, pages)
	return k.verdict(w, found, crawled)
}

// verdict sums up and decides the exit code.
func (k *checker) verdict(w *world, found []diag.Diagnostic, crawled bool) error {
	if k.links && !crawled {
		w.stderr.infof("the links were not checked: they need an input without errors")
	}
	w.stderr.infof("%s, %s", tally(found), plural(count(found, diag.Hint), "hint"))
	if count(found, diag.Error) > 0 {
		return &failure{code: exitInput}
	}
	return nil
}

// checkFormats are the words that --format takes.
func checkFormats() []string { return append([]string{"text"}, listing.Formats()...) }

// fromHere is the site's folder as annotations name it: relative and with
// slashes. One that does not lie below the current folder cannot be named.
func fromHere(folder string) string {
	here, err := os.Getwd()
	if err != nil {
		return ""
	}
	if absolute, err := filepath.Abs(folder); err == nil {
		folder = relative(here, absolute)
	}
	if !filepath.IsLocal(folder) {
		return ""
	}
	return filepath.ToSlash(folder)
}

// print lists the diagnostics in the format that was asked for.
func (k *checker) print(w *world, l listing.Listing) error {
	if k.format != "text" {
		return l.Write(w.stdout, k.format)
	}
	all := slices.Concat(l.Input, l.Pages)
	slices.SortFunc(all, diag.Compare)
	out := bufio.NewWriter(w.stdout)
	for _, d := range all {
		fmt.Fprintln(out, printable(d.String()))
	}
	return out.Flush()
}

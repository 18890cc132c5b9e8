package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"quarterdeck/generator/diag"
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
told at the published page.

The exit code is 1 when there are errors. Warnings and hints do not change it.`,
		Example: `  quarterdeck check
  quarterdeck check --links=false
  quarterdeck check --format json | jq '.diagnostics[] | select(.severity == "error")'`,
		Args: cobra.NoArgs,
		RunE: runs(func(ctx context.Context) error { return k.run(ctx, w) }),
	}
	k.register(c)
	c.Flags().StringVar(&k.format, "format", "text", "how to print: `text` or json")
	c.Flags().BoolVar(&k.links, "links", true, "check the built pages too")
	must(c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions([]string{"text", "json"}, cobra.ShellCompDirectiveNoFileComp)))
	return c
}

// run checks: generate, crawl, print.
func (k *checker) run(ctx context.Context, w *world) error {
	if k.format != "text" && k.format != "json" {
		return wrongUsage("choose text or json", "--format %q is not known", k.format)
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
	crawled := k.links && result.Site != nil
	if crawled {
		w.stderr.progress("checking %s", plural(len(result.Site.Files()), "file"))
		found = slices.Concat(found, site.CheckLinks(result.Site, runtime.GOMAXPROCS(0)))
		slices.SortFunc(found, diag.Compare)
	}
	w.stderr.clear()
	if err := k.print(w, found); err != nil {
		return &failure{exitInput, "cannot print: " + err.Error(), ""}
	}
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

// print lists the diagnostics in the format that was asked for.
func (k *checker) print(w *world, found []diag.Diagnostic) error {
	if k.format == "json" {
		e := json.NewEncoder(w.stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(newListing(found))
	}
	out := bufio.NewWriter(w.stdout)
	for _, d := range found {
		fmt.Fprintln(out, printable(d.String()))
	}
	return out.Flush()
}

// listing is the JSON form: stable, for machines.
type listing struct {
	Schema      string             `json:"schema"`
	Errors      int                `json:"errors"`
	Warnings    int                `json:"warnings"`
	Hints       int                `json:"hints"`
	Diagnostics []listedDiagnostic `json:"diagnostics"`
}

// listedDiagnostic is one of them; line and column count from 1 and are left
// out when they are not known.
type listedDiagnostic struct {
	diag.Diagnostic
	Severity string `json:"severity"`
}

func newListing(found []diag.Diagnostic) listing {
	l := listing{
		Schema: "quarterdeck.check/1", Diagnostics: []listedDiagnostic{},
		Errors: count(found, diag.Error), Warnings: count(found, diag.Warning), Hints: count(found, diag.Hint),
	}
	for _, d := range found {
		l.Diagnostics = append(l.Diagnostics, listedDiagnostic{d, d.Severity.String()})
	}
	return l
}

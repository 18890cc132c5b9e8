// Package generator tells the whole story on one screen: load what lies in the
// site's folder, compute the reports, present them as a site. It reads no
// clock, no environment and no terminal; cmd/quarterdeck hands it all it needs.
package generator

import (
	"context"
	"io/fs"
	"time"

	"quarterdeck/generator/audience"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/input"
	"quarterdeck/generator/report"
	"quarterdeck/generator/site"
	"quarterdeck/generator/theme"
)

// Options is what a run needs besides the site's folder.
type Options struct {
	// Root is the site's folder, with config.toml at its top.
	Root fs.FS
	// Themes holds the built-in themes, one folder each.
	Themes fs.FS
	// AsOf is the present of every figure; zero: the end of the last sample.
	AsOf time.Time
	// KeepGoing builds what can be built when errors stand, with a notice on
	// the pages that depend on the broken input.
	KeepGoing bool
	// Audience names for whom the site is made; "" and "internal": for those
	// who may see all of it.
	Audience string
	// BaseURL takes the place of config.toml's, ending in "/": a target of its
	// own, such as the preview of a pull request. Empty: config.toml's.
	BaseURL string
	// Version of the program, for /api/build.json.
	Version string
}

// Result is a site and what was found on the way to it.
type Result struct {
	// Site is nil when errors stand and KeepGoing is not set.
	Site *site.Site
	// Diagnostics are sorted and complete.
	Diagnostics []diag.Diagnostic
	// Names finds the first name of something hidden in a text; nil where the
	// site is made for those who may see all of it.
	Names func(text string) (name string, found bool)
}

// Generate loads, computes and presents. The error is for what no edit of the
// input would mend (a broken theme built into the binary, a cancelled
// context); everything else is a diagnostic.
func Generate(ctx context.Context, o Options) (*Result, error) {
	var diags diag.List
	in := o.load(&diags)
	if o.BaseURL != "" {
		in.Config.BaseURL = o.BaseURL
	}
	audience.Check(in, &diags)
	result := &Result{Names: o.names(in)}
	in, kept := o.redact(in, &diags)
	book, err := compute(ctx, in, &diags)
	if err != nil {
		return nil, err
	}
	look, problems, err := theme.Load(o.Themes, o.Root, in.Config.Theme)
	if err != nil {
		return nil, err
	}
	diags.Append(problems)
	if kept && (diags.Count(diag.Error) == 0 || o.KeepGoing) {
		if diags.Count(diag.Error) > 0 {
			book.Notice(diags.Sorted())
		}
		result.Site, problems, err = o.present(book, look, in)
		diags.Append(problems)
	}
	if diags.Count(diag.Error) > 0 && !o.KeepGoing {
		result.Site = nil
	}
	result.Diagnostics = diags.Sorted()
	return result, err
}

// load reads the site's folder.
func (o Options) load(diags *diag.List) report.Input {
	return input.Load(o.Root, input.Options{AsOf: o.AsOf, Nameless: o.edition()}, diags)
}

// Package generator tells the whole story on one screen: load what lies in the
// site's folder, compute the reports, present them as a site. It reads no
// clock, no environment and no terminal; cmd/quarterdeck hands it all it needs.
package generator

import (
	"context"
	"io/fs"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/content"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/issued"
	"quarterdeck/generator/markdown"
	"quarterdeck/generator/metrics"
	"quarterdeck/generator/postmortem"
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
	// Version of the program, for /api/build.json.
	Version string
}

// Result is a site and what was found on the way to it.
type Result struct {
	// Site is nil when errors stand and KeepGoing is not set.
	Site *site.Site
	// Diagnostics are sorted and complete.
	Diagnostics []diag.Diagnostic
}

// Generate loads, computes and presents. The error is for what no edit of the
// input would mend (a broken theme built into the binary, a cancelled
// context); everything else is a diagnostic.
func Generate(ctx context.Context, o Options) (*Result, error) {
	var diags diag.List
	input := load(o, &diags)
	book, err := report.Build(ctx, input, &diags)
	if err != nil {
		return nil, err
	}
	look, problems, err := theme.Load(o.Themes, o.Root, input.Config.Theme)
	if err != nil {
		return nil, err
	}
	diags.Append(problems)
	result := &Result{}
	if diags.Count(diag.Error) == 0 || o.KeepGoing {
		if diags.Count(diag.Error) > 0 {
			book.Notice(diags.Sorted())
		}
		result.Site, err = site.Build(book, look, append(pictures(o.Root, input.Files), about(o.Version, book, input.Files))...)
	}
	result.Diagnostics = diags.Sorted()
	return result, err
}

// load reads everything that lies in the site's folder. Each part reports what
// is wrong with it and goes on with what is right.
func load(o Options, diags *diag.List) report.Input {
	conf := config.Load(o.Root, diags)
	series, problems := metrics.Load(o.Root, "data/metrics", metrics.Options{Zone: conf.Calendar.Location, Files: conf.Metrics})
	diags.Append(problems)
	text := markdown.New(markdown.Options{Resolve: addresses(o.Root)})
	return report.Input{
		Config:      conf,
		Store:       series,
		Postmortems: postmortem.Load(o.Root, postmortem.Options{Location: conf.Calendar.Location, Render: text}, diags),
		Content:     content.Load(o.Root, conf, text, diags),
		Issued:      issued.Load(o.Root, conf.Calendar, diags),
		Files:       digests(o.Root, diags),
		AsOf:        o.AsOf,
	}
}

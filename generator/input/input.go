// Package input reads everything that lies in a site's folder. It belongs to
// the load stage, after the loaders that it calls: what they read goes to
// package audience, which may take from it, and to package report.
package input

import (
	"io/fs"
	"time"

	"quarterdeck/generator/config"
	"quarterdeck/generator/content"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/issued"
	"quarterdeck/generator/markdown"
	"quarterdeck/generator/metrics"
	"quarterdeck/generator/postmortem"
	"quarterdeck/generator/records"
	"quarterdeck/generator/report"
)

// Options are what is known besides the folder.
type Options struct {
	// AsOf is the present of every figure; zero: the end of the last sample.
	AsOf time.Time
	// Nameless gives pictures addresses that say nothing of where they lie: an
	// edition tells nobody the names of folders.
	Nameless bool
}

// Load reads a site's folder. Each part reports what is wrong with it and goes
// on with what is right.
func Load(root fs.FS, o Options, diags *diag.List) report.Input {
	conf := config.Load(root, diags)
	series, problems := metrics.Load(root, "data/metrics", metrics.Options{Zone: conf.Calendar.Location, Files: conf.Metrics})
	diags.Append(problems)
	text := markdown.New(markdown.Options{Resolve: addresses(root, o.Nameless)})
	return report.Input{
		Config:      conf,
		Store:       series,
		Postmortems: postmortem.Load(root, postmortem.Options{Location: conf.Calendar.Location, Render: text}, diags),
		Content:     content.Load(root, conf, text, diags),
		Records:     records.Load(root, conf, diags),
		Issued:      issued.Load(root, conf.Calendar, diags),
		Files:       digests(root, diags),
		AsOf:        o.AsOf,
	}
}

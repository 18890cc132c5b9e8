package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/web"
	"quarterdeck/generator/site"
)

// deployer holds what deploy was told.
type deployer struct {
	source
	from, prefix       string
	only               []string
	dryRun, json, long bool
	list, quiet        bool
	rollback           int
	adopt, rebuild     bool
	noLock, erase      bool
	maxDeletes         string
	wait               time.Duration
	jobs               int
	commit, job        string
}

func deployCommand(w *world) *cobra.Command {
	var d deployer
	c := &cobra.Command{
		Use:   "deploy [TARGET]",
		Short: "Publish the site to a bucket or a folder",
		Long: `Deploy builds the site in memory and publishes it to a [[deploy.target]] of
config.toml: an S3, Google Cloud Storage or Azure bucket, or a folder. With one
target its name can be left out.

It compares the site with what stands at the target, shows a plan, and writes
what differs, in an order in which no reader meets a broken page or link. What
the site no longer has is deleted last, after the target's grace period. When
it is stopped, readers see a whole site, and the next run finishes the work.

Each publish that changes the site is a release, which --list shows and
--rollback brings back. Credentials come from each cloud's own variables, files
and roles; the environment also tells the commit and the CI job.

The exit code is 0 when the target holds the site, 1 when it does not (readers
see what they saw before, or part of it renewed), 2 when the site is published
and something remains that the next run tries again: a delete, or word to the
CDN.`,
		Example: `  quarterdeck deploy live --dry-run             # the plan, and whether it may be done
  quarterdeck deploy live
  quarterdeck deploy live --from public         # what build wrote
  quarterdeck deploy live --only team=checkout --only quarter=2026-q3
  quarterdeck deploy preview --prefix pr-42     # below the target's own address
  quarterdeck deploy preview --prefix pr-42 --delete-site
  quarterdeck deploy live --list
  quarterdeck deploy live --rollback 41`,
		Args: cobra.MaximumNArgs(1),
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		return runs(func(ctx context.Context) error { return d.run(ctx, w, c, args) })(c, args)
	}
	c.ValidArgsFunction = d.complete
	d.register(c)
	d.registerFlags(c)
	return c
}

func (d *deployer) registerFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&d.from, "from", "", "publish this built `folder` instead of building")
	f.StringVar(&d.prefix, "prefix", "", "publish to this `path` below the target's address and base_url")
	f.StringArrayVar(&d.only, "only", nil, "publish only `team=ID` or quarter=2026-q3, and what those pages need; repeatable")
	f.BoolVarP(&d.dryRun, "dry-run", "n", false, "show the plan, prove that the credentials suffice, and change nothing")
	f.BoolVar(&d.json, "json", false, "print the outcome as JSON")
	f.BoolVarP(&d.long, "verbose", "v", false, "list every object of the plan")
	f.BoolVarP(&d.quiet, "quiet", "q", false, "print errors only")
	f.BoolVar(&d.list, "list", false, "list the releases that can be restored")
	f.IntVar(&d.rollback, "rollback", 0, "restore the `release` with this number")
	f.BoolVar(&d.adopt, "adopt", false, "replace objects of others that stand at the site's addresses")
	f.BoolVar(&d.rebuild, "rebuild", false, "make a new manifest when the target's is damaged or missing")
	f.BoolVar(&d.erase, "delete-site", false, "take the whole site at --prefix away, releases included")
	f.BoolVar(&d.noLock, "no-lock", false, "do without the lock, at a store without conditional writes; see to it that only one publish runs")
	f.StringVar(&d.maxDeletes, "max-deletes", "", "how much of the site may go in this run, a `number` or a share (default: the target's)")
	f.DurationVar(&d.wait, "wait", 3*time.Minute, "how long to wait for another publish")
	f.IntVarP(&d.jobs, "jobs", "j", 16, "how many `requests` to send at once")
	f.StringVar(&d.commit, "commit", "", "the commit that is published (default: what CI says)")
	f.StringVar(&d.job, "job", "", "the CI job that publishes (default: what CI says)")
	for _, name := range []string{"only", "prefix", "rollback", "max-deletes", "wait", "jobs", "commit", "job"} {
		must(c.RegisterFlagCompletionFunc(name, cobra.NoFileCompletions))
	}
	must(c.MarkFlagDirname("from"))
	c.MarkFlagsMutuallyExclusive("list", "rollback", "from")
	c.MarkFlagsMutuallyExclusive("list", "rollback", "only")
	c.MarkFlagsMutuallyExclusive("list", "dry-run")
	for _, other := range []string{"list", "rollback", "from", "only", "adopt", "rebuild"} {
		c.MarkFlagsMutuallyExclusive("delete-site", other)
	}
	c.MarkFlagsMutuallyExclusive("verbose", "quiet")
}

// run deploys: choose the target, make the site, publish, sum up.
func (d *deployer) run(ctx context.Context, w *world, c *cobra.Command, args []string) error {
	start := w.now()
	if err := d.usage(c); err != nil {
		return err
	}
	folder, err := d.folder()
	if err != nil {
		return err
	}
	conf, target, err := d.target(w, folder, args)
	if err != nil {
		return err
	}
	st, err := openStore(ctx, target, folder, w.now)
	if err != nil {
		return d.failed(w, target, nil, nil, err)
	}
	if d.list {
		return d.printReleases(ctx, w, target, st)
	}
	o, err := d.options(w, conf, target, st, folder)
	if err != nil {
		return err
	}
	if d.erase {
		return d.eraseSite(ctx, w, target, st, o)
	}
	result, err := d.publish(ctx, w, target, st, folder, o)
	w.stderr.clear()
	var f *failure
	if errors.As(err, &f) {
		return err
	}
	if err := d.print(w, target, st, result, err, w.now().Sub(start)); err != nil {
		return err
	}
	return d.failed(w, target, st, result, err)
}

// usage judges what the flag library cannot.
func (d *deployer) usage(c *cobra.Command) error {
	switch {
	case d.erase && d.prefix == "":
		return wrongUsage("name the preview, such as --prefix pr-42", "--delete-site takes away only a site with a --prefix")
	case d.jobs < 1:
		return wrongUsage("leave it out for 16", "--jobs must be at least 1")
	case c.Flags().Changed("rollback") && d.rollback < 1:
		return wrongUsage("deploy --list shows the numbers", "--rollback takes the number of a release")
	case d.wait < 0:
		return wrongUsage("write it like 5m", "--wait must not be negative")
	}
	if _, err := deploy.ParsePart(d.only); err != nil {
		return wrongUsage("write --only team=checkout or --only quarter=2026-q3", "--only %v", err)
	}
	if d.maxDeletes != "" {
		if _, err := deploy.ParseLimit(d.maxDeletes); err != nil {
			return wrongUsage("write --max-deletes 25% or --max-deletes 100", "--max-deletes %v", err)
		}
	}
	return nil
}

// publish makes the site, or takes the built one, and hands it on.
func (d *deployer) publish(ctx context.Context, w *world, target config.Target, st store.Store, folder string, o deploy.Options) (*deploy.Result, error) {
	if d.rollback > 0 {
		return deploy.Rollback(ctx, st, d.rollback, o)
	}
	made, err := d.make(ctx, w, target, folder)
	if err != nil {
		return nil, err
	}
	o.About.Input, o.About.Version = made.about.InputDigest, made.about.Version
	return deploy.Publish(ctx, st, d.rules(target, st).Files(made.files), o)
}

// options gathers what the engine is told.
func (d *deployer) options(w *world, conf *config.Site, target config.Target, st store.Store, folder string) (deploy.Options, error) {
	nonce := make([]byte, 12)
	if _, err := rand.Read(nonce); err != nil {
		return deploy.Options{}, err
	}
	part, _ := deploy.ParsePart(d.only) // judged with the usage
	limit := deploy.Limit{}
	if text := first(d.maxDeletes, target.MaxDeletes); text != "" {
		limit, _ = deploy.ParseLimit(text) // judged with the usage and the configuration
	}
	base := basePath(first(target.BaseURL, conf.BaseURL))
	o := deploy.Options{
		Object: d.rules(target, st).Object, BasePath: base, Part: part, Grace: target.Grace, MaxDeletes: limit,
		Keep:  deploy.Retention{Releases: target.KeepReleases, Days: target.KeepDays},
		Adopt: d.adopt, Rebuild: d.rebuild, NoLock: d.noLock, DryRun: d.dryRun,
		Nonce: hex.EncodeToString(nonce), Jobs: d.jobs, Wait: d.wait,
		Clock: deploy.Clock{Now: w.now, Sleep: sleep, Tick: time.Tick},
		Tell:  func(s string) { w.stderr.infof("%s", s) },
	}
	if target.Audience != config.Internal {
		o.About.Audience = target.Audience
	}
	o.About.Commit, o.About.Job = first(d.commit, commitInCI()), first(d.job, jobInCI())
	o.Owner = owner(o.About.Job)
	d.report(w, st, &o)
	var err error
	o.CDN, err = openCDN(conf, target, folder, base, o.Nonce)
	return o, err
}

// rules say how the target serves the files.
func (d *deployer) rules(target config.Target, st store.Store) web.Rules {
	r := web.Rules{Compress: target.Compress, Siblings: target.Folder(), Redirects: st.Can().Redirects}
	for _, h := range target.Headers {
		r.Headers = append(r.Headers, web.HeaderRule{Files: h.Files, Set: h.Set})
	}
	return r
}

// sleep waits, or ends with the context.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// chance is for spreading attempts over time; nothing that is published
// depends on it.
func chance() float64 { return mathrand.Float64() }

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// target reads the configuration and finds the target.
func (d *deployer) target(w *world, folder string, args []string) (*config.Site, config.Target, error) {
	conf, diags, err := readConfig(folder)
	if err != nil {
		return nil, config.Target{}, err
	}
	target, err := chooseTarget(conf.Targets, args)
	if err != nil && len(diags) > 0 { // the target may have been left out for them
		w.stderr.diagnostics(diags)
		return nil, target, &failure{exitInput, "nothing was published: " + plural(count(diags, diag.Error), "error") + " in config.toml", "correct them"}
	}
	if err != nil {
		return nil, target, err
	}
	return conf, target, d.below(conf, &target)
}

// build is the site made from its sources, which must be without errors.
func (d *deployer) build(ctx context.Context, w *world, target config.Target, folder string) ([]site.File, error) {
	if !d.quiet {
		w.stderr.progress("reading and computing")
	}
	from := d.source
	from.audience = target.Audience
	result, err := w.makeSite(ctx, request{source: from, folder: folder, baseURL: target.BaseURL})
	if err != nil {
		return nil, err
	}
	told := result.Diagnostics
	if d.quiet {
		told = onlyErrors(told)
	}
	w.stderr.diagnostics(told)
	if n := count(result.Diagnostics, diag.Error); result.Site == nil || n > 0 {
		return nil, &failure{exitInput, "nothing was published: " + plural(n, "error") + " in the input", "correct them; readers see what they saw before"}
	}
	return result.Site.Files(), nil
}

func onlyErrors(all []diag.Diagnostic) []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, d := range all {
		if d.Severity == diag.Error {
			out = append(out, d)
		}
	}
	return out
}

// failed makes the exit code and the message of an error.
func (d *deployer) failed(w *world, target config.Target, st store.Store, r *deploy.Result, err error) error {
	var stopped *interrupted
	var left *deploy.Incomplete
	var p *store.Problem
	written := r != nil && r.Written
	switch {
	case err == nil:
		return nil
	case errors.As(err, &stopped) && written:
		return &failure{128 + int(stopped.signal), fmt.Sprintf("%v while publishing to %s", stopped, target.Name),
			"readers see a whole site; run the same command again to finish"}
	case errors.As(err, &stopped):
		return err
	case errors.As(err, &left):
		return &failure{exitErrors, left.Error(), hintOf(err)}
	case errors.As(err, &p):
		return &failure{exitInput, p.Error(), p.Hint}
	}
	hint := "nothing was changed"
	if written {
		hint = "readers see a whole site; run the same command again to finish"
	}
	return &failure{exitInput, err.Error(), hint}
}

func hintOf(err error) string {
	var p *store.Problem
	if errors.As(err, &p) {
		return p.Hint
	}
	return "the next run tries it again"
}

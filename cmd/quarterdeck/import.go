package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
	"quarterdeck/generator/gitlog"
	"quarterdeck/generator/records"
)

func importCommand(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "import",
		Short: "Write a file below data from what another program keeps",
		Long: `Import reads what another program keeps and writes it as a file below data, where
build finds it. A file that an import wrote is replaced by the next one.`,
		Example: `  quarterdeck import git ../checkout-api --service checkout-api`,
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(importGitCommand(w))
	return c
}

// gitImport holds what import git was told.
type gitImport struct {
	source
	gitlog.Options
	repository, service, output          string
	by, since, until, within, fixForward string
}

func importGitCommand(w *world) *cobra.Command {
	var g gitImport
	c := &cobra.Command{
		Use:   "git [FOLDER] --service SERVICE",
		Short: "Write deployments from the history of a git repository",
		Long: `Import git reads the history of a local clone and writes data/deployments/SERVICE.csv:
a deployment for each tag, or for each merge to a branch, with the commits that no
earlier deployment had. It runs the git that is on the PATH, which only reads: no
hook, no fetch, no network. Nobody's name is written.

A history does not say what failed, so a convention does. A deployment failed if
one within seven days of it reverts one of its commits ("This reverts commit …"),
or if the next one holds a commit whose subject speaks of a hotfix, a fix-forward
or a rollback. It recovered with that deployment, which is rework.

The first deployment has no commits: what it brought had gathered since the
repository began. Merges are not listed; their subjects are looked at.`,
		Example: `  quarterdeck import git ../checkout-api --service checkout-api
  quarterdeck import git ../checkout-api --service checkout-api --by merges --branch main
  quarterdeck import git ../shop --service basket --tag 'basket/v*' --exclude '*-rc*'
  quarterdeck import git --service checkout-api --since 2026-01-01 --output -`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				g.repository = args[0]
			}
			return runs(func(ctx context.Context) error { return g.run(ctx, w) })(c, args)
		},
	}
	g.repository = "."
	g.registerRoot(c)
	f := c.Flags()
	f.StringVarP(&g.service, "service", "s", "", "the `id` of the service that is deployed from it (required)")
	f.StringVar(&g.by, "by", string(gitlog.ByTags), "what is a deployment: `tags` or merges")
	f.StringArrayVar(&g.Tags, "tag", []string{gitlog.DefaultTags}, "the `pattern` of tags that are deployments; may be repeated")
	f.StringArrayVar(&g.Exclude, "exclude", nil, "the `pattern` of tags that are none; may be repeated")
	f.StringVar(&g.Branch, "branch", "", "the `branch` whose merges are deployments (default: the one HEAD is on); by tags, only those on it")
	f.StringVar(&g.since, "since", "", "leave out deployments before a `date`, which begins at midnight in the site's time zone")
	f.StringVar(&g.until, "until", "", "leave out deployments from a `date` on")
	f.StringVar(&g.within, "within", "7d", "the `time` in which a revert or a fix tells of a failure")
	f.StringVar(&g.fixForward, "fix-forward", gitlog.DefaultFixForward, "the `expression` that the subject of a fix-forward matches; empty: none does")
	f.StringVarP(&g.output, "output", "o", "", "the `file` to write below the site's folder, or - for standard output (default: data/deployments/SERVICE.csv)")
	must(c.MarkFlagRequired("service"))
	must(c.RegisterFlagCompletionFunc("by", cobra.FixedCompletions([]string{"tags", "merges"}, cobra.ShellCompDirectiveNoFileComp)))
	noCompletion(c, "service", "tag", "exclude", "branch", "since", "until", "within", "fix-forward")
	return c
}

// run reads the history and writes the table.
func (g *gitImport) run(ctx context.Context, w *world) error {
	if err := named(g.service, "service", "checkout-api"); err != nil {
		return err
	}
	b, err := g.site(w)
	if err != nil {
		return err
	}
	if err := g.options(b.site); err != nil {
		return err
	}
	w.stderr.progress("reading the history")
	h, err := gitlog.Read(ctx, gitlog.Repository{Folder: g.repository, Environment: w.environ}, g.Options)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var p *gitlog.Problem
	if errors.As(err, &p) {
		return &failure{exitInput, printable(p.Message), printable(p.Hint)}
	}
	if err != nil {
		return err
	}
	list := h.Deployments(g.Options)
	if len(list) == 0 {
		return &failure{exitInput, "no deployment lies between --since and --until", "widen them"}
	}
	if err := g.write(w, b, gitlog.Table(list, g.service)); err != nil {
		return err
	}
	g.tell(w, h, list)
	return nil
}

// site is the site to write to. Standard output needs none.
func (g *gitImport) site(w *world) (base, error) {
	if g.output == "-" && g.root == "" {
		return base{site: &config.Site{}}, nil
	}
	b, err := g.base(w)
	if err != nil {
		return base{}, err
	}
	if _, known := b.site.Service(g.service); !known && !b.broken {
		var ids []string
		for _, t := range b.site.Teams {
			for _, s := range t.Services {
				ids = append(ids, s.ID)
			}
		}
		hint := "add a [[service]] with this id to the team that runs it"
		if near := diag.Suggest(g.service, ids); near != "" {
			hint = "did you mean " + near + "?"
		}
		return base{}, &failure{exitInput, "there is no service " + printable(g.service), hint}
	}
	return b, nil
}

// options reads the flags that are more than texts.
func (g *gitImport) options(site *config.Site) (err error) {
	zone := site.Calendar.Location
	if zone == nil {
		zone = time.UTC
	}
	g.By = gitlog.Mode(g.by)
	if g.By != gitlog.ByTags && g.By != gitlog.ByMerges {
		return wrongUsage("write --by tags or --by merges", "--by %q is neither tags nor merges", g.by)
	}
	if g.Since, err = day("--since", g.since, zone); err != nil {
		return err
	}
	if g.Until, err = day("--until", g.until, zone); err != nil {
		return err
	}
	var ok bool
	if g.Within, ok = doc.ParseDuration(g.within); !ok {
		return wrongUsage("write it like 7d or 12h", "--within %q is no length of time", g.within)
	}
	for _, pattern := range slices.Concat(g.Tags, g.Exclude) {
		if _, err := path.Match(pattern, ""); err != nil {
			return wrongUsage("write * for anything; close every [", "%q is no pattern of tags", pattern)
		}
	}
	if g.fixForward != "" {
		if g.FixForward, err = regexp.Compile(g.fixForward); err != nil {
			return wrongUsage("write a regular expression, such as '^hotfix'", "--fix-forward: %v", err)
		}
	}
	return nil
}

// day reads a date, or an instant.
func day(flag, s string, zone *time.Location) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if m, ok := doc.ParseMoment(s, zone); ok {
		return m.Time, nil
	}
	return time.Time{}, wrongUsage("write a date such as 2026-10-01, or an instant such as 2026-10-01T09:00:00Z", "%s %q is neither a date nor an instant", flag, s)
}

// write puts the table in its place. A file that no import wrote is somebody's
// work and is left alone.
func (g *gitImport) write(w *world, b base, table []byte) error {
	if g.output == "-" {
		if _, err := w.stdout.Write(table); err != nil {
			return &failure{exitInput, "cannot print: " + err.Error(), ""}
		}
		return nil
	}
	name := filepath.ToSlash(g.output)
	if name == "" {
		name = records.DeploymentFolder + "/" + g.service + ".csv"
	}
	root, err := os.OpenRoot(b.folder)
	if err != nil {
		return &failure{exitInput, err.Error(), "name a folder that you may write to"}
	}
	defer root.Close()
	if old, err := root.ReadFile(name); err == nil && !bytes.HasPrefix(old, []byte(gitlog.Header+"\n")) {
		return &failure{exitInput, name + " is there already, and no import wrote it", "move it away, or name another file with --output"}
	}
	if err := replace(root, name, table); err != nil {
		return err
	}
	if _, err := w.stdout.Write([]byte(printable(filepath.Join(b.folder, filepath.FromSlash(name))) + "\n")); err != nil {
		return &failure{exitInput, "cannot print: " + err.Error(), ""}
	}
	return nil
}

// tell says what was found.
func (g *gitImport) tell(w *world, h *gitlog.History, list []gitlog.Deployment) {
	commits, failed := 0, 0
	for _, d := range list {
		commits += len(d.Commits)
		if d.Failed {
			failed++
		}
	}
	w.stderr.infof("%s from %s to %s, %s, %d failed by convention", plural(len(list), "deployment"), list[0].At.Format(time.DateOnly), list[len(list)-1].At.Format(time.DateOnly), plural(commits, "commit"), failed)
	if list[0].ID == h.First {
		w.stderr.infof("%s, the first of all, has no commits: what it brought had gathered since the repository began", printable(h.First))
	}
}

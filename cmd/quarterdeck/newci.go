package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"quarterdeck/generator/scaffold"
)

// pipeliner holds what new ci was told.
type pipeliner struct {
	source
	scaffold.NewCI
}

func newCICommand(w *world) *cobra.Command {
	var p pipeliner
	c := &cobra.Command{
		Use:   "ci github|gitlab|shell",
		Short: "Write a pipeline that checks, publishes and previews",
		Long: `New ci writes a pipeline, ready to run once its variables are set: it checks every
change, with annotations on the lines; publishes the branch, on every change and
once a day; and shows each pull request under an address of its own, which is
removed with it. Its jobs log in to the cloud by the token that CI gives them:
there is no long-lived key. The shell form is for any other CI, or for cron.

The file goes to the top of the repository that holds the site:
.github/workflows/report.yml, .gitlab-ci.yml or ci/report.sh.`,
		Example: `  quarterdeck new ci github
  quarterdeck new ci gitlab --cloud gcp --target production --previews staging
  quarterdeck new ci shell`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.FixedCompletions(scaffold.CIKinds(), cobra.ShellCompDirectiveNoFileComp),
		RunE: func(c *cobra.Command, args []string) error {
			p.Kind = args[0]
			return runs(func(context.Context) error { return p.run(w) })(c, args)
		},
	}
	p.registerRoot(c)
	f := c.Flags()
	f.StringVar(&p.Cloud, "cloud", "aws", "where its jobs log in: `aws`, gcp, azure or none")
	f.StringVar(&p.Branch, "branch", "main", "the `branch` that is published")
	f.StringVar(&p.Target, "target", "production", "the deploy `target` that it is published to")
	f.StringVar(&p.Previews, "previews", "previews", "the deploy `target` of previews")
	must(c.RegisterFlagCompletionFunc("cloud", cobra.FixedCompletions(scaffold.Clouds(), cobra.ShellCompDirectiveNoFileComp)))
	noCompletion(c, "branch", "target", "previews")
	return c
}

// run writes the pipeline.
func (p *pipeliner) run(w *world) error {
	folder, err := p.folder()
	if err != nil {
		return err
	}
	top, inside := repository(folder)
	p.Root = filepath.ToSlash(inside)
	file, err := scaffold.CI(p.NewCI)
	if err != nil {
		return mendable(err)
	}
	if err := w.write(top, file); err != nil {
		return err
	}
	if p.Kind == "shell" {
		w.stderr.infof("try it with: %s check", filepath.Join(top, filepath.FromSlash(file.Path)))
	} else {
		w.stderr.infof("set the variables that stand at its top")
	}
	w.stderr.infof("it publishes to the targets %s and %s of config.toml", p.Target, p.Previews)
	return nil
}

// repository is the folder of the repository that holds a site, and where in it
// the site is; the site's own folder where there is none.
func repository(folder string) (top, inside string) {
	start, err := filepath.Abs(folder)
	if err != nil {
		return folder, "."
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			top = dir
			if here, err := os.Getwd(); err == nil {
				top = relative(here, dir)
			}
			return top, relative(dir, start)
		}
		if dir == filepath.Dir(dir) {
			return folder, "."
		}
	}
}

package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/scaffold"
)

func newCommand(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "new",
		Short: "Write a file to start from",
		Long: `New writes a file with comments, ready to be filled in: a whole site, a team, an
SLO in a team's file, the draft of a postmortem, or a pipeline for CI. A file that is there is never
written over. The path of what was written goes to standard output.`,
		Example: `  quarterdeck new site reports
  quarterdeck new team checkout
  quarterdeck new slo checkout-availability --team checkout
  quarterdeck new postmortem "Payments were refused" --service payments-api
  quarterdeck new ci github`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newSiteCommand(w), newTeamCommand(w), newSLOCommand(w), newPostmortemCommand(w), newCICommand(w))
	return c
}

func newSiteCommand(w *world) *cobra.Command {
	return &cobra.Command{
		Use:   "site DIR",
		Short: "Start a site, with an example in it",
		Long: `New site fills a new or empty folder with a site that builds as it is: settings,
one team with one objective, a week of metrics, one postmortem and a page.
Replace them with yours.`,
		Example: `  quarterdeck new site reports
  quarterdeck serve --root reports`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(c *cobra.Command, args []string) error {
			return runs(func(context.Context) error { return newSite(w, args[0]) })(c, args)
		},
	}
}

func newTeamCommand(w *world) *cobra.Command {
	var s source
	c := &cobra.Command{
		Use:               "team ID",
		Short:             "Write a team's file",
		Long:              `New team writes data/teams/ID.toml with one service. The id stands in addresses.`,
		Example:           "  quarterdeck new team checkout",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(c *cobra.Command, args []string) error {
			return runs(func(context.Context) error { return newTeam(w, s, args[0]) })(c, args)
		},
	}
	s.registerRoot(c)
	return c
}

func newSLOCommand(w *world) *cobra.Command {
	var s source
	var n scaffold.NewSLO
	c := &cobra.Command{
		Use:   "slo ID --team TEAM",
		Short: "Add an objective to a team's file",
		Long: `New slo adds an [[slo]] behind the end of the team's file; what stands there is
left as it is. The id is unique in the site and stands in addresses.`,
		Example: `  quarterdeck new slo checkout-availability --team checkout
  quarterdeck new slo basket-latency --team checkout --service basket`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(c *cobra.Command, args []string) error {
			n.ID = args[0]
			return runs(func(context.Context) error { return newSLO(w, s, n) })(c, args)
		},
	}
	s.registerRoot(c)
	c.Flags().StringVarP(&n.Team, "team", "t", "", "the `id` of the team in whose file it is written (required)")
	c.Flags().StringVarP(&n.Service, "service", "s", "", "the `id` of the service it is about (default: the team's only one)")
	must(c.MarkFlagRequired("team"))
	noCompletion(c, "team", "service")
	return c
}

// noCompletion keeps the shell from offering files for ids and times.
func noCompletion(c *cobra.Command, flags ...string) {
	for _, f := range flags {
		must(c.RegisterFlagCompletionFunc(f, cobra.NoFileCompletions))
	}
}

// named refuses an argument that is there and empty.
func named(argument, what, example string) error {
	if argument == "" {
		return wrongUsage("write it like "+example, "the %s must not be empty", what)
	}
	return nil
}

// newSite fills a folder.
func newSite(w *world, dir string) error {
	if err := named(dir, "folder", "reports"); err != nil {
		return err
	}
	if err := vacant(dir); err != nil {
		return err
	}
	files, err := scaffold.Site()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return &failure{exitInput, err.Error(), "name a folder that you may write to"}
	}
	if err := w.write(dir, files...); err != nil {
		return err
	}
	w.stderr.infof("look at it with: quarterdeck serve --root %s", dir)
	w.stderr.infof("then replace the example with your own teams, metrics and postmortems; check tells what is missing")
	return nil
}

// vacant refuses a folder that has something in it; git's own is nobody's
// concern.
func vacant(dir string) error {
	hint := "name a new folder, or an empty one"
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return &failure{exitInput, err.Error(), hint}
	}
	for _, e := range entries {
		if e.Name() != ".git" {
			return &failure{exitInput, "the folder " + dir + " is not empty: it holds " + e.Name(), hint}
		}
	}
	return nil
}

func newTeam(w *world, s source, id string) error {
	if err := named(id, "id", "checkout"); err != nil {
		return err
	}
	b, err := s.base(w)
	if err != nil {
		return err
	}
	file, err := scaffold.Team(b.root, b.site, id)
	if err != nil {
		return b.mendable(w, err)
	}
	if err := w.write(b.folder, file); err != nil {
		return err
	}
	where := ""
	if s.root != "" {
		where = " --root " + s.root
	}
	w.stderr.infof("fill in who the team is and what it runs, then write its first objective with:")
	w.stderr.infof("  quarterdeck new slo %s-availability --team %s%s", id, id, where)
	return nil
}

func newSLO(w *world, s source, n scaffold.NewSLO) error {
	if err := named(n.ID, "id", "checkout-availability"); err != nil {
		return err
	}
	b, err := s.base(w)
	if err != nil {
		return err
	}
	file, err := scaffold.SLO(b.root, b.site, n)
	if err != nil {
		return b.mendable(w, err)
	}
	if err := w.write(b.folder, file); err != nil {
		return err
	}
	w.stderr.infof("at the end of the file, name the series of all events and of the failed ones, and the objective;")
	w.stderr.infof(`put their export into data/metrics, and run: quarterdeck check`)
	return nil
}

// base is the site to which a file is added.
type base struct {
	folder string
	root   fs.FS
	site   *config.Site
	broken bool // errors stand in team files, so that something may be missing
}

// base reads the site's configuration. Errors in its settings stand in the way:
// a time zone could be the wrong one.
func (s *source) base(w *world) (base, error) {
	folder, err := s.folder()
	if err != nil {
		return base{}, err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return base{}, &failure{exitInput, err.Error(), "name the folder that holds config.toml"}
	}
	var found diag.List
	site := config.Load(root.FS(), &found)
	for _, d := range found.Sorted() {
		if d.File == site.File && d.Severity == diag.Error {
			w.stderr.diagnostics([]diag.Diagnostic{d})
			return base{}, &failure{exitInput, "nothing was written: " + site.File + " has an error", "correct it first"}
		}
	}
	return base{folder, root.FS(), site, found.Count(diag.Error) > 0}, nil
}

// write writes the files and prints their paths.
func (w *world) write(folder string, files ...scaffold.File) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return &failure{exitInput, err.Error(), "name a folder that you may write to"}
	}
	defer func() { _ = root.Close() }() // a folder; its files are closed one by one
	if err := scaffold.Write(root, files...); err != nil {
		return mendable(err)
	}
	for _, f := range files {
		if _, err := w.stdout.Write([]byte(printable(filepath.Join(folder, filepath.FromSlash(f.Path))) + "\n")); err != nil {
			return &failure{exitInput, "cannot print: " + err.Error(), ""}
		}
	}
	return nil
}

// mendable makes a failure of what the user can mend, and says so when the
// cause may be an error in a team file.
func (b *base) mendable(w *world, err error) error {
	if b.broken {
		w.stderr.warnf("the team files have errors, and what has one is left out; quarterdeck check lists them")
	}
	return mendable(err)
}

// mendable makes a failure of what the user can mend.
func mendable(err error) error {
	var p *scaffold.Problem
	if errors.As(err, &p) {
		return &failure{exitInput, p.Message, p.Hint}
	}
	return err
}

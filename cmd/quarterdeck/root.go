package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/generator"
	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/themes"
)

// source holds the flags of every command that reads a site.
type source struct {
	root     string
	asOf     string
	audience string
}

// register adds all of them to a command.
func (s *source) register(c *cobra.Command) {
	s.registerRoot(c)
	c.Flags().StringVar(&s.asOf, "as-of", "", "the present of every figure: a `date`, which begins at midnight in the site's time zone, or an instant such as 2026-10-01T09:00:00Z (default: the end of the data)")
	must(c.RegisterFlagCompletionFunc("as-of", cobra.NoFileCompletions))
}

// registerAudience adds the flag that names for whom the site is made.
func (s *source) registerAudience(c *cobra.Command) {
	c.Flags().StringVar(&s.audience, "audience", "", "for whom: public, or another `name` below [audience] in config.toml; what it may not see is in no file (default: internal, who see everything)")
	must(c.RegisterFlagCompletionFunc("audience", cobra.FixedCompletions([]string{config.Internal, config.Public}, cobra.ShellCompDirectiveNoFileComp)))
}

// registerRoot adds only the flag that names the site's folder.
func (s *source) registerRoot(c *cobra.Command) {
	c.Flags().StringVarP(&s.root, "root", "C", "", "the site's `folder` (default: the nearest with a config.toml, here or above)")
	must(c.MarkFlagDirname("root"))
}

// must is for what only a mistake in this package can cause.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// folder finds the site's folder.
func (s *source) folder() (string, error) {
	if s.root != "" {
		return s.given()
	}
	start, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		if isFile(filepath.Join(dir, "config.toml")) {
			return relative(start, dir), nil
		}
		if dir == filepath.Dir(dir) {
			return "", &failure{exitInput, "there is no config.toml in this folder or in one above it",
				"change to a site's folder, or name it with --root"}
		}
	}
}

// given checks the folder that was named.
func (s *source) given() (string, error) {
	info, err := os.Stat(s.root)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", &failure{exitInput, "there is no folder " + s.root, "name the folder that holds config.toml"}
	case err != nil:
		return "", &failure{exitInput, err.Error(), "name the folder that holds config.toml"}
	case !info.IsDir():
		return "", &failure{exitInput, s.root + " is a file, not a folder", "name the folder that holds config.toml"}
	case !isFile(filepath.Join(s.root, "config.toml")):
		return "", &failure{exitInput, "there is no config.toml in " + s.root, "name the folder that holds config.toml, or write one: a title is all it needs"}
	}
	return s.root, nil
}

func isFile(p string) bool {
	info, err := os.Stat(p)
	return err == nil && !info.IsDir()
}

// relative shortens a path for messages, if it can.
func relative(from, to string) string {
	if rel, err := filepath.Rel(from, to); err == nil {
		return rel
	}
	return to
}

// request is one run's order to the generator.
type request struct {
	source
	folder    string
	keepGoing bool
	baseURL   string // in the place of config.toml's; may be empty
}

// makeSite runs the generator. Links cannot lead out of the folder: a repository
// from elsewhere must not publish what lies on the machine that builds it.
func (w *world) makeSite(ctx context.Context, r request) (*generator.Result, error) {
	root, err := os.OpenRoot(r.folder)
	if err != nil {
		return nil, &failure{exitInput, err.Error(), "name the folder that holds config.toml"}
	}
	present, err := r.present(root.FS())
	if err != nil {
		return nil, err
	}
	result, err := w.generate(ctx, generator.Options{
		Root: root.FS(), Themes: themes.FS, AsOf: present, KeepGoing: r.keepGoing, Audience: r.audience, BaseURL: r.baseURL, Version: w.version,
	})
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err == nil && result == nil {
		err = errors.New("the generator made nothing")
	}
	return result, err
}

// present reads --as-of. A bare date needs the site's time zone.
func (s *source) present(site fs.FS) (time.Time, error) {
	if s.asOf == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, s.asOf); err == nil {
		return t, s.plausible(t)
	}
	var told diag.List // the generator reads the file again, and tells
	zone := config.Load(site, &told).Calendar.Location
	if zone == nil {
		zone = time.UTC
	}
	t, err := time.ParseInLocation(time.DateOnly, s.asOf, zone)
	if err != nil {
		return time.Time{}, wrongUsage("write a date such as 2026-10-01, or an instant such as 2026-10-01T09:00:00Z", "--as-of %q is neither a date nor an instant", s.asOf)
	}
	return t, s.plausible(t)
}

// plausible refuses a present that no data can have: the loaders take stamps of
// the years 1990 to 2099.
func (s *source) plausible(t time.Time) error {
	if y := t.Year(); y < 1990 || y > 2099 {
		return wrongUsage("choose a day that the data reach", "--as-of %q lies outside the years 1990 to 2099", s.asOf)
	}
	return nil
}

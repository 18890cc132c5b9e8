package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/generator"
	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/publish"
	"quarterdeck/generator/publish/apart"
	"quarterdeck/generator/publish/azure"
	"quarterdeck/generator/publish/cdn"
	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/folder"
	"quarterdeck/generator/publish/gcs"
	"quarterdeck/generator/publish/s3"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/wire"
	"quarterdeck/generator/site"
)

// readConfig reads the configuration and its errors.
func readConfig(dir string) (*config.Site, []diag.Diagnostic, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, &failure{exitInput, err.Error(), "name the folder that holds config.toml"}
	}
	defer root.Close()
	var diags diag.List
	conf := config.Load(root.FS(), &diags)
	var errs []diag.Diagnostic
	for _, d := range onlyErrors(diags.Sorted()) {
		if d.File == conf.File {
			errs = append(errs, d)
		}
	}
	return conf, errs, nil
}

// complete offers the names of the targets to the shell, with their addresses.
func (d *deployer) complete(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var names []cobra.Completion
	folder, err := d.folder()
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	conf, _, err := readConfig(folder)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	for _, t := range conf.Targets {
		names = append(names, cobra.CompletionWithDesc(t.Name, t.URL))
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// chooseTarget is the one that is named, or the only one.
func chooseTarget(all []config.Target, args []string) (config.Target, error) {
	var names []string
	for _, t := range all {
		names = append(names, t.Name)
	}
	const example = "add [[deploy.target]] with name = \"live\" and url = \"s3://bucket/prefix\" to config.toml"
	switch {
	case len(all) == 0:
		return config.Target{}, &failure{exitInput, "config.toml has no deploy target", example}
	case len(args) == 0 && len(all) == 1:
		return all[0], nil
	case len(args) == 0:
		return config.Target{}, wrongUsage("name one of "+strings.Join(names, ", "), "config.toml has several deploy targets")
	}
	if i := slices.Index(names, args[0]); i >= 0 {
		return all[i], nil
	}
	hint := "the targets are " + strings.Join(names, ", ")
	if near := diag.Suggest(args[0], names); near != "" {
		hint = "did you mean " + near + "?"
	}
	return config.Target{}, wrongUsage(hint, "there is no deploy target %q", args[0])
}

// below moves the target to the prefix that was asked for, and gives it an
// address of its own.
func (d *deployer) below(conf *config.Site, target *config.Target) error {
	target.BaseURL = first(target.BaseURL, conf.BaseURL)
	if d.prefix == "" {
		return nil
	}
	prefix := strings.Trim(d.prefix, "/")
	if !fs.ValidPath(prefix) || prefix == "." || strings.HasPrefix(prefix, "~") || strings.ContainsAny(prefix, "?#%\\") {
		return wrongUsage("write it like --prefix pr-42", "--prefix %q is not a plain path", d.prefix)
	}
	target.BaseURL = addPath(target.BaseURL, prefix)
	if target.BaseURL != "" {
		target.BaseURL += "/"
	}
	if !strings.Contains(target.URL, "://") {
		target.URL = path.Join(filepath.ToSlash(target.URL), prefix)
		return nil
	}
	target.URL = addPath(target.URL, prefix)
	return nil
}

// addPath adds to the path of an address, which may have options.
func addPath(address, more string) string {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return address
	}
	return u.JoinPath(more).String()
}

// basePath is the path of an address, not escaped, without its final slash.
func basePath(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(u.Path, "/")
}

// openStore is the one place that knows which package an address belongs to.
func openStore(ctx context.Context, t config.Target, dir string, now func() time.Time) (store.Store, error) {
	o := wire.Options{Rand: chance, Sleep: sleep}
	scheme, _, _ := strings.Cut(t.URL, "://")
	switch {
	case t.Folder():
		return folder.Open(t.FolderOf(dir), now)
	case scheme == "s3":
		return openBucket(t.URL, func(address string) (*s3.Store, error) { return s3.Open(ctx, address, o) })
	case scheme == "gs":
		return openBucket(t.URL, func(address string) (*gcs.Store, error) { return gcs.Open(ctx, address, o) })
	}
	return openBucket(t.URL, func(address string) (*azure.Store, error) { return azure.Open(address, o) })
}

// openBucket opens a bucket, and the one of its state if that is apart.
func openBucket[S apart.Half[S]](address string, open func(string) (S, error)) (store.Store, error) {
	address, state, err := apart.Addresses(address)
	if err != nil {
		return nil, err
	}
	site, err := open(address)
	if err != nil || state == "" {
		return site, err
	}
	other, err := open(state)
	if err != nil {
		return nil, err
	}
	return apart.Join(site, other), nil
}

// openCDN is the target's, or nil.
func openCDN(conf *config.Site, t config.Target, dir, base, reference string) (deploy.Invalidator, error) {
	if t.CDN == nil {
		return nil, nil
	}
	c := t.CDN
	host := c.Host
	if u, err := url.Parse(t.BaseURL); host == "" && c.Kind == "fastly" && err == nil {
		host = u.Host
	}
	in, err := cdn.New(cdn.Config{
		Kind: c.Kind, Distribution: c.Distribution, Project: c.Project, URLMap: c.URLMap, Service: c.Service, Host: host,
		Soft: c.Soft, Command: c.Command, Timeout: c.Timeout, WildcardOver: c.WildcardOver, Base: base,
		Reference: reference, Token: os.Getenv("FASTLY_API_TOKEN"), Dir: dir, Environ: os.Environ(), Rand: chance, Sleep: sleep,
	})
	var p *store.Problem
	if errors.As(err, &p) {
		return nil, &failure{exitInput, p.Error(), p.Hint}
	}
	return in, err
}

// made is a site that is ready to be published.
type made struct {
	files []site.File
	about generator.About
}

// make builds the site, or reads the built one, and makes sure that it is for
// the target's audience.
func (d *deployer) make(ctx context.Context, w *world, t config.Target, dir string) (*made, error) {
	var m made
	var err error
	if d.from == "" {
		m.files, err = d.build(ctx, w, t, dir)
	} else {
		m.files, err = builtFiles(d.from)
	}
	if err != nil {
		return nil, err
	}
	return &m, m.judge(t, d.from)
}

// builtFiles are the files of a built folder, without its marker.
func builtFiles(dir string) ([]site.File, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, &failure{exitInput, err.Error(), "name the folder that build wrote"}
	}
	fsys := root.FS()
	var files []site.File
	err = fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() || name == publish.Marker:
			return nil
		case !e.Type().IsRegular():
			return &failure{exitInput, path.Join(dir, name) + " is no ordinary file", "publish the folder as build wrote it"}
		}
		files = append(files, site.File{Path: name, Render: func() ([]byte, error) { return fs.ReadFile(fsys, name) }})
		return nil
	})
	var f *failure
	if err != nil && !errors.As(err, &f) {
		err = &failure{exitInput, err.Error(), "see that the folder may be read"}
	}
	return files, err
}

// judge refuses what is no whole site, or one for other readers: an internal
// site must not reach a public bucket.
func (m *made) judge(t config.Target, from string) error {
	has := func(name string) int {
		return slices.IndexFunc(m.files, func(f site.File) bool { return f.Path == name })
	}
	about := has("api/build.json")
	if about < 0 || has("index.html") < 0 {
		return &failure{exitInput, first(from, "the site") + " holds no site: index.html or api/build.json is missing", "name the folder that build wrote"}
	}
	text, err := m.files[about].Bytes()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &m.about); err != nil {
		return &failure{exitInput, "api/build.json cannot be read: " + err.Error(), "build the site again"}
	}
	want := first(t.Audience, config.Internal)
	if m.about.Audience != want {
		return &failure{exitInput, "the site was built for the audience " + m.about.Audience + ", and the target " + t.Name + " is for " + want,
			"build it with --audience " + want + ", or leave out --from"}
	}
	return nil
}

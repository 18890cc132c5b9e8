package config

import (
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// Target is a place that the site is published to.
type Target struct {
	Name string
	// URL is "s3://bucket/prefix", "gs://…", "azblob://…", "file:///srv/www", or
	// the path of a folder, relative to the site's. It never holds a secret.
	URL string
	// BaseURL is where readers of this target find the site, ending in "/";
	// empty: where config.toml says.
	BaseURL string
	// Audience is for whom the target is; empty: those who may see everything.
	Audience string
	// Compress names encodings; see [HeaderRule] for Headers.
	Compress []string
	Headers  []HeaderRule
	// Grace is how long what is no part of the site any more stays; 7 days.
	Grace time.Duration
	// MaxDeletes is "25%" or "100": what one publish may lose; empty: the
	// default.
	MaxDeletes string
	// KeepReleases (10) and KeepDays (30) say which releases can be restored:
	// those within either.
	KeepReleases, KeepDays int
	CDN                    *CDN
	Pos                    diag.Pos
}

// Folder tells whether the target is a folder.
func (t Target) Folder() bool {
	scheme, _, ok := strings.Cut(t.URL, "://")
	return !ok || scheme == "file"
}

// defaultTarget is what a target is unless it says otherwise.
func defaultTarget() Target {
	return Target{Grace: 7 * 24 * time.Hour, KeepReleases: 10, KeepDays: 30}
}

// targets reads every [[deploy.target]]. One with an error in it is left out.
func (l *loader) targets(t *doc.Table) []Target {
	deploy, ok := t.Table("deploy")
	if !ok {
		return nil
	}
	var out []Target
	for _, sub := range deploy.Tables("target") {
		before := l.errors()
		target := l.oneTarget(sub)
		if slices.ContainsFunc(out, func(o Target) bool { return o.Name == target.Name }) {
			sub.Errorf("name", "duplicate-name", "give one of the two another name", "there is another deploy target called %q", target.Name)
		}
		if l.errors() == before {
			out = append(out, target)
		}
	}
	return out
}

var targetName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

func (l *loader) oneTarget(t *doc.Table) Target {
	out := defaultTarget()
	out.Pos = t.Here()
	out.Name = t.RequiredString("name", `add name = "live"; quarterdeck deploy live then publishes there`)
	if out.Name != "" && !targetName.MatchString(out.Name) {
		t.Errorf("name", "bad-value", `write it like "live" or "preview"`, "%q is not the name of a target", out.Name)
	}
	out.URL = t.RequiredString("url", `add url = "s3://bucket/prefix" or url = "../site"`)
	if out.URL != "" {
		l.targetURL(t, out.URL)
	}
	out.BaseURL = l.baseURL(t)
	out.Audience = t.String("audience")
	out.Compress = l.compress(t, out.Folder())
	out.Headers = l.headers(t)
	if d, ok := t.Duration("grace"); ok {
		out.Grace = d
	}
	out.MaxDeletes = l.maxDeletes(t)
	l.retention(t, &out)
	if sub, ok := t.Table("cdn"); ok {
		out.CDN = l.cdn(sub)
	}
	return out
}

// retention reads how many releases are kept, and for how long.
func (l *loader) retention(t *doc.Table, out *Target) {
	for key, into := range map[string]*int{"keep_releases": &out.KeepReleases, "keep_days": &out.KeepDays} {
		n, ok := t.Int(key)
		if !ok {
			continue
		}
		least := 0
		if key == "keep_releases" {
			least = 1
		}
		if n < least || n > 100_000 {
			t.Errorf(key, "bad-value", fmt.Sprintf("write a number from %d on", least), "%s cannot be %d", key, n)
			continue
		}
		*into = n
	}
}

// targetURL judges a target's address as far as that needs no network.
func (l *loader) targetURL(t *doc.Table, address string) {
	const hint = `write "s3://bucket/prefix", "gs://bucket/prefix", "azblob://container/prefix", or the path of a folder`
	scheme, rest, isURL := strings.Cut(address, "://")
	if !isURL {
		return
	}
	u, err := url.Parse(address)
	switch {
	case !slices.Contains([]string{"s3", "gs", "azblob", "file"}, scheme):
		t.Errorf("url", "bad-target", hint, "quarterdeck cannot publish to %q", scheme+"://")
	case err != nil:
		t.Errorf("url", "bad-target", "write a space as %20 and a per cent sign as %25", "%q is not an address", address)
	case u.User != nil:
		t.Errorf("url", "secret-in-config", "take it out and renew it; each cloud's own variables, files and roles are used", "the address of the target holds a user name or password")
	case scheme != "file" && u.Host == "":
		t.Errorf("url", "bad-target", hint, "%q names no bucket", address)
	case scheme == "file" && (u.Host != "" || !strings.HasPrefix(rest, "/")):
		t.Errorf("url", "bad-target", "write file:///srv/www/reports, with three slashes, or the path alone", "%q is not the address of a folder here", address)
	}
}

// maxDeletes reads a share or a number.
func (l *loader) maxDeletes(t *doc.Table) string {
	v := t.Value("max_deletes")
	if v == nil {
		return ""
	}
	const hint = `write "25%" or a number of objects`
	if s, ok := v.Text(); ok {
		share, isShare := strings.CutSuffix(s, "%")
		if x, err := strconv.ParseFloat(share, 64); !isShare || err != nil || !(x >= 0 && x <= 100) {
			t.Errorf("max_deletes", "bad-value", hint, "max_deletes cannot be %q", s)
			return ""
		}
		return s
	}
	n, ok := t.Int("max_deletes")
	if ok && n < 0 {
		t.Errorf("max_deletes", "bad-value", hint, "max_deletes cannot be %d", n)
		return ""
	}
	if !ok {
		return ""
	}
	return strconv.Itoa(n)
}

// FolderOf is the path of a folder target, relative ones within the site's
// folder.
func (t Target) FolderOf(site string) string {
	p := t.URL
	if _, ok := strings.CutPrefix(p, "file://"); ok {
		if u, err := url.Parse(p); err == nil {
			p = u.Path
		}
	}
	p = filepath.FromSlash(p)
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(site, p)
}

// checkTargets reports targets for audiences that there are not.
func (l *loader) checkTargets(site *Site) {
	known := []string{Internal, Public}
	for _, a := range site.Audiences {
		known = append(known, a.Name)
	}
	for _, t := range site.Targets {
		if t.Audience == "" || slices.Contains(known, t.Audience) {
			continue
		}
		hint := "write one of " + strings.Join(slices.Compact(known), ", ")
		if near := diag.Suggest(t.Audience, known); near != "" {
			hint = "did you mean " + near + "?"
		}
		l.diags.Errorf(t.Pos, "unknown-audience", hint, "the deploy target %q is for the audience %q, which is not described", t.Name, t.Audience)
	}
}

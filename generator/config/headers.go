package config

import (
	"maps"
	"net/textproto"
	"regexp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// HeaderRule says with which headers files are served.
type HeaderRule struct {
	// Files is a doublestar glob over the site's paths: "**/*.html".
	Files string
	// Set holds values by canonical name. An empty value takes the header away.
	Set map[string]string
	Pos diag.Pos
}

// headers reads the [[…headers]] tables of a deploy target, in written order:
// of the rules that match a file the last that names a header decides it.
func (l *loader) headers(t *doc.Table) []HeaderRule {
	var out []HeaderRule
	for _, sub := range t.Tables("headers") {
		if !sub.Required("files", `add files = "**/*.html"`) {
			continue
		}
		files := sub.Word("files")
		set, ok := l.headerSet(sub)
		if !doublestar.ValidatePattern(files.Text) || strings.HasPrefix(files.Text, "/") {
			l.diags.Errorf(files.Pos, "bad-pattern", `write it from the site's root, like "api/**" or "**/*.html"`, "%q is not a pattern of the site's files", files.Text)
			continue
		}
		if ok {
			out = append(out, HeaderRule{Files: files.Text, Set: set, Pos: sub.Here()})
		}
	}
	return out
}

// headerSet reads set = { "Cache-Control" = "no-store" }.
func (l *loader) headerSet(t *doc.Table) (map[string]string, bool) {
	if !t.Required("set", `add set = { "Cache-Control" = "no-store" }`) {
		return nil, false
	}
	sub, ok := t.Table("set")
	if !ok {
		return nil, false
	}
	out, before := map[string]string{}, l.errors()
	for _, name := range sub.Keys() {
		if value := sub.String(name); l.header(sub, name, value) {
			out[textproto.CanonicalMIMEHeaderKey(name)] = value
		}
	}
	return out, l.errors() == before
}

var headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")

// header judges one header.
func (l *loader) header(t *doc.Table, name, value string) bool {
	switch canonical := textproto.CanonicalMIMEHeaderKey(name); {
	case !headerName.MatchString(name):
		l.diags.Errorf(t.Pos(name), "bad-header", `write a name such as "Cache-Control"`, "%q is not the name of a header", name)
		return false
	case strings.ContainsFunc(value, isControl):
		t.Errorf(name, "bad-header", "write it on one line", "the value of %s holds a control character", name)
		return false
	case slices.Contains([]string{"Content-Encoding", "Content-Length", "Content-Range", "Date", "Etag", "Last-Modified", "Location", "Transfer-Encoding"}, canonical):
		l.diags.Errorf(t.Pos(name), "bad-header", "remove it", "%s follows from the file itself", canonical)
		return false
	case !slices.Contains([]string{"Cache-Control", "Content-Type", "Content-Disposition", "Content-Language"}, canonical):
		l.diags.Warnf(t.Pos(name), "header-not-kept", "set it at the CDN or the web server; docs/recipes.md shows how",
			"object stores cannot send %s: they keep it beside the object, and readers do not get it", canonical)
	}
	return true
}

// compress reads in which encodings files are stored beside or instead of the
// plain ones. A bucket has one form of a file; a folder can hold several, and
// its web server chooses.
func (l *loader) compress(t *doc.Table, folder bool) []string {
	given := map[string]bool{}
	for _, w := range t.Words("compress") {
		switch {
		case w.Text == "none":
		case w.Text != "gzip" && w.Text != "brotli":
			l.diags.Errorf(w.Pos, "bad-value", `write "gzip", "brotli" or "none"`, "compress cannot be %q", w.Text)
		case len(given) == 1 && !given[w.Text] && !folder:
			l.diags.Errorf(w.Pos, "bad-value", `choose one; every browser takes "gzip"`, "a bucket keeps one form of a file, so compress cannot name two")
		default:
			given[w.Text] = true
		}
	}
	return slices.Sorted(maps.Keys(given))
}

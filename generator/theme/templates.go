package theme

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"

	"quarterdeck/generator/diag"
)

// templates parses the common set once and each page into a copy of it.
func (s *source) templates(funcs template.FuncMap, ds *diag.List) (map[string]*template.Template, error) {
	common := template.New("base.html").Funcs(funcs).Option("missingkey=error")
	shared := s.below("templates/partials")
	pages := []file{}
	for _, f := range s.below("templates") {
		switch {
		case path.Ext(f.name) != ".html":
		case f.name == "templates/base.html":
			shared = append([]file{f}, shared...)
		default:
			pages = append(pages, f)
		}
	}
	for _, f := range shared {
		next, err := withFallback(common, f, ds, keep)
		if err != nil {
			return nil, err
		}
		common = next
	}
	if common.Tree == nil {
		return nil, errors.New("theme: templates/base.html is missing")
	}
	out := make(map[string]*template.Template, len(pages))
	for _, f := range pages {
		page, err := withFallback(common, f, ds, escape)
		if err != nil {
			return nil, err
		}
		out[strings.TrimSuffix(path.Base(f.name), ".html")] = page
	}
	return out, nil
}

// withFallback parses f into a copy of set. A site's file that is wrong is
// reported and the built-in file of its name, if there is one, takes its place.
func withFallback(set *template.Template, f file, ds *diag.List, check func(*template.Template) error) (*template.Template, error) {
	t, err := parseInto(set, f, check)
	if err == nil {
		return t, nil
	}
	if !f.site {
		return nil, fmt.Errorf("theme: %s: %w", f.at, err)
	}
	pos, message := locate(f, err)
	ds.Errorf(pos, "theme-template", "mend the template, or delete it to use the built-in one", "%s", message)
	if f.plain == nil {
		return set, nil
	}
	if t, err = parseInto(set, file{name: f.name, at: f.at, data: f.plain}, check); err != nil {
		// The page stands on another template of the site's that is wrong
		// and was reported; without it there is nothing to show.
		return set, nil
	}
	return t, nil
}

func parseInto(set *template.Template, f file, check func(*template.Template) error) (*template.Template, error) {
	t, err := set.Clone()
	if err != nil {
		return nil, err
	}
	into := t
	if base := path.Base(f.name); base != t.Name() {
		into = t.New(base)
	}
	if _, err := into.Parse(string(f.data)); err != nil {
		return nil, err
	}
	for _, each := range t.Templates() {
		if each.Tree != nil {
			outdent(each.Tree.Root)
		}
	}
	return t, check(t)
}

// keep checks nothing: the common set can only be escaped with a page in it.
func keep(*template.Template) error { return nil }

// escape runs a copy of a page once without data, for what html/template finds
// only then: markup it cannot make safe, and templates that do not exist.
func escape(t *template.Template) error {
	c, err := t.Clone()
	if err != nil {
		return err
	}
	var bad *template.Error
	if err := c.Execute(io.Discard, nil); errors.As(err, &bad) {
		return bad
	}
	return nil
}

// position is how the template packages begin a message.
var position = regexp.MustCompile(`^(?:html/)?template: ?([^:\s]+):(\d+)(?::(\d+))?: *`)

// locate turns a message of the template packages into a place and the rest.
func locate(f file, err error) (diag.Pos, string) {
	message := err.Error()
	pos := diag.Pos{File: f.at}
	var bad *template.Error
	if errors.As(err, &bad) && bad.Line > 0 {
		pos.Line = bad.Line
		return pos, bad.Description
	}
	if m := position.FindStringSubmatch(message); m != nil {
		pos.Line, _ = strconv.Atoi(m[2])
		message = strings.TrimPrefix(message, m[0])
	}
	message, _, _ = strings.Cut(message, ": {state") // the escaper's own state helps nobody
	message = strings.TrimPrefix(strings.TrimPrefix(message, "html/template:base.html: "), "template: ")
	return pos, strings.Replace(message, "ends in a non-text context", "the page ends inside a tag, an attribute or a script", 1)
}

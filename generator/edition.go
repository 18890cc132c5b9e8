package generator

import (
	"context"
	"strings"

	"quarterdeck/generator/audience"
	"quarterdeck/generator/config"
	"quarterdeck/generator/diag"
	"quarterdeck/generator/report"
	"quarterdeck/generator/site"
	"quarterdeck/generator/theme"
)

// edition tells whether the site is made for an audience that sees less than
// everything.
func (o Options) edition() bool { return o.Audience != "" && o.Audience != config.Internal }

// redact is the input as the audience sees it. ok is false where it cannot be
// told with certainty what that is: nothing is published then, whatever else
// may go on in spite of errors.
func (o Options) redact(in report.Input, diags *diag.List) (out report.Input, ok bool) {
	if !o.edition() {
		return in, true
	}
	a, known := in.Config.Audience(o.Audience)
	if !known {
		names := in.Config.AudienceNames()
		hint := "the audiences are " + strings.Join(names, ", ")
		if near := diag.Suggest(o.Audience, names); near != "" {
			hint = "did you mean " + near + "?"
		}
		diags.Errorf(diag.Pos{File: in.Config.File}, "unknown-audience", hint, "there is no audience %q", o.Audience)
		return in, false
	}
	ok = true
	for _, d := range diags.Sorted() {
		if d.Severity == diag.Error && (d.File == in.Config.File || strings.HasPrefix(d.File, "data/teams/")) {
			ok = false
		}
	}
	return audience.Redact(in, a, diags), ok
}

// names finds what the audience must not see in what was made for it.
func (o Options) names(in report.Input) func(string) (string, bool) {
	a, known := in.Config.Audience(o.Audience)
	if !o.edition() || !known {
		return nil
	}
	return audience.Names(in, a)
}

// compute makes the book. Of an edition only errors are told: what else there
// is to say of the input, a build for internal readers says.
func compute(ctx context.Context, in report.Input, diags *diag.List) (*report.Book, error) {
	if in.Edition == nil {
		return report.Build(ctx, in, diags)
	}
	var found diag.List
	before := diags.Sorted()
	for _, d := range before {
		found.Add(d)
	}
	book, err := report.Build(ctx, in, &found)
	told := map[diag.Diagnostic]bool{}
	for _, d := range before {
		told[d] = true
	}
	for _, d := range found.Sorted() {
		if d.Severity == diag.Error && !told[d] {
			diags.Add(d)
		}
	}
	return book, err
}

// present lays the site out. An edition shows the pictures of its own texts
// alone, and no link or redirect to what it does not have.
func (o Options) present(book *report.Book, look *theme.Theme, in report.Input) (*site.Site, diag.List, error) {
	lasting := redirects(in.Config.Redirects)
	if book.Site.Edition == nil {
		extra := append(pictures(o.Root, in.Files, nil), about(o.Version, book, in.Files))
		return site.Build(book, look, lasting, extra...)
	}
	book = book.For(book.Site.Edition)
	extra := append(pictures(o.Root, in.Files, audience.Pictures(book)), about(o.Version, book, in.Files))
	bare, problems, err := site.Build(book, look, nil, extra...)
	if err != nil {
		return nil, problems, err
	}
	leads := func(address string) bool {
		_, _, ok := bare.Resolve(address)
		return ok
	}
	audience.Unlink(book, leads)
	var kept []site.Redirect
	for _, r := range lasting {
		path, _, _ := strings.Cut(r.To, "#")
		if path, _, _ = strings.Cut(path, "?"); !strings.HasPrefix(path, "/") || leads(path) {
			kept = append(kept, r)
		}
	}
	return site.Build(book, look, kept, extra...)
}

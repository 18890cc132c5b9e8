package config

import (
	"net/url"
	"path"
	"strings"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/doc"
)

// Redirect sends readers of an address that people still link to on to another
// one.
type Redirect struct {
	// From is an address of the site as a page has it, unescaped: it ends in a
	// slash or in ".html".
	From string
	// To is root-absolute within the site, maybe with a query and a fragment, or
	// a whole http or https address.
	To string
	// FromPos and ToPos are where the two are written.
	FromPos, ToPos diag.Pos
}

// redirects reads every [[redirect]]. What lies at the addresses is judged when
// the site's pages are known.
func (l *loader) redirects(t *doc.Table) []Redirect {
	var out []Redirect
	for _, sub := range t.Tables("redirect") {
		if r, ok := l.redirect(sub); ok {
			out = append(out, r)
		}
	}
	return out
}

// redirect reads one.
func (l *loader) redirect(t *doc.Table) (Redirect, bool) {
	here := t.Required("from", `add from = "/old/page/"`)
	there := t.Required("to", `add to = "/new/page/"`)
	from, to := t.Word("from"), t.Word("to")
	if !here || !there {
		return Redirect{}, false
	}
	address, okFrom := l.redirectFrom(from)
	okTo := l.redirectTo(to)
	return Redirect{From: address, To: to.Text, FromPos: from.Pos, ToPos: to.Pos}, okFrom && okTo
}

// redirectFrom brings an address into the form that pages have: "/old" becomes
// "/old/".
func (l *loader) redirectFrom(w doc.Word) (string, bool) {
	fail := func(hint, format string, args ...any) (string, bool) {
		l.diags.Errorf(w.Pos, "bad-redirect", hint, format, args...)
		return "", false
	}
	u, err := url.Parse(w.Text)
	switch {
	case err != nil:
		return fail("write a space as %20 and a per cent sign as %25", "%q is not an address", w.Text)
	case !strings.HasPrefix(w.Text, "/") || strings.HasPrefix(w.Text, "//"):
		return fail(`begin it with one slash, like "/old/page/"`, "%q is not an address of this site", w.Text)
	case u.RawQuery != "" || u.Fragment != "" || strings.ContainsAny(w.Text, "?#"):
		return fail("leave out what follows ? or #", "%q has a query or a fragment, which a published page cannot see", w.Text)
	}
	folder := strings.TrimSuffix(u.Path, "/")
	name := path.Base(folder)
	switch {
	case folder == "" || path.Clean(folder) != folder || strings.ContainsFunc(folder, isControl) || strings.Contains(folder, `\`):
		return fail(`write it like "/old/page/"`, "%q is not the address of a page", w.Text)
	case hiddenSegment(folder):
		return fail("choose another address", "%q has a part that begins with . or ~, which publishing keeps for itself", w.Text)
	case strings.HasSuffix(u.Path, "/") || !strings.Contains(name, "."):
		return folder + "/", true
	case path.Ext(name) == ".html":
		return folder, true
	}
	return fail(`end it in a slash, like "`+folder+`/"`, "%q looks like a file, and only a page can lead on", w.Text)
}

func isControl(r rune) bool { return r < 0x20 || r == 0x7f }

func hiddenSegment(address string) bool {
	return strings.Contains(address, "/.") || strings.Contains(address, "/~")
}

// redirectTo checks where it leads, as far as that can be seen in the address.
func (l *loader) redirectTo(w doc.Word) bool {
	u, err := url.Parse(w.Text)
	switch {
	case err != nil || strings.ContainsFunc(w.Text, isControl) || strings.ContainsAny(w.Text, " '\"<>"):
		l.diags.Errorf(w.Pos, "bad-redirect", "write a space as %20 and a per cent sign as %25", "%q is not an address", w.Text)
		return false
	case u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") && u.User == nil:
		return true
	case u.Host == "" && u.Scheme == "" && strings.HasPrefix(w.Text, "/"):
		return true
	}
	l.diags.Errorf(w.Pos, "bad-redirect", `write an address of the site, like "/new/page/", or a whole one with https://`, "%q is no address to lead to", w.Text)
	return false
}

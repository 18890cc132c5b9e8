package view

import "strings"

// RedirectPage leads readers of an old address on. Where the server sends them
// on by itself nobody sees it.
type RedirectPage struct {
	Page
	To Link
}

// Redirect is the page at from. to is where it leads, root-absolute without the
// site's base or a whole address; target is the same as a browser must have it;
// text says what is there.
func (v *Views) Redirect(from, to, target, text string) RedirectPage {
	p := RedirectPage{
		Page: v.page(at{URL: from}, "lost", "Moved, "+v.book.Site.Title, "What stood at this address is now at "+text+"."),
		To:   Link{Text: text, URL: to},
	}
	p.Refresh, p.Robots, p.Canonical = target, "noindex", to
	if base := v.book.Site.BaseURL; base != "" && strings.HasPrefix(to, "/") {
		p.Canonical = strings.TrimSuffix(base, "/") + to
	}
	return p
}

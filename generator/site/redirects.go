package site

import (
	"net/url"
	"slices"
	"strings"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/report"
)

// Redirect sends readers of one address on to another one.
type Redirect struct {
	// From is an address of the site that ends in a slash or in ".html".
	From string
	// To is root-absolute without the base, or a whole address.
	To string
	// FromPos and ToPos are where the two are written.
	FromPos, ToPos diag.Pos
}

// latestFolder holds the addresses that follow the latest finished quarter.
const latestFolder = "latest/"

// Permanent tells a redirect that browsers may keep for good from one whose
// target moves on with the quarters.
func (f File) Permanent() bool {
	return f.Redirect != "" && !strings.HasPrefix(f.Path, latestFolder)
}

// latest adds addresses that stay the same when a quarter ends, for links from
// elsewhere: /latest/ and one for each team. A team without a report of that
// quarter is shown over time.
func (b *builder) latest() {
	if b.book.Latest < 0 || b.book.Latest >= len(b.book.Organisations) {
		return
	}
	o := b.book.Organisations[b.book.Latest]
	b.redirect("/"+latestFolder, o.URL, o.Quarter.Label)
	reports := map[string]*report.TeamQuarter{}
	for _, t := range b.book.TeamQuarters {
		if t.Quarter.Slug == o.Quarter.Slug {
			reports[t.Team.ID] = t
		}
	}
	for _, t := range b.book.Teams {
		to, text := t.URL, t.Team.Name
		if r := reports[t.Team.ID]; r != nil {
			to, text = r.URL, t.Team.Name+", "+o.Quarter.Label
		}
		b.redirect("/"+latestFolder+t.Team.ID+"/", to, text)
	}
}

// redirect adds a page that leads on, in the words of text.
func (b *builder) redirect(from, to, text string) {
	target := to
	if strings.HasPrefix(to, "/") {
		target = b.base + to
	}
	b.page(from, "redirect", func() any { return b.views.Redirect(from, to, target, text) })
	b.files[len(b.files)-1].Redirect = target
}

// redirects adds those of the configuration. What cannot be one is left out
// and reported at its place: an address where something stands, a target that
// is not there, a circle.
func (b *builder) redirects(list []Redirect, extra []File) (diag.List, error) {
	var ds diag.List
	plan := &redirectPlan{taken: map[string]bool{}, diags: &ds}
	for _, f := range slices.Concat(b.files, extra) {
		plan.taken[f.Path] = true
	}
	list = slices.DeleteFunc(slices.Clone(list), func(r Redirect) bool { return !plan.place(r) })
	all := slices.Concat(b.files, extra)
	for _, r := range list {
		all = append(all, File{Path: pathOf(r.From), Redirect: r.To})
	}
	s, err := New(all)
	if err != nil {
		return ds, err
	}
	s.base = b.base
	for _, r := range list {
		if to, ok := plan.target(s, r); ok {
			b.redirect(r.From, to, to)
		}
	}
	return ds, nil
}

// redirectPlan checks redirects against what stands in the site.
type redirectPlan struct {
	taken map[string]bool // paths
	diags *diag.List
}

// place takes the address for the redirect, if nothing stands there and no
// file would have to be a folder as well.
func (p *redirectPlan) place(r Redirect) bool {
	own := pathOf(r.From)
	fail := func(hint, format string, args ...any) bool {
		p.diags.Errorf(r.FromPos, "bad-redirect", hint, format, args...)
		return false
	}
	if p.taken[own] {
		return fail("remove the redirect, or give it another address", "something stands at %s already, which the redirect would hide", r.From)
	}
	for other := range p.taken {
		if strings.HasPrefix(own, other+"/") || strings.HasPrefix(other, own+"/") {
			return fail("choose another address", "%s cannot stand beside the file /%s: one would have to be a folder as well", r.From, other)
		}
	}
	p.taken[own] = true
	return true
}

// target finds where the redirect leads within the site s, as an address that
// needs no further redirect for its slash. An address elsewhere is taken as it
// is.
func (p *redirectPlan) target(s *Site, r Redirect) (string, bool) {
	if !strings.HasPrefix(r.To, "/") {
		return r.To, true
	}
	first, tail, ok := s.targetOf(r.To)
	if !ok {
		p.diags.Errorf(r.ToPos, "bad-redirect", "correct the address, or leave the redirect out", "%q leads nowhere: the site has no such page", r.To)
		return "", false
	}
	seen := map[string]bool{pathOf(r.From): true}
	for f := first; ; {
		if seen[f.Path] {
			p.diags.Errorf(r.ToPos, "bad-redirect", "let one of them lead to a page", "the redirect from %s never arrives: it leads round in a circle", r.From)
			return "", false
		}
		seen[f.Path] = true
		next, _, more := s.targetOf(f.Redirect)
		if f.Redirect == "" || !more {
			break
		}
		f = next
	}
	return (&url.URL{Path: first.URL()}).EscapedPath() + tail, true
}

// targetOf is the file at an address of the site, and the query and fragment
// that follow it.
func (s *Site) targetOf(address string) (f File, tail string, ok bool) {
	u, err := url.Parse(address)
	if err != nil || u.Host != "" || address == "" {
		return File{}, "", false
	}
	f, folder, ok := s.Resolve(u.Path)
	if folder != "" {
		f, _, ok = s.Resolve(folder)
	}
	if i := strings.IndexAny(address, "?#"); i >= 0 {
		tail = address[i:]
	}
	return f, tail, ok
}

// pathOf is the path of the file that stands at a page's address.
func pathOf(address string) string {
	p := strings.TrimPrefix(address, "/")
	if p == "" || strings.HasSuffix(p, "/") {
		p += "index.html"
	}
	return p
}

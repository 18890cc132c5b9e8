package view

// NotFoundPage answers for an address that does not exist. It stands at the
// site's root and serves every depth, so all its addresses are absolute.
type NotFoundPage struct {
	Page
	Links []Link
	Teams []Link
}

// NotFound is that page.
func (v *Views) NotFound() NotFoundPage {
	p := NotFoundPage{Page: v.page(at{URL: "/404.html"}, "lost", "No such page, "+v.book.Site.Title, "There is no page at this address.")}
	p.Canonical, p.Robots = "", "noindex"
	if q := v.latest(); q != nil {
		p.Links = append(p.Links, Link{Text: "The latest finished quarter, " + q.Label, URL: "/" + q.Slug + "/"})
	}
	p.Links = append(p.Links, v.there(
		Link{Text: "Every postmortem", URL: "/postmortems/"}, Link{Text: "Every action item", URL: "/actions/"},
		Link{Text: "What the figures mean", URL: "/methodology/"},
	)...)
	p.Links = append(p.Links, v.authoredLinks()...)
	for _, t := range v.book.Teams {
		p.Teams = append(p.Teams, link(t.Team.Ref))
	}
	return p
}

// authoredLinks lead to the pages that people wrote.
func (v *Views) authoredLinks() []Link {
	var out []Link
	for _, p := range v.book.Pages {
		out = append(out, Link{Text: p.Title, URL: p.URL})
	}
	return out
}

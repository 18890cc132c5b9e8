package generator_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"quarterdeck/generator/site"
)

// A reader follows any headline figure to its definition, its sources and its
// rows in two clicks at most. A figure is marked by its place: a card of the
// organisation's figures, an objective's key figures, a contract, a roll-up, a
// journey. From there a click opens a definition or follows a link, and a
// second one follows a link there.
func TestEveryHeadlineFigureIsTwoClicksFromItsOrigin(t *testing.T) {
	r := &reader{t: t, site: sample(t), pages: map[string]*html.Node{}}
	seen := map[string]int{}
	for _, url := range []string{"/", "/2026-q3/", "/2026-q4/", "/2026-q2/", "/2026-q3/checkout/", "/2026-q3/payments/", "/2026-q3/search/",
		"/2026-q3/catalogue/", "/2026-q3/fulfilment/", "/2026-q3/platform/", "/2026-q4/checkout/", "/2026-q2/payments/"} {
		for _, kind := range []string{"fg", "bud", "con", "rollup", "jy"} {
			for _, figure := range withClass(r.page(url), kind) {
				seen[kind]++
				r.follow(url, kind, figure)
			}
		}
	}
	for kind, least := range map[string]int{"fg": 32, "bud": 20, "con": 2, "rollup": 6, "jy": 12} {
		if seen[kind] < least {
			t.Errorf("%d figures of kind %s were found, not %d: the markup has changed", seen[kind], kind, least)
		}
	}
}

// reader follows links as somebody with a mouse does.
type reader struct {
	t     *testing.T
	site  *site.Site
	pages map[string]*html.Node
}

func (r *reader) body(url string) ([]byte, bool) {
	f, _, ok := r.site.Resolve(strings.Split(url, "#")[0])
	if !ok {
		return nil, false
	}
	b, err := f.Render()
	if err != nil {
		r.t.Fatal(err)
	}
	return b, true
}

func (r *reader) page(url string) *html.Node {
	url = strings.Split(url, "#")[0]
	if p := r.pages[url]; p != nil {
		return p
	}
	b, ok := r.body(url)
	if !ok {
		r.t.Fatalf("there is no %s", url)
	}
	p, err := html.Parse(bytes.NewReader(b))
	if err != nil {
		r.t.Fatal(err)
	}
	r.pages[url] = p
	return p
}

func (r *reader) follow(url, kind string, figure *html.Node) {
	name := kind + " “" + strings.Join(strings.Fields(textOf(firstTag(figure, "h3"))), " ") + "”"
	if !r.defined(url, figure) {
		r.t.Errorf("%s: %s: no click leads to a definition", url, name)
	}
	if !r.sourced(url, figure) {
		r.t.Errorf("%s: %s: its sources are more than two clicks away", url, name)
	}
	if !r.hasRows(url, figure) {
		r.t.Errorf("%s: %s: its rows are more than two clicks away", url, name)
	}
}

// defined: a button in it opens a definition, whose link leads to the whole one
// on the methodology page.
func (r *reader) defined(url string, figure *html.Node) bool {
	for _, b := range withTag(figure, "button") {
		id := attr(b, "popovertarget")
		popover := byID(r.page(url), id)
		if id == "" || popover == nil {
			continue
		}
		for _, a := range withTag(popover, "a") {
			if to, at, ok := strings.Cut(attr(a, "href"), "#"); ok && to == "/methodology/" && byID(r.page(to), at) != nil {
				return true
			}
		}
	}
	return false
}

// sourced: it names its files itself, or links to the page's list of them, or to
// a page that has one.
func (r *reader) sourced(url string, figure *html.Node) bool {
	if namesFile(figure) {
		return true
	}
	for _, a := range withTag(figure, "a") {
		switch href := attr(a, "href"); {
		case href == "#provenance":
			return namesFile(byID(r.page(url), "provenance"))
		case strings.HasPrefix(href, "/journeys/"), strings.HasPrefix(href, "/slos/"):
			if namesFile(byID(r.page(href), "provenance")) {
				return true
			}
		}
	}
	return false
}

// namesFile tells whether a file of data/ stands in a part of a page.
func namesFile(n *html.Node) bool {
	return n != nil && strings.Contains(textOf(n), "data/")
}

// hasRows: it, or the section that it stands in, or a page that it links to,
// links to a CSV that can be read. Where the figure is nought it has a head only.
func (r *reader) hasRows(url string, figure *html.Node) bool {
	near := []*html.Node{figure, section(figure)}
	for _, a := range withTag(figure, "a") {
		if href := attr(a, "href"); strings.HasPrefix(href, "/journeys/") {
			near = append(near, r.page(href))
		}
	}
	for _, n := range near {
		for _, a := range withTag(n, "a") {
			if href := attr(a, "href"); strings.HasSuffix(href, ".csv") && r.rows(href) {
				return true
			}
		}
	}
	return false
}

func (r *reader) rows(url string) bool {
	b, ok := r.body(url)
	if !ok {
		r.t.Errorf("there is no %s", url)
		return false
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	return err == nil && len(rows) > 0
}

// section is the section around a node.
func section(n *html.Node) *html.Node {
	for n.Parent != nil && n.Data != "section" {
		n = n.Parent
	}
	return n
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// find lists the elements below a node, itself too, that a test holds for.
func find(n *html.Node, test func(*html.Node) bool) []*html.Node {
	var out []*html.Node
	if n.Type == html.ElementNode && test(n) {
		out = append(out, n)
	}
	for c := range n.ChildNodes() {
		out = append(out, find(c, test)...)
	}
	return out
}

func withTag(n *html.Node, tag string) []*html.Node {
	return find(n, func(e *html.Node) bool { return e.Data == tag })
}

func withClass(n *html.Node, class string) []*html.Node {
	return find(n, func(e *html.Node) bool { return slices.Contains(strings.Fields(attr(e, "class")), class) })
}

func firstTag(n *html.Node, tag string) *html.Node {
	if all := withTag(n, tag); len(all) > 0 {
		return all[0]
	}
	return n
}

func byID(n *html.Node, id string) *html.Node {
	if all := find(n, func(e *html.Node) bool { return id != "" && attr(e, "id") == id }); len(all) > 0 {
		return all[0]
	}
	return nil
}

func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(textOf(c))
		b.WriteByte(' ')
	}
	return b.String()
}

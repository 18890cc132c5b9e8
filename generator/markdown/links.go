package markdown

import (
	"net/url"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"quarterdeck/generator/diag"
)

// linker settles the addresses of one document.
type linker struct {
	*Document
	opts               Options
	ids                map[string]bool
	raw, remote, noAlt []diag.Pos
	addresses          int // bytes written so far
	full               bool
}

// reach is where an address leads.
type reach int

const (
	refused  reach = iota // a scheme that runs or smuggles something
	external              // another site
	mail                  // mailto or tel
	fragment              // this page
	relative              // this site
)

// tidy is a written destination as browsers read it: references resolved,
// control characters dropped, a backslash is a slash.
func tidy(dest []byte) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\\':
			return '/'
		case r < ' ' || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, string(unescape(dest, false))))
}

// classify tells where a tidy address leads.
func classify(s string) reach {
	switch {
	case strings.HasPrefix(s, "//"):
		return external
	case strings.HasPrefix(s, "#"):
		return fragment
	}
	i := strings.IndexAny(s, ":/?#")
	if i < 0 || s[i] != ':' {
		return relative
	}
	switch strings.ToLower(s[:i]) {
	case "http", "https":
		return external
	case "mailto", "tel":
		return mail
	default:
		return refused
	}
}

// link settles one link: it is kept, pointed elsewhere or reduced to its text.
func (l *linker) link(n *ast.Link) {
	if n == nil {
		return
	}
	if within(n, ast.KindLink) || l.tooMany(len(n.Destination)+len(n.Title)) {
		unwrap(n)
		return
	}
	dest := tidy(n.Destination)
	n.Destination = []byte(dest)
	switch classify(dest) {
	case refused:
		l.warn(l.PosOf(n), "link-refused", "links lead to http, https, mailto or tel", "the link to %q is shown as text", short(dest))
		unwrap(n)
	case external:
		n.SetAttributeString("rel", []byte("noopener noreferrer"))
	case fragment:
		if id := unquote(dest[strings.IndexByte(dest, '#')+1:]); id != "" && !l.ids[id] {
			l.warn(l.PosOf(n), "link-broken", "no heading of this page has that name", "the link to %q leads nowhere and is shown as text", short(dest))
			unwrap(n)
		}
	case relative:
		to, ok := l.resolve(dest)
		if !ok {
			l.warn(l.PosOf(n), "link-broken", "no page or file of the site is there; the address is relative to this file",
				"the link to %q leads nowhere and is shown as text", short(dest))
			unwrap(n)
			return
		}
		n.Destination = []byte(to)
	}
}

// image settles one image: one of this site stays, all others become links.
func (l *linker) image(n *ast.Image) {
	if l.tooMany(len(n.Destination) + len(n.Title)) {
		l.describe(n)
		return
	}
	dest := tidy(n.Destination)
	n.Destination = []byte(dest)
	switch classify(dest) {
	case relative:
		to, ok := l.resolve(dest)
		if !ok {
			l.warn(l.PosOf(n), "image-broken", "no file of the site is there; the address is relative to this file", "the image %q is missing", short(dest))
			l.describe(n)
			return
		}
		if l.TextOf(n) == "" {
			l.noAlt = append(l.noAlt, l.PosOf(n))
		}
		n.Destination = []byte(to)
	case external:
		l.remote = append(l.remote, l.PosOf(n))
		l.imageLink(n)
	default:
		l.warn(l.PosOf(n), "image-refused", "put the image into the site's folder", "the image %q is not shown", short(dest))
		l.describe(n)
	}
}

// imageLink puts a link in the place of an image of another site.
func (l *linker) imageLink(n *ast.Image) {
	if within(n, ast.KindLink) {
		l.describe(n)
		return
	}
	link := ast.NewLink()
	link.Destination, link.Title = n.Destination, n.Title
	link.SetPos(n.Pos())
	link.SetAttributeString("rel", []byte("noopener noreferrer"))
	link.AppendChild(link, rawText([]byte(l.alt(n)), n.Pos()))
	n.Parent().ReplaceChild(n.Parent(), n, link)
}

// describe puts an image's text in its place.
func (l *linker) describe(n *ast.Image) {
	n.Parent().ReplaceChild(n.Parent(), n, rawText([]byte(l.alt(n)), n.Pos()))
}

func (l *linker) alt(n *ast.Image) string {
	if alt := l.TextOf(n); alt != "" {
		return alt
	}
	return "image"
}

// resolve asks for the address of a file of the site.
func (l *linker) resolve(dest string) (string, bool) {
	if l.opts.Resolve == nil {
		return dest, true
	}
	path, rest := dest, ""
	if i := strings.IndexAny(dest, "?#"); i >= 0 {
		path, rest = dest[:i], dest[i:]
	}
	to, ok := l.opts.Resolve(l.file, unquote(path))
	return to + rest, ok
}

// plainLink makes an ordinary link of a bare address.
func (d *Document) plainLink(n *ast.AutoLink) *ast.Link {
	dest := string(n.URL(d.src))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	link := ast.NewLink()
	link.Destination = []byte(dest)
	link.SetPos(n.Pos())
	link.AppendChild(link, rawText(n.Label(d.src), n.Pos()))
	n.Parent().ReplaceChild(n.Parent(), n, link)
	return link
}

// tooMany bounds the bytes of addresses, which one definition can multiply.
func (l *linker) tooMany(n int) bool {
	l.addresses += n
	if l.addresses > maxAddresses && !l.full {
		l.full = true
		l.warn(l.at(l.firstLine, 1), "markdown-too-large", "use fewer or shorter links", "the links hold more than 1 MiB of addresses; the rest is shown as text")
	}
	return l.full
}

// unwrap leaves a link's text in its place.
func unwrap(n ast.Node) {
	parent := n.Parent()
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling()
		parent.InsertBefore(parent, n, c)
		c = next
	}
	parent.RemoveChild(parent, n)
}

func within(n ast.Node, kind ast.NodeKind) bool {
	for p := n.Parent(); p != nil; p = p.Parent() {
		if p.Kind() == kind {
			return true
		}
	}
	return false
}

// unquote is an address with its %-codes resolved.
func unquote(s string) string {
	if u, err := url.PathUnescape(s); err == nil {
		return u
	}
	return s
}

// short keeps hostile addresses out of messages.
func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return s
}

// address is a destination as it stands in an attribute.
func address(dest []byte) []byte {
	return util.EscapeHTML(util.URLEscape(dest, false))
}

// Slug makes a fragment of a heading: letters and digits in lower case, one
// hyphen for what lies between. "section" if nothing is left.
func Slug(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(s) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case r == '\'' || r == '’':
		default:
			gap = true
		}
		if b.Len() > 80 {
			break
		}
	}
	if b.Len() == 0 {
		return "section"
	}
	return b.String()
}

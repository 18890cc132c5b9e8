package site

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"quarterdeck/generator/diag"
)

// page is one file while its links are read.
type page struct {
	site  *Site
	path  string
	ids   map[string]bool
	sound map[string]bool // addresses as written that lead to a whole file
	own   []fragment      // references to ids of this page
	later []fragment      // references to ids of other pages
	found []diag.Diagnostic
}

// element is a start tag with the place where it stands.
type element struct {
	at    diag.Pos
	tag   string
	attrs []html.Attribute
}

// get is an attribute's value and whether it is there.
func (e element) get(key string) (string, bool) {
	for _, a := range e.attrs {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// markup reads HTML or SVG token by token: unlike a parsed tree, tokens still
// know where they stood.
func (p *page) markup(body []byte) {
	p.scan(body, 1, 1)
	for _, f := range p.own {
		if !p.ids[f.id] {
			p.found = append(p.found, noSuchID(f.at, f.raw, f.target, f.id))
		}
	}
}

// scan reads the elements of a text that begins at the position. What stands
// in <noscript> is text to the tokenizer, and elements to a reader without
// scripts.
func (p *page) scan(body []byte, line, col int) {
	z := html.NewTokenizer(bytes.NewReader(body))
	noscript := false
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return
		}
		raw := z.Raw()
		at := diag.Pos{File: p.path, Line: line, Col: col}
		line, col = advance(line, col, raw)
		switch kind {
		case html.TextToken:
			if noscript {
				p.scan(bytes.Clone(raw), at.Line, at.Col)
			}
			noscript = false
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			noscript = t.Data == "noscript"
			p.element(element{at: at, tag: t.Data, attrs: t.Attr})
		}
	}
}

// advance moves a position (both from 1, columns in runes) over text.
func advance(line, col int, text []byte) (int, int) {
	if n := bytes.Count(text, []byte("\n")); n > 0 {
		line, col = line+n, 1
		text = text[bytes.LastIndexByte(text, '\n')+1:]
	}
	return line, col + utf8.RuneCount(text)
}

// element judges one start tag.
func (p *page) element(e element) {
	p.identify(e)
	p.judgeSafety(e)
	switch e.tag {
	case "img":
		if _, ok := e.get("alt"); !ok {
			p.error(e.at, "image-alt", `write what it shows in alt, or alt="" if it only decorates`, "an image has no alternative text")
		}
	case "base":
		p.error(e.at, "base-element", "write whole addresses in the links", "the page sets a base address, which its Content-Security-Policy forbids")
	case "meta":
		p.refresh(e)
	}
	for _, a := range e.attrs {
		p.attribute(e, a)
	}
}

// identify takes the element's id; an <a name> is one too.
func (p *page) identify(e element) {
	if id, ok := e.get("id"); ok {
		if p.ids[id] {
			p.error(e.at, "duplicate-id", "rename one of them: links and labels find only the first", "the id %q stands twice on the page", id)
		}
		p.ids[id] = true
	}
	if name, ok := e.get("name"); ok && e.tag == "a" {
		p.ids[name] = true
	}
}

// judgeSafety reports what the Content-Security-Policy blocks in the page
// itself: inline styles, handlers and scripts.
func (p *page) judgeSafety(e element) {
	const blocked = "the Content-Security-Policy blocks it; use a class and the theme's style sheet"
	for _, a := range e.attrs {
		switch {
		case a.Key == "style":
			p.error(e.at, "inline-style", blocked, "<%s> has a style attribute", e.tag)
		case strings.HasPrefix(a.Key, "on"):
			p.error(e.at, "inline-handler", "the Content-Security-Policy blocks it; attach it in a script file of the theme", "<%s> has an inline %s handler", e.tag, a.Key)
		}
	}
	switch e.tag {
	case "style":
		p.error(e.at, "inline-style", blocked, "the page has a <style> element")
	case "script":
		_, external := e.get("src")
		kind, _ := e.get("type")
		if data := []string{"application/json", "application/ld+json"}; !external && !slices.Contains(data, kind) {
			p.error(e.at, "inline-script", "the Content-Security-Policy blocks it; move it to a script file of the theme", "the page has an inline script")
		}
	}
}

// attribute follows what one attribute refers to.
func (p *page) attribute(e element, a html.Attribute) {
	switch a.Key {
	case "href", "xlink:href":
		p.follow(e.at, a.Val, isResource(e))
	case "src", "poster", "data":
		if a.Key != "data" || e.tag == "object" {
			p.source(e.at, a.Val)
		}
	case "srcset", "imagesrcset":
		for _, address := range splitSrcset(a.Val) {
			p.source(e.at, address)
		}
	case "cite", "action", "formaction":
		p.follow(e.at, a.Val, false)
	case "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details",
		"aria-flowto", "aria-activedescendant", "aria-errormessage", "for", "headers", "list", "popovertarget":
		for _, id := range strings.Fields(a.Val) {
			p.own = append(p.own, fragment{e.at, a.Key + "=" + a.Val, p.path, id})
		}
	default:
		if id, ok := strings.CutPrefix(a.Val, "url(#"); ok {
			p.own = append(p.own, fragment{e.at, a.Key + "=" + a.Val, p.path, strings.TrimSuffix(id, ")")})
		}
	}
}

// isResource tells an href that is loaded from one that is a link to follow.
func isResource(e element) bool {
	switch e.tag {
	case "a", "area":
		return false
	case "link":
		rel, _ := e.get("rel")
		return slices.ContainsFunc(strings.Fields(strings.ToLower(rel)), func(word string) bool {
			return slices.Contains([]string{"stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon"}, word)
		})
	}
	return true
}

// source follows an address that is loaded with the page.
func (p *page) source(at diag.Pos, raw string) {
	if strings.TrimSpace(raw) == "" {
		p.error(at, "broken-link", "name the file to load", "an empty address is loaded")
		return
	}
	p.follow(at, raw, true)
}

// refresh follows the address of <meta http-equiv="refresh">.
func (p *page) refresh(e element) {
	if kind, _ := e.get("http-equiv"); !strings.EqualFold(kind, "refresh") {
		return
	}
	content, _ := e.get("content")
	if _, address, ok := strings.Cut(content, "="); ok {
		p.follow(e.at, strings.Trim(strings.TrimSpace(address), `'"`), false)
	}
}

// follow judges an address as a browser on this page would resolve it.
func (p *page) follow(at diag.Pos, raw string, resource bool) {
	if p.sound[raw] {
		return
	}
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		p.error(at, "broken-link", "write a space as %20 and a per cent sign as %25", "%q is not an address", raw)
		return
	}
	if u.Scheme != "" || u.Host != "" {
		p.judgeOutside(at, raw, u, resource)
		return
	}
	if u.Path == "" {
		p.place(at, raw, p.path, u.Fragment)
		return
	}
	if p.path == "404.html" && !strings.HasPrefix(u.Path, "/") {
		p.error(at, "relative-on-404", "begin the address with a slash", "%q is relative, but this page is shown at any address", raw)
		return
	}
	p.inside(at, raw, p.resolve(u), u.Fragment)
}

// resolve makes an address relative to this page absolute.
func (p *page) resolve(u *url.URL) string {
	from := &url.URL{Path: File{Path: p.path}.URL()}
	return from.ResolveReference(&url.URL{Path: u.Path}).Path
}

// inside judges an absolute address path of this site.
func (p *page) inside(at diag.Pos, raw, address, id string) {
	f, redirect, ok := p.site.Resolve(address)
	switch {
	case ok && redirect == "":
		p.place(at, raw, f.Path, id)
	case ok:
		p.found = append(p.found, diag.Diagnostic{
			Pos: at, Severity: diag.Warning, Code: "link-redirects",
			Message: fmt.Sprintf("%q lacks its final slash, so that readers are sent on, or lost where the server cannot", raw),
			Hint:    fmt.Sprintf("write %s", redirect),
		})
	default:
		p.error(at, "broken-link", "correct the address, or add what it should lead to",
			"%q leads nowhere: the site has no %s", raw, address)
	}
}

// place judges the fragment of an address whose file is there.
func (p *page) place(at diag.Pos, raw, target, id string) {
	id, _, _ = strings.Cut(id, ":~:") // the browser's text search, not an id
	if id == "" || strings.EqualFold(id, "top") {
		p.sound[raw] = true
		return
	}
	f := fragment{at, raw, target, id}
	if target == p.path {
		p.own = append(p.own, f)
	} else {
		p.later = append(p.later, f)
	}
}

// judgeOutside looks at an address with a scheme or a host.
func (p *page) judgeOutside(at diag.Pos, raw string, u *url.URL, resource bool) {
	switch scheme := strings.ToLower(u.Scheme); {
	case scheme == "javascript":
		p.error(at, "script-link", "the Content-Security-Policy blocks it; attach it in a script file of the theme", "a link runs a script")
	case resource && scheme != "data":
		p.error(at, "outside-source", "put the file into the site: a page loads nothing from other hosts", "%q would be loaded from outside", raw)
	}
}

// styleSheet follows the url(…) of a style sheet.
func (p *page) styleSheet(text string) {
	pattern := regexp.MustCompile(`url\(\s*["']?([^"')]+?)["']?\s*\)`)
	for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
		line, col := advance(1, 1, []byte(text[:m[0]]))
		p.follow(diag.Pos{File: p.path, Line: line, Col: col}, text[m[2]:m[3]], true)
	}
}

// error adds an error; the hint stands before the format, as in [diag.List].
func (p *page) error(at diag.Pos, code, hint, format string, args ...any) {
	p.found = append(p.found, diag.Diagnostic{Pos: at, Severity: diag.Error, Code: code, Hint: hint, Message: fmt.Sprintf(format, args...)})
}

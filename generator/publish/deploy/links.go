package deploy

import (
	"bytes"
	"context"
	"net/url"
	"path"
	"regexp"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/sync/errgroup"

	"quarterdeck/generator/site"
)

// holdLinked keeps what a page of the site links to from being deleted. The
// links are only read when something is due.
func (e *engine) holdLinked(ctx context.Context, s *snapshot, p *Plan) error {
	if len(p.edition.site) == 0 || p.Count(Due) == 0 {
		return nil
	}
	linked, err := e.allLinks(ctx, p.edition.site)
	if err != nil {
		return err
	}
	for i := range p.Steps {
		st := &p.Steps[i]
		if st.Reason != Due || !linked[st.Key] {
			continue
		}
		st.Reason, st.Action = Linked, Leave
		if st.entry.live() {
			st.Action = Note
		}
	}
	p.order()
	return nil
}

// allLinks is every key that a file of the site links to.
func (e *engine) allLinks(ctx context.Context, files []site.File) (map[string]bool, error) {
	linked := map[string]bool{}
	var mu sync.Mutex
	g, running := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, f := range files {
		if running.Err() != nil {
			break
		}
		g.Go(func() error {
			keys, err := e.links(f)
			mu.Lock()
			defer mu.Unlock()
			for _, key := range keys {
				linked[key] = true
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, causeOf(ctx, err)
	}
	return linked, context.Cause(ctx)
}

// links are the keys that one file leads to or loads.
func (e *engine) links(f site.File) ([]string, error) {
	ext := path.Ext(f.Path)
	if ext != ".html" && ext != ".css" && ext != ".svg" {
		return nil, nil
	}
	body, err := f.Bytes()
	if err != nil {
		return nil, err
	}
	return LinksOf(f.Path, body, e.o.BasePath), nil
}

var inStyle = regexp.MustCompile(`url\(\s*["']?([^"')]+?)["']?\s*\)`)

// LinksOf lists the keys that a page, drawing or style sheet leads to or
// loads, for a site below the base path; each address without its final slash
// also as the folder it may be. Addresses of other sites are left out.
func LinksOf(key string, body []byte, base string) []string {
	var out []string
	if path.Ext(key) == ".css" {
		for _, m := range inStyle.FindAllSubmatch(body, -1) {
			out = append(out, keysOf(key, string(m[1]), base)...)
		}
		return out
	}
	z := html.NewTokenizer(bytes.NewReader(body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out
		case html.StartTagToken, html.SelfClosingTagToken:
			for more := true; more; {
				var name, value []byte
				name, value, more = z.TagAttr()
				for _, address := range addresses(string(name), string(value)) {
					out = append(out, keysOf(key, address, base)...)
				}
			}
		}
	}
}

// addresses are those in an attribute: what is written as a link, and any value
// that begins as a root-absolute address (scripts load those).
func addresses(name, value string) []string {
	switch name {
	case "href", "xlink:href", "src", "poster", "data", "cite":
		return []string{value}
	case "srcset", "imagesrcset":
		var out []string
		for _, candidate := range strings.Split(value, ",") {
			if fields := strings.Fields(candidate); len(fields) > 0 {
				out = append(out, fields[0])
			}
		}
		return out
	case "content":
		if _, to, ok := strings.Cut(value, "url="); ok { // <meta http-equiv="refresh">
			return []string{strings.Trim(to, `'"`)}
		}
	}
	if strings.HasPrefix(value, "/") {
		return []string{value}
	}
	return nil
}

// keysOf resolves an address on the page at a key.
func keysOf(from, address, base string) []string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
		return nil
	}
	page := &url.URL{Path: base + "/" + from}
	below, ok := strings.CutPrefix(page.ResolveReference(&url.URL{Path: u.Path}).Path, base+"/")
	switch {
	case !ok:
		return nil
	case below == "" || strings.HasSuffix(below, "/"):
		return []string{below + "index.html"}
	}
	return []string{below, below + "/index.html"}
}

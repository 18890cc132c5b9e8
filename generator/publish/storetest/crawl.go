package storetest

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Crawl reads a site as a web server would serve it, from the keys in from and
// along every link, and tells what does not resolve. read gives the decoded
// body at a key.
func Crawl(read func(key string) ([]byte, bool), from ...string) []string {
	var broken []string
	seen := map[string]bool{}
	queue := slices.Clone(from)
	for _, key := range from {
		seen[key] = true
	}
	for len(queue) > 0 {
		key := queue[0]
		queue = queue[1:]
		body, ok := read(key)
		if !ok {
			broken = append(broken, key+" is missing")
			continue
		}
		for _, address := range linked(key, body) {
			to, ok := serve(read, key, address)
			if !ok {
				broken = append(broken, fmt.Sprintf("%s leads to %s, which is missing", key, address))
			} else if to != "" && !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	slices.Sort(broken)
	return slices.Compact(broken)
}

// serve finds the key a server would answer an address with.
func serve(read func(string) ([]byte, bool), from, address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil {
		return "", false
	}
	if u.Host != "" || u.Scheme != "" || u.Path == "" {
		return "", true
	}
	page := &url.URL{Path: "/" + from}
	key := strings.TrimPrefix(page.ResolveReference(u).Path, "/")
	if key == "" || strings.HasSuffix(key, "/") {
		key += "index.html"
	}
	_, ok := read(key)
	return key, ok
}

var styleURL = regexp.MustCompile(`url\(["']?([^"')]+)["']?\)`)

// linked lists the addresses in a page or style sheet.
func linked(key string, body []byte) []string {
	switch path.Ext(key) {
	case ".css":
		var out []string
		for _, m := range styleURL.FindAllSubmatch(body, -1) {
			out = append(out, string(m[1]))
		}
		return out
	case ".html":
	default:
		return nil
	}
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return nil
	}
	var out []string
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "href" || a.Key == "src" || a.Key == "data-echarts" {
				out = append(out, a.Val)
			}
		}
	}
	return out
}

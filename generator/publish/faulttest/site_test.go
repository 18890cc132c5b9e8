// Package faulttest publishes whole sites to real servers over lines that
// break, by processes that are killed, under the eyes of readers. It holds the
// promise of package deploy to what happens outside it; there is nothing in it
// but tests.
//
// QUARTERDECK_SOAK=N repeats what depends on chance N times as often.
package faulttest

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/web"
	"quarterdeck/generator/site"
)

// soak is how many times as often chance is tried.
func soak() int {
	if n, err := strconv.Atoi(os.Getenv("QUARTERDECK_SOAK")); err == nil && n > 0 {
		return n
	}
	return 1
}

// pages is a site: bodies by key.
type pages map[string]string

// edition is the n-th edition of a site of some sixty objects. Every page of
// one differs from that of another and names another style sheet, script and
// typeface; each edition has a page the others have not, and the home page
// leads to all.
func edition(n int) pages {
	style, script, face := fmt.Sprintf("assets/style.%d.css", n), fmt.Sprintf("assets/app.%d.js", n), fmt.Sprintf("assets/face.%d.woff2", n)
	p := pages{
		style:        fmt.Sprintf("@font-face{src:url(face.%d.woff2)}", n),
		script:       fmt.Sprintf("console.log(%d)", n),
		face:         strings.Repeat(strconv.Itoa(n), 20_000),
		"robots.txt": fmt.Sprintf("# %d\n", n),
	}
	var all []string
	page := func(key, body string) {
		p[key] = fmt.Sprintf(`<!doctype html><link rel="stylesheet" href="/%s"><script src="/%s"></script><h1>%d</h1>%s`, style, script, n, body)
		all = append(all, key)
	}
	for _, q := range []string{"2026-q1", "2026-q2", "2026-q3", "2026-q4"} {
		teams := ""
		for _, team := range []string{"checkout", "search", "payments", "fulfilment"} {
			at := q + "/" + team + "/"
			p[at+"budget spent.csv"] = fmt.Sprintf("day,spent\n1,%d\n", n)
			p["api/"+q+"/"+team+".json"] = fmt.Sprintf(`{"edition":%d}`, n)
			page(at+"index.html", `<a href="budget%20spent.csv">data</a><a href="../">quarter</a><a href="/api/`+q+`/`+team+`.json">json</a>`)
			teams += `<a href="` + team + `/">` + team + `</a>`
		}
		page(q+"/index.html", teams+`<a href="/">home</a>`)
	}
	page(fmt.Sprintf("postmortems/incident %d+1%%/index.html", n), `<a href="/">home</a>`)
	page("404.html", `<a href="/">home</a>`)
	links := ""
	for _, key := range all {
		links += `<a href="/` + escape(strings.TrimSuffix(key, "index.html")) + `">x</a>`
	}
	page("index.html", links)
	return p
}

func escape(key string) string {
	return strings.NewReplacer("%", "%25", " ", "%20", "+", "%2B").Replace(key)
}

// files is what is published.
func (p pages) files() []site.File {
	var out []site.File
	for _, key := range slices.Sorted(maps.Keys(p)) {
		out = append(out, site.File{Path: key, Render: func() ([]byte, error) { return []byte(p[key]), nil }})
	}
	return out
}

// object gives a file its attributes, as a site's rules would.
func object(f site.File) (web.Object, error) {
	body, err := f.Bytes()
	a := store.Attributes{ContentType: f.ContentType(), CacheControl: "no-cache"}
	if strings.HasPrefix(f.Path, "assets/") {
		a.CacheControl = "public, max-age=31536000, immutable"
	}
	return web.Object{Body: body, Attributes: a}, err
}

func TestEditionsAreWhole(t *testing.T) {
	p := edition(3)
	if len(p) < 55 || len(p) > 70 {
		t.Errorf("an edition has %d objects, want some sixty", len(p))
	}
	for key, body := range edition(4) {
		if p[key] == body {
			t.Errorf("%s is the same in two editions", key)
		}
	}
}

package deploy_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/web"
	"quarterdeck/generator/site"
)

// noon is when every test begins.
var noon = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)

// pages is a site as text by key.
type pages map[string]string

func (p pages) with(more pages) pages {
	out := maps.Clone(p)
	maps.Copy(out, more)
	return out
}

func (p pages) without(keys ...string) pages {
	out := maps.Clone(p)
	for _, k := range keys {
		delete(out, k)
	}
	return out
}

// files is what the engine is given.
func (p pages) files() []site.File {
	var out []site.File
	for _, key := range slices.Sorted(maps.Keys(p)) {
		out = append(out, site.File{Path: key, Render: func() ([]byte, error) { return []byte(p[key]), nil }})
	}
	return out
}

// siteOne and siteTwo differ in every page. Two has a new style sheet, a new
// quarter, a new page with a name that needs escaping and a page less; the old
// page moved to a redirect.
func siteOne() pages {
	return linkedSite("one", []string{"2026-q2", "2026-q3"}, []string{"postmortems/inc 1+2%/index.html", "postmortems/old/index.html"})
}

func siteTwo() pages {
	p := linkedSite("two", []string{"2026-q2", "2026-q3", "2026-q4"}, []string{"postmortems/inc 1+2%/index.html", "postmortems/über/index.html"})
	p["moved/index.html"] = `<meta http-equiv="refresh" content="0; url=/postmortems/">redirect two`
	return p
}

// linkedSite makes a site in which every page leads to its neighbours, its
// data and its style sheet, and the home page to all.
func linkedSite(word string, quarters, extra []string) pages {
	style := "assets/style." + word + ".css"
	p := pages{
		style:                            "body{background:url(font." + word + ".woff2)}",
		"assets/font." + word + ".woff2": "font " + word,
		"robots.txt":                     "User-agent: * # " + word,
	}
	head := `<link rel="stylesheet" href="/` + style + `"><h1>` + word + "</h1>"
	var all []string
	add := func(key, body string) {
		p[key] = head + body
		all = append(all, key)
	}
	for _, q := range quarters {
		for _, team := range []string{"checkout", "search"} {
			at := q + "/" + team + "/"
			p[at+"spend.csv"] = "day,spent\n1," + word
			p["api/"+q+"/"+team+".json"] = `{"word":"` + word + `"}`
			add(at+"index.html", `<a href="spend.csv">data</a><a href="/">home</a><a href="/`+q+`/">quarter</a><a href="/teams/`+team+`/">team</a>`)
		}
		add(q+"/index.html", `<a href="checkout/">c</a><a href="search/">s</a><a href="/">home</a>`)
	}
	for _, team := range []string{"checkout", "search"} {
		links := ""
		for _, q := range quarters {
			links += `<a href="/` + q + `/` + team + `/">` + q + `</a>`
		}
		add("teams/"+team+"/index.html", links)
	}
	list := ""
	for _, key := range extra {
		add(key, `<a href="/postmortems/">all</a>`)
		list += `<a href="` + escape(path.Dir(strings.TrimPrefix(key, "postmortems/"))) + `/">x</a>`
	}
	add("postmortems/index.html", list)
	home := ""
	for _, key := range all {
		home += `<a href="/` + escape(path.Dir(key)) + `/">x</a>`
	}
	p["index.html"] = head + home
	p["404.html"] = head + `<a href="/">home</a>`
	return p
}

func escape(s string) string {
	return strings.NewReplacer("%", "%25", " ", "%20", "+", "%2B").Replace(s)
}

// object gives attributes by kind, as the rules of a site do.
func object(f site.File) (web.Object, error) {
	body, err := f.Bytes()
	a := store.Attributes{ContentType: f.ContentType(), CacheControl: "no-cache"}
	if strings.HasPrefix(f.Path, "assets/") {
		a.CacheControl = "public, max-age=31536000, immutable"
	}
	if strings.Contains(string(body), "http-equiv") {
		a.Redirect = "/postmortems/"
	}
	return web.Object{Body: body, Attributes: a}, err
}

// bench is a target under test.
type bench struct {
	t *testing.T
	m *storetest.Memory
	o deploy.Options
}

// newBench begins an empty target. One request at a time, so that the n-th is
// the same in every run; waiting moves the store's clock.
func newBench(t *testing.T) *bench {
	m := storetest.NewMemory(noon)
	m.PageSize = 7
	return &bench{t, m, deploy.Options{
		Object: object, Grace: 7 * 24 * time.Hour, Keep: deploy.Retention{Releases: 10},
		Owner: "a test", Nonce: "n1", Jobs: 1, Wait: 5 * time.Minute,
		MaxDeletes: deploy.Limit{Count: 1000, Stated: true},
		Clock:      clock(m),
	}}
}

func clock(m *storetest.Memory) deploy.Clock {
	return deploy.Clock{
		Now:   m.Clock,
		Sleep: func(_ context.Context, d time.Duration) error { m.Advance(d); return nil },
		Tick:  func(time.Duration) <-chan time.Time { return nil },
	}
}

// clone is the same target in the same state, to be spoilt.
func (b *bench) clone() *bench {
	c := &bench{b.t, b.m.Clone(), b.o}
	c.o.Clock = clock(c.m)
	return c
}

// publish publishes and must succeed.
func (b *bench) publish(p pages) *deploy.Result {
	b.t.Helper()
	r, err := deploy.Publish(b.t.Context(), b.m, p.files(), b.o)
	if err != nil {
		b.t.Fatalf("publish: %v", err)
	}
	return r
}

// rollback must succeed.
func (b *bench) rollback(id int) *deploy.Result {
	b.t.Helper()
	r, err := deploy.Rollback(b.t.Context(), b.m, id, b.o)
	if err != nil {
		b.t.Fatalf("rollback: %v", err)
	}
	return r
}

// served are the objects a reader can reach.
func served(all map[string]storetest.Stored) map[string]storetest.Stored {
	out := map[string]storetest.Stored{}
	for key, s := range all {
		if !strings.HasPrefix(key, store.Room) {
			out[key] = s
		}
	}
	return out
}

// holds wants exactly these pages, with their attributes, and perhaps some
// that are gone and in their grace period.
func (b *bench) holds(want pages, grace ...string) {
	b.t.Helper()
	have := served(b.m.Snapshot())
	for _, f := range want.files() {
		o, _ := object(f)
		got, ok := have[f.Path]
		switch {
		case !ok:
			b.t.Errorf("%s is missing", f.Path)
		case string(got.Body) != string(o.Body):
			b.t.Errorf("%s is %q, want %q", f.Path, got.Body, o.Body)
		case fmt.Sprint(got.Attributes) != fmt.Sprint(o.Attributes):
			b.t.Errorf("%s has %v, want %v", f.Path, got.Attributes, o.Attributes)
		}
		delete(have, f.Path)
	}
	if rest := slices.Sorted(maps.Keys(have)); !slices.Equal(rest, slices.Sorted(slices.Values(grace))) {
		b.t.Errorf("besides the site there are %q, want %q", rest, grace)
	}
}

// whole crawls as a reader who comes from any page of the site that stood
// before, or from the home page or the oldest postmortem if they are there.
func whole(m *storetest.Memory, before pages) []string {
	all := m.Snapshot()
	read := func(key string) ([]byte, bool) {
		s, ok := all[key]
		return s.Body, ok
	}
	var from []string
	for key := range before {
		if strings.HasSuffix(key, ".html") {
			from = append(from, key)
		}
	}
	if _, ok := all["index.html"]; ok {
		from = append(from, "index.html")
	}
	if _, ok := all["postmortems/old/index.html"]; ok && before != nil {
		from = append(from, "postmortems/old/index.html")
	}
	return storetest.Crawl(read, from...)
}

// reasons lists the keys of a plan by reason, unchanged ones left out.
func reasons(p *deploy.Plan) string {
	by := map[deploy.Reason][]string{}
	for _, s := range p.Steps {
		if s.Reason != deploy.Unchanged {
			by[s.Reason] = append(by[s.Reason], s.Key)
		}
	}
	text, _ := json.Marshal(by)
	return string(text)
}

// otherHeaders are the same bytes with other attributes.
func otherHeaders(f site.File) (web.Object, error) {
	o, err := object(f)
	o.Attributes.CacheControl = "max-age=5"
	return o, err
}

// wrapKill is a client that dies when it has written a key.
func wrapKill(b *bench, key string) (store.Store, *storetest.Faulty) {
	return storetest.Wrap(b.m, func(_ int, op, k string) storetest.Outcome {
		if op == "put" && k == key {
			return storetest.Died
		}
		return storetest.Pass
	})
}

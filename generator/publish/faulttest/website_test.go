package faulttest

import (
	"net/http"
	"strings"
	"testing"

	"quarterdeck/generator/publish/deploy"
	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/storetest"
	"quarterdeck/generator/publish/web"
	"quarterdeck/generator/publish/wire"
	"quarterdeck/generator/site"
)

// TestAsAWebServer looks at the published site through the server's own web
// site, as anyone's browser does.
func TestAsAWebServer(t *testing.T) {
	cloud := storetest.S3(t)
	st := mustOpen(t, cloud.Address(""), wire.Options{})
	p := edition(1)
	p["moved/index.html"] = "moved"
	o := options("1")
	o.Object = func(f site.File) (web.Object, error) {
		made, err := object(f)
		if f.Path == "moved/index.html" {
			made.Attributes.Redirect = "/2026-q3/"
		}
		return made, err
	}
	if _, err := deploy.Publish(t.Context(), st, p.files(), o); err != nil {
		t.Fatal(err)
	}
	reader := storetest.Website(t, cloud)
	for path, want := range map[string]struct {
		status  int
		holds   string
		headers map[string]string
	}{
		"/":                                   {http.StatusOK, p["index.html"], map[string]string{"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache"}},
		"/2026-q3/":                           {http.StatusOK, p["2026-q3/index.html"], nil},
		"/2026-q3/checkout/budget spent.csv":  {http.StatusOK, p["2026-q3/checkout/budget spent.csv"], nil},
		"/postmortems/incident 1+1%/":         {http.StatusOK, p["postmortems/incident 1+1%/index.html"], nil},
		"/assets/style.1.css":                 {http.StatusOK, p["assets/style.1.css"], map[string]string{"Cache-Control": "public, max-age=31536000, immutable"}},
		"/no/such/page":                       {http.StatusNotFound, p["404.html"], nil},
		"/moved/":                             {http.StatusMovedPermanently, "", map[string]string{"Location": "/2026-q3/"}},
		"/" + store.Room + "manifest.json.gz": {http.StatusForbidden, "", nil},
	} {
		got := reader.Get(t, path)
		if got.Status != want.status || want.holds != "" && string(got.Body) != want.holds {
			t.Errorf("%s: %d with %d bytes, want %d with %d", path, got.Status, len(got.Body), want.status, len(want.holds))
		}
		for name, value := range want.headers {
			if h := got.Header.Get(name); !strings.HasSuffix(h, value) {
				t.Errorf("%s: %s is %q, want %q", path, name, h, value)
			}
		}
	}
	broken := storetest.Crawl(once(func(key string) ([]byte, bool) {
		a := reader.Get(t, "/"+strings.TrimSuffix(key, "index.html"))
		return a.Body, a.Status == http.StatusOK
	}), "index.html")
	if len(broken) != 0 {
		t.Errorf("a reader meets %q", broken)
	}
}

// Without half of its objects a site is broken, and the crawl says so.
func TestACrawlFindsWhatIsMissing(t *testing.T) {
	p := edition(1)
	delete(p, "assets/face.1.woff2")
	delete(p, "2026-q3/search/index.html")
	broken := storetest.Crawl(func(key string) ([]byte, bool) {
		body, ok := p[key]
		return []byte(body), ok
	}, "index.html")
	for _, missing := range []string{"assets/style.1.css leads to face.1.woff2", "index.html leads to /2026-q3/search/", "2026-q3/index.html leads to search/"} {
		if !strings.Contains(strings.Join(broken, "\n"), missing) {
			t.Errorf("not found: %s; found %q", missing, broken)
		}
	}
}

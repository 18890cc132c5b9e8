package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"quarterdeck/generator/site"
)

func file(path, body string) site.File {
	return site.File{Path: path, Render: func() ([]byte, error) { return []byte(body), nil }}
}

func TestTypesAndCaching(t *testing.T) {
	const short, long = "max-age=60, must-revalidate", "public, max-age=31536000, immutable"
	for path, want := range map[string][2]string{
		"index.html":                        {"text/html; charset=utf-8", short},
		"2026-q3/budgets.csv":               {"text/csv; charset=utf-8", short},
		"api/2026-q3.json":                  {"application/json", short},
		"postmortems/feed.atom":             {"application/atom+xml; charset=utf-8", short},
		"app.webmanifest":                   {"application/manifest+json", short},
		"files/content/a.avif":              {"image/avif", short},
		"files/content/A.JPG":               {"image/jpeg", short},
		"assets/style.0d905e3ec0.css":       {"text/css; charset=utf-8", long},
		"assets/x.b0c18a8366.woff2":         {"font/woff2", long},
		"assets/LICENSE-archivo.txt":        {"text/plain; charset=utf-8", short}, // keeps its name when it changes
		"postmortems/inc.0123456789ab.html": {"text/html; charset=utf-8", short},
		"odd.unheard-of":                    {"application/octet-stream", short},
	} {
		a := Rules{}.Attributes(file(path, ""), nil)
		if got := [2]string{a.ContentType, a.CacheControl}; got != want {
			t.Errorf("%s is served as %q, want %q", path, got, want)
		}
	}
}

// The last rule that names a header decides it; one that is emptied is gone.
func TestHeaderRulesByPattern(t *testing.T) {
	r := Rules{Headers: []HeaderRule{
		{"**", map[string]string{"Cache-Control": "no-store", "Content-Language": "en"}},
		{"{api,assets}/**", map[string]string{"Cache-Control": "max-age=5"}},
		{"**/*.json", map[string]string{"Content-Type": "application/json; charset=utf-8", "Content-Language": ""}},
		{"other/**", map[string]string{"Cache-Control": "never"}},
	}}
	for path, want := range map[string]string{
		"a/b/index.html": `{text/html; charset=utf-8 no-store   map[Content-Language:en]}`,
		"api/x/y.json":   `{application/json; charset=utf-8 max-age=5   map[]}`,
	} {
		if got := fmt.Sprint(r.Attributes(file(path, ""), nil)); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

const page = "<!doctype html><p>All work and no play. All work and no play. All work and no play. All work and no play."

func TestCompressionInABucket(t *testing.T) {
	for kind, unpack := range map[string]func([]byte) io.Reader{
		"gzip": func(b []byte) io.Reader {
			z, err := gzip.NewReader(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			return z
		},
		"brotli": func(b []byte) io.Reader { return brotli.NewReader(bytes.NewReader(b)) },
	} {
		r := Rules{Compress: []string{kind}}
		o, err := r.Object(file("index.html", page))
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"gzip": "gzip", "brotli": "br"}[kind]
		if o.Attributes.ContentEncoding != want || len(o.Body) >= len(page) {
			t.Errorf("%s: encoding %q, %d bytes of %d", kind, o.Attributes.ContentEncoding, len(o.Body), len(page))
		}
		if back, err := io.ReadAll(unpack(o.Body)); string(back) != page {
			t.Errorf("%s gives back %q, %v", kind, back, err)
		}
		again, _ := r.Object(file("index.html", page))
		if !bytes.Equal(again.Body, o.Body) {
			t.Errorf("%s is not the same twice", kind)
		}
		for _, plain := range []site.File{file("a.txt", "tiny"), file("a.woff2", page), file("a.png", page)} {
			if o, _ := r.Object(plain); o.Attributes.ContentEncoding != "" || len(o.Body) > len(page) {
				t.Errorf("%s: %s was compressed", kind, plain.Path)
			}
		}
	}
}

// A folder keeps the plain file and puts the others beside it, where a web
// server looks for them.
func TestCompressedSiblingsInAFolder(t *testing.T) {
	r := Rules{Compress: []string{"brotli", "gzip"}, Siblings: true}
	var got []string
	for _, f := range r.Files([]site.File{file("a.woff2", page), file("b/index.html", page)}) {
		o, err := r.Object(f)
		if err != nil {
			t.Fatal(err)
		}
		if o.Attributes.ContentEncoding != "" {
			t.Errorf("%s is stored as %s", f.Path, o.Attributes.ContentEncoding)
		}
		got = append(got, fmt.Sprintf("%s plain=%t", f.Path, string(o.Body) == page))
	}
	want := "a.woff2 plain=true, b/index.html plain=true, b/index.html.br plain=false, b/index.html.gz plain=false"
	if s := strings.Join(got, ", "); s != want {
		t.Errorf("stored %s\nwant   %s", s, want)
	}
	if files := (Rules{}).Files([]site.File{file("a.html", page)}); len(files) != 1 {
		t.Errorf("without compression there are %d files", len(files))
	}
}

func TestARedirectIsRealOnlyWhereItMayBeKeptForGood(t *testing.T) {
	leading := func(path, to string) site.File {
		f := file(path, `<!doctype html><html><head><meta http-equiv="refresh" content="0; url=`+to+`"></head><body></body>`)
		f.Redirect = strings.ReplaceAll(to, "&amp;", "&")
		return f
	}
	cases := []struct {
		f          site.File
		real, want string
	}{
		{leading("old/index.html", "/r/2026-q3/?a=1&amp;b=2"), "yes", "/r/2026-q3/?a=1&b=2"},
		{leading("latest/index.html", "/r/2026-q3/"), "yes", ""}, // moves on with the quarters
		{leading("old/index.html", "/r/"), "", ""},
		{file("index.html", `<head></head><body><meta http-equiv="refresh" content="0; url=/in-the-text/">`), "yes", ""},
		{file("a.html", `<head><meta http-equiv="refresh" content="30"></head>`), "yes", ""},
	}
	for _, c := range cases {
		r := Rules{Redirects: c.real != ""}
		read := c.f
		read.Redirect = "" // as from a folder that was built before
		for _, f := range []site.File{c.f, read} {
			o, err := r.Object(f)
			if err != nil {
				t.Fatal(err)
			}
			if o.Attributes.Redirect != c.want {
				t.Errorf("%s leads to %q, want %q", f.Path, o.Attributes.Redirect, c.want)
			}
			if !bytes.Contains(o.Body, []byte("<head>")) {
				t.Errorf("%s has no page for servers that cannot redirect", f.Path)
			}
		}
	}
}

func TestAddressesOfObjects(t *testing.T) {
	got := AllAddresses("/reliability", []string{"index.html", "2026-q3/till/index.html", "2026-q3/till/index.html.gz", "404.html", "files/Größe 100%+.png"})
	want := []string{
		"/reliability/", "/reliability/2026-q3/till/", "/reliability/2026-q3/till/index.html", "/reliability/404.html",
		"/reliability/files/Gr%C3%B6%C3%9Fe%20100%25+.png", "/reliability/index.html",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("addresses:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if got := Addresses("/größe 1", "a.html"); strings.Join(got, " ") != "/gr%C3%B6%C3%9Fe%201/a.html" {
		t.Errorf("below a path that needs escaping: %v", got)
	}
	if got := Addresses("", "index.html"); strings.Join(got, " ") != "/ /index.html" {
		t.Errorf("the home page is at %v", got)
	}
}

// What cannot be rendered is an error that names the file, never an empty
// object.
func TestAFileThatCannotBeRendered(t *testing.T) {
	broken := site.File{Path: "a.html", Render: func() ([]byte, error) { panic("no such template") }}
	for _, r := range []Rules{{}, {Compress: []string{"gzip"}}, {Compress: []string{"zip"}}} {
		f := broken
		if len(r.Compress) > 0 && r.Compress[0] == "zip" {
			f = file("a.html", page)
		}
		if o, err := r.Object(f); err == nil || !strings.Contains(err.Error(), "a.html") || o.Body != nil {
			t.Errorf("%+v gives %v", r, err)
		}
	}
}

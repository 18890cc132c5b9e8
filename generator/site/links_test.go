package site_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"quarterdeck/generator/diag"
	"quarterdeck/generator/site"
)

// build makes a site of files given as path, text, path, text …
func build(t testing.TB, pairs ...string) *site.Site {
	t.Helper()
	var files []site.File
	for i := 0; i < len(pairs); i += 2 {
		body := []byte(pairs[i+1])
		files = append(files, site.File{Path: pairs[i], Render: func() ([]byte, error) { return body, nil }})
	}
	s, err := site.New(files)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// codes are "file:line:col code" for each diagnostic.
func codes(ds []diag.Diagnostic) []string {
	var out []string
	for _, d := range ds {
		out = append(out, d.Pos.String()+" "+d.Code)
	}
	return out
}

func wantCodes(t *testing.T, ds []diag.Diagnostic, want ...string) {
	t.Helper()
	if got := codes(ds); !slices.Equal(got, want) {
		t.Errorf("diagnostics:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestASoundSiteHasNoDiagnostics(t *testing.T) {
	s := build(t,
		"index.html", `<!doctype html><html><head><link rel="stylesheet" href="/a/style.css"><link rel="canonical" href="https://example.com/">
<script type="application/json">{"a":"</b>"}</script><script src="a/app.js" defer></script></head>
<body><a href="">self</a> <a href="#top">up</a> <a href="2026-q3/">q</a> <a href="2026-q3/checkout/?x=1#b%C3%BCdget">b</a>
<a href="https://example.com/gone">out</a> <a href="mailto:a@example.com">m</a> <a href="2026-q3/index.html">i</a>
<img src="/a/dot.svg" alt=""> <img src="data:image/gif;base64,R0lGOD" alt="dot" srcset="a/dot.svg 1x, /a/dot.svg 2x">
<svg role="img" aria-labelledby="t d"><title id="t">T</title><desc id="d">D</desc><use href="/a/dot.svg#mark"/><use xlink:href="#own"/><path id="own" clip-path="url(#clip)"/><clipPath id="clip"/></svg>
<label for="box">x</label><input id="box"><a href="a/table.csv#row=3">csv</a></body></html>`,
		"2026-q3/index.html", `<a href="../">home</a><a href="checkout/">c</a><a href="/2026-q3/checkout/#old">named</a>`,
		"2026-q3/checkout/index.html", `<h2 id="büdget">B</h2><a name="old"></a><a href="../#:~:text=home">t</a>`,
		"404.html", `<a href="/">home</a>`,
		"a/style.css", `@font-face { src: url("font.woff2") } b { background: url(data:image/png;base64,AAAA) }`,
		"a/font.woff2", "", "a/app.js", "", "a/table.csv", "",
		"a/dot.svg", `<svg><g id="mark"/></svg>`,
	)
	wantCodes(t, site.CheckLinks(s, 2))
}

func TestEveryKindOfBreakageIsLocated(t *testing.T) {
	// Columns count runes from 1; each fault stands on a line of its own.
	s := build(t, "index.html", `<!doctype html>
é <a href="/gone/">a</a>
<a href="#nothing">b</a>
<a href="/team/#nothing">c</a>
<a href="/team">d</a>
<img src="/x.png">
<p id="one"></p><p id="one"></p>
<p style="color:red"></p>
<p onclick="x()"></p>
<script>x()</script>
<style>p{}</style>
<a href="javascript:x()">e</a>
<script src="https://cdn.example.com/x.js"></script>
<base href="/x/">
<svg aria-labelledby="missing"></svg>
<g fill="url(#gradient)"/>
<a href="%zz">f</a>
<noscript><a href="/gone-too/">g</a></noscript>
<meta http-equiv="refresh" content="0; url=/gone-three/">
<img alt="" src="">
<script type="module">x()</script>
`,
		"team/index.html", `<p>team</p>`,
		"404.html", `<a href="team/">t</a>`,
		"s.css", "a{}\n b { background: url( 'gone.png' ) }",
	)
	wantCodes(t, site.CheckLinks(s, 2),
		"404.html:1:1 relative-on-404",
		"index.html:2:3 broken-link",
		"index.html:3:1 broken-fragment",
		"index.html:4:1 broken-fragment",
		"index.html:5:1 link-redirects",
		"index.html:6:1 broken-link",
		"index.html:6:1 image-alt",
		"index.html:7:17 duplicate-id",
		"index.html:8:1 inline-style",
		"index.html:9:1 inline-handler",
		"index.html:10:1 inline-script",
		"index.html:11:1 inline-style",
		"index.html:12:1 script-link",
		"index.html:13:1 outside-source",
		"index.html:14:1 base-element",
		"index.html:14:1 broken-link",
		"index.html:15:1 broken-fragment",
		"index.html:16:1 broken-fragment",
		"index.html:17:1 broken-link",
		"index.html:18:11 broken-link",
		"index.html:19:1 broken-link",
		"index.html:20:1 broken-link",
		"index.html:21:1 inline-script",
		"s.css:2:18 broken-link",
	)
}

func TestDiagnosticsSayWhatAndWhatToDo(t *testing.T) {
	s := build(t, "index.html", `<a href="team/#plan">x</a>`, "team/index.html", "")
	got := site.CheckLinks(s, 1)
	if len(got) != 1 {
		t.Fatalf("%d diagnostics, want 1", len(got))
	}
	line := got[0].String()
	for _, part := range []string{"index.html:1:1: error: ", `"team/#plan"`, "team/index.html", `id "plan"`, "(headings get their id"} {
		if !strings.Contains(line, part) {
			t.Errorf("%q lacks %q", line, part)
		}
	}
}

// A link in the masthead is broken on every page: one diagnostic, at the
// first page in order, which counts the others.
func TestTheSameFaultOnManyPagesIsOneDiagnostic(t *testing.T) {
	var pairs []string
	for i := range 40 {
		pairs = append(pairs, fmt.Sprintf("p%02d/index.html", i), `<a href="/gone/">x</a>`)
	}
	got := site.CheckLinks(build(t, pairs...), 4)
	wantCodes(t, got, "p00/index.html:1:1 broken-link")
	if !strings.HasSuffix(got[0].Message, ", here and on 39 more pages") {
		t.Errorf("message %q does not count the other 39 pages", got[0].Message)
	}
}

func TestAPageThatCannotBeRenderedIsADiagnostic(t *testing.T) {
	s, err := site.New([]site.File{
		{Path: "a.html", Render: func() ([]byte, error) { return nil, errors.New("no template") }},
		{Path: "b.html", Render: func() ([]byte, error) { panic("nil map") }},
		{Path: "c.html", Render: func() ([]byte, error) { return []byte(`<a href="/a.html#x">a</a>`), nil }},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := site.CheckLinks(s, 2)
	// The fragment on the page that has no body is not judged.
	wantCodes(t, got, "a.html render-failed", "b.html render-failed")
	if !strings.Contains(got[1].Message, "nil map") {
		t.Errorf("message %q lacks the cause", got[1].Message)
	}
}

func TestAnyConcurrencyFindsTheSameInTheSameOrder(t *testing.T) {
	var pairs []string
	for i := range 60 {
		pairs = append(pairs, fmt.Sprintf("p%02d/index.html", i), fmt.Sprintf(`<a href="../p%02d/#x%d">x</a><a href="y%d">y</a>`, (i+7)%60, i, i))
	}
	s := build(t, pairs...)
	want := site.CheckLinks(s, 1)
	if len(want) != 120 {
		t.Fatalf("%d diagnostics, want a broken fragment and a broken link on each of 60 pages", len(want))
	}
	for range 5 {
		if got := site.CheckLinks(s, 8); !slices.Equal(got, want) {
			t.Fatal("the order depends on the concurrency")
		}
	}
}

func FuzzCheckLinks(f *testing.F) {
	f.Add(`<a href="/x#y" srcset=", , a 1x,b">`)
	f.Add("<svg><title><a href='//[::1'>\x00\xff")
	f.Fuzz(func(t *testing.T, body string) {
		s := build(t, "index.html", body, "s.css", body)
		lines := 1 + strings.Count(body, "\n")
		for _, d := range site.CheckLinks(s, 2) {
			if d.Line < 1 || d.Line > lines || d.Col < 1 {
				t.Errorf("%v lies outside a text of %d lines", d.Pos, lines)
			}
			if d.Message == "" || d.Hint == "" || d.Code == "" {
				t.Errorf("an empty field in %+v", d)
			}
		}
	})
}

func BenchmarkCheckLinks(b *testing.B) {
	page := "<h2 id=x>x</h2>" + strings.Repeat(`<p class="row"><a href="/p1/#x">a link</a> and some words of text between the links</p>`, 300)
	var pairs []string
	for i := range 500 {
		pairs = append(pairs, fmt.Sprintf("p%d/index.html", i), page)
	}
	s := build(b, pairs...)
	b.SetBytes(int64(500 * len(page)))
	for b.Loop() {
		if found := site.CheckLinks(s, 2); len(found) != 0 {
			b.Fatal(found[0])
		}
	}
}

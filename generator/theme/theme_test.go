package theme

import (
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"quarterdeck/generator/diag"
	"quarterdeck/themes"
)

// plain is a theme of two pages and a few assets.
func plain() fstest.MapFS {
	return fstest.MapFS{
		"t/templates/base.html":         {Data: []byte("<html>{{template \"head\" .}}\n  <main>\n    {{template \"main\" .}}</main></html>")},
		"t/templates/partials/top.html": {Data: []byte(`{{define "head"}}<link href="{{asset "style.css"}}">{{end}}`)},
		"t/templates/one.html":          {Data: []byte(`{{define "main"}}<p>built in: {{.}}</p>{{end}}`)},
		"t/templates/two.html":          {Data: []byte(`{{define "main"}}<p>two</p>{{end}}`)},
		"t/assets/20-b.css":             {Data: []byte("p { color: red }\n")},
		"t/assets/10-a.css":             {Data: []byte("@font-face { src: url(\"f.woff2\") }\n/* gone */")},
		"t/assets/f.woff2":              {Data: []byte("font")},
		"t/assets/LICENSE-f.txt":        {Data: []byte("free")},
	}
}

func mustLoad(t *testing.T, site fstest.MapFS) (*Theme, []diag.Diagnostic) {
	t.Helper()
	th, ds, err := Load(plain(), site, "t")
	if err != nil {
		t.Fatal(err)
	}
	return th, ds.Sorted()
}

func render(t *testing.T, th *Theme, page string, data any) string {
	t.Helper()
	out, err := th.Render(page, data)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestStyleIsJoinedInOrderAndPointsAtFingerprints(t *testing.T) {
	th, _ := mustLoad(t, nil)
	byName := map[string]Asset{}
	for _, a := range th.Assets() {
		byName[a.Name] = a
	}
	font, css := byName["f.woff2"], string(byName["style.css"].Data)
	// The first ten digits that sha256sum prints for "font".
	if want := "assets/f.795ea3efa4.woff2"; font.Path != want {
		t.Errorf("font is published as %s, want %s", font.Path, want)
	}
	if want := "@font-face{src:url(" + strings.TrimPrefix(font.Path, "assets/") + ")}p{color:red}"; css != want {
		t.Errorf("style sheet is %q, want %q", css, want)
	}
	if byName["LICENSE-f.txt"].Path != "assets/LICENSE-f.txt" {
		t.Errorf("the licence lost its name: %s", byName["LICENSE-f.txt"].Path)
	}
	if got := render(t, th, "two", nil); !strings.Contains(got, `href="`+th.Asset("style.css")+`"`) {
		t.Errorf("the page does not link to the style sheet: %s", got)
	}
}

func TestFingerprintFollowsTheContent(t *testing.T) {
	before, _ := mustLoad(t, nil)
	after, _ := mustLoad(t, fstest.MapFS{"themes/t/assets/20-b.css": {Data: []byte("p { color: blue }")}})
	if before.Asset("style.css") == after.Asset("style.css") {
		t.Error("a changed style sheet keeps its address: readers would see the old one")
	}
	if before.Asset("f.woff2") != after.Asset("f.woff2") {
		t.Error("an unchanged typeface got a new address")
	}
}

func TestSiteOverridesFileByFile(t *testing.T) {
	th, ds := mustLoad(t, fstest.MapFS{"themes/t/templates/one.html": {Data: []byte(`{{define "main"}}<p>our own: {{.}}</p>{{end}}`)}})
	if len(ds) > 0 {
		t.Errorf("diagnostics for a sound override: %v", ds)
	}
	if got := render(t, th, "one", "<b>"); !strings.Contains(got, "our own: &lt;b&gt;") {
		t.Errorf("the override is not used, or not escaped: %s", got)
	}
	if got := render(t, th, "two", nil); !strings.Contains(got, "two") {
		t.Errorf("a file that was not overridden is lost: %s", got)
	}
}

func TestBrokenOverrideIsLocatedAndTheBuiltInTakesItsPlace(t *testing.T) {
	cases := map[string]struct {
		text string
		line int
	}{
		"syntax":           {"{{define \"main\"}}\n<p>{{.Title</p>\n{{end}}", 2},
		"unknown function": {"{{define \"main\"}}\n\n<p>{{shout .}}</p>{{end}}", 3},
		"unsafe markup":    {"{{define \"main\"}}\n<a href='{{.}}{{end}}", 0},
		"missing partial":  {"{{define \"main\"}}{{template \"nowhere\" .}}{{end}}", 1},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			th, ds := mustLoad(t, fstest.MapFS{"themes/t/templates/one.html": {Data: []byte(c.text)}})
			if len(ds) != 1 || ds[0].File != "themes/t/templates/one.html" || ds[0].Line != c.line || ds[0].Severity != diag.Error || ds[0].Hint == "" {
				t.Fatalf("diagnostics %v, want one at themes/t/templates/one.html:%d", ds, c.line)
			}
			if got := render(t, th, "one", "x"); !strings.Contains(got, "built in: x") {
				t.Errorf("the built-in page does not stand in: %s", got)
			}
		})
	}
}

func TestBrokenPartialOfTheSiteFallsBack(t *testing.T) {
	th, ds := mustLoad(t, fstest.MapFS{"themes/t/templates/partials/top.html": {Data: []byte(`{{define "head"}}{{if}}{{end}}`)}})
	if len(ds) != 1 || ds[0].File != "themes/t/templates/partials/top.html" {
		t.Fatalf("diagnostics %v", ds)
	}
	if got := render(t, th, "two", nil); !strings.Contains(got, "<link") {
		t.Errorf("the built-in partial does not stand in: %s", got)
	}
}

func TestIndentationIsDroppedAndSpacesBetweenWordsStay(t *testing.T) {
	th, _ := mustLoad(t, fstest.MapFS{"themes/t/templates/one.html": {Data: []byte("{{define \"main\"}}<p>a <b>b</b>\n\n      <i>c</i> d</p>{{end}}")}})
	if got := render(t, th, "one", nil); !strings.Contains(got, "<p>a <b>b</b>\n<i>c</i> d</p>") {
		t.Errorf("got %q", got)
	}
}

func TestMissingThemeAndPageAreErrors(t *testing.T) {
	if _, _, err := Load(plain(), nil, "elsewhere"); err == nil || !strings.Contains(err.Error(), "elsewhere") {
		t.Errorf("a theme that does not exist: %v", err)
	}
	th, _ := mustLoad(t, nil)
	if _, err := th.Render("three", nil); err == nil || !strings.Contains(err.Error(), "three.html") {
		t.Errorf("a page that does not exist: %v", err)
	}
}

func TestBuiltInThemeLoads(t *testing.T) {
	th, ds, err := Load(themes.FS, nil, Default)
	if err != nil || ds.Len() > 0 {
		t.Fatalf("%v %v", err, ds.Sorted())
	}
	for _, page := range []string{"organisation", "team-quarter"} {
		if th.pages[page] == nil {
			t.Errorf("no template for %s", page)
		}
	}
	css := ""
	for _, a := range th.Assets() {
		if a.Name == "style.css" {
			css = string(a.Data)
		}
	}
	if strings.Contains(css, "url(http") || strings.Contains(css, "@import") {
		t.Error("the style sheet asks another host")
	}
	if !strings.Contains(css, "prefers-color-scheme:dark") || !strings.Contains(css, "forced-colors:active") {
		t.Error("the minifier lost a mode")
	}
}

// The manual is the package comment: a theme author must find every page in it.
func TestManualNamesEveryTemplate(t *testing.T) {
	manual, err := os.ReadFile("theme.go")
	if err != nil {
		t.Fatal(err)
	}
	files, err := themes.FS.ReadDir("quarterdeck/templates")
	if err != nil || len(files) < 3 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		name, isPage := strings.CutSuffix(path.Base(f.Name()), ".html")
		if isPage && name != "base" && !strings.Contains(string(manual), "\n//\t"+name+" ") {
			t.Errorf("the manual does not name %s", f.Name())
		}
	}
}

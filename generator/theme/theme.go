// Package theme finds the templates and assets of a theme, fingerprints the
// assets and runs the templates. It belongs to the present stage: view makes
// the data, theme turns it into bytes, site gives them an address.
//
// This comment is the manual of whoever writes or changes a theme.
//
// # Where files are found
//
// A theme is a folder: templates/ and assets/. The default one, quarterdeck,
// is built into the program. A site overrides it file by file: a file at
// themes/quarterdeck/templates/organisation.html in the site's folder stands
// in for the built-in file of that name, and everything else stays. A file
// under a new name is added. A template that cannot be read is reported with
// its line, and the built-in one is used in its place.
//
// # Templates
//
// Templates are Go's html/template. templates/base.html is the skeleton of
// every page; templates/partials/*.html define what pages share; every other
// templates/*.html is one kind of page, called by its name without ".html",
// and defines "main":
//
//	organisation  the organisation's quarter   view.OrganisationPage
//	team-quarter  a team in a quarter           view.TeamQuarterPage
//	team          a team over time              view.TeamPage
//	slo           an objective over time        view.SLOPage
//	journey       a customer journey over time  view.JourneyPage
//	journeys      all customer journeys         view.JourneyIndexPage
//	postmortems   the list of postmortems       view.LibraryPage
//	postmortem    one postmortem                view.PostmortemPage
//	actions       action items                  view.ActionsPage
//	methodology   definitions                   view.MethodologyPage
//	page          a page written by hand        view.AuthoredPage
//	notfound      the answer to a wrong address view.NotFoundPage
//	redirect      an address that leads on      view.RedirectPage
//
// Each gets the struct named beside it; all of them embed view.Page, which
// base.html reads. Texts arrive formatted and in the order they are shown:
// a template arranges, it does not compute. Strings are escaped where they
// are used. Fields of type template.HTML are finished markup: drawings, and
// texts rendered from markdown without raw HTML.
//
// Indentation is dropped when a template is read, in <pre> too: keep
// preformatted text in the data.
//
// # Functions
//
//	asset "style.css"   the address of an asset, with its fingerprint
//	hasAsset "x.js"     whether the theme has it
//
// # Assets
//
// All assets/*.css are joined in the order of their names and minified into
// one style.css. Its url(…) and every asset carry a fingerprint of the content
// in the published name, so that they can be cached for good; files whose name
// begins with LICENSE keep theirs. A page must be complete under the policy in
// base.html: no inline style, no inline script, nothing from another host.
package theme

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"sync"

	"quarterdeck/generator/diag"
)

// Default is the name of the theme that is built in.
const Default = "quarterdeck"

// Theme runs templates and knows the assets. It is safe for concurrent use.
type Theme struct {
	pages   map[string]*template.Template
	assets  []Asset
	urls    map[string]string // by unfingerprinted name
	buffers sync.Pool
}

// Load reads the theme called name: builtin holds themes as folders, site is
// the site's root and holds overrides in themes/<name>/; it may be nil. What
// is wrong with a site's file is a diagnostic; the error is for a built-in
// theme that is missing or broken.
func Load(builtin, site fs.FS, name string) (*Theme, diag.List, error) {
	var ds diag.List
	src, err := open(builtin, site, name, &ds)
	if err != nil {
		return nil, ds, err
	}
	t := &Theme{buffers: sync.Pool{New: func() any { return new(bytes.Buffer) }}}
	if t.assets, t.urls, err = src.assets(); err != nil {
		return nil, ds, err
	}
	if t.pages, err = src.templates(t.funcs(), &ds); err != nil {
		return nil, ds, err
	}
	return t, ds, nil
}

func (t *Theme) funcs() template.FuncMap {
	return template.FuncMap{
		"asset":    t.Asset,
		"hasAsset": func(name string) bool { return t.urls[name] != "" },
	}
}

// Render runs the page called name with data.
func (t *Theme) Render(name string, data any) ([]byte, error) {
	page, ok := t.pages[name]
	if !ok {
		return nil, fmt.Errorf("theme: no template %s.html", name)
	}
	buf := t.buffers.Get().(*bytes.Buffer)
	defer t.buffers.Put(buf)
	buf.Reset()
	if err := page.Execute(buf, data); err != nil {
		return nil, fmt.Errorf("theme: %w", err)
	}
	return bytes.Clone(buf.Bytes()), nil
}

// Asset is the root-absolute address of an asset by its plain name, such as
// "style.css"; empty when the theme has none of that name.
func (t *Theme) Asset(name string) string { return t.urls[name] }

// Assets are the files to publish, sorted by path.
func (t *Theme) Assets() []Asset { return t.assets }

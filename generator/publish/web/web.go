// Package web says how each file of the site is served: under which headers,
// compressed or not, as a page or as a real redirect, and under which addresses
// readers know it. It belongs to the write stage, between site and deploy: site
// makes the bytes, web turns a file into the object that a store holds for it,
// deploy plans and uploads.
//
// What follows without being told:
//
//   - A file below assets/ whose name carries a digest of its content is cached
//     for good. Everything else is asked for again after a minute, by its ETag.
//   - Text has a charset.
//   - A redirect is a page that leads on by itself; where the store has real
//     ones it is one as well, unless its target moves with the quarters:
//     browsers keep a permanent redirect for good.
//
// The rules of a target's configuration come after that. A file is held whole
// while it is worked on, one at a time.
package web

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/site"
)

// What browsers and CDNs may keep.
const (
	// CacheForever is for files whose name changes with their content.
	CacheForever = "public, max-age=31536000, immutable"
	// CacheShortly is for everything at an address that stays.
	CacheShortly = "max-age=60, must-revalidate"
)

// Rules say how a target serves files. The zero value serves them plain.
type Rules struct {
	// Headers in written order: of those that match a file the last that names
	// a header decides it.
	Headers []HeaderRule
	// Compress names the encodings, "gzip" and "brotli".
	Compress []string
	// Siblings puts compressed forms beside the plain file, with .gz and .br
	// behind its name, for a web server that chooses. Otherwise the file itself
	// is stored compressed, in the first encoding of Compress, and every reader
	// gets it so.
	Siblings bool
	// Redirects is set where the store has real ones.
	Redirects bool
}

// HeaderRule sets headers on the files that a doublestar glob matches. An empty
// value takes a header away.
type HeaderRule struct {
	Files string
	Set   map[string]string
}

// Object is a file as a store is to hold it.
type Object struct {
	Body       []byte
	Attributes store.Attributes
	// Leads: a page that only leads on to another address, whether the store
	// has real redirects or not.
	Leads bool
}

// Object renders a file and says how it is stored. The same file and rules give
// the same object.
func (r Rules) Object(f site.File) (Object, error) {
	body, err := f.Bytes()
	if err != nil {
		return Object{}, err
	}
	o := Object{Body: body, Attributes: r.Attributes(f, body), Leads: f.Redirect != "" || leadsTo(f.Path, body) != ""}
	if r.Siblings || len(r.Compress) == 0 || !compressible(o.Attributes.ContentType) {
		return o, nil
	}
	small, err := compress(r.Compress[0], body)
	if err != nil {
		return Object{}, fmt.Errorf("compressing %s: %w", f.Path, err)
	}
	if len(small) < len(body) {
		o.Body, o.Attributes.ContentEncoding = small, contentEncoding(r.Compress[0])
	}
	return o, nil
}

// Files are the files to store: those of the site, and behind each that is text
// its compressed siblings, if there are to be any.
func (r Rules) Files(files []site.File) []site.File {
	if !r.Siblings || len(r.Compress) == 0 {
		return files
	}
	var out []site.File
	for _, f := range files {
		out = append(out, f)
		if !compressible(f.ContentType()) {
			continue
		}
		for _, kind := range r.Compress {
			out = append(out, site.File{Path: f.Path + ending(kind), Render: func() ([]byte, error) {
				body, err := f.Bytes()
				if err != nil {
					return nil, err
				}
				return compress(kind, body)
			}})
		}
	}
	return out
}

// Attributes are the headers of a file before compression. body is needed for
// files read from a built folder, which no longer know that they are redirects.
func (r Rules) Attributes(f site.File, body []byte) store.Attributes {
	a := store.Attributes{ContentType: f.ContentType(), CacheControl: CacheShortly}
	if Fingerprinted(f.Path) {
		a.CacheControl = CacheForever
	}
	if f.Redirect == "" {
		f.Redirect = leadsTo(f.Path, body)
	}
	if r.Redirects && f.Permanent() {
		a.Redirect = f.Redirect
	}
	r.override(f.Path, &a)
	return a
}

// override applies the target's rules.
func (r Rules) override(p string, a *store.Attributes) {
	headers := map[string]string{}
	for _, rule := range r.Headers {
		if ok, err := doublestar.Match(rule.Files, p); ok && err == nil {
			maps.Copy(headers, rule.Set)
		}
	}
	for name, value := range headers {
		switch name {
		case "Content-Type":
			if value != "" { // a store would make up one of its own
				a.ContentType = value
			}
		case "Cache-Control":
			a.CacheControl = value
		default:
			if value == "" {
				continue
			}
			if a.Headers == nil {
				a.Headers = map[string]string{}
			}
			a.Headers[name] = value
		}
	}
}

var digestInName = regexp.MustCompile(`\.[0-9a-f]{10,64}\.[A-Za-z0-9]+$`)

// Fingerprinted tells whether a file's name changes with its content.
func Fingerprinted(p string) bool {
	return strings.HasPrefix(p, "assets/") && digestInName.MatchString(path.Base(p))
}

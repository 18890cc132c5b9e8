package theme

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
)

// Asset is one file to publish beside the pages.
type Asset struct {
	Name string // as the theme calls it: "style.css"
	Path string // where it is published: "assets/style.1a2b3c4d5e.css"
	Data []byte
}

// assets fingerprints everything below assets/ and joins the style sheets.
func (s *source) assets() ([]Asset, map[string]string, error) {
	var out []Asset
	urls := map[string]string{}
	add := func(name string, data []byte) {
		a := Asset{Name: name, Path: "assets/" + fingerprint(name, data), Data: data}
		out = append(out, a)
		urls[name] = "/" + a.Path
	}
	for _, f := range s.files {
		name, ok := strings.CutPrefix(f.name, "assets/")
		if ok && path.Ext(name) != ".css" {
			add(name, f.data)
		}
	}
	style, err := s.style(urls)
	if err != nil {
		return nil, nil, err
	}
	add("style.css", style)
	slices.SortFunc(out, func(a, b Asset) int { return strings.Compare(a.Path, b.Path) })
	return out, urls, nil
}

// fingerprint puts ten digits of the content's SHA-256 before the ending. A
// licence keeps its name: people look for it.
func fingerprint(name string, data []byte) string {
	if strings.HasPrefix(path.Base(name), "LICENSE") {
		return name
	}
	sum := sha256.Sum256(data)
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
}

// reference is an address in a style sheet, plain or quoted.
var reference = regexp.MustCompile(`url\(\s*(?:"([^"]*)"|'([^']*)'|([^'")\s]*))\s*\)`)

// style joins the sheets in the order of their names, points their addresses
// at the fingerprinted files beside them, and minifies.
func (s *source) style(urls map[string]string) ([]byte, error) {
	var all bytes.Buffer
	for _, f := range s.below("assets") {
		if path.Ext(f.name) == ".css" {
			all.Write(f.data)
			all.WriteByte('\n')
		}
	}
	linked := reference.ReplaceAllFunc(all.Bytes(), func(m []byte) []byte {
		sub := reference.FindSubmatch(m)
		name := string(bytes.Join(sub[1:], nil))
		url, ok := urls[strings.TrimPrefix(name, "./")]
		if !ok {
			return m
		}
		return []byte("url(" + strings.TrimPrefix(url, "/assets/") + ")")
	})
	m := minify.New()
	m.AddFunc("text/css", css.Minify)
	out, err := m.Bytes("text/css", linked)
	if err != nil {
		return nil, fmt.Errorf("theme: joined style sheet: %w", err)
	}
	return out, nil
}

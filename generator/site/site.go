// Package site knows every address of the published site and how to render
// what stands there, on demand. It belongs to the present stage and writes
// nothing: publish renders all of it to a folder, preview only the address
// that is asked for, check crawls it.
package site

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// File is one file of the published site.
type File struct {
	// Path is slash-separated and relative: "2026-q3/checkout/index.html".
	Path string
	// Render makes the file's bytes: the same at every call, from any
	// goroutine.
	Render func() ([]byte, error)
	// Redirect is where a reader of this address is sent: root-absolute with the
	// site's base, or a whole address. Such a file is a page that leads there by
	// itself, for servers that cannot. Empty for every other file.
	Redirect string
}

// URL is the address a reader asks for, without the base: index files are
// their folder, "/2026-q3/checkout/".
func (f File) URL() string {
	if folder, ok := strings.CutSuffix("/"+f.Path, "/index.html"); ok {
		return folder + "/"
	}
	return "/" + f.Path
}

// Site is every file, sorted by path. It is safe for concurrent use.
type Site struct {
	files  []File
	byPath map[string]int
	// base is the path of the site below its host, as its links are written:
	// "" or "/reliability".
	base string
}

// New sorts the files. Two files with one path, or a path that is not clean
// and relative, are a mistake of the program: an error.
func New(files []File) (*Site, error) {
	s := &Site{files: slices.Clone(files), byPath: make(map[string]int, len(files))}
	slices.SortFunc(s.files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	for i, f := range s.files {
		if f.Path != path.Clean(f.Path) || strings.HasPrefix(f.Path, "/") || strings.HasPrefix(f.Path, "..") {
			return nil, fmt.Errorf("site: %q is not a clean relative path", f.Path)
		}
		if _, twice := s.byPath[f.Path]; twice {
			return nil, fmt.Errorf("site: two files would be %q", f.Path)
		}
		s.byPath[f.Path] = i
	}
	return s, nil
}

// Files are all files in order of their paths.
func (s *Site) Files() []File { return s.files }

// Lookup finds the file at a path such as "2026-q3/index.html".
func (s *Site) Lookup(p string) (File, bool) {
	i, ok := s.byPath[p]
	if !ok {
		return File{}, false
	}
	return s.files[i], true
}

// Resolve finds the file a web server would answer for an address path:
// "/2026-q3/" is 2026-q3/index.html. An address without its final slash is
// answered with the folder's address as redirect. The path of the site below
// its host may stand before it.
func (s *Site) Resolve(address string) (f File, redirect string, ok bool) {
	if below, ok := strings.CutPrefix(address, s.base+"/"); ok && s.base != "" {
		address = "/" + below
	}
	p := strings.TrimPrefix(address, "/")
	if p == "" || strings.HasSuffix(p, "/") {
		f, ok = s.Lookup(p + "index.html")
		return f, "", ok
	}
	if f, ok = s.Lookup(p); ok {
		return f, "", true
	}
	if _, ok = s.Lookup(p + "/index.html"); ok {
		return File{}, s.base + "/" + p + "/", true
	}
	return File{}, "", false
}

package theme

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"quarterdeck/generator/diag"
)

// file is one file of a theme. Plain is what the built-in theme has under the
// same name, when a site's file stands in for it.
type file struct {
	name  string // below the theme's folder: "templates/base.html"
	at    string // where it was read, for diagnostics
	data  []byte
	site  bool
	plain []byte
}

// source is every file of a theme, sorted by name.
type source struct{ files []file }

// maxFile bounds one file of a theme; a larger one is a mistake.
const maxFile = 8 << 20

func open(builtin, site fs.FS, name string, ds *diag.List) (*source, error) {
	byName := map[string]file{}
	err := walk(builtin, name, func(f file) { byName[f.name] = f })
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("theme %s: %w", name, err)
	}
	if site != nil {
		folder := path.Join("themes", name)
		err := walk(site, folder, func(f file) {
			f.site = true
			f.plain = byName[f.name].data
			byName[f.name] = f
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			ds.Errorf(diag.Pos{File: folder}, "theme-unreadable", "check the folder's permissions", "the theme's files cannot be read: %v", err)
		}
	}
	if len(byName) == 0 {
		return nil, fmt.Errorf("theme %s: no such theme", name)
	}
	s := &source{}
	for _, f := range byName {
		s.files = append(s.files, f)
	}
	slices.SortFunc(s.files, func(a, b file) int { return strings.Compare(a.name, b.name) })
	return s, nil
}

// walk reads every regular file below folder. Editors' leavings are passed by.
func walk(fsys fs.FS, folder string, yield func(file)) error {
	return fs.WalkDir(fsys, folder, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(p)
		hidden := strings.HasPrefix(base, ".") || strings.HasPrefix(base, "#") || strings.HasSuffix(base, "~")
		if d.IsDir() || hidden || !d.Type().IsRegular() {
			return nil
		}
		if info, err := d.Info(); err != nil {
			return err
		} else if info.Size() > maxFile {
			return fmt.Errorf("%s is larger than %d MB", p, maxFile>>20)
		}
		data, err := fs.ReadFile(fsys, p)
		if err != nil {
			return err
		}
		yield(file{name: strings.TrimPrefix(p, folder+"/"), at: p, data: data})
		return nil
	})
}

// below are the files in a folder, without those deeper down.
func (s *source) below(folder string) []file {
	var out []file
	for _, f := range s.files {
		if path.Dir(f.name) == folder {
			out = append(out, f)
		}
	}
	return out
}

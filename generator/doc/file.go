package doc

import (
	"errors"
	"io/fs"

	"quarterdeck/generator/diag"
)

// maxFile is the largest text file that is read: a megabyte of front matter or
// configuration is a mistake, and of prose a book.
const maxFile = 8 << 20

// ReadFile reads a text file of the site, or reports why it cannot.
func ReadFile(fsys fs.FS, name string, diags *diag.List) ([]byte, bool) {
	info, err := fs.Stat(fsys, name)
	switch {
	case err != nil:
		diags.Errorf(diag.Pos{File: name}, "unreadable", "check that it exists and may be read", "cannot read the file: %v", cause(err))
		return nil, false
	case !info.Mode().IsRegular():
		diags.Errorf(diag.Pos{File: name}, "unreadable", "put a plain file there", "this is not a plain file")
		return nil, false
	case info.Size() > maxFile:
		diags.Errorf(diag.Pos{File: name}, "too-large", "split it, or move what is not text elsewhere", "the file is larger than %d MB", maxFile>>20)
		return nil, false
	}
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		diags.Errorf(diag.Pos{File: name}, "unreadable", "check that it may be read", "cannot read the file: %v", cause(err))
		return nil, false
	}
	return src, true
}

// cause is an error without the path that fs errors carry: the diagnostic has
// it already, and paths of the machine are nobody's business.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

package doc

import (
	"errors"
	"io/fs"
	"path"
	"strings"

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
		diags.Errorf(diag.Pos{File: name}, "unreadable", "put the file itself there, and check that it may be read", "cannot read the file: %s", Cause(err))
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
		diags.Errorf(diag.Pos{File: name}, "unreadable", "put the file itself there, and check that it may be read", "cannot read the file: %s", Cause(err))
		return nil, false
	}
	return src, true
}

// Cause words an error without the path that fs errors carry: the diagnostic
// has it already, and paths of the machine are nobody's business.
func Cause(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	if strings.Contains(err.Error(), "escapes") { // what os.Root says; it has no error of its own
		return "it is a link that leads out of the site's folder"
	}
	return err.Error()
}

// LinkedFolder tells whether a directory entry is a link to a folder, and warns
// of it: whoever put it there meant what lies in it to be read.
func LinkedFolder(fsys fs.FS, name string, d fs.DirEntry, diags *diag.List) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return false
	}
	switch info, err := fs.Stat(fsys, name); {
	case err != nil && path.Ext(name) != "": // a file, whose reading tells
		return false
	case err != nil:
		diags.Errorf(diag.Pos{File: name}, "unreadable", "put what it leads to into the site's folder", "cannot follow the link: %s", Cause(err))
	case !info.IsDir():
		return false
	default:
		diags.Warnf(diag.Pos{File: name}, "linked-folder", "put the folder itself there, or link each of its files", "links to folders are not followed, so nothing in it is read")
	}
	return true
}

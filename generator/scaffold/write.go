package scaffold

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
)

// Write puts the files into the site's folder. A file that is there is never
// written over: that is a [Problem], and what was written before it is taken
// back. Links cannot lead out of the folder.
func Write(root *os.Root, files ...File) error {
	var made []string
	for _, f := range files {
		err := write(root, f)
		if err == nil {
			if !f.Append {
				made = append(made, f.Path)
			}
			continue
		}
		for _, p := range slices.Backward(made) {
			_ = root.Remove(p) // the first error is the one to tell
		}
		if errors.Is(err, fs.ErrExist) {
			return problem("move it away, or choose another name", "%s is there already, and is left as it is", f.Path)
		}
		return problem("check that the folder may be written to", "%s cannot be written: %v", f.Path, plain(err))
	}
	return nil
}

func write(root *os.Root, f File) error {
	how := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if f.Append {
		how = os.O_WRONLY | os.O_APPEND
	} else if err := root.MkdirAll(path.Dir(f.Path), 0o777); err != nil {
		return err
	}
	mode := fs.FileMode(0o666)
	if f.Run {
		mode = 0o777
	}
	to, err := root.OpenFile(f.Path, how, mode)
	if err != nil {
		return err
	}
	size, err := to.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = to.Write(f.Data)
	}
	if err != nil { // nothing half-written stays
		_ = to.Truncate(size)
	}
	err = errors.Join(err, to.Close())
	if err != nil && !f.Append {
		_ = root.Remove(f.Path)
	}
	return err
}

// plain is an error without the path, which the message has.
func plain(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

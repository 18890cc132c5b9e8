package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
)

// Problem is a failure that the user can mend: nothing was published, and the
// folder is as it was.
type Problem struct {
	Message string // what could not be done
	Hint    string // what to do; may be empty
	Err     error  // the cause; may be nil
}

// Error is the message and its cause, without the hint.
func (p *Problem) Error() string {
	if p.Err == nil {
		return p.Message
	}
	return p.Message + ": " + p.Err.Error()
}

// Unwrap is the cause.
func (p *Problem) Unwrap() error { return p.Err }

// problem wraps what the system said, with the hint that fits it.
func problem(err error, format string, args ...any) error {
	return &Problem{Message: fmt.Sprintf(format, args...), Hint: hintFor(err), Err: err}
}

// hintFor says what to do about a system's error.
func hintFor(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "make room: until it is complete, the new site stands beside the old one"
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return "choose a folder that you may write to, and whose parent you may write to"
	case errors.Is(err, syscall.EBUSY), errors.Is(err, syscall.EXDEV):
		return "a mount point cannot be replaced; choose a folder inside it"
	case errors.Is(err, syscall.EFBIG):
		return "raise the limit on the size of files"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "raise the limit on open files, or write fewer at once"
	case errors.Is(err, syscall.ENOTDIR):
		return "a file stands where a folder is needed; remove it or choose another folder"
	case errors.Is(err, syscall.ENAMETOOLONG):
		return "shorten the id or the file name that the address is made from"
	}
	return ""
}

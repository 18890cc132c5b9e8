package publish

import (
	"context"
	"errors"
	"os"
	"time"
)

// errHeld is tryLock's answer while another process holds the lock.
var errHeld = errors.New("held by another process")

// lock holds a lock file until the returned function is called, which removes
// it. The system frees the lock of a process that dies. While another run
// holds it, lock waits, until the context ends.
func lock(ctx context.Context, name string, waiting func()) (unlock func(), err error) {
	for told := false; ; told = true {
		f, err := tryFile(name)
		if err == nil {
			return func() {
				_ = os.Remove(name) // while it is held: nobody can hold a removed one by name
				_ = f.Close()
			}, nil
		}
		if !errors.Is(err, errHeld) {
			return nil, problem(err, "cannot write beside the published folder")
		}
		if !told && waiting != nil {
			waiting()
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// tryFile opens and locks the file, and makes sure that the one it locked is
// still the one with that name: its last holder may have removed it meanwhile.
func tryFile(name string) (*os.File, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	if err := tryLock(f); err != nil {
		f.Close()
		return nil, err
	}
	held, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	if named, err := os.Stat(name); err != nil || !os.SameFile(held, named) {
		f.Close()
		return nil, errHeld
	}
	return f, nil
}

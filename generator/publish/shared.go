package publish

import "context"

// Lock holds a lock file, among the processes of this machine, until the
// returned function is called. While another process holds it, Lock waits,
// until the context ends.
func Lock(ctx context.Context, name string) (unlock func(), err error) { return lock(ctx, name, nil) }

// Flush writes what lies in a tree to the disk, where the system has one call
// for that.
func Flush(tree string) error { return flush(tree) }

// Hint says what to do about an error of the file system; it may be empty.
func Hint(err error) string { return hintFor(err) }

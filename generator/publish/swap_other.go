//go:build !linux && !darwin

package publish

import "errors"

// exchange does not exist here; the trees are swapped with a journal.
func exchange(string, string) error { return errors.ErrUnsupported }

// flush does nothing: there is no call for one file system, and one for each
// file would cost more than writing the site again after a power cut.
func flush(string) error { return nil }

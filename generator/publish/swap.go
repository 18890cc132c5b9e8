package publish

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// swap puts the tree in the published folder's place and returns where the old
// one stands now, if there was one. Nothing is on stable storage until the
// system writes it back, unless it was asked to before: the bytes are (see
// flush), the step itself is after this returns.
func (t target) swap(tree string, o Options) (old string, err error) {
	if err := flush(tree); err != nil {
		return "", problem(err, "cannot write the site to the disk")
	}
	o.step("flushed")
	defer syncFolder(t.parent)
	if _, err := os.Lstat(t.path()); errors.Is(err, fs.ErrNotExist) {
		if err := os.Rename(tree, t.path()); err != nil {
			return "", problem(err, "cannot create %s", t.path())
		}
		return "", nil
	}
	err = errors.ErrUnsupported
	if !o.journalled {
		err = exchange(tree, t.path())
	}
	if errors.Is(err, errors.ErrUnsupported) {
		return t.swapJournalled(tree, o)
	}
	if err != nil {
		return "", problem(err, "cannot replace %s", t.path())
	}
	return tree, nil
}

// journal is what a killed run needs to be finished: the names, beside the
// published folder, of the new tree and of the old one once it is moved away.
type journal struct {
	New string `json:"new"`
	Old string `json:"old"`
}

// swapJournalled is the exchange in two renames. The journal says that the new
// tree is complete.
func (t target) swapJournalled(tree string, o Options) (old string, err error) {
	fresh := filepath.Base(tree)
	j := journal{New: fresh, Old: "." + t.base + ".old-" + fresh[len("."+t.base+".new-"):]}
	old = filepath.Join(t.parent, j.Old)
	if err := t.writeJournal(j); err != nil {
		return "", err
	}
	defer func() { _ = os.Remove(t.name("journal")) }() // the next run completes one that stays
	o.step("journal")
	if err := os.Rename(t.path(), old); err != nil {
		return "", problem(err, "cannot move %s aside", t.path())
	}
	o.step("aside")
	if err := os.Rename(tree, t.path()); err != nil {
		return "", errors.Join(problem(err, "cannot replace %s", t.path()), os.Rename(old, t.path()))
	}
	o.step("moved")
	return old, nil
}

// writeJournal puts the journal on the disk before anything moves.
func (t target) writeJournal(j journal) error {
	text, err := json.Marshal(j)
	if err != nil {
		return err
	}
	f, err := os.Create(t.name("journal"))
	if err != nil {
		return problem(err, "cannot write beside %s", t.path())
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return problem(err, "cannot write beside %s", t.path())
	}
	syncFolder(t.parent)
	return nil
}

// recover finishes an exchange that was killed between its two renames. A
// journal that cannot be read was cut off in writing: nothing had moved yet.
func (t target) recover() error {
	text, err := os.ReadFile(t.name("journal"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var j journal
	readable := err == nil && json.Unmarshal(text, &j) == nil && t.isTreeName(j.New) && t.isTreeName(j.Old)
	if _, err := os.Lstat(t.path()); readable && errors.Is(err, fs.ErrNotExist) {
		moved := os.Rename(filepath.Join(t.parent, j.New), t.path())
		if moved != nil {
			moved = os.Rename(filepath.Join(t.parent, j.Old), t.path())
		}
		if moved != nil {
			return problem(moved, "cannot finish the last run, which was stopped while it replaced %s", t.path())
		}
	}
	if err := os.Remove(t.name("journal")); err != nil {
		return problem(err, "cannot remove the journal of the last run")
	}
	return nil
}

// syncFolder asks for a folder's names to be on the disk. Not every system
// can; the names are then as safe as any other file's.
func syncFolder(dir string) {
	f, err := os.Open(dir)
	if err != nil {
		return
	}
	defer f.Close()
	_ = f.Sync()
}

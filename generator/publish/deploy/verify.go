package deploy

import (
	"context"
	"slices"
	"time"

	"quarterdeck/generator/publish/store"
)

// verify makes sure by the listing that every write has arrived, and takes its
// ETag and time from there. Listings that lag are asked again.
func (w *work) verify(ctx context.Context) error {
	todo := make([]string, 0, len(w.p.Steps))
	for _, s := range w.writes() {
		todo = append(todo, s.Key)
	}
	slices.Sort(todo)
	for try := range attempts {
		if len(todo) == 0 {
			return nil
		}
		if try > 0 {
			if err := w.o.Clock.Sleep(ctx, time.Duration(try)*time.Second); err != nil {
				return causeOf(ctx, err)
			}
		}
		found, err := w.listAt(ctx, todo)
		if err != nil {
			return err
		}
		todo = slices.DeleteFunc(todo, func(key string) bool { return w.confirm(key, found[key]) })
	}
	if len(todo) > 0 {
		return w.unfinishedError(todo)
	}
	return nil
}

// confirm compares an object as listed with what was written.
func (w *work) confirm(key string, at store.Object) bool {
	entry := w.m.Objects[key]
	if at.Key == "" || at.Size != entry.Size || entry.ETag != "" && at.ETag != entry.ETag {
		return false
	}
	entry.ETag, entry.Modified = at.ETag, at.Modified.UTC()
	w.m.Objects[key] = entry
	return true
}

// listAt lists the objects at sorted keys, and skips the stretches between
// them: for one changed page one request, for a changed site one a thousand.
func (w *work) listAt(ctx context.Context, keys []string) (map[string]store.Object, error) {
	found := make(map[string]store.Object, len(keys))
	for len(keys) > 0 {
		next := keys[1:] // the first has its answer after this listing, or is not there
		err := w.st.List(ctx, w.stoodBefore(keys[0]), func(page []store.Object) bool {
			for _, o := range page {
				found[o.Key] = o
			}
			if len(page) == 0 {
				return true
			}
			last := page[len(page)-1].Key
			for len(next) > 0 && next[0] <= last {
				next = next[1:]
			}
			// The next page is worth a request if it begins with the next key.
			return len(next) > 0 && w.stoodBefore(next[0]) <= last
		})
		if err != nil {
			return nil, err
		}
		keys = next
	}
	return found, nil
}

// stoodBefore is the last key that stood before this one when the target was
// listed: to list after it begins with this one, or with one just written.
func (w *work) stoodBefore(key string) string {
	i, _ := slices.BinarySearch(w.s.keys, key)
	if i == 0 {
		return ""
	}
	before := w.s.keys[i-1]
	if before < store.Room && key > store.Room {
		return pastRoom
	}
	return before
}

package deploy

import (
	"context"
	"errors"
	"slices"
	"strings"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/web"
)

// Erase takes a whole site away from a target, at once and for good: pages,
// releases, and last the manifest. It is for previews, whose time is over.
// Objects that are not ours, or that someone else has written since, stay. Where
// there is no site it does nothing, so it can be run again until it succeeds.
// Of the options it heeds the lock's, the CDN, DryRun and those that tell.
func Erase(ctx context.Context, st store.Store, o Options) (*Result, error) {
	e := newEngine(st, o)
	defer func() { e.result.Requests = st.Requests() - e.before }()
	if _, switches := st.(store.Switcher); switches {
		return e.result, &store.Problem{Kind: "refused", Message: "the site in " + st.URL() + " stands in a folder", Hint: "remove the folder"}
	}
	s, err := e.read(ctx)
	if err != nil || s.etag == "" || o.DryRun {
		return e.result, err
	}
	ctx, unlock, err := e.lock(ctx)
	if err != nil {
		return e.result, err
	}
	defer unlock()
	if s, err = e.read(ctx); err != nil || s.etag == "" {
		return e.result, err
	}
	return e.result, causeOf(ctx, e.erase(ctx, s))
}

// erase deletes with the lock held.
func (e *engine) erase(ctx context.Context, s *snapshot) error {
	if err := e.listBeyond(ctx, s, &edition{}); err != nil {
		return err
	}
	keys, when := e.ours(s)
	if err := e.deleteAll(ctx, "deleting", keys, when); err != nil {
		return err
	}
	if e.o.CDN != nil && len(keys) > 0 {
		if err := e.o.CDN.Invalidate(ctx, web.AllAddresses(e.o.BasePath, keys)); err != nil {
			return err
		}
	}
	room, err := e.listRoom(ctx)
	if err != nil {
		return err
	}
	if err := e.deleteAll(ctx, "deleting releases", room, nil); err != nil {
		return err
	}
	return e.deleteAll(ctx, "deleting the manifest", []string{manifestKey}, nil)
}

// ours are the keys of the site that stand as we wrote them, or as a run that
// was cut off may have, pages before what they load; and the state in which
// they were seen.
func (e *engine) ours(s *snapshot) (keys []string, when map[string]string) {
	when = map[string]string{}
	var rest []string
	for _, key := range s.keys {
		at := s.listed[key]
		entry, known := s.manifest.Objects[key]
		if !s.pending[key] && (!known || !entry.matches(at)) {
			continue
		}
		if !e.o.NoLock {
			when[key] = at.ETag
		}
		if isPage(key) {
			keys = append(keys, key)
		} else {
			rest = append(rest, key)
		}
	}
	return append(keys, rest...), when
}

// listRoom lists the target's own state, without lock and manifest.
func (e *engine) listRoom(ctx context.Context) ([]string, error) {
	var keys []string
	err := e.st.List(ctx, store.Room, func(page []store.Object) bool {
		for _, o := range page {
			if !strings.HasPrefix(o.Key, store.Room) {
				return false
			}
			if o.Key != lockKey && o.Key != manifestKey {
				keys = append(keys, o.Key)
			}
		}
		return true
	})
	return keys, err
}

// deleteAll deletes all of the keys; what someone else has written meanwhile
// stays.
func (e *engine) deleteAll(ctx context.Context, stage string, keys []string, when map[string]string) error {
	done := 0
	for batch := range slices.Chunk(keys, 1000) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		for key, err := range e.st.Delete(ctx, batch, when) {
			if err != nil && !errors.Is(err, store.ErrNotFound) && !errors.Is(err, store.ErrCondition) {
				return &store.Problem{Kind: kindOf(err), Message: key + " could not be deleted", Err: err,
					Hint: "run the same command again; see that the credentials may delete"}
			}
		}
		done += len(batch)
		e.count(func(r *Result) { r.Deleted += len(batch) })
		e.progress(stage, done, len(keys))
	}
	return nil
}

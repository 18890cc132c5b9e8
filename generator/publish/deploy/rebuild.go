package deploy

import (
	"context"
	"strconv"
	"strings"

	"quarterdeck/generator/publish/store"
)

// rebuildOrRefuse sees to a target without a manifest. With Rebuild it makes
// one from the listing and the releases' records. Without, a target that has
// releases is refused: to take it for a new one would forget whose its objects
// are.
func (e *engine) rebuildOrRefuse(ctx context.Context, s *snapshot) error {
	if !e.o.Rebuild {
		if s.etag != "" || !s.stopped && len(s.keys) == 0 { // the state may stand apart
			return nil
		}
		ids, err := e.listRecords(ctx)
		if err != nil || len(ids) == 0 {
			return err
		}
		return &store.Problem{Kind: "corrupt", Message: "the manifest of " + e.st.URL() + " is missing, though it has releases",
			Hint: "readers are not affected; publish once with --rebuild: what cannot be proven to be right is uploaded again, files of others stay"}
	}
	ids, err := e.listRecords(ctx)
	if err != nil {
		return err
	}
	kept, err := e.listKept(ctx)
	if err != nil {
		return err
	}
	old := s.manifest
	s.manifest = newManifest()
	if old != nil {
		s.manifest.Owed = old.Owed
	}
	e.readRecords(ctx, s, ids)
	for sha, o := range kept {
		s.manifest.Kept[sha] = Kept{Size: o.Size, ETag: o.ETag, Last: s.manifest.current()}
	}
	s.manifest.Open = &Open{By: "rebuilt", Release: s.manifest.current() + 1, Pending: s.unproven()}
	return nil
}

// listRecords are the releases whose records are there, oldest first.
func (e *engine) listRecords(ctx context.Context) ([]int, error) {
	var ids []int
	err := e.st.List(ctx, releaseRoom, func(page []store.Object) bool {
		for _, o := range page {
			if !strings.HasPrefix(o.Key, releaseRoom) {
				return false
			}
			if id := recordID(o.Key); id > 0 {
				ids = append(ids, id)
			}
		}
		return true
	})
	return ids, err
}

// readRecords fills the manifest from the records that can be read: with what
// the newest of them holds, and, as gone from now on, with what only earlier
// ones held. Every key in it is ours.
func (e *engine) readRecords(ctx context.Context, s *snapshot, ids []int) {
	m := s.manifest
	for _, id := range ids {
		rec, err := e.readRecord(ctx, id)
		if err != nil {
			e.tell("release " + strconv.Itoa(id) + " is left out: " + err.Error())
			continue
		}
		for key, entry := range m.Objects {
			if entry.live() {
				entry.Gone, entry.Last = e.now(), m.current()
				m.Objects[key] = entry
			}
		}
		for key, entry := range rec.Objects {
			if siteKey(key) {
				m.Objects[key] = entry
			}
		}
		m.Releases = append(m.Releases, rec.Release)
	}
}

// unproven are the listed keys of ours of which it cannot be said what stands
// there: they are uploaded again, or counted as gone.
func (s *snapshot) unproven() []string {
	var out []string
	for _, key := range s.keys {
		if entry, mine := s.manifest.Objects[key]; mine && !entry.matches(s.listed[key]) {
			out = append(out, key)
		}
	}
	return out
}

package deploy

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"quarterdeck/generator/publish/store"
)

// snapshot is a target as it was found.
type snapshot struct {
	manifest *Manifest
	etag     string // of the manifest; empty when there is none
	listed   map[string]store.Object
	keys     []string // of listed, in byte order
	// stopped: the listing ended before the room of the target's own state;
	// what may come after it has not been seen.
	stopped bool
	pending map[string]bool // keys that an unfinished run may have written
}

// read takes the manifest first and the listing after it: what the manifest
// does not know yet then shows as a change, never the other way round. It is
// unpacked while the listing comes.
func (e *engine) read(ctx context.Context) (*snapshot, error) {
	s := &snapshot{listed: map[string]store.Object{}}
	packed, err := e.fetchManifest(ctx, s)
	if err != nil {
		return nil, err
	}
	unpacked := make(chan error, 1)
	go func() { unpacked <- e.takeManifest(s, packed) }()
	err = e.list(ctx, s, "")
	if damaged := <-unpacked; damaged != nil && !(e.o.Rebuild && isKind(damaged, "corrupt")) {
		return nil, damaged
	}
	if err != nil {
		return nil, err
	}
	if err := e.rebuildOrRefuse(ctx, s); err != nil {
		return nil, err
	}
	s.pending = map[string]bool{}
	if s.manifest.Open != nil {
		for _, key := range s.manifest.Open.Pending {
			s.pending[key] = true
		}
	}
	return s, nil
}

// isKind tells whether a problem of this kind is in the error.
func isKind(err error, kind string) bool {
	var p *store.Problem
	return errors.As(err, &p) && p.Kind == kind
}

// readManifest reads it, or begins one.
func (e *engine) readManifest(ctx context.Context, s *snapshot) error {
	packed, err := e.fetchManifest(ctx, s)
	if err != nil {
		return err
	}
	return e.takeManifest(s, packed)
}

// fetchManifest gets its bytes; none when there is no manifest.
func (e *engine) fetchManifest(ctx context.Context, s *snapshot) ([]byte, error) {
	packed, at, err := e.get(ctx, manifestKey)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	s.etag = at.ETag
	return packed, err
}

// takeManifest unpacks it, or begins one.
func (e *engine) takeManifest(s *snapshot, packed []byte) error {
	if s.etag == "" {
		s.manifest = newManifest()
		return nil
	}
	m, err := unpackManifest(packed)
	switch {
	case errors.Is(err, errNewer):
		return &store.Problem{Kind: "refused", Message: "the manifest of " + e.st.URL() + " cannot be used", Err: err,
			Hint: "publish with that version, or a later one"}
	case err != nil:
		return &store.Problem{Kind: "corrupt", Message: "the manifest of " + e.st.URL() + " is damaged", Err: err,
			Hint: "readers are not affected; publish once with --rebuild: what cannot be proven to be right is uploaded again, files of others stay"}
	}
	s.manifest = m
	return nil
}

// attempts is how often a body that was cut off is asked for, and a listing
// that lags behind.
const attempts = 4

// get reads a small object whole and makes sure that it is.
func (e *engine) get(ctx context.Context, key string) ([]byte, store.Object, error) {
	var err error
	for try := range attempts {
		if try > 0 && e.o.Clock.Sleep != nil {
			if err := e.o.Clock.Sleep(ctx, time.Duration(try)*time.Second); err != nil {
				return nil, store.Object{}, causeOf(ctx, err)
			}
		}
		var body io.ReadCloser
		var at store.Object
		if body, at, err = e.st.Get(ctx, key); err != nil {
			return nil, at, err
		}
		var data []byte
		data, err = io.ReadAll(io.LimitReader(body, largestState))
		body.Close()
		if err == nil && int64(len(data)) != at.Size {
			err = fmt.Errorf("%d bytes came of %d", len(data), at.Size)
		}
		if err == nil {
			return data, at, nil
		}
	}
	return nil, store.Object{}, &store.Problem{Kind: "unreachable", Message: "the answer for " + key + " was cut off", Err: err,
		Hint: "try again; if it goes on, look at what stands between here and the store"}
}

// list reads the listing after a key, up to the room of the target's own state.
func (e *engine) list(ctx context.Context, s *snapshot, after string) error {
	return e.st.List(ctx, after, func(page []store.Object) bool {
		for _, o := range page {
			if strings.HasPrefix(o.Key, store.Room) {
				s.stopped = true
				return false
			}
			s.listed[o.Key] = o
			s.keys = append(s.keys, o.Key)
		}
		e.progress("listing", len(s.keys), 0)
		return true
	})
}

// pastRoom sorts behind every key of the target's own state and before what
// may follow it.
const pastRoom = store.Room + "~"

// listBeyond reads what follows the room, if a key of the site does. Only
// names that begin with "~" or with other than ASCII do.
func (e *engine) listBeyond(ctx context.Context, s *snapshot, ed *edition) error {
	if !s.stopped {
		return nil
	}
	beyond := false
	for key := range ed.objects {
		beyond = beyond || key > pastRoom
	}
	for key := range s.manifest.Objects {
		beyond = beyond || key > pastRoom
	}
	if !beyond {
		return nil
	}
	s.stopped = false
	return e.list(ctx, s, pastRoom)
}

// changedSince tells whether the manifest is another than the one read.
func (e *engine) changedSince(ctx context.Context, s *snapshot) (bool, error) {
	at, _, err := e.st.Head(ctx, manifestKey)
	if errors.Is(err, store.ErrNotFound) {
		return s.etag != "", nil
	}
	return at.ETag != s.etag, err
}

// write stores the manifest over the one that was read or written last: a run
// that lost its lock fails here.
func (e *engine) write(ctx context.Context, s *snapshot) error {
	packed, err := pack(s.manifest)
	if err != nil {
		return err
	}
	at, err := e.put(ctx, manifestKey, packed, e.over(store.Object{ETag: s.etag}))
	if err != nil {
		return e.moved("the manifest", err)
	}
	s.etag = at.ETag
	return nil
}

// put stores bytes of the target's own state.
func (e *engine) put(ctx context.Context, key string, body []byte, when store.Condition) (store.Object, error) {
	a := store.Attributes{ContentType: "application/octet-stream", CacheControl: "no-store"}
	return e.st.Put(ctx, key, content(body), a, when)
}

// content is bytes for sending.
func content(body []byte) store.Content {
	return store.Content{
		Open:   func() (io.ReadSeekCloser, error) { return reader{bytes.NewReader(body)}, nil },
		Size:   int64(len(body)),
		SHA256: sha256.Sum256(body),
	}
}

type reader struct{ *bytes.Reader }

// Close does nothing.
func (reader) Close() error { return nil }

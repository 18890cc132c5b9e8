// Package storetest helps tests of publishing: a store in memory, a wrapper
// that makes any store fail at a chosen request, and a crawler that reads a
// store as a web server would. Nothing that ships imports it.
package storetest

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"quarterdeck/generator/publish/store"
)

// Memory is a store in memory that behaves as S3 does: an ETag is the MD5 of
// the bytes, so new attributes alone do not change it. Its clock stands still
// but for [Memory.Advance] and one second a write.
type Memory struct {
	// PageSize of listings; 1,000 if zero.
	PageSize int
	// IgnoreConditions: every write is done whatever its condition.
	IgnoreConditions bool
	// NoConditions: the store knows that it cannot honour conditions.
	NoConditions bool
	// Deny fails an operation ("put", "copy", "delete") before it is done.
	Deny func(op, key string) error

	mu       sync.Mutex
	objects  map[string]Stored
	now      time.Time
	requests int64
}

// Stored is one object of a [Memory].
type Stored struct {
	Body       []byte
	Attributes store.Attributes
	Modified   time.Time
}

// etag is the MD5 of the bytes.
func (s Stored) etag() string {
	sum := md5.Sum(s.Body)
	return hex.EncodeToString(sum[:])
}

// NewMemory begins an empty store whose clock shows this time.
func NewMemory(now time.Time) *Memory {
	return &Memory{objects: map[string]Stored{}, now: now.UTC()}
}

// Set writes as somebody else would: no request of ours.
func (m *Memory) Set(key string, body []byte, a store.Attributes) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.set(key, body, a)
}

func (m *Memory) set(key string, body []byte, a store.Attributes) store.Object {
	m.now = m.now.Add(time.Second)
	m.objects[key] = Stored{Body: body, Attributes: a, Modified: m.now}
	return m.object(key)
}

func (m *Memory) object(key string) store.Object {
	s := m.objects[key]
	return store.Object{Key: key, Size: int64(len(s.Body)), ETag: s.etag(), Modified: s.Modified}
}

// Remove deletes as somebody else would.
func (m *Memory) Remove(key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.objects, key)
}

// Snapshot is everything that is stored.
func (m *Memory) Snapshot() map[string]Stored {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.objects)
}

// Clone is another store with the same objects, clock and ways.
func (m *Memory) Clone() *Memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	return &Memory{PageSize: m.PageSize, IgnoreConditions: m.IgnoreConditions, NoConditions: m.NoConditions,
		Deny: m.Deny, objects: maps.Clone(m.objects), now: m.now}
}

// Advance moves the store's clock.
func (m *Memory) Advance(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}

// request counts, and refuses what is denied or cancelled.
func (m *Memory) request(ctx context.Context, op, key string) error {
	m.requests++
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if m.Deny != nil {
		return m.Deny(op, key)
	}
	return nil
}

// URL is a name.
func (m *Memory) URL() string { return "memory://site" }

// Clock is the store's.
func (m *Memory) Clock() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Requests counts calls, and pages of listings.
func (m *Memory) Requests() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.requests
}

// Can is everything, unless a field says otherwise.
func (m *Memory) Can() store.Abilities {
	return store.Abilities{Conditions: !m.NoConditions, Redirects: true}
}

// List lists.
func (m *Memory) List(ctx context.Context, after string, each func([]store.Object) bool) error {
	for {
		page, more, err := m.page(ctx, after)
		if err != nil {
			return err
		}
		if !each(page) || !more {
			return nil
		}
		after = page[len(page)-1].Key
	}
}

func (m *Memory) page(ctx context.Context, after string) (page []store.Object, more bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.request(ctx, "list", after); err != nil {
		return nil, false, err
	}
	size := m.PageSize
	if size == 0 {
		size = 1000
	}
	for _, key := range slices.Sorted(maps.Keys(m.objects)) {
		if key <= after {
			continue
		}
		if len(page) == size {
			return page, true, nil
		}
		page = append(page, m.object(key))
	}
	return page, false, nil
}

// Get reads.
func (m *Memory) Get(ctx context.Context, key string) (io.ReadCloser, store.Object, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.request(ctx, "get", key); err != nil {
		return nil, store.Object{}, err
	}
	s, ok := m.objects[key]
	if !ok {
		return nil, store.Object{}, notFound(key)
	}
	return io.NopCloser(bytes.NewReader(s.Body)), m.object(key), nil
}

func notFound(key string) error { return fmt.Errorf("%s: %w", key, store.ErrNotFound) }

// Head tells of an object.
func (m *Memory) Head(ctx context.Context, key string) (store.Object, store.Attributes, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.request(ctx, "head", key); err != nil {
		return store.Object{}, store.Attributes{}, err
	}
	s, ok := m.objects[key]
	if !ok {
		return store.Object{}, store.Attributes{}, notFound(key)
	}
	return m.object(key), s.Attributes, nil
}

// Put writes. Its answer has no time, as that of S3 has none.
func (m *Memory) Put(ctx context.Context, key string, c store.Content, a store.Attributes, when store.Condition) (store.Object, error) {
	body, err := read(c)
	if err != nil {
		return store.Object{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.request(ctx, "put", key); err != nil {
		return store.Object{}, err
	}
	if !m.IgnoreConditions {
		if err := m.holds(key, when); err != nil {
			return store.Object{}, err
		}
	}
	at := m.set(key, body, a)
	at.Modified = time.Time{}
	return at, nil
}

// read takes the content and holds it against its digest.
func read(c store.Content) ([]byte, error) {
	r, err := c.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	body, err := io.ReadAll(r)
	if err == nil && (int64(len(body)) != c.Size || sha256.Sum256(body) != c.SHA256) {
		err = fmt.Errorf("the bytes are not those of the digest")
	}
	return body, err
}

func (m *Memory) holds(key string, when store.Condition) error {
	_, there := m.objects[key]
	switch {
	case when.IfAbsent && there:
		return fmt.Errorf("%s is there: %w", key, store.ErrCondition)
	case when.IfMatch != "" && (!there || m.object(key).ETag != when.IfMatch):
		return fmt.Errorf("%s: %w", key, store.ErrCondition)
	}
	return nil
}

// Copy copies.
func (m *Memory) Copy(ctx context.Context, from, to string, a store.Attributes, ifSource string) (store.Object, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.request(ctx, "copy", to); err != nil {
		return store.Object{}, err
	}
	s, ok := m.objects[from]
	if !ok {
		return store.Object{}, notFound(from)
	}
	if ifSource != "" && s.etag() != ifSource {
		return store.Object{}, fmt.Errorf("%s: %w", from, store.ErrCondition)
	}
	return m.set(to, s.Body, a), nil
}

// Delete deletes, a thousand keys a request.
func (m *Memory) Delete(ctx context.Context, keys []string, when map[string]string) map[string]error {
	m.mu.Lock()
	defer m.mu.Unlock()
	errs := map[string]error{}
	for _, key := range keys {
		if err := m.request(ctx, "delete", key); err != nil {
			errs[key] = err
			continue
		}
		m.requests--
		s, there := m.objects[key]
		if etag, ok := when[key]; ok && there && s.etag() != etag && !m.IgnoreConditions {
			errs[key] = fmt.Errorf("%s: %w", key, store.ErrCondition)
			continue
		}
		delete(m.objects, key)
	}
	m.requests += int64((len(keys) + 999) / 1000)
	return errs
}

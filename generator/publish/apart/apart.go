// Package apart keeps a target's own state in another place than its site: in
// another bucket, which readers of the first cannot reach whatever its rules
// are. It belongs to the write stage, between deploy and two stores of one kind.
// Bytes still never pass through here: the two are buckets of one cloud, which
// copies between them.
package apart

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/url"
	"path"
	"strings"
	"time"

	"quarterdeck/generator/publish/store"
)

// Half is a store that can take copies out of another of its kind.
type Half[S any] interface {
	store.Store
	// CopyFrom is [store.Store.Copy] with the source in another bucket, under
	// another key, or in the same one.
	CopyFrom(ctx context.Context, source S, from, to string, a store.Attributes, ifSource string) (store.Object, error)
}

// Store is a site and, elsewhere, its state.
type Store[S Half[S]] struct {
	site, state S
}

// Join makes one store of two.
func Join[S Half[S]](site, state S) *Store[S] { return &Store[S]{site, state} }

// pastRoom sorts behind every key of the state.
const pastRoom = store.Room + "~"

// half is where a key stands.
func (s *Store[S]) half(key string) S {
	if strings.HasPrefix(key, store.Room) && key < pastRoom {
		return s.state
	}
	return s.site
}

// URL is the site's.
func (s *Store[S]) URL() string { return s.site.URL() }

// List lists the site, or the state if it is asked for what comes after a key
// of that.
func (s *Store[S]) List(ctx context.Context, after string, each func([]store.Object) bool) error {
	return s.half(after).List(ctx, after, each)
}

// Get reads.
func (s *Store[S]) Get(ctx context.Context, key string) (io.ReadCloser, store.Object, error) {
	return s.half(key).Get(ctx, key)
}

// Head tells of an object.
func (s *Store[S]) Head(ctx context.Context, key string) (store.Object, store.Attributes, error) {
	return s.half(key).Head(ctx, key)
}

// Put writes.
func (s *Store[S]) Put(ctx context.Context, key string, c store.Content, a store.Attributes, when store.Condition) (store.Object, error) {
	return s.half(key).Put(ctx, key, c, a, when)
}

// Copy copies within a half or from one to the other.
func (s *Store[S]) Copy(ctx context.Context, from, to string, a store.Attributes, ifSource string) (store.Object, error) {
	return s.half(to).CopyFrom(ctx, s.half(from), from, to, a, ifSource)
}

// Delete deletes in both.
func (s *Store[S]) Delete(ctx context.Context, keys []string, when map[string]string) map[string]error {
	var site, state []string
	for _, key := range keys {
		if strings.HasPrefix(key, store.Room) {
			state = append(state, key)
		} else {
			site = append(site, key)
		}
	}
	failed := map[string]error{}
	if len(site) > 0 {
		maps.Copy(failed, s.site.Delete(ctx, site, when))
	}
	if len(state) > 0 {
		maps.Copy(failed, s.state.Delete(ctx, state, when))
	}
	return failed
}

// Clock is the later of the two: both are the cloud's, and one may have
// answered long ago.
func (s *Store[S]) Clock() time.Time {
	a, b := s.site.Clock(), s.state.Clock()
	if b.After(a) {
		return b
	}
	return a
}

// Requests are those to both.
func (s *Store[S]) Requests() int64 { return s.site.Requests() + s.state.Requests() }

// Can tells what the site's half is able to do; the other is of its kind.
func (s *Store[S]) Can() store.Abilities { return s.site.Can() }

// Addresses takes the option state, "bucket" or "bucket/prefix", off an address
// and makes a second address of it, below which the site's own bucket and prefix
// are spelt out: so several sites, and previews, can keep their state in one
// bucket. It is empty when the option is not there.
func Addresses(address string) (site, state string, err error) {
	u, err := url.Parse(address)
	if err != nil || !u.Query().Has("state") {
		return address, "", nil // whoever opens it says what is wrong
	}
	options := u.Query()
	wish := options.Get("state")
	options.Del("state")
	u.RawQuery = options.Encode()
	account, place := "", path.Join(u.Host, u.Path)
	if u.Scheme == "azblob" && !options.Has("account") { // azblob://account/container/prefix
		account, place = u.Host, strings.Trim(u.Path, "/")
	}
	bucket, prefix, _ := strings.Cut(strings.Trim(wish, "/"), "/")
	if own, _, _ := strings.Cut(place, "/"); bucket == "" || bucket == own || strings.ContainsAny(bucket, ":@?#% ") {
		return "", "", &store.Problem{Kind: "refused", Message: fmt.Sprintf("the option state of the target's address is %q", wish),
			Hint: "write state=BUCKET or state=BUCKET/PREFIX, with another bucket of the same account that readers cannot reach"}
	}
	apart := *u
	apart.RawPath = ""
	apart.Host, apart.Path = bucket, "/"+path.Join(prefix, place)
	if account != "" {
		apart.Host, apart.Path = account, "/"+path.Join(bucket, prefix, place)
	}
	return u.String(), apart.String(), nil
}

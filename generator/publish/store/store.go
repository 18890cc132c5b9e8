// Package store is what publishing needs of a place that holds objects: an S3
// bucket, a Google bucket, an Azure container, a folder. It belongs to the
// write stage; the engine in deploy speaks to a Store and never to a cloud.
// Each backend is a package of its own beside this one.
package store

import (
	"context"
	"errors"
	"io"
	"time"
)

// Store is one place to publish to: a bucket and a prefix in it. Keys are
// relative to the prefix, slash-separated, and may hold any Unicode text,
// spaces, "+" and "%". Methods are safe for concurrent use, retry what may
// pass by itself, and give every request a time limit. Errors name the object
// and wrap ErrNotFound or ErrCondition where those are the reason; what the
// user can mend is a *Problem.
type Store interface {
	// URL names the place without any secret: "s3://reports/prefix".
	URL() string
	// List hands over the objects in the byte order of their keys, those after
	// a key only (empty: from the first), a page of up to 1,000 at a time,
	// until each returns false. One request a page.
	List(ctx context.Context, after string, each func([]Object) bool) error
	// Get reads an object whole. The caller closes the body.
	Get(ctx context.Context, key string) (io.ReadCloser, Object, error)
	// Head tells an object's state and attributes.
	Head(ctx context.Context, key string) (Object, Attributes, error)
	// Put writes an object. The store verifies the bytes by checksum where it
	// can. A condition that does not hold is ErrCondition; when the answer to a
	// conditional write was lost and the object is the one that was sent, the
	// write has succeeded.
	Put(ctx context.Context, key string, c Content, a Attributes, when Condition) (Object, error)
	// Copy copies an object inside the store, without its bytes passing through
	// here, with new attributes. ifSource, if set, is the ETag the source must
	// still have. Copying an object onto itself changes its attributes.
	Copy(ctx context.Context, from, to string, a Attributes, ifSource string) (Object, error)
	// Delete removes objects, up to 1,000 a request where the store can, and
	// returns the errors by key. A missing object is no error. when holds the
	// ETag an object must still have, by key; it may be nil.
	Delete(ctx context.Context, keys []string, when map[string]string) map[string]error
	// Clock is the store's own time at its last answer; zero if unknown. Locks
	// are judged by it, so that a wrong clock here cannot steal one.
	Clock() time.Time
	// Requests is how many requests were sent, retries included.
	Requests() int64
	// Can tells what this kind of store is able to do.
	Can() Abilities
}

// Abilities are what differs between stores.
type Abilities struct {
	// Conditions: conditional writes are honoured.
	Conditions bool
	// Redirects: an object can be a real redirect (Attributes.Redirect).
	Redirects bool
	// Bare: objects have no attributes; headers are the web server's business,
	// as with a folder.
	Bare bool
}

// Switcher is a store that shows its readers another tree in one step: a
// folder behind a symbolic link. Between Stage and Switch all methods, List
// among them, see the staged tree, apart from the keys in Room, of which there
// is one for all trees. The engine calls both with the lock held.
type Switcher interface {
	Store
	// Stage begins a tree that holds what readers see now, at no cost in bytes
	// where the store can. What an earlier run staged and never switched to is
	// cleared away.
	Stage(ctx context.Context, release int) error
	// Switch shows the staged tree, whole, in one step.
	Switch(ctx context.Context, release int) error
}

// Room is the start of the keys that hold a target's own state. It sorts
// behind every ASCII name, so that a listing can stop before it, and readers
// must not reach it.
const Room = "~quarterdeck/"

// NoSuchETag is an ETag that no object has. A Put with it as Condition.IfMatch
// must write nothing and fail with ErrCondition or ErrNotFound, or with what
// the credentials lack.
const NoSuchETag = "1"

// Object is what a store says of one object.
type Object struct {
	Key  string
	Size int64
	// ETag is the store's opaque version of bytes and, where it can, attributes.
	ETag string
	// Modified is the store's time of the last write; zero where an answer does
	// not tell.
	Modified time.Time
}

// Attributes are the headers an object is served with.
type Attributes struct {
	ContentType     string `json:"content_type"`
	CacheControl    string `json:"cache_control,omitempty"`
	ContentEncoding string `json:"content_encoding,omitempty"`
	// Redirect is where a web server sends readers instead: root-absolute or a
	// whole address. Stores that cannot ignore it.
	Redirect string `json:"redirect,omitempty"`
	// Headers are others, by canonical name, that the store can keep and serve
	// (Content-Disposition, Content-Language), or keeps as metadata.
	Headers map[string]string `json:"headers,omitempty"`
}

// Content is the bytes of an object, which can be opened again for a retry.
type Content struct {
	Open   func() (io.ReadSeekCloser, error)
	Size   int64
	SHA256 [32]byte
}

// Condition restricts a write. The zero value writes always.
type Condition struct {
	// IfAbsent: only if there is no such object.
	IfAbsent bool
	// IfMatch: only over the object with this ETag.
	IfMatch string
}

// The reasons an engine acts upon.
var (
	// ErrNotFound: there is no such object.
	ErrNotFound = errors.New("not found")
	// ErrCondition: the condition of a write did not hold.
	ErrCondition = errors.New("someone else changed it")
)

// Problem is a failure that a person can mend, with what to do.
type Problem struct {
	// Kind is one of: credentials, permission, missing-bucket, clock, unreachable,
	// busy, refused, full; and from the engine: locked, changed, corrupt, limit,
	// foreign, audience, owed, unknown-release.
	Kind    string
	Message string // what could not be done, with the object's name
	Hint    string // what to do
	Err     error
}

// Error is the message and its cause, without the hint.
func (p *Problem) Error() string {
	if p.Err == nil {
		return p.Message
	}
	return p.Message + ": " + p.Err.Error()
}

// Unwrap gives the cause.
func (p *Problem) Unwrap() error { return p.Err }

package deploy

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"quarterdeck/generator/publish/store"
)

// The keys of a target's own state. All are ASCII and begin with a lower case
// letter after the room's name.
const (
	manifestKey = store.Room + "manifest.json.gz"
	lockKey     = store.Room + "lock.json"
	probeKey    = store.Room + "probe"
	releaseRoom = store.Room + "releases/"
	keptRoom    = store.Room + "objects/"
)

// The schemas, up to and with the final number.
const (
	manifestSchema = "quarterdeck/manifest/1"
	releaseSchema  = "quarterdeck/release/1"
)

// Manifest is what is known of a target: what stands at each key of ours, the
// releases that can be restored, and what an unfinished run was about to do.
// It is one object, so that it is read with one request and changes as a whole.
type Manifest struct {
	Schema string `json:"schema"`
	// Releases, oldest first; the last one stands.
	Releases []Release `json:"releases"`
	// Objects are ours, by key; those with Gone are no part of the site any more.
	Objects map[string]Entry `json:"objects"`
	// Kept are old bytes, by SHA-256 in hex.
	Kept map[string]Kept `json:"kept,omitempty"`
	// Open is set while a publish runs, and stays when it is cut off.
	Open *Open `json:"open,omitempty"`
	// Forgotten are releases that can no longer be restored and whose records,
	// and old bytes, may still lie there.
	Forgotten []int `json:"forgotten,omitempty"`
	// Owed are changed keys that the CDN has not been told of.
	Owed []string `json:"owed,omitempty"`
}

// Entry is one object of ours.
type Entry struct {
	// SHA256 of the stored bytes in hex; empty when unknown.
	SHA256     string           `json:"sha256,omitempty"`
	Size       int64            `json:"size"`
	Attributes store.Attributes `json:"attributes"`
	// Leads: a page that only leads on to another address.
	Leads bool `json:"leads,omitempty"`
	// ETag and Modified as listed after the publish. Modified is zero when a
	// run was cut off between the write and the listing.
	ETag     string    `json:"etag"`
	Modified time.Time `json:"modified,omitzero"`
	// Gone is since when the object is no part of the site.
	Gone time.Time `json:"gone,omitzero"`
	// Last is the last release that held a gone object.
	Last int `json:"last,omitempty"`
}

// live tells whether the object belongs to the site.
func (e Entry) live() bool { return e.Gone.IsZero() }

// matches tells whether a listed object is the one that was written.
func (e Entry) matches(o store.Object) bool {
	return e.ETag == o.ETag && e.Size == o.Size && (e.Modified.IsZero() || e.Modified.Equal(o.Modified))
}

// Kept is a copy of bytes that a retained release needs.
type Kept struct {
	Size int64  `json:"size"`
	ETag string `json:"etag"`
	// Last is the newest release that needs it.
	Last int `json:"last"`
}

// Open says what a run that has not finished may have written.
type Open struct {
	By string `json:"by"`
	// Release is the one that was to be made; the one that stands, if none was.
	Release int      `json:"release"`
	Pending []string `json:"pending"`
}

// Release is one publish that was completed.
type Release struct {
	ID   int       `json:"id"`
	Time time.Time `json:"time"`
	About
	Pages int   `json:"pages"`
	Files int   `json:"files"`
	Bytes int64 `json:"bytes"`
}

// About is where a release comes from. All may be empty.
type About struct {
	Commit string `json:"commit,omitempty"`
	Job    string `json:"job,omitempty"`
	// Input is the digest of the site's sources.
	Input   string `json:"input_sha256,omitempty"`
	Version string `json:"version,omitempty"`
	// Audience is for whom the site was made; empty: those who may see everything.
	Audience string `json:"audience,omitempty"`
	// Part names what was published, when it was not the whole site.
	Part string `json:"part,omitempty"`
	// Restores is the release that a rollback brought back.
	Restores int `json:"restores,omitempty"`
}

// record is a release with all that it holds: enough to restore it, and to
// rebuild a manifest.
type record struct {
	Schema  string           `json:"schema"`
	Release Release          `json:"release"`
	Objects map[string]Entry `json:"objects"`
}

func recordKey(id int) string { return fmt.Sprintf("%s%06d.json.gz", releaseRoom, id) }

// recordID is the release of such a key; 0 if it is none.
func recordID(key string) int {
	digits, ok := strings.CutPrefix(strings.TrimSuffix(key, ".json.gz"), releaseRoom)
	id, err := strconv.Atoi(digits)
	if !ok || err != nil || recordKey(id) != key {
		return 0
	}
	return id
}

func newManifest() *Manifest {
	return &Manifest{Schema: manifestSchema, Objects: map[string]Entry{}, Kept: map[string]Kept{}}
}

// current is the number of the release that stands; 0 before the first.
func (m *Manifest) current() int {
	if len(m.Releases) == 0 {
		return 0
	}
	return m.Releases[len(m.Releases)-1].ID
}

// find is a release by its number.
func (m *Manifest) find(id int) (Release, bool) {
	for _, r := range m.Releases {
		if r.ID == id {
			return r, true
		}
	}
	return Release{}, false
}

// errNewer is a document that a later version of the program wrote.
var errNewer = errors.New("it was written by a newer version of quarterdeck")

// checkSchema holds a document's schema against the one that is understood.
func checkSchema(got, want string) error {
	if got == want {
		return nil
	}
	kind, version := cutVersion(got)
	wantKind, known := cutVersion(want)
	if kind == wantKind && version > known {
		return errNewer
	}
	return fmt.Errorf("its schema is %q, not %q", got, want)
}

func cutVersion(schema string) (kind string, version int) {
	i := strings.LastIndexByte(schema, '/')
	version, err := strconv.Atoi(schema[i+1:])
	if err != nil {
		return schema, 0
	}
	return schema[:i+1], version
}

// pack writes a document of the state as gzipped JSON; the same document makes
// the same bytes.
func pack(document any) ([]byte, error) {
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	if err := json.NewEncoder(z).Encode(document); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// largestState bounds what is unpacked, so that a damaged object cannot fill
// the memory.
const largestState = 1 << 30

func unpack(packed []byte, document any) error {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return err
	}
	body, err := io.ReadAll(io.LimitReader(z, largestState)) // to its end, where the checksum stands
	if err != nil {
		return err
	}
	return json.Unmarshal(body, document)
}

// unpackManifest reads a manifest. One of a newer version is told apart even
// where its shape is another.
func unpackManifest(packed []byte) (*Manifest, error) {
	m := newManifest()
	m.Schema = ""
	err := unpack(packed, m)
	var shape *json.UnmarshalTypeError
	if err != nil && !errors.As(err, &shape) {
		return nil, err
	}
	if wrong := checkSchema(m.Schema, manifestSchema); wrong != nil {
		return nil, wrong
	}
	if err != nil {
		return nil, err
	}
	return m, m.sound()
}

// sound refuses a manifest that says what this program never writes.
func (m *Manifest) sound() error {
	if m.Objects == nil {
		m.Objects = map[string]Entry{}
	}
	if m.Kept == nil {
		m.Kept = map[string]Kept{}
	}
	for key := range m.Objects {
		if !siteKey(key) {
			return fmt.Errorf("%q cannot be the key of a page", key)
		}
	}
	for i, r := range m.Releases {
		if r.ID < 1 || i > 0 && r.ID <= m.Releases[i-1].ID {
			return fmt.Errorf("its releases are out of order at %d", r.ID)
		}
	}
	return nil
}

// siteKey tells whether a file of a site may have this key.
func siteKey(key string) bool {
	return key != "" && !strings.HasPrefix(key, store.Room) && !strings.HasPrefix(key, "/")
}

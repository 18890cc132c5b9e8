package wire

import (
	"context"
	"io"
	"net/http"
	"sync"
)

// trip is what became of the last request of an attempt, noted below the
// library that sent it, whatever that library makes of it.
type trip struct {
	mu sync.Mutex // a transport may outlive the attempt
	fate
}

type fate struct {
	sent   bool
	status int // 0: no answer
	header http.Header
	err    error // of sending, or of reading the answer's body
	local  error // of reading what was to be sent
}

// note changes what is known.
func (t *trip) note(change func(*fate)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change(&t.fate)
}

// spoil notes that what was to be sent could not be read.
func (t *trip) spoil(err error) { t.note(func(f *fate) { f.local = err }) }

func (t *trip) known() fate {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.fate
}

type tripKey struct{}

func tripOf(ctx context.Context) *trip {
	t, _ := ctx.Value(tripKey{}).(*trip)
	if t == nil {
		return &trip{}
	}
	return t
}

// counter counts requests and notes their fate.
type counter struct {
	client *Client
	next   http.RoundTripper
}

// RoundTrip sends one request.
func (r *counter) RoundTrip(req *http.Request) (*http.Response, error) {
	t := tripOf(req.Context())
	t.note(func(f *fate) { *f = fate{sent: true, local: f.local} })
	r.client.requests.Add(1)
	resp, err := r.next.RoundTrip(req)
	if err != nil {
		t.note(func(f *fate) { f.err = err })
		return nil, err
	}
	r.client.answered.Store(true)
	if at, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		r.client.clock.Store(at.Unix())
	}
	t.note(func(f *fate) { f.status, f.header = resp.StatusCode, resp.Header })
	resp.Body = &answer{ReadCloser: resp.Body, trip: t}
	return resp, nil
}

// answer notes when an answer's body breaks off.
type answer struct {
	io.ReadCloser
	trip *trip
}

// Read reads on.
func (a *answer) Read(p []byte) (int, error) {
	n, err := a.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		a.trip.note(func(f *fate) { f.err = err })
	}
	return n, err
}

// Package wire is what the cloud stores have in common below their libraries:
// one HTTP client that counts requests, reads the store's clock and never
// hangs; retries; and the translation of failures into what a person can mend.
// It belongs to the write stage, under the packages s3, gcs and azure.
//
// The libraries' own retries are switched off. Only here is it known whether an
// attempt may have been carried out although its answer was lost, and that
// decides whether a condition that fails afterwards is a conflict.
package wire

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"time"
)

// Options are the limits of a client; the zero value means the defaults.
type Options struct {
	Dial     time.Duration // to connect; 10 s
	Idle     time.Duration // without a byte moved in either direction; 30 s
	Attempts int           // of one operation; 12, and twice as many when the connection breaks
	Budget   time.Duration // for all attempts of one operation; 3 min and 30 s a MiB
	// Rand gives [0, 1) for the spread of waiting times.
	Rand func() float64
	// Sleep waits, or returns early with the context's error.
	Sleep func(context.Context, time.Duration) error
}

func (o Options) filled() Options {
	if o.Dial == 0 {
		o.Dial = 10 * time.Second
	}
	if o.Idle == 0 {
		o.Idle = 30 * time.Second
	}
	if o.Attempts == 0 {
		o.Attempts = 12
	}
	if o.Budget == 0 {
		o.Budget = 3 * time.Minute
	}
	if o.Rand == nil {
		o.Rand = rand.Float64
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	return o
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Client talks to one store.
type Client struct {
	place    Place
	opts     Options
	http     *http.Client
	requests atomic.Int64
	clock    atomic.Int64 // seconds since 1970 by the store; 0: unknown
	answered atomic.Bool  // the store has answered at least once
}

// New gives a client for a place.
func New(place Place, o Options) *Client {
	c := &Client{place: place, opts: o.filled()}
	c.http = &http.Client{
		Transport: &counter{client: c, next: transport(c.opts)},
		// A store that answers with a redirect is in another region or is no
		// store; following it would send credentials elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// HTTP is the client to give to a cloud's library.
func (c *Client) HTTP() *http.Client { return c.http }

// Requests is how many requests were sent, retries included.
func (c *Client) Requests() int64 { return c.requests.Load() }

// Clock is the store's time at its last answer; zero if there was none.
func (c *Client) Clock() time.Time {
	if s := c.clock.Load(); s != 0 {
		return time.Unix(s, 0).UTC()
	}
	return time.Time{}
}

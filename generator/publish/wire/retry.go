package wire

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"quarterdeck/generator/publish/store"
)

// What bounds the attempts at one operation besides Options.
const (
	firstWait = 100 * time.Millisecond // doubles with each attempt
	longWait  = 5 * time.Second
	// longestWish is how long a store's own Retry-After is heeded.
	longestWish = 30 * time.Second
	// fewAttempts is for a store that was never reached: a wrong address should
	// not take a minute to be told.
	fewAttempts = 4
	// garbledAttempts is for bytes that arrive with another checksum: the line
	// garbles them, or they changed while they were read.
	garbledAttempts = 3
	// slowest is the throughput, in bytes a second, below which one attempt is
	// given up although bytes still trickle.
	slowest = 32 << 10
)

// Outcome is what is known beyond the error.
type Outcome struct {
	// Unsure: an attempt before the last one may have been carried out although
	// its answer was lost. A condition that fails then may have been met by
	// ourselves.
	Unsure bool
}

// Do carries out one operation, again while its failure may pass by itself.
// Each attempt has a time limit. The error wraps store.ErrNotFound or
// store.ErrCondition, is the context's, or is a *store.Problem.
func (c *Client) Do(ctx context.Context, what What, try func(context.Context) error) (Outcome, error) {
	return c.again(ctx, what, func(ctx context.Context) error {
		ctx, stop := context.WithTimeout(ctx, c.limit(what.Size))
		defer stop()
		return try(ctx)
	})
}

// limit is the time one attempt may take.
func (c *Client) limit(size int64) time.Duration {
	return 3*c.opts.Idle + time.Duration(size/slowest)*time.Second
}

func (c *Client) again(ctx context.Context, what What, try func(context.Context) error) (Outcome, error) {
	var out Outcome
	until, stop := context.WithTimeout(ctx, c.opts.Budget+time.Duration(what.Size>>20)*30*time.Second)
	defer stop()
	for attempt := 1; ; attempt++ {
		t := &trip{}
		err := try(context.WithValue(ctx, tripKey{}, t))
		if err == nil {
			return out, nil
		}
		if ctx.Err() != nil {
			return out, c.interrupted(ctx, what)
		}
		f := c.fault(err, t.known())
		if !f.passing || attempt >= c.attempts(f) || until.Err() != nil {
			return out, c.final(what, f, attempt)
		}
		out.Unsure = out.Unsure || f.unsure
		if c.opts.Sleep(until, c.wait(attempt, f)) != nil {
			if ctx.Err() != nil {
				return out, c.interrupted(ctx, what)
			}
			return out, c.final(what, f, attempt)
		}
	}
}

// attempts is how often an operation is tried that fails this way.
func (c *Client) attempts(f *fault) int {
	switch {
	case f.code == "RequestTimeTooSkewed":
		return 2 // the library has learned the store's time from the answer
	case garbled(f.code):
		return garbledAttempts
	case f.unconnected && !c.answered.Load():
		return min(fewAttempts, c.opts.Attempts)
	case f.status == 0:
		// Where every other request is lost, twelve in a row happen to one
		// publish of 400 requests in ten.
		return 2 * c.opts.Attempts
	}
	return c.opts.Attempts
}

// wait is the pause after an attempt: doubling, spread by half to one and a
// half, unless the store says how long.
func (c *Client) wait(attempt int, f *fault) time.Duration {
	d := min(firstWait<<min(attempt-1, 10), longWait)
	d = time.Duration(float64(d) * (0.5 + c.opts.Rand()))
	if f.header == nil {
		return d
	}
	if s, err := strconv.Atoi(f.header.Get("Retry-After")); err == nil && s > 0 {
		return max(d, min(time.Duration(s)*time.Second, longestWish))
	}
	return d
}

func (c *Client) interrupted(ctx context.Context, what What) error {
	return &stopped{doing: c.doing(what), err: context.Cause(ctx)}
}

// stopped is an operation that was given up because the caller said so.
type stopped struct {
	doing string
	err   error
}

// Error names the object.
func (s *stopped) Error() string { return s.doing + ": stopped: " + s.err.Error() }

// Unwrap is the context's cause.
func (s *stopped) Unwrap() error { return s.err }

// IsCondition tells that a condition did not hold.
func IsCondition(err error) bool { return errors.Is(err, store.ErrCondition) }

// IsNotFound tells that there is no such object.
func IsNotFound(err error) bool { return errors.Is(err, store.ErrNotFound) }

func passingStatus(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// Pause waits before the store is asked how far it has come.
func (c *Client) Pause(ctx context.Context, what What) error {
	if c.opts.Sleep(ctx, 5*firstWait) != nil {
		return c.interrupted(ctx, what)
	}
	return nil
}

package cdn

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"quarterdeck/generator/publish/store"
)

const (
	attempts    = 6
	firstWait   = time.Second // doubles with each attempt
	longestWait = 30 * time.Second
	oneRequest  = 30 * time.Second
	answerLimit = 64 << 10 // bytes of an answer that are read
)

// passing is a failure that may pass by itself.
type passing struct {
	err   error
	after time.Duration // what the service asked to wait; 0: nothing
}

func (p *passing) Error() string { return p.err.Error() }
func (p *passing) Unwrap() error { return p.err }

// again runs try, each time with a limit of its own, until it succeeds, fails
// for good, or has failed too often.
func (c *Config) again(ctx context.Context, limit time.Duration, most int, try func(context.Context) error) error {
	for n := 1; ; n++ {
		err := c.once(ctx, limit, try)
		var p *passing
		if err == nil || !errors.As(err, &p) {
			return err
		}
		if n == most || ctx.Err() != nil {
			return p.err
		}
		wait := min(longestWait, firstWait<<(n-1))
		wait = wait/2 + time.Duration(c.Rand()*float64(wait/2))
		if err := c.Sleep(ctx, max(wait, min(p.after, longestWait))); err != nil {
			return p.err // why it had to wait says more
		}
	}
}

func (c *Config) once(ctx context.Context, limit time.Duration, try func(context.Context) error) error {
	ctx, stop := context.WithTimeout(ctx, limit)
	defer stop()
	return try(ctx)
}

// answer is what a service said.
type answer struct {
	status int
	body   []byte
	after  time.Duration
}

// send makes one request. The error is passing: there was no answer.
func send(client *http.Client, req *http.Request) (answer, error) {
	resp, err := client.Do(req)
	if err != nil {
		return answer{}, &passing{err: err}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit))
	if err != nil {
		return answer{}, &passing{err: err}
	}
	seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
	return answer{resp.StatusCode, body, time.Duration(max(0, seconds)) * time.Second}, nil
}

// said is an answer other than success, as an error.
func (a answer) said(text string) error {
	if text == "" {
		text = http.StatusText(a.status)
	}
	err := fmt.Errorf("it answered %d: %s", a.status, text)
	if a.status == http.StatusTooManyRequests || a.status >= 500 {
		return &passing{err, a.after}
	}
	return err
}

// untold words a failure; hints tell what to do by HTTP status.
func untold(who string, status int, err error, hints map[int]string) error {
	p := &store.Problem{Kind: "refused", Message: who + " could not be told which pages changed", Err: err, Hint: hints[status]}
	switch {
	case status == http.StatusUnauthorized:
		p.Kind = "credentials"
	case status == http.StatusForbidden:
		p.Kind = "permission"
	case status == http.StatusTooManyRequests || status >= 500:
		p.Kind = "busy"
	case status == 0:
		p.Kind = "unreachable"
	}
	if p.Hint == "" {
		p.Hint = "readers may see old pages until their time is up; the next deploy tells it again"
	}
	return p
}

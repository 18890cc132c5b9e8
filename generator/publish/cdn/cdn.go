// Package cdn tells the caches in front of a target which addresses changed. It
// belongs to the write stage, at its end: deploy calls it when everything is
// uploaded, and remembers as owed what could not be told.
//
// An [Invalidator] has been told when the service accepted the request; how long
// it then takes is the service's matter. No CDN runs on a developer's machine:
// the adapters are tested against stand-ins for their interfaces, written after
// the services' public documentation.
package cdn

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"quarterdeck/generator/publish/store"
)

// Invalidator drops what a CDN keeps of some addresses.
type Invalidator interface {
	// Invalidate takes root-absolute, escaped paths as readers ask for them. It
	// retries what may pass by itself; what a person can mend is a
	// *store.Problem. Told twice of the same does no harm.
	Invalidate(ctx context.Context, paths []string) error
	// String names the CDN in messages.
	String() string
}

// Config is a CDN and what is needed to reach it.
type Config struct {
	Kind            string // "cloudfront", "google", "fastly" or "command"
	Distribution    string // CloudFront's
	Project, URLMap string // Google's
	Service         string // Fastly's
	Host            string // as readers know it; required for Fastly
	Soft            bool   // Fastly: mark as stale
	Command         []string
	// Timeout of one Invalidate; 0: five minutes.
	Timeout time.Duration
	// WildcardOver is the number of paths above which everything below Base is
	// invalidated instead; 0: the kind's default.
	WildcardOver int

	// Base is the path of the site below its host, not escaped: "" or "/reliability".
	Base string
	// Reference is new for every run. Within a run it marks a repeated request as
	// the same, so that it is neither done nor paid twice.
	Reference string
	// Token is Fastly's, from the environment.
	Token string
	// Dir and Environ are the command's.
	Dir     string
	Environ []string
	// Rand gives [0, 1) and Sleep waits; both spread attempts over time.
	Rand  func() float64
	Sleep func(context.Context, time.Duration) error
	// Endpoint and Client stand in for the service's own in tests; empty and nil
	// mean the real ones.
	Endpoint string
	Client   *http.Client
}

// New makes the adapter. It sends nothing; credentials come from the service's
// own standard chain when they are first needed.
func New(c Config) (Invalidator, error) {
	if c.Timeout <= 0 {
		c.Timeout = 5 * time.Minute
	}
	if c.Rand == nil || c.Sleep == nil || c.Reference == "" {
		return nil, &store.Problem{Kind: "refused", Message: "the CDN adapter lacks a source of chance, a clock or a reference"}
	}
	switch c.Kind {
	case "cloudfront":
		return &cloudFront{c: c.over(1000)}, nil
	case "google":
		return &google{c: c.over(100)}, nil
	case "fastly":
		return newFastly(c.over(500))
	case "command":
		return &command{c: c.over(10_000)}, nil
	}
	return nil, &store.Problem{Kind: "refused", Message: "there is no CDN of the kind " + c.Kind, Hint: `write kind = "cloudfront", "google", "fastly" or "command"`}
}

// over fills in from how many paths on everything is invalidated.
func (c Config) over(n int) Config {
	if c.WildcardOver <= 0 {
		c.WildcardOver = n
	}
	return c
}

// everything is the path that means all of the site.
func (c *Config) everything() string {
	return (&url.URL{Path: strings.TrimSuffix(c.Base, "/") + "/"}).EscapedPath() + "*"
}

// gather sorts the paths and drops repeats. Too many become one.
func (c *Config) gather(paths []string) []string {
	out := slices.Sorted(slices.Values(paths))
	out = slices.Compact(out)
	if len(out) > c.WildcardOver {
		return []string{c.everything()}
	}
	return out
}

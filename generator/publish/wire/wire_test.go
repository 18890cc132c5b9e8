package wire

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"quarterdeck/generator/publish/store"
)

// place is a store whose library has no errors of its own.
func place() Place {
	return Place{URL: "s3://reports", Bucket: `bucket "reports"`, Login: "log in", Rights: map[Verb]string{Write: "the right to write"},
		Explain: func(error) (string, string) { return "", "" }}
}

// waits records how long a client would have waited.
type waits []time.Duration

func (w *waits) sleep(ctx context.Context, d time.Duration) error {
	*w = append(*w, d)
	return ctx.Err()
}

// get is a request as a library would make it: a refusal is an error.
func get(c *Client, url string) func(context.Context) error {
	return func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		resp, err := c.HTTP().Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if _, err := io.ReadAll(resp.Body); err != nil {
			return err
		}
		if resp.StatusCode >= 300 {
			return errors.New("refused")
		}
		return nil
	}
}

func server(t *testing.T, h http.HandlerFunc) string {
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// Doubled from 0.1 s to at most 5 s, each times 0.5 + 0.5 here: the plain
// doubling, eleven waits between twelve attempts.
func TestWaitingDoublesUpToALimit(t *testing.T) {
	var w waits
	c := New(place(), Options{Rand: func() float64 { return 0.5 }, Sleep: w.sleep})
	url := server(t, status(http.StatusServiceUnavailable))
	if _, err := c.Do(t.Context(), What{Verb: Write, Key: "a"}, get(c, url)); err == nil {
		t.Fatal("a store that is always busy was taken for well")
	}
	want := []time.Duration{100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000, 5000}
	if len(w) != len(want) {
		t.Fatalf("%d waits, want %d", len(w), len(want))
	}
	for i, d := range w {
		if d != want[i]*time.Millisecond {
			t.Errorf("wait %d is %v, want %v", i, d, want[i]*time.Millisecond)
		}
	}
	if c.Requests() != 12 {
		t.Errorf("%d requests were counted, want 12", c.Requests())
	}
}

func TestWaitingIsSpread(t *testing.T) {
	for r, want := range map[float64]time.Duration{0: 50 * time.Millisecond, 0.999999: 150 * time.Millisecond} {
		c := New(place(), Options{Rand: func() float64 { return r }})
		if got := c.wait(1, &fault{}).Round(time.Millisecond); got != want {
			t.Errorf("at %g the first wait is %v, want %v", r, got, want)
		}
	}
}

func TestTheStoresOwnWishIsHeeded(t *testing.T) {
	for wish, want := range map[string]time.Duration{"7": 7 * time.Second, "9999": longestWish, "soon": 100 * time.Millisecond, "-1": 100 * time.Millisecond} {
		var w waits
		c := New(place(), Options{Rand: func() float64 { return 0.5 }, Sleep: w.sleep, Attempts: 2})
		url := server(t, func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Retry-After", wish)
			rw.WriteHeader(http.StatusTooManyRequests)
		})
		_, err := c.Do(t.Context(), What{Verb: Write}, get(c, url))
		if err == nil || len(w) != 1 || w[0] != want {
			t.Errorf("Retry-After %q: waited %v, want %v (error %v)", wish, w, want, err)
		}
	}
}

// A broken answer leaves open whether the request was carried out; a refusal
// and a connection that never was do not.
func TestWhatIsUnsure(t *testing.T) {
	var n atomic.Int32
	once := func(bad http.HandlerFunc) http.HandlerFunc {
		n.Store(0)
		return func(w http.ResponseWriter, r *http.Request) {
			if n.Add(1) == 1 {
				bad(w, r)
			}
		}
	}
	for name, c := range map[string]struct {
		bad  http.HandlerFunc
		want bool
	}{
		"reset":       {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, true},
		"500":         {status(http.StatusInternalServerError), true},
		"too many":    {status(http.StatusTooManyRequests), false},
		"nothing bad": {status(http.StatusOK), false},
	} {
		client := New(place(), Options{Sleep: new(waits).sleep})
		out, err := client.Do(t.Context(), What{Verb: Write}, get(client, server(t, once(c.bad))))
		if err != nil || out.Unsure != c.want {
			t.Errorf("%s: unsure %v, error %v; want %v and none", name, out.Unsure, err, c.want)
		}
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	var elsewhere atomic.Int32
	away := server(t, func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) })
	url := server(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, away, http.StatusTemporaryRedirect) })
	c := New(place(), Options{Sleep: new(waits).sleep})
	_, err := c.Do(t.Context(), What{Verb: Write}, get(c, url))
	if err == nil || elsewhere.Load() != 0 {
		t.Errorf("followed %d times, error %v", elsewhere.Load(), err)
	}
}

func TestTheClockIsTheStores(t *testing.T) {
	url := server(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Date", "Thu, 01 Oct 2026 08:00:05 GMT") })
	c := New(place(), Options{})
	if !c.Clock().IsZero() {
		t.Errorf("before any answer the clock says %v", c.Clock())
	}
	if _, err := c.Do(t.Context(), What{Verb: List}, get(c, url)); err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 10, 1, 8, 0, 5, 0, time.UTC); !c.Clock().Equal(want) {
		t.Errorf("the clock says %v, want %v", c.Clock(), want)
	}
}

// An answer that takes longer than the limit on silence is no black hole as
// long as bytes keep coming.
func TestSlowIsNotSilent(t *testing.T) {
	const pieces = 30
	url := server(t, func(w http.ResponseWriter, _ *http.Request) {
		for range pieces {
			time.Sleep(40 * time.Millisecond)
			_, _ = io.WriteString(w, "x")
			w.(http.Flusher).Flush()
		}
	})
	c := New(place(), Options{Idle: time.Second})
	if _, err := c.Do(t.Context(), What{Verb: Read, Key: "a"}, get(c, url)); err != nil {
		t.Error(err)
	}
}

func TestACertificateNobodyKnowsIsNotTriedAgain(t *testing.T) {
	s := httptest.NewTLSServer(status(http.StatusOK))
	defer s.Close()
	c := New(place(), Options{Sleep: new(waits).sleep})
	_, err := c.Do(t.Context(), What{Verb: List}, get(c, s.URL))
	var p *store.Problem
	if !errors.As(err, &p) || p.Kind != kindUnreachable || !strings.Contains(p.Error(), "certificate") || c.Requests() != 1 {
		t.Errorf("after %d requests: %v", c.Requests(), err)
	}
}

func TestAPlainServerIsNotAskedForTLSAgain(t *testing.T) {
	c := New(place(), Options{Sleep: new(waits).sleep})
	_, err := c.Do(t.Context(), What{Verb: List}, get(c, strings.Replace(server(t, status(http.StatusOK)), "http:", "https:", 1)))
	var p *store.Problem
	if !errors.As(err, &p) || p.Kind != kindUnreachable || c.Requests() != 1 {
		t.Errorf("after %d requests: %v", c.Requests(), err)
	}
}

func TestTheBudgetEndsTheTrying(t *testing.T) {
	c := New(place(), Options{Attempts: 1000, Budget: time.Nanosecond, Sleep: func(ctx context.Context, _ time.Duration) error {
		<-ctx.Done()
		return ctx.Err()
	}})
	url := server(t, status(http.StatusServiceUnavailable))
	_, err := c.Do(t.Context(), What{Verb: Write, Key: "a.html"}, get(c, url))
	var p *store.Problem
	if !errors.As(err, &p) || p.Kind != kindBusy || c.Requests() > 2 {
		t.Errorf("after %d requests: %v", c.Requests(), err)
	}
}

func TestMessagesAreOneShortLine(t *testing.T) {
	long := "first\x1b[31m " + strings.Repeat("é", 500) + "\nsecond"
	f := &fault{status: 400, code: "Bad", message: line(long)}
	if got := f.Error(); strings.ContainsAny(got, "\n\x1b") || strings.Contains(got, "second") || len([]rune(got)) > longestLine+30 {
		t.Errorf("%q", got)
	}
}

func TestABrokenLineIsToldInWords(t *testing.T) {
	for want, err := range map[string]error{
		"the connection was closed in the middle": &url.Error{Op: "Get", URL: "http://x/?sig=hidden", Err: io.ErrUnexpectedEOF},
		"no answer in time":                       &net.OpError{Op: "read", Err: os.ErrDeadlineExceeded},
		"connection reset by peer":                &url.Error{Op: "Put", URL: "http://x/?sig=hidden", Err: &net.OpError{Op: "read", Err: syscall.ECONNRESET}},
		"dial tcp: connection refused":            &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED},
	} {
		if got := broken(err).Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{"s3://reports/site?region=x", "s3://a b/c", "s3://u:secretword@b/", "s3://b/%2f?endpoint=x", "s3://[::1]/x", "s3://b?a;b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		a, err := ParseAddress(raw, "s3", "region", "endpoint")
		if err != nil {
			var p *store.Problem
			if !errors.As(err, &p) {
				t.Fatalf("%q: %v is no problem with a kind", raw, err)
			}
			return
		}
		if a.Host == "" || strings.HasPrefix(a.Path, "/") || strings.HasSuffix(a.Path, "/") || strings.Contains(a.Host, "@") {
			t.Fatalf("%q was read as %+v", raw, a)
		}
	})
}

package storetest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// guard stands before fake-gcs-server and holds what it ignores: conditions on
// the generation when an object is deleted, rewritten or read. A wish it knows
// to fail is answered with 412, as Google does; all else goes through. It also
// adds a header of downloads that the server leaves out; its metageneration is
// always 1.
func guard(t testing.TB, host string) string {
	t.Helper()
	behind := &url.URL{Scheme: "http", Host: host}
	g := &gcsGuard{host: host, next: &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(behind)
			r.Out.Host = host
		},
		ModifyResponse: func(r *http.Response) error {
			if r.Header.Get("X-Goog-Generation") != "" && r.Header.Get("X-Goog-Metageneration") == "" {
				r.Header.Set("X-Goog-Metageneration", "1")
			}
			return nil
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

type gcsGuard struct {
	host string
	next http.Handler
	mu   sync.Mutex // writes come one after another: their conditions are exact
}

// ServeHTTP checks and passes on.
func (g *gcsGuard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		g.mu.Lock()
		defer g.mu.Unlock()
	}
	path := r.URL.EscapedPath()
	generation, meta := "ifGenerationMatch", "ifMetagenerationMatch"
	switch {
	case strings.HasPrefix(path, "/upload/"):
		path = ""
	case strings.Contains(path, "/rewriteTo/"):
		path, _, _ = strings.Cut(path, "/rewriteTo/")
		generation, meta = "ifSourceGenerationMatch", "ifSourceMetagenerationMatch"
	}
	q := r.URL.Query()
	if path != "" && (q.Has(generation) || q.Has(meta)) {
		if status, body := g.holds(path, q.Get(generation), q.Get(meta)); status != http.StatusOK {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			fmt.Fprint(w, body)
			return
		}
	}
	g.next.ServeHTTP(w, r)
}

// holds compares an object's versions with those wanted.
func (g *gcsGuard) holds(path, generation, meta string) (int, string) {
	resp, err := http.Get("http://" + g.host + path)
	if err != nil {
		return http.StatusServiceUnavailable, err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return resp.StatusCode, string(body)
	}
	var now struct{ Generation, Metageneration string }
	if err := json.Unmarshal(body, &now); err != nil {
		return http.StatusInternalServerError, err.Error()
	}
	if generation != "" && generation != now.Generation || meta != "" && meta != now.Metageneration {
		return http.StatusPreconditionFailed, `{"error":{"code":412,"message":"At least one of the pre-conditions you specified did not hold."}}`
	}
	return http.StatusOK, ""
}

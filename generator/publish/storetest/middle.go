package storetest

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// Middle stands between a store and its server and meddles with single
// requests, exactly where a test says so; toxiproxy meddles with connections,
// by chance.
type Middle struct {
	// Host is where to reach the server through it.
	Host string
	mu   sync.Mutex
	fate func(*http.Request) Meddling
	seen int
}

// Meddling is what happens to a request; the zero value lets it pass.
type Meddling struct {
	// DropRequest: the server never sees it, the connection is reset.
	DropRequest bool
	// DropAnswer: the server carries it out, the connection is reset.
	DropAnswer bool
	// Hole: the server never sees it, and there is never an answer.
	Hole bool
	// Cut: the answer breaks off after so many bytes of its body.
	Cut int
	// Status and Body are an answer instead of the server's.
	Status int
	Header map[string]string
	Body   string
}

// NewMiddle starts one in front of a server.
func NewMiddle(t testing.TB, server string) *Middle {
	t.Helper()
	m := &Middle{}
	behind := &url.URL{Scheme: "http", Host: server}
	pass := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(behind)
			r.Out.Host = r.In.Host // it is signed
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	ctx, stop := context.WithCancel(context.Background())
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { m.serve(ctx, pass, w, r) }))
	s.Start()
	t.Cleanup(func() {
		stop()
		s.CloseClientConnections()
		s.Close()
	})
	m.Host = strings.TrimPrefix(s.URL, "http://")
	return m
}

// Meddle decides over requests from now on; nil lets all pass.
func (m *Middle) Meddle(fate func(*http.Request) Meddling) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fate, m.seen = fate, 0
}

// Seen is how many requests came since the last Meddle.
func (m *Middle) Seen() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.seen
}

func (m *Middle) decide(r *http.Request) Meddling {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.seen++
	if m.fate == nil {
		return Meddling{}
	}
	return m.fate(r)
}

func (m *Middle) serve(ctx context.Context, pass http.Handler, w http.ResponseWriter, r *http.Request) {
	switch d := m.decide(r); {
	case d.Status != 0:
		// The body is read first, or the answer could be lost with it.
		_, _ = io.Copy(io.Discard, r.Body)
		for name, value := range d.Header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(d.Status)
		_, _ = io.WriteString(w, d.Body)
	case d.DropRequest:
		reset(w)
	case d.DropAnswer:
		pass.ServeHTTP(httptest.NewRecorder(), r)
		reset(w)
	case d.Hole:
		<-ctx.Done()
		panic(http.ErrAbortHandler)
	case d.Cut > 0:
		pass.ServeHTTP(&cutting{ResponseWriter: w, left: d.Cut}, r)
	default:
		pass.ServeHTTP(w, r)
	}
}

// reset breaks the connection the hard way.
func reset(w http.ResponseWriter) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // then closing sends a reset
	}
	_ = conn.Close() // that it breaks is the point
}

// cutting lets so many bytes of a body through, then breaks off.
type cutting struct {
	http.ResponseWriter
	left int
}

// Write passes bytes on while there are some left.
func (c *cutting) Write(p []byte) (int, error) {
	if len(p) < c.left {
		c.left -= len(p)
		return c.ResponseWriter.Write(p)
	}
	_, _ = c.ResponseWriter.Write(p[:c.left])
	if f, ok := c.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
	panic(http.ErrAbortHandler)
}

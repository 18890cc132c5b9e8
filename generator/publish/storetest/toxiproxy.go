package storetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"testing"
)

// Proxy is a way to a server that can be broken at will (toxiproxy).
type Proxy struct {
	// Host is where to reach the server through it.
	Host string
	api  string
	made []string
}

// Toxic is a fault: its type, its numbers as toxiproxy names them, and the
// share of connections that have it (1: all).
type Toxic struct {
	Type string
	// Upstream: on the way to the server; otherwise on the way back.
	Upstream bool
	Share    float64
	Numbers  map[string]int
}

// Latency delays each answer's first bytes, in milliseconds.
func Latency(ms, jitter int) Toxic {
	return Toxic{Type: "latency", Share: 1, Numbers: map[string]int{"latency": ms, "jitter": jitter}}
}

// Resets breaks a share of the connections by a TCP reset.
func Resets(share float64) Toxic {
	return Toxic{Type: "reset_peer", Share: share, Numbers: map[string]int{"timeout": 0}}
}

// BlackHole swallows what the server answers on a share of the connections and
// never closes them.
func BlackHole(share float64) Toxic {
	return Toxic{Type: "timeout", Share: share, Numbers: map[string]int{"timeout": 0}}
}

// Cut closes a share of the connections after some bytes of answers.
func Cut(share float64, bytes int) Toxic {
	return Toxic{Type: "limit_data", Share: share, Numbers: map[string]int{"bytes": bytes}}
}

// CutSent closes a share of the connections after some bytes were sent.
func CutSent(share float64, bytes int) Toxic {
	return Toxic{Type: "limit_data", Upstream: true, Share: share, Numbers: map[string]int{"bytes": bytes}}
}

// NewProxy starts a proxy in front of a server.
func NewProxy(t testing.TB, server string) *Proxy {
	t.Helper()
	program, port := goServer(t, "server"), FreePort(t)
	p := &Proxy{api: "http://" + loopback(port), Host: loopback(FreePort(t))}
	start(t, p.api+"/version", false, []string{"LOG_LEVEL=fatal"}, program, "-host", "127.0.0.1", "-port", strconv.Itoa(port))
	p.call(t, http.MethodPost, "/proxies", map[string]any{"name": "store", "listen": p.Host, "upstream": server, "enabled": true})
	return p
}

// Add breaks what comes from now on, also on connections that are open.
func (p *Proxy) Add(t testing.TB, x Toxic) {
	t.Helper()
	stream := "downstream"
	if x.Upstream {
		stream = "upstream"
	}
	name := fmt.Sprintf("toxic%d", len(p.made))
	p.made = append(p.made, name)
	p.call(t, http.MethodPost, "/proxies/store/toxics",
		map[string]any{"name": name, "type": x.Type, "stream": stream, "toxicity": x.Share, "attributes": x.Numbers})
}

// Heal takes all faults away.
func (p *Proxy) Heal(t testing.TB) {
	t.Helper()
	for _, name := range p.made {
		p.call(t, http.MethodDelete, "/proxies/store/toxics/"+name, nil)
	}
	p.made = nil
}

func (p *Proxy) call(t testing.TB, method, path string, body any) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, p.api+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		t.Fatalf("the proxy answered %s to %s %s", resp.Status, method, path)
	}
}

package wire

import (
	"context"
	"net"
	"net/http"
	"time"
)

// transport is HTTP/1.1 whose connections break when nothing moves. Bodies
// arrive as they are stored, never unpacked on the way.
func transport(o Options) *http.Transport {
	dialer := &net.Dialer{Timeout: o.Dial, KeepAlive: 15 * time.Second}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return &lively{Conn: conn, idle: o.Idle}, nil
		},
		Protocols:             protocols,
		TLSHandshakeTimeout:   o.Dial,
		ExpectContinueTimeout: time.Second,
		IdleConnTimeout:       o.Idle * 2 / 3,
		MaxIdleConns:          256,
		MaxIdleConnsPerHost:   64,
		DisableCompression:    true,
	}
}

// lively is a connection that fails when for too long no byte moves either
// way. A black hole accepts a request and never answers; without this, neither
// the kernel nor the AWS library would ever give up.
type lively struct {
	net.Conn
	idle time.Duration
}

// Read gives up when nothing arrives in time.
func (l *lively) Read(p []byte) (int, error) {
	if err := l.SetReadDeadline(time.Now().Add(l.idle)); err != nil {
		return 0, err
	}
	return l.Conn.Read(p)
}

// Write gives up when nothing can be sent in time. A Read is always pending
// meanwhile, waiting for the answer: its time starts anew as well.
func (l *lively) Write(p []byte) (int, error) {
	if err := l.SetDeadline(time.Now().Add(l.idle)); err != nil {
		return 0, err
	}
	n, err := l.Conn.Write(p)
	if err == nil {
		err = l.SetReadDeadline(time.Now().Add(l.idle))
	}
	return n, err
}

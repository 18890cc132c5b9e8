package wire

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"unicode"
)

// fault is a failed attempt, read.
type fault struct {
	status  int    // 0: no answer
	code    string // the store's word for it
	message string
	header  http.Header
	cause   error
	// passing: may succeed when tried again.
	passing bool
	// unsure: may have been carried out all the same.
	unsure bool
	// unconnected: there was no connection.
	unconnected bool
	// local: what was to be sent could not be read.
	local bool
}

// Error is short, one line, and without addresses: a signed one is a secret.
func (f *fault) Error() string {
	switch {
	case f.status == 0 && f.message != "":
		return f.message
	case f.status == 0:
		return line(f.cause.Error())
	case f.code != "" && f.message != "":
		return fmt.Sprintf("%s (HTTP %d): %s", f.code, f.status, f.message)
	case f.code != "":
		return fmt.Sprintf("%s (HTTP %d)", f.code, f.status)
	}
	return fmt.Sprintf("HTTP %d %s", f.status, http.StatusText(f.status))
}

// Unwrap is what the library said.
func (f *fault) Unwrap() error { return f.cause }

// fault reads an attempt's error together with what happened below the library.
func (c *Client) fault(err error, t fate) *fault {
	switch {
	case t.local != nil:
		return &fault{cause: t.local, local: true}
	case t.err != nil:
		return broken(t.err)
	case t.status >= 300:
		return c.said(err, t)
	case errors.Is(err, context.DeadlineExceeded):
		return &fault{cause: errors.New("no complete answer in time"), passing: true, unsure: t.sent}
	case t.sent:
		// An answer that says success and cannot be understood.
		return &fault{cause: err, passing: true, unsure: true}
	}
	code, message := c.place.Explain(err)
	return &fault{code: code, message: line(message), cause: bare(err)}
}

// broken is a connection that failed.
func broken(err error) *fault {
	f := &fault{cause: lost{err}, passing: true, unsure: true}
	var op *net.OpError
	switch {
	case errors.As(err, &op) && op.Op == "dial":
		f.unsure, f.unconnected = false, true
	case hopeless(err):
		f.unsure, f.unconnected, f.passing = false, true, false
	}
	return f
}

// hopeless tells that the other side does not speak TLS or could not prove who
// it is.
func hopeless(err error) bool {
	var host x509.HostnameError
	var authority x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	return errors.As(err, &record) || errors.Is(err, http.ErrSchemeMismatch) || errors.As(err, &host) || errors.As(err, &authority) || errors.As(err, &invalid)
}

// lost says in words what became of a connection.
type lost struct{ err error }

// Error leaves out addresses and ports, but for one that could not be reached.
func (l lost) Error() string {
	var op *net.OpError
	var late net.Error
	switch {
	case errors.As(l.err, &op) && op.Op == "dial":
		return op.Error()
	case errors.Is(l.err, context.DeadlineExceeded), errors.As(l.err, &late) && late.Timeout():
		return "no answer in time"
	case errors.Is(l.err, io.EOF), errors.Is(l.err, io.ErrUnexpectedEOF):
		return "the connection was closed in the middle"
	case op != nil:
		return op.Err.Error()
	}
	return bare(l.err).Error()
}

// Unwrap is what the transport said.
func (l lost) Unwrap() error { return l.err }

// said is an answer that says no.
func (c *Client) said(err error, t fate) *fault {
	code, message := c.place.Explain(err)
	f := &fault{status: t.status, code: code, message: line(message), header: t.header, cause: err}
	f.passing = passingStatus(t.status) || passingCode(code)
	f.unsure = t.status >= 500 || t.status == http.StatusRequestTimeout || code == "RequestTimeout"
	return f
}

// bare takes the address off an error: it may be a signed one.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// longestLine keeps a store's words readable.
const longestLine = 240

// line is a text's first line, without control characters and not endless.
func line(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > longestLine {
		s = string(r[:longestLine]) + "…"
	}
	return strings.TrimSpace(s)
}

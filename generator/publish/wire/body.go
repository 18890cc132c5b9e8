package wire

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"sync/atomic"
	"time"

	"quarterdeck/generator/publish/store"
)

// Sending opens the bytes of one attempt and tells the attempt when they could
// not be read, which is no fault of the store and not tried again.
func Sending(ctx context.Context, c store.Content) (io.ReadSeekCloser, error) {
	t := tripOf(ctx)
	f, err := c.Open()
	if err != nil {
		t.spoil(err)
		return nil, err
	}
	return &source{file: f, trip: t, size: c.Size, left: c.Size}, nil
}

// source is the bytes of one attempt: as many as were promised, or an error. A
// transport may still read it when the attempt is over.
type source struct {
	file       io.ReadSeekCloser
	trip       *trip
	size, left int64
	closed     atomic.Bool
}

// Read reads on.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.file.Read(p)
	s.left -= int64(n)
	if err == io.EOF && s.left > 0 || s.left < 0 {
		err = errors.New("its length is not what it was")
	}
	if err != nil && err != io.EOF && !s.closed.Load() {
		s.trip.spoil(err)
	}
	return n, err
}

// Seek moves; libraries seek to learn the length and to begin again.
func (s *source) Seek(offset int64, whence int) (int64, error) {
	at, err := s.file.Seek(offset, whence)
	s.left = s.size - at
	return at, err
}

// Close closes the file.
func (s *source) Close() error {
	s.closed.Store(true)
	return s.file.Close()
}

// Opened is an object whose body is on its way.
type Opened struct {
	Body       io.ReadCloser
	Object     store.Object
	Attributes store.Attributes
}

// Stream reads an object. from opens it at an offset, only if it
// still has the ETag (empty: whatever is there); a body that breaks off is
// taken up again where it broke off.
func (c *Client) Stream(ctx context.Context, key string, from func(ctx context.Context, offset int64, etag string) (Opened, error)) (Opened, error) {
	s := &stream{client: c, ctx: ctx, key: key, from: from}
	opened, err := s.open()
	if err != nil {
		return Opened{}, err
	}
	s.size, s.etag = opened.Object.Size, opened.Object.ETag
	opened.Body = s
	return opened, nil
}

// stream is a body that survives broken connections.
type stream struct {
	client *Client
	ctx    context.Context
	key    string
	from   func(context.Context, int64, string) (Opened, error)
	body   io.ReadCloser
	stop   context.CancelFunc
	at     int64
	size   int64
	etag   string
	breaks int
}

func (s *stream) what() What { return What{Verb: Read, Key: s.key} }

// open asks for the rest. Until the answer's head is there the time is limited;
// afterwards the connection itself gives up when nothing moves.
func (s *stream) open() (opened Opened, err error) {
	_, err = s.client.again(s.ctx, s.what(), func(ctx context.Context) error {
		ctx, stop := context.WithCancel(ctx)
		late := time.AfterFunc(s.client.limit(0), stop)
		opened, err = s.from(ctx, s.at, s.etag)
		if !late.Stop() && err == nil {
			opened.Body.Close()
			err = context.DeadlineExceeded
		}
		if err != nil {
			stop()
			return err
		}
		s.body, s.stop = opened.Body, stop
		return nil
	})
	return opened, err
}

// Read reads on, over a new connection if need be.
func (s *stream) Read(p []byte) (int, error) {
	for {
		n, err := s.body.Read(p)
		s.at += int64(n)
		if err == io.EOF && s.at < s.size {
			err = io.ErrUnexpectedEOF
		}
		if n > 0 {
			s.breaks = 0
		}
		if n > 0 || err == nil || err == io.EOF {
			if err != io.EOF {
				err = nil // a break is met again at the next Read
			}
			return n, err
		}
		if err := s.reopen(err); err != nil {
			return 0, err
		}
	}
}

func (s *stream) reopen(broke error) error {
	s.breaks++
	if s.ctx.Err() != nil {
		return s.client.interrupted(s.ctx, s.what())
	}
	if s.breaks > s.client.opts.Attempts {
		return s.client.final(s.what(), broken(broke), s.breaks)
	}
	_ = s.Close() // it is broken already
	if err := s.client.opts.Sleep(s.ctx, s.client.wait(s.breaks, &fault{})); err != nil {
		return s.client.interrupted(s.ctx, s.what())
	}
	_, err := s.open()
	if IsCondition(err) || IsNotFound(err) {
		return fmt.Errorf("%s: it changed while it was read: %w", s.client.doing(s.what()), err)
	}
	return err
}

// Close ends the reading.
func (s *stream) Close() error {
	err := s.body.Close()
	s.stop()
	return err
}

// Sum reads the bytes of an attempt into further sums and begins anew. Bytes
// that are no longer those that were promised are not sent.
func Sum(ctx context.Context, body io.ReadSeeker, c store.Content, further hash.Hash) error {
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(sum, further), body); err != nil {
		return err
	}
	if [sha256.Size]byte(sum.Sum(nil)) != c.SHA256 {
		err := errors.New("its bytes are not what they were")
		tripOf(ctx).spoil(err)
		return err
	}
	_, err := body.Seek(0, io.SeekStart)
	return err
}

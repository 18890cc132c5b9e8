package wire

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"quarterdeck/generator/publish/store"
)

// Settle ends a write that failed. If its condition did not hold but an attempt
// before may have been carried out, the object is read back: when it is the one
// that was sent, the write has succeeded.
func (c *Client) Settle(ctx context.Context, key string, content store.Content, a store.Attributes, when store.Condition, out Outcome, err error,
	open func(context.Context, string) (Opened, error)) (store.Object, error) {
	if when.IfMatch != "" && IsNotFound(err) {
		err = fmt.Errorf("%s: it is gone: %w", c.doing(What{Verb: Write, Key: key}), store.ErrCondition)
	}
	if !IsCondition(err) || !out.Unsure {
		return store.Object{}, err
	}
	opened, readErr := open(ctx, key)
	if readErr != nil {
		if IsNotFound(readErr) {
			return store.Object{}, err
		}
		return store.Object{}, readErr
	}
	defer opened.Body.Close()
	same, readErr := holds(opened.Body, content)
	if readErr != nil {
		return store.Object{}, readErr
	}
	if !same || !served(a, opened.Attributes) {
		return store.Object{}, err
	}
	return opened.Object, nil
}

func holds(body io.Reader, content store.Content) (bool, error) {
	sum := sha256.New()
	n, err := io.Copy(sum, io.LimitReader(body, content.Size+1))
	if err != nil {
		return false, err
	}
	return n == content.Size && [sha256.Size]byte(sum.Sum(nil)) == content.SHA256, nil
}

// SettleCopy ends a copy that failed. One of an object onto itself may change
// its ETag: an attempt whose answer was lost then fails the next one's
// condition. It has succeeded when the object is served as wanted. head asks
// for the object.
func (c *Client) SettleCopy(onto bool, a store.Attributes, out Outcome, err error, head func() (store.Object, store.Attributes, error)) (store.Object, error) {
	if !onto || !IsCondition(err) || !out.Unsure {
		return store.Object{}, err
	}
	o, now, headErr := head()
	switch {
	case errors.Is(headErr, store.ErrNotFound):
		return store.Object{}, err
	case headErr != nil:
		return store.Object{}, headErr
	case !served(a, now):
		return store.Object{}, err
	}
	return o, nil
}

// Gone ends a deletion: one whose condition failed because the object is no
// longer there has done its work. head asks for the object.
func Gone(err error, head func() error) error {
	if IsCondition(err) && IsNotFound(head()) {
		return nil
	}
	return err
}

package azure

import (
	"bytes"
	"context"
	"crypto/md5"
	"fmt"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blockblob"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/wire"
)

// Put writes an object. Azure compares its MD5 before it keeps it.
func (s *Store) Put(ctx context.Context, key string, c store.Content, a store.Attributes, when store.Condition) (store.Object, error) {
	var put blockblob.UploadResponse
	out, err := s.Do(ctx, wire.What{Verb: wire.Write, Key: key, Size: c.Size}, func(ctx context.Context) error {
		body, err := wire.Sending(ctx, c)
		if err != nil {
			return err
		}
		defer body.Close()
		sum := md5.New()
		if err := wire.Sum(ctx, body, c, sum); err != nil {
			return err
		}
		put, err = s.blob(key).Upload(ctx, body, &blockblob.UploadOptions{
			HTTPHeaders: headers(a, sum.Sum(nil)), Metadata: metadata(a), AccessConditions: writeCondition(when),
			TransactionalValidation: blob.TransferValidationTypeMD5(sum.Sum(nil)),
		})
		return err
	})
	if err != nil {
		return s.Settle(ctx, key, c, a, when, out, err, s.open)
	}
	return store.Object{Key: key, Size: c.Size, ETag: etag(put.ETag), Modified: moment(put.LastModified)}, nil
}

// Copy copies an object inside the container. Azure copies headers with the
// bytes; where others are wanted they are set afterwards, so that for a moment
// the copy has those of its source.
func (s *Store) Copy(ctx context.Context, from, to string, a store.Attributes, ifSource string) (store.Object, error) {
	return s.CopyFrom(ctx, s, from, to, a, ifSource)
}

// CopyFrom copies an object of another container of the account, to another
// key.
func (s *Store) CopyFrom(ctx context.Context, origin *Store, from, to string, a store.Attributes, ifSource string) (store.Object, error) {
	what := wire.What{Verb: wire.Copy, Key: from}
	source, err := origin.known(ctx, what, from)
	if err != nil {
		return store.Object{}, err
	}
	if ifSource != "" && source.object.ETag != ifSource {
		return store.Object{}, fmt.Errorf("copy %q in %s: %w", from, s.url, store.ErrCondition)
	}
	at := source.object
	if from != to {
		if at, err = s.copyBytes(ctx, what, origin, source, to, a); err != nil {
			return store.Object{}, err
		}
	}
	if at, err = s.setMetadata(ctx, what, source, at, a); err != nil {
		return store.Object{}, err
	}
	return s.setHeaders(ctx, what, source, at, a)
}

// copyBytes starts a copy, with the metadata it is to have, and waits for it;
// inside an account it is done with the answer.
func (s *Store) copyBytes(ctx context.Context, what wire.What, origin *Store, source known, to string, a store.Attributes) (store.Object, error) {
	var started blob.StartCopyFromURLResponse
	_, err := s.Do(ctx, what, func(ctx context.Context) (err error) {
		started, err = s.blob(to).StartCopyFromURL(ctx, origin.blob(source.object.Key).URL(), &blob.StartCopyFromURLOptions{
			Metadata:                       metadata(a),
			SourceModifiedAccessConditions: &blob.SourceModifiedAccessConditions{SourceIfMatch: match(source.object.ETag)},
		})
		return err
	})
	if err != nil {
		return store.Object{}, err
	}
	at := store.Object{Key: to, Size: source.object.Size, ETag: etag(started.ETag), Modified: moment(started.LastModified)}
	for status := started.CopyStatus; status != nil && *status != blob.CopyStatusTypeSuccess; {
		k, err := s.known(ctx, what, to)
		if err != nil {
			return store.Object{}, err
		}
		if k.copying == blob.CopyStatusTypeFailed || k.copying == blob.CopyStatusTypeAborted {
			return store.Object{}, &store.Problem{Kind: "refused", Message: fmt.Sprintf("could not copy %q in %s: the store gave up", what.Key, s.url),
				Hint: "run again"}
		}
		at, status = k.object, &k.copying
		if err := s.Pause(ctx, what); err != nil {
			return store.Object{}, err
		}
	}
	return at, nil
}

// setMetadata brings an object's other headers to what they should be. A copy
// has brought them already, unless there should be none: then Azure takes those
// of the source.
func (s *Store) setMetadata(ctx context.Context, what wire.What, source known, at store.Object, a store.Attributes) (store.Object, error) {
	meta, before := metadata(a), metadata(source.attributes)
	if sameMetadata(meta, before) || at.Key != source.object.Key && len(meta) > 0 {
		return at, nil
	}
	var set blob.SetMetadataResponse
	out, err := s.Do(ctx, what, func(ctx context.Context) (err error) {
		set, err = s.blob(at.Key).SetMetadata(ctx, meta, &blob.SetMetadataOptions{AccessConditions: condition(at.ETag)})
		return err
	})
	if err != nil {
		return s.settle(ctx, what, source, at.Key, out, err, func(now store.Attributes) bool { return sameMetadata(meta, metadata(now)) })
	}
	at.ETag, at.Modified = etag(set.ETag), moment(set.LastModified)
	return at, nil
}

// setHeaders brings an object's headers to what they should be. The MD5 is one
// of them, and would be lost.
func (s *Store) setHeaders(ctx context.Context, what wire.What, source known, at store.Object, a store.Attributes) (store.Object, error) {
	if at.Key != source.object.Key && sameHeaders(a, source.attributes) {
		return at, nil
	}
	var set blob.SetHTTPHeadersResponse
	out, err := s.Do(ctx, what, func(ctx context.Context) (err error) {
		set, err = s.blob(at.Key).SetHTTPHeaders(ctx, *headers(a, source.md5), &blob.SetHTTPHeadersOptions{AccessConditions: condition(at.ETag)})
		return err
	})
	if err != nil {
		return s.settle(ctx, what, source, at.Key, out, err, func(now store.Attributes) bool { return sameHeaders(a, now) })
	}
	at.ETag, at.Modified = etag(set.ETag), moment(set.LastModified)
	return at, nil
}

// settle tells whether a change of headers that failed was made after all by an
// attempt whose answer was lost: the bytes are the source's, and the headers are
// right.
func (s *Store) settle(ctx context.Context, what wire.What, source known, key string, out wire.Outcome, failed error,
	right func(store.Attributes) bool) (store.Object, error) {
	if !wire.IsCondition(failed) || !out.Unsure {
		return store.Object{}, failed
	}
	now, err := s.known(ctx, what, key)
	switch {
	case err != nil:
		return store.Object{}, err
	case !bytes.Equal(now.md5, source.md5) || !right(now.attributes):
		return store.Object{}, failed
	}
	return now.object, nil
}

// Delete removes objects, several at once.
func (s *Store) Delete(ctx context.Context, keys []string, when map[string]string) map[string]error {
	return wire.Each(ctx, keys, func(ctx context.Context, key string) error {
		_, err := s.Do(ctx, wire.What{Verb: wire.Delete, Key: key}, func(ctx context.Context) error {
			_, err := s.blob(key).Delete(ctx, &blob.DeleteOptions{AccessConditions: condition(when[key])})
			return err
		})
		return wire.Gone(err, func() error { _, _, err := s.Head(ctx, key); return err })
	})
}

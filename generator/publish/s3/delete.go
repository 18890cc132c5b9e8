package s3

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"quarterdeck/generator/publish/wire"
)

// batch is the most S3 deletes by one request.
const batch = 1000

// Delete removes objects, 1,000 a request. Those with a condition go one by
// one, several at once: stores that honour a condition on one deletion may
// ignore it in a batch.
func (s *Store) Delete(ctx context.Context, keys []string, when map[string]string) map[string]error {
	var plain, single []string
	for _, key := range keys {
		if when[key] != "" {
			single = append(single, key)
		} else {
			plain = append(plain, key)
		}
	}
	failed := map[string]error{}
	for part := range slices.Chunk(plain, batch) {
		single = append(single, s.deleteBatch(ctx, part, failed)...)
	}
	for key, err := range wire.Each(ctx, single, func(ctx context.Context, key string) error { return s.deleteOne(ctx, key, when[key]) }) {
		failed[key] = err
	}
	return failed
}

// deleteBatch removes up to 1,000 objects. It returns those that the store
// reports as not deleted: each is then tried alone, with the retries and the
// error of its own.
func (s *Store) deleteBatch(ctx context.Context, keys []string, failed map[string]error) (again []string) {
	if len(keys) == 1 {
		return keys
	}
	ids := make([]types.ObjectIdentifier, len(keys))
	byName := map[string]string{}
	for i, key := range keys {
		ids[i] = types.ObjectIdentifier{Key: s.key(key)}
		byName[s.prefix+key] = key
	}
	var out *awss3.DeleteObjectsOutput
	_, err := s.Do(ctx, wire.What{Verb: wire.Delete, Key: keys[0]}, func(ctx context.Context) (err error) {
		out, err = s.api.DeleteObjects(ctx,
			&awss3.DeleteObjectsInput{Bucket: &s.bucket, Delete: &types.Delete{Objects: ids, Quiet: aws.Bool(true)}},
			// The one checksum every store knows.
			awss3.WithAPIOptions(smithyhttp.AddContentChecksumMiddleware))
		return err
	})
	if err != nil {
		for _, key := range keys {
			failed[key] = err
		}
		return nil
	}
	for _, e := range out.Errors {
		if key, ours := byName[aws.ToString(e.Key)]; ours {
			again = append(again, key)
		}
	}
	return again
}

func (s *Store) deleteOne(ctx context.Context, key, etag string) error {
	_, err := s.Do(ctx, wire.What{Verb: wire.Delete, Key: key}, func(ctx context.Context) error {
		_, err := s.api.DeleteObject(ctx, &awss3.DeleteObjectInput{Bucket: &s.bucket, Key: s.key(key), IfMatch: optional(etag)})
		return err
	})
	return wire.Gone(err, func() error { _, _, err := s.Head(ctx, key); return err })
}

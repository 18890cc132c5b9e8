package s3

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/wire"
)

// List hands over the objects, a page of 1,000 at a time.
func (s *Store) List(ctx context.Context, after string, each func([]store.Object) bool) error {
	in := &awss3.ListObjectsV2Input{Bucket: &s.bucket, Prefix: optional(s.prefix), EncodingType: types.EncodingTypeUrl}
	if after != "" {
		in.StartAfter = s.key(after)
	}
	for {
		var page *awss3.ListObjectsV2Output
		_, err := s.Do(ctx, wire.What{Verb: wire.List}, func(ctx context.Context) (err error) {
			page, err = s.api.ListObjectsV2(ctx, in)
			return err
		})
		if err != nil {
			return err
		}
		objects, err := s.objects(page)
		if err != nil {
			return err
		}
		if len(objects) > 0 && !each(objects) || !aws.ToBool(page.IsTruncated) {
			return nil
		}
		if aws.ToString(page.NextContinuationToken) == "" { // it would begin anew, for ever
			return fmt.Errorf("list %s: the store says that there is more and not how to get it", s.url)
		}
		in.ContinuationToken = page.NextContinuationToken
	}
}

// objects reads a page. Keys are escaped only where the store says so; some
// ignore the wish.
func (s *Store) objects(page *awss3.ListObjectsV2Output) ([]store.Object, error) {
	out := make([]store.Object, 0, len(page.Contents))
	for _, o := range page.Contents {
		key := aws.ToString(o.Key)
		if page.EncodingType == types.EncodingTypeUrl {
			plain, err := url.QueryUnescape(key)
			if err != nil {
				return nil, fmt.Errorf("list %s: the store escaped the name %q wrongly", s.url, key)
			}
			key = plain
		}
		key, ours := strings.CutPrefix(key, s.prefix)
		if !ours || key == "" {
			continue // a marker that consoles create for the "folder" itself
		}
		out = append(out, store.Object{Key: key, Size: aws.ToInt64(o.Size), ETag: aws.ToString(o.ETag), Modified: moment(o.LastModified)})
	}
	return out, nil
}

func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// Get reads an object whole; a body that breaks off is taken up again.
func (s *Store) Get(ctx context.Context, key string) (io.ReadCloser, store.Object, error) {
	opened, err := s.open(ctx, key)
	return opened.Body, opened.Object, err
}

func (s *Store) open(ctx context.Context, key string) (wire.Opened, error) {
	return s.Stream(ctx, key, func(ctx context.Context, offset int64, etag string) (wire.Opened, error) {
		in := &awss3.GetObjectInput{Bucket: &s.bucket, Key: s.key(key), IfMatch: optional(etag)}
		if offset > 0 {
			in.Range = aws.String(fmt.Sprintf("bytes=%d-", offset))
		}
		out, err := s.api.GetObject(ctx, in)
		if err != nil {
			return wire.Opened{}, err
		}
		return wire.Opened{
			Body:   out.Body,
			Object: store.Object{Key: key, Size: aws.ToInt64(out.ContentLength), ETag: aws.ToString(out.ETag), Modified: moment(out.LastModified)},
			Attributes: attributes(out.ContentType, out.CacheControl, out.ContentEncoding, out.WebsiteRedirectLocation,
				out.ContentDisposition, out.ContentLanguage, out.Metadata),
		}, nil
	})
}

// Head tells an object's state and attributes.
func (s *Store) Head(ctx context.Context, key string) (store.Object, store.Attributes, error) {
	var out *awss3.HeadObjectOutput
	_, err := s.Do(ctx, wire.What{Verb: wire.Read, Key: key}, func(ctx context.Context) (err error) {
		out, err = s.api.HeadObject(ctx, &awss3.HeadObjectInput{Bucket: &s.bucket, Key: s.key(key)})
		return err
	})
	if err != nil {
		return store.Object{}, store.Attributes{}, err
	}
	o := store.Object{Key: key, Size: aws.ToInt64(out.ContentLength), ETag: aws.ToString(out.ETag), Modified: moment(out.LastModified)}
	return o, attributes(out.ContentType, out.CacheControl, out.ContentEncoding, out.WebsiteRedirectLocation,
		out.ContentDisposition, out.ContentLanguage, out.Metadata), nil
}

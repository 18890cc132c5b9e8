package s3

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go/middleware"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/wire"
)

// hashKey carries a body's SHA-256, in hex, to the signer.
type hashKey struct{}

// knownHash spares the signer to read a body only to hash it. The store refuses
// bytes that do not have the hash that was signed.
func knownHash(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("KnownHash",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			if sum, ok := ctx.Value(hashKey{}).(string); ok {
				ctx = v4.SetPayloadHash(ctx, sum)
			}
			return next.HandleInitialize(ctx, in)
		}), middleware.Before)
}

// Put writes an object. The signature covers its SHA-256, which is also sent as
// the object's checksum.
func (s *Store) Put(ctx context.Context, key string, c store.Content, a store.Attributes, when store.Condition) (store.Object, error) {
	var put *awss3.PutObjectOutput
	out, err := s.Do(ctx, wire.What{Verb: wire.Write, Key: key, Size: c.Size}, func(ctx context.Context) error {
		body, err := wire.Sending(ctx, c)
		if err != nil {
			return err
		}
		defer body.Close()
		in := s.putInput(key, c, a, when)
		in.Body = body
		if c.Size == 0 {
			in.Body = bytes.NewReader(nil)
		}
		put, err = s.api.PutObject(context.WithValue(ctx, hashKey{}, hex.EncodeToString(c.SHA256[:])), in)
		return err
	})
	if err != nil {
		return s.Settle(ctx, key, c, a, when, out, err, s.open)
	}
	return store.Object{Key: key, Size: c.Size, ETag: aws.ToString(put.ETag)}, nil
}

func (s *Store) putInput(key string, c store.Content, a store.Attributes, when store.Condition) *awss3.PutObjectInput {
	others := wire.OthersOf(a.Headers)
	in := &awss3.PutObjectInput{
		Bucket: &s.bucket, Key: s.key(key),
		ContentLength:  aws.Int64(c.Size),
		ChecksumSHA256: aws.String(base64.StdEncoding.EncodeToString(c.SHA256[:])),
		ContentType:    optional(a.ContentType), CacheControl: optional(a.CacheControl), ContentEncoding: optional(a.ContentEncoding),
		WebsiteRedirectLocation: optional(a.Redirect),
		ContentDisposition:      optional(others.Disposition), ContentLanguage: optional(others.Language), Metadata: others.Metadata,
		IfMatch: optional(when.IfMatch),
	}
	if when.IfAbsent {
		in.IfNoneMatch = aws.String("*")
	}
	return in
}

// Copy copies an object inside the bucket, with new attributes.
func (s *Store) Copy(ctx context.Context, from, to string, a store.Attributes, ifSource string) (store.Object, error) {
	return s.CopyFrom(ctx, s, from, to, a, ifSource)
}

// CopyFrom copies an object of another bucket, to another key.
func (s *Store) CopyFrom(ctx context.Context, origin *Store, from, to string, a store.Attributes, ifSource string) (store.Object, error) {
	others := wire.OthersOf(a.Headers)
	in := &awss3.CopyObjectInput{
		Bucket: &s.bucket, Key: s.key(to),
		CopySource:        aws.String(source(origin.bucket, origin.prefix+from)),
		CopySourceIfMatch: optional(ifSource),
		MetadataDirective: types.MetadataDirectiveReplace,
		ContentType:       optional(a.ContentType), CacheControl: optional(a.CacheControl), ContentEncoding: optional(a.ContentEncoding),
		WebsiteRedirectLocation: optional(a.Redirect),
		ContentDisposition:      optional(others.Disposition), ContentLanguage: optional(others.Language), Metadata: others.Metadata,
	}
	var copied *awss3.CopyObjectOutput
	out, err := s.Do(ctx, wire.What{Verb: wire.Copy, Key: from}, func(ctx context.Context) (err error) {
		copied, err = s.api.CopyObject(ctx, in)
		return err
	})
	if err != nil {
		return s.SettleCopy(from == to, a, out, err, func() (store.Object, store.Attributes, error) { return s.Head(ctx, to) })
	}
	o := store.Object{Key: to}
	if r := copied.CopyObjectResult; r != nil {
		o.ETag, o.Modified = aws.ToString(r.ETag), moment(r.LastModified)
	}
	return o, nil
}

// source is an object's place in a header: escaped as in a path, and the plus
// sign too, which some stores would read as a space.
func source(bucket, key string) string {
	parts := strings.Split(key, "/")
	for i, p := range parts {
		parts[i] = strings.ReplaceAll(url.PathEscape(p), "+", "%2B")
	}
	return bucket + "/" + strings.Join(parts, "/")
}

func attributes(contentType, cache, encoding, redirect, disposition, language *string, metadata map[string]string) store.Attributes {
	others := wire.Others{Disposition: aws.ToString(disposition), Language: aws.ToString(language), Metadata: metadata}
	return store.Attributes{
		ContentType: aws.ToString(contentType), CacheControl: aws.ToString(cache), ContentEncoding: aws.ToString(encoding),
		Redirect: aws.ToString(redirect), Headers: others.Headers(),
	}
}

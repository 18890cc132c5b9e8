package gcs

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	api "google.golang.org/api/storage/v1"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/wire"
)

// page is the most objects Google lists at once.
const page = 1000

// List hands over the objects, a page of 1,000 at a time.
func (s *Store) List(ctx context.Context, after string, each func([]store.Object) bool) error {
	call := s.objects.List(s.bucket).Prefix(s.prefix).MaxResults(page).
		Fields("nextPageToken", "items(name,size,generation,metageneration,updated)")
	if after != "" {
		call.StartOffset(s.prefix + after)
	}
	for {
		var got *api.Objects
		_, err := s.Do(ctx, wire.What{Verb: wire.List}, func(ctx context.Context) (err error) {
			got, err = call.Context(ctx).Do()
			return err
		})
		if err != nil {
			return err
		}
		objects := s.listed(got.Items, after)
		if len(objects) > 0 && !each(objects) || got.NextPageToken == "" {
			return nil
		}
		call.PageToken(got.NextPageToken)
	}
}

// listed reads a page. The offset of a listing is included, a marker for the
// prefix itself is not ours.
func (s *Store) listed(items []*api.Object, after string) []store.Object {
	out := make([]store.Object, 0, len(items))
	for _, item := range items {
		o := s.object(item)
		if o.Key != "" && (after == "" || o.Key != after) {
			out = append(out, o)
		}
	}
	return out
}

// Get reads an object whole; a body that breaks off is taken up again.
func (s *Store) Get(ctx context.Context, key string) (io.ReadCloser, store.Object, error) {
	opened, err := s.open(ctx, key)
	return opened.Body, opened.Object, err
}

func (s *Store) open(ctx context.Context, key string) (wire.Opened, error) {
	return s.Stream(ctx, key, func(ctx context.Context, offset int64, etag string) (wire.Opened, error) {
		call := s.objects.Get(s.bucket, s.prefix+key).Context(ctx)
		if etag != "" {
			call.IfGenerationMatch(parse(etag).generation)
		}
		if offset > 0 {
			call.Header().Set("Range", fmt.Sprintf("bytes=%d-", offset))
		}
		resp, err := call.Download()
		if err != nil {
			return wire.Opened{}, err
		}
		return opened(key, resp), nil
	})
}

// opened reads a download's headers.
func opened(key string, resp *http.Response) wire.Opened {
	h := resp.Header
	generation, _ := strconv.ParseInt(h.Get("X-Goog-Generation"), 10, 64)
	meta, _ := strconv.ParseInt(h.Get("X-Goog-Metageneration"), 10, 64)
	modified, _ := http.ParseTime(h.Get("Last-Modified"))
	encoding := h.Get("X-Goog-Stored-Content-Encoding")
	if encoding == "" || encoding == "identity" {
		encoding = h.Get("Content-Encoding")
	}
	others := wire.Others{Disposition: h.Get("Content-Disposition"), Language: h.Get("Content-Language"), Metadata: map[string]string{}}
	for name := range h {
		if plain, ok := strings.CutPrefix(name, "X-Goog-Meta-"); ok {
			others.Metadata[plain] = h.Get(name)
		}
	}
	return wire.Opened{
		Body:   resp.Body,
		Object: store.Object{Key: key, Size: resp.ContentLength, ETag: version{generation, meta}.String(), Modified: modified.UTC().Truncate(time.Second)},
		Attributes: store.Attributes{ContentType: h.Get("Content-Type"), CacheControl: h.Get("Cache-Control"), ContentEncoding: encoding,
			Headers: others.Headers()},
	}
}

// Head tells an object's state and attributes.
func (s *Store) Head(ctx context.Context, key string) (store.Object, store.Attributes, error) {
	var got *api.Object
	_, err := s.Do(ctx, wire.What{Verb: wire.Read, Key: key}, func(ctx context.Context) (err error) {
		got, err = s.objects.Get(s.bucket, s.prefix+key).Fields(fields).Context(ctx).Do()
		return err
	})
	if err != nil {
		return store.Object{}, store.Attributes{}, err
	}
	return s.object(got), attributes(got), nil
}

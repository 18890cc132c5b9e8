package gcs

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"

	"google.golang.org/api/googleapi"
	api "google.golang.org/api/storage/v1"

	"quarterdeck/generator/publish/store"
	"quarterdeck/generator/publish/wire"
)

// Put writes an object. Google compares its CRC32C before it keeps it.
func (s *Store) Put(ctx context.Context, key string, c store.Content, a store.Attributes, when store.Condition) (store.Object, error) {
	object := resource(s.prefix+key, a)
	var put *api.Object
	out, err := s.Do(ctx, wire.What{Verb: wire.Write, Key: key, Size: c.Size}, func(ctx context.Context) error {
		body, err := wire.Sending(ctx, c)
		if err != nil {
			return err
		}
		defer body.Close()
		sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
		if err := wire.Sum(ctx, body, c, sum); err != nil {
			return err
		}
		object.Crc32c = base64.StdEncoding.EncodeToString(binary.BigEndian.AppendUint32(nil, sum.Sum32()))
		call := s.objects.Insert(s.bucket, object).Fields(fields).Context(ctx).
			Media(body, googleapi.ContentType(a.ContentType), googleapi.ChunkSize(0))
		switch {
		case when.IfAbsent:
			call.IfGenerationMatch(0)
		case when.IfMatch != "":
			match := parse(when.IfMatch)
			call.IfGenerationMatch(match.generation).IfMetagenerationMatch(match.meta)
		}
		put, err = call.Do()
		return err
	})
	if err != nil {
		return s.Settle(ctx, key, c, a, when, out, err, s.open)
	}
	return s.object(put), nil
}

// Copy copies an object inside the bucket, with new attributes. Large ones take
// several requests.
func (s *Store) Copy(ctx context.Context, from, to string, a store.Attributes, ifSource string) (store.Object, error) {
	return s.CopyFrom(ctx, s, from, to, a, ifSource)
}

// CopyFrom copies an object of another bucket, to another key.
func (s *Store) CopyFrom(ctx context.Context, origin *Store, from, to string, a store.Attributes, ifSource string) (store.Object, error) {
	call := s.objects.Rewrite(origin.bucket, origin.prefix+from, s.bucket, s.prefix+to, resource(s.prefix+to, a))
	if ifSource != "" {
		match := parse(ifSource)
		call.IfSourceGenerationMatch(match.generation).IfSourceMetagenerationMatch(match.meta)
	}
	for {
		var step *api.RewriteResponse
		out, err := s.Do(ctx, wire.What{Verb: wire.Copy, Key: from}, func(ctx context.Context) (err error) {
			step, err = call.Context(ctx).Do()
			return err
		})
		if err != nil {
			return s.SettleCopy(from == to, a, out, err, func() (store.Object, store.Attributes, error) { return s.Head(ctx, to) })
		}
		if step.Done {
			return s.object(step.Resource), nil
		}
		call.RewriteToken(step.RewriteToken)
	}
}

// Delete removes objects, several at once; Google has no batch that would be
// one request.
func (s *Store) Delete(ctx context.Context, keys []string, when map[string]string) map[string]error {
	return wire.Each(ctx, keys, func(ctx context.Context, key string) error {
		call := s.objects.Delete(s.bucket, s.prefix+key)
		if etag := when[key]; etag != "" {
			match := parse(etag)
			call.IfGenerationMatch(match.generation).IfMetagenerationMatch(match.meta)
		}
		_, err := s.Do(ctx, wire.What{Verb: wire.Delete, Key: key}, func(ctx context.Context) error {
			return call.Context(ctx).Do()
		})
		return wire.Gone(err, func() error { _, _, err := s.Head(ctx, key); return err })
	})
}
